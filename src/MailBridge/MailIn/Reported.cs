using System.Globalization;
using MailBridge.Conversations;
using MailBridge.Mime;

namespace MailBridge.MailIn;

/// <summary>What machines report about mails of ours, in the desk's terms.</summary>
internal static class Reported
{
    /// <summary>A delivery report.</summary>
    public static BounceReport Bounce(DeliveryReport report)
        => new(
            Id(report.OriginalMessageId),
            report.IsDelayOnly,
            // Who is delayed beside somebody who failed may yet get it, and is reported again if not.
            [.. report.Recipients.Where(r => r.Action == (report.IsDelayOnly ? DeliveryAction.Delayed : DeliveryAction.Failed)).Select(Recipient)])
        {
            Related = [.. report.OriginalReferences.Reverse().Append(report.OriginalEnvelopeId).Select(Id).OfType<MsgId>().Distinct()],
        };

    /// <summary>A read receipt.</summary>
    public static ReadReceipt Receipt(DispositionNotification receipt, EmailPerson author, DateTimeOffset at)
    {
        var reader = receipt.FinalRecipient.Contains('@', StringComparison.Ordinal) ? new EmailAddress(receipt.FinalRecipient) : author.Address;
        var act = receipt.Type switch
        {
            DispositionType.Displayed => "displayed",
            DispositionType.Deleted => "deleted, perhaps unread,",
            DispositionType.Dispatched => "passed on",
            DispositionType.Processed => "dealt with by a program",
            _ => "received",
        };
        return new ReadReceipt(Id(receipt.OriginalMessageId), reader, act, at.ToUniversalTime());
    }

    /// <summary>A provider's feedback report.</summary>
    public static Complaint Complaint(FeedbackReport report, EmailPerson provider)
    {
        // Providers blank the recipient, or leave them out, to protect them.
        var who = report.OriginalRcptTo is [var first, ..] && first.Contains('@', StringComparison.Ordinal) ? first : "A recipient";
        var what = report.Type switch
        {
            FeedbackType.Abuse => $"{who} marked our mail as spam",
            FeedbackType.Fraud => $"{who} reports our mail as fraud",
            FeedbackType.Virus => "Our mail is reported to hold a virus",
            FeedbackType.NotSpam => $"{who} says that our mail is no spam, although it was taken for it",
            FeedbackType.OptOut => $"{who} wants no more mail from us",
            FeedbackType.AuthFailure => "A mail in our name failed the check of its sender (SPF, DKIM or DMARC)",
            _ => "Our mail was reported to its provider",
        };
        var times = report.Incidents > 1 ? string.Create(CultureInfo.InvariantCulture, $", {report.Incidents:N0} times") : "";
        return new Complaint(Id(report.OriginalMessageId), $"{what}{times} (reported by {provider.Address.Domain})")
        {
            Related = [.. report.OriginalReferences.Reverse().Select(Id).OfType<MsgId>().Distinct()],
        };
    }

    private static BouncedRecipient Recipient(DeliveryReportRecipient recipient)
        => new(new EmailAddress(recipient.Address), recipient.Status, recipient.DiagnosticCode ?? "") { Cause = Words(recipient.Reason) };

    private static string Words(BounceReason reason) => reason switch
    {
        BounceReason.UserUnknown => "nobody has this address",
        BounceReason.Moved => "the address was given up",
        BounceReason.DomainUnknown => "the domain does not exist or takes no mail",
        BounceReason.MailboxFull => "the mailbox is full",
        BounceReason.Suspended => "the mailbox is switched off",
        BounceReason.TooLarge => "the mail is too large",
        BounceReason.Spam => "taken for spam",
        BounceReason.Virus => "taken for a virus or a forbidden file",
        BounceReason.Blocked => "our mail server is on a block list or not trusted",
        BounceReason.Authentication => "our mail server did not prove that it may send for our domain (SPF, DKIM or DMARC)",
        BounceReason.RelayDenied => "the server takes no mail for this address from us",
        BounceReason.Refused => "refused by a rule of the recipient's system",
        BounceReason.Expired => "tried for too long",
        BounceReason.Network => "the recipient's server cannot be reached",
        BounceReason.TooMuch => "too many mails at a time",
        BounceReason.SystemError => "a mail system on the way is broken",
        _ => "",
    };

    private static MsgId? Id(string? id) => id is { Length: > 0 } ? new MsgId(id.Trim('<', '>')) : null;
}

using System.Globalization;
using System.Text;
using MailBridge.MailIn;
using MailBridge.Mime;

namespace MailBridge.Commands;

/// <summary>
/// What <c>inspect</c> tells of a message; with <c>--json</c> under these names. Stable: fields may be added, never changed.
/// </summary>
internal sealed record InspectedMail(
    string File,
    string? MessageId,
    IReadOnlyList<string> InReplyTo,
    IReadOnlyList<string> References,
    string? Date,
    IReadOnlyList<InspectedMail.Person> From,
    IReadOnlyList<InspectedMail.Person> To,
    IReadOnlyList<InspectedMail.Person> Cc,
    IReadOnlyList<InspectedMail.Person> ReplyTo,
    string Subject,
    MessageKind Kind,
    string Text,
    string Reply,
    string Quoted,
    string Signature,
    IReadOnlyList<InspectedMail.Attachment> Attachments,
    IReadOnlyList<string> Defects,
    long? Offset,
    InspectedMail.PassedOn? Forwarded,
    InspectedMail.BounceReport? Bounce,
    InspectedMail.ReadReceipt? Receipt,
    InspectedMail.SpamComplaint? Complaint,
    string? Sender)
{
    /// <summary>A name with an address; the name may be empty.</summary>
    internal sealed record Person(string Name, string Address);

    /// <summary>A file that came with the message.</summary>
    internal sealed record Attachment(string Name, string Type, long Size, string Sha256, bool Inline, string? ContentId);

    /// <summary>A mail that was passed on inside the text, with its header lines as the forwarding program shows them.</summary>
    internal sealed record PassedOn(string? From, string? To, string? Cc, string? Date, string? Subject, string Text)
    {
        public static PassedOn? Of(ForwardedMessage? mail) => mail is null ? null : new(mail.From, mail.To, mail.Cc, mail.Date, mail.Subject, mail.Text);
    }

    /// <summary>What a delivery report says.</summary>
    internal sealed record BounceReport(string? OriginalMessageId, bool DelayOnly, IReadOnlyList<BouncedRecipient> Recipients)
    {
        public static BounceReport? Of(DeliveryReport? report) => report is null ? null : new(
            report.OriginalMessageId, report.IsDelayOnly,
            [.. report.Recipients.Select(r => new BouncedRecipient(r.Address, r.Action, r.Status, r.Reason, r.DiagnosticCode ?? ""))]);
    }

    /// <summary>A recipient of a delivery report.</summary>
    internal sealed record BouncedRecipient(string Address, DeliveryAction Action, string Status, BounceReason Reason, string Diagnostic);

    /// <summary>What a read receipt says (RFC 8098).</summary>
    internal sealed record ReadReceipt(DispositionType Type, string Recipient, string? OriginalMessageId)
    {
        public static ReadReceipt? Of(DispositionNotification? receipt)
            => receipt is null ? null : new(receipt.Type, receipt.FinalRecipient, receipt.OriginalMessageId);
    }

    /// <summary>What a feedback report says (RFC 5965).</summary>
    internal sealed record SpamComplaint(FeedbackType Type, IReadOnlyList<string> Recipients, string? OriginalMessageId)
    {
        public static SpamComplaint? Of(FeedbackReport? report) => report is null ? null : new(report.Type, report.OriginalRcptTo, report.OriginalMessageId);
    }

    /// <param name="place">Where it was found.</param>
    /// <param name="message">The message.</param>
    /// <param name="trusted">The servers whose word is taken for who it is from; empty for nobody's.</param>
    public static InspectedMail Of(MailPlace place, MimeMessage message, IReadOnlyCollection<string> trusted)
    {
        var text = EmailText.Of(message);
        return new InspectedMail(
            place.File,
            message.MessageId is { Length: > 0 } id ? id : null,
            message.InReplyTo,
            message.References,
            message.Date?.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
            People(message.From),
            People(message.To),
            People(message.Cc),
            People(message.ReplyTo),
            message.Subject,
            message.Kind,
            text.Whole,
            text.New,
            text.Quoted,
            text.Signature,
            [.. message.Attachments.Select(a => new Attachment(a.FileName, a.MediaType, a.Size, a.Sha256, a.IsInline, a.ContentId))],
            [.. message.Defects.Select(d => d.ToString())],
            place.Offset,
            PassedOn.Of(text.Forwarded),
            BounceReport.Of(message.DeliveryReport),
            ReadReceipt.Of(message.DispositionNotification),
            SpamComplaint.Of(message.FeedbackReport),
            SenderWords(SenderAuthentication.Judge(message, trusted)));
    }

    /// <summary>A page for a person.</summary>
    public string ToPage()
    {
        var page = new StringBuilder();
        page.Append(PlainPage.Safe($"── {File}{(Offset is null ? "" : $", octet {Offset}")} ")).Append('─', 20).Append('\n');
        Line(page, "Subject", Subject.Length > 0 ? Subject : "(none)");
        Line(page, "From", From.Count > 0 ? Names(From) : "(nobody)");
        Line(page, "Reply to", Names(ReplyTo));
        Line(page, "To", Names(To));
        Line(page, "Cc", Names(Cc));
        Line(page, "Date", Date ?? "(unknown)");
        Line(page, "Kind", Kind.ToString().ToLowerInvariant());
        Line(page, "Message-ID", MessageId ?? "(none)");
        Line(page, "Answers", string.Join(", ", InReplyTo));
        Line(page, "Sender", Sender ?? "");
        foreach (var one in Bounce?.Recipients ?? [])
            Line(page, "Bounce", $"{one.Address}: {one.Action.ToString().ToLowerInvariant()} {one.Status}, {one.Reason} {one.Diagnostic}");
        if (Receipt is { } receipt) Line(page, "Receipt", $"{receipt.Type.ToString().ToLowerInvariant()} by {receipt.Recipient}");
        if (Complaint is { } complaint) Line(page, "Complaint", $"{complaint.Type} by {string.Join(", ", complaint.Recipients)}");
        foreach (var file in Attachments)
            Line(page, "File", $"{file.Name} ({file.Type}, {PlainPage.Size(file.Size)}{(file.Inline ? ", in the text" : "")})");
        foreach (var defect in Defects) Line(page, "Defect", defect);
        page.Append('\n').Append(PlainPage.Safe(Reply.TrimEnd(), oneLine: false)).Append('\n');
        if (Signature.Length > 0) page.Append("\n[signature: ").Append(Lines(Signature)).Append(']').Append('\n');
        if (Quoted.Length > 0) page.Append("\n[quoted: ").Append(Lines(Quoted)).Append("; --json shows them]\n");
        return page.ToString();
    }

    private static void Line(StringBuilder page, string name, string value)
    {
        if (value.Length > 0) page.Append(name.PadRight(12)).Append(PlainPage.Safe(value)).Append('\n');
    }

    private static string? SenderWords(SenderVerdict verdict) => verdict switch
    {
        SenderVerdict.Verified { Method: var method } => $"verified by {method}",
        SenderVerdict.Failing { Words: var words } => $"not verified: {words}",
        SenderVerdict.Absent => "not verified: the server says nothing about it",
        _ => null,
    };

    private static string Lines(string text) => PlainPage.Count(text.Count(c => c == '\n') + 1, "line", "lines");

    private static string Names(IReadOnlyList<Person> people)
        => string.Join(", ", people.Select(p => p.Name.Length == 0 ? p.Address : $"{p.Name} <{p.Address}>"));

    private static List<Person> People(IReadOnlyList<Mailbox> mailboxes) => [.. mailboxes.Select(m => new Person(m.Name, m.Address))];
}

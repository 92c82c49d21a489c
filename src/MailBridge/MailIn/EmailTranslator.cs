using System.Security.Cryptography;
using System.Text;
using MailBridge.Conversations;
using MailBridge.MailOut;
using MailBridge.Mime;

namespace MailBridge.MailIn;

/// <summary>Translates a message as the mail format has it into a mail as the desk has it. A pure function.</summary>
public static class EmailTranslator
{
    private const string Cut = "[MailBridge: this mail is larger than the limit; only its beginning is kept. The whole mail lies in the mailbox.]";

    private static readonly string[] TraceFields = ["Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To"];

    /// <summary>Why nobody can make a conversation of this message; null when it can be done.</summary>
    public static string? WhyUnreadable(MimeMessage message)
        => message.Headers.Count == 0 ? "it has no header fields, so it says neither who wrote it nor what about"
            : Sender(message) is null ? "it names no sender: From, Sender and Return-Path are missing or hold no address"
            : null;

    /// <summary>The message in the desk's terms.</summary>
    /// <exception cref="InvalidDataException">The message says too little: see <see cref="WhyUnreadable"/>.</exception>
    public static IncomingEmail Translate(
        MimeMessage message, RawMailId raw, InboxId inbox, DateTimeOffset receivedAt, SenderCheck sender = SenderCheck.NotJudged)
    {
        if (WhyUnreadable(message) is { } reason) throw new InvalidDataException($"This mail cannot be read: {reason}.");
        var from = Person(Sender(message)!);
        var text = EmailText.Of(message);
        var fingerprint = Fingerprint(message, from, text.Whole);
        return new IncomingEmail
        {
            Raw = raw,
            Inbox = inbox,
            MessageId = message.MessageId is { Length: > 0 } id ? new MsgId(id) : MailIntake.SyntheticId(fingerprint),
            Fingerprint = fingerprint,
            From = from,
            ReplyTo = [.. People(message.ReplyTo).Where(p => p.Address != from.Address)],
            To = People(message.To),
            Cc = People(message.Cc),
            DeliveredTo = [.. TraceFields.SelectMany(message.Headers.All).SelectMany(f => Addresses(f.Text)).Select(a => new EmailAddress(a)).Distinct()],
            InReplyTo = [.. message.InReplyTo.Select(i => new MsgId(i))],
            References = [.. message.References.Select(i => new MsgId(i))],
            Subject = message.Subject,
            BaseSubject = BaseSubject.Of(message.Subject),
            SubjectIsReply = BaseSubject.IsReply(message.Subject),
            SubjectTag = BaseSubject.TicketTag(message.Subject),
            Outlook = Outlook(message),
            OwnId = message.Headers.Text(ReplyWriter.OwnIdField)?.Trim().Trim('<', '>') is { Length: > 0 } own ? new MsgId(own) : null,
            Sender = sender,
            SenderMarks = Marks(SenderInspection.Inspect(message)),
            SentAt = message.Date?.ToUniversalTime(),
            ReceivedAt = receivedAt.ToUniversalTime(),
            Kind = Kind(message.Kind),
            ForbidsAutomaticAnswer = message.Classification.ForbidsAutomaticAnswer,
            ListId = ListId(message),
            NewText = text.New,
            FullText = text.Whole,
            AttachedText = AttachedMails.Text(message),
            Quoted = text.Quoted,
            Signature = text.Signature,
            Attachments = Files(message.Attachments),
            PassedOn = PassedOnMails.Find(message, text),
            Bounce = message.DeliveryReport is { } report ? Reported.Bounce(report) : null,
            Receipt = message.DispositionNotification is { } receipt ? Reported.Receipt(receipt, from, message.Date ?? receivedAt) : null,
            Complaint = message.FeedbackReport is { } feedback ? Reported.Complaint(feedback, from) : null,
            Defects = [.. message.Defects.Select(d => d.ToString())],
        };
    }

    /// <summary>Says in the mail's text that only its beginning is kept.</summary>
    public static IncomingEmail MarkCut(IncomingEmail email) => email with
    {
        NewText = $"{email.NewText}\n\n{Cut}",
        FullText = $"{email.FullText}\n\n{Cut}",
        Defects = [.. email.Defects, Cut],
    };

    internal static Mailbox? Sender(MimeMessage message)
        => message.From.Concat(message.Sender).FirstOrDefault(m => m.Address.Contains('@', StringComparison.Ordinal))
            ?? ReturnPath(message);

    private static Mailbox? ReturnPath(MimeMessage message)
        => message.Headers.Text("Return-Path")?.Trim().Trim('<', '>') is { Length: > 2 } path && path.Contains('@', StringComparison.Ordinal)
            ? new Mailbox("", path)
            : null;

    /// <summary>The addresses of a trace field. QUIRK: qmail and ezmlm write "mailing list x@…" into Delivered-To; Exim lists all recipients in Envelope-to.</summary>
    private static IEnumerable<string> Addresses(string text)
        => text.StartsWith("mailing list", StringComparison.OrdinalIgnoreCase) ? []
            : text.Split([' ', ',', ';', '(', ')'], StringSplitOptions.RemoveEmptyEntries).Select(w => w.Trim('<', '>')).Where(w => w.Contains('@', StringComparison.Ordinal));

    private static OutlookThread? Outlook(MimeMessage message)
        => ThreadIndex.TryRead(message.Headers.Text("Thread-Index"), out var index)
            ? new OutlookThread(index.Thread, index.ToString(), message.Headers.Text("Thread-Topic") ?? "")
            : null;

    private static EmailMarks Marks(SenderWarnings warnings)
        => (warnings.HasFlag(SenderWarnings.NameHoldsAddress) ? EmailMarks.NameHoldsAddress : 0)
            | (warnings.HasFlag(SenderWarnings.SeveralFrom) ? EmailMarks.SeveralSenders : 0)
            | (warnings.HasFlag(SenderWarnings.LookAlikeDomain) ? EmailMarks.LookAlikeDomain : 0);

    /// <summary>Files of a mail, numbered from <paramref name="first"/> as <see cref="MailFiles"/> has them.</summary>
    internal static IReadOnlyList<EmailAttachment> Files(IReadOnlyList<MimeAttachment> files, int first = 0)
        => [.. files.Select((a, i) => new EmailAttachment(first + i, a.FileName, a.MediaType, a.Size, a.Sha256, a.IsInline, a.ContentId))];

    internal static EmailPerson Person(Mailbox mailbox) => new(mailbox.Name.Trim(), new EmailAddress(mailbox.Address));

    internal static IReadOnlyList<EmailPerson> People(IReadOnlyList<Mailbox> mailboxes)
        => [.. mailboxes.Where(m => m.Address.Contains('@', StringComparison.Ordinal)).Select(Person)];

    /// <summary>RFC 2919 section 3: the id stands in brackets behind an optional description.</summary>
    private static string ListId(MimeMessage message)
        => message.Headers.Text("List-Id") is not { } text ? ""
            : text.LastIndexOf('<') is >= 0 and var open && text.IndexOf('>', open) is > 0 and var close ? text[(open + 1)..close].Trim()
            : text.Trim();

    private static EmailKind Kind(MessageKind kind) => kind switch
    {
        MessageKind.Automatic => EmailKind.Automatic,
        MessageKind.Bounce => EmailKind.Bounce,
        MessageKind.List => EmailKind.List,
        _ => EmailKind.Customer,
    };

    /// <summary>Two copies of one mail differ in trace fields and in transport encoding, never in sender, date, subject and words.</summary>
    internal static string Fingerprint(MimeMessage message, EmailPerson from, string text)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> separator = [0];
        foreach (var part in (string[])[from.Address.Normalized, message.Headers.Text("Date") ?? "", message.Subject, text.ReplaceLineEndings("\n").Trim()])
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part));
            hash.AppendData(separator);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

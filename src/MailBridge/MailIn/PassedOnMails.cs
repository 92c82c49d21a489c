using MailBridge.Conversations;
using MailBridge.Mime;

namespace MailBridge.MailIn;

/// <summary>
/// Finds the mail that another one passes on: the only one that came with it as a file (message/rfc822), else the one in its text, below a header block in
/// one of the languages that the reader of replies knows.
/// </summary>
internal static class PassedOnMails
{
    /// <summary>The mail that is passed on; null for none, or for several files of which nobody can tell which is meant.</summary>
    public static PassedOnEmail? Find(MimeMessage message, EmailText text)
    {
        if (message.DeliveryReport is not null || message.FeedbackReport is not null || message.DispositionNotification is not null) return null;
        return MailFiles.Attached(message) is { } attached ? Attached(message, attached, text) : text.Forwarded is { } inline ? Inline(message, inline, text) : null;
    }

    private static PassedOnEmail? Attached(MimeMessage message, MimeMessage attached, EmailText above)
    {
        if (EmailTranslator.Sender(attached) is not { } sender) return null;
        var (from, text) = (EmailTranslator.Person(sender), EmailText.Of(attached));
        var fingerprint = EmailTranslator.Fingerprint(attached, from, text.Whole);
        return new PassedOnEmail
        {
            From = from,
            ReplyTo = EmailTranslator.People(attached.ReplyTo),
            To = EmailTranslator.People(attached.To),
            Cc = EmailTranslator.People(attached.Cc),
            Subject = attached.Subject,
            BaseSubject = BaseSubject.Of(attached.Subject),
            SubjectIsReply = BaseSubject.IsReply(attached.Subject),
            NewText = text.New,
            FullText = text.Whole,
            Quoted = text.Quoted,
            Signature = text.Signature,
            Attachments = EmailTranslator.Files(attached.Attachments, message.Attachments.Count),
            Above = above.New,
            Identity = new AttachedIdentity(
                attached.MessageId is { Length: > 0 } id ? new MsgId(id) : MailIntake.SyntheticId(fingerprint), fingerprint,
                [.. attached.InReplyTo.Select(i => new MsgId(i))], [.. attached.References.Select(i => new MsgId(i))], attached.Date?.ToUniversalTime()),
        };
    }

    private static PassedOnEmail? Inline(MimeMessage message, ForwardedMessage inline, EmailText above)
    {
        if (CopiedPeople.Read(inline.From ?? "") is not [var from, ..]) return null;
        var subject = inline.Subject ?? BaseSubject.Of(message.Subject);
        var parts = ReplyExtractor.FromText(inline.Text, subject);
        return new PassedOnEmail
        {
            From = from,
            To = CopiedPeople.Read(inline.To ?? ""),
            Cc = CopiedPeople.Read(inline.Cc ?? ""),
            Subject = subject,
            BaseSubject = BaseSubject.Of(subject),
            SubjectIsReply = BaseSubject.IsReply(subject),
            NewText = parts.Forwarded is { } within && !parts.ShowsEverything ? $"{parts.Reply}\n\n{within.Original}".Trim('\n') : parts.Reply,
            FullText = inline.Text,
            Quoted = parts.Quoted,
            Signature = parts.Signature,
            Attachments = EmailTranslator.Files(message.Attachments),
            Above = above.Own,
        };
    }
}

/// <summary>The files of a mail as they are numbered: its own, then those of the one mail that came with it as a file.</summary>
internal static class MailFiles
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<MimeAttachment> Of(MimeMessage message)
        => Attached(message) is { } attached ? [.. message.Attachments, .. attached.Attachments] : message.Attachments;

    /// <summary>The mail that came as a file; null for none or several.</summary>
    public static MimeMessage? Attached(MimeMessage message) => Attached(message.Root).Take(2).ToList() is [var only] ? only : null;

    private static IEnumerable<MimeMessage> Attached(MimePart part)
        => part.EmbeddedMessage is { } one ? [one] : part.Children.SelectMany(Attached);
}

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
    long? Offset)
{
    /// <summary>A name with an address; the name may be empty.</summary>
    internal sealed record Person(string Name, string Address);

    /// <summary>A file that came with the message.</summary>
    internal sealed record Attachment(string Name, string Type, long Size, string Sha256, bool Inline, string? ContentId);

    public static InspectedMail Of(MailPlace place, MimeMessage message)
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
            place.Offset);
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

    private static string Lines(string text) => PlainPage.Count(text.Count(c => c == '\n') + 1, "line", "lines");

    private static string Names(IReadOnlyList<Person> people)
        => string.Join(", ", people.Select(p => p.Name.Length == 0 ? p.Address : $"{p.Name} <{p.Address}>"));

    private static List<Person> People(IReadOnlyList<Mailbox> mailboxes) => [.. mailboxes.Select(m => new Person(m.Name, m.Address))];
}

using System.Text;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.Mime;
using MailBridge.Workspace;

namespace MailBridge.MailIn;

/// <summary>Reads kept mails again for people who want to see the original.</summary>
internal sealed class Originals(IRawMailStore raw) : IOriginals
{
    public async Task<OriginalMail?> FindAsync(RawMailId id, CancellationToken cancellation)
    {
        if (await raw.FindAsync(id, cancellation).ConfigureAwait(false) is not { } mail) return null;
        if (await raw.ReadAsync(id, cancellation).ConfigureAwait(false) is not { } bytes) return null;
        var message = MimeMessage.Read(bytes);
        return new OriginalMail
        {
            Subject = message.Subject,
            From = string.Join(", ", message.From.Select(m => new EmailPerson(m.Name, new EmailAddress(m.Address)).Full)),
            ReceivedAt = mail.ReceivedAt,
            Headers = Header(message),
            Text = EmailText.Of(message).Whole,
            Html = message.HtmlBody,
            Files = [.. MailFiles.Of(message).Select((a, i) => new CardFile(id, i, a.FileName, a.MediaType, a.Size, a.IsInline))],
            ContentIds = message.Attachments.Index().Where(a => a.Item.ContentId is not null).DistinctBy(a => a.Item.ContentId!)
                .ToDictionary(a => a.Item.ContentId!, a => a.Index),
        };
    }

    public async Task<OriginalFile?> FileAsync(RawMailId id, int index, CancellationToken cancellation)
    {
        if (await raw.ReadAsync(id, cancellation).ConfigureAwait(false) is not { } bytes) return null;
        var files = MailFiles.Of(MimeMessage.Read(bytes));
        return index >= 0 && index < files.Count ? new OriginalFile(files[index].FileName, files[index].MediaType, files[index].Content) : null;
    }

    private static string Header(MimeMessage message)
    {
        var text = new StringBuilder();
        foreach (var field in message.Headers) text.Append(field.Name).Append(": ").Append(field.Text).Append('\n');
        return text.ToString();
    }
}

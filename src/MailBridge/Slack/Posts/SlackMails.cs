using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.MailIn;
using MailBridge.Mime;

namespace MailBridge.Slack.Posts;

/// <summary>What a card does not carry of a mail: its text with styles, and its files' bytes.</summary>
internal sealed record MailContent(BodyDocument Body, IReadOnlyList<MimeAttachment> Files);

/// <summary>Reads kept mails again for what cards do not carry.</summary>
internal sealed class SlackMails(IRawMailStore raw)
{
    /// <summary>The content behind an item; of anything but a mail its plain text.</summary>
    public async Task<MailContent> OfAsync(Card.Item item, CancellationToken cancellation)
    {
        if (item is not { Kind: CardItemKind.CustomerEmail or CardItemKind.AgentEmail, Original: { } id }
            || await raw.ReadAsync(id, cancellation).ConfigureAwait(false) is not { } bytes)
            return new MailContent(BodyDocument.FromText(item.Text), []);
        var message = MimeMessage.Read(bytes);
        var document = EmailText.Of(message).Document;
        // What the desk shows is what was read when the mail came; a later version of the reader may see it otherwise.
        var isTheSame = document.ToPlainText() == item.Text;
        return new MailContent(isTheSame ? document : BodyDocument.FromText(item.Text), message.Attachments);
    }
}

using System.Text;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.MailIn;
using MailBridge.Mime;

namespace MailBridge.Slack.Posts;

/// <summary>What a card does not carry of a mail: its text with styles, and the files that are to stand in its thread.</summary>
internal sealed record MailContent(BodyDocument Body, IReadOnlyList<ThreadUpload> Files);

/// <summary>A file that is to stand in a thread.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">In octets.</param>
/// <param name="ReadAsync">Gives the bytes.</param>
internal sealed record ThreadUpload(string Name, long Size, Func<CancellationToken, Task<ReadOnlyMemory<byte>>> ReadAsync);

/// <summary>Reads kept mails again for what cards do not carry.</summary>
internal sealed class SlackMails(IRawMailStore raw, IConversationStore store, IReplyFiles files)
{
    /// <summary>The content behind an item; of anything but a mail its plain text.</summary>
    public async Task<MailContent> OfAsync(Card.Item item, CancellationToken cancellation)
    {
        if (item.Kind == CardItemKind.AgentReply && item.Files.Count > 0)
            return new MailContent(BodyDocument.FromText(item.Text), await OfReplyAsync(item, cancellation).ConfigureAwait(false));
        if (item is not { Kind: CardItemKind.CustomerEmail or CardItemKind.AgentEmail or CardItemKind.SideEmail, Original: { } id }
            || await raw.ReadAsync(id, cancellation).ConfigureAwait(false) is not { } bytes)
            return new MailContent(BodyDocument.FromText(item.Text), []);
        var message = MimeMessage.Read(bytes);
        // A logo comes with every mail of its sender: it stays with the original.
        var logos = item.Files.Where(f => f.IsLogo).Select(f => f.Index).ToHashSet();
        return new MailContent(
            Styled(message, item.Text),
            [.. Shown(message, item).Index().Where(a => !logos.Contains(a.Index)).Select(a => new ThreadUpload(
                a.Item.FileName, a.Item.Size, _ => Task.FromResult(a.Item.Content)))]);
    }

    /// <summary>The mail's files; of a mail that a colleague passed on as a file, those that came with it are there too.</summary>
    private static IReadOnlyList<MimeAttachment> Shown(MimeMessage message, Card.Item item)
        => item.Files.Any(f => f.Index >= message.Attachments.Count) ? MailFiles.Of(message) : message.Attachments;

    /// <summary>The files of a colleague's reply; none of one that was typed into the thread, for there they hang on the agent's own message.</summary>
    private async Task<IReadOnlyList<ThreadUpload>> OfReplyAsync(Card.Item item, CancellationToken cancellation)
    {
        var conversation = await store.LoadAsync(item.Conversation, cancellation).ConfigureAwait(false);
        return conversation?.Entry(item.Entry) is not Entry.AgentReply { IsTyped: false } reply ? []
            : [.. reply.Email.Files.Select(f => new ThreadUpload(
                f.Name, f.Size, async stop => await files.ReadAsync(f.Sha256, stop).ConfigureAwait(false) ?? ReadOnlyMemory<byte>.Empty))];
    }

    /// <summary>
    /// The text with its styles, where the HTML of a mail says the same as what the desk shows; else the desk's text. It may say something else: in two
    /// bodies a sender can write two things, and a later version of the reader may take a mail apart otherwise than the one that read it.
    /// </summary>
    private static BodyDocument Styled(MimeMessage message, string text)
    {
        if (message.HtmlBody is { } html)
        {
            var styled = EmailText.Written(ReplyExtractor.FromHtml(html, message.Subject));
            if (SaysTheSame(styled.ToPlainText(), text)) return styled;
        }
        var document = EmailText.Of(message).Document;
        return document.ToPlainText() == text ? document : BodyDocument.FromText(text);
    }

    /// <summary>Programs write a text beside their HTML with other marks, bullets and breaks; the letters and digits are the same.</summary>
    private static bool SaysTheSame(string one, string other)
    {
        var (a, b) = (one.EnumerateRunes(), other.EnumerateRunes());
        while (true)
        {
            var (left, right) = (Next(ref a), Next(ref b));
            if (left != right) return false;
            if (left is null) return true;
        }
    }

    private static Rune? Next(ref StringRuneEnumerator runes)
    {
        while (runes.MoveNext())
        {
            if (Rune.IsLetterOrDigit(runes.Current)) return runes.Current;
        }
        return null;
    }
}

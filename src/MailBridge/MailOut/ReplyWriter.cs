using System.Globalization;
using System.Net;
using System.Text;
using MailBridge.Conversations;
using MailBridge.Mime;

namespace MailBridge.MailOut;

/// <summary>Translates a reply as the desk has it into a message. A pure function: the same reply gives the same bytes.</summary>
internal static class ReplyWriter
{
    /// <summary>More of the answered mail than this is not repeated below the reply; the customer has it.</summary>
    private const int MostQuoted = 64 * 1024;

    /// <summary>RFC 3676 section 4.3: mail programs set what is below it apart, and take it off when they quote.</summary>
    private const string Delimiter = "-- ";

    /// <summary>
    /// Our Message-ID once more: providers that put another one in its place (Amazon SES always) leave this field, and so the copy among the sent mails tells
    /// which reply it is.
    /// </summary>
    internal const string OwnIdField = "X-MailBridge-Id";

    /// <summary>Writes the mail.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="installation">The mark by which this installation knows its own mail.</param>
    /// <param name="files">The bytes of the reply's files, in their order.</param>
    public static byte[] Write(Entry.Outgoing reply, string installation, IReadOnlyList<ReadOnlyMemory<byte>> files)
    {
        var email = reply.Email;
        return MimeWriter.Write(new OutgoingMessage
        {
            MessageId = email.MessageId.Value,
            Date = (reply as Entry.AgentReply)?.LetGoAt ?? reply.At,
            From = Mailbox(email.From),
            ReplyTo = email.ReplyTo is { } replyTo ? [Mailbox(replyTo)] : [],
            To = [.. email.To.Select(Mailbox)],
            Cc = [.. email.Cc.Select(Mailbox)],
            Subject = email.Subject,
            InReplyTo = email.InReplyTo?.Value,
            References = [.. email.References.Select(r => r.Value)],
            Text = Text(email),
            Html = Html(email),
            Attachments = [.. email.Files.Zip(files, (file, bytes) => new OutgoingAttachment(file.Name, file.MediaType, bytes))],
            LoopMark = installation,
            AutoSubmitted = reply is Entry.Acknowledgement ? AutoSubmitted.AutoReplied : null,
            ExtraHeaders = [new OutgoingHeader(OwnIdField, email.MessageId.Value), .. Outlook(reply)],
        });
    }

    /// <summary>
    /// The envelope's recipients: those the mail names, and the inbox itself where it wants a copy; of a mail that the others have, those who wait for it.
    /// </summary>
    public static IReadOnlyList<string> Recipients(OutgoingEmail email, ReplyLife life, bool copyToInbox) => life is ReplyLife.Partial { Waiting: var waiting }
        ? [.. waiting.Select(r => r.Address.Value)]
        : [.. email.To.Concat(email.Cc).Select(p => p.Address).Concat(copyToInbox ? [email.From.Address] : []).Distinct().Select(a => a.Value)];

    /// <summary>Outlook and Exchange show an answer in its thread by these fields (MS-OXOMSG section 2.2.1.3), whatever became of the references.</summary>
    private static IEnumerable<OutgoingHeader> Outlook(Entry.Outgoing reply)
    {
        if (reply.Email.Outlook is not { } thread || !ThreadIndex.TryRead(thread.Index, out var index)) yield break;
        if (thread.Topic.Length > 0) yield return new OutgoingHeader("Thread-Topic", thread.Topic);
        yield return new OutgoingHeader("Thread-Index", index.Answer(reply.At, reply.Id.Value.ToByteArray()[^1]).ToString());
    }

    private static Mailbox Mailbox(EmailPerson person) => new(person.Name, person.Address.Value);

    /// <summary>The mail's plain text: what the agent wrote, the signature, and what is quoted or passed on.</summary>
    internal static string Text(OutgoingEmail email)
    {
        var text = new StringBuilder(email.Text).Append('\n');
        if (Signature(email) is { Length: > 0 } signature) text.Append('\n').Append(Delimiter).Append('\n').Append(signature).Append('\n');
        if (email.Forward is { } forward) return Begun(text).Append(ForwardWords.Block(forward)).Append('\n').ToString();
        if (email.Quote is not { } quote) return text.ToString();
        text.Append('\n').Append(Attribution(quote)).Append('\n');
        foreach (var line in Quoted(quote).Split('\n')) text.Append(line.Length == 0 || line.StartsWith('>') ? ">" : "> ").Append(line).Append('\n');
        return text.ToString();
    }

    /// <summary>A forward without a word above it begins with the block.</summary>
    private static StringBuilder Begun(StringBuilder text) => text.ToString().AsSpan().Trim().IsEmpty ? text.Clear() : text.Append('\n');

    private static string Html(OutgoingEmail email)
    {
        var html = new StringBuilder("<html><body>").Append(Paragraphs(email.Text));
        if (Signature(email) is { Length: > 0 } signature) html.Append("<div>").Append(Paragraphs($"{Delimiter}\n{signature}")).Append("</div>\n");
        if (email.Quote is { } quote)
        {
            html.Append("<div>").Append(WebUtility.HtmlEncode(Attribution(quote))).Append("</div><blockquote type=\"cite\">")
                .Append(Paragraphs(Quoted(quote))).Append("</blockquote>");
        }
        if (email.Forward is { } forward)
        {
            html.Append("<div>").Append(WebUtility.HtmlEncode(ForwardWords.Separator)).Append("<br>\n")
                .AppendJoin("<br>\n", ForwardWords.Fields(forward).Select(f => $"<b>{f.Label}:</b> {WebUtility.HtmlEncode(f.Value)}")).Append("<br>\n<br>\n")
                .Append(Paragraphs(forward.Text.ReplaceLineEndings("\n").Trim('\n'))).Append("</div>");
        }
        return html.Append("</body></html>").ToString();
    }

    /// <summary>What stands below the text; nothing where the agent has written it there.</summary>
    private static string Signature(OutgoingEmail email) => ReplySignature.Ends(email.Text, email.Signature) ? "" : email.Signature;

    private static string Attribution(QuotedEmail quote)
        => string.Create(CultureInfo.InvariantCulture, $"On {quote.At:ddd, d MMM yyyy} at {quote.At:HH:mm} {Offset(quote.At)}, {quote.From.Display} wrote:");

    private static string Offset(DateTimeOffset at) => at.Offset == TimeSpan.Zero ? "UTC" : at.ToString("zzz", CultureInfo.InvariantCulture);

    private static string Quoted(QuotedEmail quote)
    {
        var text = quote.Text.ReplaceLineEndings("\n").Trim('\n');
        if (text.Length <= MostQuoted) return text;
        var end = char.IsHighSurrogate(text[MostQuoted - 1]) ? MostQuoted - 1 : MostQuoted;
        return string.Concat(text.AsSpan(0, end), "\n…");
    }

    private static string Paragraphs(string text)
        => string.Concat(text.ReplaceLineEndings("\n").Split("\n\n").Select(p => $"<p>{WebUtility.HtmlEncode(p.Trim('\n')).Replace("\n", "<br>\n", StringComparison.Ordinal)}</p>\n"));
}

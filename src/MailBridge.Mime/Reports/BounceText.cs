using System.Text;

namespace MailBridge.Mime;

/// <summary>
/// Reads bounces of systems that write no delivery-status part from their words: who sends it, how it begins, the addresses that stand by
/// themselves, the codes and phrases beside them. Stops where the returned message begins.
/// </summary>
internal static class BounceText
{
    private const int LongestNotice = 20_000; // characters; a notice is a page, what follows is the returned message
    private const int MostRecipients = 200;

    /// <summary>Lines that begin the returned message.</summary>
    private static readonly string[] Originals =
    [
        "--- below this line is", "------ this is a copy", "----- original message", "---- original message", "--- original message",
        "----- unsent message", "---- unsent message", "---original message", "--- the header of the original", "----- message header",
        "--- enclosed is", "--- message header", "original message follows", "received: from ", "received: by ", "received: (",
        "return-path: <", "here is a copy of", "------ forwarded", "--- the following is", "message header follows", "-original mail info",
        "-original message", "below is a copy of the original", "your original message", "----- message text", "content-type: message/",
        "original message headers", "below is a copy", "original-message", "*** the original", "the header from the original",
        "------- returned message", "possibly truncated original message", "ursprüngliche nachrichtenkopfzeilen",
        "en-têtes de message d'origine", "en-têtes du message d'origine", "encabezados de mensajes originales",
        "cabeçalhos de mensagem originais", "cabeçalhos da mensagem original", "intestazioni originali del messaggio",
        "intestazioni messaggio originale", "oorspronkelijke berichtkoppen", "nagłówki oryginalnej wiadomości",
        "oryginalne nagłówki wiadomości", "исходные заголовки сообщения", "元のメッセージ ヘッダー", "原始邮件头", "郵件原始標頭", "originalmeddelandehuvuden",
        "originale meddelelsesheadere",
    ];

    /// <summary>The report, or null if the message is no bounce.</summary>
    public static DeliveryReport? Read(MimeMessage message)
    {
        if (!BounceEvidence.Suffices(message)) return null;
        var text = Words(message);
        if (StatusWithin(text, message.Limits) is { } status) return DeliveryReportReader.Explained(DeliveryReportReader.WithOriginal(status, message), message);
        var end = NoticeEnd(text);
        var notice = text[..end];
        var recipients = new BounceNotice(notice, message).Recipients(MostRecipients);
        var id = IdIn(text.AsSpan(end), message.Limits) ?? IdIn(notice, message.Limits);
        var report = new DeliveryReport { Recipients = recipients, IsStandard = false, OriginalMessageId = id };
        return DeliveryReportReader.WithOriginal(report, message);
    }

    /// <summary>QUIRK: relays that lose the Content-Type leave the parts of the report standing in the text.</summary>
    private static DeliveryReport? StatusWithin(string text, MimeLimits limits)
    {
        var fields = text.IndexOf("\nFinal-Recipient:", StringComparison.OrdinalIgnoreCase);
        if (fields < 0) return null;
        var end = text.IndexOf("\n--", fields, StringComparison.Ordinal);
        var report = DeliveryReportReader.ReadStatus(Encoding.UTF8.GetBytes(text[fields..(end < 0 ? text.Length : end)]), limits);
        return report is null ? null : report with { IsStandard = false, OriginalMessageId = IdIn(text.AsSpan(fields), limits) };
    }

    /// <summary>What a reader of the notice sees.</summary>
    public static string Words(MimeMessage message) => message.TextBody ?? Plain(message.HtmlBody) ?? string.Empty;

    /// <summary>What the mail system says, without the message it returns.</summary>
    public static string Notice(string text) => text[..NoticeEnd(text)];

    /// <summary>Where the returned message begins.</summary>
    private static int NoticeEnd(string text)
    {
        var at = 0;
        var limit = Math.Min(text.Length, LongestNotice);
        while (at < limit)
        {
            var end = text.IndexOf('\n', at);
            if (end < 0) end = text.Length;
            var line = text.AsSpan(at, end - at).TrimStart();
            if (at > 0)
            {
                foreach (var mark in Originals)
                {
                    if (line.StartsWith(mark, StringComparison.OrdinalIgnoreCase)) return at;
                }
            }
            at = end + 1;
        }
        return limit;
    }

    private static string? IdIn(ReadOnlySpan<char> returned, MimeLimits limits)
    {
        const string Field = "Message-ID:";
        if (returned.Length > limits.HeaderSectionBytes) returned = returned[..limits.HeaderSectionBytes];
        int at;
        while (true)
        {
            at = returned.IndexOf(Field, StringComparison.OrdinalIgnoreCase);
            if (at < 0) return null;
            // At the beginning of a line, which notices indent or mark as a quote.
            if (returned[..at].TrimEnd(" \t>|") is [] or [.., '\n']) break;
            returned = returned[(at + Field.Length)..];
        }
        var rest = returned[(at + Field.Length)..];
        var close = rest.IndexOf('>');
        return close is < 0 or > 1_000 ? null : MessageIds.Parse(rest[..(close + 1)].ToString()) is [var id, ..] ? id : null;
    }

    /// <summary>HTML without its tags, enough to find addresses and codes.</summary>
    private static string? Plain(string? html)
    {
        if (html is null) return null;
        var text = new StringBuilder(html.Length);
        var inTag = false;
        foreach (var c in html)
        {
            if (c == '<') inTag = true;
            else if (c == '>' && inTag)
            {
                inTag = false;
                text.Append('\n');
            }
            else if (!inTag) text.Append(c);
        }
        return text.Replace("&lt;", "<").Replace("&gt;", ">").Replace("&nbsp;", " ").Replace("&amp;", "&").ToString();
    }
}

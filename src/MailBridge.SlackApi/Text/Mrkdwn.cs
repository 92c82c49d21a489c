using System.Text;

namespace MailBridge.SlackApi.Text;

/// <summary>
/// Writes Slack's mrkdwn (https://docs.slack.dev/messaging/formatting-message-text). Three characters are its control characters; once they
/// are escaped, no foreign word can ping, mention or pretend to be a link. There is no escape for <c>*_~`</c>: words that must stay literal
/// go into <c>rich_text</c> or <c>plain_text</c>.
/// </summary>
public static class Mrkdwn
{
    private static readonly string[] Schemes = ["https://", "http://", "mailto:"];

    /// <summary>The text with <c>&amp; &lt; &gt;</c> escaped. Not to be done twice.</summary>
    public static string Escape(string text) =>
        text.AsSpan().IndexOfAny('&', '<', '>') < 0
            ? text
            : text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
                .Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>The text escaped, cut between two characters that a person sees so that what is sent has at most so many.</summary>
    public static string Escape(string text, int limit) => Escape(SlackText.Cut(text, limit, EscapedLength));

    /// <summary>How long a text is once it is escaped.</summary>
    public static int EscapedLength(ReadOnlySpan<char> text)
    {
        var length = text.Length;
        foreach (var c in text) length += c switch { '&' => 4, '<' or '>' => 3, _ => 0 };
        return length;
    }

    /// <summary>
    /// A link, or the escaped label alone where the URL is not one of http, https or mailto. Characters that would end the link are
    /// percent-encoded in the URL and left out of the label.
    /// </summary>
    public static string Link(string url, string label)
    {
        var text = Escape(string.Concat(label.Where(static c => c is not ('|' or '<' or '>' or '\r' or '\n'))).Trim());
        if (TryUrl(url) is not { } safe) return text;
        return text.Length == 0 ? $"<{safe}>" : $"<{safe}|{text}>";
    }

    /// <summary>A URL as it may stand in a link or a button, or null where it leads elsewhere than to http, https or mailto.</summary>
    public static string? TryUrl(string url)
    {
        url = url.Trim();
        if (!Schemes.Any(scheme => url.Length > scheme.Length && url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))) return null;
        var safe = new StringBuilder(url.Length);
        foreach (var c in url)
        {
            if (c is <= ' ' or '<' or '>' or '|' or '"' or '`' or '\\' or '\u007F') safe.Append('%').Append(((int)c).ToString("X2", null));
            else safe.Append(c);
        }
        return safe.ToString();
    }

    /// <summary>A person, who is notified.</summary>
    public static string User(string userId) => $"<@{Bare(userId)}>";

    public static string Channel(string channelId) => $"<#{Bare(channelId)}>";

    /// <summary>A moment in the reader's own time zone.</summary>
    /// <param name="moment">When.</param>
    /// <param name="format">Slack's pattern, such as <c>{date_short_pretty} {time}</c>.</param>
    /// <param name="fallback">What is shown where the pattern cannot be.</param>
    public static string Date(DateTimeOffset moment, string format, string fallback) =>
        string.Create(null, $"<!date^{moment.ToUnixTimeSeconds()}^{format}|{Escape(fallback.Replace('|', '/'))}>");

    private static string Bare(string id) => string.Concat(id.Where(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'));
}

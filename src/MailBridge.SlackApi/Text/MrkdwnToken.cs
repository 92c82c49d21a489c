using System.Globalization;

namespace MailBridge.SlackApi.Text;

/// <summary>
/// A piece of a message's <c>text</c> as Slack delivers it (https://docs.slack.dev/messaging/formatting-message-text, "Retrieving message
/// text"). Labels and words are unescaped.
/// </summary>
public abstract record MrkdwnToken
{
    private MrkdwnToken() { }

    /// <summary>Words, still with the writer's <c>*</c>, <c>_</c> and <c>:emoji:</c>.</summary>
    public sealed record Words(string Value) : MrkdwnToken;

    /// <summary><c>&lt;@U1&gt;</c>, <c>&lt;@U1|name&gt;</c>.</summary>
    public sealed record User(string Id, string? Label) : MrkdwnToken;

    /// <summary><c>&lt;#C1|name&gt;</c>.</summary>
    public sealed record Channel(string Id, string? Label) : MrkdwnToken;

    /// <summary><c>&lt;!subteam^S1|@group&gt;</c>.</summary>
    public sealed record Usergroup(string Id, string? Label) : MrkdwnToken;

    /// <summary><c>&lt;!here&gt;</c>, <c>&lt;!channel&gt;</c>, <c>&lt;!everyone&gt;</c>.</summary>
    public sealed record Broadcast(string Range) : MrkdwnToken;

    /// <summary><c>&lt;!date^1795300000^{date}^https://x|fallback&gt;</c>.</summary>
    public sealed record Date(long Timestamp, string Format, string? Url, string? Label) : MrkdwnToken;

    /// <summary><c>&lt;https://x|label&gt;</c>, <c>&lt;mailto:a@b|a@b&gt;</c>.</summary>
    public sealed record Link(string Url, string? Label) : MrkdwnToken;

    /// <summary>A <c>&lt;!…&gt;</c> of a kind that Slack has added since.</summary>
    public sealed record Special(string Command, string? Label) : MrkdwnToken;

    /// <summary>Reads any text; what is no token is words.</summary>
    public static IReadOnlyList<MrkdwnToken> Read(string text)
    {
        var tokens = new List<MrkdwnToken>();
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var open = rest.IndexOf('<');
            if (open < 0) open = rest.Length;
            if (open > 0) AddWords(tokens, rest[..open]);
            rest = rest[open..];
            if (rest.IsEmpty) break;
            var close = rest.IndexOf('>');
            if (close > 1 && !rest[1..close].ContainsAny('<', '\n') && TryToken(rest[1..close]) is { } token)
            {
                tokens.Add(token);
                rest = rest[(close + 1)..];
            }
            else
            {
                AddWords(tokens, "<");
                rest = rest[1..];
            }
        }
        return tokens;
    }

    /// <summary><c>&amp;amp; &amp;lt; &amp;gt;</c> as the characters that they stand for; other entities are not Slack's.</summary>
    public static string Unescape(string text) =>
        !text.Contains('&', StringComparison.Ordinal)
            ? text
            : text.Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal)
                .Replace("&amp;", "&", StringComparison.Ordinal);

    private static void AddWords(List<MrkdwnToken> tokens, ReadOnlySpan<char> escaped)
    {
        var words = Unescape(escaped.ToString());
        if (tokens is [.., Words last]) tokens[^1] = new Words(last.Value + words);
        else tokens.Add(new Words(words));
    }

    private static MrkdwnToken? TryToken(ReadOnlySpan<char> inner)
    {
        var bar = inner.IndexOf('|');
        var label = bar < 0 || bar == inner.Length - 1 ? null : Unescape(inner[(bar + 1)..].ToString());
        var head = bar < 0 ? inner : inner[..bar];
        if (head.Length < 2) return null;
        return head[0] switch
        {
            '@' => new User(head[1..].ToString(), label),
            '#' => new Channel(head[1..].ToString(), label),
            '!' => ReadCommand(head[1..].ToString(), label),
            _ => IsUrl(head) ? new Link(Unescape(head.ToString()), label) : null,
        };
    }

    private static MrkdwnToken ReadCommand(string command, string? label) => command.Split('^') switch
    {
        ["here" or "channel" or "everyone"] => new Broadcast(command),
        ["group"] => new Broadcast("channel"),
        ["subteam", var id] => new Usergroup(id, label),
        ["date", var seconds, var format, .. var url]
            when long.TryParse(seconds, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at)
            => new Date(at, Unescape(format), url is [var link, ..] ? Unescape(link) : null, label),
        _ => new Special(command, label),
    };

    // A scheme (RFC 3986 §3.1): what else stands in angle brackets was typed so, and Slack escapes that.
    private static bool IsUrl(ReadOnlySpan<char> head)
    {
        var colon = head.IndexOf(':');
        if (colon < 1 || colon == head.Length - 1 || !char.IsAsciiLetter(head[0])) return false;
        foreach (var c in head[..colon])
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.')) return false;
        }
        return true;
    }
}

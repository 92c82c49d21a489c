using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MailBridge.Testing.Slack;

/// <summary>Something in a text that does more than stand there.</summary>
public abstract record LivePart
{
    private LivePart() { }

    /// <summary>A person, a group or everyone is notified: <c>user</c>, <c>usergroup</c>, <c>here</c>, <c>channel</c>, <c>everyone</c>, <c>name</c>.</summary>
    public sealed record Ping(string Range, string Id) : LivePart;

    public sealed record ChannelMention(string Id) : LivePart;

    /// <summary>A link whose label may say what it likes.</summary>
    public sealed record Link(string Url, string? Label) : LivePart;

    /// <summary>An address that Slack links because it stands there.</summary>
    public sealed record AutoLink(string Url) : LivePart;

    public sealed record Date(string Token) : LivePart;
}

/// <summary>Reads text as Slack's clients do; says nothing of bold and italics, which ping nobody.</summary>
public static partial class LiveParts
{
    /// <summary>Live parts of one mrkdwn text.</summary>
    /// <param name="text">As sent, entities not yet resolved.</param>
    /// <param name="names">With <c>link_names</c>, <c>parse=full</c> or <c>parse=client</c>, plain <c>@name</c> and <c>#name</c> are live as well.</param>
    /// <param name="verbatim">No address is linked of its own.</param>
    public static IReadOnlyList<LivePart> Of(string text, bool names = false, bool verbatim = false)
    {
        var found = new List<LivePart>();
        var plain = Token().Replace(text, match =>
        {
            found.Add(Read(match.Groups[1].Value));
            return " ";
        });
        if (!verbatim) found.AddRange(Address().Matches(plain).Select(m => new LivePart.AutoLink(m.Value)));
        if (names)
        {
            found.AddRange(Name().Matches(plain).Select(m => m.Value[0] == '#'
                ? (LivePart)new LivePart.ChannelMention(m.Value)
                : new LivePart.Ping(m.Value is "@here" or "@channel" or "@everyone" ? m.Value[1..] : "name", m.Value)));
        }
        return found;
    }

    /// <summary>Live parts of a message: its text, its blocks, its attachments.</summary>
    public static IReadOnlyList<LivePart> Of(SlackMessage message)
    {
        var names = message.LinkNames || message.Parse is "full" or "client";
        var found = new List<LivePart>(Of(message.Text, names));
        found.AddRange(LivePartsReader.Of(message.Blocks, names));
        found.AddRange(LivePartsReader.Of(message.Attachments, names));
        return found;
    }

    /// <summary>Live parts of a modal or home tab.</summary>
    public static IReadOnlyList<LivePart> Of(SlackView view) => [.. LivePartsReader.Of(view.Blocks, false)];

    private static LivePart Read(string token)
    {
        var bar = token.IndexOf('|', StringComparison.Ordinal);
        var (target, label) = bar < 0 ? (token, null) : (token[..bar], token[(bar + 1)..]);
        return target switch
        {
            ['@', .. var id] => new LivePart.Ping("user", id),
            ['#', .. var id] => new LivePart.ChannelMention(id),
            "!here" or "!channel" or "!everyone" or "!group" => new LivePart.Ping(target[1..], target),
            _ when target.StartsWith("!subteam^", StringComparison.Ordinal) => new LivePart.Ping("usergroup", target[9..]),
            _ when target.StartsWith('!') => new LivePart.Date(target),
            _ => new LivePart.Link(target, label),
        };
    }

    [GeneratedRegex("<([^<>\\n]+)>", RegexOptions.NonBacktracking)]
    private static partial Regex Token();

    [GeneratedRegex(@"(https?://|www\.)[^\s<>|]+|[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", RegexOptions.NonBacktracking)]
    private static partial Regex Address();

    [GeneratedRegex(@"(?<![\w.])[@#][\w.-]+", RegexOptions.None, 1000)]
    private static partial Regex Name();
}

/// <summary>Walks blocks: mrkdwn objects and rich text may be live, plain text never is.</summary>
internal static class LivePartsReader
{
    public static IEnumerable<LivePart> Of(JsonNode? node, bool names) => node switch
    {
        JsonArray array => array.SelectMany(n => Of(n, names)),
        JsonObject value => OfObject(value, names),
        _ => [],
    };

    /// <summary>Every text a reader can see, entities resolved in mrkdwn.</summary>
    public static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonArray array => array.SelectMany(Texts),
        JsonObject value when value["type"] is JsonValue type && value["text"] is JsonValue text =>
            [Word(type) == "plain_text" || Word(type) == "text" ? Word(text) : Unescape(Word(text))],
        JsonObject value => value.Where(p => p.Key is not "metadata" and not "private_metadata").SelectMany(p => p.Value is JsonValue ? [] : Texts(p.Value)),
        _ => [],
    };

    public static string Unescape(string text) => text
        .Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);

    private static IEnumerable<LivePart> OfObject(JsonObject value, bool names)
    {
        var type = Word(value["type"]);
        switch (type)
        {
            case "plain_text" or "plain_text_input" or "text":
                return [];
            case "mrkdwn":
                return LiveParts.Of(Word(value["text"]), names, value["verbatim"]?.GetValue<bool>() == true);
            case "markdown":
                return LiveParts.Of(Word(value["text"]), names).Concat(MarkdownLinks(Word(value["text"])));
            case "user":
                return [new LivePart.Ping("user", Word(value["user_id"]))];
            case "usergroup":
                return [new LivePart.Ping("usergroup", Word(value["usergroup_id"]))];
            case "broadcast":
                return [new LivePart.Ping(Word(value["range"]), "!" + Word(value["range"]))];
            case "channel":
                return [new LivePart.ChannelMention(Word(value["channel_id"]))];
            case "link":
                return [new LivePart.Link(Word(value["url"]), value["text"] is null ? null : Word(value["text"]))];
            case "button" when value["url"] is not null:
                return [new LivePart.Link(Word(value["url"]), Word(value["text"]?["text"]))];
        }
        return type.Length == 0
            // A legacy attachment: its texts are mrkdwn without a text object.
            ? value.SelectMany(p => p.Value is JsonValue text && p.Key is "text" or "pretext" or "fallback" ? LiveParts.Of(Word(p.Value), names) : Of(p.Value, names))
            : value.SelectMany(p => Of(p.Value, names));
    }

    private static IEnumerable<LivePart> MarkdownLinks(string text)
    {
        for (var at = text.IndexOf("](", StringComparison.Ordinal); at >= 0; at = text.IndexOf("](", at + 2, StringComparison.Ordinal))
        {
            var (open, close) = (text.LastIndexOf('[', at), text.IndexOf(')', at));
            if (open >= 0 && close >= 0) yield return new LivePart.Link(text[(at + 2)..close], text[(open + 1)..at]);
        }
    }

    private static string Word(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}

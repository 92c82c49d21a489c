using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MailBridge.Testing.Slack;

/// <summary>The blocks and the escaped text that Slack's own client makes of what a person types.</summary>
internal static partial class RichText
{
    /// <summary>What a person types: <c>&lt;@U1&gt;</c>, <c>&lt;#C1&gt;</c>, <c>&lt;!here&gt;</c>, addresses and <c>:emoji:</c> become tokens, the rest is literal.</summary>
    public static (string Text, JsonArray Blocks) Typed(string typed, string blockId)
    {
        var elements = new JsonArray();
        var text = new System.Text.StringBuilder();
        var last = 0;
        foreach (Match match in Tokens().Matches(typed))
        {
            Literal(typed[last..match.Index]);
            elements.Add(Element(match.Value));
            text.Append(match.Value[0] is '<' or ':' ? match.Value : $"<{match.Value.Replace("&", "&amp;", StringComparison.Ordinal)}>");
            last = match.Index + match.Length;
        }
        Literal(typed[last..]);
        var section = new JsonObject { ["type"] = "rich_text_section", ["elements"] = elements };
        return (text.ToString(), typed.Length == 0 ? [] : [new JsonObject { ["type"] = "rich_text", ["block_id"] = blockId, ["elements"] = new JsonArray(section) }]);

        void Literal(string part)
        {
            if (part.Length == 0) return;
            elements.Add(new JsonObject { ["type"] = "text", ["text"] = part });
            text.Append(Escape(part));
        }
    }

    public static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static JsonObject Element(string token) => token switch
    {
        ['<', '@', .. var id, '>'] => new() { ["type"] = "user", ["user_id"] = id.Split('|')[0] },
        ['<', '#', .. var id, '>'] => new() { ["type"] = "channel", ["channel_id"] = id.Split('|')[0] },
        ['<', '!', .. var range, '>'] when range.StartsWith("subteam^", StringComparison.Ordinal) => new() { ["type"] = "usergroup", ["usergroup_id"] = range[8..].Split('|')[0] },
        ['<', '!', .. var range, '>'] => new() { ["type"] = "broadcast", ["range"] = range },
        [':', .. var name, ':'] => new() { ["type"] = "emoji", ["name"] = name },
        _ => new() { ["type"] = "link", ["url"] = token },
    };

    [GeneratedRegex(@"<@[UW][A-Z0-9]+(\|[^>]*)?>|<#[CG][A-Z0-9]+(\|[^>]*)?>|<!(here|channel|everyone|subteam\^[A-Z0-9]+(\|[^>]*)?)>|https?://[^\s<>]+|:[a-z0-9_+\-]*[a-z_+][a-z0-9_+\-]*:", RegexOptions.NonBacktracking)]
    private static partial Regex Tokens();
}

using System.Text.Json.Nodes;
using static MailBridge.Testing.Slack.BlockKit.Rules;

namespace MailBridge.Testing.Slack.BlockKit;

/// <summary>Shapes of <c>rich_text</c> and what stands in it.</summary>
internal static class RichTextRules
{
    public static void Check(Rules rules, JsonNode? elements, string pointer)
    {
        foreach (var (element, at) in rules.Items(elements, pointer, 0, int.MaxValue))
        {
            switch (Word(element["type"]))
            {
                case "rich_text_section":
                    rules.Members(element, at, "!elements");
                    Inline(rules, element["elements"], at + "/elements");
                    break;
                case "rich_text_quote":
                    rules.Members(element, at, "!elements", "border");
                    Inline(rules, element["elements"], at + "/elements");
                    break;
                case "rich_text_preformatted":
                    rules.Members(element, at, "!elements", "border", "language");
                    Inline(rules, element["elements"], at + "/elements");
                    break;
                case "rich_text_list":
                    rules.Members(element, at, "!elements", "!style", "indent", "offset", "border");
                    rules.OneOf(element["style"], at + "/style", "bullet", "ordered");
                    rules.Number(element["indent"], at + "/indent", 0, 8);
                    foreach (var (item, inner) in rules.Items(element["elements"], at + "/elements", 0, int.MaxValue))
                    {
                        if (Word(item["type"]) != "rich_text_section")
                            rules.Fail($"unsupported type: {Word(item["type"])}", inner + "/type");
                        else Inline(rules, item["elements"], inner + "/elements");
                    }
                    break;
                case var other:
                    rules.Fail(other.Length == 0 ? "missing required field: type" : $"unsupported type: {other}", other.Length == 0 ? at : at + "/type");
                    break;
            }
        }
    }

    private static void Inline(Rules rules, JsonNode? elements, string pointer)
    {
        foreach (var (element, at) in rules.Items(elements, pointer, 0, int.MaxValue))
        {
            if (element["style"] is JsonObject style)
                rules.Members(style, at + "/style", "bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink");
            switch (Word(element["type"]))
            {
                case "text":
                    rules.Members(element, at, "!text", "style");
                    rules.Words(element["text"], at + "/text", 1, int.MaxValue - 1);
                    break;
                case "link":
                    rules.Members(element, at, "!url", "text", "unsafe", "style");
                    rules.Url(element["url"], at + "/url", 3000, webOnly: false);
                    break;
                case "emoji":
                    rules.Members(element, at, "!name", "unicode", "skin_tone", "style");
                    break;
                case "user":
                    rules.Members(element, at, "!user_id", "style");
                    break;
                case "usergroup":
                    rules.Members(element, at, "!usergroup_id", "style");
                    break;
                case "channel":
                    rules.Members(element, at, "!channel_id", "style");
                    break;
                case "broadcast":
                    rules.Members(element, at, "!range", "style");
                    rules.OneOf(element["range"], at + "/range", "here", "channel", "everyone");
                    break;
                case "date":
                    rules.Members(element, at, "!timestamp", "!format", "url", "fallback", "style");
                    break;
                case "color":
                    rules.Members(element, at, "!value", "style");
                    break;
                case var other:
                    rules.Fail(other.Length == 0 ? "missing required field: type" : $"unsupported type: {other}", other.Length == 0 ? at : at + "/type");
                    break;
            }
        }
    }
}

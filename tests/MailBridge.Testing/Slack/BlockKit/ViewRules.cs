using System.Text;
using System.Text.Json.Nodes;
using static MailBridge.Testing.Slack.BlockKit.Rules;

namespace MailBridge.Testing.Slack.BlockKit;

/// <summary>Shapes and limits of modals and home tabs.</summary>
internal static class ViewRules
{
    /// <summary>A view of this many octets of JSON is <c>view_too_large</c>.</summary>
    public const int MaxOctets = 250 * 1024;

    public static bool IsTooLarge(string json) => Encoding.UTF8.GetByteCount(json) > MaxOctets;

    public static IReadOnlyList<string> Check(JsonObject view, bool home)
    {
        var rules = new Rules();
        if (home)
        {
            rules.OneOf(view["type"], "/view/type", "home");
            rules.Members(view, "/view", "!type", "!blocks", "private_metadata", "callback_id", "external_id");
        }
        else
        {
            rules.OneOf(view["type"], "/view/type", "modal");
            rules.Members(view, "/view", "!type", "!title", "!blocks", "submit", "close", "private_metadata", "callback_id", "external_id", "notify_on_close", "clear_on_close", "submit_disabled");
            rules.Text(view["title"], "/view/title", 24, plainOnly: true);
            rules.Text(view["submit"], "/view/submit", 24, plainOnly: true);
            rules.Text(view["close"], "/view/close", 24, plainOnly: true);
            rules.Flag(view["notify_on_close"], "/view/notify_on_close");
            rules.Flag(view["clear_on_close"], "/view/clear_on_close");
            var hasInput = (view["blocks"] as JsonArray ?? []).Any(b => Word((b as JsonObject)?["type"]) == "input");
            if (hasInput && view["submit"] is null) rules.Fail("missing required field: submit", "/view");
        }
        rules.Words(view["callback_id"], "/view/callback_id", 0, 255);
        rules.Words(view["external_id"], "/view/external_id", 0, 255);
        rules.Words(view["private_metadata"], "/view/private_metadata", 0, 3000);
        Blocks.Check(rules, view["blocks"], "/view/blocks", home ? Surface.Home : Surface.Modal);
        return rules.Faults;
    }
}

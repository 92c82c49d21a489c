using System.Globalization;
using System.Text.Json.Nodes;
using static MailBridge.Testing.Slack.BlockKit.Rules;

namespace MailBridge.Testing.Slack.BlockKit;

/// <summary>The kind of block an element stands in.</summary>
internal enum Place { Section, Actions, Input }

/// <summary>Shapes and limits of interactive elements (Slack's Block Kit reference).</summary>
internal static class Elements
{
    private static readonly string[] Inputs = ["plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input", "file_input"];

    public static void Check(Rules rules, JsonObject element, string at, Place place)
    {
        var type = Word(element["type"]);
        rules.Words(element["action_id"], at + "/action_id", 0, 255);
        if (!Stands(type, place))
        {
            rules.Fail(type.Length == 0 ? "missing required field: type" : $"unsupported type: {type}", type.Length == 0 ? at : at + "/type");
            return;
        }
        if (element["confirm"] is not null) Confirm(rules, element["confirm"], at + "/confirm");
        if (element["placeholder"] is not null) rules.Text(element["placeholder"], at + "/placeholder", 150, plainOnly: true);
        rules.Flag(element["focus_on_load"], at + "/focus_on_load");
        if (type == "button") Button(rules, element, at);
        else if (type == "image") ImageElement(rules, element, at);
        else if (Inputs.Contains(type)) Input(rules, element, at, type);
        else if (type is "overflow" or "checkboxes" or "radio_buttons") Choice(rules, element, at, type);
        else if (type.EndsWith("_select", StringComparison.Ordinal)) Select(rules, element, at, type);
        else Picker(rules, element, at, type);
    }

    /// <summary>The picture of an image block or element.</summary>
    public static void Image(Rules rules, JsonObject image, string at)
    {
        rules.Words(image["alt_text"], at + "/alt_text", 1, 2000);
        if (image["image_url"] is null == image["slack_file"] is null) rules.Fail("must provide exactly one of image_url, slack_file", at);
        rules.Url(image["image_url"], at + "/image_url", 3000, webOnly: true);
    }

    private static bool Stands(string type, Place place) => type switch
    {
        "button" or "overflow" => place is not Place.Input,
        "image" => place is Place.Section,
        "static_select" or "external_select" or "users_select" or "conversations_select" or "channels_select" => true,
        "multi_static_select" or "multi_external_select" or "multi_users_select" or "multi_conversations_select" or "multi_channels_select" => place is not Place.Actions,
        "checkboxes" or "radio_buttons" or "datepicker" or "timepicker" => true,
        "datetimepicker" => place is not Place.Section,
        _ => place is Place.Input && Inputs.Contains(type),
    };

    private static void Button(Rules rules, JsonObject button, string at)
    {
        rules.Members(button, at, "!text", "url", "value", "style", "confirm", "accessibility_label");
        rules.Text(button["text"], at + "/text", 75, plainOnly: true);
        rules.Words(button["value"], at + "/value", 0, 2000);
        rules.Url(button["url"], at + "/url", 3000, webOnly: false);
        rules.OneOf(button["style"], at + "/style", "primary", "danger");
        rules.Words(button["accessibility_label"], at + "/accessibility_label", 0, 75);
    }

    private static void ImageElement(Rules rules, JsonObject image, string at)
    {
        rules.Members(image, at, "!alt_text", "image_url", "slack_file");
        Image(rules, image, at);
    }

    private static void Choice(Rules rules, JsonObject element, string at, string type)
    {
        if (type == "overflow") rules.Members(element, at, "!options", "confirm");
        else if (type == "checkboxes") rules.Members(element, at, "!options", "initial_options", "confirm", "focus_on_load");
        else rules.Members(element, at, "!options", "initial_option", "confirm", "focus_on_load");
        Options(rules, element["options"], at + "/options", type == "overflow" ? 5 : 10, plainOnly: type == "overflow", urls: type == "overflow");
        Initial(rules, element, at);
    }

    private static void Select(Rules rules, JsonObject element, string at, string type)
    {
        var multi = type.StartsWith("multi_", StringComparison.Ordinal);
        var kind = multi ? type[6..] : type;
        string[] own = kind switch
        {
            "static_select" => ["options", "option_groups", multi ? "initial_options" : "initial_option"],
            "external_select" => ["min_query_length", multi ? "initial_options" : "initial_option"],
            "users_select" => [multi ? "initial_users" : "initial_user"],
            "channels_select" => [multi ? "initial_channels" : "initial_channel", "response_url_enabled"],
            _ => [multi ? "initial_conversations" : "initial_conversation", "response_url_enabled", "default_to_current_conversation", "filter"],
        };
        rules.Members(element, at, [.. own, "placeholder", "confirm", "focus_on_load", .. multi ? ["max_selected_items"] : Array.Empty<string>()]);
        rules.Number(element["max_selected_items"], at + "/max_selected_items", 1, 100);
        if (kind != "static_select") return;
        if (element["options"] is null == element["option_groups"] is null)
            rules.Fail("must provide exactly one of options, option_groups", at);
        Options(rules, element["options"], at + "/options", 100, plainOnly: true, urls: false);
        foreach (var (group, inner) in rules.Items(element["option_groups"], at + "/option_groups", 1, 100))
        {
            rules.Members(group, inner, "!label", "!options");
            rules.Text(group["label"], inner + "/label", 75, plainOnly: true);
            Options(rules, group["options"], inner + "/options", 100, plainOnly: true, urls: false);
        }
        Initial(rules, element, at);
    }

    private static void Input(Rules rules, JsonObject element, string at, string type)
    {
        switch (type)
        {
            case "plain_text_input":
                rules.Members(element, at, "initial_value", "multiline", "min_length", "max_length", "dispatch_action_config", "focus_on_load", "placeholder");
                rules.Flag(element["multiline"], at + "/multiline");
                rules.Number(element["min_length"], at + "/min_length", 0, 3000);
                rules.Number(element["max_length"], at + "/max_length", 1, 3000);
                var max = element["max_length"] is JsonValue value && value.TryGetValue<int>(out var number) ? Math.Min(number, 3000) : 3000;
                rules.Words(element["initial_value"], at + "/initial_value", 0, max);
                break;
            case "number_input":
                rules.Members(element, at, "!is_decimal_allowed", "initial_value", "min_value", "max_value", "dispatch_action_config", "focus_on_load", "placeholder");
                break;
            case "rich_text_input":
                rules.Members(element, at, "initial_value", "dispatch_action_config", "focus_on_load", "placeholder");
                if (element["initial_value"] is JsonObject rich)
                    RichTextRules.Check(rules, rich["elements"], at + "/initial_value/elements");
                else if (element["initial_value"] is not null) rules.Fail("must provide an object", at + "/initial_value");
                break;
            case "file_input":
                rules.Members(element, at, "filetypes", "max_files");
                rules.Number(element["max_files"], at + "/max_files", 1, 10);
                break;
            default:
                rules.Members(element, at, "initial_value", "dispatch_action_config", "focus_on_load", "placeholder");
                rules.Words(element["initial_value"], at + "/initial_value", 0, 3000);
                break;
        }
    }

    private static void Picker(Rules rules, JsonObject element, string at, string type)
    {
        switch (type)
        {
            case "datepicker":
                rules.Members(element, at, "initial_date", "confirm", "focus_on_load", "placeholder");
                if (element["initial_date"] is not null && !DateOnly.TryParseExact(Word(element["initial_date"]), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
                    rules.Fail("must be a valid date", at + "/initial_date");
                break;
            case "timepicker":
                rules.Members(element, at, "initial_time", "confirm", "focus_on_load", "placeholder", "timezone");
                if (element["initial_time"] is not null && !TimeOnly.TryParseExact(Word(element["initial_time"]), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
                    rules.Fail("must be a valid time", at + "/initial_time");
                break;
            default:
                rules.Members(element, at, "initial_date_time", "confirm", "focus_on_load");
                break;
        }
    }

    private static void Options(Rules rules, JsonNode? options, string pointer, int max, bool plainOnly, bool urls)
    {
        foreach (var (option, at) in rules.Items(options, pointer, 1, max))
        {
            if (urls) rules.Members(option, at, "!text", "!value", "description", "url");
            else rules.Members(option, at, "!text", "!value", "description");
            rules.Text(option["text"], at + "/text", 75, plainOnly);
            rules.Words(option["value"], at + "/value", 1, 75);
            rules.Text(option["description"], at + "/description", 75, plainOnly);
            rules.Url(option["url"], at + "/url", 3000, webOnly: false);
        }
    }

    /// <summary>An initial choice must be one of the choices, member for member.</summary>
    private static void Initial(Rules rules, JsonObject element, string at)
    {
        IEnumerable<JsonNode?> options = element["options"] as JsonArray ?? (element["option_groups"] as JsonArray ?? []).SelectMany(g => g?["options"] as JsonArray ?? []);
        var all = options.ToList();
        if (element["initial_option"] is { } one && !all.Any(o => JsonNode.DeepEquals(o, one)))
            rules.Fail("initial_option is not a valid option", at + "/initial_option");
        if (element["initial_options"] is not JsonArray several) return;
        if (several.Count == 0) rules.Fail("no fewer than 1 items allowed", at + "/initial_options");
        foreach (var initial in several.Where(i => !all.Any(o => JsonNode.DeepEquals(o, i))))
            rules.Fail($"initial_options has no valid option {Word(initial?["value"])}", at + "/initial_options");
    }

    private static void Confirm(Rules rules, JsonNode? node, string at)
    {
        if (node is not JsonObject confirm)
        {
            rules.Fail("must provide an object", at);
            return;
        }
        rules.Members(confirm, at, "!title", "!text", "!confirm", "!deny", "style");
        rules.Text(confirm["title"], at + "/title", 100, plainOnly: true);
        rules.Text(confirm["text"], at + "/text", 300);
        rules.Text(confirm["confirm"], at + "/confirm", 30, plainOnly: true);
        rules.Text(confirm["deny"], at + "/deny", 30, plainOnly: true);
        rules.OneOf(confirm["style"], at + "/style", "primary", "danger");
    }
}

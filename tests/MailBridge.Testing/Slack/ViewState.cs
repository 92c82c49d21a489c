using System.Globalization;
using System.Text.Json.Nodes;

namespace MailBridge.Testing.Slack;

/// <summary><c>state.values</c> of a surface, and what a person's client checks before it submits.</summary>
internal static class ViewState
{
    /// <summary>Values before anybody touched anything.</summary>
    public static JsonObject Initial(JsonArray blocks)
    {
        var values = new JsonObject();
        foreach (var (block, element) in Stateful(blocks))
        {
            var blockId = block["block_id"]!.GetValue<string>();
            if (values[blockId] is not JsonObject inBlock) values[blockId] = inBlock = [];
            inBlock[element["action_id"]!.GetValue<string>()] = InitialOf(element);
        }
        return values;
    }

    /// <summary>The values with a person's entries in place; an entry is named by its <c>block_id</c> or its <c>action_id</c>.</summary>
    /// <param name="typed">What stood in inputs before that are still there.</param>
    public static JsonObject With(JsonArray blocks, IReadOnlyDictionary<string, object?> entries, Func<string, JsonNode?> file, JsonObject? typed = null)
    {
        var values = Initial(blocks);
        foreach (var (blockId, inBlock) in values)
        {
            foreach (var actionId in inBlock!.AsObject().Select(a => a.Key).ToList())
            {
                if (typed?[blockId]?[actionId] is { } kept && Word(kept["type"]) == Word(inBlock[actionId]!["type"])) inBlock[actionId] = kept.DeepClone();
            }
        }
        var unused = entries.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var (block, element) in Stateful(blocks))
        {
            var (blockId, actionId) = (block["block_id"]!.GetValue<string>(), element["action_id"]!.GetValue<string>());
            var key = entries.ContainsKey(blockId) ? blockId : actionId;
            if (!entries.TryGetValue(key, out var entry)) continue;
            unused.Remove(key);
            values[blockId]![actionId] = Entered(element, entry, file);
        }
        if (unused.Count > 0)
            throw new InvalidOperationException($"The view has no input {string.Join(", ", unused)}; it has {string.Join(", ", values.Select(v => v.Key))}.");
        return values;
    }

    /// <summary>Why the client would not submit, by block id.</summary>
    public static IReadOnlyDictionary<string, string> Refusals(JsonArray blocks, JsonObject values)
    {
        var refusals = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (block, element) in Stateful(blocks).Where(s => Word(s.Block["type"]) == "input"))
        {
            var blockId = block["block_id"]!.GetValue<string>();
            var value = values[blockId]![element["action_id"]!.GetValue<string>()]!.AsObject();
            var content = value.FirstOrDefault(p => p.Key != "type").Value;
            var empty = content is null or JsonArray { Count: 0 } || (content is JsonValue text && text.ToString().Trim().Length == 0);
            var optional = block["optional"]?.GetValue<bool>() == true;
            if (empty && !optional) refusals[blockId] = "This is a required field";
            else if (!empty && content is JsonValue typed && Length(element, typed.ToString()) is { } refusal) refusals[blockId] = refusal;
        }
        return refusals;
    }

    /// <summary>What a choice in an element says in <c>actions[0]</c> besides type and ids.</summary>
    public static JsonObject Entered(JsonObject element, object? entry, Func<string, JsonNode?> file)
    {
        var type = Word(element["type"]);
        var value = new JsonObject { ["type"] = type };
        var (name, node) = type switch
        {
            "plain_text_input" or "email_text_input" or "url_text_input" or "number_input" => ("value", entry is null or "" ? null : JsonValue.Create(Convert.ToString(entry, CultureInfo.InvariantCulture))),
            "rich_text_input" => ("rich_text_value", RichValue(entry)),
            "static_select" or "radio_buttons" or "overflow" => ("selected_option", entry is null ? null : Option(element, entry.ToString()!)),
            "external_select" => ("selected_option", entry is null ? null : new JsonObject { ["text"] = Plain(entry.ToString()!), ["value"] = entry.ToString() }),
            "multi_static_select" or "checkboxes" => ("selected_options", new JsonArray([.. Many(entry).Select(v => Option(element, v))])),
            "multi_external_select" => ("selected_options", new JsonArray([.. Many(entry).Select(v => new JsonObject { ["text"] = Plain(v), ["value"] = v })])),
            "users_select" => ("selected_user", (JsonNode?)(entry as string)),
            "conversations_select" => ("selected_conversation", (JsonNode?)(entry as string)),
            "channels_select" => ("selected_channel", (JsonNode?)(entry as string)),
            "multi_users_select" => ("selected_users", Strings(entry)),
            "multi_conversations_select" => ("selected_conversations", Strings(entry)),
            "multi_channels_select" => ("selected_channels", Strings(entry)),
            "datepicker" => ("selected_date", (JsonNode?)(entry as string)),
            "timepicker" => ("selected_time", (JsonNode?)(entry as string)),
            "datetimepicker" => ("selected_date_time", entry is null ? null : JsonValue.Create(Convert.ToInt64(entry, CultureInfo.InvariantCulture))),
            "file_input" => ("files", new JsonArray([.. Many(entry).Select(id => file(id) ?? throw new InvalidOperationException($"There is no file {id}."))])),
            _ => throw new InvalidOperationException($"Nobody can enter anything into a {type}."),
        };
        value[name] = node;
        return value;
    }

    private static JsonObject InitialOf(JsonObject element)
    {
        var type = Word(element["type"]);
        var value = new JsonObject { ["type"] = type };
        var (name, node) = type switch
        {
            "plain_text_input" or "email_text_input" or "url_text_input" or "number_input" => ("value", element["initial_value"]),
            "rich_text_input" => ("rich_text_value", element["initial_value"]),
            "static_select" or "radio_buttons" or "external_select" => ("selected_option", element["initial_option"]),
            "multi_static_select" or "checkboxes" or "multi_external_select" => ("selected_options", element["initial_options"] ?? new JsonArray()),
            "users_select" => ("selected_user", element["initial_user"]),
            "conversations_select" => ("selected_conversation", element["initial_conversation"]),
            "channels_select" => ("selected_channel", element["initial_channel"]),
            "multi_users_select" => ("selected_users", element["initial_users"] ?? new JsonArray()),
            "multi_conversations_select" => ("selected_conversations", element["initial_conversations"] ?? new JsonArray()),
            "multi_channels_select" => ("selected_channels", element["initial_channels"] ?? new JsonArray()),
            "datepicker" => ("selected_date", element["initial_date"]),
            "timepicker" => ("selected_time", element["initial_time"]),
            "datetimepicker" => ("selected_date_time", element["initial_date_time"]),
            _ => ("files", new JsonArray()),
        };
        value[name] = node?.DeepClone();
        return value;
    }

    private static string? Length(JsonObject element, string text)
    {
        var type = Word(element["type"]);
        if (type == "email_text_input" && !text.Contains('@', StringComparison.Ordinal)) return "This is not an email address";
        if (type == "url_text_input" && !Uri.TryCreate(text, UriKind.Absolute, out _)) return "This is not a URL";
        if (type == "number_input" && !decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out _))
            return "This is not a number";
        if (type != "plain_text_input") return null;
        var max = element["max_length"]?.GetValue<int>() ?? 3000;
        var min = element["min_length"]?.GetValue<int>() ?? 0;
        return text.Length > max ? $"Enter no more than {max} characters" : text.Length < min ? $"Enter at least {min} characters" : null;
    }

    /// <summary>Blocks that keep state, each with its element.</summary>
    private static IEnumerable<(JsonObject Block, JsonObject Element)> Stateful(JsonArray blocks) =>
        from block in blocks.OfType<JsonObject>()
        from element in BlockKit.Blocks.ElementsOf(block)
        where Word(element["type"]) is not "button" and not "image" and not "overflow" and not "mrkdwn" and not "plain_text"
        select (block, element);

    private static JsonNode? RichValue(object? entry) => entry switch
    {
        null or "" => null,
        JsonNode node => node.DeepClone(),
        _ => new JsonObject
        {
            ["type"] = "rich_text",
            ["elements"] = new JsonArray(new JsonObject
            {
                ["type"] = "rich_text_section",
                ["elements"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = entry.ToString() }),
            }),
        },
    };

    private static JsonNode Option(JsonObject element, string value)
    {
        var options = element["options"] as JsonArray ?? new JsonArray([.. (element["option_groups"] as JsonArray ?? []).SelectMany(g => g!["options"]!.AsArray()).Select(o => o!.DeepClone())]);
        return options.FirstOrDefault(o => Word(o!["value"]) == value)?.DeepClone()
            ?? throw new InvalidOperationException($"No option {value}; there are {string.Join(", ", options.Select(o => Word(o!["value"])))}.");
    }

    private static IEnumerable<string> Many(object? entry) => entry switch
    {
        null => [],
        string one => [one],
        IEnumerable<string> many => many,
        _ => throw new InvalidOperationException("Give a string or several."),
    };

    private static JsonArray Strings(object? entry) => new([.. Many(entry).Select(v => (JsonNode)v)]);

    private static JsonObject Plain(string text) => new() { ["type"] = "plain_text", ["text"] = text, ["emoji"] = true };

    private static string Word(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace MailBridge.Testing.Slack.BlockKit;

/// <summary>Collects what Slack would say of a payload, in its words: the fault, then a JSON pointer.</summary>
internal sealed class Rules
{
    private readonly List<string> _faults = [];

    public IReadOnlyList<string> Faults => _faults;

    public void Fail(string fault, string pointer) => _faults.Add($"{fault} [json-pointer:{pointer}]");

    /// <summary>Known members only; those named with an exclamation mark must be there.</summary>
    public void Members(JsonObject value, string pointer, params ReadOnlySpan<string> members)
    {
        foreach (var member in members)
            if (member[0] == '!' && value[member[1..]] is null) Fail($"missing required field: {member[1..]}", pointer);
        foreach (var (name, _) in value)
        {
            var known = name is "type" or "block_id" or "action_id";
            foreach (var member in members) known |= member.TrimStart('!') == name;
            if (!known) Fail($"invalid additional property: {name}", pointer);
        }
    }

    public void Text(JsonNode? node, string pointer, int max, bool plainOnly = false)
    {
        if (node is null) return;
        if (node is not JsonObject text || Word(text["type"]) is not ("plain_text" or "mrkdwn") || (plainOnly && Word(text["type"]) != "plain_text"))
        {
            Fail("failed to match all allowed schemas", pointer);
            if (node is JsonObject wrong) Fail($"unsupported type: {Word(wrong["type"])}", pointer + "/type");
            else Fail("must provide an object", pointer);
            return;
        }
        var inner = new Rules();
        if (Word(text["type"]) == "plain_text") inner.Members(text, pointer, "!text", "emoji");
        else inner.Members(text, pointer, "!text", "verbatim");
        if (text["text"] is not null) inner.Words(text["text"], pointer + "/text", 1, max);
        if (inner._faults.Count == 0) return;
        Fail("failed to match all allowed schemas", pointer);
        _faults.AddRange(inner._faults);
    }

    public void Words(JsonNode? node, string pointer, int min, int max)
    {
        if (node is null) return;
        if (node.GetValueKind() != JsonValueKind.String)
        {
            Fail("must provide a string", pointer);
            return;
        }
        var length = Word(node).Length;
        if (length > max) Fail($"must be less than {max + 1} characters", pointer);
        if (length < min) Fail($"must be more than {min - 1} characters", pointer);
    }

    public void Flag(JsonNode? node, string pointer)
    {
        if (node is not null && node.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
            Fail("must provide a boolean", pointer);
    }

    public void Number(JsonNode? node, string pointer, int min, int max)
    {
        if (node is null) return;
        if (node.GetValueKind() != JsonValueKind.Number || !node.AsValue().TryGetValue<int>(out var number))
            Fail("must provide an integer", pointer);
        else if (number < min) Fail($"must be greater than {min - 1}", pointer);
        else if (number > max) Fail($"must be less than {max + 1}", pointer);
    }

    public void OneOf(JsonNode? node, string pointer, params ReadOnlySpan<string> allowed)
    {
        if (node is not null && !allowed.Contains(Word(node))) Fail($"must be a valid enum value", pointer);
    }

    public void Url(JsonNode? node, string pointer, int max, bool webOnly)
    {
        if (node is null) return;
        Words(node, pointer, 1, max);
        var good = Uri.TryCreate(Word(node), UriKind.Absolute, out var url) && (!webOnly || url.Scheme is "http" or "https") && url.Scheme is not "javascript" and not "data";
        if (!good) Fail("invalid url", pointer);
    }

    /// <summary>The objects of an array, or what is wrong with it.</summary>
    public IEnumerable<(JsonObject Item, string Pointer)> Items(JsonNode? node, string pointer, int min, int max)
    {
        if (node is null) yield break;
        if (node is not JsonArray array)
        {
            Fail("must provide an array", pointer);
            yield break;
        }
        if (array.Count > max) Fail($"no more than {max} items allowed", pointer);
        if (array.Count < min) Fail($"no fewer than {min} items allowed", pointer);
        for (var i = 0; i < array.Count; i++)
        {
            if (array[i] is JsonObject item) yield return (item, $"{pointer}/{i}");
            else Fail("must provide an object", $"{pointer}/{i}");
        }
    }

    public static string Word(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}

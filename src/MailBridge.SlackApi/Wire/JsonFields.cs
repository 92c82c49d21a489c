using System.Globalization;
using System.Text.Json;

namespace MailBridge.SlackApi.Wire;

/// <summary>
/// Total access to a JSON object: a field that is absent, null or of another kind than expected counts as absent. Slack adds fields and
/// leaves out optional ones at any time, and says so.
/// </summary>
internal static class JsonFields
{
    public static JsonElement Field(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : default;

    public static JsonElement Field(this JsonElement json, string name, string inner) => json.Field(name).Field(inner);

    public static bool Has(this JsonElement json, string name) =>
        json.Field(name).ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    /// <summary>Text; of a number its digits, because times such as <c>1795300000.000200</c> are both in Slack's pages.</summary>
    public static string? Text(this JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.GetRawText(),
        _ => null,
    };

    public static string? Text(this JsonElement json, string name) => json.Field(name).Text();

    /// <summary>Text, or null where it is empty: Slack writes an absent id in both ways.</summary>
    public static string? Id(this JsonElement json, string name) => json.Field(name).Text() is { Length: > 0 } id ? id : null;

    /// <summary>True for true, "true" and 1: forms know only text.</summary>
    public static bool Flag(this JsonElement json, string name) => json.Field(name) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.String } text => IsTrue(text.GetString()),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText() == "1",
        _ => false,
    };

    public static bool IsTrue(string? text) => text is "true" or "1";

    public static long? Number(this JsonElement json, string name) =>
        json.Field(name).Text() is { } text
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    public static IReadOnlyList<JsonElement> Items(this JsonElement json, string name) =>
        json.Field(name) is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray()] : [];

    public static IReadOnlyList<string> Texts(this JsonElement json, string name) =>
        [.. json.Items(name).Select(static item => item.Text()).OfType<string>()];

    /// <summary>The fields of an object; of a name given twice the last.</summary>
    public static IReadOnlyList<KeyValuePair<string, JsonElement>> Fields(this JsonElement json, string name)
    {
        if (json.Field(name) is not { ValueKind: JsonValueKind.Object } child) return [];
        var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in child.EnumerateObject()) fields[property.Name] = property.Value;
        return [.. fields];
    }
}

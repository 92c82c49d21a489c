using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MailBridge.Commands;

/// <summary>One JSON object a line. Text stays as it is, apart from what JSON itself and line-wise tools cannot bear.</summary>
internal static class JsonLines
{
    private static readonly JsonSerializerOptions Options = new()
    {
        // "Unsafe" is about text pasted into a web page; these lines go to a terminal, a file or another program.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>The object on one line. A lone surrogate becomes U+FFFD.</summary>
    public static string Of<T>(T value) => JsonSerializer.Serialize(value, Options);
}

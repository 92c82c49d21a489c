using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace MailBridge.SlackApi.Wire;

/// <summary>Reads JSON without ever throwing: what is no JSON is null, and what is no text in it becomes U+FFFD.</summary>
internal static class SlackJson
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 128 };

    public static JsonElement? TryParse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Span.StartsWith(Encoding.UTF8.Preamble)) bytes = bytes[3..];
        try
        {
            using var document = JsonDocument.Parse(Mend(bytes), Options);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // JsonElement throws on text that is no Unicode only when that text is asked for, far from where one could answer for it.
    private static ReadOnlyMemory<byte> Mend(ReadOnlyMemory<byte> bytes)
    {
        if (!Utf8.IsValid(bytes.Span)) bytes = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes.Span));
        return bytes.Span.IndexOf("\\ud"u8) < 0 && bytes.Span.IndexOf("\\uD"u8) < 0 ? bytes : MendEscapes(bytes.Span);
    }

    private static byte[] MendEscapes(ReadOnlySpan<byte> json)
    {
        var mended = json.ToArray();
        for (var i = 0; i < json.Length; i++)
        {
            if (json[i] != '\\') continue;
            var unit = CodeUnit(json[i..]);
            if (unit is >= 0xD800 and < 0xDC00 && CodeUnit(json[(i + 6)..]) is >= 0xDC00 and < 0xE000)
            {
                i += 11;
                continue;
            }
            if (unit is >= 0xD800 and < 0xE000) "\\uFFFD"u8.CopyTo(mended.AsSpan(i));
            i += unit is null ? 1 : 5;
        }
        return mended;
    }

    private static int? CodeUnit(ReadOnlySpan<byte> at)
    {
        if (at.Length < 6 || at[0] != '\\' || at[1] != 'u') return null;
        var unit = 0;
        foreach (var digit in at[2..6])
        {
            if (!char.IsAsciiHexDigit((char)digit)) return null;
            unit = (unit << 4) | Convert.ToInt32(((char)digit).ToString(), 16);
        }
        return unit;
    }
}

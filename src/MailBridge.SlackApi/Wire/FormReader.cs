using System.Text;

namespace MailBridge.SlackApi.Wire;

/// <summary>
/// Reads <c>application/x-www-form-urlencoded</c> (WHATWG URL §5.1) without ever throwing; of a name given twice the first counts.
/// </summary>
internal static class FormReader
{
    // Slack's commands have fifteen fields; a body of a million ampersands shall not become a million strings.
    private const int MaxFields = 200;

    public static Dictionary<string, string> Read(ReadOnlySpan<byte> body)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var range in body.Split((byte)'&'))
        {
            var pair = body[range];
            if (pair.IsEmpty) continue;
            var equals = pair.IndexOf((byte)'=');
            var name = Decode(equals < 0 ? pair : pair[..equals]);
            fields.TryAdd(name, equals < 0 ? "" : Decode(pair[(equals + 1)..]));
            if (fields.Count == MaxFields) break;
        }
        return fields;
    }

    private static string Decode(ReadOnlySpan<byte> encoded)
    {
        var bytes = new byte[encoded.Length];
        var length = 0;
        for (var i = 0; i < encoded.Length; i++)
        {
            var value = encoded[i] == '+' ? (byte)' ' : encoded[i];
            if (value == '%' && i + 2 < encoded.Length && Hex(encoded[i + 1]) is { } high && Hex(encoded[i + 2]) is { } low)
            {
                value = (byte)((high << 4) | low);
                i += 2;
            }
            bytes[length++] = value;
        }
        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    private static int? Hex(byte digit) => char.IsAsciiHexDigit((char)digit) ? (digit & 0xF) + (digit > '9' ? 9 : 0) : null;
}

using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace MailBridge.Mime;

/// <summary>
/// Writes bodies so that they pass any mail server: lines of at most 76 columns, 7-bit, nothing that a server would rewrite.
/// </summary>
internal static class BodyEncoder
{
    private const int Columns = 76; // RFC 2045 §6.7 (5), §6.8
    private const int BytesALine = Columns / 4 * 3;

    private static ReadOnlySpan<byte> HexDigits => "0123456789ABCDEF"u8;

    /// <summary>UTF-8 with CRLF line ends. Only CR and LF end lines; form feeds and Unicode's separators are characters of the text.</summary>
    public static byte[] Canonical(string text) => Encoding.UTF8.GetBytes(text
        .Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace("\n", "\r\n", StringComparison.Ordinal)
        .Replace("\0", string.Empty, StringComparison.Ordinal));

    /// <summary>The encoding that suits text: none for short ASCII lines, base64 where more than a third is not ASCII.</summary>
    public static string ChooseForText(ReadOnlySpan<byte> text)
    {
        if (IsSevenBitSafe(text)) return "7bit";
        var high = 0;
        foreach (var b in text)
        {
            if (b >= 0x80) high++;
        }
        return high * 3 > text.Length ? "base64" : "quoted-printable";
    }

    public static void Write(string encoding, ReadOnlySpan<byte> content, ArrayBufferWriter<byte> output)
    {
        switch (encoding)
        {
            case "base64":
                WriteBase64(content, output);
                break;
            case "quoted-printable":
                WriteQuotedPrintable(content, output);
                break;
            default:
                output.Write(content);
                break;
        }
    }

    /// <summary>Nothing in it needs protection, on the way or from our own delimiters.</summary>
    private static bool IsSevenBitSafe(ReadOnlySpan<byte> text)
    {
        if (!Ascii.IsValid(text) || text.IndexOf("--=_"u8) >= 0) return false;
        var at = 0;
        while (at < text.Length)
        {
            var next = Lines.Next(text, at, out var end);
            var line = text[at..end];
            if (line.Length > Columns || NeedsProtection(line) || line is [.., (byte)' ' or (byte)'\t']) return false;
            if (line.IndexOfAnyExceptInRange((byte)' ', (byte)'~') >= 0) return false;
            at = next;
        }
        return true;
    }

    /// <summary>Old mailboxes change a line that starts with <c>From </c>, careless relays one that starts with a dot.</summary>
    private static bool NeedsProtection(ReadOnlySpan<byte> line) => line.StartsWith("From "u8) || line is [(byte)'.', ..];

    private static void WriteBase64(ReadOnlySpan<byte> content, ArrayBufferWriter<byte> output)
    {
        while (!content.IsEmpty)
        {
            var line = content[..Math.Min(BytesALine, content.Length)];
            var room = output.GetSpan(Columns + 2);
            Base64.EncodeToUtf8(line, room, out _, out var written);
            "\r\n"u8.CopyTo(room[written..]);
            output.Advance(written + 2);
            content = content[line.Length..];
        }
    }

    private static void WriteQuotedPrintable(ReadOnlySpan<byte> content, ArrayBufferWriter<byte> output)
    {
        var at = 0;
        while (at < content.Length)
        {
            var next = Lines.Next(content, at, out var end);
            WriteLine(content[at..end], output);
            if (next > end) output.Write("\r\n"u8);
            at = next;
        }
    }

    private static void WriteLine(ReadOnlySpan<byte> line, ArrayBufferWriter<byte> output)
    {
        var room = output.GetSpan(line.Length * 3 + line.Length / 8 + 16);
        var (written, column) = (0, 0);
        for (var i = 0; i < line.Length; i++)
        {
            var b = line[i];
            var atStart = column == 0;
            var plain = b is >= (byte)'!' and <= (byte)'~' and not (byte)'=' || (b is (byte)' ' or (byte)'\t' && i < line.Length - 1);
            if (atStart && NeedsProtection(line[i..])) plain = false;
            var width = plain ? 1 : 3;
            if (column + width > Columns - 1)
            {
                "=\r\n"u8.CopyTo(room[written..]);
                written += 3;
                column = 0;
                if (NeedsProtection(line[i..])) (plain, width) = (false, 3);
            }
            if (plain)
            {
                room[written++] = b;
            }
            else
            {
                room[written++] = (byte)'=';
                room[written++] = HexDigits[b >> 4];
                room[written++] = HexDigits[b & 15];
            }
            column += width;
        }
        output.Advance(written);
    }
}

using System.Text;

namespace MailBridge.Mime;

/// <summary>
/// Big5 with the Hong Kong Supplementary Character Set (HKSCS-2004), in which Cantonese is written; .NET's code page 950 puts its characters into the
/// private use area. The table is the part of HKSCS that code page 950 lacks.
/// </summary>
internal sealed class Big5HkscsCharset() : Charset("big5-hkscs")
{
    private static readonly Charset Plain = EncodingCharset.OfCodePage("big5", 950);
    private static readonly Lazy<Dictionary<int, string>> Supplement = new(ReadSupplement);

    public override int MaxChars(int bytes) => Math.Max(bytes, Plain.MaxChars(bytes));

    public override int Decode(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        var count = Plain.Decode(bytes, chars);
        return chars[..count].IndexOfAnyInRange('\uE000', '\uF8FF') < 0 && chars[..count].IndexOf('\uFFFD') < 0 ? count : DecodeSlowly(bytes, chars);
    }

    private static int DecodeSlowly(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        var written = 0;
        for (var at = 0; at < bytes.Length; at++)
        {
            var lead = bytes[at];
            if (lead < 0x80)
            {
                chars[written++] = (char)lead;
                continue;
            }
            if (at + 1 >= bytes.Length || bytes[at + 1] < 0x40)
            {
                chars[written++] = '\uFFFD';
                continue;
            }
            var trail = bytes[++at];
            if (Supplement.Value.TryGetValue((lead << 8) | trail, out var text))
            {
                text.CopyTo(chars[written..]);
                written += text.Length;
            }
            else
            {
                written += Plain.Decode([lead, trail], chars[written..]);
            }
        }
        return written;
    }

    /// <summary>Lines of a first code and the characters from it on; a combining mark belongs to the character before it.</summary>
    private static Dictionary<int, string> ReadSupplement()
    {
        using var lines = new StreamReader(typeof(Big5HkscsCharset).Assembly.GetManifestResourceStream("Big5Hkscs.txt")!, Encoding.UTF8);
        var table = new Dictionary<int, string>(5_000);
        while (lines.ReadLine() is { } line)
        {
            var code = int.Parse(line.AsSpan(0, 4), System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture);
            var last = 0;
            foreach (var rune in line.AsSpan(5).EnumerateRunes())
            {
                if (rune.Value is 0x304 or 0x30C && last != 0)
                {
                    table[last] += rune.ToString();
                    continue;
                }
                table[last = code] = rune.ToString();
                code += (code & 0xFF) == 0x7E ? 0xA1 - 0x7E : 1; // trail bytes are 40 to 7E and A1 to FE
            }
        }
        return table;
    }
}

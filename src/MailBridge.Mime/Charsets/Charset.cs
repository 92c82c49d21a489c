using System.Text;

namespace MailBridge.Mime;

/// <summary>
/// One way of turning bytes into characters. Never fails: what it cannot read becomes U+FFFD or, in single-byte sets, itself.
/// </summary>
internal abstract class Charset(string name)
{
    public static Charset Utf8 { get; } = new EncodingCharset("utf-8", new UTF8Encoding(false, false));

    /// <summary>Valid sequences as UTF-8, every other byte as windows-1252: UTF-8 that something cut or mixed.</summary>
    public static Charset DamagedUtf8 { get; } = new DamagedUtf8Charset();

    public static Charset Windows1252 { get; } = TableCharset.OfCodePage("windows-1252", 1252);

    /// <summary>What a sender means by us-ascii when the bytes are not: see <see cref="CharsetDetector"/>.</summary>
    public static Charset UsAscii { get; } = TableCharset.OfCodePage("us-ascii", 1252);

    public static Charset Iso2022Jp { get; } = new Iso2022Charset("iso-2022-jp");

    public string Name { get; } = name;

    /// <summary>The charset of a label as mail writes it, or null if there is none of that name.</summary>
    public static Charset? Find(ReadOnlySpan<byte> label) => CharsetLabels.Find(label);

    /// <inheritdoc cref="Find(ReadOnlySpan{byte})"/>
    public static Charset? Find(string? label) =>
        label is null || label.Length > 200 ? null : CharsetLabels.Find(Encoding.UTF8.GetBytes(label));

    /// <summary>The most characters that so many bytes can become.</summary>
    public abstract int MaxChars(int bytes);

    /// <summary>Decodes into a span of at least <see cref="MaxChars"/> and returns the number of characters.</summary>
    public abstract int Decode(ReadOnlySpan<byte> bytes, Span<char> chars);

    public override string ToString() => Name;
}

/// <summary>A charset that .NET decodes.</summary>
internal sealed class EncodingCharset(string name, Encoding encoding) : Charset(name)
{
    public static EncodingCharset OfCodePage(string name, int codePage) => new(name, CodePages.Open(codePage));

    public override int MaxChars(int bytes) => encoding.GetMaxCharCount(bytes);

    public override int Decode(ReadOnlySpan<byte> bytes, Span<char> chars) => encoding.GetChars(bytes, chars);
}

/// <summary>A charset of one byte a character, by table: several times as fast as .NET's decoder for code pages.</summary>
internal sealed class TableCharset(string name, char[] table) : Charset(name)
{
    private readonly bool _extendsAscii = IsAscii(table);

    public static TableCharset OfCodePage(string name, int codePage)
    {
        var encoding = CodePages.Open(codePage);
        var table = new char[256];
        Span<char> one = stackalloc char[4];
        for (var i = 0; i < table.Length; i++)
        {
            // Bytes without a meaning stand for themselves, as browsers read them (WHATWG Encoding §9).
            var count = encoding.GetChars([(byte)i], one);
            table[i] = count == 1 && one[0] != '\uFFFD' ? one[0] : (char)i;
        }
        return new TableCharset(name, table);
    }

    public static TableCharset OfUpperHalf(string name, string from0XA0)
    {
        var table = new char[256];
        for (var i = 0; i < table.Length; i++) table[i] = i < 0xA0 ? (char)i : from0XA0[i - 0xA0];
        return new TableCharset(name, table);
    }

    public override int MaxChars(int bytes) => bytes;

    public override int Decode(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        var done = 0;
        while (done < bytes.Length)
        {
            if (_extendsAscii)
            {
                Ascii.ToUtf16(bytes[done..], chars[done..], out var ascii);
                done += ascii;
            }
            while (done < bytes.Length && (!_extendsAscii || bytes[done] >= 0x80))
            {
                chars[done] = table[bytes[done]];
                done++;
            }
        }
        return done;
    }

    private static bool IsAscii(char[] table)
    {
        for (var i = 0; i < 0x80; i++)
        {
            if (table[i] != i) return false;
        }
        return true;
    }
}

/// <summary>UTF-8 with foreign bytes in it.</summary>
internal sealed class DamagedUtf8Charset() : Charset("utf-8")
{
    public override int MaxChars(int bytes) => bytes;

    public override int Decode(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        var written = 0;
        while (!bytes.IsEmpty)
        {
            System.Text.Unicode.Utf8.ToUtf16(bytes, chars[written..], out var read, out var made, replaceInvalidSequences: false);
            written += made;
            bytes = bytes[read..];
            if (bytes.IsEmpty) break;
            // A sequence cut off at the end of the text was cut by whatever shortened the mail.
            if (bytes.Length < 4 && bytes[0] >= 0xC2 && bytes[1..].IndexOfAnyExceptInRange((byte)0x80, (byte)0xBF) < 0) break;
            written += Windows1252.Decode(bytes[..1], chars[written..]);
            bytes = bytes[1..];
        }
        return written;
    }
}

/// <summary>
/// UTF-16 whose byte order is told by a mark or, lacking one, by where the zero bytes are; big-endian in doubt (RFC 2781 §4.3).
/// </summary>
internal sealed class Utf16Charset() : Charset("utf-16")
{
    public override int MaxChars(int bytes) => bytes / 2 + 1;

    public override int Decode(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return Encoding.Unicode.GetChars(bytes[2..], chars);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return Encoding.BigEndianUnicode.GetChars(bytes[2..], chars);
        var zeroes = 0; // more zeroes at odd places: little-endian
        for (var i = 0; i < Math.Min(bytes.Length, 1024); i++)
        {
            if (bytes[i] == 0) zeroes += (i & 1) == 1 ? 1 : -1;
        }
        return (zeroes > 0 ? Encoding.Unicode : Encoding.BigEndianUnicode).GetChars(bytes, chars);
    }
}

/// <summary>EUC-JP with the third code set, JIS X 0212 after 0x8F, which .NET's decoder does not know.</summary>
internal sealed class EucJpCharset() : Charset("euc-jp")
{
    private const byte SingleShift3 = 0x8F;

    private static readonly Charset Plain = EncodingCharset.OfCodePage("euc-jp", 51932);
    private static readonly Charset Supplement = EncodingCharset.OfCodePage("jis-x-0212", 20932);

    public override int MaxChars(int bytes) => Plain.MaxChars(bytes) + 1;

    public override int Decode(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        var written = 0;
        while (true)
        {
            var shift = bytes.IndexOf(SingleShift3);
            written += Plain.Decode(shift < 0 ? bytes : bytes[..shift], chars[written..]);
            if (shift < 0) return written;
            bytes = bytes[shift..];
            var isWhole = bytes.Length > 2 && bytes[1] >= 0xA1 && bytes[2] >= 0xA1;
            // In .NET's code page 20932 the second byte of this set is below 0x80.
            if (isWhole) written += Supplement.Decode([bytes[1], (byte)(bytes[2] & 0x7F)], chars[written..]);
            else chars[written++] = '\uFFFD';
            bytes = bytes[(isWhole ? 3 : 1)..];
        }
    }
}

/// <summary>UTF-32 in either byte order, told by a mark or by the byte that is zero in every character (Unicode §3.10).</summary>
internal sealed class Utf32Charset() : Charset("utf-32")
{
    private static readonly UTF32Encoding BigEndian = new(bigEndian: true, byteOrderMark: false);

    public override int MaxChars(int bytes) => bytes / 2 + 2;

    public override int Decode(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0])) return Encoding.UTF32.GetChars(bytes[4..], chars);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF])) return BigEndian.GetChars(bytes[4..], chars);
        return (bytes is [0, ..] ? BigEndian : Encoding.UTF32).GetChars(bytes, chars);
    }
}

/// <summary>Code pages beyond those built in; nothing is registered for the whole process.</summary>
internal static class CodePages
{
    private static readonly DecoderReplacementFallback Replacement = new("\uFFFD");

    public static Encoding Open(int codePage) =>
        CodePagesEncodingProvider.Instance.GetEncoding(codePage, EncoderFallback.ReplacementFallback, Replacement)
        ?? Encoding.GetEncoding(codePage, EncoderFallback.ReplacementFallback, Replacement);

    /// <summary>The encoding .NET knows by that name, or null.</summary>
    public static Encoding? TryOpen(string name)
    {
        var known = CodePagesEncodingProvider.Instance.GetEncoding(name);
        if (known is not null) return Open(known.CodePage);
        try
        {
            var builtIn = Encoding.GetEncoding(name);
            return builtIn.CodePage == 65000 ? null : builtIn; // UTF-7 is refused by .NET and decoded here
        }
        catch (ArgumentException)
        {
            return null;
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }
}

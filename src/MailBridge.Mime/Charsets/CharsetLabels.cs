using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace MailBridge.Mime;

/// <summary>The names that mail gives to charsets. Sets that senders confuse with a superset are read as the superset.</summary>
internal static class CharsetLabels
{
    private const int LongestLabel = 64;
    private const int MostCached = 1_000; // a hostile mail can invent labels without end

    private static readonly ConcurrentDictionary<string, Charset?> Cache = new(StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<string, Charset?>.AlternateLookup<ReadOnlySpan<char>> ByLabel =
        Cache.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Names .NET does not know, or knows by a smaller set than the mail means; the value is its code page.</summary>
    private static readonly Dictionary<string, int> Aliases = new(StringComparer.Ordinal)
    {
        ["iso-8859-1"] = 1252, ["latin1"] = 1252, ["latin-1"] = 1252, ["l1"] = 1252,
        ["iso-ir-100"] = 1252, ["iso-latin-1"] = 1252, ["cp819"] = 1252, ["ibm819"] = 1252, ["iso-8859-1:1987"] = 1252, ["ansi"] = 1252,
        ["iso-8859-9"] = 1254, ["latin5"] = 1254, ["l5"] = 1254,
        ["iso-8859-11"] = 874, ["tis-620"] = 874, ["tis620"] = 874, ["tis-620-2533"] = 874,
        ["gb2312"] = 54936, ["gbk"] = 54936, ["euc-cn"] = 54936, ["x-gbk"] = 54936, ["gb-2312"] = 54936, ["gb2312-80"] = 54936,
        ["gb-2312-80"] = 54936, ["cp936"] = 54936, ["ms936"] = 54936, ["windows-936"] = 54936, ["chinese"] = 54936, ["cn-gb"] = 54936,
        ["gb18030"] = 54936, ["gb-18030"] = 54936, ["gb18030-2000"] = 54936, ["euccn"] = 54936, ["x-euc-cn"] = 54936,
        ["ks-c-5601-1987"] = 949, ["ks-c-5601-1989"] = 949, ["ks-c-5601"] = 949, ["ksc5601"] = 949, ["ksc-5601"] = 949, ["5601"] = 949,
        ["euc-kr"] = 949, ["euckr"] = 949, ["korean"] = 949, ["cp949"] = 949, ["windows-949"] = 949, ["uhc"] = 949, ["ks-x-1001"] = 949,
        ["shift-jis"] = 932, ["shiftjis"] = 932, ["sjis"] = 932, ["x-sjis"] = 932, ["ms-kanji"] = 932, ["cp932"] = 932, ["ms932"] = 932,
        ["windows-31j"] = 932, ["windows-932"] = 932, ["shift-jisx0213"] = 932, ["shift-jis-2004"] = 932,
        ["iso-8859-8-i"] = 28598, ["iso-8859-8-e"] = 28598, ["iso-8859-6-i"] = 28596, ["iso-8859-6-e"] = 28596,
        ["koi8-ru"] = 21866, ["koi8-r"] = 20866, ["koi8r"] = 20866, ["koi8"] = 20866, ["koi8u"] = 21866, ["koi"] = 20866,
        ["macintosh"] = 10000, ["mac"] = 10000, ["x-mac-roman"] = 10000, ["macroman"] = 10000, ["mac-roman"] = 10000,
        ["x-macroman"] = 10000,
        ["x-mac-centraleurroman"] = 10029, ["x-mac-ukrainian"] = 10017, ["x-mac-cyrillic"] = 10007, ["hz"] = 52936, ["hz-gb-2312"] = 52936,
        ["iso-8859-15"] = 28605, ["latin9"] = 28605, ["latin-9"] = 28605,
    };

    public static Charset? Find(ReadOnlySpan<byte> label)
    {
        label = label.Trim(" \t\r\n\"'"u8);
        if (label.Length is 0 or > LongestLabel) return null;
        Span<char> name = stackalloc char[LongestLabel];
        for (var i = 0; i < label.Length; i++)
        {
            var c = (char)label[i];
            if (c >= 0x7F) return null;
            name[i] = c == '_' ? '-' : c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c;
        }
        name = name[..label.Length];
        if (ByLabel.TryGetValue(name, out var known)) return known;
        var text = name.ToString();
        var found = Open(text);
        if (Cache.Count < MostCached) Cache.TryAdd(text, found);
        return found;
    }

    private static Charset? Open(string name)
    {
        switch (name)
        {
            case "utf-8" or "utf8" or "unicode" or "unicode-1-1-utf-8" or "x-unicode-2-0-utf-8" or "utf-8-mac" or "utf8mb4" or "utf-8n":
                return Charset.Utf8;
            case "us-ascii" or "ascii" or "ansi-x3.4-1968" or "ansi-x3.4-1986" or "iso-646-us" or "iso646-us"
                or "us" or "7bit" or "646" or "cp367":
                return Charset.UsAscii;
            case "windows-1252" or "iso-8859-1" or "latin1":
                return Charset.Windows1252;
            case "iso-2022-jp" or "iso2022-jp" or "iso2022jp" or "jis" or "csiso2022jp" or "cp50220" or "cp50221" or "cp50222"
                or "50220" or "iso-2022-jp-ms":
            case "iso-2022-jp-1" or "iso-2022-jp-2" or "iso-2022-jp-3" or "iso-2022-jp-2004" or "iso-2022-jp-ext":
            case "iso-2022-kr" or "csiso2022kr" or "iso-2022-cn" or "iso-2022-cn-ext":
                return Charset.Iso2022Jp;
            case "utf-7" or "utf7" or "unicode-1-1-utf-7" or "x-unicode-2-0-utf-7" or "csunicode11utf7":
                return new Utf7Charset();
            case "utf-16" or "utf16" or "ucs-2" or "iso-10646-ucs-2":
                return new Utf16Charset();
            case "euc-jp" or "eucjp" or "x-euc-jp" or "x-euc" or "euc-jp-ms" or "eucjp-ms" or "cp51932" or "51932" or "cp20932"
                or "euc-jisx0213" or "ujis":
            case "cseucpkdfmtjapanese" or "extended-unix-code-packed-format-for-japanese":
                return new EucJpCharset();
            case "big5" or "big5-hkscs" or "big5hkscs" or "cp950" or "950" or "big-5" or "cn-big5" or "x-x-big5" or "windows-950"
                or "eten" or "csbig5" or "big5-eten":
                return new Big5HkscsCharset();
            case "utf-32" or "utf32" or "ucs-4" or "iso-10646-ucs-4":
                return new Utf32Charset();
            case "iso-8859-10" or "latin6" or "l6":
                return TableCharset.OfUpperHalf("iso-8859-10", CharsetTables.Iso8859Part10);
            case "iso-8859-14" or "latin8" or "l8" or "iso-celtic":
                return TableCharset.OfUpperHalf("iso-8859-14", CharsetTables.Iso8859Part14);
            case "iso-8859-16" or "latin10" or "l10":
                return TableCharset.OfUpperHalf("iso-8859-16", CharsetTables.Iso8859Part16);
            default:
                if (IsoPart(name) is { } part) return Find(part);
                return OfCodePage(name, Aliases.TryGetValue(name, out var alias) ? alias : CodePageIn(name)) ?? OfName(name);
        }
    }

    /// <summary>iso8859-2, iso-88592 and 8859-2 for iso-8859-2, as UTF-8; null for the full name and any other.</summary>
    private static byte[]? IsoPart(string name)
    {
        var rest = name.AsSpan();
        if (rest.StartsWith("iso")) rest = rest[3..].TrimStart('-');
        if (!rest.StartsWith("8859")) return null;
        rest = rest[4..].TrimStart('-');
        var full = $"iso-8859-{rest}";
        return rest.Length is 1 or 2 && full != name ? Encoding.ASCII.GetBytes(full) : null;
    }

    /// <summary>
    /// The number in cp1251, win-1251, windows1251, x-cp1251, x-windows-1251, ibm850, 866 and the like; 0 if there is none.
    /// </summary>
    private static int CodePageIn(string name)
    {
        var rest = name.AsSpan();
        if (rest.StartsWith("x-")) rest = rest[2..];
        if (int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var bare)) return IsPage(bare) ? bare : 0;
        foreach (var prefix in (ReadOnlySpan<string>)["windows", "win", "cp", "ms", "ibm", "microsoft-cp"])
        {
            if (!rest.StartsWith(prefix)) continue;
            var digits = rest[prefix.Length..].TrimStart('-');
            return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var page) && IsPage(page) ? page : 0;
        }
        return 0;

        static bool IsPage(int number) => number is >= 437 and <= 1361;
    }

    private static Charset? OfCodePage(string name, int codePage)
    {
        if (codePage == 0) return null;
        try
        {
            return CodePages.Open(codePage).IsSingleByte
                ? TableCharset.OfCodePage(name, codePage) : EncodingCharset.OfCodePage(name, codePage);
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static Charset? OfName(string name)
    {
        var encoding = CodePages.TryOpen(name);
        if (encoding is null) return null;
        return encoding.IsSingleByte ? TableCharset.OfCodePage(name, encoding.CodePage) : new EncodingCharset(name, encoding);
    }
}

using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace MailBridge.Mime;

/// <summary>
/// What bytes are in when their label is missing, unknown or contradicted by them. Order: byte order mark, HTML meta element, valid UTF-8,
/// ISO-2022-JP by its escapes, damaged UTF-8, the default that was passed in, the language the text would be in, windows-1252.
/// </summary>
internal static class CharsetDetector
{
    private const int MetaWindow = 1024; // WHATWG HTML §13.2.3.2 looks as far
    private const int EnoughToCompare = 64 << 10;

    /// <summary>Decodes bytes under a known label, unless they contradict it.</summary>
    public static void Append(Charset declared, scoped ReadOnlySpan<byte> bytes, ref CharBuffer text) =>
        text.Append(Choose(declared, bytes, isHtml: false, null, out _), bytes);

    /// <summary>Decodes bytes that have no label.</summary>
    public static void AppendUndeclared(scoped ReadOnlySpan<byte> bytes, ref CharBuffer text) =>
        text.Append(Choose(null, bytes, isHtml: false, null, out _), bytes);

    /// <summary>The charset to read the bytes in.</summary>
    public static Charset Choose(Charset? declared, ReadOnlySpan<byte> bytes, bool isHtml, Charset? fallback, out bool contradicted)
    {
        contradicted = false;
        if (declared is Utf16Charset or Utf32Charset && !bytes.StartsWith("\uFEFF"u8)) return declared; // they read their own marks
        if (Mark(bytes) is { } marked)
        {
            contradicted = declared is not null && declared != marked;
            return marked;
        }
        if (declared is not null && declared != Charset.UsAscii && declared != Charset.Utf8)
        {
            // QUIRK: another label over UTF-8 comes from gateways that convert the body and keep the label. Text in a single-byte charset is
            // valid UTF-8 by chance hardly ever; multi-byte ones must fail first.
            if (Ascii.IsValid(bytes) || declared is Utf7Charset || !Utf8.IsValid(bytes)) return declared;
            if (declared is not TableCharset && Reads(declared, bytes) && !IsSurelyUtf8(bytes)) return declared;
            contradicted = true;
            return Charset.Utf8;
        }
        var escapes = HasJapaneseEscape(bytes) && Ascii.IsValid(bytes);
        if (!escapes && (declared == Charset.Utf8 ? Utf8.IsValid(bytes) : Ascii.IsValid(bytes))) return Charset.Utf8;
        contradicted = declared is not null;
        if (isHtml && Meta(bytes) is { } meta && meta != Charset.Utf8 && meta != Charset.UsAscii) return meta;
        if (escapes) return Charset.Iso2022Jp;
        if (Utf8.IsValid(bytes)) return Charset.Utf8;
        if (IsMostlyUtf8(bytes)) return Charset.DamagedUtf8;
        return fallback is null || fallback == Charset.Utf8
            || fallback == Charset.UsAscii ? CharsetGuess.Of(bytes) ?? Charset.Windows1252 : fallback;
    }

    private static Charset? Mark(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2) return null;
        if (bytes.StartsWith("\uFEFF"u8)) return Utf8.IsValid(bytes) ? Charset.Utf8 : Charset.DamagedUtf8;
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0])) return Utf32;
        return bytes[0] == 0xFF && bytes[1] == 0xFE || bytes[0] == 0xFE && bytes[1] == 0xFF ? Utf16 : null;
    }

    private static readonly SearchValues<byte> ValueEnd = SearchValues.Create("\"' ;/\t"u8);

    private static Charset Utf16 { get; } = Charset.Find("utf-16")!;

    private static Charset Utf32 { get; } = Charset.Find("utf-32")!;

    private static bool HasJapaneseEscape(ReadOnlySpan<byte> bytes)
    {
        for (var at = bytes.IndexOf((byte)0x1B); at >= 0 && at + 1 < bytes.Length;)
        {
            if (bytes[at + 1] is (byte)'$' && at + 2 < bytes.Length && bytes[at + 2] is (byte)'B' or (byte)'@' or (byte)'(') return true;
            if (bytes[at + 1] is (byte)'(' && at + 2 < bytes.Length && bytes[at + 2] is (byte)'J' or (byte)'I') return true;
            var next = bytes[(at + 1)..].IndexOf((byte)0x1B);
            if (next < 0) return false;
            at += 1 + next;
        }
        return false;
    }

    /// <summary>The charset decodes the bytes without a replacement character.</summary>
    private static bool Reads(Charset charset, ReadOnlySpan<byte> bytes)
    {
        if (Ascii.IsValid(bytes)) return true;
        if (bytes.Length > EnoughToCompare) bytes = bytes[..EnoughToCompare];
        using var chars = new CharBuffer(charset.MaxChars(bytes.Length));
        var count = charset.Decode(bytes, chars.Reserve(0));
        var bad = chars.Reserve(0)[..count].IndexOf('\uFFFD');
        return bad < 0 || bad >= count - 2 && bytes.Length == EnoughToCompare;
    }

    /// <summary>
    /// Valid UTF-8 that no text in a multi-byte charset would be by chance: about a tenth of the characters of GB 2312 or KS X 1001 are, so that
    /// a few in a row are no chance any more; and such a charset has no letters above 127 between ASCII letters.
    /// </summary>
    private static bool IsSurelyUtf8(ReadOnlySpan<byte> bytes)
    {
        const int Enough = 6;
        var sequences = 0;
        while (sequences < Enough)
        {
            var start = bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            if (start < 0) return false;
            var length = bytes[start..].IndexOfAnyInRange((byte)0, (byte)0x7F);
            if (length < 0) length = bytes.Length - start;
            var run = bytes.Slice(start, length);
            if (start > 0 && start + length < bytes.Length && char.IsAsciiLetterLower((char)bytes[start - 1])
                && char.IsAsciiLetterLower((char)bytes[start + length])) return true;
            foreach (var b in run) sequences += b >= 0xC0 ? 1 : 0;
            bytes = bytes[(start + length)..];
        }
        return true;
    }

    /// <summary>Most characters above 127 are valid UTF-8 sequences.</summary>
    private static bool IsMostlyUtf8(ReadOnlySpan<byte> bytes)
    {
        var (valid, invalid) = (0, 0);
        while (!bytes.IsEmpty)
        {
            var high = bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            if (high < 0) break;
            bytes = bytes[high..];
            if (Rune.DecodeFromUtf8(bytes, out _, out var length) == OperationStatus.Done) valid++;
            else if (length < bytes.Length) invalid++; // not counted: a sequence cut off at the end
            bytes = bytes[length..];
        }
        return valid > invalid;
    }

    /// <summary>The charset that an HTML document names in its first bytes.</summary>
    private static Charset? Meta(ReadOnlySpan<byte> bytes)
    {
        var head = bytes[..Math.Min(bytes.Length, MetaWindow)];
        Span<byte> lower = stackalloc byte[MetaWindow];
        Ascii.ToLower(head, lower, out _);
        for (var i = 0; i < head.Length; i++)
        {
            if (lower[i] >= 0x80) lower[i] = (byte)' '; // ToLower stops at the first byte that is not ASCII
        }
        ReadOnlySpan<byte> text = lower[..head.Length];
        var tag = text.IndexOf("<meta"u8);
        while (tag >= 0)
        {
            text = text[(tag + 5)..];
            var close = text.IndexOf((byte)'>');
            var element = close < 0 ? text : text[..close];
            var name = element.IndexOf("charset"u8);
            if (name >= 0)
            {
                var value = element[(name + 7)..].TrimStart(" \t\r\n="u8).TrimStart("\"'"u8);
                var end = value.IndexOfAny(ValueEnd);
                if (Charset.Find(end < 0 ? value : value[..end]) is { } found) return found;
            }
            tag = text.IndexOf("<meta"u8);
        }
        return null;
    }
}

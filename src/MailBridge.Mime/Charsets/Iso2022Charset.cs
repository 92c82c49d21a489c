namespace MailBridge.Mime;

/// <summary>
/// The ISO 2022 family of mail: ISO-2022-JP with its extensions (RFC 1468, RFC 2237, RFC 1554), ISO-2022-KR (RFC 1557) and the GB 2312 part of
/// ISO-2022-CN (RFC 1922). An escape sequence names the set that the following 7-bit bytes are in.
/// </summary>
internal sealed class Iso2022Charset(string name) : Charset(name)
{
    private const byte Escape = 0x1B, ShiftOut = 0x0E, ShiftIn = 0x0F, SingleShift2 = (byte)'N';

    public override int MaxChars(int bytes) => bytes * 2 + 1;

    public override int Decode(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        var (set, shifted, upper) = (Set.Ascii, Set.Korean, Set.Latin1);
        var isShifted = false;
        var written = 0;
        for (var at = 0; at < bytes.Length;)
        {
            var b = bytes[at];
            if (b == Escape && TryDesignate(bytes[at..], ref set, ref shifted, ref upper, out var length))
            {
                at += length;
            }
            else if (b == Escape && at + 2 < bytes.Length && bytes[at + 1] == SingleShift2)
            {
                written += DecodeUpper(upper, bytes[at + 2], chars[written..]);
                at += 3;
            }
            else if (b is ShiftOut or ShiftIn)
            {
                isShifted = b == ShiftOut;
                at++;
            }
            else if (b < ' ')
            {
                if (b == '\n') isShifted = false; // every line starts in ASCII
                chars[written++] = (char)b;
                at++;
            }
            else
            {
                at += DecodeOne(isShifted ? shifted : set, bytes[at..], chars, ref written);
            }
        }
        return written;
    }

    private static bool TryDesignate(ReadOnlySpan<byte> bytes, ref Set set, ref Set shifted, ref Set upper, out int length)
    {
        (Set? to, length) = bytes switch
        {
            [_, (byte)'(', (byte)'B', ..] => (Set.Ascii, 3),
            [_, (byte)'(', (byte)'J', ..] => (Set.Roman, 3),
            [_, (byte)'(', (byte)'I', ..] => (Set.Katakana, 3),
            [_, (byte)'$', (byte)'@' or (byte)'B', ..] => (Set.Japanese, 3),
            [_, (byte)'$', (byte)'A', ..] => (Set.Chinese, 3),
            [_, (byte)'$', (byte)'(', (byte)'@' or (byte)'B', ..] => (Set.Japanese, 4),
            [_, (byte)'$', (byte)'(', (byte)'C', ..] => (Set.Korean, 4),
            [_, (byte)'$', (byte)'(', (byte)'D', ..] => (Set.JapaneseSupplement, 4),
            _ => ((Set?)null, 0),
        };
        if (to is { } designated)
        {
            set = designated;
            return true;
        }
        switch (bytes)
        {
            case [_, (byte)'$', (byte)')', (byte)'C', ..]:
                (shifted, length) = (Set.Korean, 4);
                return true;
            case [_, (byte)'$', (byte)')', (byte)'A', ..]:
                (shifted, length) = (Set.Chinese, 4);
                return true;
            case [_, (byte)'.', (byte)'A' or (byte)'F', ..]:
                (upper, length) = (bytes[2] == 'A' ? Set.Latin1 : Set.Greek, 3);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Decodes one character and returns its length in bytes.</summary>
    private static int DecodeOne(Set set, ReadOnlySpan<byte> bytes, Span<char> chars, ref int written)
    {
        var b = bytes[0];
        if (set is Set.Ascii or Set.Roman || b is (byte)' ' or >= 0x7F)
        {
            // A byte above 127 within this charset is Shift_JIS katakana or damage.
            chars[written++] = set == Set.Roman && b == '\\' ? '¥' : b >= 0x80 ? '\uFFFD' : (char)b;
            return 1;
        }
        if (set == Set.Katakana)
        {
            chars[written++] = b <= 0x5F ? (char)(b + 0xFF40) : '\uFFFD'; // JIS X 0201
            return 1;
        }
        if (bytes.Length < 2 || bytes[1] < 0x21)
        {
            chars[written++] = '\uFFFD';
            return 1;
        }
        var (lead, trail) = ((byte)(b | 0x80), (byte)(bytes[1] | 0x80));
        written += set switch
        {
            Set.Chinese => Sets.Chinese.Decode([lead, trail], chars[written..]),
            Set.Korean => Sets.Korean.Decode([lead, trail], chars[written..]),
            Set.JapaneseSupplement => Sets.JapaneseSupplement.Decode([lead, (byte)(trail & 0x7F)], chars[written..]),
            _ => Sets.Japanese.Decode([lead, trail], chars[written..]),
        };
        return 2;
    }

    private static int DecodeUpper(Set upper, byte b, Span<char> chars) =>
        (upper == Set.Greek ? Sets.Greek : Windows1252).Decode([(byte)(b | 0x80)], chars);

    private enum Set
    {
        Ascii, Roman, Katakana, Japanese, JapaneseSupplement, Chinese, Korean, Latin1, Greek,
    }

    /// <summary>Opened when such text is first met.</summary>
    private static class Sets
    {
        public static Charset Japanese { get; } = EncodingCharset.OfCodePage("jis-x-0208", 51932);
        public static Charset JapaneseSupplement { get; } = EncodingCharset.OfCodePage("jis-x-0212", 20932); // lead above 127, trail below
        public static Charset Chinese { get; } = EncodingCharset.OfCodePage("gb-2312", 936);
        public static Charset Korean { get; } = EncodingCharset.OfCodePage("ks-x-1001", 949);
        public static Charset Greek { get; } = TableCharset.OfCodePage("iso-8859-7", 28597);
    }
}

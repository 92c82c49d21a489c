using System.Buffers;

namespace MailBridge.Mime;

/// <summary>Decodes header text: encoded words (RFC 2047), folds, bytes above 127 (RFC 6532 or undeclared).</summary>
internal static class EncodedWords
{
    private static readonly SearchValues<byte> Plain =
        SearchValues.Create([.. Enumerable.Range(0x20, 0x5F).Select(value => (byte)value)]);

    /// <summary>
    /// The text on one line, trimmed. <paramref name="eightBitCharset"/> is what bytes above 127 are in when they are not UTF-8.
    /// </summary>
    public static string Decode(ReadOnlySpan<byte> raw, Charset? eightBitCharset)
    {
        raw = Lines.Trim(raw);
        if (raw.IsEmpty) return string.Empty;
        var hasWords = raw.IndexOf("=?"u8) >= 0;
        if (!hasWords && raw.IndexOfAnyExcept(Plain) < 0) return KnownWords.Text(raw);

        var text = new CharBuffer(stackalloc char[512]);
        var literal = Literals.For(raw, eightBitCharset);
        if (hasWords) DecodeWords(raw, literal, ref text);
        else AppendLiteral(raw, literal, ref text);
        var result = TextCleaner.HeaderText(ref text);
        text.Dispose();
        return result;
    }

    private static void DecodeWords(scoped ReadOnlySpan<byte> raw, Charset literal, ref CharBuffer text)
    {
        var bytes = new ByteBuffer(raw.Length);
        var run = default(Run);
        var at = 0;
        var end = 0; // where the next "?=" is; kept, so that a field of many openings and no end is read once
        while (at < raw.Length)
        {
            var open = raw[at..].IndexOf("=?"u8);
            if (open < 0) break;
            open += at;
            if (!Word.TryRead(raw, open, ref end, out var word))
            {
                run.Flush(ref bytes, ref text);
                AppendLiteral(raw[at..(open + 2)], literal, ref text);
                at = open + 2;
                continue;
            }
            var between = raw[at..open];
            // RFC 2047 §6.2: white space between two encoded words is not shown.
            if (!(run.IsOpen && IsAllSpace(between)))
            {
                run.Flush(ref bytes, ref text);
                AppendLiteral(between, literal, ref text);
            }
            run.Add(word, raw[word.DataStart..word.DataEnd], ref bytes, ref text);
            at = word.DataEnd + 2;
        }
        run.Flush(ref bytes, ref text);
        AppendLiteral(raw[at..], literal, ref text);
        bytes.Dispose();
    }

    private static bool IsAllSpace(ReadOnlySpan<byte> value)
    {
        foreach (var b in value)
        {
            if (!Lines.IsSpace(b)) return false;
        }
        return true;
    }

    private static void AppendLiteral(scoped ReadOnlySpan<byte> value, Charset charset, ref CharBuffer text)
    {
        while (!value.IsEmpty)
        {
            // RFC 5322 §2.2.3: unfolding deletes the line end alone.
            var fold = value.IndexOfAny((byte)'\r', (byte)'\n');
            var piece = fold < 0 ? value : value[..fold];
            if (!piece.IsEmpty) text.Append(charset, piece);
            if (fold < 0) return;
            value = value[(fold + 1)..];
        }
    }

    /// <summary>What bytes of a field that stand outside encoded words are in.</summary>
    private static class Literals
    {
        public static Charset For(ReadOnlySpan<byte> raw, Charset? declared)
        {
            var escape = raw.IndexOf((byte)0x1B);
            if (escape >= 0 && escape + 1 < raw.Length && raw[escape + 1] is (byte)'$' or (byte)'(') return Charset.Iso2022Jp;
            if (System.Text.Unicode.Utf8.IsValid(raw)) return Charset.Utf8;
            return declared is null || declared == Charset.Utf8 ? CharsetGuess.Of(raw) ?? Charset.Windows1252 : declared;
        }
    }

    /// <summary>Adjacent words of one charset, whose bytes are decoded together: senders cut characters between words.</summary>
    private struct Run
    {
        private Charset? _charset;
        private Base64Carry _carry;

        public bool IsOpen { get; private set; }

        public void Add(Word word, scoped ReadOnlySpan<byte> data, ref ByteBuffer bytes, ref CharBuffer text)
        {
            if (IsOpen && !ReferenceEquals(_charset, word.Charset)) Flush(ref bytes, ref text);
            IsOpen = true;
            _charset = word.Charset;
            if (word.IsBase64)
            {
                _carry.Decode(data, ref bytes);
                return;
            }
            _carry = default;
            DecodeQ(data, ref bytes);
        }

        public void Flush(ref ByteBuffer bytes, ref CharBuffer text)
        {
            if (!IsOpen) return;
            if (_charset is null) CharsetDetector.AppendUndeclared(bytes.Written, ref text);
            else CharsetDetector.Append(_charset, bytes.Written, ref text);
            bytes.Length = 0;
            _carry = default;
            IsOpen = false;
        }

        private static void DecodeQ(scoped ReadOnlySpan<byte> data, ref ByteBuffer bytes)
        {
            var room = bytes.Reserve(data.Length);
            var written = 0;
            for (var i = 0; i < data.Length; i++)
            {
                var b = data[i];
                if (b == '_') b = (byte)' ';
                else if (b is (byte)'\r' or (byte)'\n') continue;
                else if (b == '=' && i + 2 < data.Length && Hex.TryByte(data[i + 1], data[i + 2], out var value))
                {
                    b = value;
                    i += 2;
                }
                room[written++] = b;
            }
            bytes.Length += written;
        }
    }

    /// <summary>Where one encoded word lies and how it is encoded.</summary>
    private readonly struct Word(Charset? charset, bool isBase64, int dataStart, int dataEnd)
    {
        /// <summary>Null if the name is unknown; the bytes decide then.</summary>
        public Charset? Charset { get; } = charset;
        public bool IsBase64 { get; } = isBase64;
        public int DataStart { get; } = dataStart;
        public int DataEnd { get; } = dataEnd;

        private const int LongestCharset = 80;

        public static bool TryRead(ReadOnlySpan<byte> raw, int open, ref int nextEnd, out Word word)
        {
            word = default;
            var nameStart = open + 2;
            var window = raw[nameStart..Math.Min(raw.Length, nameStart + LongestCharset)];
            var mark = window.IndexOf((byte)'?');
            if (mark <= 0) return false;
            var name = window[..mark];
            var language = name.IndexOf((byte)'*');
            if (language == 0 || name.IndexOfAnyExceptInRange((byte)33, (byte)126) >= 0) return false;
            if (language > 0) name = name[..language];
            var letter = nameStart + mark + 1;
            if (letter + 1 >= raw.Length || raw[letter + 1] != '?') return false;
            var isBase64 = raw[letter] is (byte)'B' or (byte)'b';
            if (!isBase64 && raw[letter] is not ((byte)'Q' or (byte)'q')) return false;

            var dataStart = letter + 2;
            if (nextEnd < dataStart)
            {
                var found = raw[dataStart..].IndexOf("?="u8);
                nextEnd = found < 0 ? int.MaxValue : dataStart + found;
            }
            if (nextEnd == int.MaxValue) return false;
            // A word that lost its end must not swallow the next one.
            var data = raw[dataStart..nextEnd];
            var inner = data.IndexOf("=?"u8);
            if (inner >= 0 && data[..inner].IndexOfAny((byte)' ', (byte)'\t', (byte)'\n') >= 0) return false;
            word = new Word(Charset.Find(name), isBase64, dataStart, nextEnd);
            return true;
        }
    }
}

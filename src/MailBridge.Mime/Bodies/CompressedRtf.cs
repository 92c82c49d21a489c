using System.Buffers.Binary;
using System.Text;

namespace MailBridge.Mime;

/// <summary>Unpacks PidTagRtfCompressed (MS-OXRTFCP).</summary>
internal static class CompressedRtf
{
    private const uint Compressed = 0x75465A4C; // LZFu
    private const uint Uncompressed = 0x414C454D; // MELA
    private const int DictionarySize = 4096;

    private static ReadOnlySpan<byte> InitialDictionary =>
        "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"u8;

    /// <summary>The RTF, or null if the bytes are neither form of it or unpack beyond the limit.</summary>
    public static byte[]? Unpack(ReadOnlyMemory<byte> packed, int limit)
    {
        const int HeaderLength = 16;
        if (packed.Length < HeaderLength) return null;
        var header = packed.Span;
        var size = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        var kind = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        var body = header[HeaderLength..];
        if (size < 0 || size > limit) return null;
        return kind switch
        {
            Uncompressed => body[..Math.Min(size, body.Length)].ToArray(),
            Compressed => Unpack(body, size),
            _ => null,
        };
    }

    private static byte[] Unpack(ReadOnlySpan<byte> body, int size)
    {
        Span<byte> dictionary = stackalloc byte[DictionarySize];
        InitialDictionary.CopyTo(dictionary);
        var write = InitialDictionary.Length;
        // A token of two bytes gives at most 17: what is declared beyond that is a lie that would only cost memory.
        var output = new byte[Math.Min(size, body.Length * 9L + 16)];
        var (made, at) = (0, 0);
        while (at < body.Length && made < output.Length)
        {
            var control = body[at++];
            for (var bit = 0; bit < 8 && at < body.Length && made < output.Length; bit++)
            {
                if ((control & (1 << bit)) == 0)
                {
                    Put(body[at++], dictionary, output);
                    continue;
                }
                if (at + 1 >= body.Length) return output[..made];
                var reference = (body[at] << 8) | body[at + 1];
                at += 2;
                var offset = reference >> 4;
                if (offset == write) return output[..made]; // the end mark
                for (var i = 0; i < (reference & 15) + 2 && made < output.Length; i++) Put(dictionary[(offset + i) % DictionarySize], dictionary, output);
            }
        }
        return output[..made];

        void Put(byte value, Span<byte> ring, byte[] target)
        {
            target[made++] = value;
            ring[write] = value;
            write = (write + 1) % DictionarySize;
        }
    }
}

/// <summary>Takes the HTML that Outlook wrapped into RTF (MS-OXRTFEX), or the plain words of RTF.</summary>
internal static class RtfBody
{
    /// <summary>Sets the HTML where the RTF encapsulates it, else the text where there is none yet.</summary>
    public static void Read(ReadOnlySpan<byte> rtf, out string? html, ref string? text)
    {
        var fromHtml = rtf.IndexOf("\\fromhtml"u8) >= 0;
        html = null;
        if (!fromHtml && text is not null) return;
        var words = new RtfReader(rtf, fromHtml).Read();
        if (string.IsNullOrWhiteSpace(words)) return;
        if (fromHtml) html = words;
        else text = words;
    }
}

/// <summary>Walks RTF once. With encapsulated HTML it keeps the HTML tags and drops what RTF readers would show twice.</summary>
internal ref struct RtfReader(ReadOnlySpan<byte> rtf, bool fromHtml)
{
    private readonly ReadOnlySpan<byte> _rtf = rtf;
    private readonly bool _fromHtml = fromHtml;
    private readonly StringBuilder _text = new();
    private readonly Stack<State> _groups = new();
    private readonly List<byte> _pending = [];
    private Charset _charset = Charset.Windows1252;
    private State _state;
    private int _at;

    /// <summary>What a group inherits.</summary>
    private record struct State(bool Hidden, bool HtmlTag, bool HtmlRtf, int SkipAfterUnicode);

    public string Read()
    {
        const int DeepestGroup = 1_000;
        _state = new State(false, false, false, 1);
        while (_at < _rtf.Length)
        {
            var c = _rtf[_at++];
            switch (c)
            {
                case (byte)'{' when _groups.Count < DeepestGroup:
                    Flush();
                    _groups.Push(_state);
                    break;
                case (byte)'}':
                    Flush();
                    if (_groups.Count > 0) _state = _groups.Pop();
                    break;
                case (byte)'\\':
                    Control();
                    break;
                case (byte)'\r' or (byte)'\n' or 0:
                    break;
                default:
                    Byte(c);
                    break;
            }
        }
        Flush();
        return TextCleaner.BodyText(_text.ToString().ToCharArray());
    }

    private readonly bool IsShown => !_state.Hidden && !_state.HtmlRtf;

    private readonly void Byte(byte value)
    {
        if (IsShown) _pending.Add(value);
    }

    private readonly void Flush()
    {
        if (_pending.Count == 0) return;
        var bytes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_pending);
        using var chars = new CharBuffer(_charset.MaxChars(bytes.Length));
        var room = chars.Reserve(0);
        _text.Append(room[.._charset.Decode(bytes, room)]);
        _pending.Clear();
    }

    private readonly void Text(string value)
    {
        if (!IsShown) return;
        Flush();
        _text.Append(value);
    }

    private void Control()
    {
        if (_at >= _rtf.Length) return;
        var c = _rtf[_at];
        if (!char.IsAsciiLetter((char)c))
        {
            _at++;
            Symbol(c);
            return;
        }
        var start = _at;
        while (_at < _rtf.Length && char.IsAsciiLetter((char)_rtf[_at])) _at++;
        var word = _rtf[start.._at];
        var number = Number();
        if (_at < _rtf.Length && _rtf[_at] == ' ') _at++;
        Word(word, number);
    }

    private int? Number()
    {
        var start = _at;
        if (_at < _rtf.Length && _rtf[_at] == '-') _at++;
        while (_at < _rtf.Length && char.IsAsciiDigit((char)_rtf[_at]) && _at - start < 9) _at++;
        return System.Buffers.Text.Utf8Parser.TryParse(_rtf[start.._at], out int number, out _) ? number : null;
    }

    private void Symbol(byte symbol)
    {
        switch (symbol)
        {
            case (byte)'\'' when _at + 1 < _rtf.Length && Hex.TryByte(_rtf[_at], _rtf[_at + 1], out var value):
                _at += 2;
                Byte(value);
                break;
            case (byte)'*':
                Flush();
                // \*\htmltag is what we came for; every other destination marked so may be ignored.
                var isTag = _fromHtml && _rtf[_at..].StartsWith("\\htmltag"u8);
                _state = _state with { Hidden = !isTag, HtmlTag = isTag, HtmlRtf = isTag ? false : _state.HtmlRtf };
                break;
            case (byte)'\\' or (byte)'{' or (byte)'}':
                Byte(symbol);
                break;
            case (byte)'~':
                Text("\u00A0");
                break;
            case (byte)'\r' or (byte)'\n':
                Text("\n");
                break;
        }
    }

    private void Word(ReadOnlySpan<byte> word, int? number)
    {
        switch (Encoding.ASCII.GetString(word))
        {
            case "htmlrtf":
                Flush();
                _state = _state with { HtmlRtf = number != 0 };
                break;
            case "par" or "line":
                Text("\n");
                break;
            case "tab":
                Text("\t");
                break;
            case "lquote":
                Text("\u2018");
                break;
            case "rquote":
                Text("\u2019");
                break;
            case "ldblquote":
                Text("\u201C");
                break;
            case "rdblquote":
                Text("\u201D");
                break;
            case "bullet":
                Text("\u2022");
                break;
            case "endash":
                Text("\u2013");
                break;
            case "emdash":
                Text("\u2014");
                break;
            case "uc":
                _state = _state with { SkipAfterUnicode = Math.Clamp(number ?? 1, 0, 10) };
                break;
            case "u" when number is { } code:
                Text(((char)(ushort)code).ToString());
                SkipReplacement();
                break;
            case "ansicpg" when number is { } page:
                _charset = Charset.Find($"cp{page}") ?? _charset;
                break;
            case "fonttbl" or "colortbl" or "stylesheet" or "info" or "pict" or "object" or "header" or "footer":
                Flush();
                _state = _state with { Hidden = true };
                break;
            case "bin" when number is > 0 and var length:
                _at = (int)Math.Min(_rtf.Length, (long)_at + length);
                break;
        }
    }

    /// <summary>After \u come so many characters for readers that know no Unicode.</summary>
    private void SkipReplacement()
    {
        for (var i = 0; i < _state.SkipAfterUnicode && _at < _rtf.Length; i++)
        {
            if (_rtf[_at] is (byte)'{' or (byte)'}') return;
            if (_rtf[_at] != '\\') _at++;
            else if (_at + 3 < _rtf.Length && _rtf[_at + 1] == '\'') _at += 4;
            else return;
        }
    }
}

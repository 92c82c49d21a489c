using System.Buffers;
using System.Text;

namespace MailBridge.Mime;

/// <summary>
/// Reads <c>word; name=value; …</c> of Content-Type and Content-Disposition (RFC 2045 §5.1) with extended and continued parameters
/// (RFC 2231).
/// </summary>
internal ref struct ParameterReader
{
    private static readonly SearchValues<byte> NameEnd = SearchValues.Create("=; \t\r\n\""u8);

    private readonly ReadOnlyMemory<byte> _memory;
    private readonly ReadOnlySpan<byte> _raw;
    private readonly Charset? _charset;
    private readonly MimeLimits _limits;
    private int _at;

    private ParameterReader(ReadOnlyMemory<byte> raw, int at, Charset? charset, MimeLimits limits)
    {
        _memory = raw;
        _raw = raw.Span;
        _charset = charset;
        _limits = limits;
        _at = at;
    }

    /// <summary>The parameters from <paramref name="at"/> on; the boundary is also given as the bytes it stands for.</summary>
    public static MimeParameters Read(
        ReadOnlyMemory<byte> raw, int at, Charset? charset, MimeLimits limits, out ReadOnlyMemory<byte> boundary)
    {
        var reader = new ParameterReader(raw, at, charset, limits);
        return reader.ReadAll(out boundary);
    }

    private MimeParameters ReadAll(out ReadOnlyMemory<byte> boundary)
    {
        boundary = default;
        List<KeyValuePair<string, string>>? found = null;
        List<Segment>? segments = null;
        while (TryName(out var name))
        {
            var isQuoted = ReadValue(name, out var value);
            var star = name.IndexOf((byte)'*');
            if (star > 0)
            {
                if ((segments ??= []).Count < _limits.ParameterSegments
                    && Segment.TryRead(name, star, value, isQuoted, out var segment)) segments.Add(segment);
                continue;
            }
            var key = KnownWords.Lower(name);
            if (found is not null && found.Exists(pair => pair.Key == key)) continue;
            if (key == "boundary") boundary = BoundaryBytes(value);
            (found ??= new List<KeyValuePair<string, string>>(2)).Add(new(key, Text(_raw[value], isQuoted, key)));
        }
        if (segments is not null) ExtendedParameters.Merge(segments, _raw, _charset, found ??= []);
        return found is null ? MimeParameters.Empty : new MimeParameters(found.ToArray());
    }

    private readonly ReadOnlyMemory<byte> BoundaryBytes(Range value)
    {
        var bytes = _memory[value];
        if (bytes.Span.IndexOf((byte)'\\') >= 0) bytes = Unescape(bytes.Span, keepPaths: false).ToArray();
        // RFC 5322 §2.2.3: a fold within quotes is no part of the value.
        if (bytes.Span.IndexOfAny((byte)'\r', (byte)'\n') >= 0)
            bytes = bytes.ToArray().Where(b => b is not ((byte)'\r' or (byte)'\n')).ToArray();
        while (bytes.Length > 0 && Lines.IsSpace(bytes.Span[^1])) bytes = bytes[..^1]; // RFC 2046 §5.1.1: does not end with white space
        return bytes;
    }

    /// <summary>Skips to the next parameter and reads its name up to the equals sign.</summary>
    private bool TryName(out ReadOnlySpan<byte> name)
    {
        name = default;
        while (true)
        {
            SkipFill();
            if (_at >= _raw.Length) return false;
            var start = _at;
            var length = _raw[_at..].IndexOfAny(NameEnd);
            _at = length < 0 ? _raw.Length : _at + length;
            name = _raw[start.._at];
            SkipSpaceAndComments();
            if (_at < _raw.Length && _raw[_at] == '=' && name.Length > 0)
            {
                _at++;
                SkipSpaceAndComments();
                return true;
            }
            if (_at == start) _at++; // a lone quote or equals sign
        }
    }

    private void SkipFill()
    {
        while (_at < _raw.Length)
        {
            SkipSpaceAndComments();
            if (_at >= _raw.Length || _raw[_at] != ';') return;
            _at++;
        }
    }

    private void SkipSpaceAndComments()
    {
        while (_at < _raw.Length)
        {
            if (Lines.IsSpace(_raw[_at])) _at++;
            else if (_raw[_at] == '(' && Comments.End(_raw, _at, _limits.CommentDepth) is > 0 and var end) _at = end;
            else return;
        }
    }

    /// <summary>Reads a value; true if it stood in quotes, which are left out.</summary>
    private bool ReadValue(ReadOnlySpan<byte> name, out Range value)
    {
        if (_at < _raw.Length && _raw[_at] == '"')
        {
            var end = Quoted.End(_raw, _at);
            if (end > 0)
            {
                value = (_at + 1)..(end - 1);
                _at = end;
                return true;
            }
            _at++; // QUIRK: a quote that never closes; the value ends where an unquoted one would
        }
        var start = _at;
        var stop = UnquotedEnd(start, IsFileName(name));
        _at = stop;
        while (stop > start && Lines.IsSpace(_raw[stop - 1])) stop--;
        if (stop > start && _raw[stop - 1] == '"') stop--;
        value = start..Math.Max(start, stop);
        return false;
    }

    /// <summary>
    /// QUIRK: unquoted values with blanks go on to the next semicolon, unless what follows the blank is another parameter.
    /// </summary>
    private readonly int UnquotedEnd(int start, bool isFileName)
    {
        var semicolon = _raw[start..].IndexOf((byte)';');
        var end = semicolon < 0 ? _raw.Length : start + semicolon;
        for (var i = start; i < end; i++)
        {
            if (_raw[i] == '(' && !isFileName && i > start) return i;
            if (!Lines.IsSpace(_raw[i])) continue;
            while (i < end && Lines.IsSpace(_raw[i])) i++;
            var word = _raw[i..end];
            var length = word.IndexOfAny(NameEnd);
            if (length > 0 && word[length] == '=') return i;
            i--; // what follows the blank is looked at by itself
        }
        return end;
    }

    private static bool IsFileName(ReadOnlySpan<byte> name) =>
        name.Length >= 4 && (Ascii.EqualsIgnoreCase(name[..4], "name"u8) || Ascii.EqualsIgnoreCase(name[..4], "file"u8));

    private readonly string Text(ReadOnlySpan<byte> value, bool isQuoted, string key)
    {
        if (isQuoted && value.IndexOf((byte)'\\') >= 0) return EncodedWords.Decode(Unescape(value, key is "filename" or "name"), _charset);
        return EncodedWords.Decode(value, _charset);
    }

    /// <summary>
    /// QUIRK: in file names a backslash before anything but a quote or backslash is a path divider of Windows, not a quoted pair.
    /// </summary>
    internal static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> value, bool keepPaths)
    {
        var plain = new byte[value.Length];
        var length = 0;
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\' && i + 1 < value.Length && (!keepPaths || value[i + 1] is (byte)'"' or (byte)'\\')) i++;
            plain[length++] = value[i];
        }
        return plain.AsSpan(0, length);
    }
}

/// <summary>One piece <c>name*N*=value</c> of an RFC 2231 parameter.</summary>
internal readonly record struct Segment(string Name, int Number, bool IsExtended, bool IsQuoted, Range Value)
{
    public static bool TryRead(ReadOnlySpan<byte> name, int star, Range value, bool isQuoted, out Segment segment)
    {
        var rest = name[(star + 1)..];
        var extended = rest.IsEmpty || rest[^1] == '*';
        var digits = rest.TrimEnd((byte)'*');
        var number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit) || number > 10_000)
            {
                segment = default;
                return false;
            }
            number = number * 10 + (digit - '0');
        }
        segment = new Segment(KnownWords.Lower(name[..star]), number, extended, isQuoted, value);
        return true;
    }
}

/// <summary>Puts RFC 2231 segments together: bytes of all are joined first, then decoded once with the charset of the first.</summary>
internal static class ExtendedParameters
{
    public static void Merge(List<Segment> segments, ReadOnlySpan<byte> raw, Charset? charset, List<KeyValuePair<string, string>> found)
    {
        segments.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name) is var byName and not 0 ? byName : a.Number.CompareTo(b.Number));
        var at = 0;
        while (at < segments.Count)
        {
            var end = at + 1;
            while (end < segments.Count && segments[end].Name == segments[at].Name) end++;
            var pair = new KeyValuePair<string, string>(segments[at].Name, Join(segments[at..end], raw, charset));
            // The extended form is the true one; the plain one beside it is for old readers (RFC 6266 §4.3).
            found.RemoveAll(other => other.Key == pair.Key);
            found.Add(pair);
            at = end;
        }
    }

    private static string Join(List<Segment> segments, ReadOnlySpan<byte> raw, Charset? charset)
    {
        var bytes = new ByteBuffer(stackalloc byte[256]);
        var declared = default(Charset);
        var isExtended = false;
        var expected = segments[0].Number;
        foreach (var segment in segments)
        {
            if (segment.Number < expected) continue; // the first of a number counts
            if (segment.Number > expected) break;
            var value = raw[segment.Value];
            if (segment.IsExtended && segment.Number == segments[0].Number) value = TakeCharset(value, ref declared);
            if (segment.IsExtended) AppendPercentDecoded(value, ref bytes);
            else bytes.Append(segment.IsQuoted
                && value.IndexOf((byte)'\\') >= 0 ? ParameterReader.Unescape(value, keepPaths: true) : value);
            isExtended |= segment.IsExtended;
            expected++;
        }
        var text = isExtended ? Decode(bytes.Written, declared) : EncodedWords.Decode(bytes.Written, charset);
        bytes.Dispose();
        return text;
    }

    /// <summary><c>charset'language'value</c>; with fewer than two apostrophes all of it is value.</summary>
    private static ReadOnlySpan<byte> TakeCharset(ReadOnlySpan<byte> value, scoped ref Charset? declared)
    {
        var first = value.IndexOf((byte)'\'');
        if (first < 0) return value;
        var second = value[(first + 1)..].IndexOf((byte)'\'');
        if (second < 0) return value;
        declared = Charset.Find(value[..first]);
        return value[(first + second + 2)..];
    }

    private static void AppendPercentDecoded(scoped ReadOnlySpan<byte> value, ref ByteBuffer bytes)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '%' && i + 2 < value.Length && Hex.TryByte(value[i + 1], value[i + 2], out var decoded))
            {
                bytes.Append(decoded);
                i += 2;
                continue;
            }
            bytes.Append(value[i]);
        }
    }

    private static string Decode(ReadOnlySpan<byte> bytes, Charset? declared)
    {
        var text = new CharBuffer(stackalloc char[256]);
        if (declared is null) CharsetDetector.AppendUndeclared(bytes, ref text);
        else CharsetDetector.Append(declared, bytes, ref text);
        var result = TextCleaner.HeaderText(ref text);
        text.Dispose();
        return result;
    }
}

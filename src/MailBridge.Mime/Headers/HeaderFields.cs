using System.Collections;
using System.Text;

namespace MailBridge.Mime;

/// <summary>The fields of one header section in their order. A field that should occur once counts by its first occurrence.</summary>
public sealed class HeaderFields : IReadOnlyList<HeaderField>
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly FieldSpan[] _spans;
    private Known? _eightBitCharset;

    internal HeaderFields(ReadOnlyMemory<byte> bytes, FieldSpan[] spans)
    {
        _bytes = bytes;
        _spans = spans;
    }

    /// <summary>Reads a header section, such as a text/rfc822-headers part or what IMAP calls BODY[HEADER]. Never fails.</summary>
    public static HeaderFields Read(ReadOnlyMemory<byte> bytes, MimeLimits? limits = null)
    {
        List<MimeDefect>? defects = null;
        return new HeaderFields(bytes, HeaderScanner.Scan(bytes.Span, isMessage: true, 0, limits ?? MimeLimits.Default, out _, ref defects));
    }

    /// <summary>The number of fields.</summary>
    public int Count => _spans.Length;

    /// <summary>The field at a place.</summary>
    public HeaderField this[int index] => Field(_spans[index]);

    /// <summary>The first field of that name, or null.</summary>
    public HeaderField? First(string name)
    {
        var index = IndexOf(name, 0);
        return index < 0 ? null : Field(_spans[index]);
    }

    /// <summary>All fields of that name, the topmost first.</summary>
    public IEnumerable<HeaderField> All(string name)
    {
        for (var index = IndexOf(name, 0); index >= 0; index = IndexOf(name, index + 1)) yield return Field(_spans[index]);
    }

    /// <summary>The decoded text of the first field of that name, or null.</summary>
    public string? Text(string name) => TryRaw(name, out var raw) ? EncodedWords.Decode(raw.Span, EightBitCharset) : null;

    /// <inheritdoc/>
    public IEnumerator<HeaderField> GetEnumerator()
    {
        foreach (var span in _spans) yield return Field(span);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The message or part these fields belong to, asked for the charset of undeclared bytes.</summary>
    internal MimeMessage? Owner { get; init; }

    /// <summary>
    /// What bytes above 127 are in if they are not UTF-8: the charset of these fields' part, else the one the message's text declares, else what
    /// the fields look like, else what the text looks like.
    /// </summary>
    internal Charset? EightBitCharset
    {
        get
        {
            if (_spans.Length == 0 || Ascii.IsValid(Section)) return null;
            return (_eightBitCharset ??= new Known(FindEightBitCharset())).Charset;
        }
    }

    private ReadOnlySpan<byte> Section => _bytes.Span[.._spans[^1].End];

    private Charset? FindEightBitCharset()
    {
        if (TryRaw("Content-Type", out var raw))
        {
            var own = ContentFields.ReadMediaType(raw, null, MimeLimits.Default, out _).Charset;
            if (Charset.Find(own) is { } charset && charset != Charset.UsAscii && charset != Charset.Utf8) return charset;
        }
        return Owner?.DeclaredTextCharset ?? CharsetGuess.Of(Section) ?? Owner?.DetectedTextCharset;
    }

    private sealed record Known(Charset? Charset);

    /// <summary>The bytes of the first field of that name.</summary>
    internal bool TryRaw(string name, out ReadOnlyMemory<byte> raw)
    {
        var index = IndexOf(name, 0);
        raw = index < 0 ? default : _bytes[_spans[index].ValueStart.._spans[index].End];
        return index >= 0;
    }

    internal bool Has(string name) => IndexOf(name, 0) >= 0;

    /// <summary>Where the second field of that name lies, or -1.</summary>
    internal int OffsetOfSecond(string name)
    {
        var index = IndexOf(name, 0);
        if (index >= 0) index = IndexOf(name, index + 1);
        return index < 0 ? -1 : _spans[index].Start;
    }

    private int IndexOf(string name, int from)
    {
        var bytes = _bytes.Span;
        for (var i = from; i < _spans.Length; i++)
        {
            ref readonly var span = ref _spans[i];
            if (span.NameLength == name.Length && Ascii.EqualsIgnoreCase(bytes.Slice(span.Start, span.NameLength), name)) return i;
        }
        return -1;
    }

    private HeaderField Field(in FieldSpan span) =>
        new(this, _bytes.Slice(span.Start, span.NameLength), _bytes[span.ValueStart..span.End]);
}

/// <summary>Where a field lies in its section: name, then value up to the line end that closes it.</summary>
internal readonly record struct FieldSpan(int Start, int NameLength, int ValueStart, int End);

using System.Collections;
using System.Text;

namespace MailBridge.Mime;

/// <summary>The fields of one header section in their order. A field that should occur once counts by its first occurrence.</summary>
public sealed class HeaderFields : IReadOnlyList<HeaderField>
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly FieldSpan[] _spans;

    internal HeaderFields(ReadOnlyMemory<byte> bytes, FieldSpan[] spans)
    {
        _bytes = bytes;
        _spans = spans;
    }

    /// <summary>Reads a header section, such as a text/rfc822-headers part or what IMAP calls BODY[HEADER]. Never fails.</summary>
    public static HeaderFields Read(ReadOnlyMemory<byte> bytes, MimeLimits? limits = null) => new(bytes, []);

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
    public string? Text(string name) => First(name)?.Text;

    /// <inheritdoc/>
    public IEnumerator<HeaderField> GetEnumerator()
    {
        foreach (var span in _spans) yield return Field(span);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal string? EightBitCharset { get; }

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

/// <summary>Where a field lies in its message: name, then value up to the line end that closes it.</summary>
internal readonly record struct FieldSpan(int Start, int NameLength, int ValueStart, int End);

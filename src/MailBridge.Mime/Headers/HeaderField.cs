namespace MailBridge.Mime;

/// <summary>One header field (RFC 5322 §2.2).</summary>
public sealed class HeaderField
{
    private readonly HeaderFields _fields;

    internal HeaderField(HeaderFields fields, ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> rawValue)
    {
        _fields = fields;
        Name = KnownWords.Text(name.Span);
        RawValue = rawValue;
    }

    /// <summary>The name as it was written. Names compare without regard to case.</summary>
    public string Name { get; }

    /// <summary>The bytes after the colon, folds included, without the line end.</summary>
    public ReadOnlyMemory<byte> RawValue { get; }

    /// <summary>
    /// The value unfolded, with encoded words decoded (RFC 2047), 8-bit bytes read, controls removed, blanks around it removed.
    /// </summary>
    public string Text => field ??= EncodedWords.Decode(RawValue.Span, _fields.EightBitCharset);

    /// <summary><c>Name: text</c>.</summary>
    public override string ToString() => $"{Name}: {Text}";
}

namespace MailBridge.Mime;

/// <summary>One node of the MIME tree (RFC 2045). Bodies are decoded when they are first asked for, and kept.</summary>
public sealed class MimePart
{
    private readonly ReadOnlyMemory<byte> _body;
    private ReadOnlyMemory<byte>? _content;

    internal MimePart(HeaderFields headers, ReadOnlyMemory<byte> body, MediaType contentType, IReadOnlyList<MimePart> children)
    {
        Headers = headers;
        _body = body;
        ContentType = contentType;
        Children = children;
    }

    /// <summary>The part's own header fields.</summary>
    public HeaderFields Headers { get; }

    /// <summary>The media type; text/plain if none was given.</summary>
    public MediaType ContentType { get; }

    /// <summary>The disposition, or null if none was given.</summary>
    public ContentDisposition? Disposition { get; internal set; }

    /// <summary>The Content-ID without angle brackets, or null.</summary>
    public string? ContentId { get; internal set; }

    /// <summary>The file name the sender gave, decoded and made safe to show and save, or null. Never a storage key.</summary>
    public string? FileName { get; internal set; }

    /// <summary>How the body travels.</summary>
    public TransferEncoding TransferEncoding { get; internal set; }

    /// <summary>The parts of a multipart; empty for any other part.</summary>
    public IReadOnlyList<MimePart> Children { get; }

    /// <summary>The bytes with the transfer encoding removed.</summary>
    public ReadOnlyMemory<byte> Content => _content ??= _body;

    /// <summary>The content as text in its charset or, where that fails, a guessed one; lines end in LF. Any part can be read so.</summary>
    public string Text => field ??= string.Empty;

    /// <summary>The message inside a message/rfc822, or null for any other part and beyond the depth limit.</summary>
    public MimeMessage? EmbeddedMessage { get; internal set; }
}

using System.Buffers;
using System.Text;

namespace MailBridge.Mime;

/// <summary>One node of the MIME tree (RFC 2045). Bodies are decoded when they are first asked for, and kept.</summary>
public sealed class MimePart
{
    private readonly ReadOnlyMemory<byte> _body;
    private readonly ReadContext _context;
    private Decoded? _content;
    private Decoded? _contentOfText;
    private ContentDisposition? _disposition;
    private bool _dispositionIsRead;

    internal MimePart(
        HeaderFields headers, ReadOnlyMemory<byte> body, long offset, MediaType contentType, TransferEncoding encoding,
        IReadOnlyList<MimePart> children, ReadContext context)
    {
        Headers = headers;
        _body = body;
        Offset = offset;
        ContentType = contentType;
        TransferEncoding = encoding;
        Children = children;
        _context = context;
    }

    /// <summary>The part's own header fields; for the root those of the message.</summary>
    public HeaderFields Headers { get; }

    /// <summary>The media type; text/plain if none was given.</summary>
    public MediaType ContentType { get; }

    /// <summary>The disposition, or null if none was given.</summary>
    public ContentDisposition? Disposition
    {
        get
        {
            if (_dispositionIsRead) return _disposition;
            if (Headers.TryRaw("Content-Disposition", out var raw))
                _disposition = ContentFields.ReadDisposition(raw, Headers.EightBitCharset, _context.Limits);
            Volatile.Write(ref _dispositionIsRead, true);
            return _disposition;
        }
    }

    /// <summary>The Content-ID without angle brackets, or null.</summary>
    public string? ContentId => Headers.TryRaw("Content-ID", out var raw) ? ContentFields.ReadId(raw.Span) : null;

    /// <summary>The file name the sender gave, decoded and made safe to show and save, or null. Never a storage key.</summary>
    public string? FileName => FileNames.Sanitise(Disposition?.Parameters["filename"] ?? Disposition?.Parameters["name"] ?? NameOfType());

    /// <summary>How the body travels; identity for multiparts.</summary>
    public TransferEncoding TransferEncoding { get; }

    /// <summary>The parts of a multipart; empty for any other part.</summary>
    public IReadOnlyList<MimePart> Children { get; }

    /// <summary>The bytes with the transfer encoding removed.</summary>
    public ReadOnlyMemory<byte> Content => (_content ??= DecodeContent()).Bytes;

    /// <summary>The content as text in its charset or, where that fails, a guessed one; lines end in LF. Any part can be read so.</summary>
    public string Text => (_contentOfText ??= DecodeText()).Text!;

    /// <summary>The message inside a message/rfc822, or null for any other part and beyond the depth limit.</summary>
    public MimeMessage? EmbeddedMessage
    {
        get
        {
            if (!IsEmbeddedMessage || _context.Depth >= _context.Limits.EmbeddedMessageDepth) return null;
            return field ??= MimeMessage.Read(Content, _context.Inner());
        }
    }

    /// <summary>The charset that <see cref="Text"/> was read in.</summary>
    internal Charset DetectedCharset => (_contentOfText ??= DecodeText()).Charset!;

    internal long Offset { get; }

    /// <summary>A multipart that the limits forbid to open, or what lies beyond the last part that is read.</summary>
    internal bool IsOpaque { get; init; }

    internal bool IsEmbeddedMessage => ContentType.Type == "message" && ContentType.Subtype is "rfc822" or "global";

    /// <summary>Decodes whatever <paramref name="asText"/> or not decodes, and says what was wrong with it.</summary>
    internal void AddDefects(bool asText, List<MimeDefect> defects)
    {
        var decoded = asText ? _contentOfText ??= DecodeText() : _content ??= DecodeContent();
        if (decoded.IsMalformed) defects.Add(new MimeDefect(MimeDefectKind.MalformedTransferEncoding, Offset, TransferEncoding.ToString()));
        if (decoded.CharsetIsUnknown) defects.Add(new MimeDefect(MimeDefectKind.UnknownCharset, Offset, MimeDefects.Short(ContentType.Charset)));
        if (decoded.CharsetIsWrong) defects.Add(new MimeDefect(MimeDefectKind.CharsetContradicted, Offset, MimeDefects.Short(ContentType.Charset)));
    }

    private string? NameOfType()
    {
        var name = ContentType.Parameters["name"];
        if (name is null || Ascii.IsValid(name) || !Headers.TryRaw("Content-Type", out var raw)) return name;
        // The type was read before the charset of the text was known; undeclared bytes are in that one.
        return ContentFields.ReadMediaType(raw, Headers.EightBitCharset, _context.Limits, out _).Parameters["name"];
    }

    private Decoded DecodeContent()
    {
        var encoding = TransferDecoder.Really(TransferEncoding, _body.Span);
        if (encoding == TransferEncoding.Identity) return new Decoded { Bytes = _body, IsMalformed = encoding != TransferEncoding };
        var target = GC.AllocateUninitializedArray<byte>(TransferDecoder.MaxLength(encoding, _body.Length));
        var length = TransferDecoder.Decode(encoding, _body.Span, target, out var malformed);
        return new Decoded { Bytes = target.AsMemory(0, length), IsMalformed = malformed || encoding != TransferEncoding };
    }

    private Decoded DecodeText()
    {
        var encoding = TransferDecoder.Really(TransferEncoding, _body.Span);
        var wrong = encoding != TransferEncoding;
        if (encoding == TransferEncoding.Identity) return DecodeText(_body.Span) with { IsMalformed = wrong };
        var rented = ArrayPool<byte>.Shared.Rent(TransferDecoder.MaxLength(encoding, _body.Length));
        var length = TransferDecoder.Decode(encoding, _body.Span, rented, out var malformed, out var consumed);
        var text = DecodeText(rented.AsSpan(0, length)) with { IsMalformed = malformed || wrong };
        ArrayPool<byte>.Shared.Return(rented);
        if (consumed == _body.Length) return text;
        return text with { Text = $"{text.Text}\n{DecodeText(_body.Span[consumed..]).Text}" };
    }

    private Decoded DecodeText(ReadOnlySpan<byte> bytes)
    {
        var label = ContentType.Charset;
        var declared = Charset.Find(label);
        var charset = CharsetDetector.Choose(declared, bytes, ContentType.Subtype == "html", _context.DefaultCharset, out var contradicted);
        using var chars = new CharBuffer(charset.MaxChars(bytes.Length));
        var room = chars.Reserve(0);
        var count = charset.Decode(bytes, room);
        return new Decoded
        {
            Text = TextCleaner.BodyText(room[..count]),
            Charset = charset,
            CharsetIsUnknown = label is not null && declared is null,
            CharsetIsWrong = contradicted,
        };
    }

    /// <summary>What decoding gave and what was wrong with it.</summary>
    private sealed record Decoded
    {
        public ReadOnlyMemory<byte> Bytes { get; init; }
        public string? Text { get; init; }
        public Charset? Charset { get; init; }
        public bool IsMalformed { get; init; }
        public bool CharsetIsUnknown { get; init; }
        public bool CharsetIsWrong { get; init; }
    }
}

/// <summary>What a message is read with.</summary>
/// <param name="Limits">How much of it.</param>
/// <param name="DefaultCharset">The charset of text that declares none.</param>
/// <param name="Depth">How many messages it is embedded in.</param>
/// <param name="Decoded">Bytes that were decoded on the way to it.</param>
internal sealed record ReadContext(MimeLimits Limits, Charset? DefaultCharset, int Depth, long Decoded = 0)
{
    public ReadContext Inner() => this with { Depth = Depth + 1 };
}

internal static class MimeDefects
{
    private const int LongestDetail = 60;

    /// <summary>A value from the message, cut for a defect's detail.</summary>
    public static string Short(string? value) =>
        value is null ? string.Empty : value.Length <= LongestDetail ? value : value[..LongestDetail] + "…";
}

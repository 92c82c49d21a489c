using System.Security.Cryptography;

namespace MailBridge.Mime;

/// <summary>A file that came with a message: an attachment, or an image shown within the text.</summary>
public sealed class MimeAttachment
{
    private readonly MimePart? _part;
    private readonly ReadOnlyMemory<byte> _content;

    internal MimeAttachment(MimePart part, string fileName, string mediaType, bool isInline)
    {
        _part = part;
        FileName = fileName;
        MediaType = mediaType;
        IsInline = isInline;
        ContentId = part.ContentId;
    }

    internal MimeAttachment(ReadOnlyMemory<byte> content, string fileName, string mediaType, bool isInline = false, string? contentId = null)
    {
        _content = content;
        FileName = fileName;
        MediaType = mediaType;
        IsInline = isInline;
        ContentId = contentId;
    }

    /// <summary>A name that is safe to show and to save; made up from type or subject if the sender gave none.</summary>
    public string FileName { get; }

    /// <summary><c>type/subtype</c> in lower case, as the sender declared it.</summary>
    public string MediaType { get; }

    /// <summary>The decoded bytes.</summary>
    public ReadOnlyMemory<byte> Content => _part?.Content ?? _content;

    /// <summary>The number of decoded bytes.</summary>
    public long Size => Content.Length;

    /// <summary>SHA-256 of the decoded bytes in lower-case hexadecimal.</summary>
    public string Sha256 => field ??= Convert.ToHexStringLower(SHA256.HashData(Content.Span));

    /// <summary>The HTML body shows this file by its <see cref="ContentId"/> (RFC 2392).</summary>
    public bool IsInline { get; }

    /// <summary>The Content-ID without angle brackets, or null.</summary>
    public string? ContentId { get; }
}

namespace MailBridge.Mime;

/// <summary>The media type of a part (RFC 2045 §5), both words in lower case.</summary>
public sealed class MediaType
{
    internal static MediaType TextPlain { get; } = new("text", "plain", MimeParameters.Empty, default);
    internal static MediaType Rfc822 { get; } = new("message", "rfc822", MimeParameters.Empty, default);

    internal MediaType(string type, string subtype, MimeParameters parameters, ReadOnlyMemory<byte> boundary)
    {
        Type = type;
        Subtype = subtype;
        Parameters = parameters;
        Boundary = boundary;
    }

    /// <summary>The top-level type, such as <c>text</c>.</summary>
    public string Type { get; }

    /// <summary>The subtype, such as <c>plain</c>.</summary>
    public string Subtype { get; }

    /// <summary>The decoded parameters.</summary>
    public MimeParameters Parameters { get; }

    /// <summary>The charset parameter as written, or null.</summary>
    public string? Charset => Parameters["charset"];

    internal ReadOnlyMemory<byte> Boundary { get; }

    internal bool IsMultipart => Type == "multipart";

    internal bool Is(string type, string subtype) => Type == type && Subtype == subtype;

    /// <summary><c>type/subtype</c>, without parameters.</summary>
    public override string ToString() => (Type, Subtype) switch
    {
        ("text", "plain") => "text/plain",
        ("text", "html") => "text/html",
        ("application", "pdf") => "application/pdf",
        ("image", "png") => "image/png",
        ("image", "jpeg") => "image/jpeg",
        _ => $"{Type}/{Subtype}",
    };
}

/// <summary>How a part wants to be presented (RFC 2183).</summary>
public sealed class ContentDisposition
{
    internal ContentDisposition(string kind, MimeParameters parameters)
    {
        Kind = kind;
        Parameters = parameters;
    }

    /// <summary><c>inline</c>, <c>attachment</c> or another word, in lower case.</summary>
    public string Kind { get; }

    /// <summary>The decoded parameters.</summary>
    public MimeParameters Parameters { get; }

    /// <summary>The part asks not to be shown with the text. Unknown words count as attachment (RFC 2183 §2.8).</summary>
    public bool IsAttachment => Kind != "inline";
}

/// <summary>How the bytes of a part travel (RFC 2045 §6).</summary>
public enum TransferEncoding
{
    /// <summary>As they are: 7bit, 8bit, binary, none given, or unknown.</summary>
    Identity,
    /// <summary>Base64 (RFC 2045 §6.8).</summary>
    Base64,
    /// <summary>Quoted-Printable (RFC 2045 §6.7).</summary>
    QuotedPrintable,
    /// <summary>The older x-uuencode.</summary>
    Uuencode,
}

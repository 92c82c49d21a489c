namespace MailBridge.Mime;

/// <summary>
/// How much of one message is read. Hitting a limit is a <see cref="MimeDefect"/>, never an exception, and what lies beyond it is kept as
/// an opaque attachment or stays in <see cref="MimeMessage.Bytes"/>: a mail is never lost because it is large or hostile.
/// </summary>
public sealed record MimeLimits
{
    /// <summary>The limits of a desk whose mail servers accept what common providers accept.</summary>
    public static MimeLimits Default { get; } = new();

    /// <summary>Bytes of a message that are read; default 50 MiB, what the large providers accept. The rest is one attachment.</summary>
    public int MessageBytes { get; init; } = 50 << 20;

    /// <summary>
    /// Bytes of one header section; default 1 MiB. Fields beyond it are not read: no program writes so much, attackers do.
    /// </summary>
    public int HeaderSectionBytes { get; init; } = 1 << 20;

    /// <summary>Bytes of one header field; default 64 KiB, enough for 200 long References. The rest of the value is not decoded.</summary>
    public int FieldBytes { get; init; } = 64 << 10;

    /// <summary>Fields of one header section; default 2 000, ten times what a mail that passed many relays carries.</summary>
    public int Fields { get; init; } = 2_000;

    /// <summary>Nesting of multiparts; default 30. A deeper multipart is one opaque attachment. Keeps the recursion bounded.</summary>
    public int MultipartDepth { get; init; } = 30;

    /// <summary>Nesting of message/rfc822; default 8. A deeper message is an attachment that is not opened.</summary>
    public int EmbeddedMessageDepth { get; init; } = 8;

    /// <summary>Parts of one message, embedded messages counted by themselves; default 1 000. The rest is one opaque attachment.</summary>
    public int Parts { get; init; } = 1_000;

    /// <summary>Bytes of a boundary; default 256 although RFC 2046 §5.1.1 allows 70. A longer one is treated as missing.</summary>
    public int BoundaryBytes { get; init; } = 256;

    /// <summary>Addresses of one field; default 2 000. Further addresses are not read.</summary>
    public int AddressesPerField { get; init; } = 2_000;

    /// <summary>
    /// Message ids kept of References; default 200: the first one and the last ones, which are those that threading needs.
    /// </summary>
    public int References { get; init; } = 200;

    /// <summary>Segments of one RFC 2231 parameter; default 100. Further segments are dropped.</summary>
    public int ParameterSegments { get; init; } = 100;

    /// <summary>Nesting of comments in a header field; default 20. Deeper parentheses count as text of the comment.</summary>
    public int CommentDepth { get; init; } = 20;

    /// <summary>
    /// Bytes that the parts of a message may decode to, those of embedded messages counted on top of what was decoded on the way to them; default
    /// 200 MiB, four times the largest message. Further parts are opaque attachments as they travel.
    /// </summary>
    public long DecodedBytes { get; init; } = 200 << 20;

    /// <summary>
    /// Bytes of a line of a body, without its end; default 1 MiB, which only a file in one line of base64 reaches. A longer line is read all the
    /// same and flagged: RFC 5322 §2.1.1 allows 998, many programs write more.
    /// </summary>
    public int LineBytes { get; init; } = 1 << 20;

    /// <summary>Bytes that containers of foreign formats (TNEF, compressed RTF) may unpack to; default 100 MiB against bombs.</summary>
    public int UnpackedBytes { get; init; } = 100 << 20;
}

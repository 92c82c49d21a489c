namespace MailBridge.Mime;

/// <summary>
/// A message read from bytes (RFC 5322, RFC 2045). Immutable; safe to share between threads; reading never fails: whatever the bytes, there is
/// a message and the list of what was wrong with it. The header section is read at once, everything else when it is first asked for.
/// Message ids have no angle brackets anywhere in this type.
/// </summary>
public sealed class MimeMessage
{
    private MimeMessage(ReadOnlyMemory<byte> bytes, MimeLimits limits)
    {
        Bytes = bytes;
        Limits = limits;
        Headers = HeaderFields.Read(bytes, limits);
    }

    /// <summary>Reads a message. Lines may end in CRLF, LF or CR.</summary>
    /// <param name="bytes">The whole message; it is kept, not copied, and must not change afterwards.</param>
    /// <param name="limits">How much is read; <see cref="MimeLimits.Default"/> if null.</param>
    public static MimeMessage Read(ReadOnlyMemory<byte> bytes, MimeLimits? limits = null) => new(bytes, limits ?? MimeLimits.Default);

    /// <summary>The message as it came.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The header fields in their order.</summary>
    public HeaderFields Headers { get; }

    /// <summary>The MIME tree.</summary>
    public MimePart Root => field ??= new MimePart(Headers, default, MediaType.TextPlain, []);

    /// <summary>The decoded subject on one line; empty if there is none.</summary>
    public string Subject => field ??= Headers.Text("Subject") ?? string.Empty;

    /// <summary>The Message-ID, or null.</summary>
    public string? MessageId { get; }

    /// <summary>The ids of In-Reply-To.</summary>
    public IReadOnlyList<string> InReplyTo { get; } = [];

    /// <summary>The ids of References, the oldest first; the middle is cut beyond <see cref="MimeLimits.References"/>.</summary>
    public IReadOnlyList<string> References { get; } = [];

    /// <summary>The Date field, else the time of the topmost Received field, else null.</summary>
    public DateTimeOffset? Date { get; }

    /// <summary>The authors.</summary>
    public IReadOnlyList<Mailbox> From { get; } = [];

    /// <summary>Who submitted the message, if given.</summary>
    public IReadOnlyList<Mailbox> Sender { get; } = [];

    /// <summary>Where answers should go, if given.</summary>
    public IReadOnlyList<Mailbox> ReplyTo { get; } = [];

    /// <summary>The primary recipients.</summary>
    public IReadOnlyList<Mailbox> To { get; } = [];

    /// <summary>The recipients of a copy.</summary>
    public IReadOnlyList<Mailbox> Cc { get; } = [];

    /// <summary>The blind recipients, if the sender's program left them in.</summary>
    public IReadOnlyList<Mailbox> Bcc { get; } = [];

    /// <summary>
    /// The text/plain parts to be shown, joined, format=flowed lines joined (RFC 3676), lines ending in LF; null if there is none.
    /// Text of embedded messages is not part of it.
    /// </summary>
    public string? TextBody { get; }

    /// <summary>The text/html parts to be shown, joined (Apple Mail writes several); not sanitised; null if there is none.</summary>
    public string? HtmlBody { get; }

    /// <summary>
    /// Every displayed part is in <see cref="TextBody"/>. False when some HTML part has no plain alternative; read <see cref="HtmlBody"/> then,
    /// which holds everything displayed whenever it is not null.
    /// </summary>
    public bool IsTextComplete { get; } = true;

    /// <summary>The files that came with the message: attachments and images within the text, also those unpacked from winmail.dat.</summary>
    public IReadOnlyList<MimeAttachment> Attachments { get; } = [];

    /// <summary>Who or what wrote this message.</summary>
    public MessageKind Kind { get; }

    /// <summary>What a delivery report says, or null if this is none.</summary>
    public DeliveryReport? DeliveryReport { get; }

    /// <summary>What was wrong with the message. Asking decodes all of it.</summary>
    public IReadOnlyList<MimeDefect> Defects { get; } = [];

    internal MimeLimits Limits { get; }
}

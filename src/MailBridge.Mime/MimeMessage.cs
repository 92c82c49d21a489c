using System.Text;

namespace MailBridge.Mime;

/// <summary>
/// A message read from bytes (RFC 5322, RFC 2045). Immutable; safe to share between threads; reading never fails: whatever the bytes, there is
/// a message and the list of what was wrong with it. The header section is read at once, everything else when it is first asked for.
/// Message ids have no angle brackets anywhere in this type.
/// </summary>
public sealed class MimeMessage
{
    private static readonly string Unread = new('?', 1); // told apart by reference from a value that is null

    private readonly ReadContext _context;
    private readonly List<MimeDefect>? _headerDefects;
    private readonly int _bodyStart;
    private readonly int _readLength;
    private string? _messageId = Unread;
    private Tree? _tree;
    private FlattenedView? _view;
    private Dated? _date;
    private MailClassification? _classification;

    private MimeMessage(ReadOnlyMemory<byte> bytes, ReadContext context)
    {
        Bytes = bytes;
        _context = context;
        _readLength = Math.Min(bytes.Length, context.Limits.MessageBytes);
        var read = bytes[.._readLength];
        var spans = HeaderScanner.Scan(read.Span, isMessage: true, 0, context.Limits, out _bodyStart, ref _headerDefects);
        Headers = new HeaderFields(read, spans) { Owner = this };
    }

    /// <summary>Reads a message. Lines may end in CRLF, LF or CR.</summary>
    /// <param name="bytes">The whole message; it is kept, not copied, and must not change afterwards.</param>
    /// <param name="limits">How much is read; <see cref="MimeLimits.Default"/> if null.</param>
    /// <param name="defaultCharset">The charset of text that declares none and is not UTF-8, such as the account's; windows-1252 if null.</param>
    public static MimeMessage Read(ReadOnlyMemory<byte> bytes, MimeLimits? limits = null, string? defaultCharset = null) =>
        new(bytes, new ReadContext(limits ?? MimeLimits.Default, Charset.Find(defaultCharset), Depth: 0));

    internal static MimeMessage Read(ReadOnlyMemory<byte> bytes, ReadContext context) => new(bytes, context);

    /// <summary>The message as it came.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The header fields in their order.</summary>
    public HeaderFields Headers { get; }

    /// <summary>The MIME tree.</summary>
    public MimePart Root => (_tree ??= ReadTree()).Root;

    /// <summary>The decoded subject on one line; empty if there is none.</summary>
    public string Subject => field ??= Headers.Text("Subject") ?? string.Empty;

    /// <summary>The Message-ID, or null.</summary>
    public string? MessageId
    {
        get
        {
            if (ReferenceEquals(_messageId, Unread)) _messageId = Headers.TryRaw("Message-ID", out var raw)
                ? MessageIds.First(raw.Span) : null;
            return _messageId;
        }
    }

    /// <summary>The ids of In-Reply-To.</summary>
    public IReadOnlyList<string> InReplyTo => field ??= Ids("In-Reply-To");

    /// <summary>The ids of References, the oldest first; the middle is cut beyond <see cref="MimeLimits.References"/>.</summary>
    public IReadOnlyList<string> References => field ??= Ids("References");

    /// <summary>The Date field, else the time of the topmost Received field, else null.</summary>
    public DateTimeOffset? Date => (_date ??= ReadDate()).Value;

    /// <summary>The authors.</summary>
    public IReadOnlyList<Mailbox> From => field ??= Mailboxes("From");

    /// <summary>Who submitted the message, if given.</summary>
    public IReadOnlyList<Mailbox> Sender => field ??= Mailboxes("Sender");

    /// <summary>Where answers should go, if given.</summary>
    public IReadOnlyList<Mailbox> ReplyTo => field ??= Mailboxes("Reply-To");

    /// <summary>The primary recipients.</summary>
    public IReadOnlyList<Mailbox> To => field ??= Recipients("To");

    /// <summary>The recipients of a copy.</summary>
    public IReadOnlyList<Mailbox> Cc => field ??= Recipients("Cc");

    /// <summary>The blind recipients, if the sender's program left them in.</summary>
    public IReadOnlyList<Mailbox> Bcc => field ??= Recipients("Bcc");

    /// <summary>
    /// The text/plain parts to be shown, joined, format=flowed lines joined (RFC 3676), lines ending in LF; null if there is none.
    /// Text of embedded messages is not part of it.
    /// </summary>
    public string? TextBody => View.Text;

    /// <summary>The text/html parts to be shown, joined (Apple Mail writes several); not sanitised; null if there is none.</summary>
    public string? HtmlBody => View.Html;

    /// <summary>
    /// Every displayed part is in <see cref="TextBody"/>. False when some HTML part has no plain alternative; read <see cref="HtmlBody"/> then,
    /// which holds everything displayed whenever it is not null.
    /// </summary>
    public bool IsTextComplete => View.IsTextComplete;

    /// <summary>
    /// The files that came with the message: attachments and images within the text, also those unpacked from winmail.dat.
    /// </summary>
    public IReadOnlyList<MimeAttachment> Attachments => View.Attachments;

    /// <summary>Who or what wrote this message.</summary>
    public MessageKind Kind => Classification.Kind;

    /// <summary>Why <see cref="Kind"/> is what it is, and whether a program may answer.</summary>
    public MailClassification Classification => _classification ??= MailClassifier.Classify(this);

    /// <summary>What a delivery report says, or null if this is none.</summary>
    public DeliveryReport? DeliveryReport => Classification.DeliveryReport;

    /// <summary>What a read receipt says, or null if this is none.</summary>
    public DispositionNotification? DispositionNotification => Classification.DispositionNotification;

    /// <summary>What a provider's feedback report says, or null if this is none.</summary>
    public FeedbackReport? FeedbackReport => Classification.FeedbackReport;

    /// <summary>What was wrong with the message. Asking decodes all of it.</summary>
    public IReadOnlyList<MimeDefect> Defects => field ??= CollectDefects();

    internal MimeLimits Limits => _context.Limits;

    /// <summary>What stands behind the header section.</summary>
    internal ReadOnlyMemory<byte> Body => Bytes[_bodyStart.._readLength];

    /// <summary>What lies beyond <see cref="MimeLimits.MessageBytes"/>.</summary>
    internal ReadOnlyMemory<byte> Beyond => Bytes[_readLength..];

    /// <summary>The charset that a text part declares, if it says more than UTF-8, or the default: what undeclared bytes of the header are likely in.</summary>
    internal Charset? DeclaredTextCharset => TextParts(Root).Select(part => Charset.Find(part.ContentType.Charset))
        .FirstOrDefault(charset => charset is not null && charset != Charset.UsAscii && charset != Charset.Utf8) ?? _context.DefaultCharset;

    /// <summary>The charset that a text part was found to be in.</summary>
    internal Charset? DetectedTextCharset => TextParts(Root).Select(part => part.DetectedCharset).FirstOrDefault(charset => charset != Charset.Utf8);

    private FlattenedView View => _view ??= new FlattenedView(this);

    private Tree ReadTree()
    {
        var defects = new List<MimeDefect>();
        var reader = new MimeTreeReader(_context, defects, this);
        var root = reader.ReadPart(Headers, Bytes[_bodyStart.._readLength], _bodyStart, depth: 0, MediaType.TextPlain);
        return new Tree(root, defects);
    }

    private IReadOnlyList<string> Ids(string name) => Headers.TryRaw(name, out var raw) ? MessageIds.Read(raw.Span, Limits.References) : [];

    private IReadOnlyList<Mailbox> Mailboxes(string name) =>
        Headers.TryRaw(name, out var raw) ? AddressReader.Read(raw.Span, Headers.EightBitCharset, Limits, out _) : [];

    /// <summary>
    /// QUIRK: programs repeat To and Cc instead of writing one list (cpython msg_20, notmuch broken-cc); nobody may be lost.
    /// </summary>
    private IReadOnlyList<Mailbox> Recipients(string name)
    {
        if (Headers.OffsetOfSecond(name) < 0) return Mailboxes(name);
        var all = new List<Mailbox>();
        foreach (var field in Headers.All(name)) all.AddRange(AddressReader.Read(field.RawValue.Span, Headers.EightBitCharset, Limits, out _));
        return all.Take(Limits.AddressesPerField).ToArray();
    }

    private Dated ReadDate()
    {
        if (Headers.TryRaw("Date", out var raw) && MailDate.Read(raw.Span) is { } date) return new Dated(date);
        return new Dated(Headers.TryRaw("Received", out var received)
            ? MailDate.Read(received.Span[(received.Span.LastIndexOf((byte)';') + 1)..]) : null);
    }

    private static IEnumerable<MimePart> TextParts(MimePart part) =>
        part.ContentType.Type == "text" ? [part] : part.Children.SelectMany(TextParts);

    private List<MimeDefect> CollectDefects()
    {
        var defects = new List<MimeDefect>();
        if (Beyond.Length > 0) Add(MimeDefectKind.MessageTooLarge, _readLength, string.Empty);
        if (_headerDefects is not null) defects.AddRange(_headerDefects);
        foreach (var name in (ReadOnlySpan<string>)["From", "Sender", "Reply-To", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References"])
        {
            if (Headers.OffsetOfSecond(name) is >= 0 and var second) Add(MimeDefectKind.DuplicateField, second, name);
        }
        if (From.Count == 0) Add(MimeDefectKind.MissingSender, 0, string.Empty);
        if (!Headers.TryRaw("Date", out var date) || MailDate.Read(date.Span) is null) Add(MimeDefectKind.InvalidDate, 0, string.Empty);
        foreach (var name in (ReadOnlySpan<string>)["From", "To", "Cc"])
        {
            if (!Headers.TryRaw(name, out var raw)) continue;
            AddressReader.Read(raw.Span, null, Limits, out var overflow);
            if (overflow) Add(MimeDefectKind.TooManyAddresses, 0, name);
        }
        _ = Root;
        defects.AddRange(_tree!.Defects);
        foreach (var part in View.Displayed) part.AddDefects(asText: true, defects);
        foreach (var part in View.FileParts) part.AddDefects(asText: false, defects);
        defects.AddRange(View.Defects);
        return defects;

        void Add(MimeDefectKind kind, long offset, string detail) => defects.Add(new MimeDefect(kind, offset, detail));
    }

    private sealed record Tree(MimePart Root, List<MimeDefect> Defects);

    private sealed record Dated(DateTimeOffset? Value);
}

namespace MailBridge.Mime;

/// <summary>
/// The text of a mail taken apart for display. The whole text stays what it was; every visible character of it is in one of the parts.
/// </summary>
public sealed record ExtractedReply
{
    /// <summary>
    /// What the sender newly wrote. Answers between quoted lines keep those lines. The whole text when extraction would have left
    /// nothing (<see cref="ShowsEverything"/>).
    /// </summary>
    public required string Reply { get; init; }

    /// <summary><see cref="Reply"/> with its styles, links, lists and tables; its plain text is <see cref="Reply"/>.</summary>
    public BodyDocument ReplyDocument { get; init; } = BodyDocument.Empty;

    /// <summary>Earlier mails repeated below or above the reply, with their attribution lines and header blocks; empty if none.</summary>
    public string Quoted { get; init; } = "";

    /// <summary>
    /// The sender's signature: below <c>-- </c> (RFC 3676 §4.3), a closing with contact lines, or a mobile program's line.
    /// </summary>
    public string Signature { get; init; } = "";

    /// <summary>Legal notices at the end and "external sender" banners at the top that nobody wrote by hand, or null.</summary>
    public string? Disclaimer { get; init; }

    /// <summary>The mail that this one passes on, or null. Its text is content: it is in no other part.</summary>
    public ForwardedMessage? Forwarded { get; init; }

    /// <summary>Whether nothing was left after taking the parts away, so that <see cref="Reply"/> is the whole text.</summary>
    public bool ShowsEverything { get; init; }
}

/// <summary>A mail passed on inside the text of another. Header values are as shown by the forwarding program, unparsed, or null.</summary>
public sealed record ForwardedMessage
{
    /// <summary>Who wrote the forwarded mail.</summary>
    public string? From { get; init; }

    /// <summary>Whom it went to.</summary>
    public string? To { get; init; }

    /// <summary>Who got a copy.</summary>
    public string? Cc { get; init; }

    /// <summary>When it was sent, in the words of the forwarding program.</summary>
    public string? Date { get; init; }

    /// <summary>Its subject.</summary>
    public string? Subject { get; init; }

    /// <summary>The text below its header lines.</summary>
    public required string Text { get; init; }

    /// <summary>Marker line, header lines and text as they stand in the mail.</summary>
    public required string Original { get; init; }

    /// <summary><see cref="Original"/> with its styles, links, lists and tables.</summary>
    public BodyDocument OriginalDocument { get; init; } = BodyDocument.Empty;
}

namespace MailBridge.Mime;

/// <summary>What the recipient's mail program did with a message (RFC 8098 §3.2.6.2).</summary>
public enum DispositionType
{
    /// <summary>It was shown to somebody, which does not mean that it was read or understood.</summary>
    Displayed,
    /// <summary>It was deleted; perhaps unseen.</summary>
    Deleted,
    /// <summary>It was sent on, forwarded or printed without being shown (RFC 3798).</summary>
    Dispatched,
    /// <summary>It was dealt with by a program without being shown (RFC 3798).</summary>
    Processed,
    /// <summary>A word that no RFC knows, or the recipient denied an answer (RFC 2298).</summary>
    Other,
}

/// <summary>A read receipt: a message disposition notification (RFC 8098), or the like of systems that write it in words.</summary>
public sealed record DispositionNotification
{
    /// <summary>What became of the message.</summary>
    public required DispositionType Type { get; init; }

    /// <summary>A person's act made it so; false if a program did it by itself (RFC 8098 §3.2.6.1 action-mode).</summary>
    public bool IsManualAction { get; init; }

    /// <summary>A person allowed this very notification to be sent; false if it was sent by itself (sending-mode).</summary>
    public bool IsManuallySent { get; init; }

    /// <summary>Further words, such as <c>error</c>, in lower case (RFC 8098 §3.2.6.3).</summary>
    public IReadOnlyList<string> Modifiers { get; init; } = [];

    /// <summary>Who disposed of it; the From address if the report names nobody; may be empty.</summary>
    public required string FinalRecipient { get; init; }

    /// <summary>The address that the message was for, or null.</summary>
    public string? OriginalRecipient { get; init; }

    /// <summary>The Message-ID of the message it is about, or null.</summary>
    public string? OriginalMessageId { get; init; }

    /// <summary>The program that reports, or null.</summary>
    public string? ReportingUserAgent { get; init; }

    /// <summary>True if read from a message/disposition-notification part, false if told by words.</summary>
    public bool IsStandard { get; init; }
}

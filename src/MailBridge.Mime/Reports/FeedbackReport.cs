namespace MailBridge.Mime;

/// <summary>What somebody reports about a message of ours (RFC 5965 §7.3, RFC 6591, RFC 6430).</summary>
public enum FeedbackType
{
    /// <summary>The recipient pressed "spam".</summary>
    Abuse,
    /// <summary>It is taken for fraud or phishing.</summary>
    Fraud,
    /// <summary>It is taken to hold a virus.</summary>
    Virus,
    /// <summary>It was taken for spam and is none (RFC 6430).</summary>
    NotSpam,
    /// <summary>The recipient wants no more of it.</summary>
    OptOut,
    /// <summary>SPF, DKIM or DMARC did not hold (RFC 6591).</summary>
    AuthFailure,
    /// <summary>Anything else, also types that no RFC knows.</summary>
    Other,
}

/// <summary>A feedback report of a mail provider (ARF, RFC 5965) about a message of ours.</summary>
public sealed record FeedbackReport
{
    /// <summary>What it is about.</summary>
    public required FeedbackType Type { get; init; }

    /// <summary>The program that reports, or null.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The envelope sender of the reported message, or null.</summary>
    public string? OriginalMailFrom { get; init; }

    /// <summary>The envelope recipients of the reported message; providers often leave them out or blank them.</summary>
    public IReadOnlyList<string> OriginalRcptTo { get; init; } = [];

    /// <summary>The address of the server that handed the reported message over, or null.</summary>
    public string? SourceIp { get; init; }

    /// <summary>When the reported message arrived there, or null.</summary>
    public DateTimeOffset? ArrivalDate { get; init; }

    /// <summary>The system that reports, or null.</summary>
    public string? ReportingMta { get; init; }

    /// <summary>How many like it the report stands for; 1 unless it says more (RFC 5965 §3.2).</summary>
    public int Incidents { get; init; } = 1;

    /// <summary>The Message-ID of the reported message, or null.</summary>
    public string? OriginalMessageId { get; init; }

    /// <summary>Further ids of the reported message (In-Reply-To, References).</summary>
    public IReadOnlyList<string> OriginalReferences { get; init; } = [];
}

namespace MailBridge.ChatLedger;

/// <summary>Something that a chat platform told us, as it was told.</summary>
internal sealed class ReceivedRow
{
    /// <summary>The order in which it arrived.</summary>
    public long Sequence { get; init; }

    /// <summary>The platform.</summary>
    public required string Platform { get; init; }

    /// <summary>The platform's own name for this telling; a second arrival has the same.</summary>
    public required string Key { get; init; }

    /// <summary>A name of what is told, for platforms that tell the same thing in two ways; null for none.</summary>
    public string? Alias { get; init; }

    /// <summary>What is told in one lane is handled in the order of its arrival.</summary>
    public required string Lane { get; init; }

    /// <summary>What was told; empty once it is dealt with.</summary>
    public required string Payload { get; set; }

    /// <summary>When it arrived.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Not to be handled before.</summary>
    public required DateTimeOffset DueAt { get; set; }

    /// <summary>When it was dealt with or given up; null before.</summary>
    public DateTimeOffset? DoneAt { get; set; }

    /// <summary>Attempts that have failed.</summary>
    public int Attempts { get; set; }
}

/// <summary>A step of a post that was begun on a platform.</summary>
internal sealed class AttemptRow
{
    /// <summary>The post's key, the same for every attempt.</summary>
    public required string Key { get; init; }

    /// <summary>Which step.</summary>
    public required string Step { get; init; }

    /// <summary>When it was first begun.</summary>
    public required DateTimeOffset BegunAt { get; init; }

    /// <summary>What the platform answered; null while that is not known.</summary>
    public string? Outcome { get; set; }
}

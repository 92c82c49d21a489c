namespace MailBridge.Conversations;

/// <summary>How far a reply has come (RFC 5321 section 4.2.1 for what a server answers).</summary>
public abstract record ReplyLife
{
    private ReplyLife() { }

    /// <summary>It waits for its author to think better of it; goes out at <paramref name="Until"/>. Nothing of the mail is written yet.</summary>
    public sealed record Held(DateTimeOffset Until) : ReplyLife;

    /// <summary>Something speaks against sending it: it waits until somebody sends it anyway or drops it.</summary>
    public sealed record Stopped(DateTimeOffset At, string Reason) : ReplyLife;

    /// <summary>It was taken back before it was sent. <paramref name="By"/> tells who did it.</summary>
    public sealed record Withdrawn(DateTimeOffset At, AgentId By) : ReplyLife;

    /// <summary>It waits to be handed to the mail server. <paramref name="LastFault"/> tells why the last attempt failed; empty before the first.</summary>
    public sealed record Queued(string LastFault = "") : ReplyLife;

    /// <summary>The server took it.</summary>
    public sealed record Accepted(DateTimeOffset At, string ServerWords, IReadOnlyList<BouncedRecipient> Refused) : ReplyLife;

    /// <summary>
    /// The others have it, or are known not to get it (<paramref name="Refused"/>); to those of <paramref name="Waiting"/> it is mailed (again), and to
    /// nobody else.
    /// </summary>
    public sealed record Partial(
        DateTimeOffset At, string ServerWords, IReadOnlyList<BouncedRecipient> Waiting, IReadOnlyList<BouncedRecipient> Refused) : ReplyLife;

    /// <summary>It was not sent and will not be tried again.</summary>
    public sealed record Failed(DateTimeOffset At, string Cause) : ReplyLife;

    /// <summary>The connection broke after the last byte: the server may have it. It is looked for before it is sent once more.</summary>
    public sealed record Uncertain(DateTimeOffset At) : ReplyLife;

    /// <summary>A server accepted it and it came back later.</summary>
    public sealed record Bounced(DateTimeOffset At, string ServerWords) : ReplyLife
    {
        /// <summary>Those for whom it came back; empty when the reports name nobody.</summary>
        public IReadOnlyList<BouncedRecipient> Recipients { get; init; } = [];
    }

    /// <summary>The customer has it, may have it or is about to get it; nobody can take it back.</summary>
    public bool IsUnderWay => this is Queued or Accepted or Partial or Uncertain;
}

namespace MailBridge.Conversations;

/// <summary>Which way a delivery goes. Each has lanes of its own, so that a mail server that is down stops no post.</summary>
public enum DeliveryLeg
{
    /// <summary>To the chat platform.</summary>
    Chat,

    /// <summary>To the customer's mail server.</summary>
    Mail,

    /// <summary>To the desk itself, which put something off.</summary>
    Desk,
}

/// <summary>How far a delivery has come.</summary>
public enum DeliveryState
{
    /// <summary>To be sent when it falls due.</summary>
    Scheduled,

    /// <summary>Done.</summary>
    Completed,

    /// <summary>Given up.</summary>
    Failed,
}

/// <summary>What is to be sent. The content is rendered when it is sent, from the state of that moment, so late updates are never stale.</summary>
public abstract record DeliveryWork
{
    private DeliveryWork() { }

    /// <summary>Post the conversation's root card and so open its thread.</summary>
    public sealed record PostConversation : DeliveryWork;

    /// <summary>Render the conversation's root card anew.</summary>
    public sealed record UpdateConversation : DeliveryWork;

    /// <summary>Post an entry into the conversation's thread.</summary>
    public sealed record PostEntry(EntryId Entry) : DeliveryWork;

    /// <summary>Render an entry's post anew.</summary>
    public sealed record UpdateEntry(EntryId Entry) : DeliveryWork;

    /// <summary>Show a reply that was stopped behind its author's back to the author alone.</summary>
    public sealed record TellAuthor(EntryId Entry) : DeliveryWork;

    /// <summary>Say at the root of a thread that the conversation goes on elsewhere, as an activity tells.</summary>
    public sealed record LeaveThread(EntryId Activity) : DeliveryWork;

    /// <summary>Hand a reply to the mail server.</summary>
    public sealed record SubmitReply(EntryId Entry) : DeliveryWork;

    /// <summary>Bring a snoozed conversation back, if its time has come.</summary>
    public sealed record Wake : DeliveryWork;

    /// <summary>Tell the customer that the mail of this entry has come in, if that may be.</summary>
    public sealed record Acknowledge(EntryId Entry) : DeliveryWork;

    /// <summary>Tell the escalation channel that the customer waits.</summary>
    public sealed record PostEscalation(EntryId Entry) : DeliveryWork;

    /// <summary>Take the post in the escalation channel back.</summary>
    public sealed record UpdateEscalation(EntryId Entry) : DeliveryWork;

    /// <summary>Tell the channel of an inbox what is open there.</summary>
    public sealed record PostDailyLine(InboxId Inbox) : DeliveryWork;

    /// <summary>Take the mark off the root card that somebody is writing, unless they still are.</summary>
    public sealed record ClearWriters : DeliveryWork;

    /// <summary>Tell an inbox' channel that a mail could not be read.</summary>
    public sealed record PostQuarantine(InboxId Inbox, RawMailId Mail) : DeliveryWork;

    /// <summary>Render the post about an unreadable mail anew.</summary>
    public sealed record UpdateQuarantine(InboxId Inbox, RawMailId Mail) : DeliveryWork;

    /// <summary>The leg it travels on.</summary>
    public DeliveryLeg Leg => this switch { SubmitReply => DeliveryLeg.Mail, Wake or Acknowledge or ClearWriters => DeliveryLeg.Desk, _ => DeliveryLeg.Chat };
}

/// <summary>One thing to be sent, as the queue hands it out.</summary>
public sealed record Delivery
{
    /// <summary>Its name; also the key by which a gateway recognises a second attempt.</summary>
    public required DeliveryId Id { get; init; }

    /// <summary>The conversation it belongs to; null for word to a channel about no conversation.</summary>
    public ConversationId? Conversation { get; init; }

    /// <summary>What is to be sent.</summary>
    public required DeliveryWork Work { get; init; }

    /// <summary>When it was scheduled; for a reply that is held the end of its hold.</summary>
    public required DateTimeOffset ScheduledAt { get; init; }

    /// <summary>Not to be sent before.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Attempts that have failed so far.</summary>
    public int Attempts { get; init; }

    /// <summary>
    /// When the end of a mail was last about to be sent to the server; null before. A delivery that is found again with this set has
    /// an unknown outcome: the server may or may not have the mail.
    /// </summary>
    public DateTimeOffset? FinalDotAt { get; init; }

    /// <summary>How often the end of the mail was sent.</summary>
    public int FinalDots { get; init; }
}

/// <summary>
/// The durable queue of deliveries, ordered for each conversation and leg: a later delivery waits until the earlier one is done
/// or given up. New deliveries enter it through <see cref="IConversationStore.CommitAsync"/> only.
/// </summary>
public interface IDeliveryQueue
{
    /// <summary>
    /// Leases up to <paramref name="most"/> due deliveries of a leg, the first of each lane, for <paramref name="lease"/>. A lease that runs out returns the
    /// delivery to the queue.
    /// </summary>
    Task<IReadOnlyList<Delivery>> LeaseAsync(DeliveryLeg leg, int most, TimeSpan lease, CancellationToken cancellation);

    /// <summary>Waits until something may be due on the leg: a commit scheduled it, its time came, or <paramref name="longest"/> passed.</summary>
    Task WaitAsync(DeliveryLeg leg, TimeSpan longest, CancellationToken cancellation);

    /// <summary>Marks a chat delivery done and keeps where it was posted. Of a root card this is the conversation's thread.</summary>
    Task CompleteAsync(Delivery delivery, ChatPostRef? posted, CancellationToken cancellation);

    /// <summary>Keeps the root post of a conversation whose thread was opened on the way to posting something into it.</summary>
    Task KeepThreadAsync(ConversationId conversation, ChatPostRef root, CancellationToken cancellation);

    /// <summary>Puts a delivery back, to be tried again at <paramref name="dueAt"/>, and counts the attempt.</summary>
    Task RetryAsync(Delivery delivery, DateTimeOffset dueAt, string fault, CancellationToken cancellation);

    /// <summary>Puts a delivery back unharmed: no attempt is counted. For a leg that stops or an account that is not ready.</summary>
    Task ReturnAsync(Delivery delivery, DateTimeOffset dueAt, CancellationToken cancellation);

    /// <summary>Gives a delivery up with the cause.</summary>
    Task GiveUpAsync(Delivery delivery, string fault, CancellationToken cancellation);

    /// <summary>Keeps that the end of the mail is about to be sent. Returns once that is durable.</summary>
    Task MarkFinalDotAsync(Delivery delivery, CancellationToken cancellation);

    /// <summary>Ends every lease: called at start by the one process that owns the queue, for the leases of its forerunner.</summary>
    Task<int> ReleaseLeasesAsync(CancellationToken cancellation);

    /// <summary>How many deliveries of each leg are scheduled, and since when the oldest waits.</summary>
    Task<QueueDepth> DepthAsync(DeliveryLeg leg, CancellationToken cancellation);
}

/// <summary>How full a leg's queue is.</summary>
public sealed record QueueDepth(int Scheduled, DateTimeOffset? OldestDueAt, int Failed);

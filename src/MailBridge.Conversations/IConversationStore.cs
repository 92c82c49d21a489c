namespace MailBridge.Conversations;

/// <summary>Keeps conversations, customers and what was scheduled, each change in one commit.</summary>
public interface IConversationStore
{
    /// <summary>The conversation with all its entries, or null.</summary>
    Task<Conversation?> LoadAsync(ConversationId id, CancellationToken cancellation);

    /// <summary>The customer, or null.</summary>
    Task<Customer?> LoadCustomerAsync(CustomerId id, CancellationToken cancellation);

    /// <summary>The customer who has that address, or null.</summary>
    Task<Customer?> FindCustomerAsync(EmailAddress address, CancellationToken cancellation);

    /// <summary>True when a customer has exactly that name.</summary>
    Task<bool> IsCustomerNamedAsync(string name, CancellationToken cancellation);

    /// <summary>
    /// Where mails with these ids are kept: their own ids, those that a provider gave them and those that they share with another mail. Of several mails under
    /// one id the one that came first stands first. Ids that are unknown are absent from the answer.
    /// </summary>
    Task<ILookup<MsgId, KnownEmail>> FindEmailsAsync(IReadOnlyCollection<MsgId> ids, CancellationToken cancellation);

    /// <summary>The conversations of whose mails one has the clue.</summary>
    Task<ILookup<ThreadClue, ConversationId>> FindByCluesAsync(IReadOnlyCollection<ThreadClue> clues, CancellationToken cancellation);

    /// <summary>
    /// The conversation of an inbox, or that came in by it, with that base subject (letter case aside) in which the address takes part, last active at or
    /// after <paramref name="notBefore"/> and not closed, or merged into another; the latest if there are several; else null.
    /// </summary>
    Task<ConversationId?> FindBySubjectAsync(
        InboxId inbox, string baseSubject, EmailAddress participant, DateTimeOffset notBefore, CancellationToken cancellation);

    /// <summary>
    /// The conversation of an inbox, or that came in by it, closed or not, in a side thread of which the address was written to under that base subject
    /// (letter case aside), last active at or after <paramref name="notBefore"/>; the latest if there are several; else null.
    /// </summary>
    Task<ConversationId?> FindAsideBySubjectAsync(
        InboxId inbox, string baseSubject, EmailAddress thirdParty, DateTimeOffset notBefore, CancellationToken cancellation);

    /// <summary>
    /// Which of these files (SHA-256 of the bytes) came in at least <paramref name="times"/> mails that anybody at the sender's domain wrote to us.
    /// </summary>
    Task<IReadOnlySet<string>> FindRepeatedFilesAsync(EmailAddress sender, IReadOnlyCollection<string> sha256, int times, CancellationToken cancellation);

    /// <summary>Which of these files (SHA-256 of the bytes) hung on a note or on a side thread's mail, and never on a mail from or to a customer.</summary>
    Task<IReadOnlySet<string>> FindInternalFilesAsync(IReadOnlyCollection<string> sha256, CancellationToken cancellation);

    /// <summary>The conversations of a customer, latest activity first.</summary>
    Task<IReadOnlyList<Conversation>> LoadOfCustomerAsync(CustomerId customer, int most, CancellationToken cancellation);

    /// <summary>Where an entry was posted; null while it is not.</summary>
    Task<ChatPostRef?> FindPostAsync(ConversationId conversation, EntryId entry, CancellationToken cancellation);

    /// <summary>The conversation that lives in a thread, or left it for another, by the thread's root post; null for any other post.</summary>
    Task<ConversationId?> FindByThreadAsync(ChatPostRef root, CancellationToken cancellation);

    /// <summary>The conversation that holds an entry, wherever it was moved; null for no entry of ours.</summary>
    Task<ConversationId?> FindHomeAsync(EntryId entry, CancellationToken cancellation);

    /// <summary>The entry whose post a message in chat is, or that was typed in that message; null for any other message.</summary>
    Task<FoundEntry?> FindEntryAsync(ChatPostRef message, CancellationToken cancellation);

    /// <summary>Where the entries of a conversation were posted. Entries without a post are absent from the answer.</summary>
    Task<IReadOnlyDictionary<EntryId, ChatPostRef>> FindPostsAsync(ConversationId conversation, CancellationToken cancellation);

    /// <summary>The first of these patterns that is blocked, or null.</summary>
    Task<BlockedSender?> FindBlockAsync(IReadOnlyCollection<string> patterns, CancellationToken cancellation);

    /// <summary>What there was with a customer beside one conversation.</summary>
    Task<CustomerHistory> HistoryOfAsync(CustomerId customer, ConversationId beside, CancellationToken cancellation);

    /// <summary>The conversations in which a customer waits, snoozed ones not, each with how often it was changed.</summary>
    Task<IReadOnlyList<ConversationVersion>> WaitingAsync(CancellationToken cancellation);

    /// <summary>True when a commit with that receipt was made before.</summary>
    Task<bool> HasSeenAsync(InboundReceipt receipt, CancellationToken cancellation);

    /// <summary>
    /// Commits receipt, state and deliveries together, or nothing. An <see cref="DeliveryWork.UpdateConversation"/> is merged with one that still waits
    /// in the same conversation, and an <see cref="DeliveryWork.UpdateEntry"/> likewise for its entry.
    /// </summary>
    Task<CommitResult> CommitAsync(DeskCommit commit, CancellationToken cancellation);
}

/// <summary>A conversation and its <see cref="Conversation.Version"/>.</summary>
public sealed record ConversationVersion(ConversationId Id, long Version);

/// <summary>A mail that an entry holds.</summary>
public sealed record KnownEmail(ConversationId Conversation, EntryId Entry, string Fingerprint)
{
    /// <summary>The bridge wrote it: such a mail is known by its id alone.</summary>
    public bool IsOurs => Fingerprint.Length == 0;
}

/// <summary>An entry and the conversation it is in.</summary>
/// <param name="Conversation">The conversation.</param>
/// <param name="Entry">The entry.</param>
/// <param name="IsTyped">The message is the agent's own that it was typed in; false for a post of the bridge.</param>
public sealed record FoundEntry(ConversationId Conversation, EntryId Entry, bool IsTyped);

/// <summary>What there was with a customer before.</summary>
/// <param name="Earlier">How many conversations were opened before.</param>
/// <param name="LastContactAt">When something last happened in one of them; null when there is none.</param>
public sealed record CustomerHistory(int Earlier, DateTimeOffset? LastContactAt);

/// <summary>The agent's message in chat that an entry was typed in.</summary>
/// <param name="Entry">The entry, one of those that the commit adds.</param>
/// <param name="Message">The message.</param>
/// <param name="IsPost">The message shows the entry itself, so the bridge posts nothing.</param>
public sealed record TypedMessage(EntryId Entry, ChatPostRef Message, bool IsPost);

/// <summary>Everything that one step of the desk changes.</summary>
public sealed record DeskCommit
{
    /// <summary>What was seen for the first time; null when nothing came in.</summary>
    public InboundReceipt? Receipt { get; init; }

    /// <summary>The conversation after the change; its <see cref="Conversation.Version"/> is the one it was loaded with, 0 for a new one.</summary>
    public Conversation? Conversation { get; init; }

    /// <summary>Another conversation that changes with it: both, or neither. Entries that one took from the other are moved.</summary>
    public Conversation? Other { get; init; }

    /// <summary>A customer who is new or changed.</summary>
    public Customer? Customer { get; init; }

    /// <summary>What is to be sent because of it, in order.</summary>
    public IReadOnlyList<Delivery> Deliveries { get; init; } = [];

    /// <summary>What became of a kept mail.</summary>
    public RawMailEnd? RawMail { get; init; }

    /// <summary>What became of a delivery that this change reports on.</summary>
    public DeliveryEnd? Delivery { get; init; }

    /// <summary>The message that an added entry was typed in. A message that was kept before counts as seen, like a receipt.</summary>
    public TypedMessage? Typed { get; init; }

    /// <summary>The acknowledgement that the commit adds; it is kept apart for a day, so that nobody gets another.</summary>
    public CountedAcknowledgement? Counted { get; init; }

    /// <summary>A sender who is blocked from now on. One who is blocked already makes a conflict.</summary>
    public BlockedSender? Blocked { get; init; }

    /// <summary>The pattern of a sender who is blocked no longer.</summary>
    public string? Unblocked { get; init; }

    /// <summary>A mail that is kept aside, because its sender is blocked.</summary>
    public BlockedMail? SetAside { get; init; }

    /// <summary>A reply whose scheduled delivery is taken out of the queue, before <see cref="Deliveries"/> enter it.</summary>
    public EntryId? Recalled { get; init; }
}

/// <summary>How a commit ended.</summary>
public enum CommitResult
{
    /// <summary>Everything is durable.</summary>
    Committed,

    /// <summary>The receipt or the typed message was there before, or the person had an acknowledgement within a day: nothing was changed.</summary>
    AlreadySeen,

    /// <summary>As many acknowledgements as may be were sent within the hour: nothing was changed.</summary>
    Full,

    /// <summary>Someone else changed the conversation, took the address or stored the mail since it was loaded: load again and decide anew.</summary>
    Conflict,
}

/// <summary>"Seen this": a source and the key it gives a thing, unique together.</summary>
public sealed record InboundReceipt(string Source, string ExternalKey);

/// <summary>What became of a delivery.</summary>
public abstract record DeliveryEnd(DeliveryId Id)
{
    /// <summary>It is done.</summary>
    public sealed record Completed(DeliveryId Id) : DeliveryEnd(Id);

    /// <summary>It goes back into the queue; the attempt counts and the mark of the final dot is taken away if <paramref name="ClearFinalDot"/>.</summary>
    public sealed record Retry(DeliveryId Id, DateTimeOffset DueAt, string Fault, bool ClearFinalDot) : DeliveryEnd(Id);

    /// <summary>It is given up.</summary>
    public sealed record Failed(DeliveryId Id, string Fault) : DeliveryEnd(Id);
}

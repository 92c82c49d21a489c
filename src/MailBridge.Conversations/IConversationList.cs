namespace MailBridge.Conversations;

/// <summary>Lists conversations and customers for people who look something up.</summary>
public interface IConversationList
{
    /// <summary>The conversations that a filter lets through, in its order, from <paramref name="skip"/> on.</summary>
    Task<ListedConversations> ListAsync(ConversationFilter filter, int skip, int take, CancellationToken cancellation);

    /// <summary>
    /// Customers in whose name or addresses every word stands, letter case aside, those who wrote last first. Any text is a valid query: what has no
    /// words finds nobody.
    /// </summary>
    Task<IReadOnlyList<Customer>> FindCustomersAsync(string words, int most, CancellationToken cancellation);

    /// <summary>The tags in use, those on most conversations first.</summary>
    Task<IReadOnlyList<string>> TagsAsync(int most, CancellationToken cancellation);

    /// <summary>Who is blocked, latest first, and whose mails are still kept aside although they are blocked no longer.</summary>
    Task<IReadOnlyList<BlockedList>> BlockedAsync(int most, int mostMails, CancellationToken cancellation);
}

/// <summary>Which conversations are listed and in which order.</summary>
public abstract record ConversationFilter
{
    private ConversationFilter() { }

    /// <summary>All that are not closed, latest activity first.</summary>
    public sealed record Open : ConversationFilter;

    /// <summary>Those that are out of the way, the next to come back first, then those that wait for the customer.</summary>
    public sealed record Snoozed : ConversationFilter;

    /// <summary>Those in which the customer waits, the longest wait first; snoozed ones not.</summary>
    public sealed record Unanswered : ConversationFilter;

    /// <summary>Those that a colleague owns and that are not closed; where a customer waits first, the longest wait first.</summary>
    public sealed record OwnedBy(AgentId Agent) : ConversationFilter;

    /// <summary>Those of some inboxes that somebody has to do something about: new or open. The longest wait first.</summary>
    public sealed record ToDo(IReadOnlyList<InboxId> Inboxes) : ConversationFilter;

    /// <summary>Those that are marked as spam, latest activity first.</summary>
    public sealed record Spam : ConversationFilter;

    /// <summary>A customer's, closed ones too, latest activity first.</summary>
    public sealed record OfCustomer(CustomerId Customer) : ConversationFilter;
}

/// <summary>Some of the conversations that a filter lets through, and how many there are in all.</summary>
public sealed record ListedConversations(IReadOnlyList<ConversationSummary> Conversations, int Total);

/// <summary>A conversation in a list.</summary>
public sealed record ConversationSummary(
    ConversationId Id, CustomerId Customer, string CustomerName, string Subject, ConversationStatus Status, AgentId? Assignee,
    DateTimeOffset LastActivityAt, DateTimeOffset? WaitingSince, ChatPostRef? Thread)
{
    /// <summary>Its tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>It is marked as spam.</summary>
    public bool IsSpam { get; init; }
}

namespace MailBridge.Conversations;

/// <summary>What went from one conversation to another, as each of the two remembers it.</summary>
public sealed record EntryMove
{
    /// <summary>Names the move: the same in both conversations, and in what takes it back.</summary>
    public required EntryId Id { get; init; }

    /// <summary>The conversation at the other end.</summary>
    public required ConversationId Other { get; init; }

    /// <summary>The other one's subject at that time.</summary>
    public required string OtherSubject { get; init; }

    /// <summary>The entries left this conversation; false when they came into it.</summary>
    public required bool IsAway { get; init; }

    /// <summary>The entries, in their order.</summary>
    public required IReadOnlyList<EntryId> Entries { get; init; }

    /// <summary>How many of them are mails that came or left.</summary>
    public int Mails { get; init; }

    /// <summary>Where entries that left were posted: their posts stay there, and are theirs again if they come back.</summary>
    public IReadOnlyList<FormerPost> Posts { get; init; } = [];

    /// <summary>How this conversation stood before.</summary>
    public ConversationStatus Status { get; init; }

    /// <summary>Until when it was snoozed before.</summary>
    public DateTimeOffset? SnoozedUntil { get; init; }

    /// <summary>Who owned it before.</summary>
    public AgentId? Owner { get; init; }
}

/// <summary>Where an entry was posted before it left.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Post">Its post.</param>
/// <param name="IsTyped">The post is the agent's own message.</param>
public sealed record FormerPost(EntryId Entry, ChatPostRef Post, bool IsTyped);

/// <summary>An entry that came into a conversation from elsewhere, or from another thread.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Post">Its post there; null while it has none.</param>
public sealed record TakenEntry(Entry Entry, ChatPostRef? Post);

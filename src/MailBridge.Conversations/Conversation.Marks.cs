namespace MailBridge.Conversations;

/// <content>What colleagues say about it as a whole: tags, spam, its sender blocked.</content>
public sealed partial class Conversation
{
    /// <summary>Tags are put on it and others taken off. The caller has looked them over.</summary>
    /// <param name="add">Tags that are not on it yet; the activity that says so is <paramref name="added"/>.</param>
    /// <param name="added">An id.</param>
    /// <param name="remove">Tags that are on it, as they are spelled there; the activity that says so is <paramref name="removed"/>.</param>
    /// <param name="removed">An id.</param>
    /// <param name="agent">Who does it.</param>
    /// <param name="at">When.</param>
    public IReadOnlyList<DeliveryWork> Tag(
        IReadOnlyList<string> add, EntryId added, IReadOnlyList<string> remove, EntryId removed, AgentId agent, DateTimeOffset at)
    {
        State = State with { Tags = [.. State.Tags.Except(remove, StringComparer.Ordinal), .. add] };
        List<DeliveryWork> works = [];
        if (add.Count > 0) works.AddRange(Did(Activity(added, at, ActivityKind.Tagged, agent, string.Join(", ", add))));
        if (remove.Count > 0) works.AddRange(Did(Activity(removed, at, ActivityKind.Untagged, agent, string.Join(", ", remove))));
        return works;
    }

    /// <summary>It is spam: closed, and no mail opens it again.</summary>
    public IReadOnlyList<DeliveryWork> MarkSpam(EntryId id, AgentId agent, DateTimeOffset at)
    {
        State = State with { Status = ConversationStatus.Closed, WaitingSince = null, IsSpam = true };
        return Did(Activity(id, at, ActivityKind.MarkedSpam, agent));
    }

    /// <summary>It is no spam after all: open, and the customer waits where they have no answer.</summary>
    public IReadOnlyList<DeliveryWork> MarkNoSpam(EntryId id, AgentId agent, DateTimeOffset at)
    {
        State = State with { Status = ConversationStatus.Open, WaitingSince = Unanswered() };
        return Did(Activity(id, at, ActivityKind.MarkedNoSpam, agent));
    }

    /// <summary>Its sender is blocked from now on, or no longer. The caller keeps who is.</summary>
    public IReadOnlyList<DeliveryWork> Block(EntryId id, AgentId agent, string pattern, bool isBlocked, DateTimeOffset at)
        => Did(Activity(id, at, isBlocked ? ActivityKind.Blocked : ActivityKind.Unblocked, agent, pattern));
}

namespace MailBridge.Conversations;

/// <summary>
/// Goes round the conversations in which a customer waits and does what has fallen due: claims lapse, threads are reminded, a channel is told. What is due follows
/// from the conversation alone, so a round that was missed is made up for by the next one, and of two rounds at once one finds the work done.
/// </summary>
public sealed class Rounds(IConversationStore store, DeskDirectory directory, TimeProvider time)
{
    private const int MostTries = 20;

    /// <summary>
    /// What fell due longer ago is not said any more: of a mailbox that is read for the first time every old mail would otherwise be a reminder.
    /// </summary>
    private static readonly TimeSpan Stale = TimeSpan.FromDays(7);

    private static readonly ActivityKind[] Nudges = [ActivityKind.RemindedUnclaimed, ActivityKind.RemindedUnanswered, ActivityKind.Escalated];

    private readonly Dictionary<ConversationId, (long Version, DateTimeOffset Due)> _known = [];

    /// <summary>One round. Not to be called twice at once.</summary>
    /// <returns>How many conversations were changed.</returns>
    /// <exception cref="InvalidOperationException">Others kept changing the same conversation.</exception>
    public async Task<int> GoAsync(CancellationToken cancellation)
    {
        var waiting = await store.WaitingAsync(cancellation).ConfigureAwait(false);
        foreach (var gone in _known.Keys.Except(waiting.Select(w => w.Id)).ToList()) _known.Remove(gone);
        var changed = 0;
        foreach (var (id, version) in waiting)
        {
            // Nothing but a change of the conversation, or time, makes something due in it.
            if (_known.TryGetValue(id, out var known) && known.Version == version && known.Due > time.GetUtcNow()) continue;
            if (await LookAsync(id, cancellation).ConfigureAwait(false)) changed++;
        }
        return changed;
    }

    private async Task<bool> LookAsync(ConversationId id, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            if (await store.LoadAsync(id, cancellation).ConfigureAwait(false) is not { } conversation) return false;
            var works = new List<DeliveryWork>();
            var next = Decide(conversation, works);
            if (works.Count == 0)
            {
                _known[id] = (conversation.Version, next);
                return false;
            }
            var commit = new DeskCommit { Conversation = conversation, Deliveries = Deliveries.Of(works, conversation, time) };
            if (await store.CommitAsync(commit, cancellation).ConfigureAwait(false) != CommitResult.Conflict) return true;
        }
        throw new InvalidOperationException($"Conversation {id} was changed by others {MostTries} times in a row.");
    }

    /// <summary>Does what is due and tells when the next thing will be.</summary>
    private DateTimeOffset Decide(Conversation conversation, List<DeliveryWork> works)
    {
        var next = DateTimeOffset.MaxValue;
        if (conversation.WaitsSince is not { } since || directory.Inbox(conversation.State.Inbox) is not { Timers: var timers }) return next;
        var now = time.GetUtcNow();
        if (conversation.State.Assignee is { } owner && IsDue(timers.ClaimLapsesAfter, Later(since, conversation.LastActOf(owner)), out _))
            works.AddRange(conversation.Lapse(EntryId.New(time), now));
        foreach (var kind in Nudges)
        {
            var from = kind == ActivityKind.RemindedUnclaimed ? conversation.UnclaimedSince : since;
            if (from is null || conversation.WasNudged(kind, since) || !IsDue(timers.Span(kind), from.Value, out var due) || now - due > Stale) continue;
            works.AddRange(conversation.Nudge(EntryId.New(time), kind, since, now));
        }
        return next;

        bool IsDue(TimeSpan span, DateTimeOffset from, out DateTimeOffset due)
        {
            due = span > TimeSpan.Zero ? timers.Calendar.After(from, span) : DateTimeOffset.MaxValue;
            if (due <= now) return true;
            if (due < next) next = due;
            return false;
        }
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;
}

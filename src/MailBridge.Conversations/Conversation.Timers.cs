namespace MailBridge.Conversations;

/// <content>What happens because time passes.</content>
public sealed partial class Conversation
{
    /// <summary>
    /// Since when the customer waits for somebody to do something: their first unanswered mail, or what gave it back to us since, such as the end of its snoozing
    /// or a reply that could not be sent. It names the waiting period; null while nobody waits, and while the conversation is out of the way.
    /// </summary>
    public DateTimeOffset? WaitsSince
    {
        get
        {
            if (State is not { WaitingSince: { } since, Status: not (ConversationStatus.Closed or ConversationStatus.Snoozed) }) return null;
            foreach (var entry in _entries)
            {
                DateTimeOffset? at = entry switch
                {
                    Entry.Activity { Kind: ActivityKind.Woken } woken => woken.At,
                    Entry.AgentReply { SideThread: null, Life: ReplyLife.Failed failed } => failed.At,
                    Entry.AgentReply { SideThread: null, Life: ReplyLife.Stopped stopped } => stopped.At,
                    Entry.AgentReply { SideThread: null, Life: ReplyLife.Withdrawn withdrawn } => withdrawn.At,
                    _ => null,
                };
                if (at > since) since = at.Value;
            }
            return since;
        }
    }

    /// <summary>Since when nobody owns it, within the waiting period: its start, or when the last owner gave it back.</summary>
    internal DateTimeOffset? UnclaimedSince
        => State.Assignee is not null || WaitsSince is not { } since ? null
            : _entries.OfType<Entry.Activity>().Where(a => a.Kind is ActivityKind.Released or ActivityKind.Lapsed).Select(a => a.At).Append(since).Max();

    /// <summary>When an agent last did something here, or got it; null for never.</summary>
    internal DateTimeOffset? LastActOf(AgentId agent) => _entries.SelectMany(e => Acts(e, agent)).Max();

    /// <summary>A nudge of that kind was made in the waiting period, whether it still stands or not.</summary>
    internal bool WasNudged(ActivityKind kind, DateTimeOffset since) => _entries.Any(e => e is Entry.Activity a && a.Kind == kind && a.Since == since);

    /// <summary>Its owner let the claim lie too long: it is nobody's again.</summary>
    public IReadOnlyList<DeliveryWork> Lapse(EntryId id, DateTimeOffset at)
    {
        if (State.Assignee is not { } owner) return [];
        State = State with { Assignee = null };
        var activity = new Entry.Activity { Id = id, At = at, Kind = ActivityKind.Lapsed, FormerOwner = owner };
        Append(activity);
        return Did(activity);
    }

    /// <summary>Somebody is reminded that the customer waits: the thread, or for <see cref="ActivityKind.Escalated"/> the escalation channel.</summary>
    /// <param name="id">Names the activity.</param>
    /// <param name="kind">What about.</param>
    /// <param name="since">The waiting period; the caller has checked that it had no such nudge.</param>
    /// <param name="at">When.</param>
    public IReadOnlyList<DeliveryWork> Nudge(EntryId id, ActivityKind kind, DateTimeOffset since, DateTimeOffset at)
    {
        Append(new Entry.Activity { Id = id, At = at, Kind = kind, Since = since });
        return kind == ActivityKind.Escalated ? [new DeliveryWork.PostEscalation(id)] : [new DeliveryWork.PostEntry(id)];
    }

    /// <summary>Takes back what is dealt with of the nudges that stand: whatever a step has changed, this ends it.</summary>
    internal IReadOnlyList<DeliveryWork> SettleNudges(DateTimeOffset at)
    {
        if (!_entries.Exists(e => e is Entry.Activity { Since: not null, SettledAt: null })) return [];
        var since = WaitsSince;
        var settled = _entries.OfType<Entry.Activity>()
            .Where(a => a is { Since: not null, SettledAt: null })
            .Where(a => a.Since != since || (a.Kind == ActivityKind.RemindedUnclaimed && State.Assignee is not null))
            .ToList();
        foreach (var nudge in settled) Change(nudge with { SettledAt = at });
        return [.. settled.Select(DeliveryWork (n) => n.Kind == ActivityKind.Escalated ? new DeliveryWork.UpdateEscalation(n.Id) : new DeliveryWork.UpdateEntry(n.Id))];
    }

    /// <summary>The customer is told that their mail has come in. That is no answer: they wait as before.</summary>
    public IReadOnlyList<DeliveryWork> Acknowledge(Entry.Acknowledgement acknowledgement)
    {
        Append(acknowledgement);
        return [new DeliveryWork.PostEntry(acknowledgement.Id), new DeliveryWork.SubmitReply(acknowledgement.Id)];
    }

    private static IEnumerable<DateTimeOffset?> Acts(Entry entry, AgentId agent) => entry switch
    {
        Entry.Note note when note.Agent == agent => [note.At, note.EditedAt, note.DeletedAt],
        Entry.AgentReply { Life: ReplyLife.Withdrawn { By: var by, At: var at } } reply when by == agent || reply.Agent == agent => [reply.At, at],
        Entry.AgentReply reply when reply.Agent == agent || reply.LetGoBy == agent => [reply.Agent == agent ? reply.At : null, reply.LetGoAt],
        Entry.AgentEmail email when email.Agent == agent => [email.At],
        Entry.SideEmail email when email.Agent == agent => [email.At],
        Entry.Activity activity when activity.Agent == agent || activity.Owner == agent => [activity.At],
        _ => [],
    };
}

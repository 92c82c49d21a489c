namespace MailBridge.Conversations;

/// <content>What agents write: replies, from the first word to the server's last, and notes.</content>
public sealed partial class Conversation
{
    /// <summary>
    /// An agent answers. The caller has checked that they may; a reply that is stopped answers nothing yet. With <paramref name="owns"/> a conversation that
    /// nobody owns is theirs from then on.
    /// </summary>
    public IReadOnlyList<DeliveryWork> Reply(Entry.AgentReply reply, bool owns = true)
    {
        Append(reply);
        if (reply.Life is ReplyLife.Stopped) return [new DeliveryWork.PostEntry(reply.Id), new DeliveryWork.UpdateConversation()];
        Answer(reply, owns);
        return [new DeliveryWork.PostEntry(reply.Id), new DeliveryWork.SubmitReply(reply.Id), new DeliveryWork.UpdateConversation()];
    }

    /// <summary>A reply that is held or stopped gets another text.</summary>
    public IReadOnlyList<DeliveryWork> EditReply(EntryId id, string text)
    {
        if (Entry(id) is not Entry.AgentReply { Life: ReplyLife.Held or ReplyLife.Stopped } reply || reply.Email.Text == text) return [];
        Change(reply with { Email = reply.Email with { Text = text } }, isReworded: true);
        return [new DeliveryWork.UpdateEntry(id), new DeliveryWork.UpdateConversation()];
    }

    /// <summary>A reply that is held or stopped is taken back: the customer waits again.</summary>
    public IReadOnlyList<DeliveryWork> WithdrawReply(EntryId id, AgentId by, DateTimeOffset at) => TakeBack(id, new ReplyLife.Withdrawn(at, by));

    /// <summary>Something speaks against mailing a reply whose hold has ended.</summary>
    public IReadOnlyList<DeliveryWork> StopReply(EntryId id, string reason, DateTimeOffset at) => TakeBack(id, new ReplyLife.Stopped(at, reason));

    /// <summary>
    /// A reply that was held or stopped may be mailed; <paramref name="by"/> is null when its hold ran out, and then its delivery is there already. With
    /// <paramref name="owns"/> a conversation that nobody owns is its author's from then on.
    /// </summary>
    public IReadOnlyList<DeliveryWork> LetGo(EntryId id, AgentId? by, DateTimeOffset at, bool owns = true)
    {
        if (Entry(id) is not Entry.AgentReply { Life: ReplyLife.Held or ReplyLife.Stopped } reply) return [];
        var released = reply with { Life = new ReplyLife.Queued(), LetGoAt = at, LetGoBy = by };
        Change(released);
        Answer(released, owns);
        return by is null
            ? [new DeliveryWork.UpdateEntry(id)]
            : [new DeliveryWork.SubmitReply(id), new DeliveryWork.UpdateEntry(id), new DeliveryWork.UpdateConversation()];
    }

    /// <summary>A colleague mails a reply whatever speaks against it.</summary>
    public IReadOnlyList<DeliveryWork> Override(EntryId id, AgentId agent, string reason, DateTimeOffset at)
        => [new DeliveryWork.PostEntry(Activity(id, at, ActivityKind.Overridden, agent, reason).Id)];

    /// <summary>A reply came further on its way to the customer, or will not arrive.</summary>
    public IReadOnlyList<DeliveryWork> MoveReply(EntryId id, ReplyLife life, DateTimeOffset at)
    {
        if (Entry(id) is not Entry.Outgoing reply || reply.Life == life) return [];
        // What is known to have been sent stays so, whatever a late word of another attempt says.
        var isKnown = reply.Life is ReplyLife.Accepted or ReplyLife.Bounced or ReplyLife.Partial;
        if (isKnown && life is not (ReplyLife.Accepted or ReplyLife.Bounced or ReplyLife.Partial)) return [];
        // What came back for one goes out again when somebody says so, whoever else is still waited for.
        if (reply.Life is ReplyLife.Bounced && life is ReplyLife.Partial) return [];
        Change(reply with { Life = life });
        if (life is ReplyLife.Failed && reply is Entry.AgentReply { SideThread: null })
        {
            // The customer has no answer: the conversation must not look answered.
            State = State with { Status = ConversationStatus.Open, WaitingSince = LatestCustomerEmail?.Email.ReceivedAt ?? at, LastActivityAt = at };
            return [new DeliveryWork.UpdateEntry(id), new DeliveryWork.UpdateConversation()];
        }
        return [new DeliveryWork.UpdateEntry(id)];
    }

    /// <summary>A failed reply is to be mailed after all: to those alone who have not got it, where it is known who they are.</summary>
    public IReadOnlyList<DeliveryWork> RetryReply(EntryId id, DateTimeOffset at)
    {
        if (Entry(id) is not Entry.AgentReply reply) return [];
        var missing = Missing(reply);
        Change(reply with { Life = missing.Count > 0 ? new ReplyLife.Partial(at, "the others have it", missing, []) : new ReplyLife.Queued() });
        if (reply.SideThread is null) State = State with { Status = ConversationStatus.WaitingForCustomer, WaitingSince = null };
        return [new DeliveryWork.SubmitReply(id), new DeliveryWork.UpdateEntry(id), new DeliveryWork.UpdateConversation()];
    }

    /// <summary>A reply that did not arrive is mailed to others, as <paramref name="reply"/>, which answers like any other.</summary>
    public IReadOnlyList<DeliveryWork> ReplyToOthers(EntryId failed, Entry.AgentReply reply, EntryId id, AgentId agent, bool owns = true)
    {
        if (Entry(failed) is not Entry.AgentReply before) return [];
        Change(before with { ReplacedBy = reply.Id });
        var to = string.Join(", ", reply.Email.To.Concat(reply.Email.Cc).Select(p => p.Address));
        var activity = new Entry.Activity { Id = id, At = reply.At, Kind = ActivityKind.RecipientsChanged, Agent = agent, About = failed, Detail = to };
        Append(activity);
        return [new DeliveryWork.PostEntry(id), new DeliveryWork.UpdateEntry(failed), .. Reply(reply, owns)];
    }

    /// <summary>A colleague leaves a word for the others.</summary>
    public IReadOnlyList<DeliveryWork> AddNote(Entry.Note note)
    {
        Append(note);
        return note.IsTyped ? [new DeliveryWork.UpdateConversation()] : [new DeliveryWork.PostEntry(note.Id), new DeliveryWork.UpdateConversation()];
    }

    /// <summary>A note is pinned as what was agreed, or for null the pin is taken away. Earlier ones stay notes.</summary>
    public IReadOnlyList<DeliveryWork> SetOutcome(EntryId id, AgentId agent, EntryId? note, DateTimeOffset at)
    {
        var former = State.Outcome;
        State = State with { Outcome = note };
        var kind = note is null ? ActivityKind.OutcomeCleared : ActivityKind.OutcomeSet;
        var activity = new Entry.Activity { Id = id, At = at, Kind = kind, Agent = agent, About = note ?? former };
        Append(activity);
        // The agent's own message shows what it says by itself.
        var posts = new[] { former, note }.OfType<EntryId>().Where(n => Entry(n) is Entry.Note { IsTyped: false });
        return [.. Did(activity), .. posts.Select(n => new DeliveryWork.UpdateEntry(n))];
    }

    /// <summary>Its author changes a note.</summary>
    public IReadOnlyList<DeliveryWork> EditNote(EntryId id, EntryId record, string text, IReadOnlyList<AgentId> mentions, DateTimeOffset at)
        => Entry(id) is Entry.Note { DeletedAt: null } note && note.Text != text
            ? Rewrite(note with { Text = text, Mentions = mentions, EditedAt = at }, record, ActivityKind.NoteEdited, at)
            : [];

    /// <summary>Its author takes a note back. It is kept, but its words are neither shown nor found.</summary>
    public IReadOnlyList<DeliveryWork> DeleteNote(EntryId id, EntryId record, DateTimeOffset at)
    {
        if (Entry(id) is not Entry.Note { DeletedAt: null } note) return [];
        if (State.Outcome == id) State = State with { Outcome = null };
        return Rewrite(note with { DeletedAt = at, Mentions = [] }, record, ActivityKind.NoteDeleted, at);
    }

    /// <summary>Of the recipients those whom an earlier attempt did not reach, when it reached others; empty when it reached nobody or nobody knows.</summary>
    internal static List<BouncedRecipient> Missing(Entry.AgentReply reply)
    {
        var all = reply.Email.To.Concat(reply.Email.Cc).Select(p => p.Address).ToHashSet();
        IReadOnlyList<BouncedRecipient> missing = reply.Life switch
        {
            ReplyLife.Bounced b => b.Recipients,
            ReplyLife.Accepted a => a.Refused,
            _ => [],
        };
        return [.. missing.Where(r => all.Contains(r.Address)).DistinctBy(r => r.Address)];
    }

    private IReadOnlyList<DeliveryWork> Rewrite(Entry.Note note, EntryId record, ActivityKind kind, DateTimeOffset at)
    {
        Change(note, isReworded: true);
        // For the record alone: the note itself shows it, so nothing is posted.
        Append(new Entry.Activity { Id = record, At = at, Kind = kind, Agent = note.Agent, About = note.Id });
        // The agent's own message shows what it says by itself.
        return note.IsTyped ? [new DeliveryWork.UpdateConversation()] : [new DeliveryWork.UpdateEntry(note.Id), new DeliveryWork.UpdateConversation()];
    }

    private void Answer(Entry.AgentReply reply, bool owns)
    {
        // Who is written to aside takes no part, and the customer is no nearer to an answer.
        if (reply.SideThread is not null) return;
        Join([reply.Email.From, .. reply.Email.To, .. reply.Email.Cc]);
        State = State with
        {
            Status = ConversationStatus.WaitingForCustomer,
            WaitingSince = null,
            Assignee = State.Assignee ?? (owns ? reply.Agent : null),
        };
    }

    private IReadOnlyList<DeliveryWork> TakeBack(EntryId id, ReplyLife life)
    {
        if (Entry(id) is not Entry.AgentReply { Life: ReplyLife.Held or ReplyLife.Stopped } reply) return [];
        Change(reply with { Life = life });
        // Nobody waits where a colleague has seen spam.
        if (State.IsSpam) return [new DeliveryWork.UpdateEntry(id), new DeliveryWork.UpdateConversation()];
        if (reply.SideThread is null && !HasMail)
            State = State with { Status = life is ReplyLife.Withdrawn ? ConversationStatus.Closed : ConversationStatus.Open };
        if (reply.SideThread is null && State.Status != ConversationStatus.Snoozed && Unanswered() is { } since)
            State = State with { Status = ConversationStatus.Open, WaitingSince = State.WaitingSince ?? since };
        return [new DeliveryWork.UpdateEntry(id), new DeliveryWork.UpdateConversation()];
    }
}

namespace MailBridge.Conversations;

/// <content>What comes from another conversation and goes to another.</content>
public sealed partial class Conversation
{
    private readonly List<TakenEntry> _taken = [];
    private readonly List<Entry> _given = [];

    /// <summary>Entries that it took since it was loaded, with where they stand in its thread.</summary>
    public IReadOnlyList<TakenEntry> Taken => _taken;

    /// <summary>Entries that it gave away since it was loaded.</summary>
    public IReadOnlyList<Entry> Given => _given;

    /// <summary>It left its thread since it was loaded: it has none until it is posted anew.</summary>
    public bool HasLeftThread { get; private set; }

    /// <summary>The entry was here and went to another conversation, whether or not it came back.</summary>
    public bool Gave(EntryId entry) => Moves.Any(a => a.Move!.IsAway && a.Move.Entries.Contains(entry));

    /// <summary>The last move that took the entry away; null for none.</summary>
    public EntryMove? WayOf(EntryId entry) => Moves.LastOrDefault(a => a.Move!.IsAway && a.Move.Entries.Contains(entry))?.Move;

    /// <summary>The move was taken back.</summary>
    public bool IsUndone(EntryId move) => Moves.Any(a => a.Kind == ActivityKind.MoveUndone && a.Move!.Id == move);

    /// <summary>What made it go on in another one: a merge, or the end of a split that left it nothing; null while it goes on by itself.</summary>
    public Entry.Activity? Merge => State.MergedInto is null ? null
        : Moves.LastOrDefault(a => a.Move!.IsAway && (a.Kind == ActivityKind.MoveUndone || (a.Kind == ActivityKind.Merged && !IsUndone(a.Move.Id))));

    /// <summary>The subjects that its mails came with from other conversations, without prefixes.</summary>
    public IEnumerable<string> TakenSubjects
        => from move in Moves where !move.Move!.IsAway from id in move.Move!.Entries let email = (Entry(id) as Entry.CustomerEmail)?.Email
           where email is not null select email.BaseSubject;

    private IEnumerable<Entry.Activity> Moves => _entries.OfType<Entry.Activity>().Where(a => a.Move is not null);

    /// <summary>Opens a conversation for a mail that stood in another one; <see cref="Take"/> brings it.</summary>
    public static Conversation OpenFor(ConversationId id, ConversationState from, CustomerId customer, IncomingEmail first)
        => new(
            new ConversationState
            {
                Id = id,
                Inbox = from.Inbox,
                CameBy = from.CameBy,
                Customer = customer,
                Subject = first.Subject,
                BaseSubject = first.BaseSubject,
                Status = ConversationStatus.New,
                OpenedAt = first.ReceivedAt,
                LastActivityAt = first.ReceivedAt,
            },
            [],
            version: 0);

    /// <summary>
    /// Entries go to another conversation. What was posted stays where it stands. The caller has checked that none of them is a reply on its way.
    /// </summary>
    /// <param name="activity">What tells of it.</param>
    /// <param name="taker">The other conversation, as it stood before.</param>
    public IReadOnlyList<DeliveryWork> Give(Entry.Activity activity, ConversationState taker)
    {
        var move = activity.Move!;
        var before = activity.Kind == ActivityKind.MoveUndone ? Moves.FirstOrDefault(a => a.Move!.Id == move.Id) : null;
        var going = move.Entries.ToHashSet();
        _given.AddRange(_entries.Where(e => going.Contains(e.Id)));
        _entries.RemoveAll(e => going.Contains(e.Id));
        Append(activity);
        if (State.Outcome is { } outcome && going.Contains(outcome) && activity.Kind != ActivityKind.Merged) State = State with { Outcome = null };
        if (activity.Kind == ActivityKind.Merged || !_entries.Exists(MailTrees.IsMail))
        {
            // Its people stay with it, so that a mail that is found by its subject finds the way.
            State = State with { MergedInto = move.Other, Status = ConversationStatus.Closed, WaitingSince = null };
        }
        else
        {
            Forget();
            Settle(before, taker);
        }
        return [.. Did(activity), .. before is null ? [] : PointersTo(move.Id)];
    }

    /// <summary>Entries come from another conversation, which stood as <paramref name="giver"/> says before.</summary>
    /// <param name="activity">What tells of it.</param>
    /// <param name="entries">The entries.</param>
    /// <param name="giver">The other conversation.</param>
    public IReadOnlyList<DeliveryWork> Take(Entry.Activity activity, IReadOnlyList<Entry> entries, ConversationState giver)
    {
        var isUndo = activity.Kind == ActivityKind.MoveUndone;
        var before = isUndo ? Moves.FirstOrDefault(a => a.Move!.Id == activity.Move!.Id)?.Move : null;
        var isNew = Version == 0 && _entries.Count == 0;
        var waits = WaitsIn(entries, giver);
        var posts = (before?.Posts ?? []).ToDictionary(p => p.Entry);
        var taken = entries.Select(e => posts.TryGetValue(e.Id, out var post)
            ? new TakenEntry(e is Entry.Note note ? note with { IsTyped = post.IsTyped } : e, post.Post)
            : new TakenEntry(e is Entry.Note here ? here with { IsTyped = false } : e, null)).ToList();
        _taken.AddRange(taken);
        // In the order in which they became known; the ids tell it.
        var ordered = _entries.Concat(taken.Select(t => t.Entry)).OrderBy(e => MadeAt(e.Id)).ToList();
        _entries.Clear();
        _entries.AddRange(ordered);
        Append(activity);
        Join(activity.Kind == ActivityKind.Merged ? [.. giver.Participants.Select(a => new EmailPerson("", a))] : PeopleOf(entries));
        Resume(before, waits, isNew);
        if (activity.Kind == ActivityKind.Merged)
            State = State with { Assignee = State.Assignee ?? giver.Assignee, Outcome = State.Outcome ?? giver.Outcome };
        return
        [
            .. isNew ? [new DeliveryWork.PostConversation()] : Array.Empty<DeliveryWork>(),
            new DeliveryWork.PostEntry(activity.Id),
            .. taken.Where(t => MailTrees.IsShown(t.Entry)).Select(Shown).OfType<DeliveryWork>(),
            .. isNew ? Array.Empty<DeliveryWork>() : [new DeliveryWork.UpdateConversation()],
            .. isUndo ? PointersTo(activity.Move!.Id) : [],
            .. State.SnoozedUntil is not null && isUndo ? [new DeliveryWork.Wake()] : Array.Empty<DeliveryWork>(),
        ];

        static DeliveryWork? Shown(TakenEntry taken) => taken switch
        {
            { Post: null } => new DeliveryWork.PostEntry(taken.Entry.Id),
            { Entry: Entry.Note { IsTyped: true } } => null,
            _ => new DeliveryWork.UpdateEntry(taken.Entry.Id),
        };
    }

    /// <summary>
    /// It goes on in another inbox. Where that has another channel, the whole of it is posted there, and its old root says so. The caller has checked that the
    /// inbox is another.
    /// </summary>
    public IReadOnlyList<DeliveryWork> ChangeInbox(EntryId id, AgentId agent, Inbox inbox, bool staysInChannel, DateTimeOffset at)
    {
        var left = staysInChannel ? null : State.Thread;
        State = State with { Inbox = inbox.Id, CameBy = State.CameBy ?? State.Inbox };
        var activity = new Entry.Activity { Id = id, At = at, Kind = ActivityKind.InboxChanged, Agent = agent, Detail = inbox.Name, Left = left };
        if (left is null)
        {
            Append(activity);
            return Did(activity);
        }
        HasLeftThread = true;
        State = State with { Thread = null };
        var anew = _entries.Where(MailTrees.IsSaid).ToList();
        foreach (var note in anew.OfType<Entry.Note>().Where(n => n.IsTyped).ToList()) Change(note with { IsTyped = false });
        anew = [.. anew.Select(e => Entry(e.Id)!)];
        _taken.AddRange(anew.Select(e => new TakenEntry(e, null)));
        Append(activity);
        return
        [
            new DeliveryWork.PostConversation(), new DeliveryWork.LeaveThread(id), new DeliveryWork.PostEntry(id),
            .. anew.Where(MailTrees.IsShown).Select(e => new DeliveryWork.PostEntry(e.Id)), new DeliveryWork.UpdateConversation(),
        ];
    }

    /// <summary>What told of the move says no more that it can be taken back.</summary>
    private IEnumerable<DeliveryWork> PointersTo(EntryId move)
        => Moves.Where(a => a.Move!.Id == move && a.Kind != ActivityKind.MoveUndone).Select(a => new DeliveryWork.UpdateEntry(a.Id));

    /// <summary>Since when the customer waits for an answer to one of these entries; null when they do not.</summary>
    private static DateTimeOffset? WaitsIn(IReadOnlyList<Entry> entries, ConversationState giver)
        => giver.WaitingSince is not { } since ? null : entries.OfType<Entry.CustomerEmail>()
            .Where(e => !e.Marks.HasFlag(EmailMarks.Automatic) && e.Email.ReceivedAt >= since)
            .Select(e => (DateTimeOffset?)e.Email.ReceivedAt).Min();

    /// <summary>Takes part who is in one of its mails.</summary>
    private void Forget()
    {
        _participants.Clear();
        Join(PeopleOf(_entries));
    }

    /// <summary>After entries have gone.</summary>
    private void Settle(Entry.Activity? undone, ConversationState taker)
    {
        if (State.WaitingSince is not null)
        {
            var waits = Unanswered();
            State = State with
            {
                WaitingSince = waits,
                Status = waits is null && State.Status == ConversationStatus.Open && HasAnswer ? ConversationStatus.WaitingForCustomer : State.Status,
            };
        }
        if (undone is not { Move: { } before }) return;
        // Whoever owns it since it took the other one, and has said nothing in it, owns that one.
        if (before.Owner is null && State.Assignee == taker.Assignee && !_entries.Exists(e => e is Entry.AgentReply reply && reply.Agent == State.Assignee))
            State = State with { Assignee = null };
        if (before.Status == ConversationStatus.Closed && !_entries.SkipWhile(e => e.Id != undone.Id).Any(MailTrees.IsSaid))
            State = State with { Status = ConversationStatus.Closed, WaitingSince = null };
    }

    /// <summary>After entries have come.</summary>
    private void Resume(EntryMove? before, DateTimeOffset? waits, bool isNew)
    {
        var status = State.Status;
        if (State.MergedInto is not null && before is not null)
        {
            // It goes on by itself again, as it stood.
            status = before.Status == ConversationStatus.Snoozed ? ConversationStatus.Open : before.Status;
            State = State with { MergedInto = null, WaitingSince = null };
            if (before is { Status: ConversationStatus.Snoozed, SnoozedUntil: var until } && waits is null)
            {
                State = State with { Status = ConversationStatus.Snoozed, SnoozedUntil = until };
                return;
            }
        }
        if (waits is null)
        {
            if (isNew || (status == ConversationStatus.Open && State.WaitingSince is null && HasAnswer))
                status = HasAnswer ? ConversationStatus.WaitingForCustomer : ConversationStatus.Open;
            else if (status == ConversationStatus.New && HasAnswer) status = ConversationStatus.Open;
        }
        else if (status != ConversationStatus.New)
        {
            status = ConversationStatus.Open;
        }
        State = State with { Status = status, WaitingSince = waits is null || State.WaitingSince < waits ? State.WaitingSince : waits };
    }

    /// <summary>Since when the last mails of the customer's side have no answer after them; null when they have.</summary>
    private DateTimeOffset? Unanswered()
    {
        DateTimeOffset? since = null;
        foreach (var entry in _entries)
        {
            if (entry is Entry.CustomerEmail email && (email.Marks & (EmailMarks.Automatic | EmailMarks.BareThanks)) == 0) since ??= email.Email.ReceivedAt;
            else if (Answers(entry)) since = null;
        }
        return since;
    }

    private bool HasAnswer => _entries.Exists(Answers);

    private static bool Answers(Entry entry) => entry is Entry.AgentEmail || (entry is Entry.AgentReply { SideThread: null, Life: var life } && (life.IsUnderWay || life is ReplyLife.Held));

    private static List<EmailPerson> PeopleOf(IReadOnlyList<Entry> entries) =>
    [
        .. entries.SelectMany(e => e switch
        {
            Entry.CustomerEmail { Email: var m } => [m.From, .. m.To, .. m.Cc, .. m.ReplyTo],
            Entry.AgentEmail { Email: var m } => [m.From, .. m.To, .. m.Cc],
            Entry.AgentReply { SideThread: null, Email: var m } => (EmailPerson[])[m.From, .. m.To, .. m.Cc],
            _ => [],
        }),
    ];

    /// <summary>The milliseconds in a UUID version 7 (RFC 9562 section 5.7).</summary>
    private static long MadeAt(EntryId id)
    {
        Span<byte> octets = stackalloc byte[16];
        id.Value.TryWriteBytes(octets, bigEndian: true, out _);
        return System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(octets) >>> 16;
    }
}

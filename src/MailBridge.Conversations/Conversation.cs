namespace MailBridge.Conversations;

/// <summary>How a conversation stands.</summary>
public enum ConversationStatus
{
    /// <summary>Nobody has answered or claimed it.</summary>
    New,

    /// <summary>The customer waits for us.</summary>
    Open,

    /// <summary>We wait for the customer.</summary>
    WaitingForCustomer,

    /// <summary>Out of the way until a time or until the customer writes.</summary>
    Snoozed,

    /// <summary>It is dealt with.</summary>
    Closed,
}

/// <summary>
/// A customer's conversation with one inbox. State changes through its verbs only; each verb says what has to be sent because of it.
/// </summary>
public sealed partial class Conversation
{
    /// <summary>Receipts kept with one reply; more say nothing new.</summary>
    private const int MostReceipts = 50;

    /// <summary>Two providers in a row are seen (a relay that hands on to another); more is somebody playing.</summary>
    private const int MostFurtherIds = 5;

    private readonly List<Entry> _entries;
    private readonly List<Entry> _added = [];
    private readonly List<Entry> _changed = [];
    private readonly HashSet<EntryId> _reworded = [];
    private readonly HashSet<EmailAddress> _participants;

    /// <summary>Brings a stored conversation back. Only the store calls this.</summary>
    public Conversation(ConversationState state, IEnumerable<Entry> entries, long version)
    {
        State = state;
        Version = version;
        _entries = [.. entries];
        _participants = [.. state.Participants];
    }

    /// <summary>What is kept of it beside its entries.</summary>
    public ConversationState State
    {
        get;
        // Whatever ends the snoozing, its time is over with it.
        private set
        {
            var state = value.Status == ConversationStatus.Snoozed ? value : value with { SnoozedUntil = null };
            // What is opened again is no spam.
            field = state.Status == ConversationStatus.Closed ? state : state with { IsSpam = false };
        }
    }

    /// <summary>Counts the commits, for compare-and-set; 0 before the first.</summary>
    public long Version { get; }

    /// <summary>Its name.</summary>
    public ConversationId Id => State.Id;

    /// <summary>Everything that happened, in the order it became known.</summary>
    public IReadOnlyList<Entry> Entries => _entries;

    /// <summary>Entries that are new since it was loaded.</summary>
    public IReadOnlyList<Entry> Added => _added;

    /// <summary>Stored replies and notes that changed since it was loaded.</summary>
    public IReadOnlyList<Entry> Changed => _changed;

    /// <summary>Those of <see cref="Changed"/> whose words are others now.</summary>
    public IReadOnlySet<EntryId> Reworded => _reworded;

    /// <summary>The last mail of the customer's side that a person wrote; null when there is none.</summary>
    public Entry.CustomerEmail? LatestCustomerEmail
    {
        get
        {
            var emails = _entries.OfType<Entry.CustomerEmail>().ToList();
            // A mail that came late, after an answer to it, is not what the customer said last.
            return emails.FindLast(e => !e.Marks.HasFlag(EmailMarks.Automatic) && !emails.Exists(other => other.Email.RefersTo(e.Email.MessageId)))
                ?? emails.FindLast(e => !e.Marks.HasFlag(EmailMarks.Automatic))
                ?? emails.LastOrDefault();
        }
    }

    /// <summary>True when the address was sender or recipient of a mail in here.</summary>
    public bool IsParticipant(EmailAddress address) => _participants.Contains(address);

    /// <summary>The entry with that id, or null.</summary>
    public Entry? Entry(EntryId id) => _entries.Find(e => e.Id == id);

    /// <summary>Opens a conversation for a customer.</summary>
    public static Conversation Open(ConversationId id, InboxId inbox, CustomerId customer, IncomingEmail first, DateTimeOffset now, ConversationId? follows)
        => new(
            new ConversationState
            {
                Id = id,
                Inbox = inbox,
                Customer = customer,
                Subject = first.Subject,
                BaseSubject = first.BaseSubject,
                Status = ConversationStatus.New,
                OpenedAt = now,
                LastActivityAt = now,
                Follows = follows,
            },
            [],
            version: 0);

    /// <summary>A mail of the customer's side arrived; <paramref name="reopening"/> names the activity if it opens a closed conversation or wakes a snoozed one.</summary>
    public IReadOnlyList<DeliveryWork> Receive(Entry.CustomerEmail entry, EntryId reopening)
    {
        var isFirst = _entries.Count == 0;
        var automatic = entry.Marks.HasFlag(EmailMarks.Automatic);
        Append(entry, entry.Email.From, [.. entry.Email.To, .. entry.Email.Cc, .. entry.Email.ReplyTo]);
        var works = isFirst ? Opening(entry) : Following(entry);
        // RFC 3834 section 2: what a machine answers is no sign that the customer waits, and reopens nothing.
        if (automatic && !isFirst) return works;
        if (State.IsSpam) return works;
        if (entry.Marks.HasFlag(EmailMarks.BareThanks) && State.Status == ConversationStatus.Closed) return works;
        // A colleague's answer to it was seen first.
        if (_entries.OfType<Entry.AgentEmail>().Any(e => e.Email.RefersTo(entry.Email.MessageId))) return works;
        if (State.Status is ConversationStatus.Closed or ConversationStatus.Snoozed)
        {
            var kind = State.Status == ConversationStatus.Closed ? ActivityKind.Reopened : ActivityKind.Woken;
            var reopened = Activity(reopening, entry.At, kind, agent: null);
            works = [works[0], new DeliveryWork.PostEntry(reopened.Id), .. works.Skip(1), .. ThanksSinceClosed()];
        }
        State = State with
        {
            Status = State.Status == ConversationStatus.New ? ConversationStatus.New : ConversationStatus.Open,
            WaitingSince = automatic ? null : State.WaitingSince ?? entry.Email.ReceivedAt,
            Subject = entry.Marks.HasFlag(EmailMarks.NewSubject) ? entry.Email.Subject : State.Subject,
        };
        return works;
    }

    /// <summary>A colleague answered with their own mail program. With <paramref name="owns"/> a conversation that nobody owns is theirs from then on.</summary>
    public IReadOnlyList<DeliveryWork> Receive(Entry.AgentEmail entry, bool owns = true)
    {
        var isFirst = _entries.Count == 0;
        Append(entry, entry.Email.From, [.. entry.Email.To, .. entry.Email.Cc]);
        State = State with
        {
            Status = State.Status == ConversationStatus.Closed ? ConversationStatus.Closed : ConversationStatus.WaitingForCustomer,
            WaitingSince = null,
            Assignee = State.Assignee ?? (owns ? entry.Agent : null),
        };
        return isFirst ? Opening(entry) : Following(entry);
    }

    /// <summary>A delivery report about one of our replies arrived.</summary>
    public IReadOnlyList<DeliveryWork> ReceiveReport(
        EntryId reply, EntryId report, DateTimeOffset at, bool isDelayOnly, string serverWords, IReadOnlyList<BouncedRecipient>? recipients = null)
    {
        Append(new Entry.Activity
        {
            Id = report, At = at, Kind = isDelayOnly ? ActivityKind.Delayed : ActivityKind.Bounced, Detail = serverWords,
            About = Entry(reply) is Entry.AgentReply ? reply : null,
        });
        List<DeliveryWork> works = [new DeliveryWork.PostEntry(report)];
        if (!isDelayOnly && Entry(reply) is Entry.Outgoing bounced)
        {
            // Several recipients come back in several reports, and some may never have got it.
            var before = bounced.Life switch
            {
                ReplyLife.Bounced b => b.Recipients,
                ReplyLife.Partial p => [.. p.Waiting, .. p.Refused],
                ReplyLife.Accepted a => a.Refused,
                _ => [],
            };
            Change(bounced with
            {
                Life = new ReplyLife.Bounced(at, serverWords) { Recipients = [.. before.Concat(recipients ?? []).DistinctBy(r => r.Address)] },
            });
            if (bounced is Entry.AgentReply { SideThread: null }) State = State with { Status = ConversationStatus.Open, WaitingSince = State.WaitingSince ?? at };
            works.Add(new DeliveryWork.UpdateEntry(reply));
        }
        works.Add(new DeliveryWork.UpdateConversation());
        return works;
    }

    /// <summary>A recipient's mail program says what it did with one of our replies: no news that anybody waits for.</summary>
    public IReadOnlyList<DeliveryWork> ReceiveReceipt(EntryId reply, ReadReceipt receipt)
    {
        if (Entry(reply) is not Entry.AgentReply read || read.Receipts.Count >= MostReceipts) return [];
        if (read.Receipts.Any(known => known.Reader == receipt.Reader && known.Act == receipt.Act)) return [];
        Change(read with { Receipts = [.. read.Receipts, receipt] });
        return [new DeliveryWork.UpdateEntry(reply)];
    }

    /// <summary>A provider reports what somebody says about a mail of ours. It asks for nothing, so it reopens nothing.</summary>
    public IReadOnlyList<DeliveryWork> ReceiveComplaint(EntryId id, DateTimeOffset at, string words)
        => Did(Activity(id, at, ActivityKind.Complained, agent: null, words));


    /// <summary>A provider gave a reply another Message-ID: an answer to it names that one. False when it was known, or there is no such reply.</summary>
    public bool KnowReplyAs(EntryId id, MsgId further)
    {
        if (Entry(id) is not Entry.Outgoing reply || reply.Email.MessageId == further || reply.FurtherIds.Contains(further)) return false;
        if (reply.FurtherIds.Count >= MostFurtherIds) return false;
        Change(reply with { FurtherIds = [.. reply.FurtherIds, further] });
        return true;
    }

    /// <summary>An agent takes it. The caller has checked that nobody else owns it.</summary>
    public IReadOnlyList<DeliveryWork> Claim(EntryId id, AgentId agent, DateTimeOffset at)
    {
        State = State with { Assignee = agent, Status = State.Status == ConversationStatus.New ? ConversationStatus.Open : State.Status };
        return Did(Activity(id, at, ActivityKind.Claimed, agent));
    }

    /// <summary>An agent gives it to a colleague, or takes it from one. The caller has checked that they know whom it is taken from.</summary>
    public IReadOnlyList<DeliveryWork> Assign(EntryId id, AgentId agent, AgentId owner, DateTimeOffset at)
    {
        var former = State.Assignee;
        State = State with { Assignee = owner, Status = State.Status == ConversationStatus.New ? ConversationStatus.Open : State.Status };
        var kind = owner != agent ? ActivityKind.Assigned : former is null ? ActivityKind.Claimed : ActivityKind.TakenOver;
        var activity = new Entry.Activity { Id = id, At = at, Kind = kind, Agent = agent, Owner = owner, FormerOwner = former };
        Append(activity);
        return Did(activity);
    }

    /// <summary>Its owner gives it back.</summary>
    public IReadOnlyList<DeliveryWork> Release(EntryId id, AgentId agent, DateTimeOffset at)
    {
        State = State with { Assignee = null };
        return Did(Activity(id, at, ActivityKind.Released, agent));
    }

    /// <summary>It is dealt with.</summary>
    public IReadOnlyList<DeliveryWork> Close(EntryId id, AgentId agent, DateTimeOffset at)
    {
        State = State with { Status = ConversationStatus.Closed, WaitingSince = null };
        return Did(Activity(id, at, ActivityKind.Closed, agent));
    }

    /// <summary>It is put out of the way. The caller has checked that the time is to come; null for until the customer writes.</summary>
    public IReadOnlyList<DeliveryWork> Snooze(EntryId id, AgentId agent, DateTimeOffset? until, DateTimeOffset at)
    {
        State = State with { Status = ConversationStatus.Snoozed, SnoozedUntil = until };
        var activity = new Entry.Activity { Id = id, At = at, Kind = ActivityKind.Snoozed, Agent = agent, Until = until };
        Append(activity);
        return until is null ? Did(activity) : [.. Did(activity), new DeliveryWork.Wake()];
    }

    /// <summary>It is no longer out of the way: an agent says so, or for null its time has come.</summary>
    public IReadOnlyList<DeliveryWork> Wake(EntryId id, AgentId? agent, DateTimeOffset at)
    {
        if (State.Status != ConversationStatus.Snoozed) return [];
        State = State with { Status = ConversationStatus.Open };
        var activity = new Entry.Activity { Id = id, At = at, Kind = ActivityKind.Woken, Agent = agent, Until = agent is null ? at : null };
        Append(activity);
        return Did(activity);
    }

    /// <summary>It is not dealt with after all.</summary>
    public IReadOnlyList<DeliveryWork> Reopen(EntryId id, AgentId agent, DateTimeOffset at)
    {
        State = State with { Status = ConversationStatus.Open };
        return [.. Did(Activity(id, at, ActivityKind.Reopened, agent)), .. ThanksSinceClosed()];
    }

    /// <summary>Their posts offer to reopen, which is done.</summary>
    private IEnumerable<DeliveryWork> ThanksSinceClosed()
        => _entries.AsEnumerable().Reverse().TakeWhile(e => e is not Entry.Activity { Kind: ActivityKind.Closed })
            .OfType<Entry.CustomerEmail>().Where(e => e.Marks.HasFlag(EmailMarks.BareThanks)).Select(e => new DeliveryWork.UpdateEntry(e.Id));

    private static List<DeliveryWork> Opening(Entry entry) => [new DeliveryWork.PostConversation(), new DeliveryWork.PostEntry(entry.Id)];

    private static List<DeliveryWork> Following(Entry entry) => [new DeliveryWork.PostEntry(entry.Id), new DeliveryWork.UpdateConversation()];

    private static DeliveryWork[] Did(Entry.Activity activity) => [new DeliveryWork.PostEntry(activity.Id), new DeliveryWork.UpdateConversation()];

    private Entry.Activity Activity(EntryId id, DateTimeOffset at, ActivityKind kind, AgentId? agent, string detail = "")
    {
        var activity = new Entry.Activity { Id = id, At = at, Kind = kind, Agent = agent, Detail = detail };
        Append(activity);
        return activity;
    }

    private void Append(Entry entry, EmailPerson sender, IReadOnlyList<EmailPerson> recipients)
    {
        Append(entry);
        Join([sender, .. recipients]);
    }

    private void Append(Entry entry)
    {
        _entries.Add(entry);
        _added.Add(entry);
        State = State with { LastActivityAt = entry.At };
    }

    private void Join(IReadOnlyList<EmailPerson> people)
    {
        foreach (var person in people) _participants.Add(person.Address);
        State = State with { Participants = [.. _participants] };
    }

    private void Change(Entry entry, bool isReworded = false)
    {
        _entries[_entries.FindIndex(e => e.Id == entry.Id)] = entry;
        var added = _added.FindIndex(e => e.Id == entry.Id);
        if (added >= 0)
        {
            _added[added] = entry;
            return;
        }
        _changed.RemoveAll(e => e.Id == entry.Id);
        _changed.Add(entry);
        if (isReworded) _reworded.Add(entry.Id);
    }
}

/// <summary>What is kept of a conversation beside its entries.</summary>
public sealed record ConversationState
{
    /// <summary>Its name.</summary>
    public required ConversationId Id { get; init; }

    /// <summary>The inbox it goes on in.</summary>
    public required InboxId Inbox { get; init; }

    /// <summary>Whose it is.</summary>
    public required CustomerId Customer { get; init; }

    /// <summary>The latest subject.</summary>
    public required string Subject { get; init; }

    /// <summary>The first subject without prefixes.</summary>
    public required string BaseSubject { get; init; }

    /// <summary>How it stands.</summary>
    public required ConversationStatus Status { get; init; }

    /// <summary>The one colleague who owns it; null for none.</summary>
    public AgentId? Assignee { get; init; }

    /// <summary>When it was opened.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When something last happened.</summary>
    public required DateTimeOffset LastActivityAt { get; init; }

    /// <summary>When a snoozed conversation wakes by itself; null for one that waits until the customer writes, or is not snoozed.</summary>
    public DateTimeOffset? SnoozedUntil { get; init; }

    /// <summary>Since when the customer waits for an answer; null when they do not.</summary>
    public DateTimeOffset? WaitingSince { get; init; }

    /// <summary>Every address that was sender or recipient.</summary>
    public IReadOnlyList<EmailAddress> Participants { get; init; } = [];

    /// <summary>The note that says what was agreed; null for none.</summary>
    public EntryId? Outcome { get; init; }

    /// <summary>Words that colleagues put on it, each once, in the order they came.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>A colleague said that it is spam. Only a closed conversation is.</summary>
    public bool IsSpam { get; init; }

    /// <summary>The closed conversation that this one takes up again; null for none.</summary>
    public ConversationId? Follows { get; init; }

    /// <summary>The conversation that it goes on in; null while it goes on by itself. One that was merged is closed and holds no mail.</summary>
    public ConversationId? MergedInto { get; init; }

    /// <summary>The inbox that it came in by, where it goes on in another; else null.</summary>
    public InboxId? CameBy { get; init; }

    /// <summary>The root post of its thread in chat; null until it is posted.</summary>
    public ChatPostRef? Thread { get; init; }
}

namespace MailBridge.Conversations;

/// <content>
/// Mail beside the customer's: what an agent begins, and side threads with third parties. Who takes part in a side thread takes no part in the conversation.
/// </content>
public sealed partial class Conversation
{
    /// <summary>Opens a conversation in which we write first.</summary>
    public static Conversation Begin(ConversationId id, InboxId inbox, CustomerId customer, string subject, string baseSubject, DateTimeOffset now)
        => new(
            new ConversationState
            {
                Id = id,
                Inbox = inbox,
                Customer = customer,
                Subject = subject,
                BaseSubject = baseSubject,
                Status = ConversationStatus.Open,
                OpenedAt = now,
                LastActivityAt = now,
            },
            [],
            version: 0);

    /// <summary>An agent writes the first mail; the conversation is theirs.</summary>
    public IReadOnlyList<DeliveryWork> Compose(Entry.AgentReply mail)
    {
        State = State with { Assignee = mail.Agent };
        return [new DeliveryWork.PostConversation(), .. Reply(mail).Where(w => w is not DeliveryWork.UpdateConversation)];
    }

    /// <summary>
    /// A mail of a side thread arrived. A closed conversation stays closed and nobody waits longer or shorter because of it; a snoozed one comes back when a
    /// person wrote, since somebody waited for that.
    /// </summary>
    public IReadOnlyList<DeliveryWork> ReceiveAside(Entry.SideEmail entry, EntryId waking)
    {
        Append(entry);
        var works = Following(entry);
        if (State.Status != ConversationStatus.Snoozed || entry.Agent is not null || entry.Marks.HasFlag(EmailMarks.Automatic)) return works;
        State = State with { Status = ConversationStatus.Open };
        Activity(waking, entry.At, ActivityKind.Woken, agent: null, entry.Email.From.Display);
        return [works[0], new DeliveryWork.PostEntry(waking), .. works.Skip(1)];
    }

    /// <summary>What a third party answered last, while no colleague has written to anybody since and the conversation was not closed since; else null.</summary>
    public Entry.SideEmail? UnseenAside
        => _entries.AsEnumerable().Reverse()
            .TakeWhile(e => !(e is Entry.AgentReply { Life: not (ReplyLife.Stopped or ReplyLife.Withdrawn) } or Entry.Activity { Kind: ActivityKind.Closed }))
            .OfType<Entry.SideEmail>().FirstOrDefault(e => e.Agent is null && !e.Marks.HasFlag(EmailMarks.Automatic));

    /// <summary>Something was mailed to or by the customer. It is not so where the first mail of ours is held or was taken back.</summary>
    private bool HasMail => _entries.Exists(
        e => e is Entry.CustomerEmail { } or Entry.AgentEmail { }
            or Entry.AgentReply { SideThread: null, Life: not (ReplyLife.Held or ReplyLife.Stopped or ReplyLife.Withdrawn) });

    /// <summary>The side thread in which the address last took part; null for people of the customer's side and for anybody else.</summary>
    public EntryId? SideThreadOf(EmailAddress address) => Sides().Aside.TryGetValue(address, out var thread) ? thread : null;

    /// <summary>The address is of the customer's side: it wrote or got a mail of theirs before it was ever written to aside, or an answer to the customer.</summary>
    public bool IsOfCustomersSide(EmailAddress address) => Sides().Customers.Contains(address);

    /// <summary>The side threads, by the entries that began them.</summary>
    public IEnumerable<EntryId> SideThreads => _entries.Select(e => e.Aside).OfType<EntryId>().Distinct();

    /// <summary>The entry that is known under a Message-ID, its own or one that it was given; null for none.</summary>
    public Entry? EntryKnownAs(MsgId id) => _entries.FindLast(e => e switch
    {
        { Incoming: { } m } => m.MessageId == id || m.HeaderId == id,
        Entry.Outgoing m => m.Email.MessageId == id || m.FurtherIds.Contains(id),
        _ => false,
    });

    /// <summary>
    /// Whose side everybody is on: the one on which they were first met. Only an agent who writes to somebody and the customer at once brings them together.
    /// </summary>
    private (HashSet<EmailAddress> Customers, Dictionary<EmailAddress, EntryId> Aside) Sides()
    {
        var (customers, aside) = (new HashSet<EmailAddress>(), new Dictionary<EmailAddress, EntryId>());
        foreach (var entry in _entries)
        {
            switch (entry)
            {
                case { Incoming: { } email, Aside: null }:
                    customers.UnionWith(PeopleOf(email).Where(a => !aside.ContainsKey(a)));
                    break;
                case Entry.AgentReply { Life: ReplyLife.Held or ReplyLife.Stopped or ReplyLife.Withdrawn }:
                    break;
                case Entry.AgentReply { SideThread: { } thread } reply:
                    foreach (var address in PeopleOf(reply.Email).Where(a => !customers.Contains(a))) aside[address] = thread;
                    break;
                case Entry.AgentReply reply:
                    foreach (var address in PeopleOf(reply.Email).Where(customers.Add)) aside.Remove(address);
                    break;
                case Entry.SideEmail { Email: var email, SideThread: var thread }:
                    foreach (var address in PeopleOf(email).Where(a => !customers.Contains(a))) aside[address] = thread;
                    break;
            }
        }
        return (customers, aside);

        static IEnumerable<EmailAddress> PeopleOf<T>(T mail) => mail switch
        {
            IncomingEmail m => [m.From.Address, .. m.ReplyTo.Concat(m.To).Concat(m.Cc).Select(p => p.Address)],
            OutgoingEmail m => m.To.Concat(m.Cc).Select(p => p.Address),
            _ => [],
        };
    }
}

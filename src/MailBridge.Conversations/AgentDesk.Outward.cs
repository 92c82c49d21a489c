namespace MailBridge.Conversations;

/// <content>Mail that answers no customer: what an agent begins, and side threads with third parties.</content>
public sealed partial class AgentDesk
{
    /// <summary>What an answer in a side thread would be: to the third party alone, never to the customer. Null for any other entry.</summary>
    public OutgoingEmail? DraftAside(Conversation conversation, Agent agent, string text, EntryId answered, EntryId entry)
    {
        if (conversation.Entry(answered) is not Entry.SideEmail { Email: var email, SideThread: var thread, Agent: var colleague }
            || directory.Inbox(conversation.State.Inbox) is not { } inbox) return null;
        var byUs = colleague is not null;
        var to = Aside(conversation, inbox, byUs ? email.To : email.ReplyTo.Count > 0 ? email.ReplyTo : [email.From], []);
        if (to.Count == 0) to = Aside(conversation, inbox, [email.From], []);
        var chain = email.References.Count > 0 ? email.References : email.InReplyTo;
        return Outgoing(conversation, inbox, agent, entry, thread) with
        {
            To = to,
            Cc = Aside(conversation, inbox, [.. email.To, .. email.Cc], to),
            Subject = email.BaseSubject.Length > 0 ? $"Re: {email.BaseSubject}" : "Re: your message",
            InReplyTo = email.AnswerableId,
            References = Shortened([.. chain, .. email.AnswerableId is { } id ? [id] : Array.Empty<MsgId>()]),
            Outlook = email.Outlook,
            Text = text,
            Quote = byUs ? null : new QuotedEmail(email.From, email.SentAt ?? email.ReceivedAt, email.NewText),
        };
    }

    /// <summary>What passing a mail on would be, to nobody yet. Null for an entry that is no mail that came in.</summary>
    public OutgoingEmail? DraftForward(Conversation conversation, Agent agent, string text, EntryId passedOn, EntryId entry)
    {
        if (conversation.Entry(passedOn)?.Incoming is not { } email || directory.Inbox(conversation.State.Inbox) is not { } inbox) return null;
        return Outgoing(conversation, inbox, agent, entry, entry) with
        {
            Subject = email.BaseSubject.Length > 0 ? $"Fwd: {email.BaseSubject}" : "Fwd: a mail to us",
            Text = text,
            Forward = new ForwardedEmail(
                passedOn, email.From, email.SentAt ?? email.ReceivedAt, email.Subject, Untagged(email.To, inbox), Untagged(email.Cc, inbox), MessageIdSigner.WithoutTokens(email.FullText)),
        };
    }

    private async Task<ActionOutcome> ComposeAsync(
        AgentAction.Compose compose, Agent agent, IReadOnlyList<OutgoingFile> attached, CancellationToken cancellation)
    {
        if (directory.Inbox(compose.Inbox) is not { } inbox) return new ActionOutcome.Refused("This inbox is not there (any more). Choose another one.");
        if (inbox.Owner is { } owner && owner != agent.Id)
            return new ActionOutcome.Refused($"This is {directory.NameOf(owner)}'s own mailbox; only they begin a conversation there. Choose another inbox.");
        if (string.IsNullOrWhiteSpace(compose.Text)) return new ActionOutcome.Refused("The mail is empty. Write something first.");
        if (compose.From is { } from && !inbox.Addresses.Contains(from))
            return new ActionOutcome.Refused($"{from} is no address of {inbox.Name} (any more). Choose another sender.");
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            var now = time.GetUtcNow();
            var entry = EntryId.New(time);
            var address = compose.From ?? inbox.Addresses[0];
            var blank = Blank(compose.Conversation, inbox, agent, entry, address) with
            {
                Subject = compose.Subject.Trim(),
                Text = compose.Text.Trim(),
                Files = attached,
            };
            var (email, problem) = ReplyRecipients.Apply(blank, compose.To, compose.Cc, directory);
            if (problem is not null) return new ActionOutcome.Refused(problem);
            var known = await store.FindCustomerAsync(email.To[0].Address, cancellation).ConfigureAwait(false);
            var customer = known ?? new Customer(CustomerId.New(time), email.To[0].Name, [email.To[0].Address], now);
            var conversation = Conversation.Begin(compose.Conversation, inbox.Id, customer.Id, email.Subject, compose.BaseSubject.Trim(), now);
            email = email with { Signature = ReplySignature.Of(Placeholders(conversation, customer, agent, inbox, address)) };
            var leak = await _guard.AgainstAsync(conversation, agent.Id, email.Text, [.. email.To, .. email.Cc], attached, cancellation).ConfigureAwait(false);
            var against = Joined(email.Subject.Length == 0 ? "The mail has no subject." : "", leak, TemplateText.Unfinished(email.Signature));
            if (against.Length > 0 && !compose.Confirmed) return new ActionOutcome.Held(against);
            var reply = new Entry.AgentReply { Id = entry, At = now, Agent = agent.Id, Email = email, Life = Released(now), IsConfirmed = against.Length > 0 };
            var works = conversation.Compose(reply);
            if (against.Length > 0) works = [.. works, .. conversation.Override(EntryId.New(time), agent.Id, against, now)];
            var commit = new DeskCommit
            {
                Receipt = compose.Receipt,
                Conversation = conversation,
                Customer = known is null ? customer : null,
                Deliveries = Deliveries.Of(works, conversation, time),
            };
            switch (await store.CommitAsync(commit, cancellation).ConfigureAwait(false))
            {
                case CommitResult.Committed:
                    return new ActionOutcome.Done { Life = reply.Life };
                case CommitResult.AlreadySeen:
                    return new ActionOutcome.Done { IsRepeat = true };
            }
        }
        throw new InvalidOperationException($"The customer of a new conversation was changed by others {MostTries} times in a row.");
    }

    private Decision Forward(
        AgentAction.Forward forward, Agent agent, Conversation conversation, EntryId entry, IReadOnlyList<OutgoingFile> attached, string leak)
        => DraftForward(conversation, agent, forward.Text.Trim(), forward.Entry, entry) is { } draft
            ? SendAside(draft, forward.To, forward.Cc, (agent, conversation, entry, entry), attached, forward.Confirmed, leak)
            : Refused(NoSuchMail);

    private Decision ReplyAside(
        AgentAction.ReplyAside answer, Agent agent, Conversation conversation, EntryId entry, IReadOnlyList<OutgoingFile> attached, string leak)
    {
        if (string.IsNullOrWhiteSpace(answer.Text)) return Refused("The answer is empty. Write something first.");
        if (DraftAside(conversation, agent, answer.Text.Trim(), answer.Entry, entry) is not { } draft
            || conversation.Entry(answer.Entry)?.Aside is not { } thread) return Refused(NoSuchMail);
        var against = Joined(leak, ReplyNews.Against(conversation, agent.Id, answer.LastSeen, directory, thread));
        return SendAside(draft, answer.To, answer.Cc, (agent, conversation, entry, thread), attached, answer.Confirmed, against);
    }

    private Decision SendAside(
        OutgoingEmail draft, IReadOnlyList<EmailPerson>? to, IReadOnlyList<EmailPerson>? cc,
        (Agent Agent, Conversation Conversation, EntryId Entry, EntryId Thread) where, IReadOnlyList<OutgoingFile> attached, bool isConfirmed, string against)
    {
        var (agent, conversation, entry, thread) = where;
        var (email, problem) = ReplyRecipients.Apply(draft, to, cc, directory, mayBeColleagues: true);
        if (problem is not null) return Refused(problem);
        against = Joined(against, TemplateText.Unfinished(email.Signature));
        if (against.Length > 0 && !isConfirmed) return new Decision(new ActionOutcome.Held(against), []);
        var now = time.GetUtcNow();
        var overridden = against.Length > 0 ? conversation.Override(EntryId.New(time), agent.Id, against, now) : [];
        var reply = new Entry.AgentReply
        {
            Id = entry, At = now, Agent = agent.Id, SideThread = thread, Email = email with { Files = attached }, Life = Released(now),
            IsConfirmed = against.Length > 0,
        };
        return Done([.. overridden, .. conversation.Reply(reply)], reply.Life);
    }

    /// <summary>A mail to nobody yet, with a token of the side thread's own: an answer to it is known as aside.</summary>
    private OutgoingEmail Outgoing(Conversation conversation, Inbox inbox, Agent agent, EntryId entry, EntryId thread)
    {
        var address = AddressFor(conversation, inbox, conversation.LatestCustomerEmail?.Email);
        return Blank(conversation.Id, inbox, agent, entry, address) with
        {
            ReplyTo = inbox.PlusAddressing && signer.TagAside(address, conversation.Id, thread) is { } tagged ? new EmailPerson(inbox.Name, tagged) : null,
            // Nothing of the conversation: its customer is no business of a third party's, and a signature that names them has a gap here.
            Signature = ReplySignature.Of(Placeholders(
                Conversation.Begin(conversation.Id, inbox.Id, conversation.State.Customer, "", "", time.GetUtcNow()), null, agent, inbox, address)),
        };
    }

    /// <summary>Whom an answer in a side thread may go to: colleagues may be third parties, the customer's side never.</summary>
    private List<EmailPerson> Aside(Conversation conversation, Inbox inbox, IReadOnlyList<EmailPerson> people, List<EmailPerson> but)
        => [.. people.Where(p => p.Address.Domain.Length > 0 && inbox.Named(p.Address) is null && !directory.IsSharedInbox(p.Address)
            && !(conversation.IsOfCustomersSide(p.Address) && !directory.IsOurs(p.Address))
            && but.All(b => b.Address != p.Address)).DistinctBy(p => p.Address)];

    /// <summary>Whoever has the conversation's own address is let into it, so a third party is shown the inbox' instead.</summary>
    private static IReadOnlyList<EmailPerson> Untagged(IReadOnlyList<EmailPerson> people, Inbox inbox)
        => [.. people.Select(p => inbox.Named(p.Address) is { } own ? p with { Address = own } : p)];
}

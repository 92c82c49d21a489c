namespace MailBridge.Conversations;

/// <summary>Does what agents ask for, or says why not. One owner at a time, no double answers.</summary>
public sealed class AgentDesk(IConversationStore store, DeskDirectory directory, MessageIdSigner signer, TimeProvider time)
{
    private const int MostTries = 20;

    /// <summary>References that a reply carries at most: the first and the last ones, so that the header stays within what servers accept.</summary>
    private const int MostReferences = 21;

    /// <summary>Does an action and commits it with what is to be sent.</summary>
    /// <exception cref="InvalidOperationException">Others kept changing the same conversation.</exception>
    public async Task<ActionOutcome> ActAsync(AgentAction action, CancellationToken cancellation)
    {
        if (directory.Agent(action.Agent) is not { } agent)
            return new ActionOutcome.Refused($"Nobody here is called “{action.Agent}”. Ask whoever runs MailBridge to add you under Agents.");
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            if (await store.LoadAsync(action.Conversation, cancellation).ConfigureAwait(false) is not { } conversation)
                return new ActionOutcome.Refused("This conversation does not exist any more.");
            var (outcome, works) = Decide(action, agent, conversation);
            if (works.Count == 0) return outcome;
            var commit = new DeskCommit
            {
                Receipt = action.Receipt,
                Conversation = conversation,
                Deliveries = Deliveries.Of(works, conversation.Id, time),
            };
            // A press that arrived before has done its work then.
            if (await store.CommitAsync(commit, cancellation).ConfigureAwait(false) != CommitResult.Conflict) return outcome;
        }
        throw new InvalidOperationException($"Conversation {action.Conversation} was changed by others {MostTries} times in a row.");
    }

    /// <summary>What a reply to the conversation would be: who gets it, from whom, under which subject. Null when there is nobody to write to.</summary>
    public OutgoingEmail? Draft(Conversation conversation, Agent agent, string text, EntryId entry)
    {
        if (directory.Inbox(conversation.State.Inbox) is not { } inbox) return null;
        var answered = conversation.LatestCustomerEmail?.Email
            ?? conversation.Entries.OfType<Entry.AgentEmail>().LastOrDefault()?.Email;
        if (answered is null) return null;
        var fromUs = directory.IsOurs(answered.From.Address);
        IReadOnlyList<EmailPerson> wanted = answered.ReplyTo.Count > 0 ? answered.ReplyTo : fromUs ? answered.To : [answered.From];
        var to = Outside(wanted, []);
        if (to.Count == 0) to = Outside(fromUs ? answered.To : [answered.From], []);
        if (to.Count == 0) return null;
        var cc = Outside([.. answered.To, .. answered.Cc], to);

        var address = inbox.Addresses.FirstOrDefault(
            a => answered.To.Concat(answered.Cc).Any(p => p.Address == a) || answered.DeliveredTo.Contains(a), inbox.Addresses[0]);
        var chain = answered.References.Count > 0 ? answered.References : answered.InReplyTo;
        return new OutgoingEmail
        {
            MessageId = signer.Sign(conversation.Id, entry, address.Domain),
            From = new EmailPerson(agent.Name, address),
            ReplyTo = inbox.PlusAddressing && signer.Tag(address, conversation.Id) is { } tagged ? new EmailPerson(inbox.Name, tagged) : null,
            To = to,
            Cc = cc,
            Subject = answered.BaseSubject.Length > 0 ? $"Re: {answered.BaseSubject}" : "Re: your message",
            InReplyTo = answered.AnswerableId,
            References = Shortened([.. chain.Concat(answered.AnswerableId is { } id ? [id] : []).Reverse().Distinct().Reverse()]),
            Outlook = answered.Outlook,
            Text = text,
            Quote = fromUs ? null : new QuotedEmail(answered.From, answered.SentAt ?? answered.ReceivedAt, answered.NewText),
        };
    }

    private (ActionOutcome, IReadOnlyList<DeliveryWork>) Decide(AgentAction action, Agent agent, Conversation conversation)
    {
        var now = time.GetUtcNow();
        var entry = EntryId.New(time);
        var owner = conversation.State.Assignee;
        switch (action)
        {
            case AgentAction.Reply reply:
                return Reply(reply, agent, conversation, entry, now);

            case AgentAction.AddNote { Text: var text }:
                return string.IsNullOrWhiteSpace(text)
                    ? Refused("The note is empty. Write something first.")
                    : Done(conversation.AddNote(new Entry.Note { Id = entry, At = now, Agent = agent.Id, Text = text.Trim() }));

            case AgentAction.Claim:
                return owner == agent.Id ? Done([])
                    : owner is { } other ? Refused($"{NameOf(other)} owns this conversation already.")
                    : Done(conversation.Claim(entry, agent.Id, now));

            case AgentAction.Release:
                return owner is null ? Done([])
                    : owner != agent.Id ? Refused($"{NameOf(owner.Value)} owns this conversation; only they can release it.")
                    : Done(conversation.Release(entry, agent.Id, now));

            case AgentAction.Close:
                return Done(conversation.State.Status == ConversationStatus.Closed ? [] : conversation.Close(entry, agent.Id, now));

            case AgentAction.Reopen:
                return Done(conversation.State.Status == ConversationStatus.Closed ? conversation.Reopen(entry, agent.Id, now) : []);

            case AgentAction.Retry { Entry: var id }:
                return conversation.Entry(id) is not Entry.AgentReply { Life: var life } ? Refused("There is no such reply in this conversation.")
                    : life is ReplyLife.Failed or ReplyLife.Bounced ? Done(conversation.RetryReply(id))
                    : Refused("This reply has not failed, so there is nothing to try again.");

            default:
                throw new ArgumentOutOfRangeException(nameof(action), action, "An action without a rule.");
        }
    }

    private (ActionOutcome, IReadOnlyList<DeliveryWork>) Reply(
        AgentAction.Reply reply, Agent agent, Conversation conversation, EntryId entry, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(reply.Text)) return Refused("The reply is empty. Write something first.");
        if (Draft(conversation, agent, reply.Text.Trim(), entry) is not { } email)
            return Refused("Nobody outside the team has written here, so there is nobody to reply to.");
        if (!reply.Confirmed && Objection(reply, agent, conversation) is { } objection) return (new ActionOutcome.Held(objection), []);
        return Done(conversation.Reply(new Entry.AgentReply { Id = entry, At = now, Agent = agent.Id, Email = email, Life = new ReplyLife.Queued() }));
    }

    /// <summary>What speaks against sending now: something the agent has not seen, or a colleague who owns the conversation.</summary>
    private string? Objection(AgentAction.Reply reply, Agent agent, Conversation conversation)
    {
        if (reply.LastSeen is { } seen)
        {
            var unseen = conversation.Entries.SkipWhile(e => e.Id != seen).Skip(1);
            foreach (var entry in unseen)
            {
                switch (entry)
                {
                    case Entry.CustomerEmail { Email: var email }:
                        return $"{email.From.Display} has written meanwhile: “{Excerpt(email.NewText)}”";
                    case Entry.AgentReply { Agent: var other, Email: var email } when other != agent.Id:
                        return $"{NameOf(other)} has replied meanwhile: “{Excerpt(email.Text)}”";
                    case Entry.AgentEmail { Email: var email }:
                        return $"{email.From.Display} has replied meanwhile: “{Excerpt(email.NewText)}”";
                }
            }
        }
        return conversation.State.Assignee is { } owner && owner != agent.Id ? $"{NameOf(owner)} owns this conversation." : null;
    }

    private List<EmailPerson> Outside(IReadOnlyList<EmailPerson> people, List<EmailPerson> but)
        => [.. people.Where(p => p.Address.Domain.Length > 0 && !directory.IsOurs(p.Address) && but.All(b => b.Address != p.Address)).DistinctBy(p => p.Address)];

    private static List<MsgId> Shortened(List<MsgId> references)
        => references.Count <= MostReferences ? references : [references[0], .. references.TakeLast(MostReferences - 1)];

    private static string Excerpt(string text)
    {
        const int longest = 160;
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= longest ? line : string.Concat(line.AsSpan(0, longest), "…");
    }

    private string NameOf(AgentId id) => directory.Agent(id)?.Name ?? id.Value;

    private static (ActionOutcome, IReadOnlyList<DeliveryWork>) Done(IReadOnlyList<DeliveryWork> works) => (new ActionOutcome.Done(), works);

    private static (ActionOutcome, IReadOnlyList<DeliveryWork>) Refused(string reason) => (new ActionOutcome.Refused(reason), []);
}

namespace MailBridge.Conversations;

/// <summary>Does what agents ask for, or says why not. One owner at a time, no double answers.</summary>
public sealed partial class AgentDesk(
    IConversationStore store, IReplyFiles files, DeskDirectory directory, MessageIdSigner signer, TimeProvider time, SendingRules? rules = null)
{
    private const int MostTries = 20;

    private readonly SendingRules _rules = rules ?? SendingRules.Default;
    private readonly LeakGuard _guard = new(store, directory, (rules ?? SendingRules.Default).InternalPhrases);

    /// <summary>Does an action and commits it with what is to be sent.</summary>
    /// <exception cref="InvalidOperationException">Others kept changing the same conversation.</exception>
    public async Task<ActionOutcome> ActAsync(AgentAction action, CancellationToken cancellation)
    {
        if (directory.Agent(action.Agent) is not { } agent)
            return new ActionOutcome.Refused($"Nobody here is called “{action.Agent}”. Ask whoever runs MailBridge to add you under Agents.");
        if (action is AgentAction.Belonging belonging) return await BelongAsync(belonging, agent, cancellation).ConfigureAwait(false);
        if (Blocked(action) is { } reason) return new ActionOutcome.Refused(reason);
        // Kept before the commit that names them: whatever goes wrong in between leaves files that no reply has, and no reply without its files.
        var kept = FilesOf(action) is { Count: > 0 } given ? await files.KeepAsync(given, cancellation).ConfigureAwait(false) : [];
        if (action is AgentAction.Compose compose) return await ComposeAsync(compose, agent, kept, cancellation).ConfigureAwait(false);
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            if (await store.LoadAsync(action.Conversation, cancellation).ConfigureAwait(false) is not { } conversation)
                return new ActionOutcome.Refused("This conversation does not exist any more.");
            if (Gone(action, conversation) is { } gone) return await RepeatAsync(action, cancellation).ConfigureAwait(false) ?? gone;
            var attached = Files(action, conversation, kept);
            var leak = await LeakAsync(action, conversation, attached, cancellation).ConfigureAwait(false);
            var block = await KnownBlockAsync(action, conversation, cancellation).ConfigureAwait(false);
            var decision = Decide(action, agent, conversation, attached, leak, block);
            // What was done by the very same press may be refused a second time.
            if (decision.Works.Count == 0)
                return decision.Outcome is ActionOutcome.Refused ? await RepeatAsync(action, cancellation).ConfigureAwait(false) ?? decision.Outcome : decision.Outcome;
            var commit = new DeskCommit
            {
                Receipt = action.Receipt,
                Conversation = conversation,
                Deliveries = Deliveries.Of(decision.Works, conversation, time),
                Typed = decision.Typed,
                Recalled = decision.Recalled,
                Blocked = decision.Blocked,
                Unblocked = decision.Unblocked,
            };
            switch (await store.CommitAsync(commit, cancellation).ConfigureAwait(false))
            {
                case CommitResult.Committed:
                    return decision.Outcome;
                case CommitResult.AlreadySeen:
                    // The press or message that arrived before has done its work then.
                    return new ActionOutcome.Done { IsRepeat = true };
            }
        }
        throw new InvalidOperationException($"Conversation {action.Conversation} was changed by others {MostTries} times in a row.");
    }

    private Decision Decide(AgentAction action, Agent agent, Conversation conversation, IReadOnlyList<OutgoingFile> attached, string leak, BlockedSender? block)
    {
        var now = time.GetUtcNow();
        var entry = EntryId.New(time);
        switch (action)
        {
            case AgentAction.Reply reply:
                return Reply(reply, agent, conversation, entry, attached, leak);

            case AgentAction.Forward forward:
                return Forward(forward, agent, conversation, entry, attached, leak);

            case AgentAction.ReplyAside answer:
                return ReplyAside(answer, agent, conversation, entry, attached, leak);

            case AgentAction.EditReply edit:
                return EditReply(edit, agent, conversation, leak);

            case AgentAction.WithdrawReply { Entry: var id }:
                return WithdrawReply(id, agent, conversation);

            case AgentAction.SendReply { Entry: var id }:
                return SendReply(id, agent, conversation);

            case AgentAction.AddNote note:
                return AddNote(note, agent, conversation, entry);

            case AgentAction.SetOutcome { Note: var note }:
                return SetOutcome(note, agent, conversation, entry);

            case AgentAction.EditNote edit:
                return EditNote(edit, agent, conversation);

            case AgentAction.DeleteNote { Entry: var id }:
                return DeleteNote(id, agent, conversation);

            case AgentAction.Claim:
                return Claim(agent, conversation, entry);

            case AgentAction.Release:
                return Release(agent, conversation, entry);

            case AgentAction.Assign assign:
                return Assign(assign, agent, conversation, entry);

            case AgentAction.Close:
                return Done(conversation.State.Status == ConversationStatus.Closed ? [] : conversation.Close(entry, agent.Id, now));

            case AgentAction.Reopen:
                return Done(conversation.State.Status == ConversationStatus.Closed
                    ? conversation.Reopen(entry, agent.Id, now)
                    : conversation.Wake(entry, agent.Id, now));

            case AgentAction.Snooze { Until: var until }:
                return Snooze(until, agent, conversation, entry);

            case AgentAction.ChangeInbox { Inbox: var inbox }:
                return ChangeInbox(inbox, agent, conversation, entry);

            case AgentAction.Retry { Entry: var id }:
                return conversation.Entry(id) is not Entry.AgentReply { Life: var life, ReplacedBy: var other } ? Refused(NoSuchReply)
                    : other is not null ? Refused(SentToOthers)
                    : life is ReplyLife.Failed or ReplyLife.Bounced or ReplyLife.Accepted { Refused.Count: > 0 } ? Done(conversation.RetryReply(id, now))
                    : Refused("This reply has not failed, so there is nothing to try again.");

            case AgentAction.Tag tag:
                return Tag(tag, agent, conversation, entry);

            case AgentAction.MarkSpam:
                return MarkSpam(agent, conversation, entry);

            case AgentAction.MarkNoSpam:
                return MarkNoSpam(agent, conversation, entry);

            case AgentAction.Block sender:
                return Block(sender, agent, conversation, entry, block);

            case AgentAction.Unblock unblock:
                return Unblock(unblock, agent, conversation, entry, block);

            case AgentAction.ChangeRecipients change:
                return ChangeRecipients(change, agent, conversation, entry, leak);

            default:
                throw new ArgumentOutOfRangeException(nameof(action), action, "An action without a rule.");
        }
    }

    private static Decision Done(IReadOnlyList<DeliveryWork> works) => new(new ActionOutcome.Done(), works);

    private static Decision Refused(string reason) => new(new ActionOutcome.Refused(reason), []);

    /// <summary>What an action comes to: what the agent is told, and what has to be sent because of it; no work means nothing changed.</summary>
    private sealed record Decision(ActionOutcome Outcome, IReadOnlyList<DeliveryWork> Works)
    {
        public TypedMessage? Typed { get; init; }

        public EntryId? Recalled { get; init; }

        public BlockedSender? Blocked { get; init; }

        public string? Unblocked { get; init; }
    }
}

namespace MailBridge.Conversations;

/// <content>What belongs together: merging, splitting, moving, and taking these back. Two conversations change in one commit, or none does.</content>
public sealed partial class AgentDesk
{
    private const string NoSuchMail = "There is no such mail in this conversation.";

    private async Task<ActionOutcome> BelongAsync(AgentAction.Belonging action, Agent agent, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            if (await store.LoadAsync(action.Conversation, cancellation).ConfigureAwait(false) is not { } conversation)
                return new ActionOutcome.Refused("This conversation does not exist any more.");
            if (Gone(action, conversation) is { } gone) return await RepeatAsync(action, cancellation).ConfigureAwait(false) ?? gone;
            var step = action switch
            {
                AgentAction.Merge merge => await MergeAsync(merge, agent, conversation, cancellation).ConfigureAwait(false),
                AgentAction.Split split => await SplitAsync(split, agent, conversation, cancellation).ConfigureAwait(false),
                AgentAction.MoveMail move => await MoveAsync(move, agent, conversation, cancellation).ConfigureAwait(false),
                AgentAction.UndoMove undo => await UndoAsync(undo, agent, conversation, cancellation).ConfigureAwait(false),
                _ => throw new ArgumentOutOfRangeException(nameof(action), action, "An action without a rule."),
            };
            if (step is not { Giver: { } giver, Taker: { } taker })
                return step.Outcome is ActionOutcome.Refused ? await RepeatAsync(action, cancellation).ConfigureAwait(false) ?? step.Outcome : step.Outcome;
            var commit = new DeskCommit
            {
                Receipt = action.Receipt,
                Conversation = taker.Conversation,
                Other = giver.Conversation,
                Deliveries = [.. Deliveries.Of(taker.Works, taker.Conversation, time), .. Deliveries.Of(giver.Works, giver.Conversation, time)],
            };
            switch (await store.CommitAsync(commit, cancellation).ConfigureAwait(false))
            {
                case CommitResult.Committed:
                    return step.Outcome;
                case CommitResult.AlreadySeen:
                    return new ActionOutcome.Done { IsRepeat = true };
            }
        }
        throw new InvalidOperationException($"Conversation {action.Conversation} was changed by others {MostTries} times in a row.");
    }

    /// <summary>What an agent is told who wants something of a conversation that goes on in another one; null for any other.</summary>
    private static ActionOutcome.Refused? Gone(AgentAction action, Conversation conversation)
    {
        if (action is AgentAction.UndoMove) return null;
        if (conversation.State.MergedInto is { } into)
        {
            var subject = conversation.Merge?.Move?.OtherSubject;
            return new ActionOutcome.Refused($"This conversation was merged into {Quoted(subject)} and goes on there, so nothing was done here.") { Instead = into };
        }
        EntryId? named = action switch
        {
            AgentAction.Split { Mail: var id } => id,
            AgentAction.MoveMail { Mail: var id } => id,
            AgentAction.Forward { Entry: var id } => id,
            AgentAction.ReplyAside { Entry: var id } => id,
            AgentAction.EditReply { Entry: var id } => id,
            AgentAction.WithdrawReply { Entry: var id } => id,
            AgentAction.SendReply { Entry: var id } => id,
            AgentAction.Retry { Entry: var id } => id,
            AgentAction.ChangeRecipients { Entry: var id } => id,
            AgentAction.EditNote { Entry: var id } => id,
            AgentAction.DeleteNote { Entry: var id } => id,
            AgentAction.SetOutcome { Note: var id } => id,
            _ => null,
        };
        return named is { } entry && conversation.Entry(entry) is null && conversation.WayOf(entry) is { } way
            ? new ActionOutcome.Refused($"This was moved to {Quoted(way.OtherSubject)}, so nothing was done here.") { Instead = way.Other }
            : null;
    }

    /// <summary>"Done" where the very press that is asked for again did its work before; else null.</summary>
    private async Task<ActionOutcome?> RepeatAsync(AgentAction action, CancellationToken cancellation)
        => action.Receipt is { } receipt && await store.HasSeenAsync(receipt, cancellation).ConfigureAwait(false)
            ? new ActionOutcome.Done { IsRepeat = true }
            : null;

    private async Task<Step> MergeAsync(AgentAction.Merge merge, Agent agent, Conversation from, CancellationToken cancellation)
    {
        if (await store.LoadLastAsync(merge.Into, cancellation).ConfigureAwait(false) is not { } into) return Step.Refused("There is no such conversation.");
        if (into.Id == from.Id)
        {
            return Step.Refused(merge.Into == from.Id ? "That is this very conversation. Choose another one to merge it into."
                : "That conversation was merged into this one, so there is nothing left to merge.");
        }
        var entries = from.Entries.Where(MailTrees.MayGo).ToList();
        if (Unfinished(entries, "merge") is { } problem) return problem;
        if (!merge.Confirmed && await OfAnotherAsync(from, into, cancellation).ConfigureAwait(false) is { } other)
            return new Step(new ActionOutcome.Held(other) { Confirm = "Merge anyway" });
        return await GoAsync(ActivityKind.Merged, agent, from, into, entries, cancellation).ConfigureAwait(false);
    }

    private async Task<Step> SplitAsync(AgentAction.Split split, Agent agent, Conversation from, CancellationToken cancellation)
    {
        if (Movable(from, split.Mail) is not { } first) return Step.Refused(NoSuchMail);
        var entries = MailTrees.From(from.Entries, split.Mail, split.WithAnswers);
        if (Unfinished(entries, "split") is { } problem) return problem;
        if (LeavesNothing(from, entries)) return Step.Refused("Nothing would be left here. The conversation is about this mail already.");
        var customer = directory.IsOurs(first.From.Address) ? null : await store.FindCustomerAsync(first.From.Address, cancellation).ConfigureAwait(false);
        var into = Conversation.OpenFor(ConversationId.New(time), from.State, customer?.Id ?? from.State.Customer, first);
        return await GoAsync(ActivityKind.Split, agent, from, into, entries, cancellation).ConfigureAwait(false);
    }

    private async Task<Step> MoveAsync(AgentAction.MoveMail move, Agent agent, Conversation from, CancellationToken cancellation)
    {
        if (Movable(from, move.Mail) is null) return Step.Refused(NoSuchMail);
        if (await store.LoadLastAsync(move.To, cancellation).ConfigureAwait(false) is not { } into) return Step.Refused("There is no such conversation.");
        if (into.Id == from.Id) return Step.Refused("The mail is in that conversation already. Choose another one.");
        var entries = MailTrees.From(from.Entries, move.Mail, move.WithAnswers);
        if (Unfinished(entries, "move") is { } problem) return problem;
        if (LeavesNothing(from, entries)) return Step.Refused("Nothing would be left here. Merge the whole conversation into the other one instead.");
        if (!move.Confirmed && await OfAnotherAsync(from, into, cancellation).ConfigureAwait(false) is { } other)
            return new Step(new ActionOutcome.Held(other) { Confirm = "Move anyway" });
        return await GoAsync(ActivityKind.Moved, agent, from, into, entries, cancellation).ConfigureAwait(false);
    }

    private async Task<Step> UndoAsync(AgentAction.UndoMove undo, Agent agent, Conversation conversation, CancellationToken cancellation)
    {
        if (conversation.Entry(undo.Activity) is not Entry.Activity { Move: { } move, Kind: not ActivityKind.MoveUndone })
            return Step.Refused("There is nothing here to be taken back.");
        // Either end may be asked; whoever gave the entries remembers where they stood.
        var source = move.IsAway ? conversation : await store.LoadAsync(move.Other, cancellation).ConfigureAwait(false);
        var target = source?.Entries.OfType<Entry.Activity>().FirstOrDefault(a => a.Move is { IsAway: true } m && m.Id == move.Id)?.Move is { Other: var other }
            ? await store.LoadLastAsync(other, cancellation).ConfigureAwait(false) : null;
        if (source is null || target is null) return Step.Refused("The other conversation is not there any more, so this cannot be taken back.");
        if (source.IsUndone(move.Id)) return new Step(new ActionOutcome.Done());
        if (source.State.MergedInto is not null && source.Merge?.Move?.Id != move.Id)
        {
            return Step.Refused(
                $"{Quoted(source.State.Subject)} was merged into {Quoted(source.Merge?.Move?.OtherSubject)} since. Take that back first.", source.State.MergedInto);
        }
        // What was moved on from there is where somebody wanted it.
        var entries = MailTrees.Back(target.Entries, move.Entries);
        if (Unfinished(entries, "take this back") is { } problem) return problem;
        return await GoAsync(ActivityKind.MoveUndone, agent, target, source, entries, cancellation, move.Id).ConfigureAwait(false);
    }

    private async Task<Step> GoAsync(
        ActivityKind kind, Agent agent, Conversation from, Conversation into, IReadOnlyList<Entry> entries, CancellationToken cancellation, EntryId? undone = null)
    {
        var now = time.GetUtcNow();
        var (away, here) = (EntryId.New(time), EntryId.New(time));
        var posts = await store.FindPostsAsync(from.Id, cancellation).ConfigureAwait(false);
        var (giver, taker) = (from.State, into.State);
        EntryId[] ids = [.. entries.Select(e => e.Id)];
        var move = new EntryMove { Id = undone ?? away, Other = into.Id, OtherSubject = taker.Subject, IsAway = true, Entries = ids, Mails = entries.Count(MailTrees.IsMail) };
        IReadOnlyList<FormerPost> former =
            [.. entries.Where(e => posts.ContainsKey(e.Id)).Select(e => new FormerPost(e.Id, posts[e.Id], e is Entry.Note { IsTyped: true }))];
        var gives = from.Give(Told(away, Standing(move, giver) with { Posts = former }), taker);
        var takes = into.Take(Told(here, Standing(move with { Other = from.Id, OtherSubject = giver.Subject, IsAway = false }, taker)), entries, giver);
        return new Step(new ActionOutcome.Done()) { Giver = (from, gives), Taker = (into, takes) };

        Entry.Activity Told(EntryId id, EntryMove side) => new() { Id = id, At = now, Kind = kind, Agent = agent.Id, Move = side };
    }

    private static EntryMove Standing(EntryMove move, ConversationState state)
        => move with { Status = state.Status, SnoozedUntil = state.SnoozedUntil, Owner = state.Assignee };

    /// <summary>A mail that may be split off or moved, of a customer or of a colleague's own mail program; null for any other entry.</summary>
    public static IncomingEmail? Movable(Conversation conversation, EntryId id)
        => conversation.Entry(id) is (Entry.CustomerEmail or Entry.AgentEmail) and { Incoming: var mail } ? mail : null;

    private static bool LeavesNothing(Conversation conversation, IReadOnlyList<Entry> going)
        => !conversation.Entries.Any(e => e is (Entry.CustomerEmail or Entry.AgentEmail) && !going.Contains(e));

    /// <summary>A reply that is on its way would lose it: whoever wrote it waits for a moment, or takes it back.</summary>
    private Step? Unfinished(IReadOnlyList<Entry> entries, string verb)
        => entries.OfType<Entry.AgentReply>().FirstOrDefault(r => r.Life is ReplyLife.Held or ReplyLife.Queued or ReplyLife.Partial or ReplyLife.Uncertain) is { } reply
            ? Step.Refused($"A reply of {directory.NameOf(reply.Agent)} is just on its way from here. Wait until it is sent, or take it back, and {verb} then.")
            : null;

    private async Task<string?> OfAnotherAsync(Conversation from, Conversation into, CancellationToken cancellation)
    {
        if (from.State.Customer == into.State.Customer) return null;
        var (here, there) = (
            await store.LoadCustomerAsync(from.State.Customer, cancellation).ConfigureAwait(false),
            await store.LoadCustomerAsync(into.State.Customer, cancellation).ConfigureAwait(false));
        return $"{Quoted(into.State.Subject)} is a conversation with {Full(there)}, and this one is with {Full(here)}.";

        static string Full(Customer? customer) => customer is null ? "somebody else"
            : customer.Name.Length > 0 && customer.Addresses.Count > 0 ? $"{customer.Name} ({customer.Addresses[0]})" : customer.Display;
    }

    private Decision ChangeInbox(InboxId id, Agent agent, Conversation conversation, EntryId entry)
    {
        if (directory.Inbox(id) is not { } inbox) return Refused("There is no such inbox (any more). Choose another one.");
        if (conversation.State.Inbox == id) return Done([]);
        var stays = conversation.State.Thread is null || directory.Inbox(conversation.State.Inbox)?.Channel == inbox.Channel;
        return Done(conversation.ChangeInbox(entry, agent.Id, inbox, stays, time.GetUtcNow()));
    }

    private static string Quoted(string? subject) => string.IsNullOrWhiteSpace(subject) ? "a conversation without a subject" : $"“{subject.Trim()}”";

    /// <summary>What an action between two conversations comes to; without both of them nothing changes.</summary>
    private sealed record Step(ActionOutcome Outcome)
    {
        public (Conversation Conversation, IReadOnlyList<DeliveryWork> Works)? Giver { get; init; }

        public (Conversation Conversation, IReadOnlyList<DeliveryWork> Works)? Taker { get; init; }

        public static Step Refused(string reason, ConversationId? instead = null) => new(new ActionOutcome.Refused(reason) { Instead = instead });
    }
}

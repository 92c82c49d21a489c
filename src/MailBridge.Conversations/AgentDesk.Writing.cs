using System.Globalization;

namespace MailBridge.Conversations;

/// <content>Replies and notes.</content>
public sealed partial class AgentDesk
{
    /// <summary>Why there can be no reply in a conversation that only colleagues have written in.</summary>
    public const string NobodyToReplyTo = "Nobody outside the team has written here, so there is nobody to reply to.";

    private const string NoSuchReply = "There is no such reply in this conversation.";

    /// <summary>What is wrong with an action whatever the conversation is; null for nothing.</summary>
    private string? Blocked(AgentAction action)
    {
        var size = FilesOf(action).Sum(f => (long)f.Bytes.Length);
        return size <= _rules.MostAttachmentBytes ? null : TooLarge(size, _rules);
    }

    private static IReadOnlyList<ReplyFile> FilesOf(AgentAction action) => action switch
    {
        AgentAction.Reply { Files: var given } => given,
        AgentAction.Compose { Files: var given } => given,
        AgentAction.Forward { Files: var given } => given,
        AgentAction.ReplyAside { Files: var given } => given,
        _ => [],
    };

    /// <summary>The sentence for files that are too large for one reply.</summary>
    public static string TooLarge(long size, SendingRules rules)
    {
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The files are {MiB(size)} MB together; a reply may carry {MiB(rules.MostAttachmentBytes)} MB. Send fewer, or a link to them.");

        // Rounded up: what is one byte too large must not look as large as what is allowed.
        static string MiB(long octets) => (Math.Ceiling(octets / 104857.6) / 10).ToString("0.#", CultureInfo.InvariantCulture);
    }

    private Decision Reply(AgentAction.Reply reply, Agent agent, Conversation conversation, EntryId entry, IReadOnlyList<OutgoingFile> attached, string leak)
    {
        if (string.IsNullOrWhiteSpace(reply.Text)) return Refused("The reply is empty. Write something first.");
        if (conversation.State.IsSpam) return Refused("This conversation is marked as spam. Press “Not spam” before you answer it.");
        if (Draft(conversation, agent, reply.Text.Trim(), entry) is not { } draft)
            return Refused(NobodyToReplyTo);
        var (email, problem) = ReplyRecipients.Apply(draft, reply.To, reply.Cc, directory);
        if (problem is not null) return Refused(problem);
        if (attached.Sum(f => f.Size) is var size && size > _rules.MostAttachmentBytes) return Refused(TooLarge(size, _rules));
        var against = Joined(reply.Doubt, leak, TemplateText.Unfinished(email.Signature), ReplyNews.Against(conversation, agent.Id, reply.LastSeen, directory));
        var objection = reply.Confirmed ? "" : against;
        if (objection.Length > 0 && reply.TypedIn is null) return new Decision(new ActionOutcome.Held(objection), []);
        var now = time.GetUtcNow();
        var overridden = reply.Confirmed && against.Length > 0 ? conversation.Override(EntryId.New(time), agent.Id, against, now) : [];
        ReplyLife life = objection.Length > 0 ? new ReplyLife.Stopped(now, objection)
            : Released(now);
        var works = conversation.Reply(new Entry.AgentReply
        {
            Id = entry, At = now, Agent = agent.Id, Email = email with { Files = attached }, Life = life, IsTyped = reply.TypedIn is not null,
            Templates = reply.Templates, IsConfirmed = overridden.Count > 0,
        }, directory.FirstReplyOwns(conversation.State.Inbox));
        return Done([.. overridden, .. works], life) with { Typed = reply.TypedIn is { } message ? new TypedMessage(entry, message, IsPost: false) : null };
    }

    /// <summary>The life of a reply against which nothing speaks: its author still has a moment to think better of it.</summary>
    private ReplyLife Released(DateTimeOffset now) => _rules.Hold > TimeSpan.Zero ? new ReplyLife.Held(now + _rules.Hold) : new ReplyLife.Queued();

    /// <summary>The files of an action: those that came with it, and those of a reply that it takes up again.</summary>
    private static IReadOnlyList<OutgoingFile> Files(AgentAction action, Conversation conversation, IReadOnlyList<OutgoingFile> given)
        => action is AgentAction.Reply { Carries: { } id, Agent: var agent }
            && conversation.Entry(id) is Entry.AgentReply { Life: ReplyLife.Withdrawn, Email.Files: var kept } before && before.Agent == agent
                ? [.. kept, .. given]
                : given;

    private static string Joined(params ReadOnlySpan<string?> reasons)
    {
        var said = new List<string>();
        foreach (var reason in reasons)
        {
            if (!string.IsNullOrEmpty(reason)) said.Add(reason);
        }
        return string.Join(' ', said);
    }

    /// <summary>What of an action's words or files should not leave the house, in sentences; empty for nothing.</summary>
    private Task<string> LeakAsync(AgentAction action, Conversation conversation, IReadOnlyList<OutgoingFile> attached, CancellationToken cancellation) => action switch
    {
        AgentAction.Reply reply => _guard.AgainstAsync(conversation, action.Agent, reply.Text, [.. reply.To ?? [], .. reply.Cc ?? []], attached, cancellation),
        AgentAction.ChangeRecipients change when conversation.Entry(change.Entry) is Entry.AgentReply { Email: var same, Agent: var author }
            => _guard.AgainstAsync(conversation, author, same.Text, [.. change.To, .. change.Cc], same.Files, cancellation),
        AgentAction.Forward forward => _guard.AgainstAsideAsync(conversation, action.Agent, forward.Text, [.. forward.To, .. forward.Cc], attached, cancellation),
        AgentAction.ReplyAside aside => _guard.AgainstAsideAsync(conversation, action.Agent, aside.Text, [.. aside.To ?? [], .. aside.Cc ?? []], attached, cancellation),
        AgentAction.EditReply edit when conversation.Entry(edit.Entry) is Entry.AgentReply { SideThread: not null, Email: var email }
            => _guard.AgainstAsideAsync(conversation, action.Agent, edit.Text, [.. email.To, .. email.Cc], email.Files, cancellation),
        AgentAction.EditReply edit when conversation.Entry(edit.Entry) is Entry.AgentReply { Email: var email }
            => _guard.AgainstAsync(conversation, action.Agent, edit.Text, [.. email.To, .. email.Cc], email.Files, cancellation),
        _ => Task.FromResult(""),
    };

    private Decision EditReply(AgentAction.EditReply edit, Agent agent, Conversation conversation, string leak)
    {
        if (conversation.Entry(edit.Entry) is not Entry.AgentReply reply) return Refused(NoSuchReply);
        if (reply.Agent != agent.Id) return Refused($"{directory.NameOf(reply.Agent)} wrote this reply; only they can change it.");
        if (TooLate(reply) is { } late) return late;
        if (string.IsNullOrWhiteSpace(edit.Text)) return Refused("The reply would be empty. Delete the message to take the reply back.");
        var works = conversation.EditReply(edit.Entry, edit.Text.Trim());
        // One that is stopped already stays so, for what speaks against its new words.
        if (works.Count == 0 || Joined(edit.Doubt, leak) is not { Length: > 0 } reason) return Done(works, reply.Life);
        var stopped = conversation.StopReply(edit.Entry, reason, time.GetUtcNow());
        return Done(stopped, ((Entry.AgentReply)conversation.Entry(edit.Entry)!).Life) with { Recalled = edit.Entry };
    }

    private Decision WithdrawReply(EntryId id, Agent agent, Conversation conversation)
    {
        if (conversation.Entry(id) is not Entry.AgentReply reply) return Refused(NoSuchReply);
        if (reply.Life is ReplyLife.Withdrawn) return Done([], reply.Life);
        if (TooLate(reply) is { } late) return late;
        var works = conversation.WithdrawReply(id, agent.Id, time.GetUtcNow());
        return Done(works, ((Entry.AgentReply)conversation.Entry(id)!).Life) with { Recalled = id };
    }

    private Decision SendReply(EntryId id, Agent agent, Conversation conversation)
    {
        if (conversation.Entry(id) is not Entry.AgentReply reply) return Refused(NoSuchReply);
        if (TooLate(reply) is { } late) return late;
        var now = time.GetUtcNow();
        var works = reply.Life is ReplyLife.Held && ReplyNews.Since(conversation, reply, directory) is { } news
            ? conversation.StopReply(id, news, now)
            : conversation.LetGo(id, agent.Id, now, directory.FirstReplyOwns(conversation.State.Inbox));
        var overridden = reply.Life is ReplyLife.Stopped { Reason: var reason } ? conversation.Override(EntryId.New(time), agent.Id, reason, now) : [];
        return Done([.. works, .. overridden], ((Entry.AgentReply)conversation.Entry(id)!).Life) with { Recalled = id };
    }

    private Decision AddNote(AgentAction.AddNote note, Agent agent, Conversation conversation, EntryId entry)
    {
        if (string.IsNullOrWhiteSpace(note.Text)) return Refused("The note is empty. Write something first.");
        var works = conversation.AddNote(new Entry.Note
        {
            Id = entry, At = time.GetUtcNow(), Agent = agent.Id, Text = note.Text.Trim(), IsTyped = note.PostedAt is not null,
            Mentions = Mentions.In(note.Text, directory), Files = [.. note.Files.Select(f => f.Named())],
        });
        if (note.IsOutcome) works = [.. works, .. conversation.SetOutcome(EntryId.New(time), agent.Id, entry, time.GetUtcNow())];
        return Done(works) with { Typed = note.PostedAt is { } message ? new TypedMessage(entry, message, IsPost: true) : null };
    }

    private Decision SetOutcome(EntryId? note, Agent agent, Conversation conversation, EntryId entry)
        => note == conversation.State.Outcome ? Done([])
            : note is { } id && conversation.Entry(id) is not Entry.Note { DeletedAt: null } ? Refused("There is no such note in this conversation.")
            : Done(conversation.SetOutcome(entry, agent.Id, note, time.GetUtcNow()));

    private Decision EditNote(AgentAction.EditNote edit, Agent agent, Conversation conversation)
    {
        if (conversation.Entry(edit.Entry) is not Entry.Note { DeletedAt: null } note) return Refused("There is no such note in this conversation.");
        if (note.Agent != agent.Id) return Refused($"{directory.NameOf(note.Agent)} wrote this note; only they can change it.");
        return string.IsNullOrWhiteSpace(edit.Text)
            ? Refused("The note would be empty. Delete it instead.")
            : Done(conversation.EditNote(edit.Entry, EntryId.New(time), edit.Text.Trim(), Mentions.In(edit.Text, directory), time.GetUtcNow()));
    }

    private Decision DeleteNote(EntryId id, Agent agent, Conversation conversation)
    {
        if (conversation.Entry(id) is not Entry.Note note) return Refused("There is no such note in this conversation.");
        return note.Agent != agent.Id
            ? Refused($"{directory.NameOf(note.Agent)} wrote this note; only they can delete it.")
            : Done(conversation.DeleteNote(id, EntryId.New(time), time.GetUtcNow()));
    }

    /// <summary>Why a reply cannot be changed or taken back any more; null while it can.</summary>
    private static Decision? TooLate(Entry.AgentReply reply) => reply.Life switch
    {
        ReplyLife.Held or ReplyLife.Stopped => null,
        ReplyLife.Accepted { At: var at } => new Decision(new ActionOutcome.AlreadySent(at), []),
        ReplyLife.Partial { At: var at } => new Decision(new ActionOutcome.AlreadySent(at), []),
        ReplyLife.Bounced => new Decision(new ActionOutcome.AlreadySent(reply.LetGoAt ?? reply.At), []),
        ReplyLife.Withdrawn => Refused("This reply was taken back before. Write a new one."),
        ReplyLife.Failed => Refused("This reply could not be sent. Try it again on its post, or write a new one."),
        _ => Refused("This reply is on its way to the mail server and cannot be changed or taken back any more."),
    };

    private static Decision Done(IReadOnlyList<DeliveryWork> works, ReplyLife life) => new(new ActionOutcome.Done { Life = life }, works);
}

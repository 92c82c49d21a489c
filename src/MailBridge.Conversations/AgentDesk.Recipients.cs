namespace MailBridge.Conversations;

/// <content>Replies that did not arrive, mailed to others.</content>
public sealed partial class AgentDesk
{
    private const string SentToOthers = "This reply was sent to other recipients since. Look at that one.";

    /// <summary>Those of a reply's recipients who have not got it, as far as that is known; all of them where it is not.</summary>
    public static (IReadOnlyList<EmailPerson> To, IReadOnlyList<EmailPerson> Cc) WithoutMail(Entry.AgentReply reply)
    {
        var missing = Conversation.Missing(reply).Select(r => r.Address).ToHashSet();
        return missing.Count == 0
            ? (reply.Email.To, reply.Email.Cc)
            : ([.. reply.Email.To.Where(p => missing.Contains(p.Address))], [.. reply.Email.Cc.Where(p => missing.Contains(p.Address))]);
    }

    /// <summary>What speaks against sending a reply to others, whoever they are; null for nothing.</summary>
    public static string? WhyNotToOthers(Entry.AgentReply reply) => reply switch
    {
        { ReplacedBy: not null } => SentToOthers,
        { SideThread: not null } => "This mail went to a third party. Forward it again to write to another one.",
        { Life: ReplyLife.Failed or ReplyLife.Bounced or ReplyLife.Accepted { Refused.Count: > 0 } } => null,
        _ => "This reply has not failed, so its recipients stay as they are. Write a new one to write to others.",
    };

    private Decision ChangeRecipients(AgentAction.ChangeRecipients change, Agent agent, Conversation conversation, EntryId entry, string leak)
    {
        if (conversation.Entry(change.Entry) is not Entry.AgentReply failed) return Refused(NoSuchReply);
        if (WhyNotToOthers(failed) is { } reason) return Refused(reason);
        var again = failed.Email with { MessageId = signer.Sign(conversation.Id, entry, failed.Email.From.Address.Domain) };
        var (email, problem) = ReplyRecipients.Apply(again, change.To, change.Cc, directory);
        if (problem is not null) return Refused(problem);
        if (leak.Length > 0 && !change.Confirmed) return new Decision(new ActionOutcome.Held(leak), []);
        var now = time.GetUtcNow();
        var overridden = leak.Length > 0 ? conversation.Override(EntryId.New(time), agent.Id, leak, now) : [];
        var life = Released(now);
        // It is still its author's mail; who sent it to others is recorded beside it.
        var works = conversation.ReplyToOthers(
            failed.Id, new Entry.AgentReply { Id = entry, At = now, Agent = failed.Agent, Email = email, Life = life, IsConfirmed = true }, EntryId.New(time), agent.Id,
            directory.FirstReplyOwns(conversation.State.Inbox));
        return Done([.. overridden, .. works], life);
    }
}

namespace MailBridge.Conversations;

/// <content>Whose a conversation is, and when it is out of the way.</content>
public sealed partial class AgentDesk
{
    private Decision Claim(Agent agent, Conversation conversation, EntryId entry)
        => conversation.State.Assignee is not { } owner ? Done(conversation.Claim(entry, agent.Id, time.GetUtcNow()))
            : owner == agent.Id ? Done([])
            : Refused($"{directory.NameOf(owner)} owns this conversation already.");

    private Decision Release(Agent agent, Conversation conversation, EntryId entry)
        => conversation.State.Assignee is not { } owner ? Done([])
            : owner == agent.Id ? Done(conversation.Release(entry, agent.Id, time.GetUtcNow()))
            : Refused($"{directory.NameOf(owner)} owns this conversation; only they can release it.");

    private Decision Assign(AgentAction.Assign assign, Agent agent, Conversation conversation, EntryId entry)
    {
        if (directory.Agent(assign.To) is not { } chosen) return Refused($"Nobody here is called “{assign.To}”. Choose one of the colleagues.");
        var owner = conversation.State.Assignee;
        if (owner == chosen.Id) return Done([]);
        if (owner != assign.Seen && owner != agent.Id)
        {
            return Refused(owner is { } other
                ? $"{directory.NameOf(other)} owns this conversation by now, so nothing was done. Look at it again first."
                : $"{directory.NameOf(assign.Seen!.Value)} has given this conversation back meanwhile, so nothing was done. Look at it again first.");
        }
        if (owner is not { } colleague || colleague == agent.Id || assign.Confirmed) return Done(conversation.Assign(entry, agent.Id, chosen.Id, time.GetUtcNow()));
        var confirm = chosen.Id == agent.Id ? "Take over" : "Assign anyway";
        return new Decision(new ActionOutcome.Held($"{directory.NameOf(colleague)} owns this conversation and may be working on it.") { Confirm = confirm }, []);
    }

    private Decision Snooze(DateTimeOffset? until, Agent agent, Conversation conversation, EntryId entry)
    {
        var now = time.GetUtcNow();
        return conversation.State switch
        {
            { Status: ConversationStatus.Closed } => Refused("This conversation is closed. Reopen it before you snooze it."),
            { Status: ConversationStatus.Snoozed, SnoozedUntil: var before } when before == until => Done([]),
            _ when until <= now => Refused("That time has passed. Choose a later one."),
            _ when until > now.AddYears(1) => Refused("That is more than a year ahead. Choose a time within a year, or close the conversation."),
            _ => Done(conversation.Snooze(entry, agent.Id, until, now)),
        };
    }
}

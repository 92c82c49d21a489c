using MailBridge.ChatOut;
using MailBridge.Conversations;

namespace MailBridge.ChatIn;

/// <summary>The forms about a conversation's work beside writing in it, and what was filled into them. Pure functions.</summary>
internal sealed class WorkForms(DeskDirectory directory)
{
    private const string OwnerField = "owner";

    /// <summary>Whose it shall be. Remembers whose it was, so that nobody is overruled unseen.</summary>
    public Form Assign(Conversation conversation, Agent agent)
    {
        var owner = conversation.State.Assignee;
        IEnumerable<Agent> others = directory.Agents.Where(a => a.Id != agent.Id).OrderBy(a => a.Name, StringComparer.CurrentCulture);
        FormOption[] options = [new(agent.Id.Value, $"{agent.Name} (you)"), .. others.Select(a => new FormOption(a.Id.Value, a.Name))];
        // What people mostly want: take what is not theirs, give away what is.
        var initial = owner == agent.Id && options.Length > 1 ? options[1].Value : options[0].Value;
        return new Form(
            CardActions.Assign, conversation.Id.ToString(), "Assign the conversation", "Assign",
            [new CardFact("Owner", owner is { } id ? directory.NameOf(id) : "nobody")],
            [new FormField.Choice(OwnerField, "New owner", options, initial)], owner?.Value ?? "");
    }

    public static AgentAction.Assign ReadAssign(ChatRequest.Submission submission, ConversationId id) => new()
    {
        Agent = submission.Agent,
        Conversation = id,
        Receipt = submission.Receipt,
        To = new AgentId(submission.Values.GetValueOrDefault(OwnerField, "")),
        Seen = submission.State.Length > 0 ? new AgentId(submission.State) : null,
        Confirmed = submission.Confirmed,
    };
}

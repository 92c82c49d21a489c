using System.Globalization;
using MailBridge.ChatOut;
using MailBridge.Conversations;

namespace MailBridge.ChatIn;

/// <summary>The forms about a conversation's work beside writing in it, and what was filled into them. Pure functions.</summary>
internal sealed class WorkForms(DeskDirectory directory, SnoozeTimes times)
{
    private const string OwnerField = "owner", UntilField = "until", AtField = "at";

    private const string UntilWritten = "written", UntilTyped = "typed";

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

    /// <summary>Until when it shall be out of the way. Options hold the instants that they show, however long the form stands open.</summary>
    public Form Snooze(Conversation conversation)
    {
        FormOption[] options =
        [
            At("Tomorrow morning", times.TomorrowMorning), At("In three days", times.InThreeDays), At("Next Monday", times.NextMonday),
            new(UntilWritten, "Until the customer writes"), new(UntilTyped, "At the date and time below"),
        ];
        return new Form(
            CardActions.Snooze, conversation.Id.ToString(), "Snooze the conversation", "Snooze", [],
            [
                new FormField.Choice(UntilField, "Until", options, options[0].Value),
                new FormField.Line(AtField, $"Date and time, as 2026-12-24 14:30 ({times.Zone})", "", MaxLength: 40),
            ], "");

        FormOption At(string label, DateTimeOffset at)
            => new(at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), $"{label}: {times.Tell(at)}");
    }

    /// <summary>What was chosen, or why it cannot be read.</summary>
    public (AgentAction.Snooze? Action, string Problem) ReadSnooze(ChatRequest.Submission submission, ConversationId id)
    {
        var typed = submission.Values.GetValueOrDefault(AtField, "").Trim();
        var chosen = submission.Values.GetValueOrDefault(UntilField, "");
        // Whoever has typed a time means it, whatever the list still says.
        if (typed.Length > 0) chosen = typed;
        else if (chosen is UntilTyped or "") return (null, "Type the date and time, such as 2026-12-24 14:30.");
        var until = chosen == UntilWritten ? null : times.Read(chosen);
        return until is null && chosen != UntilWritten
            ? (null, $"“{chosen[..Math.Min(chosen.Length, 40)]}” is no date and time. Write it as 2026-12-24 14:30.")
            : (new AgentAction.Snooze { Agent = submission.Agent, Conversation = id, Receipt = submission.Receipt, Until = until }, "");
    }
}

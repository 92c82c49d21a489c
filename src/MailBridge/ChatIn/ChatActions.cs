using System.Globalization;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.MailIn;

namespace MailBridge.ChatIn;

/// <summary>Translates what people do in chat into the desk's actions, and the desk's answers into words or forms.</summary>
internal sealed class ChatActions(AgentDesk desk, IConversationStore store, IRawMailStore raw, DeskDirectory directory, MailArrived arrived, TimeProvider time)
    : IChatActions
{
    private const int LongestText = 100_000;
    private const string TextField = "text";

    public async Task<ChatAnswer> HandleAsync(ChatRequest request, CancellationToken cancellation)
    {
        if (directory.Agent(request.Agent) is not { } agent)
            return new ChatAnswer.Refused($"Nobody here is called “{request.Agent}”. Ask whoever runs MailBridge to add you under Agents.");
        if (request.Action == CardActions.Replay) return await ReplayAsync(request.Target, cancellation).ConfigureAwait(false);

        var (conversationText, entryText) = request.Target.Split('/', 2) is [var c, var e] ? (c, e) : (request.Target, null);
        if (!ConversationId.TryParse(conversationText, out var id)) return NoSuchThing();
        return request switch
        {
            ChatRequest.Click { Action: CardActions.Reply or CardActions.Note } => await FormAsync(request.Action, id, agent, cancellation).ConfigureAwait(false),
            ChatRequest.Click => Action(request, id, entryText) is { } action ? await ActAsync(action, cancellation).ConfigureAwait(false) : NoSuchThing(),
            ChatRequest.Submission submission => await SubmitAsync(submission, id, cancellation).ConfigureAwait(false),
            _ => NoSuchThing(),
        };
    }

    private static AgentAction? Action(ChatRequest request, ConversationId id, string? entryText) => request.Action switch
    {
        CardActions.Claim => new AgentAction.Claim { Agent = request.Agent, Conversation = id, Receipt = request.Receipt },
        CardActions.Release => new AgentAction.Release { Agent = request.Agent, Conversation = id, Receipt = request.Receipt },
        CardActions.Close => new AgentAction.Close { Agent = request.Agent, Conversation = id, Receipt = request.Receipt },
        CardActions.Reopen => new AgentAction.Reopen { Agent = request.Agent, Conversation = id, Receipt = request.Receipt },
        CardActions.Retry when EntryId.TryParse(entryText, out var entry)
            => new AgentAction.Retry { Agent = request.Agent, Conversation = id, Receipt = request.Receipt, Entry = entry },
        _ => null,
    };

    private async Task<ChatAnswer> FormAsync(string action, ConversationId id, Agent agent, CancellationToken cancellation)
    {
        if (await store.LoadAsync(id, cancellation).ConfigureAwait(false) is not { } conversation) return NoSuchThing();
        var state = conversation.Entries.Count > 0 ? conversation.Entries[^1].Id.ToString() : "";
        var field = new FormField.TextArea(TextField, action == CardActions.Reply ? "Reply" : "Internal note", "", LongestText);
        if (action == CardActions.Note)
            return new ChatAnswer.ShowForm(new Form(action, id.ToString(), "Internal note", "Add note", [], [field], state));
        if (desk.Draft(conversation, agent, "", EntryId.New(time)) is not { } draft)
            return new ChatAnswer.Refused("Nobody outside the team has written here, so there is nobody to reply to.");
        var customer = await store.LoadCustomerAsync(conversation.State.Customer, cancellation).ConfigureAwait(false);
        List<CardFact> facts = [new("From", Shown(draft.From)), .. draft.To.Select(p => new CardFact("To", Shown(p))), .. draft.Cc.Select(p => new CardFact("Cc", Shown(p)))];
        return new ChatAnswer.ShowForm(new Form(action, id.ToString(), $"Reply to {customer?.Display ?? draft.To[0].Display}", "Send", facts, [field], state)
        {
            Warning = conversation.State.Assignee is { } owner && owner != agent.Id ? $"{directory.Agent(owner)?.Name ?? owner.Value} owns this conversation." : "",
        });
    }

    private async Task<ChatAnswer> SubmitAsync(ChatRequest.Submission submission, ConversationId id, CancellationToken cancellation)
    {
        var text = submission.Values.GetValueOrDefault(TextField, "").ReplaceLineEndings("\n");
        if (text.Length > LongestText)
        {
            return new ChatAnswer.Refused(string.Create(
                CultureInfo.InvariantCulture, $"That is {text.Length:N0} characters; {LongestText:N0} is the most one mail can hold. Send it in parts."));
        }
        AgentAction? action = submission.Action switch
        {
            CardActions.Reply => new AgentAction.Reply
            {
                Agent = submission.Agent,
                Conversation = id,
                Receipt = submission.Receipt,
                Text = text,
                LastSeen = EntryId.TryParse(submission.State, out var seen) ? seen : null,
                Confirmed = submission.Confirmed,
            },
            CardActions.Note => new AgentAction.AddNote { Agent = submission.Agent, Conversation = id, Receipt = submission.Receipt, Text = text },
            _ => null,
        };
        return action is null ? NoSuchThing() : await ActAsync(action, cancellation).ConfigureAwait(false);
    }

    private async Task<ChatAnswer> ActAsync(AgentAction action, CancellationToken cancellation)
        => await desk.ActAsync(action, cancellation).ConfigureAwait(false) switch
        {
            ActionOutcome.Done => new ChatAnswer.Done(),
            ActionOutcome.Held { Reason: var reason } => new ChatAnswer.Held(reason, "Send anyway"),
            ActionOutcome.Refused { Reason: var reason } => new ChatAnswer.Refused(reason),
            var other => throw new InvalidOperationException($"An outcome without an answer: {other}"),
        };

    private async Task<ChatAnswer> ReplayAsync(string target, CancellationToken cancellation)
    {
        if (!RawMailId.TryParse(target, out var mail) || !await raw.ReplayAsync(mail, cancellation).ConfigureAwait(false))
            return new ChatAnswer.Refused("This mail is not in quarantine any more.");
        arrived.Signal();
        return new ChatAnswer.Done();
    }

    private static ChatAnswer.Refused NoSuchThing() => new("This button belongs to something that is not there any more. Reload and try again.");

    private static string Shown(EmailPerson person) => person.Name.Length > 0 ? $"{person.Name} <{person.Address}>" : person.Address.Value;
}

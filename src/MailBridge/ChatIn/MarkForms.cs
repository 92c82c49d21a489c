using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.MailIn;

namespace MailBridge.ChatIn;

/// <summary>Tags, spam and blocked senders: their forms, and what was filled in or pressed.</summary>
internal sealed class MarkForms(AgentDesk desk, IConversationStore store, IConversationList list, IRawMailStore raw, DeskDirectory directory, MailArrived arrived)
{
    private const string TagsField = "tags", KnownField = "known", WhoField = "who";

    private const string None = "-", Address = "address", Domain = "domain";

    /// <summary>Tags that are offered: what a list can show.</summary>
    private const int MostOffered = 99;

    /// <summary>The form behind one of <see cref="CardActions.Tags"/> and <see cref="CardActions.Block"/>; null for any other.</summary>
    public async Task<ChatAnswer?> OpenAsync(string action, Conversation conversation, CancellationToken cancellation) => action switch
    {
        CardActions.Tags => new ChatAnswer.ShowForm(Tags(conversation, await list.TagsAsync(MostOffered, cancellation).ConfigureAwait(false))),
        CardActions.Block => Block(conversation),
        _ => null,
    };

    /// <summary>What a press asks of the desk that opens no form; null for any other press.</summary>
    public static AgentAction? Pressed(ChatRequest.OnCard request, ConversationId id) => request.Action switch
    {
        CardActions.Spam => new AgentAction.MarkSpam { Agent = request.Agent, Conversation = id, Receipt = request.Receipt },
        CardActions.NotSpam => new AgentAction.MarkNoSpam { Agent = request.Agent, Conversation = id, Receipt = request.Receipt },
        _ => null,
    };

    /// <summary>What a form that was sent asks of the desk; null for any other form.</summary>
    public static AgentAction? Read(ChatRequest.Submission submission, ConversationId id) => submission.Action switch
    {
        CardActions.Tags => ReadTags(submission, id),
        CardActions.Block => new AgentAction.Block
        {
            Agent = submission.Agent, Conversation = id, Receipt = submission.Receipt, WholeDomain = submission.Values.GetValueOrDefault(WhoField) == Domain,
        },
        _ => null,
    };

    /// <summary>A press about a pattern, wherever it is listed; null for any other press.</summary>
    public async Task<ChatAnswer?> OnPatternAsync(ChatRequest.OnCard request, CancellationToken cancellation)
    {
        if (request.Action is not (CardActions.Unblock or CardActions.PostBlocked)) return null;
        var pattern = request.Target;
        var block = await store.FindBlockAsync([pattern], cancellation).ConfigureAwait(false);
        if (request.Action == CardActions.Unblock)
        {
            if (block is null) return new ChatAnswer.Told($"{pattern} is not blocked (any more).");
            // It is recorded where the conversation goes on, should that have been merged since.
            var on = (await store.LoadLastAsync(block.Conversation, cancellation).ConfigureAwait(false))?.Id ?? block.Conversation;
            var unblock = new AgentAction.Unblock { Agent = request.Agent, Conversation = on, Receipt = request.Receipt, Pattern = block.Pattern };
            return ChatActions.Answer(await desk.ActAsync(unblock, cancellation).ConfigureAwait(false)) is ChatAnswer.Done
                ? new ChatAnswer.Told($"{pattern} is no longer blocked.")
                : new ChatAnswer.Refused("It could not be unblocked. Try again.");
        }
        if (block is not null) return new ChatAnswer.Refused($"{pattern} is still blocked. Unblock it first.");
        var posted = await raw.ReplayBlockedAsync(pattern, cancellation).ConfigureAwait(false);
        if (posted > 0) arrived.Signal();
        return new ChatAnswer.Told(posted switch { 0 => "Nothing is kept aside any more.", 1 => "One mail is read now, as if it had just come.", _ => $"{posted} mails are read now, as if they had just come." });
    }

    /// <summary>What can be done about a pattern.</summary>
    public static CardButton? Button(BlockedList one)
        => one.Sender is not null ? new CardButton(CardActions.Unblock, one.Pattern, "Unblock")
            : one.Count > 0 ? new CardButton(CardActions.PostBlocked, one.Pattern, one.Count == 1 ? "Post it" : "Post them")
            : null;

    private static Form Tags(Conversation conversation, IReadOnlyList<string> known)
    {
        var has = conversation.State.Tags;
        FormOption[] offered = [new(None, "none"), .. known.Where(t => !has.Contains(t, StringComparer.OrdinalIgnoreCase)).Select(t => new FormOption(t, t))];
        FormField line = new FormField.Line(TagsField, "Tags, separated by commas", string.Join(", ", has), MaxLength: 1000);
        return new Form(
            CardActions.Tags, conversation.Id.ToString(), "Tags", "Save", [],
            offered.Length > 1 ? [line, new FormField.Choice(KnownField, "Add one that is in use", offered, None)] : [line],
            string.Join(',', has));
    }

    /// <summary>What has come into the field since the form was opened is put on, what has gone is taken off: nobody overrules a colleague unseen.</summary>
    private static AgentAction.Tag ReadTags(ChatRequest.Submission submission, ConversationId id)
    {
        var before = Conversations.Tags.Read(submission.State);
        var after = Conversations.Tags.Read(submission.Values.GetValueOrDefault(TagsField, ""));
        var chosen = submission.Values.GetValueOrDefault(KnownField, None);
        return new AgentAction.Tag
        {
            Agent = submission.Agent, Conversation = id, Receipt = submission.Receipt,
            Add = [.. after.Except(before, StringComparer.OrdinalIgnoreCase), .. chosen is None or "" ? [] : (string[])[chosen]],
            Remove = [.. before.Except(after, StringComparer.OrdinalIgnoreCase)],
        };
    }

    private ChatAnswer Block(Conversation conversation)
    {
        if (AgentDesk.Sender(conversation) is not { } sender) return new ChatAnswer.Refused("Nobody outside the team has written here, so there is nobody to block.");
        if (AgentDesk.WhyNotBlocked(sender, wholeDomain: false, directory) is { } reason) return new ChatAnswer.Refused(reason);
        var address = new FormOption(Address, sender.Value);
        FormOption[] options = AgentDesk.WhyNotBlocked(sender, wholeDomain: true, directory) is null
            ? [address, new(Domain, $"Everybody at {sender.Domain}")] : [address];
        return new ChatAnswer.ShowForm(new Form(
            CardActions.Block, conversation.Id.ToString(), "Block sender", "Block", [],
            [new FormField.Choice(WhoField, "Further mails of", options, Address)], "")
        {
            Warning = "Mails that are blocked are kept and listed under Blocked, but not posted.",
        });
    }
}

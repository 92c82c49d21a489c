using System.Globalization;
using MailBridge.ChatIn;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.Slack.Posts;
using MailBridge.SlackApi;
using MailBridge.SlackApi.Blocks;
using MailBridge.SlackApi.Payloads;
using MailBridge.SlackApi.Web;

namespace MailBridge.Slack.Received;

/// <summary>
/// Opens forms and texts before a person's eyes. Slack gives three seconds from the press: what takes longer to load opens empty and is filled in
/// (https://docs.slack.dev/surfaces/modals).
/// </summary>
internal sealed partial class SlackDialogs(
    SlackClient api, IChatActions actions, IConversationStore store, SlackGate gate, SlackMessages messages, SlackWhisper whisper, Writers writers,
    SlackHomes homes, DeskDirectory directory, ILogger<SlackDialogs> logger, TimeProvider time)
{
    /// <summary>What is said where a message belongs to no conversation.</summary>
    public const string NoThreadOfOurs
        = "This message stands in no conversation's thread, so there is no customer it could go to. Choose a message in a thread that MailBridge has begun.";

    /// <summary>How long a form may take to load before an empty one is opened: the trigger must still be good when that request arrives.</summary>
    internal static readonly TimeSpan LoadWithin = TimeSpan.FromSeconds(1);

    private const string TooLate = "Slack has stopped waiting for this, so nothing could be opened. Press again.";

    /// <summary>"Reply", "Note": the form behind a button.</summary>
    public Task FormAsync(SlackPayload.BlockActions press, SlackButton button, CancellationToken cancellation)
    {
        var (place, target) = (SlackPlace.Of(press), button.Target);
        return OpenAsync(press.TriggerId, place, async stop =>
        {
            var leave = await gate.AskAsync(press.Actor, button.Action, target, place.Channel, stop).ConfigureAwait(false);
            if (leave is not SlackLeave.Given { Agent: var agent }) return new Dialog.Said(leave.Why);
            var state = new SlackFormState { Channel = place.Channel, Thread = place.ThreadTs };
            var answer = await AskAsync(agent, button.Action, target, stop).ConfigureAwait(false);
            return Of(answer, state, text: null) with { Writer = WriterOf(answer, agent) };
        }, cancellation);
    }

    /// <summary>"/mail new": the form for a new mail, from the inbox of the channel it was asked for in.</summary>
    public Task ComposeAsync(SlackPayload.SlashCommand command, string address, CancellationToken cancellation)
    {
        var place = new SlackPlace(command.Actor.UserId, command.ChannelId, ThreadTs: null, command.ResponseUrl);
        return OpenAsync(command.TriggerId, place, async stop =>
        {
            var leave = await gate.AskAsync(command.Actor, stop).ConfigureAwait(false);
            if (leave is not SlackLeave.Given { Agent: var agent, Installed: var installed }) return new Dialog.Said(leave.Why);
            var inbox = await InboxOfAsync(command.ChannelId, stop).ConfigureAwait(false);
            var state = new SlackFormState { Channel = command.ChannelId };
            return Of(await AskAsync(agent, CardActions.Compose, $"{inbox}/{address}", stop).ConfigureAwait(false), state, text: null);
        }, cancellation);
    }

    /// <summary>"Send as reply": the form of the thread's conversation, with the message in it.</summary>
    public Task ReplyWithAsync(SlackPayload.MessageAction shortcut, CancellationToken cancellation)
    {
        var message = shortcut.Message;
        var place = SlackPlace.Of(shortcut);
        return OpenAsync(shortcut.TriggerId, place, async stop =>
        {
            var leave = await gate.AskAsync(shortcut.Actor, stop).ConfigureAwait(false);
            if (leave is not SlackLeave.Given { Agent: var agent, Installed: var installed }) return new Dialog.Said(leave.Why);
            var root = SlackMessages.Post(installed.Self.Team, shortcut.ChannelId, message.ThreadRoot);
            if (await store.FindByThreadAsync(root, stop).ConfigureAwait(false) is not { } conversation) return new Dialog.Said(NoThreadOfOurs);
            var post = root with { Message = message.Ts };
            var text = installed.Self.Wrote(message)
                ? await NoteAsync(post, stop).ConfigureAwait(false)
                : (await messages.ReadAsync(message, installed, stop).ConfigureAwait(false)).Text;
            if (text is null) return new Dialog.Said("This is a post of MailBridge's own. Choose a message that a colleague wrote, or press Reply.");
            if (!SlackForms.Fits(text))
                return new Dialog.Said("This message is longer than a form of Slack's can hold. Write it in the thread, beginning with !reply.");
            var files = message.Files.Where(f => f.Id.Length > 0).Select(f => f.Id).Take(SlackForms.MostFiles).ToList();
            var state = new SlackFormState { Channel = shortcut.ChannelId, Thread = place.ThreadTs, Files = files };
            var answer = await AskAsync(agent, CardActions.Reply, conversation.ToString(), stop).ConfigureAwait(false);
            return Of(answer, state, text) with { Writer = WriterOf(answer, agent) };
        }, cancellation);
    }

    /// <summary>"Split", "Move": the form for the mail that a post holds.</summary>
    public Task MailFormAsync(SlackPayload.MessageAction shortcut, string action, CancellationToken cancellation)
    {
        var (message, place) = (shortcut.Message, SlackPlace.Of(shortcut));
        return OpenAsync(shortcut.TriggerId, place, async stop =>
        {
            var leave = await gate.AskAsync(shortcut.Actor, stop).ConfigureAwait(false);
            if (leave is not SlackLeave.Given { Agent: var agent, Installed: var installed }) return new Dialog.Said(leave.Why);
            var post = SlackMessages.Post(installed.Self.Team, shortcut.ChannelId, message.Ts);
            if (await store.FindEntryAsync(post, stop).ConfigureAwait(false) is not { IsTyped: false } found
                || await store.LoadAsync(found.Conversation, stop).ConfigureAwait(false) is not { } conversation
                || conversation.Entry(found.Entry) is not (Entry.CustomerEmail or Entry.AgentEmail))
                return new Dialog.Said("This message holds no mail that could go elsewhere. Choose the post of a mail, in the thread where its conversation goes on.");
            var target = $"{found.Conversation}/{found.Entry}";
            leave = await gate.AskAsync(shortcut.Actor, action, target, shortcut.ChannelId, stop).ConfigureAwait(false);
            if (leave is not SlackLeave.Given) return new Dialog.Said(leave.Why);
            var state = new SlackFormState { Channel = shortcut.ChannelId, Thread = place.ThreadTs };
            return Of(await AskAsync(agent, action, target, stop).ConfigureAwait(false), state, text: null);
        }, cancellation);
    }

    /// <summary>"Show all": an entry's whole text.</summary>
    public Task ShowAllAsync(SlackPayload.BlockActions press, SlackButton button, CancellationToken cancellation)
    {
        var place = SlackPlace.Of(press);
        return OpenAsync(press.TriggerId, place, stop => PageAsync(press.Actor, button.Target, place.Channel, page: 0, stop), cancellation);
    }

    /// <summary>Who begins to write to which customer by opening a form; null for anything else.</summary>
    private static (ConversationId, AgentId)? WriterOf(ChatAnswer answer, Agent agent)
        => answer is ChatAnswer.ShowForm { Form: var form } && SlackForms.IsReply(form.Action) && ConversationId.TryParse(form.Target.Split('/', 2)[0], out var id)
            ? (id, agent.Id)
            : null;

    /// <summary>Another page of a text that is open.</summary>
    public async Task TurnAsync(SlackPayload.BlockActions press, SlackButton button, CancellationToken cancellation)
    {
        if (press.View is not { } view || SlackFormState.Read(view.PrivateMetadata) is not { } state) return;
        if (button.Target.Split(' ', 2) is not [var number, var target]) return;
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var page)) return;
        var dialog = await PageAsync(press.Actor, target, state.Channel, page, cancellation).ConfigureAwait(false);
        await api.Views.UpdateAsync(view.Id, dialog.View, hash: null, cancellation).ConfigureAwait(false);
    }

    /// <summary>Something was chosen in a form that changes it: what is filled in stays, in inputs of new names.</summary>
    public async Task RefreshAsync(SlackPayload.BlockActions press, string field, CancellationToken cancellation)
    {
        if (press.View is not { } view || SlackFormState.Read(view.PrivateMetadata) is not { } state) return;
        var dialog = await GuardAsync(async stop =>
        {
            var leave = await gate.AskAsync(press.Actor, state.Action, state.Target, state.Channel, stop).ConfigureAwait(false);
            if (leave is not SlackLeave.Given { Agent: var agent }) return new Dialog.Said(leave.Why);
            var refresh = new ChatRequest.Refresh
            {
                Agent = agent.Id, Receipt = new InboundReceipt(SlackApp.Platform, ""), Action = state.Action, Target = state.Target,
                Field = field, Values = SlackForms.Values(view.State), State = state.State,
            };
            var answer = await actions.HandleAsync(refresh, stop).ConfigureAwait(false);
            if (answer is ChatAnswer.ShowText { Text: var text }) return new Dialog.Shown(SlackPages.Text(text, target: "", page: 0, metadata: ""));
            // Whatever was said against the former text, the new one has to be looked over anew.
            return Of(answer, state with { Turn = state.Turn + 1, Confirmed = false }, text: null);
        }, cancellation).ConfigureAwait(false);
        // What is only looked at lies above the form; closing it leads back to what is written there.
        if (field == ReplyPreview.Field) await api.Views.PushAsync(press.TriggerId, dialog.View, cancellation).ConfigureAwait(false);
        else await api.Views.UpdateAsync(view.Id, dialog.View, hash: null, cancellation).ConfigureAwait(false);
    }

    /// <summary>What a form's long menu offers for what is typed into it.</summary>
    public async Task<OptionsResponse> SuggestAsync(SlackPayload.BlockSuggestion suggestion, CancellationToken cancellation)
    {
        if (suggestion.View is not { CallbackId: SlackSurface.Form } view || SlackFormState.Read(view.PrivateMetadata) is not { } state) return new OptionsResponse([]);
        var leave = await gate.AskAsync(suggestion.Actor, state.Action, state.Target, state.Channel, cancellation).ConfigureAwait(false);
        if (leave is not SlackLeave.Given { Agent: var agent }) return new OptionsResponse([]);
        return await AskAsync(agent, state.Action, state.Target, cancellation).ConfigureAwait(false) is ChatAnswer.ShowForm { Form: var form }
            && form.Fields.OfType<FormField.Choice>().FirstOrDefault(f => f.Name == SlackForms.NameOf(suggestion.ActionId)) is { } choice
                ? SlackForms.Suggestions(choice, suggestion.Value)
                : new OptionsResponse([]);
    }

    /// <summary>A word where nothing that was pressed leads anywhere.</summary>
    public Task NothingThereAsync(SlackPlace place, CancellationToken cancellation)
        => whisper.SayAsync(
            place, SlackWord.Of("MailBridge does not know this button (any more), so nothing was done. Type /mail help for what there is."), cancellation);

    /// <summary>The modal for the door's answer.</summary>
    internal static Dialog Of(ChatAnswer answer, SlackFormState state, string? text) => answer switch
    {
        ChatAnswer.ShowForm { Form: var form } => new Dialog.Shown(SlackForms.View(
            text is null ? form : form.With(new Dictionary<string, string> { [SlackForms.TextBlock] = text }), state)),
        ChatAnswer.Refused { Reason: var reason } => new Dialog.Said(reason),
        _ => new Dialog.Said("There is nothing to fill in here."),
    };

    /// <summary>The words of a note that the bridge posted for a colleague; null for any other post of ours.</summary>
    private async Task<string?> NoteAsync(ChatPostRef post, CancellationToken cancellation)
        => await store.FindEntryAsync(post, cancellation).ConfigureAwait(false) is { } found
            && await store.LoadAsync(found.Conversation, cancellation).ConfigureAwait(false) is { } conversation
            && conversation.Entry(found.Entry) is Entry.Note { DeletedAt: null } note
                ? note.Text
                : null;

    private async Task<Dialog> PageAsync(SlackActor actor, string target, string channel, int page, CancellationToken cancellation)
    {
        var leave = await gate.AskAsync(actor, CardActions.ShowAll, target, channel, cancellation).ConfigureAwait(false);
        if (leave is not SlackLeave.Given { Agent: var agent }) return new Dialog.Said(leave.Why);
        var state = new SlackFormState { Action = CardActions.ShowAll, Target = target, Channel = channel };
        return await AskAsync(agent, CardActions.ShowAll, target, cancellation).ConfigureAwait(false) switch
        {
            ChatAnswer.ShowText { Text: var text } => new Dialog.Shown(SlackPages.Text(text, target, page, state.Write())),
            ChatAnswer.Refused { Reason: var reason } => new Dialog.Said(reason),
            _ => new Dialog.Said("There is nothing to show here."),
        };
    }

    /// <summary>The inbox that is bridged to the channel; empty for none.</summary>
    private async Task<string> InboxOfAsync(string channel, CancellationToken cancellation)
    {
        foreach (var inbox in directory.Inboxes.Where(i => i.Channel.Platform == SlackApp.Platform))
        {
            if (await homes.FindAsync(inbox.Channel.Channel, cancellation).ConfigureAwait(false) == channel) return inbox.Id.Value;
        }
        return "";
    }

    /// <summary>Asks the door for something to be shown, which changes nothing: no receipt of it is kept.</summary>
    private Task<ChatAnswer> AskAsync(Agent agent, string action, string target, CancellationToken cancellation) => actions.HandleAsync(
        new ChatRequest.Click { Agent = agent.Id, Receipt = new InboundReceipt(SlackApp.Platform, ""), Action = action, Target = target }, cancellation);

    private async Task OpenAsync(string trigger, SlackPlace place, Func<CancellationToken, Task<Dialog>> load, CancellationToken cancellation)
    {
        var loading = GuardAsync(load, cancellation);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var isQuick = await Task.WhenAny(loading, Task.Delay(LoadWithin, time, patience.Token)).ConfigureAwait(false) == loading;
        await patience.CancelAsync().ConfigureAwait(false);
        try
        {
            if (isQuick)
            {
                var loaded = await loading.ConfigureAwait(false);
                switch (loaded)
                {
                    case Dialog.Shown { Modal: var view }:
                        await api.Views.OpenAsync(trigger, view, cancellation).ConfigureAwait(false);
                        await BeginAsync(loaded, cancellation).ConfigureAwait(false);
                        break;
                    case Dialog.Said { Sentence: var sentence }:
                        await whisper.SayAsync(place, SlackWord.Of(sentence), cancellation).ConfigureAwait(false);
                        break;
                }
                return;
            }
            var skeleton = await api.Views.OpenAsync(trigger, SlackForms.Sentence("MailBridge", "One moment…"), cancellation).ConfigureAwait(false);
            var late = await loading.ConfigureAwait(false);
            await api.Views.UpdateAsync(skeleton.Id, late.View, hash: null, cancellation).ConfigureAwait(false);
            await BeginAsync(late, cancellation).ConfigureAwait(false);
        }
        catch (SlackRefusedException e) when (e.Error is "expired_trigger_id" or "exchanged_trigger_id" or "invalid_trigger_id")
        {
            await whisper.SayAsync(place, SlackWord.Of(TooLate), cancellation).ConfigureAwait(false);
        }
        catch (SlackException e)
        {
            NotShown(logger, e.Method, e.Message);
            await whisper.SayAsync(place, SlackWord.Of($"This could not be shown. {e.Message} Press again in a moment."), cancellation).ConfigureAwait(false);
        }
    }

    private Task BeginAsync(Dialog opened, CancellationToken cancellation)
        => opened.Writer is var (conversation, agent) ? writers.BeginAsync(conversation, agent, cancellation) : Task.CompletedTask;

    private async Task<Dialog> GuardAsync(Func<CancellationToken, Task<Dialog>> load, CancellationToken cancellation)
    {
        try
        {
            return await load(cancellation).ConfigureAwait(false);
        }
        catch (SlackException e)
        {
            return new Dialog.Said($"Nothing was done. {e.Message} Press again in a moment.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            NotLoaded(logger, e);
            return new Dialog.Said("Something broke on our side, so nothing was done. Press again in a moment.");
        }
    }

    [LoggerMessage(3303, LogLevel.Warning, "A form or text could not be shown by {Method}: {Fault}")]
    private static partial void NotShown(ILogger logger, string method, string fault);

    [LoggerMessage(3304, LogLevel.Error, "A form or text could not be loaded")]
    private static partial void NotLoaded(ILogger logger, Exception exception);

    /// <summary>What is put before a person: a view, or a sentence where there is none.</summary>
    internal abstract record Dialog
    {
        private Dialog() { }

        /// <summary>Who begins to write where by it; null for nobody.</summary>
        public (ConversationId Conversation, AgentId Agent)? Writer { get; init; }

        /// <summary>As a view, where one is open already.</summary>
        public ModalView View => this switch
        {
            Shown shown => shown.Modal,
            Said said => SlackForms.Sentence("MailBridge", said.Sentence),
            _ => throw new InvalidOperationException("A dialog without a view."),
        };

        public sealed record Shown(ModalView Modal) : Dialog;

        public sealed record Said(string Sentence) : Dialog;
    }
}

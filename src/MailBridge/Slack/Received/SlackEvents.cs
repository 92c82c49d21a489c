using System.Text;
using MailBridge.ChatIn;
using MailBridge.ChatLedger;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.SlackApi;
using MailBridge.SlackApi.Payloads;
using MailBridge.SlackApi.Text;

namespace MailBridge.Slack.Received;

/// <summary>
/// Acts on what was kept before Slack was answered: messages, their edits and deletions, buttons that change something, shortcuts that keep something, forms
/// that took long. Everything bears repetition: the desk knows each by its receipt.
/// </summary>
internal sealed class SlackEvents(
    IChatActions actions, IConversationStore store, SlackApp app, SlackPeople people, SlackGate gate, SlackMessages messages, SlackFiles files,
    SlackSubmissions submissions, SlackWhisper whisper) : IReceivedHandler
{
    /// <summary>Attempts in which a file that Slack does not hand out is waited for: with the waits between them, about half a minute.</summary>
    private const int PatientAttempts = 6;

    /// <inheritdoc/>
    public string Platform => SlackApp.Platform;

    /// <inheritdoc/>
    public async Task HandleAsync(ReceivedItem item, CancellationToken cancellation)
    {
        try
        {
            switch (SlackPayloadReader.Read(null, Encoding.UTF8.GetBytes(item.Payload)))
            {
                case SlackPayload.EventCallback callback:
                    await HandleAsync(callback, item, cancellation).ConfigureAwait(false);
                    break;
                case SlackPayload.BlockActions press:
                    await PressedAsync(press, cancellation).ConfigureAwait(false);
                    break;
                case SlackPayload.MessageAction { CallbackId: SlackSurface.KeepAsNote } shortcut:
                    await KeepAsync(shortcut, cancellation).ConfigureAwait(false);
                    break;
                case SlackPayload.ViewSubmission submission:
                    await submissions.FinishAsync(submission, cancellation).ConfigureAwait(false);
                    break;
            }
        }
        catch (SlackException e)
        {
            throw new ChatFault(e.Message, isTransient: e.Verdict is not (SlackVerdict.MendThePayload or SlackVerdict.GiveUp), e.RetryAfter, e);
        }
    }

    /// <inheritdoc/>
    public async Task GiveUpAsync(ReceivedItem item, string fault, CancellationToken cancellation)
    {
        var place = SlackPayloadReader.Read(null, Encoding.UTF8.GetBytes(item.Payload)) switch
        {
            SlackPayload.EventCallback { Event: SlackEvent.MessagePosted { Message: var message } } => Of(message),
            SlackPayload.EventCallback { Event: SlackEvent.AppMention { Message: var message } } => Of(message),
            SlackPayload.EventCallback { Event: SlackEvent.MessageChanged { Message: var message } } => Of(message),
            SlackPayload.EventCallback { Event: SlackEvent.MessageDeleted { Previous: { } message } } => Of(message),
            SlackPayload.BlockActions press => SlackPlace.Of(press),
            SlackPayload.MessageAction shortcut => SlackPlace.Of(shortcut),
            SlackPayload.ViewSubmission submission => new SlackPlace(submission.Actor.UserId, "", ThreadTs: null, ResponseUrl: null),
            _ => null,
        };
        if (place is null) return;
        var word = SlackWord.Of($"MailBridge could not do what you asked for, and tries no more: {fault} Nothing was sent. Please do it again.");
        await whisper.SayAsync(place, word, cancellation).ConfigureAwait(false);

        static SlackPlace? Of(SlackMessage message)
            => message.User is { } user ? new SlackPlace(user, message.Channel, message.IsReply ? message.ThreadTs : null, ResponseUrl: null) : null;
    }

    private async Task HandleAsync(SlackPayload.EventCallback callback, ReceivedItem item, CancellationToken cancellation)
    {
        var installed = await app.WhoAsync(cancellation).ConfigureAwait(false);
        if (callback.Team.Length == 0) callback = callback with { Team = installed.Self.Team };
        if (callback.Team != installed.Self.Team) return;
        switch (callback.Event)
        {
            case SlackEvent.MessagePosted { Message: var message } when IsPersons(message, installed):
                await WrittenAsync(message, callback, item, cancellation).ConfigureAwait(false);
                break;
            case SlackEvent.AppMention { Message: var message } when IsPersons(message, installed):
                await WrittenAsync(message, callback, item, cancellation).ConfigureAwait(false);
                break;
            case SlackEvent.MessageChanged { IsEdit: true, Message: var message, EventTs: var at } when IsPersons(message, installed):
                message = message.IsReply ? message : await InThreadAsync(message, callback.Team, cancellation).ConfigureAwait(false);
                await EditedAsync(message with { EditedTs = message.EditedTs ?? at }, callback, item, cancellation).ConfigureAwait(false);
                break;
            case SlackEvent.MessageDeleted deleted when deleted.Previous is null || IsPersons(deleted.Previous, installed):
                await DeletedAsync(deleted, callback.Team, cancellation).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>Of a person: not our own, no other app's, not Slackbot's.</summary>
    internal static bool IsPersons(SlackMessage message, Installed? installed)
        => message is { BotId: null, Subtype: not "bot_message", User: not (null or "USLACKBOT") } && installed?.Self.Wrote(message) != true;

    private async Task WrittenAsync(SlackMessage message, SlackPayload.EventCallback callback, ReceivedItem item, CancellationToken cancellation)
    {
        if (await HeardAsync(message, callback.Team, cancellation).ConfigureAwait(false) is not { } heard) return;
        var answer = await actions.HandleAsync(
            new ChatRequest.ThreadMessage
            {
                Agent = heard.Agent.Id,
                Receipt = new InboundReceipt(SlackApp.Platform, $"message/{callback.Team}/{message.Channel}/{message.Ts}"),
                Post = SlackMessages.Post(callback.Team, message.Channel, message.Ts),
                Root = heard.Root,
                Text = heard.Said.Text,
                At = SlackTimestamp.Moment(message.Ts) ?? callback.EventTime ?? item.ReceivedAt,
                IsAddressed = heard.Said.IsAddressed,
                Files = await FilesAsync(message, item, cancellation).ConfigureAwait(false),
            },
            cancellation).ConfigureAwait(false);
        await TellAsync(heard.Place, answer, heard.Installed, cancellation).ConfigureAwait(false);
    }

    private async Task EditedAsync(SlackMessage message, SlackPayload.EventCallback callback, ReceivedItem item, CancellationToken cancellation)
    {
        if (await HeardAsync(message, callback.Team, cancellation).ConfigureAwait(false) is not { } heard) return;
        var answer = await actions.HandleAsync(
            new ChatRequest.ThreadMessageEdited
            {
                Agent = heard.Agent.Id,
                Receipt = new InboundReceipt(SlackApp.Platform, $"message/{callback.Team}/{message.Channel}/{message.Ts}/edited/{message.EditedTs}"),
                Post = SlackMessages.Post(callback.Team, message.Channel, message.Ts),
                Root = heard.Root,
                Text = heard.Said.Text,
                At = SlackTimestamp.Moment(message.EditedTs) ?? callback.EventTime ?? item.ReceivedAt,
                IsAddressed = heard.Said.IsAddressed,
                Files = await FilesAsync(message, item, cancellation).ConfigureAwait(false),
            },
            cancellation).ConfigureAwait(false);
        await TellAsync(heard.Place, answer, heard.Installed, cancellation).ConfigureAwait(false);
    }

    /// <summary>The message in the thread that it was written in, which an edit does not always repeat.</summary>
    private async Task<SlackMessage> InThreadAsync(SlackMessage message, string team, CancellationToken cancellation)
        => await store.FindEntryAsync(SlackMessages.Post(team, message.Channel, message.Ts), cancellation).ConfigureAwait(false) is { IsTyped: true } found
            && await store.LoadAsync(found.Conversation, cancellation).ConfigureAwait(false) is { State.Thread: { } thread }
                ? message with { ThreadTs = thread.Message }
                : message;

    private async Task DeletedAsync(SlackEvent.MessageDeleted deleted, string team, CancellationToken cancellation)
    {
        var post = SlackMessages.Post(team, deleted.Channel, deleted.DeletedTs);
        var root = deleted.Previous?.ThreadTs is { } thread ? SlackMessages.Post(team, deleted.Channel, thread) : null;
        AgentId? author = null;
        if (await store.FindEntryAsync(post, cancellation).ConfigureAwait(false) is { IsTyped: true } found
            && await store.LoadAsync(found.Conversation, cancellation).ConfigureAwait(false) is { } conversation)
        {
            // Slack does not always say what was deleted; then the desk knows whose it was.
            root ??= conversation.State.Thread;
            author = conversation.Entry(found.Entry) switch { Entry.Note n => n.Agent, Entry.AgentReply r => r.Agent, _ => null };
        }
        var user = deleted.Previous?.User;
        author ??= user is null ? null : (await people.WhoAsync(user, cancellation).ConfigureAwait(false)).Agent?.Id;
        if (root is null || author is not { } agent) return;
        var answer = await actions.HandleAsync(
            new ChatRequest.ThreadMessageDeleted
            {
                Agent = agent,
                Receipt = new InboundReceipt(SlackApp.Platform, $"message/{team}/{deleted.Channel}/{deleted.DeletedTs}/deleted"),
                Post = post,
                Root = root,
            },
            cancellation).ConfigureAwait(false);
        if (user is null) return;
        var place = new SlackPlace(user, deleted.Channel, root.Message, ResponseUrl: null);
        await TellAsync(place, answer, await app.WhoAsync(cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
    }

    private async Task PressedAsync(SlackPayload.BlockActions press, CancellationToken cancellation)
    {
        var place = SlackPlace.Of(press);
        foreach (var button in press.Actions.Select(SlackButton.Of).Where(SlackReceiver.ChangesSomething))
        {
            switch (await gate.AskAsync(press.Actor, button.Action, button.Target, place.Channel, cancellation).ConfigureAwait(false))
            {
                case SlackLeave.Denied { Reason: var reason }:
                    await whisper.SayAsync(place, SlackWord.Of(reason), cancellation).ConfigureAwait(false);
                    break;
                case SlackLeave.Given { Agent: var agent, Installed: var installed }:
                    var answer = await actions.HandleAsync(
                        new ChatRequest.Click
                        {
                            Agent = agent.Id,
                            Receipt = new InboundReceipt(SlackApp.Platform, SlackReceiver.KeyOf(press, button)),
                            Action = button.Action,
                            Target = button.Target,
                        },
                        cancellation).ConfigureAwait(false);
                    await TellAsync(place, answer, installed, cancellation).ConfigureAwait(false);
                    break;
            }
        }
    }

    /// <summary>"Keep as note": anybody's message in a thread of ours becomes the presser's note, once.</summary>
    private async Task KeepAsync(SlackPayload.MessageAction shortcut, CancellationToken cancellation)
    {
        var message = shortcut.Message;
        var place = SlackPlace.Of(shortcut);
        var leave = await gate.AskAsync(shortcut.Actor, cancellation).ConfigureAwait(false);
        if (leave is not SlackLeave.Given { Agent: var agent, Installed: var installed })
        {
            await whisper.SayAsync(place, SlackWord.Of(leave.Why), cancellation).ConfigureAwait(false);
            return;
        }
        var post = SlackMessages.Post(installed.Self.Team, shortcut.ChannelId, message.Ts);
        if (await store.FindByThreadAsync(post with { Message = message.ThreadRoot }, cancellation).ConfigureAwait(false) is not { } conversation)
        {
            await whisper.SayAsync(place, SlackWord.Of(SlackDialogs.NoThreadOfOurs), cancellation).ConfigureAwait(false);
            return;
        }
        if (await store.FindEntryAsync(post, cancellation).ConfigureAwait(false) is not null || message.Ts == message.ThreadRoot)
        {
            await whisper.SayAsync(place, SlackWord.Of("This message is kept with the conversation already."), cancellation).ConfigureAwait(false);
            return;
        }
        var said = await messages.ReadAsync(message, installed, cancellation).ConfigureAwait(false);
        var author = message.User is { } user && user != shortcut.Actor.UserId ? (await people.WhoAsync(user, cancellation).ConfigureAwait(false)).Name : null;
        var text = said.Text.Length > 0 ? said.Text : string.Join(", ", message.Files.Select(f => f.Name));
        var answer = await actions.HandleAsync(
            new ChatRequest.Submission
            {
                Agent = agent.Id,
                Receipt = new InboundReceipt(SlackApp.Platform, $"note/{installed.Self.Team}/{shortcut.ChannelId}/{message.Ts}"),
                Action = CardActions.Note,
                Target = conversation.ToString(),
                Values = new Dictionary<string, string> { [SlackForms.TextBlock] = author is null ? text : $"{author}: {text}" },
                State = "",
            },
            cancellation).ConfigureAwait(false);
        await TellAsync(place, answer, installed, cancellation).ConfigureAwait(false);
    }

    /// <summary>What a message says, of an agent and for us; null where that is not so. Who is no agent is told so where it matters.</summary>
    private async Task<Heard?> HeardAsync(SlackMessage message, string team, CancellationToken cancellation)
    {
        var installed = await app.WhoAsync(cancellation).ConfigureAwait(false);
        var root = SlackMessages.Post(team, message.Channel, message.ThreadRoot);
        var isAddressed = SlackMessages.IsDirect(message) || SlackMessages.Names(message, installed.Self.UserId);
        var isOurs = await store.FindByThreadAsync(root, cancellation).ConfigureAwait(false) is not null;
        if (!isAddressed && !isOurs) return null;
        var place = new SlackPlace(message.User!, message.Channel, message.IsReply ? message.ThreadTs : null, ResponseUrl: null);
        var person = await people.WhoAsync(message.User!, cancellation).ConfigureAwait(false);
        if (person.Agent is null)
        {
            await whisper.SayAsync(place, SlackWord.Of(person.Unknown), cancellation).ConfigureAwait(false);
            return null;
        }
        var said = await messages.ReadAsync(message, installed, cancellation).ConfigureAwait(false);
        if (!isOurs && !said.IsAddressed) said = SlackMessages.BehindMention(said, installed);
        return new Heard(person.Agent, said, root, place, installed);
    }

    private async Task<IReadOnlyList<ThreadFile>> FilesAsync(SlackMessage message, ReceivedItem item, CancellationToken cancellation)
    {
        var offered = new List<ThreadFile>(message.Files.Count);
        foreach (var file in message.Files) offered.Add(await files.OfferAsync(file, item.Attempts < PatientAttempts, cancellation).ConfigureAwait(false));
        return offered;
    }

    private async Task TellAsync(SlackPlace place, ChatAnswer answer, Installed installed, CancellationToken cancellation)
    {
        if (answer is ChatAnswer.Refused { Instead: not null } refused)
            answer = new ChatAnswer.Refused(await gate.SentenceAsync(refused, installed, cancellation).ConfigureAwait(false));
        if (SlackWord.Of(answer, page => SlackPages.Word(page, installed)) is { } word) await whisper.SayAsync(place, word, cancellation).ConfigureAwait(false);
    }

    private sealed record Heard(Agent Agent, SlackSaid Said, ChatPostRef Root, SlackPlace Place, Installed Installed);
}

using System.Security.Cryptography;
using System.Text;
using MailBridge.ChatIn;
using MailBridge.ChatLedger;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.SlackApi.Payloads;

namespace MailBridge.Slack.Received;

/// <summary>What Slack is answered at once.</summary>
/// <param name="Body">JSON, or text for the handshake; empty for a mere acknowledgement.</param>
/// <param name="IsText">The body is plain text.</param>
internal readonly record struct SlackAck(ReadOnlyMemory<byte> Body, bool IsText = false)
{
    /// <summary>"Heard."</summary>
    public static SlackAck Empty => default;
}

/// <summary>
/// Takes everything that Slack tells us, whichever way it came. What changes something is kept before it is acknowledged; what only shows something, or has
/// to be said in the response, is done at once. Slack waits three seconds.
/// </summary>
internal sealed partial class SlackReceiver(
    ReceivedBook book, SlackApp app, SlackDialogs dialogs, SlackSubmissions submissions, SlackQuestions questions, SlackTroubles troubles, SlackWhisper whisper,
    SlackErrands errands, IConversationStore store, ILogger<SlackReceiver> logger, TimeProvider time)
{
    /// <summary>How long an answer may take that Slack waits for. It waits three seconds, and the way takes some of them.</summary>
    internal static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2);

    /// <summary>Beside those of a root card.</summary>
    private static readonly HashSet<string> Changing = new(StringComparer.Ordinal)
    {
        CardActions.Send, CardActions.Drop, CardActions.Retry, CardActions.Replay, CardActions.Outcome, CardActions.Unpin,
        CardActions.Undo,
    };

    /// <summary>Takes a payload.</summary>
    /// <param name="payload">What it says.</param>
    /// <param name="body">Its bytes, to be kept.</param>
    /// <param name="cancellation">Gives up; Slack then tells it again.</param>
    /// <param name="canAnswer">The acknowledgement may carry an answer; false only for some envelopes of Socket Mode.</param>
    public async Task<SlackAck> TakeAsync(SlackPayload payload, ReadOnlyMemory<byte> body, CancellationToken cancellation, bool canAnswer = true)
    {
        switch (payload)
        {
            case SlackPayload.UrlVerification { Challenge: var challenge }:
                return new SlackAck(Encoding.UTF8.GetBytes(challenge), IsText: true);
            case SlackPayload.EventCallback callback:
                await HearAsync(callback, body, cancellation).ConfigureAwait(false);
                return SlackAck.Empty;
            case SlackPayload.AppRateLimited { Minute: var minute }:
                RateLimited(logger, minute);
                return SlackAck.Empty;
            case SlackPayload.SlashCommand command when SlackCompose.Asks(command, out var address):
                errands.Start(stop => dialogs.ComposeAsync(command, address, stop));
                return SlackAck.Empty;
            case SlackPayload.SlashCommand command when !canAnswer:
                errands.Start(async stop => await questions.SayLateAsync(
                    command, await questions.AnswerAsync(command, stop).ConfigureAwait(false), stop).ConfigureAwait(false));
                return SlackAck.Empty;
            case SlackPayload.SlashCommand command:
                return await AnswerAsync(command, cancellation).ConfigureAwait(false);
            case SlackPayload.BlockActions press:
                await PressedAsync(press, body, cancellation).ConfigureAwait(false);
                return SlackAck.Empty;
            case SlackPayload.MessageAction shortcut:
                await ChosenAsync(shortcut, body, cancellation).ConfigureAwait(false);
                return SlackAck.Empty;
            case SlackPayload.ViewSubmission submission:
                return await SubmittedAsync(submission, body, cancellation).ConfigureAwait(false);
            case SlackPayload.BlockSuggestion:
                return new SlackAck(new OptionsResponse([]).ToJson());
            case SlackPayload.Unknown or SlackPayload.Unreadable:
                NotKnown(logger, payload is SlackPayload.Unknown unknown ? unknown.Type : ((SlackPayload.Unreadable)payload).Why);
                return SlackAck.Empty;
            default:
                return SlackAck.Empty;
        }
    }

    /// <summary>A button whose press changes something, so that it must not get lost.</summary>
    internal static bool ChangesSomething(SlackButton button) => Changing.Contains(button.Action) || RootActions.Acts(button.Action);

    /// <summary>The name of a press: a second delivery of it has the same, a second press has not.</summary>
    internal static string KeyOf(SlackPayload.BlockActions press, SlackButton button)
        => $"press/{MomentOf(press, button)}/{press.Actor.UserId}/{button.Action}/{button.Target}";

    // QUIRK: stand-ins leave action_ts out; then two presses of one button are told apart by what else serves once.
    private static string MomentOf(SlackPayload.BlockActions press, SlackButton button)
        => button.ActionTs.Length > 0 ? button.ActionTs : press.TriggerId.Length > 0 ? press.TriggerId : press.ResponseUrl ?? "";

    private async Task HearAsync(SlackPayload.EventCallback callback, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        switch (callback.Event)
        {
            case SlackEvent.MessagePosted { Message: var message } when IsWorthKeeping(message):
                await KeepAsync(callback, message.Channel, message.ThreadRoot, body, cancellation).ConfigureAwait(false);
                break;
            case SlackEvent.AppMention { Message: var message } when SlackEvents.IsPersons(message, app.Known):
                await KeepAsync(callback, message.Channel, message.ThreadRoot, body, cancellation).ConfigureAwait(false);
                break;
            case SlackEvent.MessageChanged { IsEdit: true, Message: var message } when IsWorthKeeping(message):
                await KeepAsync(callback, message.Channel, message.ThreadRoot, body, cancellation).ConfigureAwait(false);
                break;
            case SlackEvent.MessageChanged { IsEdit: true, Message: { IsReply: false } message }
                when SlackEvents.IsPersons(message, app.Known) && await IsOfOursAsync(callback, message.Channel, message.Ts, cancellation).ConfigureAwait(false):
                await KeepAsync(callback, message.Channel, message.Ts, body, cancellation).ConfigureAwait(false);
                break;
            case SlackEvent.MessageDeleted { Previous: { IsReply: false } } deleted
                when await IsOfOursAsync(callback, deleted.Channel, deleted.DeletedTs, cancellation).ConfigureAwait(false):
                await KeepAsync(callback, deleted.Channel, deleted.DeletedTs, body, cancellation).ConfigureAwait(false);
                break;
            case SlackEvent.MessageDeleted { Previous: null } deleted:
                await KeepAsync(callback, deleted.Channel, deleted.DeletedTs, body, cancellation).ConfigureAwait(false);
                break;
            case SlackEvent.MessageDeleted { Previous: { IsReply: true } previous } deleted when SlackEvents.IsPersons(previous, app.Known):
                await KeepAsync(callback, deleted.Channel, previous.ThreadRoot, body, cancellation).ConfigureAwait(false);
                break;
            case SlackEvent.AppHomeOpened { Tab: "home", User: var user }:
                errands.Start(stop => questions.ShowHomeAsync(callback.Team, user, stop));
                break;
            default:
                if (troubles.IsOne(callback.Event)) errands.Start(stop => troubles.HearAsync(callback, stop));
                break;
        }
    }

    /// <summary>A person's message in a thread, to us, or with a mention that may be of us; the rest of a channel's talk is nobody's business.</summary>
    private bool IsWorthKeeping(SlackMessage message)
        => SlackEvents.IsPersons(message, app.Known)
            && (message.IsReply || SlackMessages.IsDirect(message) || (app.Known is { } known
                ? SlackMessages.Names(message, known.Self.UserId)
                : message.Text.Contains("<@", StringComparison.Ordinal)));

    /// <summary>
    /// Whether a message that is not said to stand in a thread is a note or reply all the same. QUIRK: not every sender of events repeats the thread of a
    /// message that was edited or deleted.
    /// </summary>
    private async Task<bool> IsOfOursAsync(SlackPayload.EventCallback callback, string channel, string ts, CancellationToken cancellation)
    {
        var team = callback.Team.Length > 0 ? callback.Team : app.Known?.Self.Team ?? "";
        return await store.FindEntryAsync(SlackMessages.Post(team, channel, ts), cancellation).ConfigureAwait(false) is { IsTyped: true };
    }

    private Task<bool> KeepAsync(SlackPayload.EventCallback callback, string channel, string thread, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        var alias = callback.MessageKey is { } key ? $"message/{key.Team}/{key.Channel}/{key.Ts}" : null;
        // Two events without an id are one only where they say the same.
        var name = callback.DeliveryId ?? alias ?? $"event/{Convert.ToHexStringLower(SHA256.HashData(body.Span))}";
        return KeepAsync(name, $"{callback.Team}/{channel}/{thread}", alias, body, cancellation);
    }

    private Task<bool> KeepAsync(string key, string lane, string? alias, ReadOnlyMemory<byte> body, CancellationToken cancellation)
        => book.KeepAsync(new ChatLedger.Received(SlackApp.Platform, key, lane, Encoding.UTF8.GetString(body.Span), alias), cancellation);

    private async Task PressedAsync(SlackPayload.BlockActions press, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        foreach (var button in press.Actions.Select(SlackButton.Of))
        {
            if (button.IsChosen) errands.Start(stop => ShowAnewAsync(button.Target, stop));
            switch (button.Action)
            {
                // The outcome of a note pins that note; of a conversation it asks what to write.
                case var form when RootActions.OpensForm(form) && !button.Target.Contains('/', StringComparison.Ordinal):
                    errands.Start(stop => dialogs.FormAsync(press, button, stop));
                    break;
                case var form when OutwardActions.Does(form):
                    errands.Start(stop => dialogs.FormAsync(press, button, stop));
                    break;
                case CardActions.ShowAll:
                    errands.Start(stop => dialogs.ShowAllAsync(press, button, stop));
                    break;
                case var id when id.StartsWith(SlackSurface.PagePrefix, StringComparison.Ordinal):
                    errands.Start(stop => whisper.TryAsync(SlackPlace.Of(press), () => dialogs.TurnAsync(press, button, stop), stop));
                    break;
                case var id when id.StartsWith(SlackSurface.LookupPrefix, StringComparison.Ordinal):
                    errands.Start(stop => whisper.TryAsync(SlackPlace.Of(press), () => questions.TurnAsync(press, button, stop), stop));
                    break;
                case var _ when ChangesSomething(button):
                    var lane = $"{press.Actor.Team}/{press.ChannelId}/{press.ThreadTs ?? press.MessageTs}";
                    await KeepAsync(KeyOf(press, button), lane, alias: null, body, cancellation).ConfigureAwait(false);
                    break;
                // A link opens by itself, and an element without a value asks for nothing.
                case var id when id.StartsWith(SlackSurface.LinkPrefix, StringComparison.Ordinal) || button.Target.Length == 0:
                    break;
                default:
                    errands.Start(stop => dialogs.NothingThereAsync(SlackPlace.Of(press), stop));
                    break;
            }
        }
    }

    /// <summary>Renders the card anew whose menu was used: it would go on showing what was chosen, and offer it no more.</summary>
    private async Task ShowAnewAsync(string target, CancellationToken cancellation)
    {
        if (!ConversationId.TryParse(target, out var id) || await store.LoadAsync(id, cancellation).ConfigureAwait(false) is null) return;
        var now = time.GetUtcNow();
        var update = new Delivery { Id = DeliveryId.New(time), Conversation = id, Work = new DeliveryWork.UpdateConversation(), ScheduledAt = now, DueAt = now };
        await store.CommitAsync(new DeskCommit { Deliveries = [update] }, cancellation).ConfigureAwait(false);
    }

    private async Task ChosenAsync(SlackPayload.MessageAction shortcut, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        switch (shortcut.CallbackId)
        {
            case SlackSurface.SendAsReply:
                errands.Start(stop => dialogs.ReplyWithAsync(shortcut, stop));
                break;
            case SlackSurface.SplitMail:
                errands.Start(stop => dialogs.MailFormAsync(shortcut, CardActions.Split, stop));
                break;
            case SlackSurface.MoveMail:
                errands.Start(stop => dialogs.MailFormAsync(shortcut, CardActions.MoveMail, stop));
                break;
            case SlackSurface.KeepAsNote:
                var lane = $"{shortcut.Actor.Team}/{shortcut.ChannelId}/{shortcut.Message.ThreadRoot}";
                var key = shortcut.TriggerId.Length > 0 ? shortcut.TriggerId : $"note/{shortcut.ChannelId}/{shortcut.Message.Ts}/{shortcut.Actor.UserId}";
                await KeepAsync(key, lane, alias: null, body, cancellation).ConfigureAwait(false);
                break;
            default:
                var place = new SlackPlace(shortcut.Actor.UserId, shortcut.ChannelId, shortcut.Message.ThreadTs, shortcut.ResponseUrl);
                errands.Start(stop => dialogs.NothingThereAsync(place, stop));
                break;
        }
    }

    private async Task<SlackAck> AnswerAsync(SlackPayload.SlashCommand command, CancellationToken cancellation)
    {
        var answering = questions.AnswerAsync(command, CancellationToken.None);
        if (await InTimeAsync(answering, cancellation).ConfigureAwait(false))
            return new SlackAck(SlackQuestions.Message(await answering.ConfigureAwait(false)).ToJson());
        errands.Start(async stop => await questions.SayLateAsync(command, await answering.WaitAsync(stop).ConfigureAwait(false), stop).ConfigureAwait(false));
        return SlackAck.Empty;
    }

    private async Task<SlackAck> SubmittedAsync(SlackPayload.ViewSubmission submission, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var submitting = submissions.SubmitAsync(submission, impatience.Token);
        if (await InTimeAsync(submitting, cancellation).ConfigureAwait(false))
            return await submitting.ConfigureAwait(false) is { } response ? new SlackAck(response.ToJson()) : SlackAck.Empty;
        // From here on it is the ledger's, so that it outlives us too. Should the first attempt end well all the same, the second finds its receipt.
        var lane = $"{submission.Actor.Team}/view/{submission.View.Id}";
        await KeepAsync(SlackSubmissions.KeyOf(submission), lane, alias: null, body, cancellation).ConfigureAwait(false);
        await impatience.CancelAsync().ConfigureAwait(false);
        await ((Task)submitting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return new SlackAck(SlackSubmissions.GoesOn().ToJson());
    }

    private async Task<bool> InTimeAsync(Task work, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var first = await Task.WhenAny(work, Task.Delay(AnswerWithin, time, patience.Token)).ConfigureAwait(false);
        await patience.CancelAsync().ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        return first == work;
    }

    [LoggerMessage(
        3307, LogLevel.Warning,
        "Slack holds events back from {Minute} on: more happened than it delivers in an hour. Messages of that time may be missing")]
    private static partial void RateLimited(ILogger logger, DateTimeOffset? minute);

    [LoggerMessage(3308, LogLevel.Warning, "Slack sent something that is not known here: {What}")]
    private static partial void NotKnown(ILogger logger, string what);
}

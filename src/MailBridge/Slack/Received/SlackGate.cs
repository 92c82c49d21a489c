using MailBridge.ChatIn;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.SlackApi.Payloads;

namespace MailBridge.Slack.Received;

/// <summary>Whether somebody may do what they ask for: an agent, or a sentence that says why not.</summary>
internal abstract record SlackLeave
{
    private SlackLeave() { }

    /// <summary>Why they may not; empty where they may.</summary>
    public string Why => (this as Denied)?.Reason ?? "";

    /// <summary>They may.</summary>
    public sealed record Given(Agent Agent, Installed Installed) : SlackLeave;

    /// <summary>They may not, and are told why.</summary>
    public sealed record Denied(string Reason) : SlackLeave;
}

/// <summary>
/// Asks of everything that people press, send and type: is it from our workspace, are they an agent at this moment, and does the conversation live in the
/// channel that it came from? What a button carries proves nothing.
/// </summary>
internal sealed class SlackGate(SlackApp app, SlackPeople people, IConversationStore store)
{
    /// <summary>Whether that person may ask anything at all.</summary>
    /// <exception cref="SlackApi.SlackException">Slack did not say who they are.</exception>
    public async Task<SlackLeave> AskAsync(string team, string user, CancellationToken cancellation)
    {
        var installed = await app.WhoAsync(cancellation).ConfigureAwait(false);
        // Slack leaves the workspace out in some payloads of apps that have only one.
        if (team.Length > 0 && team != installed.Self.Team)
            return new SlackLeave.Denied($"MailBridge is connected to the workspace {installed.Team}, and this comes from another one. Nothing was done.");
        var person = await people.WhoAsync(user, cancellation).ConfigureAwait(false);
        return person.Agent is { } agent ? new SlackLeave.Given(agent, installed) : new SlackLeave.Denied(person.Unknown);
    }

    /// <inheritdoc cref="AskAsync(string, string, CancellationToken)"/>
    public Task<SlackLeave> AskAsync(SlackActor actor, CancellationToken cancellation) => AskAsync(actor.Team, actor.UserId, cancellation);

    /// <summary>Whether that person may do something with what a button or form is about.</summary>
    /// <exception cref="SlackApi.SlackException">Slack did not say who they are.</exception>
    public async Task<SlackLeave> AskAsync(SlackActor actor, string action, string target, string channel, CancellationToken cancellation)
    {
        var leave = await AskAsync(actor, cancellation).ConfigureAwait(false);
        // A mail that is begun, and a kept one that could not be read, belong to no conversation yet; its notice stands in an inbox' channel.
        if (leave is not SlackLeave.Given { Installed: var installed } || action is CardActions.Replay or CardActions.Compose) return leave;
        if (!ConversationId.TryParse(target.Split('/', 2)[0], out var id)
            || await store.LoadAsync(id, cancellation).ConfigureAwait(false) is not { } conversation)
            return new SlackLeave.Denied("This belongs to something that is not there any more.");
        if (conversation.State.Thread is not { } thread || thread.Channel != new ChatChannel(SlackApp.Platform, installed.Self.Team, channel))
        {
            var where = conversation.State.Thread is { } now ? installed.Permalink(now) : null;
            return new SlackLeave.Denied($"This conversation does not live in this channel (any more){(where is null ? "." : $", but here: {where}")}");
        }
        if (conversation.State.MergedInto is { } into && action is not (CardActions.Undo or CardActions.ShowAll))
        {
            var on = await store.LoadLastAsync(into, cancellation).ConfigureAwait(false);
            var where = on?.State.Thread is { } now ? installed.Permalink(now) : null;
            return new SlackLeave.Denied(
                $"This conversation was merged into “{conversation.Merge?.Move?.OtherSubject}”, so nothing was done. It goes on there{(where is null ? "." : $": {where}")}");
        }
        return leave;
    }

    /// <summary>Why something was not done, and where it can be.</summary>
    public async Task<string> SentenceAsync(ChatAnswer.Refused refused, Installed installed, CancellationToken cancellation)
        => refused.Instead is { } instead && await store.LoadLastAsync(instead, cancellation).ConfigureAwait(false) is { State.Thread: { } thread }
            && installed.Permalink(thread) is { } where ? $"{refused.Reason} {where}" : refused.Reason;
}

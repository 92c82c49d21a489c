using MailBridge.ChatIn;
using MailBridge.ChatIn.Lookups;
using MailBridge.Conversations;
using MailBridge.SlackApi;
using MailBridge.SlackApi.Payloads;
using MailBridge.SlackApi.Text;
using MailBridge.SlackApi.Web;

namespace MailBridge.Slack.Received;

/// <summary>Answers what people look up: the slash command, the buttons on its answers, the home tab. Any agent may, from anywhere.</summary>
internal sealed partial class SlackQuestions(SlackClient api, IChatActions actions, SlackGate gate, ILogger<SlackQuestions> logger)
{
    /// <summary>The answer to a slash command.</summary>
    public async Task<SlackWord> AnswerAsync(SlackPayload.SlashCommand command, CancellationToken cancellation)
    {
        try
        {
            // Names and channels come as tokens (should_escape), the rest with its three control characters escaped.
            var words = SlackWords.Of(MrkdwnToken.Read(command.Text), new SlackNames());
            return (await AskAsync(command.Actor, new LookupTarget(words, 0), cancellation).ConfigureAwait(false)).Word;
        }
        catch (SlackException e)
        {
            return SlackWord.Of($"Slack did not say who you are, so nothing was looked up. {e.Message} Try again in a moment.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            NotAnswered(logger, e);
            return SlackWord.Of("Something broke on our side, so nothing was looked up. Try again in a moment.");
        }
    }

    /// <summary>An answer that came too late for the command's response.</summary>
    public Task SayLateAsync(SlackPayload.SlashCommand command, SlackWord word, CancellationToken cancellation)
        => command.ResponseUrl is null ? Task.CompletedTask : api.ResponseUrls.RespondAsync(command.ResponseUrl, Message(word), cancellation);

    /// <summary>A button that turns a page, or looks up more: the answer takes the place of what it is on.</summary>
    public async Task TurnAsync(SlackPayload.BlockActions press, SlackButton button, CancellationToken cancellation)
    {
        var target = LookupTarget.Read(button.Target);
        var (word, page, installed) = await AskAsync(press.Actor, target, cancellation).ConfigureAwait(false);
        if (press.View is { } view)
        {
            var modal = page is null || installed is null ? SlackForms.Said("MailBridge", word) : SlackPages.Modal(page, installed);
            if (view.Type == "home") await api.Views.OpenAsync(press.TriggerId, modal, cancellation).ConfigureAwait(false);
            else await api.Views.UpdateAsync(view.Id, modal, hash: null, cancellation).ConfigureAwait(false);
        }
        else if (press.ResponseUrl is { } url)
        {
            await api.ResponseUrls.RespondAsync(url, Message(word) with { ReplaceOriginal = true }, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Shows the home tab as it is now.</summary>
    public async Task ShowHomeAsync(string team, string user, CancellationToken cancellation)
    {
        var leave = await gate.AskAsync(team, user, cancellation).ConfigureAwait(false);
        var home = leave switch
        {
            SlackLeave.Given { Agent: var agent, Installed: var installed } => SlackHome.Of(
                agent.Name.Split(' ')[0], await PageAsync(agent, "mine", cancellation).ConfigureAwait(false),
                await PageAsync(agent, "unanswered", cancellation).ConfigureAwait(false), installed),
            _ => SlackHome.Sentence(leave.Why),
        };
        await api.Views.PublishAsync(user, home, hash: null, cancellation).ConfigureAwait(false);
    }

    /// <summary>A word as a response to a command carries it.</summary>
    public static ResponseMessage Message(SlackWord word) => new() { ResponseType = "ephemeral", Text = word.Text, Blocks = word.Blocks };

    private async Task<(SlackWord Word, LookupPage? Page, Installed? Installed)> AskAsync(SlackActor actor, LookupTarget target, CancellationToken cancellation)
    {
        var leave = await gate.AskAsync(actor, cancellation).ConfigureAwait(false);
        if (leave is not SlackLeave.Given { Agent: var agent, Installed: var installed }) return (SlackWord.Of(leave.Why), null, null);
        var answer = await HandleAsync(agent, target, cancellation).ConfigureAwait(false);
        var page = (answer as ChatAnswer.Found)?.Page;
        return (SlackWord.Of(answer, found => SlackPages.Word(found, installed)) ?? SlackWord.Of("There is nothing to show."), page, installed);
    }

    private async Task<LookupPage> PageAsync(Agent agent, string words, CancellationToken cancellation)
        => (await HandleAsync(agent, new LookupTarget(words, 0), cancellation).ConfigureAwait(false) as ChatAnswer.Found)?.Page ?? new LookupPage(words, "", []);

    private Task<ChatAnswer> HandleAsync(Agent agent, LookupTarget target, CancellationToken cancellation) => actions.HandleAsync(
        new ChatRequest.Lookup { Agent = agent.Id, Receipt = new InboundReceipt(SlackApp.Platform, ""), Target = target }, cancellation);

    [LoggerMessage(3306, LogLevel.Error, "A question asked in Slack could not be answered")]
    private static partial void NotAnswered(ILogger logger, Exception exception);
}

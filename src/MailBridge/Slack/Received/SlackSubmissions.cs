using MailBridge.ChatIn;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.SlackApi;
using MailBridge.SlackApi.Blocks;
using MailBridge.SlackApi.Payloads;

namespace MailBridge.Slack.Received;

/// <summary>
/// Forms that were sent. The answer is what the form does next: it closes, says what is wrong, or asks whether to send all the same. Sent twice, it is one
/// mail: the desk knows the view.
/// </summary>
internal sealed partial class SlackSubmissions(
    IChatActions actions, SlackGate gate, SlackFiles files, SlackWhisper whisper, ILogger<SlackSubmissions> logger)
{
    private const string NotOurs = "MailBridge does not know this form (any more), so nothing was sent. Close it and press the button again.";

    /// <summary>The name of a press of the form's button: a form that is shown anew is pressed anew.</summary>
    public static string KeyOf(SlackPayload.ViewSubmission submission)
        => $"view/{submission.View.Id}/{submission.View.Hash}/{(SlackFormState.Read(submission.View.PrivateMetadata)?.Confirmed == true ? "confirmed" : "")}";

    /// <summary>Does what the form asks for.</summary>
    /// <returns>What the form does next; null closes it.</returns>
    public async Task<ViewResponse?> SubmitAsync(SlackPayload.ViewSubmission submission, CancellationToken cancellation)
    {
        try
        {
            if (submission.View.CallbackId != SlackSurface.Form || SlackFormState.Read(submission.View.PrivateMetadata) is not { } state)
                return new ViewResponse.Update(SlackForms.Sentence("MailBridge", NotOurs));
            return (await ActAsync(submission, state, cancellation).ConfigureAwait(false)).Response;
        }
        catch (SlackException e)
        {
            return Wrong(submission, $"Nothing was sent. {e.Message} Try again in a moment.").Response;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            NotSubmitted(logger, submission.View.Id, e);
            return Wrong(submission, "Something broke on our side. Try again; it will not be sent twice.").Response;
        }
    }

    /// <summary>Goes on with a form that Slack could not wait for; the person is told privately what came of it.</summary>
    public async Task FinishAsync(SlackPayload.ViewSubmission submission, CancellationToken cancellation)
    {
        var state = SlackFormState.Read(submission.View.PrivateMetadata) ?? new SlackFormState();
        var end = await ActAsync(submission, state, cancellation).ConfigureAwait(false);
        var sentence = end.Sentence.Length > 0 ? end.Sentence : state.Action switch
        {
            CardActions.Reply => "Your reply is on its way.",
            CardActions.Note => "Your note is kept.",
            _ => "It is done.",
        };
        var place = new SlackPlace(submission.Actor.UserId, state.Channel, state.Thread, ResponseUrl: null);
        await whisper.SayAsync(place, SlackWord.Of(sentence), cancellation).ConfigureAwait(false);
    }

    /// <summary>The view for a form that takes longer than Slack waits.</summary>
    public static ViewResponse GoesOn() => new ViewResponse.Update(
        SlackForms.Sentence("MailBridge", "This takes a little longer and goes on by itself. You can close this; you will be told privately what came of it."));

    private async Task<End> ActAsync(SlackPayload.ViewSubmission submission, SlackFormState state, CancellationToken cancellation)
    {
        var leave = await gate.AskAsync(submission.Actor, state.Action, state.Target, state.Channel, cancellation).ConfigureAwait(false);
        if (leave is not SlackLeave.Given { Agent: var agent, Installed: var installed }) return Wrong(submission, leave.Why);
        var values = SlackForms.Values(submission.View.State);
        var inForm = SlackForms.Files(submission.View.State);
        var before = state.Files.Where(id => inForm.All(f => f.Id != id)).Select(id => new SlackFile { Id = id, Access = SlackFileAccess.AskInfo });
        IReadOnlyList<SlackFile> added = [.. before, .. inForm];
        IReadOnlyList<ReplyFile> read;
        try
        {
            read = await files.ReadAllAsync(added, cancellation).ConfigureAwait(false);
        }
        catch (IOException e) when (e is not SlackException { Verdict: SlackVerdict.TryAgain })
        {
            return Wrong(submission, e.Message);
        }
        var request = new ChatRequest.Submission
        {
            Agent = agent.Id,
            Receipt = new InboundReceipt(SlackApp.Platform, $"view/{submission.View.Id}"),
            Action = state.Action,
            Target = state.Target,
            Values = values,
            Files = read,
            State = state.State,
            Confirmed = state.Confirmed,
        };
        return await actions.HandleAsync(request, cancellation).ConfigureAwait(false) switch
        {
            ChatAnswer.Refused refused => Wrong(submission, await gate.SentenceAsync(refused, installed, cancellation).ConfigureAwait(false)),
            ChatAnswer.Held held => new End(
                await AgainAsync(request, state with { Confirmed = true, Files = [.. added.Select(f => f.Id)] }, held, cancellation).ConfigureAwait(false),
                $"Not done. {held.Reason} Open the form again to do it all the same."),
            ChatAnswer.AlreadySent { Reason: var reason } => Wrong(submission, reason),
            _ => new End(null, ""),
        };
    }

    /// <summary>The same form, filled in as it was, with what speaks against it and the button that sends it all the same.</summary>
    private async Task<ViewResponse> AgainAsync(ChatRequest.Submission sent, SlackFormState state, ChatAnswer.Held held, CancellationToken cancellation)
    {
        var click = new ChatRequest.Click { Agent = sent.Agent, Receipt = sent.Receipt, Action = sent.Action, Target = sent.Target };
        return await actions.HandleAsync(click, cancellation).ConfigureAwait(false) is ChatAnswer.ShowForm { Form: var form }
            // What the person now reads is what they have seen: the form keeps its new state.
            ? new ViewResponse.Update(SlackForms.View(SlackForms.With(form, sent.Values), state, held.Reason, held.ConfirmLabel))
            : new ViewResponse.Update(SlackForms.Sentence("MailBridge", held.Reason));
    }

    /// <summary>A sentence at the text or the link; where the view has no such input, in the place of the view.</summary>
    private static End Wrong(SlackPayload.ViewSubmission submission, string sentence)
    {
        var values = submission.View.State.Values;
        var block = Array.Find([SlackForms.TextBlock, BelongForms.LinkField], b => values.ContainsKey((b, b)));
        return new End(
            block is null ? new ViewResponse.Update(SlackForms.Sentence("MailBridge", sentence))
                : new ViewResponse.Errors(new Dictionary<string, string> { [block] = sentence }),
            sentence);
    }

    [LoggerMessage(3305, LogLevel.Error, "Form {View} could not be acted on")]
    private static partial void NotSubmitted(ILogger logger, string view, Exception exception);

    /// <summary>What came of a form.</summary>
    /// <param name="Response">What it does next; null closes it.</param>
    /// <param name="Sentence">The same for somebody who does not see it any more; empty when all went well.</param>
    private sealed record End(ViewResponse? Response, string Sentence);
}

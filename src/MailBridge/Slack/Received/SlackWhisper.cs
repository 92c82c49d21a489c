using MailBridge.ChatIn;
using MailBridge.ChatOut;
using MailBridge.SlackApi;
using MailBridge.SlackApi.Blocks;
using MailBridge.SlackApi.Payloads;
using MailBridge.SlackApi.Text;
using MailBridge.SlackApi.Web;

namespace MailBridge.Slack.Received;

/// <summary>Where a person did something, and thus where they look for an answer.</summary>
/// <param name="User">Their member id.</param>
/// <param name="Channel">The channel; empty for none, as in the home tab.</param>
/// <param name="ThreadTs">The thread in it; null for the channel itself.</param>
/// <param name="ResponseUrl">Slack's own way to answer; null where there is none.</param>
internal sealed record SlackPlace(string User, string Channel, string? ThreadTs, string? ResponseUrl)
{
    /// <summary>A direct message with the bridge, where everything is private anyway.</summary>
    public bool IsDirect => Channel.StartsWith('D');

    /// <summary>Where somebody pressed something.</summary>
    public static SlackPlace Of(SlackPayload.BlockActions press) => new(
        press.Actor.UserId, press.ChannelId ?? "", press.ThreadTs is { } thread && thread != press.MessageTs ? thread : null, press.ResponseUrl);

    /// <summary>Where somebody chose something from a message's menu.</summary>
    public static SlackPlace Of(SlackPayload.MessageAction shortcut) => new(
        shortcut.Actor.UserId, shortcut.ChannelId, shortcut.Message.IsReply ? shortcut.Message.ThreadTs : null, shortcut.ResponseUrl);
}

/// <summary>Words for one person alone.</summary>
/// <param name="Text">mrkdwn, escaped: what notifications and screen readers say.</param>
/// <param name="Blocks">What is shown; null shows the text.</param>
internal sealed record SlackWord(string Text, IReadOnlyList<Block>? Blocks = null)
{
    /// <summary>A sentence, literal.</summary>
    public static SlackWord Of(string sentence) => new(Mrkdwn.Escape(sentence, BlockLimits.SectionText));

    /// <summary>What is said about an answer; null where the posts say it, or nobody has to.</summary>
    public static SlackWord? Of(ChatAnswer answer, Func<ChatIn.Lookups.LookupPage, SlackWord> page) => answer switch
    {
        ChatAnswer.Told { Words: var words } => Of(words),
        ChatAnswer.Refused { Reason: var reason } => Of(reason),
        ChatAnswer.Held { Reason: var reason } => Of($"Not sent. {reason}"),
        ChatAnswer.AlreadySent { At: var at } => new($"This reply was already sent at {Mrkdwn.Date(at, "{date_short_pretty} {time}", ReplyWords.Minute(at))}."),
        ChatAnswer.Found { Page: var found } => page(found),
        ChatAnswer.Offered offered => SlackPages.Word(offered),
        _ => null,
    };
}

/// <summary>
/// Says something to one person alone: by Slack's response URL, else as an ephemeral message where they are, else in the direct message with the bridge. It is
/// said once and lost where Slack loses it; what was done has been done.
/// </summary>
internal sealed partial class SlackWhisper(SlackClient api, ILogger<SlackWhisper> logger)
{
    public async Task SayAsync(SlackPlace place, SlackWord word, CancellationToken cancellation)
    {
        try
        {
            if (place.IsDirect && place.ResponseUrl is null)
            {
                await PostAsync(place.Channel, place.ThreadTs, word, cancellation).ConfigureAwait(false);
                return;
            }
            if (await TryRespondAsync(place, word, cancellation).ConfigureAwait(false)) return;
            if (await TryEphemeralAsync(place, word, cancellation).ConfigureAwait(false)) return;
            var direct = await api.Conversations.OpenAsync(place.User, cancellation).ConfigureAwait(false);
            await PostAsync(direct, null, word, cancellation).ConfigureAwait(false);
        }
        catch (SlackException e)
        {
            NotSaid(logger, e.Method, e.Message);
        }
    }

    /// <summary>Shows something, or says that it could not be shown.</summary>
    public async Task TryAsync(SlackPlace place, Func<Task> show, CancellationToken cancellation)
    {
        try
        {
            await show().ConfigureAwait(false);
        }
        catch (SlackException e)
        {
            await SayAsync(place, SlackWord.Of($"This could not be shown. {e.Message} Press again in a moment."), cancellation).ConfigureAwait(false);
        }
    }

    private async Task<bool> TryRespondAsync(SlackPlace place, SlackWord word, CancellationToken cancellation)
    {
        if (place.ResponseUrl is null) return false;
        try
        {
            var message = new ResponseMessage
            {
                ResponseType = "ephemeral", ReplaceOriginal = false, ThreadTs = place.ThreadTs, Text = word.Text, Blocks = word.Blocks,
            };
            await api.ResponseUrls.RespondAsync(place.ResponseUrl, message, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (SlackException e) when (e.Verdict is not SlackVerdict.LookFirst)
        {
            NotSaid(logger, e.Method, e.Message);
            return false;
        }
    }

    private async Task<bool> TryEphemeralAsync(SlackPlace place, SlackWord word, CancellationToken cancellation)
    {
        if (place.Channel.Length == 0) return false;
        try
        {
            var message = new PostEphemeral { Channel = place.Channel, User = place.User, ThreadTs = place.ThreadTs, Text = word.Text, Blocks = word.Blocks };
            await api.Chat.PostEphemeralAsync(message, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (SlackRefusedException e) when (e.Verdict is not (SlackVerdict.LookFirst or SlackVerdict.MendTheToken))
        {
            NotSaid(logger, e.Method, e.Message);
            return false;
        }
    }

    private Task<PostedMessage> PostAsync(string channel, string? thread, SlackWord word, CancellationToken cancellation)
        => api.Chat.PostMessageAsync(new PostMessage { Channel = channel, ThreadTs = thread, Text = word.Text, Blocks = word.Blocks }, cancellation);

    [LoggerMessage(3302, LogLevel.Warning, "A word for one person could not be said by {Method}: {Fault}")]
    private static partial void NotSaid(ILogger logger, string method, string fault);
}

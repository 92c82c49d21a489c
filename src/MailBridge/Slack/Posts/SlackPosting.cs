using System.Globalization;
using MailBridge.ChatLedger;
using MailBridge.ChatOut;
using MailBridge.SlackApi;
using MailBridge.SlackApi.Blocks;
using MailBridge.SlackApi.Payloads;
using MailBridge.SlackApi.Web;

namespace MailBridge.Slack.Posts;

/// <summary>
/// Posts a message once. <c>chat.postMessage</c> knows no key against posting twice, so each message carries ours in its metadata; an attempt whose outcome
/// nobody knows is looked for before the next one.
/// </summary>
internal sealed class SlackPosting(SlackClient api, AttemptBook attempts, SlackPace pace)
{
    /// <summary>The metadata's kind.</summary>
    public const string EventType = "mailbridge_post";

    /// <summary>What our clock may be ahead of Slack's.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(10);

    /// <summary>The time stamp of a message that is known to have been posted; null for any other.</summary>
    public Task<string?> DoneAsync(string key, string channel, string? thread, CancellationToken cancellation)
        => attempts.FindAsync(key, Step(channel, thread), cancellation);

    /// <summary>Posts, unless that was done before. The turn is taken by the caller.</summary>
    /// <param name="key">The same for every attempt at this message.</param>
    /// <param name="message">What and where.</param>
    /// <param name="cancellation">Stops; the message may then be there or not.</param>
    /// <returns>The message's time stamp.</returns>
    /// <exception cref="ChatBusy">Slack wants the channel left alone.</exception>
    /// <exception cref="SlackException">Slack refused or did not answer.</exception>
    public async Task<string> PostAsync(string key, PostMessage message, CancellationToken cancellation)
    {
        var step = Step(message.Channel, message.ThreadTs);
        var begun = await attempts.BeginAsync(key, step, cancellation).ConfigureAwait(false);
        if (begun.Outcome is { } before) return before;
        var ts = begun.IsFirst ? null : await FindAsync(key, message, begun.BegunAt, cancellation).ConfigureAwait(false);
        ts ??= await SendAsync(key, step, message, cancellation).ConfigureAwait(false);
        await attempts.EndAsync(key, step, ts, CancellationToken.None).ConfigureAwait(false);
        return ts;
    }

    private async Task<string> SendAsync(string key, string step, PostMessage message, CancellationToken cancellation)
    {
        var named = message with { Metadata = new MessageMetadata(EventType, new Dictionary<string, string> { ["key"] = key }) };
        try
        {
            return (await api.Chat.PostMessageAsync(named, cancellation).ConfigureAwait(false)).Ts;
        }
        catch (Exception e) when (e is BlockLimitException or SlackException { Verdict: not SlackVerdict.LookFirst })
        {
            await attempts.TakeBackAsync(key, step, CancellationToken.None).ConfigureAwait(false);
            if (e is SlackException { Verdict: SlackVerdict.TryAgain, RetryAfter: { } wait }) throw pace.PushPosts(message.Channel, key, wait);
            throw;
        }
    }

    /// <summary>The message of an earlier attempt; null where there is none, or none that anybody could see.</summary>
    private async Task<string?> FindAsync(string key, PostMessage message, DateTimeOffset begunAt, CancellationToken cancellation)
    {
        var range = new HistoryRange { Oldest = Seconds(begunAt - Skew), Inclusive = true };
        var found = message.ThreadTs is { } thread
            ? api.Conversations.RepliesAsync(message.Channel, thread, range, cancellation)
            : api.Conversations.HistoryAsync(message.Channel, range, cancellation);
        try
        {
            await foreach (var candidate in found.ConfigureAwait(false))
            {
                if (IsIt(candidate, key)) return candidate.Ts;
            }
            return null;
        }
        catch (SlackException e) when (SlackAdvice.IsThreadLost(e) || SlackAdvice.WhyChannelIsLost(e) is not null)
        {
            return null;
        }
    }

    private static string Step(string channel, string? thread) => thread is null ? $"post {channel}" : $"post {channel} {thread}";

    private static bool IsIt(SlackMessage message, string key)
        => message.Metadata is { EventType: EventType } metadata && metadata.EventPayload.GetValueOrDefault("key") == key;

    private static string Seconds(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) + ".000000";
}

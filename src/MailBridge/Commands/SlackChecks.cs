using System.Runtime.CompilerServices;
using MailBridge.Operations;
using MailBridge.Slack;
using MailBridge.Slack.Posts;
using MailBridge.SlackApi;
using MailBridge.SlackApi.Web;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailBridge.Commands;

/// <summary>Checks of the Slack app: its token, its scopes, the channels that inboxes are bridged to, and the connection that events come over.</summary>
internal sealed class SlackChecks(BridgeOptions options, SlackAppOptions slack, TimeProvider time)
{
    /// <summary>A person waits for the answer.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(15);

    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using var handler = SlackClient.CreateHandler();
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        var bot = Client(http, slack.BotToken);
        using var app = new SlackApp(bot, time);
        var token = await OrFaultAsync("Slack app", () => TokenAsync(app, cancellation)).ConfigureAwait(false);
        yield return token;
        if (token.IsGood)
        {
            yield return await OrFaultAsync("Slack scopes", () => ScopesAsync(app, cancellation)).ConfigureAwait(false);
            foreach (var (what, channel) in Channels())
                yield return await OrFaultAsync(what, () => ChannelAsync(what, channel, bot, app, cancellation)).ConfigureAwait(false);
        }
        if (slack.AppToken.Length > 0)
            yield return await OrFaultAsync("Slack Socket Mode", () => SocketAsync(Client(http, slack.AppToken), cancellation)).ConfigureAwait(false);
    }

    private SlackClient Client(HttpClient http, string token)
        => new(http, new SlackToken(token), new SlackOptions { BaseUrl = new Uri(slack.ApiBaseUrl), AnswerTimeout = AnswerWithin }, time, NullLogger.Instance);

    private static async Task<Finding> TokenAsync(SlackApp app, CancellationToken cancellation)
    {
        var installed = await app.WhoAsync(cancellation).ConfigureAwait(false);
        return Finding.Good("Slack app", $"installed in {installed.Team} as @{installed.Bot}");
    }

    private static async Task<Finding> ScopesAsync(SlackApp app, CancellationToken cancellation)
    {
        var granted = (await app.WhoAsync(cancellation).ConfigureAwait(false)).Scopes;
        if (granted.Count == 0) return Finding.Good("Slack scopes", "Slack does not say which ones the token has");
        var missing = SlackScopes.Missing(granted);
        return missing.Count == 0
            ? Finding.Good("Slack scopes", $"all {SlackScopes.All.Count} are granted")
            : Finding.Bad(
                "Slack scopes",
                $"missing are {string.Join("; ", missing.Select(s => $"{s.Name} ({s.Purpose})"))}. "
                + "Add them on the app's page OAuth & Permissions, or paste the manifest again, and reinstall the app.");
    }

    private IEnumerable<(string What, string Channel)> Channels()
    {
        foreach (var (key, inbox) in options.Inboxes)
        {
            if (OptionsTranslation.ToChannel(inbox.Channel) is { Platform: SlackApp.Platform } channel) yield return ($"Slack channel of {key}", channel.Channel);
            if (OptionsTranslation.ToChannel(inbox.Timers.EscalationChannel) is { Platform: SlackApp.Platform } told) yield return ($"Slack escalation channel of {key}", told.Channel);
        }
        if (slack.OperationsChannel.Length > 0) yield return ("Slack operations channel", slack.OperationsChannel);
    }

    private static async Task<Finding> ChannelAsync(string what, string configured, SlackClient bot, SlackApp app, CancellationToken cancellation)
    {
        if (await app.FindChannelAsync(configured, cancellation).ConfigureAwait(false) is not { } id) return Finding.Bad(what, SlackChannels.Unknown(configured));
        SlackConversation channel;
        try
        {
            channel = await bot.Conversations.InfoAsync(id, cancellation).ConfigureAwait(false);
        }
        catch (SlackRefusedException e) when (e.Error == "channel_not_found")
        {
            return Finding.Bad(what, SlackChannels.Unknown(configured));
        }
        if (SlackChannels.WhyNot(configured, channel) is { } why) return Finding.Bad(what, why);
        var member = channel.IsMember ? "MailBridge is in it" : "MailBridge will come into it with the first post";
        return Finding.Good(what, $"#{channel.Name} ({channel.Id}), {member}");
    }

    private static async Task<Finding> SocketAsync(SlackClient app, CancellationToken cancellation)
    {
        try
        {
            var address = await app.Apps.OpenConnectionAsync(cancellation).ConfigureAwait(false);
            return Finding.Good("Slack Socket Mode", $"opens, at {address.Host}");
        }
        catch (SlackException e) when (e.Verdict is SlackVerdict.MendTheToken or SlackVerdict.MendTheSetup)
        {
            return Finding.Bad(
                "Slack Socket Mode",
                $"Slack says {SlackAdvice.Code(e)}. Switch Socket Mode on, and give an app-level token with the scope connections:write in Slack:AppToken.");
        }
    }

    private static async Task<Finding> OrFaultAsync(string what, Func<Task<Finding>> check)
    {
        try
        {
            return await check().ConfigureAwait(false);
        }
        catch (SlackException e)
        {
            return Finding.Bad(what, SlackAdvice.Sentence(e));
        }
    }
}

using MailBridge.Conversations;
using MailBridge.Operations;
using MailBridge.Slack.Posts;
using MailBridge.SlackApi.Payloads;

namespace MailBridge.Slack.Received;

/// <summary>What Slack tells of the app and its channels: names that changed, channels that are gone, an app that was removed.</summary>
internal sealed class SlackTroubles(SlackApp app, SlackHomes homes, DeskDirectory directory, BridgeHealth health)
{
    /// <summary>True for what is to be heard here.</summary>
    public bool IsOne(SlackEvent told)
        => told is SlackEvent.ChannelRenamed or SlackEvent.ChannelArchived or SlackEvent.ChannelUnarchived or SlackEvent.ChannelDeleted or SlackEvent.ChannelLeft
            or SlackEvent.ChannelIdChanged or SlackEvent.MemberJoinedChannel or SlackEvent.AppUninstalled or SlackEvent.TokensRevoked
            || (told is SlackEvent.MessagePosted { Message.Channel: var channel } && homes.IsLost(channel));

    /// <summary>Acts on it.</summary>
    public async Task HearAsync(SlackPayload.EventCallback callback, CancellationToken cancellation)
    {
        if (app.Known is { } known && known.Self.Team != callback.Team) return;
        switch (callback.Event)
        {
            case SlackEvent.ChannelRenamed or SlackEvent.ChannelIdChanged:
                app.ForgetChannels();
                break;
            case SlackEvent.ChannelArchived { Channel: var channel }:
                await LostAsync(channel, "it was archived", cancellation).ConfigureAwait(false);
                break;
            case SlackEvent.ChannelDeleted { Channel: var channel }:
                await LostAsync(channel, "it was deleted", cancellation).ConfigureAwait(false);
                break;
            case SlackEvent.ChannelLeft { Channel: var channel }:
                await LostAsync(channel, "MailBridge was taken out of it; invite it again: /invite @MailBridge", cancellation).ConfigureAwait(false);
                break;
            case SlackEvent.ChannelUnarchived { Channel: var channel }:
                Back(channel);
                break;
            case SlackEvent.MemberJoinedChannel { Channel: var channel, User: var user } when user == app.Known?.Self.UserId:
                Back(channel);
                break;
            case SlackEvent.MessagePosted { Message.Channel: var channel }:
                Back(channel);
                break;
            case SlackEvent.AppUninstalled:
                Removed();
                break;
            case SlackEvent.TokensRevoked { Bot: var bots } when bots.Count > 0 && (app.Known is not { } self || bots.Contains(self.Self.UserId)):
                Removed();
                break;
        }
    }

    private void Removed()
    {
        app.ForgetInstallation();
        health.Report(SlackApp.Component, "MailBridge was removed from the Slack workspace. Install the app again, and give its new token as Slack:BotToken.");
    }

    private async Task LostAsync(string channel, string why, CancellationToken cancellation)
    {
        var isOurs = await IsOursAsync(channel, cancellation).ConfigureAwait(false);
        app.ForgetChannels();
        if (isOurs) homes.Lose(channel, why);
    }

    private void Back(string channel)
    {
        app.ForgetChannels();
        homes.Back(channel);
    }

    /// <summary>True for a channel that an inbox is bridged to.</summary>
    private async Task<bool> IsOursAsync(string channel, CancellationToken cancellation)
    {
        var ours = directory.Inboxes.Where(i => i.Channel.Platform == SlackApp.Platform).Select(i => i.Channel.Channel);
        foreach (var configured in ours.Distinct(StringComparer.Ordinal))
        {
            if (await homes.FindAsync(configured, cancellation).ConfigureAwait(false) == channel) return true;
        }
        return false;
    }
}

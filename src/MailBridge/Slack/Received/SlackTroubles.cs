using System.Collections.Concurrent;
using MailBridge.Conversations;
using MailBridge.Operations;
using MailBridge.SlackApi;
using MailBridge.SlackApi.Payloads;

namespace MailBridge.Slack.Received;

/// <summary>What Slack tells of the app and its channels: names that changed, channels that are gone, an app that was removed.</summary>
internal sealed class SlackTroubles(SlackApp app, DeskDirectory directory, BridgeHealth health)
{
    private readonly ConcurrentDictionary<string, string> _channels = new(StringComparer.Ordinal);

    /// <summary>True for what is to be heard here.</summary>
    public bool IsOne(SlackEvent told)
        => told is SlackEvent.ChannelRenamed or SlackEvent.ChannelArchived or SlackEvent.ChannelUnarchived or SlackEvent.ChannelDeleted or SlackEvent.ChannelLeft
            or SlackEvent.ChannelIdChanged or SlackEvent.MemberJoinedChannel or SlackEvent.AppUninstalled or SlackEvent.TokensRevoked
            || (told is SlackEvent.MessagePosted { Message.Channel: var channel } && _channels.ContainsKey(channel));

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
                await LostAsync(channel, "was archived. Unarchive it, or name another channel for its inbox", cancellation).ConfigureAwait(false);
                break;
            case SlackEvent.ChannelDeleted { Channel: var channel }:
                await LostAsync(channel, "was deleted. Name another channel for its inbox", cancellation).ConfigureAwait(false);
                break;
            case SlackEvent.ChannelLeft { Channel: var channel }:
                await LostAsync(channel, "has lost MailBridge. Invite it again: /invite @MailBridge", cancellation).ConfigureAwait(false);
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

    private async Task LostAsync(string channel, string what, CancellationToken cancellation)
    {
        var name = await NameAsync(channel, cancellation).ConfigureAwait(false);
        app.ForgetChannels();
        if (name is null) return;
        _channels[channel] = name;
        health.Report($"{SlackApp.Component} {name}", $"The channel {name} {what}.");
    }

    private void Back(string channel)
    {
        app.ForgetChannels();
        if (_channels.TryRemove(channel, out var name)) health.Report($"{SlackApp.Component} {name}", null);
    }

    /// <summary>What the configuration calls a channel that an inbox is bridged to; null for any other.</summary>
    private async Task<string?> NameAsync(string channel, CancellationToken cancellation)
    {
        var ours = directory.Inboxes.Where(i => i.Channel.Platform == SlackApp.Platform).Select(i => i.Channel.Channel);
        foreach (var name in ours.Distinct(StringComparer.Ordinal))
        {
            try
            {
                if (await app.FindChannelAsync(name, cancellation).ConfigureAwait(false) == channel) return SlackApp.IsId(name) ? name : $"#{name.TrimStart('#')}";
            }
            catch (SlackException)
            {
                // It cannot be found by its name any more: the gateway says so when it posts.
            }
        }
        return null;
    }
}

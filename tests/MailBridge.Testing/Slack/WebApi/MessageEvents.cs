using System.Text.Json.Nodes;

namespace MailBridge.Testing.Slack.WebApi;

/// <summary>What apps in a channel hear of its messages. Called with the state's gate held.</summary>
internal static class MessageEvents
{
    public static void Posted(SlackState state, SlackMessage message, List<(SlackInstall, JsonObject)> raised)
    {
        foreach (var install in Listeners(message.Channel))
        {
            raised.Add((install, Event(state, message)));
            var mentioned = message.Text.Contains($"<@{install.BotUser.Id}>", StringComparison.Ordinal) || message.Text.Contains($"<@{install.BotUser.Id}|", StringComparison.Ordinal);
            if (!mentioned || message.Channel.Kind == SlackChannelKind.Im || message.Author == install.BotUser) continue;
            var mention = Event(state, message);
            mention["type"] = "app_mention";
            mention.Remove("channel_type");
            raised.Add((install, mention));
        }
    }

    public static void Changed(SlackState state, SlackMessage before, SlackMessage after, List<(SlackInstall, JsonObject)> raised)
    {
        var ts = after.Channel.NextTs(state.Now);
        foreach (var install in Listeners(after.Channel))
        {
            raised.Add((install, new JsonObject
            {
                ["type"] = "message",
                ["subtype"] = "message_changed",
                ["message"] = SlackJson.Of(after, state, asEvent: true),
                ["previous_message"] = SlackJson.Of(before, state, asEvent: true),
                ["channel"] = after.Channel.Id,
                ["hidden"] = true,
                ["ts"] = ts,
                ["event_ts"] = ts,
                ["channel_type"] = after.Channel.Type,
            }));
        }
    }

    /// <summary>Takes a message away; a parent with replies leaves a tombstone.</summary>
    public static void Delete(SlackState state, SlackMessage message, List<(SlackInstall, JsonObject)> raised)
    {
        var channel = message.Channel;
        if (channel.Replies(message.Ts).Any())
        {
            var tombstone = message with { Subtype = "tombstone", Text = "This message was deleted.", Blocks = [], Files = [], Metadata = null, Attachments = [], Reactions = [], PostedBy = null };
            channel.Replace(tombstone);
            Changed(state, message, tombstone, raised);
            return;
        }
        channel.MessageList.RemoveAll(m => m.Ts == message.Ts);
        var ts = channel.NextTs(state.Now);
        foreach (var install in Listeners(channel))
        {
            raised.Add((install, new JsonObject
            {
                ["type"] = "message",
                ["subtype"] = "message_deleted",
                ["previous_message"] = SlackJson.Of(message, state, asEvent: true),
                ["channel"] = channel.Id,
                ["hidden"] = true,
                ["deleted_ts"] = message.Ts,
                ["ts"] = ts,
                ["event_ts"] = ts,
                ["channel_type"] = channel.Type,
            }));
        }
    }

    public static void Reaction(SlackState state, SlackMessage message, SlackUser by, string name, bool added, List<(SlackInstall, JsonObject)> raised)
    {
        foreach (var install in Listeners(message.Channel))
        {
            raised.Add((install, new JsonObject
            {
                ["type"] = added ? "reaction_added" : "reaction_removed",
                ["user"] = by.Id,
                ["reaction"] = name,
                ["item"] = new JsonObject { ["type"] = "message", ["channel"] = message.Channel.Id, ["ts"] = message.Ts },
                ["item_user"] = message.Author.Id,
                ["event_ts"] = message.Channel.NextTs(state.Now),
            }));
        }
    }

    /// <summary>A housekeeping message such as <c>channel_join</c>.</summary>
    public static void Notice(SlackState state, SlackChannel channel, SlackUser by, string subtype, string text, List<(SlackInstall, JsonObject)> raised)
    {
        var message = new SlackMessage { Channel = channel, Ts = channel.NextTs(state.Now), Subtype = subtype, Author = by, Text = text };
        channel.MessageList.Add(message);
        Posted(state, message, raised);
    }

    public static IEnumerable<SlackInstall> Listeners(SlackChannel channel) =>
        channel.Workspace.InstallList.Where(i => i.TokenError is null && channel.MemberIds.Contains(i.BotUser.Id));

    private static JsonObject Event(SlackState state, SlackMessage message)
    {
        var json = SlackJson.Of(message, state, asEvent: true);
        json["channel"] = message.Channel.Id;
        json["channel_type"] = message.Channel.Type;
        json["event_ts"] = message.Ts;
        if (message.Author is { IsBot: false } && message.Subtype is null) json["client_msg_id"] = Guid.NewGuid().ToString();
        return json;
    }
}

using System.Text.Json.Nodes;
using MailBridge.Testing.Slack.WebApi;

namespace MailBridge.Testing.Slack;

/// <summary>What people do in channels. Each returns after the apps had their first chance to hear of it.</summary>
public sealed partial class FakeSlack
{
    /// <summary>Types a message.</summary>
    /// <param name="text">As typed; <c>&lt;@U1&gt;</c>, <c>&lt;#C1&gt;</c>, addresses and <c>:emoji:</c> become what the client makes of them, the rest is literal.</param>
    public async Task<SlackMessage> PostAsync(SlackUser user, SlackChannel channel, string text, string? threadTs = null, bool broadcast = false, params IReadOnlyList<SlackFile> files)
    {
        List<(SlackInstall, JsonObject)> raised = [];
        SlackMessage message;
        lock (_state.Gate)
        {
            MustBeMember(user, channel);
            if (threadTs is not null && channel.Message(threadTs) is not { ThreadTs: null })
                throw new InvalidOperationException("There is no such thread.");
            var (escaped, blocks) = RichText.Typed(text, _state.NewSecret(5));
            var ts = channel.NextTs(_state.Now);
            message = new SlackMessage
            {
                Channel = channel,
                Ts = ts,
                ThreadTs = threadTs,
                Subtype = files.Count > 0 ? "file_share" : broadcast ? "thread_broadcast" : null,
                Author = user,
                Text = escaped,
                Blocks = blocks,
                ReplyBroadcast = broadcast,
                Files = [.. files.Select(f => FileMethods.Shared(_state, f, channel, ts))],
            };
            channel.MessageList.Add(message);
            MessageEvents.Posted(_state, message, raised);
        }
        await Events.Raise(raised);
        return message;
    }

    /// <summary>A file of a person, to be posted or put into a form.</summary>
    public SlackFile AddFile(SlackUser user, string name, ReadOnlyMemory<byte> content, bool stub = false)
    {
        var file = new SlackFile
        {
            Id = _state.NewId("F"),
            Workspace = user.Workspace,
            UserId = user.Id,
            Name = name,
            Title = name,
            MimeType = FileEndpoint.MimeTypeOf(name),
            Length = content.Length,
            Content = content,
            Complete = true,
            Stub = stub,
            Created = _state.Now,
        };
        lock (_state.Gate) _state.Files.Add(file.Id, file);
        return file;
    }

    public Task<SlackMessage> EditAsync(SlackUser user, SlackChannel channel, string ts, string text) => ChangeAsync(channel, ts, message =>
    {
        if (message.Author != user) throw new InvalidOperationException("Only the author can edit.");
        var (escaped, blocks) = RichText.Typed(text, _state.NewSecret(5));
        return message with { Text = escaped, Blocks = blocks, EditedTs = channel.NextTs(_state.Now) };
    });

    /// <summary>A link preview arrives: <c>message_changed</c> without an edit.</summary>
    public Task<SlackMessage> UnfurlAsync(SlackChannel channel, string ts, string url) => ChangeAsync(channel, ts, message => message with
    {
        Attachments = [new JsonObject { ["from_url"] = url, ["title"] = url, ["id"] = 1, ["original_url"] = url, ["fallback"] = url }],
    });

    public async Task DeleteAsync(SlackUser user, SlackChannel channel, string ts)
    {
        List<(SlackInstall, JsonObject)> raised = [];
        lock (_state.Gate)
        {
            var message = channel.Message(ts) ?? throw new InvalidOperationException($"There is no message {ts}.");
            if (message.Author != user && !user.IsAdmin)
                throw new InvalidOperationException("Only the author or an administrator can delete.");
            MessageEvents.Delete(_state, message, raised);
        }
        await Events.Raise(raised);
    }

    public async Task ReactAsync(SlackUser user, SlackChannel channel, string ts, string name, bool remove = false)
    {
        List<(SlackInstall, JsonObject)> raised = [];
        lock (_state.Gate)
        {
            var message = channel.Message(ts) ?? throw new InvalidOperationException($"There is no message {ts}.");
            ReactionMethods.Change(_state, message, user, name, !remove, raised);
        }
        await Events.Raise(raised);
    }

    public async Task JoinAsync(SlackUser user, SlackChannel channel)
    {
        List<(SlackInstall, JsonObject)> raised = [];
        lock (_state.Gate)
        {
            if (channel.MemberIds.Add(user.Id)) Membership.Joined(_state, channel, user, raised);
        }
        await Events.Raise(raised);
    }

    /// <summary>Somebody invites the bot.</summary>
    public Task InviteBotAsync(SlackInstall install, SlackChannel channel) => JoinAsync(install.BotUser, channel);

    /// <summary>Somebody takes the bot out: it hears <c>channel_left</c> and then nothing.</summary>
    public async Task RemoveBotAsync(SlackInstall install, SlackChannel channel)
    {
        lock (_state.Gate) channel.MemberIds.Remove(install.BotUser.Id);
        await Events.Raise([(install, ChannelEvent(channel, "left", channel.Id))]);
    }

    public async Task ArchiveChannelAsync(SlackUser by, SlackChannel channel, bool archived = true)
    {
        List<(SlackInstall, JsonObject)> raised = [];
        lock (_state.Gate)
        {
            var verb = archived ? "archive" : "unarchive";
            MessageEvents.Notice(_state, channel, by, StemOf(channel) + "_" + verb, $"<@{by.Id}> {verb}d the channel", raised);
            channel.IsArchived = archived;
            foreach (var install in MessageEvents.Listeners(channel))
            {
                var heard = ChannelEvent(channel, verb, channel.Id);
                heard["user"] = by.Id;
                raised.Add((install, heard));
            }
        }
        await Events.Raise(raised);
    }

    public async Task RenameChannelAsync(SlackUser by, SlackChannel channel, string name)
    {
        List<(SlackInstall, JsonObject)> raised = [];
        lock (_state.Gate)
        {
            MessageEvents.Notice(_state, channel, by, StemOf(channel) + "_name", $"<@{by.Id}> has renamed the channel from \"{channel.Name}\" to \"{name}\"", raised);
            channel.Name = name;
            foreach (var install in MessageEvents.Listeners(channel))
                raised.Add((install, ChannelEvent(channel, "rename", new JsonObject { ["id"] = channel.Id, ["name"] = name, ["created"] = channel.Created.ToUnixTimeSeconds() })));
        }
        await Events.Raise(raised);
    }

    /// <summary>An administrator removes the app: its token is dead (<c>account_inactive</c>).</summary>
    public Task UninstallAsync(SlackInstall install) => EndAsync(install, "account_inactive",
        new JsonObject { ["type"] = "tokens_revoked", ["tokens"] = new JsonObject { ["oauth"] = new JsonArray(), ["bot"] = new JsonArray(install.BotUser.Id) } },
        new JsonObject { ["type"] = "app_uninstalled" });

    /// <summary>The bot token is revoked (<c>token_revoked</c>).</summary>
    public Task RevokeTokenAsync(SlackInstall install) => EndAsync(install, "token_revoked",
        new JsonObject { ["type"] = "tokens_revoked", ["tokens"] = new JsonObject { ["oauth"] = new JsonArray(), ["bot"] = new JsonArray(install.BotUser.Id) } });

    /// <summary>Makes the token answer with this error and tells nobody, as when events are lost.</summary>
    public void KillToken(SlackInstall install, string error) { lock (_state.Gate) install.TokenError = error; }

    private async Task EndAsync(SlackInstall install, string error, params JsonObject[] events)
    {
        lock (_state.Gate)
        {
            install.TokenError = error;
            foreach (var channel in install.Workspace.ChannelList) channel.MemberIds.Remove(install.BotUser.Id);
        }
        await Events.Raise(events.Select(e => (install, e)));
    }

    private async Task<SlackMessage> ChangeAsync(SlackChannel channel, string ts, Func<SlackMessage, SlackMessage> change)
    {
        List<(SlackInstall, JsonObject)> raised = [];
        SlackMessage after;
        lock (_state.Gate)
        {
            var before = channel.Message(ts) ?? throw new InvalidOperationException($"There is no message {ts}.");
            after = change(before);
            channel.Replace(after);
            MessageEvents.Changed(_state, before, after, raised);
        }
        await Events.Raise(raised);
        return after;
    }

    private JsonObject ChannelEvent(SlackChannel channel, string verb, JsonNode of) => new()
    {
        ["type"] = $"{StemOf(channel)}_{verb}",
        ["channel"] = of,
        ["event_ts"] = channel.NextTs(_state.Now),
    };

    private static string StemOf(SlackChannel channel) => channel.Kind == SlackChannelKind.Private ? "group" : "channel";

    private static void MustBeMember(SlackUser user, SlackChannel channel)
    {
        if (user.Deleted) throw new InvalidOperationException($"{user.Name} is deactivated.");
        if (channel.IsArchived) throw new InvalidOperationException($"#{channel.Name} is archived.");
        // Who writes into a public channel has joined it.
        if (channel.Kind == SlackChannelKind.Public) channel.MemberIds.Add(user.Id);
        else if (!channel.MemberIds.Contains(user.Id)) throw new InvalidOperationException($"{user.Name} is not in the channel.");
    }
}

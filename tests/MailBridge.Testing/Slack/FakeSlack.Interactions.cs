using System.Text.Json.Nodes;
using MailBridge.Testing.Slack.BlockKit;
using MailBridge.Testing.Slack.Delivery;
using MailBridge.Testing.Slack.WebApi;

namespace MailBridge.Testing.Slack;

/// <summary>Buttons, commands, shortcuts and the home tab.</summary>
public sealed partial class FakeSlack
{
    /// <summary>Presses a button of a message that this person sees, or makes a choice in one of its selects.</summary>
    /// <param name="ts">Of an ordinary message or of an ephemeral one.</param>
    /// <param name="choice">For selects: the option's value, a user id, a date, several of them.</param>
    /// <param name="value">Which of several buttons with this <paramref name="actionId"/>, by its value.</param>
    public async Task<AppReply> ClickAsync(SlackUser user, SlackChannel channel, string ts, string actionId, object? choice = null, string? value = null)
    {
        JsonObject payload;
        SlackInstall install;
        lock (_state.Gate)
        {
            var message = channel.Message(ts) ?? _state.Ephemerals.Find(m => m.Channel == channel && m.Ts == ts && m.EphemeralFor == user)
                ?? throw new InvalidOperationException($"{user.Name} sees no message {ts}.");
            install = message.PostedBy ?? throw new InvalidOperationException("No app posted this message.");
            var ephemeral = message.EphemeralFor is not null;
            var responseUrl = NewResponseUrl(install, user, channel, ts, ephemeral);
            payload = ActionPayload(install, user, message.Blocks, actionId, choice, value, null);
            payload["container"] = new JsonObject { ["type"] = "message", ["message_ts"] = ts, ["channel_id"] = channel.Id, ["is_ephemeral"] = ephemeral };
            if (message.ThreadTs is not null) payload["container"]!["thread_ts"] = message.ThreadTs;
            payload["channel"] = ChannelOf(channel);
            if (!ephemeral) payload["message"] = SlackJson.Of(message, _state);
            payload["state"] = new JsonObject { ["values"] = ViewState.Initial(message.Blocks) };
            payload["response_url"] = responseUrl;
        }
        return Reply(await Events.TryAsync(install.App, PayloadKind.Interactive, payload, 0, null), user);
    }

    /// <summary>Presses a button, or makes a choice, in a modal or home tab.</summary>
    /// <param name="entries">What stands in the form's inputs at that moment, by block or action id.</param>
    public async Task<AppReply> ClickViewAsync(SlackUser user, string viewId, string actionId, object? choice = null, string? value = null, IReadOnlyDictionary<string, object?>? entries = null)
    {
        JsonObject payload;
        SlackInstall install;
        lock (_state.Gate)
        {
            var view = ViewOf(user, viewId);
            install = view.Install;
            payload = ActionPayload(install, user, view.Blocks, actionId, choice, value, viewId);
            payload["container"] = new JsonObject { ["type"] = "view", ["view_id"] = viewId };
            payload["view"] = ViewJson(view, entries ?? new Dictionary<string, object?>());
        }
        return Reply(await Events.TryAsync(install.App, PayloadKind.Interactive, payload, 0, null), user);
    }

    /// <summary>Types a slash command.</summary>
    /// <param name="threadTs">Within a thread Slack itself refuses and the app hears nothing.</param>
    public async Task<AppReply> CommandAsync(SlackUser user, SlackChannel channel, string command, string text, string? threadTs = null)
    {
        if (threadTs is not null) return new AppReply(null, TimeSpan.Zero, "not_supported_in_threads");
        JsonObject payload;
        ResponseUrl answers;
        SlackInstall? install;
        lock (_state.Gate)
        {
            install = user.Workspace.InstallList.Find(i => i.TokenError is null && i.Scopes.Contains("commands") && (i.App.Commands.Count == 0 || i.App.Commands.Contains(command)));
            if (install is null) return new AppReply(null, TimeSpan.Zero, "invalid_command");
            var url = NewResponseUrl(install, user, channel, null, ephemeral: true);
            answers = _state.ResponseUrls[url.Split('/')[^1]];
            payload = new JsonObject
            {
                ["token"] = "deprecated",
                ["team_id"] = user.Workspace.Id,
                ["team_domain"] = user.Workspace.Domain,
                ["channel_id"] = channel.Id,
                ["channel_name"] = NameFor(channel),
                ["user_id"] = user.Id,
                ["user_name"] = user.Name,
                ["command"] = command,
                ["text"] = RichText.Escape(text),
                ["api_app_id"] = install.App.Id,
                ["is_enterprise_install"] = "false",
                ["response_url"] = url,
                ["trigger_id"] = NewTrigger(install, user, null),
            };
            if (install.App.ShouldEscapeCommands) payload["text"] = Escaped(text, user.Workspace);
        }
        var attempt = await Events.TryAsync(install.App, PayloadKind.SlashCommands, payload, 0, null);
        var reply = Reply(attempt, user);
        // Bare text is shown as it is.
        if (reply is { Acknowledged: true, Payload: null } && attempt.Body.Length > 0)
            reply = reply with { Payload = new JsonObject { ["text"] = attempt.Body } };
        if (reply is not { Acknowledged: true, Payload.Count: > 0 }) return reply;
        List<(SlackInstall, JsonObject)> raised = [];
        string? error;
        lock (_state.Gate) error = ResponseUrlEndpoint.Apply(_state, answers, reply.Payload, raised);
        await Events.Raise(raised);
        return error is null ? reply : reply with { Failure = error };
    }

    /// <summary>Picks a shortcut from a message's menu; works in threads, and where the bot is not.</summary>
    public async Task<AppReply> MessageShortcutAsync(SlackUser user, SlackChannel channel, string ts, string callbackId)
    {
        JsonObject payload;
        SlackInstall install;
        lock (_state.Gate)
        {
            var message = channel.Message(ts) ?? throw new InvalidOperationException($"There is no message {ts}.");
            install = ShortcutOf(user, callbackId);
            payload = Payload(install, user, "message_action", null);
            payload["callback_id"] = callbackId;
            payload["message_ts"] = ts;
            payload["channel"] = ChannelOf(channel);
            payload["message"] = SlackJson.Of(message, _state);
            payload["response_url"] = NewResponseUrl(install, user, channel, null, ephemeral: true);
        }
        return Reply(await Events.TryAsync(install.App, PayloadKind.Interactive, payload, 0, null), user);
    }

    /// <summary>Picks a shortcut from the lightning menu.</summary>
    public async Task<AppReply> GlobalShortcutAsync(SlackUser user, string callbackId)
    {
        JsonObject payload;
        SlackInstall install;
        lock (_state.Gate)
        {
            install = ShortcutOf(user, callbackId);
            payload = Payload(install, user, "shortcut", null);
            payload["callback_id"] = callbackId;
        }
        return Reply(await Events.TryAsync(install.App, PayloadKind.Interactive, payload, 0, null), user);
    }

    /// <summary>Opens the app's home; the app hears <c>app_home_opened</c>.</summary>
    /// <param name="tab"><c>home</c> or <c>messages</c>.</param>
    public async Task<SlackView?> OpenHomeAsync(SlackUser user, SlackInstall install, string tab = "home")
    {
        JsonObject opened;
        lock (_state.Gate)
        {
            var im = user.Workspace.DirectMessage(_state, user.Id, install.BotUser.Id);
            opened = new JsonObject { ["type"] = "app_home_opened", ["user"] = user.Id, ["channel"] = im.Id, ["tab"] = tab, ["event_ts"] = im.NextTs(_state.Now) };
            if (ViewMethods.Home(_state, install, user) is { } view && tab == "home") opened["view"] = SlackJson.Of(view, _state);
        }
        await Events.Raise([(install, opened)]);
        return Home(user);
    }

    private JsonObject ActionPayload(SlackInstall install, SlackUser user, JsonArray blocks, string actionId, object? choice, string? value, string? viewId)
    {
        var found = blocks.OfType<JsonObject>().SelectMany(b => Blocks.ElementsOf(b).Select(e => (Block: b, Element: e)))
            .Where(e => Rules.Word(e.Element["action_id"]) == actionId && (value is null || Rules.Word(e.Element["value"]) == value)).ToList();
        if (found.Count == 0)
            throw new InvalidOperationException($"There is no element {actionId} {value}; there are {string.Join(", ", blocks.OfType<JsonObject>().SelectMany(Blocks.ElementsOf).Select(e => Rules.Word(e["action_id"])))}.");
        var (block, element) = found[0];
        var type = Rules.Word(element["type"]);
        var action = type == "button" ? new JsonObject { ["type"] = "button" } : ViewState.Entered(element, choice, FileJson);
        if (type == "button")
        {
            action["text"] = element["text"]!.DeepClone();
            if (element["value"] is not null) action["value"] = element["value"]!.DeepClone();
            if (element["style"] is not null) action["style"] = element["style"]!.DeepClone();
            if (element["url"] is not null) action["url"] = element["url"]!.DeepClone();
        }
        action["action_id"] = actionId;
        action["block_id"] = block["block_id"]!.DeepClone();
        action["action_ts"] = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_state.Now.ToUnixTimeMilliseconds() / 1000.0:F6}");
        var payload = Payload(install, user, "block_actions", viewId);
        payload["actions"] = new JsonArray(action);
        return payload;
    }

    private JsonObject Payload(SlackInstall install, SlackUser user, string type, string? viewId) => new()
    {
        ["type"] = type,
        ["token"] = "deprecated",
        ["api_app_id"] = install.App.Id,
        ["team"] = new JsonObject { ["id"] = user.Workspace.Id, ["domain"] = user.Workspace.Domain },
        ["enterprise"] = null,
        ["is_enterprise_install"] = false,
        ["user"] = new JsonObject { ["id"] = user.Id, ["username"] = user.Name, ["name"] = user.Name, ["team_id"] = user.Workspace.Id },
        ["trigger_id"] = NewTrigger(install, user, viewId),
        ["action_ts"] = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_state.Now.ToUnixTimeMilliseconds() / 1000.0:F6}"),
    };

    private string NewTrigger(SlackInstall install, SlackUser user, string? viewId)
    {
        var id = $"{_state.Now.ToUnixTimeMilliseconds()}.{install.Workspace.Id[2..6]}.{_state.NewSecret(32)}";
        _state.Triggers.Add(id, new Trigger(install, user, _state.Now + _state.Options.TriggerLifetime, viewId));
        return id;
    }

    private string NewResponseUrl(SlackInstall install, SlackUser user, SlackChannel channel, string? ts, bool ephemeral)
    {
        var key = _state.NewSecret(32);
        _state.ResponseUrls.Add(key, new ResponseUrl(install, user, channel, ts, ephemeral, _state.Now + _state.Options.ResponseUrlLifetime));
        return $"{_state.BaseUrl}/actions/{key}";
    }

    private AppReply Reply(SlackAttempt attempt, SlackUser user)
    {
        var failure = attempt.Failure switch
        {
            null => null,
            "http_timeout" or "timeout" => "operation_timeout",
            _ => "dispatch_failed",
        };
        return new AppReply(attempt.BodyObject, attempt.Latency, failure) { View = TopView(user) };
    }

    private static SlackInstall ShortcutOf(SlackUser user, string callbackId) =>
        user.Workspace.InstallList.Find(i => i.TokenError is null && (i.App.Shortcuts.Count == 0 || i.App.Shortcuts.Contains(callbackId)))
        ?? throw new InvalidOperationException($"No app has a shortcut {callbackId}.");

    private JsonNode? FileJson(string id) => _state.Files.TryGetValue(id, out var file) ? SlackJson.Of(file, _state) : null;

    private static JsonObject ChannelOf(SlackChannel channel) => new() { ["id"] = channel.Id, ["name"] = NameFor(channel) };

    private static string NameFor(SlackChannel channel) => channel.Kind switch
    {
        SlackChannelKind.Im => "directmessage",
        SlackChannelKind.Private => "privategroup",
        _ => channel.Name,
    };

    /// <summary>With <c>should_escape</c>, a name of a person or channel arrives as a token.</summary>
    private static string Escaped(string text, SlackWorkspace workspace) => string.Join(' ', text.Split(' ').Select(word =>
        word.StartsWith('@') && workspace.UserList.Find(u => u.Name == word[1..]) is { } user ? $"<@{user.Id}|{user.Name}>"
        : word.StartsWith('#') && workspace.ChannelList.Find(c => c.Name == word[1..]) is { } channel ? $"<#{channel.Id}|{channel.Name}>"
        : RichText.Escape(word)));
}

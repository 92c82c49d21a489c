using System.Text;
using System.Text.Json;
using MailBridge.SlackApi.Wire;

namespace MailBridge.SlackApi.Payloads;

/// <summary>
/// Reads what Slack posts, whichever way it came: JSON is an event (or, over Socket Mode, anything), a form with <c>payload</c> an
/// interaction, a form with <c>command</c> a slash command. It takes any bytes and never throws.
/// </summary>
public static class SlackPayloadReader
{
    /// <param name="contentType">The Content-Type header as it came; null where it was lost, then the bytes decide.</param>
    /// <param name="body">The raw body, or an envelope's payload.</param>
    public static SlackPayload Read(string? contentType, ReadOnlyMemory<byte> body)
    {
        var isForm = contentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            ?? body.Span.TrimStart(" \t\r\n"u8) is not [(byte)'{', ..];
        return isForm ? ReadForm(body.Span) : ReadJson(body);
    }

    private static SlackPayload ReadForm(ReadOnlySpan<byte> body)
    {
        var form = FormReader.Read(body);
        if (form.TryGetValue("payload", out var payload)) return ReadJson(Encoding.UTF8.GetBytes(payload));
        if (form.ContainsKey("command")) return ReadCommand(form.GetValueOrDefault);
        return form.ContainsKey("ssl_check")
            ? new SlackPayload.SslCheck()
            : new SlackPayload.Unreadable("a form without payload and command");
    }

    private static SlackPayload ReadJson(ReadOnlyMemory<byte> body)
    {
        if (SlackJson.TryParse(body) is not { } json) return new SlackPayload.Unreadable("not JSON");
        if (json.ValueKind != JsonValueKind.Object) return new SlackPayload.Unreadable("JSON, but not an object");
        return json.Text("type") switch
        {
            "url_verification" => new SlackPayload.UrlVerification(json.Text("challenge") ?? ""),
            "event_callback" => ReadEvent(json),
            "app_rate_limited" => new SlackPayload.AppRateLimited(json.Text("team_id") ?? "", Moment(json, "minute_rate_limited")),
            "block_actions" => ReadActions(json),
            "message_action" => ReadMessageAction(json),
            "shortcut" =>
                new SlackPayload.Shortcut(Actor(json), json.Text("callback_id") ?? "") { TriggerId = json.Text("trigger_id") ?? "" },
            "view_submission" => new SlackPayload.ViewSubmission(Actor(json), ViewReader.Read(json.Field("view")))
            {
                TriggerId = json.Text("trigger_id") ?? "",
                ResponseUrls = [.. json.Items("response_urls").Select(static url => url.Id("response_url")).OfType<string>()],
            },
            "view_closed" => new SlackPayload.ViewClosed(Actor(json), ViewReader.Read(json.Field("view")), json.Flag("is_cleared")),
            "block_suggestion" => new SlackPayload.BlockSuggestion(
                Actor(json), json.Text("block_id") ?? "", json.Text("action_id") ?? "", json.Text("value") ?? "") { View = View(json) },
            null when json.Has("command") => ReadCommand(name => json.Text(name)),
            null => new SlackPayload.Unreadable("an object without type"),
            var type => new SlackPayload.Unknown(type),
        };
    }

    private static SlackPayload.EventCallback ReadEvent(JsonElement json)
    {
        var inner = json.Field("event");
        var authorization = json.Items("authorizations") is [var first, ..] ? first : default;
        var team = json.Id("team_id") ?? inner.Id("team") ?? authorization.Id("team_id") ?? "";
        return new(team, json.Text("api_app_id") ?? "", json.Text("event_id") ?? "", Moment(json, "event_time"), SlackEvent.Read(inner))
        {
            IsExternallyShared = json.Flag("is_ext_shared_channel"),
            AuthorizedUser = authorization.Id("user_id"),
        };
    }

    private static SlackPayload.SlashCommand ReadCommand(Func<string, string?> field)
    {
        var actor = new SlackActor(field("team_id") ?? "", field("user_id") ?? "", field("user_name") ?? "", field("api_app_id") ?? "")
        {
            Enterprise = field("enterprise_id"),
        };
        return new(actor, field("channel_id") ?? "", field("channel_name") ?? "", field("command") ?? "", field("text") ?? "")
        {
            TriggerId = field("trigger_id") ?? "",
            ResponseUrl = field("response_url"),
        };
    }

    private static SlackPayload.BlockActions ReadActions(JsonElement json)
    {
        var (container, message) = (json.Field("container"), json.Field("message"));
        return new(Actor(json), [.. json.Items("actions").Select(ViewReader.ReadAction)])
        {
            TriggerId = json.Text("trigger_id") ?? "",
            ResponseUrl = json.Id("response_url"),
            ChannelId = json.Field("channel").Id("id") ?? container.Id("channel_id"),
            MessageTs = container.Id("message_ts") ?? message.Id("ts"),
            ThreadTs = container.Id("thread_ts") ?? message.Id("thread_ts"),
            IsEphemeral = container.Flag("is_ephemeral"),
            Message = message.ValueKind == JsonValueKind.Object ? InChannel(json, message) : null,
            View = View(json),
            State = ViewReader.ReadState(json.Field("state")),
        };
    }

    private static SlackPayload.MessageAction ReadMessageAction(JsonElement json)
    {
        var message = InChannel(json, json.Field("message"));
        if (message.Ts.Length == 0) message = message with { Ts = json.Text("message_ts") ?? "" };
        return new(Actor(json), json.Text("callback_id") ?? "", json.Field("channel").Text("id") ?? "", message)
        {
            TriggerId = json.Text("trigger_id") ?? "",
            ResponseUrl = json.Id("response_url"),
        };
    }

    private static SlackMessage InChannel(JsonElement json, JsonElement message)
    {
        var read = SlackMessage.Read(message);
        return read.Channel.Length > 0 ? read : read with { Channel = json.Field("channel").Text("id") ?? "" };
    }

    private static SlackView? View(JsonElement json) =>
        json.Field("view").ValueKind == JsonValueKind.Object ? ViewReader.Read(json.Field("view")) : null;

    private static SlackActor Actor(JsonElement json)
    {
        var user = json.Field("user");
        // In org-wide installs "team" is null and the person's own workspace is all there is.
        var team = json.Field("team").Id("id") ?? json.Field("view").Id("team_id") ?? user.Id("team_id") ?? "";
        return new(team, user.Text("id") ?? "", user.Id("username") ?? user.Text("name") ?? "", json.Text("api_app_id") ?? "")
        {
            UserTeam = user.Id("team_id"),
            Enterprise = json.Field("enterprise").Id("id"),
        };
    }

    private static DateTimeOffset? Moment(JsonElement json, string name) => ViewReader.Moment(json.Number(name));
}

using System.Text.Json;
using System.Text.Json.Nodes;
using MailBridge.Testing.Slack.BlockKit;

namespace MailBridge.Testing.Slack.WebApi;

internal static class ChatMethods
{
    private const int TruncatedAt = 40_000;
    private const int UpdateMax = 4_000;
    private const int MetadataMax = 8_000;

    public static JsonObject PostMessage(ApiCall call)
    {
        var channel = PostChannel(call);
        var content = Content(call);
        Customised(call);
        var parent = Parent(call, channel);
        var message = new SlackMessage
        {
            Channel = channel,
            Ts = channel.NextTs(call.State.Now),
            ThreadTs = parent?.Ts,
            Subtype = IsCustomised(call) ? "bot_message" : parent is not null && call.Flag("reply_broadcast") ? "thread_broadcast" : null,
            Author = call.Bot,
            PostedBy = call.Install,
            Text = content.Text,
            Blocks = content.Blocks,
            Attachments = content.Attachments,
            Metadata = Metadata(call),
            Username = call.Text("username"),
            IconUrl = call.Text("icon_url"),
            IconEmoji = call.Text("icon_emoji"),
            ReplyBroadcast = parent is not null && call.Flag("reply_broadcast"),
            Parse = Parse(call, "none"),
            LinkNames = call.Flag("link_names"),
            Mrkdwn = call.Flag("mrkdwn", true),
            UnfurlLinks = call.Flag("unfurl_links"),
            UnfurlMedia = call.Flag("unfurl_media", true),
        };
        channel.MessageList.Add(message);
        MessageEvents.Posted(call.State, message, call.Raised);
        return new JsonObject { ["ok"] = true, ["channel"] = channel.Id, ["ts"] = message.Ts, ["message"] = SlackJson.Of(message, call.State, withMetadata: true) };
    }

    public static JsonObject PostEphemeral(ApiCall call)
    {
        var channel = PostChannel(call);
        var user = call.User();
        if (!channel.MemberIds.Contains(user.Id)) throw new ApiError("user_not_in_channel");
        var content = Content(call);
        Customised(call);
        var message = new SlackMessage
        {
            Channel = channel,
            Ts = channel.NextTs(call.State.Now),
            ThreadTs = call.Text("thread_ts"),
            Author = call.Bot,
            PostedBy = call.Install,
            Text = content.Text,
            Blocks = content.Blocks,
            Attachments = content.Attachments,
            EphemeralFor = user,
            Parse = Parse(call, "none"),
            LinkNames = call.Flag("link_names"),
        };
        call.State.Ephemerals.Add(message);
        return new JsonObject { ["ok"] = true, ["message_ts"] = message.Ts };
    }

    public static JsonObject Update(ApiCall call)
    {
        var channel = call.Channel();
        var message = channel.Message(call.Required("ts", "message_not_found")) ?? throw new ApiError("message_not_found");
        if (message.PostedBy != call.Install || message.Subtype == "tombstone") throw new ApiError("cant_update_message");
        if (channel.IsArchived) throw new ApiError("is_archived");
        if (call.State.Options.EditWindow is { } window && call.State.Now - Posted(message) > window)
            throw new ApiError("edit_window_closed");
        if (call.Text("text") is { Length: > UpdateMax }) throw new ApiError("msg_too_long");
        var content = Content(call, updated: message);
        var changed = message with
        {
            Text = content.Text,
            Blocks = content.Blocks,
            Attachments = content.Attachments,
            Metadata = call.Arguments.ContainsKey("metadata") ? Metadata(call) : message.Metadata,
            EditedTs = channel.NextTs(call.State.Now),
            Parse = Parse(call, "client"),
            LinkNames = call.Flag("link_names"),
            ReplyBroadcast = message.ReplyBroadcast || (message.ThreadTs is not null && call.Flag("reply_broadcast")),
        };
        channel.Replace(changed);
        MessageEvents.Changed(call.State, message, changed, call.Raised);
        return new JsonObject { ["ok"] = true, ["channel"] = channel.Id, ["ts"] = changed.Ts, ["text"] = changed.Text, ["message"] = SlackJson.Of(changed, call.State, withMetadata: true) };
    }

    public static JsonObject Delete(ApiCall call)
    {
        var channel = call.Channel();
        var message = channel.Message(call.Required("ts", "message_not_found")) ?? throw new ApiError("message_not_found");
        if (message.PostedBy != call.Install || message.Subtype == "tombstone") throw new ApiError("cant_delete_message");
        MessageEvents.Delete(call.State, message, call.Raised);
        return new JsonObject { ["ok"] = true, ["channel"] = channel.Id, ["ts"] = message.Ts };
    }

    public static JsonObject GetPermalink(ApiCall call)
    {
        var channel = call.Channel();
        var message = channel.Message(call.Required("message_ts", "message_not_found")) ?? throw new ApiError("message_not_found");
        return new JsonObject { ["ok"] = true, ["channel"] = channel.Id, ["permalink"] = Permalink(message) };
    }

    public static string Permalink(SlackMessage message)
    {
        var link = $"https://{message.Channel.Workspace.Domain}.slack.com/archives/{message.Channel.Id}/p{message.Ts.Replace(".", "", StringComparison.Ordinal)}";
        return message.ThreadTs is null ? link : $"{link}?thread_ts={message.ThreadTs}&cid={message.Channel.Id}";
    }

    /// <summary>Text, blocks and attachments of a call, checked; an update keeps what it does not name.</summary>
    public static (string Text, JsonArray Blocks, JsonArray Attachments) Content(ApiCall call, SlackMessage? updated = null)
    {
        var text = call.Text("text") ?? "";
        var blocks = CheckedBlocks(call.Json("blocks", "invalid_blocks_format"), call.State);
        var attachments = call.Json("attachments", "invalid_attachments") as JsonArray ?? [];
        if (attachments.Count > 100) throw new ApiError("too_many_attachments");
        if (call.Text("markdown_text") is { } markdown)
        {
            if (text.Length > 0 || blocks.Count > 0) throw new ApiError("markdown_text_conflict");
            if (markdown.Length > 12_000) throw new ApiError("msg_too_long");
            blocks = Blocks.Stored([new JsonObject { ["type"] = "markdown", ["text"] = markdown }], call.State);
            text = markdown;
        }
        if (text.Length == 0 && blocks.Count == 0 && attachments.Count == 0) throw new ApiError("no_text");
        if (text.Length == 0 && blocks.Count > 0) call.Warnings.Add("missing_text_in_message");
        if (text.Length > TruncatedAt)
        {
            text = text[..TruncatedAt];
            call.Warnings.Add("message_truncated");
        }
        if (updated is null) return (text, blocks, attachments);
        // chat.update reference: blocks and attachments that are left out stay, an empty array takes them away.
        return (
            text.Length == 0 ? updated.Text : text,
            call.Arguments.ContainsKey("blocks") || call.Arguments.ContainsKey("markdown_text") ? blocks : updated.Blocks,
            call.Arguments.ContainsKey("attachments") ? attachments : updated.Attachments);
    }

    public static JsonArray CheckedBlocks(JsonNode? given, SlackState state)
    {
        if (given is null) return [];
        if (given is not JsonArray array || array.Any(b => b is not JsonObject)) throw new ApiError("invalid_blocks_format");
        var rules = new Rules();
        Blocks.Check(rules, array, "/blocks", Surface.Message);
        if (rules.Faults.Count > 0) throw new ApiError("invalid_blocks", rules.Faults);
        return Blocks.Stored(array, state);
    }

    /// <summary>The parent of a reply; a reply cannot be one.</summary>
    public static SlackMessage? Parent(ApiCall call, SlackChannel channel)
    {
        if (call.Text("thread_ts") is not { } threadTs) return null;
        var parent = channel.Message(threadTs);
        if (parent is null || parent.ThreadTs is not null) throw new ApiError("cannot_reply_to_message");
        return channel.ThreadsLocked ? throw new ApiError("restricted_action_thread_locked") : parent;
    }

    private static SlackChannel PostChannel(ApiCall call)
    {
        var name = call.Required("channel", "channel_not_found");
        var channel = call.Workspace.ChannelList.Find(c => c.Id == name || (name.StartsWith('#') && c.Name == name[1..]));
        if (call.Workspace.User(name) is { } person)
        {
            if (!call.Install.App.MessagesTabEnabled) throw new ApiError("messages_tab_disabled");
            channel = call.Workspace.DirectMessage(call.State, call.Bot.Id, person.Id);
        }
        if (channel is null) throw new ApiError("channel_not_found");
        var member = channel.MemberIds.Contains(call.Bot.Id);
        if (!member && channel.Kind != SlackChannelKind.Public) throw new ApiError("channel_not_found");
        if (channel.IsArchived) throw new ApiError("is_archived");
        if (!member && !call.HasScope("chat:write.public")) throw new ApiError("not_in_channel");
        return channel.IsReadOnly ? throw new ApiError("restricted_action_read_only_channel") : channel;
    }

    private static bool IsCustomised(ApiCall call) =>
        call.Text("username") is not null || call.Text("icon_url") is not null || call.Text("icon_emoji") is not null;

    private static void Customised(ApiCall call)
    {
        if (IsCustomised(call)) call.NeedsScope("chat:write.customize");
        if (call.Text("username") is { Length: > 80 })
            throw new ApiError("invalid_arguments", "must be less than 81 characters [json-pointer:/username]");
    }

    private static string Parse(ApiCall call, string otherwise) =>
        call.Text("parse") is not { } parse ? otherwise : parse is "none" or "full" or "client" ? parse : throw new ApiError("invalid_arguments", "must be a valid enum value [json-pointer:/parse]");

    private static DateTimeOffset Posted(SlackMessage message) =>
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(message.Ts.Split('.')[0], System.Globalization.CultureInfo.InvariantCulture));

    private static JsonObject? Metadata(ApiCall call)
    {
        var node = call.Json("metadata", "invalid_metadata_format");
        if (node is null or JsonObject { Count: 0 }) return null;
        if (node is not JsonObject metadata) throw new ApiError("invalid_metadata_format");
        var type = Rules.Word(metadata["event_type"]);
        var shaped = type.Length > 0 && type.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && metadata["event_payload"] is JsonObject payload && payload.All(p => IsFlat(p.Value, 0));
        if (!shaped) throw new ApiError("invalid_metadata_schema");
        return metadata.ToJsonString().Length > MetadataMax ? throw new ApiError("metadata_too_large") : (JsonObject)metadata.DeepClone();
    }

    private static bool IsFlat(JsonNode? node, int depth) => node switch
    {
        null => false,
        JsonValue value => value.GetValueKind() != JsonValueKind.Null,
        JsonArray array => depth == 0 && array.All(n => IsFlat(n, 1)),
        JsonObject inner => depth == 0 && inner.All(p => IsFlat(p.Value, 1)),
        _ => false,
    };
}

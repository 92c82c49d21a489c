using System.Text.Json.Nodes;

namespace MailBridge.Testing.Slack.WebApi;

internal static class ConversationMethods
{
    public static JsonObject Info(ApiCall call)
    {
        var channel = call.Channel();
        call.NeedsScope($"{channel.ScopeStem}:read");
        return new JsonObject { ["ok"] = true, ["channel"] = Json(call, channel) };
    }

    public static JsonObject List(ApiCall call)
    {
        var kinds = Kinds(call);
        var found = call.Workspace.ChannelList
            .Where(c => kinds.Contains(c.Kind) && (c.Kind == SlackChannelKind.Public || c.MemberIds.Contains(call.Bot.Id)))
            .Where(c => !(call.Flag("exclude_archived") && c.IsArchived)).ToList();
        return Paged(call, found, 100);
    }

    public static JsonObject Members(ApiCall call)
    {
        var channel = call.Channel();
        call.NeedsScope($"{channel.ScopeStem}:read");
        var (page, metadata) = call.Page(channel.MemberIds.Order(StringComparer.Ordinal).ToList(), call.Number("limit", 100, 1000));
        return new JsonObject { ["ok"] = true, ["members"] = new JsonArray([.. page.Select(id => (JsonNode)id)]), ["response_metadata"] = metadata };
    }

    public static JsonObject History(ApiCall call)
    {
        var channel = Readable(call);
        var all = Within(call, channel.MessageList.Where(m => m.ThreadTs is null || m.ReplyBroadcast)).Reverse().ToList();
        return Messages(call, all, 100);
    }

    public static JsonObject Replies(ApiCall call)
    {
        var channel = Readable(call);
        var asked = channel.Message(call.Required("ts", "thread_not_found")) ?? throw new ApiError("thread_not_found");
        var parent = asked.ThreadTs is null ? asked : channel.Message(asked.ThreadTs) ?? asked;
        // A reply's ts gives that one message; the parent's gives the thread, the parent first.
        List<SlackMessage> all = asked.ThreadTs is null ? [parent, .. Within(call, channel.Replies(parent.Ts))] : [asked];
        return Messages(call, all, 1000);
    }

    public static JsonObject Join(ApiCall call)
    {
        var channel = call.Channel();
        if (channel.Kind != SlackChannelKind.Public) throw new ApiError("method_not_supported_for_channel_type");
        if (channel.IsArchived) throw new ApiError("is_archived");
        if (channel.MemberIds.Add(call.Bot.Id)) Membership.Joined(call.State, channel, call.Bot, call.Raised);
        else call.Warnings.Add("already_in_channel");
        return new JsonObject { ["ok"] = true, ["channel"] = Json(call, channel) };
    }

    public static JsonObject Open(ApiCall call)
    {
        var users = call.Required("users", "users_list_not_supplied").Split(',');
        if (users.Length > 1)
        {
            call.NeedsScope("mpim:write");
            throw new ApiError("not_enough_users");
        }
        var user = call.Workspace.User(users[0]) ?? throw new ApiError("user_not_found");
        if (user.Deleted) throw new ApiError("user_disabled");
        if (user.IsBot) throw new ApiError("cannot_dm_bot");
        var im = call.Workspace.DirectMessage(call.State, call.Bot.Id, user.Id);
        return new JsonObject { ["ok"] = true, ["channel"] = call.Flag("return_im") ? Json(call, im) : new JsonObject { ["id"] = im.Id } };
    }

    public static JsonObject Paged(ApiCall call, List<SlackChannel> channels, int otherwise)
    {
        var (page, metadata) = call.Page(channels, call.Number("limit", otherwise, 1000));
        return new JsonObject { ["ok"] = true, ["channels"] = new JsonArray([.. page.Select(c => Json(call, c))]), ["response_metadata"] = metadata };
    }

    /// <summary>Asked kinds, each with its scope.</summary>
    public static HashSet<SlackChannelKind> Kinds(ApiCall call)
    {
        var kinds = new HashSet<SlackChannelKind>();
        foreach (var type in (call.Text("types") ?? "public_channel").Split(',', StringSplitOptions.TrimEntries))
        {
            var (kind, scope) = type switch
            {
                "public_channel" => (SlackChannelKind.Public, "channels:read"),
                "private_channel" => (SlackChannelKind.Private, "groups:read"),
                "im" => (SlackChannelKind.Im, "im:read"),
                "mpim" => (SlackChannelKind.Mpim, "mpim:read"),
                _ => throw new ApiError("invalid_types"),
            };
            call.NeedsScope(scope);
            kinds.Add(kind);
        }
        return kinds;
    }

    private static JsonObject Json(ApiCall call, SlackChannel channel)
    {
        var other = channel.Kind == SlackChannelKind.Im ? call.Workspace.User(channel.MemberIds.FirstOrDefault(m => m != call.Bot.Id)) : null;
        return SlackJson.Of(channel, call.Bot, other);
    }

    private static SlackChannel Readable(ApiCall call)
    {
        var channel = call.Channel();
        call.NeedsScope($"{channel.ScopeStem}:history");
        return channel.MemberIds.Contains(call.Bot.Id) ? channel : throw new ApiError("not_in_channel");
    }

    private static IEnumerable<SlackMessage> Within(ApiCall call, IEnumerable<SlackMessage> messages)
    {
        var inclusive = call.Flag("inclusive");
        var (oldest, latest) = (call.Text("oldest"), call.Text("latest"));
        return messages.Where(m =>
            (oldest is null or "0" || Compare(m.Ts, oldest) > 0 || (inclusive && Compare(m.Ts, oldest) == 0))
            && (latest is null || Compare(m.Ts, latest) < 0 || (inclusive && Compare(m.Ts, latest) == 0)));
    }

    private static int Compare(string ts, string bound) => decimal.TryParse(bound, System.Globalization.CultureInfo.InvariantCulture, out var limit)
        ? decimal.Parse(ts, System.Globalization.CultureInfo.InvariantCulture).CompareTo(limit)
        : throw new ApiError("invalid_ts_oldest");

    private static JsonObject Messages(ApiCall call, List<SlackMessage> all, int otherwise)
    {
        var most = call.State.Options.HistoryLimit;
        var (page, metadata) = call.Page(all, Math.Min(most, call.Number("limit", Math.Min(most, otherwise), 1000)));
        var withMetadata = call.Flag("include_all_metadata");
        var json = new JsonObject
        {
            ["ok"] = true,
            ["messages"] = new JsonArray([.. page.Select(m => SlackJson.Of(m, call.State, withMetadata))]),
            ["has_more"] = metadata["next_cursor"]!.GetValue<string>().Length > 0,
        };
        if (json["has_more"]!.GetValue<bool>()) json["response_metadata"] = metadata;
        return json;
    }
}

/// <summary>Coming into and going out of channels.</summary>
internal static class Membership
{
    public static void Joined(SlackState state, SlackChannel channel, SlackUser user, List<(SlackInstall, JsonObject)> raised)
    {
        MessageEvents.Notice(state, channel, user, channel.Kind == SlackChannelKind.Private ? "group_join" : "channel_join", $"<@{user.Id}> has joined the channel", raised);
        foreach (var install in MessageEvents.Listeners(channel))
        {
            raised.Add((install, new JsonObject
            {
                ["type"] = "member_joined_channel",
                ["user"] = user.Id,
                ["channel"] = channel.Id,
                ["channel_type"] = channel.Id[..1],
                ["team"] = channel.Workspace.Id,
                ["event_ts"] = channel.NextTs(state.Now),
            }));
        }
    }
}

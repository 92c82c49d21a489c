using System.Text.Json.Nodes;

namespace MailBridge.Testing.Slack;

/// <summary>Slack's JSON of what the fake knows.</summary>
internal static class SlackJson
{
    public static JsonObject Of(SlackMessage message, SlackState state, bool withMetadata = false, bool asEvent = false)
    {
        var json = new JsonObject { ["type"] = "message" };
        if (message.Subtype is not null) json["subtype"] = message.Subtype;
        if (message.Subtype != "bot_message" && message.Subtype != "tombstone") json["user"] = message.Author.Id;
        if (message.Subtype == "tombstone") json["user"] = "USLACKBOT";
        json["text"] = message.Text;
        json["ts"] = message.Ts;
        if (message.ThreadTs is not null) json["thread_ts"] = message.ThreadTs;
        if (message.Author.IsBot && message.PostedBy is { } install && message.Subtype != "file_share") AddBot(json, message, install);
        if (message.Subtype is null or "file_share" or "thread_broadcast" or "me_message") json["team"] = message.Channel.Workspace.Id;
        if (message.Blocks.Count > 0) json["blocks"] = message.Blocks.DeepClone();
        if (message.Attachments.Count > 0) json["attachments"] = message.Attachments.DeepClone();
        if (message.Files.Count > 0)
            json["files"] = new JsonArray([.. message.Files.Select(f => asEvent && f.Stub ? StubOf(f) : Of(f, state))]);
        if (message.EditedTs is not null) json["edited"] = new JsonObject { ["user"] = message.Author.Id, ["ts"] = message.EditedTs };
        if (message.ReplyBroadcast && message.Channel.Message(message.ThreadTs) is { } root) json["root"] = Of(root, state);
        if (withMetadata && message.Metadata is not null) json["metadata"] = message.Metadata.DeepClone();
        if (message.Reactions.Count > 0) json["reactions"] = new JsonArray([.. message.Reactions.Select(Of)]);
        if (!asEvent && message.ThreadTs is null) AddThread(json, message);
        if (message.Subtype == "tombstone") json["hidden"] = true;
        return json;
    }

    public static JsonNode Of(SlackReaction reaction) => new JsonObject
    {
        ["name"] = reaction.Name,
        ["users"] = new JsonArray([.. reaction.Users.Select(u => (JsonNode)u)]),
        ["count"] = reaction.Users.Count,
    };

    public static JsonNode Of(SlackFile file, SlackState state)
    {
        var json = new JsonObject
        {
            ["id"] = file.Id,
            ["created"] = file.Created.ToUnixTimeSeconds(),
            ["timestamp"] = file.Created.ToUnixTimeSeconds(),
            ["name"] = file.Name,
            ["title"] = file.Title,
            ["mimetype"] = file.MimeType,
            ["filetype"] = Path.GetExtension(file.Name).TrimStart('.'),
            ["user"] = file.UserId,
            ["user_team"] = file.Workspace.Id,
            ["mode"] = file.Deleted ? "tombstone" : "hosted",
            ["is_external"] = false,
            ["is_public"] = file.Shares.Any(s => !s.IsPrivate),
            ["size"] = file.Length,
            ["url_private"] = $"{state.BaseUrl}/files-pri/{file.Workspace.Id}-{file.Id}/{Uri.EscapeDataString(file.Name)}",
            ["url_private_download"] = $"{state.BaseUrl}/files-pri/{file.Workspace.Id}-{file.Id}/download/{Uri.EscapeDataString(file.Name)}",
            ["permalink"] = $"{state.BaseUrl}/files/{file.UserId}/{file.Id}/{Uri.EscapeDataString(file.Name)}",
            ["file_access"] = "visible",
        };
        if (file.AltText is not null) json["alt_txt"] = file.AltText;
        if (file.Shares.Count > 0) json["shares"] = Shares(file);
        json["channels"] = Ids(file.Shares.Where(s => !s.IsPrivate).Select(s => s.Channel));
        json["groups"] = Ids(file.Shares.Where(s => s.IsPrivate && s.Channel[0] != 'D').Select(s => s.Channel));
        json["ims"] = Ids(file.Shares.Where(s => s.Channel[0] == 'D').Select(s => s.Channel));
        return json;
    }

    public static JsonObject Of(SlackChannel channel, SlackUser? reader, SlackUser? other)
    {
        var json = new JsonObject
        {
            ["id"] = channel.Id,
            ["created"] = channel.Created.ToUnixTimeSeconds(),
            ["is_archived"] = channel.IsArchived,
            ["is_im"] = channel.Kind == SlackChannelKind.Im,
            ["is_org_shared"] = false,
            ["context_team_id"] = channel.Workspace.Id,
        };
        if (channel.Kind == SlackChannelKind.Im)
        {
            json["user"] = other?.Id;
            json["is_user_deleted"] = other?.Deleted ?? false;
            return json;
        }
        json["name"] = channel.Name;
        json["name_normalized"] = channel.Name;
        json["is_channel"] = channel.Kind == SlackChannelKind.Public;
        json["is_group"] = channel.Kind == SlackChannelKind.Private;
        json["is_mpim"] = channel.Kind == SlackChannelKind.Mpim;
        json["is_private"] = channel.Kind != SlackChannelKind.Public;
        json["is_general"] = false;
        json["is_shared"] = false;
        json["is_ext_shared"] = false;
        json["is_member"] = reader is not null && channel.MemberIds.Contains(reader.Id);
        json["is_read_only"] = channel.IsReadOnly;
        json["topic"] = new JsonObject { ["value"] = "", ["creator"] = "", ["last_set"] = 0 };
        json["purpose"] = new JsonObject { ["value"] = "", ["creator"] = "", ["last_set"] = 0 };
        json["num_members"] = channel.MemberIds.Count;
        return json;
    }

    public static JsonObject Of(SlackUser user, bool withEmail)
    {
        var profile = new JsonObject
        {
            ["real_name"] = user.RealName,
            ["real_name_normalized"] = user.RealName,
            ["display_name"] = user.DisplayName,
            ["display_name_normalized"] = user.DisplayName,
            ["image_48"] = $"https://avatars.slack-edge.com/{user.Id}_48.png",
            ["image_72"] = $"https://avatars.slack-edge.com/{user.Id}_72.png",
            ["team"] = user.Workspace.Id,
        };
        if (withEmail && user.Email is not null && !user.IsBot) profile["email"] = user.Email;
        if (user.BotId is not null) profile["bot_id"] = user.BotId;
        var json = new JsonObject
        {
            ["id"] = user.Id,
            ["team_id"] = user.Workspace.Id,
            ["name"] = user.Name,
            ["deleted"] = user.Deleted,
            ["profile"] = profile,
            ["is_bot"] = user.IsBot,
            ["is_app_user"] = false,
            ["updated"] = 1795000000,
        };
        if (user.IsStranger) json["is_stranger"] = true;
        if (user.Deleted) return json;
        json["real_name"] = user.RealName;
        json["tz"] = user.TimeZone;
        json["tz_offset"] = 0;
        json["is_admin"] = user.IsAdmin;
        json["is_owner"] = false;
        json["is_restricted"] = user.IsRestricted;
        json["is_ultra_restricted"] = user.IsUltraRestricted;
        json["is_email_confirmed"] = user.IsEmailConfirmed;
        return json;
    }

    public static JsonObject Of(SlackView view, SlackState state)
    {
        var json = (JsonObject)view.Content.DeepClone();
        json["id"] = view.Id;
        json["team_id"] = view.Install.Workspace.Id;
        json["app_id"] = view.Install.App.Id;
        json["app_installed_team_id"] = view.Install.Workspace.Id;
        json["bot_id"] = view.Install.BotId;
        json["hash"] = view.Hash;
        json["root_view_id"] = view.RootViewId;
        json["previous_view_id"] = view.PreviousViewId;
        json["callback_id"] ??= "";
        json["private_metadata"] ??= "";
        json["external_id"] ??= "";
        json["clear_on_close"] ??= false;
        json["notify_on_close"] ??= false;
        json["state"] = new JsonObject { ["values"] = ViewState.Initial(view.Blocks) };
        return json;
    }

    public static JsonObject BotOf(SlackInstall install) => new()
    {
        ["id"] = install.BotId,
        ["app_id"] = install.App.Id,
        ["user_id"] = install.BotUser.Id,
        ["name"] = install.App.Name,
        ["deleted"] = install.TokenError is not null,
        ["updated"] = 1795000000,
        ["icons"] = new JsonObject { ["image_36"] = "https://a.slack-edge.com/36.png", ["image_48"] = "https://a.slack-edge.com/48.png", ["image_72"] = "https://a.slack-edge.com/72.png" },
        ["team_id"] = install.Workspace.Id,
    };

    private static void AddBot(JsonObject json, SlackMessage message, SlackInstall install)
    {
        json["bot_id"] = install.BotId;
        json["app_id"] = install.App.Id;
        if (message.Subtype == "bot_message")
        {
            json["username"] = message.Username ?? install.App.Name;
            var icons = new JsonObject();
            if (message.IconEmoji is not null) icons["emoji"] = message.IconEmoji;
            else if (message.IconUrl is not null) icons["image_48"] = message.IconUrl;
            if (icons.Count > 0) json["icons"] = icons;
            return;
        }
        json["bot_profile"] = BotOf(install);
    }

    private static void AddThread(JsonObject json, SlackMessage message)
    {
        var replies = message.Channel.Replies(message.Ts).ToList();
        if (replies.Count == 0) return;
        json["thread_ts"] = message.Ts;
        json["reply_count"] = replies.Count;
        json["reply_users"] = Ids(replies.Select(r => r.Author.Id));
        json["reply_users_count"] = replies.Select(r => r.Author.Id).Distinct().Count();
        json["latest_reply"] = replies[^1].Ts;
        json["is_locked"] = message.Channel.ThreadsLocked;
        json["subscribed"] = false;
    }

    private static JsonNode StubOf(SlackFile file) => new JsonObject { ["id"] = file.Id, ["file_access"] = "check_file_info" };

    private static JsonObject Shares(SlackFile file)
    {
        var json = new JsonObject();
        foreach (var kind in file.Shares.GroupBy(s => s.IsPrivate))
        {
            var channels = new JsonObject();
            foreach (var channel in kind.GroupBy(s => s.Channel))
                channels[channel.Key] = new JsonArray([.. channel.Select(s => new JsonObject { ["ts"] = s.Ts, ["team_id"] = file.Workspace.Id })]);
            json[kind.Key ? "private" : "public"] = channels;
        }
        return json;
    }

    private static JsonArray Ids(IEnumerable<string> ids) => new([.. ids.Distinct().Select(i => (JsonNode)i)]);
}

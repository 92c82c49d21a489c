using System.Globalization;
using System.Text.Json.Nodes;
using MailBridge.Testing.Slack.BlockKit;

namespace MailBridge.Testing.Slack.WebApi;

internal static class FileMethods
{
    private const long MaxLength = 1L << 30;

    public static JsonObject GetUploadUrlExternal(ApiCall call)
    {
        var name = call.Required("filename");
        var given = call.Required("length");
        if (!long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length < 1)
            throw new ApiError("invalid_arguments", "must be greater than 0 [json-pointer:/length]");
        if (length > MaxLength) throw new ApiError("file_upload_size_restricted");
        if (call.Workspace.FileUploadsDisabled) throw new ApiError("file_uploads_disabled");
        var file = new SlackFile
        {
            Id = call.State.NewId("F"),
            Workspace = call.Workspace,
            UserId = call.Bot.Id,
            Name = name,
            AltText = call.Text("alt_txt"),
            Length = length,
            UploadTicket = call.State.NewSecret(),
            Created = call.State.Now,
        };
        call.State.Files.Add(file.Id, file);
        return new JsonObject { ["ok"] = true, ["upload_url"] = $"{call.State.BaseUrl}/upload/v1/{file.UploadTicket}", ["file_id"] = file.Id };
    }

    public static JsonObject CompleteUploadExternal(ApiCall call)
    {
        if (call.Json("files", "invalid_arguments") is not JsonArray { Count: > 0 } listed)
            throw new ApiError("invalid_arguments", "missing required field: files");
        var files = listed.Select(f => Uploaded(call, f)).ToList();
        if (call.Text("initial_comment") is not null && call.Text("blocks") is not null)
            throw new ApiError("invalid_arguments", "initial_comment and blocks are exclusive");
        var blocks = ChatMethods.CheckedBlocks(call.Json("blocks", "invalid_blocks_format"), call.State);
        var channels = Destinations(call);
        // The virus scan comes after the answer: it has neither shares nor a MIME type yet.
        var answer = new JsonArray([.. files.Select(f => new JsonObject { ["id"] = f.Id, ["title"] = f.Title })]);
        foreach (var file in files) call.State.Files[file.Id] = file;
        if (channels.Count == 0) return new JsonObject { ["ok"] = true, ["files"] = answer };
        var comment = call.Text("initial_comment") ?? "";
        foreach (var channel in channels)
        {
            var parent = ChatMethods.Parent(call, channel);
            var state = call.State;
            var install = call.Install;
            call.Later(state.Options.FileScan, raised => Share(state, install, channel, parent, files, comment, blocks, raised));
        }
        return new JsonObject { ["ok"] = true, ["files"] = answer };
    }

    public static JsonObject Info(ApiCall call)
    {
        var file = Visible(call);
        return new JsonObject { ["ok"] = true, ["file"] = SlackJson.Of(file, call.State), ["comments"] = new JsonArray(), ["response_metadata"] = new JsonObject { ["next_cursor"] = "" } };
    }

    public static JsonObject Delete(ApiCall call)
    {
        var file = Visible(call);
        if (file.UserId != call.Bot.Id) throw new ApiError("cant_delete_file");
        call.State.Files[file.Id] = file with { Deleted = true, Content = null };
        foreach (var (channelId, ts, _) in file.Shares)
        {
            if (call.Workspace.Channel(channelId) is not { } channel || channel.Message(ts) is not { } message) continue;
            channel.Replace(message with { Files = [.. message.Files.Select(f => f.Id == file.Id ? f with { Deleted = true, Content = null } : f)] });
        }
        return new JsonObject { ["ok"] = true };
    }

    /// <summary>Shows files in a channel as one message, as Slack does for a bot.</summary>
    private static void Share(
        SlackState state, SlackInstall install, SlackChannel channel, SlackMessage? parent, List<SlackFile> files, string comment, JsonArray blocks, List<(SlackInstall, JsonObject)> raised)
    {
        var ts = channel.NextTs(state.Now);
        var shared = files.ConvertAll(f => Shared(state, state.Files[f.Id], channel, ts));
        var message = new SlackMessage
        {
            Channel = channel,
            Ts = ts,
            ThreadTs = parent?.Ts,
            Subtype = "file_share",
            Author = install.BotUser,
            PostedBy = install,
            Text = comment,
            Blocks = blocks,
            Files = shared,
        };
        channel.MessageList.Add(message);
        MessageEvents.Posted(state, message, raised);
    }

    public static SlackFile Shared(SlackState state, SlackFile file, SlackChannel channel, string ts) =>
        state.Files[file.Id] = file with { Complete = true, Shares = [.. file.Shares, (channel.Id, ts, channel.Kind != SlackChannelKind.Public)] };

    private static SlackFile Uploaded(ApiCall call, JsonNode? listed)
    {
        var id = Rules.Word((listed as JsonObject)?["id"]);
        if (!call.State.Files.TryGetValue(id, out var file) || file.UserId != call.Bot.Id || file.Content is null || file.Complete)
            throw new ApiError("file_not_found");
        var title = Rules.Word(((JsonObject)listed!)["title"]);
        return file with { Complete = true, Title = title.Length > 0 ? title : file.Name };
    }

    private static List<SlackChannel> Destinations(ApiCall call)
    {
        var names = call.Text("channel_id") ?? call.Text("channels");
        if (names is null) return [];
        var found = new List<SlackChannel>();
        foreach (var name in names.Split(','))
        {
            var channel = call.Workspace.Channel(name);
            if (channel is null || (channel.Kind != SlackChannelKind.Public && !channel.MemberIds.Contains(call.Bot.Id)))
                throw new ApiError("channel_not_found");
            if (!channel.MemberIds.Contains(call.Bot.Id)) throw new ApiError("not_in_channel");
            if (channel.IsArchived) throw new ApiError("is_archived");
            found.Add(channel);
        }
        return found;
    }

    private static SlackFile Visible(ApiCall call)
    {
        if (!call.State.Files.TryGetValue(call.Required("file", "file_not_found"), out var file) || file.Workspace != call.Workspace)
            throw new ApiError("file_not_found");
        if (file.Deleted) throw new ApiError("file_deleted");
        var seen = file.UserId == call.Bot.Id || file.GivenTo.Contains(call.Install.App.Id) || file.Shares.Any(s => call.Workspace.Channel(s.Channel)!.MemberIds.Contains(call.Bot.Id));
        return seen ? file : throw new ApiError("file_not_found");
    }
}

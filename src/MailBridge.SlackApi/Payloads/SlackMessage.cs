using System.Text;
using System.Text.Json;
using MailBridge.SlackApi.Blocks;
using MailBridge.SlackApi.Wire;

namespace MailBridge.SlackApi.Payloads;

/// <summary>
/// Which message: the time stamp is a name, never a number, and unique only within its channel.
/// </summary>
public readonly record struct SlackMessageKey(string Team, string Channel, string Ts);

/// <summary>A message as it stands in events, in histories and in interactions (https://docs.slack.dev/reference/events/message).</summary>
public sealed record SlackMessage
{
    /// <summary>Empty where only the surrounding payload names the channel.</summary>
    public string Channel { get; init; } = "";

    /// <summary><c>channel</c>, <c>group</c>, <c>im</c> or <c>mpim</c>; null where it was not said.</summary>
    public string? ChannelType { get; init; }

    public string? Team { get; init; }

    /// <summary>Its name within the channel.</summary>
    public string Ts { get; init; } = "";

    /// <summary>
    /// The thread's first message; null outside threads, and equal to <see cref="Ts"/> on a first message that has replies.
    /// </summary>
    public string? ThreadTs { get; init; }

    /// <summary>Such as <c>file_share</c> or <c>bot_message</c>; null for ordinary messages.</summary>
    public string? Subtype { get; init; }

    /// <summary>Who wrote it; null for some bots.</summary>
    public string? User { get; init; }

    public string? BotId { get; init; }

    public string? AppId { get; init; }

    /// <summary>The name that a bot gave itself for this message.</summary>
    public string? Username { get; init; }

    /// <summary>In mrkdwn, escaped; see <see cref="MailBridge.SlackApi.Text.SlackWords"/>.</summary>
    public string Text { get; init; } = "";

    /// <summary>The blocks of rich text, in which people's clients send their words; empty for others.</summary>
    public IReadOnlyList<RichTextBlock> RichText { get; init; } = [];

    public IReadOnlyList<SlackFile> Files { get; init; } = [];

    /// <summary>The time stamp of the last edit by a person; an unfurled link changes a message without one.</summary>
    public string? EditedTs { get; init; }

    /// <summary>Present only where it was asked for (<c>include_all_metadata</c>).</summary>
    public MessageMetadata? Metadata { get; init; }

    /// <summary>How many replies the thread has, on its first message.</summary>
    public long ReplyCount { get; init; }

    /// <summary>Whether it stands in a thread that another message began.</summary>
    public bool IsReply => ThreadTs is not null && ThreadTs != Ts;

    /// <summary>What was deleted while it had replies leaves this behind.</summary>
    public bool IsTombstone => Subtype == "tombstone";

    /// <summary>The first message of the thread that this one is in or would begin.</summary>
    public string ThreadRoot => ThreadTs ?? Ts;

    internal static SlackMessage Read(JsonElement json) => new()
    {
        Channel = json.Text("channel") ?? "",
        ChannelType = json.Id("channel_type"),
        Team = json.Id("team"),
        Ts = json.Text("ts") ?? "",
        ThreadTs = json.Id("thread_ts"),
        Subtype = json.Id("subtype"),
        User = json.Id("user"),
        BotId = json.Id("bot_id"),
        AppId = json.Id("app_id") ?? json.Field("bot_profile").Id("app_id"),
        Username = json.Id("username"),
        Text = json.Text("text") ?? "",
        RichText = RichTextReader.Read(json.Items("blocks")),
        Files = [.. json.Items("files").Where(static file => file.ValueKind == JsonValueKind.Object).Select(SlackFile.Read)],
        EditedTs = json.Field("edited").Id("ts"),
        Metadata = ReadMetadata(Unwrapped(json.Field("metadata"))),
        ReplyCount = json.Number("reply_count") ?? 0,
    };

    // QUIRK: stand-ins keep a form's field as it came, as a string of JSON.
    private static JsonElement Unwrapped(JsonElement json) => json.ValueKind == JsonValueKind.String
        ? SlackJson.TryParse(Encoding.UTF8.GetBytes(json.GetString()!)) ?? default
        : json;

    private static MessageMetadata? ReadMetadata(JsonElement json) => json.Id("event_type") is { } type
        ? new(type, json.Fields("event_payload").ToDictionary(
            static field => field.Key, static field => field.Value.Text() ?? field.Value.GetRawText(), StringComparer.Ordinal))
        : null;
}

/// <summary>What a file's object says of whether its bytes can be had.</summary>
public enum SlackFileAccess
{
    /// <summary>The bytes are at <see cref="SlackFile.DownloadUrl"/>.</summary>
    Available,

    /// <summary>The object is a stub (<c>file_access: check_file_info</c>, Slack Connect): ask <c>files.info</c>.</summary>
    AskInfo,

    /// <summary>It lies elsewhere (<c>mode: external</c>); there is only a link.</summary>
    External,

    /// <summary>It was deleted, or hidden by the workspace's limit.</summary>
    Gone,
}

/// <summary>A file (https://docs.slack.dev/reference/objects/file-object).</summary>
public sealed record SlackFile
{
    public string Id { get; init; } = "";

    /// <summary>Its name; null on stubs.</summary>
    public string? Name { get; init; }

    public string? Title { get; init; }

    public string? Mimetype { get; init; }

    /// <summary>Bytes; null where it was not said.</summary>
    public long? Size { get; init; }

    public string? User { get; init; }

    /// <summary>Where the bytes are, for the bearer of a token.</summary>
    public string? DownloadUrl { get; init; }

    /// <summary>Slack's page about it.</summary>
    public string? Permalink { get; init; }

    public SlackFileAccess Access { get; init; }

    /// <summary>Which message shares it in a channel; empty while Slack has not shared it yet, which it does after the answer.</summary>
    public IReadOnlyList<SlackFileShare> Shares { get; init; } = [];

    internal static SlackFile Read(JsonElement json)
    {
        var url = json.Id("url_private_download") ?? json.Id("url_private");
        return new()
        {
            Id = json.Text("id") ?? "",
            Name = json.Id("name"),
            Title = json.Id("title"),
            Mimetype = json.Id("mimetype"),
            Size = json.Number("size"),
            User = json.Id("user"),
            DownloadUrl = url,
            Permalink = json.Id("permalink"),
            Access = json.Text("mode") switch
            {
                "tombstone" or "hidden_by_limit" => SlackFileAccess.Gone,
                "external" => SlackFileAccess.External,
                _ when json.Flag("is_external") => SlackFileAccess.External,
                _ when json.Text("file_access") == "file_not_found" => SlackFileAccess.Gone,
                _ when url is null || json.Text("file_access") is "check_file_info" => SlackFileAccess.AskInfo,
                _ => SlackFileAccess.Available,
            },
            Shares =
            [
                .. json.Field("shares").Fields("public").SelectMany(ReadShares),
                .. json.Field("shares").Fields("private").SelectMany(ReadShares),
            ],
        };
    }

    private static IEnumerable<SlackFileShare> ReadShares(KeyValuePair<string, JsonElement> channel) =>
        channel.Value.ValueKind != JsonValueKind.Array
            ? []
            : channel.Value.EnumerateArray().Where(static share => share.Id("ts") is not null)
                .Select(share => new SlackFileShare(channel.Key, share.Text("ts")!, share.Id("thread_ts")));
}

/// <summary>A message that shows a file.</summary>
public sealed record SlackFileShare(string Channel, string Ts, string? ThreadTs);

/// <summary>Who the bot is, as <c>auth.test</c> says, to tell its own messages from those of people.</summary>
public sealed record SlackIdentity(string Team, string UserId, string? BotId, string? AppId)
{
    /// <summary>
    /// Whether this bot wrote the message: Slack delivers it like any other, and as <c>bot_message</c> under a customised name.
    /// </summary>
    public bool Wrote(SlackMessage message) =>
        message.User == UserId || (BotId is not null && message.BotId == BotId) || (AppId is not null && message.AppId == AppId);
}

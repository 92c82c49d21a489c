using MailBridge.SlackApi.Blocks;
using MailBridge.SlackApi.Payloads;
using MailBridge.SlackApi.Wire;

namespace MailBridge.SlackApi.Web;

/// <summary>A message to be posted (https://docs.slack.dev/reference/methods/chat.postMessage).</summary>
public sealed record PostMessage
{
    public required string Channel { get; init; }

    /// <summary>mrkdwn, escaped. With blocks it is what notifications and screen readers say.</summary>
    public required string Text { get; init; }

    /// <summary>At most 50.</summary>
    public IReadOnlyList<Block>? Blocks { get; init; }

    /// <summary>The thread's first message; null to begin one.</summary>
    public string? ThreadTs { get; init; }

    /// <summary>Whether a reply is shown in the channel too.</summary>
    public bool ReplyBroadcast { get; init; }

    /// <summary>
    /// There is no key against posting twice: put an id of yours in here and look for it (<c>include_all_metadata</c>) after a
    /// <see cref="SlackVerdict.LookFirst"/>.
    /// </summary>
    public MessageMetadata? Metadata { get; init; }

    /// <summary>A name for this message alone; needs chat:write.customize.</summary>
    public string? Username { get; init; }

    /// <summary>A picture for this message alone; needs chat:write.customize.</summary>
    public string? IconUrl { get; init; }

    /// <summary>An emoji, with colons, in place of a picture; wins over <see cref="IconUrl"/>.</summary>
    public string? IconEmoji { get; init; }

    /// <summary>Whether Slack previews links. Default false: a customer's tracking pixels stay unread.</summary>
    public bool UnfurlLinks { get; init; }

    /// <summary>Whether Slack shows linked pictures and films. Default false, as <see cref="UnfurlLinks"/>.</summary>
    public bool UnfurlMedia { get; init; }
}

/// <summary>A message to be rendered anew (https://docs.slack.dev/reference/methods/chat.update). Name and picture stay.</summary>
public sealed record UpdateMessage
{
    public required string Channel { get; init; }

    public required string Ts { get; init; }

    /// <summary>mrkdwn, escaped; at most 4000 characters.</summary>
    public required string Text { get; init; }

    /// <summary>Null removes those that were there.</summary>
    public IReadOnlyList<Block>? Blocks { get; init; }

    /// <summary>Null keeps what was there.</summary>
    public MessageMetadata? Metadata { get; init; }
}

/// <summary>
/// A message for one pair of eyes (https://docs.slack.dev/reference/methods/chat.postEphemeral). It is not kept, and not delivered for
/// sure.
/// </summary>
public sealed record PostEphemeral
{
    public required string Channel { get; init; }

    public required string User { get; init; }

    /// <summary>mrkdwn, escaped.</summary>
    public required string Text { get; init; }

    public IReadOnlyList<Block>? Blocks { get; init; }

    /// <summary>Shown only where the thread already has replies.</summary>
    public string? ThreadTs { get; init; }
}

/// <summary>A message that was posted.</summary>
/// <param name="Channel">The channel's id, also where a name or a person was given.</param>
/// <param name="Ts">The message's name in it.</param>
public sealed record PostedMessage(string Channel, string Ts)
{
    /// <summary>The message as Slack keeps it; null where it was not given back.</summary>
    public SlackMessage? Message { get; init; }
}

/// <summary>chat.*</summary>
public sealed class ChatMethods
{
    private static readonly SlackMethod Post = new("chat.postMessage", IsRepeatable: false);
    private static readonly SlackMethod Update = new("chat.update");
    private static readonly SlackMethod Delete = new("chat.delete");
    private static readonly SlackMethod Ephemeral = new("chat.postEphemeral", IsRepeatable: false);
    private static readonly SlackMethod Permalink = new("chat.getPermalink");
    private readonly SlackClient _slack;

    internal ChatMethods(SlackClient slack) => _slack = slack;

    /// <summary>https://docs.slack.dev/reference/methods/chat.postMessage; about one a second for each channel.</summary>
    public async Task<PostedMessage> PostMessageAsync(PostMessage message, CancellationToken ct)
    {
        BlockLimits.Require(message.Text, BlockLimits.MessageText, message.Blocks);
        var form = new FormBody()
            .Add("channel", message.Channel)
            .Add("text", message.Text)
            .Add("blocks", message.Blocks is { Count: > 0 } blocks ? SlackWriting.ToJson(blocks) : null)
            .Add("thread_ts", message.ThreadTs)
            .Add("reply_broadcast", message.ReplyBroadcast ? true : null)
            .Add("metadata", message.Metadata is { } metadata ? SlackWriting.ToJson(metadata) : null)
            .Add("username", message.Username)
            .Add("icon_url", message.IconUrl)
            .Add("icon_emoji", message.IconEmoji)
            // Nobody's words become live names or channels.
            .Add("parse", "none")
            .Add("unfurl_links", message.UnfurlLinks)
            .Add("unfurl_media", message.UnfurlMedia);
        var json = await _slack.CallAsync(Post, form, ct).ConfigureAwait(false);
        var ts = SlackClient.Required(Post, json.Id("ts") ?? json.Field("message").Id("ts"), "ts");
        return Posted(json, message.Channel, ts);
    }

    /// <summary>https://docs.slack.dev/reference/methods/chat.update; about fifty a minute.</summary>
    public async Task<PostedMessage> UpdateAsync(UpdateMessage message, CancellationToken ct)
    {
        BlockLimits.Require(message.Text, BlockLimits.UpdateText, message.Blocks);
        var form = new FormBody()
            .Add("channel", message.Channel)
            .Add("ts", message.Ts)
            .Add("text", message.Text)
            .Add("blocks", SlackWriting.ToJson(message.Blocks ?? []))
            .Add("metadata", message.Metadata is { } metadata ? SlackWriting.ToJson(metadata) : null)
            .Add("parse", "none");
        var json = await _slack.CallAsync(Update, form, ct).ConfigureAwait(false);
        return Posted(json, message.Channel, json.Id("ts") ?? message.Ts);
    }

    /// <summary>https://docs.slack.dev/reference/methods/chat.delete; <c>message_not_found</c> where it is gone already.</summary>
    public Task DeleteAsync(string channel, string ts, CancellationToken ct) =>
        _slack.CallAsync(Delete, new FormBody().Add("channel", channel).Add("ts", ts), ct);

    /// <summary>https://docs.slack.dev/reference/methods/chat.postEphemeral; its time stamp serves nothing but a response URL.</summary>
    public async Task<string?> PostEphemeralAsync(PostEphemeral message, CancellationToken ct)
    {
        BlockLimits.Require(message.Text, BlockLimits.MessageText, message.Blocks);
        var form = new FormBody()
            .Add("channel", message.Channel)
            .Add("user", message.User)
            .Add("text", message.Text)
            .Add("blocks", message.Blocks is { Count: > 0 } blocks ? SlackWriting.ToJson(blocks) : null)
            .Add("thread_ts", message.ThreadTs)
            .Add("parse", "none");
        return (await _slack.CallAsync(Ephemeral, form, ct).ConfigureAwait(false)).Id("message_ts");
    }

    /// <summary>https://docs.slack.dev/reference/methods/chat.getPermalink.</summary>
    public async Task<string> GetPermalinkAsync(string channel, string ts, CancellationToken ct)
    {
        var form = new FormBody().Add("channel", channel).Add("message_ts", ts);
        var json = await _slack.CallAsync(Permalink, form, ct).ConfigureAwait(false);
        return SlackClient.Required(Permalink, json.Text("permalink"), "permalink");
    }

    private static PostedMessage Posted(System.Text.Json.JsonElement json, string channel, string ts) =>
        new(json.Id("channel") ?? channel, ts)
    {
        Message = json.Has("message") ? SlackMessage.Read(json.Field("message")) : null,
    };
}

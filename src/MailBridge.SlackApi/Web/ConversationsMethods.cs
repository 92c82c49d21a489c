using System.Text.Json;
using MailBridge.SlackApi.Payloads;
using MailBridge.SlackApi.Wire;

namespace MailBridge.SlackApi.Web;

/// <summary>A channel, private channel or direct message (https://docs.slack.dev/reference/objects/conversation-object).</summary>
public sealed record SlackConversation(string Id, string Name)
{
    public bool IsPrivate { get; init; }

    /// <summary>A direct message.</summary>
    public bool IsIm { get; init; }

    public bool IsArchived { get; init; }

    /// <summary>Whether the bot is in it; without that no event comes from it.</summary>
    public bool IsMember { get; init; }

    /// <summary>Shared with another company.</summary>
    public bool IsExtShared { get; init; }

    internal static SlackConversation Read(JsonElement json) => new(json.Text("id") ?? "", json.Text("name") ?? "")
    {
        IsPrivate = json.Flag("is_private") || json.Flag("is_group"),
        IsIm = json.Flag("is_im"),
        IsArchived = json.Flag("is_archived"),
        IsMember = json.Flag("is_member"),
        IsExtShared = json.Flag("is_ext_shared"),
    };
}

/// <summary>Which part of a history.</summary>
public sealed record HistoryRange
{
    /// <summary>Only messages after this time stamp.</summary>
    public string? Oldest { get; init; }

    /// <summary>Only messages before this time stamp.</summary>
    public string? Latest { get; init; }

    /// <summary>Whether those at the two ends count.</summary>
    public bool Inclusive { get; init; }

    /// <summary>Whether messages come with their metadata. Default true: that is what one looks for.</summary>
    public bool IncludeAllMetadata { get; init; } = true;

    internal FormBody AddTo(FormBody form) => form
        .Add("oldest", Oldest)
        .Add("latest", Latest)
        .Add("inclusive", Inclusive ? true : null)
        .Add("include_all_metadata", IncludeAllMetadata ? true : null);
}

/// <summary>conversations.*</summary>
public sealed class ConversationsMethods
{
    private static readonly SlackMethod Info = new("conversations.info");
    private static readonly SlackMethod List = new("conversations.list");
    private static readonly SlackMethod Join = new("conversations.join");
    private static readonly SlackMethod Open = new("conversations.open");
    private static readonly SlackMethod History = new("conversations.history");
    private static readonly SlackMethod Replies = new("conversations.replies");
    private static readonly SlackMethod Members = new("conversations.members");
    private readonly SlackClient _slack;

    internal ConversationsMethods(SlackClient slack) => _slack = slack;

    /// <summary>https://docs.slack.dev/reference/methods/conversations.info.</summary>
    public Task<SlackConversation> InfoAsync(string channel, CancellationToken ct) => OneAsync(Info, channel, ct);

    /// <summary>https://docs.slack.dev/reference/methods/conversations.list; public and private channels that are not archived.</summary>
    public IAsyncEnumerable<SlackConversation> ListAsync(CancellationToken ct) => _slack.PagesAsync(
        List, static () => new FormBody().Add("types", "public_channel,private_channel").Add("exclude_archived", true), "channels",
        SlackConversation.Read, ct);

    /// <summary>https://docs.slack.dev/reference/methods/conversations.join; public channels only.</summary>
    public Task<SlackConversation> JoinAsync(string channel, CancellationToken ct) => OneAsync(Join, channel, ct);

    /// <summary>https://docs.slack.dev/reference/methods/conversations.open; the direct message with a person, as a channel id.</summary>
    public async Task<string> OpenAsync(string user, CancellationToken ct)
    {
        var json = await _slack.CallAsync(Open, new FormBody().Add("users", user), ct).ConfigureAwait(false);
        return SlackClient.Required(Open, json.Field("channel").Text("id"), "channel.id");
    }

    /// <summary>https://docs.slack.dev/reference/methods/conversations.history; newest first, without replies.</summary>
    public IAsyncEnumerable<SlackMessage> HistoryAsync(string channel, HistoryRange range, CancellationToken ct) =>
        _slack.PagesAsync(History, () => range.AddTo(new FormBody().Add("channel", channel)), "messages", InChannel(channel), ct);

    /// <summary>
    /// https://docs.slack.dev/reference/methods/conversations.replies; oldest first, the thread's first message before all.
    /// </summary>
    public IAsyncEnumerable<SlackMessage> RepliesAsync(string channel, string threadTs, HistoryRange range, CancellationToken ct) =>
        _slack.PagesAsync(
            Replies, () => range.AddTo(new FormBody().Add("channel", channel).Add("ts", threadTs)), "messages", InChannel(channel), ct);

    /// <summary>https://docs.slack.dev/reference/methods/conversations.members; ids of people and bots.</summary>
    public IAsyncEnumerable<string> MembersAsync(string channel, CancellationToken ct) =>
        _slack.PagesAsync(Members, () => new FormBody().Add("channel", channel), "members", static member => member.Text() ?? "", ct);

    private async Task<SlackConversation> OneAsync(SlackMethod method, string channel, CancellationToken ct)
    {
        var json = await _slack.CallAsync(method, new FormBody().Add("channel", channel), ct).ConfigureAwait(false);
        return SlackConversation.Read(json.Field("channel"));
    }

    // Messages in a history do not name the channel that was asked for.
    private static Func<JsonElement, SlackMessage> InChannel(string channel) => json =>
    {
        var message = SlackMessage.Read(json);
        return message.Channel.Length > 0 ? message : message with { Channel = channel };
    };
}

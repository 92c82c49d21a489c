using System.Text.Json;
using MailBridge.SlackApi.Wire;

namespace MailBridge.SlackApi.Payloads;

/// <summary>What happened in the workspace: the <c>event</c> of an event callback (https://docs.slack.dev/reference/events).</summary>
public abstract record SlackEvent
{
    private SlackEvent() { }

    /// <summary>
    /// Somebody posted: no subtype, <c>file_share</c>, <c>thread_broadcast</c>, <c>me_message</c>, or a bot's <c>bot_message</c>.
    /// </summary>
    public sealed record MessagePosted(SlackMessage Message) : SlackEvent;

    /// <summary>
    /// A message was edited, or a link in it unfurled, or it was deleted while it had replies (then the new one is a tombstone).
    /// </summary>
    /// <param name="Message">As it is now.</param>
    /// <param name="Previous">As it was, where Slack says.</param>
    /// <param name="EventTs">The event's own time stamp, not the message's.</param>
    public sealed record MessageChanged(SlackMessage Message, SlackMessage? Previous, string EventTs) : SlackEvent
    {
        /// <summary>
        /// Whether a person changed the words. QUIRK: stand-ins leave <c>edited</c> out; then the words themselves tell an edit from an
        /// unfurled link.
        /// </summary>
        public bool IsEdit => !Message.IsTombstone
            && (Message.EditedTs is { } edited ? edited != Previous?.EditedTs : Message.Text != Previous?.Text);
    }

    /// <summary>A message was deleted.</summary>
    public sealed record MessageDeleted(string Channel, string DeletedTs, SlackMessage? Previous) : SlackEvent;

    /// <summary>A message that says something about the channel, such as <c>channel_join</c> or <c>channel_topic</c>.</summary>
    public sealed record Housekeeping(SlackMessage Message) : SlackEvent;

    /// <summary>The bot was named. The same message comes as <see cref="MessagePosted"/> too, under another event id.</summary>
    public sealed record AppMention(SlackMessage Message) : SlackEvent;

    /// <param name="User">Who looks.</param>
    /// <param name="Channel">The direct message with the bot.</param>
    /// <param name="Tab"><c>home</c> or <c>messages</c>.</param>
    public sealed record AppHomeOpened(string User, string Channel, string Tab) : SlackEvent;

    public sealed record MemberJoinedChannel(string User, string Channel, string? Inviter) : SlackEvent;

    public sealed record MemberLeftChannel(string User, string Channel) : SlackEvent;

    /// <summary><c>channel_archive</c>, <c>group_archive</c>.</summary>
    public sealed record ChannelArchived(string Channel, string? User) : SlackEvent;

    /// <summary><c>channel_unarchive</c>, <c>group_unarchive</c>.</summary>
    public sealed record ChannelUnarchived(string Channel, string? User) : SlackEvent;

    /// <summary><c>channel_rename</c>, <c>group_rename</c>.</summary>
    public sealed record ChannelRenamed(string Channel, string Name) : SlackEvent;

    /// <summary><c>channel_deleted</c>, <c>group_deleted</c>.</summary>
    public sealed record ChannelDeleted(string Channel) : SlackEvent;

    /// <summary><c>channel_left</c>, <c>group_left</c>: the bot was taken out.</summary>
    public sealed record ChannelLeft(string Channel) : SlackEvent;

    public sealed record ChannelIdChanged(string OldChannel, string NewChannel) : SlackEvent;

    public sealed record ReactionAdded(string User, string Reaction, string? ItemUser, string? Channel, string? Ts) : SlackEvent;

    public sealed record ReactionRemoved(string User, string Reaction, string? ItemUser, string? Channel, string? Ts) : SlackEvent;

    /// <summary>The app is gone from the workspace.</summary>
    public sealed record AppUninstalled : SlackEvent;

    /// <param name="OAuth">Users whose tokens died.</param>
    /// <param name="Bot">Bot users whose tokens died.</param>
    public sealed record TokensRevoked(IReadOnlyList<string> OAuth, IReadOnlyList<string> Bot) : SlackEvent;

    /// <summary>A kind that nobody here asked for.</summary>
    public sealed record Unknown(string Type) : SlackEvent;

    internal static SlackEvent Read(JsonElement json)
    {
        var (channel, item) = (ChannelId(json), json.Field("item"));
        return json.Text("type") switch
        {
            "message" => ReadMessage(json),
            "app_mention" => new AppMention(SlackMessage.Read(json)),
            "app_home_opened" => new AppHomeOpened(json.Text("user") ?? "", channel, json.Text("tab") ?? "home"),
            "member_joined_channel" => new MemberJoinedChannel(json.Text("user") ?? "", channel, json.Id("inviter")),
            "member_left_channel" => new MemberLeftChannel(json.Text("user") ?? "", channel),
            "channel_archive" or "group_archive" => new ChannelArchived(channel, json.Id("user")),
            "channel_unarchive" or "group_unarchive" => new ChannelUnarchived(channel, json.Id("user")),
            "channel_rename" or "group_rename" =>
                new ChannelRenamed(channel, json.Field("channel").Text("name") ?? json.Text("name") ?? ""),
            "channel_deleted" or "group_deleted" => new ChannelDeleted(channel),
            "channel_left" or "group_left" => new ChannelLeft(channel),
            "channel_id_changed" => new ChannelIdChanged(json.Text("old_channel_id") ?? "", json.Text("new_channel_id") ?? ""),
            "reaction_added" => new ReactionAdded(
                json.Text("user") ?? "", json.Text("reaction") ?? "", json.Id("item_user"), item.Id("channel"), item.Id("ts")),
            "reaction_removed" => new ReactionRemoved(
                json.Text("user") ?? "", json.Text("reaction") ?? "", json.Id("item_user"), item.Id("channel"), item.Id("ts")),
            "app_uninstalled" => new AppUninstalled(),
            "tokens_revoked" => new TokensRevoked(json.Field("tokens").Texts("oauth"), json.Field("tokens").Texts("bot")),
            var type => new Unknown(type ?? ""),
        };
    }

    private static SlackEvent ReadMessage(JsonElement json)
    {
        var previous = json.Has("previous_message") ? Inner(json, "previous_message") : null;
        switch (json.Text("subtype"))
        {
            case null or "" or "file_share" or "thread_broadcast" or "me_message" or "bot_message":
                return new MessagePosted(SlackMessage.Read(json));
            case "message_changed":
                return new MessageChanged(Inner(json, "message"), previous, json.Text("ts") ?? "");
            case "message_deleted":
                return new MessageDeleted(ChannelId(json), json.Text("deleted_ts") ?? previous?.Ts ?? "", previous);
            default:
                return new Housekeeping(SlackMessage.Read(json));
        }
    }

    // The inner message of a change names neither its channel nor that channel's type.
    private static SlackMessage Inner(JsonElement json, string name)
    {
        var message = SlackMessage.Read(json.Field(name));
        return message with
        {
            Channel = message.Channel.Length > 0 ? message.Channel : ChannelId(json),
            ChannelType = message.ChannelType ?? json.Id("channel_type"),
        };
    }

    // Renames carry the channel as an object, the others as an id.
    private static string ChannelId(JsonElement json) => json.Text("channel") ?? json.Field("channel").Text("id") ?? "";
}

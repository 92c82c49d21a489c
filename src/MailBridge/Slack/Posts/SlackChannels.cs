using MailBridge.SlackApi.Web;

namespace MailBridge.Slack.Posts;

/// <summary>Whether a channel can be posted to, by what Slack says about it.</summary>
internal static class SlackChannels
{
    /// <summary>A channel that Slack does not show us.</summary>
    public static string Unknown(string configured)
        => $"Slack has no channel {configured} that MailBridge can see. Create it, or invite MailBridge to it if it is private.";

    /// <summary>What stands in the way; null when nothing does. Into a public channel the bridge comes by itself.</summary>
    public static string? WhyNot(string configured, SlackConversation channel)
        => channel.IsArchived ? $"Slack's channel {configured} is archived. Unarchive it, or name another one."
            : channel is { IsPrivate: true, IsMember: false } ? $"Slack's channel {configured} is private and MailBridge is not in it. Invite it: /invite @MailBridge."
            : null;
}

using System.Text.RegularExpressions;
using MailBridge.Conversations;

namespace MailBridge.Slack;

/// <summary>
/// Reads Slack's links to messages: <c>https://acme.slack.com/archives/C123/p1795338000000100</c>, behind which a message in a thread has <c>thread_ts</c>
/// (https://docs.slack.dev/reference/methods/chat.getPermalink).
/// </summary>
internal static partial class SlackLinks
{
    /// <summary>The root of the thread that a link leads to; null for no such link, or where no channel of the same workspace is known.</summary>
    public static ChatPostRef? Read(string text, ChatChannel? near)
    {
        if (near?.Platform != SlackApp.Platform || Permalink().Match(text) is not { Success: true } link) return null;
        var root = link.Groups["root"] is { Success: true } thread ? thread.Value : $"{link.Groups["seconds"].Value}.{link.Groups["rest"].Value}";
        return new ChatPostRef(near with { Channel = link.Groups["channel"].Value }, root);
    }

    [GeneratedRegex(@"/archives/(?<channel>[A-Za-z0-9_]+)/p(?<seconds>[0-9]{1,12})(?<rest>[0-9]{6})(?:\?(?:[^#\s]*&(?:amp;)?)?thread_ts=(?<root>[0-9]{1,12}\.[0-9]{6}))?", RegexOptions.CultureInvariant)]
    private static partial Regex Permalink();
}

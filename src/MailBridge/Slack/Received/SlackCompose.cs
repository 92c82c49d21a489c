using MailBridge.SlackApi.Payloads;
using MailBridge.SlackApi.Text;

namespace MailBridge.Slack.Received;

/// <summary>The words of the slash command that ask for a new mail: <c>new</c> or <c>compose</c>, an address behind it if one likes.</summary>
internal static class SlackCompose
{
    /// <summary>Longer than any address (RFC 5321 section 4.5.3.1.3).</summary>
    private const int LongestAddress = 254;

    /// <summary>True where the command asks for one; <paramref name="address"/> is empty for nobody in particular.</summary>
    public static bool Asks(SlackPayload.SlashCommand command, out string address)
    {
        // Names and channels come as tokens (should_escape), an address as a link.
        var words = SlackWords.Of(MrkdwnToken.Read(command.Text), new SlackNames()).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        address = words is [_, var second, ..] && second.Length <= LongestAddress ? second.Trim('<', '>', ',', ';') : "";
        return words is [var first, ..] && (first.Equals("new", StringComparison.OrdinalIgnoreCase) || first.Equals("compose", StringComparison.OrdinalIgnoreCase));
    }
}

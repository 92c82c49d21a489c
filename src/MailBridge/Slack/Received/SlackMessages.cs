using MailBridge.ChatIn;
using MailBridge.Conversations;
using MailBridge.SlackApi.Blocks;
using MailBridge.SlackApi.Payloads;
using MailBridge.SlackApi.Text;

namespace MailBridge.Slack.Received;

/// <summary>A message's words as the desk takes them.</summary>
/// <param name="Text">Plain text, names in the place of ids.</param>
/// <param name="IsAddressed">It began with a mention of the bridge, which is taken off, or was said to it directly.</param>
internal sealed record SlackSaid(string Text, bool IsAddressed);

/// <summary>Reads people's messages: what they say and where they stand.</summary>
internal sealed class SlackMessages(SlackPeople people)
{
    /// <summary>People whose names are asked for; a message that names more names a list.</summary>
    private const int MostNames = 25;

    /// <summary>What the message says.</summary>
    /// <exception cref="SlackApi.SlackException">Slack did not say who is named in it.</exception>
    public async Task<SlackSaid> ReadAsync(SlackMessage message, Installed installed, CancellationToken cancellation)
    {
        var self = installed.Self.UserId;
        var names = new Dictionary<string, string>(StringComparer.Ordinal) { [self] = installed.Bot };
        foreach (var user in SlackWords.MentionedUsers(message).Where(u => u != self).Take(MostNames))
            names[user] = (await people.WhoAsync(user, cancellation).ConfigureAwait(false)).Name;
        var known = new SlackNames { User = names.GetValueOrDefault, Emoji = SlackEmoji.Character };
        var (words, isAddressed) = WithoutMention(message, self);
        var text = SlackWords.Of(words, known).Trim();
        if (isAddressed) text = text.TrimStart(' ', '\t', '\n', ':', ',', '\u00A0');
        return new SlackSaid(text, isAddressed || IsDirect(message));
    }

    /// <summary>What stands behind a mention in the middle of a message: outside of our threads it can only be meant for the bridge.</summary>
    public static SlackSaid BehindMention(SlackSaid said, Installed installed)
    {
        var mention = "@" + installed.Bot;
        var at = said.Text.IndexOf(mention, StringComparison.Ordinal);
        return at < 0 ? said : new SlackSaid(said.Text[(at + mention.Length)..].Trim(' ', '\t', '\n', ':', ','), IsAddressed: true);
    }

    /// <summary>A direct message with the bridge, which needs no mention.</summary>
    public static bool IsDirect(SlackMessage message) => message.ChannelType == "im" || message.Channel.StartsWith('D');

    /// <summary>Whether the message names that member anywhere.</summary>
    public static bool Names(SlackMessage message, string user)
        => SlackWords.MentionedUsers(message).Contains(user)
            || message.Text.Contains($"<@{user}>", StringComparison.Ordinal) || message.Text.Contains($"<@{user}|", StringComparison.Ordinal);

    /// <summary>The message as the desk names it.</summary>
    public static ChatPostRef Post(string team, string channel, string ts) => new(new ChatChannel(SlackApp.Platform, team, channel), ts);

    private static (SlackMessage Words, bool IsAddressed) WithoutMention(SlackMessage message, string self)
    {
        if (message.RichText.Count > 0 && message.RichText[0].Elements is { Count: > 0 } elements && elements[0] is RichTextSection first)
        {
            var at = first.Elements.TakeWhile(p => p is RichTextPiece.Words { Text: var blank } && string.IsNullOrWhiteSpace(blank)).Count();
            if (first.Elements.ElementAtOrDefault(at) is not RichTextPiece.User { UserId: var named } || named != self) return (message, false);
            var behind = message.RichText[0] with { Elements = [first with { Elements = [.. first.Elements.Skip(at + 1)] }, .. elements.Skip(1)] };
            return (message with { RichText = [behind, .. message.RichText.Skip(1)] }, true);
        }
        var text = message.Text.TrimStart();
        var end = text.IndexOf('>', StringComparison.Ordinal);
        if (message.RichText.Count > 0 || end < 0) return (message, false);
        if (!text.StartsWith($"<@{self}>", StringComparison.Ordinal) && !text.StartsWith($"<@{self}|", StringComparison.Ordinal)) return (message, false);
        return (message with { Text = text[(end + 1)..] }, true);
    }
}

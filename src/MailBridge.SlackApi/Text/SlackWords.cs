using System.Globalization;
using System.Text;
using MailBridge.SlackApi.Blocks;
using MailBridge.SlackApi.Payloads;

namespace MailBridge.SlackApi.Text;

/// <summary>
/// Turns what somebody wrote in Slack into plain text for a mail. Rich text is preferred, because in it nothing has to be guessed; a
/// message without it (by an old client, by a bot) is read from its <c>text</c>.
/// </summary>
public static class SlackWords
{
    /// <summary>The message's words.</summary>
    public static string Of(SlackMessage message, SlackNames names) =>
        message.RichText.Count > 0 ? Of(message.RichText, names) : Of(MrkdwnToken.Read(message.Text), names);

    /// <summary>Paragraphs, lists with "-" or numbers, quotes with "&gt; ", code indented by four blanks.</summary>
    public static string Of(IReadOnlyList<RichTextBlock> blocks, SlackNames names)
    {
        var text = new StringBuilder();
        // The number that each indent of an ordered list has reached: a nested list interrupts the outer one.
        var numbers = new Dictionary<int, int>();
        foreach (var element in blocks.SelectMany(static block => block.Elements))
        {
            if (text.Length > 0 && text[^1] != '\n') text.Append('\n');
            if (element is not RichTextList) numbers.Clear();
            switch (element)
            {
                case RichTextSection section: text.Append(Of(section.Elements, names)); break;
                case RichTextQuote quote: AppendLines(text, Of(quote.Elements, names), "> ", "> "); break;
                case RichTextPreformatted code: AppendLines(text, Of(code.Elements, names), "    ", "    "); break;
                case RichTextList list: AppendList(text, list, numbers, names); break;
            }
        }
        return text.ToString().TrimEnd();
    }

    /// <summary>The words of tokens; markers such as <c>*bold*</c> stay as they were written.</summary>
    public static string Of(IReadOnlyList<MrkdwnToken> tokens, SlackNames names)
    {
        var text = new StringBuilder();
        foreach (var token in tokens)
        {
            text.Append(token switch
            {
                MrkdwnToken.Words words => WithEmoji(words.Value, names),
                MrkdwnToken.User user => "@" + (names.User(user.Id) ?? user.Label ?? "someone"),
                MrkdwnToken.Channel channel => "#" + (names.Channel(channel.Id) ?? channel.Label ?? "channel"),
                MrkdwnToken.Usergroup group => "@" + (names.Usergroup(group.Id) ?? group.Label?.TrimStart('@') ?? "group"),
                MrkdwnToken.Broadcast broadcast => "@" + broadcast.Range,
                MrkdwnToken.Date date => date.Label ?? Moment(date.Timestamp),
                MrkdwnToken.Link link => LinkText(link.Url, link.Label),
                MrkdwnToken.Special special => special.Label ?? "",
                _ => "",
            });
        }
        return text.ToString();
    }

    /// <summary>The ids of all people named in a message, each once.</summary>
    public static IReadOnlyList<string> MentionedUsers(SlackMessage message) => message.RichText.Count > 0
        ?
        [
            .. message.RichText.SelectMany(static block => block.Elements).SelectMany(Pieces).OfType<RichTextPiece.User>()
                .Select(static user => user.UserId).Distinct(),
        ]
        : [.. MrkdwnToken.Read(message.Text).OfType<MrkdwnToken.User>().Select(static u => u.Id).Distinct()];

    /// <summary>The character of an emoji, whose code points rich text gives in hexadecimal; null where they are none.</summary>
    public static string? Character(string? unicode)
    {
        if (string.IsNullOrEmpty(unicode)) return null;
        var text = new StringBuilder();
        foreach (var point in unicode.Split('-'))
        {
            if (!int.TryParse(point, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || !Rune.IsValid(code))
                return null;
            text.Append(new Rune(code).ToString());
        }
        return text.ToString();
    }

    private static IEnumerable<RichTextPiece> Pieces(RichTextElement element) => element switch
    {
        RichTextSection section => section.Elements,
        RichTextQuote quote => quote.Elements,
        RichTextPreformatted code => code.Elements,
        RichTextList list => list.Elements.SelectMany(static item => item.Elements),
        _ => [],
    };

    private static string Of(IReadOnlyList<RichTextPiece> pieces, SlackNames names)
    {
        var text = new StringBuilder();
        foreach (var piece in pieces)
        {
            text.Append(piece switch
            {
                RichTextPiece.Words words => words.Text,
                RichTextPiece.Link link => LinkText(link.Url, link.Text),
                RichTextPiece.User user => "@" + (names.User(user.UserId) ?? "someone"),
                RichTextPiece.Usergroup group => "@" + (names.Usergroup(group.UsergroupId) ?? "group"),
                RichTextPiece.Channel channel => "#" + (names.Channel(channel.ChannelId) ?? "channel"),
                RichTextPiece.Broadcast broadcast => "@" + broadcast.Range,
                RichTextPiece.Emoji emoji => Character(emoji.Unicode) ?? names.Emoji(emoji.Name) ?? $":{emoji.Name}:",
                RichTextPiece.Date date => date.Fallback ?? Moment(date.Timestamp),
                RichTextPiece.Color color => color.Value,
                _ => "",
            });
        }
        return text.ToString();
    }

    private static void AppendList(StringBuilder text, RichTextList list, Dictionary<int, int> numbers, SlackNames names)
    {
        var indent = Math.Clamp(list.Indent ?? 0, 0, 8);
        foreach (var deeper in numbers.Keys.Where(key => key > indent).ToList()) numbers.Remove(deeper);
        var number = list.Offset ?? numbers.GetValueOrDefault(indent);
        foreach (var item in list.Elements)
        {
            number++;
            var bullet = list.Style == "ordered" ? number.ToString(CultureInfo.InvariantCulture) + ". " : "- ";
            var margin = new string(' ', indent * 3);
            AppendLines(text, Of(item.Elements, names), margin + bullet, margin + new string(' ', bullet.Length));
        }
        if (list.Style == "ordered") numbers[indent] = number;
    }

    private static void AppendLines(StringBuilder text, string lines, string first, string others)
    {
        var prefix = first;
        foreach (var line in lines.TrimEnd('\n').Split('\n'))
        {
            text.Append((prefix + line).TrimEnd()).Append('\n');
            prefix = others;
        }
    }

    private static string LinkText(string url, string? label)
    {
        var bare = url.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? url[7..] : url;
        if (string.IsNullOrWhiteSpace(label) || label == url) return bare;
        // Slack links "example.org" as http://example.org under that very label; nobody wants to read it twice.
        return label == bare || bare == "http://" + label || bare == "https://" + label ? label : $"{label} ({bare})";
    }

    private static string Moment(long seconds) => seconds is > -62_135_596_800 and < 253_402_300_800
        ? DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)
        : "";

    private static string WithEmoji(string words, SlackNames names)
    {
        if (!words.Contains(':', StringComparison.Ordinal)) return words;
        var text = new StringBuilder();
        var rest = words.AsSpan();
        while (!rest.IsEmpty)
        {
            var open = rest.IndexOf(':');
            var length = open < 0 ? 0 : rest[(open + 1)..].IndexOfAnyExcept(EmojiName);
            if (length < 1 || rest[open + 1 + length] != ':' || names.Emoji(rest.Slice(open + 1, length).ToString()) is not { } character)
            {
                var kept = open < 0 ? rest.Length : open + 1;
                text.Append(rest[..kept]);
                rest = rest[kept..];
                continue;
            }
            text.Append(rest[..open]).Append(character);
            rest = rest[(open + length + 2)..];
        }
        return text.ToString();
    }

    private static readonly System.Buffers.SearchValues<char> EmojiName =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-'");
}

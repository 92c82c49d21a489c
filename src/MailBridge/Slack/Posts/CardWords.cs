using System.Globalization;
using System.Text;
using MailBridge.Mime;
using MailBridge.SlackApi.Blocks;
using MailBridge.SlackApi.Text;

namespace MailBridge.Slack.Posts;

/// <summary>
/// Puts foreign words into Slack's objects: literal, on one line, never empty and within a limit, whatever they are. Slack refuses empty texts
/// (<c>invalid_blocks</c>) and shows control characters as boxes.
/// </summary>
internal static class CardWords
{
    private const string Nothing = "—";

    /// <summary>Slack's name for a moment in the reader's own time: "today at 10:32", "Feb 18th at 10:32".</summary>
    private const string Moment = "{date_short_pretty} at {time}";

    /// <summary>Our own mrkdwn. Nothing in it becomes a link by itself.</summary>
    public static MrkdwnText Say(string mrkdwn) => new(mrkdwn) { Verbatim = true };

    /// <summary>Literal text in a block that has no formatting; <c>:smile:</c> stays what it is.</summary>
    public static PlainText Label(string text, int limit) => new(SlackText.Cut(SlackText.Inert(OneLine(text, limit)), limit)) { Emoji = false };

    /// <summary>Foreign words for mrkdwn: at most <paramref name="limit"/> UTF-16 units, which must be 20 or more, once they are escaped.</summary>
    public static string Literal(string text, int limit)
    {
        var most = limit;
        while (true)
        {
            var escaped = SlackMarkup.Escape(OneLine(text, most));
            if (escaped.Length <= limit) return HasWords(escaped) ? escaped : Nothing;
            most = Math.Max(1, most * 3 / 4);
        }
    }

    /// <summary>The same in bold.</summary>
    public static string Strong(string text, int limit) => $"*{Literal(text, limit - 2)}*";

    /// <summary>On one line, without controls and marks that turn the direction of what stands around it; "—" where nothing is left.</summary>
    public static string OneLine(string text, int limit)
    {
        // Nobody reads further than the limit; a megabyte of subject is not worth walking through.
        var head = text.AsSpan(0, Math.Min(text.Length, 8 * limit));
        var clean = new StringBuilder(Math.Min(head.Length, 2 * limit));
        foreach (var rune in head.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                if (clean.Length > 0 && clean[^1] != ' ') clean.Append(' ');
            }
            else if (rune.Value is not ((>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFEFF or 0xFFFE or 0xFFFF))
            {
                clean.Append(rune.ToString());
            }
        }
        var line = clean.ToString().TrimEnd();
        return HasWords(line) ? SlackText.Cut(line, limit) : Nothing;
    }

    /// <summary>True when there is anything to see: more than blanks and marks of no width.</summary>
    public static bool HasWords(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.NonSpacingMark)) return true;
        }
        return false;
    }

    /// <summary>Parts with a dot between them, as many as fit; how many more there are.</summary>
    public static string Joined(IEnumerable<string> parts, int limit, string between = " · ")
    {
        var all = parts.Where(p => p.Length > 0).ToList();
        var line = new StringBuilder();
        for (var i = 0; i < all.Count; i++)
        {
            var more = string.Create(CultureInfo.InvariantCulture, $"{between}{all.Count - i:N0} more");
            var room = limit - line.Length - (i < all.Count - 1 ? more.Length : 0) - between.Length;
            if (all[i].Length > room) return line.Append(line.Length == 0 ? more[between.Length..] : more).ToString();
            if (line.Length > 0) line.Append(between);
            line.Append(all[i]);
        }
        return line.ToString();
    }

    /// <summary>A moment in the reader's own time.</summary>
    public static string At(DateTimeOffset moment, string format = Moment)
        => Mrkdwn.Date(moment, format, moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));

    /// <summary>How large a file is.</summary>
    public static string Size(long octets) => octets switch
    {
        <= 0 => "empty",
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{octets} bytes"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{octets / 1000.0:0.#} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{octets / 1_000_000.0:0.#} MB"),
    };
}

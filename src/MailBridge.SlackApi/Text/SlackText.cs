using System.Globalization;
using System.Text;

namespace MailBridge.SlackApi.Text;

/// <summary>Measures what a piece of text will count against a limit.</summary>
public delegate int TextMeasure(ReadOnlySpan<char> text);

/// <summary>
/// Cuts text to Slack's limits. Slack does not say what it counts; UTF-16 units are never fewer than characters, so that counting them is
/// safe.
/// </summary>
public static class SlackText
{
    private const string Ellipsis = "…";

    /// <summary>
    /// Foreign words for a plain_text object, which knows no mentions: <c>&lt;!channel&gt;</c>, <c>&lt;@U1&gt;</c> and <c>&lt;#C1&gt;</c> are parted by a
    /// zero-width space all the same, for whatever copies the text to where they would be live.
    /// </summary>
    public static string Inert(string text)
        => !text.Contains('<', StringComparison.Ordinal) ? text
            : text.Replace("<!", "<\u200B!", StringComparison.Ordinal).Replace("<@", "<\u200B@", StringComparison.Ordinal)
                .Replace("<#", "<\u200B#", StringComparison.Ordinal);

    /// <summary>The text, or as much of it as fits together with "…"; never half a character as a person sees it (UAX #29).</summary>
    /// <param name="text">Not escaped.</param>
    /// <param name="limit">At least 1.</param>
    /// <param name="measure">What a piece counts; by default its UTF-16 units. It must count pieces as their sum.</param>
    public static string Cut(string text, int limit, TextMeasure? measure = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        measure ??= static piece => piece.Length;
        return measure(text) <= limit ? text : string.Concat(text.AsSpan(0, Fitting(text, limit - 1, measure)).TrimEnd(), Ellipsis);
    }

    /// <summary>
    /// Pieces that each fit, broken at a paragraph where there is one, else at a line, else at a blank, else between two characters.
    /// Nothing but white space at the breaks is lost; empty text gives no piece.
    /// </summary>
    public static IReadOnlyList<string> Split(string text, int limit, TextMeasure? measure = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        measure ??= static piece => piece.Length;
        var pieces = new List<string>();
        var rest = text.AsSpan().Trim();
        while (!rest.IsEmpty)
        {
            var end = Fitting(rest, limit, measure);
            if (end < rest.Length) end = Break(rest, Math.Max(1, end));
            var piece = rest[..end].TrimEnd();
            if (!piece.IsEmpty) pieces.Add(piece.ToString());
            rest = rest[end..].TrimStart();
        }
        return pieces;
    }

    private static int Fitting(ReadOnlySpan<char> text, int limit, TextMeasure measure)
    {
        var (end, used) = (0, 0);
        while (end < text.Length)
        {
            var next = StringInfo.GetNextTextElementLength(text[end..]);
            used += measure(text.Slice(end, next));
            if (used > limit) break;
            end += next;
        }
        return end > 0 || text.IsEmpty ? end : FittingRunes(text, limit, measure);
    }

    // One letter under five thousand accents is a single text element too.
    private static int FittingRunes(ReadOnlySpan<char> text, int limit, TextMeasure measure)
    {
        var (end, used) = (0, 0);
        while (end < text.Length)
        {
            Rune.DecodeFromUtf16(text[end..], out _, out var next);
            used += measure(text.Slice(end, next));
            if (used > limit) break;
            end += next;
        }
        return end;
    }

    // A break in the first half would leave a stub: then the next lesser kind of break is better.
    private static int Break(ReadOnlySpan<char> text, int fitting)
    {
        var head = text[..fitting];
        foreach (var mark in (ReadOnlySpan<string>)["\n\n", "\r\n\r\n", "\n", " "])
        {
            if (head.LastIndexOf(mark) is var at && at > fitting / 2) return at;
        }
        return fitting;
    }
}

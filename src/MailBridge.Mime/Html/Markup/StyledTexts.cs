using System.Globalization;
using System.Text;

namespace MailBridge.Mime;

/// <summary>A stretch of a line with the styles and the link that a markup will really write.</summary>
internal readonly record struct StyledText(string Text, TextStyle Style, string? Href);

/// <summary>
/// The runs of a line made fit for markup: addresses in text found, links of other schemes dissolved, blanks moved out of styles and
/// links, and styles left out where their marks would not be taken for marks.
/// </summary>
internal static class StyledTexts
{
    private static readonly TextStyle[] Styles = [TextStyle.Strong, TextStyle.Emphasis, TextStyle.Strike, TextStyle.Code];

    internal static List<StyledText> Of(BodyLine line, StyleRules rules)
    {
        var joined = WithoutBlankEnds(Joined(line.Runs.SelectMany(run => Parts(run, rules.Supported))));
        foreach (var style in Styles)
            if ((rules.Supported & style) != 0) joined = Settled(joined, style, rules.NeedBoundary);
        return joined;
    }

    private static IEnumerable<StyledText> Parts(BodyRun run, TextStyle supported)
    {
        var href = run.Look.Href is { } address && LinkAddress.IsAllowed(address) ? address : null;
        if (run.Look.IsTarget && href is not null)
            return run.Look.IsElsewhere ? [new StyledText($"{(run.Text[0] == ' ' ? " " : "")}({CleanText.Of(LinkTarget.Host(href))})", TextStyle.None, null)] : [];
        var text = CleanText.Of(run.Text);
        var style = run.Look.Style & supported;
        return href is not null || run.Look.IsLiteral || run.Look.IsTarget
            ? [new StyledText(text, style, href)]
            : LinkFinder.Split(text).Select(part => new StyledText(part.Text, style, part.Href));
    }

    /// <summary>Joins what looks alike. A link has one label, so it has the styles that all of it has.</summary>
    private static List<StyledText> Joined(IEnumerable<StyledText> parts)
    {
        var result = new List<StyledText>();
        var text = new StringBuilder();
        var last = default(StyledText);
        foreach (var part in parts)
        {
            if (part.Text.Length == 0) continue;
            if (text.Length > 0 && (part.Href != last.Href || (part.Href is null && part.Style != last.Style)))
            {
                result.Add(last with { Text = text.ToString() });
                text.Clear();
            }
            last = text.Length > 0 ? part with { Style = part.Style & last.Style } : part;
            text.Append(part.Text);
        }
        if (text.Length > 0) result.Add(last with { Text = text.ToString() });
        return result;
    }

    private static List<StyledText> WithoutBlankEnds(List<StyledText> texts)
    {
        if (!texts.Exists(static text => text.Href is not null)) return texts;
        var result = new List<StyledText>(texts.Count + 4);
        foreach (var text in texts)
        {
            if (text.Href is null) result.Add(text);
            else AddTrimmed(result, text, text with { Href = null });
        }
        return result;
    }

    private static void AddTrimmed(List<StyledText> result, StyledText inner, StyledText outer)
    {
        var label = inner.Text.Trim();
        var start = inner.Text.Length - inner.Text.TrimStart().Length;
        if (start > 0) result.Add(outer with { Text = inner.Text[..start] });
        if (label.Length > 0) result.Add(inner with { Text = label });
        if (label.Length > 0 && start + label.Length < inner.Text.Length)
            result.Add(outer with { Text = inner.Text[(start + label.Length)..] });
    }

    /// <summary>Looks at each stretch of the style, within one setting of the styles around it.</summary>
    private static List<StyledText> Settled(List<StyledText> texts, TextStyle style, bool needBoundary)
    {
        if (!texts.Exists(text => (text.Style & style) != 0)) return texts;
        var result = new List<StyledText>(texts.Count + 4);
        var outer = (TextStyle)((int)style - 1);
        for (var at = 0; at < texts.Count;)
        {
            if ((texts[at].Style & style) == 0)
            {
                result.Add(texts[at++]);
                continue;
            }
            var end = at + 1;
            var inside = texts[at].Style & (outer | style);
            while (end < texts.Count && (texts[end].Style & (outer | style)) == inside) end++;
            AddStretch(result, texts, at, end, style, needBoundary);
            at = end;
        }
        return result;
    }

    private static void AddStretch(List<StyledText> result, List<StyledText> texts, int at, int end, TextStyle style, bool needBoundary)
    {
        var (first, last) = (at, end - 1);
        while (first <= last && string.IsNullOrWhiteSpace(texts[first].Text)) first++;
        while (last > first && string.IsNullOrWhiteSpace(texts[last].Text)) last--;
        var isKept = first <= last && (!needBoundary || HasBoundary(texts, first, last))
            && (style != TextStyle.Code || Enumerable.Range(first, last - first + 1).All(i => CanBeCode(texts[i])));
        for (var i = at; i < end; i++)
        {
            var (inner, outer) = (texts[i], texts[i] with { Style = texts[i].Style & ~style });
            if (!isKept || i < first || i > last) result.Add(outer);
            else if (first == last) AddTrimmed(result, inner, outer);
            else if (i == first) AddParted(result, outer, inner, inner.Text.Length - inner.Text.TrimStart().Length);
            else if (i == last) AddParted(result, inner, outer, inner.Text.TrimEnd().Length);
            else result.Add(inner);
        }
    }

    private static void AddParted(List<StyledText> result, StyledText before, StyledText after, int at)
    {
        if (at > 0) result.Add(before with { Text = before.Text[..at] });
        if (at < after.Text.Length) result.Add(after with { Text = after.Text[at..] });
    }

    /// <summary>No mark escapes a backtick, and a link in code would be shown in its raw form.</summary>
    private static bool CanBeCode(StyledText text) => text.Href is null && !text.Text.Contains('`', StringComparison.Ordinal);

    private static bool HasBoundary(List<StyledText> texts, int first, int last)
    {
        var startsBlank = char.IsWhiteSpace(texts[first].Text[0]);
        var endsBlank = char.IsWhiteSpace(texts[last].Text[^1]);
        return (startsBlank || first == 0 || texts[first - 1].Href is not null || IsBoundary(texts[first - 1].Text[^1]))
            && (endsBlank || last + 1 == texts.Count || texts[last + 1].Href is not null || IsBoundary(texts[last + 1].Text[0]));
    }

    /// <summary>A mark character of the mail itself beside ours would be read with it.</summary>
    private static bool IsBoundary(char c) =>
        !char.IsLetterOrDigit(c) && c is not ('*' or '_' or '~' or '`')
        && char.GetUnicodeCategory(c)
            is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.Surrogate);
}

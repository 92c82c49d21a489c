using System.Globalization;

namespace MailBridge.Mime;

/// <summary>
/// Writes the Markdown of an Adaptive Card's TextBlock in Teams: bold, italic, lists and links are all it has (learn.microsoft.com,
/// "Format cards in Microsoft Teams"). An empty line parts lines, a carriage return the lines of a list.
/// </summary>
internal sealed class TeamsMarkdownWriter : MarkupWriter
{
    private bool atLineStart;
    private bool wasInList;

    protected override StyleRules Rules => new(TextStyle.Strong | TextStyle.Emphasis, NeedBoundary: true);

    protected override void Open(BodyContainer container, BodyLine first)
    {
    }

    protected override void Close(BodyContainer container)
    {
    }

    protected override int ClosingLength(BodyContainer container) => 0;

    /// <summary>All lines are parted by an empty one already.</summary>
    protected override void Blank(BodyContainer? within)
    {
    }

    protected override void BeginLine(BodyLine line)
    {
        var chain = line.Container?.Chain ?? [];
        var items = chain.OfType<BodyContainer.Item>().ToList();
        if (Output.Length > 0) Output.Append(items.Count > 0 && wasInList ? "\r" : "\n\n");
        wasInList = items.Count > 0;
        if (items.Count > 0)
        {
            Output.Append(' ', 4 * (items.Count - 1));
            if (!line.StartsItem) Output.Append("  ");
            else if (items[^1].IsOrdered) Output.Append(CultureInfo.InvariantCulture, $"{Math.Max(0, items[^1].Number)}. ");
            else Output.Append("- ");
        }
        foreach (var container in chain)
            if (container is BodyContainer.Quote) Output.Append("\\> ");
        atLineStart = true;
    }

    protected override void Words(BodyLine line)
    {
        if (line.Container is BodyContainer.Verbatim) Literal(VerbatimText(line));
        else Styled(line);
    }

    protected override void Literal(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsWhiteSpace(c))
            {
                Blanks(text, i);
                continue;
            }
            if (c is '<') Output.Append("&lt;");
            else if (c is '&' && IsEntity(text, i)) Output.Append("&amp;");
            else if (IsMark(text, i)) Output.Append('\\').Append(c);
            else Output.Append(c);
            // Digits at the head of a line may still become a number of a list: "1." and "12)".
            atLineStart &= char.IsAsciiDigit(c);
        }
    }

    /// <summary>Blanks that a paragraph would lose, at its head and in rows, are kept as no-break spaces.</summary>
    private void Blanks(string text, int at)
    {
        var isKept = atLineStart || (at + 1 < text.Length && char.IsWhiteSpace(text[at + 1]));
        Output.Append(isKept ? '\u00A0' : ' ');
        if (text[at] == '\t') Output.Append("\u00A0\u00A0\u00A0");
    }

    private bool IsMark(string text, int at) => text[at] switch
    {
        '\\' or '*' or '_' or '~' or '[' or ']' or '`' => true,
        '#' or '-' or '+' or '>' or '=' or '.' or ')' => atLineStart,
        '{' => at > 0 && text[at - 1] == '{' && IsDateFunction(text.AsSpan(at + 1)),
        _ => false,
    };

    /// <summary>A TextBlock replaces <c>{{DATE(…)}}</c> and <c>{{TIME(…)}}</c>.</summary>
    private static bool IsDateFunction(ReadOnlySpan<char> rest) =>
        rest.StartsWith("DATE", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("TIME", StringComparison.OrdinalIgnoreCase);

    private static bool IsEntity(string text, int at)
    {
        const int Longest = 33;
        for (var i = at + 1; i < text.Length && i - at <= Longest; i++)
        {
            if (text[i] == ';') return i > at + 1;
            if (!char.IsAsciiLetterOrDigit(text[i]) && text[i] != '#') return false;
        }
        return false;
    }

    protected override void Link(string href, string label)
    {
        Output.Append('[');
        atLineStart = false;
        Literal(label);
        Output.Append("](").Append(LinkAddress.Encode(href, "()[]*")).Append(')');
    }

    protected override void Mark(TextStyle style, bool opens)
    {
        Output.Append(style == TextStyle.Strong ? "**" : "_");
        atLineStart = false;
    }
}

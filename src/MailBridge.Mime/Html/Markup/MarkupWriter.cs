using System.Text;

namespace MailBridge.Mime;

/// <summary>
/// Writes lines as a markup: opens and closes what stands around them, collapses blank lines and leaves words and marks to the dialect.
/// What is written at any moment, closed, is complete markup.
/// </summary>
internal abstract class MarkupWriter
{
    /// <summary>Order of nesting, outermost first.</summary>
    private static readonly TextStyle[] Nesting = [TextStyle.Strong, TextStyle.Emphasis, TextStyle.Strike, TextStyle.Code];

    private readonly List<BodyContainer> open = [];
    private int blanks;

    /// <summary>What is written so far; open containers are not closed in it.</summary>
    protected StringBuilder Output { get; } = new();

    /// <summary>Length of what <see cref="Finish"/> would give.</summary>
    internal int Length => Output.Length + open.Sum(ClosingLength);

    /// <summary>Styles that the markup has, and what its marks need around them.</summary>
    protected abstract StyleRules Rules { get; }

    internal void Add(BodyLine line)
    {
        var chain = line.Container?.Chain ?? [];
        var common = 0;
        while (common < chain.Count && common < open.Count && ReferenceEquals(chain[common], open[common])) common++;
        for (; open.Count > common; open.RemoveAt(open.Count - 1)) Close(open[^1]);
        if (line.IsBlank)
        {
            if (Output.Length > 0) blanks++;
            return;
        }
        const int MostInVerbatim = 2;
        var isWithin = open.Count == chain.Count && IsVerbatim(line);
        for (blanks = Math.Min(blanks, isWithin ? MostInVerbatim : 1); blanks > 0; blanks--) Blank(open.Count > 0 ? open[^1] : null);
        for (; open.Count < chain.Count; open.Add(chain[open.Count])) Open(chain[open.Count], line);
        BeginLine(line);
        Words(line);
    }

    internal string Finish()
    {
        while (Output.Length > 0 && Output[^1] == ' ') Output.Length--;
        for (; open.Count > 0; open.RemoveAt(open.Count - 1)) Close(open[^1]);
        return Output.ToString();
    }

    /// <summary>Whether the line stands where blanks count and nothing is marked up.</summary>
    protected virtual bool IsVerbatim(BodyLine line) => line.Container is BodyContainer.Verbatim or BodyContainer.Grid;

    protected static string VerbatimText(BodyLine line) =>
        CleanText.Of(line.Aligned ?? string.Concat(line.Runs.Where(static run => !run.Look.IsTarget).Select(static run => run.Text)));

    protected abstract void Open(BodyContainer container, BodyLine first);

    protected abstract void Close(BodyContainer container);

    protected abstract int ClosingLength(BodyContainer container);

    /// <summary>An empty line in the innermost container that is open, if any.</summary>
    protected abstract void Blank(BodyContainer? within);

    /// <summary>Parts the line from the one before it and writes what stands at its head.</summary>
    protected abstract void BeginLine(BodyLine line);

    protected abstract void Words(BodyLine line);

    protected void Styled(BodyLine line)
    {
        var current = TextStyle.None;
        foreach (var text in StyledTexts.Of(line, Rules))
        {
            Switch(current, text.Style);
            current = text.Style;
            if (text.Href is { } href) Link(href, text.Text);
            else Literal(text.Text);
        }
        Switch(current, TextStyle.None);
    }

    /// <summary>Characters of the mail, which must come out as nothing but themselves.</summary>
    protected abstract void Literal(string text);

    /// <summary>A link whose address has passed <see cref="LinkAddress.IsAllowed"/>.</summary>
    protected abstract void Link(string href, string label);

    protected abstract void Mark(TextStyle style, bool opens);

    private void Switch(TextStyle from, TextStyle to)
    {
        var kept = 0;
        while (kept < Nesting.Length && (from & Nesting[kept]) == (to & Nesting[kept])) kept++;
        for (var i = Nesting.Length - 1; i >= kept; i--)
            if ((from & Nesting[i]) != 0) Mark(Nesting[i], opens: false);
        for (var i = kept; i < Nesting.Length; i++)
            if ((to & Nesting[i]) != 0) Mark(Nesting[i], opens: true);
    }
}

/// <param name="Supported">Styles that the markup has; others are left out.</param>
/// <param name="NeedBoundary">Whether marks count only where no letter or digit stands outside them.</param>
internal readonly record struct StyleRules(TextStyle Supported, bool NeedBoundary);

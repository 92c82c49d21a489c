namespace MailBridge.Mime;

/// <summary>
/// One line of a body with its looks, as <see cref="LineLayout"/> and <see cref="TextLines"/> lay it out and every markup is written from.
/// </summary>
/// <param name="Container">What stands around it, or null.</param>
/// <param name="Runs">Its characters; none on a blank line.</param>
internal sealed record BodyLine(BodyContainer? Container, IReadOnlyList<BodyRun> Runs)
{
    /// <summary>Whether it is the first of its item and carries the marker.</summary>
    internal bool StartsItem { get; init; }

    /// <summary>Whether it goes on where the line before it was cut; the two never stand in one piece.</summary>
    internal bool IsRest { get; init; }

    /// <summary>The row of a <see cref="BodyContainer.Grid"/> with its columns in line, for a font of equal widths; else null.</summary>
    internal string? Aligned { get; init; }

    internal bool IsBlank => Runs.Count == 0;
}

/// <summary>Characters of one look.</summary>
internal readonly record struct BodyRun(string Text, BodyLook Look);

/// <summary>How characters look and where they lead.</summary>
/// <param name="Style">Their styles.</param>
/// <param name="Href">The address they link to, or null.</param>
internal sealed record BodyLook(TextStyle Style, string? Href)
{
    internal static BodyLook Plain { get; } = new(TextStyle.None, null);

    /// <summary>Whether they spell out the address of the link before them, for writers that cannot link.</summary>
    internal bool IsTarget { get; init; }

    /// <summary>Whether the link before them looks as if it led to another host, so that writers that can link tell the true one too.</summary>
    internal bool IsElsewhere { get; init; }

    /// <summary>Whether no address is looked for in them.</summary>
    internal bool IsLiteral { get; init; }
}

/// <summary>What may stand around lines. Lines are in the same container when they hold the same object.</summary>
internal abstract class BodyContainer
{
    /// <summary>Containers in containers that are told apart; deeper ones are taken for the innermost, or a line costs its depth.</summary>
    private const int MaxDepth = 12;

    private static readonly BodyContainer[] PlainQuotes = QuotesInQuotes(8);

    private BodyContainer(BodyContainer? outer) => Chain = outer is null ? [this] : [.. outer.Chain, this];

    /// <summary>From the outermost to this.</summary>
    internal IReadOnlyList<BodyContainer> Chain { get; }

    /// <summary>Quoted text.</summary>
    internal sealed class Quote(BodyContainer? outer) : BodyContainer(outer);

    /// <summary>A list; its lines are in items.</summary>
    internal sealed class List(BodyContainer? outer, bool isOrdered) : BodyContainer(outer)
    {
        internal bool IsOrdered { get; } = isOrdered;
    }

    /// <summary>An item of a list.</summary>
    internal sealed class Item(List outer, int number) : BodyContainer(outer)
    {
        internal List Within { get; } = outer;

        internal bool IsOrdered => Within.IsOrdered;

        internal int Number { get; } = number;
    }

    /// <summary>Text whose blanks and line ends count.</summary>
    internal sealed class Verbatim(BodyContainer? outer) : BodyContainer(outer);

    /// <summary>A table narrow enough for its columns to stand in line.</summary>
    internal sealed class Grid(BodyContainer? outer) : BodyContainer(outer);

    /// <summary>The container in <paramref name="outer"/>, or the outer one where nesting has no end.</summary>
    internal static BodyContainer? In(BodyContainer? outer, Func<BodyContainer?, BodyContainer> make) =>
        outer is { Chain.Count: >= MaxDepth } ? outer : make(outer);

    /// <summary>The quote of so many marks in plain text: the same object for the same depth.</summary>
    internal static BodyContainer? QuoteOf(int depth) => depth == 0 ? null : PlainQuotes[Math.Min(depth, PlainQuotes.Length) - 1];

    private static BodyContainer[] QuotesInQuotes(int depth)
    {
        var quotes = new BodyContainer[depth];
        for (var i = 0; i < depth; i++) quotes[i] = new Quote(i == 0 ? null : quotes[i - 1]);
        return quotes;
    }
}

using System.Globalization;

namespace MailBridge.Mime;

/// <summary>Writes Slack's mrkdwn (docs.slack.dev, "Formatting message text").</summary>
internal sealed class SlackWriter : MarkupWriter
{
    private const int MaxQuoteMarks = 5;
    private const string Fence = "```";

    private SlackLine words = new();

    /// <summary>Slack has no underline, and takes a mark for one only beside a blank or punctuation.</summary>
    protected override StyleRules Rules =>
        new(TextStyle.Strong | TextStyle.Emphasis | TextStyle.Strike | TextStyle.Code, NeedBoundary: true);

    private static bool IsFenced(BodyContainer container) =>
        container is BodyContainer.Verbatim or BodyContainer.Grid && !container.Chain.Any(static outer => outer is BodyContainer.Quote);

    protected override void Open(BodyContainer container, BodyLine first)
    {
        if (!IsFenced(container)) return;
        if (Output.Length > 0) Output.Append('\n');
        Output.Append(Fence);
    }

    protected override void Close(BodyContainer container)
    {
        if (IsFenced(container)) Output.Append('\n').Append(Fence);
    }

    protected override int ClosingLength(BodyContainer container) => IsFenced(container) ? Fence.Length + 1 : 0;

    protected override void Blank(BodyContainer? within)
    {
        var isQuoted = within is not null && !IsFenced(within) && within.Chain.Any(static outer => outer is BodyContainer.Quote);
        Output.Append(isQuoted ? "\n>" : "\n");
    }

    protected override void BeginLine(BodyLine line)
    {
        if (Output.Length > 0) Output.Append('\n');
        if (line.Container is null || IsFenced(line.Container)) return;
        var quotes = line.Container.Chain.Count(static outer => outer is BodyContainer.Quote);
        if (quotes > 0) Output.Append("> ");
        for (var i = 1; i < Math.Min(quotes, MaxQuoteMarks); i++) Output.Append("&gt; "); // one level is all that Slack draws
        ListHead(line);
    }

    private void ListHead(BodyLine line)
    {
        var items = line.Container!.Chain.OfType<BodyContainer.Item>().ToList();
        if (items.Count == 0) return;
        Output.Append(' ', 4 * (items.Count - 1));
        if (!line.StartsItem) Output.Append("   ");
        else if (items[^1].IsOrdered) Output.Append(CultureInfo.InvariantCulture, $"{items[^1].Number}. ");
        else Output.Append("•◦▪"[(items.Count - 1) % 3]).Append("  ");
    }

    protected override void Words(BodyLine line)
    {
        if (line.Container is { } container && IsFenced(container))
        {
            SlackLine.AppendVerbatim(Output, VerbatimText(line));
            return;
        }
        words = new SlackLine();
        if (IsVerbatim(line)) InlineCode(VerbatimText(line));
        else Styled(line);
        words.AppendTo(Output, startsLine: Output.Length == 0 || Output[^1] == '\n');
    }

    /// <summary>A fence cannot stand in a quote, code on each line can.</summary>
    private void InlineCode(string text)
    {
        var isCode = !text.Contains('`', StringComparison.Ordinal) && !string.IsNullOrWhiteSpace(text);
        if (isCode) words.Mark('`', opens: true);
        words.Literal(text);
        if (isCode) words.Mark('`', opens: false);
    }

    protected override void Literal(string text) => words.Literal(text);

    protected override void Link(string href, string label) => words.Link(LinkAddress.Encode(href), label);

    protected override void Mark(TextStyle style, bool opens) => words.Mark(MarkOf(style), opens);

    private static char MarkOf(TextStyle style) => style switch
    {
        TextStyle.Strong => '*',
        TextStyle.Emphasis => '_',
        TextStyle.Strike => '~',
        _ => '`',
    };
}

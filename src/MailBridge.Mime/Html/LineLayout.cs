using System.Globalization;
using System.Text;

namespace MailBridge.Mime;

/// <summary>
/// The one walk over the blocks: lays a page out as lines, each with its plain text, its looks, its quote depth and what mail programs
/// said about it. Plain text, reply extraction and every markup start from these lines.
/// </summary>
internal sealed class LineLayout
{
    private readonly List<MailLine> lines = [];
    private readonly StringBuilder line = new();
    private string indent = "";
    private string marker = "";
    private BodyContainer? container;
    private int depth;
    private MailMark marks;
    private MailMark pendingStart;
    private bool blankWanted;

    internal static List<MailLine> Of(HtmlDocumentModel document)
    {
        var layout = new LineLayout();
        layout.Blocks(document.Blocks);
        return layout.lines;
    }

    private void Blocks(IReadOnlyList<HtmlBlock> blocks)
    {
        foreach (var block in blocks)
        {
            if (block.HasMargin) blankWanted = true;
            Block(block);
            if (block.HasMargin) blankWanted = true;
        }
    }

    private void Block(HtmlBlock block)
    {
        switch (block)
        {
            case HtmlBlock.Paragraph p: Paragraph(p.Inlines, TextStyle.None); break;
            case HtmlBlock.Heading h: Paragraph(h.Inlines, TextStyle.Strong); break;
            case HtmlBlock.Preformatted pre: Preformatted(pre.Text); break;
            case HtmlBlock.Rule:
                marks |= MailMark.Rule;
                Line("---");
                marks &= ~MailMark.Rule;
                break;
            case HtmlBlock.List list: List(list); break;
            case HtmlBlock.Quote quote: Quote(quote); break;
            case HtmlBlock.Table table: Table(table); break;
            case HtmlBlock.Section section: Section(section); break;
        }
    }

    private void Section(HtmlBlock.Section section)
    {
        var (before, isStart) = (marks, section.Mark == MailMark.QuotedFromHere);
        if (isStart) pendingStart |= section.Mark;
        else marks |= section.Mark;
        Blocks(section.Blocks);
        marks = before;
    }

    private void Quote(HtmlBlock.Quote quote)
    {
        var (before, outer) = (marks, container);
        blankWanted = true;
        FlushBlank();
        depth++;
        container = BodyContainer.In(outer, static outer => new BodyContainer.Quote(outer));
        if (quote.IsCited) marks |= MailMark.Cited;
        Blocks(quote.Blocks);
        blankWanted = false;
        (marks, container) = (before, outer);
        depth--;
        blankWanted = true;
    }

    private void List(HtmlBlock.List list)
    {
        var number = list.Start;
        var (outerIndent, outerContainer) = (indent, container);
        var inner = BodyContainer.In(outerContainer, outer => new BodyContainer.List(outer, list.IsOrdered)) as BodyContainer.List;
        foreach (var item in list.Items)
        {
            var bullet = list.IsOrdered ? number.ToString(CultureInfo.InvariantCulture) + ". " : "- ";
            if (blankWanted) FlushBlank();
            marker = indent + bullet;
            indent += new string(' ', bullet.Length);
            if (inner is not null) container = new BodyContainer.Item(inner, number);
            number = unchecked(number + 1);
            if (item.Count == 0) Line("");
            foreach (var block in item)
            {
                blankWanted = false;
                Block(block);
            }
            blankWanted = false;
            (indent, marker, container) = (outerIndent, "", outerContainer);
        }
    }

    private void Table(HtmlBlock.Table table)
    {
        var rows = table.Rows.Select(static row => row.Select(TableGrid.Cell).ToList()).ToList();
        var widths = TableGrid.Widths(rows);
        var outer = container;
        if (widths is not null) container = BodyContainer.In(outer, static outer => new BodyContainer.Grid(outer));
        foreach (var row in rows)
        {
            var joined = TableGrid.Joined(row);
            Line(joined.Text.TrimEnd(' ', '|'), joined.Runs, container is BodyContainer.Grid ? TableGrid.Aligned(row, widths!) : null);
        }
        container = outer;
    }

    private void Preformatted(string text)
    {
        var outer = container;
        container = BodyContainer.In(outer, static outer => new BodyContainer.Verbatim(outer));
        foreach (var row in text.Split('\n')) Line(row);
        container = outer;
    }

    private void Paragraph(IReadOnlyList<HtmlInline> inlines, TextStyle style)
    {
        var before = marks;
        if (!InlineRows.HasCharacters(inlines)) marks |= MailMark.Image;
        foreach (var row in InlineRows.Of(inlines, style)) Line(row.Text, row.Runs);
        marks = before;
    }

    private void FlushBlank()
    {
        if (!blankWanted) return;
        blankWanted = false;
        if (lines.Count > 0 && lines[^1].Body.Length > 0) Add("", []);
    }

    private void Line(string text) => Line(text, string.IsNullOrWhiteSpace(text) ? [] : [new BodyRun(text.TrimEnd(), BodyLook.Plain)]);

    private void Line(string text, IReadOnlyList<BodyRun> runs, string? aligned = null)
    {
        var isBlank = string.IsNullOrWhiteSpace(text);
        if (isBlank) blankWanted = false;
        else FlushBlank();
        if (isBlank) Add("", []);
        else Add(text, runs, aligned);
    }

    private void Add(string text, IReadOnlyList<BodyRun> runs, string? aligned = null)
    {
        line.Clear();
        for (var i = 0; i < depth; i++) line.Append('>');
        if (depth > 0) line.Append(' ');
        var startsItem = text.Length > 0 && marker.Length > 0;
        if (text.Length > 0)
        {
            line.Append(startsItem ? marker : indent).Append(text);
            marker = "";
        }
        var rendered = line.ToString().TrimEnd();
        var mark = text.Length > 0 ? marks | pendingStart : marks;
        lines.Add(new MailLine(rendered, text.Trim(), depth, mark)
        {
            Looks = new BodyLine(container, runs) { StartsItem = startsItem, Aligned = aligned },
        });
        if (text.Length > 0) pendingStart = MailMark.None;
    }
}

using System.Globalization;
using System.Text;

namespace MailBridge.Mime;

/// <summary>Writes the model as lines of plain text, each with its quote depth and what mail programs said about it.</summary>
internal sealed class PlainTextWriter
{
    private readonly List<MailLine> lines = [];
    private readonly StringBuilder line = new();
    private string indent = "";
    private string marker = "";
    private int depth;
    private MailMark marks;
    private MailMark pendingStart;
    private bool blankWanted;

    internal static List<MailLine> Write(HtmlDocumentModel document)
    {
        var writer = new PlainTextWriter();
        writer.Blocks(document.Blocks);
        return writer.lines;
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
            case HtmlBlock.Paragraph p: Paragraph(p.Inlines); break;
            case HtmlBlock.Heading h: Paragraph(h.Inlines); break;
            case HtmlBlock.Preformatted pre:
                foreach (var row in pre.Text.Split('\n')) Line(row);
                break;
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
        var before = marks;
        blankWanted = true;
        FlushBlank();
        depth++;
        if (quote.IsCited) marks |= MailMark.Cited;
        Blocks(quote.Blocks);
        blankWanted = false;
        marks = before;
        depth--;
        blankWanted = true;
    }

    private void List(HtmlBlock.List list)
    {
        var number = list.Start;
        foreach (var item in list.Items)
        {
            var bullet = list.IsOrdered ? number.ToString(CultureInfo.InvariantCulture) + ". " : "- ";
            number = unchecked(number + 1);
            var outer = indent;
            if (blankWanted) FlushBlank();
            marker = indent + bullet;
            indent += new string(' ', bullet.Length);
            if (item.Count == 0) Line("");
            foreach (var block in item)
            {
                blankWanted = false;
                Block(block);
            }
            blankWanted = false;
            (indent, marker) = (outer, "");
        }
    }

    private void Table(HtmlBlock.Table table)
    {
        foreach (var row in table.Rows)
        {
            var text = string.Join(" | ", row.Select(static cell => InlineText.Of(cell).ReplaceLineEndings(" ").Trim()));
            Line(text.TrimEnd(' ', '|'));
        }
    }

    private void Paragraph(IReadOnlyList<HtmlInline> inlines)
    {
        var text = InlineText.Of(inlines);
        if (text.EndsWith('\n')) text = text[..^1];
        var before = marks;
        if (!InlineText.HasCharacters(inlines)) marks |= MailMark.Image;
        foreach (var row in text.Split('\n')) Line(row);
        marks = before;
    }

    private void FlushBlank()
    {
        if (!blankWanted) return;
        blankWanted = false;
        if (lines.Count > 0 && lines[^1].Body.Length > 0) Add("");
    }

    private void Line(string text)
    {
        var isBlank = string.IsNullOrWhiteSpace(text);
        if (isBlank) blankWanted = false;
        else FlushBlank();
        Add(isBlank ? "" : text);
    }

    private void Add(string text)
    {
        line.Clear();
        for (var i = 0; i < depth; i++) line.Append('>');
        if (depth > 0) line.Append(' ');
        if (text.Length > 0)
        {
            line.Append(marker.Length > 0 ? marker : indent).Append(text);
            marker = "";
        }
        var rendered = line.ToString().TrimEnd();
        lines.Add(new MailLine(rendered, text.Trim(), depth, text.Length > 0 ? marks | pendingStart : marks));
        if (text.Length > 0) pendingStart = MailMark.None;
    }
}

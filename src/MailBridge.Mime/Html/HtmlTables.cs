using AngleSharp.Dom;

namespace MailBridge.Mime;

/// <summary>Tells tables of data, whose rows are lines, from tables that only lay out a page.</summary>
internal static class HtmlTables
{
    /// <summary>A cell longer than this holds prose, so the table lays out a page.</summary>
    private const int LongestCell = 120;

    /// <summary>The rows, or null when the table is for layout.</summary>
    internal static List<IReadOnlyList<IReadOnlyList<HtmlInline>>>? TryData(IElement table, Func<IElement, List<HtmlBlock>> read)
    {
        var rows = Rows(table);
        if (rows is null || rows.Count < 2) return null;
        var result = new List<IReadOnlyList<IReadOnlyList<HtmlInline>>>(rows.Count);
        var columns = 0;
        foreach (var row in rows)
        {
            var cells = new List<IReadOnlyList<HtmlInline>>(row.Count);
            foreach (var cell in row)
            {
                if (cell.TextContent.Length > LongestCell * 4) return null;
                var blocks = read(cell);
                if (blocks.Count > 1 || (blocks.Count == 1 && blocks[0] is not (HtmlBlock.Paragraph or HtmlBlock.Heading))) return null;
                cells.Add(blocks switch
                {
                    [HtmlBlock.Paragraph p] => p.Inlines,
                    [HtmlBlock.Heading h] => h.Inlines,
                    _ => [],
                });
            }
            columns = Math.Max(columns, cells.Count(static c => c.Count > 0));
            result.Add(cells);
        }
        return columns >= 2 ? result : null;
    }

    /// <summary>The cells row by row; null when there is a table in a cell, or a cell with prose.</summary>
    private static List<List<IElement>>? Rows(IElement table)
    {
        if (table.QuerySelector("table, blockquote, ul, ol, pre, hr") is not null) return null;
        var rows = new List<List<IElement>>();
        foreach (var part in table.Children)
        {
            if (part.LocalName == "caption") return null;
            if (InlineCss.IsHidden(part)) continue;
            foreach (var row in part.LocalName == "tr" ? [part] : part.Children.AsEnumerable())
            {
                if (row.LocalName != "tr" || InlineCss.IsHidden(row)) continue;
                var cells = new List<IElement>();
                foreach (var cell in row.Children)
                {
                    if (InlineCss.IsHidden(cell)) continue;
                    if (cell.TextContent.Trim().Length > LongestCell) return null;
                    cells.Add(cell);
                }
                if (cells.Count > 0) rows.Add(cells);
            }
        }
        return rows;
    }
}

using System.Globalization;
using System.Text;

namespace MailBridge.Mime;

/// <summary>Rows of a table as lines: cells parted by bars, or in columns of equal width.</summary>
internal static class TableGrid
{
    /// <summary>A wider one breaks its lines in a chat column.</summary>
    private const int MaxWidth = 80;

    private const int MaxColumns = 20;
    private static readonly BodyRun Bar = new(" | ", BodyLook.Plain);

    /// <summary>A cell on one line.</summary>
    internal static InlineRow Cell(IReadOnlyList<HtmlInline> inlines)
    {
        var rows = InlineRows.Of(inlines);
        if (rows.Count == 1) return new InlineRow(rows[0].Text.Trim(), rows[0].Runs);
        var runs = new List<BodyRun>();
        foreach (var row in rows)
        {
            if (runs.Count > 0) runs.Add(new BodyRun(" ", BodyLook.Plain));
            runs.AddRange(row.Runs);
        }
        return new InlineRow(string.Join(' ', rows.Select(static row => row.Text)).Trim(), runs);
    }

    internal static InlineRow Joined(List<InlineRow> cells)
    {
        var runs = new List<BodyRun>();
        var last = cells.FindLastIndex(static cell => cell.Runs.Count > 0);
        for (var i = 0; i <= last; i++)
        {
            if (i > 0) runs.Add(Bar);
            runs.AddRange(cells[i].Runs);
        }
        return new InlineRow(string.Join(" | ", cells.Select(static cell => cell.Text)), runs);
    }

    /// <summary>The width of each column; null when the table is too wide, or has links, which a verbatim text cannot hold.</summary>
    internal static int[]? Widths(List<List<InlineRow>> rows)
    {
        var columns = rows.Max(static row => row.Count);
        if (columns > MaxColumns) return null;
        var widths = new int[columns];
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Count; i++)
            {
                if (row[i].Runs.Any(static run => run.Look.Href is not null)) return null;
                widths[i] = Math.Max(widths[i], Width(row[i].Text));
            }
        }
        return widths.Sum() + (2 * (columns - 1)) <= MaxWidth ? widths : null;
    }

    internal static string Aligned(List<InlineRow> cells, int[] widths)
    {
        var line = new StringBuilder();
        for (var i = 0; i < cells.Count; i++)
        {
            if (i > 0) line.Append("  ");
            line.Append(cells[i].Text).Append(' ', Math.Max(0, widths[i] - Width(cells[i].Text)));
        }
        return line.ToString().TrimEnd();
    }

    /// <summary>Cells of a terminal: marks take none, ideographs, kana and hangul two (Unicode UAX #11, in broad strokes).</summary>
    private static int Width(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            width += IsMark(rune) ? 0
                : rune.Value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3)
                    or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0x1F300 and <= 0x1F9FF)
                    or (>= 0x20000 and <= 0x3FFFD) ? 2
                : 1;
        }
        return width;
    }

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format;
}

namespace MailBridge.Mime;

/// <summary>
/// Cuts lines into pieces whose markup is complete and no longer than a limit: where a block ends, else a line, else a word, else (a
/// word that is longer than a piece) a character. Each line is written a bounded number of times.
/// </summary>
internal sealed class MarkupPieces
{
    /// <summary>A shorter piece has no room for a link or a fence.</summary>
    internal const int Least = 100;

    private readonly List<BodyLine> lines;
    private readonly int max;
    private readonly Func<MarkupWriter> newWriter;

    private MarkupPieces(List<BodyLine> lines, int max, Func<MarkupWriter> newWriter) =>
        (this.lines, this.max, this.newWriter) = (lines, max, newWriter);

    /// <summary>All of it in one piece; empty when nothing would be shown.</summary>
    internal static string Whole(BodyDocument document, Func<MarkupWriter> newWriter)
    {
        ArgumentNullException.ThrowIfNull(document);
        var writer = newWriter();
        foreach (var line in document.Looks()) writer.Add(line);
        return writer.Finish();
    }

    internal static IReadOnlyList<string> Cut(BodyDocument document, int maxLength, Func<MarkupWriter> newWriter)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, Least);
        var lines = document.Looks().SelectMany(line => LineCut.Within(line, maxLength)).ToList();
        return new MarkupPieces(lines, maxLength, newWriter).Run();
    }

    private List<string> Run()
    {
        var pieces = new List<string>();
        for (var start = 0; start < lines.Count;)
        {
            start = Piece(start, out var text);
            if (text.Length > 0) pieces.Add(text);
        }
        return pieces;
    }

    /// <summary>Writes one piece from a line on; gives the line that the next begins with.</summary>
    private int Piece(int start, out string text)
    {
        var writer = newWriter();
        var (border, end) = (start, start);
        for (; end < lines.Count; end++)
        {
            if (end > start && lines[end].IsRest) return Written(start, end, out text);
            if (end > start && writer.Length >= max / 2 && IsBorder(end)) border = end;
            if (writer.Length + LineCut.Length(lines[end]) > max) break;
            writer.Add(lines[end]);
            if (writer.Length > max) break;
        }
        if (border == start && Written(start, end).Length >= max / 2) border = end;
        if (border > start || end == lines.Count) return Written(start, end == lines.Count ? end : border, out text);
        text = WithHead(start, ref end);
        return end;
    }

    /// <summary>Whether a block ends before this line.</summary>
    private bool IsBorder(int at) =>
        lines[at].IsBlank || lines[at - 1].IsBlank || !ReferenceEquals(lines[at].Container, lines[at - 1].Container);

    /// <summary>The lines before <paramref name="end"/> with as much of that line as fits; what is left of it takes its place.</summary>
    private string WithHead(int start, ref int end)
    {
        var line = lines[end];
        for (var length = Fitting(start, end); length > 0; length = length * 3 / 4)
        {
            var (head, rest) = LineCut.At(line, length);
            var writer = Written(start, end);
            writer.Add(head);
            if (writer.Length > max) continue;
            lines[end] = rest;
            // The rest of a line that was cut before goes on in one line, unless it fills a piece alone.
            if (LineCut.Length(rest) < max / 2 && end + 1 < lines.Count && lines[end + 1].IsRest)
            {
                lines[end + 1] = LineCut.Joined(rest, lines[end + 1]);
                end++;
            }
            return writer.Finish();
        }
        // Not even a word of it fits beside what is written, or into a piece of its own: a link whose address is longer than a piece.
        if (end == start) lines[end] = LineCut.AsText(line);
        return Written(start, end).Finish();
    }

    /// <summary>The part of a line that fits if its marks and escapes are spread evenly: the first guess.</summary>
    private int Fitting(int start, int end)
    {
        var (before, whole) = (Written(start, end).Length, Written(start, end + 1).Length);
        var length = LineCut.Length(lines[end]);
        var most = Math.Max(0, length - 1);
        return (int)Math.Clamp((long)length * (max - before) / Math.Max(1, whole - before), Math.Min(1, most), most);
    }

    private int Written(int start, int end, out string text)
    {
        text = Written(start, end).Finish();
        return end;
    }

    private MarkupWriter Written(int start, int end)
    {
        var writer = newWriter();
        for (var i = start; i < end; i++) writer.Add(lines[i]);
        return writer;
    }
}

using System.Text;

namespace MailBridge.Mime;

/// <summary>A line of a mail as the extraction sees it, from plain text and HTML alike.</summary>
/// <param name="Text">The line as it is shown, quote marks included, blanks at its end removed.</param>
/// <param name="Body">The line without quote marks and blanks around.</param>
/// <param name="Depth">Quote marks before it (RFC 3676 §4.5), or blockquotes around it.</param>
/// <param name="Marks">What a mail program said about it in HTML.</param>
internal readonly record struct MailLine(string Text, string Body, int Depth, MailMark Marks)
{
    internal bool IsBlank => Body.Length == 0;

    /// <summary>The line with its looks where HTML gave it any; a line of plain text has none (see <see cref="TextLines"/>).</summary>
    internal BodyLine? Looks { get; init; }

    /// <summary>Whether the line itself shows that it is a quote.</summary>
    internal bool IsMarked => (Depth > 0 && (Marks & MailMark.Cited) != 0) || (Marks & MailMark.Quoted) != 0;

    internal bool Has(MailMark mark) => (Marks & mark) != 0;

    /// <summary>Splits plain text. <c>&gt;</c> marks count as cited: no author types them.</summary>
    internal static List<MailLine> Split(string text)
    {
        var lines = new List<MailLine>();
        var initials = "";
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            var row = raw.TrimEnd();
            var depth = QuoteDepth(row, out var body);
            if (depth == 0 && Initials(row) is { Length: > 0 } found)
            {
                // QUIRK Gnus and The Bat! mark with the author's initials ("JS> text"); two such lines running are no accident.
                if (found.SequenceEqual(initials) && lines[^1] is { Depth: 0, Body.Length: > 0 })
                    lines[^1] = lines[^1] with { Body = lines[^1].Body[(found.Length + 1)..].Trim(), Depth = 1, Marks = MailMark.Cited };
                if (found.SequenceEqual(initials))
                {
                    depth = 1;
                    body = row.TrimStart()[(found.Length + 1)..];
                }
                initials = found.ToString();
            }
            else if (!row.IsEmpty)
            {
                initials = "";
            }
            var marks = depth > 0 ? MailMark.Cited : MailMark.None;
            lines.Add(new MailLine(row.ToString(), body.Trim().Trim('\uFEFF').Trim().ToString(), depth, marks));
        }
        return lines;
    }

    /// <summary>The lines as text, without blank lines at both ends.</summary>
    internal static string Join(IReadOnlyList<MailLine> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines) text.Append(line.Text).Append('\n');
        return text.ToString().Trim('\n');
    }

    private static ReadOnlySpan<char> Initials(ReadOnlySpan<char> row)
    {
        var text = row.TrimStart();
        var end = text[..Math.Min(text.Length, 5)].IndexOf('>');
        return end is > 0 and < 5 && row.Length - text.Length < 3 && text[..end].IndexOfAnyExceptInRange('A', 'Z') < 0 ? text[..end] : [];
    }

    /// <summary>Counts <c>&gt;</c> with single blanks between; up to three blanks may stand before the first.</summary>
    private static int QuoteDepth(ReadOnlySpan<char> row, out ReadOnlySpan<char> body)
    {
        var (depth, at) = (0, 0);
        body = row;
        while (true)
        {
            var next = at;
            while (next < row.Length && next - at < (depth == 0 ? 3 : 1) && row[next] is ' ' or '\u00A0') next++;
            if (next >= row.Length || row[next] is not ('>' or '›' or '＞')) return depth;
            depth++;
            at = next + 1;
            body = row[at..];
        }
    }
}

using System.Text;

namespace MailBridge.Mime;

/// <summary>Reads a forwarded mail out of the text that holds it.</summary>
internal static class ForwardedReader
{
    internal static ForwardedMessage Read(string original)
    {
        var lines = Unmarked(MailLine.Split(original));
        var at = 0;
        while (at < lines.Count
            && (lines[at].IsBlank || Separators.IsRule(lines[at]) || Separators.IsForwardedMessage(lines[at])
            || Separators.IsOriginalMessage(lines[at])))
            at++;
        var block = at < lines.Count ? HeaderBlock.Read(lines, at, belowSeparator: true) : null;
        return new ForwardedMessage
        {
            From = block?[CopiedField.From],
            To = block?[CopiedField.To],
            Cc = block?[CopiedField.Cc],
            Date = block?[CopiedField.Date],
            Subject = block?[CopiedField.Subject],
            Text = Text(lines, block?.End ?? at),
            Original = original,
        };
    }

    /// <summary>Apple Mail marks what it forwards as a quote: one mark goes, below the line that says so.</summary>
    private static List<MailLine> Unmarked(List<MailLine> lines)
    {
        var first = lines.FindIndex(static line => !line.IsBlank && !Separators.IsForwardedMessage(line));
        if (first < 0 || lines[first].Depth == 0) return lines;
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            var row = line.Depth > 0 ? line.Text.AsSpan().TrimStart()[1..] : line.Text;
            text.Append(row is [' ', ..] ? row[1..] : row).Append('\n');
        }
        return MailLine.Split(text.ToString());
    }

    private static string Text(List<MailLine> lines, int from)
    {
        var text = new StringBuilder();
        for (var i = from; i < lines.Count; i++) text.Append(lines[i].Text).Append('\n');
        return text.ToString().Trim('\n');
    }
}

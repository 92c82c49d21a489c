namespace MailBridge.Mime;

/// <summary>Lines of plain text in the shape that the writers of markup take: the quote around, the blanks in front kept.</summary>
internal static class TextLines
{
    internal static BodyLine Of(MailLine line)
    {
        var text = line.Depth > 0 ? line.Body : line.Text;
        var container = BodyContainer.QuoteOf(line.Depth);
        return new BodyLine(container, string.IsNullOrWhiteSpace(text) ? [] : [new BodyRun(text, BodyLook.Plain)]);
    }
}

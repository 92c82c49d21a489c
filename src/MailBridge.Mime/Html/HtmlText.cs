namespace MailBridge.Mime;

/// <summary>Turns the HTML body of a mail into what people may be shown. Nothing is ever fetched, and no input makes it throw.</summary>
public static class HtmlText
{
    /// <summary>
    /// Readable plain text: one line per line that a mail program would show, links with their address, list markers, table rows,
    /// quotes marked <c>&gt; </c> (RFC 3676 §4.5). <c>script</c>, <c>style</c>, <c>head</c> and <c>title</c> give no text.
    /// </summary>
    public static string ToPlainText(string html, HtmlLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(html);
        return BodyDocument.FromHtml(html, limits).ToPlainText();
    }

    /// <summary>
    /// Writes a document, such as the reply of a mail alone, as HTML of a few elements and with no attribute but the address of links,
    /// which open apart. Safe wherever HTML is shown; it holds no image.
    /// </summary>
    public static string Render(BodyDocument document) =>
        MarkupPieces.Whole(document, static () => new HtmlWriter(" target=\"_blank\" rel=\"noopener noreferrer nofollow\""));

    /// <summary>
    /// Reduces the HTML to an allow-list of elements, attributes and style properties: no script, event handler, form, frame or remote
    /// content gets through.
    /// </summary>
    public static SanitizedHtml Sanitize(string html, SanitizeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(html);
        return HtmlSanitizer.Run(html, options ?? new SanitizeOptions());
    }
}

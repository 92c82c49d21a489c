namespace MailBridge.Mime;

/// <summary>
/// Writes what a mail says for Microsoft Teams, as Markdown for cards and as HTML for messages. A mention takes an entity beside the
/// text (learn.microsoft.com, "Format your bot messages"), and <c>&lt;at&gt;</c> in a mail comes out as text in both; links go to
/// <c>http:</c>, <c>https:</c> and <c>mailto:</c> only.
/// </summary>
public static class TeamsMarkup
{
    /// <summary>
    /// Characters of a piece when none are named. A message holds about 100 KB counted as UTF-16 ("Limits and specifications for
    /// Teams"), older paths 28 KB; a piece of this length fits all of them with its frame.
    /// </summary>
    public const int PieceLength = 10_000;

    /// <summary>A name or a subject on one line of Markdown as nothing but itself, with no link.</summary>
    public static string EscapeMarkdown(string text) => RenderMarkdown(BodyDocument.Literal(text));

    /// <summary>A name or a subject on one line of HTML as nothing but itself, with no link.</summary>
    public static string EscapeHtml(string text) => RenderHtml(BodyDocument.Literal(text));

    /// <summary>
    /// Markdown for a TextBlock of an Adaptive Card: bold, italic, lists and links; empty lines part lines, rows of a table have bars.
    /// </summary>
    public static string RenderMarkdown(BodyDocument document) => MarkupPieces.Whole(document, static () => new TeamsMarkdownWriter());

    /// <summary>The same in pieces that each stand alone, of so many UTF-16 units at most (at least 100).</summary>
    public static IReadOnlyList<string> RenderMarkdownPieces(BodyDocument document, int maxLength = PieceLength) =>
        MarkupPieces.Cut(document, maxLength, static () => new TeamsMarkdownWriter());

    /// <summary>
    /// HTML for a message of text format <c>xml</c>: <c>b i s code pre blockquote ul ol li br a</c> and no attribute but <c>href</c>.
    /// </summary>
    public static string RenderHtml(BodyDocument document) => MarkupPieces.Whole(document, static () => new HtmlWriter(""));

    /// <summary>The same in pieces that each stand alone, of so many UTF-16 units at most (at least 100).</summary>
    public static IReadOnlyList<string> RenderHtmlPieces(BodyDocument document, int maxLength = PieceLength) =>
        MarkupPieces.Cut(document, maxLength, static () => new HtmlWriter(""));
}

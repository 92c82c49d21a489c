namespace MailBridge.Mime;

/// <summary>
/// Writes what a mail says as Slack's mrkdwn (docs.slack.dev, "Formatting message text"). Nothing in a mail pings, links or formats
/// except by its own styles and links: <c>&amp; &lt; &gt;</c> are escaped everywhere, links go to <c>http:</c>, <c>https:</c> and
/// <c>mailto:</c> only, and marks, emoji codes and <c>@channel</c> in the mail's text come out as text.
/// </summary>
/// <remarks>
/// Send the result with <c>parse: none</c>, <c>unfurl_links: false</c>, <c>unfurl_media: false</c> and, in text objects,
/// <c>verbatim: true</c>; addresses in the text are links already. It is safe without, but Slack would then link names of channels.
/// </remarks>
public static class SlackMarkup
{
    /// <summary>Characters that the text of a section block may have (docs.slack.dev, "Section block").</summary>
    public const int SectionLength = 3000;

    /// <summary>A name or a subject on one line as nothing but itself, with no link.</summary>
    public static string Escape(string text) => Render(BodyDocument.Literal(text));

    /// <summary>Everything in one text; empty for an empty document.</summary>
    public static string Render(BodyDocument document) => MarkupPieces.Whole(document, static () => new SlackWriter());

    /// <summary>
    /// Everything in pieces that each stand alone: cut between blocks where possible, else lines, else words, and never in an entity,
    /// a link or a style; a fence is closed and opened again. None for an empty document.
    /// </summary>
    /// <param name="document">What to write.</param>
    /// <param name="maxLength">UTF-16 units of a piece, escapes counted; at least 100.</param>
    public static IReadOnlyList<string> RenderPieces(BodyDocument document, int maxLength = SectionLength) =>
        MarkupPieces.Cut(document, maxLength, static () => new SlackWriter());
}

namespace MailBridge.Mime;

/// <summary>
/// What a body, or a part of one, says: lines with their styles, links, lists, tables and quotes, whether it came as HTML or as plain
/// text. Every markup is written from it: <see cref="SlackMarkup"/>, <see cref="TeamsMarkup"/>, <see cref="HtmlText.Render"/>.
/// </summary>
public sealed class BodyDocument
{
    private static readonly MailLine Blank = new("", "", 0, MailMark.None);

    private readonly IReadOnlyList<MailLine> lines;

    internal BodyDocument(IReadOnlyList<MailLine> lines, bool isTruncated)
    {
        this.lines = lines;
        IsTruncated = isTruncated;
    }

    /// <summary>A body without a word.</summary>
    public static BodyDocument Empty { get; } = new([], isTruncated: false);

    /// <summary>Whether nothing would be shown.</summary>
    public bool IsEmpty => lines.All(static line => line.Text.Length == 0);

    /// <summary>Whether <see cref="HtmlLimits"/> cut something off.</summary>
    public bool IsTruncated { get; }

    /// <summary>Reads HTML. Nothing is fetched, hidden text and tracking pixels are left out, and no input makes it throw.</summary>
    public static BodyDocument FromHtml(string html, HtmlLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(html);
        var page = HtmlDocumentReader.Read(html, limits ?? HtmlLimits.Default);
        return new BodyDocument(LineLayout.Of(page), page.IsTruncated);
    }

    /// <summary>Reads plain text (format=flowed already unfolded): lines as they stand, <c>&gt;</c> marks as quotes.</summary>
    public static BodyDocument FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new BodyDocument(MailLine.Split(text), isTruncated: false);
    }

    /// <summary>A line of text that is only itself: no quote, no link.</summary>
    internal static BodyDocument Literal(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var line = new BodyLine(null, string.IsNullOrWhiteSpace(text) ? [] : [new BodyRun(text, BodyLook.Plain with { IsLiteral = true })]);
        return new BodyDocument([new MailLine(text, text, 0, MailMark.None) { Looks = line }], isTruncated: false);
    }

    /// <summary>This, a blank line, and another; an empty one adds nothing.</summary>
    public BodyDocument Append(BodyDocument other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.IsEmpty ? this
            : IsEmpty ? other
            : new BodyDocument([.. lines, Blank, .. other.lines], IsTruncated || other.IsTruncated);
    }

    /// <summary>Readable plain text, as <see cref="HtmlText.ToPlainText"/> describes it; without blank lines at both ends.</summary>
    public string ToPlainText() => MailLine.Join(lines);

    /// <summary>The same as <see cref="ToPlainText"/>.</summary>
    public override string ToString() => ToPlainText();

    internal IReadOnlyList<MailLine> Lines => lines;

    /// <summary>The lines with their looks, for the writers of markup.</summary>
    internal IEnumerable<BodyLine> Looks() => lines.Select(static line => line.Looks ?? TextLines.Of(line));
}

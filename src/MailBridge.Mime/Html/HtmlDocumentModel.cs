namespace MailBridge.Mime;

/// <summary>
/// What an HTML body says, free of HTML: the one value that every writer (plain text, chat) starts from. Built by
/// <see cref="HtmlDocumentReader"/>, never deeper than <see cref="HtmlLimits.MaxDepth"/> plus the formatting that was reopened.
/// </summary>
internal sealed record HtmlDocumentModel(IReadOnlyList<HtmlBlock> Blocks, bool IsTruncated);

/// <summary>A piece of the page that starts on a line of its own.</summary>
internal abstract record HtmlBlock
{
    private HtmlBlock()
    {
    }

    /// <summary>Whether a blank line stands around the block (a <c>p</c> has margins, a <c>div</c> has none).</summary>
    internal bool HasMargin { get; init; }

    /// <summary>A run of text; no inline at all or a lone break is an empty line.</summary>
    internal sealed record Paragraph(IReadOnlyList<HtmlInline> Inlines) : HtmlBlock;

    /// <summary><c>h1</c> to <c>h6</c>.</summary>
    internal sealed record Heading(int Level, IReadOnlyList<HtmlInline> Inlines) : HtmlBlock;

    /// <summary><c>pre</c>: lines as they stand.</summary>
    internal sealed record Preformatted(string Text) : HtmlBlock;

    /// <summary><c>hr</c>.</summary>
    internal sealed record Rule : HtmlBlock;

    /// <summary><c>ul</c> or <c>ol</c>.</summary>
    internal sealed record List(bool IsOrdered, int Start, IReadOnlyList<IReadOnlyList<HtmlBlock>> Items) : HtmlBlock;

    /// <summary><c>blockquote</c>; cited when a mail program and not the author made it.</summary>
    internal sealed record Quote(bool IsCited, IReadOnlyList<HtmlBlock> Blocks) : HtmlBlock;

    /// <summary>A table of data; tables that only lay out a page are dissolved into the blocks of their cells.</summary>
    internal sealed record Table(IReadOnlyList<IReadOnlyList<IReadOnlyList<HtmlInline>>> Rows) : HtmlBlock;

    /// <summary>What a mail program marked as its own doing.</summary>
    internal sealed record Section(MailMark Mark, IReadOnlyList<HtmlBlock> Blocks) : HtmlBlock;
}

/// <summary>A piece of a line.</summary>
internal abstract record HtmlInline
{
    private HtmlInline()
    {
    }

    /// <summary>Characters; white space is collapsed.</summary>
    internal sealed record Text(string Value) : HtmlInline;

    /// <summary><c>br</c>.</summary>
    internal sealed record Break : HtmlInline;

    /// <summary>Text set apart by its look.</summary>
    internal sealed record Styled(TextStyle Style, IReadOnlyList<HtmlInline> Inlines) : HtmlInline;

    /// <summary>A link to an <c>http:</c>, <c>https:</c>, <c>mailto:</c> or <c>tel:</c> address.</summary>
    internal sealed record Link(string Href, IReadOnlyList<HtmlInline> Inlines) : HtmlInline;

    /// <summary>An image: its alternative text and its <c>cid:</c> or remote source.</summary>
    internal sealed record Image(string Alt, string Source) : HtmlInline;
}

/// <summary>How text is set apart.</summary>
[Flags]
internal enum TextStyle
{
    None = 0,
    Strong = 1,
    Emphasis = 2,
    Strike = 4,
    Code = 8,
}

/// <summary>What the containers of mail programs say about the text in them.</summary>
[Flags]
internal enum MailMark
{
    None = 0,

    /// <summary>An earlier mail.</summary>
    Quoted = 1,

    /// <summary>The line that introduces an earlier mail.</summary>
    Attribution = 2,

    /// <summary>From its first line on, everything to the end of the page is an earlier mail.</summary>
    QuotedFromHere = 4,

    /// <summary>A signature that the program put in.</summary>
    Signature = 8,

    /// <summary>A forwarded mail.</summary>
    Forwarded = 16,

    /// <summary>In a <c>blockquote</c> made by a mail program.</summary>
    Cited = 32,

    /// <summary>A drawn line, not typed characters.</summary>
    Rule = 64,

    /// <summary>Nothing but images.</summary>
    Image = 128,
}

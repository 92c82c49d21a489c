using System.Globalization;

namespace MailBridge.Mime;

/// <summary>
/// Writes plain HTML from the few elements that Teams takes in a message of text format <c>xml</c> (learn.microsoft.com, "Format your
/// bot messages"), with no attribute but the address of a link.
/// </summary>
/// <param name="linkAttributes">What a link has besides its address, with a blank in front.</param>
internal sealed class HtmlWriter(string linkAttributes) : MarkupWriter
{
    private readonly HashSet<BodyContainer> numberedByHand = [];
    private int breaks;
    private bool atLineStart;

    protected override StyleRules Rules =>
        new(TextStyle.Strong | TextStyle.Emphasis | TextStyle.Strike | TextStyle.Code, NeedBoundary: false);

    protected override void Open(BodyContainer container, BodyLine first)
    {
        // Teams knows no "start", so a list that goes on from another page writes its numbers itself.
        if (container is BodyContainer.List { IsOrdered: true } && FirstNumber(container, first) != 1) numberedByHand.Add(container);
        Write(Tag(container, "<"));
    }

    protected override void Close(BodyContainer container) => Write(Tag(container, "</"));

    /// <summary>The tags of blocks end a line themselves.</summary>
    private void Write(string tag)
    {
        Output.Append(tag);
        if (tag.Length > 0) breaks = 0;
    }

    protected override int ClosingLength(BodyContainer container) => Tag(container, "</").Length;

    private static int FirstNumber(BodyContainer list, BodyLine first) =>
        first.Container!.Chain.OfType<BodyContainer.Item>().First(item => item.Within == list).Number;

    private string Tag(BodyContainer container, string bracket) => container switch
    {
        BodyContainer.Quote => bracket + "blockquote>",
        BodyContainer.List list => numberedByHand.Contains(list) ? "" : bracket + (list.IsOrdered ? "ol>" : "ul>"),
        BodyContainer.Item item => numberedByHand.Contains(item.Within) ? "" : bracket + "li>",
        _ => bracket + "pre>",
    };

    protected override void Blank(BodyContainer? within)
    {
        if (breaks > 0) breaks++;
    }

    protected override void BeginLine(BodyLine line)
    {
        for (; breaks > 0; breaks--) Output.Append(IsVerbatim(line) ? "\n" : "<br/>");
        (breaks, atLineStart) = (1, true);
        var item = line.Container?.Chain.OfType<BodyContainer.Item>().LastOrDefault();
        if (line.StartsItem && item is not null && numberedByHand.Contains(item.Within))
            Output.Append(CultureInfo.InvariantCulture, $"{item.Number}. ");
    }

    protected override void Words(BodyLine line)
    {
        if (!IsVerbatim(line)) Styled(line);
        else
            foreach (var c in VerbatimText(line)) Escape(c);
    }

    protected override void Literal(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            // Rows of blanks, which would fall together.
            if (text[i] == '\t') Output.Append("&nbsp;&nbsp;&nbsp; ");
            else if (text[i] == ' ' && i + 1 < text.Length && text[i + 1] is ' ' or '\t') Output.Append("&nbsp;");
            else if (text[i] == ' ' && i == 0 && atLineStart) Output.Append("&nbsp;");
            else Escape(text[i]);
        }
        atLineStart = false;
    }

    private void Escape(char c)
    {
        switch (c)
        {
            case '&': Output.Append("&amp;"); break;
            case '<': Output.Append("&lt;"); break;
            case '>': Output.Append("&gt;"); break;
            case '"': Output.Append("&quot;"); break;
            case '\'': Output.Append("&#39;"); break;
            default: Output.Append(c); break;
        }
    }

    protected override void Link(string href, string label)
    {
        Output.Append("<a href=\"");
        foreach (var c in LinkAddress.Encode(href)) Escape(c);
        Output.Append('"').Append(linkAttributes).Append('>');
        Literal(label);
        Output.Append("</a>");
    }

    protected override void Mark(TextStyle style, bool opens) => Output.Append(opens ? "<" : "</").Append(style switch
    {
        TextStyle.Strong => "b>",
        TextStyle.Emphasis => "i>",
        TextStyle.Strike => "s>",
        _ => "code>",
    });
}

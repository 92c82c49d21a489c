using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using AngleSharp.Dom;

namespace MailBridge.Mime;

/// <summary>
/// The one walk over the tree: AngleSharp's elements in, blocks and inlines out. Recursion is bounded by <see cref="HtmlBounds"/>.
/// </summary>
internal sealed class HtmlDocumentReader
{
    private const int LongestAddress = 4096; // characters; a text spells it out

    private static readonly FrozenSet<string> Silent =
        ("script style head title template object embed applet iframe frame frameset noframes audio video canvas svg math map select " +
         "textarea datalist meta link base")
            .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> BlockElements =
        ("address article aside body center dd details dialog dir div dl dt fieldset figcaption figure footer form header hgroup html " +
            "legend li main menu nav " +
         "p section summary tbody td tfoot th thead tr caption includetail").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private readonly List<HtmlBlock> blocks = [];
    private readonly List<HtmlInline> inlines = [];

    /// <summary>Whether line ends in text are shown as such.</summary>
    private bool keepsLines;

    internal static HtmlDocumentModel Read(string html, HtmlLimits limits)
    {
        using var document = HtmlTree.Parse(html, limits, out var isTruncated);
        return new HtmlDocumentModel(document.Body is { } body ? new HtmlDocumentReader().BlocksOf(body) : [], isTruncated);
    }

    private List<HtmlBlock> BlocksOf(IElement parent)
    {
        var reader = new HtmlDocumentReader { keepsLines = InlineCss.KeepsLines(parent) ?? keepsLines };
        reader.Children(parent);
        reader.EndParagraph(hasMargin: false);
        return reader.blocks;
    }

    private void Children(INode parent)
    {
        foreach (var child in parent.ChildNodes)
        {
            if (child is IText text) Text(text);
            else if (child is IElement element) Element(element);
        }
    }

    private void Text(IText text)
    {
        if (!keepsLines || text.Data.AsSpan().IndexOfAny('\n', '\r') < 0 || (IsBlank(text.Data) && !StandsWithinLine(text)))
        {
            inlines.Add(new HtmlInline.Text(text.Data));
            return;
        }
        var isFirst = true;
        foreach (var line in text.Data.AsSpan().EnumerateLines())
        {
            if (!isFirst) inlines.Add(new HtmlInline.Break());
            isFirst = false;
            var indent = line.Length - line.TrimStart(' ').Length;
            if (line.Length > 0) inlines.Add(new HtmlInline.Text(new string('\u00A0', indent) + line[indent..].ToString()));
        }
    }

    /// <summary>QUIRK: blanks that only lay out the source stand beside blocks, also where the style would keep them.</summary>
    private static bool StandsWithinLine(IText text) =>
        text.PreviousSibling is { } before && text.NextSibling is { } after && !IsBlock(before) && !IsBlock(after);

    private static bool IsBlock(INode node) => node is IElement { LocalName: var name } && IsBlockName(name);

    private static bool IsBlockName(string name) =>
        BlockElements.Contains(name)
        || name is "table" or "ul" or "ol" or "pre" or "listing" or "xmp" or "plaintext" or "blockquote" or "hr"
            or "h1" or "h2" or "h3" or "h4" or "h5" or "h6";

    /// <summary>What a mail program marked as its own stands by itself, whatever its element; a break marks nothing.</summary>
    private static MailMark MarkOf(IElement element) => element.LocalName == "br" ? MailMark.None : MailContainers.Of(element);

    private void Element(IElement element)
    {
        var name = element.LocalName;
        if (!IsSeen(element)) return;
        var mark = MarkOf(element);
        if (mark != MailMark.None)
        {
            EndParagraph(hasMargin: false);
            blocks.Add(new HtmlBlock.Section(mark, BlocksOfElement(element)) { HasMargin = name == "p" && HasMargin(element) });
            return;
        }
        Unmarked(element);
    }

    private static bool IsSeen(IElement element) => !Silent.Contains(element.LocalName) && !InlineCss.IsHidden(element);

    private List<HtmlBlock> BlocksOfElement(IElement element)
    {
        var reader = new HtmlDocumentReader { keepsLines = keepsLines };
        reader.Unmarked(element);
        reader.EndParagraph(hasMargin: false);
        return reader.blocks;
    }

    private void Unmarked(IElement element)
    {
        var outer = keepsLines;
        // A table takes no white-space from around it where there is no doctype, and most mails have none.
        keepsLines = InlineCss.KeepsLines(element) ?? (outer && element.LocalName != "table");
        Content(element);
        keepsLines = outer;
    }

    private void Content(IElement element)
    {
        switch (element.LocalName)
        {
            case "br": inlines.Add(new HtmlInline.Break()); break;
            case "hr": Block(new HtmlBlock.Rule()); break;
            case "img": Image(element); break;
            case "a": Link(element); break;
            case "b" or "strong": Styled(TextStyle.Strong, element); break;
            case "i" or "em" or "cite" or "dfn" or "var": Styled(TextStyle.Emphasis, element); break;
            case "s" or "strike" or "del": Styled(TextStyle.Strike, element); break;
            case "code" or "tt" or "kbd" or "samp": Styled(TextStyle.Code, element); break;
            case "pre" or "listing" or "xmp" or "plaintext": Preformatted(element); break;
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6": Heading(element); break;
            case "blockquote": Block(new HtmlBlock.Quote(MailContainers.IsCited(element), BlocksOf(element)) { HasMargin = true }); break;
            case "ul" or "ol" or "menu" or "dir": List(element); break;
            case "table": Table(element); break;
            default:
                if (!BlockElements.Contains(element.LocalName))
                {
                    if (InlineCss.StyleOf(element) is var style and not TextStyle.None) Styled(style, element);
                    else Children(element);
                    break;
                }
                EndParagraph(hasMargin: false);
                var margin = element.LocalName is "p" && HasMargin(element);
                var first = blocks.Count;
                Children(element);
                EndParagraph(margin);
                if (margin && blocks.Count > first) blocks[first] = blocks[first] with { HasMargin = true };
                break;
        }
    }

    private void Block(HtmlBlock block)
    {
        EndParagraph(hasMargin: false);
        blocks.Add(block);
    }

    /// <summary>
    /// Turns what was gathered into a paragraph. A break at its end only ends the line it stands on (as browsers show it).
    /// </summary>
    private void EndParagraph(bool hasMargin)
    {
        if (inlines.Exists(static inline => inline is not HtmlInline.Text text || !IsBlank(text.Value)))
            blocks.Add(new HtmlBlock.Paragraph([.. inlines]) { HasMargin = hasMargin });
        inlines.Clear();
    }

    private static bool IsBlank(string text) => !text.AsSpan().ContainsAnyExcept(" \t\r\n\f");

    /// <summary>Reads an element whose content may hold blocks although it is inline: then the blocks win and the style is lost.</summary>
    private void Inline(IElement element, Func<IReadOnlyList<HtmlInline>, HtmlInline> wrap)
    {
        if (!HoldsBlocks(element))
        {
            var outer = inlines.Count;
            Children(element);
            var inner = inlines[outer..];
            inlines.RemoveRange(outer, inlines.Count - outer);
            if (inner.Count > 0) inlines.Add(wrap(inner));
            return;
        }
        Children(element);
    }

    /// <summary>
    /// Looks at most at a few descendants: a wrong no only costs a line break, and a full look at every level would be quadratic.
    /// </summary>
    private static bool HoldsBlocks(IElement element)
    {
        var looked = 0;
        foreach (var node in element.Descendants<IElement>())
        {
            if (IsBlockName(node.LocalName) || MarkOf(node) != MailMark.None) return true;
            if (++looked == 32) return true;
        }
        return false;
    }

    private void Styled(TextStyle style, IElement element) => Inline(element, inner => new HtmlInline.Styled(style, inner));

    private void Link(IElement element)
    {
        if (LinkTarget.Read(element.GetAttribute("href")) is { Length: <= LongestAddress } href)
            Inline(element, inner => new HtmlInline.Link(href, inner));
        else Children(element);
    }

    private void Image(IElement element)
    {
        if (!InlineCss.IsPixel(element))
            inlines.Add(new HtmlInline.Image(element.GetAttribute("alt")?.Trim() ?? "", element.GetAttribute("src")?.Trim() ?? ""));
    }

    private void Preformatted(IElement element)
    {
        var text = new StringBuilder();
        AppendText(element, text);
        var value = text.ToString().ReplaceLineEndings("\n");
        if (value.EndsWith('\n')) value = value[..^1];
        Block(new HtmlBlock.Preformatted(value) { HasMargin = !element.ClassList.Contains("moz-quote-pre") });
    }

    private static void AppendText(INode parent, StringBuilder text)
    {
        foreach (var child in parent.ChildNodes)
        {
            if (child is IText run) text.Append(run.Data);
            else if (child is IElement { LocalName: "br" }) text.Append('\n');
            else if (child is IElement element && IsSeen(element)) AppendText(element, text);
        }
    }

    private void Heading(IElement element)
    {
        var level = element.LocalName[1] - '0';
        foreach (var block in Own(() => BlocksOf(element)))
            blocks.Add(block is HtmlBlock.Paragraph p ? new HtmlBlock.Heading(level, p.Inlines) { HasMargin = true } : block);
    }

    private List<HtmlBlock> Own(Func<List<HtmlBlock>> read)
    {
        EndParagraph(hasMargin: false);
        return read();
    }

    private void List(IElement element)
    {
        var items = new List<List<HtmlBlock>>();
        foreach (var child in element.ChildNodes)
        {
            if (child is IElement { LocalName: "li" } item && !InlineCss.IsHidden(item)) items.Add(BlocksOf(item));
            else if (child is IElement { LocalName: not "li" } other && IsSeen(other)) Append(items, BlocksOfElement(other));
            else if (child is IText text && !IsBlank(text.Data)) Append(items, [new HtmlBlock.Paragraph([new HtmlInline.Text(text.Data)])]);
        }
        var isStarted = int.TryParse(
            element.GetAttribute("start"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var start);
        if (!isStarted) start = 1;
        if (items.Count > 0) Block(new HtmlBlock.List(element.LocalName == "ol", start, items) { HasMargin = true });
    }

    /// <summary>QUIRK Outlook and Gmail put a nested list beside, not inside, the item that it belongs to.</summary>
    private static void Append(List<List<HtmlBlock>> items, List<HtmlBlock> more)
    {
        if (more.Count == 0) return;
        if (items.Count == 0) items.Add(more);
        else items[^1].AddRange(more);
    }

    private void Table(IElement element)
    {
        EndParagraph(hasMargin: false);
        if (HtmlTables.TryData(element, BlocksOf) is { } rows)
            blocks.Add(new HtmlBlock.Table(rows) { HasMargin = true });
        else Children(element);
        EndParagraph(hasMargin: false);
    }

    /// <summary>QUIRK Word writes a paragraph per line and sets its margins to nothing.</summary>
    private static bool HasMargin(IElement element)
    {
        if (element.ClassName is { } name && name.StartsWith("Mso", StringComparison.Ordinal)) return false;
        if (element.GetAttribute("style") is not { } style) return true;
        var at = style.IndexOf("margin", StringComparison.OrdinalIgnoreCase);
        if (at < 0) return true;
        var value = style.AsSpan(at);
        var colon = value.IndexOf(':');
        return colon < 0 || value[(colon + 1)..].TrimStart() is not ['0', ..];
    }
}

using System.Text;
using System.Text.Encodings.Web;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace MailBridge.Workspace;

/// <summary>
/// Builds a harmless document from a stranger's HTML: only elements and attributes that are named here are written anew, everything else is left out.
/// The answer's policy and the frame's sandbox stand behind it should something slip through.
/// </summary>
internal static class MailHtml
{
    // Deeper nesting than this is no mail's; what lies below is left out.
    private const int Deepest = 200;

    private static readonly HashSet<string> Elements = new(StringComparer.Ordinal)
    {
        "a", "abbr", "b", "bdi", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup", "dd", "del", "div", "dl", "dt", "em", "font",
        "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "ol", "p", "pre", "q", "s", "small", "span", "strike", "strong", "sub",
        "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul",
    };

    // Left out together with what they hold; of any other unknown element the content stays.
    private static readonly HashSet<string> Dropped = new(StringComparer.Ordinal)
    {
        "script", "style", "head", "title", "template", "iframe", "frame", "frameset", "object", "embed", "applet", "noscript", "svg", "math", "audio", "video",
        "textarea", "select", "button", "input", "link", "meta", "base",
    };

    private static readonly HashSet<string> Attributes = new(StringComparer.Ordinal)
    {
        "align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "color", "colspan", "dir", "face", "height", "lang", "rowspan", "size", "start",
        "title", "valign", "width",
    };

    private static readonly HashSet<string> Void = new(StringComparer.Ordinal) { "br", "col", "hr", "img" };

    /// <summary>The document.</summary>
    /// <param name="html">What the stranger wrote.</param>
    /// <param name="images">The reader asked for remote images.</param>
    /// <param name="pictures">Pictures that came with the mail, as <c>data:</c> URLs by Content-ID.</param>
    public static string Harmless(string html, bool images, IReadOnlyDictionary<string, string> pictures)
    {
        var body = new HtmlParser(new HtmlParserOptions { IsScripting = false }).ParseDocument(html).Body;
        var clean = new StringBuilder(html.Length + 512);
        clean.Append("<!DOCTYPE html><html lang=\"\"><head><meta charset=\"utf-8\"><title>Original mail</title><style>");
        clean.Append("body{margin:16px;font:15px/1.45 system-ui,sans-serif;color:#1b1c20;background:#fff;overflow-wrap:anywhere}img{max-width:100%;height:auto}");
        clean.Append("</style></head><body>");
        if (body is not null)
        {
            foreach (var child in body.ChildNodes) Write(clean, child, images, pictures, 0);
        }
        return clean.Append("</body></html>").ToString();
    }

    private static void Write(StringBuilder clean, INode node, bool images, IReadOnlyDictionary<string, string> pictures, int depth)
    {
        if (node is IText text) clean.Append(HtmlEncoder.Default.Encode(text.Data));
        if (node is not IElement element || depth > Deepest || Dropped.Contains(element.LocalName)) return;
        if (element.LocalName == "img" && Picture(element.GetAttribute("src"), images, pictures) is null)
        {
            // A picture that is not shown leaves its words, not a broken frame.
            if (element.GetAttribute("alt") is { Length: > 0 } words) clean.Append("<i>[").Append(HtmlEncoder.Default.Encode(words)).Append("]</i>");
            return;
        }
        var isKept = Elements.Contains(element.LocalName);
        if (isKept) Open(clean, element, images, pictures);
        foreach (var child in element.ChildNodes) Write(clean, child, images, pictures, depth + 1);
        if (isKept && !Void.Contains(element.LocalName)) clean.Append("</").Append(element.LocalName).Append('>');
    }

    private static void Open(StringBuilder clean, IElement element, bool images, IReadOnlyDictionary<string, string> pictures)
    {
        clean.Append('<').Append(element.LocalName);
        foreach (var attribute in element.Attributes)
        {
            if (Attributes.Contains(attribute.LocalName)) Set(clean, attribute.LocalName, attribute.Value);
            if (attribute.LocalName == "style" && IsHarmlessStyle(attribute.Value)) Set(clean, "style", attribute.Value);
        }
        if (element.LocalName == "a" && SafeLink(element.GetAttribute("href")) is { } link)
        {
            Set(clean, "href", link);
            Set(clean, "target", "_blank");
            Set(clean, "rel", "noopener noreferrer nofollow");
        }
        if (element.LocalName == "img" && Picture(element.GetAttribute("src"), images, pictures) is { } source) Set(clean, "src", source);
        clean.Append('>');
    }

    private static void Set(StringBuilder clean, string name, string value)
        => clean.Append(' ').Append(name).Append("=\"").Append(HtmlEncoder.Default.Encode(value)).Append('"');

    // The policy loads nothing that a style could name; positions are refused because they could draw over the rest.
    private static bool IsHarmlessStyle(string style)
        => !style.Contains("url", StringComparison.OrdinalIgnoreCase) && !style.Contains("expression", StringComparison.OrdinalIgnoreCase)
            && !style.Contains("position", StringComparison.OrdinalIgnoreCase) && !style.Contains('\\', StringComparison.Ordinal)
            && !style.Contains('@', StringComparison.Ordinal);

    private static string? SafeLink(string? href)
        => Uri.TryCreate(href?.Trim(), UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https" or "mailto") ? uri.AbsoluteUri : null;

    private static string? Picture(string? source, bool images, IReadOnlyDictionary<string, string> pictures)
    {
        if (source is null) return null;
        if (source.StartsWith("cid:", StringComparison.OrdinalIgnoreCase)) return pictures.GetValueOrDefault(Uri.UnescapeDataString(source[4..]));
        return images && Uri.TryCreate(source, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https") ? uri.AbsoluteUri : null;
    }
}

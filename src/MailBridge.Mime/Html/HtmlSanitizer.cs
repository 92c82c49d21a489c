using System.Collections.Frozen;
using System.Text;
using AngleSharp.Dom;

namespace MailBridge.Mime;

/// <summary>
/// Writes the allowed part of a tree anew. What is not listed does not exist: elements are unwrapped or dropped, attributes left out.
/// No element of raw text and nothing of SVG or MathML is written, so a browser cannot read the result as another tree.
/// </summary>
internal sealed class HtmlSanitizer
{
    private static readonly FrozenSet<string> Allowed = Names(
        "a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn div dl dt em " +
        "figcaption figure font footer " +
        "h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q rp rt ruby s samp section small span strike strong sub " +
        "summary sup table tbody td tfoot " +
        "th thead time tr tt u ul var wbr");

    /// <summary>Dropped with all that is in them; of the rest that is not allowed the content stays.</summary>
    private static readonly FrozenSet<string> Dropped = Names(
        "script style head title template noscript noembed noframes iframe frame frameset object embed applet audio video source track " +
        "canvas svg math textarea select " +
        "option optgroup datalist input button keygen isindex xmp plaintext listing meta link base map area param portal dialog");

    private static readonly FrozenSet<string> Void = Names("br col hr img wbr");

    private static readonly FrozenSet<string> Attributes = Names(
        "abbr align alt bgcolor border cellpadding cellspacing color colspan dir face headers height hspace lang nowrap reversed rowspan " +
        "rules scope size span start summary " +
        "title type valign value vspace width");

    private readonly SanitizeOptions options;
    private readonly StringBuilder html = new();
    private readonly List<string> contentIds = [];
    private int withheld;

    private HtmlSanitizer(SanitizeOptions options) => this.options = options;

    internal static SanitizedHtml Run(string html, SanitizeOptions options)
    {
        using var document = HtmlTree.Parse(html, options.Limits, out var isTruncated);
        var sanitizer = new HtmlSanitizer(options);
        if (document.Body is { } body) sanitizer.Body(body);
        return new SanitizedHtml
        {
            Html = sanitizer.html.ToString(),
            RemoteImagesWithheld = sanitizer.withheld,
            ContentIds = sanitizer.contentIds,
            IsTruncated = isTruncated,
        };
    }

    /// <summary>The page's own colours and font are kept on a <c>div</c>, for the text was chosen to stand on them.</summary>
    private void Body(IElement body)
    {
        var style = CssSubset.Of(body.GetAttribute("style"));
        if (CssSubset.Color(body.GetAttribute("bgcolor")) is { } background) style = $"background-color:{background};{style}";
        if (style.Length == 0)
        {
            Children(body);
            return;
        }
        html.Append("<div");
        Attribute("style", style);
        html.Append('>');
        Children(body);
        html.Append("</div>");
    }

    private void Children(INode parent)
    {
        foreach (var child in parent.ChildNodes)
        {
            if (child is IText text) Escape(text.Data);
            else if (child is IElement element) Element(element);
        }
    }

    private void Element(IElement element)
    {
        var name = element.LocalName;
        CountBackgrounds(element);
        if (Dropped.Contains(name) || element.NamespaceUri != NamespaceNames.HtmlUri) return;
        if (!Allowed.Contains(name))
        {
            Children(element);
            return;
        }
        if (name == "img" && !TryImage(element, out _)) return;
        html.Append('<').Append(name);
        AllowedAttributes(element, name);
        html.Append('>');
        if (Void.Contains(name)) return;
        // A line feed right behind <pre> is not text (HTML §13.2.6.4.7), so one that is needs another before it.
        if (name == "pre" && element.FirstChild is IText { Data: ['\n', ..] }) html.Append('\n');
        Children(element);
        html.Append("</").Append(name).Append('>');
    }

    private void AllowedAttributes(IElement element, string name)
    {
        foreach (var attribute in element.Attributes)
        {
            if (attribute.NamespaceUri is { Length: > 0 } || attribute.Value.Length > 2048) continue;
            if (Attributes.Contains(attribute.LocalName)) Attribute(attribute.LocalName, attribute.Value);
        }
        var style = CssSubset.Of(element.GetAttribute("style"));
        if (style.Length > 0) Attribute("style", style);
        if (name == "a" && LinkTarget.Read(element.GetAttribute("href")) is { } href)
        {
            Attribute("href", href);
            html.Append(" target=\"_blank\" rel=\"noopener noreferrer nofollow\"");
        }
        if (name == "img" && TryImage(element, out var source)) Attribute("src", source);
    }

    private static bool Has(string address, string scheme) => address.StartsWith(scheme, StringComparison.OrdinalIgnoreCase);

    private bool TryImage(IElement element, out string source)
    {
        source = "";
        var address = LinkTarget.Address(element.GetAttribute("src"));
        if (address is null) return false;
        if (Has(address, "cid:")) return TryContentId(address, out source);
        source = address;
        if (IsInlineImage(address)) return true;
        return options.AllowRemoteImages && (Has(address, "https://") || Has(address, "http://"));
    }

    /// <summary>RFC 2392: percent-decoded; programs also leave the angle brackets in.</summary>
    private bool TryContentId(string address, out string source)
    {
        source = "";
        var id = Uri.UnescapeDataString(address[4..]).Trim().TrimStart('<').TrimEnd('>');
        var resolved = LinkTarget.Address(options.ResolveContentId?.Invoke(id));
        if (resolved is null) return false;
        var isSiteRelative = resolved[0] == '/' && resolved is not ['/', '/' or '\\', ..];
        if (!isSiteRelative && !Has(resolved, "https://") && !Has(resolved, "http://") && !Has(resolved, "blob:")
            && !IsInlineImage(resolved))
            return false;
        if (!contentIds.Contains(id, StringComparer.Ordinal)) contentIds.Add(id);
        source = resolved;
        return true;
    }

    /// <summary>Bitmaps only: an SVG in a <c>data:</c> address is a document.</summary>
    private static bool IsInlineImage(string address) =>
        Has(address, "data:image/png;") || Has(address, "data:image/gif;")
        || Has(address, "data:image/jpeg;") || Has(address, "data:image/jpg;")
        || Has(address, "data:image/webp;") || Has(address, "data:image/bmp;");

    private void CountBackgrounds(IElement element)
    {
        if (element.LocalName == "img")
        {
            var address = LinkTarget.Address(element.GetAttribute("src")) ?? LinkTarget.Address(element.GetAttribute("srcset"));
            if (address is not null && !Has(address, "cid:") && !Has(address, "data:") && !TryImage(element, out _)) withheld++;
        }
        if (LinkTarget.Address(element.GetAttribute("background")) is { } background && !Has(background, "cid:") && !Has(background, "data:"))
            withheld++;
        if (element.GetAttribute("style") is { } style && style.Contains("url(", StringComparison.OrdinalIgnoreCase)) withheld++;
    }

    private void Attribute(string name, string value)
    {
        html.Append(' ').Append(name).Append("=\"");
        Escape(value);
        html.Append('"');
    }

    private void Escape(string text)
    {
        foreach (var c in text)
        {
            switch (c)
            {
                case '&': html.Append("&amp;"); break;
                case '<': html.Append("&lt;"); break;
                case '>': html.Append("&gt;"); break;
                case '"': html.Append("&quot;"); break;
                case '\'': html.Append("&#39;"); break;
                case '`': html.Append("&#96;"); break;
                case '\u00A0': html.Append("&nbsp;"); break;
                case '\0': break;
                default: html.Append(c); break;
            }
        }
    }

    private static FrozenSet<string> Names(string names) => names.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}

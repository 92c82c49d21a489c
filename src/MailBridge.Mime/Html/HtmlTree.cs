using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace MailBridge.Mime;

/// <summary>Builds the tree of an HTML body within limits. Scripts are not run, nothing is fetched.</summary>
internal static class HtmlTree
{
    /// <summary>Elements created between two looks at the depth.</summary>
    private const int LookEvery = 256;

    private const int MaxElements = 1_000_000;

    internal static IHtmlDocument Parse(string html, HtmlLimits limits, out bool isTruncated)
    {
        var bounded = HtmlBounds.Apply(html, limits, out isTruncated);
        try
        {
            return Build(bounded, limits.MaxDepth);
        }
        catch (TooDeepException)
        {
            // The scan that bounds the nesting reads tags a little simpler than a browser; whoever uses that gets the text alone.
            isTruncated = true;
            return Build(WithoutTags(bounded), limits.MaxDepth);
        }
    }

    private static IHtmlDocument Build(string html, int maxDepth)
    {
        var created = 0;
        IElement? before = null;
        var options = new HtmlParserOptions
        {
            IsScripting = false,
            // The parser's own limit bounds the tree but not its stack of open elements, whose length is what costs; so it is lifted and
            // watched.
            MaximumDepth = int.MaxValue,
            OnCreated = (element, _) =>
            {
                // A new element has no parent yet, so the one before it tells the depth.
                if (++created % LookEvery == 0 && (created > MaxElements || Depth(before) > (2 * maxDepth) + LookEvery))
                    throw new TooDeepException();
                before = element;
            },
        };
        return new HtmlParser(options).ParseDocument(html);
    }

    private static int Depth(INode? node)
    {
        var depth = 0;
        for (var parent = node?.Parent; parent is not null; parent = parent.Parent) depth++;
        return depth;
    }

    private static string WithoutTags(string html)
    {
        var text = new StringBuilder(html.Length);
        var inTag = false;
        foreach (var c in html)
        {
            if (c is '<' or '>') inTag = c == '<';
            else if (!inTag) text.Append(c);
        }
        return text.ToString();
    }

    private sealed class TooDeepException : Exception;
}

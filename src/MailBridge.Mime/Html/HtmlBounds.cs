using System.Collections.Frozen;
using System.Text;

namespace MailBridge.Mime;

/// <summary>
/// Takes start tags out of HTML that would nest too deep or multiply, before a tree is built: building one costs the square of the
/// depth (WHATWG HTML §13.2.4.2 looks through all open elements), and every paragraph opens all unclosed formatting elements again
/// (§13.2.4.3). Text is never taken out. HTML within the limits comes back as the same string.
/// </summary>
internal sealed class HtmlBounds
{
    /// <summary>Formatting elements open at a time. Properly closed HTML stays under 10.</summary>
    private const int MaxFormatting = 24;

    /// <summary>Elements of the tree, counting reopened formatting. A newsletter of 1 MiB has 30,000.</summary>
    private const int MaxElements = 250_000;

    private static readonly FrozenSet<string> Void = Names(
        "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr");
    private static readonly FrozenSet<string> Formatting = Names("a b big code em font i nobr s small strike strong tt u");
    private static readonly FrozenSet<string> RawText = Names("script style textarea title xmp iframe noembed noframes");

    /// <summary>Elements whose end tag is usually left out: the next of the kind ends the one before.</summary>
    private static readonly FrozenSet<string> SelfClosing = Names("p li td th tr dt dd option tbody thead tfoot");
    private static readonly FrozenSet<string> Barriers = Names("table div blockquote ul ol dl html body center section article");

    private readonly string html;
    private readonly int maxDepth;
    private readonly List<string> open = [];
    private readonly Dictionary<string, int> openCount = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> active = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> dropped = new(StringComparer.Ordinal);
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private StringBuilder? kept;
    private int keptTo;
    private int formatting;
    private int elements;

    private HtmlBounds(string html, int maxDepth)
    {
        this.html = html;
        this.maxDepth = maxDepth;
    }

    internal static string Apply(string html, HtmlLimits limits, out bool isTruncated)
    {
        isTruncated = html.Length > limits.MaxLength;
        if (isTruncated) html = html[..CutBefore(html, limits.MaxLength)];
        var bounds = new HtmlBounds(html, limits.MaxDepth);
        bounds.Scan();
        if (bounds.kept is not { } kept) return html;
        isTruncated = true;
        return kept.Append(html.AsSpan(bounds.keptTo)).ToString();
    }

    /// <summary>Cuts no surrogate pair, and no tag that began shortly before, whose attributes would show as text.</summary>
    private static int CutBefore(string html, int length)
    {
        var open = html.LastIndexOf('<', length - 1, Math.Min(length, 1024));
        if (open >= 0 && html.IndexOf('>', open, length - open) < 0) return open;
        return char.IsHighSurrogate(html[length - 1]) ? length - 1 : length;
    }

    private void Scan()
    {
        var at = 0;
        while (at < html.Length)
        {
            at = html.IndexOf('<', at);
            if (at < 0) return;
            var rest = html.AsSpan(at + 1);
            if (rest.StartsWith("!--"))
            {
                at = After(at + 2, "-->");
                continue;
            }
            var isEnd = rest is ['/', ..];
            var name = TagName(isEnd ? rest[1..] : rest);
            if (name.Length == 0)
            {
                at++;
                continue;
            }
            var end = TagEnd(at + 1);
            if (isEnd) CloseTag(name, at, end);
            else if (OpenTag(name, at, end) && RawText.Contains(name)) end = SkipRaw(name, end);
            at = end;
        }
    }

    private int After(int from, string mark)
    {
        if (from >= html.Length) return html.Length;
        var at = html.IndexOf(mark, from, StringComparison.Ordinal);
        return at < 0 ? html.Length : at + mark.Length;
    }

    /// <summary>The lower-cased name; a longer one than any known is cut, which only costs precision.</summary>
    private string TagName(ReadOnlySpan<char> rest)
    {
        if (rest.Length == 0 || !char.IsAsciiLetter(rest[0])) return "";
        Span<char> folded = stackalloc char[16];
        var n = 0;
        while (n < rest.Length && n < folded.Length && rest[n] is not (' ' or '\t' or '\r' or '\n' or '\f' or '/' or '>'))
        {
            folded[n] = char.ToLowerInvariant(rest[n]);
            n++;
        }
        var known = names.GetAlternateLookup<ReadOnlySpan<char>>();
        if (known.TryGetValue(folded[..n], out var name)) return name;
        name = folded[..n].ToString();
        if (names.Count < 256) names.Add(name);
        return name;
    }

    /// <summary>
    /// Behind the <c>&gt;</c> that ends the tag: one in a quoted attribute value does not, and only <c>=</c> starts a value.
    /// </summary>
    private int TagEnd(int at)
    {
        var (quote, afterEquals, inName) = ('\0', false, false);
        for (; at < html.Length; at++)
        {
            var c = html[at];
            if (quote != '\0') quote = c == quote ? '\0' : quote;
            else if (c == '>') return at + 1;
            else if (c == '=' && inName) (afterEquals, inName) = (true, false);
            else if (c is '"' or '\'' && afterEquals) (quote, afterEquals) = (c, false);
            else if (c is ' ' or '\t' or '\r' or '\n' or '\f' or '/') inName &= c != '/';
            else (inName, afterEquals) = (true, false);
        }
        return html.Length;
    }

    private int SkipRaw(string name, int at)
    {
        while (at < html.Length)
        {
            at = html.IndexOf("</", at, StringComparison.Ordinal);
            if (at < 0) return html.Length;
            if (html.AsSpan(at + 2).StartsWith(name, StringComparison.OrdinalIgnoreCase)) return at;
            at += 2;
        }
        return at;
    }

    private bool OpenTag(string name, int start, int end)
    {
        var isFormatting = Formatting.Contains(name);
        elements += 1 + (isFormatting ? 0 : formatting);
        if (Void.Contains(name))
        {
            if (elements > MaxElements && name != "br") Drop(start, end);
            return true;
        }
        if (SelfClosing.Contains(name)) CloseSibling(name);
        if (open.Count >= maxDepth || elements > MaxElements || (isFormatting && formatting >= MaxFormatting))
        {
            Drop(start, end);
            dropped[name] = dropped.GetValueOrDefault(name) + 1;
            return false;
        }
        open.Add(name);
        openCount[name] = openCount.GetValueOrDefault(name) + 1;
        if (isFormatting)
        {
            active[name] = active.GetValueOrDefault(name) + 1;
            formatting++;
        }
        return true;
    }

    private void CloseTag(string name, int start, int end)
    {
        if (dropped.TryGetValue(name, out var n) && n > 0)
        {
            dropped[name] = n - 1;
            Drop(start, end);
            return;
        }
        if (active.TryGetValue(name, out var activeCount) && activeCount > 0)
        {
            active[name] = activeCount - 1;
            formatting--;
        }
        if (openCount.TryGetValue(name, out var count) && count > 0) PopTo(name);
    }

    private void CloseSibling(string name)
    {
        for (int i = open.Count - 1, looked = 0; i >= 0 && looked < 16; i--, looked++)
        {
            if (open[i] == name)
            {
                PopTo(name);
                return;
            }
            if (Barriers.Contains(open[i])) return;
        }
    }

    private void PopTo(string name)
    {
        while (open.Count > 0)
        {
            var top = open[^1];
            open.RemoveAt(open.Count - 1);
            openCount[top]--;
            if (top == name) return;
        }
    }

    private void Drop(int start, int end)
    {
        kept ??= new StringBuilder(html.Length);
        kept.Append(html.AsSpan(keptTo, start - keptTo));
        keptTo = end;
    }

    private static FrozenSet<string> Names(string names) => names.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}

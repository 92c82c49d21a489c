using System.Text;

namespace MailBridge.Mime;

/// <summary>Inlines as characters: white space collapsed as in a browser, breaks as line feeds, links with their address.</summary>
internal static class InlineText
{
    internal static string Of(IReadOnlyList<HtmlInline> inlines)
    {
        var text = new StringBuilder();
        Append(inlines, text);
        return text.ToString();
    }

    /// <summary>Whether anything but images would be shown.</summary>
    internal static bool HasCharacters(IReadOnlyList<HtmlInline> inlines)
    {
        foreach (var inline in inlines)
        {
            var has = inline switch
            {
                HtmlInline.Text run => !string.IsNullOrWhiteSpace(run.Value),
                HtmlInline.Styled styled => HasCharacters(styled.Inlines),
                HtmlInline.Link link => HasCharacters(link.Inlines),
                _ => false,
            };
            if (has) return true;
        }
        return false;
    }

    private static void Append(IReadOnlyList<HtmlInline> inlines, StringBuilder text)
    {
        foreach (var inline in inlines)
        {
            switch (inline)
            {
                case HtmlInline.Text run: Collapse(run.Value, text); break;
                case HtmlInline.Break:
                    TrimBlank(text);
                    text.Append('\n');
                    break;
                case HtmlInline.Styled styled: Append(styled.Inlines, text); break;
                case HtmlInline.Link link: Link(link, text); break;
                case HtmlInline.Image { Alt.Length: > 0 } image: Collapse($"[{image.Alt}]", text); break;
            }
        }
    }

    private static void Collapse(string value, StringBuilder text)
    {
        foreach (var c in value)
        {
            if (c is ' ' or '\t' or '\r' or '\n' or '\f')
            {
                if (text.Length > 0 && text[^1] is not (' ' or '\n')) text.Append(' ');
            }
            else if (c == '\u00A0') text.Append(' ');
            else if (c is not ('\u200B' or '\uFEFF' or '\u00AD' or '\u034F') && !(char.IsControl(c) && c != '\u0085')) text.Append(c);
        }
    }

    private static void TrimBlank(StringBuilder text)
    {
        while (text.Length > 0 && text[^1] == ' ') text.Length--;
    }

    /// <summary>A link whose text already is its address is written once.</summary>
    private static void Link(HtmlInline.Link link, StringBuilder text)
    {
        var start = text.Length;
        Append(link.Inlines, text);
        var shown = text.ToString(start, text.Length - start).Trim();
        var target = link.Href.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? MailTarget(link.Href)
            : link.Href.StartsWith("tel:", StringComparison.OrdinalIgnoreCase) ? link.Href[4..]
            : link.Href;
        if (shown.Length == 0 || target.Length == 0 || Same(shown, target)) return;
        TrimBlank(text);
        text.Append(" <").Append(target).Append('>');
    }

    private static string MailTarget(string href)
    {
        var query = href.IndexOf('?', StringComparison.Ordinal);
        return Uri.UnescapeDataString(query < 0 ? href[7..] : href[7..query]);
    }

    private static bool Same(string shown, string target)
    {
        var a = Bare(shown);
        var b = Bare(target);
        if (a.Equals(b, StringComparison.OrdinalIgnoreCase)) return true;
        // "+49 30 1234" and tel:+49301234
        return Digits(a) is { Length: >= 5 } digits && digits == Digits(b) && !a.ContainsAny("/@");
    }

    private static ReadOnlySpan<char> Bare(string address)
    {
        var text = address.AsSpan().Trim().Trim("<>");
        var scheme = text.IndexOf("://");
        if (scheme is > 0 and < 8) text = text[(scheme + 3)..];
        if (text.StartsWith("www.", StringComparison.OrdinalIgnoreCase)) text = text[4..];
        return text.TrimEnd('/');
    }

    private static string Digits(ReadOnlySpan<char> text)
    {
        var digits = new StringBuilder();
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c)) digits.Append(c);
            else if (char.IsLetter(c)) return "";
        }
        return digits.ToString();
    }
}

using System.Text;

namespace MailBridge.Mime;

/// <summary>The address of a link as people read it.</summary>
internal static class LinkTarget
{
    internal static string Shown(string href) =>
        href.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? MailAddress(href)
        : href.StartsWith("tel:", StringComparison.OrdinalIgnoreCase) ? href[4..]
        : href;

    /// <summary>Whether a text says nothing else than the address.</summary>
    internal static bool IsSame(string shown, string target)
    {
        var a = Bare(shown);
        var b = Bare(target);
        if (a.Equals(b, StringComparison.OrdinalIgnoreCase)) return true;
        // "+49 30 1234" and tel:+49301234
        return Digits(a) is { Length: >= 5 } digits && digits == Digits(b) && !a.ContainsAny("/@");
    }

    private static string MailAddress(string href)
    {
        var query = href.IndexOf('?', StringComparison.Ordinal);
        return Uri.UnescapeDataString(query < 0 ? href[7..] : href[7..query]);
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

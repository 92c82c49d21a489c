using System.Text;

namespace MailBridge.Mime;

/// <summary>The address that a link leads to: as browsers follow it, and as people read it.</summary>
internal static class LinkTarget
{
    /// <summary>The address of a link that may be shown; null for what runs, or opens anything but the web, a mail or a call.</summary>
    internal static string? Read(string? href) =>
        Address(href) is { } address
            && (Has(address, "http://") || Has(address, "https://") || Has(address, "mailto:") || Has(address, "tel:"))
            ? address
            : null;

    /// <summary>
    /// Browsers leave out blanks around an address, and tabs and line feeds in it (WHATWG URL §4.4), so they are left out first.
    /// </summary>
    internal static string? Address(string? value)
    {
        if (string.IsNullOrEmpty(value)) return null;
        var address = string.Concat(value.Where(static c => !char.IsControl(c))).Trim();
        return address.Length > 0 ? address : null;
    }

    /// <summary>Without the scheme of a mail or a call.</summary>
    internal static string Shown(string href) =>
        Has(href, "mailto:") ? MailAddress(href)
        : Has(href, "tel:") ? href[4..]
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

    /// <summary>
    /// Whether a text names a place on the web or a mail address, and the link leads to a host that is neither that one nor one below it: what a reader
    /// would be deceived by.
    /// </summary>
    internal static bool LeadsElsewhere(string shown, string href)
    {
        var named = NamedHost(shown);
        return named.Length > 0 && Host(href) is { Length: > 0 } host && !IsWithin(host, named);
    }

    /// <summary>The host that a web link leads to or a mail link writes to; empty where there is none.</summary>
    internal static string Host(string href)
        => Has(href, "mailto:") ? AddrSpec.Domain(MailAddress(href))
            : Uri.TryCreate(href, UriKind.Absolute, out var uri) ? uri.IdnHost : "";

    private static bool Has(string address, string scheme) => address.StartsWith(scheme, StringComparison.OrdinalIgnoreCase);

    private static bool IsWithin(ReadOnlySpan<char> host, ReadOnlySpan<char> named)
    {
        if (named.StartsWith("www.", StringComparison.OrdinalIgnoreCase)) named = named[4..];
        return host.EndsWith(named, StringComparison.OrdinalIgnoreCase) && (host.Length == named.Length || host[^(named.Length + 1)] == '.');
    }

    /// <summary>The host in a text that is one word and looks like an address: <c>https://bank.example/login</c>, <c>www.bank.example</c>, <c>a@bank.example</c>.</summary>
    private static ReadOnlySpan<char> NamedHost(string shown)
    {
        var text = shown.AsSpan().Trim().Trim("<>()[].,;:!?");
        if (text.ContainsAny(" \t\n")) return [];
        var scheme = text.IndexOf("://");
        if (scheme >= 0) text = text[(scheme + 3)..];
        else if (text.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)) text = text[7..];
        var end = text.IndexOfAny("/?#:");
        if (end >= 0) text = text[..end];
        var at = text.LastIndexOf('@');
        if (at >= 0) text = text[(at + 1)..];
        var dot = text.LastIndexOf('.');
        // A last label of two letters or more tells example.com from 3.50 and from "e.g."
        return dot > 0 && text.Length - dot > 2 && !text[(dot + 1)..].ContainsAnyExceptInRange('A', 'z') ? text : [];
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

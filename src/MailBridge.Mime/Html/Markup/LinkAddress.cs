using System.Text;

namespace MailBridge.Mime;

/// <summary>Addresses that chat may link to, in a form that ends no markup.</summary>
internal static class LinkAddress
{
    /// <summary>Web and mail only: anything else runs, opens a program or looks at the reader's machine.</summary>
    internal static bool IsAllowed(string href) => HasRest(href, "https://") || HasRest(href, "http://") || HasRest(href, "mailto:");

    /// <summary>Percent-encodes (RFC 3986 §2.1) blanks, controls, marks of markup and characters that no eye can tell.</summary>
    internal static string Encode(string href, string alsoEncoded = "")
    {
        var result = new StringBuilder(href.Length + 8);
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in href.Trim().EnumerateRunes())
        {
            if (IsPlain(rune, alsoEncoded))
            {
                result.Append(rune.ToString());
                continue;
            }
            var length = rune.EncodeToUtf8(bytes);
            foreach (var b in bytes[..length]) result.Append('%').Append(Convert.ToHexString([b]));
        }
        return result.ToString();
    }

    private static bool IsPlain(Rune rune, string alsoEncoded) =>
        rune.IsAscii
            ? rune.Value is > ' ' and < 0x7F && !"<>|\"\\^`{}".Contains((char)rune.Value, StringComparison.Ordinal)
                && !alsoEncoded.Contains((char)rune.Value, StringComparison.Ordinal)
            : Rune.IsLetterOrDigit(rune);

    private static bool HasRest(string href, string scheme) =>
        href.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) && href.Length > scheme.Length
        && (char.IsLetterOrDigit(href[scheme.Length]) || href[scheme.Length] is '[' or '%' or '_'
            || (scheme == "mailto:" && href[7] != '/'));
}

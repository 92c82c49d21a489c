using System.Collections.Frozen;
using System.Globalization;

namespace MailBridge.Mime;

/// <summary>
/// The domain under which an organisation registered its names (RFC 7489 §3.2). There is no public suffix list on board: it changes every week. The rules
/// below know the second levels under which countries register, and suffixes that strangers share; a rare one that is missing makes two strangers' domains
/// look like one organisation's, so this decides only where the receiving server gave no verdict of its own.
/// </summary>
internal static class OrganizationalDomain
{
    private static readonly IdnMapping Idn = new() { AllowUnassigned = true };

    private static readonly FrozenSet<string> SecondLevels = new[]
    {
        "ac", "asso", "co", "com", "edu", "go", "gob", "gouv", "gov", "gv", "id", "info", "ltd", "me", "mil", "ne", "net", "nhs", "nom", "or", "org", "plc",
        "police", "pro", "sch", "web", "gen", "art", "biz", "nsw", "qld", "vic", "k12", "in", "lg", "ed", "gr", "ad", "geek", "school", "iwi", "muni",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Shared = new[]
    {
        "onmicrosoft.com", "appspot.com", "blogspot.com", "herokuapp.com", "github.io", "gitlab.io", "amazonaws.com", "azurewebsites.net", "cloudfront.net",
        "netlify.app", "vercel.app", "web.app", "firebaseapp.com", "myshopify.com", "workers.dev", "pages.dev", "fly.dev", "dyndns.org", "ddns.net",
        "duckdns.org", "no-ip.org", "uk.com", "us.com", "eu.com", "de.com", "gb.net", "co.com", "eu.org",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The domain in lower case, as A-labels, without the dot at its end.</summary>
    public static string Normal(string domain)
    {
        domain = domain.Trim().TrimEnd('.').ToLowerInvariant();
        if (System.Text.Ascii.IsValid(domain)) return domain;
        try
        {
            return Idn.GetAscii(domain).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return domain;
        }
    }

    /// <summary>The organisation's domain; the domain itself where it has no more than two labels.</summary>
    public static string Of(string domain)
    {
        domain = Normal(domain);
        var labels = domain.Split('.');
        if (labels.Length <= 2) return domain;
        var suffix = $"{labels[^2]}.{labels[^1]}";
        var isShared = Shared.Contains(suffix) || (labels[^1].Length == 2 && SecondLevels.Contains(labels[^2]));
        return isShared ? $"{labels[^3]}.{suffix}" : suffix;
    }

    /// <summary>Relaxed alignment (RFC 7489 §3.1).</summary>
    public static bool AreAligned(string one, string other) => one.Length > 0 && other.Length > 0 && Of(one) == Of(other);
}

namespace MailBridge.Mime;

/// <summary>What a trusted server says about the domain in From.</summary>
public abstract record SenderVerdict
{
    private SenderVerdict() { }

    /// <summary>No server is trusted: there is nothing to say.</summary>
    public sealed record NotJudged : SenderVerdict;

    /// <summary>The domain stands for the mail. <paramref name="Method"/> names the check that says so.</summary>
    public sealed record Verified(string Method) : SenderVerdict;

    /// <summary>The domain's owner disowns the mail, in the words of the server.</summary>
    public sealed record Failing(string Words) : SenderVerdict;

    /// <summary>Nothing speaks for or against it.</summary>
    public sealed record Absent : SenderVerdict;
}

/// <summary>
/// Judges who a mail is really from by what the receiving server found (RFC 8601). Only the topmost field of a trusted server counts, and only where it
/// stands above the first Received field of anybody else: below that, the sender may have written it. The server must take fields that bear its own name out
/// of incoming mail, as RFC 8601 §5 wants.
/// </summary>
public static class SenderAuthentication
{
    /// <summary>Stands for Exchange Online, whose fields name no server.</summary>
    public const string ExchangeOnline = "exchange-online";

    private static readonly string[] ExchangeHosts = [".outlook.com", ".office365.com", ".exchangelabs.com", ".office365.us", ".outlook.cn"];

    /// <summary>The verdict on a message.</summary>
    /// <param name="message">The message as it arrived.</param>
    /// <param name="trusted">
    /// Authserv-ids, and host names of the servers whose Received fields may stand above theirs; <see cref="ExchangeOnline"/> for Exchange Online.
    /// Names compare without letter case; a host belongs to a name when both are of one organisation.
    /// </param>
    public static SenderVerdict Judge(MimeMessage message, IReadOnlyCollection<string> trusted)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(trusted);
        if (trusted.Count == 0) return new SenderVerdict.NotJudged();
        // RFC 7489 §6.6.1: a mail with several authors, or several From fields, has no domain that could stand for it.
        if (Author(message) is not { } domain || message.Headers.OffsetOfSecond("From") >= 0) return new SenderVerdict.Absent();
        var isExchange = trusted.Contains(ExchangeOnline, StringComparer.OrdinalIgnoreCase);
        if (isExchange && IsInternal(message)) return new SenderVerdict.Verified("Exchange's own login");
        return Trusted(message.Headers, trusted, isExchange) is { } results ? Judge(results, domain) : new SenderVerdict.Absent();
    }

    private static string? Author(MimeMessage message)
        => message.From.Select(m => m.Address).Where(a => a.Contains('@', StringComparison.Ordinal))
            .Select(a => OrganizationalDomain.Normal(AddrSpec.Domain(a))).Distinct().ToList() is [{ Length: > 0 } only] ? only : null;

    /// <summary>
    /// Mail within one tenant is not checked but marked so by the mailbox server; the same mark on mail from outside is taken away at the border (header
    /// firewall).
    /// </summary>
    private static bool IsInternal(MimeMessage message)
        => string.Equals(message.Headers.Text("X-MS-Exchange-Organization-AuthAs"), "Internal", StringComparison.OrdinalIgnoreCase);

    private static AuthenticationResults? Trusted(HeaderFields headers, IReadOnlyCollection<string> trusted, bool isExchange)
    {
        foreach (var field in headers)
        {
            if (field.Name.Equals("Received", StringComparison.OrdinalIgnoreCase))
            {
                if (!IsTrustedHost(ReceivedBy.Host(field.RawValue.Span), trusted, isExchange)) return null;
            }
            else if (field.Name.Equals("Authentication-Results", StringComparison.OrdinalIgnoreCase))
            {
                var results = AuthenticationResults.Read(field.RawValue.Span);
                if (results.Server is null ? isExchange : trusted.Contains(results.Server, StringComparer.OrdinalIgnoreCase)) return results;
            }
        }
        return null;
    }

    /// <summary>
    /// Hosts of one organisation hand mail on among each other. QUIRK: Gmail's inner hop names an IPv6 address instead of a host; lines that a local delivery
    /// agent or content filter writes name <c>localhost</c> or nothing.
    /// </summary>
    private static bool IsTrustedHost(string host, IReadOnlyCollection<string> trusted, bool isExchange)
        => host.Length == 0 || host is "localhost" or "localhost.localdomain"
            || host.Contains(':', StringComparison.Ordinal) || System.Net.IPAddress.TryParse(host.Trim('[', ']'), out _)
            || (isExchange && ExchangeHosts.Any(h => host.EndsWith(h, StringComparison.Ordinal)))
            || trusted.Any(t => OrganizationalDomain.AreAligned(host, t));

    private static SenderVerdict Judge(AuthenticationResults results, string domain)
    {
        // Exchange Online's composite verdict takes the place of DMARC there.
        var composite = results.Results.FirstOrDefault(r => r.Method == "compauth");
        if (composite is { Outcome: AuthenticationOutcome.Pass }) return new SenderVerdict.Verified("compauth");
        if (composite is { Outcome: AuthenticationOutcome.Fail }) return new SenderVerdict.Failing(Words(composite));

        var dmarc = results.Results.FirstOrDefault(r => r.Method == "dmarc" && IsAbout(r, domain));
        if (dmarc is { Outcome: AuthenticationOutcome.Pass }) return new SenderVerdict.Verified("DMARC");
        if (dmarc is { Outcome: AuthenticationOutcome.Fail }) return new SenderVerdict.Failing(Words(dmarc));

        foreach (var result in results.Results)
        {
            if (result.Outcome != AuthenticationOutcome.Pass) continue;
            var by = result.Method switch
            {
                "dkim" => result.Property("header", "d") ?? result.Property("header", "i"),
                "spf" => result.Property("smtp", "mailfrom") ?? result.Property("smtp", "helo"),
                _ => null,
            };
            if (by is not null && OrganizationalDomain.AreAligned(AddrSpec.Domain(by), domain))
                return new SenderVerdict.Verified(result.Method.ToUpperInvariant());
        }
        return new SenderVerdict.Absent();
    }

    private static bool IsAbout(AuthenticationResult result, string domain)
        => result.Property("header", "from") is not { Length: > 0 } from
            || OrganizationalDomain.AreAligned(AddrSpec.Domain(from), domain);

    private static string Words(AuthenticationResult result)
        => result.Property("", "reason") is { } code ? $"{result.Method}={result.Word} reason={code}"
            : result.Reason.Length > 0 ? $"{result.Method}={result.Word} reason={result.Reason}"
            : $"{result.Method}={result.Word}";
}

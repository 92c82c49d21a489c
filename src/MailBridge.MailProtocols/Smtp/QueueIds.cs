using System.Text.RegularExpressions;

namespace MailBridge.MailProtocols.Smtp;

/// <summary>The server's name for a message, found in its last reply. Only shapes that are known are read; a guess would mislead.</summary>
internal static partial class QueueIds
{
    public static string? TryFind(SmtpReply reply)
    {
        foreach (var shape in (ReadOnlySpan<Regex>)[Postfix(), Exim(), Exchange(), Google(), Amazon(), Sendmail()])
        {
            if (shape.Match(reply.Text) is { Success: true } match) return match.Groups[1].Value;
        }
        return null;
    }

    // 250 2.0.0 Ok: queued as 4Xb1Qd2nVyz9sT; also "queued mail for delivery ... queued as" of relays
    [GeneratedRegex(@"queued as <?([A-Za-z0-9._-]{5,64})>?", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Postfix();

    // 250 OK id=1rABCD-0001ab-2C
    [GeneratedRegex(@"\bid=([A-Za-z0-9-]{16,32})\b", RegexOptions.NonBacktracking)]
    private static partial Regex Exim();

    // 250 2.0.0 OK <id@host.prod.outlook.com> [Hostname=AM0PR01.prod.outlook.com]
    // 250 2.6.0 <id@host> [InternalId=1, Hostname=h] Queued mail
    [GeneratedRegex(@"<([^<>\s]{3,250})> \[(?:InternalId|Hostname)=", RegexOptions.NonBacktracking)]
    private static partial Regex Exchange();

    // 250 2.0.0 OK  1700000000 a1-20020a170906.123 - gsmtp
    [GeneratedRegex(@"^OK +\d+ ([A-Za-z0-9._-]+) - gsmtp", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Google();

    // 250 Ok 0100018c5d0e1234-8c7a1b2c-…-000000: the Message-ID's left side after Amazon has rewritten it
    [GeneratedRegex(@"^Ok ([0-9a-f]{16}-[0-9a-f]{8}-[0-9a-f-]{20,40})\s*$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Amazon();

    // 250 2.0.0 3B1ABCDE012345 Message accepted for delivery
    [GeneratedRegex("^([A-Za-z0-9]{8,32}) Message accepted for delivery", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Sendmail();
}

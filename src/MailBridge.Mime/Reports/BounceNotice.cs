namespace MailBridge.Mime;

/// <summary>Finds the failed recipients and their causes in the words of a bounce.</summary>
internal sealed class BounceNotice(string notice, MimeMessage message)
{
    private const int LongestAddress = 254; // RFC 5321 §4.5.3.1.3

    /// <summary>Causes by their phrases, the more telling first; sources write the same cause in many ways.</summary>
    private static readonly (string Phrase, string Status)[] Causes =
    [
        ("mailbox full", "5.2.2"), ("mailbox is full", "5.2.2"), ("mailfolder is full", "5.2.2"), ("over quota", "5.2.2"),
        ("quota exceeded", "5.2.2"),
        ("exceeded quota", "5.2.2"), ("exceeded storage", "5.2.2"), ("insufficient storage", "5.2.2"), ("not enough space", "5.2.2"),
        ("disk quota", "5.2.2"),
        ("exceeds the maximum", "5.3.4"), ("too large", "5.3.4"), ("too big", "5.3.4"), ("size limit", "5.3.4"), ("message size", "5.3.4"),
        ("user unknown", "5.1.1"), ("unknown user", "5.1.1"), ("no such user", "5.1.1"), ("no such mailbox", "5.1.1"), ("no mailbox",
        "5.1.1"), ("does not exist", "5.1.1"),
        ("doesn't exist", "5.1.1"), ("not found", "5.1.1"), ("invalid recipient", "5.1.1"), ("unknown address", "5.1.1"),
        ("invalid mailbox", "5.1.1"),
        ("unknown or illegal alias", "5.1.1"), ("mailbox unavailable", "5.1.1"), ("no longer", "5.1.6"), ("has moved", "5.1.6"),
        ("host unknown", "5.1.2"), ("unknown host", "5.1.2"), ("domain not found", "5.1.2"), ("couldn't find any host", "5.1.2"),
        ("name or service not known", "5.1.2"),
        ("no mx", "5.1.2"), ("disabled", "5.2.1"), ("suspended", "5.2.1"), ("inactive", "5.2.1"),
        ("queue too long", "5.4.7"), ("expired", "5.4.7"), ("timed out", "5.4.1"), ("timeout", "5.4.1"), ("connection refused",
        "5.4.1"), ("connection was dropped", "5.4.2"),
        ("too many connections", "5.7.0"), ("too many hops", "5.4.6"), ("loops back", "5.4.6"), ("mail loop", "5.4.6"), ("relay",
        "5.7.1"), ("spam", "5.7.1"),
        ("virus", "5.7.1"), ("blocked", "5.7.1"), ("blacklist", "5.7.1"), ("denied", "5.7.1"), ("policy", "5.7.1"), ("dmarc", "5.7.1"),
        ("not allowed", "5.7.1"),
        ("rejected", "5.7.1"),
    ];

    private static readonly string[] DelayWords =
    [
        "has been delayed", "delivery delayed", "delayed mail", "will be retried", "will continue to be", "still being retried",
        "not yet been delivered",
        "warning message only", "do not need to resend", "warning: could not send", "delivery status notification (delay)",
        "will keep trying", "will retry",
        "temporary non-deliverable", "no action is required",
    ];

    /// <summary>The recipients in the order of the notice; the class is never left open.</summary>
    public IReadOnlyList<DeliveryReportRecipient> Recipients(int most)
    {
        var named = Named(most);
        var delayed = DelayWords.Any(word => notice.Contains(word, StringComparison.OrdinalIgnoreCase)
            || message.Subject.Contains(word, StringComparison.OrdinalIgnoreCase));
        var found = new List<DeliveryReportRecipient>(named.Count);
        for (var i = 0; i < named.Count; i++)
        {
            var from = named[i].At;
            var to = i + 1 < named.Count && named[i + 1].At > from ? named[i + 1].At : notice.Length;
            var words = from < 0 ? notice : notice[from..to];
            var status = Status(words) ?? Status(notice) ?? "5.0.0";
            if (delayed) status = "4" + status[1..];
            var action = delayed ? DeliveryAction.Delayed : DeliveryAction.Failed;
            found.Add(new DeliveryReportRecipient(named[i].Address, action, status, Diagnostic(words), null));
        }
        return found;
    }

    private List<(string Address, int At)> Named(int most)
    {
        var found = new List<(string Address, int At)>();
        if (message.Headers.Text("X-Failed-Recipients") is { } field)
        {
            foreach (var box in AddressReader.Read(System.Text.Encoding.UTF8.GetBytes(field), null, message.Limits, out _))
                Add(found, box.Address, notice.IndexOf(box.Address, StringComparison.OrdinalIgnoreCase));
        }
        if (found.Count == 0) Scan(found, most, standingAlone: true, ownToo: false);
        if (found.Count == 0) Scan(found, most, standingAlone: true, ownToo: true);
        if (found.Count == 0) Scan(found, most: 1, standingAlone: false, ownToo: false);
        if (found.Count == 0 && DeliveryReportReader.ReturnedHeaders(message) is { } returned && returned.TryRaw("To", out var to))
        {
            foreach (var box in AddressReader.Read(to.Span, null, message.Limits, out _).Take(most)) Add(found, box.Address, -1);
        }
        if (found.Count == 0) found.Add((string.Empty, -1));
        return found.Take(most).ToList();
    }

    private static void Add(List<(string Address, int At)> found, string address, int at)
    {
        if (address.Contains('@')
            && !found.Exists(other => other.Address.Equals(address, StringComparison.OrdinalIgnoreCase))) found.Add((address, at));
    }

    /// <summary>Addresses that begin a line or stand in brackets at its end; or else any but the writer's own and the reader's.</summary>
    private void Scan(List<(string Address, int At)> found, int most, bool standingAlone, bool ownToo)
    {
        var own = message.From.Concat(message.To).Select(box => box.Address).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var at = 0;
        while (at < notice.Length && found.Count < most)
        {
            var sign = notice.IndexOf('@', at);
            if (sign < 0) return;
            at = sign + 1;
            var (start, end) = Extent(sign);
            if (start == sign || end <= sign + 1 || end - start > LongestAddress) continue;
            var address = notice[start..end].TrimEnd('.');
            if (!address.AsSpan(address.IndexOf('@', StringComparison.Ordinal)).Contains('.')) continue;
            if (IsDaemonAddress(address) || (!ownToo && own.Contains(address)) || (standingAlone && !StandsAlone(start))) continue;
            Add(found, address, start);
        }
    }

    private (int Start, int End) Extent(int sign)
    {
        var start = sign;
        while (start > 0 && sign - start < LongestAddress && IsAtom(notice[start - 1])) start--;
        var end = sign + 1;
        while (end < notice.Length && end - sign < LongestAddress
            && (char.IsLetterOrDigit(notice[end]) || notice[end] is '.' or '-' or '_')) end++;
        return (start, end);
    }

    private static bool IsAtom(char c) => char.IsLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~.".Contains(c, StringComparison.Ordinal);

    private static bool IsDaemonAddress(string address) =>
        address.StartsWith("mailer-daemon@", StringComparison.OrdinalIgnoreCase)
            || address.StartsWith("postmaster@", StringComparison.OrdinalIgnoreCase);

    /// <summary>Only brackets, list marks, a reply code or a label stand before it on its line.</summary>
    private bool StandsAlone(int start)
    {
        var lineStart = start == 0 ? 0 : notice.LastIndexOf('\n', start - 1) + 1;
        var before = notice.AsSpan(lineStart, start - lineStart).Trim(" \t<(['\"*->:|0123456789.#");
        if (before.Length == 0) return true;
        return before.EndsWith("recipient:", StringComparison.OrdinalIgnoreCase) || before.Equals("to", StringComparison.OrdinalIgnoreCase)
            || before.EndsWith("recipient", StringComparison.OrdinalIgnoreCase)
                || before.EndsWith("rcpt to", StringComparison.OrdinalIgnoreCase)
            || before.EndsWith("user", StringComparison.OrdinalIgnoreCase)
                || before.EndsWith("your message to", StringComparison.OrdinalIgnoreCase);
    }

    private static string? Status(string words)
    {
        if (StatusCodes.Enhanced(words) is { } enhanced && enhanced[0] != '2'
            && !enhanced.EndsWith(".0.0", StringComparison.Ordinal)) return enhanced;
        var reply = StatusCodes.Reply(words);
        foreach (var (phrase, status) in Causes)
        {
            if (!words.Contains(phrase, StringComparison.OrdinalIgnoreCase)) continue;
            // A server's own class outweighs what its words usually mean.
            return reply is { } code
                ? string.Concat((code / 100).ToString(System.Globalization.CultureInfo.InvariantCulture), status.AsSpan(1)) : status;
        }
        return reply is { } only ? $"{only / 100}.0.0" : null;
    }

    /// <summary>The words beside an address, on one line.</summary>
    private static string? Diagnostic(string words)
    {
        const int Longest = 500;
        var line = string.Join(' ', words.Split((char[]?)null, Longest, StringSplitOptions.RemoveEmptyEntries)).Trim();
        return line.Length == 0 ? null : line.Length <= Longest ? line : line[..Longest];
    }
}

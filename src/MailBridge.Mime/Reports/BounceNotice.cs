namespace MailBridge.Mime;

/// <summary>Finds the failed recipients and their causes in the words of a bounce.</summary>
internal sealed class BounceNotice(string notice, MimeMessage message)
{
    private const int LongestAddress = 254; // RFC 5321 §4.5.3.1.3

    private const int LongestLabel = 60; // "The following message could not be delivered to:" is a label, a sentence is none

    private static readonly string[] RecipientWords =
    [
        "recipient", "rcpt to", "user", "your message to", "message to", "deliver to", "delivered to", "delivery to", "empfänger",
        "destinataire", "destinatario", "utente",
    ];

    private static readonly string[] OthersLabels =
    [
        "from", "von", "de:", "de ", "da:", "sender", "absender", "reply-to", "return-path", "message-id", "references", "in-reply-to",
        "subject", "betreff", "contact", "please", "mailto", "cc", "x-", "for ", "if ", "envelope-from", "mail from", "admin", "发件人", "差出人",
        "от:",
    ];

    private static readonly string[] DelayWords =
    [
        "has been delayed", "delivery delayed", "delayed mail", "will be retried", "will continue to be", "still being retried",
        "not yet been delivered", "warning message only", "do not need to resend", "warning: could not send",
        "delivery status notification (delay)", "will keep trying", "will retry", "temporary non-deliverable", "no action is required",
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
            var reason = BounceWords.Reason(status, Paragraph(words), words, notice);
            found.Add(new DeliveryReportRecipient(named[i].Address, action, status, Diagnostic(words), null) { Reason = reason });
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
        if (found.Count == 0 && MultipartReport.ReturnedHeaders(message) is { } returned && returned.TryRaw("To", out var to))
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
            if (IsDaemonAddress(address) || IsId(start) || (!ownToo && own.Contains(address)) || (standingAlone && !StandsAlone(start))) continue;
            Add(found, address, start);
        }
    }

    private (int Start, int End) Extent(int sign)
    {
        var start = sign;
        while (start > 0 && sign - start < LongestAddress && IsAtom(notice[start - 1])) start--;
        while (start < sign && notice[start] == '\'') start++; // CommuniGate quotes with it
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
        var before = BeforeOnLine(start).Trim(" \t<(['\"*->|0123456789.#");
        if (before.Length == 0) return true;
        if (before[^1] is ':' or '：') return before.Length <= LongestLabel && !IsOthersLabel(before);
        return before.Equals("to", StringComparison.OrdinalIgnoreCase) || EndsInRecipientWord(before);
    }

    private static bool EndsInRecipientWord(ReadOnlySpan<char> before)
    {
        foreach (var word in RecipientWords)
        {
            if (before.EndsWith(word, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

    /// <summary>The line names a writer, a contact or an id instead.</summary>
    private static bool IsOthersLabel(ReadOnlySpan<char> before)
    {
        foreach (var label in OthersLabels)
        {
            if (before.TrimStart().StartsWith(label, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

    private bool IsId(int start) => IsIdLabel(BeforeOnLine(start).TrimStart());

    private static bool IsIdLabel(ReadOnlySpan<char> line) =>
        line.StartsWith("message-id", StringComparison.OrdinalIgnoreCase) || line.StartsWith("references:", StringComparison.OrdinalIgnoreCase)
        || line.StartsWith("in-reply-to:", StringComparison.OrdinalIgnoreCase) || line.StartsWith("content-id:", StringComparison.OrdinalIgnoreCase);

    private ReadOnlySpan<char> BeforeOnLine(int start)
    {
        var lineStart = start == 0 ? 0 : notice.LastIndexOf('\n', start - 1) + 1;
        return notice.AsSpan(lineStart, start - lineStart);
    }

    /// <summary>The words beside an address, up to the next paragraph that names another; null if the notice does not name it.</summary>
    public string? Beside(string address)
    {
        const int Longest = 1_000;
        if (address.Length == 0 || notice.LastIndexOf(address, StringComparison.OrdinalIgnoreCase) is not (>= 0 and var last)) return null;
        var first = notice.IndexOf(address, StringComparison.OrdinalIgnoreCase);
        // The first place is often a mere list, the last a sentence of the transcript.
        foreach (var at in (ReadOnlySpan<int>)[first, last])
        {
            var end = Math.Min(notice.Length, at + Longest);
            if (Diagnostic(notice[(at + address.Length)..end].TrimStart('>', ':', ')', ']', '"', '\'', ' ', '\n')) is { } words) return words;
        }
        return null;
    }

    private static string? Status(string words)
    {
        if (StatusCodes.Enhanced(words) is { } enhanced && enhanced[0] != '2'
            && !enhanced.EndsWith(".0.0", StringComparison.Ordinal)) return enhanced;
        var reply = StatusCodes.Reply(words);
        if (BounceWords.Tell(words, vaguelyToo: true) is { } reason)
        {
            var status = BounceWords.Status(reason);
            // A server's own class outweighs what its words usually mean.
            return reply is { } code
                ? string.Concat((code / 100).ToString(System.Globalization.CultureInfo.InvariantCulture), status.AsSpan(1)) : status;
        }
        return reply is { } only ? $"{only / 100}.0.0" : null;
    }

    /// <summary>What stands before advice and greetings: the first paragraph that says more than the address.</summary>
    private static string Paragraph(string words)
    {
        var end = words.IndexOf("\n\n", StringComparison.Ordinal);
        if (end is >= 0 and < 60) end = words.IndexOf("\n\n", end + 2, StringComparison.Ordinal);
        return end < 0 ? words : words[..end];
    }

    /// <summary>The words beside an address, on one line.</summary>
    private static string? Diagnostic(string words)
    {
        const int Longest = 500;
        var line = string.Join(' ', words.Split((char[]?)null, Longest, StringSplitOptions.RemoveEmptyEntries)).Trim();
        return line.Length == 0 ? null : line.Length <= Longest ? line : line[..Longest];
    }
}

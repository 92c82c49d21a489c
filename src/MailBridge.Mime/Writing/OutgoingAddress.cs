using System.Buffers;
using System.Globalization;
using System.Text;

namespace MailBridge.Mime;

/// <summary>An address that may be written: local part as it is, domain as A-labels (RFC 5891) or a literal.</summary>
internal readonly record struct OutgoingAddress(string LocalPart, string Domain)
{
    private const int LongestLocalPart = 64; // RFC 5321 §4.5.3.1.1
    private const int LongestDomain = 255; // RFC 5321 §4.5.3.1.2

    private static readonly SearchValues<char> AtomOrDot =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~.");

    private static readonly SearchValues<char> LabelOrDot =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    private static readonly SearchValues<char> Literal = SearchValues.Create("0123456789abcdefABCDEFIPv:.");

    private static readonly IdnMapping Idn = new() { AllowUnassigned = true, UseStd3AsciiRules = false };

    public bool IsAscii => Ascii.IsValid(LocalPart);

    public override string ToString() => $"{LocalPart}@{Domain}";

    /// <summary>Refuses controls, blanks outside quotes, unbalanced quotes and anything else that is not one addr-spec.</summary>
    public static bool TryRead(string? text, out OutgoingAddress address)
    {
        address = default;
        if (text is null) return false;
        var at = text.LastIndexOf('@');
        if (at <= 0 || at == text.Length - 1) return false;
        var local = text[..at];
        if (Encoding.UTF8.GetByteCount(local) > LongestLocalPart || !IsLocalPart(local)) return false;
        if (ToDomain(text[(at + 1)..]) is not { } domain) return false;
        address = new OutgoingAddress(local, domain);
        return true;
    }

    private static bool IsLocalPart(string local)
    {
        if (local[0] != '"') return IsWritable(local) && !local.AsSpan().ContainsAnyExceptAsciiAnd(AtomOrDot);
        if (local.Length < 3 || local[^1] != '"') return false;
        for (var i = 1; i < local.Length - 1; i++)
        {
            if (local[i] == '\\') i++;
            else if (local[i] == '"') return false;
            if (i >= local.Length - 1) return false; // the closing quote is quoted itself
        }
        return IsWritable(local);
    }

    /// <summary>No control, no lone surrogate, no space of any kind but the plain one.</summary>
    private static bool IsWritable(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || Rune.IsControl(rune) || (rune.Value != ' ' && Rune.IsWhiteSpace(rune))) return false;
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format) return false;
        }
        return true;
    }

    /// <summary>
    /// IDN mapping would leave invisible characters out, which is a repair. Joiners may stand in labels (RFC 5892 appendix A.1).
    /// </summary>
    private static bool IsWritableDomain(string domain) => IsWritable(domain.Replace("\u200C", "").Replace("\u200D", ""));

    private static string? ToDomain(string domain)
    {
        if (domain.Length > LongestDomain || !IsWritableDomain(domain)) return null;
        if (domain is ['[', .. var literal, ']']) return literal.AsSpan().IndexOfAnyExcept(Literal) < 0
            && literal.Length > 0 ? domain : null;
        if (!Ascii.IsValid(domain))
        {
            try
            {
                domain = Idn.GetAscii(domain);
            }
            catch (ArgumentException)
            {
                return null;
            }
        }
        var valid = domain.AsSpan().IndexOfAnyExcept(LabelOrDot) < 0 && !domain.StartsWith('.') && !domain.EndsWith('.')
            && !domain.Contains("..", StringComparison.Ordinal);
        return valid ? domain : null;
    }
}

internal static class OutgoingAddressSpans
{
    /// <summary>Some ASCII character is not in the set; others are allowed (RFC 6532).</summary>
    public static bool ContainsAnyExceptAsciiAnd(this ReadOnlySpan<char> text, SearchValues<char> allowed)
    {
        foreach (var c in text)
        {
            if (c < 0x80 && !allowed.Contains(c)) return true;
        }
        return false;
    }
}

/// <summary>Ids that may be written between angle brackets.</summary>
internal static class OutgoingIds
{
    private const int Longest = 900; // one id must fit on a line of 998 octets
    private const int KeptAtEnd = 20;
    private const int MostBytes = 7_500; // with the field's name and folds below 8 KiB, which some servers refuse

    public static bool IsValid(string? id) =>
        id is { Length: > 0 and <= Longest } && id.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0 && id.AsSpan().IndexOfAny('<', '>') < 0;

    /// <summary>The first id and the last ones, as many as the field should hold.</summary>
    public static List<string> Cut(IEnumerable<string> references)
    {
        var ids = references.Where(IsValid).ToList();
        if (ids.Count > KeptAtEnd + 1) ids.RemoveRange(1, ids.Count - KeptAtEnd - 1);
        var bytes = ids.Sum(id => id.Length + 4);
        while (bytes > MostBytes && ids.Count > 2)
        {
            bytes -= ids[1].Length + 4;
            ids.RemoveAt(1);
        }
        return ids;
    }
}

/// <summary>Which further fields a caller may add.</summary>
internal static class OutgoingHeaders
{
    private const int LongestName = 70;

    private static readonly HashSet<string> Own = new(StringComparer.OrdinalIgnoreCase)
    {
        "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "MIME-Version",
        "Auto-Submitted", "X-Auto-Response-Suppress", "X-MailBridge-Loop", "Return-Path", "Received", "Resent-From", "Resent-To",
        "Resent-Cc",
        "Resent-Bcc", "Resent-Date", "Resent-Sender", "Resent-Message-ID", "DKIM-Signature",
    };

    public static bool IsAllowed(string name) =>
        name.Length is > 0 and <= LongestName && name.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0 && !name.Contains(':')
        && !name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) && !Own.Contains(name);
}

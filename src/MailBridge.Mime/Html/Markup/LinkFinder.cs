using System.Buffers;

namespace MailBridge.Mime;

/// <summary>Finds web and mail addresses in text. Linear: no character is looked at more than a fixed number of times.</summary>
internal static class LinkFinder
{
    private const int MaxAddress = 2048;
    private const int MaxLocalPart = 64; // RFC 5321 §4.5.3.1.1
    private const int MaxDomain = 253; // RFC 1035 §2.3.4

    private static readonly SearchValues<string> Signs = SearchValues.Create(["://", "www.", "@"], StringComparison.OrdinalIgnoreCase);
    private static readonly SearchValues<char> Ends = SearchValues.Create("<>\"|「」『』（）【】《》〈〉“”‘’«»。，、；：！？…");

    /// <summary>The text in pieces, each with the address that it is, or null.</summary>
    internal static IEnumerable<(string Text, string? Href)> Split(string text)
    {
        var written = 0;
        for (var at = 0; at < text.Length;)
        {
            var sign = text.AsSpan(at).IndexOfAny(Signs);
            if (sign < 0) break;
            var found = At(text, at + sign, written);
            at = Math.Max(found.End, at + sign + 1);
            if (found.Href is null) continue;
            if (found.Start > written) yield return (text[written..found.Start], null);
            yield return (text[found.Start..found.End], found.Href);
            written = found.End;
        }
        if (written < text.Length) yield return (text[written..], null);
    }

    private static (int Start, int End, string? Href) At(string text, int sign, int from) => text[sign] switch
    {
        '@' => Mail(text, sign, from),
        ':' => Web(text, Scheme(text, sign, from), sign + 3, ""),
        _ => Web(text, IsWord(text, sign - 1) ? -1 : sign, sign + 4, "http://"),
    };

    private static int Scheme(string text, int colon, int from)
    {
        var start = EndsWith(text, colon, "https") ? colon - 5 : EndsWith(text, colon, "http") ? colon - 4 : -1;
        return start >= from && !IsWord(text, start - 1) ? start : -1;
    }

    private static bool EndsWith(string text, int end, string word) =>
        end >= word.Length && text.AsSpan(end - word.Length, word.Length).Equals(word, StringComparison.OrdinalIgnoreCase);

    private static (int Start, int End, string? Href) Web(string text, int start, int host, string scheme)
    {
        if (start < 0) return (start, 0, null);
        var end = host;
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && !char.IsControl(text[end]) && !Ends.Contains(text[end])) end++;
        var last = WithoutPunctuation(text, host, end);
        var isAddress = last > host && last - start <= MaxAddress && char.IsLetterOrDigit(text[host])
            && (scheme.Length == 0 || text.IndexOf('.', host, last - host) >= 0);
        return isAddress ? (start, last, scheme + text[start..last]) : (start, end, null);
    }

    /// <summary>The sentence's own marks behind the address, and a bracket that was opened before it.</summary>
    private static int WithoutPunctuation(string text, int host, int end)
    {
        var address = text.AsSpan(host, end - host);
        var surplus = address.Count(')') - address.Count('(');
        for (; end > host; end--)
        {
            if (text[end - 1] == ')' && surplus > 0) surplus--;
            else if (text[end - 1] is not ('.' or ',' or ';' or ':' or '!' or '?' or '\'' or '*' or ']' or '}')) break;
        }
        return end;
    }

    private static (int Start, int End, string? Href) Mail(string text, int at, int from)
    {
        var start = at;
        while (start > from && at - start < MaxLocalPart && IsInLocalPart(text, start - 1)) start--;
        while (start < at && text[start] is '.' or '-') start++;
        var end = at + 1;
        while (end < text.Length && end - at < MaxDomain && (IsWord(text, end) || text[end] is '.' or '-')) end++;
        while (end > at && text[end - 1] is '.' or '-') end--;
        var dot = text.LastIndexOf('.', end - 1, end - at);
        var isAddress = start < at && dot > at + 1 && end - dot > 2 && !text.AsSpan(dot, end - dot).ContainsAnyInRange('0', '9');
        return isAddress ? (start, end, "mailto:" + text[start..end]) : (start, 0, null);
    }

    private static bool IsInLocalPart(string text, int at) => IsWord(text, at) || text[at] is '.' or '-' or '+' or '_' or '%';

    private static bool IsWord(string text, int at) => at >= 0 && at < text.Length && char.IsLetterOrDigit(text[at]);
}

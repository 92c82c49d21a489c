using System.Collections.Frozen;
using System.Text;

namespace MailBridge.Mime;

/// <summary>
/// Takes the prefixes, tags and trailers off a subject. Work is linear: two ends move towards each other, nothing is copied.
/// </summary>
internal static class SubjectPrefixes
{
    /// <summary>The longest prefix word or tag looked for, in UTF-16 units; anything longer is words of the subject.</summary>
    private const int MaxTag = 80;

    private static readonly FrozenSet<string> ReplyWords = Words(
        "re", "aw antw antwort", "sv svar", "vs", "odp", "ref réf", "res", "rif", "ynt yan yanıt cevap", "vá válasz", "ats",
        "απ απάντηση σχετ",
        "ответ отв на", "відп відповідь", "отг", "השב תגובה", "رد", "回复 答复 回覆 答覆", "返信", "답장 회신", "trả_lời tl", "bls", "atb", "jaw");

    private static readonly FrozenSet<string> ForwardWords = Words(
        "fw fwd", "wg weitergeleitet", "doorst", "vb", "vl", "pd", "tr", "enc", "inoltra inoltro", "rv", "ilt ilet", "továbbítás", "πρθ",
        "переслано пересл",
        "转发 轉寄 轉發", "転送", "전달", "trs", "chn", "fs");

    /// <summary>QUIRK Italian Outlook and Apple Mail write "R:" and "I:", always as capitals; a lower-case letter is a list item.</summary>
    private const char ItalianReply = 'R', ItalianForward = 'I';

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> IsReplyWord =
        ReplyWords.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> IsForwardWord =
        ForwardWords.GetAlternateLookup<ReadOnlySpan<char>>();

    internal readonly record struct Stripped(string Base, bool IsReply, bool IsForward, string? TicketTag);

    internal static Stripped Strip(string subject)
    {
        var text = Collapse(subject);
        ReadOnlySpan<char> rest = text;
        bool reply = false, forward = false, trailer = false;
        string? ticket = null;
        while (true)
        {
            var before = rest.Length;
            rest = StripTrailer(rest.Trim(' '), ref trailer, ref ticket).Trim(' ');
            rest = StripForwardBrackets(rest, ref forward);
            var prefix = PrefixLength(rest, out var isForward);
            if (prefix > 0)
            {
                if (isForward) forward = true;
                else reply = true;
                rest = rest[prefix..];
            }
            else
            {
                rest = StripTag(rest, ref ticket);
            }
            if (rest.Length == before)
                return new Stripped(rest.ToString(), reply, forward || (trailer && !reply), ticket);
        }
    }

    private static string Collapse(string subject)
    {
        var text = new StringBuilder(subject.Length);
        var pending = false;
        foreach (var c in Composed(subject))
        {
            // U+200B..U+200F and the BOM have no width: programs leave them around copied words.
            if (char.IsWhiteSpace(c) || char.IsControl(c)) pending = true;
            else if (c is not ((>= '\u200B' and <= '\u200F') or '\uFEFF' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069')))
            {
                if (pending && text.Length > 0) text.Append(' ');
                pending = false;
                text.Append(c);
            }
        }
        return text.ToString();
    }

    /// <summary>
    /// Unicode NFC, so that a prefix sent decomposed (Apple) is known; a lone surrogate, which has no form, becomes U+FFFD.
    /// </summary>
    private static string Composed(string subject)
    {
        if (Ascii.IsValid(subject)) return subject;
        var text = new StringBuilder(subject.Length);
        foreach (var rune in subject.EnumerateRunes()) text.Append(rune.ToString());
        return text.ToString().Normalize(NormalizationForm.FormC);
    }

    /// <summary>
    /// Length of <c>word[counter] :</c> at the start, or 0. The colon may be full width, with a blank before it (French).
    /// </summary>
    private static int PrefixLength(ReadOnlySpan<char> rest, out bool isForward)
    {
        isForward = false;
        var colon = rest[..Math.Min(rest.Length, MaxTag)].IndexOfAny(':', '：');
        if (colon <= 0) return 0;
        var word = StripCounter(rest[..colon].TrimEnd(' ')).TrimEnd(' ').TrimEnd('.');
        if (word.Length is 0 or > 20) return 0;
        if (word is [ItalianReply or ItalianForward])
        {
            isForward = word[0] == ItalianForward;
            return colon + 1;
        }
        Span<char> folded = stackalloc char[20];
        for (var i = 0; i < word.Length; i++) folded[i] = Fold(word[i]);
        var key = folded[..word.Length];
        isForward = IsForwardWord.Contains(key);
        return isForward || IsReplyWord.Contains(key) ? colon + 1 : 0;
    }

    private static ReadOnlySpan<char> StripCounter(ReadOnlySpan<char> word)
    {
        if (word.Length == 0) return word;
        if (word[^1] is ']' or ')')
        {
            var open = word.LastIndexOf(word[^1] == ']' ? '[' : '(');
            return open > 0 && word[(open + 1)..^1].Trim(' ') is var inside && inside.Length is > 0 and <= 4
                && !inside.ContainsAnyExceptInRange('0', '9')
                ? word[..open]
                : word;
        }
        var digits = word.TrimEnd("0123456789");
        return digits.Length < word.Length ? digits.TrimEnd("^*-") : word;
    }

    private static ReadOnlySpan<char> StripTrailer(ReadOnlySpan<char> rest, scoped ref bool trailer, scoped ref string? ticket)
    {
        if (rest.EndsWith("(fwd)", StringComparison.OrdinalIgnoreCase) || rest.EndsWith("(fw)", StringComparison.OrdinalIgnoreCase))
        {
            trailer = true;
            return rest[..rest.LastIndexOf('(')];
        }
        if (rest.Length == 0 || rest[^1] != ']') return rest;
        var open = rest[Math.Max(0, rest.Length - MaxTag)..].LastIndexOf('[');
        if (open < 0) return rest;
        open += Math.Max(0, rest.Length - MaxTag);
        if (!TryTicket(rest[(open + 1)..^1], out var number)) return rest;
        ticket ??= number;
        return rest[..open];
    }

    /// <summary><c>[Fwd: subject]</c> (RFC 5256 subj-fwd).</summary>
    private static ReadOnlySpan<char> StripForwardBrackets(ReadOnlySpan<char> rest, scoped ref bool forward)
    {
        if (rest.Length < 2 || rest[0] != '[' || rest[^1] != ']') return rest;
        var prefix = PrefixLength(rest[1..^1], out var isForward);
        if (prefix == 0 || !isForward) return rest;
        forward = true;
        return rest[(1 + prefix)..^1].Trim(' ');
    }

    /// <summary>A leading <c>[blob]</c>: goes when words remain behind it, or when it is a tag that says nothing by itself.</summary>
    private static ReadOnlySpan<char> StripTag(ReadOnlySpan<char> rest, scoped ref string? ticket)
    {
        if (rest.Length == 0 || rest[0] != '[') return rest;
        var close = rest[..Math.Min(rest.Length, MaxTag)].IndexOf(']');
        if (close <= 1) return rest;
        var inside = rest[1..close].Trim(' ');
        var remains = rest[(close + 1)..].Trim(' ');
        var isTicket = TryTicket(inside, out var number);
        if (isTicket) ticket ??= number;
        else if (remains.Length == 0 && !IsWarning(inside)) return rest;
        return remains;
    }

    private static bool IsWarning(ReadOnlySpan<char> tag) =>
        tag.Equals("EXTERNAL", StringComparison.OrdinalIgnoreCase) || tag.Equals("EXT", StringComparison.OrdinalIgnoreCase)
        || tag.Equals("EXTERN", StringComparison.OrdinalIgnoreCase) || tag.Equals("SPAM", StringComparison.OrdinalIgnoreCase);

    private static bool TryTicket(ReadOnlySpan<char> tag, out string number)
    {
        number = "";
        var hash = tag.IndexOf('#');
        if (hash < 0 || (hash > 0 && tag[..hash].ContainsAny(' ', '/'))) return false;
        var digits = tag[(hash + 1)..].Trim(' ');
        if (digits.Length is 0 or > 20 || digits.ContainsAnyExceptInRange('0', '9')) return false;
        number = digits.ToString();
        return true;
    }

    private static FrozenSet<string> Words(params string[] lines) =>
        lines.SelectMany(static line => line.Split(' '))
            .Select(static word => string.Concat(word.Replace('_', ' ').Normalize(NormalizationForm.FormC).Select(Fold)))
            .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>QUIRK Turkish programs write İLT and ilt: both i are one here, as in every other language.</summary>
    private static char Fold(char c) => c is 'İ' or 'ı' or 'I' ? 'i' : char.ToLowerInvariant(c);
}

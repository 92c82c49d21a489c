using System.Buffers;

namespace MailBridge.Mime;

/// <summary>
/// Finds where the signature of a stretch of own text begins. Looks at its end only, so the work is bounded by the stretch.
/// </summary>
internal static class Signatures
{
    /// <summary>Lines below a delimiter that is also drawn by hand; below more, it parts chapters.</summary>
    private const int MaxBelowDelimiter = 15;

    /// <summary>Lines below a closing: name, role, company, addresses, phones.</summary>
    private const int MaxBelowClosing = 8;

    /// <summary>Signatures below each other: a closing, a delimiter, a program's line and a list's footer are four.</summary>
    private const int MaxRounds = 12;

    /// <summary>A line of a signature block is no sentence.</summary>
    private const int ShortLine = 80;

    /// <summary>What may link a closing with a place or a second one: "Viele Grüße aus Bonn".</summary>
    private static readonly Phrases Linking = new("aus", "from", "de", "uit", "da", "und", "and", "/", "i.a.", "i. a.", "ppa.");

    private static readonly SearchValues<char> NotInNames = SearchValues.Create(".:;,?!@");

    /// <summary>The first line of the signature in [start, end), or <paramref name="end"/>.</summary>
    internal static int Begin(IReadOnlyList<MailLine> lines, int start, int end)
    {
        while (end > start && lines[end - 1].IsBlank) end--;
        var cut = end;
        for (var round = 0; round < MaxRounds; round++)
        {
            var before = cut;
            cut = Trim(lines, start, Delimiter(lines, start, cut));
            cut = Trim(lines, start, Mobile(lines, start, cut));
            cut = Trim(lines, start, Closing(lines, start, cut));
            cut = Trim(lines, start, DashedName(lines, start, cut));
            if (cut == before) break;
        }
        return cut;
    }

    private static int Trim(IReadOnlyList<MailLine> lines, int start, int cut)
    {
        // QUIRK the Streak extension for Gmail leaves this letter at the end.
        while (cut > start && (lines[cut - 1].IsBlank || lines[cut - 1].Has(MailMark.Rule) || lines[cut - 1].Body == "ᐧ")) cut--;
        return cut;
    }

    /// <summary>
    /// RFC 3676 §4.3 <c>-- </c>, with the blank lost by many; a dash alone, or a row of underscores as list servers draw it.
    /// </summary>
    private static int Delimiter(IReadOnlyList<MailLine> lines, int start, int end)
    {
        var below = 0;
        var found = end;
        for (var i = end - 1; i >= start && below <= MaxBelowDelimiter; i--)
        {
            if (lines[i].IsBlank) continue;
            if (IsDelimiter(lines[i])) found = i;
            below++;
        }
        return found;
    }

    private static bool IsDelimiter(MailLine line)
    {
        if (line.Has(MailMark.Rule) || line.Depth > 0) return false;
        var body = line.Body.AsSpan();
        return body is "--" or "—" or "–" or "‐‐" or "- -" or "-- --" || (body.Length >= 2 && body.IndexOfAnyExcept('_') < 0);
    }

    /// <summary>Lines of mobile programs at the end, and what stands between and below them if it is short.</summary>
    private static int Mobile(IReadOnlyList<MailLine> lines, int start, int end)
    {
        var below = 0;
        for (var i = end - 1; i >= start && below < 3; i--)
        {
            if (lines[i].IsBlank) continue;
            if (lines[i].Body.Length > ShortLine * 2) return end;
            if (IsMobile(lines[i].Body)) return i;
            below++;
        }
        return end;
    }

    /// <summary>Whether a line is one of a mobile program: "Sent from my phone", not "Sent from my desk, which …".</summary>
    internal static bool IsMobile(string body)
    {
        if (body.Length is < 6 or > 300) return false;
        var folded = WithoutAddresses(Folded.Of(body));
        var core = folded.AsSpan().Trim("<>()[]*_-~.!| ");
        if (core.Length is < 6 or > 130) return false;
        if (IsAppStoreLine(body, core) || IsSentLine(body, core) || core.StartsWith("yahoo mail: ", StringComparison.Ordinal)) return true;
        var head = core[..SentenceEnd(core)];
        var tail = core[head.Length..].Trim(" .!,;");
        if (tail.Length > 0 && !SignatureWords.Excuses.In(tail) && !IsApposition(tail)) return false;
        var words = head.Count(' ') + 1;
        if (words > 12) return false;
        var begins = SignatureWords.SentStarts.StartOf(head);
        if (begins > 0)
        {
            var rest = head[begins..];
            var isModelNumber = words <= 6 && rest.TrimStart().StartsWith("my ", StringComparison.Ordinal)
                && rest.ContainsAnyInRange('0', '9');
            return isModelNumber || IsDevice(head) || IsProduct(body, words);
        }
        foreach (var ending in SignatureWords.SentEnds)
            if (head.EndsWith(ending, StringComparison.Ordinal) && IsDevice(head)) return true;
        var from = head.IndexOf(" from ", StringComparison.Ordinal);
        return words <= 5 && from >= 0 && SignatureWords.Devices.In(head[(from + 6)..]);
    }

    /// <summary>
    /// QUIRK phones sold by a carrier name it behind a comma: "…, an AT&amp;T 5G smartphone", "…, Samsung Galaxy smartphone".
    /// </summary>
    private static bool IsApposition(ReadOnlySpan<char> tail) =>
        tail.Count(' ') < 8
        && (tail.EndsWith("smartphone", StringComparison.Ordinal) || tail.EndsWith(" device", StringComparison.Ordinal)
            || tail.EndsWith(" tablet", StringComparison.Ordinal))
        && (tail.StartsWith("an ", StringComparison.Ordinal) || tail.StartsWith("a ", StringComparison.Ordinal)
            || SignatureWords.DeviceNames.In(tail));

    /// <summary>"Get Outlook for iOS" in any language: a platform, a program, and its link in brackets.</summary>
    private static bool IsAppStoreLine(string body, ReadOnlySpan<char> head) =>
        head.Count(' ') < 8 && head.Contains("outlook", StringComparison.Ordinal)
        && (head.Contains("ios", StringComparison.Ordinal) || head.Contains("android", StringComparison.Ordinal))
        && (body.Contains("//aka.ms/", StringComparison.Ordinal) || SignatureWords.GetOutlook.In(head));

    /// <summary>"Sent" and a device in a short line without a sentence's end, in whatever order the language has them.</summary>
    private static bool IsSentLine(string body, ReadOnlySpan<char> core) =>
        core.Count(' ') < 8 && core.Length <= 70 && body[^1] is not ('?' or '!' or ':') && !core.Contains(',')
        && SignatureWords.DeviceNames.In(core) && SignatureWords.SentStems.In(core)
        && !ReplyWords.Own.In(core) && !StartsLikeSentence(core);

    /// <summary>"I sent", "it was sent", "wurde gesendet": somebody tells about it.</summary>
    private static bool StartsLikeSentence(ReadOnlySpan<char> core) =>
        SignatureWords.Tellers.StartOf(core) > 0;

    /// <summary>"Sent with Missive": a verb, a preposition and a name of one or two words that no table needs to know.</summary>
    private static bool IsProduct(string body, int words)
    {
        if (words is < 3 or > 4 || !body.StartsWith("Sent ", StringComparison.OrdinalIgnoreCase)) return false;
        var text = body.AsSpan();
        var link = text.IndexOfAny('<', '(');
        if (link > 0) text = text[..link];
        var seen = 0;
        foreach (var range in text.Trim(" .").Split(' '))
            if (seen++ >= 2 && (text.Trim(" .")[range] is not [var first, ..] || !(char.IsUpper(first) || first == '['))) return false;
        return seen >= 3;
    }

    /// <summary>Languages that inflect names bend these: iPhonu, iPadille, Androidista.</summary>
    private static bool IsDevice(ReadOnlySpan<char> head) =>
        SignatureWords.Devices.In(head) || head.Contains("iphon", StringComparison.Ordinal)
            || head.Contains("ipad", StringComparison.Ordinal)
        || head.Contains("android", StringComparison.Ordinal) || head.Contains("mobil", StringComparison.Ordinal)
        || head.Contains("telefon", StringComparison.Ordinal);

    /// <summary>Where the first sentence ends; a dot inside a name (web.de, mail.ru) ends nothing.</summary>
    private static int SentenceEnd(ReadOnlySpan<char> core)
    {
        for (var i = 0; i < core.Length; i++)
            if (core[i] is ',' or ';' or '!' || (core[i] == '.' && (i + 1 == core.Length || core[i + 1] == ' '))) return i;
        return core.Length;
    }

    /// <summary>Takes web addresses and the brackets of links (also Markdown's) out.</summary>
    private static string WithoutAddresses(string folded)
    {
        var at = folded.IndexOf("http", StringComparison.Ordinal);
        while (at >= 0)
        {
            var end = at;
            while (end < folded.Length && folded[end] is not (' ' or '>' or ')' or ']')) end++;
            folded = folded.Remove(at, end - at);
            at = folded.IndexOf("http", at, StringComparison.Ordinal);
        }
        return folded.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)
            .Replace("()", "", StringComparison.Ordinal).Replace("<>", "", StringComparison.Ordinal).Replace(" " +
                " ", " ", StringComparison.Ordinal).Trim();
    }

    /// <summary>"-Ann" or "— Ann Smith" alone below a blank line; below another dash it is an item of a list.</summary>
    private static int DashedName(IReadOnlyList<MailLine> lines, int start, int end)
    {
        if (end - start < 2 || lines[end - 1].Depth > 0 || !lines[end - 2].IsBlank
            || lines[end - 1].Body is not ['-' or '–' or '—' or '~', ..] || lines[end - 1].Body.Length > 40)
            return end;
        var name = lines[end - 1].Body.AsSpan().TrimStart("-–—~ ");
        if (name.Length < 2 || name.Count(' ') > 2 || name.IndexOfAny(NotInNames) >= 0 || name.ContainsAnyInRange('0', '9')) return end;
        foreach (var word in name.Split(' '))
            if (name[word] is not [var first, ..] || !char.IsUpper(first)) return end;
        for (var i = end - 2; i >= start; i--)
            if (!lines[i].IsBlank) return lines[i].Body[0] is '-' or '–' or '—' or '*' ? end : end - 1;
        return end;
    }

    private static int Closing(IReadOnlyList<MailLine> lines, int start, int end)
    {
        var below = 0;
        for (var i = end - 1; i >= start; i--)
        {
            if (lines[i].IsBlank) continue;
            if (lines[i].Depth > 0 || lines[i].Body.Length > ShortLine) return end;
            if (IsClosing(lines[i].Body, out var hasName) && (below > 0 || hasName)) return i;
            var isParagraph = i == start || lines[i - 1].IsBlank;
            if (below > 0 && isParagraph && IsLikeClosing(lines[i].Body) && IsLikeName(lines, i + 1, end)) return i;
            if (++below > MaxBelowClosing) return end;
        }
        return end;
    }

    /// <summary>Whether a line is a closing alone, or a closing and a name.</summary>
    internal static bool IsClosing(string body, out bool hasName)
    {
        hasName = false;
        if (body.Length > 60) return false;
        var folded = Folded.Of(body);
        var core = folded.AsSpan().TrimEnd(",.!;:。、，،！ ");
        if (SignatureWords.Closings.Contains(core)) return true;
        var length = SignatureWords.Closings.StartOf(core);
        // "LG Bob", "Viele Grüße Bob Fox": a closing and nothing but a name.
        if (length > 0 && core.Length <= 40 && !SignatureWords.Ambiguous.Contains(core[..length]) && IsNames(body, length))
            return hasName = true;
        if (length < 4) return false;
        var rest = core[length..];
        if (rest.Count(' ') > 4 || rest.Contains(". ", StringComparison.Ordinal)) return false;
        hasName = rest.TrimStart()[0] == ',';
        return hasName || Linking.StartOf(rest.TrimStart()) > 0;
    }

    /// <summary>A short line without a sentence's end that holds a word of closings; in a paragraph of its own above a name.</summary>
    private static bool IsLikeClosing(string body)
    {
        if (body.Length > 50 || body[^1] is ':' or '?' or '.') return false;
        var folded = Folded.Of(body);
        return folded.AsSpan().Count(' ') < 6 && !folded.AsSpan().ContainsAnyInRange('0', '9') && SignatureWords.ClosingStems.In(folded);
    }

    /// <summary>The next line is a name: up to five words, the first with a capital where the script has them, and no sentence.</summary>
    private static bool IsLikeName(IReadOnlyList<MailLine> lines, int from, int end)
    {
        while (from < end && lines[from].IsBlank) from++;
        if (from >= end) return false;
        var body = lines[from].Body.AsSpan().Trim("*_/-– ");
        return body.Length is > 0 and <= 40 && !char.IsLower(body[0]) && body.Count(' ') < 5 && body[^1] is not ('.' or '?' or '!' or ':');
    }

    private static bool IsNames(string body, int closing)
    {
        if (closing >= body.Length) return false;
        var names = body.AsSpan(closing).Trim(" ,.!");
        var count = 0;
        foreach (var range in names.Split(' '))
            if (names[range] is not [var first, ..] word || ++count > 3 || !char.IsUpper(first) || word.IndexOfAny(NotInNames) >= 0)
                return false;
        return count > 0;
    }
}

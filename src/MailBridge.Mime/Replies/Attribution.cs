namespace MailBridge.Mime;

/// <summary>How sure it is that a line introduces an earlier mail.</summary>
internal enum AttributionStrength
{
    None,

    /// <summary>Only if marked text follows.</summary>
    Weak,

    /// <summary>Even if the mail program did not mark what follows.</summary>
    Strong,
}

/// <summary>
/// Reads attribution lines: a date or an address, usually a word for "wrote", a colon, in any order and over up to
/// <see cref="MaxLines"/> lines (programs and relays wrap them).
/// </summary>
internal static class Attribution
{
    internal const int MaxLines = 5;

    /// <summary>UTF-16 units; longer than any name, address and date together, short enough to stay cheap.</summary>
    private const int MaxLength = 420;

    /// <summary>Finds an attribution that begins on line <paramref name="at"/>; gives the line behind it.</summary>
    internal static AttributionStrength Match(IReadOnlyList<MailLine> lines, int at, out int end)
    {
        end = at;
        var joined = "";
        var depth = lines[at].Depth;
        var blanks = 0;
        var best = AttributionStrength.None;
        for (var i = at; i < lines.Count && i < at + MaxLines + blanks; i++)
        {
            var line = lines[i];
            if (line.IsBlank)
            {
                // QUIRK Windows Mail puts the address on lines of its own, with blank ones around it.
                if (i == at || blanks == 1 || i + 1 >= lines.Count || lines[i + 1].Body is not ['<', ..]) break;
                blanks++;
                continue;
            }
            // A relay that wraps a marked attribution leaves its second line with a mark less or more.
            if (i > at && line.Depth > depth && !IsAddressOpen(joined)) break;
            if (i > at && line.Has(MailMark.Rule)) break;
            if (joined.Length + line.Body.Length > MaxLength) break;
            joined = joined.Length == 0 ? line.Body : joined + " " + line.Body;
            var strength = OfText(joined);
            if (strength <= best) continue;
            if (i > at && BeginsLater(lines, at, i, strength)) break;
            (best, end) = (strength, i + 1);
            // Without a colon the rest of the name may stand on the next line.
            if (strength == AttributionStrength.Strong || joined.AsSpan().TrimEnd() is [.., ':' or '：']) break;
        }
        return best;
    }

    /// <summary>An address was begun and not ended, so the next line goes on with it.</summary>
    private static bool IsAddressOpen(string joined) => joined.AsSpan().Count('<') > joined.AsSpan().Count('>');

    /// <summary>Whether the attribution is complete without its first line, which then is the end of a paragraph above.</summary>
    private static bool BeginsLater(IReadOnlyList<MailLine> lines, int at, int last, AttributionStrength whole)
    {
        var first = Folded.Of(lines[at].Body);
        if (StartsLikeOne(first) && !EndsSentence(lines[at].Body)) return false;
        if (lines[at + 1].Body is ['<' or '(' or '[', ..] && !EndsSentence(lines[at].Body)) return false;
        var joined = "";
        for (var i = at + 1; i <= last; i++)
        {
            if (!lines[i].IsBlank) joined = joined.Length == 0 ? lines[i].Body : joined + " " + lines[i].Body;
        }
        // What the line adds - the date, the address - belongs to the attribution below, unless it ended a sentence.
        var all = string.Join(' ', Enumerable.Range(at, last - at + 1).Select(i => lines[i].Body));
        return OfText(joined) >= whole && (EndsSentence(lines[at].Body) || Kinds(joined) >= Kinds(all));
    }

    /// <summary>How many of date, address and verb a text holds.</summary>
    private static int Kinds(string text)
    {
        var folded = Folded.Of(text);
        return (DateEvidence.In(folded).IsAny ? 1 : 0) + (AddressAt(folded) >= 0 ? 1 : 0) + (VerbEnd(folded, out _) ? 1 : 0);
    }

    private static bool EndsSentence(string text) =>
        text is [.., '.' or '!' or '?' or '。' or '！' or '？' or '؟'] and not [.., 'a' or 'p', '.', 'm', '.'];

    private static bool StartsLikeOne(string folded)
    {
        var core = folded.AsSpan().TrimStart("-_*=> |[\"'");
        return core.Length > 0 && (char.IsAsciiDigit(core[0]) || OpenerLength(core) > 0 || Weekday(core));
    }

    /// <summary>Judges the text of a whole attribution.</summary>
    internal static AttributionStrength OfText(string text)
    {
        if (text.Length < 6) return AttributionStrength.None;
        var folded = Folded.Of(text);
        if (folded.Length < 6) return AttributionStrength.None;
        var last = folded[^1];
        if (last is not (':' or '>' or '-' or '_' or '*' or ')') && !char.IsLetter(last)) return AttributionStrength.None;
        var core = folded.AsSpan().Trim("-_*=| ");
        var isDecorated = folded[0] is '-' or '*' or '_' && folded[^1] is '-' or '*' or '_' && core.Length + 4 <= folded.Length;
        // "Ann wrote: (5 March 2024 10:15)" has its colon before the date.
        var hasColon = core.Length > 0 && (core[^1] == ':' || (core[^1] == ')' && core.Contains(": (", StringComparison.Ordinal)));
        core = core.TrimEnd(": ");
        if (core.Length < 4) return AttributionStrength.None;
        var verb = VerbEnd(core, out var afterVerb);
        if (verb && !hasColon && !isDecorated && !IsVerbLast(afterVerb)) verb = false;
        if (verb && IsProseAfter(text, afterVerb)) return AttributionStrength.None;
        var date = DateEvidence.In(core);
        var address = AddressAt(core);
        var opener = OpenerLength(core) > 0 || Weekday(core) || char.IsAsciiDigit(core[0]);
        // Address in brackets, date and colon: what programs write in every language, with or without a verb.
        if ((hasColon || isDecorated) && address > 0 && core[address - 1] is '<' or '(' or '[' && date.IsFull && Words(core) <= 26
            && !ReplyWords.Own.In(core) && (opener || StartsCapital(text) || DateEvidence.In(core[..Math.Min(core.Length, 30)]).IsAny))
            return AttributionStrength.Strong;
        return verb ? WithVerb(text, core, hasColon || isDecorated, date, address, opener)
            : WithoutVerb(text, core, last, hasColon, date, address);
    }

    private static AttributionStrength WithVerb(string text, ReadOnlySpan<char> core, bool isClosed, DateEvidence date, int address,
        bool opener)
    {
        if (ReplyWords.Own.In(core) && address < 0) return isClosed && date.IsDate ? AttributionStrength.Weak : AttributionStrength.None;
        if (isClosed && date.IsFull && IsNameBefore(text, core)) return AttributionStrength.Strong;
        var startsRight = opener || address is >= 0 and <= 70 || core[0] is '"' or '\'';
        if (startsRight && StartsCapital(text) && isClosed && LowerWords(text) <= 6 && (date.IsDate || (address >= 0 && date.IsAny)))
            return AttributionStrength.Strong;
        if (startsRight && address >= 0 && isClosed && WordsBefore(core, address) <= 6) return AttributionStrength.Strong;
        if (startsRight && (date.IsAny || address >= 0)) return AttributionStrength.Weak;
        return isClosed && core.Length <= 90 && Words(core) <= 10 ? AttributionStrength.Weak : AttributionStrength.None;
    }

    /// <summary>Date, name and address alone: <c>2015-10-18 0:17 GMT+03:00 N &lt;a&gt;:</c>, and languages that no table knows.</summary>
    private static AttributionStrength WithoutVerb(string text, ReadOnlySpan<char> core, char last, bool hasColon, DateEvidence date,
        int address)
    {
        // Gmail's form where it has none for the language: "2016-03-03 17:21 GMT+01:00 Some One".
        if (date is { HasYear: true, HasTime: true } && char.IsAsciiDigit(core[0]) && HasZone(core) && Words(core) <= 8)
            return IsNameBehindZone(text) ? AttributionStrength.Strong : AttributionStrength.Weak;
        // "Quoting Ann <a@b.example>:" (Horde) and "Ann Lee:" tell their kind by the marked text below.
        if (hasColon && ((address >= 0 && Words(core) <= 8) || IsName(text)))
            return date.IsDate && char.IsAsciiDigit(core[0]) ? AttributionStrength.Strong : AttributionStrength.Weak;
        // A full date and a colon above marked text, in a language that no table knows.
        if (address < 0) return hasColon && date.IsFull && Words(core) <= 16 ? AttributionStrength.Weak : AttributionStrength.None;
        if (!date.IsDate) return AttributionStrength.None;
        if (char.IsAsciiDigit(core[0]))
            return hasColon ? AttributionStrength.Strong : last == '>' ? AttributionStrength.Weak : AttributionStrength.None;
        return hasColon && Words(core) <= 24 ? AttributionStrength.Weak : AttributionStrength.None;
    }

    private static bool VerbEnd(ReadOnlySpan<char> core, out ReadOnlySpan<char> after)
    {
        after = [];
        var at = ReplyWords.Wrote.Find(core);
        if (at >= 0)
        {
            after = core[at..];
            return true;
        }
        foreach (var word in ReplyWords.WroteWithoutBlanks)
        {
            at = core.IndexOf(word, StringComparison.Ordinal);
            if (at < 0) continue;
            after = core[at..];
            return true;
        }
        // Gmail writes the address and the verb without a blank: "<a@b.example>wrote".
        return false;
    }

    /// <summary>Without a colon the verb must end the line: "… &lt;a@b&gt; wrote".</summary>
    private static bool IsVerbLast(ReadOnlySpan<char> fromVerb) => Words(fromVerb) <= 2;

    private static int AddressAt(ReadOnlySpan<char> core)
    {
        var at = core.IndexOf('@');
        while (at >= 0)
        {
            if (at > 0 && at + 1 < core.Length && !char.IsWhiteSpace(core[at - 1]) && !char.IsWhiteSpace(core[at + 1]))
            {
                var start = at;
                while (start > 0 && core[start - 1] is not (' ' or '<' or '[' or '(' or ':')) start--;
                return start;
            }
            var next = core[(at + 1)..].IndexOf('@');
            at = next < 0 ? -1 : at + 1 + next;
        }
        return core.IndexOf("mailto:", StringComparison.Ordinal);
    }

    private static bool StartsCapital(string text)
    {
        foreach (var c in text)
        {
            // Decorated lines and Italian dates begin small.
            if (char.IsLower(c)) return text.AsSpan().TrimStart(">*_ ") is ['-', ..] or ['i', 'l', ' ', ..];
            if (char.IsLetterOrDigit(c)) return true;
        }
        return true;
    }

    private static int OpenerLength(ReadOnlySpan<char> core)
    {
        var end = core.IndexOfAny(' ', ',', ':');
        var word = end < 0 ? core : core[..end];
        if (word.Length is 0 or > 12) return 0;
        if (word[0] is '在' or '于' or '於' || (word[0] is 'ב' && word.Length > 1)) return 1;
        return ReplyWords.Openers.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word) ? word.Length : 0;
    }

    /// <summary>A short word, a comma or dot, then a digit or a month: <c>Fri, 28 Apr</c>, <c>mié., 5 mar</c>.</summary>
    private static bool Weekday(ReadOnlySpan<char> core)
    {
        var end = core.IndexOfAny(',', '.', ' ');
        if (end is < 2 or > 12) return false;
        var rest = core[end..].TrimStart(",. ");
        return rest.Length > 0 && (char.IsAsciiDigit(rest[0]) || ReplyWords.Months.StartOf(rest) > 0);
    }

    private static bool HasZone(ReadOnlySpan<char> core) =>
        core.Contains(" gmt", StringComparison.Ordinal) || core.Contains(" utc", StringComparison.Ordinal);

    /// <summary>"… GMT+01:00 Some One": a log line goes on in small letters or with a colon.</summary>
    private static bool IsNameBehindZone(string text)
    {
        var zone = Math.Max(text.LastIndexOf("GMT", StringComparison.OrdinalIgnoreCase),
            text.LastIndexOf("UTC", StringComparison.OrdinalIgnoreCase));
        var end = zone < 0 ? -1 : text.IndexOf(' ', zone);
        if (end < 0) return false;
        foreach (var range in text.AsSpan(end).Trim(" :").Split(' '))
            if (text.AsSpan(end).Trim(" :")[range] is not [var first, ..] word || char.IsLower(first) || word[^1] == ':') return false;
        return true;
    }

    /// <summary>Words in small letters that stand in no table of attributions' words; a sentence has many.</summary>
    private static int LowerWords(string text)
    {
        var count = 0;
        foreach (var range in text.AsSpan().Split(' '))
        {
            var word = text.AsSpan()[range].Trim(",.;:()");
            if (word.Length > 1 && char.IsLower(word[0]) && !word.Contains('@')) count++;
        }
        return count;
    }

    /// <summary>Nothing but a name before the verb: capitals and the small words of names.</summary>
    private static bool IsNameBefore(string text, ReadOnlySpan<char> core)
    {
        var fromVerb = VerbEnd(core, out var after) ? after.Length : core.Length;
        var words = Words(core[..^fromVerb]);
        if (words is 0 or > 7) return false;
        foreach (var range in text.AsSpan().TrimStart("-_*=| ").Split(' '))
        {
            if (words-- == 0) return true;
            var word = text.AsSpan().TrimStart("-_*=| ")[range].Trim("(),.\"'");
            if (word.Length == 0) return false;
            if (!char.IsUpper(word[0]) && !IsCaseless(word[0]) && !ReplyWords.NameParticles.Contains(word.ToString())) return false;
        }
        return true;
    }

    private static bool IsCaseless(char c) => char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.OtherLetter;

    /// <summary>"schrieb mir": a small word behind the verb. With a capital it is a name ("skrev Han").</summary>
    private static bool IsProseAfter(string text, ReadOnlySpan<char> fromVerb)
    {
        var length = ReplyWords.Wrote.StartOf(fromVerb);
        if (length == 0 || fromVerb.Length == length) return false;
        var rest = fromVerb[length..].TrimStart();
        var word = ReplyWords.ProseAfterVerb.StartOf(rest);
        return word > 0 && text.AsSpan().Contains(rest[..word], StringComparison.Ordinal);
    }

    /// <summary>Two to four words with capitals and a colon.</summary>
    private static bool IsName(string text)
    {
        var words = text.TrimEnd(':', ' ', '\u00A0').Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length is >= 2 and <= 4 && Array.TrueForAll(words, static word => char.IsUpper(word[0]));
    }

    private static int WordsBefore(ReadOnlySpan<char> core, int at) => Words(core[..at]);

    private static int Words(ReadOnlySpan<char> text)
    {
        var (count, inWord) = (0, false);
        foreach (var c in text)
        {
            if (c == ' ') inWord = false;
            else if (!inWord) (count, inWord) = (count + 1, true);
        }
        return count;
    }
}

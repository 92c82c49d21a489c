namespace MailBridge.Mime;

/// <summary>What a line says about a point in time; no value is parsed, only the shape is seen.</summary>
internal readonly record struct DateEvidence(bool HasYear, bool HasTime, bool HasDay)
{
    /// <summary>A date that only a program writes: a year, or day and time together.</summary>
    internal bool IsDate => HasYear || (HasTime && HasDay);

    /// <summary>Year, day and time, or all but one of them: too much for a sentence in passing.</summary>
    internal bool IsFull => (HasYear && (HasTime || HasDay)) || (HasTime && HasDay);

    internal bool IsAny => HasYear || HasTime || HasDay;

    /// <summary>
    /// Looks at runs of digits: <c>2024</c>, <c>12:30</c>, <c>20.42</c> after a month, <c>3/4/24</c>, a day beside a month's name,
    /// <c>3月</c>.
    /// </summary>
    internal static DateEvidence In(ReadOnlySpan<char> folded)
    {
        var (year, time, day) = (false, false, false);
        var shorts = 0;
        for (var at = 0; at < folded.Length; at++)
        {
            if (!char.IsAsciiDigit(folded[at]) || (at > 0 && (char.IsLetter(folded[at - 1]) && folded[at - 1] < '\u3000'))) continue;
            var end = at;
            while (end < folded.Length && char.IsAsciiDigit(folded[end])) end++;
            var length = end - at;
            if (length == 4 && folded[at] is '1' or '2' && (folded.Slice(at, 2) is "19" or "20" or "25")) year = true;
            if (length <= 2 && end + 2 < folded.Length && folded[end] is ':' or 'h' && char.IsAsciiDigit(folded[end + 1])
                && char.IsAsciiDigit(folded[end + 2]))
                time = true;
            else if (length <= 2 && (at == 0 || folded[at - 1] != ':'))
                shorts++;
            // 05.03.24, 3/5/24: three of a kind are a date with its year, two may be a time or a version.
            if (length <= 2 && ThreeParts(folded[at..])) (year, day) = (true, true);
            if (length <= 2 && end < folded.Length && folded[end] is '月' or '日' or '월' or '일' or '时' or '時') day = true;
            if (length <= 2 && end + 1 < folded.Length && folded[end] is '/' or '-' or '.' && char.IsAsciiDigit(folded[end + 1]))
                day = true;
            at = end;
        }
        var isNamed = (time || year || folded.ContainsAnyInRange('0', '9')) && ReplyWords.Months.In(folded);
        return new DateEvidence(year, time, day || (year && shorts > 0) || isNamed);
    }

    private static bool ThreeParts(ReadOnlySpan<char> text)
    {
        var at = 0;
        char? divider = null;
        for (var part = 0; part < 3; part++)
        {
            var start = at;
            while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
            if (at == start || at - start > (part == 2 ? 4 : 2)) return false;
            if (part == 2) return at - start is 2 or 4 && (at == text.Length || !char.IsLetter(text[at]));
            if (at == text.Length || text[at] is not ('.' or '/' or '-') || (divider is { } d && d != text[at])) return false;
            divider = text[at++];
            if (at < text.Length && text[at] == ' ') at++;
        }
        return false;
    }
}

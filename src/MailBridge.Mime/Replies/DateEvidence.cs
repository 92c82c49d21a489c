namespace MailBridge.Mime;

/// <summary>What a line says about a point in time; no value is parsed, only the shape is seen.</summary>
internal readonly record struct DateEvidence(bool HasYear, bool HasTime, bool HasDay)
{
    /// <summary>A date that only a program writes: a year, or day and time together.</summary>
    internal bool IsDate => HasYear || (HasTime && HasDay);

    internal bool IsAny => HasYear || HasTime || HasDay;

    /// <summary>
    /// Looks at runs of digits: <c>2024</c>, <c>12:30</c>, <c>20.42</c> after a month, <c>3/4/24</c>, a day beside a month's name,
    /// <c>3月</c>.
    /// </summary>
    internal static DateEvidence In(ReadOnlySpan<char> folded)
    {
        var (year, time, day) = (false, false, false);
        for (var at = 0; at < folded.Length; at++)
        {
            if (!char.IsAsciiDigit(folded[at]) || (at > 0 && (char.IsLetter(folded[at - 1]) && folded[at - 1] < '\u3000'))) continue;
            var end = at;
            while (end < folded.Length && char.IsAsciiDigit(folded[end])) end++;
            var length = end - at;
            if (length == 4 && folded[at] is '1' or '2' && (folded.Slice(at, 2) is "19" or "20")) year = true;
            if (length <= 2 && end + 2 < folded.Length && folded[end] is ':' or 'h' && char.IsAsciiDigit(folded[end + 1])
                && char.IsAsciiDigit(folded[end + 2]))
                time = true;
            if (length <= 2 && end < folded.Length && folded[end] is '月' or '日' or '월' or '일' or '时' or '時') day = true;
            if (length <= 2 && end + 1 < folded.Length && folded[end] is '/' or '-' or '.' && char.IsAsciiDigit(folded[end + 1]))
                day = true;
            at = end;
        }
        return new DateEvidence(year, time, day || ((time || year || folded.ContainsAnyInRange('0', '9')) && ReplyWords.Months.In(folded)));
    }
}

namespace MailBridge.Mime;

/// <summary>Finds text that no person wrote for this mail: legal notices at the end, warnings of gateways at the top.</summary>
internal static class Notices
{
    private const int MaxBannerLines = 6;

    /// <summary>The first line of the legal notices at the end of [start, end), or <paramref name="end"/>.</summary>
    internal static int Begin(IReadOnlyList<MailLine> lines, int start, int end)
    {
        var cut = end;
        while (true)
        {
            var last = cut;
            while (last > start && (lines[last - 1].IsBlank || Separators.IsRule(lines[last - 1]))) last--;
            var first = last;
            while (first > start && !lines[first - 1].IsBlank && last - first < 60) first--;
            if (first == last || !IsNotice(lines, first, last)) return cut;
            cut = first;
            while (cut > start && (Separators.IsRule(lines[cut - 1]) || lines[cut - 1].Body is "---" or "--" or "___")) cut--;
        }
    }

    private static bool IsNotice(IReadOnlyList<MailLine> lines, int first, int last)
    {
        var text = string.Join(' ', Enumerable.Range(first, last - first).Select(i => lines[i].Body));
        if (text.Length is < 20 or > 8000) return false;
        var folded = Folded.Of(text);
        if (text.Length <= 400 && SignatureWords.Environment.In(folded) && SignatureWords.Printing.In(folded)
            && SignatureWords.Considering.In(folded))
            return true;
        if (text.Length <= 300 && SignatureWords.Scanners.In(folded) && HasLinkOrVirus(folded)) return true;
        if (SignatureWords.Imprint.Count(word => folded.Contains(word, StringComparison.Ordinal)) >= 2) return true;
        if (text.Length < 100) return false;
        var kinds = SignatureWords.Notices.Count(words => words.In(folded));
        return kinds >= 3 || (kinds == 2 && SignatureWords.Notices[0].In(folded));
    }

    /// <summary>A scanner names its page, or the viruses that it looked for.</summary>
    private static bool HasLinkOrVirus(string folded) =>
        folded.Contains("http", StringComparison.Ordinal) || folded.Contains("www.", StringComparison.Ordinal)
        || folded.Contains("virus", StringComparison.Ordinal) || folded.Contains("viren", StringComparison.Ordinal);

    /// <summary>The line behind the warnings on top of [start, end), or <paramref name="start"/>.</summary>
    internal static int BannerEnd(IReadOnlyList<MailLine> lines, int start, int end)
    {
        while (start < end && lines[start].IsBlank) start++;
        var first = start;
        var stop = first;
        while (stop < end && stop - first < MaxBannerLines && !lines[stop].IsBlank) stop++;
        if (stop == first || stop == end) return first;
        if (!IsBanner(lines, first, stop))
        {
            // A title in a paragraph of its own: "External (ann@x.example)".
            if (stop - first > 2 || lines[first].Body.Length > 60) return first;
            while (stop < end && lines[stop].IsBlank) stop++;
            while (stop < end && stop - first < MaxBannerLines && !lines[stop].IsBlank) stop++;
            if (!IsBanner(lines, first, stop)) return first;
        }
        while (stop < end && (lines[stop].IsBlank || Separators.IsRule(lines[stop]))) stop++;
        return stop < end ? stop : first;
    }

    private static bool IsBanner(IReadOnlyList<MailLine> lines, int first, int stop)
    {
        var folded = Folded.Of(string.Join(' ', Enumerable.Range(first, stop - first).Select(i => lines[i].Body)));
        var core = folded.AsSpan().TrimStart("*-_=!#⚠| ").TrimStart('\uFE0F').TrimStart();
        if (core.Length == 0 || folded.Length > 700) return false;
        // Microsoft's "you don't often get email from …", in every language with the same link.
        if (folded.Contains("aka.ms/learnaboutsenderidentification", StringComparison.Ordinal)) return true;
        // QUIRK Proofpoint writes its markers into the text.
        if (core.StartsWith("zjqcmqryfpfptbannerstart", StringComparison.Ordinal)) return true;
        if (SignatureWords.BannerStarts.StartOf(core) > 0)
        {
            var isTag = core.Length <= 40 && core[0] == '[' && core[^1] == ']';
            if (isTag || SignatureWords.BannerWords.In(core)) return true;
        }
        return folded.Length <= 400 && !folded.EndsWith('?') && Array.TrueForAll(SignatureWords.BannerStems, stems => stems.In(folded));
    }
}

using System.Buffers;
using System.Globalization;

namespace MailBridge.Mime;

/// <summary>Cuts a line in two, between words where it has any.</summary>
internal static class LineCut
{
    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t\u3000");

    /// <summary>Characters that are shown.</summary>
    internal static int Length(BodyLine line)
    {
        var length = 0;
        foreach (var run in line.Runs) length += IsShown(run) ? run.Text.Length : 0;
        return length;
    }

    private static bool IsShown(BodyRun run) => !run.Look.IsTarget || run.Look.IsElsewhere || !LinkAddress.IsAllowed(run.Look.Href!);

    /// <summary>The line, in as many as it takes to have none longer than that.</summary>
    internal static IEnumerable<BodyLine> Within(BodyLine line, int length)
    {
        if (Length(line) <= length) return [line];
        var lines = new List<BodyLine>();
        var runs = new List<BodyRun>();
        var room = length;
        foreach (var run in line.Runs)
        {
            var from = 0;
            while (IsShown(run) && run.Text.Length - from > room)
            {
                var to = End(run.Text, from, room);
                runs.AddRange(Slice(run, from, to));
                lines.Add(Part(line, runs, isFirst: lines.Count == 0));
                (runs, room, from) = ([], length, to);
            }
            runs.AddRange(Slice(run, from, run.Text.Length));
            room -= IsShown(run) ? run.Text.Length - from : 0;
        }
        lines.Add(Part(line, runs, isFirst: lines.Count == 0));
        return lines;
    }

    /// <summary>What stands before about that many characters, and the rest. Neither is empty for a length within the line.</summary>
    internal static (BodyLine Head, BodyLine Tail) At(BodyLine line, int length)
    {
        var (head, rest) = (new List<BodyRun>(), new List<BodyRun>());
        foreach (var run in line.Runs)
        {
            var to = rest.Count > 0 ? 0 : !IsShown(run) || run.Text.Length <= length ? run.Text.Length : End(run.Text, 0, length);
            head.AddRange(Slice(run, 0, to));
            rest.AddRange(Slice(run, to, run.Text.Length));
            length -= IsShown(run) ? to : 0;
        }
        return (Part(line, head, isFirst: true), Part(line, rest, isFirst: false));
    }

    /// <summary>The line with nothing around it and no link in it.</summary>
    internal static BodyLine AsText(BodyLine line) =>
        new(null, [.. line.Runs.Where(IsShown).Select(static run => new BodyRun(run.Text, BodyLook.Plain with { IsLiteral = true }))]);

    /// <summary>A line and its rest in one again.</summary>
    internal static BodyLine Joined(BodyLine line, BodyLine rest) => line with { Runs = [.. line.Runs, .. rest.Runs] };

    private static BodyLine Part(BodyLine line, List<BodyRun> runs, bool isFirst) =>
        line with { Runs = runs, Aligned = null, StartsItem = line.StartsItem && isFirst, IsRest = line.IsRest || !isFirst };

    /// <summary>Where to cut: behind the last blank if that takes half of the length along, else in the word.</summary>
    private static int End(string text, int from, int length)
    {
        var blank = text.AsSpan(from, length).LastIndexOfAny(Blanks);
        if (blank >= length / 2) return from + blank + 1;
        var end = from + length;
        while (end > from + (length / 2) && IsJoined(text[end])) end--;
        return end == from && length > 0 ? from + length : end;
    }

    /// <summary>A stretch of a run. What is left of a word that was cut is no address any more.</summary>
    private static IEnumerable<BodyRun> Slice(BodyRun run, int from, int to)
    {
        if (from == to) yield break;
        if (run.Look.Href is not null || run.Look.IsLiteral || to - from == run.Text.Length)
        {
            yield return new BodyRun(run.Text[from..to], run.Look);
            yield break;
        }
        var literal = run.Look with { IsLiteral = true };
        var first = IsInWord(run.Text, from) ? EndOfWord(run.Text, from, to) : from;
        var last = IsInWord(run.Text, to) ? first + run.Text.AsSpan(first, to - first).LastIndexOfAny(Blanks) + 1 : to;
        if (first > from) yield return new BodyRun(run.Text[from..first], literal);
        if (last > first) yield return new BodyRun(run.Text[first..last], run.Look);
        if (to > last) yield return new BodyRun(run.Text[last..to], literal);
    }

    private static bool IsInWord(string text, int at) =>
        at > 0 && at < text.Length && !Blanks.Contains(text[at - 1]) && !Blanks.Contains(text[at]);

    private static int EndOfWord(string text, int from, int to)
    {
        var blank = text.AsSpan(from, to - from).IndexOfAny(Blanks);
        return blank < 0 ? to : from + blank;
    }

    /// <summary>Whether the character belongs to the one before it.</summary>
    private static bool IsJoined(char c) => char.IsLowSurrogate(c) || c is '\u200D' or '\uFE0F'
        || char.GetUnicodeCategory(c)
            is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark;
}

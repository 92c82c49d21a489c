using System.Globalization;

namespace MailBridge.Mime;

/// <summary>Cuts a line in two, between words where it has any.</summary>
internal static class LineCut
{
    /// <summary>Characters that are shown.</summary>
    internal static int Length(BodyLine line)
    {
        var length = 0;
        foreach (var run in line.Runs) length += run.Look.IsTarget ? 0 : run.Text.Length;
        return length;
    }

    /// <summary>The line, in as many as it takes to have none longer than that.</summary>
    internal static IEnumerable<BodyLine> Within(BodyLine line, int length)
    {
        if (Length(line) <= length) return [line];
        var lines = new List<BodyLine>();
        var runs = new List<BodyRun>();
        var room = length;
        foreach (var run in line.Runs)
        {
            var rest = run;
            while (!run.Look.IsTarget && rest.Text.Length > room)
            {
                var (head, tail) = Parted(rest, room);
                if (head.Text.Length > 0) runs.Add(head);
                lines.Add(Part(line, runs, isFirst: lines.Count == 0));
                (runs, room, rest) = ([], length, tail);
            }
            runs.Add(rest);
            room -= run.Look.IsTarget ? 0 : rest.Text.Length;
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
            if (run.Look.IsTarget) (rest.Count > 0 ? rest : head).Add(run);
            else if (rest.Count > 0) rest.Add(run);
            else if (run.Text.Length <= length)
            {
                head.Add(run);
                length -= run.Text.Length;
            }
            else
            {
                var (before, after) = Parted(run, length);
                if (before.Text.Length > 0) head.Add(before);
                rest.Add(after);
            }
        }
        return (Part(line, head, isFirst: true), Part(line, rest, isFirst: false));
    }

    /// <summary>The line with nothing around it and no link in it.</summary>
    internal static BodyLine AsText(BodyLine line) =>
        new(null, [.. line.Runs.Where(static run => !run.Look.IsTarget).Select(static run => new BodyRun(run.Text, BodyLook.Plain with { IsLiteral = true }))]);

    /// <summary>A line and its rest in one again.</summary>
    internal static BodyLine Joined(BodyLine line, BodyLine rest) => line with { Runs = [.. line.Runs, .. rest.Runs] };

    private static BodyLine Part(BodyLine line, List<BodyRun> runs, bool isFirst) =>
        line with { Runs = runs, Aligned = null, StartsItem = line.StartsItem && isFirst, IsRest = line.IsRest || !isFirst };

    /// <summary>Parts a run behind a blank; a word that is cut is no address any more.</summary>
    private static (BodyRun Before, BodyRun After) Parted(BodyRun run, int at)
    {
        if (at == 0) return (run with { Text = "" }, run);
        var blank = run.Text.AsSpan(0, at).LastIndexOfAny(" \t\u3000");
        if (blank >= at / 2) return (run with { Text = run.Text[..(blank + 1)] }, run with { Text = run.Text[(blank + 1)..] });
        var whole = at;
        while (whole > at / 2 && IsJoined(run.Text[whole])) whole--;
        if (whole > 0) at = whole;
        var look = run.Look.Href is null ? run.Look with { IsLiteral = true } : run.Look;
        return (new BodyRun(run.Text[..at], look), new BodyRun(run.Text[at..], look));
    }

    /// <summary>Whether the character belongs to the one before it.</summary>
    private static bool IsJoined(char c) => char.IsLowSurrogate(c) || c is '\u200D' or '\uFE0F'
        || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark;
}

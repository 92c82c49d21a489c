namespace MailBridge.Mime;

/// <summary>Header fields that a mail program copied above an earlier mail: <c>From: … Sent: … To: … Subject: …</c>.</summary>
internal sealed class HeaderBlock
{
    /// <summary>Lines that a value may be wrapped over (long lists of recipients).</summary>
    private const int MaxContinuation = 12;

    /// <summary>Lines of a whole block. Beyond, it is a list that happens to have colons.</summary>
    private const int MaxLines = 60;

    private readonly Dictionary<HeaderLabel, string> values = [];

    /// <summary>The line behind the block.</summary>
    internal int End { get; private set; }

    internal string? this[HeaderLabel field] => values.GetValueOrDefault(field) is { Length: > 0 } value ? value : null;

    /// <summary>
    /// Reads a block that begins on the line. It takes three kinds of field, or two below a separator line, one of them the sender; a
    /// date must look like one and a sender like a name, so that <c>from: 5</c> and <c>to: 6</c> stay text.
    /// </summary>
    internal static HeaderBlock? Read(IReadOnlyList<MailLine> lines, int at, bool belowSeparator)
    {
        if (HeaderLabels.Read(lines[at].Body, out _) is HeaderLabel.None or HeaderLabel.Other) return null;
        var block = new HeaderBlock();
        var last = at;
        HeaderLabel current = HeaderLabel.None;
        var continued = 0;
        for (var i = at; i < lines.Count && i < at + MaxLines; i++)
        {
            var line = lines[i];
            if (line.IsBlank)
            {
                // Programs that turn HTML into text put blank lines between the fields; two in a row end the block.
                if (i + 1 >= lines.Count || HeaderLabels.Read(lines[i + 1].Body, out _) == HeaderLabel.None || current == HeaderLabel.None) break;
                continue;
            }
            if (line.Depth != lines[at].Depth && line.IsMarked != lines[at].IsMarked) break;
            var field = HeaderLabels.Read(line.Body, out var value);
            if (field == HeaderLabel.None && LooksLikeField(line.Body) && block.values.Count >= 2) field = HeaderLabel.Other;
            if (field == HeaderLabel.None)
            {
                if (!Continues(lines, i, current, ref continued)) break;
                block.values[current] = Join(block.values.GetValueOrDefault(current), line.Body);
            }
            else
            {
                if (field != HeaderLabel.Other && block.values.ContainsKey(field) && field is not (HeaderLabel.Cc or HeaderLabel.To)) break;
                (current, continued) = (field, 0);
                block.values[field] = Join(block.values.GetValueOrDefault(field), value);
            }
            last = i;
        }
        block.End = last + 1;
        return block.IsSound(belowSeparator) ? block : null;
    }

    private static string Join(string? before, string more) => string.IsNullOrEmpty(before) ? more.Trim() : before + " " + more.Trim();

    /// <summary>A line without a label goes on with the value above when another label follows soon, or the value was empty.</summary>
    private static bool Continues(IReadOnlyList<MailLine> lines, int at, HeaderLabel current, ref int continued)
    {
        if (current == HeaderLabel.None || ++continued > MaxContinuation) return false;
        for (var i = at + 1; i < lines.Count && i <= at + MaxContinuation - continued + 1; i++)
        {
            if (lines[i].IsBlank) return false;
            if (HeaderLabels.Read(lines[i].Body, out _) is not HeaderLabel.None) return true;
        }
        return false;
    }

    /// <summary>One or two words and a colon: a label of a language that no table knows.</summary>
    private static bool LooksLikeField(string body)
    {
        var colon = body.AsSpan()[..Math.Min(body.Length, 24)].IndexOf(": ", StringComparison.Ordinal);
        return colon > 1 && body.AsSpan(0, colon).Count(' ') <= 1 && char.IsUpper(body[0]);
    }

    private bool IsSound(bool belowSeparator)
    {
        var kinds = 0;
        foreach (var field in values.Keys) kinds += field is HeaderLabel.From or HeaderLabel.To or HeaderLabel.Date or HeaderLabel.Subject ? 1 : 0;
        if (!values.TryGetValue(HeaderLabel.From, out var from)) return false;
        var hasDate = this[HeaderLabel.Date] is { } date && DateEvidence.In(Folded.Of(date)).IsAny;
        var hasName = from.Any(char.IsLetter);
        if (!hasName) return false;
        var hasAddress = from.Contains('@', StringComparison.Ordinal) || (this[HeaderLabel.To]?.Contains('@', StringComparison.Ordinal) ?? false);
        if (belowSeparator) return kinds >= 2 || (kinds == 1 && hasAddress);
        // "From: Berlin, To: Paris, Date: 5 May" is a journey; a mail has a subject or an address.
        return (kinds >= 3 && (hasAddress || values.ContainsKey(HeaderLabel.Subject)) && (hasDate || hasAddress))
            || (kinds == 2 && hasDate && from.Contains('@', StringComparison.Ordinal));
    }
}

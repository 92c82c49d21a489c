namespace MailBridge.Mime;

/// <summary>Header fields that a mail program copied above an earlier mail: <c>From: … Sent: … To: … Subject: …</c>.</summary>
internal sealed class HeaderBlock
{
    /// <summary>Lines that a value may be wrapped over (long lists of recipients).</summary>
    private const int MaxContinuation = 12;

    /// <summary>Lines of a whole block. Beyond, it is a list that happens to have colons.</summary>
    private const int MaxLines = 60;

    /// <summary>Labels for recipients that a block has twice: To and Bcc, Cc and "copy".</summary>
    private const int MaxRepeated = 3;

    private readonly Dictionary<CopiedField, string> values = [];

    /// <summary>Whether the label of its date is "date" and not "sent".</summary>
    internal bool SaysDate { get; private set; }

    /// <summary>The line behind the block.</summary>
    internal int End { get; private set; }

    internal string? this[CopiedField field] => values.GetValueOrDefault(field) is { Length: > 0 } value ? value : null;

    /// <summary>
    /// Reads a block that begins on the line. It takes three kinds of field, or two below a separator line or with a
    /// date and an address; a date must look like one and a sender like a name, so that <c>from: 5</c> and <c>to: 6</c> stay text.
    /// </summary>
    internal static HeaderBlock? Read(IReadOnlyList<MailLine> lines, int at, bool belowSeparator)
    {
        if (CopiedFields.Read(lines[at].Body, out _) is CopiedField.None or CopiedField.Other)
            return belowSeparator || lines[at].Body.Contains('@', StringComparison.Ordinal) ? Unknown(lines, at) : null;
        var block = new HeaderBlock();
        if (block.TryOneLine(lines[at].Body)) return WithEnd(block, at + 1, belowSeparator);
        var last = at;
        CopiedField current = CopiedField.None;
        var (continued, repeated) = (0, 0);
        for (var i = at; i < lines.Count && i < at + MaxLines; i++)
        {
            var line = lines[i];
            if (line.IsBlank)
            {
                // Programs that turn HTML into text put blank lines between the fields; two in a row end the block.
                if (i + 1 >= lines.Count || CopiedFields.Read(lines[i + 1].Body, out _) == CopiedField.None || current == CopiedField.None)
                    break;
                continue;
            }
            if (line.Depth != lines[at].Depth && line.IsMarked != lines[at].IsMarked) break;
            var field = CopiedFields.Read(line.Body, out var value);
            if (field == CopiedField.None && LooksLikeField(line.Body) && block.values.Count >= 2) field = CopiedField.Other;
            if (field == CopiedField.None)
            {
                if (!Continues(lines, i, current, ref continued)) break;
                block.values[current] = Join(block.values.GetValueOrDefault(current), line.Body);
            }
            else
            {
                if (field != CopiedField.Other && block.values.ContainsKey(field)
                    && (field is not (CopiedField.Cc or CopiedField.To) || ++repeated > MaxRepeated))
                    break;
                (current, continued) = (field, 0);
                block.SaysDate |= field == CopiedField.Date && CopiedFields.SaysDate(line.Body);
                block.values[field] = Join(block.values.GetValueOrDefault(field), value);
            }
            last = i;
        }
        return WithEnd(block, last + 1, belowSeparator)
            ?? (block.values.Count < 3 && lines[at].Body.Contains('@', StringComparison.Ordinal) ? Unknown(lines, at) : null);
    }

    private static HeaderBlock? WithEnd(HeaderBlock block, int end, bool belowSeparator)
    {
        block.End = end;
        return block.IsSound(belowSeparator) ? block : null;
    }

    /// <summary>
    /// A block in a language that no table knows: three to seven labels running, a name with its address first or second, a full date.
    /// A form filled in on a web page has no name with an address in brackets.
    /// </summary>
    private static HeaderBlock? Unknown(IReadOnlyList<MailLine> lines, int at)
    {
        const int MaxFields = 7;
        var block = new HeaderBlock();
        var (i, count) = (at, 0);
        var hasDate = false;
        for (; i < lines.Count && !lines[i].IsBlank && count <= MaxFields; i++)
        {
            var body = lines[i].Body.AsSpan().TrimStart("*_ ");
            var colon = body[..Math.Min(body.Length, 30)].IndexOfAny(':', '：');
            if (colon < 2 || body[..colon].Count(' ') > 3 || body[..colon].ContainsAnyInRange('0', '9')) break;
            var value = body[(colon + 1)..].Trim("* \t\u00A0").ToString();
            var hasAddress = value.EndsWith('>') && value.Contains('@', StringComparison.Ordinal) && !value.StartsWith('<');
            if (hasAddress && count < 2 && !block.values.ContainsKey(CopiedField.From)) block.values[CopiedField.From] = value;
            else if (!hasDate && DateEvidence.In(Folded.Of(value)) is { IsFull: true, HasTime: true })
                block.values[CopiedField.Date] = value;
            hasDate = block.values.ContainsKey(CopiedField.Date);
            count++;
        }
        block.End = i;
        return count is >= 3 and <= MaxFields && hasDate && block.values.ContainsKey(CopiedField.From) ? block : null;
    }

    /// <summary>
    /// QUIRK Gmail joins the lines that Outlook set in bold, some text converters all lines:
    /// <c>*From:* a *Sent:* b *To:* c *Subject:* d</c>.
    /// </summary>
    private bool TryOneLine(string body)
    {
        if (body.Length > 2000 || body.AsSpan().Count(':') < 3) return false;
        var (field, from) = (CopiedField.None, 0);
        for (var colon = body.IndexOfAny([':', '：']); colon >= 0; colon = body.IndexOfAny([':', '：'], colon + 1))
        {
            var (label, start) = LabelBefore(body, colon, from);
            if (label is CopiedField.None or CopiedField.Other) continue;
            if (field != CopiedField.None) values.TryAdd(field, body[from..start].Trim(' ', '*', '\u00A0', '\t'));
            (field, from) = (label, colon + 1);
        }
        if (field != CopiedField.None) values.TryAdd(field, body[from..].Trim(' ', '*', '\u00A0', '\t'));
        var isWhole = values.ContainsKey(CopiedField.From) && values.ContainsKey(CopiedField.Subject) && values.Count >= 3;
        if (!isWhole) values.Clear();
        return isWhole;
    }

    /// <summary>The known label that ends at the colon, of one to three words.</summary>
    private static (CopiedField Field, int Start) LabelBefore(string body, int colon, int from)
    {
        var start = colon;
        for (var words = 0; words < 3 && start > from; words++)
        {
            start = body.LastIndexOf(' ', start - 1);
            if (start < from) start = from - 1;
            var field = CopiedFields.Read(body[(start + 1)..(colon + 1)], out _);
            if (field is not (CopiedField.None or CopiedField.Other)) return (field, start + 1);
            if (start < from || colon - start > 30) break;
        }
        return (CopiedField.None, colon);
    }

    private static string Join(string? before, string more) => string.IsNullOrEmpty(before) ? more.Trim() : before + " " + more.Trim();

    /// <summary>A line without a label goes on with the value above when another label follows soon, or the value was empty.</summary>
    private static bool Continues(IReadOnlyList<MailLine> lines, int at, CopiedField current, ref int continued)
    {
        if (current == CopiedField.None || ++continued > MaxContinuation) return false;
        for (var i = at + 1; i < lines.Count && i <= at + MaxContinuation - continued + 1; i++)
        {
            if (lines[i].IsBlank) return false;
            if (CopiedFields.Read(lines[i].Body, out _) is not CopiedField.None) return true;
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
        foreach (var field in values.Keys)
            kinds += field is CopiedField.From or CopiedField.To or CopiedField.Date or CopiedField.Subject ? 1 : 0;
        var from = values.GetValueOrDefault(CopiedField.From, "");
        var hasDate = this[CopiedField.Date] is { } date && DateEvidence.In(Folded.Of(date)).IsAny;
        if (values.ContainsKey(CopiedField.From) && !from.Any(char.IsLetter)) return false;
        var hasAddress = from.Contains('@', StringComparison.Ordinal)
            || (this[CopiedField.To]?.Contains('@', StringComparison.Ordinal) ?? false);
        if (kinds >= 3 && !values.ContainsKey(CopiedField.From) && !hasAddress) return false;
        if (belowSeparator) return kinds >= 2 || (kinds == 1 && hasAddress);
        // "From: Berlin, To: Paris, Date: 5 May" is a journey; a mail has a subject or an address.
        return (kinds >= 3 && (hasAddress || values.ContainsKey(CopiedField.Subject)) && (hasDate || hasAddress))
            || (kinds == 2 && hasDate && hasAddress);
    }
}

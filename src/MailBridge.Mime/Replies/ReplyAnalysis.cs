namespace MailBridge.Mime;

/// <summary>What a line is to the reader.</summary>
internal enum LineRole
{
    Own,
    Quoted,
    Signature,
    Notice,
    Forwarded,
}

/// <summary>
/// Gives every line a role, in two steps. First the structure: a pass from the top finds what opens an earlier mail (attribution,
/// separator, header block, a program's container) and how far it reaches — as far as it is marked, else to the end. Then the own
/// stretches between: signatures and notices at their ends, and whether they answer between the quotes.
/// </summary>
internal sealed class ReplyAnalysis
{
    /// <summary>Notices and signatures alternating at an end; more than a few are no mail.</summary>
    private const int MaxRounds = 8;

    private readonly IReadOnlyList<MailLine> lines;
    private readonly LineRole[] roles;
    private readonly bool isForward;
    private readonly List<Stretch> stretches = [];

    /// <param name="Start">First line.</param>
    /// <param name="End">Line behind.</param>
    /// <param name="Role">Own, quoted or forwarded.</param>
    /// <param name="IsIntroduced">An attribution, separator or header block stands at its head.</param>
    private readonly record struct Stretch(int Start, int End, LineRole Role, bool IsIntroduced);

    private ReplyAnalysis(IReadOnlyList<MailLine> lines, bool isForward)
    {
        this.lines = lines;
        this.isForward = isForward;
        roles = new LineRole[lines.Count];
    }

    internal static LineRole[] Run(IReadOnlyList<MailLine> lines, bool isForward)
    {
        var analysis = new ReplyAnalysis(lines, isForward);
        analysis.FindStretches();
        analysis.Decide();
        return analysis.roles;
    }

    private void FindStretches()
    {
        var own = 0;
        for (var at = 0; at < lines.Count;)
        {
            if ((lines[at].IsBlank && !lines[at].IsMarked) || !TryOpen(at, out var stretch))
            {
                at++;
                continue;
            }
            var start = WithRuleAbove(stretch.Start, own);
            if (start > own) stretches.Add(new Stretch(own, start, LineRole.Own, false));
            stretches.Add(stretch with { Start = start });
            own = at = stretch.End;
        }
        if (own < lines.Count) stretches.Add(new Stretch(own, lines.Count, LineRole.Own, false));
    }

    /// <summary>A drawn line directly above belongs to what it parts off.</summary>
    private int WithRuleAbove(int start, int from)
    {
        var above = start;
        while (above > from && lines[above - 1].IsBlank) above--;
        if (above == from || lines[start].IsMarked) return start;
        var line = lines[above - 1];
        return Separators.IsRule(line) || Separators.IsTitled(line) || line.Body is "---" or "___" ? above - 1 : start;
    }

    private bool TryOpen(int at, out Stretch stretch)
    {
        var line = lines[at];
        stretch = default;
        if (Separators.IsForwardedMessage(line) || line.Has(MailMark.Forwarded))
        {
            stretch = new Stretch(at, ForwardEnd(at), LineRole.Forwarded, true);
            return true;
        }
        if (line.Has(MailMark.QuotedFromHere) || Separators.IsReplyAbove(line) || Separators.IsOriginalMessage(line))
            return ToEnd(at, at + 1, out stretch);
        // QUIRK GroupWise: ">>> Ann Lee <ann@x.example> 05.03.2024 10:15 >>>".
        if (line.Text.StartsWith(">>>", StringComparison.Ordinal) && line.Body is [_, .., '>', '>', '>'])
            return ToEnd(at, at + 1, out stretch);
        if (line.IsMarked) return Marked(at, out stretch);
        if (line.Depth > 0) return Attribution.Match(lines, at, out _) == AttributionStrength.Strong && Marked(at, out stretch);
        if (line.Has(MailMark.Attribution)) return Introduced(at, AttributionLinesEnd(at), AttributionStrength.Strong, out stretch);
        if (IsTitledForward(at))
        {
            stretch = new Stretch(at, ForwardEnd(at), LineRole.Forwarded, true);
            return true;
        }
        var isRule = Separators.IsRule(line);
        var first = isRule ? NextText(at + 1) : at;
        if (first < lines.Count && HeaderBlock.Read(lines, first, belowSeparator: isRule) is { } block)
            return ToEnd(at, block.End, out stretch);
        return !isRule && Attribution.Match(lines, at, out var end) is var strength and not AttributionStrength.None
            && Introduced(at, end, strength, out stretch);
    }

    /// <summary>Gmail's ten dashes and nine or ten, whatever stands between, above header fields.</summary>
    private bool IsTitledForward(int at)
    {
        var body = lines[at].Body.AsSpan();
        if (!Separators.IsTitled(lines[at]) || body.IndexOfAnyExcept('-') != 10) return false;
        if (body.Length - body.LastIndexOfAnyExcept('-') - 1 is not (9 or 10)) return false;
        var first = NextText(at + 1);
        return first < lines.Count && HeaderBlock.Read(lines, first, belowSeparator: true) is not null;
    }

    /// <summary>
    /// Marked lines without an opener of their own. Header fields on top, and no attribution, are how Apple Mail forwards.
    /// </summary>
    private bool Marked(int at, out Stretch stretch)
    {
        var first = at;
        while (first < lines.Count && lines[first].IsBlank && lines[first].IsMarked) first++;
        var block = first < lines.Count && lines[first].Has(MailMark.Cited) ? HeaderBlock.Read(lines, first, belowSeparator: false) : null;
        var isForwarded = block is not null && (isForward || block.SaysDate || NextText(0) >= at);
        var isIntroduced = block is not null || (first < lines.Count && Attribution.Match(lines, first, out _) != AttributionStrength.None);
        stretch = new Stretch(at, MarkedEnd(at), isForwarded ? LineRole.Forwarded : LineRole.Quoted, isIntroduced);
        return true;
    }

    /// <summary>
    /// What stands below an opener that says nothing about its reach: marked text as far as it is marked, else everything.
    /// </summary>
    private bool ToEnd(int at, int below, out Stretch stretch)
    {
        var next = NextText(below);
        var isMarkedBelow = next < lines.Count && lines[next].Depth > lines[at].Depth && !lines[at].IsMarked;
        var end = isMarkedBelow ? MarkedEnd(next) : lines.Count;
        // With nothing said above it, an earlier mail is what this mail is about.
        var isContent = end == lines.Count && (isForward || NextText(0) >= at);
        stretch = new Stretch(at, end, isContent ? LineRole.Forwarded : LineRole.Quoted, true);
        return true;
    }

    private bool Introduced(int at, int end, AttributionStrength strength, out Stretch stretch)
    {
        stretch = default;
        var next = NextText(end);
        if (next < lines.Count && (lines[next].Depth > 0 || lines[next].IsMarked || LooksPiped(next)))
        {
            stretch = new Stretch(at, MarkedEnd(next), LineRole.Quoted, true);
            return true;
        }
        if (strength != AttributionStrength.Strong) return false;
        stretch = new Stretch(at, lines.Count, LineRole.Quoted, true);
        return true;
    }

    private int AttributionLinesEnd(int at)
    {
        while (at < lines.Count && (lines[at].Has(MailMark.Attribution) || lines[at].IsBlank)) at++;
        return at;
    }

    private int NextText(int at)
    {
        while (at < lines.Count && lines[at].IsBlank) at++;
        return at;
    }

    private bool IsQuotedLine(int at) => lines[at].IsMarked || lines[at].Depth > 0 || LooksPiped(at);

    /// <summary>QUIRK some text converters mark quotes by a bar.</summary>
    private bool LooksPiped(int at) =>
        lines[at].Body is ['|', ' ', ..] or ['|'] && at + 1 < lines.Count && lines[at + 1].Body is ['|', ..] or [];

    /// <summary>Behind the marked lines: blank lines between them and the rest of wrapped ones are taken along.</summary>
    private int MarkedEnd(int at)
    {
        var end = at;
        for (var i = at; i < lines.Count; i++)
        {
            if (IsQuotedLine(i)) end = i + 1;
            else if (!lines[i].IsBlank && !IsWrappedRest(i)) break;
        }
        return end;
    }

    /// <summary>
    /// A relay cut a marked line that was too long: its rest stands unmarked between two marked lines, with no blank line.
    /// </summary>
    private bool IsWrappedRest(int at)
    {
        const int MaxRest = 2, LongLine = 60;
        var above = at - 1;
        while (above >= 0 && at - above <= MaxRest && !lines[above].IsBlank && !IsQuotedLine(above)) above--;
        var below = at + 1;
        while (below < lines.Count && below - at <= MaxRest && !lines[below].IsBlank && !IsQuotedLine(below)) below++;
        return above >= 0 && below < lines.Count && below - above <= MaxRest + 1 && IsQuotedLine(above) && IsQuotedLine(below)
            && lines[above].Text.Length >= LongLine && lines[above].Marks == lines[below].Marks
            && (lines[above].Marks & ~MailMark.Cited) == 0;
    }

    private int ForwardEnd(int at)
    {
        var line = lines[at];
        if (line.Has(MailMark.Forwarded)) return WhileAt(at, static (l, _) => l.Has(MailMark.Forwarded), line);
        if (line.Has(MailMark.Quoted)) return WhileAt(at, static (l, _) => l.Has(MailMark.Quoted), line);
        if (line.IsMarked) return MarkedEnd(at);
        var next = NextText(at + 1);
        return next < lines.Count && lines[next].IsMarked ? MarkedEnd(next) : lines.Count;
    }

    private int WhileAt(int at, Func<MailLine, MailLine, bool> isInside, MailLine first)
    {
        var end = at + 1;
        for (var i = end; i < lines.Count; i++)
        {
            if (isInside(lines[i], first)) end = i + 1;
            else if (!lines[i].IsBlank) break;
        }
        return end;
    }

    private void Decide()
    {
        foreach (var stretch in stretches)
        {
            if (stretch.Role == LineRole.Own) SplitOwn(stretch.Start, stretch.End);
            else roles.AsSpan(stretch.Start, stretch.End - stretch.Start).Fill(stretch.Role);
        }
        var own = new List<int>();
        for (var i = 0; i < stretches.Count; i++)
            if (stretches[i].Role == LineRole.Own && HasOwnText(stretches[i])) own.Add(i);
        if (own.Count == 0) KeepClosingAlone();
        else KeepAnswered(own[0], own[^1]);
        CutUnansweredLast();
    }

    /// <summary>
    /// Blockquotes that no program marked belong to the author, but where two or more are answered one by one, the last without an
    /// answer is the rest of the mail replied to.
    /// </summary>
    private void CutUnansweredLast()
    {
        var (answered, first, inQuote) = (0, -1, false);
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].IsBlank || roles[i] is not (LineRole.Own)) continue;
            var isQuote = lines[i].Depth > 0 && !lines[i].IsMarked;
            if (isQuote && !inQuote) first = i;
            if (!isQuote && inQuote) answered++;
            inQuote = isQuote;
        }
        if (!inQuote || answered < 2) return;
        for (var i = first; i < lines.Count; i++)
            if (roles[i] == LineRole.Own) roles[i] = LineRole.Quoted;
    }

    /// <summary>A closing is all that was written ("LG Bob"): then it is the reply.</summary>
    private void KeepClosingAlone()
    {
        foreach (var stretch in stretches.Where(static stretch => stretch.Role == LineRole.Own))
        {
            var at = stretch.Start;
            while (at < stretch.End && lines[at].IsBlank) at++;
            if (at < stretch.End && roles[at] == LineRole.Signature && Signatures.IsClosing(lines[at].Body, out _))
                roles[at] = LineRole.Own;
        }
    }

    /// <summary>
    /// Quotes that own text answers stay where they are. A single introduced quote above all own text is just the mail replied to; one
    /// that the author cut out by hand, without attribution, is part of what he says.
    /// </summary>
    private void KeepAnswered(int first, int last)
    {
        var between = Enumerable.Range(first, last - first).Any(i => stretches[i].Role == LineRole.Quoted);
        for (var i = 0; i <= last; i++)
        {
            var stretch = stretches[i];
            if (stretch.Role != LineRole.Quoted) continue;
            if (i > first || between || !stretch.IsIntroduced) Mark(stretch.Start, stretch.End, LineRole.Own);
        }
    }

    private bool HasOwnText(Stretch stretch)
    {
        for (var i = stretch.Start; i < stretch.End; i++)
            if (roles[i] == LineRole.Own && !lines[i].IsBlank && !lines[i].Has(MailMark.Image) && !Separators.IsRule(lines[i])) return true;
        return false;
    }

    private void SplitOwn(int start, int end)
    {
        if (start == 0) start = Mark(0, Notices.BannerEnd(lines, 0, end), LineRole.Notice);
        for (var i = start; i < end; i++)
            if (lines[i].Has(MailMark.Signature)) roles[i] = LineRole.Signature;
        // Images alone at the end are logos far more often than content, which stands in the attachments anyway.
        for (; end > start && (lines[end - 1].Has(MailMark.Signature | MailMark.Image) || lines[end - 1].IsBlank); end--)
            if (!lines[end - 1].IsBlank) roles[end - 1] = LineRole.Signature;
        for (var round = 0; round < MaxRounds; round++)
        {
            var notice = Notices.Begin(lines, start, end);
            Mark(notice, end, LineRole.Notice);
            var signature = Signatures.Begin(lines, start, notice);
            Mark(signature, notice, LineRole.Signature);
            if (signature == end) return;
            end = signature;
        }
    }

    private int Mark(int start, int end, LineRole role)
    {
        roles.AsSpan(start, end - start).Fill(role);
        return end;
    }
}

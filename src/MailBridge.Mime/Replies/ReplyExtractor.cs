namespace MailBridge.Mime;

/// <summary>
/// Finds what the sender of a mail newly wrote, apart from quotes, signatures, notices and forwarded mails. For display only: it may
/// err, so the whole text has to stay within reach. Linear in the input, and total.
/// </summary>
public static class ReplyExtractor
{
    /// <summary>Lines that are analysed; later ones join the part that the last of them is in. A reply stands far above.</summary>
    private const int MaxLines = 10_000;

    /// <summary>UTF-16 units that are analysed.</summary>
    private const int MaxLength = 1024 * 1024;

    /// <summary>
    /// Takes the form of the body that says more about quotes: HTML whose mail program marks them, else text of substance.
    /// </summary>
    /// <param name="text">The plain text body, or null.</param>
    /// <param name="html">The HTML body, or null.</param>
    /// <param name="subject">The subject, if known: a forward's prefix tells a forwarded header block from a quoted one.</param>
    public static ExtractedReply Extract(string? text, string? html, string? subject = null)
    {
        if (string.IsNullOrWhiteSpace(html)) return FromText(text ?? "", subject);
        var page = BodyDocument.FromHtml(html);
        return text is not null && !PrefersHtml(text, page.Lines) ? FromText(text, subject) : Assemble(page, subject);
    }

    /// <summary>Takes a plain text body apart (format=flowed already unfolded).</summary>
    public static ExtractedReply FromText(string text, string? subject = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Assemble(BodyDocument.FromText(text), subject);
    }

    /// <summary>Takes an HTML body apart; the parts are plain text as <see cref="HtmlText.ToPlainText"/> writes it.</summary>
    public static ExtractedReply FromHtml(string html, string? subject = null)
    {
        ArgumentNullException.ThrowIfNull(html);
        return Assemble(BodyDocument.FromHtml(html), subject);
    }

    /// <summary>A program's marks are surer than any reading of lines; a plain text stub ("use an HTML program") says nothing.</summary>
    private static bool PrefersHtml(string text, IReadOnlyList<MailLine> html)
    {
        const MailMark Structure =
            MailMark.Quoted | MailMark.QuotedFromHere | MailMark.Attribution | MailMark.Cited | MailMark.Forwarded | MailMark.Signature;
        if (html.Any(static line => line.Has(Structure))) return true;
        var visible = html.Sum(static line => (long)line.Body.Length);
        return text.AsSpan().Trim().Length * 5L < visible && PlainStub.Is(text, html);
    }

    private static ExtractedReply Assemble(BodyDocument body, string? subject)
    {
        var lines = body.Lines;
        var analysed = Analysed(lines);
        var isForward = subject is not null && IsForward(subject, lines);
        var roles = ReplyAnalysis.Run(analysed == lines.Count ? lines : [.. lines.Take(analysed)], isForward);
        var parts = new List<MailLine>[Enum.GetValues<LineRole>().Length];
        for (var i = 0; i < parts.Length; i++) parts[i] = [];
        for (var i = 0; i < lines.Count; i++)
        {
            var role = i < analysed ? roles[i] : lines[i].IsMarked ? LineRole.Quoted : analysed == 0 ? LineRole.Own : roles[analysed - 1];
            parts[(int)role].Add(lines[i]);
        }
        var reply = new BodyDocument(parts[(int)LineRole.Own], body.IsTruncated);
        var showsEverything = reply.IsEmpty && !body.IsEmpty;
        if (showsEverything) reply = body;
        return new ExtractedReply
        {
            Reply = reply.ToPlainText(),
            ReplyDocument = reply,
            Quoted = MailLine.Join(parts[(int)LineRole.Quoted]),
            Signature = MailLine.Join(parts[(int)LineRole.Signature]),
            Disclaimer = MailLine.Join(parts[(int)LineRole.Notice]) is { Length: > 0 } notice ? notice : null,
            Forwarded = Forwarded(new BodyDocument(parts[(int)LineRole.Forwarded], body.IsTruncated)),
            ShowsEverything = showsEverything,
        };
    }

    /// <summary>
    /// QUIRK "VS:" is a reply of a Finnish program and a forward of a Danish or Norwegian one, which writes "Fra:" above the mail it
    /// forwards.
    /// </summary>
    private static bool IsForward(string subject, IReadOnlyList<MailLine> lines) =>
        (BaseSubject.IsForward(subject) && !BaseSubject.IsReply(subject))
        || (subject.AsSpan().TrimStart().StartsWith("VS:", StringComparison.OrdinalIgnoreCase)
            && lines.Any(static line => line.Body.AsSpan().TrimStart('*').StartsWith("Fra:", StringComparison.Ordinal)));

    private static ForwardedMessage? Forwarded(BodyDocument original) =>
        original.IsEmpty ? null : ForwardedReader.Read(original.ToPlainText()) with { OriginalDocument = original };

    private static int Analysed(IReadOnlyList<MailLine> lines)
    {
        var length = 0;
        for (var i = 0; i < lines.Count; i++)
        {
            length += lines[i].Text.Length + 1;
            if (i == MaxLines || length > MaxLength) return i;
        }
        return lines.Count;
    }
}

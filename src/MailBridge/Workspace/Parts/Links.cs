namespace MailBridge.Workspace.Parts;

/// <summary>A piece of text, and where it leads if it is a link.</summary>
internal readonly record struct TextRun(string Text, string? Href);

/// <summary>Finds web and mail addresses in text. What is no plain <c>http</c>, <c>https</c> or <c>mailto</c> address stays text.</summary>
internal static class Links
{
    private static readonly string[] Schemes = ["https://", "http://", "mailto:"];

    /// <summary>The text in runs; together they are the whole text.</summary>
    public static IEnumerable<TextRun> Split(string text)
    {
        var done = 0;
        var from = 0;
        while (Next(text, from) is >= 0 and var start)
        {
            var end = End(text, start);
            from = end;
            if (Uri.TryCreate(text[start..end], UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "mailto" && uri.UserInfo.Length == 0
                | uri.Scheme == "mailto")
            {
                if (start > done) yield return new TextRun(text[done..start], null);
                yield return new TextRun(text[start..end], uri.AbsoluteUri);
                done = end;
            }
        }
        if (done < text.Length) yield return new TextRun(text[done..], null);
    }

    private static int Next(string text, int from)
    {
        var next = -1;
        foreach (var scheme in Schemes)
        {
            var at = text.IndexOf(scheme, from, StringComparison.OrdinalIgnoreCase);
            // "xhttp://" is a word of its own.
            while (at > 0 && char.IsLetterOrDigit(text[at - 1])) at = text.IndexOf(scheme, at + 1, StringComparison.OrdinalIgnoreCase);
            if (at >= 0 && (next < 0 || at < next)) next = at;
        }
        return next;
    }

    // RFC 3986 appendix C: white space, angle brackets and quotes end an address; the punctuation of the sentence around it does not belong to it.
    private static int End(string text, int start)
    {
        var end = start;
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && !char.IsControl(text[end]) && text[end] is not ('<' or '>' or '"' or '`' or '\\')) end++;
        while (end > start && (text[end - 1] is '.' or ',' or ';' or ':' or '!' or '?' or '\'' or '*' or '_' or ']' || text[end - 1] == ')' && !Opens(text, start, end))) end--;
        return Math.Max(end, start + 1);
    }

    private static bool Opens(string text, int start, int end) => text.AsSpan(start, end - start).Contains('(');
}

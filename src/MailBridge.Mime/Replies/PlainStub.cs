namespace MailBridge.Mime;

/// <summary>
/// Tells a plain text part that only says "look at the HTML" from a short answer whose HTML has a long footer: the answer stands in the
/// HTML too, and names no page to read it on.
/// </summary>
internal static class PlainStub
{
    /// <summary>UTF-16 units of the HTML's text that are searched; an answer stands at its top.</summary>
    private const int Searched = 16 * 1024;

    /// <summary>Lines of the plain text that are looked for.</summary>
    private const int MaxLines = 20;

    internal static bool Is(string text, IReadOnlyList<MailLine> html)
    {
        if (text.Contains("://", StringComparison.Ordinal)) return true;
        var shown = Shown(html);
        var (found, all) = (0, 0);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var squeezed = Squeezed(line);
            if (squeezed.Length == 0) continue;
            if (shown.Contains(squeezed, StringComparison.Ordinal)) found++;
            if (++all == MaxLines) break;
        }
        return all == 0 || found * 2 < all;
    }

    private static string Shown(IReadOnlyList<MailLine> html)
    {
        var (text, length) = (new List<string>(), 0);
        for (var i = 0; i < html.Count && length < Searched; length += html[i++].Body.Length) text.Add(Squeezed(html[i].Body));
        return string.Concat(text);
    }

    /// <summary>Letters and digits alone: programs write lists, links and styles in both forms differently.</summary>
    private static string Squeezed(ReadOnlySpan<char> text)
    {
        Span<char> kept = text.Length <= 1024 ? stackalloc char[text.Length] : new char[text.Length];
        var length = 0;
        foreach (var c in text)
            if (!char.IsWhiteSpace(c) && c is not ('*' or '_' or '>' or '-' or '|')) kept[length++] = c;
        return kept[..length].ToString();
    }
}

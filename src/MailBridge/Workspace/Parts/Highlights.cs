
namespace MailBridge.Workspace.Parts;

/// <summary>Finds the words of a query in a snippet, as the search finds them: from a word's beginning, without letter case.</summary>
internal static class Highlights
{
    /// <summary>The snippet in pieces; together they are the whole snippet.</summary>
    public static IEnumerable<(string Text, bool IsHit)> Of(string snippet, string query)
    {
        var words = query.Split([' ', '"', '“', '”'], StringSplitOptions.RemoveEmptyEntries);
        var done = 0;
        for (var at = 0; at < snippet.Length; at++)
        {
            if (at > 0 && char.IsLetterOrDigit(snippet[at - 1])) continue;
            var length = words.Select(w => Length(snippet, at, w)).DefaultIfEmpty(0).Max();
            if (length == 0) continue;
            if (at > done) yield return (snippet[done..at], false);
            yield return (snippet.Substring(at, length), true);
            done = at + length;
            at = done - 1;
        }
        if (done < snippet.Length) yield return (snippet[done..], false);
    }

    private static int Length(string snippet, int at, string word)
        => string.Compare(snippet, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0 ? word.Length : 0;
}

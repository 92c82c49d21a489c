using System.Text;

namespace MailBridge.Storage;

/// <summary>One thing that must occur. <paramref name="IsWhole"/> is false when its last word may go on.</summary>
internal sealed record SearchTerm(string Text, bool IsWhole);

/// <summary>
/// A query as people type it: words, and phrases in quotation marks. There is no other syntax: whatever else stands in it is text, so no
/// query is wrong and none reaches a database's query language unquoted.
/// </summary>
internal sealed record SearchQuery(IReadOnlyList<SearchTerm> Terms)
{
    private const string TagWord = "tag:";

    /// <summary>Tags that the conversation must have, folded: <c>tag:refund</c>, <c>tag:"late parcel"</c>.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Nothing is looked for.</summary>
    public bool IsEmpty => Terms.Count + Tags.Count == 0;

    /// <summary>Characters that are read; what follows is passed over. Longer than anything that somebody types.</summary>
    private const int MostCharacters = 1_000;

    /// <summary>Terms that are looked up; more only narrow what is found already.</summary>
    private const int MostTerms = 32;

    public static SearchQuery Parse(string text)
    {
        List<SearchTerm> terms = [];
        List<string> tags = [];
        var rest = text.AsSpan(0, Math.Min(text.Length, MostCharacters));
        while (terms.Count < MostTerms && tags.Count < MostTerms)
        {
            if (NextTag(ref rest) is { } tag)
            {
                if (tag.Length > 0) tags.Add(Conversions.KeyOf(tag));
                continue;
            }
            if (Next(ref rest) is not { } term) break;
            if (SearchWords.HasWord(term.Text) && !terms.Contains(term)) terms.Add(term);
        }
        return new SearchQuery(terms) { Tags = tags };
    }

    /// <summary>The tag that is asked for next; null where something else is.</summary>
    private static string? NextTag(ref ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart();
        if (!rest.StartsWith(TagWord, StringComparison.OrdinalIgnoreCase)) return null;
        rest = rest[TagWord.Length..];
        var isQuoted = rest.Length > 0 && IsQuote(rest[0]);
        if (isQuoted) rest = rest[1..];
        var end = 0;
        while (end < rest.Length && (isQuoted ? !IsQuote(rest[end]) : !char.IsWhiteSpace(rest[end]))) end++;
        var tag = rest[..end].ToString();
        rest = isQuoted && end < rest.Length ? rest[(end + 1)..] : rest[end..];
        return MailBridge.Conversations.Tags.Normalised(tag);
    }

    private static SearchTerm? Next(ref ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart();
        if (rest.IsEmpty) return null;
        if (!IsQuote(rest[0]))
        {
            var end = 0;
            while (end < rest.Length && !char.IsWhiteSpace(rest[end]) && !IsQuote(rest[end])) end++;
            return Take(ref rest, 0, end, end, isWhole: false);
        }
        var close = 1;
        while (close < rest.Length && !IsQuote(rest[close])) close++;
        // A phrase that is still being typed has no end yet: its last word may go on.
        return close < rest.Length ? Take(ref rest, 1, close, close + 1, isWhole: true) : Take(ref rest, 1, close, close, isWhole: false);
    }

    private static SearchTerm Take(ref ReadOnlySpan<char> rest, int from, int to, int next, bool isWhole)
    {
        var text = SearchWords.ForQuery(rest[from..to].ToString());
        rest = rest[next..];
        return new SearchTerm(text.Trim(), isWhole && !IsOneUnspaced(text));
    }

    /// <summary>One character of an unspaced script is the beginning of a pair in the index.</summary>
    private static bool IsOneUnspaced(string text)
    {
        var last = text.AsSpan().TrimEnd();
        return last.Length > 0
            && Rune.DecodeLastFromUtf16(last, out var rune, out var length) == System.Buffers.OperationStatus.Done
            && SearchWords.IsUnspaced(rune)
            && (last.Length == length || last[^(length + 1)] == ' ');
    }

    // Phones type the curly ones by themselves.
    private static bool IsQuote(char c) => c is '"' or '\u201C' or '\u201D' or '\u201E' or '\u00AB' or '\u00BB';
}

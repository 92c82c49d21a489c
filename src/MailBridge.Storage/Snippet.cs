using System.Globalization;
using System.Text;

namespace MailBridge.Storage;

/// <summary>Cuts a few words around the first hit, as plain text.</summary>
internal static class Snippet
{
    /// <summary>Characters in all, two lines of a list; so many of them stand before the hit.</summary>
    private const int Length = 160;
    private const int Before = 40;

    public static string Of(SearchText text, SearchQuery query)
    {
        var words = query.Terms.Select(t => FirstWord(t.Text)).Where(w => w.Length > 0).ToList();
        foreach (var piece in (ReadOnlySpan<string>)[text.New, text.Full, text.Subject, text.People, text.Files])
        {
            if (FirstHit(piece, words) is >= 0 and var at) return Cut(piece, at);
        }
        return Cut(text.New, 0);
    }

    /// <summary>Where the first of the words begins, letter case and accents aside; -1 when none does.</summary>
    private static int FirstHit(string text, List<Rune[]> words)
    {
        var isInWord = false;
        for (var at = 0; at < text.Length;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
            var (isPart, isUnspaced) = (SearchWords.IsPartOfWord(rune), SearchWords.IsUnspaced(rune));
            if (isPart && (!isInWord || isUnspaced))
            {
                foreach (var word in words)
                {
                    if (BeginsWith(text.AsSpan(at), word)) return at;
                }
            }
            isInWord = isPart && !isUnspaced;
            at += length;
        }
        return -1;
    }

    private static bool BeginsWith(ReadOnlySpan<char> text, Rune[] word)
    {
        var matched = 0;
        while (matched < word.Length)
        {
            if (text.IsEmpty) return false;
            Rune.DecodeFromUtf16(text, out var rune, out var length);
            text = text[length..];
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark) continue;
            if (SearchWords.Fold(rune) != word[matched++]) return false;
        }
        return true;
    }

    private static Rune[] FirstWord(string term)
        =>
        [
            .. term.EnumerateRunes()
                .SkipWhile(r => !SearchWords.IsPartOfWord(r))
                .TakeWhile(SearchWords.IsPartOfWord)
                .Select(SearchWords.Fold),
        ];

    private static string Cut(string text, int hit)
    {
        var from = Math.Max(0, hit - Before);
        // From the beginning of a word, if one begins nearby.
        if (from > 0 && text.AsSpan(from, hit - from).IndexOfAny(' ', '\n') is >= 0 and var space) from += space + 1;
        if (from > 0 && from < text.Length && char.IsLowSurrogate(text[from])) from--;
        var cut = new StringBuilder(Length + 2);
        if (from > 0) cut.Append('…');
        var at = from;
        while (at < text.Length && cut.Length < Length)
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
            at += length;
            if (!Rune.IsWhiteSpace(rune) && !Rune.IsControl(rune)) cut.Append(rune);
            else if (cut.Length > 0 && cut[^1] != ' ') cut.Append(' ');
        }
        var end = cut.ToString().TrimEnd();
        return at < text.Length ? end + '…' : end;
    }
}

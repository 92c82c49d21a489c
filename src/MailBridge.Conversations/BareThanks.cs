using System.Globalization;
using System.Text;

namespace MailBridge.Conversations;

/// <summary>
/// Tells a mail that says thanks and nothing else. It must be made of known words of one language and of names alone: whatever else stands in it, it says
/// more. A miss costs one needless look at a closed conversation, a false hit an unanswered customer.
/// </summary>
internal static class BareThanks
{
    /// <summary>In UTF-16 units: a long mail has more to say.</summary>
    private const int Longest = 240;

    /// <summary>Words of the longest phrase of <see cref="ThanksWords"/>.</summary>
    private const int LongestPhrase = 7;

    /// <summary>Names in a greeting and below: more are somebody else's.</summary>
    private const int MostNames = 8;

    private const string Punctuation = ".,!'’‘`\"“”„«»–—-…:)~*¡。、，！～・·।،\u200D\uFE0F";

    /// <summary>What people put behind thanks when they are content.</summary>
    private static readonly HashSet<string> Faces =
        ["🙏", "👍", "😊", "🙂", "😀", "😃", "😄", "😁", "☺", "😉", "❤", "💐", "🎉", "👏", "👌", "💪", "🌹", "🌷", "🌞", "☀", "🥰", "😍", "🤗", "✨", "✌", "🙌", "🤝"];

    /// <param name="email">The mail.</param>
    /// <param name="people">Names of those who may be greeted: colleagues and inboxes.</param>
    public static bool Is(IncomingEmail email, IEnumerable<string> people)
    {
        if (email.Kind != EmailKind.Customer || email.AttachedText.Length > 0 || email.Attachments.Any(a => !a.IsLogo)) return false;
        // What was set apart as a signature may hold an afterthought.
        if (email.Signature.Contains('?', StringComparison.Ordinal) || HasPostscript(email.Signature)) return false;
        var names = people.Append(email.From.Name).Append(email.From.Address.LocalPart).SelectMany(Words).ToHashSet(StringComparer.Ordinal);
        return IsThanks(email.NewText, names);
    }

    /// <param name="text">What was newly written.</param>
    /// <param name="names">Words of names that may stand in it, folded by <see cref="Fold"/>.</param>
    internal static bool IsThanks(string text, IReadOnlySet<string> names)
    {
        var trimmed = text.Trim();
        if (trimmed.Length is 0 or > Longest || !IsPlain(trimmed)) return false;
        if (ThanksWords.HasUnspaced(trimmed)) return IsUnspacedThanks(Fold(trimmed), names);
        var words = Words(trimmed);
        return words.Count > 0 && ThanksWords.Languages.Any(language => Fits(words, language, names));
    }

    /// <summary>The form that spellings of one word share: no letter case, no accents.</summary>
    internal static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (char.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark) folded.Append(char.ToUpperInvariant(c));
        }
        return folded.ToString().Normalize(NormalizationForm.FormC);
    }

    /// <summary>Letters, blanks, harmless signs and content faces; a digit, a question or a link says more than thanks.</summary>
    private static bool IsPlain(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            var isPlain = Rune.IsLetter(rune) || Rune.IsWhiteSpace(rune)
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.ModifierSymbol
                || Punctuation.Contains(rune.ToString(), StringComparison.Ordinal) || Faces.Contains(rune.ToString());
            if (!isPlain) return false;
        }
        return true;
    }

    private static bool Fits(List<string> words, ThanksWords.Language language, IReadOnlySet<string> names)
    {
        var (hasThanks, named) = (false, 0);
        for (var at = 0; at < words.Count;)
        {
            var length = Math.Min(LongestPhrase, words.Count - at);
            while (length > 0)
            {
                var phrase = string.Join(' ', words.Skip(at).Take(length));
                if (language.Thanks.Contains(phrase))
                {
                    hasThanks = true;
                    break;
                }
                if (language.Beside.Contains(phrase)) break;
                length--;
            }
            if (length == 0 && (!names.Contains(words[at]) || ++named > MostNames)) return false;
            at += Math.Max(length, 1);
        }
        return hasThanks;
    }

    /// <summary>Scripts that write no blanks: the text without its signs must be phrases end to end.</summary>
    private static bool IsUnspacedThanks(string folded, IReadOnlySet<string> names)
    {
        var rest = string.Concat(folded.EnumerateRunes().Where(Rune.IsLetter));
        var hasThanks = false;
        while (rest.Length > 0)
        {
            var thanks = Longer(ThanksWords.UnspacedThanks, rest);
            var beside = Longer(ThanksWords.UnspacedBeside, rest);
            var name = names.Where(n => n.Length > 1 && rest.StartsWith(n, StringComparison.Ordinal)).Select(n => n.Length).DefaultIfEmpty(0).Max();
            var length = Math.Max(thanks, Math.Max(beside, name));
            if (length == 0) return false;
            hasThanks |= thanks == length;
            rest = rest[length..];
        }
        return hasThanks;

        static int Longer(IReadOnlyList<string> phrases, string text)
            => phrases.Where(p => text.StartsWith(p, StringComparison.Ordinal)).Select(p => p.Length).DefaultIfEmpty(0).Max();
    }

    private static bool HasPostscript(string signature)
        => signature.Split('\n').Any(line => Fold(line.TrimStart()) is var folded && (folded.StartsWith("PS", StringComparison.Ordinal) || folded.StartsWith("P.S", StringComparison.Ordinal)));

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var c in Fold(text))
        {
            if (char.IsLetter(c)) word.Append(c);
            // An apostrophe within a word is no end of it: s'il, d'accord, it's.
            else if (c is '\'' or '’' && word.Length > 0) continue;
            else Close();
        }
        Close();
        return words;

        void Close()
        {
            if (word.Length > 0) words.Add(word.ToString());
            word.Clear();
        }
    }
}

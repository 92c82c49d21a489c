using System.Globalization;
using System.Text;

namespace MailBridge.Conversations;

/// <summary>
/// What a conversation is about, as a bag of words: those of its subject, which count twice, and of its first mail. Good for comparing and nothing else.
/// </summary>
public static class TemplateWords
{
    /// <summary>Words that are kept; what a mail is about stands at its beginning.</summary>
    private const int Most = 200;

    private const int LongestText = 8_000;

    /// <summary>
    /// Letters of a word that count, which takes the endings off in most languages that have them: refund, refunds and refunded are one.
    /// </summary>
    private const int Stem = 6;

    private const int Shortest = 3;

    /// <summary>The words, parted by blanks.</summary>
    public static string Of(Conversation conversation)
    {
        var subject = Words(conversation.State.BaseSubject).ToList();
        var mail = conversation.Entries.OfType<Entry.CustomerEmail>().FirstOrDefault()?.Email.NewText ?? "";
        return string.Join(' ', subject.Concat(subject).Concat(Words(mail)).Take(Most));
    }

    private static IEnumerable<string> Words(string text)
    {
        var plain = Folded(text.Length <= LongestText ? text : text[..LongestText]);
        var start = -1;
        for (var i = 0; i <= plain.Length; i++)
        {
            if (i < plain.Length && char.IsLetterOrDigit(plain[i]))
            {
                if (start < 0) start = i;
                continue;
            }
            if (start < 0) continue;
            foreach (var word in Stems(plain[start..i])) yield return word;
            start = -1;
        }
    }

    private static IEnumerable<string> Stems(string word)
    {
        // Numbers of orders and parcels name one case, and say nothing about the next.
        if (word.All(char.IsDigit)) yield break;
        if (char.GetUnicodeCategory(word[0]) == UnicodeCategory.OtherLetter)
        {
            // Scripts that write words without blanks: pairs of letters do for words.
            if (word.Length == 1) yield return word;
            for (var i = 0; i + 1 < word.Length; i++) yield return word.Substring(i, 2);
        }
        else if (word.Length >= Shortest)
        {
            yield return word.Length <= Stem ? word : word[..Stem];
        }
    }

    /// <summary>Small letters without accents.</summary>
    private static string Folded(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in Whole(text).Normalize(NormalizationForm.FormKD))
        {
            if (char.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark) folded.Append(char.ToLowerInvariant(c));
        }
        return folded.ToString();
    }

    /// <summary>Half a character, which normalizing refuses, becomes a blank.</summary>
    private static string Whole(string text)
    {
        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) whole.Append(rune == Rune.ReplacementChar ? " " : rune.ToString());
        return whole.ToString();
    }
}

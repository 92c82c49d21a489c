using System.Globalization;
using System.Text;

namespace MailBridge.Storage;

/// <summary>
/// What index and query do to text alike, before any database splits it into words. Chinese, Japanese and Korean put no space between
/// words: their runs are written as overlapping pairs (<c>東京都</c> as <c>東京 京都 都</c>), so that any part of a run is found.
/// </summary>
internal static class SearchWords
{
    /// <summary>
    /// Text for the index. The last character of a run stands alone too: a search for one character begins a pair, or finds this.
    /// </summary>
    public static string ForIndex(string text) => Spread(Clean(text), endOfRun: true);

    /// <summary>One word or phrase of a query.</summary>
    public static string ForQuery(string text) => Spread(Clean(text), endOfRun: false);

    /// <summary>True when something in it can be looked up: a letter, a digit or another number, as FTS5's unicode61 has it.</summary>
    public static bool HasWord(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsPartOfWord(rune)) return true;
        }
        return false;
    }

    public static bool IsPartOfWord(Rune rune)
        => Rune.IsLetter(rune)
            || Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    public static bool IsUnspaced(Rune rune) => rune.Value is
        (>= 0x3040 and <= 0x30FF) or (>= 0x31F0 and <= 0x31FF) // Hiragana, Katakana
        or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF) // Han
        or (>= 0xAC00 and <= 0xD7A3) // Hangul syllables: spaced, but with particles grown on
        or 0x3005 or 0x3007;

    /// <summary>A letter without case and accent, as near to the index as one character can be.</summary>
    public static Rune Fold(Rune rune)
    {
        if (rune.IsAscii) return Rune.ToLowerInvariant(rune);
        if (IsUnspaced(rune) || !IsPartOfWord(rune)) return rune;
        return Rune.ToLowerInvariant(Rune.GetRuneAt(rune.ToString().Normalize(NormalizationForm.FormKD), 0));
    }

    /// <summary>
    /// Compatibility forms as their plain ones (full-width digits, half-width kana) and letters without their accents, which unicode61
    /// takes from Latin letters alone. What is no character becomes a space: normalization refuses it.
    /// </summary>
    private static string Clean(string text)
    {
        if (Ascii.IsValid(text) && !text.AsSpan().ContainsAnyInRange('\0', '\u001F')) return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || IsNoncharacter(rune)) clean.Append(' ');
            else clean.Append(rune);
        }
        var plain = clean.ToString().Normalize(NormalizationForm.FormKD);
        if (!plain.AsSpan().ContainsAnyInRange('\u0300', '\u036F')) return plain.Normalize(NormalizationForm.FormKC);
        clean.Clear();
        foreach (var c in plain)
        {
            if (c is < '\u0300' or > '\u036F') clean.Append(c);
        }
        return clean.ToString().Normalize(NormalizationForm.FormKC);
    }

    /// <summary>The Unicode Standard, section 23.7.</summary>
    private static bool IsNoncharacter(Rune rune) => (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF;

    private static string Spread(string text, bool endOfRun)
    {
        if (Ascii.IsValid(text)) return text;
        var spread = new StringBuilder(text.Length * 2);
        var (previous, length) = (default(Rune), 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsUnspaced(rune))
            {
                if (length > 0) spread.Append(previous).Append(' ');
                spread.Append(rune);
                length = 0;
                continue;
            }
            if (length == 0) spread.Append(' ');
            else spread.Append(previous).Append(rune).Append(' ');
            (previous, length) = (rune, length + 1);
        }
        if (length == 1 || (length > 1 && endOfRun)) spread.Append(previous);
        return spread.ToString();
    }
}

using System.Globalization;
using System.Text;

namespace MailBridge.Mime;

/// <summary>
/// Bounds runs of combining marks, which normalisation sorts in quadratic time: half a megabyte of them would take minutes. A run beyond thirty gets
/// a COMBINING GRAPHEME JOINER after every thirtieth (Unicode UAX #15 §13, stream-safe text); no language has as many.
/// </summary>
internal static class CombiningMarks
{
    private const int LongestRun = 30;
    private const char Joiner = '\u034F';

    public static bool AreTooMany(ReadOnlySpan<char> text)
    {
        // Every run that is too long covers one of these places.
        for (var i = LongestRun; i < text.Length; i += LongestRun)
        {
            if (text[i] >= '\u0300' && (char.IsSurrogate(text[i]) || IsMark(new Rune(text[i])))) return HasLongRun(text);
        }
        return false;
    }

    public static string MakeStreamSafe(ReadOnlySpan<char> text)
    {
        var safe = new StringBuilder(text.Length + text.Length / LongestRun);
        var run = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            run = IsMark(rune) ? run + 1 : 0;
            if (run > LongestRun)
            {
                safe.Append(Joiner);
                run = 1;
            }
            safe.Append(rune);
        }
        return safe.ToString();
    }

    private static bool HasLongRun(ReadOnlySpan<char> text)
    {
        var run = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            run = IsMark(rune) ? run + 1 : 0;
            if (run > LongestRun) return true;
        }
        return false;
    }

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
}

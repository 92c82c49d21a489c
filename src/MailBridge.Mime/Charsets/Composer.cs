using System.Collections.Frozen;

namespace MailBridge.Mime;

/// <summary>
/// Composes letters and marks (Unicode NFC, UAX #15) for the scripts in which mail programs send them apart: Latin, Greek, Cyrillic, kana and
/// Hangul. Own table, because <see cref="string.Normalize()"/> does nothing in a process with invariant globalisation.
/// </summary>
internal static class Composer
{
    private const char FirstMark = '\u0300';
    private const char LastMark = '\u036F';
    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TrailBase = 0x11A7;
    private const int Leads = 19, Vowels = 21, Trails = 28;

    private static readonly FrozenDictionary<int, char> Pairs = CompositionTable.Rows
        .SelectMany(row => row.Bases.Zip(row.Composites, (letter, composite) => KeyValuePair.Create(Key(letter, row.Mark), composite)))
        .ToFrozenDictionary();

    /// <summary>Composes in place and returns the new length.</summary>
    public static int Compose(Span<char> text)
    {
        var first = FirstJoining(text);
        if (first < 1) return text.Length;
        var kept = first;
        for (var i = first; i < text.Length; i++)
        {
            if (kept > 0 && TryJoin(text[kept - 1], text[i], out var joined)) text[kept - 1] = joined;
            else text[kept++] = text[i];
        }
        return kept;
    }

    private static int FirstJoining(ReadOnlySpan<char> text)
    {
        // Everything below U+0300 stands for itself; most text ends here.
        if (text.IndexOfAnyExceptInRange('\0', '\u02FF') < 0) return -1;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is >= FirstMark and <= LastMark or '\u3099' or '\u309A' or >= (char)VowelBase and < (char)(TrailBase + Trails)) return i;
        }
        return -1;
    }

    private static bool TryJoin(char before, char mark, out char joined)
    {
        if (mark is >= (char)VowelBase and < (char)(TrailBase + Trails)) return TryJoinHangul(before, mark, out joined);
        return Pairs.TryGetValue(Key(before, mark), out joined);
    }

    /// <summary>UAX #15 §16: Hangul syllables are computed.</summary>
    private static bool TryJoinHangul(char before, char jamo, out char joined)
    {
        var lead = before - LeadBase;
        var vowel = jamo - VowelBase;
        if (lead is >= 0 and < Leads && vowel is >= 0 and < Vowels)
        {
            joined = (char)(HangulBase + (lead * Vowels + vowel) * Trails);
            return true;
        }
        var syllable = before - HangulBase;
        var trail = jamo - TrailBase;
        joined = (char)(before + trail);
        return syllable is >= 0 and < Leads * Vowels * Trails && syllable % Trails == 0 && trail is > 0 and < Trails;
    }

    private static int Key(char letter, char mark) => (letter << 16) | mark;
}

using System.Globalization;
using System.Text;

namespace MailBridge.Mime;

/// <summary>
/// Writes text as encoded words (RFC 2047): UTF-8, at most 75 characters each, cut between graphemes, Q where most of it is ASCII and B elsewhere.
/// </summary>
internal static class EncodedWordWriter
{
    private const int LongestWord = 75;
    private const int Frame = 12; // =?utf-8?Q? and ?=
    private const int ShortestWord = Frame + LongestGrapheme * 3; // so that every grapheme fits, in Q too
    private const int LongestGrapheme = 16; // UTF-8 bytes; a longer one falls apart into characters

    public static void Write(string text, HeaderWriter header)
    {
        var useQ = IsMostlyAscii(text);
        var pieces = Pieces(text);
        for (var at = 0; at < pieces.Count;)
        {
            var room = Math.Min(LongestWord, header.RoomForEncodedWord);
            // A word of its own line where that spares a cut: not every reader joins words as RFC 2047 §6.2 says.
            if (room < ShortestWord || Fit(pieces, at, room, useQ) + at < pieces.Count && Fit(pieces, at, LongestWord, useQ) + at == pieces.Count) room = LongestWord;
            var count = Fit(pieces, at, room, useQ);
            header.EncodedWord(Word(pieces.GetRange(at, count), useQ));
            at += count;
        }
    }

    /// <summary>The words of a text, short enough to stand in quotes on a line of their own; for readers that join them.</summary>
    public static List<string> Words(string text)
    {
        const int Longest = 60;
        var words = new List<string>();
        var pieces = Pieces(text);
        for (var at = 0; at < pieces.Count;)
        {
            var count = Fit(pieces, at, Longest, useQ: false);
            words.Add(Word(pieces.GetRange(at, count), useQ: false));
            at += count;
        }
        return words;
    }

    /// <summary>How many pieces go into a word of so many characters; one at least.</summary>
    private static int Fit(List<byte[]> pieces, int at, int room, bool useQ)
    {
        var (count, length, unpadded) = (0, 0, 0);
        for (; at + count < pieces.Count; count++)
        {
            length += useQ ? QLength(pieces[at + count]) : pieces[at + count].Length;
            if ((useQ ? length : Base64Length(length)) > room - Frame) break;
            if (length % 3 == 0) unpadded = count + 1;
        }
        // QUIRK: GMime stops reading adjacent B words at the first padding, so that only the last one may have any.
        if (!useQ && at + count < pieces.Count && unpadded > 0) count = unpadded;
        return Math.Max(count, 1);
    }

    private static string Word(List<byte[]> pieces, bool useQ)
    {
        if (!useQ) return $"=?utf-8?B?{Convert.ToBase64String([.. pieces.SelectMany(bytes => bytes)])}?=";
        var payload = new StringBuilder(LongestWord);
        foreach (var piece in pieces) AppendQ(piece, payload);
        return $"=?utf-8?Q?{payload}?=";
    }

    /// <summary>Graphemes; one that does not fit any word (many combining marks) falls apart into characters.</summary>
    private static List<byte[]> Pieces(string text)
    {
        var pieces = new List<byte[]>();
        for (var at = 0; at < text.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(text, at);
            var grapheme = Encoding.UTF8.GetBytes(text, at, length);
            if (grapheme.Length <= LongestGrapheme) pieces.Add(grapheme);
            else foreach (var rune in text.AsSpan(at, length).EnumerateRunes()) pieces.Add(Encoding.UTF8.GetBytes(rune.ToString()));
            at += length;
        }
        return pieces;
    }

    private static bool IsMostlyAscii(string text)
    {
        var ascii = text.Count(char.IsAscii);
        return ascii * 3 > text.Length * 2;
    }

    private static int Base64Length(int bytes) => (bytes + 2) / 3 * 4;

    private static int QLength(byte[] piece)
    {
        var length = 0;
        foreach (var b in piece) length += IsPlain(b) || b == ' ' ? 1 : 3;
        return length;
    }

    private static void AppendQ(byte[] piece, StringBuilder payload)
    {
        foreach (var b in piece)
        {
            if (b == ' ') payload.Append('_');
            else if (IsPlain(b)) payload.Append((char)b);
            else payload.Append('=').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>RFC 2047 §5 (3): what may stand in a word within a phrase; good everywhere.</summary>
    private static bool IsPlain(byte b) =>
        char.IsAsciiLetterOrDigit((char)b) || b is (byte)'!' or (byte)'*' or (byte)'+' or (byte)'-' or (byte)'/';
}

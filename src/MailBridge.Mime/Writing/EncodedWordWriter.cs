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
        var payload = new StringBuilder(LongestWord);
        var bytes = new List<byte>(LongestWord);
        var room = Open(header);
        foreach (var piece in Pieces(text))
        {
            var cost = useQ ? QLength(piece) : Base64Length(bytes.Count + Encoding.UTF8.GetByteCount(piece));
            if ((useQ ? payload.Length + cost : cost) > room - Frame)
            {
                Close(header, payload, bytes, useQ);
                room = Open(header);
            }
            if (useQ) AppendQ(piece, payload);
            else bytes.AddRange(Encoding.UTF8.GetBytes(piece));
        }
        Close(header, payload, bytes, useQ);
    }

    private static int Open(HeaderWriter header)
    {
        var room = Math.Min(LongestWord, header.RoomForEncodedWord);
        return room >= ShortestWord ? room : LongestWord;
    }

    private static void Close(HeaderWriter header, StringBuilder payload, List<byte> bytes, bool useQ)
    {
        if (payload.Length == 0 && bytes.Count == 0) return;
        var word = useQ ? $"=?utf-8?Q?{payload}?=" : $"=?utf-8?B?{Convert.ToBase64String(bytes.ToArray())}?=";
        header.EncodedWord(word);
        payload.Clear();
        bytes.Clear();
    }

    /// <summary>Graphemes; one that does not fit any word (many combining marks) falls apart into characters.</summary>
    private static IEnumerable<string> Pieces(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var length = StringInfo.GetNextTextElementLength(text, at);
            var grapheme = text.Substring(at, length);
            at += length;
            if (Encoding.UTF8.GetByteCount(grapheme) <= LongestGrapheme)
            {
                yield return grapheme;
                continue;
            }
            foreach (var rune in grapheme.EnumerateRunes()) yield return rune.ToString();
        }
    }

    private static bool IsMostlyAscii(string text)
    {
        var ascii = text.Count(char.IsAscii);
        return ascii * 3 > text.Length * 2;
    }

    private static int Base64Length(int bytes) => (bytes + 2) / 3 * 4;

    private static int QLength(string piece)
    {
        var length = 0;
        foreach (var b in Encoding.UTF8.GetBytes(piece)) length += IsPlain(b) || b == ' ' ? 1 : 3;
        return length;
    }

    private static void AppendQ(string piece, StringBuilder payload)
    {
        foreach (var b in Encoding.UTF8.GetBytes(piece))
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

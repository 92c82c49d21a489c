using System.Buffers;
using System.Text.Unicode;

namespace MailBridge.Mime;

/// <summary>
/// Reads undeclared bytes in every charset that mail was sent in without saying so, and takes the one whose result looks most like a language:
/// by letters common in it, by words that are all of one alphabet, by capitals that only begin words. In doubt there is no guess.
/// </summary>
internal static class CharsetGuess
{
    private const int Enough = 4 << 10; // bytes looked at; more tell nothing new
    private const int FewestBytes = 3; // above 127; fewer are as likely an accented letter or a currency sign
    private const double Plausible = 0.5;
    private const double Margin = 0.03; // over windows-1252, which is what undeclared bytes are most often

    private static readonly Candidate Western = new("windows-1252", ScriptModel.WesternLatin);

    private static readonly Candidate[] Others =
    [
        new("windows-1251", ScriptModel.Cyrillic), new("koi8-u", ScriptModel.Cyrillic), new("iso-8859-5", ScriptModel.Cyrillic),
        new("cp866", ScriptModel.Cyrillic), new("shift_jis", ScriptModel.Japanese), new("euc-jp", ScriptModel.Japanese),
        new("gb18030", ScriptModel.SimplifiedChinese), new("big5", ScriptModel.TraditionalChinese), new("euc-kr", ScriptModel.Korean),
        new("windows-1253", ScriptModel.Greek), new("windows-1255", ScriptModel.Hebrew), new("windows-1256", ScriptModel.Arabic),
        new("windows-874", ScriptModel.Thai), new("windows-1254", ScriptModel.TurkishLatin), new("windows-1250", ScriptModel.CentralLatin),
        new("iso-8859-2", ScriptModel.CentralLatin),
    ];

    /// <summary>The charset, or null if the text may well be Western.</summary>
    public static Charset? Of(ReadOnlySpan<byte> bytes)
    {
        var rented = ArrayPool<byte>.Shared.Rent(Enough);
        var sample = rented.AsSpan(0, Sample(bytes, rented));
        var best = Count(sample) < FewestBytes ? null : Best(sample);
        ArrayPool<byte>.Shared.Return(rented);
        return best;
    }

    private static Charset? Best(ReadOnlySpan<byte> sample)
    {
        var (best, highest) = (default(Charset), Math.Max(Plausible, Western.Score(sample) + Margin));
        foreach (var candidate in Others)
        {
            var score = candidate.Score(sample);
            if (score > highest) (best, highest) = (candidate.Charset, score);
        }
        return best;
    }

    /// <summary>Copies the lines that hold bytes above 127 and are not UTF-8, as many as suffice.</summary>
    private static int Sample(ReadOnlySpan<byte> bytes, Span<byte> sample)
    {
        var length = 0;
        while (length < Enough)
        {
            var high = bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            if (high < 0) break;
            var start = bytes[..high].LastIndexOfAny((byte)'\r', (byte)'\n') + 1;
            var end = bytes[high..].IndexOfAny((byte)'\r', (byte)'\n');
            var line = bytes[start..(end < 0 ? bytes.Length : high + end)];
            bytes = bytes[(start + line.Length)..];
            if (Utf8.IsValid(line)) continue;
            var room = Enough - length - 1;
            if (line.Length > room) line = line[..(line[..room].LastIndexOfAnyInRange((byte)0, (byte)' ') + 1)]; // not within a character
            line.CopyTo(sample[length..]);
            length += line.Length;
            sample[length++] = (byte)'\n';
            if (line.Length + 1 >= room) break;
        }
        return length;
    }

    private static int Count(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        foreach (var b in bytes) count += b >> 7;
        return count;
    }

    /// <summary>A charset and the writing one expects in it.</summary>
    private sealed class Candidate(string label, ScriptModel model)
    {
        public Charset Charset => field ??= Charset.Find(label)!;

        public double Score(ReadOnlySpan<byte> sample)
        {
            var chars = new CharBuffer(Charset.MaxChars(sample.Length));
            chars.Length = Charset.Decode(sample, chars.Reserve(0));
            var score = model.Score(chars.Written);
            chars.Dispose();
            return score;
        }
    }
}

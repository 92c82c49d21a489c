using System.Buffers;
using System.Buffers.Text;

namespace MailBridge.MailProtocols.Files;

/// <summary>What parts two messages: <c>From</c>, somebody, and a date like that of asctime(3).</summary>
internal static class MboxSeparator
{
    private const int LongestLine = 1024;

    private static readonly SearchValues<byte> TimeOctets = SearchValues.Create("0123456789:"u8);

    public static bool IsBlank(ReadOnlySpan<byte> line) => line.SequenceEqual("\n"u8) || line.SequenceEqual("\r\n"u8);

    /// <summary>
    /// Whether a line that follows a blank one is a separator: it names a month, a time of day and a year, each as a word of its own.
    /// QUIRK: Mozilla writes "-" as the sender; some writers leave out the sender or the seconds, or add a zone before or after the year.
    /// </summary>
    public static bool IsOne(ReadOnlySpan<byte> line)
    {
        if (line.Length > LongestLine || !line.StartsWith("From "u8)) return false;
        line = line[5..].TrimEnd("\r\n"u8);
        bool month = false, time = false, year = false;
        foreach (var range in line.Split((byte)' '))
        {
            var word = line[range];
            month |= IsMonth(word);
            time |= IsTime(word);
            year |= IsYear(word);
        }
        return month && time && year;
    }

    /// <summary>Whether a separator stands in the octets, after a blank line.</summary>
    public static bool IsAnyIn(ReadOnlySpan<byte> octets)
    {
        var wasBlank = true;
        while (!octets.IsEmpty)
        {
            var end = octets.IndexOf((byte)'\n');
            var line = end < 0 ? octets : octets[..(end + 1)];
            if (wasBlank && IsOne(line)) return true;
            wasBlank = IsBlank(line);
            octets = octets[line.Length..];
        }
        return false;
    }

    private static bool IsMonth(ReadOnlySpan<byte> word) =>
        word.Length == 3 && "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"u8.IndexOf(word) is >= 0 and var at && at % 4 == 0;

    private static bool IsYear(ReadOnlySpan<byte> word) =>
        word.Length == 4 && Utf8Parser.TryParse(word, out int year, out var used) && used == 4 && year is >= 1970 and < 2200;

    private static bool IsTime(ReadOnlySpan<byte> word) =>
        word.Length is >= 4 and <= 8 && word.IndexOf((byte)':') is 1 or 2 && word.IndexOfAnyExcept(TimeOctets) < 0;
}

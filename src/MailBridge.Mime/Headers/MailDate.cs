using System.Text;

namespace MailBridge.Mime;

/// <summary>
/// Reads date-times (RFC 5322 §3.3) and what stands for them: asctime, two-digit years, zone names, AM/PM, comments anywhere. A piece that is
/// absurd is dropped, the rest counts.
/// </summary>
internal static class MailDate
{
    private const int LongestDate = 200;
    private const int LargestOffset = 14 * 60; // minutes; no place on earth is further from UTC

    /// <summary>The time, or null if there is no day, month and year in it.</summary>
    public static DateTimeOffset? Read(ReadOnlySpan<byte> raw)
    {
        if (raw.Length > LongestDate) raw = raw[..LongestDate];
        var parts = new Parts();
        for (var i = 0; i < raw.Length;)
        {
            var c = raw[i];
            if (c == '(')
            {
                var end = Comments.End(raw, i, maxDepth: 20);
                i = end < 0 ? i + 1 : end;
                continue;
            }
            if (Lines.IsSpace(c) || c is (byte)',' or (byte)')' or (byte)'"')
            {
                i++;
                continue;
            }
            var start = i;
            while (i < raw.Length && !Lines.IsSpace(raw[i]) && raw[i] is not ((byte)',' or (byte)'(' or (byte)')' or (byte)'"')) i++;
            parts.Add(raw[start..i]);
        }
        return parts.ToDate();
    }

    private struct Parts
    {
        private int? _day;
        private int? _month;
        private int? _year;
        private TimeSpan? _time;
        private int? _zone; // minutes
        private int _afternoon; // 1 AM, 2 PM

        public void Add(ReadOnlySpan<byte> token)
        {
            var first = token[0];
            if (first is (byte)'+' or (byte)'-' && _time is not null) _zone ??= Offset(token);
            else if (char.IsAsciiLetter((char)first)) AddWord(token);
            else if (!char.IsAsciiDigit((char)first)) return;
            else if (token.IndexOf((byte)'T') is > 0 and var t && token[..t].IndexOf((byte)'-') > 0) AddIso(token, t);
            else if (token.IndexOf((byte)':') >= 0) AddTime(token);
            else if (token.Count((byte)'.') == 2 && _day is not null && _time is null) AddTime(token); // QUIRK: 10.00.00
            else if (token.IndexOfAny((byte)'-', (byte)'/', (byte)'.') > 0) AddDashed(token);
            else AddNumber(token);
        }

        public readonly DateTimeOffset? ToDate()
        {
            if (_day is not { } day || _month is not { } month || _year is not { } year) return null;
            if (year is < 1000 or > 9998 || day < 1 || day > DateTime.DaysInMonth(year, month)) return null;
            var time = _time ?? TimeSpan.Zero;
            if (_afternoon == 1 && time.Hours == 12) time -= TimeSpan.FromHours(12);
            if (_afternoon == 2 && time.Hours < 12) time += TimeSpan.FromHours(12);
            return new DateTimeOffset(new DateTime(year, month, day) + time, TimeSpan.FromMinutes(_zone ?? 0));
        }

        private void AddWord(ReadOnlySpan<byte> word)
        {
            if (Month(word) is > 0 and var month)
            {
                _month ??= month;
                return;
            }
            if (Ascii.EqualsIgnoreCase(word, "AM"u8)) _afternoon = 1;
            else if (Ascii.EqualsIgnoreCase(word, "PM"u8)) _afternoon = 2;
            else if (_time is not null && _zone is null) _zone = Zone(word);
        }

        private void AddNumber(ReadOnlySpan<byte> token)
        {
            if (!TryNumber(token, out var number)) return;
            if (token.Length >= 4 && _year is null && number >= 1000 && number < 10_000 && !(_time is not null
                && _day is null)) _year = number;
            else if (token.Length <= 2 && _day is null) _day = number;
            else if (_year is null && token.Length is >= 2 and <= 3 && _day is not null) _year = FullYear(number, token.Length);
            else if (_year is null && token.Length == 4) _year = number;
            else if (_time is not null && _zone is null && token.Length is 3 or 4) _zone = Minutes(number, 1);
        }

        /// <summary><c>17-6-2008</c>, <c>17-Jun-08</c> (RFC 850), <c>2008-06-17</c>, with dashes or dots; <c>6/17/2008</c> as Americans write.</summary>
        private void AddDashed(ReadOnlySpan<byte> token)
        {
            Span<Range> pieces = stackalloc Range[4];
            var divider = token[token.IndexOfAny((byte)'-', (byte)'/', (byte)'.')];
            var count = 0;
            foreach (var range in token.Split(divider))
            {
                if (count == 3) return;
                pieces[count++] = range;
            }
            if (count != 3) return;
            var a = token[pieces[0]];
            var b = token[pieces[1]];
            var c = token[pieces[2]];
            if (!TryNumber(a, out var first) || !TryNumber(c, out var last)) return;
            var month = Month(b);
            if (month == 0 && !TryNumber(b, out month)) return;
            if (divider == '/' && a.Length <= 2 && first <= 12 && Month(b) == 0) (first, month) = (month, first);
            if (month is < 1 or > 12) return;
            _month ??= month;
            _day ??= a.Length == 4 ? last : first;
            _year ??= a.Length == 4 ? first : FullYear(last, c.Length);
        }

        /// <summary>QUIRK: ISO 8601, which some web applications put into Date.</summary>
        private void AddIso(ReadOnlySpan<byte> token, int t)
        {
            AddDashed(token[..t]);
            var time = token[(t + 1)..];
            var zone = time.IndexOfAny((byte)'+', (byte)'-', (byte)'Z');
            AddTime(zone < 0 ? time : time[..zone]);
            if (zone >= 0 && time[zone] != 'Z') _zone = Offset(time[zone..]);
        }

        private void AddTime(ReadOnlySpan<byte> token)
        {
            if (_time is not null) return;
            Span<int> values = stackalloc int[3];
            var count = 0;
            foreach (var range in token.Split((byte)(token.Contains((byte)':') ? ':' : '.')))
            {
                var piece = token[range];
                var end = piece.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
                if (count == 3 || !TryNumber(end < 0 ? piece : piece[..end], out values[count])) break;
                count++;
            }
            var leap = values is [23, 59, 60];
            var valid = count >= 2 && values[0] < 24 && values[1] < 60 && (values[2] < 60 || leap);
            _time = valid ? new TimeSpan(values[0], values[1], leap ? 59 : values[2]) : TimeSpan.Zero;
        }
    }

    private static int Month(ReadOnlySpan<byte> word)
    {
        const int Shortest = 3;
        ReadOnlySpan<string> months =
        [
            "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
        ];
        word = word.TrimEnd((byte)'.');
        if (word.Length < Shortest) return 0;
        for (var i = 0; i < months.Length; i++)
        {
            if (word.Length <= months[i].Length && Ascii.EqualsIgnoreCase(word, months[i].AsSpan(0, word.Length))) return i + 1;
        }
        return Ascii.EqualsIgnoreCase(word, "sept") ? 9 : 0;
    }

    /// <summary>RFC 5322 §4.3 names; all others, the military letters among them, say nothing and count as +0000.</summary>
    private static int Zone(ReadOnlySpan<byte> word)
    {
        var sign = word.IndexOfAny((byte)'+', (byte)'-');
        if (sign > 0) return Offset(word[sign..]);
        if (word.Length != 3) return 0;
        Span<byte> upper = stackalloc byte[3];
        Ascii.ToUpper(word, upper, out _);
        if (upper.SequenceEqual("JST"u8)) return 9 * 60;
        var hours = upper[0] switch { (byte)'E' => -5, (byte)'C' => -6, (byte)'M' => -7, (byte)'P' => -8, _ => 0 };
        if (hours == 0 || upper[2] != 'T') return 0;
        return upper[1] switch { (byte)'S' => hours * 60, (byte)'D' => (hours + 1) * 60, _ => 0 };
    }

    private static int Offset(ReadOnlySpan<byte> token)
    {
        var sign = token[0] == '-' ? -1 : 1;
        var digits = token[1..];
        var colon = digits.IndexOf((byte)':');
        if (colon > 0)
            return TryNumber(digits[..colon], out var hours)
                && TryNumber(digits[(colon + 1)..], out var minutes) ? Minutes(hours * 100 + minutes, sign) : 0;
        if (digits.Length is 0 or > 4 || !TryNumber(digits, out var number)) return 0;
        return Minutes(digits.Length <= 2 ? number * 100 : number, sign);
    }

    private static int Minutes(int hoursAndMinutes, int sign)
    {
        var minutes = hoursAndMinutes / 100 * 60 + hoursAndMinutes % 100;
        return hoursAndMinutes % 100 < 60 && minutes <= LargestOffset ? sign * minutes : 0;
    }

    private static int FullYear(int year, int digits) => digits switch
    {
        2 => year < 50 ? 2000 + year : 1900 + year,
        3 => 1900 + year,
        _ => year,
    };

    private static bool TryNumber(ReadOnlySpan<byte> digits, out int number)
    {
        number = 0;
        if (digits.Length is 0 or > 6) return false;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit)) return false;
            number = number * 10 + (digit - '0');
        }
        return true;
    }
}

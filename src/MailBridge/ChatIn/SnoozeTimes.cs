using System.Globalization;
using MailBridge.ChatOut;

namespace MailBridge.ChatIn;

/// <summary>The times that people snooze until, on the clocks of the desk's time zone.</summary>
internal sealed class SnoozeTimes(TimeZoneInfo zone, TimeProvider time)
{
    private static readonly TimeOnly Morning = new(9, 0);

    private static readonly string[] WithTime = ["yyyy-M-d H:mm", "yyyy-M-d'T'H:mm", "yyyy-M-d H:mm:ss", "yyyy-M-d'T'H:mm:ss", "d.M.yyyy H:mm"];

    private static readonly string[] DayAlone = ["yyyy-M-d", "d.M.yyyy"];

    /// <summary>The zone's name, for people.</summary>
    public string Zone => zone.Id;

    public DateTimeOffset TomorrowMorning => MorningOf(Today.AddDays(1));

    public DateTimeOffset InThreeDays => MorningOf(Today.AddDays(3));

    /// <summary>The Monday after today, on a Monday the one in a week.</summary>
    public DateTimeOffset NextMonday => MorningOf(Today.AddDays(((int)DayOfWeek.Monday - (int)Today.DayOfWeek + 6) % 7 + 1));

    private DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).DateTime);

    /// <summary>A date and time on the clocks of the zone, a date alone (its morning), or an instant with its offset; null for anything else.</summary>
    public DateTimeOffset? Read(string text)
    {
        var trimmed = text.Trim();
        if (DateTime.TryParseExact(trimmed, WithTime, CultureInfo.InvariantCulture, DateTimeStyles.AllowInnerWhite, out var local)) return At(local);
        if (DateOnly.TryParseExact(trimmed, DayAlone, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return MorningOf(day);
        return DateTimeOffset.TryParseExact(
            trimmed, ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss'Z'"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
                ? instant.ToUniversalTime()
                : null;
    }

    /// <summary>What <see cref="Read"/> takes, and the words people type: <c>tomorrow</c>, a weekday (the next one), each with a time behind it or without.</summary>
    public DateTimeOffset? ReadWords(string text)
    {
        if (Read(text) is { } written) return written;
        var words = text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words is ["until", .. var behind]) words = behind;
        if (words is ["next", .. var named]) words = named;
        if (words is not [var day, .. var rest]) return null;
        DateOnly? date = day is "tomorrow" ? Today.AddDays(1)
            : Enum.TryParse<DayOfWeek>(day, ignoreCase: true, out var weekday) && !char.IsAsciiDigit(day[0]) ? Today.AddDays(((int)weekday - (int)Today.DayOfWeek + 6) % 7 + 1)
            : day is "today" ? Today
            : null;
        if (date is not { } chosen) return Read(string.Join(' ', words));
        if (rest is ["at", .. var clock]) rest = clock;
        if (rest.Length == 0) return day is "today" ? null : MorningOf(chosen);
        return rest is [var at] && TimeOnly.TryParseExact(at, ["H:mm", "H"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? At(chosen.ToDateTime(time)) : null;
    }

    /// <summary>What the zone's clocks show at an instant.</summary>
    public string Tell(DateTimeOffset at) => ZoneTimes.Tell(at, zone);

    private DateTimeOffset MorningOf(DateOnly day) => At(day.ToDateTime(Morning));

    /// <summary>
    /// The instant at which the zone's clocks show a time. Where they show it twice it is the first; where they leap over it, it is as much later as they leap,
    /// as calendars have it (RFC 5545 section 3.3.5).
    /// </summary>
    private DateTimeOffset At(DateTime local)
    {
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max()
            : zone.IsInvalidTime(local) ? zone.GetUtcOffset(local.AddDays(-1))
            : zone.GetUtcOffset(local);
        return new DateTimeOffset(local.Ticks - offset.Ticks, TimeSpan.Zero);
    }
}

namespace MailBridge.Conversations;

/// <summary>
/// When a team works: hours of the week in a time zone, holidays left out. It measures in working time, whatever the zone's clocks do meanwhile: hours that a
/// clock skips are no working time, hours that it shows twice are worked twice.
/// </summary>
public sealed class WorkingCalendar
{
    /// <summary>A time so far ahead that nobody waits for it: from here on nothing is looked for any more.</summary>
    private const int MostDaysAhead = 10 * 366;

    private readonly TimeZoneInfo _zone;
    private readonly ILookup<DayOfWeek, WorkingHours> _week;
    private readonly HashSet<DateOnly> _holidays;
    private readonly HashSet<(int Month, int Day)> _yearly;

    /// <summary>Builds a calendar.</summary>
    /// <param name="zone">Whose clocks the hours are read on.</param>
    /// <param name="week">The hours, in any order; where they overlap they count once.</param>
    /// <param name="holidays">Days on which no hours begin.</param>
    /// <param name="yearly">Such days of every year, by month and day.</param>
    public WorkingCalendar(
        TimeZoneInfo zone, IEnumerable<WorkingHours> week, IEnumerable<DateOnly>? holidays = null, IEnumerable<(int Month, int Day)>? yearly = null)
    {
        _zone = zone;
        _week = week.OrderBy(h => h.Start).ToLookup(h => h.Day);
        _holidays = [.. holidays ?? []];
        _yearly = [.. yearly ?? []];
    }

    /// <summary>Monday to Friday, nine to five.</summary>
    public static WorkingCalendar NineToFive(TimeZoneInfo zone) => new(
        zone,
        Enumerable.Range((int)DayOfWeek.Monday, 5).Select(day => new WorkingHours((DayOfWeek)day, TimeSpan.FromHours(9), TimeSpan.FromHours(17))));

    /// <summary>Whose clocks the hours are read on.</summary>
    public TimeZoneInfo Zone => _zone;

    /// <summary>True while somebody works.</summary>
    public bool IsWorking(DateTimeOffset at) => Spans(at).FirstOrDefault() is { Start: var start, End: > 0 } && start <= at.UtcTicks;

    /// <summary>The working time between two instants, of at most the ten years behind the first; zero where the second is not after the first.</summary>
    public TimeSpan Between(DateTimeOffset from, DateTimeOffset to)
    {
        var ticks = 0L;
        foreach (var (start, end) in Spans(from))
        {
            if (start >= to.UtcTicks) break;
            ticks += Math.Min(end, to.UtcTicks) - Math.Max(start, from.UtcTicks);
        }
        return TimeSpan.FromTicks(ticks);
    }

    /// <summary>
    /// The first instant by which so much working time has passed since another; <see cref="DateTimeOffset.MaxValue"/> where that is not within ten years.
    /// </summary>
    public DateTimeOffset After(DateTimeOffset from, TimeSpan work)
    {
        if (work <= TimeSpan.Zero) return from;
        var left = work.Ticks;
        foreach (var (start, end) in Spans(from))
        {
            var begin = Math.Max(start, from.UtcTicks);
            if (end - begin >= left) return new DateTimeOffset(begin + left, TimeSpan.Zero);
            left -= end - begin;
        }
        return DateTimeOffset.MaxValue;
    }

    /// <summary>The first instant at which the zone's clocks show that time or a later one: of a time shown twice the first, of one skipped the end of the gap.</summary>
    public static DateTimeOffset First(TimeZoneInfo zone, DateTime local)
    {
        var utc = DateTime.SpecifyKind(local, DateTimeKind.Utc);
        // No zone is further from Greenwich than this, and none changes its clocks twice within it.
        var around = TimeSpan.FromHours(26);
        var (before, behind) = (zone.GetUtcOffset(new DateTimeOffset(utc - around)), zone.GetUtcOffset(new DateTimeOffset(utc + around)));
        var (early, late) = before > behind ? (utc - before, utc - behind) : (utc - behind, utc - before);
        if (Shows(zone, early) == local) return new DateTimeOffset(early);
        if (Shows(zone, late) == local) return new DateTimeOffset(late);
        // Skipped: the clocks change between the two.
        var (low, high) = (early.Ticks, late.Ticks);
        while (high - low > 1)
        {
            var middle = low + (high - low) / 2;
            if (Shows(zone, new DateTime(middle, DateTimeKind.Utc)) >= local) high = middle;
            else low = middle;
        }
        return new DateTimeOffset(high, TimeSpan.Zero);
    }

    private static DateTime Shows(TimeZoneInfo zone, DateTime utc) => DateTime.SpecifyKind(TimeZoneInfo.ConvertTimeFromUtc(utc, zone), DateTimeKind.Unspecified);

    /// <summary>The working spans that end after an instant, in order and apart from each other, in ticks of UTC.</summary>
    private IEnumerable<(long Start, long End)> Spans(DateTimeOffset from)
    {
        var covered = from.UtcTicks;
        // Hours that began two days before may reach over midnight into a day that a clock has made longer.
        var first = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(from, _zone).DateTime).AddDays(-2);
        for (var ahead = 0; ahead < MostDaysAhead && first.DayNumber + ahead < DateOnly.MaxValue.DayNumber - 3; ahead++)
        {
            var day = first.AddDays(ahead);
            if (_holidays.Contains(day) || _yearly.Contains((day.Month, day.Day))) continue;
            foreach (var hours in _week[day.DayOfWeek])
            {
                var midnight = day.ToDateTime(TimeOnly.MinValue);
                var start = Math.Max(First(_zone, midnight + hours.Start).UtcTicks, covered);
                var end = First(_zone, midnight + hours.End).UtcTicks;
                if (end <= start) continue;
                covered = end;
                yield return (start, end);
            }
        }
    }
}

/// <summary>Hours of work that begin on a day of the week.</summary>
/// <param name="Day">The day they begin on, and whose holidays they keep.</param>
/// <param name="Start">When they begin, from midnight.</param>
/// <param name="End">When they end, from the same midnight: more than 24 hours for the next day. After <paramref name="Start"/>, by a day at most.</param>
public sealed record WorkingHours(DayOfWeek Day, TimeSpan Start, TimeSpan End);

using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace MailBridge.Conversations.Tests;

public sealed class WorkingCalendarTests
{
    private static readonly TimeZoneInfo Berlin = Zone("Europe/Berlin");

    private static readonly WorkingCalendar NineToFive = WorkingCalendar.NineToFive(Berlin);

    /// <summary>With a gap in spring, half an hour of one, quarter hours, a day that never was, and none at all.</summary>
    private static readonly string[] Zones = ["Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia", "Pacific/Kiritimati", "UTC"];

    [Theory]
    [InlineData("2026-11-23T09:00", "2026-11-23T17:00", 480)]
    [InlineData("2026-11-23T00:00", "2026-11-23T23:59", 480)]
    [InlineData("2026-11-23T16:30", "2026-11-24T09:30", 60)]
    [InlineData("2026-11-27T16:00", "2026-11-30T10:00", 120)]
    [InlineData("2026-11-28T00:00", "2026-11-29T23:00", 0)]
    [InlineData("2026-11-24T12:00", "2026-11-23T12:00", 0)]
    public void Working_time_leaves_nights_and_weekends_out(string from, string to, int minutes)
        => Assert.Equal(TimeSpan.FromMinutes(minutes), NineToFive.Between(At(from), At(to)));

    [Theory]
    [InlineData("2026-11-23T09:00", 60, "2026-11-23T10:00")]
    [InlineData("2026-11-23T16:30", 60, "2026-11-24T09:30")]
    [InlineData("2026-11-27T16:30", 60, "2026-11-30T09:30")]
    [InlineData("2026-11-28T12:00", 30, "2026-11-30T09:30")]
    [InlineData("2026-11-23T09:00", 480, "2026-11-23T17:00")]
    [InlineData("2026-11-23T03:00", 0, "2026-11-23T03:00")]
    public void Working_minutes_after_an_instant_end_within_working_hours(string from, int minutes, string then)
        => Assert.Equal(At(then), NineToFive.After(At(from), TimeSpan.FromMinutes(minutes)));

    [Fact]
    public void Holidays_are_no_working_days_once_or_every_year()
    {
        var calendar = new WorkingCalendar(Berlin, Days("09:00", "17:00"), [new DateOnly(2026, 11, 23)], [(12, 25)]);
        Assert.Equal(TimeSpan.Zero, calendar.Between(At("2026-11-23T00:00"), At("2026-11-24T00:00")));
        Assert.Equal(TimeSpan.FromHours(8), calendar.Between(At("2027-11-23T00:00"), At("2027-11-24T00:00")));
        Assert.Equal(TimeSpan.Zero, calendar.Between(At("2026-12-25T00:00"), At("2026-12-26T00:00")));
        Assert.Equal(TimeSpan.Zero, calendar.Between(At("2028-12-25T00:00"), At("2028-12-26T00:00")));
    }

    [Fact]
    public void A_night_shift_belongs_to_the_day_it_begins_on()
    {
        var calendar = new WorkingCalendar(Berlin, Days("22:00", "1.06:00"), [new DateOnly(2026, 11, 24)]);
        Assert.True(calendar.IsWorking(At("2026-11-24T05:59")));
        Assert.False(calendar.IsWorking(At("2026-11-24T06:00")));
        Assert.False(calendar.IsWorking(At("2026-11-25T05:00")));
        Assert.Equal(TimeSpan.FromHours(6 + 2), calendar.Between(At("2026-11-24T00:00"), At("2026-11-26T00:00")));
    }

    [Fact]
    public void A_night_in_which_the_clocks_are_put_forward_is_an_hour_shorter_and_the_other_one_longer()
    {
        var calendar = new WorkingCalendar(Berlin, Days("22:00", "1.06:00"));
        Assert.Equal(TimeSpan.FromHours(7), calendar.Between(At("2026-03-28T12:00"), At("2026-03-29T12:00")));
        Assert.Equal(TimeSpan.FromHours(9), calendar.Between(At("2026-10-24T12:00"), At("2026-10-25T12:00")));
    }

    [Fact]
    public void Hours_whose_ends_the_clocks_skip_or_show_twice_count_once()
    {
        var calendar = new WorkingCalendar(Berlin, Days("02:15", "02:45"));
        Assert.Equal(TimeSpan.Zero, calendar.Between(At("2026-03-29T00:00"), At("2026-03-29T12:00")));
        Assert.Equal(TimeSpan.FromMinutes(30), calendar.Between(At("2026-10-25T00:00"), At("2026-10-25T12:00")));
    }

    [Theory]
    [InlineData("2026-03-29T02:30", "2026-03-29T01:00Z")]
    [InlineData("2026-10-25T02:30", "2026-10-25T00:30Z")]
    [InlineData("2026-10-25T03:00", "2026-10-25T02:00Z")]
    [InlineData("2026-11-23T09:00", "2026-11-23T08:00Z")]
    public void Of_a_time_that_is_shown_twice_the_first_counts_and_of_one_that_is_skipped_the_end_of_the_gap(string local, string utc)
        => Assert.Equal(DateTimeOffset.Parse(utc, CultureInfo.InvariantCulture), WorkingCalendar.First(Berlin, Local(local)));

    [Fact]
    public void A_day_that_never_was_has_no_working_time()
    {
        // Samoa went from Thursday 29 to Saturday 31 December 2011.
        var apia = Zone("Pacific/Apia");
        var calendar = new WorkingCalendar(apia, Days("09:00", "17:00"));
        var (from, to) = (WorkingCalendar.First(apia, Local("2011-12-29T00:00")), WorkingCalendar.First(apia, Local("2012-01-01T00:00")));
        Assert.Equal(TimeSpan.FromHours(16), calendar.Between(from, to));
    }

    [Fact]
    public void Where_nobody_ever_works_nothing_falls_due()
    {
        var never = new WorkingCalendar(Berlin, []);
        Assert.Equal(DateTimeOffset.MaxValue, never.After(At("2026-11-23T09:00"), TimeSpan.FromMinutes(1)));
        Assert.Equal(TimeSpan.Zero, never.Between(At("2000-01-01T00:00"), At("2030-01-01T00:00")));
        Assert.False(never.IsWorking(At("2026-11-23T09:00")));
    }

    [Fact]
    public void Round_the_clock_is_all_of_the_time()
    {
        var always = new WorkingCalendar(Berlin, Days("00:00", "1.00:00"));
        var (from, to) = (At("2026-03-01T12:34"), At("2026-11-30T01:02"));
        Assert.Equal(to - from, always.Between(from, to));
    }

    [Fact]
    public void Working_time_only_grows() => ForAll(s => s.Calendar.Between(s.From, s.To) <= s.Calendar.Between(s.From, s.To + s.Work));

    [Fact]
    public void Working_time_adds_up_over_any_instant_between() => ForAll(s =>
    {
        var later = s.To + s.Work;
        return s.Calendar.Between(s.From, s.To) + s.Calendar.Between(s.To, later) == s.Calendar.Between(s.From, later);
    });

    [Fact]
    public void No_more_is_worked_than_time_passes() => ForAll(s => s.Calendar.Between(s.From, s.To) <= s.To - s.From);

    [Fact]
    public void So_much_work_after_an_instant_has_so_much_work_between() => ForAll(s =>
    {
        var then = s.Calendar.After(s.From, s.Work);
        return then == DateTimeOffset.MaxValue || (then >= s.From && s.Calendar.Between(s.From, then) == s.Work);
    });

    [Fact]
    public void It_is_the_first_such_instant() => ForAll(s => s.Calendar.After(s.From, s.Calendar.Between(s.From, s.To)) <= s.To);

    [Fact]
    public void More_work_never_ends_before_less() => ForAll(s => s.Calendar.After(s.From, s.Work) <= s.Calendar.After(s.From, s.Work + TimeSpan.FromMinutes(7)));

    private sealed record Sample(WorkingCalendar Calendar, DateTimeOffset From, DateTimeOffset To, TimeSpan Work);

    private static void ForAll(Func<Sample, bool> holds)
        => Check.One(Config.QuickThrowOnFailure.WithReplay(7, 7).WithMaxTest(400), Prop.ForAll(SampleOf().ToArbitrary(), holds));

    private static Gen<Sample> SampleOf() =>
        from zone in Gen.Elements(Zones)
        from week in Gen.ListOf(Hours())
        from holiday in Gen.Choose(0, 365)
        // Around the two changes of the clocks as often as anywhere else.
        from start in Gen.OneOf(Gen.Choose(0, 525_600), Gen.Choose(124_000, 128_000), Gen.Choose(426_000, 430_000))
        from length in Gen.Choose(0, 60_000)
        from work in Gen.Choose(0, 6_000)
        let begin = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(start).AddSeconds(length % 60)
        select new Sample(
            new WorkingCalendar(Zone(zone), week, [new DateOnly(2026, 1, 1).AddDays(holiday)]), begin, begin.AddMinutes(length), TimeSpan.FromMinutes(work));

    private static Gen<WorkingHours> Hours() =>
        from day in Gen.Choose(0, 6)
        from start in Gen.Choose(0, 95)
        from length in Gen.Choose(1, 96)
        select new WorkingHours((DayOfWeek)day, TimeSpan.FromMinutes(15 * start), TimeSpan.FromMinutes(15 * (start + length)));

    private static IEnumerable<WorkingHours> Days(string start, string end)
        => Enum.GetValues<DayOfWeek>().Select(day => new WorkingHours(
            day, TimeSpan.Parse(start, CultureInfo.InvariantCulture), TimeSpan.Parse(end, CultureInfo.InvariantCulture)));

    private static TimeZoneInfo Zone(string id) => TimeZoneInfo.FindSystemTimeZoneById(id);

    private static DateTime Local(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture);

    private static DateTimeOffset At(string local) => WorkingCalendar.First(Berlin, Local(local));
}

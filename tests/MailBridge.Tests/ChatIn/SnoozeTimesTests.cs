using System.Globalization;
using MailBridge.ChatIn;
using MailBridge.Testing;

namespace MailBridge.Tests.ChatIn;

public sealed class SnoozeTimesTests
{
    [Theory]
    [InlineData("Europe/Berlin", "2026-11-22T23:30:00Z", "2026-11-24T08:00:00Z", "2026-11-26T08:00:00Z", "2026-11-30T08:00:00Z")]
    [InlineData("America/New_York", "2026-11-23T03:00:00Z", "2026-11-23T14:00:00Z", "2026-11-25T14:00:00Z", "2026-11-23T14:00:00Z")]
    [InlineData("UTC", "2026-11-22T09:00:00Z", "2026-11-23T09:00:00Z", "2026-11-25T09:00:00Z", "2026-11-23T09:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T07:00:00Z", "2026-03-31T07:00:00Z", "2026-03-30T07:00:00Z")]
    [InlineData("Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T08:00:00Z", "2026-10-27T08:00:00Z", "2026-10-26T08:00:00Z")]
    public void Mornings_are_nine_o_clock_where_the_desk_is_also_over_a_change_of_the_clocks(
        string zone, string now, string tomorrow, string threeDays, string monday)
    {
        var times = Times(zone, now);
        Assert.Equal([Utc(tomorrow), Utc(threeDays), Utc(monday)], [times.TomorrowMorning, times.InThreeDays, times.NextMonday]);
    }

    [Theory]
    [InlineData("2026-12-24 14:30", "2026-12-24T13:30:00Z")]
    [InlineData("  2026-12-24T14:30 ", "2026-12-24T13:30:00Z")]
    [InlineData("24.12.2026 14:30", "2026-12-24T13:30:00Z")]
    [InlineData("2026-7-1 8:05", "2026-07-01T06:05:00Z")]
    [InlineData("2026-12-24", "2026-12-24T08:00:00Z")]
    [InlineData("2026-12-24T14:30:00Z", "2026-12-24T14:30:00Z")]
    [InlineData("2026-12-24T14:30:00-05:00", "2026-12-24T19:30:00Z")]
    public void A_typed_time_is_one_on_the_clocks_of_the_desk_unless_it_says_otherwise(string typed, string instant)
        => Assert.Equal(Utc(instant), Times("Europe/Berlin", "2026-11-22T09:00:00Z").Read(typed));

    [Theory]
    [InlineData("Europe/Berlin", "2027-03-28 02:30", "2027-03-28T01:30:00Z")]
    [InlineData("Europe/Berlin", "2026-10-25 02:30", "2026-10-25T00:30:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03T15:45:00Z")]
    public void A_time_that_the_clocks_leap_over_is_later_and_one_they_show_twice_is_the_first(string zone, string typed, string instant)
        => Assert.Equal(Utc(instant), Times(zone, "2026-01-01T00:00:00Z").Read(typed));

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("2026-02-30 10:00")]
    [InlineData("12/24/2026")]
    [InlineData("99999999999999999999")]
    [InlineData("2026-12-24 25:00")]
    public void What_is_no_time_is_none(string typed) => Assert.Null(Times("Europe/Berlin", "2026-11-22T09:00:00Z").Read(typed));

    private static SnoozeTimes Times(string zone, string now) => new(TimeZoneInfo.FindSystemTimeZoneById(zone), new ManualTimeProvider(Utc(now)));

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}

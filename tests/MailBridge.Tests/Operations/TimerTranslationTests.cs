using MailBridge.Conversations;
using MailBridge.Operations;

namespace MailBridge.Tests.Operations;

public sealed class TimerTranslationTests
{
    [Theory]
    [InlineData("Mon-Fri 09:00-17:00", "Monday 09:00:00-17:00:00 … Friday 09:00:00-17:00:00, 5")]
    [InlineData("sat 10:00-13:00", "Saturday 10:00:00-13:00:00 … Saturday 10:00:00-13:00:00, 1")]
    [InlineData("Fri-Mon 08:00-12:30", "Friday 08:00:00-12:30:00 … Monday 08:00:00-12:30:00, 4")]
    [InlineData("Mon-Sun 00:00-24:00", "Monday 00:00:00-1.00:00:00 … Sunday 00:00:00-1.00:00:00, 7")]
    [InlineData("Fri  22:00-02:00", "Friday 22:00:00-1.02:00:00 … Friday 22:00:00-1.02:00:00, 1")]
    public void Hours_are_written_as_days_and_times(string text, string hours)
    {
        var read = TimerTranslation.ToHours(text)!;
        Assert.Equal(hours, $"{Said(read[0])} … {Said(read[^1])}, {read.Count}");

        static string Said(WorkingHours h) => $"{h.Day} {h.Start}-{h.End}";
    }

    [Theory]
    [InlineData("")]
    [InlineData("Mon-Fri")]
    [InlineData("09:00-17:00")]
    [InlineData("Mo-Fr 09:00-17:00")]
    [InlineData("Mon-Tue-Wed 09:00-17:00")]
    [InlineData("Mon 9-17")]
    [InlineData("Mon 09:00-25:00")]
    [InlineData("Mon 09:00-09:00")]
    [InlineData("Mon 24:00-09:00")]
    [InlineData("Mon 09:00")]
    public void Anything_else_is_no_hours(string text) => Assert.Null(TimerTranslation.ToHours(text));

    [Fact]
    public void An_inbox_keeps_hours_of_its_own_or_those_of_all()
    {
        var options = new BridgeOptions
        {
            TimeZone = "Europe/Berlin",
            WorkingHours = new WorkingHoursOptions { Holidays = ["12-25", "2026-12-24"] },
            Inboxes =
            {
                ["support"] = new InboxOptions
                {
                    Channel = "slack:#support",
                    FirstReplyOwns = false,
                    Timers = new TimerOptions { EscalateAfter = TimeSpan.FromHours(4), EscalationChannel = "slack:#leads", DailyLineAt = "08:30" },
                },
                ["night"] = new InboxOptions
                {
                    WorkingHours = new WorkingHoursOptions { Hours = ["Mon-Sun 00:00-24:00"], TimeZone = "UTC" },
                    Acknowledgement = new AcknowledgementOptions { OutsideHours = "Tomorrow." },
                },
            },
        };
        var problems = new List<string>();
        TimerTranslation.Check(options, problems);
        Assert.Empty(problems);
        var directory = options.ToDirectory();
        var support = directory.Inbox(new InboxId("support"))!;
        Assert.False(support.FirstReplyOwns);
        Assert.Equal(new ChatChannel("slack", "", "#leads"), support.Timers.EscalationChannel);
        Assert.Equal((TimeSpan.FromHours(8), new TimeOnly(8, 30), null), (support.Timers.ClaimLapsesAfter, support.Timers.DailyLineAt!.Value, support.Timers.Acknowledgement));
        Assert.False(support.Timers.Calendar.IsWorking(new DateTimeOffset(2026, 12, 24, 10, 0, 0, TimeSpan.Zero)));
        Assert.False(support.Timers.Calendar.IsWorking(new DateTimeOffset(2028, 12, 25, 10, 0, 0, TimeSpan.Zero)));
        Assert.True(support.Timers.Calendar.IsWorking(new DateTimeOffset(2026, 12, 23, 8, 0, 0, TimeSpan.Zero)));
        var night = directory.Inbox(new InboxId("night"))!;
        Assert.True(night.Timers.Calendar.IsWorking(new DateTimeOffset(2026, 12, 25, 3, 0, 0, TimeSpan.Zero)));
        Assert.Equal(new AcknowledgementTexts("", "Tomorrow.", 60), night.Timers.Acknowledgement);
    }

    [Fact]
    public void Every_mistake_is_said_with_what_to_write_instead()
    {
        var options = new BridgeOptions
        {
            WorkingHours = new WorkingHoursOptions { Hours = ["always"], Holidays = ["25.12."], TimeZone = "Berlin" },
            Inboxes =
            {
                ["support"] = new InboxOptions
                {
                    WorkingHours = new WorkingHoursOptions { Hours = [] },
                    Timers = new TimerOptions { EscalateAfter = TimeSpan.FromHours(1), DailyLineAt = "9" },
                    Acknowledgement = new AcknowledgementOptions { MostPerHour = 0 },
                },
                ["shop"] = new InboxOptions { Channel = "slack:#shop", Timers = new TimerOptions { EscalationChannel = "workspace:leads" } },
            },
        };
        var problems = new List<string>();
        TimerTranslation.Check(options, problems);
        Assert.Equal(
            [
                "WorkingHours:Hours has \"always\"; write days and times such as Mon-Fri 09:00-17:00 or Sat 10:00-13:00.",
                "WorkingHours:Holidays has \"25.12.\"; write a date such as 2026-12-24, or 12-25 for every year.",
                "WorkingHours:TimeZone is \"Berlin\", which this machine does not know; write an IANA name such as Europe/Berlin, or leave it out.",
                "Inboxes:support:WorkingHours:Hours is empty; write when the team works, such as Mon-Fri 09:00-17:00, or Mon-Sun 00:00-24:00 for always.",
                "Inboxes:support:Timers:DailyLineAt is \"9\"; write a time of day such as 09:00, or leave it out.",
                "Inboxes:support:Timers:EscalateAfter is given but no EscalationChannel; name the channel that is told then.",
                "Inboxes:support:Acknowledgement:MostPerHour is 0; it must lie between 1 and 1000.",
                "Inboxes:shop:Timers:EscalationChannel is \"workspace:leads\"; write a channel of the inbox' own platform, such as slack:#leads.",
            ],
            problems);
    }
}

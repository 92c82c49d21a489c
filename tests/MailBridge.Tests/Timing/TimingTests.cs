using System.Globalization;
using MailBridge.Conversations;
using MailBridge.Operations;
using MailBridge.Timing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Quartz;

namespace MailBridge.Tests.Timing;

public sealed class TimingTests
{
    private static readonly InboxTimers Acknowledging = InboxTimers.None with { Acknowledgement = new AcknowledgementTexts("We have it.", "", 1) };

    private static CancellationToken Token => DeskFixture.Token;

    [Theory]
    [InlineData("Europe/Berlin", 2, 30, "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z")]
    [InlineData("Europe/Berlin", 2, 30, "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z")]
    [InlineData("Europe/Berlin", 9, 0, "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z")]
    [InlineData("America/St_Johns", 0, 1, "2026-03-07T12:00:00Z", "2026-03-08T12:00:00Z")]
    [InlineData("Asia/Kathmandu", 23, 59, "2026-03-07T12:00:00Z", "2026-03-08T12:00:00Z")]
    public void The_daily_line_is_looked_for_on_every_day_not_before_its_time_and_soon_after(string zoneName, int hour, int minute, string from, string to)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneName);
        var time = new TimeOnly(hour, minute);
        var trigger = TriggerBuilder.Create().WithIdentity("t").StartAt(Parse(from)).WithSchedule(TimingRegistration.Daily(time, zone)).Build();
        var (begin, end) = (Parse(from), Parse(to));
        var fires = new List<DateTimeOffset>();
        for (var at = trigger.GetFireTimeAfter(begin); at < end; at = trigger.GetFireTimeAfter(at.Value)) fires.Add(at!.Value);
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(begin, zone).DateTime);
        var due = Enumerable.Range(0, 2).Select(d => WorkingCalendar.First(zone, day.AddDays(d).ToDateTime(time))).Single(d => d > begin && d <= end);
        Assert.Contains(fires, f => f >= due && f - due <= TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task The_scheduler_runs_rounds_and_lines_and_ends_with_the_host()
    {
        await using var desk = await DeskFixture.CreateAsync(timers: InboxTimers.None with { DailyLineAt = new TimeOnly(0, 0) });
        var services = new ServiceCollection().AddLogging()
            .AddSingleton(desk.Store).AddSingleton(desk.Directory).AddSingleton(desk.Health).AddSingleton<TimeProvider>(desk.Time);
        services.AddTiming(desk.Directory);
        await using var provider = services.BuildServiceProvider();
        var scheduler = await provider.GetRequiredService<ISchedulerFactory>().GetScheduler(Token);
        Assert.NotNull(await scheduler.GetTrigger(new TriggerKey("rounds"), Token));
        Assert.NotNull(await scheduler.GetTrigger(new TriggerKey("daily-line-0"), Token));
        await scheduler.Shutdown(false, Token);
    }

    [Fact]
    public async Task A_full_hour_of_acknowledgements_is_said_in_the_health_report_until_it_is_over()
    {
        await using var desk = await DeskFixture.CreateAsync(timers: Acknowledging);
        await desk.ReceiveAsync(DeskFixture.Mail(1));
        await desk.ReceiveAsync(DeskFixture.Mail(2).Replace("zoe@", "ada@", StringComparison.Ordinal));
        var worker = new DeskWorker(
            desk.Queue, desk.WakeUps, desk.Writers, desk.Acknowledgements, desk.Directory, desk.Store, desk.Health, NullLogger<DeskWorker>.Instance, desk.Time);
        await desk.WorkAsync(worker, DeliveryLeg.Desk);
        Assert.Contains("1 acknowledgements were sent within an hour", desk.Problem("Acknowledgements of support"), StringComparison.Ordinal);
        Assert.Equal(1, (await desk.Queue.DepthAsync(DeliveryLeg.Mail, Token)).Scheduled);

        var round = new RoundJob(desk.Rounds, desk.Health, desk.Directory, NullLogger<RoundJob>.Instance, desk.Time);
        await round.GoAsync(Token);
        Assert.NotNull(desk.Problem("Acknowledgements of support"));
        desk.Time.Advance(TimeSpan.FromHours(1));
        await round.GoAsync(Token);
        Assert.True(desk.Health.IsReady);
    }

    private static DateTimeOffset Parse(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}

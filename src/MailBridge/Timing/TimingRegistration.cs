using System.Globalization;
using MailBridge.Conversations;
using Quartz;

namespace MailBridge.Timing;

/// <summary>What runs by the clock, on Quartz. Its jobs keep nothing: what is due follows from the database, so its own store is memory.</summary>
internal static class TimingRegistration
{
    private static readonly TimeSpan BetweenRounds = TimeSpan.FromMinutes(1);

    /// <summary>Such as a full disk: tried again every minute for half an hour; the next start is the next chance.</summary>
    private static readonly RetryPolicy Again = RetryPolicy.Fixed(30, TimeSpan.FromMinutes(1));

    /// <summary>Adds the scheduler, which starts and stops with the host.</summary>
    public static void AddTiming(this IServiceCollection services, DeskDirectory directory)
    {
        services.AddSingleton<Rounds>();
        services.AddSingleton<DailyLines>();
        services.AddQuartz(q =>
        {
            q.ScheduleJob<RoundJob>(t => t.WithIdentity("rounds").StartNow().WithSimpleSchedule(BetweenRounds));
            var times = DailyLines.Telling(directory).Select(i => (At: i.Timers.DailyLineAt!.Value, i.Timers.Calendar.Zone)).Distinct().ToList();
            if (times.Count == 0) return;
            var line = new JobKey("daily-line");
            q.AddJob<DailyLineJob>(j => j.WithIdentity(line).StoreDurably());
            foreach (var (index, (at, zone)) in times.Index())
            {
                q.AddTrigger<DailyLineJob>(t => t
                    .WithIdentity(string.Create(CultureInfo.InvariantCulture, $"daily-line-{index}"))
                    .ForJob(line)
                    .WithRetryPolicy(Again)
                    .WithCronSchedule(Daily(at, zone)));
            }
            q.RunAtStartup(line);
        });
        services.AddQuartzHostedService(o => o.WaitForJobsToComplete = true);
    }

    /// <summary>Every day at a time on a zone's clocks; after a long stall once for all that was missed.</summary>
    internal static CronScheduleBuilder Daily(TimeOnly at, TimeZoneInfo zone)
        => CronScheduleBuilder.Create(string.Create(CultureInfo.InvariantCulture, $"0 {at.Minute} {at.Hour} * * ?"))
            .InTimeZone(zone)
            .WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed);
}

using System.Globalization;

namespace MailBridge.Conversations;

/// <summary>Has each channel told once a day what is open there. A day's line has a receipt, so asking again, after a crash or by two processes, makes no second.</summary>
public sealed class DailyLines(IConversationStore store, DeskDirectory directory, TimeProvider time)
{
    private const string Source = "daily-line";

    /// <summary>Schedules every line whose time has come today and that was not scheduled yet.</summary>
    /// <returns>How many.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var made = 0;
        foreach (var inbox in Telling(directory))
        {
            var (now, zone) = (time.GetUtcNow(), inbox.Timers.Calendar.Zone);
            var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
            var due = WorkingCalendar.First(zone, today.ToDateTime(inbox.Timers.DailyLineAt!.Value));
            if (now < due) continue;
            var commit = new DeskCommit
            {
                Receipt = new InboundReceipt(Source, $"{inbox.Id}/{today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}"),
                Deliveries = [new Delivery { Id = DeliveryId.New(time), Work = new DeliveryWork.PostDailyLine(inbox.Id), ScheduledAt = now, DueAt = now }],
            };
            if (await store.CommitAsync(commit, cancellation).ConfigureAwait(false) == CommitResult.Committed) made++;
        }
        return made;
    }

    /// <summary>The inboxes that speak for their channels: of several in one channel the first that has a time.</summary>
    public static IEnumerable<Inbox> Telling(DeskDirectory directory) => directory.Inboxes.Where(i => i.Timers.DailyLineAt is not null).DistinctBy(i => i.Channel);
}

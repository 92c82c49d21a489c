using System.Globalization;
using MailBridge.Conversations;
using MailBridge.Storage;

namespace MailBridge.Operations;

/// <summary>Leases a leg's due deliveries and delivers them side by side, each lane in order; one bad delivery stops nobody.</summary>
internal abstract partial class QueueWorker(IDeliveryQueue queue, DeliveryLeg leg, BridgeHealth health, ILogger logger, TimeProvider time) : BackgroundService
{
    private const int MostAtOnce = 8;

    /// <summary>Longer than any hand-over takes (RFC 5321 section 4.5.3.2 allows ten minutes for the last reply alone).</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(30);

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a delivery under way may take to end when the bridge stops: a mail cut off behind its last byte would be of unknown fate. Less than the
    /// host waits.
    /// </summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan AfterUnforeseen = TimeSpan.FromSeconds(30);

    /// <summary>Attempts until a delivery that fails in a way nobody foresaw is given up: with doubling waits, about half a day.</summary>
    private const int MostUnforeseen = 15;

    private static readonly TimeSpan AfterStorageFault = TimeSpan.FromSeconds(2);

    protected IDeliveryQueue Queue => queue;

    protected BridgeHealth Health => health;

    protected TimeProvider Time => time;

    /// <summary>The name this leg has in the health report.</summary>
    protected string Component => leg switch { DeliveryLeg.Mail => MailOut.MailOutWorker.Leg, DeliveryLeg.Desk => "Desk", _ => "Chat" };

    /// <summary>The name that its place in the database has there.</summary>
    private string Store => $"{Component} (queue)";

    protected internal abstract Task DeliverAsync(Delivery delivery, CancellationToken cancellation);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var running = new List<Task>();
        using var breakOff = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var stop = stoppingToken.Register(() => breakOff.CancelAfter(Grace)).ConfigureAwait(false);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                running.RemoveAll(t => t.IsCompleted);
                var room = MostAtOnce - running.Count;
                if (room == 0)
                {
                    // The queue would answer at once that something is due, again and again.
                    await Task.WhenAny(running).WaitAsync(stoppingToken).ConfigureAwait(false);
                    continue;
                }
                var leased = await queue.LeaseAsync(leg, room, Lease, stoppingToken).ConfigureAwait(false);
                if (running.Count == 0) health.Report(Store, null);
                running.AddRange(leased.Select(delivery => Task.Run(() => GuardAsync(delivery, breakOff.Token), CancellationToken.None)));
                if (leased.Count > 0) continue;
                await WaitForNewsAsync(running, stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                QueueFailed(logger, e, Component);
                health.Report(Store, e.Message);
                await Task.Delay(TimeSpan.FromSeconds(5), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        await Task.WhenAll(running).ConfigureAwait(false);
    }

    /// <summary>Until a delivery may be due or a running one has ended and left room, or freed its lane.</summary>
    private async Task WaitForNewsAsync(List<Task> running, CancellationToken stopping)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var news = queue.WaitAsync(leg, LongestWait, enough.Token);
        await Task.WhenAny([news, .. running]).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        await news.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.ThrowIfCancellationRequested();
        if (news.IsFaulted) await news.ConfigureAwait(false);
    }

    /// <summary>
    /// Writes down what has happened outside and cannot be undone. While the disk is full it is tried again and again: were it forgotten, the same would be
    /// sent twice.
    /// </summary>
    protected async Task KeepTryingAsync(Func<Task> write, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await write().ConfigureAwait(false);
                return;
            }
            catch (StorageUnavailableException e) when (!stopping.IsCancellationRequested)
            {
                NotWritten(logger, e, Component);
                health.Report(Store, e.Message);
                await Task.Delay(AfterStorageFault, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task GuardAsync(Delivery delivery, CancellationToken stopping)
    {
        try
        {
            await DeliverAsync(delivery, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await ReturnAsync(delivery, TimeSpan.Zero, stopping).ConfigureAwait(false);
        }
        catch (StorageUnavailableException e)
        {
            NotWritten(logger, e, Component);
            health.Report(Store, e.Message);
            await ReturnAsync(delivery, AfterStorageFault, stopping).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            DeliveryFailed(logger, e, delivery.Id);
            health.Report($"{Component} (delivery {delivery.Id})", e.Message);
            await PutOffAsync(delivery, e, stopping).ConfigureAwait(false);
        }
    }

    /// <summary>A delivery on which the bridge itself fails must not hold up its lane for ever.</summary>
    private async Task PutOffAsync(Delivery delivery, Exception fault, CancellationToken stopping)
    {
        var dueAt = time.GetUtcNow() + Backoff.Delay(delivery.Attempts, AfterUnforeseen, TimeSpan.FromHours(1));
        try
        {
            await KeepTryingAsync(
                () => delivery.Attempts < MostUnforeseen
                    ? queue.RetryAsync(delivery, dueAt, fault.Message, CancellationToken.None)
                    : queue.GiveUpAsync(delivery, fault.Message, CancellationToken.None),
                stopping).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The lease runs out by itself, or ends at the next start.
            DeliveryFailed(logger, e, delivery.Id);
        }
    }

    private async Task ReturnAsync(Delivery delivery, TimeSpan after, CancellationToken stopping)
    {
        try
        {
            // Nobody else would touch it before its lease runs out.
            await KeepTryingAsync(() => queue.ReturnAsync(delivery, time.GetUtcNow() + after, CancellationToken.None), stopping).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The lease runs out by itself, or ends at the next start.
            DeliveryFailed(logger, e, delivery.Id);
        }
    }

    [LoggerMessage(3001, LogLevel.Error, "The queue of {Component} could not be read; trying again in 5 s")]
    private static partial void QueueFailed(ILogger logger, Exception exception, string component);

    [LoggerMessage(3003, LogLevel.Error, "{Component}: the database takes nothing at present")]
    private static partial void NotWritten(ILogger logger, Exception exception, string component);

    [LoggerMessage(3002, LogLevel.Error, "Delivery {Delivery} failed in a way that nobody foresaw; it stays in the queue")]
    private static partial void DeliveryFailed(ILogger logger, Exception exception, DeliveryId delivery);
}

/// <summary>How long to wait before the next attempt.</summary>
internal static class Backoff
{
    /// <summary>Doubles from <paramref name="first"/> with each failed attempt, up to <paramref name="longest"/>.</summary>
    public static TimeSpan Delay(int attempts, TimeSpan first, TimeSpan longest)
        => attempts >= 62 || first.Ticks > longest.Ticks >> attempts ? longest : TimeSpan.FromTicks(first.Ticks << attempts);
}

/// <summary>Durations in words, in the largest unit that there are two of.</summary>
internal static class Spans
{
    public static string Words(TimeSpan span)
        => span.TotalDays is 1 or >= 2 ? Count(span.TotalDays, "day")
            : span.TotalHours is 1 or >= 2 ? Count(span.TotalHours, "hour")
            : span.TotalMinutes is 1 or >= 2 ? Count(span.TotalMinutes, "minute")
            : Count(span.TotalSeconds, "second");

    private static string Count(double n, string unit)
        => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(n)} {unit}{(Math.Round(n) == 1 ? "" : "s")}");
}

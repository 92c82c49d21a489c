using System.Collections.Concurrent;
using MailBridge.ChatOut;
using MailBridge.Operations;

namespace MailBridge.ChatLedger;

/// <summary>Acts on what one platform told us. What it does must bear repetition: a process may die behind the act and before that is noted.</summary>
internal interface IReceivedHandler
{
    /// <summary>The platform's name.</summary>
    string Platform { get; }

    /// <summary>Acts.</summary>
    /// <exception cref="ChatFault">The platform could not be asked what is needed for it; a transient one is tried again.</exception>
    Task HandleAsync(ReceivedItem item, CancellationToken cancellation);

    /// <summary>Nothing comes of it, for that <paramref name="fault"/>: tells whoever did it, if that can be told.</summary>
    Task GiveUpAsync(ReceivedItem item, string fault, CancellationToken cancellation);
}

/// <summary>Hands what was kept to its platform's handler: each lane in order, lanes side by side; one bad item stops nobody.</summary>
internal sealed partial class ReceivedWorker(
    ReceivedBook book, AttemptBook attempts, IEnumerable<IReceivedHandler> handlers, BridgeHealth health, ILogger<ReceivedWorker> logger, TimeProvider time)
    : BackgroundService
{
    private const int MostAtOnce = 8;

    /// <summary>Attempts until something that keeps failing is given up; with the waits between them, about ten minutes.</summary>
    private const int MostAttempts = 12;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenForgetting = TimeSpan.FromHours(1);
    private static readonly TimeSpan AfterStorageFault = TimeSpan.FromSeconds(5);

    private const string Component = "Chat (received)";

    private readonly Dictionary<string, IReceivedHandler> _handlers = handlers.ToDictionary(h => h.Platform, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, bool> _busy = [];
    private readonly List<Task> _running = [];
    private DateTimeOffset _forgottenAt;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ForgetAsync(stoppingToken).ConfigureAwait(false);
                var wait = await StartDueAsync(stoppingToken).ConfigureAwait(false);
                health.Report(Component, null);
                await book.WaitAsync(wait, stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                BookFailed(logger, e);
                health.Report(Component, e.Message);
                await Task.Delay(AfterStorageFault, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Starts what is due; until when nothing else will be.</summary>
    private async Task<TimeSpan> StartDueAsync(CancellationToken stopping)
    {
        _running.RemoveAll(r => r.IsCompleted);
        var waiting = await book.WaitingAsync(stopping).ConfigureAwait(false);
        var now = time.GetUtcNow();
        var next = LongestWait;
        foreach (var item in waiting)
        {
            if (item.DueAt > now) next = TimeSpan.FromTicks(Math.Min(next.Ticks, (item.DueAt - now).Ticks));
            else if (_busy.Count < MostAtOnce && _busy.TryAdd(item.Sequence, true)) _running.Add(Task.Run(() => GuardAsync(item, stopping), CancellationToken.None));
        }
        return next;
    }

    private async Task GuardAsync(ReceivedItem item, CancellationToken stopping)
    {
        try
        {
            if (_handlers.TryGetValue(item.Platform, out var handler)) await handler.HandleAsync(item, stopping).ConfigureAwait(false);
            await book.DoneAsync(item, CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // It is still kept: the next start handles it.
        }
        catch (ChatFault fault) when (!fault.IsTransient)
        {
            await GiveUpAsync(item, fault, stopping).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await AgainAsync(item, e, stopping).ConfigureAwait(false);
        }
        finally
        {
            _busy.TryRemove(item.Sequence, out _);
            book.Wake();
        }
    }

    private async Task GiveUpAsync(ReceivedItem item, Exception fault, CancellationToken stopping)
    {
        GivenUp(logger, fault, item.Sequence, item.Platform, fault.Message);
        try
        {
            await _handlers[item.Platform].GiveUpAsync(item, fault.Message, stopping).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            NotTold(logger, e, item.Sequence, item.Platform);
        }
        await book.DoneAsync(item, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task AgainAsync(ReceivedItem item, Exception e, CancellationToken stopping)
    {
        try
        {
            if (item.Attempts + 1 >= MostAttempts)
            {
                await GiveUpAsync(item, e, stopping).ConfigureAwait(false);
                return;
            }
            Failed(logger, e, item.Sequence, item.Platform);
            var wait = (e as ChatFault)?.RetryAfter ?? Backoff.Delay(item.Attempts, FirstRetry, LongestRetry);
            await book.RetryAsync(item, time.GetUtcNow() + wait, CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // It is still kept: the next start gives it up.
        }
        catch (Exception storage)
        {
            BookFailed(logger, storage);
            health.Report(Component, storage.Message);
        }
    }

    private async Task ForgetAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (now - _forgottenAt < BetweenForgetting) return;
        await book.ForgetAsync(cancellation).ConfigureAwait(false);
        await attempts.ForgetAsync(cancellation).ConfigureAwait(false);
        _forgottenAt = now;
    }

    [LoggerMessage(3201, LogLevel.Warning, "What {Platform} told us ({Sequence}) could not be acted on; it is tried again")]
    private static partial void Failed(ILogger logger, Exception exception, long sequence, string platform);

    [LoggerMessage(3202, LogLevel.Error, "What {Platform} told us ({Sequence}) is given up: {Fault}")]
    private static partial void GivenUp(ILogger logger, Exception? exception, long sequence, string platform, string fault);

    [LoggerMessage(3204, LogLevel.Warning, "Whoever told us {Sequence} in {Platform} could not be told that it is given up")]
    private static partial void NotTold(ILogger logger, Exception exception, long sequence, string platform);

    [LoggerMessage(3203, LogLevel.Error, "What chat platforms told us cannot be read or kept")]
    private static partial void BookFailed(ILogger logger, Exception exception);
}

using System.Collections.Concurrent;

namespace MailBridge.Slack.Received;

/// <summary>
/// What is done for a person while Slack has long been answered: a form to open, a page to show. Nothing here is worth keeping over a restart; the person
/// presses again.
/// </summary>
internal sealed partial class SlackErrands(ILogger<SlackErrands> logger) : IHostedService, IDisposable
{
    private readonly ConcurrentDictionary<Task, bool> _running = [];
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Starts an errand. Its faults are logged, for nobody waits for it.</summary>
    public void Start(Func<CancellationToken, Task> errand)
    {
        if (_stopping.IsCancellationRequested) return;
        var running = Task.Run(() => GuardAsync(errand), CancellationToken.None);
        _running[running] = true;
        _ = running.ContinueWith(
            done => _running.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_running.Keys).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private async Task GuardAsync(Func<CancellationToken, Task> errand)
    {
        try
        {
            await errand(_stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Told to stop.
        }
        catch (Exception e)
        {
            Failed(logger, e);
        }
    }

    [LoggerMessage(3301, LogLevel.Warning, "What a person asked for in Slack could not be shown to them")]
    private static partial void Failed(ILogger logger, Exception exception);
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MailBridge.SlackApi.SocketMode;

/// <summary>Runs the handler for the envelopes of all links, a bounded number at a time.</summary>
internal sealed class SocketModeWork(SocketModeHandler handler, SocketModeOptions options, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly SemaphoreSlim _room = new(options.MaxConcurrent, options.MaxConcurrent);
    private readonly CancellationTokenSource _abandoned = new();
    private readonly ConcurrentDictionary<Task, SocketModeLink> _running = new();
    private long _lastEnvelope;

    public SocketModeOptions Options => options;

    public TimeProvider Time => time;

    public ILogger Logger => logger;

    public DateTimeOffset? LastEnvelope =>
        Interlocked.Read(ref _lastEnvelope) is var ticks and > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>
    /// Starts the handler; waits before that while too many are running, so that Slack's socket fills and not our memory.
    /// </summary>
    public async Task StartAsync(SocketModeLink link, SocketEnvelope envelope, SocketAck ack, CancellationToken ct)
    {
        Interlocked.Exchange(ref _lastEnvelope, time.GetUtcNow().UtcTicks);
        await _room.WaitAsync(ct).ConfigureAwait(false);
        var started = new TaskCompletionSource();
        var running = RunAsync(started.Task, envelope, ack);
        _running[running] = link;
        started.SetResult();
        _ = running.ContinueWith(task => _running.TryRemove(task, out _), CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public async Task WaitForHandlersAsync(SocketModeLink link, TimeSpan grace)
    {
        var running = _running.Where(pair => pair.Value == link).Select(static pair => pair.Key).ToArray();
        try
        {
            await Task.WhenAll(running).WaitAsync(grace, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Slack has delivered again long before; what was kept is known by its event id.
        }
    }

    /// <summary>Tells every handler that its time is over.</summary>
    public void Dispose() => _abandoned.Cancel();

    private async Task RunAsync(Task started, SocketEnvelope envelope, SocketAck ack)
    {
        await started.ConfigureAwait(false);
        await Task.Yield();
        try
        {
            await handler(envelope, ack, _abandoned.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            SlackLog.NotHandled(logger, envelope.EnvelopeId, envelope.Type, e);
        }
        finally
        {
            _room.Release();
        }
    }
}

using System.Net.WebSockets;
using MailBridge.SlackApi.Web;
using Microsoft.Extensions.Logging;

namespace MailBridge.SlackApi.SocketMode;

/// <summary>
/// Keeps several links to Slack up and hands on what comes over them (https://docs.slack.dev/apis/events-api/using-socket-mode). A link
/// that Slack is about to end is replaced before it goes; a lost one is connected anew after a wait that grows and is drawn by lot; a fault
/// that only a person can mend stops all.
/// </summary>
public sealed class SocketModeClient
{
    private readonly SlackClient _slack;
    private readonly SocketModeOptions _options;
    private readonly TimeProvider _time;
    private readonly SocketModeBackoff _backoff;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly SocketLinkState[] _links;
    private string? _lastFault;
    private SocketModeWork? _work;

    /// <param name="slack">With an app-level token.</param>
    /// <param name="options">How many links, and how patiently.</param>
    /// <param name="time">The clock of all waits but the pings.</param>
    /// <param name="lots">Draws the waits, so that a thousand bridges do not come back in the same second.</param>
    /// <param name="logger">Gets states, reasons and envelope ids.</param>
    public SocketModeClient(SlackClient slack, SocketModeOptions options, TimeProvider time, Random lots, ILogger logger)
    {
        (_slack, _options, _time, _logger) = (slack, options, time, logger);
        _backoff = new(options, lots);
        _links = new SocketLinkState[options.Connections];
    }

    /// <summary>How it is now.</summary>
    public SocketModeStatus Status
    {
        get
        {
            lock (_gate) return new([.. _links], _lastFault, _work?.LastEnvelope);
        }
    }

    /// <summary>
    /// Runs until told to stop, then returns once handlers have finished and links are closed. To be called once at a time.
    /// </summary>
    /// <exception cref="SlackRefusedException">
    /// The token is dead or not an app's, a scope is missing, or Socket Mode was switched off (<c>link_disabled</c>): a person has to mend
    /// it.
    /// </exception>
    public async Task RunAsync(SocketModeHandler handler, CancellationToken ct)
    {
        using var work = new SocketModeWork(handler, _options, _time, _logger);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        lock (_gate) _work = work;
        var links = Enumerable.Range(0, _options.Connections).Select(link => KeepAsync(link, work, stop.Token)).ToArray();
        try
        {
            await (await Task.WhenAny(links).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Told to stop.
        }
        catch (SlackException e)
        {
            SlackLog.Stopped(_logger, e.Message);
            throw;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(links).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task KeepAsync(int link, SocketModeWork work, CancellationToken ct)
    {
        SocketModeLink? current = null;
        var leaving = new List<Task>();
        var failures = 0;
        try
        {
            while (true)
            {
                var (next, end) = await TryOpenAsync(work, ct).ConfigureAwait(false);
                if (next is not null)
                {
                    if (current is not null) leaving.Add(DrainAsync(current, ct));
                    leaving.RemoveAll(static task => task.IsCompleted);
                    current = next;
                    var since = _time.GetTimestamp();
                    SlackLog.LinkUp(_logger, link);
                    Set(link, SocketLinkState.Up);
                    end = await current.Ending.WaitAsync(ct).ConfigureAwait(false);
                    if (_time.GetElapsedTime(since) >= _options.SteadyAfter) failures = 0;
                    else if (end is LinkEnd.Soon) failures++;
                    if (end is not LinkEnd.Soon)
                    {
                        await current.DisposeAsync().ConfigureAwait(false);
                        current = null;
                    }
                }
                if (end is not LinkEnd.Soon) failures++;
                await PauseAsync(link, end!, failures, ct).ConfigureAwait(false);
            }
        }
        finally
        {
            Set(link, SocketLinkState.Stopped);
            if (current is not null) leaving.Add(current.LeaveAsync(_options.StopGrace));
            await Task.WhenAll(leaving).ConfigureAwait(false);
        }
    }

    /// <summary>What comes between the end of a link and the next: nothing, a wait, or a fault.</summary>
    private async Task PauseAsync(int link, LinkEnd end, int failures, CancellationToken ct)
    {
        if (end is LinkEnd.Disabled)
            throw new SlackRefusedException("Socket Mode", "link_disabled", SlackVerdict.MendTheSetup, null);
        var wait = _backoff.Wait(end, failures);
        if (end is LinkEnd.Soon { Reason: var reason })
        {
            SlackLog.LinkEnding(_logger, link, reason);
            Set(link, SocketLinkState.Ending);
        }
        else
        {
            var why = end is LinkEnd.Broken broken ? broken.Why : "too_many_websockets";
            SlackLog.LinkDown(_logger, link, (long)wait.TotalMilliseconds, why);
            Set(link, SocketLinkState.Waiting, why);
        }
        if (wait > TimeSpan.Zero) await Task.Delay(wait, _time, ct).ConfigureAwait(false);
        if (end is not LinkEnd.Soon) Set(link, SocketLinkState.Connecting);
    }

    private async Task<(SocketModeLink? Link, LinkEnd? End)> TryOpenAsync(SocketModeWork work, CancellationToken ct)
    {
        SocketModeLink? link = null;
        try
        {
            var url = await _slack.Apps.OpenConnectionAsync(ct).ConfigureAwait(false);
            using var timer = new CancellationTokenSource(_options.HelloTimeout, _time);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, ct);
            link = await SocketModeLink.ConnectAsync(url, _options, work, stop.Token).ConfigureAwait(false);
            var end = await link.WaitForHelloAsync(_options.HelloTimeout, ct).ConfigureAwait(false);
            if (end is null) return (link, null);
            await link.DisposeAsync().ConfigureAwait(false);
            // What ends before it began was never there to be replaced.
            return (null, end is LinkEnd.Soon { Reason: var reason } ? new LinkEnd.Broken(reason) : end);
        }
        catch (SlackRefusedException e) when (e.Verdict is SlackVerdict.MendTheToken or SlackVerdict.MendTheSetup)
        {
            throw;
        }
        catch (SlackException e)
        {
            return (null, new LinkEnd.Broken(e.Message, e.RetryAfter));
        }
        catch (Exception e) when (e is WebSocketException or HttpRequestException or IOException
            || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return (null, new LinkEnd.Broken(e is OperationCanceledException ? "no web socket came about in time" : e.Message));
        }
        catch
        {
            if (link is not null) await link.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A replaced link delivers what is under way, until Slack closes it or its time is over.</summary>
    private async Task DrainAsync(SocketModeLink link, CancellationToken ct)
    {
        try
        {
            await link.Closed.WaitAsync(_options.DrainTime, _time, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // Its time is over.
        }
        await link.LeaveAsync(_options.StopGrace).ConfigureAwait(false);
    }

    private void Set(int link, SocketLinkState state, string? fault = null)
    {
        lock (_gate)
        {
            _links[link] = state;
            _lastFault = fault ?? _lastFault;
        }
        _options.StatusChanged?.Invoke(Status);
    }
}

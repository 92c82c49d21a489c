using MailBridge.MailProtocols.Imap;
using MailBridge.Operations;

namespace MailBridge.MailIn;

/// <summary>Keeps watching one mailbox folder: connects, keeps what is new, waits, and comes back after any fault.</summary>
internal abstract partial class MailboxWatcher(string name, BridgeHealth health, ILogger logger, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);

    /// <summary>However long a server was away, its mail is here within a minute of its return.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>Providers lock an account out after some five to ten refused logins in a few minutes.</summary>
    private static readonly TimeSpan FirstWaitForAccount = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestWaitForAccount = TimeSpan.FromMinutes(5);

    /// <summary>A session that lasted this long was healthy: the next fault starts from the shortest wait again.</summary>
    private static readonly TimeSpan Healthy = TimeSpan.FromMinutes(1);

    protected TimeProvider Time => time;

    protected ILogger Logger => logger;

    /// <summary>What the health report calls this mailbox.</summary>
    protected string Component { get; } = $"Mailbox {name}";

    /// <summary>Everything up to the next fault.</summary>
    protected internal abstract Task WatchAsync(CancellationToken cancellation);

    /// <summary>What is wrong and what to do.</summary>
    protected virtual string Explain(Exception fault) => fault.Message;

    protected void Works() => health.Report(Component, null);

    /// <summary>Goes on, though not everything works.</summary>
    protected void WorksBut(string problem) => health.Report(Component, problem);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        health.Expect(Component);
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            Exception? fault = null;
            var began = time.GetTimestamp();
            try
            {
                await WatchAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                fault = e;
                if (time.GetElapsedTime(began) > Healthy) failures = 0;
                Broke(logger, Component, e.Message);
                Trace(logger, e, Component);
                health.Report(Component, Explain(e));
            }
            // Jitter, upwards: many watchers must not come back to a restarted server in the same second, and none before the server asked.
            var wait = WaitAfter(fault, failures++) * (1 + Random.Shared.NextDouble() / 2);
            await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>How long a mailbox is left alone after a fault.</summary>
    internal static TimeSpan WaitAfter(Exception? fault, int failures)
    {
        var wait = fault is ImapRefusedException { IsAccountProblem: true }
            ? Backoff.Delay(failures, FirstWaitForAccount, LongestWaitForAccount)
            : Backoff.Delay(failures, FirstWait, LongestWait);
        return fault is ImapRefusedException { RetryAfter: { } asked } && asked > wait ? asked : wait;
    }

    [LoggerMessage(1001, LogLevel.Warning, "{Component} cannot be read at present: {Problem}")]
    private static partial void Broke(ILogger logger, string component, string problem);

    [LoggerMessage(1002, LogLevel.Debug, "{Component} broke here")]
    private static partial void Trace(ILogger logger, Exception exception, string component);
}

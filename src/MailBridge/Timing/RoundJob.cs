using MailBridge.Conversations;
using MailBridge.Operations;
using Quartz;

namespace MailBridge.Timing;

/// <summary>Goes round the conversations in which a customer waits, once a minute.</summary>
[DisallowConcurrentExecution]
internal sealed partial class RoundJob(Rounds rounds, BridgeHealth health, DeskDirectory directory, ILogger<RoundJob> logger, TimeProvider time) : IJob
{
    /// <summary>What the health report calls it.</summary>
    internal const string Component = "Timers";

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await GoAsync(cancellationToken).ConfigureAwait(false);

    internal async Task GoAsync(CancellationToken cancellation)
    {
        try
        {
            await rounds.GoAsync(cancellation).ConfigureAwait(false);
            health.Report(Component, null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The next round finds the same work.
            Failed(logger, e);
            health.Report(Component, e.Message);
        }
        ForgetFullHours();
    }

    /// <summary>An hour after acknowledgements were held back they may go again, whether any mail comes or not.</summary>
    private void ForgetFullHours()
    {
        var names = directory.Inboxes.Select(i => DeskWorker.Full(i.Id)).ToHashSet(StringComparer.Ordinal);
        foreach (var full in health.Components.Where(c => c.Problem is not null && names.Contains(c.Name) && time.GetUtcNow() - c.Since >= Hour)) health.Report(full.Name, null);
    }

    [LoggerMessage(3201, LogLevel.Error, "A round of the waiting conversations failed; the next one makes up for it")]
    private static partial void Failed(ILogger logger, Exception exception);
}

using MailBridge.Conversations;
using Quartz;

namespace MailBridge.Timing;

/// <summary>Has the channels told what is open, at their time of day and once more at every start.</summary>
[DisallowConcurrentExecution]
internal sealed class DailyLineJob(DailyLines lines) : IJob
{
    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        => await lines.RunAsync(cancellationToken).ConfigureAwait(false);
}

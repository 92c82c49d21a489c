using MailBridge.Operations;

namespace MailBridge.MailOut;

/// <summary>
/// Looks at the start whether replies can leave at all, and again and again until they can: nobody should learn it from a customer's reply that waits.
/// Afterwards the replies themselves tell.
/// </summary>
internal sealed class MailServerProbe(IMailGateway gateway, BridgeHealth health, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        health.Expect(MailOutWorker.Leg);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await gateway.CheckAsync(stoppingToken).ConfigureAwait(false);
                health.Report(MailOutWorker.Leg, null);
                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                health.Report(MailOutWorker.Leg, MailAdvice.Of(e, "Smtp"));
            }
            await Task.Delay(Again, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

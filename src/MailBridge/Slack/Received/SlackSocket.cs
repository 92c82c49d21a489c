using MailBridge.Operations;
using MailBridge.SlackApi;
using MailBridge.SlackApi.SocketMode;
using MailBridge.SlackApi.Web;

namespace MailBridge.Slack.Received;

/// <summary>Listens over Socket Mode, which needs nothing of ours to be reachable from outside; does nothing where no app-level token is given.</summary>
internal sealed partial class SlackSocket(
    SlackReceiver receiver, SlackAppOptions options, BridgeHealth health, ILogger<SlackSocket> logger, TimeProvider time) : BackgroundService
{
    /// <summary>What health calls it.</summary>
    internal const string Component = "Slack (Socket Mode)";

    /// <summary>Until what only a person can mend is tried again: they may just have done it.</summary>
    private static readonly TimeSpan UntilMended = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.AppToken.Length == 0) return;
        health.Expect(Component);
        using var http = new HttpClient(SlackClient.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        var slack = new SlackClient(http, new SlackToken(options.AppToken), new SlackOptions { BaseUrl = new Uri(options.ApiBaseUrl) }, time, logger);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // The lots are drawn for nothing but the spread of waits.
                var client = new SocketModeClient(slack, new SocketModeOptions { StatusChanged = Report }, time, Random.Shared, logger);
                await client.RunAsync(TakeAsync, stoppingToken).ConfigureAwait(false);
            }
            catch (SlackException e)
            {
                health.Report(Component, e.Message);
                await Task.Delay(UntilMended, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task TakeAsync(SocketEnvelope envelope, SocketAck ack, CancellationToken cancellation)
    {
        var answer = await receiver.TakeAsync(envelope.Read(), envelope.Payload, cancellation).ConfigureAwait(false);
        if (!await ack.SendAsync(answer.Body, cancellation).ConfigureAwait(false)) NotAcknowledged(logger, envelope.EnvelopeId);
    }

    private void Report(SocketModeStatus status)
    {
        if (status.IsHearing) health.Report(Component, null);
        else if (status.LastFault is { } fault) health.Report(Component, $"Nothing is heard from Slack: {fault}. It is tried again.");
    }

    [LoggerMessage(3311, LogLevel.Warning, "Envelope {Envelope} could not be acknowledged: its link is gone. Slack sends it again")]
    private static partial void NotAcknowledged(ILogger logger, string envelope);
}

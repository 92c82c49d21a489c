using MailBridge.Conversations;
using MailBridge.Storage;

namespace MailBridge.Operations;

/// <summary>What a supervisor asks: is it alive, is it ready.</summary>
internal static class HealthEndpoints
{
    /// <summary>
    /// Maps <c>/healthz</c> (200 while the process serves at all) and <c>/readyz</c> (200 when every mailbox, the mail server, the chat and the database work, else
    /// 503; the body names each with a sentence, and tells how full the queues are).
    /// </summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/healthz", () => Results.Text("ok\n"));
        app.MapGet("/readyz", async (BridgeHealth health, IDeliveryQueue queue, CancellationToken cancellation) =>
        {
            object? queues = null;
            try
            {
                queues = new { chat = await queue.DepthAsync(DeliveryLeg.Chat, cancellation), mail = await queue.DepthAsync(DeliveryLeg.Mail, cancellation) };
                health.Report("Database", null);
            }
            catch (StorageUnavailableException e)
            {
                health.Report("Database", e.Message);
            }
            return Results.Json(
                new
                {
                    ready = health.IsReady,
                    components = health.Components.Select(c => new { name = c.Name, ready = c.Problem is null, problem = c.Problem, since = c.Since }),
                    queues,
                },
                statusCode: health.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
    }
}

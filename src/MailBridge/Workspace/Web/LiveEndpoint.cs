using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace MailBridge.Workspace.Web;

/// <summary>Tells an open page what changed, as server-sent events (HTML section 9.2).</summary>
internal sealed class LiveEndpoint(
    WorkspaceLive live, AgentCookie cookie, IHostApplicationLifetime lifetime, TimeProvider time, IOptions<WorkspaceOptions> options)
{
    private static readonly WorkspaceChange Anything = new("", "", "");

    /// <summary>Speaks until the page leaves or the bridge stops.</summary>
    public async Task SpeakAsync(HttpContext http)
    {
        if (cookie.Read(http) is null)
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        using var until = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        using var listener = live.Listen();
        http.Response.ContentType = "text/event-stream";
        // nginx keeps an answer back until its buffer is full unless it is told not to.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await http.Response.WriteAsync("retry: 2000\nevent: hello\ndata: {}\n\n", until.Token);
            if (HasMissed(http.Request)) await WriteAsync(http, Anything, until.Token);
            await http.Response.Body.FlushAsync(until.Token);
            while (true)
            {
                await SayAsync(http, listener, until.Token);
            }
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested) { }
    }

    private async Task SayAsync(HttpContext http, WorkspaceLive.Listener listener, CancellationToken cancellation)
    {
        using var beat = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var alarm = time.CreateTimer(_ => beat.Cancel(), null, options.Value.Heartbeat, Timeout.InfiniteTimeSpan);
        try
        {
            await listener.Changes.WaitToReadAsync(beat.Token);
            while (listener.Changes.TryRead(out var change))
            {
                await WriteAsync(http, change, cancellation);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            await http.Response.WriteAsync("event: beat\ndata: {}\n\n", cancellation);
        }
        await http.Response.Body.FlushAsync(cancellation);
    }

    /// <summary>Something changed after the page was read and before it began to listen; also where the bridge was started anew in between.</summary>
    private bool HasMissed(HttpRequest request)
        => long.TryParse(request.Query["since"], NumberStyles.None, CultureInfo.InvariantCulture, out var since) && since != live.Told;

    private static Task WriteAsync(HttpContext http, WorkspaceChange change, CancellationToken cancellation)
    {
        var data = JsonSerializer.Serialize(new { channel = change.Channel, conversation = change.Conversation, says = change.Says });
        return http.Response.WriteAsync($"event: change\ndata: {data}\n\n", cancellation);
    }
}

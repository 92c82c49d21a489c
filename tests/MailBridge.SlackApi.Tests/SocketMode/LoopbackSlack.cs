using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using MailBridge.SlackApi.SocketMode;
using MailBridge.SlackApi.Web;
using MailBridge.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailBridge.SlackApi.Tests.SocketMode;

/// <summary>The far end of one link: a test says what Slack says.</summary>
internal sealed class FarEnd(WebSocket socket)
{
    public const string Hello = """{"type":"hello","num_connections":1,"debug_info":{"host":"applink-1","approximate_connection_time":18060},"connection_info":{"app_id":"A1"}}""";

    public TaskCompletionSource Over { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task SayAsync(string json, CancellationToken ct) => socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, true, ct);

    /// <summary>The same message in frames of a few bytes.</summary>
    public async Task SayInPiecesAsync(string json, int size, CancellationToken ct)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        for (var at = 0; at < bytes.Length; at += size)
            await socket.SendAsync(bytes.AsMemory(at, Math.Min(size, bytes.Length - at)), WebSocketMessageType.Text, at + size >= bytes.Length, ct);
    }

    public Task DisconnectAsync(string reason, CancellationToken ct) =>
        SayAsync($$"""{"type":"disconnect","reason":"{{reason}}","debug_info":{"host":"applink-1"} }""", ct);

    /// <summary>What we said, or null when we closed or went away.</summary>
    public async Task<string?> HearAsync(CancellationToken ct)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            var read = await socket.ReceiveAsync(buffer, ct);
            return read.MessageType == WebSocketMessageType.Close ? null : Encoding.UTF8.GetString(buffer, 0, read.Count);
        }
        catch (WebSocketException)
        {
            return null;
        }
    }

    public WebSocketCloseStatus? CloseStatus => socket.CloseStatus;

    public void Drop() => socket.Abort();

    public Task CloseAsync(CancellationToken ct) => socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "", ct);
}

/// <summary>A web server on the loopback that hands out links; what is said over them is the test's business.</summary>
internal sealed class LoopbackSlack : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<FarEnd> _links = Channel.CreateUnbounded<FarEnd>();
    private readonly Channel<SocketModeStatus> _changes = Channel.CreateUnbounded<SocketModeStatus>();
    private readonly Queue<(HttpStatusCode Status, string Json)> _refusals = new();
    private readonly CancellationTokenSource _stop = new();
    private int _opened;
    private Task _running = Task.CompletedTask;

    private LoopbackSlack(WebApplication app) => _app = app;

    public ManualTimeProvider Time { get; } = new();

    /// <summary>How often a URL was asked for.</summary>
    public int Opened => Volatile.Read(ref _opened);

    /// <summary>The Authorization headers of those calls.</summary>
    public List<string> Authorizations { get; } = [];

    public SocketModeClient Client { get; private set; } = null!;

    public static async Task<LoopbackSlack> StartAsync(CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var slack = new LoopbackSlack(app);
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.Zero });
        app.MapPost("/api/apps.connections.open", slack.OpenAsync);
        app.Map("/link", slack.LinkAsync);
        await app.StartAsync(ct);
        return slack;
    }

    /// <summary>The next call for a URL is answered so.</summary>
    public void Refuse(string json, HttpStatusCode status = HttpStatusCode.OK)
    {
        lock (_refusals) _refusals.Enqueue((status, json));
    }

    /// <summary>Starts the client; the returned task is its run.</summary>
    public Task Run(SocketModeHandler handler, CancellationToken ct, SocketModeOptions? options = null)
    {
        options ??= new SocketModeOptions { Connections = 1 };
        options = options with { StatusChanged = status => _changes.Writer.TryWrite(status) };
        var http = new HttpClient(SlackClient.CreateHandler());
        var slack = new SlackClient(
            http, new SlackToken("xapp-1-secret"), new SlackOptions { BaseUrl = new Uri(_app.Urls.Single() + "/api/") }, Time, NullLogger.Instance);
        Client = new SocketModeClient(slack, options, Time, new Random(1), NullLogger.Instance);
        _running = Client.RunAsync(handler, CancellationTokenSource.CreateLinkedTokenSource(ct, _stop.Token).Token);
        return _running;
    }

    /// <summary>The next link, before hello.</summary>
    public async Task<FarEnd> NextAsync(CancellationToken ct) => await _links.Reader.ReadAsync(ct);

    /// <summary>The next link, after hello.</summary>
    public async Task<FarEnd> NextUpAsync(CancellationToken ct)
    {
        var link = await NextAsync(ct);
        await link.SayAsync(FarEnd.Hello, ct);
        return link;
    }

    /// <summary>Lets time pass while a link waits to be opened anew, and stand still while anything is under way, until something has happened.</summary>
    public async Task<T> PassWaitsUntilAsync<T>(Task<T> task, CancellationToken ct)
    {
        while (!task.IsCompleted)
        {
            ct.ThrowIfCancellationRequested();
            if (Client.Status.Links.Contains(SocketLinkState.Waiting)) Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
        return await task;
    }

    /// <summary>Lets time pass in great steps until something is so.</summary>
    public async Task PassTimeUntilAsync(Func<SocketModeStatus, bool> condition, CancellationToken ct)
    {
        while (!condition(Client.Status))
        {
            ct.ThrowIfCancellationRequested();
            Time.Advance(TimeSpan.FromSeconds(31));
            await Task.Yield();
        }
    }

    /// <summary>Lets time pass until something has happened that nothing but time can bring.</summary>
    public async Task<T> PassGraceAsync<T>(Task<T> task, CancellationToken ct)
    {
        while (!task.IsCompleted)
        {
            ct.ThrowIfCancellationRequested();
            Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        return await task;
    }

    /// <summary>Waits for a change that the client tells of, in the order in which it tells.</summary>
    public async Task UntilAsync(SocketLinkState state, CancellationToken ct)
    {
        while ((await _changes.Reader.ReadAsync(ct)).Links[0] != state) { }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        while (!_running.IsCompleted)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        await _app.DisposeAsync();
    }

    private async Task OpenAsync(HttpContext http)
    {
        (HttpStatusCode Status, string Json) answer;
        lock (_refusals)
        {
            Authorizations.Add(http.Request.Headers.Authorization.ToString());
            var number = Interlocked.Increment(ref _opened);
            if (!_refusals.TryDequeue(out answer))
                answer = (HttpStatusCode.OK, $$"""{"ok":true,"url":"ws://{{http.Request.Host}}/link?ticket={{number}}"}""");
        }
        http.Response.StatusCode = (int)answer.Status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(answer.Json, http.RequestAborted);
    }

    private async Task LinkAsync(HttpContext http)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        var link = new FarEnd(socket);
        _links.Writer.TryWrite(link);
        await link.Over.Task.WaitAsync(_stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}

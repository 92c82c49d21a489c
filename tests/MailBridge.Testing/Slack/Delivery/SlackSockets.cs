using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MailBridge.Testing.Slack.Delivery;

/// <summary>Socket Mode: the connections of each app, payloads to one of them in turn.</summary>
public sealed class SlackSockets
{
    internal const string NoConnection = "connection_failed";

    private readonly Lock _gate = new();
    private readonly SlackState _state;
    private readonly List<SlackSocket> _sockets = [];
    private TaskCompletionSource _connected = New();
    private int _numbers;
    private int _turn;

    internal SlackSockets(SlackState state) => _state = state;

    /// <summary>Octets in one WebSocket fragment; null sends whole messages.</summary>
    public int? FragmentOctets { get; set; }

    /// <summary>Open connections, in the order in which they came.</summary>
    public IReadOnlyList<SlackSocket> Open { get { lock (_gate) return [.. _sockets]; } }

    /// <summary>Connections accepted since the start.</summary>
    public int Accepted { get { lock (_gate) return _numbers; } }

    /// <summary>Every open connection gets a <c>disconnect</c>.</summary>
    /// <param name="reason"><c>warning</c>, <c>refresh_requested</c>, <c>link_disabled</c> or <c>too_many_websockets</c>.</param>
    public Task DisconnectAllAsync(string reason) => Task.WhenAll(Open.Select(s => s.DisconnectAsync(reason)));

    /// <summary>Cuts every TCP connection without a word.</summary>
    public void DropAll()
    {
        foreach (var socket in Open) socket.Drop();
    }

    internal async Task HandleAsync(HttpContext context, CancellationToken stopping)
    {
        SlackApp? app;
        lock (_state.Gate) _state.Tickets.Remove(context.Request.Query["ticket"].ToString(), out app);
        if (!context.WebSockets.IsWebSocketRequest || app is null || app.Delivery is not SlackDelivery.SocketMode)
        {
            context.Response.StatusCode = context.WebSockets.IsWebSocketRequest ? 403 : 400;
            return;
        }
        var accept = new WebSocketAcceptContext { KeepAliveInterval = _state.Options.PingInterval, KeepAliveTimeout = _state.Options.PongWithin };
        using var web = await context.WebSockets.AcceptWebSocketAsync(accept);
        SlackSocket socket;
        int count;
        lock (_gate)
        {
            count = _sockets.Count(s => s.App == app) + 1;
            socket = new SlackSocket(app, ++_numbers, web, context, () => FragmentOctets);
        }
        if (count > _state.Options.MaxSocketConnections)
        {
            await socket.DisconnectAsync("too_many_websockets");
            await socket.CloseAsync();
            socket.Dispose();
            return;
        }
        await socket.SendAsync(Hello(app, count), stopping);
        TaskCompletionSource connected;
        lock (_gate)
        {
            _sockets.Add(socket);
            (connected, _connected) = (_connected, New());
        }
        connected.TrySetResult();
        _state.Changed();
        try
        {
            await socket.ReadAsync(stopping);
        }
        finally
        {
            lock (_gate) _sockets.Remove(socket);
            socket.Abandon();
            socket.Dispose();
            _state.Changed();
        }
    }

    /// <summary>Completes at once when the app is connected, otherwise when the next connection is ready.</summary>
    internal Task ConnectedAsync(SlackApp app)
    {
        lock (_gate) return _sockets.Exists(s => s.App == app && s.Takes) ? Task.CompletedTask : _connected.Task;
    }

    internal async Task<SlackAttempt> SendAsync(SlackApp app, PayloadKind kind, JsonObject payload, int number, string? reason, CancellationToken ct)
    {
        var time = _state.Options.Time;
        var (at, start) = (time.GetUtcNow(), time.GetTimestamp());
        SlackSocket? socket;
        lock (_gate)
        {
            var open = _sockets.FindAll(s => s.App == app && s.Takes);
            socket = open.Count == 0 ? null : open[_turn++ % open.Count];
        }
        if (socket is null) return new SlackAttempt(kind, payload, number, "", at, TimeSpan.Zero, null, "", NoConnection);
        var envelopeId = Guid.NewGuid().ToString();
        var acknowledged = socket.Expect(envelopeId);
        try
        {
            await socket.SendAsync(Envelope(envelopeId, kind, payload, number, reason), ct);
            var body = await acknowledged.WaitAsync(_state.Options.AcknowledgeWithin, time, ct);
            var used = kind == PayloadKind.EventsApi ? "" : body?.ToJsonString() ?? "";
            return new SlackAttempt(kind, payload, number, $"socket {socket.Number}", at, time.GetElapsedTime(start), null, used, null);
        }
        catch (Exception fault)
        {
            socket.Forget(envelopeId);
            var failure = fault is TimeoutException ? "timeout" : "connection_closed";
            return new SlackAttempt(kind, payload, number, $"socket {socket.Number}", at, time.GetElapsedTime(start), null, "", failure);
        }
    }

    private static JsonObject Hello(SlackApp app, int count) => new()
    {
        ["type"] = "hello",
        ["num_connections"] = count,
        ["debug_info"] = new JsonObject { ["host"] = "applink-fake", ["build_number"] = 1, ["approximate_connection_time"] = 18060 },
        ["connection_info"] = new JsonObject { ["app_id"] = app.Id },
    };

    private static JsonObject Envelope(string id, PayloadKind kind, JsonObject payload, int number, string? reason)
    {
        var envelope = new JsonObject
        {
            ["envelope_id"] = id,
            ["payload"] = payload.DeepClone(),
            ["type"] = kind switch
            {
                PayloadKind.EventsApi => "events_api",
                PayloadKind.SlashCommands => "slash_commands",
                _ => "interactive",
            },
            ["accepts_response_payload"] = kind != PayloadKind.EventsApi,
        };
        if (kind != PayloadKind.EventsApi) return envelope;
        envelope["retry_attempt"] = number;
        envelope["retry_reason"] = reason ?? "";
        return envelope;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

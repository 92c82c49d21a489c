using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using MailBridge.SlackApi.Wire;
using Microsoft.Extensions.Logging;

namespace MailBridge.SlackApi.SocketMode;

/// <summary>How a link ends.</summary>
internal abstract record LinkEnd
{
    private LinkEnd() { }

    /// <summary>Slack will close it soon (<c>warning</c>, <c>refresh_requested</c>): it still delivers.</summary>
    public sealed record Soon(string Reason) : LinkEnd;

    /// <summary><c>link_disabled</c>: Socket Mode was switched off.</summary>
    public sealed record Disabled : LinkEnd;

    /// <summary><c>too_many_websockets</c>.</summary>
    public sealed record Crowded : LinkEnd;

    /// <summary>It is gone, or did not come about.</summary>
    public sealed record Broken(string Why, TimeSpan? RetryAfter = null) : LinkEnd;
}

/// <summary>One web socket: reads envelopes, hands them on, sends acknowledgements. It knows nothing of the other links.</summary>
internal sealed class SocketModeLink : IAsyncDisposable
{
    // The close handshake is a courtesy.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly ClientWebSocket _socket;
    private readonly SocketModeWork _work;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly TaskCompletionSource _hello = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<LinkEnd> _ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _gone = new();
    private readonly Task _reading;
    private volatile bool _isLeaving;
    private int _isDisposed;

    private SocketModeLink(ClientWebSocket socket, SocketModeWork work)
    {
        (_socket, _work) = (socket, work);
        _reading = ReadAllAsync();
    }

    /// <summary>Completes when the end is known, which may be a while before it comes.</summary>
    public Task<LinkEnd> Ending => _ending.Task;

    /// <summary>Completes when nothing more will be read.</summary>
    public Task Closed => _reading;

    public static async Task<SocketModeLink> ConnectAsync(Uri url, SocketModeOptions options, SocketModeWork work, CancellationToken ct)
    {
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.KeepAliveInterval = options.PingInterval;
            socket.Options.KeepAliveTimeout = options.PongTimeout;
            await socket.ConnectAsync(url, ct).ConfigureAwait(false);
            return new(socket, work);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Waits for Slack's hello; null when it came, else how the link ended.</summary>
    public async Task<LinkEnd?> WaitForHelloAsync(TimeSpan longest, CancellationToken ct)
    {
        try
        {
            var first = await Task.WhenAny(_hello.Task, Ending).WaitAsync(longest, _work.Time, ct).ConfigureAwait(false);
            return first == _hello.Task ? null : await Ending.ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return new LinkEnd.Broken("Slack said no hello");
        }
    }

    /// <summary>Takes nothing more, lets running handlers finish for a while, then closes.</summary>
    public async Task LeaveAsync(TimeSpan grace)
    {
        _isLeaving = true;
        await _work.WaitForHandlersAsync(this, grace).ConfigureAwait(false);
        await SayGoodbyeAsync().ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1) return;
        _isLeaving = true;
        await _gone.CancelAsync().ConfigureAwait(false);
        _socket.Abort();
        _socket.Dispose();
        await _reading.ConfigureAwait(false);
    }

    private async Task ReadAllAsync()
    {
        // The constructor shall return before anything is read.
        await Task.Yield();
        try
        {
            while (await ReadMessageAsync().ConfigureAwait(false) is { } message) await TakeAsync(message).ConfigureAwait(false);
            _ending.TrySetResult(new LinkEnd.Broken($"Slack closed it ({_socket.CloseStatus?.ToString() ?? "without a word"})"));
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException
            or InvalidOperationException or IOException)
        {
            _ending.TrySetResult(new LinkEnd.Broken(e.Message));
        }
    }

    /// <summary>One message, of as many frames as it takes; null at the end; empty for one that is too big.</summary>
    private async Task<ReadOnlyMemory<byte>?> ReadMessageAsync()
    {
        var message = new ArrayBufferWriter<byte>(4096);
        var isTooBig = false;
        while (true)
        {
            var read = await _socket.ReceiveAsync(message.GetMemory(4096), CancellationToken.None).ConfigureAwait(false);
            if (read.MessageType == WebSocketMessageType.Close) return null;
            if (message.WrittenCount + read.Count > _work.Options.MaxEnvelopeBytes)
            {
                isTooBig = true;
                message = new ArrayBufferWriter<byte>(4096);
            }
            else if (!isTooBig)
            {
                message.Advance(read.Count);
            }
            if (!read.EndOfMessage) continue;
            if (!isTooBig) return message.WrittenMemory;
            SlackLog.TooBig(_work.Logger, _work.Options.MaxEnvelopeBytes);
            return ReadOnlyMemory<byte>.Empty;
        }
    }

    private async Task TakeAsync(ReadOnlyMemory<byte> message)
    {
        if (message.IsEmpty) return;
        var json = SlackJson.TryParse(message) ?? default;
        switch (json.Text("type"))
        {
            case "hello":
                _hello.TrySetResult();
                break;
            case "disconnect":
                var reason = json.Text("reason") ?? "";
                _ending.TrySetResult(reason switch
                {
                    "link_disabled" => new LinkEnd.Disabled(),
                    "too_many_websockets" => new LinkEnd.Crowded(),
                    _ => new LinkEnd.Soon(reason),
                });
                break;
            case { } when json.Id("envelope_id") is not null && !_isLeaving:
                var envelope = SocketEnvelope.Read(json);
                await _work.StartAsync(this, envelope, new SocketAck(envelope, SendAsync), _gone.Token).ConfigureAwait(false);
                break;
            case var type when json.Id("envelope_id") is null:
                SlackLog.NotUnderstood(_work.Logger, type ?? "(none)");
                break;
        }
    }

    private async Task<bool> SendAsync(ReadOnlyMemory<byte> json, CancellationToken ct)
    {
        await _sending.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (_socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return false;
            await _socket.SendAsync(json, WebSocketMessageType.Text, endOfMessage: true, ct).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or InvalidOperationException or IOException)
        {
            return false;
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task SayGoodbyeAsync()
    {
        using var timer = new CancellationTokenSource(Farewell, _work.Time);
        try
        {
            await _sending.WaitAsync(timer.Token).ConfigureAwait(false);
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, timer.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException
            or InvalidOperationException or IOException)
        {
            // It is gone already.
        }
    }
}

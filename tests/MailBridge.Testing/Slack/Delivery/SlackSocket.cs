using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MailBridge.Testing.Slack.Delivery;

/// <summary>One connection of Socket Mode, seen from Slack.</summary>
public sealed class SlackSocket : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly WebSocket _web;
    private readonly HttpContext _context;
    private readonly Func<int?> _fragmentOctets;
    private readonly Dictionary<string, TaskCompletionSource<JsonNode?>> _expected = new(StringComparer.Ordinal);
    private readonly List<string> _strange = [];
    private bool _draining;

    internal SlackSocket(SlackApp app, int number, WebSocket web, HttpContext context, Func<int?> fragmentOctets) =>
        (App, Number, _web, _context, _fragmentOctets) = (app, number, web, context, fragmentOctets);

    public SlackApp App { get; }

    /// <summary>1 for the first connection since the start.</summary>
    public int Number { get; }

    /// <summary>Messages that were no acknowledgement of an envelope that waits for one.</summary>
    public IReadOnlyList<string> Strange { get { lock (_gate) return [.. _strange]; } }

    /// <summary>Whether it still gets payloads: not after it was told to disconnect.</summary>
    internal bool Takes => !_draining && _web.State == WebSocketState.Open;

    /// <summary>Tells the app why the link will close; except for a warning, no payload follows.</summary>
    /// <param name="reason"><c>warning</c>, <c>refresh_requested</c>, <c>link_disabled</c> or <c>too_many_websockets</c>.</param>
    public async Task DisconnectAsync(string reason)
    {
        if (reason != "warning") _draining = true;
        await SendAsync(new JsonObject { ["type"] = "disconnect", ["reason"] = reason, ["debug_info"] = new JsonObject { ["host"] = "applink-fake" } }, CancellationToken.None);
    }

    /// <summary>Closes as the protocol has it.</summary>
    public async Task CloseAsync()
    {
        try
        {
            await _web.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (Exception fault) when (fault is WebSocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It is closed, which was wanted.
        }
    }

    /// <summary>Cuts the TCP connection without a word.</summary>
    public void Drop()
    {
        try
        {
            _context.Abort();
        }
        catch (ObjectDisposedException)
        {
            // It went by itself in the same moment.
        }
    }

    /// <summary>Sends any text as one message, for what Slack would never say.</summary>
    public Task SendTextAsync(string text, CancellationToken ct) => SendBytesAsync(Encoding.UTF8.GetBytes(text), ct);

    public void Dispose() => _sending.Dispose();

    internal Task SendAsync(JsonObject message, CancellationToken ct) => SendTextAsync(message.ToJsonString(), ct);

    internal Task<JsonNode?> Expect(string envelopeId)
    {
        var source = new TaskCompletionSource<JsonNode?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate) _expected.Add(envelopeId, source);
        return source.Task;
    }

    internal void Forget(string envelopeId) { lock (_gate) _expected.Remove(envelopeId); }

    /// <summary>Reads acknowledgements until the link ends.</summary>
    internal async Task ReadAsync(CancellationToken ct)
    {
        var buffer = new byte[16 * 1024];
        var message = new MemoryStream();
        try
        {
            while (true)
            {
                var result = await _web.ReceiveAsync(buffer.AsMemory(), ct);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    await CloseAsync();
                    return;
                }
                message.Write(buffer, 0, result.Count);
                if (!result.EndOfMessage) continue;
                Acknowledge(Encoding.UTF8.GetString(message.ToArray()));
                message.SetLength(0);
            }
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The link is gone; what waited on it is told by Abandon.
        }
    }

    /// <summary>Whoever waits for an acknowledgement waits in vain.</summary>
    internal void Abandon()
    {
        List<TaskCompletionSource<JsonNode?>> waiting;
        lock (_gate)
        {
            waiting = [.. _expected.Values];
            _expected.Clear();
        }
        foreach (var source in waiting) source.TrySetException(new IOException("The connection is closed."));
    }

    private void Acknowledge(string text)
    {
        JsonObject? message = null;
        try
        {
            message = JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            // Written down below.
        }
        TaskCompletionSource<JsonNode?>? source = null;
        lock (_gate)
        {
            var known = message?["envelope_id"] is JsonValue id && id.TryGetValue<string>(out var envelopeId) && _expected.Remove(envelopeId, out source);
            if (!known) _strange.Add(text);
        }
        source?.TrySetResult(message!["payload"]?.DeepClone());
    }

    private async Task SendBytesAsync(byte[] bytes, CancellationToken ct)
    {
        await _sending.WaitAsync(ct);
        try
        {
            var size = _fragmentOctets() ?? Math.Max(1, bytes.Length);
            for (var at = 0; at < bytes.Length; at += size)
            {
                var part = bytes.AsMemory(at, Math.Min(size, bytes.Length - at));
                await _web.SendAsync(part, WebSocketMessageType.Text, at + size >= bytes.Length, ct);
            }
        }
        finally
        {
            _sending.Release();
        }
    }
}

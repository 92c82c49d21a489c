using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MailBridge.WayTests;

/// <summary>A port before a server's that can be shut and opened again: a server that is stopped, restarted, or gone in the middle of a word.</summary>
internal sealed class Gate(int target) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Socket, bool> _sockets = new();
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;

    public int Port { get; } = LoopbackPort();

    /// <summary>Awaited with everything that the client says before it is passed on.</summary>
    public Func<string, Task>? Hears { get; set; }

    /// <summary>How often somebody came.</summary>
    public int Visits => _visits;

    private int _visits;

    public void Open()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>Hangs up on everyone; whoever comes finds nobody.</summary>
    public async Task ShutAsync()
    {
        _listener?.Dispose();
        foreach (var socket in _sockets.Keys) socket.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync() => await ShutAsync();

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            var client = await listener.AcceptSocketAsync();
            Interlocked.Increment(ref _visits);
            _ = PassAsync(client);
        }
    }

    private async Task PassAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _sockets[client] = _sockets[server] = true;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, target);
            await Task.WhenAny(PassAsync(client, server, Hears), PassAsync(server, client, null));
        }
        catch (SocketException)
        {
            // Nobody behind the gate: the client is hung up on.
        }
        finally
        {
            client.Dispose();
            _sockets.TryRemove(client, out _);
            _sockets.TryRemove(server, out _);
        }
    }

    private static async Task PassAsync(Socket from, Socket to, Func<string, Task>? hears)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                if (hears is not null) await hears(Encoding.Latin1.GetString(buffer, 0, count));
                for (var sent = 0; sent < count;) sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Hung up.
        }
    }

    private static int LoopbackPort() => Testing.Mail.LoopbackPorts.Free(1)[0];
}

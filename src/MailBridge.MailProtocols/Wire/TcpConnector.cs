using System.Net;
using System.Net.Sockets;

namespace MailBridge.MailProtocols.Wire;

/// <summary>Finds the host and connects to the first of its addresses that answers.</summary>
internal static class TcpConnector
{
    // A dead peer is noticed after 60 + 4 × 15 s: NAT boxes forget idle connections without a word.
    private const int KeepAliveSeconds = 60;
    private const int KeepAliveIntervalSeconds = 15;
    private const int KeepAliveProbes = 4;

    public static async Task<Stream> ConnectAsync(MailServer server, TimeProvider time, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var addresses = await ResolveAsync(server, time, ct).ConfigureAwait(false);
        MailStreamException? last = null;
        foreach (var address in addresses)
        {
            try
            {
                return await ConnectAsync(server, address, time, ct).ConfigureAwait(false);
            }
            catch (MailStreamException e)
            {
                last = e;
            }
        }
        throw last ?? NameUnknown(server, null);
    }

    private static async Task<IPAddress[]> ResolveAsync(MailServer server, TimeProvider time, CancellationToken ct)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(server.Host, ct).WaitAsync(server.Timeouts.Connect, time, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw NameUnknown(server, e);
        }
        catch (TimeoutException e)
        {
            throw new MailStreamException(
                MailStreamFault.TimedOut, $"{server.Address}: the name service did not answer (is the network up?).", e);
        }
    }

    private static async Task<Stream> ConnectAsync(MailServer server, IPAddress address, TimeProvider time, CancellationToken ct)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var timer = new CancellationTokenSource(server.Timeouts.Connect, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, ct);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveIntervalSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveProbes);
            await socket.ConnectAsync(new IPEndPoint(address, server.Port), stop.Token).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            socket.Dispose();
            throw TimedOut(server, e);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw Describe(server, e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static MailStreamException Describe(MailServer server, SocketException e) => e.SocketErrorCode switch
    {
        SocketError.TimedOut => TimedOut(server, e),
        SocketError.ConnectionRefused => new MailStreamException(
            MailStreamFault.ConnectionRefused, $"{server.Address} refused the connection (is the port right, is the server running?).", e),
        SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.NetworkDown => new MailStreamException(
            MailStreamFault.ConnectionRefused, $"{server.Address} cannot be reached (is the network up?).", e),
        _ => new MailStreamException(MailStreamFault.ConnectionRefused, $"{server.Address}: no connection: {e.Message}.", e),
    };

    private static MailStreamException TimedOut(MailServer server, Exception e) => new(
        MailStreamFault.TimedOut,
        $"{server.Address} did not answer within {server.Timeouts.Connect.TotalSeconds:0.#} s "
        + "(is a firewall in between, is the port right?).",
        e);

    private static MailStreamException NameUnknown(MailServer server, Exception? e) =>
        new(MailStreamFault.NameUnknown, $"{server.Address}: the name '{server.Host}' is not known (is it spelled right?).", e);
}

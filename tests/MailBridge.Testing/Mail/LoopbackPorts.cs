using System.Net;
using System.Net.Sockets;

namespace MailBridge.Testing.Mail;

/// <summary>Ports that nobody listens on.</summary>
public static class LoopbackPorts
{
    /// <summary>Different free ports; another process may take one before it is used, as with every such search.</summary>
    public static int[] Free(int count)
    {
        var listeners = new TcpListener[count];
        for (var i = 0; i < count; i++)
        {
            listeners[i] = new TcpListener(IPAddress.Loopback, 0);
            listeners[i].Start();
        }
        var ports = Array.ConvertAll(listeners, l => ((IPEndPoint)l.LocalEndpoint).Port);
        foreach (var listener in listeners) listener.Dispose();
        return ports;
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MailBridge.WayTests;

/// <summary>An IMAP server without STARTTLS, which says what it can and nothing else.</summary>
internal sealed class OldImapServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public OldImapServer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync()
    {
        while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync());
    }

    private static async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
                await using var writer = new StreamWriter(client.GetStream(), Encoding.Latin1) { AutoFlush = true, NewLine = "\r\n" };
                await writer.WriteLineAsync("* OK old.example ready");
                while (await reader.ReadLineAsync() is { } line)
                {
                    if (line.EndsWith("CAPABILITY", StringComparison.Ordinal)) await writer.WriteLineAsync("* CAPABILITY IMAP4rev1");
                    await writer.WriteLineAsync($"{line.Split(' ')[0]} OK done");
                }
            }
            catch (IOException)
            {
                // The client has hung up.
            }
        }
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MailBridge.WayTests;

/// <summary>A mail as it was handed over: its recipients and its bytes, dots unstuffed.</summary>
internal sealed record HandedOver(IReadOnlyList<string> Recipients, string Text)
{
    public string MessageId => Text.Split("\r\n").First(l => l.StartsWith("Message-ID:", StringComparison.OrdinalIgnoreCase));
}

/// <summary>An SMTP server that takes every mail and says after the final dot what a test wants, or hangs up there.</summary>
internal sealed class SmtpPeer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<HandedOver> _mails = [];

    public SmtpPeer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Every mail up to its final dot, in order.</summary>
    public IReadOnlyList<HandedOver> Mails => [.. _mails];

    /// <summary>What is said to a mail; null hangs up.</summary>
    public Func<HandedOver, Task<string?>> AfterDot { get; set; } = _ => Task.FromResult<string?>("250 2.0.0 Ok: queued as 4711");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true) _ = ServeAsync(await _listener.AcceptSocketAsync(_stop.Token));
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            await using var writer = new StreamWriter(stream, Encoding.Latin1) { AutoFlush = true, NewLine = "\r\n" };
            await writer.WriteLineAsync("220 peer.example ESMTP");
            var recipients = new List<string>();
            while (await reader.ReadLineAsync(_stop.Token) is { } line)
            {
                var answer = "250 2.0.0 Ok";
                if (line.StartsWith("MAIL", StringComparison.Ordinal)) recipients = [];
                if (line.StartsWith("RCPT", StringComparison.Ordinal)) recipients.Add(line[(line.IndexOf('<') + 1)..line.IndexOf('>')]);
                if (line.StartsWith("EHLO", StringComparison.Ordinal)) answer = "250-peer.example\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES";
                if (line == "QUIT") answer = "221 2.0.0 Bye";
                if (line == "DATA")
                {
                    await writer.WriteLineAsync("354 Go on");
                    var mail = new HandedOver(recipients, await ReadMailAsync(reader));
                    _mails.Enqueue(mail);
                    if (await AfterDot(mail) is not { } verdict) return;
                    answer = verdict;
                }
                await writer.WriteLineAsync(answer);
                if (line == "QUIT") return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client has hung up, or the test is over.
        }
    }

    private async Task<string> ReadMailAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line && line != ".")
            text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        return text.ToString();
    }
}

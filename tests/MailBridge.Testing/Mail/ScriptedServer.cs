using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using MailBridge.MailProtocols;

namespace MailBridge.Testing.Mail;

/// <summary>
/// A transcript's server side on a loopback port, for one connection: first what is said in clear text, then, where a certificate is given,
/// a TLS handshake and what is said under its protection.
/// </summary>
public sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _play;

    private ScriptedServer(Transcript clear, Transcript? secured, TestCertificate? certificate)
    {
        _listener.Start();
        _play = PlayAsync(clear, secured, certificate);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Ends when the script is at its end; a client that strays from it makes this fail.</summary>
    public Task Played => _play;

    /// <param name="clear">What is said before TLS; empty for TLS from the first byte.</param>
    public static ScriptedServer Start(Transcript clear, Transcript? secured = null, TestCertificate? certificate = null) =>
        new(clear, secured, certificate);

    public static ScriptedServer Start(string clear, string? secured = null, TestCertificate? certificate = null) =>
        new(Transcript.Parse(clear), secured is null ? null : Transcript.Parse(secured), certificate);

    public MailServer Server(TransportSecurity security, string host = "localhost") => new() { Host = host, Port = Port, Security = security };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _play.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task PlayAsync(Transcript clear, Transcript? secured, TestCertificate? certificate)
    {
        using var socket = await _listener.AcceptSocketAsync(_stop.Token);
        await using var plain = new NetworkStream(socket);
        await PlayAsync(plain, clear);
        if (certificate is null) return;
        await using var tls = new SslStream(plain);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate.Certificate }, _stop.Token);
        if (secured is not null) await PlayAsync(tls, secured);
    }

    private async Task PlayAsync(Stream stream, Transcript transcript)
    {
        for (var i = 0; i < transcript.Lines.Count;)
        {
            // Lines of the server that follow each other leave in one write, as they would.
            var text = new StringBuilder();
            while (i < transcript.Lines.Count && transcript.Lines[i].IsServer) text.Append(transcript.Lines[i++].Text).Append("\r\n");
            if (text.Length > 0) await stream.WriteAsync(Encoding.Latin1.GetBytes(text.ToString()), _stop.Token);
            if (i == transcript.Lines.Count) return;
            var line = await ReadLineAsync(stream);
            if (line != transcript.Lines[i++].Text) throw new TranscriptMismatchException($"expected {transcript.Lines[i - 1]}, got C: {line}");
        }
    }

    private async Task<string> ReadLineAsync(Stream stream)
    {
        var line = new List<byte>();
        var octet = new byte[1];
        while (await stream.ReadAsync(octet, _stop.Token) == 1 && octet[0] != '\n') line.Add(octet[0]);
        return Encoding.Latin1.GetString([.. line]).TrimEnd('\r');
    }
}

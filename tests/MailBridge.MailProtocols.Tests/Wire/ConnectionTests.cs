using System.Net;
using System.Net.Sockets;
using MailBridge.MailProtocols.Imap;
using MailBridge.MailProtocols.Smtp;
using MailBridge.Testing;
using MailBridge.Testing.Mail;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailBridge.MailProtocols.Tests.Wire;

public sealed class ConnectionTests
{
    private const string Ready = "S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready";
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_certificate_is_trusted_by_its_pin_or_by_its_authority(bool byPin)
    {
        using var certificate = new TestCertificate();
        await using var peer = ScriptedServer.Start("", Ready, certificate);
        var server = peer.Server(TransportSecurity.Tls);
        var colons = string.Join(':', certificate.Sha256.Chunk(2).Select(c => new string(c))).ToLowerInvariant();
        server = byPin ? server with { TrustedCertificateSha256 = colons } : server with { TrustedAuthoritiesPem = certificate.Pem };
        await using var client = await ConnectAsync(server);
        Assert.True(client.IsConnected);
    }

    [Fact]
    public async Task A_certificate_signed_by_itself_is_not_trusted_and_its_fingerprint_is_told()
    {
        using var certificate = new TestCertificate();
        await using var peer = ScriptedServer.Start("", Ready, certificate);
        var fault = await FaultAsync(peer.Server(TransportSecurity.Tls));
        Assert.Equal((MailStreamFault.CertificateNotTrusted, false), (fault.Fault, fault.IsTransient));
        Assert.Equal(
            $"localhost:{peer.Port}: the certificate is not trusted: it is signed by itself or by an authority that is not trusted here (SHA-256 {certificate.Sha256}).",
            fault.Message);
    }

    [Theory]
    [InlineData("other.example", -1, 2, "it is for other.example, not for localhost")]
    [InlineData("localhost", -9, -2, "it is valid only from")]
    public async Task A_certificate_of_a_trusted_authority_is_refused_when_it_does_not_fit(string name, int from, int to, string words)
    {
        using var certificate = new TestCertificate(name, from, to);
        await using var peer = ScriptedServer.Start("", Ready, certificate);
        var fault = await FaultAsync(peer.Server(TransportSecurity.Tls) with { TrustedAuthoritiesPem = certificate.Pem });
        Assert.Equal(MailStreamFault.CertificateNotTrusted, fault.Fault);
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task Another_certificate_than_the_pinned_one_is_refused(string pin)
    {
        using var certificate = new TestCertificate();
        await using var peer = ScriptedServer.Start("", Ready, certificate);
        var fault = await FaultAsync(peer.Server(TransportSecurity.Tls) with { TrustedCertificateSha256 = pin, TrustedAuthoritiesPem = certificate.Pem });
        Assert.Equal(MailStreamFault.CertificateNotTrusted, fault.Fault);
        Assert.Contains($"it is not the one that was pinned but {certificate.Sha256}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_attacker_says_before_TLS_is_forgotten_by_the_IMAP_client()
    {
        using var certificate = new TestCertificate();
        await using var peer = ScriptedServer.Start(
            """
            S: * OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN IDLE] ready
            C: A1 STARTTLS
            S: A1 OK begin
            S: * CAPABILITY IMAP4rev1 IDLE
            S: A2 OK injected
            """,
            """
            C: A2 CAPABILITY
            S: * CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN
            S: A2 OK done
            C: A3 AUTHENTICATE PLAIN AGEAYg==
            S: A3 OK [CAPABILITY IMAP4rev1] done
            C: A4 NOOP
            S: A4 OK done
            """,
            certificate);
        await using var client = await ConnectAsync(
            peer.Server(TransportSecurity.StartTls) with { TrustedCertificateSha256 = certificate.Sha256 });
        await client.LoginAsync(new PasswordCredentials("a", "b"), Ct);
        Assert.Equal(IdleOutcome.NotSupported, await client.IdleAsync(TimeSpan.FromMinutes(1), Ct));
        await client.NoopAsync(Ct);
        await peer.Played;
    }

    [Fact]
    public async Task What_an_attacker_says_before_TLS_is_forgotten_by_the_SMTP_client()
    {
        using var certificate = new TestCertificate();
        await using var peer = ScriptedServer.Start(
            """
            S: 220 ready
            C: EHLO client.example
            S: 250-hello
            S: 250-SIZE 1
            S: 250 STARTTLS
            C: STARTTLS
            S: 220 go
            S: 250 injected
            """,
            """
            C: EHLO client.example
            S: 250-hello
            S: 250 SIZE 1000
            C: RSET
            S: 250 done
            """,
            certificate);
        await using var client = await SmtpClient.ConnectAsync(
            peer.Server(TransportSecurity.StartTls) with { TrustedCertificateSha256 = certificate.Sha256 },
            "client.example", NullLogger.Instance, TimeProvider.System, Ct);
        Assert.Equal(1000, client.LargestMessage);
        await client.ResetAsync(Ct);
        await peer.Played;
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_told_as_such()
    {
        var server = new MailServer { Host = "127.0.0.1", Port = LoopbackPorts.Free(1)[0] };
        var fault = await FaultAsync(server);
        Assert.Equal(MailStreamFault.ConnectionRefused, fault.Fault);
        Assert.Equal($"127.0.0.1:{server.Port} refused the connection (is the port right, is the server running?).", fault.Message);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_told_as_such()
    {
        var fault = await FaultAsync(new MailServer { Host = "mail.invalid", Port = 993 });
        Assert.Equal("mail.invalid:993: the name 'mail.invalid' is not known (is it spelled right?).", fault.Message);
    }

    [Fact]
    public async Task TLS_on_a_port_that_speaks_clear_text_is_told_as_such()
    {
        await using var peer = ScriptedServer.Start(Ready + "\nC: never");
        var fault = await FaultAsync(peer.Server(TransportSecurity.Tls));
        Assert.Equal(MailStreamFault.TlsFailed, fault.Fault);
        Assert.Contains("is this a port for STARTTLS, or without TLS?", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handshake_that_never_ends_is_given_up()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var time = new ManualTimeProvider();
        var connect = ImapClient.ConnectAsync(
            new MailServer { Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port }, NullLogger.Instance, time, Ct);
        using var socket = await listener.AcceptSocketAsync(Ct);
        // The client has begun its handshake when its first bytes are here; from then on only time can pass.
        Assert.True(await socket.ReceiveAsync(new byte[1], Ct) > 0);
        var fault = Assert.IsType<MailStreamException>(await Scripts.PassTimeUntilDoneAsync(connect, time));
        Assert.Equal(MailStreamFault.TimedOut, fault.Fault);
    }

    [Fact]
    public async Task Connecting_ends_when_it_is_cancelled()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var connect = ImapClient.ConnectAsync(
            new MailServer { Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port },
            NullLogger.Instance, TimeProvider.System, stop.Token);
        using var socket = await listener.AcceptSocketAsync(Ct);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connect.WaitAsync(Scripts.Hang, TimeProvider.System, Ct));
    }

    private static Task<ImapClient> ConnectAsync(MailServer server) =>
        ImapClient.ConnectAsync(server, NullLogger.Instance, TimeProvider.System, Ct);

    private static Task<MailStreamException> FaultAsync(MailServer server) =>
        Assert.ThrowsAsync<MailStreamException>(() => ConnectAsync(server).WaitAsync(Scripts.Hang, TimeProvider.System, Ct));
}

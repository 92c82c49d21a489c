using System.Text;
using MailBridge.MailProtocols.Wire;
using Microsoft.Extensions.Logging;

namespace MailBridge.MailProtocols.Smtp;

/// <summary>Whom a message is from and for, as the transport sees it.</summary>
/// <param name="Sender">Where bounces go; empty for the null sender <c>&lt;&gt;</c>.</param>
/// <param name="Recipients">At least one.</param>
public sealed record SmtpEnvelope(string Sender, IReadOnlyList<string> Recipients)
{
    /// <summary>
    /// A name for this transaction that delivery reports repeat (ENVID, RFC 3461 §4.4); used, together with the wish to hear of failures
    /// and delays and to get back headers only, where the server offers DSN. Printable ASCII of at most 100 characters.
    /// </summary>
    public string? EnvelopeId { get; init; }
}

/// <summary>A recipient that the server would not take, or that no command could carry.</summary>
public sealed record RefusedRecipient(string Address, SmtpReply Reply);

/// <summary>The server took responsibility for the message.</summary>
/// <param name="Reply">The reply to the final dot.</param>
/// <param name="QueueId">The server's name for the message, where its reply has a known shape.</param>
/// <param name="RefusedRecipients">Those that will not get it; all others will.</param>
public sealed record SmtpAccepted(SmtpReply Reply, string? QueueId, IReadOnlyList<RefusedRecipient> RefusedRecipients);

/// <summary>
/// One SMTP connection: RFC 5321 with STARTTLS (3207), AUTH (4954), SIZE (1870), PIPELINING (2920), 8BITMIME (6152), SMTPUTF8 (6531) and
/// enhanced status codes (2034). One call at a time; after a <see cref="MailStreamException"/> or a cancellation only
/// <see cref="DisposeAsync"/> is left.
/// </summary>
/// <remarks>
/// Every operation throws <see cref="SmtpRefusedException"/> when the server says no and <see cref="MailStreamException"/> when the
/// connection is lost.
/// </remarks>
public sealed class SmtpClient : IAsyncDisposable
{
    private readonly SmtpSession _session;
    private bool _hasOpenTransaction;
    private int _isBusy;

    private SmtpClient(SmtpSession session) => _session = session;

    /// <summary>Whether the connection can still be used.</summary>
    public bool IsConnected => _session.Connection.IsUsable;

    /// <summary>The biggest message in octets that the server says it takes, or null where it gave no limit.</summary>
    public long? LargestMessage => _session.Extensions.LargestMessage;

    /// <summary>Connects, greets and protects the connection as the settings say.</summary>
    /// <param name="ehloName">Our host name, or an address literal in brackets.</param>
    public static async Task<SmtpClient> ConnectAsync(
        MailServer server, string ehloName, ILogger logger, TimeProvider time, CancellationToken ct)
    {
        var connection = await LineConnection.ConnectAsync(server, time, ct).ConfigureAwait(false);
        return await StartAsync(connection, ehloName, logger, ct).ConfigureAwait(false);
    }

    /// <summary>Starts on a connection that exists.</summary>
    internal static async Task<SmtpClient> StartAsync(LineConnection connection, string ehloName, ILogger logger, CancellationToken ct)
    {
        try
        {
            var session = new SmtpSession(connection, logger);
            var greeting = await session.ReadReplyAsync(SmtpStage.Greeting, ct).ConfigureAwait(false);
            if (!greeting.IsPositive) throw session.Refused(SmtpStage.Greeting, "us", greeting);
            await HelloAsync(session, ehloName, ct).ConfigureAwait(false);
            if (connection.Server.Security == TransportSecurity.StartTls)
            {
                await StartTlsAsync(session, ct).ConfigureAwait(false);
                // RFC 3207 §4.2: what was told in clear text is forgotten.
                await HelloAsync(session, ehloName, ct).ConfigureAwait(false);
            }
            SmtpLog.Connected(logger, connection.Server.Host, connection.Server.Port, connection.IsProtected);
            return new SmtpClient(session);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Logs in by the best way that the server offers.</summary>
    /// <exception cref="MailStreamException">
    /// The secret would cross the network in clear text, or the server takes none of this kind.
    /// </exception>
    public Task AuthenticateAsync(MailCredentials credentials, CancellationToken ct) => AloneAsync(async () =>
    {
        await SmtpLogin.RunAsync(_session, credentials, ct).ConfigureAwait(false);
        return true;
    });

    /// <summary>Hands one message over. Bare CR and LF in it become CRLF; nothing else is changed.</summary>
    /// <param name="beforeFinalDot">Awaited when all is said but the final dot: the last moment at which a loss means "not sent".</param>
    /// <exception cref="SmtpRefusedException">The sender, all recipients or the message was refused.</exception>
    /// <exception cref="SmtpOutcomeUnknownException">The stream broke, or we were told to stop, after the final dot.</exception>
    public Task<SmtpAccepted> SendAsync(
        SmtpEnvelope envelope, ReadOnlyMemory<byte> message, Func<CancellationToken, ValueTask> beforeFinalDot, CancellationToken ct) =>
        AloneAsync(async () =>
        {
            if (_hasOpenTransaction) await ForgetTransactionAsync(ct).ConfigureAwait(false);
            _hasOpenTransaction = true;
            var accepted = await new SmtpTransaction(_session, envelope, message).RunAsync(beforeFinalDot, ct).ConfigureAwait(false);
            _hasOpenTransaction = false;
            var server = _session.Server;
            SmtpLog.Accepted(
                _session.Logger, server.Host, server.Port, message.Length, accepted.QueueId, accepted.RefusedRecipients.Count);
            return accepted;
        });

    /// <summary>Forgets a half-made transaction; also tells whether the connection still lives.</summary>
    public Task ResetAsync(CancellationToken ct) => AloneAsync(async () =>
    {
        await ForgetTransactionAsync(ct).ConfigureAwait(false);
        return true;
    });

    /// <summary>Says goodbye. A server that is gone already is no fault: errors after an acceptance do not matter.</summary>
    public Task QuitAsync(CancellationToken ct) => AloneAsync(async () =>
    {
        if (!IsConnected) return false;
        try
        {
            await _session.SendAsync("QUIT", ct).ConfigureAwait(false);
            await _session.ReadReplyAsync(SmtpStage.Reset, ct, _session.Server.Timeouts.Farewell).ConfigureAwait(false);
        }
        catch (MailProtocolException)
        {
            // Whatever mattered has been answered before.
        }
        await DisposeAsync().ConfigureAwait(false);
        return true;
    });

    public ValueTask DisposeAsync() => _session.Connection.DisposeAsync();

    private static async Task HelloAsync(SmtpSession session, string name, CancellationToken ct)
    {
        if (name.Length == 0 || !Ascii.IsValid(name) || name.AsSpan().ContainsAny(' ', '\t'))
            throw new ArgumentException($"'{name}' is not a host name (RFC 5321 §4.1.4).", nameof(name));
        var reply = await session.CommandAsync($"EHLO {name}", SmtpStage.Hello, ct).ConfigureAwait(false);
        if (reply.IsPositive)
        {
            session.Extensions = SmtpExtensions.Read(reply);
            return;
        }
        session.Extensions = SmtpExtensions.None;
        if (reply.Code >= 500) reply = await session.CommandAsync($"HELO {name}", SmtpStage.Hello, ct).ConfigureAwait(false);
        if (!reply.IsPositive) throw session.Refused(SmtpStage.Hello, $"our greeting as '{name}'", reply);
    }

    private static async Task StartTlsAsync(SmtpSession session, CancellationToken ct)
    {
        if (!session.Extensions.Has("STARTTLS"))
        {
            throw session.Connection.Break(
                MailStreamFault.SecurityNotOffered, "the server does not offer STARTTLS (is this the port for TLS, or without it?)");
        }
        var reply = await session.CommandAsync("STARTTLS", SmtpStage.StartTls, ct).ConfigureAwait(false);
        if (!reply.IsPositive) throw session.Refused(SmtpStage.StartTls, "to start TLS", reply);
        await session.Connection.SecureAsync(ct).ConfigureAwait(false);
    }

    private async Task ForgetTransactionAsync(CancellationToken ct)
    {
        var reply = await _session.CommandAsync("RSET", SmtpStage.Reset, ct).ConfigureAwait(false);
        if (!reply.IsPositive) throw _session.Refused(SmtpStage.Reset, "to start anew", reply);
        _hasOpenTransaction = false;
    }

    private async Task<T> AloneAsync<T>(Func<Task<T>> operation)
    {
        if (Interlocked.Exchange(ref _isBusy, 1) == 1)
            throw new InvalidOperationException("An SMTP connection does one thing at a time; another call is under way.");
        try
        {
            return await operation().ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _isBusy, 0);
        }
    }
}

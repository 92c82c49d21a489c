using Microsoft.Extensions.Logging;

namespace MailBridge.MailProtocols.Smtp;

/// <summary>Whom a message is from and for, as the transport sees it.</summary>
/// <param name="Sender">Where bounces go; empty for the null sender <c>&lt;&gt;</c>.</param>
/// <param name="Recipients">At least one.</param>
public sealed record SmtpEnvelope(string Sender, IReadOnlyList<string> Recipients);

/// <summary>A recipient that the server would not take.</summary>
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
public sealed class SmtpClient : IAsyncDisposable
{
    private SmtpClient() { }

    /// <summary>Connects, greets and protects the connection as the settings say.</summary>
    /// <param name="ehloName">Our host name, or an address literal in brackets.</param>
    public static Task<SmtpClient> ConnectAsync(
        MailServer server, string ehloName, ILogger logger, TimeProvider time, CancellationToken ct) => throw new NotImplementedException();

    public Task AuthenticateAsync(PasswordCredentials credentials, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Hands one message over.</summary>
    /// <param name="beforeFinalDot">Awaited when all is said but the final dot: the last moment at which a loss means "not sent".</param>
    /// <exception cref="SmtpRefusedException">The sender, all recipients or the message was refused.</exception>
    /// <exception cref="SmtpOutcomeUnknownException">The stream broke, or we were told to stop, after the final dot.</exception>
    public Task<SmtpAccepted> SendAsync(
        SmtpEnvelope envelope, ReadOnlyMemory<byte> message, Func<CancellationToken, ValueTask> beforeFinalDot, CancellationToken ct) =>
        throw new NotImplementedException();

    /// <summary>Forgets a half-made transaction; also tells whether the connection still lives.</summary>
    public Task ResetAsync(CancellationToken ct) => throw new NotImplementedException();

    public Task QuitAsync(CancellationToken ct) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}

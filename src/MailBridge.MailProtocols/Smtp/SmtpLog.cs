using Microsoft.Extensions.Logging;

namespace MailBridge.MailProtocols.Smtp;

internal static partial class SmtpLog
{
    [LoggerMessage(1201, LogLevel.Debug, "Connected to SMTP server {Host}:{Port}, TLS: {IsProtected}")]
    public static partial void Connected(ILogger logger, string host, int port, bool isProtected);

    [LoggerMessage(1202, LogLevel.Debug, "Logged in to SMTP server {Host}:{Port} by {Mechanism}")]
    public static partial void LoggedIn(ILogger logger, string host, int port, string mechanism);

    [LoggerMessage(1203, LogLevel.Debug, "The SMTP server {Host}:{Port} took {Octets} octets as {QueueId}; {Refused} recipients refused")]
    public static partial void Accepted(ILogger logger, string host, int port, long octets, string? queueId, int refused);

    [LoggerMessage(1204, LogLevel.Warning, "The SMTP server {Host}:{Port} was lost after the final dot: the outcome is not known")]
    public static partial void OutcomeUnknown(ILogger logger, string host, int port);
}

using Microsoft.Extensions.Logging;

namespace MailBridge.MailProtocols.Imap;

internal static partial class ImapLog
{
    [LoggerMessage(1101, LogLevel.Debug, "Connected to IMAP server {Host}:{Port}, TLS: {IsProtected}")]
    public static partial void Connected(ILogger logger, string host, int port, bool isProtected);

    [LoggerMessage(1102, LogLevel.Debug, "Logged in to IMAP server {Host}:{Port} by {Mechanism}")]
    public static partial void LoggedIn(ILogger logger, string host, int port, string mechanism);

    [LoggerMessage(1103, LogLevel.Debug, "Opened an IMAP folder: UIDVALIDITY {UidValidity}, UIDNEXT {UidNext}, {Exists} messages")]
    public static partial void Opened(ILogger logger, uint uidValidity, uint? uidNext, uint exists);

    [LoggerMessage(1104, LogLevel.Debug, "Fetched {Count} IMAP messages, {Octets} octets, up to UID {Uid}")]
    public static partial void Fetched(ILogger logger, int count, long octets, uint uid);

    [LoggerMessage(1105, LogLevel.Warning, "The IMAP server has message UID {Uid} but does not hand it out")]
    public static partial void Unavailable(ILogger logger, uint uid);

    [LoggerMessage(1106, LogLevel.Warning, "The IMAP server's answer to {Command} had a line that is not IMAP; it was skipped: {Defect}")]
    public static partial void Unreadable(ILogger logger, string command, string defect);

    [LoggerMessage(1107, LogLevel.Information, "The IMAP server {Host}:{Port} asks for attention: {Alert}")]
    public static partial void Alert(ILogger logger, string host, int port, string alert);
}

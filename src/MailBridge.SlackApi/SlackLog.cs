using Microsoft.Extensions.Logging;

namespace MailBridge.SlackApi;

internal static partial class SlackLog
{
    [LoggerMessage(1301, LogLevel.Debug, "Slack answered {Method} after {Milliseconds} ms")]
    public static partial void Answered(ILogger logger, string method, long milliseconds);

    [LoggerMessage(1302, LogLevel.Information, "Slack did {Method}, with a warning: {Warning}")]
    public static partial void Warned(ILogger logger, string method, string warning);

    [LoggerMessage(1303, LogLevel.Debug, "Slack refused {Method}: {Error}")]
    public static partial void Refused(ILogger logger, string method, string error);

    [LoggerMessage(1311, LogLevel.Information, "Socket Mode link {Link} is up")]
    public static partial void LinkUp(ILogger logger, int link);

    [LoggerMessage(1312, LogLevel.Debug, "Slack is about to end Socket Mode link {Link}: {Reason}")]
    public static partial void LinkEnding(ILogger logger, int link, string reason);

    [LoggerMessage(1313, LogLevel.Warning, "Socket Mode link {Link} is down, next try in {Milliseconds} ms: {Why}")]
    public static partial void LinkDown(ILogger logger, int link, long milliseconds, string why);

    [LoggerMessage(1314, LogLevel.Error, "Envelope {Envelope} of type {Type} was not handled; Slack will deliver it again")]
    public static partial void NotHandled(ILogger logger, string envelope, string type, Exception cause);

    [LoggerMessage(1315, LogLevel.Warning, "A Socket Mode message of more than {Bytes} bytes was passed over")]
    public static partial void TooBig(ILogger logger, int bytes);

    [LoggerMessage(1316, LogLevel.Warning, "A Socket Mode message of type {Type} was passed over: nothing is known of it")]
    public static partial void NotUnderstood(ILogger logger, string type);

    [LoggerMessage(1317, LogLevel.Error, "Socket Mode stops: {Why}")]
    public static partial void Stopped(ILogger logger, string why);
}

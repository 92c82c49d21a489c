using System.Globalization;
using System.Text.RegularExpressions;

namespace MailBridge.MailProtocols.Imap;

/// <summary>The two ways in which an IMAP server refuses a command (RFC 3501 §7.1).</summary>
public enum ImapCondition
{
    /// <summary>The command failed.</summary>
    No,

    /// <summary>The command was not understood or not allowed now.</summary>
    Bad,
}

/// <summary>The server said NO or BAD. The session lives.</summary>
public sealed partial class ImapRefusedException : MailProtocolException
{
    public ImapRefusedException(string message, string command, ImapCondition condition, string? code, string serverText)
        : base(message, null)
    {
        Command = command;
        Condition = condition;
        Code = code;
        ServerText = serverText;
    }

    /// <summary>The command's name: LOGIN, SELECT, …</summary>
    public string Command { get; }

    public ImapCondition Condition { get; }

    /// <summary>The response code's name in upper case, without brackets and arguments (RFC 5530), or null.</summary>
    public string? Code { get; }

    /// <summary>What the server said after the code.</summary>
    public string ServerText { get; }

    /// <summary>How long the server asks us to wait, where it says so.</summary>
    public TimeSpan? RetryAfter =>
        // Exchange Online: "Request is throttled. Suggested Backoff Time: 295165 milliseconds".
        SuggestedBackoff().Match(ServerText) is { Success: true } match
        && long.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? TimeSpan.FromMilliseconds(Math.Min(milliseconds, (long)TimeSpan.FromDays(1).TotalMilliseconds))
            : null;

    /// <summary>Whether the account or its password has to be mended by a person.</summary>
    public bool IsAccountProblem => !IsTransient && (Command is "LOGIN" or "AUTHENTICATE" || IsAccountCode || IsUnconnectedExchangeUser);

    /// <inheritdoc/>
    public override bool IsTransient => Code switch
    {
        "UNAVAILABLE" or "INUSE" or "LIMIT" or "OVERQUOTA" or "SERVERBUG" or "EXPUNGEISSUED" or "THROTTLED" => true,
        "AUTHENTICATIONFAILED" or "AUTHORIZATIONFAILED" or "EXPIRED" or "PRIVACYREQUIRED" or "CONTACTADMIN" or "NOPERM"
            or "CLIENTBUG" or "CANNOT" or "CORRUPTION" or "ALREADYEXISTS" or "NONEXISTENT" or "TRYCREATE" or "BADCHARSET"
            or "TOOBIG" or "UIDNOTSTICKY" or "WEBALERT" => false,
        _ => IsTransientByText,
    };

    private bool IsAccountCode =>
        Code is "AUTHENTICATIONFAILED" or "AUTHORIZATIONFAILED" or "EXPIRED" or "PRIVACYREQUIRED" or "CONTACTADMIN";

    // QUIRK: Exchange Online lets the login pass and answers every command after it so, when the mailbox may not be reached by IMAP.
    private bool IsUnconnectedExchangeUser => ServerText.Contains("authenticated but not connected", StringComparison.OrdinalIgnoreCase);

    // Without a code a refused login means the password, a BAD means that we said something wrong, and any other NO may pass.
    private bool IsTransientByText =>
        Overload().IsMatch(ServerText)
        || (Condition == ImapCondition.No && Command is not ("LOGIN" or "AUTHENTICATE") && !Missing().IsMatch(ServerText));

    // QUIRK: Gmail says "[ALERT] Too many simultaneous connections. (Failure)" and "[ALERT] Account exceeded command or bandwidth
    // limits. (Failure)"; Exchange Online "Request is throttled."; Dovecot has "Temporary authentication failure" without a code in old
    // versions.
    [GeneratedRegex(
        "too many (simultaneous )?connections|bandwidth limits|request is throttled|temporar(y|ily)|try again later",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Overload();

    // QUIRK: Dovecot says "Mailbox doesn't exist: x" without NONEXISTENT; Gmail "Unknown Mailbox: x (Failure)" beside it.
    [GeneratedRegex(
        "does(n.t| not) exist|unknown mailbox|no such (mailbox|folder)|nonexistent|non-existent|invalid mailbox",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Missing();

    [GeneratedRegex(
        @"Suggested Backoff Time: (\d{1,12}) milliseconds",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SuggestedBackoff();
}

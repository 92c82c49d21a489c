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
public sealed class ImapRefusedException : MailProtocolException
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
    public TimeSpan? RetryAfter => throw new NotImplementedException();

    /// <summary>Whether the account or its password has to be mended by a person.</summary>
    public bool IsAccountProblem => throw new NotImplementedException();

    /// <inheritdoc/>
    public override bool IsTransient => throw new NotImplementedException();
}

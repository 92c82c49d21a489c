namespace MailBridge.MailProtocols.Smtp;

/// <summary>The server said no. The session lives, unless the code is 421.</summary>
public sealed class SmtpRefusedException : MailProtocolException
{
    public SmtpRefusedException(string message, SmtpStage stage, SmtpReply reply, IReadOnlyList<RefusedRecipient>? recipients = null)
        : base(message, null)
    {
        Stage = stage;
        Reply = reply;
        RefusedRecipients = recipients ?? [];
    }

    public SmtpStage Stage { get; }

    /// <summary>The server's reply; where we refused on its behalf (size, SMTPUTF8) the reply that it would have given.</summary>
    public SmtpReply Reply { get; }

    /// <summary>Where every recipient was refused: each with its reply.</summary>
    public IReadOnlyList<RefusedRecipient> RefusedRecipients { get; }

    /// <summary>Whether the account or its settings have to be mended by a person; the mail itself is in order and stays queued.</summary>
    public bool IsAccountProblem => !IsTransient && SmtpVerdict.IsAccountProblem(Stage, Reply);

    /// <inheritdoc/>
    public override bool IsTransient => SmtpVerdict.IsTransient(Stage, Reply);
}

/// <summary>
/// The stream broke after the final dot: the server may or may not have taken the message. Look for it before sending it again.
/// </summary>
public sealed class SmtpOutcomeUnknownException(MailStreamFault fault, string message, Exception? cause = null)
    : MailStreamException(fault, message, cause);

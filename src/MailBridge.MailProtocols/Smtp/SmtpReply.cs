namespace MailBridge.MailProtocols.Smtp;

/// <summary>A server's reply (RFC 5321 §4.2).</summary>
/// <param name="Code">Three digits.</param>
/// <param name="Enhanced">The enhanced status code (RFC 3463), such as <c>5.7.1</c>, or null.</param>
/// <param name="Text">The words without the codes; lines are joined by a line feed.</param>
public sealed record SmtpReply(int Code, string? Enhanced, string Text)
{
    public bool IsPositive => Code is >= 200 and < 400;

    /// <summary>Whether the same attempt with this recipient, made later, may succeed; for the recipients of an accepted message.</summary>
    public bool IsTransientForRecipient => SmtpVerdict.IsTransient(SmtpStage.Recipient, this);

    /// <summary>The reply as the server gave it, in one line.</summary>
    public override string ToString() => $"{Code} {(Enhanced is null ? "" : Enhanced + " ")}{Text.ReplaceLineEndings(" ")}";
}

/// <summary>Where in the session a reply was given.</summary>
public enum SmtpStage { Greeting, Hello, StartTls, Authentication, Sender, Recipient, Data, FinalReply, Reset }

namespace MailBridge.MailProtocols.Smtp;

/// <summary>
/// What a refusal means: try again, mend the account, or give the mail up. The basic code decides where it and the enhanced code differ
/// (RFC 5321 §4.2.1).
/// </summary>
internal static class SmtpVerdict
{
    public static bool IsTransient(SmtpStage stage, SmtpReply reply) => (stage, reply.Code, reply.Enhanced) switch
    {
        (_, >= 400 and < 500, _) => true,
        // "No SMTP service here" is said by overloaded hosts and blocklists alike; the mail is not at fault.
        (SmtpStage.Greeting, _, _) => true,
        // RFC 5321 §4.5.3.1.10: 552 for too many recipients means 452.
        (SmtpStage.Recipient, 552, _) => true,
        // QUIRK: Gmail answers 550 5.4.5 "Daily user sending limit exceeded".
        (_, 550, "5.4.5") => true,
        _ => false,
    };

    public static bool IsAccountProblem(SmtpStage stage, SmtpReply reply) => (stage, reply.Code, reply.Enhanced) switch
    {
        (SmtpStage.Hello or SmtpStage.StartTls or SmtpStage.Authentication, _, _) => true,
        // RFC 4954 §6: authentication is required, too weak, failed, or needs encryption.
        (_, 530 or 534 or 535 or 538, _) => true,
        // QUIRK: Exchange Online, "550 5.7.30 Basic authentication is not supported for Client Submission".
        (_, 550, "5.7.30") => true,
        _ => false,
    };
}

using MailBridge.MailProtocols;
using MailBridge.MailProtocols.Imap;
using MailBridge.MailProtocols.Smtp;

namespace MailBridge.Operations;

/// <summary>A mail server's fault in its own words, and which option may have to be changed.</summary>
internal static class MailAdvice
{
    /// <summary>The sentences for a person who runs the bridge.</summary>
    /// <param name="fault">What went wrong.</param>
    /// <param name="path">The section that names the server, such as <c>Inboxes:support:Imap</c>.</param>
    public static string Of(Exception fault, string path) => $"{Sentence(fault.Message)}{Advice(fault, path)}";

    private static string Advice(Exception fault, string path) => fault switch
    {
        ImapRefusedException { IsAccountProblem: true } or SmtpRefusedException { IsAccountProblem: true, Stage: SmtpStage.Authentication }
            => $" Check {path}:UserName and {path}:Password; many providers want a password made for this program alone.",
        ImapRefusedException { Command: "SELECT" or "EXAMINE", IsTransient: false }
            => $" Make the folder, or name another one in {path}:Folders or {path}:SentFolder; “mailbridge doctor” lists those that exist.",
        MailStreamException { Fault: MailStreamFault.SecurityNotOffered or MailStreamFault.TlsFailed } => $" Check {path}:Security and {path}:Port.",
        MailStreamException { Fault: MailStreamFault.NameUnknown } => $" Check {path}:Host.",
        MailStreamException { Fault: MailStreamFault.ConnectionRefused } => $" Check {path}:Host and {path}:Port.",
        _ => "",
    };

    private static string Sentence(string words) => words is [.., '.' or '?' or '!' or ')'] ? words : $"{words}.";
}

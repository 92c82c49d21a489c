using System.Text;
using MailBridge.MailProtocols.Imap.Grammar;
using MailBridge.MailProtocols.Wire;

namespace MailBridge.MailProtocols.Imap.Commands;

/// <summary>AUTHENTICATE (RFC 3501 §6.2.2), in one line where the server allows it (SASL-IR, RFC 4959).</summary>
internal sealed class AuthenticateCommand(string userName, Sasl sasl, bool saslIr) : ImapCommand<ImapStatus>
{
    private bool _hasAnswered;

    public override string Name => "AUTHENTICATE";

    public override string Attempt => $"the login of '{userName}'";

    public override void Write(ImapWriter writer)
    {
        writer.Raw("AUTHENTICATE ").Raw(sasl.Mechanism);
        if (!saslIr) return;
        writer.Raw(" ").SecretAtom(sasl.InitialResponse);
        _hasAnswered = true;
    }

    public override byte[]? OnContinuation(string text)
    {
        // A second challenge holds an error's details; the answer lets the server say NO.
        var answer = _hasAnswered ? sasl.ErrorAnswer : sasl.InitialResponse;
        _hasAnswered = true;
        return Encoding.ASCII.GetBytes(answer + "\r\n");
    }

    public override ImapStatus Complete(ImapStatus ok) => ok;
}

/// <summary>LOGIN (RFC 3501 §6.2.3), for servers without AUTHENTICATE PLAIN.</summary>
internal sealed class LoginCommand(PasswordCredentials credentials) : ImapCommand<ImapStatus>
{
    public override string Name => "LOGIN";

    public override string Attempt => $"the login of '{credentials.UserName}'";

    public override void Write(ImapWriter writer) =>
        writer.Raw("LOGIN ").String(credentials.UserName).Raw(" ").Secret(credentials.Password);

    public override ImapStatus Complete(ImapStatus ok) => ok;
}

using System.Text;
using MailBridge.MailProtocols.Imap.Grammar;

namespace MailBridge.MailProtocols.Imap.Commands;

/// <summary>AUTHENTICATE PLAIN (RFC 4616), in one line where the server allows it (SASL-IR, RFC 4959).</summary>
internal sealed class AuthenticatePlainCommand(PasswordCredentials credentials, bool saslIr) : ImapCommand<ImapStatus>
{
    private readonly string _response = Convert.ToBase64String(
        Encoding.UTF8.GetBytes($"\0{ImapWriter.Checked(credentials.UserName)}\0{ImapWriter.Checked(credentials.Password)}"));

    private bool _hasAnswered;

    public override string Name => "AUTHENTICATE";

    public override string Attempt => $"the login of '{credentials.UserName}'";

    public override void Write(ImapWriter writer)
    {
        writer.Raw("AUTHENTICATE PLAIN");
        if (!saslIr) return;
        writer.Raw(" ").SecretAtom(_response);
        _hasAnswered = true;
    }

    public override byte[]? OnContinuation(string text)
    {
        // A second challenge is an error's details; an empty answer lets the server say NO.
        var answer = _hasAnswered ? "" : _response;
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

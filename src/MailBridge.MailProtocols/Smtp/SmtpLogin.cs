using System.Text;

namespace MailBridge.MailProtocols.Smtp;

/// <summary>AUTH (RFC 4954) with PLAIN (RFC 4616) or LOGIN.</summary>
internal static class SmtpLogin
{
    // RFC 4954 §4: a command line of 512 octets; a longer response is sent after the server's challenge.
    private const int InitialResponseOctets = 400;

    public static async Task RunAsync(SmtpSession session, PasswordCredentials credentials, CancellationToken ct)
    {
        if (!session.Connection.IsProtected && !session.Server.MayLoginInClear)
        {
            throw session.Connection.Break(
                MailStreamFault.SecurityNotOffered, "a password is not sent over a network without TLS (choose TLS or STARTTLS)");
        }
        var mechanisms = session.Extensions.LoginMechanisms;
        var mechanism = mechanisms.Contains("PLAIN") ? "PLAIN" : mechanisms.Contains("LOGIN") ? "LOGIN" : null;
        if (mechanism is null)
        {
            var offered = mechanisms.Count == 0 ? "no login here" : $"only {string.Join(", ", mechanisms)}";
            throw session.Connection.Break(
                MailStreamFault.SecurityNotOffered, $"the server offers {offered}, and a password needs PLAIN or LOGIN (is the port right?)");
        }
        var reply = mechanism == "PLAIN"
            ? await PlainAsync(session, credentials, ct).ConfigureAwait(false)
            : await LoginAsync(session, credentials, ct).ConfigureAwait(false);
        if (reply.Code / 100 != 2)
            throw session.Refused(SmtpStage.Authentication, $"the login of '{credentials.UserName}'", reply);
        SmtpLog.LoggedIn(session.Logger, session.Server.Host, session.Server.Port, mechanism);
    }

    private static async Task<SmtpReply> PlainAsync(SmtpSession session, PasswordCredentials credentials, CancellationToken ct)
    {
        if (credentials.UserName.Contains('\0', StringComparison.Ordinal) || credentials.Password.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("NUL cannot be part of a name or password.", nameof(credentials));
        var response = Base64($"\0{credentials.UserName}\0{credentials.Password}");
        if (response.Length <= InitialResponseOctets)
        {
            return await session.CommandAsync($"AUTH PLAIN {response}", SmtpStage.Authentication, ct, "AUTH PLAIN ***").ConfigureAwait(false);
        }
        var reply = await session.CommandAsync("AUTH PLAIN", SmtpStage.Authentication, ct).ConfigureAwait(false);
        return await AnswerAsync(session, reply, response, ct).ConfigureAwait(false);
    }

    private static async Task<SmtpReply> LoginAsync(SmtpSession session, PasswordCredentials credentials, CancellationToken ct)
    {
        var reply = await session.CommandAsync("AUTH LOGIN", SmtpStage.Authentication, ct).ConfigureAwait(false);
        reply = await AnswerAsync(session, reply, Base64(credentials.UserName), ct).ConfigureAwait(false);
        return await AnswerAsync(session, reply, Base64(credentials.Password), ct).ConfigureAwait(false);
    }

    private static async Task<SmtpReply> AnswerAsync(SmtpSession session, SmtpReply challenge, string response, CancellationToken ct) =>
        challenge.Code == 334
            ? await session.CommandAsync(response, SmtpStage.Authentication, ct, "***").ConfigureAwait(false)
            : challenge;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}

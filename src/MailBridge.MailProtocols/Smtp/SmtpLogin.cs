using System.Text;
using MailBridge.MailProtocols.Wire;

namespace MailBridge.MailProtocols.Smtp;

/// <summary>AUTH (RFC 4954).</summary>
internal static class SmtpLogin
{
    // RFC 4954 §4: a command line of 512 octets; a longer response is sent after the server's challenge.
    private const int InitialResponseOctets = 400;

    public static async Task RunAsync(SmtpSession session, MailCredentials credentials, CancellationToken ct)
    {
        if (!session.Connection.IsProtected && !session.Server.MayLoginInClear)
        {
            throw session.Connection.Break(
                MailStreamFault.SecurityNotOffered, "a password or token is not sent over a network without TLS (choose TLS or STARTTLS)");
        }
        var mechanisms = session.Extensions.LoginMechanisms;
        var sasl = Sasl.TryChoose(credentials, session.Server, mechanisms.Contains);
        var reply = (sasl, credentials) switch
        {
            ({ } chosen, _) => await SaslAsync(session, chosen, ct).ConfigureAwait(false),
            (null, PasswordCredentials password) when mechanisms.Contains("LOGIN") =>
                await LoginAsync(session, password, ct).ConfigureAwait(false),
            _ => throw NothingOffered(session, credentials, mechanisms),
        };
        if (reply.Code / 100 != 2)
            throw session.Refused(SmtpStage.Authentication, $"the login of '{credentials.UserName}'", reply);
        SmtpLog.LoggedIn(session.Logger, session.Server.Host, session.Server.Port, sasl?.Mechanism ?? "LOGIN");
    }

    private static MailStreamException NothingOffered(SmtpSession session, MailCredentials credentials, IReadOnlyList<string> mechanisms)
    {
        var offered = mechanisms.Count == 0 ? "no login here" : $"only {string.Join(", ", mechanisms)}";
        var needed = credentials is PasswordCredentials
            ? "a password needs PLAIN or LOGIN"
            : "an access token needs XOAUTH2 or OAUTHBEARER";
        return session.Connection.Break(
            MailStreamFault.SecurityNotOffered, $"the server offers {offered}, and {needed} (is the port right?)");
    }

    private static async Task<SmtpReply> SaslAsync(SmtpSession session, Sasl sasl, CancellationToken ct)
    {
        var command = $"AUTH {sasl.Mechanism}";
        SmtpReply reply;
        if (sasl.InitialResponse.Length <= InitialResponseOctets)
        {
            reply = await session.CommandAsync($"{command} {sasl.InitialResponse}", SmtpStage.Authentication, ct, $"{command} ***")
                .ConfigureAwait(false);
        }
        else
        {
            reply = await session.CommandAsync(command, SmtpStage.Authentication, ct).ConfigureAwait(false);
            reply = await AnswerAsync(session, reply, sasl.InitialResponse, ct).ConfigureAwait(false);
        }
        // A challenge after that holds an error's details; the answer lets the server refuse.
        return await AnswerAsync(session, reply, sasl.ErrorAnswer, ct).ConfigureAwait(false);
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

using System.Text;

namespace MailBridge.MailProtocols.Wire;

/// <summary>
/// A mechanism of one message (RFC 4422): what to send first, and what to answer where the server sends an error's details before it
/// refuses.
/// </summary>
internal sealed record Sasl(string Mechanism, string InitialResponse, string ErrorAnswer)
{
    /// <summary>The best mechanism for the credentials among those offered, or null.</summary>
    /// <param name="offers">Whether the server offers a mechanism.</param>
    public static Sasl? TryChoose(MailCredentials credentials, MailServer server, Func<string, bool> offers) => credentials switch
    {
        PasswordCredentials password when offers("PLAIN") =>
            new("PLAIN", Encode($"\0{Checked(password.UserName)}\0{Checked(password.Password)}"), ""),
        // Exchange Online offers only the first; where both are offered they do the same.
        AccessTokenCredentials token when offers("XOAUTH2") =>
            new("XOAUTH2", Encode($"user={Checked(token.UserName)}\u0001auth=Bearer {Checked(token.AccessToken)}\u0001\u0001"), ""),
        AccessTokenCredentials token when offers("OAUTHBEARER") => new(
            "OAUTHBEARER",
            Encode(
                $"n,a={SaslName(token.UserName)},\u0001host={server.Host}\u0001port={server.Port}\u0001"
                + $"auth=Bearer {Checked(token.AccessToken)}\u0001\u0001"),
            Encode("\u0001")),
        _ => null,
    };

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    // What divides the parts of a message cannot be part of a part; line ends have no business here either.
    private static string Checked(string value) => value.AsSpan().ContainsAny("\0\u0001\r\n")
        ? throw new ArgumentException("Control characters cannot be part of a name, password or token.", nameof(value))
        : value;

    // RFC 5801 §4
    private static string SaslName(string name) =>
        Checked(name).Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal);
}

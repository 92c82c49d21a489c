using System.Net;

namespace MailBridge.MailProtocols;

/// <summary>How the connection to a mail server is protected.</summary>
public enum TransportSecurity
{
    /// <summary>
    /// Clear text. Passwords travel over it only to a loopback address, or where <see cref="MailServer.AllowClearTextLogin"/> says so.
    /// </summary>
    None,

    /// <summary>Clear text that must become TLS before anything else is said (RFC 3207, RFC 3501 §6.2.1); there is no fallback.</summary>
    StartTls,

    /// <summary>TLS from the first byte (RFC 8314), the preferred way.</summary>
    Tls,
}

/// <summary>Where a mail server is, how its identity is checked, and how patient we are with it.</summary>
public sealed record MailServer
{
    /// <summary>Host name or IP address; also the name that the certificate must bear.</summary>
    public required string Host { get; init; }

    /// <summary>TCP port: 993 or 143 for IMAP, 465 or 587 for submission.</summary>
    public required int Port { get; init; }

    public TransportSecurity Security { get; init; } = TransportSecurity.Tls;

    /// <summary>
    /// SHA-256 of the server's own certificate (DER), hexadecimal, with or without colons. When it is given, exactly this certificate is
    /// accepted, whoever signed it and whatever name it bears: the way to trust a self-signed server without trusting everyone.
    /// </summary>
    public string? TrustedCertificateSha256 { get; init; }

    /// <summary>
    /// Certificates (PEM) of authorities to trust in place of the system's, for servers signed by a company's own authority.
    /// </summary>
    public string? TrustedAuthoritiesPem { get; init; }

    /// <summary>Lets a password cross a network in clear text. Default false: RFC 8314 §3.</summary>
    public bool AllowClearTextLogin { get; init; }

    /// <summary>The name and version told in the IMAP ID command (RFC 2971); some providers refuse clients that give none.</summary>
    public string ClientName { get; init; } = "MailBridge";

    public string ClientVersion { get; init; } = typeof(MailServer).Assembly.GetName().Version?.ToString(2) ?? "0";

    public MailTimeouts Timeouts { get; init; } = MailTimeouts.Default;

    public MailLimits Limits { get; init; } = MailLimits.Default;

    /// <summary>
    /// Receives each line of the conversation, prefixed <c>C: </c> or <c>S: </c>: passwords are blanked and message bytes are given as a
    /// count only. Null (the default) keeps nothing; subjects and addresses in server answers may still name customers.
    /// </summary>
    public Action<string>? WireLog { get; init; }

    internal string Address => $"{Host}:{Port}";

    internal bool IsLoopback =>
        Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(Host, out var ip) && IPAddress.IsLoopback(ip));

    internal bool MayLoginInClear => AllowClearTextLogin || (Security == TransportSecurity.None && IsLoopback);
}

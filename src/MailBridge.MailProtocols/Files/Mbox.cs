using System.Runtime.CompilerServices;

namespace MailBridge.MailProtocols.Files;

/// <summary>How lines of a message that start with <c>From </c> were hidden from the reader of the file.</summary>
public enum MboxQuoting
{
    /// <summary>Such lines gained one <c>&gt;</c>, and so did those that had some already. Right for almost every file.</summary>
    Mboxrd,

    /// <summary>Exactly one <c>&gt;</c> is taken away, from lines that start exactly with <c>&gt;From </c>.</summary>
    Mboxo,

    /// <summary>Nothing was hidden and nothing is taken away (mboxcl2, or an unknown writer whose bytes must stay).</summary>
    None,
}

/// <summary>One message of an mbox file.</summary>
/// <param name="Offset">Where its <c>From </c> line starts in the stream, in octets: reading can be resumed there.</param>
/// <param name="FromLine">The separator line without its line end; empty where the file starts without one.</param>
/// <param name="Bytes">The message, unquoted, with the line ends of the file.</param>
/// <param name="IsDeleted">Whether Mozilla marked it as removed (X-Mozilla-Status bit 0x0008).</param>
/// <param name="IsCut">Whether it was longer than the limit, so that its end is missing.</param>
public sealed record MboxMessage(long Offset, string FromLine, ReadOnlyMemory<byte> Bytes, bool IsDeleted, bool IsCut);

/// <summary>
/// mbox files of any size, read as a stream (RFC 4155 and its relatives mboxo, mboxrd, mboxcl, mboxcl2). A Content-Length is believed only
/// where it ends at a separator or at the end of the file.
/// </summary>
public static class Mbox
{
    /// <summary>Octets kept of one message. 64 MiB: a file without separators must not fill the memory.</summary>
    public const int DefaultMessageOctets = 64 * 1024 * 1024;

    /// <summary>
    /// The messages of a file in its order. Reads from the stream's position, which must be the start of a <c>From </c> line.
    /// </summary>
    /// <param name="messageOctets">What is kept of one message; the rest is read over and the message marked as cut.</param>
    public static async IAsyncEnumerable<MboxMessage> ReadAsync(
        Stream stream, MboxQuoting quoting, [EnumeratorCancellation] CancellationToken ct, int messageOctets = DefaultMessageOctets)
    {
        var reader = new MboxReader(stream, quoting, messageOctets);
        while (await reader.ReadAsync(ct).ConfigureAwait(false) is { } message) yield return message;
    }
}

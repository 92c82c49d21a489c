namespace MailBridge.MailProtocols.Smtp;

/// <summary>
/// A message as DATA carries it (RFC 5321 §4.5.2): every line ends in CRLF, a leading dot is doubled. A bare CR or LF is never sent:
/// servers that read it as a line end could be made to see a second message ("SMTP smuggling", CVE-2023-51764).
/// </summary>
internal static class DotStuffing
{
    /// <summary>The message's length with its line ends as CRLF and without doubled dots: what SIZE counts (RFC 1870 §3).</summary>
    public static long CountOctets(ReadOnlySpan<byte> message)
    {
        long count = message.Length;
        var last = (byte)'\n';
        for (var i = 0; i < message.Length; i++)
        {
            if (message[i] == '\n' && (i == 0 || message[i - 1] != '\r')) count++;
            if (message[i] == '\r' && (i + 1 == message.Length || message[i + 1] != '\n')) count++;
            last = message[i];
        }
        return last is (byte)'\n' or (byte)'\r' ? count : count + 2;
    }

    /// <summary>The message in blocks ready to be sent, without the final dot; the last one ends in CRLF.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Encode(ReadOnlyMemory<byte> message, int blockOctets)
    {
        var block = new byte[blockOctets];
        var used = 0;
        var atLineStart = true;
        for (var i = 0; i < message.Length; i++)
        {
            // The worst case of one step is CRLF, or two dots.
            if (used + 2 > block.Length)
            {
                yield return block.AsMemory(0, used);
                used = 0;
            }
            var octet = message.Span[i];
            if (octet is (byte)'\r' or (byte)'\n')
            {
                if (octet == '\r' && i + 1 < message.Length && message.Span[i + 1] == '\n') i++;
                block[used++] = (byte)'\r';
                block[used++] = (byte)'\n';
                atLineStart = true;
                continue;
            }
            if (octet == '.' && atLineStart) block[used++] = (byte)'.';
            block[used++] = octet;
            atLineStart = false;
        }
        if (used > 0) yield return block.AsMemory(0, used);
        if (!atLineStart) yield return "\r\n"u8.ToArray();
    }
}

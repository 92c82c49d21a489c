namespace MailBridge.Mime;

/// <summary>Quoted-Printable decoding (RFC 2045 §6.7): blanks at line ends go, illegal escapes stay as they are.</summary>
internal static class QuotedPrintable
{
    public static int Decode(ReadOnlySpan<byte> body, Span<byte> target, out bool malformed)
    {
        malformed = false;
        var written = 0;
        var at = 0;
        while (at < body.Length)
        {
            var next = Lines.Next(body, at, out var end);
            var line = body[at..end].TrimEnd(" \t"u8);
            var soft = line is [.., (byte)'='];
            if (soft) line = line[..^1];
            written += DecodeLine(line, target[written..], ref malformed);
            if (!soft)
            {
                body[end..next].CopyTo(target[written..]);
                written += next - end;
            }
            at = next;
        }
        return written;
    }

    private static int DecodeLine(ReadOnlySpan<byte> line, Span<byte> target, ref bool malformed)
    {
        var written = 0;
        while (true)
        {
            var escape = line.IndexOf((byte)'=');
            if (escape < 0)
            {
                line.CopyTo(target[written..]);
                return written + line.Length;
            }
            line[..escape].CopyTo(target[written..]);
            written += escape;
            line = line[escape..];
            // Runs of escapes are the rule in text that is not English.
            while (line.Length >= 3 && line[0] == '=' && Hex.TryByte(line[1], line[2], out var value))
            {
                target[written++] = value;
                line = line[3..];
            }
            if (line.IsEmpty || line[0] != '=') continue;
            if (line.Length >= 3 && Hex.TryByte(line[1], line[2], out _)) continue;
            malformed = true;
            target[written++] = (byte)'=';
            line = line[1..];
        }
    }
}

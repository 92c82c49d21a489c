namespace MailBridge.Mime;

/// <summary>UTF-7 (RFC 2152), which .NET refuses to decode. Broken shift sequences end where they break.</summary>
internal sealed class Utf7Charset() : Charset("utf-7")
{
    public override int MaxChars(int bytes) => bytes;

    public override int Decode(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        var written = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != '+')
            {
                chars[written++] = (char)bytes[i];
                continue;
            }
            if (i + 1 < bytes.Length && bytes[i + 1] == '-')
            {
                chars[written++] = '+';
                i++;
                continue;
            }
            var start = i + 1;
            var end = start;
            var (accumulator, bits) = (0u, 0);
            for (; end < bytes.Length && Base64Alphabet.Value(bytes[end]) is var sextet and < 64; end++)
            {
                accumulator = (accumulator << 6) | (uint)sextet;
                bits += 6;
                if (bits < 16) continue;
                bits -= 16;
                chars[written++] = (char)(ushort)(accumulator >> bits);
            }
            if (end == start) chars[written++] = '+'; // no shift after all
            i = end < bytes.Length && bytes[end] == '-' && end > start ? end : end - 1;
        }
        return written;
    }
}

using System.Diagnostics.CodeAnalysis;

namespace MailBridge.Conversations;

/// <summary>
/// Base32 of RFC 4648 section 6 in lower case and without padding: mail systems fold the case of local parts, so base64 would not
/// survive as an address or a Message-ID that relays rewrite.
/// </summary>
internal static class Base32
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[(bytes.Length * 8 + 4) / 5];
        var (buffer, bits, at) = (0, 0, 0);
        foreach (var b in bytes)
        {
            buffer = (buffer << 8) | b;
            bits += 8;
            while (bits >= 5) text[at++] = Alphabet[(buffer >> (bits -= 5)) & 31];
            buffer &= (1 << bits) - 1;
        }
        if (bits > 0) text[at++] = Alphabet[(buffer << (5 - bits)) & 31];
        return new string(text[..at]);
    }

    public static string Encode(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return Encode(bytes);
    }

    public static bool TryDecodeGuid([NotNullWhen(true)] string? text, out Guid value)
    {
        value = default;
        if (text is not { Length: 26 }) return false;
        Span<byte> bytes = stackalloc byte[16];
        var (buffer, bits, at) = (0, 0, 0);
        foreach (var c in text)
        {
            var digit = Alphabet.IndexOf(char.ToLowerInvariant(c), StringComparison.Ordinal);
            if (digit < 0) return false;
            buffer = (buffer << 5) | digit;
            bits += 5;
            if (bits < 8) continue;
            bytes[at++] = (byte)(buffer >> (bits -= 8));
            buffer &= (1 << bits) - 1;
        }
        if (buffer != 0) return false;
        value = new Guid(bytes, bigEndian: true);
        return true;
    }
}

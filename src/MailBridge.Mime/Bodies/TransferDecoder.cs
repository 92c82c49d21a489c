using System.Buffers;
using System.Buffers.Text;

namespace MailBridge.Mime;

/// <summary>Removes transfer encodings (RFC 2045 §6). Every input has a result; <c>malformed</c> tells that it broke the rules.</summary>
internal static class TransferDecoder
{
    private const int EnoughToJudge = 1024; // bytes

    private static readonly SearchValues<byte> EncodedOrBreak =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n"u8);

    /// <summary>A size that the decoded body fits in.</summary>
    public static int MaxLength(TransferEncoding encoding, int encoded) => encoding switch
    {
        TransferEncoding.Base64 => encoded / 4 * 3 + 3,
        _ => encoded,
    };

    /// <summary>
    /// The encoding that a body is really in. QUIRK: programs declare base64 and send the text as it is, or encode in base64 and declare
    /// Quoted-Printable, in which neither a line of base64 nor its padding would stand so.
    /// </summary>
    public static TransferEncoding Really(TransferEncoding declared, ReadOnlySpan<byte> body)
    {
        var start = body[..Math.Min(body.Length, EnoughToJudge)];
        return declared switch
        {
            TransferEncoding.Base64 when start.IndexOfAnyExcept(EncodedOrBreak) >= 0 && IsPlain(start) => TransferEncoding.Identity,
            TransferEncoding.QuotedPrintable when start.IndexOfAnyExcept(EncodedOrBreak) < 0 && IsBase64Text(start) => TransferEncoding.Base64,
            _ => declared,
        };
    }

    /// <summary>Decodes into a span of at least <see cref="MaxLength"/> and returns the number of bytes.</summary>
    public static int Decode(TransferEncoding encoding, ReadOnlySpan<byte> body, Span<byte> target, out bool malformed) =>
        Decode(encoding, body, target, out malformed, out _);

    /// <summary>As above; <paramref name="consumed"/> is where text begins that stands as it is after the encoded body.</summary>
    public static int Decode(TransferEncoding encoding, ReadOnlySpan<byte> body, Span<byte> target, out bool malformed, out int consumed)
    {
        consumed = body.Length;
        switch (encoding)
        {
            case TransferEncoding.Base64:
                return Base64Carry.DecodeBody(body, target, out malformed, out consumed);
            case TransferEncoding.QuotedPrintable:
                return QuotedPrintable.Decode(body, target, out malformed);
            case TransferEncoding.Uuencode:
                return Uuencode.DecodeBody(body, target, out malformed);
            default:
                malformed = false;
                body.CopyTo(target);
                return body.Length;
        }
    }

    /// <summary>No line is encoded, or only such as are one word.</summary>
    private static bool IsPlain(ReadOnlySpan<byte> start)
    {
        var (text, encoded) = (0, 0);
        for (var at = 0; at < start.Length;)
        {
            var next = Lines.Next(start, at, out var end);
            if (Base64Alphabet.IsText(start[at..end])) text += end - at;
            else encoded += end - at;
            at = next;
        }
        return text > encoded * 4;
    }

    /// <summary>Lines of one length that is a multiple of four, whose bytes are words.</summary>
    private static bool IsBase64Text(ReadOnlySpan<byte> start)
    {
        const int Shortest = 24;
        var first = Lines.Next(start, 0, out var width);
        if (width < Shortest || (width & 3) != 0) return false;
        Span<byte> decoded = stackalloc byte[EnoughToJudge];
        if (Base64.DecodeFromUtf8(start[..width], decoded, out _, out var made) != OperationStatus.Done) return false;
        if (first < start.Length)
        {
            Lines.Next(start, first, out var second);
            if (second - first > width) return false;
        }
        var words = decoded[..made];
        return words.IndexOfAnyInRange((byte)0, (byte)8) < 0 && words.IndexOfAnyInRange((byte)14, (byte)31) < 0 && words.Contains((byte)' ');
    }
}

namespace MailBridge.Mime;

/// <summary>Removes transfer encodings (RFC 2045 §6). Every input has a result; <c>malformed</c> tells that it broke the rules.</summary>
internal static class TransferDecoder
{
    /// <summary>A size that the decoded body fits in.</summary>
    public static int MaxLength(TransferEncoding encoding, int encoded) => encoding switch
    {
        TransferEncoding.Base64 => encoded / 4 * 3 + 3,
        _ => encoded,
    };

    /// <summary>Decodes into a span of at least <see cref="MaxLength"/> and returns the number of bytes.</summary>
    public static int Decode(TransferEncoding encoding, ReadOnlySpan<byte> body, Span<byte> target, out bool malformed)
    {
        switch (encoding)
        {
            case TransferEncoding.Base64:
                return Base64Carry.DecodeBody(body, target, out malformed);
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
}

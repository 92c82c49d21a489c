using System.Buffers;

namespace MailBridge.Mime;

/// <summary>Reads the Content- fields of a part.</summary>
internal static class ContentFields
{
    private static readonly SearchValues<byte> WordEnd = SearchValues.Create("; \t\r\n(,"u8);

    /// <summary>RFC 2045 §5.2: absent means text/plain; what cannot be read is application/octet-stream and a defect.</summary>
    public static MediaType ReadMediaType(ReadOnlyMemory<byte> raw, Charset? charset, MimeLimits limits, out bool invalid)
    {
        var bytes = raw.Span;
        var at = SkipSpace(bytes, 0, limits);
        var end = WordEndFrom(bytes, at);
        var word = bytes[at..end];
        var slash = word.IndexOf((byte)'/');
        var type = slash < 0 ? word : word[..slash];
        var subtype = slash < 0 ? default : word[(slash + 1)..];
        if (slash >= 0 && subtype.IsEmpty)
        {
            // blanks after the slash
            var start = SkipSpace(bytes, end, limits);
            end = WordEndFrom(bytes, start);
            subtype = bytes[start..end];
        }
        else if (slash < 0)
        {
            var start = SkipSpace(bytes, end, limits);
            if (start < bytes.Length && bytes[start] == '/')
            {
                start = SkipSpace(bytes, start + 1, limits);
                end = WordEndFrom(bytes, start);
                subtype = bytes[start..end];
            }
        }
        subtype = CutAtSlash(subtype);
        var parameters = ParameterReader.Read(raw, end, charset, limits, out var boundary);
        if (boundary.Length > limits.BoundaryBytes) boundary = default;
        var typeName = KnownWords.Lower(type.Trim((byte)'"'));
        var subtypeName = KnownWords.Lower(subtype.Trim((byte)'"'));
        invalid = !IsToken(typeName) || !IsToken(subtypeName);
        if (!invalid) return new MediaType(typeName, subtypeName, parameters, boundary);
        return typeName switch
        {
            "text" => new MediaType("text", "plain", parameters, boundary),
            "multipart" => new MediaType("multipart", "mixed", parameters, boundary),
            _ => new MediaType("application", "octet-stream", parameters, boundary),
        };
    }

    public static ContentDisposition ReadDisposition(ReadOnlyMemory<byte> raw, Charset? charset, MimeLimits limits)
    {
        var bytes = raw.Span;
        var at = SkipSpace(bytes, 0, limits);
        var end = WordEndFrom(bytes, at);
        // QUIRK: "Content-Disposition: filename=x" without the word; inline is what readers take then.
        if (bytes[at..end].IndexOf((byte)'=') >= 0) end = at;
        var kind = KnownWords.Lower(bytes[at..end].Trim((byte)'"'));
        var parameters = ParameterReader.Read(raw, end, charset, limits, out _);
        return new ContentDisposition(kind.Length == 0 ? "inline" : kind, parameters);
    }

    /// <summary>The transfer encoding; null if it is none that we know.</summary>
    public static TransferEncoding? ReadTransferEncoding(ReadOnlySpan<byte> raw)
    {
        var word = Lines.Trim(raw);
        var end = word.IndexOfAny((byte)';', (byte)'(');
        if (end >= 0) word = Lines.Trim(word[..end]);
        word = word.Trim("\"'"u8);
        return KnownWords.Lower(word) switch
        {
            "" or "7bit" or "8bit" or "binary" or "7-bit" or "8-bit" or "7 bit" or "8 bit" or "none" or "utf-8" or "identity" => TransferEncoding.Identity,
            "base64" or "base-64" or "b" or "b64" => TransferEncoding.Base64,
            "quoted-printable" or "quoted printable" or "quotedprintable" or "qp" or "q" => TransferEncoding.QuotedPrintable,
            "x-uuencode" or "uuencode" or "x-uue" or "uue" => TransferEncoding.Uuencode,
            _ => null,
        };
    }

    /// <summary>A Content-ID or similar without its brackets; null if empty.</summary>
    public static string? ReadId(ReadOnlySpan<byte> raw) => MessageIds.First(Lines.Trim(raw));

    private static int SkipSpace(ReadOnlySpan<byte> bytes, int at, MimeLimits limits)
    {
        while (at < bytes.Length)
        {
            if (Lines.IsSpace(bytes[at])) at++;
            else if (bytes[at] == '(' && Comments.End(bytes, at, limits.CommentDepth) is > 0 and var end) at = end;
            else break;
        }
        return at;
    }

    private static int WordEndFrom(ReadOnlySpan<byte> bytes, int at)
    {
        var length = bytes[at..].IndexOfAny(WordEnd);
        return length < 0 ? bytes.Length : at + length;
    }

    private static ReadOnlySpan<byte> CutAtSlash(ReadOnlySpan<byte> subtype)
    {
        var slash = subtype.IndexOf((byte)'/');
        return slash < 0 ? subtype : subtype[..slash];
    }

    private static bool IsToken(string word) => word.Length > 0 && word.AsSpan().IndexOfAnyExcept(TokenChars) < 0;

    private static readonly SearchValues<char> TokenChars = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`{|}~");
}

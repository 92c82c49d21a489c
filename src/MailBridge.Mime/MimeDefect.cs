namespace MailBridge.Mime;

/// <summary>What was wrong with a message. The reader goes on after each of these.</summary>
public enum MimeDefectKind
{
    /// <summary>The message is larger than <see cref="MimeLimits.MessageBytes"/>.</summary>
    MessageTooLarge,
    /// <summary>The header section is larger than <see cref="MimeLimits.HeaderSectionBytes"/>.</summary>
    HeaderSectionTooLarge,
    /// <summary>A field is longer than <see cref="MimeLimits.FieldBytes"/>.</summary>
    FieldTooLong,
    /// <summary>There are more fields than <see cref="MimeLimits.Fields"/>.</summary>
    TooManyFields,
    /// <summary>A line among the header fields is neither a field nor a continuation.</summary>
    MalformedHeaderLine,
    /// <summary>The body began without the empty line that divides it from the header.</summary>
    MissingBodySeparator,
    /// <summary>The message ends within its header section.</summary>
    MissingBody,
    /// <summary>A field that may occur once occurs again; the first one counts (RFC 5322 §3.6).</summary>
    DuplicateField,
    /// <summary>There is no From field or none of its addresses can be read.</summary>
    MissingSender,
    /// <summary>The Date field is missing or cannot be read; the topmost Received counts instead.</summary>
    InvalidDate,
    /// <summary>A field has more addresses than <see cref="MimeLimits.AddressesPerField"/>.</summary>
    TooManyAddresses,
    /// <summary>The Content-Type cannot be read.</summary>
    InvalidContentType,
    /// <summary>A multipart has no usable boundary parameter.</summary>
    MissingBoundary,
    /// <summary>No line of a multipart is its delimiter.</summary>
    BoundaryNotFound,
    /// <summary>A multipart ends without its closing delimiter.</summary>
    MissingClosingBoundary,
    /// <summary>There are more parts than <see cref="MimeLimits.Parts"/>.</summary>
    TooManyParts,
    /// <summary>Parts are nested deeper than the limits allow.</summary>
    TooDeep,
    /// <summary>The parts would decode to more than <see cref="MimeLimits.DecodedBytes"/>.</summary>
    DecodedTooLarge,
    /// <summary>A line of a body is longer than <see cref="MimeLimits.LineBytes"/>.</summary>
    LineTooLong,
    /// <summary>A composite part claims to be encoded, which RFC 2045 §6.4 forbids.</summary>
    EncodedComposite,
    /// <summary>The transfer encoding is none of those of RFC 2045; the body was taken as it is.</summary>
    UnknownTransferEncoding,
    /// <summary>The body holds bytes that its transfer encoding does not allow, or ends too early.</summary>
    MalformedTransferEncoding,
    /// <summary>The charset has no table here; it was guessed.</summary>
    UnknownCharset,
    /// <summary>The bytes contradict the declared charset; another one was taken.</summary>
    CharsetContradicted,
    /// <summary>A uuencoded block has no end.</summary>
    MalformedUuencode,
    /// <summary>A winmail.dat cannot be opened; it is kept as an attachment.</summary>
    MalformedTnef,
}

/// <summary>One thing that was wrong with a message, and where.</summary>
/// <param name="Kind">What was wrong.</param>
/// <param name="Offset">Byte offset in the message that was being read.</param>
/// <param name="Detail">The offending name or value, cut short; empty if the kind says it all.</param>
public sealed record MimeDefect(MimeDefectKind Kind, long Offset, string Detail)
{
    /// <summary>A short sentence for a log or a person.</summary>
    public override string ToString()
    {
        var sentence = Kind switch
        {
            MimeDefectKind.MessageTooLarge => "The message is too large to be read whole",
            MimeDefectKind.HeaderSectionTooLarge => "The header section is too large",
            MimeDefectKind.FieldTooLong => "A header field is too long",
            MimeDefectKind.TooManyFields => "There are too many header fields",
            MimeDefectKind.MalformedHeaderLine => "A header line is not a field",
            MimeDefectKind.MissingBodySeparator => "The empty line between header and body is missing",
            MimeDefectKind.MissingBody => "The message ends within its header",
            MimeDefectKind.DuplicateField => "A field that may occur once occurs again",
            MimeDefectKind.MissingSender => "There is no readable sender",
            MimeDefectKind.InvalidDate => "The date is missing or cannot be read",
            MimeDefectKind.TooManyAddresses => "A field has too many addresses",
            MimeDefectKind.InvalidContentType => "The content type cannot be read",
            MimeDefectKind.MissingBoundary => "A multipart has no boundary",
            MimeDefectKind.BoundaryNotFound => "A multipart has no part",
            MimeDefectKind.MissingClosingBoundary => "A multipart is not closed",
            MimeDefectKind.TooManyParts => "There are too many parts",
            MimeDefectKind.TooDeep => "Parts are nested too deeply",
            MimeDefectKind.DecodedTooLarge => "The parts decode to too much",
            MimeDefectKind.LineTooLong => "A line is too long",
            MimeDefectKind.EncodedComposite => "A composite part is transfer-encoded",
            MimeDefectKind.UnknownTransferEncoding => "The transfer encoding is unknown",
            MimeDefectKind.MalformedTransferEncoding => "A body breaks its transfer encoding",
            MimeDefectKind.UnknownCharset => "The charset is unknown",
            MimeDefectKind.CharsetContradicted => "The bytes contradict the charset",
            MimeDefectKind.MalformedUuencode => "A uuencoded block has no end",
            MimeDefectKind.MalformedTnef => "A winmail.dat cannot be opened",
            _ => Kind.ToString(),
        };
        return Detail.Length == 0 ? $"{sentence} (byte {Offset})." : $"{sentence} (byte {Offset}): {Detail}.";
    }
}

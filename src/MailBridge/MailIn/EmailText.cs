using MailBridge.Mime;

namespace MailBridge.MailIn;

/// <summary>The text of a mail for people: all of it, and the parts it was taken apart into.</summary>
/// <param name="Whole">The whole plain text, made from the HTML where the plain text does not say everything.</param>
/// <param name="New">What the sender newly wrote, with a mail they passed on.</param>
/// <param name="Quoted">Earlier mail that was repeated.</param>
/// <param name="Signature">Signature and legal notices.</param>
public sealed record EmailText(string Whole, string New, string Quoted, string Signature)
{
    /// <summary>The mail that the sender passed on, which is part of <see cref="New"/>; null for none.</summary>
    public ForwardedMessage? Forwarded { get; init; }

    /// <summary>The part of <see cref="New"/> that the sender wrote themselves, without the mail they passed on.</summary>
    public string Own { get; init; } = New;

    /// <summary><see cref="New"/> with its styles, links, lists and tables; its plain text is <see cref="New"/>.</summary>
    public BodyDocument Document { get; init; } = BodyDocument.Empty;

    /// <summary>Reads the text of a message.</summary>
    public static EmailText Of(MimeMessage message)
    {
        if (PartialMessage.Of(message) is { } piece)
        {
            var which = piece.Total is { } total ? $"part {piece.Number} of {total}" : $"part {piece.Number}";
            return Note($"[MailBridge: this is {which} of a mail that was sent in pieces. "
                + "It is kept as a file; the pieces are not put together here.]");
        }
        var whole = message is { TextBody: { } text, IsTextComplete: true } ? text
            : message.HtmlBody is { } html ? HtmlText.ToPlainText(html)
            : message.TextBody ?? "";
        if (whole.AsSpan().Trim().IsEmpty && IsEncrypted(message.Root.ContentType))
            return Note("[MailBridge: this mail is encrypted. What it says is kept as a file and cannot be read here.]");
        var parts = ReplyExtractor.Extract(message.IsTextComplete ? message.TextBody : whole, message.HtmlBody, message.Subject);
        // Who passes a mail on without a word of their own has written nothing.
        var own = parts is { ShowsEverything: true, Forwarded: not null } ? "" : parts.Reply;
        var written = parts.Forwarded is { } forwarded ? Joined(own, forwarded.Original) : own;
        return new EmailText(whole, written, parts.Quoted, Joined(parts.Signature, parts.Disclaimer ?? ""))
        {
            Document = Written(parts),
            Forwarded = parts.Forwarded,
            Own = own,
        };
    }

    /// <summary>What stands where the text of a mail would, if that cannot be shown.</summary>
    private static EmailText Note(string words) => new(words, words, "", "") { Document = BodyDocument.FromText(words) };

    /// <summary>RFC 1847 section 2.2, and S/MIME (RFC 8551 section 3.2) but for what is only signed.</summary>
    private static bool IsEncrypted(MediaType type)
        => type is { Type: "multipart", Subtype: "encrypted" }
            || (type is { Type: "application", Subtype: "pkcs7-mime" or "x-pkcs7-mime" }
                && !string.Equals(type.Parameters["smime-type"], "signed-data", StringComparison.OrdinalIgnoreCase));

    /// <summary>What the sender newly wrote, with a mail they passed on.</summary>
    public static BodyDocument Written(ExtractedReply parts)
        => parts is { ShowsEverything: true, Forwarded.OriginalDocument: var alone } ? alone
            : parts.Forwarded is { OriginalDocument: var passedOn } ? parts.ReplyDocument.Append(passedOn)
            : parts.ReplyDocument;

    private static string Joined(string first, string second)
        => first.Length == 0 ? second : second.Length == 0 ? first : $"{first}\n\n{second}";
}

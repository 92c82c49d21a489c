using MailBridge.Mime;

namespace MailBridge.MailIn;

/// <summary>The text of a mail for people: all of it, and the parts it was taken apart into.</summary>
/// <param name="Whole">The whole plain text, made from the HTML where the plain text does not say everything.</param>
/// <param name="New">What the sender newly wrote, with a mail they passed on.</param>
/// <param name="Quoted">Earlier mail that was repeated.</param>
/// <param name="Signature">Signature and legal notices.</param>
public sealed record EmailText(string Whole, string New, string Quoted, string Signature)
{
    /// <summary>Reads the text of a message.</summary>
    public static EmailText Of(MimeMessage message)
    {
        if (PartialMessage.Of(message) is { } piece)
        {
            var which = piece.Total is { } total ? $"part {piece.Number} of {total}" : $"part {piece.Number}";
            var stub = $"[MailBridge: this is {which} of a mail that was sent in pieces. It is kept as a file; the pieces are not put together here.]";
            return new EmailText(stub, stub, "", "");
        }
        var whole = message is { TextBody: { } text, IsTextComplete: true } ? text
            : message.HtmlBody is { } html ? HtmlText.ToPlainText(html)
            : message.TextBody ?? "";
        if (whole.AsSpan().Trim().IsEmpty && IsEncrypted(message.Root.ContentType))
        {
            const string stub = "[MailBridge: this mail is encrypted. What it says is kept as a file and cannot be read here.]";
            return new EmailText(stub, stub, "", "");
        }
        var parts = ReplyExtractor.Extract(message.IsTextComplete ? message.TextBody : whole, message.HtmlBody, message.Subject);
        var written = parts.Forwarded is { } forwarded ? Joined(parts.Reply, forwarded.Original) : parts.Reply;
        return new EmailText(whole, written, parts.Quoted, Joined(parts.Signature, parts.Disclaimer ?? ""));
    }

    /// <summary>RFC 1847 section 2.2, and S/MIME (RFC 8551 section 3.2) but for what is only signed.</summary>
    private static bool IsEncrypted(MediaType type)
        => type is { Type: "multipart", Subtype: "encrypted" }
            || (type is { Type: "application", Subtype: "pkcs7-mime" or "x-pkcs7-mime" }
                && !string.Equals(type.Parameters["smime-type"], "signed-data", StringComparison.OrdinalIgnoreCase));

    private static string Joined(string first, string second)
        => first.Length == 0 ? second : second.Length == 0 ? first : $"{first}\n\n{second}";
}

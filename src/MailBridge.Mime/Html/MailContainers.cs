using AngleSharp.Dom;

namespace MailBridge.Mime;

/// <summary>How mail programs mark quotes, signatures and forwards in the HTML they write, by class, id and style.</summary>
internal static class MailContainers
{
    internal static MailMark Of(IElement element)
    {
        if (element.LocalName == "includetail") return MailMark.QuotedFromHere; // QQ Mail
        if (element.Attributes.Length == 0) return MailMark.None;
        if (element.Id is { Length: > 0 } id && ById(id) is var byId and not MailMark.None) return byId;
        if (element.ClassName is { Length: > 0 and < 1024 } classes)
        {
            foreach (var name in classes.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
                if (ByClass(name, element) is var byClass and not MailMark.None) return byClass;
        }
        if (element.GetAttribute("data-marker") == "__DIVIDER__") return MailMark.QuotedFromHere; // Zimbra
        if (element.GetAttribute("data-smartmail") == "gmail_signature" || element.HasAttribute("data-signature-widget"))
            return MailMark.Signature;
        if (element.LocalName is "div" or "section" && element.GetAttribute("name") is { Length: > 4 and < 64 } part)
        {
            // Spark, GMX and WEB.DE name their sections.
            if (part == "messageReplySection" || part == "quote") return MailMark.QuotedFromHere;
            if (part.Contains("signature", StringComparison.OrdinalIgnoreCase)) return MailMark.Signature;
        }
        return element.LocalName == "div" && IsOutlookHeaderRule(element.GetAttribute("style")) ? MailMark.QuotedFromHere : MailMark.None;
    }

    /// <summary>Whether a mail program and not the author made a <c>blockquote</c>.</summary>
    internal static bool IsCited(IElement blockquote) =>
        string.Equals(blockquote.GetAttribute("type"), "cite", StringComparison.OrdinalIgnoreCase)
        || blockquote.HasAttribute("cite")
        || blockquote.ClassList.Contains("gmail_quote") || blockquote.ClassList.Contains("protonmail_quote")
        || blockquote.ClassList.Contains("iosymail") || blockquote.ClassList.Contains("yahoo_quoted")
        || blockquote.ClassList.Any(static name =>
            name.EndsWith("_quote", StringComparison.Ordinal) || name.EndsWith("-blockquote", StringComparison.Ordinal))
        || HasBarAtSide(blockquote.GetAttribute("style"));

    /// <summary>The bar that programs draw along quotes (mail.ru, NetEase, Exchange's web access); an author's indent has none.</summary>
    private static bool HasBarAtSide(string? style)
    {
        if (style is null) return false;
        var left = style.IndexOf("border-left", StringComparison.OrdinalIgnoreCase);
        if (left < 0) return false;
        var bar = style.AsSpan(left);
        var end = bar.IndexOf(';');
        return Has(end >= 0 ? bar[..end] : bar, "solid");
    }

    private static MailMark ById(string id)
    {
        // QUIRK Outlook on the web prefixes ids with x_ once per reply.
        var name = id.AsSpan();
        while (name.StartsWith("x_", StringComparison.Ordinal)) name = name[2..];
        return name switch
        {
            "appendonsend" or "divRplyFwdMsg" or "OLK_SRC_BODY_SECTION" or "mail-editor-reference-message-container" =>
                MailMark.QuotedFromHere,
            "Signature" or "signature" or "AppleMailSignature" or "ms-outlook-mobile-signature" or "ms-outlook-ios-signature" =>
                MailMark.Signature,
            _ when name.StartsWith("yahoo_quoted", StringComparison.Ordinal) => MailMark.Quoted,
            _ when IsSignatureName(name) => MailMark.Signature,
            _ when name.StartsWith("lineBreakAtBeginningOfSignature", StringComparison.Ordinal) => MailMark.Signature,
            _ => MailMark.None,
        };
    }

    private static MailMark ByClass(string name, IElement element) => name switch
    {
        // Gmail's own text may follow the blockquote inside the container, so the container alone says nothing when there is one.
        "gmail_quote" or "gmail_quote_container" => element.LocalName != "blockquote" && element.QuerySelector("blockquote") is null
            ? MailMark.Quoted
            : MailMark.None,
        "yahoo_quoted" or "protonmail_quote" or "zmail_extra" or "moz-email-headers-table" =>
            element.LocalName == "blockquote" ? MailMark.None : MailMark.Quoted,
        "gmail_attr" or "moz-cite-prefix" => MailMark.Attribution,
        "moz-forward-container" => MailMark.Forwarded,
        "gmail_signature" or "moz-signature" or "protonmail_signature_block" or "gmail_signature_prefix" => MailMark.Signature,
        _ => IsSignatureName(name) ? MailMark.Signature : MailMark.None,
    };

    /// <summary>
    /// What programs call the element of a signature: <c>signature_old</c>, <c>io-ox-signature</c>, <c>front-signature</c>.
    /// </summary>
    private static bool IsSignatureName(ReadOnlySpan<char> name) =>
        name.EndsWith("signature", StringComparison.OrdinalIgnoreCase) || name.Contains("_signature_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("signature", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("_sig", StringComparison.OrdinalIgnoreCase) || name.EndsWith("-sig", StringComparison.OrdinalIgnoreCase);

    /// <summary>The line that Outlook draws above the header block of the mail replied to.</summary>
    private static bool IsOutlookHeaderRule(string? style)
    {
        if (style is null) return false;
        var top = style.IndexOf("border-top", StringComparison.OrdinalIgnoreCase);
        if (top < 0) return false;
        var rule = style.AsSpan(top);
        var end = rule.IndexOf(';');
        if (end >= 0) rule = rule[..end];
        // Outlook's two greys, as written and as browsers write them again.
        return Has(rule, "solid")
            && (Has(rule, "#E1E1E1") || Has(rule, "#B5C4DF") || Has(rule, "rgb(181, 196, 223)") || Has(rule, "rgb(225, 225, 225)"));
    }

    private static bool Has(ReadOnlySpan<char> text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}

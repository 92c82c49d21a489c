namespace MailBridge.Mime;

/// <summary>HTML of a mail that is safe to show in a sandboxed frame.</summary>
public sealed record SanitizedHtml
{
    /// <summary>
    /// A fragment (no <c>html</c>, <c>head</c> or <c>body</c>) of allowed elements, attributes and style properties only.
    /// </summary>
    public required string Html { get; init; }

    /// <summary>Images that would have been fetched from elsewhere and were withheld.</summary>
    public required int RemoteImagesWithheld { get; init; }

    /// <summary>Content-IDs (no angle brackets) that the HTML refers to and that the callback knew, in order of first appearance.</summary>
    public required IReadOnlyList<string> ContentIds { get; init; }

    /// <summary>Whether the limits cut something off.</summary>
    public required bool IsTruncated { get; init; }
}

/// <summary>What the sanitiser may let through.</summary>
public sealed record SanitizeOptions
{
    /// <summary>
    /// Let <c>http:</c> and <c>https:</c> images through. Default no: a fetched image tells the sender that, when and where the mail
    /// was read.
    /// </summary>
    public bool AllowRemoteImages { get; init; }

    /// <summary>
    /// Gives the address under which the part with a Content-ID (RFC 2392 <c>cid:</c>, percent-decoded, no angle brackets) is served,
    /// or null when there is no such part. Only site-relative, <c>https:</c>, <c>http:</c>, <c>blob:</c> and <c>data:image/</c>
    /// answers are used. Default: no <c>cid:</c> image is shown.
    /// </summary>
    public Func<string, string?>? ResolveContentId { get; init; }

    /// <summary>How much HTML is looked at.</summary>
    public HtmlLimits Limits { get; init; } = HtmlLimits.Default;
}

namespace MailBridge.Mime;

/// <summary>Reads msg-ids (RFC 5322 §3.6.4) from fields as programs really write them.</summary>
public static class MessageIds
{
    /// <summary>
    /// Every <c>&lt;…&gt;</c> token without its brackets and without blanks inside; if there is none, every blank- or comma-separated word
    /// that looks like an id. Free text around ids (<c>Your message of … &lt;id&gt;</c>) is ignored. Ids compare with regard to case.
    /// </summary>
    public static IReadOnlyList<string> Parse(string headerValue) => [];
}

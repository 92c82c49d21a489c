namespace MailBridge.Mime;

/// <summary>How much of an HTML body is looked at. What lies beyond is left out of the result, never an error.</summary>
public sealed record HtmlLimits
{
    /// <summary>The limits used when a caller names none.</summary>
    public static HtmlLimits Default { get; } = new();

    /// <summary>
    /// UTF-16 units of HTML that are read. Default 2 Mi: newsletters stay under 1 Mi, and a parser's work grows with every unit.
    /// </summary>
    public int MaxLength { get; init; } = 2 * 1024 * 1024;

    /// <summary>
    /// Open elements around a text. Default 512: real mail stays under 100 even after many replies. Deeper elements are unwrapped, so
    /// their text stays.
    /// </summary>
    public int MaxDepth { get; init; } = 512;
}

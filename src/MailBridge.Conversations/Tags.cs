namespace MailBridge.Conversations;

/// <summary>The words that colleagues put on conversations. Letter case makes no other tag.</summary>
public static class Tags
{
    /// <summary>Characters of a tag, in UTF-16 units: a word or three, not a sentence.</summary>
    public const int Longest = 40;

    /// <summary>Tags of one conversation; more say nothing any more.</summary>
    public const int Most = 20;

    private static readonly char[] _separators = [',', ';', '\n', '，', '、'];

    /// <summary>The tags in a line, parted by commas, semicolons or line breaks, each once, without the # that some write before them.</summary>
    public static IReadOnlyList<string> Read(string line)
        => [.. line.Split(_separators).Select(Normalised).Where(t => t.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>A tag on one line, without controls, quotation marks and blanks around it; may be empty.</summary>
    public static string Normalised(string tag)
    {
        var clean = new string([.. tag.Normalize().Select(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '"' ? ' ' : c)]);
        return string.Join(' ', clean.Trim().TrimStart('#').Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}

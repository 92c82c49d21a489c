using System.Text;

namespace MailBridge.Conversations;

/// <summary>
/// A text with placeholders: <c>{{customer.name}}</c>, or <c>{{customer.first_name|there}}</c> with what is said where there is no value. What is filled in
/// is literal: nobody's name is ever read as a placeholder.
/// </summary>
public sealed class TemplateText
{
    private const string Open = "{{", Close = "}}";

    /// <summary>Unknown names that one sentence tells.</summary>
    private const int MostTold = 5;

    private const int LongestTold = 60;

    private readonly List<Piece> _pieces = [];

    private TemplateText() { }

    /// <summary>Reads a text.</summary>
    /// <returns>The text, or null and what is wrong with it, in a sentence.</returns>
    public static (TemplateText? Text, string Problem) Read(string text)
    {
        var read = new TemplateText();
        var unknown = new List<string>();
        var at = 0;
        while (text.IndexOf(Open, at, StringComparison.Ordinal) is >= 0 and var open)
        {
            read._pieces.Add(new Piece(text[at..open], null));
            var end = text.IndexOf(Close, open, StringComparison.Ordinal);
            if (end < 0) return (null, $"“{Told(text[open..].Split('\n')[0])}” is not closed; write {Close} behind it. {Known}");
            var inside = text[(open + Open.Length)..end].Split('|', 2);
            if (Placeholders.Named(inside[0].Trim()) is { } placeholder) read._pieces.Add(new Piece(inside is [_, var otherwise] ? otherwise.Trim() : "", placeholder));
            else unknown.Add($"“{Told(text[open..(end + Close.Length)])}”");
            at = end + Close.Length;
        }
        read._pieces.Add(new Piece(text[at..], null));
        if (unknown.Count == 0) return (read, "");
        var names = string.Join(", ", unknown.Distinct(StringComparer.Ordinal).Take(MostTold));
        return (null, $"{names} {(unknown.Distinct(StringComparer.Ordinal).Count() == 1 ? "is no placeholder" : "are no placeholders")}. {Known}");
    }

    /// <summary>The text with values; what has none is what it says otherwise, or a gap that shows.</summary>
    public string Fill(PlaceholderSource source)
    {
        var filled = new StringBuilder();
        foreach (var (literal, placeholder) in _pieces)
        {
            if (placeholder is null) filled.Append(literal);
            else if (Placeholders.ValueOf(placeholder, source) is { Length: > 0 } value) filled.Append(value);
            else filled.Append(literal.Length > 0 ? literal : placeholder.Gap);
        }
        return filled.ToString();
    }

    /// <summary>
    /// True when a text looks as if this was used in it: the longest line that this says by itself stands in it, however it was changed otherwise.
    /// </summary>
    public bool StandsIn(string text)
    {
        var line = _pieces.Where(p => p.Placeholder is null).SelectMany(p => p.Text.Split('\n')).Select(l => l.Trim()).MaxBy(l => l.Length) ?? "";
        return line.Length > 0 && text.Contains(line, StringComparison.Ordinal);
    }

    /// <summary>What of a text was left open, in a sentence; empty for nothing. No customer is to read a placeholder.</summary>
    public static string Unfinished(string text)
    {
        // Telephones type a curved apostrophe.
        var plain = text.Replace('’', '\'');
        if (Placeholders.All.FirstOrDefault(p => plain.Contains(p.Gap, StringComparison.OrdinalIgnoreCase)) is { } open)
            return $"It still has the gap “{open.Gap}”.";
        return text.IndexOf(Open, StringComparison.Ordinal) is >= 0 and var at ? $"It still has “{Told(text[at..].Split('\n')[0])}”, as templates have it." : "";
    }

    private static string Known => $"There are {Placeholders.Known}; {{{{customer.first_name|there}}}} says “there” where there is no name.";

    private static string Told(string text) => text.Length <= LongestTold ? text : string.Concat(text.AsSpan(0, LongestTold), "…");

    /// <summary>Something a text is made of.</summary>
    /// <param name="Text">The words themselves; of a placeholder those that stand where it has no value.</param>
    /// <param name="Placeholder">Null for mere words.</param>
    private readonly record struct Piece(string Text, Placeholder? Placeholder);
}

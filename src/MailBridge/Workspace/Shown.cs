using System.Text;

namespace MailBridge.Workspace;

/// <summary>Text of strangers, made fit to be looked at. Escaping is left to the page; this takes away what escaping does not.</summary>
internal static class Shown
{
    /// <summary>One line: control characters and line breaks become spaces, direction overrides go.</summary>
    public static string Line(string text) => Clean(text, keepLines: false);

    /// <summary>Several lines: line breaks and tabs stay.</summary>
    public static string Text(string text) => Clean(text, keepLines: true);

    /// <summary>Up to two letters that stand for a name.</summary>
    public static string Initials(string name)
    {
        var words = Line(name).Split([' ', '.', '@', '-', '_'], StringSplitOptions.RemoveEmptyEntries);
        var letters = words.Select(w => w.EnumerateRunes().FirstOrDefault(Rune.IsLetterOrDigit)).Where(r => r.Value != 0).ToArray();
        return letters.Length switch
        {
            0 => "?",
            1 => letters[0].ToString().ToUpperInvariant(),
            _ => string.Concat(letters[0], letters[^1]).ToUpperInvariant(),
        };
    }

    /// <summary>A length in the unit people say it in.</summary>
    public static string Size(long octets) => octets switch
    {
        < 1024 => $"{octets} B",
        < 1024 * 1024 => FormattableString.Invariant($"{octets / 1024.0:0} KB"),
        _ => FormattableString.Invariant($"{octets / (1024.0 * 1024.0):0.#} MB"),
    };

    private static string Clean(string text, bool keepLines)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\u001F') && !text.Any(IsUnwanted)) return text;
        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c == '\r' && keepLines || IsOverride(c)) continue;
            clean.Append(c is '\n' or '\t' && keepLines ? c : char.IsControl(c) ? ' ' : c);
        }
        return clean.ToString();
    }

    private static bool IsUnwanted(char c) => char.IsControl(c) || IsOverride(c);

    // UAX #9: embeddings, overrides and isolates let "exe.jpg" be written as "gpj.exe". Right-to-left text itself needs none of them.
    private static bool IsOverride(char c) => c is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069';
}

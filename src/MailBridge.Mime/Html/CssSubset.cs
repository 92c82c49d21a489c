using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace MailBridge.Mime;

/// <summary>
/// Reduces a <c>style</c> attribute to properties that colour, space and align text in place. Nothing that fetches, positions over other
/// content, animates or escapes is left.
/// </summary>
internal static class CssSubset
{
    private const int MaxValue = 200;

    private static readonly FrozenSet<string> Properties =
        ("background-color border border-bottom border-bottom-color border-bottom-style border-bottom-width border-collapse border-color " +
            "border-left border-left-color " +
         "border-left-style border-left-width border-radius border-right border-right-color border-right-style border-right-width " +
         "border-spacing border-style border-top " +
         "border-top-color border-top-style border-top-width border-width clear color direction display empty-cells float font " +
         "font-family font-size font-style " +
         "font-variant font-weight height letter-spacing line-height list-style list-style-position list-style-type margin margin-bottom " +
         "margin-left margin-right margin-top " +
         "max-height max-width min-height min-width overflow-wrap padding padding-bottom padding-left padding-right padding-top quotes " +
         "table-layout text-align " +
         "text-decoration text-decoration-color text-decoration-line text-indent text-transform unicode-bidi vertical-align visibility " +
         "white-space width word-break " +
         "word-spacing word-wrap").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>A backslash could spell any of the words below otherwise; a brace or @ ends a declaration.</summary>
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("\\<>{}@&;/*:");

    private static readonly FrozenSet<string> Functions = 
        new[] { "rgb", "rgba", "hsl", "hsla" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The allowed declarations, each ended by a semicolon; empty when none is.</summary>
    internal static string Of(string? style)
    {
        if (string.IsNullOrEmpty(style)) return "";
        var result = new StringBuilder();
        var rest = style.AsSpan(0, Math.Min(style.Length, 4096));
        while (rest.Length > 0)
        {
            var declaration = rest[..DeclarationEnd(rest)];
            rest = declaration.Length == rest.Length ? [] : rest[(declaration.Length + 1)..];
            var colon = declaration.IndexOf(':');
            if (colon <= 0) continue;
            var property = declaration[..colon].Trim().ToString().ToLowerInvariant();
            if (property == "background") property = "background-color";
            var value = WithoutImportant(declaration[(colon + 1)..].Trim());
            if (Properties.Contains(property) && IsSafe(value)) result.Append(property).Append(':').Append(value).Append(';');
        }
        return result.ToString();
    }

    /// <summary>A colour name or number, or null.</summary>
    internal static string? Color(string? value)
    {
        value = value?.Trim();
        return value is { Length: > 0 and < 30 } && IsSafe(value) ? value : null;
    }

    /// <summary>A semicolon in a string or in brackets ends nothing.</summary>
    private static int DeclarationEnd(ReadOnlySpan<char> text)
    {
        var (quote, brackets) = ('\0', 0);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0') quote = c == quote ? '\0' : quote;
            else if (c is '"' or '\'') quote = c;
            else if (c == '(') brackets++;
            else if (c == ')') brackets--;
            else if (c == ';' && brackets <= 0) return i;
        }
        return text.Length;
    }

    private static ReadOnlySpan<char> WithoutImportant(ReadOnlySpan<char> value) =>
        value.EndsWith("!important", StringComparison.OrdinalIgnoreCase) ? value[..^10].TrimEnd() : value;

    private static bool IsSafe(ReadOnlySpan<char> value)
    {
        if (value.Length is 0 or > MaxValue || value.ContainsAny(Forbidden) || value.ContainsAnyInRange('\0', '\x1F')) return false;
        if (HasNegative(value)) return false;
        for (var open = value.IndexOf('('); open >= 0;)
        {
            var name = open;
            while (name > 0 && (char.IsLetterOrDigit(value[name - 1]) || value[name - 1] is '-' or '_')) name--;
            if (!Functions.Contains(value[name..open].ToString())) return false;
            var next = value[(open + 1)..].IndexOf('(');
            open = next < 0 ? -1 : open + 1 + next;
        }
        return true;
    }

    /// <summary>A negative margin, indent, spacing or alignment moves the mail's text over what stands beside it.</summary>
    private static bool HasNegative(ReadOnlySpan<char> value)
    {
        for (var i = value.IndexOf('-'); i >= 0 && i + 1 < value.Length; i++)
            if (value[i] == '-' && (char.IsAsciiDigit(value[i + 1]) || value[i + 1] == '.')) return true;
        return false;
    }
}

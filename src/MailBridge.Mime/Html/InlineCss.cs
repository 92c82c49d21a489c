using System.Globalization;
using AngleSharp.Dom;

namespace MailBridge.Mime;

/// <summary>What the <c>style</c> attribute of an element says about whether and how its text is seen.</summary>
internal static class InlineCss
{
    /// <summary>
    /// Whether no reader sees the element: preview texts of newsletters are hidden in several ways at once. QUIRK <c>mso-hide</c> hides
    /// from Outlook alone, and a font size of 0 is set around cells that set their own again; neither hides.
    /// </summary>
    internal static bool IsHidden(IElement element)
    {
        if (element.Attributes.Length == 0) return false;
        if (element.HasAttribute("hidden")) return true;
        if (element.GetAttribute("style") is not { } style) return false;
        return Is(style, "display", "none") || Is(style, "visibility", "hidden") || IsZero(Value(style, "opacity"))
            || (Is(style, "overflow", "hidden") && (IsZero(Value(style, "max-height")) || IsZero(Value(style, "height"))));
    }

    /// <summary>Whether an image is a pixel that counts its readers, or a spacer.</summary>
    internal static bool IsPixel(IElement image) =>
        IsPixel(image.GetAttribute("width")) || IsPixel(image.GetAttribute("height"))
        || (image.GetAttribute("style") is { } style && (IsPixel(Value(style, "width")) || IsPixel(Value(style, "height"))));

    /// <summary>QUIRK composers on the web set text apart by the style of a <c>span</c>.</summary>
    internal static TextStyle StyleOf(IElement element)
    {
        if (element.GetAttribute("style") is not { } style) return TextStyle.None;
        var weight = Value(style, "font-weight");
        var result = Begins(weight, "bold") || (Number(weight) is >= 600) ? TextStyle.Strong : TextStyle.None;
        if (Is(style, "font-style", "italic")) result |= TextStyle.Emphasis;
        if (Is(style, "text-decoration", "line-through") || Is(style, "text-decoration-line", "line-through")) result |= TextStyle.Strike;
        return result;
    }

    /// <summary>Whether the <c>white-space</c> of the element shows line ends as such, or null where it says nothing.</summary>
    internal static bool? KeepsLines(IElement element)
    {
        if (element.GetAttribute("style") is not { } style) return null;
        var value = Value(style, "white-space");
        if (Begins(value, "pre") || Begins(value, "break-spaces")) return true;
        return Begins(value, "normal") || Begins(value, "nowrap") ? false : null;
    }

    private static bool Is(string style, string property, string value) => Begins(Value(style, property), value);

    private static bool Begins(ReadOnlySpan<char> text, string start) => text.StartsWith(start, StringComparison.OrdinalIgnoreCase);

    private static bool IsZero(ReadOnlySpan<char> value) => Number(value) is 0;

    private static bool IsPixel(ReadOnlySpan<char> value) =>
        Number(value) is 0 or 1 && !value.Contains('%') && !value.Contains("em", StringComparison.OrdinalIgnoreCase);

    private static double? Number(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        var end = 0;
        while (end < value.Length && (char.IsAsciiDigit(value[end]) || value[end] == '.')) end++;
        return double.TryParse(value[..end], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>The value of the first declaration of a property; empty when there is none.</summary>
    private static ReadOnlySpan<char> Value(string style, string property)
    {
        var rest = style.AsSpan();
        while (rest.Length > 0)
        {
            var end = rest.IndexOf(';');
            var declaration = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            var colon = declaration.IndexOf(':');
            if (colon > 0 && declaration[..colon].Trim().Equals(property, StringComparison.OrdinalIgnoreCase))
                return declaration[(colon + 1)..].Trim();
        }
        return [];
    }
}

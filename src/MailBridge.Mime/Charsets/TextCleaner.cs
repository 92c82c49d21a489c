using System.Text;

namespace MailBridge.Mime;

/// <summary>
/// Last step of every decoding: Unicode NFC without NUL and lone surrogates, which databases and JSON refuse, on one line for header text and
/// with LF line ends for bodies.
/// </summary>
internal static class TextCleaner
{
    /// <summary>
    /// One line of header text, trimmed; tabs become blanks, other controls go (RFC 2047 lets encoded words smuggle them in).
    /// </summary>
    public static string HeaderText(ref CharBuffer text)
    {
        var chars = text.Written;
        var kept = 0;
        for (var i = 0; i < chars.Length; i++)
        {
            var c = chars[i];
            if (c == '\t') c = ' ';
            if (c < ' ' || c == '\x7F') continue;
            if (char.IsSurrogate(c))
            {
                if (!char.IsHighSurrogate(c) || i + 1 >= chars.Length || !char.IsLowSurrogate(chars[i + 1])) continue;
                chars[kept++] = c;
                c = chars[++i];
            }
            chars[kept++] = c;
        }
        return Compose(chars[..kept].Trim());
    }

    /// <summary>Text of a body. Works in place.</summary>
    public static string BodyText(Span<char> chars)
    {
        if (!chars.IsEmpty && chars[0] == '\uFEFF') chars = chars[1..];
        if (chars.IndexOfAny('\r', '\0') >= 0) chars = chars[..NormaliseBreaks(chars)];
        if (chars.IndexOfAnyInRange('\uD800', '\uDFFF') >= 0) chars = chars[..DropLoneSurrogates(chars)];
        return Compose(chars);
    }

    private static int NormaliseBreaks(Span<char> chars)
    {
        var kept = 0;
        var at = 0;
        while (at < chars.Length)
        {
            var found = chars[at..].IndexOfAny('\r', '\0');
            var length = found < 0 ? chars.Length - at : found;
            if (kept != at) chars.Slice(at, length).CopyTo(chars[kept..]);
            kept += length;
            at += length;
            if (found < 0) break;
            if (chars[at] == '\r')
            {
                chars[kept++] = '\n';
                if (at + 1 < chars.Length && chars[at + 1] == '\n') at++;
                else if (at + 2 < chars.Length && chars[at + 1] == '\r' && chars[at + 2] == '\n') at += 2; // as Lines.SkipBreak
            }
            at++;
        }
        return kept;
    }

    private static int DropLoneSurrogates(Span<char> chars)
    {
        var kept = 0;
        for (var i = 0; i < chars.Length; i++)
        {
            var c = chars[i];
            if (char.IsSurrogate(c))
            {
                if (!char.IsHighSurrogate(c) || i + 1 >= chars.Length || !char.IsLowSurrogate(chars[i + 1])) continue;
                chars[kept++] = c;
                c = chars[++i];
            }
            chars[kept++] = c;
        }
        return kept;
    }

    /// <summary>Marks are composed only where a combining one occurs: most mail has none, and asking ICU about all of it would cost more than decoding it.</summary>
    private static string Compose(Span<char> chars)
    {
        if (chars.IndexOfAnyInRange('\u0300', '\uFFFF') < 0) return chars.ToString();
        return (CombiningMarks.AreTooMany(chars) ? CombiningMarks.MakeStreamSafe(chars) : chars.ToString()).Normalize(NormalizationForm.FormC);
    }
}

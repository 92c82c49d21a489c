using System.Buffers;
using System.Text;

namespace MailBridge.Mime;

/// <summary>Takes out of a line what would end it, turn its direction or be refused by JSON and XML readers.</summary>
internal static class CleanText
{
    private static readonly SearchValues<char> Suspect = SearchValues.Create(
        string.Concat(Enumerable.Range(0, 0x20).Where(static c => c != '\t').Select(static c => (char)c))
        + string.Concat(Enumerable.Range(0x7F, 0x21).Select(static c => (char)c))
        + "\u2028\u2029\u202D\u202E\uFFFE\uFFFF" + string.Concat(Enumerable.Range(0xD800, 0x800).Select(static c => (char)c)));

    internal static string Of(string text)
    {
        var at = text.AsSpan().IndexOfAny(Suspect);
        if (at < 0) return text;
        var clean = new StringBuilder(text.Length).Append(text, 0, at);
        foreach (var rune in text.AsSpan(at).EnumerateRunes())
        {
            if (rune.Value is '\n' or '\r' or '\v' or '\f' or 0x85 or 0x2028 or 0x2029) clean.Append(' ');
            else if (rune.Value is '\t' || !(Rune.IsControl(rune) || rune.Value is 0x202D or 0x202E or 0xFFFE or 0xFFFF))
                clean.Append(rune.ToString());
        }
        return clean.ToString();
    }
}

using System.Text;
using MailBridge.Conversations;

namespace MailBridge.ChatIn;

/// <summary>
/// Recipients in one line as people type and paste them: <c>Zoë &lt;zoe@example.com&gt;, max@example.com</c>, parted by commas, semicolons or line breaks.
/// What is no address stays in the list as it was typed, so that whoever looks it over can name it.
/// </summary>
internal static class AddressLine
{
    public static string Write(IEnumerable<EmailPerson> people) => string.Join(", ", people.Select(Write));

    public static IReadOnlyList<EmailPerson> Read(string line) => [.. Pieces(line).Select(Person).OfType<EmailPerson>()];

    private static string Write(EmailPerson person)
    {
        var name = person.Name.Replace("\"", "", StringComparison.Ordinal).ReplaceLineEndings(" ").Trim();
        if (name.Length == 0) return person.Address.Value;
        return name.AsSpan().IndexOfAny(",;<>") >= 0 ? $"\"{name}\" <{person.Address}>" : $"{name} <{person.Address}>";
    }

    private static IEnumerable<string> Pieces(string line)
    {
        var piece = new StringBuilder();
        var (isQuoted, isInBrackets) = (false, false);
        foreach (var c in line)
        {
            if (c == '"') isQuoted = !isQuoted;
            if (!isQuoted && c is '<' or '>') isInBrackets = c == '<';
            if (c is '\n' or '\r' || (c is ',' or ';' && !isQuoted && !isInBrackets))
            {
                yield return piece.ToString();
                piece.Clear();
                (isQuoted, isInBrackets) = (false, false);
            }
            else
            {
                piece.Append(c);
            }
        }
        yield return piece.ToString();
    }

    private static EmailPerson? Person(string piece)
    {
        var text = piece.Trim();
        if (text.Length == 0) return null;
        var open = text.LastIndexOf('<');
        var close = text.LastIndexOf('>');
        if (open < 0 || close < open) return new EmailPerson("", Address(text));
        return new EmailPerson(text[..open].Trim().Trim('"', '\'').Trim(), Address(text[(open + 1)..close]));
    }

    private static EmailAddress Address(string text)
    {
        var address = text.Trim();
        if (address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)) address = address["mailto:".Length..];
        // A bracket whose other half was forgotten.
        return new EmailAddress(address.Trim('<', '>', ' ') is { Length: > 0 } bare ? bare : text);
    }
}

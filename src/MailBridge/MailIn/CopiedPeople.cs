using System.Buffers;
using MailBridge.Conversations;

namespace MailBridge.MailIn;

/// <summary>
/// People as a mail program shows them above a mail that is passed on: <c>Zoë &lt;zoe@example.com&gt;</c>, <c>Zoë [mailto:zoe@example.com]</c>,
/// <c>zoe@example.com (Zoë)</c>, an address alone. Who has no address is nobody we could write to, and left out.
/// </summary>
internal static class CopiedPeople
{
    private static readonly SearchValues<char> Around = SearchValues.Create("<>[]()\"', \t\r\n;:");

    public static IReadOnlyList<EmailPerson> Read(string line)
        => [.. Pieces(line).Select(Person).OfType<EmailPerson>().DistinctBy(p => p.Address)];

    /// <summary>Commas and semicolons part people; a comma within a name stands before any address.</summary>
    private static IEnumerable<string> Pieces(string line)
    {
        var piece = "";
        foreach (var part in line.Split(',', ';'))
        {
            piece = piece.Length == 0 ? part : $"{piece},{part}";
            if (!part.Contains('@', StringComparison.Ordinal)) continue;
            yield return piece;
            piece = "";
        }
    }

    private static EmailPerson? Person(string piece)
    {
        var at = piece.LastIndexOf('@');
        if (at < 0) return null;
        var start = piece.AsSpan(0, at).LastIndexOfAny(Around) + 1;
        var length = piece.AsSpan(at).IndexOfAny(Around);
        var end = length < 0 ? piece.Length : at + length;
        if (start == at || end - at < 2) return null;
        var address = new EmailAddress(piece[start..end].TrimEnd('.'));
        var name = piece[..start] is var before && before.IndexOfAny(['<', '[', '(']) is >= 0 and var open ? before[..open] : before;
        // "zoe@example.com <mailto:zoe@example.com>" names nobody twice.
        name = name.Trim(' ', '"', '\'', '\t', '*', ':');
        if (name.Length == 0 && piece[end..].Trim(' ', '>', ')', ']') is ['(', .. var behind]) name = behind.Trim(' ', ')');
        return new EmailPerson(name.Contains('@', StringComparison.Ordinal) ? "" : name, address);
    }
}

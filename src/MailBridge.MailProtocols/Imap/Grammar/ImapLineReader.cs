using System.Buffers.Text;
using MailBridge.MailProtocols.Wire;

namespace MailBridge.MailProtocols.Imap.Grammar;

/// <summary>
/// Cuts the stream into responses (RFC 3501 §2.2.2, §4.3). It is the only place that must be right for the stream to stay in step:
/// whatever stands inside a response may be misread without harm to the next.
/// </summary>
internal static class ImapLineReader
{
    private const int LiteralsInOneResponse = 10_000;

    public static async Task<ImapLine> ReadAsync(LineConnection connection, TimeSpan longest, CancellationToken ct)
    {
        var texts = new List<byte[]>(1);
        var literals = new List<ImapLiteral>();
        while (true)
        {
            var text = await connection.ReadLineAsync(longest, ct).ConfigureAwait(false);
            connection.Log.Server(text);
            if (!AnnouncesLiteral(text, out var head, out var count) || (texts.Count == 0 && IsProse(text)))
            {
                texts.Add(text);
                return new ImapLine(texts, literals);
            }
            if (literals.Count == LiteralsInOneResponse)
                throw connection.Break(MailStreamFault.OutOfStep, "the server sent an answer of more pieces than can be meant");
            var kept = await connection.ReadOctetsAsync(count, connection.Server.Limits.LiteralOctets, longest, ct).ConfigureAwait(false);
            connection.Log.ServerOctets(count);
            texts.Add(text[..head]);
            literals.Add(new ImapLiteral(kept, count));
        }
    }

    /// <summary>Whether the line ends in <c>{n}</c>, <c>{n+}</c> or <c>~{n}</c> (RFC 3516).</summary>
    private static bool AnnouncesLiteral(ReadOnlySpan<byte> line, out int head, out long count)
    {
        head = 0;
        count = 0;
        if (line.IsEmpty || line[^1] != '}') return false;
        var open = line.LastIndexOf((byte)'{');
        if (open < 0) return false;
        var digits = line[(open + 1)..^1];
        // QUIRK: LITERAL+ is a client's syntax, yet proxies have been seen to repeat it.
        if (digits.Length > 0 && digits[^1] == '+') digits = digits[..^1];
        if (digits.Length is 0 or > 18 || !Utf8Parser.TryParse(digits, out count, out var used) || used != digits.Length || count < 0)
            return false;
        head = open > 0 && line[open - 1] == '~' ? open - 1 : open;
        return true;
    }

    /// <summary>
    /// Whether the line's end is a server's free text, where braces mean nothing: status responses after their code, and <c>+</c>.
    /// </summary>
    private static bool IsProse(ReadOnlySpan<byte> line)
    {
        if (line[0] == '+') return true;
        var first = line.IndexOf((byte)' ');
        if (first < 0) return false;
        var rest = line[(first + 1)..];
        var second = rest.IndexOf((byte)' ');
        if (second < 0 || !ImapStatus.IsCondition(rest[..second])) return false;
        var text = rest[(second + 1)..];
        return text.IsEmpty || text[0] != '[' || text.Contains((byte)']');
    }
}

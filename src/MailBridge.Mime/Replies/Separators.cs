using System.Buffers;

namespace MailBridge.Mime;

/// <summary>Lines that programs draw or write between a reply and the mail below it.</summary>
internal static class Separators
{
    private static readonly SearchValues<char> Dashes = SearchValues.Create("-—–‐‑─");

    /// <summary>Whether the line says "original message", between dashes or followed by a colon.</summary>
    internal static bool IsOriginalMessage(MailLine line) => IsTitle(line, ReplyWords.OriginalMessage, ReplyWords.OriginalStems)
        && !IsForwardedMessage(line);

    /// <summary>Whether the line says "forwarded message", between dashes or followed by a colon.</summary>
    internal static bool IsForwardedMessage(MailLine line) => IsTitle(line, ReplyWords.ForwardedMessage, ReplyWords.ForwardedStems);

    /// <summary>A line of one kind of drawn character only, at least five of them.</summary>
    internal static bool IsRule(MailLine line)
    {
        if (line.Has(MailMark.Rule)) return true;
        var body = line.Body.AsSpan();
        return body.Length >= 5 && body[0] is '_' or '-' or '=' or '*' or '~' or '─' or '—' or '–' or '‐' or '‑'
            && (body.IndexOfAnyExcept(body[0]) < 0 || body.IndexOfAnyExcept(Dashes) < 0);
    }

    /// <summary>
    /// Words between two rows of drawn characters: a separator of a language that no table knows, if header fields follow.
    /// </summary>
    internal static bool IsTitled(MailLine line)
    {
        var body = line.Body.AsSpan();
        return body.Length is >= 8 and <= 80 && body[..3] is "---" or "___" or "===" or "***" && body[^3..].SequenceEqual(body[..3]);
    }

    /// <summary>Below some programs' replies: "write above this line". What follows is ours.</summary>
    internal static bool IsReplyAbove(MailLine line)
    {
        if (line.Body.Length is < 10 or > 160) return false;
        var folded = Folded.Of(line.Body);
        if (folded.Length == 0) return false; // marks of direction and controls alone
        if (folded[0] is '-' or '#' or '=' or '_' or '*' or '+') return ReplyWords.ReplyAbove.In(folded);
        var length = ReplyWords.ReplyAbove.StartOf(folded);
        return length > 15 && folded.Length <= length + 25;
    }

    private static bool IsTitle(MailLine line, Phrases phrases, Stems stems)
    {
        if (line.Body.Length is < 3 or > 120) return false;
        var folded = Folded.Of(line.Body);
        var core = folded.AsSpan().Trim("-_=*~# >|[]<");
        var isDecorated = folded.Length - core.Length >= 4;
        var hasColon = core.EndsWith(':');
        core = core.TrimEnd(": ");
        if (isDecorated && phrases.StartOf(core) > 0) return core.Length < 80;
        // A title in a form that no table has: three or more dashes at both ends, and a word that begins right.
        if (isDecorated && core.Length is > 0 and <= 60 && folded is ['-', '-', '-', ..] and [.., '-', '-', '-']) return stems.In(core);
        return hasColon && phrases.Contains(core);
    }
}

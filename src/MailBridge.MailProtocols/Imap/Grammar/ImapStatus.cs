using System.Text;

namespace MailBridge.MailProtocols.Imap.Grammar;

internal enum ImapStatusKind { Ok, No, Bad, Bye, PreAuth }

/// <summary>resp-cond-state: a condition, a response code and words (RFC 3501 §7.1).</summary>
/// <param name="Code">The code's name in upper case, or null.</param>
/// <param name="CodeArguments">What stands between the code's name and the bracket.</param>
internal sealed record ImapStatus(ImapStatusKind Kind, string? Code, string CodeArguments, string Text)
{
    public static bool IsCondition(ReadOnlySpan<byte> word) => TryKind(Encoding.ASCII.GetString(word), out _);

    public static bool TryKind(string word, out ImapStatusKind kind)
    {
        ImapStatusKind? found = word.ToUpperInvariant() switch
        {
            "OK" => ImapStatusKind.Ok,
            "NO" => ImapStatusKind.No,
            "BAD" => ImapStatusKind.Bad,
            "BYE" => ImapStatusKind.Bye,
            "PREAUTH" => ImapStatusKind.PreAuth,
            _ => null,
        };
        kind = found.GetValueOrDefault();
        return found is not null;
    }

    public static ImapStatus Read(ImapStatusKind kind, string rest)
    {
        var text = rest.TrimStart(' ');
        if (!text.StartsWith('[')) return new ImapStatus(kind, null, "", text);
        var close = ClosingBracket(text);
        if (close < 0) return new ImapStatus(kind, null, "", text);
        var code = text[1..close];
        var space = code.IndexOf(' ', StringComparison.Ordinal);
        var name = space < 0 ? code : code[..space];
        return new ImapStatus(kind, name.ToUpperInvariant(), space < 0 ? "" : code[(space + 1)..], text[(close + 1)..].TrimStart(' '));
    }

    /// <summary>The status as the server gave it, without its condition.</summary>
    public string Words() => Code is null ? Text : $"[{Code}{(CodeArguments.Length > 0 ? " " : "")}{CodeArguments}] {Text}";

    // PERMANENTFLAGS and the like may hold a bracket within quotes.
    private static int ClosingBracket(string text)
    {
        var quoted = false;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '"') quoted = !quoted;
            else if (text[i] == ']' && !quoted) return i;
        }
        return text.IndexOf(']', StringComparison.Ordinal);
    }
}

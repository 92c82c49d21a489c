using System.Text;

namespace MailBridge.MailProtocols.Imap.Grammar;

/// <summary>The kinds of response (RFC 3501 §7).</summary>
internal abstract record ImapResponse
{
    private ImapResponse() { }

    /// <summary><c>+ …</c></summary>
    public sealed record Continuation(string Text) : ImapResponse;

    /// <summary><c>tag OK|NO|BAD …</c></summary>
    public sealed record Completion(string Tag, ImapStatus Status) : ImapResponse;

    /// <summary><c>* OK|NO|BAD|BYE|PREAUTH …</c></summary>
    public sealed record Condition(ImapStatus Status) : ImapResponse;

    /// <summary><c>* 12 EXISTS</c>, <c>* 3 FETCH (…)</c></summary>
    public sealed record Numbered(uint Number, string Name, ImapReader Rest) : ImapResponse;

    /// <summary><c>* LIST …</c>, <c>* SEARCH …</c></summary>
    public sealed record Data(string Name, ImapReader Rest) : ImapResponse;

    /// <summary>Nothing of the above.</summary>
    public sealed record Unreadable : ImapResponse;

    public static ImapResponse Read(ImapLine line, int listDepth)
    {
        var reader = new ImapReader(line, listDepth);
        if (reader.TrySpecial('+'))
        {
            reader.SkipSpaces();
            return new Continuation(reader.RestAsText());
        }
        if (!reader.TryAtom(out var tag)) return new Unreadable();
        reader.SkipSpaces();
        if (tag != "*")
        {
            return reader.TryAtom(out var condition) && ImapStatus.TryKind(condition, out var completion)
                ? new Completion(tag, ImapStatus.Read(completion, reader.RestAsText()))
                : new Unreadable();
        }
        var isNumbered = reader.TryNumber(out var number);
        if (isNumbered) reader.SkipSpaces();
        if (!reader.TryAtom(out var name)) return new Unreadable();
        if (!isNumbered && ImapStatus.TryKind(name, out var kind)) return new Condition(ImapStatus.Read(kind, reader.RestAsText()));
        reader.SkipSpaces();
        name = name.ToUpperInvariant();
        if (!isNumbered) return new Data(name, reader);
        return number <= uint.MaxValue ? new Numbered((uint)number, name, reader) : new Unreadable();
    }
}

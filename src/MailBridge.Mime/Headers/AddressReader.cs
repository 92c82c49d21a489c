using System.Buffers;
using System.Text;

namespace MailBridge.Mime;

/// <summary>
/// Reads address lists (RFC 5322 §3.4 with its obsolete forms) from bytes. Structure is found first and encoded words are decoded afterwards,
/// so that no decoded comma or bracket can make an address. One pass; forgives what mail programs really write.
/// </summary>
internal ref struct AddressReader
{
    private static readonly SearchValues<byte> NameEnd = SearchValues.Create("<,;@:\""u8);

    private readonly ReadOnlySpan<byte> _raw;
    private readonly Charset? _charset;
    private readonly MimeLimits _limits;
    private int _at;
    private bool _noQuoteEnds;
    private bool _noCommentEnds;
    private int _nextAngle = -1; // kept, so that a bracket with many commas is read once

    private AddressReader(ReadOnlySpan<byte> raw, Charset? charset, MimeLimits limits)
    {
        _raw = raw;
        _charset = charset;
        _limits = limits;
    }

    /// <summary>The mailboxes of a field, groups flattened. <paramref name="overflow"/> tells that the limit cut the list.</summary>
    public static IReadOnlyList<Mailbox> Read(ReadOnlySpan<byte> raw, Charset? charset, MimeLimits limits, out bool overflow)
    {
        overflow = false;
        if (Lines.Trim(raw).IsEmpty) return [];
        var reader = new AddressReader(raw, charset, limits);
        var found = new List<Mailbox>(2);
        while (reader._at < raw.Length)
        {
            if (found.Count >= limits.AddressesPerField)
            {
                overflow = true;
                break;
            }
            reader.ReadElement(found);
        }
        return found.ToArray();
    }

    /// <summary>One list element: everything up to a comma or semicolon that divides addresses.</summary>
    private void ReadElement(List<Mailbox> found)
    {
        var start = _at;
        var (angleStart, angleEnd, afterAngle) = (-1, -1, -1); // content of the brackets
        var phraseEnd = -1;
        var comment = default(Range);
        var (hasComment, hasAt) = (false, false);
        while (_at < _raw.Length)
        {
            var c = _raw[_at];
            switch (c)
            {
                case (byte)'"':
                    SkipQuoted();
                    continue;
                case (byte)'(':
                    if (TrySkipComment(out comment)) hasComment = true;
                    continue;
                case (byte)'[':
                    SkipDomainLiteral();
                    continue;
                case (byte)'<':
                    // QUIRK: "Ann <a@x> Bo <b@x>" without a comma between.
                    if (angleStart >= 0 && _raw[angleStart..angleEnd].IndexOf((byte)'@') >= 0 && _raw[_at..].IndexOf((byte)'@') >= 0)
                    {
                        Finish(start, angleEnd, phraseEnd, angleStart, angleEnd, null, found);
                        _at = afterAngle;
                        return;
                    }
                    if (angleStart < 0) phraseEnd = _at;
                    SkipAngle(out angleStart, out angleEnd);
                    afterAngle = _at;
                    continue;
                case (byte)'@':
                    hasAt = true;
                    break;
                case (byte)':' when angleStart < 0 && !hasAt && !IsMailto(_raw[start.._at]):
                    start = _at + 1; // a group's name, which names nobody (RFC 5322 §3.4)
                    hasComment = false;
                    break;
                case (byte)',' or (byte)';':
                    // QUIRK: "Doe, John <john@example.com>" without quotes; an element without address belongs to the next one.
                    if (c == ',' && angleStart < 0 && !hasAt && NextHasAngle()) break;
                    Finish(start, _at, phraseEnd, angleStart, angleEnd, hasComment ? comment : null, found);
                    _at++;
                    return;
                default:
                    break;
            }
            _at++;
        }
        Finish(start, _raw.Length, phraseEnd, angleStart, angleEnd, hasComment ? comment : null, found);
    }

    private readonly void Finish(int start, int end, int phraseEnd, int angleStart, int angleEnd, Range? comment, List<Mailbox> found)
    {
        if (angleStart < 0)
        {
            BareAddress(_raw[start..end], comment, found);
            return;
        }
        var name = Name(_raw[start..phraseEnd]);
        if (name.Length == 0 && comment is { } words) name = PhraseReader.ReadComment(_raw[words], _charset);
        var inner = _raw[angleStart..angleEnd];
        var before = found.Count;
        // QUIRK: "<a@x, b@y>", seen where a program bracketed a whole list (MimeKit's TestParseErrantComma).
        var isList = inner.IndexOfAny((byte)'"', (byte)'(', (byte)':') < 0;
        while (true)
        {
            var comma = isList ? inner.IndexOf((byte)',') : -1;
            if (comma >= 0 && inner[..comma].IndexOf((byte)'@') < 0) comma = -1;
            var address = AddrSpec.Clean(comma < 0 ? inner : inner[..comma], _limits.CommentDepth);
            if (address.Length > 0
                && found.Count < _limits.AddressesPerField) found.Add(new Mailbox(found.Count == before ? name : string.Empty, address));
            if (comma < 0) break;
            inner = inner[(comma + 1)..];
        }
        if (found.Count == before && name.Contains('@')) BareAddress(_raw[start..phraseEnd], null, found);
    }

    /// <summary>An element without brackets: an addr-spec, with perhaps a comment after it for a name (RFC 822 as it was used).</summary>
    private readonly void BareAddress(ReadOnlySpan<byte> element, Range? comment, List<Mailbox> found)
    {
        element = Lines.Trim(element);
        if (element.IsEmpty) return;
        var name = string.Empty;
        if (comment is { } words && element[^1] == ')')
        {
            name = PhraseReader.ReadComment(_raw[words], _charset);
        }
        var address = AddrSpec.Clean(element, _limits.CommentDepth);
        if (address.Length == 0) return;
        if (!address.Contains(' '))
        {
            found.Add(new Mailbox(name, address));
            return;
        }
        // QUIRK: "John Doe john@example.com" and "a@x b@y": every word with an @ is an address, the words before it are its name.
        var pieces = WordsOutsideQuotes(address);
        var nameStart = 0;
        for (var i = 0; i < pieces.Count && found.Count < _limits.AddressesPerField; i++)
        {
            if (!pieces[i].Contains('@')) continue;
            var before = i > nameStart ? Name(Encoding.UTF8.GetBytes(string.Join(' ', pieces[nameStart..i]))) : name;
            found.Add(new Mailbox(before, pieces[i].Trim('\'')));
            nameStart = i + 1;
        }
    }

    private readonly string Name(ReadOnlySpan<byte> phrase) => PhraseReader.Read(phrase, _charset, _limits.CommentDepth);

    private static List<string> WordsOutsideQuotes(string text)
    {
        var words = new List<string>();
        var (start, quoted) = (0, false);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] == '"') quoted = !quoted;
            if (i < text.Length && (text[i] != ' ' || quoted)) continue;
            if (i > start) words.Add(text[start..i]);
            start = i + 1;
        }
        return words;
    }

    private static bool IsMailto(ReadOnlySpan<byte> before) => Lines.Trim(before).EndsWith("mailto"u8);

    /// <summary>The next element has brackets, so that what stands before the comma may be part of its name.</summary>
    private readonly bool NextHasAngle()
    {
        const int LongestName = 100;
        var rest = _raw[(_at + 1)..Math.Min(_raw.Length, _at + 1 + LongestName)];
        var stop = rest.IndexOfAny(NameEnd);
        return stop >= 0 && rest[stop] == '<';
    }

    private void SkipQuoted()
    {
        var end = _noQuoteEnds ? -1 : Quoted.End(_raw, _at);
        if (end < 0)
        {
            _noQuoteEnds = true; // a quote that never closes is a character of the name
            _at++;
            return;
        }
        _at = end;
    }

    private bool TrySkipComment(out Range content)
    {
        var end = _noCommentEnds ? -1 : Comments.End(_raw, _at, _limits.CommentDepth);
        content = default;
        if (end < 0)
        {
            _noCommentEnds = true;
            _at++;
            return false;
        }
        content = (_at + 1)..(end - 1);
        _at = end;
        return true;
    }

    private void SkipDomainLiteral()
    {
        const int LongestLiteral = 64;
        var close = _raw[_at..Math.Min(_raw.Length, _at + LongestLiteral)].IndexOf((byte)']');
        _at += close < 0 ? 1 : close + 1;
    }

    /// <summary>From <c>&lt;</c> to <c>&gt;</c>; where that is missing, to the next divider after an address.</summary>
    private void SkipAngle(out int start, out int end)
    {
        start = ++_at;
        while (_at < _raw.Length)
        {
            switch (_raw[_at])
            {
                case (byte)'"':
                    SkipQuoted();
                    continue;
                case (byte)'(':
                    TrySkipComment(out _);
                    continue;
                case (byte)'>':
                    end = _at++;
                    return;
                case (byte)'<':
                    // QUIRK: "<<a@x>>" and "Name <<a@x>": the inner bracket opens the address.
                    if (Lines.Trim(_raw[start.._at]).IsEmpty)
                    {
                        start = _at + 1;
                        break;
                    }
                    end = _at;
                    return;
                case (byte)';':
                    end = _at;
                    return;
                case (byte)',' when !ClosesAhead():
                    end = _at;
                    return;
                default:
                    break;
            }
            _at++;
        }
        end = _raw.Length;
    }

    /// <summary>
    /// A comma within brackets divides addresses of one list if the bracket closes before another opens, or ends a source route.
    /// </summary>
    private bool ClosesAhead()
    {
        if (_nextAngle < _at)
        {
            var next = _raw[_at..].IndexOfAny((byte)'>', (byte)'<');
            _nextAngle = next < 0 ? _raw.Length : _at + next;
        }
        return _nextAngle < _raw.Length && _raw[_nextAngle] == '>';
    }
}

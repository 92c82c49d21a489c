using System.Globalization;
using System.Text;

namespace MailBridge.MailProtocols.Imap.Grammar;

/// <summary>
/// Reads one response element by element. Each element has a reader that tries (<c>Try…</c>: nothing is consumed when it is not there)
/// and one that expects it, so that a production reads like the ABNF of RFC 3501 §9.
/// </summary>
internal sealed class ImapReader(ImapLine line, int listDepth)
{
    private int _piece;
    private int _at;
    private int _depth;

    private ReadOnlySpan<byte> Text => line.Text[_piece];

    /// <summary>The next octet; -1 where a literal or the end is.</summary>
    private int Peek => _at < Text.Length ? Text[_at] : -1;

    public bool IsAtEnd => _at >= Text.Length && _piece >= line.Literals.Count;

    /// <summary>Skips blanks. QUIRK: some servers put two, or one before <c>)</c>.</summary>
    public void SkipSpaces()
    {
        while (Peek == ' ') _at++;
    }

    public bool TrySpecial(char special)
    {
        if (Peek != special) return false;
        _at++;
        return true;
    }

    public void ExpectSpecial(char special)
    {
        if (!TrySpecial(special)) throw Expected($"'{special}'");
    }

    /// <summary>
    /// ATOM, liberally: everything up to a blank, a parenthesis, a quote or the end. Flags and section names are atoms here.
    /// </summary>
    public bool TryAtom(out string atom)
    {
        var length = 0;
        while (_at + length < Text.Length && Text[_at + length] is not ((byte)' ' or (byte)'(' or (byte)')' or (byte)'"')) length++;
        atom = Encoding.UTF8.GetString(Text.Slice(_at, length));
        _at += length;
        return length > 0;
    }

    public string ExpectAtom() => TryAtom(out var atom) ? atom : throw Expected("a word");

    public bool TryNumber(out ulong number)
    {
        var length = 0;
        while (_at + length < Text.Length && Text[_at + length] is >= (byte)'0' and <= (byte)'9') length++;
        var isNumber = ulong.TryParse(Text.Slice(_at, length), NumberStyles.None, CultureInfo.InvariantCulture, out number);
        if (isNumber) _at += length;
        return isNumber;
    }

    public uint ExpectNumber() =>
        TryNumber(out var number) && number <= uint.MaxValue ? (uint)number : throw Expected("a number");

    /// <summary>A FETCH item's name: a word, with its section in brackets and its partial range.</summary>
    public string ExpectItemName()
    {
        var start = _at;
        while (_at < Text.Length && Text[_at] is not ((byte)' ' or (byte)'(' or (byte)')' or (byte)'[')) _at++;
        if (Peek == '[')
        {
            while (_at < Text.Length && Text[_at] != ']') _at++;
            if (Peek == ']') _at++;
            while (_at < Text.Length && Text[_at] is not ((byte)' ' or (byte)'(' or (byte)')' or (byte)'"')) _at++;
        }
        return _at > start ? Encoding.ASCII.GetString(Text[start.._at]) : throw Expected("an item's name");
    }

    /// <summary>string: quoted or literal.</summary>
    public bool TryString(out ImapLiteral value)
    {
        value = new ImapLiteral(default, 0);
        if (_at >= Text.Length && _piece < line.Literals.Count)
        {
            value = line.Literals[_piece++];
            _at = 0;
            return true;
        }
        if (Peek != '"') return false;
        _at++;
        var octets = new List<byte>();
        while (true)
        {
            if (_at >= Text.Length) throw Expected("the end of a quoted string");
            var octet = Text[_at++];
            if (octet == '"') break;
            if (octet == '\\' && _at < Text.Length) octet = Text[_at++];
            octets.Add(octet);
        }
        value = new ImapLiteral(octets.ToArray(), octets.Count);
        return true;
    }

    /// <summary>nstring: a string, or NIL as null.</summary>
    public ImapLiteral? ExpectNString()
    {
        if (TryString(out var value)) return value;
        var start = _at;
        if (TryAtom(out var atom) && atom.Equals("NIL", StringComparison.OrdinalIgnoreCase)) return null;
        _at = start;
        throw Expected("a string or NIL");
    }

    /// <summary>astring: a string or a bare word.</summary>
    public byte[] ExpectAString()
    {
        if (TryString(out var value)) return value.Octets.ToArray();
        return Encoding.UTF8.GetBytes(ExpectAtom());
    }

    /// <summary>A parenthesised list, each element read by <paramref name="element"/>; false where none begins.</summary>
    public bool TryList(Action element)
    {
        if (!TrySpecial('(')) return false;
        if (++_depth > listDepth) throw new ImapSyntaxException($"lists within lists, deeper than {listDepth}");
        SkipSpaces();
        while (!TrySpecial(')'))
        {
            if (IsAtEnd) throw Expected("')'");
            var (piece, at) = (_piece, _at);
            element();
            SkipSpaces();
            if ((piece, at) == (_piece, _at)) throw Expected("an element of a list");
        }
        _depth--;
        return true;
    }

    /// <summary>Reads over one value of any kind.</summary>
    public void SkipValue()
    {
        if (TryList(SkipValue) || TryString(out _) || TryAtom(out _)) return;
        throw Expected("a value");
    }

    /// <summary>What is left, as text; literals are left out.</summary>
    public string RestAsText()
    {
        var text = new StringBuilder(Encoding.UTF8.GetString(Text[_at..]));
        for (_piece++; _piece < line.Text.Count; _piece++) text.Append(Encoding.UTF8.GetString(Text));
        _piece = line.Text.Count - 1;
        _at = Text.Length;
        return text.ToString();
    }

    private ImapSyntaxException Expected(string what) =>
        new($"expected {what} at octet {_at} of piece {_piece}, found {(Peek < 0 ? "the end" : $"0x{Peek:x2}")}");
}

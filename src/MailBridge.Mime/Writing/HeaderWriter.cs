using System.Buffers;
using System.Globalization;
using System.Text;

namespace MailBridge.Mime;

/// <summary>
/// Writes header fields folded to 78 columns. Text reaches the output only through <see cref="Clean"/>, so that no value can end its line.
/// </summary>
internal sealed class HeaderWriter(ArrayBufferWriter<byte> output)
{
    private const int PreferredColumns = 78; // RFC 5322 §2.1.1
    private const int EncodedColumns = 76; // RFC 2047 §2: lines that hold encoded words
    private const int LongestWord = 900; // below the 998 octets of RFC 5322 §2.1.1; a longer word is cut into encoded words
    private const int LongestQuotedName = 60;

    private static readonly SearchValues<char> AtomsAndBlanks =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~ ");

    private int _column;
    private int _valueColumn; // where the value begins; nothing is folded before it

    /// <summary>A field of free text (RFC 5322 §2.2.1).</summary>
    public void Unstructured(string name, string value)
    {
        Start(name);
        var text = Clean(value);
        if (NeedsEncoding(text)) EncodedWordWriter.Write(text, this);
        else Words(text);
        End();
    }

    /// <summary>A field of addresses; nothing if there are none.</summary>
    public void Addresses(string name, IReadOnlyList<Mailbox> mailboxes)
    {
        if (mailboxes.Count == 0) return;
        Start(name);
        for (var i = 0; i < mailboxes.Count; i++)
        {
            var display = Clean(mailboxes[i].Name);
            if (display.Length > 0) DisplayName(display);
            OutgoingAddress.TryRead(mailboxes[i].Address, out var address);
            var spec = display.Length > 0 ? $"<{address}>" : address.ToString();
            Token(i < mailboxes.Count - 1 ? spec + "," : spec);
        }
        End();
    }

    /// <summary>A field of ids, one a line; nothing if there are none.</summary>
    public void Ids(string name, IReadOnlyList<string> ids)
    {
        if (ids.Count == 0) return;
        Start(name);
        for (var i = 0; i < ids.Count; i++)
        {
            if (i > 0) Fold();
            Raw(i > 0 ? $"<{ids[i]}>" : $" <{ids[i]}>");
        }
        End();
    }

    /// <summary>A field of tokens that are ASCII and need no cleaning, folded between them.</summary>
    public void Tokens(string name, params ReadOnlySpan<string> tokens)
    {
        Start(name);
        foreach (var token in tokens) Token(token);
        End();
    }

    /// <summary>RFC 5322 §3.3 with a numeric zone.</summary>
    public static string Date(DateTimeOffset date)
    {
        var offset = date.Offset;
        var zone = string.Create(CultureInfo.InvariantCulture, $"{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hhmm}");
        return date.ToString("ddd, dd MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture) + zone;
    }

    /// <summary>Columns left for an encoded word before the line must be folded.</summary>
    public int RoomForEncodedWord => EncodedColumns - _column - 1;

    /// <summary>A blank and a token, on the next line if this one is full.</summary>
    public void Token(string token)
    {
        if (_column + 1 + token.Length > PreferredColumns && _column > _valueColumn) Fold();
        else Raw(" ");
        Raw(token);
    }

    /// <summary>A blank and an encoded word, on the next line if this one is full.</summary>
    public void EncodedWord(string word)
    {
        if (word.Length > RoomForEncodedWord && _column > _valueColumn) Fold();
        else Raw(" ");
        Raw(word);
    }

    private void Fold()
    {
        Raw("\r\n ");
        (_column, _valueColumn) = (1, 1);
    }

    /// <summary>Text without CR, LF, NUL and other controls; tabs become blanks; trimmed.</summary>
    public static string Clean(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\0', '\x1F') < 0 && text.AsSpan().IndexOfAnyInRange('\x7F', '\x9F') < 0
            && text.AsSpan().IndexOfAny('\u2028', '\u2029') < 0) return text.Trim();
        var kept = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c == '\t') kept.Append(' ');
            else if (!char.IsControl(c) && c is not ('\u2028' or '\u2029')) kept.Append(c);
        }
        return kept.ToString().Trim();
    }

    private void DisplayName(string name)
    {
        if (NeedsEncoding(name) || name.Length > LongestQuotedName) EncodedWordWriter.Write(name, this);
        else if (name.AsSpan().IndexOfAnyExcept(AtomsAndBlanks) < 0 && !name.Contains("  ", StringComparison.Ordinal)) Token(name); // GMime does not unfold names
        else Token('"' + name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"');
    }

    /// <summary>Not ASCII, or so shaped that a reader would take it for an encoded word, or without a place to fold.</summary>
    private static bool NeedsEncoding(string text)
    {
        if (!Ascii.IsValid(text) || text.Contains("=?", StringComparison.Ordinal)) return true;
        var at = 0;
        while (at < text.Length)
        {
            var end = NextFold(text, at);
            if (end - at > LongestWord) return true;
            at = end + 1;
        }
        return false;
    }

    /// <summary>The next single blank, before which the line may be folded: runs of blanks must survive unfolding.</summary>
    private static int NextFold(string text, int at)
    {
        for (var i = at + 1; i < text.Length - 1; i++)
        {
            if (text[i] == ' ' && text[i - 1] != ' ' && text[i + 1] != ' ') return i;
        }
        return text.Length;
    }

    private void Words(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var end = NextFold(text, at);
            Token(text[at..end]);
            at = end + 1;
        }
    }

    private void Start(string name)
    {
        _column = 0;
        Raw(name);
        Raw(":");
        _valueColumn = _column;
    }

    private void End() => Raw("\r\n");

    private void Raw(string text)
    {
        var room = output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        output.Advance(Encoding.UTF8.GetBytes(text, room));
        _column += text.Length;
    }
}

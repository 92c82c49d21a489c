using System.Buffers;
using System.Globalization;
using System.Text;

namespace MailBridge.MailProtocols.Imap.Grammar;

/// <summary>
/// Builds one command. What it is given can never end the command or begin another: CR, LF and NUL are refused, and text that a quoted
/// string may not hold becomes a literal (RFC 3501 §4.3).
/// </summary>
internal sealed class ImapWriter(bool literalPlus, bool literalMinus)
{
    // RFC 7888 §5: LITERAL- allows what may be thrown away cheaply.
    private const int LiteralMinusOctets = 4096;

    private static readonly SearchValues<char> AtomSpecials = SearchValues.Create("(){%*\"\\]");

    private readonly List<Segment> _segments = [];
    private readonly List<byte> _text = [];
    private readonly StringBuilder _shown = new();

    /// <param name="Octets">What to send.</param>
    /// <param name="Shown">What the wire log shows of it.</param>
    /// <param name="AwaitsContinuation">Whether the server must say <c>+</c> before the next segment.</param>
    internal sealed record Segment(ReadOnlyMemory<byte> Octets, string Shown, bool AwaitsContinuation);

    /// <summary>Words of ours, written as they are.</summary>
    public ImapWriter Raw(string ascii)
    {
        _text.AddRange(Encoding.ASCII.GetBytes(ascii));
        _shown.Append(ascii);
        return this;
    }

    public ImapWriter Number(uint number) => Raw(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>string</summary>
    public ImapWriter String(string value) => String(Encoding.UTF8.GetBytes(Checked(value)), isSecret: false);

    /// <summary>A string that the wire log must not show.</summary>
    public ImapWriter Secret(string value) => String(Encoding.UTF8.GetBytes(Checked(value)), isSecret: true);

    /// <summary>A word that the wire log must not show.</summary>
    public ImapWriter SecretAtom(string ascii)
    {
        _text.AddRange(Encoding.ASCII.GetBytes(ascii));
        _shown.Append("***");
        return this;
    }

    /// <summary>mailbox, as the octets of its encoded name.</summary>
    public ImapWriter Mailbox(byte[] encodedName) => String(encodedName, isSecret: false);

    /// <summary>flag-list; a flag is an atom, with a backslash before those of the standard.</summary>
    public ImapWriter Flags(IReadOnlyList<string> flags)
    {
        foreach (var flag in flags)
        {
            var atom = flag.StartsWith('\\') ? flag.AsSpan(1) : flag;
            if (atom.IsEmpty || atom.ContainsAnyExceptInRange('!', '~') || atom.ContainsAny(AtomSpecials))
                throw new ArgumentException($"'{flag}' is not a flag (RFC 3501 §9).", nameof(flags));
        }
        return Raw($"({string.Join(' ', flags)})");
    }

    /// <summary>A literal, announced in the way that saves a round trip where the server allows it.</summary>
    public ImapWriter Literal(ReadOnlyMemory<byte> octets, bool isSecret = false)
    {
        var waits = !(literalPlus || (literalMinus && octets.Length <= LiteralMinusOctets));
        Raw(string.Create(CultureInfo.InvariantCulture, $"{{{octets.Length}{(waits ? "" : "+")}}}\r\n"));
        EndText(waits);
        _segments.Add(new Segment(octets, isSecret ? "***" : $"({octets.Length} octets)", false));
        return this;
    }

    public IReadOnlyList<Segment> End()
    {
        Raw("\r\n");
        EndText(false);
        return _segments;
    }

    /// <summary>The argument itself, or an exception where it could break out of its command.</summary>
    public static string Checked(string value) =>
        value.AsSpan().ContainsAny('\r', '\n', '\0')
            ? throw new ArgumentException("CR, LF and NUL cannot be part of an argument.", nameof(value))
            : value;

    private ImapWriter String(byte[] octets, bool isSecret)
    {
        foreach (var octet in octets)
        {
            if (octet is 0 or (byte)'\r' or (byte)'\n') throw new ArgumentException("CR, LF and NUL cannot be part of an argument.");
            if (octet >= 0x80) return Literal(octets, isSecret);
        }
        var quoted = "\"" + Encoding.ASCII.GetString(octets)
            .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
        return isSecret ? SecretAtom(quoted) : Raw(quoted);
    }

    private void EndText(bool waits)
    {
        _segments.Add(new Segment(_text.ToArray(), _shown.ToString().TrimEnd('\r', '\n'), waits));
        _text.Clear();
        _shown.Clear();
    }
}

using System.Buffers.Text;

namespace MailBridge.Mime;

/// <summary>The base64 alphabet (RFC 4648 §4).</summary>
internal static class Base64Alphabet
{
    public const int Padding = 64;
    private const byte Foreign = 0xFF;

    private static readonly byte[] Values = Build();

    /// <summary>The sextet of a character, <see cref="Padding"/>, or a larger number for anything else.</summary>
    public static int Value(byte character) => Values[character];

    /// <summary>Blanks between letters and bytes outside the alphabet are more than damage would leave: these are words.</summary>
    public static bool IsText(ReadOnlySpan<byte> line)
    {
        const int MostDamage = 12; // one in so many
        var (letters, foreign, blanks) = (0, 0, 0);
        foreach (var character in Lines.Trim(line))
        {
            if (Lines.IsSpace(character)) blanks++;
            else if (Value(character) > Padding) foreign++;
            else letters++;
        }
        return foreign + blanks > 1 && (foreign + blanks) * MostDamage > letters + foreign;
    }

    private static byte[] Build()
    {
        var values = new byte[256];
        Array.Fill(values, Foreign);
        var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8;
        for (var i = 0; i < alphabet.Length; i++) values[alphabet[i]] = (byte)i;
        values['='] = Padding;
        return values;
    }
}

/// <summary>
/// Base64 decoding that forgives: foreign bytes are skipped, padding may be missing or stand between blocks, a last single sextet is dropped.
/// Keeps bits left over, so that input may come in pieces.
/// </summary>
internal struct Base64Carry
{
    private uint _accumulator;
    private int _bits;

    /// <summary>Bytes outside the alphabet were seen that are not white space.</summary>
    public bool SawForeign { get; private set; }

    public void Decode(scoped ReadOnlySpan<byte> data, ref ByteBuffer bytes)
    {
        var room = bytes.Reserve(data.Length);
        bytes.Length += Decode(data, room);
    }

    public int Decode(ReadOnlySpan<byte> data, Span<byte> target)
    {
        var written = 0;
        foreach (var character in data)
        {
            var value = Base64Alphabet.Value(character);
            if (value < 64)
            {
                _accumulator = (_accumulator << 6) | (uint)value;
                _bits += 6;
                if (_bits < 8) continue;
                _bits -= 8;
                target[written++] = (byte)(_accumulator >> _bits);
            }
            else if (value == Base64Alphabet.Padding)
            {
                _bits = 0;
            }
            else if (!Lines.IsSpace(character))
            {
                SawForeign = true;
            }
        }
        return written;
    }

    /// <summary>Decodes a whole body; the target must hold three bytes for every four.</summary>
    /// <param name="data">The body.</param>
    /// <param name="target">Where to.</param>
    /// <param name="malformed">Bytes outside the alphabet were seen.</param>
    /// <param name="consumed">Where plain text begins that something appended after the encoded lines; the length of the body if there is none.</param>
    /// <returns>The number of bytes written.</returns>
    public static int DecodeBody(ReadOnlySpan<byte> data, Span<byte> target, out bool malformed, out int consumed)
    {
        var written = 0;
        var at = 0;
        // Whole lines by the vectorised decoder; from the first line that it refuses, byte by byte.
        while (at < data.Length)
        {
            var next = Lines.Next(data, at, out var end);
            var line = data[at..end];
            if ((line.Length & 3) != 0) break;
            if (line.Length > 0)
            {
                var status = Base64.DecodeFromUtf8(line, target[written..], out _, out var made);
                if (status != System.Buffers.OperationStatus.Done) break;
                written += made;
            }
            at = next;
        }
        var carry = default(Base64Carry);
        var isText = false;
        while (at < data.Length)
        {
            var next = Lines.Next(data, at, out var end);
            // QUIRK: list programs append their footer to an encoded body as it is.
            isText = written > 0 && Base64Alphabet.IsText(data[at..end]);
            if (isText) break;
            written += carry.Decode(data[at..next], target[written..]);
            at = next;
        }
        consumed = at;
        malformed = carry.SawForeign || isText;
        return written;
    }
}

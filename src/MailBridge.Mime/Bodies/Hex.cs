namespace MailBridge.Mime;

/// <summary>Hexadecimal digits as Quoted-Printable, Q words and RFC 2231 write them; lower case is accepted everywhere.</summary>
internal static class Hex
{
    private const byte NoDigit = 0xFF;

    public static bool TryByte(byte high, byte low, out byte value)
    {
        var h = Digit(high);
        var l = Digit(low);
        value = (byte)((h << 4) | l);
        return (h | l) < 0x10;
    }

    private static int Digit(byte value) => value switch
    {
        >= (byte)'0' and <= (byte)'9' => value - '0',
        _ when (value | 0x20) is >= (byte)'a' and <= (byte)'f' => (value | 0x20) - 'a' + 10,
        _ => NoDigit,
    };
}

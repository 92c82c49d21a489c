using System.Text;

namespace MailBridge.MailProtocols.Imap.Grammar;

/// <summary>
/// Folder names on the wire (RFC 3501 §5.1.3): printable ASCII as it is, <c>&amp;</c> as <c>&amp;-</c>, all else in base64 of UTF-16.
/// </summary>
internal static class ModifiedUtf7
{
    public static byte[] Encode(string name)
    {
        var wire = new StringBuilder();
        for (var i = 0; i < name.Length;)
        {
            if (IsPrintable(name[i]))
            {
                wire.Append(name[i] == '&' ? "&-" : name[i].ToString());
                i++;
                continue;
            }
            var end = i;
            while (end < name.Length && !IsPrintable(name[end])) end++;
            var base64 = Convert.ToBase64String(Encoding.BigEndianUnicode.GetBytes(name[i..end]));
            wire.Append('&').Append(base64.TrimEnd('=').Replace('/', ',')).Append('-');
            i = end;
        }
        return Encoding.ASCII.GetBytes(wire.ToString());
    }

    /// <summary>The name, or null where the octets are not modified UTF-7.</summary>
    public static string? TryDecode(ReadOnlySpan<byte> wire)
    {
        var name = new StringBuilder();
        while (!wire.IsEmpty)
        {
            if (wire[0] != '&')
            {
                if (!IsPrintable((char)wire[0])) return null;
                name.Append((char)wire[0]);
                wire = wire[1..];
                continue;
            }
            var end = wire.IndexOf((byte)'-');
            if (end < 0) return null;
            if (end == 1) name.Append('&');
            else if (!TryDecodeBase64(wire[1..end], name)) return null;
            wire = wire[(end + 1)..];
        }
        return name.ToString();
    }

    private static bool TryDecodeBase64(ReadOnlySpan<byte> wire, StringBuilder name)
    {
        var base64 = Encoding.ASCII.GetString(wire).Replace(',', '/');
        var octets = new byte[base64.Length];
        var padded = base64.PadRight((base64.Length + 3) / 4 * 4, '=');
        if (!Convert.TryFromBase64String(padded, octets, out var count) || count % 2 != 0) return false;
        name.Append(Encoding.BigEndianUnicode.GetString(octets, 0, count));
        return true;
    }

    private static bool IsPrintable(char c) => c is >= ' ' and <= '~';
}

using System.Text;

namespace MailBridge.Mime;

internal static class EncodedWords
{
    public static string Decode(ReadOnlySpan<byte> raw, string? eightBitCharset) => Encoding.UTF8.GetString(raw);
}

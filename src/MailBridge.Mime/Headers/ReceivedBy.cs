using System.Buffers;
using System.Text;

namespace MailBridge.Mime;

/// <summary>The host that wrote a Received field (RFC 5321 §4.4).</summary>
internal static class ReceivedBy
{
    private static readonly SearchValues<byte> WordEnd = SearchValues.Create(" \t\r\n;("u8);

    /// <summary>What stands behind <c>by</c>, in lower case; empty if nothing does.</summary>
    public static string Host(ReadOnlySpan<byte> value)
    {
        var isNext = false;
        for (var i = 0; i < value.Length;)
        {
            if (Lines.IsSpace(value[i]))
            {
                i++;
                continue;
            }
            if (value[i] == '(' && Comments.End(value, i, 20) is > 0 and var end)
            {
                i = end;
                continue;
            }
            var length = value[i..].IndexOfAny(WordEnd);
            var word = value.Slice(i, length < 0 ? value.Length - i : Math.Max(1, length));
            if (isNext) return OrganizationalDomain.Normal(Encoding.UTF8.GetString(word));
            isNext = Ascii.EqualsIgnoreCase(word, "by"u8);
            i += word.Length;
        }
        return "";
    }
}

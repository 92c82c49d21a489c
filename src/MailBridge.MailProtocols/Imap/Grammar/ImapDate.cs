using System.Globalization;

namespace MailBridge.MailProtocols.Imap.Grammar;

/// <summary>date-time of RFC 3501 §9: <c>17-Jul-1996 02:44:25 -0700</c>, a one-digit day with a blank before it.</summary>
internal static class ImapDate
{
    private static readonly string[] Formats = ["d-MMM-yyyy HH:mm:ss zzz", "d-MMM-yyyy H:mm:ss zzz", "d-MMM-yyyy HH:mm zzz"];

    public static string Format(DateTimeOffset date)
    {
        var sign = date.Offset < TimeSpan.Zero ? '-' : '+';
        return string.Create(CultureInfo.InvariantCulture, $"{date.Day,2}-{date:MMM-yyyy HH:mm:ss} {sign}{date.Offset:hhmm}");
    }

    /// <summary>The date, or null where it cannot be read.</summary>
    public static DateTimeOffset? TryRead(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        // The zone has no colon on the wire and one in every format of .NET.
        var withColon = text.Length > 5 && text[^5] is '+' or '-' ? $"{text[..^2]}:{text[^2..]}" : text.ToString();
        return DateTimeOffset.TryParseExact(withColon, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var date)
            ? date
            : null;
    }
}

using System.Globalization;

namespace MailBridge.Mime;

/// <summary>Finds enhanced status codes (RFC 3463) and reply codes (RFC 5321 §4.2) in the words of servers.</summary>
internal static class StatusCodes
{
    /// <summary>The most telling code of a Status field and the server's words; null if neither holds one.</summary>
    public static string? Best(string? status, string? diagnostic)
    {
        var declared = Enhanced(status);
        // Where the two classes differ, the reply code decides (RFC 5321 §4.2): the enhanced one is often filled in by a template.
        if (declared is not null && Reply(diagnostic) is { } said && said / 100 != declared[0] - '0' && Enhanced(diagnostic) is { } meant
            && meant[0] - '0' == said / 100) return meant;
        if (declared is not null && !declared.EndsWith(".0.0", StringComparison.Ordinal)) return declared;
        var told = Enhanced(diagnostic);
        if (told is not null && (declared is null || (told[0] == declared[0]
            && !told.EndsWith(".0.0", StringComparison.Ordinal)))) return told;
        if (declared is not null) return declared;
        return Reply(diagnostic) is { } reply ? string.Create(CultureInfo.InvariantCulture, $"{reply / 100}.0.0") : null;
    }

    /// <summary>The class alone, where nothing more is known.</summary>
    public static string Unspecified(DeliveryAction action) => action switch
    {
        DeliveryAction.Failed => "5.0.0",
        DeliveryAction.Delayed => "4.0.0",
        _ => "2.0.0",
    };

    /// <summary>The first <c>[245].d.d</c> that is no part of an IP address or version number.</summary>
    public static string? Enhanced(string? text)
    {
        if (text is null) return null;
        for (var i = 0; i + 4 < text.Length; i++)
        {
            if (text[i] is not ('2' or '4' or '5') || text[i + 1] != '.') continue;
            if (i > 0 && (char.IsAsciiLetterOrDigit(text[i - 1]) || text[i - 1] is '.' or '_')) continue;
            if (i > 0 && text[i - 1] == '-' && (i < 4 || Digits(text, i - 4) != 3)) continue; // but "550-5.1.1" is a reply of many lines
            var subject = Digits(text, i + 2);
            if (subject is < 1 or > 3 || i + 2 + subject >= text.Length || text[i + 2 + subject] != '.') continue;
            var start = i + 3 + subject;
            var detail = Digits(text, start);
            var end = start + detail;
            if (detail is < 1 or > 3) continue;
            if (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || (text[end] == '.' && Digits(text, end + 1) > 0))) continue;
            return text[i..end];
        }
        return null;
    }

    /// <summary>The first three-digit reply <c>4xx</c> or <c>5xx</c> that stands by itself.</summary>
    public static int? Reply(string? text)
    {
        if (text is null) return null;
        for (var i = 0; i + 2 < text.Length; i++)
        {
            if (text[i] is not ('4' or '5') || !char.IsAsciiDigit(text[i + 1]) || !char.IsAsciiDigit(text[i + 2])) continue;
            if (text[i + 1] > '5') continue;
            if (i > 0 && (char.IsAsciiLetterOrDigit(text[i - 1]) || text[i - 1] is '.' or '-' or '_' or '@' or '=')) continue;
            if (i > 1 && text[i - 1] == ':' && char.IsAsciiDigit(text[i - 2])) continue; // a time of day
            if (i + 3 < text.Length
                && text[i + 3] is not (' ' or '-' or '\n' or '\r' or ':' or ',' or ')' or ']' or ';' or '>' or '#')) continue;
            return (text[i] - '0') * 100 + (text[i + 1] - '0') * 10 + (text[i + 2] - '0');
        }
        return null;
    }

    private static int Digits(string text, int from)
    {
        var count = 0;
        while (from + count < text.Length && char.IsAsciiDigit(text[from + count])) count++;
        return count;
    }
}

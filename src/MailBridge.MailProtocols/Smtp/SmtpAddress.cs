using System.Globalization;
using System.Text;

namespace MailBridge.MailProtocols.Smtp;

/// <summary>Addresses as MAIL and RCPT carry them (RFC 5321 §4.1.2, RFC 6531 §3.3).</summary>
internal static class SmtpAddress
{
    /// <summary>
    /// The address as it goes between the angle brackets, or null where it could be misread as more than one address: controls, blanks and
    /// brackets outside of a quoted local part are refused, never mended.
    /// </summary>
    /// <param name="needsUtf8">Whether the local part is not ASCII, so that only SMTPUTF8 can carry it.</param>
    public static string? TryWrite(string address, out bool needsUtf8)
    {
        needsUtf8 = false;
        var at = address.LastIndexOf('@');
        if (at <= 0 || at == address.Length - 1) return null;
        var (local, domain) = (address[..at], address[(at + 1)..]);
        needsUtf8 = !Ascii.IsValid(local);
        if (!IsLocalPart(local) || TryWriteDomain(domain) is not { } written) return null;
        return $"{local}@{written}";
    }

    private static bool IsLocalPart(string local)
    {
        var isQuoted = local.Length > 2 && local[0] == '"' && local[^1] == '"';
        var content = isQuoted ? local[1..^1] : local;
        for (var i = 0; i < content.Length; i++)
        {
            var c = content[i];
            if (char.IsControl(c)) return false;
            if (isQuoted)
            {
                if (c == '"' || (c == '\\' && ++i == content.Length)) return false;
                if (char.IsControl(content[i])) return false;
            }
            else if (c is ' ' or '<' or '>' or '(' or ')' or '[' or ']' or '"' or '\\' or ',' or ';' or ':' or '@') return false;
        }
        return true;
    }

    private static string? TryWriteDomain(string domain)
    {
        if (domain is ['[', .., ']'])
            return domain[1..^1].All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or ':' or '-') ? domain : null;
        try
        {
            var ascii = Ascii.IsValid(domain) ? domain : new IdnMapping { UseStd3AsciiRules = true }.GetAscii(domain);
            return ascii.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}

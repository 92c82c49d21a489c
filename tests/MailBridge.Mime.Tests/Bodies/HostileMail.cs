using System.Text;

namespace MailBridge.Mime.Tests;

/// <summary>Messages that repeat what a careless reader would look at again and again.</summary>
internal static class HostileMail
{
    private static readonly (string Name, string Head, string Piece, string Tail)[] Kinds =
    [
        ("openings of encoded words", "Subject: ", "=?utf-8?q?a ", "\n\n"),
        ("encoded words", "Subject: ", "=?utf-8?q?a?= ", "\n\n"),
        ("encoded words of many charsets", "Subject: ", "=?utf-8?q?=C3=BC?= =?koi8-r?b?wQ==?= ", "\n\n"),
        ("halves of encoded words", "Subject: ", "=?utf-8?q?=?= ", "\n\n"),
        ("folds", "Subject: a", "\n b", "\n\n"),
        ("lines that are no fields", "Subject: a\n", "x\n", "X: y\n\n"),
        ("fields", "Subject: a\n", "X: y\n", "\n"),
        ("undeclared bytes", "Subject: ", "\u00CF\u00D0 ", "\n\n"),
        ("open comments", "To: ", "(", "\n\n"),
        ("nested comments", "To: ", "(a", " b@c\n\n"),
        ("open quotes", "To: ", "\"a, ", "\n\n"),
        ("open brackets", "To: ", "<", "\n\n"),
        ("addresses without commas", "To: ", "a <b@c> ", "\n\n"),
        ("brackets without addresses", "To: ", "a <b> ", "\n\n"),
        ("commas", "To: ", ",", "\n\n"),
        ("names with commas", "To: ", "a,", "\n\n"),
        ("commas in brackets", "To: <", "a@b,", "\n\n"),
        ("lists in brackets", "To: <", "a@b,", "c@d>\n\n"),
        ("words without brackets", "To: ", "a b ", "\n\n"),
        ("groups", "To: ", "a:", "\n\n"),
        ("routes", "To: <", "@a,", "b@c>\n\n"),
        ("backslashes", "To: \"", "\\", "\n\n"),
        ("numbers of dates", "Date: ", "1 ", "\n\n"),
        ("ids", "References: ", "<", "\n\n"),
        ("ids without brackets", "References: ", "a@b ", "\n\n"),
        ("parameters", "Content-Type: text/plain; ", "a=b;", "\n\n"),
        ("continued parameters", "Content-Type: text/plain; ", "a*0*=b;", "\n\n"),
        ("blanks in a parameter", "Content-Type: text/plain; a=", "b ", "\n\n"),
        ("equals signs", "Content-Type: text/plain; ", "=", "\n\n"),
        ("open quotes of parameters", "Content-Type: text/plain; ", "a=\"b;", "\n\n"),
        ("escapes", "Content-Transfer-Encoding: quoted-printable\n\n", "=", ""),
        ("soft breaks", "Content-Transfer-Encoding: quoted-printable\n\n", "a= \t=\n", ""),
        ("blanks in Quoted-Printable", "Content-Transfer-Encoding: quoted-printable\n\n", " \t", "x"),
        ("padding", "Content-Transfer-Encoding: base64\n\n", "YQ==", ""),
        ("base64 without an alphabet", "Content-Transfer-Encoding: base64\n\n", "!\n", ""),
        ("base64 and words", "Content-Transfer-Encoding: base64\n\nYWJj\n", "YWJj\na b\n", ""),
        ("delimiters", "Content-Type: multipart/mixed; boundary=b\n\n", "--b\n", ""),
        ("half delimiters", "Content-Type: multipart/mixed; boundary=b\n\n", "--b", ""),
        ("closing delimiters", "Content-Type: multipart/mixed; boundary=b\n\n", "--b--\n", ""),
        ("multiparts in a row", "Content-Type: multipart/mixed; boundary=b\n\n", "--b\nContent-Type: multipart/mixed; boundary=c\n\n", ""),
        ("multiparts in each other", "Content-Type: multipart/mixed; boundary=b\n\n", "--b\nContent-Type: multipart/mixed; boundary=b\n\n", ""),
        ("messages in each other", "Subject: x\n", "Content-Type: message/rfc822\n\n", ""),
        ("line ends", "Subject: x\n\n", "\r", ""),
        ("uuencode openings", "Subject: x\n\n", "begin 644 x\n#86)C\n", ""),
        ("uuencode headers", "Subject: x\n\n", "begin 644 x\n", ""),
        ("cid references", "Content-Type: text/html\nContent-ID: <x>\n\n", "cid:", ""),
        ("meta elements", "Content-Type: text/html\n\n", "<meta \u00E9", ""),
        ("escape sequences", "Content-Type: text/plain; charset=iso-2022-jp\n\n", "\u001B$B\u001B(B", ""),
        ("shifts of UTF-7", "Content-Type: text/plain; charset=utf-7\n\n", "+", ""),
        ("quote marks of flowed text", "Content-Type: text/plain; format=flowed\n\n", ">>>> \n", ""),
        ("combining marks", "Content-Type: text/plain; charset=utf-8\n\na", "\u00CC\u0081\u00CC\u00A3", ""),
        ("bytes of no charset", "Content-Type: text/plain; charset=x\n\n", "\u00E9\u00FF a", ""),
    ];

    public static IEnumerable<string> Names => Kinds.Select(kind => kind.Name);

    /// <summary>A message of that kind and about that size.</summary>
    public static byte[] Build(string name, int size)
    {
        var (_, head, piece, tail) = Kinds.First(kind => kind.Name == name);
        var text = new StringBuilder(head, size + piece.Length + tail.Length);
        while (text.Length < size) text.Append(piece);
        return Encoding.Latin1.GetBytes(text.Append(tail).ToString());
    }

    /// <summary>No limit but those of depth, so that the work itself is measured.</summary>
    public static MimeLimits Unlimited { get; } = new()
    {
        HeaderSectionBytes = int.MaxValue,
        FieldBytes = int.MaxValue,
        Fields = int.MaxValue,
        Parts = int.MaxValue,
        AddressesPerField = int.MaxValue,
        References = int.MaxValue,
        ParameterSegments = int.MaxValue,
    };

    /// <summary>Asks for everything the reader itself gives; classification and reports have their own tests.</summary>
    public static long Read(byte[] bytes, MimeLimits limits)
    {
        var message = MimeMessage.Read(bytes, limits);
        long seen = message.Subject.Length + message.From.Count + message.To.Count + message.References.Count + (message.Date?.Ticks & 1 ?? 0)
            + (message.TextBody?.Length ?? 0) + (message.HtmlBody?.Length ?? 0) + message.Defects.Count;
        foreach (var file in message.Attachments) seen += file.Size + file.FileName.Length;
        return seen;
    }
}

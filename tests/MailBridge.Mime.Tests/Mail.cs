using System.Text;

namespace MailBridge.Mime.Tests;

/// <summary>Messages as they are written in tests: lines of text, each character one byte.</summary>
internal static class Mail
{
    public static MimeMessage Read(string text, MimeLimits? limits = null) =>
        MimeMessage.Read(Bytes(text), limits);

    /// <summary>Lines end in CRLF, as on the wire.</summary>
    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text.ReplaceLineEndings("\r\n"));

    /// <summary>UTF-8 bytes as the characters of <see cref="Read"/>.</summary>
    public static string Utf8(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    public static string Header(string name, string value) => Read($"{name}: {value}\n\n").Headers.Text(name)!;

    public static IReadOnlyList<Mailbox> To(string value) => Read($"To: {value}\n\n").To;

    public static IEnumerable<MimeDefectKind> Kinds(this MimeMessage message) => message.Defects.Select(defect => defect.Kind);
}

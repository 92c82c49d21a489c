using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MailBridge.Mime;

/// <summary>
/// Writes messages (RFC 5322, RFC 2045–2049, 2047, 2231): CRLF line ends, no line over 998 octets, no value can add a field.
/// </summary>
public static class MimeWriter
{
    /// <summary>Writes a message. The same value gives the same bytes: boundaries derive from the Message-ID.</summary>
    /// <exception cref="ArgumentException"><see cref="OutgoingMessage.Problems"/> is not empty.</exception>
    public static byte[] Write(OutgoingMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Problems is [var problem, ..]) throw new ArgumentException(problem, nameof(message));
        var output = new ArrayBufferWriter<byte>(4096);
        var header = new HeaderWriter(output);
        WriteFields(message, header);
        new BodyWriter(message, output, header).Write();
        return output.WrittenSpan.ToArray();
    }

    private static void WriteFields(OutgoingMessage message, HeaderWriter header)
    {
        header.Addresses("From", [message.From]);
        if (message.Sender is { } sender) header.Addresses("Sender", [sender]);
        header.Addresses("Reply-To", message.ReplyTo);
        header.Addresses("To", message.To);
        header.Addresses("Cc", message.Cc);
        header.Unstructured("Subject", message.Subject);
        header.Tokens("Date", HeaderWriter.Date(message.Date));
        header.Ids("Message-ID", [message.MessageId]);
        if (OutgoingIds.IsValid(message.InReplyTo)) header.Ids("In-Reply-To", [message.InReplyTo!]);
        header.Ids("References", OutgoingIds.Cut(message.References));
        if (message.AutoSubmitted is { } automatic)
        {
            header.Tokens("Auto-Submitted", automatic == AutoSubmitted.AutoReplied ? "auto-replied" : "auto-generated");
            header.Tokens("X-Auto-Response-Suppress", "All");
        }
        if (message.LoopMark is { } mark) header.Unstructured("X-MailBridge-Loop", mark);
        foreach (var extra in message.ExtraHeaders) header.Unstructured(extra.Name, extra.Value);
        header.Tokens("MIME-Version", "1.0");
    }

    /// <summary>
    /// mixed( related( alternative( plain, html ), inline images ), files ), each level only where it has more than one part.
    /// </summary>
    private sealed class BodyWriter(OutgoingMessage message, ArrayBufferWriter<byte> output, HeaderWriter header)
    {
        private int _boundaries;

        public void Write()
        {
            var images = message.Html is null ? [] : message.Attachments.Where(IsShown).ToList();
            var files = message.Attachments.Except(images).ToList();
            Action main = (message.Text.Length > 0 || message.Html is null, message.Html) switch
            {
                (true, { } html) => () => Multipart("alternative", null, [() => Text("plain", message.Text), () => Text("html", html)]),
                (false, { } html) => () => Text("html", html),
                _ => () => Text("plain", message.Text),
            };
            if (images.Count > 0)
            {
                var inner = main;
                var type = message.Text.Length > 0 ? "multipart/alternative" : "text/html";
                main = () => Multipart("related", type, [inner, .. images.Select<OutgoingAttachment, Action>(image => () => File(image))]);
            }
            if (files.Count > 0) Multipart("mixed", null, [main, .. files.Select<OutgoingAttachment, Action>(file => () => File(file))]);
            else main();
            if (!output.WrittenSpan.EndsWith("\r\n"u8)) output.Write("\r\n"u8);
        }

        private static bool IsShown(OutgoingAttachment attachment) => attachment.IsInline && OutgoingIds.IsValid(attachment.ContentId);

        private void Multipart(string subtype, string? rootType, IReadOnlyList<Action> parts)
        {
            var boundary = Boundary();
            if (rootType is null) header.Tokens("Content-Type", $"multipart/{subtype};", $"boundary=\"{boundary}\"");
            else header.Tokens("Content-Type", $"multipart/{subtype};", $"boundary=\"{boundary}\";", $"type=\"{rootType}\"");
            foreach (var part in parts)
            {
                output.Write(Encoding.ASCII.GetBytes($"\r\n--{boundary}\r\n"));
                part();
            }
            output.Write(Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n"));
        }

        /// <summary>"=_" stands in no Quoted-Printable and no base64 text (RFC 2045 §6.7), and text that holds it is encoded.</summary>
        private string Boundary()
        {
            var seed = string.Create(CultureInfo.InvariantCulture, $"{message.MessageId} {++_boundaries}");
            return "=_mb_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(seed)).AsSpan(0, 12));
        }

        private void Text(string subtype, string text)
        {
            var bytes = BodyEncoder.Canonical(text);
            var encoding = BodyEncoder.ChooseForText(bytes);
            header.Tokens("Content-Type", $"text/{subtype};", "charset=utf-8");
            header.Tokens("Content-Transfer-Encoding", encoding);
            output.Write("\r\n"u8);
            BodyEncoder.Write(encoding, bytes, output);
        }

        private void File(OutgoingAttachment file)
        {
            var name = FileNames.Sanitise(file.FileName) ?? "attachment.bin";
            var shown = IsShown(file) && message.Html is not null;
            header.Tokens("Content-Type", [FileTypes.Writable(file.MediaType) + ";", .. FileNameParameters.WriteOfType(name)]);
            header.Tokens("Content-Transfer-Encoding", "base64");
            header.Tokens("Content-Disposition", [shown ? "inline;" : "attachment;", .. FileNameParameters.Write(name)]);
            if (OutgoingIds.IsValid(file.ContentId)) header.Ids("Content-ID", [file.ContentId!]);
            output.Write("\r\n"u8);
            BodyEncoder.Write("base64", file.Content.Span, output);
        }
    }
}

/// <summary>Media types of files as they may be written.</summary>
internal static class FileTypes
{
    private static readonly SearchValues<char> Token =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`{|}~");

    /// <summary>The type; octet-stream if it is none, or a composite one, which may not be base64 (RFC 2045 §6.4).</summary>
    public static string Writable(string mediaType)
    {
        var slash = mediaType.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == mediaType.Length - 1 || mediaType.Length > 70) return "application/octet-stream";
        var type = mediaType.AsSpan(0, slash);
        var valid = type.IndexOfAnyExcept(Token) < 0 && mediaType.AsSpan(slash + 1).IndexOfAnyExcept(Token) < 0
            && !type.Equals("multipart", StringComparison.OrdinalIgnoreCase) && !type.Equals("message", StringComparison.OrdinalIgnoreCase);
        return valid ? mediaType : "application/octet-stream";
    }
}

/// <summary>Writes filename parameters (RFC 2183, RFC 2231).</summary>
internal static class FileNameParameters
{
    private const int LongestPlain = 60;
    private const int LongestSegment = 60;

    /// <summary>The parameters of Content-Disposition, each with the semicolon that divides it from the next.</summary>
    public static List<string> Write(string name)
    {
        if (IsPlain(name)) return [$"filename=\"{name}\""];
        var segments = Segments(name);
        if (segments.Count == 1) return [$"filename*=utf-8''{segments[0]}"];
        var parameters = new List<string>(segments.Count);
        for (var i = 0; i < segments.Count; i++)
        {
            var charset = i == 0 ? "utf-8''" : string.Empty;
            var end = i < segments.Count - 1 ? ";" : string.Empty;
            parameters.Add(string.Create(CultureInfo.InvariantCulture, $"filename*{i}*={charset}{segments[i]}{end}"));
        }
        return parameters;
    }

    /// <summary>
    /// The name parameter of Content-Type, in pieces between which the line may be folded. QUIRK: programs that know no RFC 2231, old Outlook among
    /// them, take the name from here and decode the words that RFC 2047 §5 does not allow in it; all mail programs write them.
    /// </summary>
    public static List<string> WriteOfType(string name)
    {
        if (IsPlain(name)) return [$"name=\"{name}\""];
        var words = EncodedWordWriter.Words(name);
        words[0] = "name=\"" + words[0];
        words[^1] += "\"";
        return words;
    }

    private static bool IsPlain(string name) =>
        name.Length <= LongestPlain && name.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 && name.AsSpan().IndexOfAny('"', '\\') < 0
        && !name.Contains("=?", StringComparison.Ordinal);

    private static List<string> Segments(string name)
    {
        var segments = new List<string>();
        var segment = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            var escaped = Escape(rune);
            if (segment.Length + escaped.Length > LongestSegment)
            {
                segments.Add(segment.ToString());
                segment.Clear();
            }
            segment.Append(escaped);
        }
        segments.Add(segment.ToString());
        return segments;
    }

    /// <summary>RFC 2231 §7 attribute-char.</summary>
    private static string Escape(Rune rune)
    {
        if (rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value)
            || "!#$&+-.^_`{|}~".Contains((char)rune.Value, StringComparison.Ordinal)))
            return rune.ToString();
        Span<byte> bytes = stackalloc byte[4];
        var count = rune.EncodeToUtf8(bytes);
        var escaped = new StringBuilder(12);
        foreach (var b in bytes[..count]) escaped.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        return escaped.ToString();
    }
}

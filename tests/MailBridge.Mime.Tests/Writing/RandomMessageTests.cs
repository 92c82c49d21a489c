using System.Text;
using System.Text.Json;
using System.Text.Encodings.Web;
using System.Globalization;

namespace MailBridge.Mime.Tests;

/// <summary>
/// What is written is what was meant, whoever reads it. With MAILBRIDGE_WRITTEN=file.jsonl the messages and what they mean are written there too;
/// <c>Writing/read_written.py file.jsonl</c> reads them with Python's email package and, where it is installed, with GMime.
/// </summary>
public sealed class RandomMessageTests
{
    private const int Count = 300;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task A_hard_message_is_read_as_it_was_meant()
    {
        var messages = new RandomMessages(seed: 20250603);
        var target = Environment.GetEnvironmentVariable("MAILBRIDGE_WRITTEN");
        await using var file = target is null ? StreamWriter.Null : new StreamWriter(target, append: false, new UTF8Encoding(false));
        for (var i = 0; i < (target is null ? Count : 2_000); i++)
        {
            var message = messages.Next();
            Assert.Empty(message.Problems);
            var bytes = MimeWriter.Write(message);
            var meaning = Meaning.Of(message);
            await file.WriteLineAsync(JsonSerializer.Serialize(new { raw = Convert.ToBase64String(bytes), meaning }, Readable));
            Check(bytes, meaning);
        }
    }

    private static void Check(byte[] bytes, Meaning meaning)
    {
        var wire = Encoding.Latin1.GetString(bytes);
        Assert.DoesNotContain(wire.Split("\r\n"), line => line.Length > 998 || line.AsSpan().IndexOfAny("\r\n\0") >= 0);
        Assert.DoesNotContain("\r\nFrom ", wire, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\n.", wire, StringComparison.Ordinal);
        var read = MimeMessage.Read(bytes);
        Assert.Empty(read.Defects);
        Assert.Null(read.Headers.First("Bcc"));
        Assert.Null(read.Headers.First("X-Evil"));
        var actual = new Meaning(
            read.Subject, Boxes(read.From), Boxes(read.ReplyTo), Boxes(read.To), Boxes(read.Cc), read.Date!.Value.ToUnixTimeSeconds(), read.MessageId!, read.InReplyTo is [var id, ..] ? id : null,
            read.References, Meaning.Body(read.TextBody), Meaning.Body(read.HtmlBody), read.Headers.Text("X-Extra"), read.Attachments.Select(file => $"{file.FileName} {file.Sha256}").ToList());
        Assert.Equal(JsonSerializer.Serialize(meaning, Readable), JsonSerializer.Serialize(actual, Readable));
    }

    private static List<string> Boxes(IEnumerable<Mailbox> boxes) => boxes.Select(box => $"{box.Name} <{box.Address}>").ToList();

    /// <summary>What a reader should find, after the writer has made names of files safe and dropped controls from headers.</summary>
    private sealed record Meaning(
        string Subject, IReadOnlyList<string> From, IReadOnlyList<string> ReplyTo, IReadOnlyList<string> To, IReadOnlyList<string> Cc, long Date, string MessageId, string? InReplyTo,
        IReadOnlyList<string> References, string Text, string Html, string? Extra, IReadOnlyList<string> Files)
    {
        private static readonly IdnMapping Idn = new();

        public static Meaning Of(OutgoingMessage message) => new(
            Header(message.Subject), Boxes([message.From]), Boxes(message.ReplyTo), Boxes(message.To), Boxes(message.Cc), message.Date.ToUnixTimeSeconds(), message.MessageId, message.InReplyTo,
            OutgoingIds.Cut(message.References), Body(message.Text.Length == 0 && message.Html is not null ? null : message.Text), Body(message.Html),
            message.ExtraHeaders.Count == 0 ? null : Header(message.ExtraHeaders[0].Value), FilesOf(message));

        public static string Body(string? text) =>
            (text ?? string.Empty).Normalize().Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\0", string.Empty, StringComparison.Ordinal).TrimEnd('\n');

        private static string Header(string text) => HeaderWriter.Clean(text).Normalize();

        private static List<string> Boxes(IEnumerable<Mailbox> boxes) => boxes.Select(box =>
        {
            var at = box.Address.LastIndexOf('@');
            var domain = box.Address[(at + 1)..];
            return $"{Name(Header(box.Name))} <{box.Address[..at].Normalize()}@{(domain[0] == '[' ? domain : Idn.GetAscii(domain))}>";
        }).ToList();

        /// <summary>A reader takes apostrophes around a name away.</summary>
        private static string Name(string name) => name.Length > 2 && name[0] == '\'' && name[^1] == '\'' ? name[1..^1].Trim() : name;

        /// <summary>Images that the HTML shows come before the other files.</summary>
        private static List<string> FilesOf(OutgoingMessage message) => message.Attachments
            .OrderBy(file => message.Html is not null && file.IsInline ? 0 : 1)
            .Select(file => $"{(FileNames.Sanitise(file.FileName) ?? "attachment.bin").Normalize()} {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file.Content.Span))}")
            .ToList();
    }
}

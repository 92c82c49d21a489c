using System.Diagnostics;
using System.Text;

namespace MailBridge.Mime.Tests;

public sealed class LimitTests
{
    [Fact]
    public void What_lies_beyond_the_largest_message_is_an_attachment()
    {
        var message = Mail.Read("Subject: x\n\n0123456789", new MimeLimits { MessageBytes = 18 });
        Assert.Equal("0123", message.TextBody);
        Assert.Equal("456789", Encoding.ASCII.GetString(Assert.Single(message.Attachments).Content.Span));
        Assert.Contains(MimeDefectKind.MessageTooLarge, message.Kinds());
    }

    [Fact]
    public void Fields_beyond_the_limit_are_not_read_and_flagged()
    {
        var message = Mail.Read(string.Concat(Enumerable.Range(0, 50).Select(i => $"X-{i}: y\n")) + "\nbody", new MimeLimits { Fields = 10 });
        Assert.Equal(10, message.Headers.Count);
        Assert.Equal("body", message.TextBody);
        Assert.Contains(MimeDefectKind.TooManyFields, message.Kinds());
    }

    [Fact]
    public void A_field_beyond_the_limit_is_cut_and_flagged()
    {
        var message = Mail.Read($"Subject: {new string('a', 500)}\n more\n\nbody", new MimeLimits { FieldBytes = 100 });
        Assert.Equal(99, message.Subject.Length);
        Assert.Contains(MimeDefectKind.FieldTooLong, message.Kinds());
    }

    [Fact]
    public void Parts_beyond_the_limit_are_one_opaque_attachment()
    {
        var parts = string.Concat(Enumerable.Range(0, 20).Select(i => $"--b\nContent-Type: text/plain; name={i}.txt\n\n{i}\n"));
        var message = Mail.Read($"Content-Type: multipart/mixed; boundary=b\n\n{parts}--b--\n", new MimeLimits { Parts = 5 });
        Assert.Equal(5, message.Root.Children.Count);
        Assert.Contains("19.txt", message.Root.Children[4].Text, StringComparison.Ordinal);
        Assert.Contains(MimeDefectKind.TooManyParts, message.Kinds());
    }

    [Fact]
    public void Multiparts_nested_too_deeply_are_one_opaque_attachment()
    {
        var text = string.Concat(Enumerable.Range(0, 50).Select(i => $"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n"));
        var message = Mail.Read(text + "\nhello");
        Assert.Contains("hello", Encoding.ASCII.GetString(Assert.Single(message.Attachments).Content.Span), StringComparison.Ordinal);
        Assert.Contains(MimeDefectKind.TooDeep, message.Kinds());
    }

    [Fact]
    public void Messages_nested_too_deeply_are_not_opened()
    {
        var text = string.Concat(Enumerable.Repeat("Content-Type: message/rfc822\n\n", 50));
        var depth = 0;
        for (var message = Mail.Read(text); message is not null; message = message.Root.EmbeddedMessage) depth++;
        Assert.Equal(MimeLimits.Default.EmbeddedMessageDepth + 1, depth);
    }

    public static TheoryData<string, string> Hostile => new()
    {
        { "openings of encoded words", "Subject: " + string.Concat(Enumerable.Repeat("=?utf-8?q?a ", 5_000)) + "\n\n" },
        { "encoded words", "Subject: " + string.Concat(Enumerable.Repeat("=?utf-8?q?a?= ", 4_000)) + "\n\n" },
        { "open comments", "To: " + new string('(', 60_000) + "\n\n" },
        { "open quotes", "To: " + string.Concat(Enumerable.Repeat("\"a, ", 15_000)) + "\n\n" },
        { "open brackets", "To: " + new string('<', 60_000) + "\n\n" },
        { "commas", "To: " + new string(',', 60_000) + "\n\n" },
        { "names with commas", "To: " + string.Concat(Enumerable.Repeat("a,", 30_000)) + "\n\n" },
        { "groups", "To: " + string.Concat(Enumerable.Repeat("a:", 30_000)) + "\n\n" },
        { "parameters", "Content-Type: text/plain; " + string.Concat(Enumerable.Repeat("a*0*=b;", 8_000)) + "\n\n" },
        { "parameter blanks", "Content-Type: text/plain; a=" + string.Concat(Enumerable.Repeat("b ", 30_000)) + "\n\n" },
        { "equals signs", "Content-Type: text/plain; " + new string('=', 60_000) + "\n\n" },
        { "escapes", "Content-Transfer-Encoding: quoted-printable\n\n" + new string('=', 500_000) },
        { "delimiters", "Content-Type: multipart/mixed; boundary=b\n\n" + string.Concat(Enumerable.Repeat("--b\n", 100_000)) },
        { "half delimiters", "Content-Type: multipart/mixed; boundary=b\n\n" + string.Concat(Enumerable.Repeat("--b", 200_000)) },
        { "carriage returns", "Subject: x\n\n" + new string('\r', 500_000) },
        { "uuencode openings", "Subject: x\n\n" + string.Concat(Enumerable.Repeat("begin 644 x\n#86)C\n", 20_000)) },
        { "cid references", "Content-Type: text/html\nContent-ID: <x>\n\n" + string.Concat(Enumerable.Repeat("cid:", 100_000)) },
        { "quote marks of flowed text", "Content-Type: text/plain; format=flowed\n\n" + string.Concat(Enumerable.Repeat(">>>>>>>> \n", 50_000)) },
        { "ids", "References: " + string.Concat(Enumerable.Repeat("<", 60_000)) + "\n\n" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_input_is_read_in_little_time(string what, string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        var start = Stopwatch.GetTimestamp();
        var message = MimeMessage.Read(bytes);
        _ = (message.Subject, message.To.Count, message.References.Count, message.TextBody, message.HtmlBody, message.Attachments.Count, message.Kind, message.Defects.Count);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(2), what);
    }
}

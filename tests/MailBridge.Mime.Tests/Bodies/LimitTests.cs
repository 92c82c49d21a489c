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

    [Fact]
    public void Fields_beyond_the_largest_header_section_are_not_read_and_flagged()
    {
        var message = Mail.Read(string.Concat(Enumerable.Range(0, 50).Select(i => $"X-{i}: y\n")) + "\nbody", new MimeLimits { HeaderSectionBytes = 100 });
        Assert.InRange(message.Headers.Count, 5, 15);
        Assert.Equal("body", message.TextBody);
        Assert.Contains(MimeDefectKind.HeaderSectionTooLarge, message.Kinds());
    }

    [Fact]
    public void A_boundary_beyond_the_limit_is_none_and_flagged()
    {
        var boundary = new string('b', 300);
        var message = Mail.Read($"Content-Type: multipart/mixed; boundary={boundary}\n\n--{boundary}\n\ntext\n");
        Assert.Contains("text", message.TextBody, StringComparison.Ordinal);
        Assert.Contains(MimeDefectKind.MissingBoundary, message.Kinds());
    }

    [Fact]
    public void Segments_of_a_parameter_beyond_the_limit_are_dropped()
    {
        var message = Mail.Read($"Content-Type: x/y; {string.Concat(Enumerable.Range(0, 20).Select(i => $"name*{i}=a;"))}\n\n", new MimeLimits { ParameterSegments = 5 });
        Assert.Equal("aaaaa", message.Root.FileName);
    }

    [Fact]
    public void Comments_nested_beyond_the_limit_are_text_of_the_comment() =>
        Assert.Equal("b@x.example", Mail.Read($"To: {new string('(', 60)}{new string(')', 60)} b@x.example\n\n", new MimeLimits { CommentDepth = 100 }).To[0].Address);

    [Fact]
    public void Parts_beyond_what_may_be_decoded_stay_as_they_are_and_are_flagged()
    {
        var part = "--b\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n" + Convert.ToBase64String(new byte[90]) + "\n";
        var message = Mail.Read($"Content-Type: multipart/mixed; boundary=b\n\n{part}{part}{part}--b--\n", new MimeLimits { DecodedBytes = 200 });
        Assert.Equal([90, 90, 120], message.Attachments.Select(file => (int)file.Size));
        Assert.Contains(MimeDefectKind.DecodedTooLarge, message.Kinds());
    }

    [Fact]
    public void What_embedded_messages_decode_to_counts_with_the_outer_one()
    {
        var inner = "Subject: inner\nContent-Transfer-Encoding: base64\n\n" + Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('x', 300))) + "\n";
        var text = $"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{Convert.ToBase64String(Encoding.ASCII.GetBytes(inner))}";
        Assert.DoesNotContain(MimeDefectKind.DecodedTooLarge, Mail.Read(text, new MimeLimits { DecodedBytes = 2_000 }).Root.EmbeddedMessage!.Kinds());
        Assert.Contains(MimeDefectKind.DecodedTooLarge, Mail.Read(text, new MimeLimits { DecodedBytes = 600 }).Root.EmbeddedMessage!.Kinds());
    }

    [Fact]
    public void A_line_beyond_the_limit_is_read_and_flagged()
    {
        var text = new string('x', 5_000);
        var message = Mail.Read($"Subject: x\n\nshort\n{text}\n", new MimeLimits { LineBytes = 998 });
        Assert.Equal($"short\n{text}\n", message.TextBody);
        Assert.Contains(MimeDefectKind.LineTooLong, message.Kinds());
        Assert.DoesNotContain(MimeDefectKind.LineTooLong, Mail.Read($"Subject: x\n\n{text}\n").Kinds());
    }

    public static TheoryData<string> Hostile => [.. HostileMail.Names];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_input_is_read_in_little_time(string what)
    {
        var bytes = HostileMail.Build(what, 500_000);
        var start = Stopwatch.GetTimestamp();
        var message = MimeMessage.Read(bytes);
        _ = (HostileMail.Read(bytes, MimeLimits.Default), message.Kind);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5), what);
    }

    /// <summary>
    /// Memory is what can be counted exactly; the time of the same inputs is in the table of tests/MailBridge.Benchmarks. A fixed part, such as a
    /// first buffer, makes the quotient smaller than two.
    /// </summary>
    [Theory]
    [MemberData(nameof(Hostile))]
    public void Twice_the_hostile_input_takes_at_most_twice_the_memory(string what)
    {
        const int Size = 100_000;
        var (once, twice) = (Least(Size), Least(2 * Size));
        Assert.True(twice <= 2.3 * once + 100_000, $"{what}: {once} bytes for {Size}, {twice} for twice as many");

        // The first reading opens charsets, and buffers may have to be made that are otherwise lent.
        long Least(int size) => Enumerable.Range(0, 3).Min(_ => Allocated(size));

        long Allocated(int size)
        {
            var bytes = HostileMail.Build(what, size);
            var before = GC.GetAllocatedBytesForCurrentThread();
            HostileMail.Read(bytes, HostileMail.Unlimited);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }
}

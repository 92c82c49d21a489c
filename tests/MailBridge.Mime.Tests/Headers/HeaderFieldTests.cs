using System.Text;

namespace MailBridge.Mime.Tests;

public sealed class HeaderFieldTests
{
    [Fact]
    public void A_folded_subject_is_unfolded() =>
        Assert.Equal("one two three", Mail.Read("Subject: one\n two\n\tthree\n\n").Subject);

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("\r")]
    [InlineData("\r\r\n")]
    public void Every_kind_of_line_end_reads_the_same(string end)
    {
        var text = "From: a@x.example\nSubject: one\n two\n\nfirst\nsecond\n".Replace("\n", end, StringComparison.Ordinal);
        var message = MimeMessage.Read(Encoding.ASCII.GetBytes(text));
        Assert.Equal("one two", message.Subject);
        Assert.Equal("first\nsecond\n", message.TextBody);
    }

    [Fact]
    public void A_line_of_blanks_within_the_header_is_a_fold_and_not_its_end() =>
        Assert.Equal("a@x.example", Mail.Read("Subject: one\n  \nFrom: a@x.example\n\nbody").From[0].Address);

    [Fact]
    public void Blanks_before_the_colon_belong_to_the_obsolete_syntax_and_are_read() =>
        Assert.Equal("hello", Mail.Read("Subject : hello\n\n").Subject);

    [Theory]
    [InlineData("From someone Mon Jan  1 00:00:00 2024\nSubject: x\n\n")]
    [InlineData(">From someone Mon Jan  1 00:00:00 2024\nSubject: x\n\n")]
    [InlineData("\n\nSubject: x\n\n")]
    [InlineData("\u00EF\u00BB\u00BFSubject: x\n\n")]
    public void Junk_before_the_first_field_is_skipped(string text) => Assert.Equal("x", Mail.Read(text).Subject);

    [Fact]
    public void A_line_that_is_no_field_is_skipped_when_a_field_follows()
    {
        var message = Mail.Read("From: a@x.example\nthis is no field\nSubject: x\n\nbody");
        Assert.Equal("x", message.Subject);
        Assert.Contains(MimeDefectKind.MalformedHeaderLine, message.Kinds());
    }

    [Fact]
    public void The_body_begins_at_a_line_that_is_no_field_when_the_empty_line_is_missing()
    {
        var message = Mail.Read("Subject: x\nDear all,\nhello");
        Assert.Equal("Dear all,\nhello", message.TextBody);
        Assert.Contains(MimeDefectKind.MissingBodySeparator, message.Kinds());
    }

    [Fact]
    public void The_first_of_duplicate_fields_counts_and_the_second_is_a_defect()
    {
        var message = Mail.Read("From: a@x.example\nFrom: b@x.example\nSubject: one\nSubject: two\n\n");
        Assert.Equal("a@x.example", Assert.Single(message.From).Address);
        Assert.Equal("one", message.Subject);
        Assert.Equal(2, message.Kinds().Count(kind => kind == MimeDefectKind.DuplicateField));
    }

    [Fact]
    public void Recipients_of_repeated_fields_are_all_kept() =>
        Assert.Equal(["a@x.example", "b@x.example"], Mail.Read("To: a@x.example\nTo: b@x.example\n\n").To.Select(to => to.Address));

    [Theory]
    [InlineData("")]
    [InlineData("\0\0\0")]
    [InlineData("Subject: only a header")]
    [InlineData("\n")]
    [InlineData(":")]
    [InlineData("Content-Type: multipart/mixed; boundary=\n\n----\n")]
    public void Anything_is_a_message(string text)
    {
        var message = Mail.Read(text);
        _ = (message.Subject, message.TextBody, message.HtmlBody, message.Attachments.Count, message.Kind, message.Date);
        Assert.NotEmpty(message.Defects);
    }

    [Fact]
    public void Undeclared_bytes_are_utf_8_where_they_are_valid() => Assert.Equal("Grüße", Mail.Header("Subject", Mail.Utf8("Grüße")));

    [Fact]
    public void Undeclared_bytes_are_in_the_charset_of_the_text_where_they_are_not_utf_8()
    {
        var message = Mail.Read(
            "Subject: \xD4\xC5\xD3\xD4\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=koi8-r\n\n\xD4\xC5\xD3\xD4\n--b--\n");
        Assert.Equal("тест", message.Subject);
    }

    [Fact]
    public void Undeclared_bytes_are_windows_1252_at_last() => Assert.Equal("Café €", Mail.Header("Subject", "Caf\xE9 \x80"));

    [Fact]
    public void All_fields_of_a_name_are_found_whatever_their_case() =>
        Assert.Equal(["1", "2"], Mail.Read("received: 1\nRECEIVED: 2\n\n").Headers.All("Received").Select(field => field.Text));

    [Fact]
    public void A_missing_or_hopeless_date_falls_back_to_the_topmost_received()
    {
        var message = Mail.Read("Received: from a by b; Tue, 3 Jun 2025 10:00:00 +0200\nReceived: from c by a; Mon, 2 Jun 2025 10:00:00 +0200\nDate: soon\n\n");
        Assert.Equal(new DateTimeOffset(2025, 6, 3, 10, 0, 0, TimeSpan.FromHours(2)), message.Date);
        Assert.Contains(MimeDefectKind.InvalidDate, message.Kinds());
        Assert.Null(Mail.Read("Subject: x\n\n").Date);
    }

    [Theory]
    [InlineData("Tue, 3 Jun 2025 10:00:00 +0200", "2025-06-03T10:00:00+02:00")]
    [InlineData("Tue, 3 Jun 25 10:00 EST", "2025-06-03T10:00:00-05:00")]
    [InlineData("3 June 2025", "2025-06-03T00:00:00+00:00")]
    [InlineData("Tue Jun  3 10:00:00 2025", "2025-06-03T10:00:00+00:00")]
    [InlineData("Tue, 3 Jun 125 10:00:00 GMT", "2025-06-03T10:00:00+00:00")]
    [InlineData("(a (nested) comment) 3 Jun 2025 10:00:00 (noon) +0530", "2025-06-03T10:00:00+05:30")]
    [InlineData("2025-06-03T10:00:00Z", "2025-06-03T10:00:00+00:00")]
    [InlineData("3-Jun-2025 10:00:00 PM", "2025-06-03T22:00:00+00:00")]
    [InlineData("Tue, 3 Jun 2025 10:00:00 +9900", "2025-06-03T10:00:00+00:00")]
    [InlineData("Tue, 3 Jun 2025 08.05.09 +0200", "2025-06-03T08:05:09+02:00")]
    [InlineData("03.06.2025 10:00 +0200", "2025-06-03T10:00:00+02:00")]
    [InlineData("6/17/2025 8:00:00 PM", "2025-06-17T20:00:00+00:00")]
    [InlineData("17/6/2025 08:00", "2025-06-17T08:00:00+00:00")]
    public void Dates_are_read_as_they_are_really_written(string value, string expected) =>
        Assert.Equal(expected, Mail.Read($"Date: {value}\n\n").Date?.ToString("yyyy-MM-ddTHH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("<a@b>", "a@b")]
    [InlineData("<a@b> <c@d>", "a@b c@d")]
    [InlineData("<a@b>,<c@d>", "a@b c@d")]
    [InlineData("<a@\r\n b>", "a@b")]
    [InlineData("Your message of Monday <a@b>", "a@b")]
    [InlineData("a@b, c@d", "a@b c@d")]
    [InlineData("<a@b <c@d>", "a@b c@d")]
    [InlineData("<a@b", "a@b")]
    [InlineData("nothing here", "")]
    public void Every_id_of_a_field_is_found(string value, string expected) =>
        Assert.Equal(expected, string.Join(' ', MessageIds.Parse(value)));

    [Fact]
    public void A_message_id_without_brackets_is_an_id() => Assert.Equal("123", Mail.Read("Message-ID: 123\n\n").MessageId);

    [Fact]
    public void References_beyond_the_limit_lose_their_middle()
    {
        var message = Mail.Read($"References: {string.Join(' ', Enumerable.Range(0, 9).Select(i => $"<{i}@x>"))}\n\n", new MimeLimits { References = 4 });
        Assert.Equal(["0@x", "6@x", "7@x", "8@x"], message.References);
    }
}

namespace MailBridge.Mime.Tests;

public sealed class TreeTests
{
    [Fact]
    public void A_boundary_may_be_folded_within_its_quotes() =>
        Assert.Equal("one", Mail.Read("Content-Type: multipart/mixed; boundary=\"a\n b\"\n\n--a b\n\none\n--a b--\n").TextBody);

    [Fact]
    public void A_boundary_is_compared_as_a_whole_line()
    {
        var message = Mail.Read("Content-Type: multipart/mixed; boundary=ab\n\n--ab\n\none\n--abc\ntwo\n--ab  \n\nthree\n--ab--\n");
        Assert.Equal(["one\n--abc\ntwo", "three"], message.Root.Children.Select(part => part.Text));
        Assert.Equal("one\n--abc\ntwo\nthree", message.TextBody);
    }

    [Fact]
    public void A_part_without_an_end_keeps_its_text()
    {
        var message = Mail.Read("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo");
        Assert.Equal("one\ntwo", message.TextBody);
        Assert.Contains(MimeDefectKind.MissingClosingBoundary, message.Kinds());
    }

    [Fact]
    public void The_delimiter_of_the_parent_closes_a_child_that_is_open()
    {
        var message = Mail.Read(
            "Content-Type: multipart/mixed; boundary=out\n\n--out\nContent-Type: multipart/alternative; boundary=in\n\n--in\n\ninner\n--out\n\nouter\n--out--\n");
        Assert.Equal("inner\nouter", message.TextBody);
    }

    [Fact]
    public void A_multipart_without_boundary_parameter_takes_the_first_line_that_looks_like_one() =>
        Assert.Equal("hello", Mail.Read("Content-Type: multipart/mixed\n\n--x\nContent-Type: text/plain\n\nhello\n--x--\n").TextBody);

    [Fact]
    public void A_multipart_without_any_part_shows_its_preamble()
    {
        var message = Mail.Read("Content-Type: multipart/mixed; boundary=b\n\nall the text there is\n");
        Assert.Equal("all the text there is\n", message.TextBody);
        Assert.Contains(MimeDefectKind.BoundaryNotFound, message.Kinds());
    }

    [Fact]
    public void Preamble_and_epilogue_are_not_shown() =>
        Assert.Equal("x", Mail.Read("Content-Type: multipart/mixed; boundary=b\n\npreamble\n--b\n\nx\n--b--\nepilogue\n").TextBody);

    [Fact]
    public void Parts_of_a_digest_are_messages()
    {
        var part = Mail.Read("Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: inner\n\ntext\n--b--\n").Root.Children[0];
        Assert.Equal("inner", part.EmbeddedMessage!.Subject);
    }

    [Fact]
    public void A_multipart_that_is_base64_as_a_whole_is_decoded_first()
    {
        var inner = Convert.ToBase64String(Mail.Bytes("--b\n\nhello\n--b--\n"));
        var message = Mail.Read($"Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: base64\n\n{inner}\n");
        Assert.Equal("hello", message.TextBody);
        Assert.Contains(MimeDefectKind.EncodedComposite, message.Kinds());
    }

    [Fact]
    public void An_attached_message_that_is_base64_is_read()
    {
        var inner = Convert.ToBase64String(Mail.Bytes("Subject: inner\n\ntext"));
        var message = Mail.Read($"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{inner}\n--b--\n");
        Assert.Equal("inner.eml", Assert.Single(message.Attachments).FileName);
        Assert.Equal("text", message.Root.Children[0].EmbeddedMessage!.TextBody);
    }

    [Fact]
    public void Parts_after_a_delimiter_that_closed_too_early_are_read() =>
        Assert.Equal("one\ntwo", Mail.Read("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--\n--b\n\ntwo\n--b--\n").TextBody);

    [Theory]
    [InlineData("base64", "aGVs bG8=\r\nIHdvcmxk", "hello world")]
    [InlineData("BASE64", "aGVsbG8*gd29ybGQ", "hello world")]
    [InlineData("base64", "aGVsbG8gd29ybGQx", "hello world1")]
    [InlineData("base64", "aGVsbG8A\naGVsbG9", "hello\0hello")]
    [InlineData("quoted-printable", "a=20b =\n c=3d=zz  \nd", "a b  c==zz\r\nd")]
    [InlineData("\"Quoted-Printable\"", "=C3=BC", "\u00C3\u00BC")]
    [InlineData("x-uuencode", "begin 644 x\n#86)C\n`\nend\n", "abc")]
    [InlineData("8-bit", "a=20b", "a=20b")]
    [InlineData("unheard-of", "a=20b", "a=20b")]
    public void Transfer_encodings_are_removed(string encoding, string body, string expected) =>
        Assert.Equal(expected, System.Text.Encoding.Latin1.GetString(
            Mail.Read($"Content-Transfer-Encoding: {encoding}\nContent-Type: application/x\n\n{body}").Root.Content.Span));
}

using System.Text;

namespace MailBridge.Mime.Tests;

public sealed class FlattenedViewTests
{
    private static string Multipart(string subtype, params string[] parts)
    {
        var boundary = $"{subtype}-{parts.Length}-{Math.Abs(string.Concat(parts).Length)}";
        return $"Content-Type: multipart/{subtype}; boundary=\"{boundary}\"\n\n{string.Concat(parts.Select(part => $"--{boundary}\n{part}\n"))}--{boundary}--\n";
    }

    private static string Part(string type, string body, string more = "") => $"Content-Type: {type}\n{more}\n{body}";

    [Fact]
    public void An_alternative_gives_both_its_text_and_its_html()
    {
        var message = Mail.Read(Multipart("alternative", Part("text/plain", "plain"), Part("text/html", "<b>rich</b>")));
        Assert.Equal("plain", message.TextBody);
        Assert.Equal("<b>rich</b>", message.HtmlBody);
        Assert.True(message.IsTextComplete);
        Assert.Empty(message.Attachments);
    }

    [Fact]
    public void Apple_mail_s_texts_around_a_picture_are_joined()
    {
        var message = Mail.Read(Multipart("mixed", Part("text/plain", "before"), Part("image/png; name=a.png", "x"), Part("text/plain", "after")));
        Assert.Equal("before\nafter", message.TextBody);
        Assert.Null(message.HtmlBody);
        Assert.Equal("a.png", Assert.Single(message.Attachments).FileName);
    }

    [Fact]
    public void Apple_mail_s_several_html_parts_are_joined()
    {
        var rich = Multipart("mixed", Part("text/html", "<p>one</p>"), Part("application/pdf; name=a.pdf", "x"), Part("text/html", "<p>two</p>"));
        var message = Mail.Read(Multipart("alternative", Part("text/plain", "one two"), rich));
        Assert.Equal("<p>one</p>\n<p>two</p>\n", message.HtmlBody);
        Assert.Equal("one two", message.TextBody);
        Assert.Equal("a.pdf", Assert.Single(message.Attachments).FileName);
    }

    [Fact]
    public void Plain_text_beside_html_keeps_its_lines()
    {
        var message = Mail.Read(Multipart(
            "mixed", Part("text/html", "<p>Hello</p>"), Part("text/plain", "____\nList <l@x>\n  end\n")));
        Assert.Equal("Hello\n\n____\nList <l@x>\n  end", HtmlText.ToPlainText(message.HtmlBody!));
    }

    [Fact]
    public void Html_without_plain_alternative_makes_the_text_incomplete_and_is_whole_in_the_html()
    {
        var message = Mail.Read(Multipart("mixed", Part("text/html", "<p>main</p>"), Part("text/plain", "a < footer")));
        Assert.Equal("a < footer", message.TextBody);
        Assert.False(message.IsTextComplete);
        Assert.Equal("<p>main</p>\n<div style=\"white-space:pre-wrap\">a &lt; footer</div>\n", message.HtmlBody);
    }

    [Fact]
    public void A_picture_that_the_html_shows_is_inline_and_another_is_not()
    {
        var message = Mail.Read(Multipart(
            "related", Part("text/html", "<img src=\"cid:a%40x\">"), Part("image/png", "x", "Content-ID: <a@x>\n"), Part("image/png", "y", "Content-ID: <b@x>\n")));
        Assert.Equal([(true, "a@x"), (false, "b@x")], message.Attachments.Select(file => (file.IsInline, file.ContentId!)));
        Assert.Equal(["image-1.png", "image-2.png"], message.Attachments.Select(file => file.FileName));
    }

    [Fact]
    public void A_picture_that_the_html_names_by_its_location_is_inline()
    {
        var message = Mail.Read(Multipart(
            "related", Part("text/html", "<img src=\"http://x.example/a.png\">"), Part("image/png", "x", "Content-Location: http://x.example/a.png\nContent-ID: <other@x>\n"),
            Part("image/png", "y", "Content-Location: http://x.example/b.png\nContent-ID: <b@x>\n")));
        Assert.Equal([true, false], message.Attachments.Select(file => file.IsInline));
    }

    [Theory]
    [InlineData("cid:image001.png%4001D7.AB", "image001.png@01D7.AB")]
    [InlineData("CID:image001.png@01D7.AB", "image001.png@01D7.AB")]
    [InlineData("cid:b%2Bc@x", "b+c@x")]
    public void A_content_id_in_a_url_is_percent_decoded(string url, string id) => Assert.True(Assert.Single(Mail.Read(Multipart(
        "related", Part("text/html", $"<img src='{url}'>"), Part("image/png", "x", $"Content-ID: <{id}>\n"))).Attachments).IsInline);

    [Fact]
    public void A_picture_within_a_related_part_of_apple_mail_s_pieces_is_inline_and_the_file_between_is_not()
    {
        var related = Multipart("related", Part("text/html", "<p>one</p><img src=\"cid:logo@x\">"), Part("image/png; name=logo.png", "x", "Content-ID: <logo@x>\nContent-Disposition: inline; filename=logo.png\n"));
        var rich = Multipart("mixed", related, Part("application/pdf; name=a.pdf", "x", "Content-Disposition: inline; filename=a.pdf\n"), Part("text/html", "<p>two</p>"));
        var message = Mail.Read(Multipart("alternative", Part("text/plain", "one two"), rich));
        Assert.Equal([("logo.png", true), ("a.pdf", false)], message.Attachments.Select(file => (file.FileName, file.IsInline)));
        Assert.Contains("<p>two</p>", message.HtmlBody, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_attached_in_base64_is_opened_and_named_by_its_subject()
    {
        var inner = Convert.ToBase64String(Encoding.ASCII.GetBytes("From: bob@x.example\r\nSubject: old offer\r\n\r\nold text\r\n"));
        var message = Mail.Read(Multipart("mixed", Part("text/plain", "see"), Part("message/rfc822", inner, "Content-Transfer-Encoding: base64\n")));
        var file = Assert.Single(message.Attachments);
        Assert.Equal("old offer.eml", file.FileName);
        Assert.StartsWith("From: bob@x.example", Encoding.ASCII.GetString(file.Content.Span), StringComparison.Ordinal);
        Assert.Equal("old text\n", message.Root.Children[1].EmbeddedMessage!.TextBody);
    }

    [Fact]
    public void Related_shows_the_part_that_start_names()
    {
        var related = Multipart("related; start=\"<r@x>\"", Part("image/png", "x", "Content-ID: <a@x>\n"), Part("text/html", "<p>root</p>", "Content-ID: <r@x>\n"));
        Assert.Equal("<p>root</p>", Mail.Read(related).HtmlBody);
    }

    [Fact]
    public void A_text_part_with_a_name_is_a_file_even_when_inline()
    {
        var message = Mail.Read(Multipart("mixed", Part("text/plain", "hello"), Part("text/plain", "log", "Content-Disposition: inline; filename=a.log\n")));
        Assert.Equal("hello", message.TextBody);
        Assert.Equal("a.log", Assert.Single(message.Attachments).FileName);
    }

    [Fact]
    public void A_text_part_that_is_an_attachment_without_name_is_a_file() =>
        Assert.Equal("text-1.txt", Assert.Single(Mail.Read(Multipart("mixed", Part("text/plain", "hello"), Part("text/plain", "x", "Content-Disposition: attachment\n"))).Attachments).FileName);

    [Theory]
    [InlineData("", false)]
    [InlineData("Words of the mail", true)]
    public void The_html_in_a_winmail_dat_is_shown_where_the_mail_has_no_words(string words, bool isTextComplete)
    {
        var file = Convert.ToBase64String(WinmailDat("<p>Words of the file</p>"));
        var message = Mail.Read(Multipart(
            "mixed", Part("text/plain", words), Part("application/ms-tnef", file, "Content-Transfer-Encoding: base64\n")));
        Assert.Empty(message.Attachments);
        Assert.Equal(isTextComplete, message.IsTextComplete);
        Assert.Equal(isTextComplete ? words : null, message.TextBody);
        Assert.Equal(isTextComplete ? null : "<p>Words of the file</p>", message.HtmlBody);
    }

    /// <summary>A stream that holds PidTagHtml in attMsgProps alone (MS-OXTNEF §2.1.3).</summary>
    private static byte[] WinmailDat(string html)
    {
        var (value, stream, properties) = (Encoding.ASCII.GetBytes(html), new MemoryStream(), new MemoryStream());
        foreach (var number in new[] { 1, 0x1013_0102, 1, value.Length }) properties.Write(BitConverter.GetBytes(number));
        properties.Write(value);
        while (properties.Length % 4 != 0) properties.WriteByte(0);
        var bytes = properties.ToArray();
        stream.Write([0x78, 0x9F, 0x3E, 0x22, 1, 0, 1, .. BitConverter.GetBytes(0x0006_9003), .. BitConverter.GetBytes(bytes.Length), .. bytes]);
        stream.Write(BitConverter.GetBytes((ushort)bytes.Sum(b => b)));
        return stream.ToArray();
    }

    [Fact]
    public void A_text_of_an_unknown_sort_is_a_file_to_be_read_as_text() =>
        Assert.Equal(
            "text-1.txt",
            Assert.Single(Mail.Read(Multipart("mixed", Part("text/plain", "hello"), Part("text/x-diff", "x"))).Attachments).FileName);

    [Fact]
    public void The_text_of_an_attached_message_is_not_the_text_of_the_message()
    {
        var message = Mail.Read(Multipart("mixed", Part("text/plain", "see below"), Part("message/rfc822", "Subject: a/b: old\n\nold text")));
        Assert.Equal("see below", message.TextBody);
        Assert.Equal("b: old.eml", Assert.Single(message.Attachments).FileName);
    }

    [Fact]
    public void A_signature_is_a_file_beside_the_signed_text()
    {
        var message = Mail.Read(Multipart("signed", Part("text/plain", "signed"), Part("application/pgp-signature", "sig")));
        Assert.Equal("signed", message.TextBody);
        Assert.Equal("attachment-1.asc", Assert.Single(message.Attachments).FileName);
    }

    [Fact]
    public void An_invitation_is_a_file()
    {
        var message = Mail.Read(Multipart("alternative", Part("text/plain", "meet"), Part("text/html", "<p>meet</p>"), Part("text/calendar; method=REQUEST", "BEGIN:VCALENDAR")));
        Assert.Equal("invite.ics", Assert.Single(message.Attachments).FileName);
    }

    [Fact]
    public void An_alternative_for_other_programs_is_no_file() =>
        Assert.Empty(Mail.Read(Multipart("alternative", Part("text/plain", "a"), Part("text/x-amp-html", "b"), Part("text/html", "c"))).Attachments);

    [Fact]
    public void An_empty_plain_alternative_says_nothing()
    {
        var message = Mail.Read(Multipart("alternative", Part("text/plain", " \n"), Part("text/html", "<p>all</p>")));
        Assert.Null(message.TextBody);
        Assert.False(message.IsTextComplete);
    }

    [Fact]
    public void A_uuencoded_block_in_the_text_is_a_file()
    {
        var message = Mail.Read("Subject: x\n\nsee this\nbegin 644 a.txt\n#86)C\n`\nend\nbye\n");
        Assert.Equal("see this\nbye\n", message.TextBody);
        var file = Assert.Single(message.Attachments);
        Assert.Equal(("a.txt", "abc"), (file.FileName, Encoding.ASCII.GetString(file.Content.Span)));
    }

    [Fact]
    public void A_sentence_that_begins_with_begin_stays_text() =>
        Assert.Equal("begin 100 days ago\n", Mail.Read("Subject: x\n\nbegin 100 days ago\n").TextBody);

    [Theory]
    [InlineData("one \ntwo\n", "no", "one two\n")]
    [InlineData("one \ntwo\n", "yes", "onetwo\n")]
    [InlineData("> one \n> two\n>> three\n", "no", "> one two\n>> three\n")]
    [InlineData("text \n-- \nname\n", "no", "text \n-- \nname\n")]
    [InlineData(" >stuffed\n", "no", ">stuffed\n")]
    [InlineData("> quoted \nanswer\n", "no", "> quoted \nanswer\n")]
    public void Flowed_lines_are_joined(string body, string delSp, string expected) =>
        Assert.Equal(expected, Mail.Read($"Content-Type: text/plain; format=flowed; delsp={delSp}\n\n{body}").TextBody);

    [Fact]
    public void The_hash_and_size_are_those_of_the_decoded_bytes()
    {
        var file = Assert.Single(Mail.Read("Content-Type: application/x\nContent-Transfer-Encoding: base64\n\nYWJj\n").Attachments);
        Assert.Equal((3L, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"), (file.Size, file.Sha256));
    }

    [Fact]
    public void Prose_after_a_line_that_looks_like_uuencode_is_kept()
    {
        const string Text = "begin 644 not.a.file\n..\nTO: X\nmore\n";
        var message = Mail.Read("Subject: x\n\n" + Text);
        Assert.Equal(Text, message.TextBody);
        Assert.Empty(message.Attachments);
    }
}

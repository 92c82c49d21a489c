using System.Text;

namespace MailBridge.Mime.Tests;

public sealed class MimeWriterTests
{
    private static readonly OutgoingMessage Plain = new()
    {
        MessageId = "mb.1.2@desk.example",
        Date = new DateTimeOffset(2025, 6, 3, 10, 0, 0, TimeSpan.FromHours(-3.5)),
        From = new Mailbox("Ann via Desk", "support@desk.example"),
        To = [new Mailbox("Müller, Jörg", "j@x.example")],
        Subject = "Re: Grüße",
        InReplyTo = "a@x.example",
        References = ["z@x.example", "a@x.example"],
        Text = "Hello\n",
    };

    private static string Written(OutgoingMessage message) => Encoding.Latin1.GetString(MimeWriter.Write(message));

    [Fact]
    public void A_plain_message_is_written_as_the_rfc_shows_it() => Assert.Equal(
        """
        From: Ann via Desk <support@desk.example>
        To: =?utf-8?Q?M=C3=BCller=2C_J=C3=B6rg?= <j@x.example>
        Subject: =?utf-8?Q?Re=3A_Gr=C3=BC=C3=9Fe?=
        Date: Tue, 03 Jun 2025 10:00:00 -0330
        Message-ID: <mb.1.2@desk.example>
        In-Reply-To: <a@x.example>
        References: <z@x.example>
         <a@x.example>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 7bit

        Hello

        """.ReplaceLineEndings("\r\n"),
        Written(Plain));

    [Fact]
    public void The_same_value_gives_the_same_bytes()
    {
        var message = Plain with { Html = "<p>x</p>", Attachments = [new OutgoingAttachment("a.pdf", "application/pdf", new byte[] { 1, 2, 3 })] };
        Assert.Equal(MimeWriter.Write(message), MimeWriter.Write(message with { }));
    }

    [Fact]
    public void Text_html_pictures_and_files_are_nested_as_readers_expect()
    {
        var message = MimeMessage.Read(MimeWriter.Write(Plain with
        {
            Html = "<img src=\"cid:i@x\">",
            Attachments = [new OutgoingAttachment("i.png", "image/png", new byte[] { 1 }, "i@x", IsInline: true), new OutgoingAttachment("a.pdf", "application/pdf", new byte[] { 2 })],
        }));
        var related = message.Root.Children[0];
        Assert.Equal(("multipart/mixed", "multipart/related", "multipart/alternative"), (message.Root.ContentType.ToString(), related.ContentType.ToString(), related.Children[0].ContentType.ToString()));
        Assert.Equal([("i.png", true), ("a.pdf", false)], message.Attachments.Select(file => (file.FileName, file.IsInline)));
        Assert.Empty(message.Defects);
    }

    [Theory]
    [InlineData("x\r\nBcc: evil@x.example")]
    [InlineData("x\nBcc: evil@x.example")]
    [InlineData("x\0y\u0085\u2028z")]
    [InlineData("=?utf-8?Q?a=0D=0ABcc:_evil=40x.example?=")]
    public void No_value_can_add_a_field(string value)
    {
        var message = Plain with
        {
            Subject = value,
            From = new Mailbox(value, "support@desk.example"),
            LoopMark = value,
            ExtraHeaders = [new OutgoingHeader("X-Extra", value)],
            Attachments = [new OutgoingAttachment(value, value, default, value)],
        };
        var read = MimeMessage.Read(MimeWriter.Write(message));
        Assert.Null(read.Headers.First("Bcc"));
        Assert.Null(read.Root.Children[1].Headers.First("Bcc"));
        Assert.Empty(read.Defects);
    }

    [Theory]
    [InlineData("a b@x.example")]
    [InlineData("a@x.example\r\nBcc: b@x.example")]
    [InlineData("\"a@x.example")]
    [InlineData("a\"b@x.example")]
    [InlineData("a@x.example, b@x.example")]
    [InlineData("<a@x.example>")]
    [InlineData("nobody")]
    [InlineData("a@")]
    [InlineData("a@x..example")]
    [InlineData("a@x.example\0")]
    [InlineData("a\u2028b@x.example")]
    [InlineData("a\u0085b@x.example")]
    [InlineData("a\u200Bb@x.example")]
    [InlineData("a\u00A0b@x.example")]
    [InlineData("\"a\u2028b\"@x.example")]
    [InlineData("a@x\u2028.example")]
    [InlineData("a@x\u200B.example")]
    [InlineData("a@x.example\uFEFF")]
    [InlineData("a@x\u0085.example")]
    [InlineData("a@[192.0.2.1\r\n]")]
    [InlineData("a\tb@x.example")]
    [InlineData("\u001Ba@x.example")]
    [InlineData("")]
    public void Addresses_that_are_not_one_address_are_refused(string address)
    {
        var message = Plain with { To = [new Mailbox("x", address)] };
        Assert.Single(message.Problems);
        Assert.Throws<ArgumentException>(() => MimeWriter.Write(message));
    }

    [Theory]
    [InlineData("From")]
    [InlineData("content-type")]
    [InlineData("Bcc")]
    [InlineData("X Y")]
    [InlineData("X:")]
    [InlineData("X\r\nY")]
    public void Fields_that_are_ours_or_none_are_refused(string name) =>
        Assert.Single((Plain with { ExtraHeaders = [new OutgoingHeader(name, "x")] }).Problems);

    [Fact]
    public void A_message_id_of_two_words_is_refused() => Assert.Single((Plain with { MessageId = "a> <b" }).Problems);

    [Fact]
    public void Ids_of_strangers_that_cannot_be_written_are_left_out()
    {
        var read = MimeMessage.Read(MimeWriter.Write(Plain with { InReplyTo = "a>\r\nBcc: x", References = ["good@x", "bad id", "also@x"] }));
        Assert.Empty(read.InReplyTo);
        Assert.Equal(["good@x", "also@x"], read.References);
    }

    [Fact]
    public void References_keep_the_first_and_the_last_twenty()
    {
        var read = MimeMessage.Read(MimeWriter.Write(Plain with { References = Enumerable.Range(0, 100).Select(i => $"{i}@x").ToList() }));
        Assert.Equal(["0@x", .. Enumerable.Range(80, 20).Select(i => $"{i}@x")], read.References);
        var long8 = Plain with { References = Enumerable.Range(0, 21).Select(i => $"{i}{new string('x', 700)}@x").ToList() };
        Assert.True(MimeMessage.Read(MimeWriter.Write(long8)).Headers.First("References")!.RawValue.Length < 8192);
    }

    [Fact]
    public void A_domain_is_written_in_a_labels_and_a_local_part_needs_smtputf8()
    {
        Assert.Contains("<j@xn--bcher-kva.example>", Written(Plain with { To = [new Mailbox("J", "j@bücher.example")] }), StringComparison.Ordinal);
        Assert.False((Plain with { To = [new Mailbox("J", "j@bücher.example")] }).RequiresSmtpUtf8);
        var local = Plain with { To = [new Mailbox("", "jürgen@x.example")] };
        Assert.True(local.RequiresSmtpUtf8);
        Assert.Equal("jürgen@x.example", MimeMessage.Read(MimeWriter.Write(local)).To[0].Address);
    }

    [Fact]
    public void An_automatic_message_says_so()
    {
        var read = MimeMessage.Read(MimeWriter.Write(Plain with { AutoSubmitted = AutoSubmitted.AutoReplied, LoopMark = "desk-1" }));
        Assert.Equal(("auto-replied", "All", "desk-1"), (read.Headers.Text("Auto-Submitted"), read.Headers.Text("X-Auto-Response-Suppress"), read.Headers.Text("X-MailBridge-Loop")));
        Assert.Equal(MessageKind.Automatic, read.Kind);
    }

    [Fact]
    public void Lines_that_servers_change_are_protected()
    {
        var text = "From here\n.\n..dots\ntrailing blank \n" + new string('x', 3_000) + "\n";
        var written = Written(Plain with { Text = text });
        Assert.DoesNotContain("\r\nFrom here", written, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\n.", written, StringComparison.Ordinal);
        Assert.All(written.Split("\r\n"), line => Assert.True(line.Length <= 78, line));
        Assert.Equal(text, MimeMessage.Read(MimeWriter.Write(Plain with { Text = text })).TextBody);
    }

    [Theory]
    [InlineData("simple.pdf")]
    [InlineData("Übersicht über alles.pdf")]
    [InlineData("счёт.pdf")]
    [InlineData("a \"quoted\" name; x=y.txt")]
    [InlineData("=?utf-8?Q?x?=.txt")]
    [InlineData("very long name with many words that goes on and on until it does not fit on any line of seventy-eight.txt")]
    [InlineData("日本語のとても長いファイル名がここに続いていきますがまだ終わりませんもう少しだけ続きます.xlsx")]
    [InlineData("👩‍💻🚚.png")]
    public void Any_file_name_comes_back(string name)
    {
        var bytes = MimeWriter.Write(Plain with { Attachments = [new OutgoingAttachment(name, "application/pdf", "x"u8.ToArray())] });
        Assert.Equal(name, Assert.Single(MimeMessage.Read(bytes).Attachments).FileName);
        Assert.All(Encoding.Latin1.GetString(bytes).Split("\r\n"), line => Assert.True(line.Length <= 130, line));
    }

    [Fact]
    public void A_long_subject_is_folded_into_words_of_at_most_75_characters()
    {
        var subject = string.Concat(Enumerable.Repeat("Grüße 👩‍💻 日本語 ", 30)).Trim();
        var written = Written(Plain with { Subject = subject });
        Assert.Equal(subject, MimeMessage.Read(Encoding.Latin1.GetBytes(written)).Subject);
        var lines = written[written.IndexOf("Subject:", StringComparison.Ordinal)..].Split("\r\n").TakeWhile((line, i) => i == 0
            || line.StartsWith(' ')).ToList();
        Assert.All(lines, line => Assert.True(line.Length <= 76, line));
        Assert.All(lines, line => Assert.Matches("^(Subject:)? =\\?utf-8\\?[QB]\\?[^ ?]+\\?=$", line));
    }

    [Fact]
    public void A_subject_without_a_place_to_fold_stays_below_998_octets()
    {
        foreach (var subject in (string[])[new string('x', 5_000), string.Concat(Enumerable.Repeat("a  b", 1_000))])
        {
            var written = Written(Plain with { Subject = subject });
            Assert.All(written.Split("\r\n"), line => Assert.True(line.Length <= 998));
            Assert.Equal(subject, MimeMessage.Read(Encoding.Latin1.GetBytes(written)).Subject);
        }
    }

    [Fact]
    public void Nothing_is_folded_before_a_value_begins()
    {
        var written = Written(Plain with { Subject = new string('x', 500), ExtraHeaders = [new OutgoingHeader("X-Long", new string('ü', 100))] });
        Assert.Contains("\r\nSubject: xxx", written, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Long: =?utf-8?B?", written, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_fits_one_encoded_word_is_not_cut()
    {
        var names = new[] { "Wirtschaftsprüfungsgesellschaft Müller", "Владимир Владимирович", "株式会社日本語テスト商事" };
        var written = Written(Plain with { To = names.Select(name => new Mailbox(name, "a@x.example")).ToList() });
        Assert.Equal(names.Length, written[written.IndexOf("To:", StringComparison.Ordinal)..written.IndexOf("Subject:", StringComparison.Ordinal)].Split("=?utf-8?").Length - 1);
    }

    [Fact]
    public void Only_the_last_base64_word_has_padding()
    {
        var written = Written(Plain with { Subject = string.Concat(Enumerable.Repeat("Zażółć gęślą jaźń שלום 👩‍💻 注文", 9)) });
        Assert.DoesNotContain("=?=\r\n =?", written, StringComparison.Ordinal);
    }

    [Fact]
    public void The_type_names_the_file_too_for_programs_that_know_no_rfc_2231()
    {
        var written = Written(Plain with { Attachments = [new OutgoingAttachment("счёт.pdf", "application/pdf", new byte[] { 1 })] });
        Assert.Contains("Content-Type: application/pdf; name=\"=?utf-8?B?0YHRh9GR0YIucGRm?=\"\r\n", written, StringComparison.Ordinal);
        Assert.Contains("Content-Disposition: attachment; filename*=utf-8''%D1%81%D1%87%D1%91%D1%82.pdf\r\n", written, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_cr_and_lf_end_lines_of_text()
    {
        const string Text = "form\ffeed vertical\vtab next\u0085line sep\u2028arator\n";
        Assert.Equal(Text, MimeMessage.Read(MimeWriter.Write(Plain with { Text = Text })).TextBody);
        Assert.Equal("a\u2028b c\n", Mail.Read(Mail.Utf8("Content-Type: text/plain; charset=utf-8; format=flowed\n\na\u2028b \nc\n")).TextBody);
    }
}

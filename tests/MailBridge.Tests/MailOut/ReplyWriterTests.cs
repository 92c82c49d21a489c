using System.Runtime.CompilerServices;
using System.Text;
using MailBridge.Conversations;
using MailBridge.MailOut;
using MailBridge.Mime;
using MailBridge.Testing;

namespace MailBridge.Tests.MailOut;

public sealed class ReplyWriterTests
{
    private static readonly ManualTimeProvider Time = new();

    [Fact]
    public void A_reply_is_written_so_that_it_reads_back_as_it_was_meant()
    {
        var message = MimeMessage.Read(ReplyWriter.Write(Reply(), "acme1", []));
        Assert.Equal("reply-1@acme.example", message.MessageId);
        Assert.Equal(new Mailbox("Anna Kowalska", "support@acme.example"), Assert.Single(message.From));
        Assert.Equal(new Mailbox("Zoë", "zoe@customer.example"), Assert.Single(message.To));
        Assert.Equal(new Mailbox("", "max@customer.example"), Assert.Single(message.Cc));
        Assert.Equal("Re: Heizung tropft – Straße 5", message.Subject);
        Assert.Equal(["mail-1@customer.example"], message.InReplyTo);
        Assert.Equal(["mail-0@customer.example", "mail-1@customer.example"], message.References);
        Assert.Equal(Time.GetUtcNow(), message.Date);
        Assert.Equal("acme1", message.Headers.Text("X-MailBridge-Loop"));
        Assert.Empty(message.Defects);
        Assert.Equal(MessageKind.Customer, message.Kind);
    }

    [Fact]
    public void The_text_carries_the_quote_under_its_attribution()
    {
        var message = MimeMessage.Read(ReplyWriter.Write(Reply(), "acme1", []));
        Assert.Equal(
            "Dear Zoë,\n\nwe come <tomorrow> & mend it.\n\nOn Sun, 22 Nov 2026 at 08:30 UTC, Zoë wrote:\n> It drips.\n>> older words\n>\n> Zoë\n", message.TextBody);
    }

    [Fact]
    public void The_html_alternative_says_the_same_and_escapes_what_people_wrote()
    {
        var html = MimeMessage.Read(ReplyWriter.Write(Reply(), "acme1", [])).HtmlBody!;
        Assert.Contains("we come &lt;tomorrow&gt; &amp; mend it.", html, StringComparison.Ordinal);
        Assert.Contains("<blockquote type=\"cite\"><p>It drips.<br>", html, StringComparison.Ordinal);
        Assert.Contains("wrote:</div>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_agent_wrote_is_all_that_a_reader_takes_for_new()
    {
        var message = MimeMessage.Read(ReplyWriter.Write(Reply(), "acme1", []));
        Assert.Equal("Dear Zoë,\n\nwe come <tomorrow> & mend it.", ReplyExtractor.Extract(message.TextBody, message.HtmlBody, message.Subject).Reply.Trim());
    }

    [Fact]
    public void The_same_reply_gives_the_same_bytes() => Assert.Equal(ReplyWriter.Write(Reply(), "acme1", []), ReplyWriter.Write(Reply(), "acme1", []));

    [Theory]
    [InlineData("Eve\r\nBcc: everyone@evil.example")]
    [InlineData("Eve\nBcc: everyone@evil.example")]
    [InlineData("Eve\rBcc: everyone@evil.example")]
    [InlineData("Eve\0\u0085Bcc: everyone@evil.example\r\n\r\n<script>")]
    public void No_name_or_subject_can_add_a_header_field(string hostile)
    {
        var reply = Reply();
        var message = MimeMessage.Read(ReplyWriter.Write(
            reply with
            {
                Email = reply.Email with
                {
                    Subject = hostile,
                    From = reply.Email.From with { Name = hostile },
                    To = [new EmailPerson(hostile, new("zoe@customer.example"))],
                    References = [new MsgId("a@b\r\nBcc: everyone@evil.example")],
                    InReplyTo = new MsgId("a@b>\r\nBcc: everyone@evil.example"),
                    Quote = reply.Email.Quote! with { From = new EmailPerson(hostile, new("zoe@customer.example")) },
                },
            },
            "acme1", []));
        Assert.Empty(message.Bcc);
        Assert.Null(message.Headers.First("Bcc"));
        Assert.Equal("zoe@customer.example", Assert.Single(message.To).Address);
    }

    [Fact]
    public void An_address_that_would_break_the_envelope_is_refused_not_repaired()
    {
        var reply = Reply();
        Assert.Throws<ArgumentException>(() => ReplyWriter.Write(
            reply with { Email = reply.Email with { To = [new EmailPerson("", new("zoe@customer.example>\r\nRCPT TO:<x@evil.example"))] } }, "acme1", []));
    }

    [Fact]
    public void A_long_quote_is_cut_between_two_characters()
    {
        var reply = Reply();
        var quote = new string('x', 64 * 1024 - 1) + "😀 and more";
        var text = MimeMessage.Read(ReplyWriter.Write(reply with { Email = reply.Email with { Quote = reply.Email.Quote! with { Text = quote } } }, "acme1", [])).TextBody!;
        Assert.EndsWith("x\n> …\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', text);
    }

    [Fact]
    public async Task A_note_between_colleagues_is_never_inside()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.Agents.ActAsync(
            new AgentAction.AddNote { Agent = DeskFixture.Jonas, Conversation = conversation.Id, Text = "He never pays." }, DeskFixture.Token);
        var id = await desk.ReplyAsync(conversation.Id);
        var reply = (Entry.AgentReply)(await desk.LoadAsync(conversation.Id)).Entry(id)!;
        var message = MimeMessage.Read(ReplyWriter.Write(reply, "acme1", []));
        Assert.DoesNotContain("never pays", message.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("never pays", message.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("never pays", Encoding.Latin1.GetString(message.Bytes.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void The_envelope_names_everyone_once_and_the_inbox_where_it_wants_a_copy()
    {
        var email = Reply().Email with { Cc = [new EmailPerson("", new("max@customer.example")), new EmailPerson("", new("ZOE@customer.example"))] };
        Assert.Equal(["zoe@customer.example", "max@customer.example"], ReplyWriter.Recipients(email, new ReplyLife.Queued(), copyToInbox: false));
        Assert.Equal(["zoe@customer.example", "max@customer.example", "support@acme.example"], ReplyWriter.Recipients(email, new ReplyLife.Queued(), copyToInbox: true));
    }

    [Fact]
    public void An_answer_continues_Outlooks_thread()
    {
        var reply = Reply();
        var index = "AdU2a4hzQwVfpvsKRZ6x2Jm0w1YQ3g==";
        reply = reply with { Email = reply.Email with { Outlook = new OutlookThread(Guid.Empty, index, "Heizung tropft – Straße 5") } };

        var message = MimeMessage.Read(ReplyWriter.Write(reply, "acme1", []));

        Assert.Equal("Heizung tropft – Straße 5", message.Headers.Text("Thread-Topic"));
        Assert.True(ThreadIndex.TryRead(message.Headers.Text("Thread-Index"), out var written) && ThreadIndex.TryRead(index, out var answered)
            && answered.IsAncestorOf(written) && written.Answers == 1);
        Assert.Equal(ReplyWriter.Write(reply, "acme1", []), ReplyWriter.Write(reply, "acme1", []));
    }

    [Fact]
    public void A_thread_that_is_none_is_left_out()
    {
        var reply = Reply();
        reply = reply with { Email = reply.Email with { Outlook = new OutlookThread(Guid.Empty, "garbage", "x") } };
        var message = MimeMessage.Read(ReplyWriter.Write(reply, "acme1", []));
        Assert.Null(message.Headers.Text("Thread-Index"));
        Assert.Null(message.Headers.Text("Thread-Topic"));
    }

    [Fact]
    public void A_signature_stands_below_the_text_and_above_the_quote()
    {
        var message = MimeMessage.Read(ReplyWriter.Write(Signed("Anna <Care>\nAcme & Co"), "acme1", []));
        Assert.StartsWith(
            "Dear Zoë,\n\nwe come <tomorrow> & mend it.\n\n-- \nAnna <Care>\nAcme & Co\n\nOn Sun, 22 Nov 2026 at 08:30 UTC, Zoë wrote:\n> It drips.\n",
            message.TextBody, StringComparison.Ordinal);
        Assert.Contains("mend it.</p>\n<div><p>-- <br>\nAnna &lt;Care&gt;<br>\nAcme &amp; Co</p>\n</div>\n<div>On Sun", message.HtmlBody!.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        var unquoted = Signed("Anna");
        unquoted = unquoted with { Email = unquoted.Email with { Quote = null } };
        Assert.EndsWith("mend it.\n\n-- \nAnna\n", MimeMessage.Read(ReplyWriter.Write(unquoted, "acme1", [])).TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public void The_blank_behind_the_dashes_survives_the_way()
        => Assert.Contains("\r\n--=20\r\nAnna\r\n", Encoding.Latin1.GetString(ReplyWriter.Write(Signed("Anna"), "acme1", [])), StringComparison.Ordinal);

    [Theory]
    [InlineData("Hello.\n\nAnna\nAcme")]
    [InlineData("Hello.\n\n-- \nAnna\nAcme\n")]
    public void A_text_that_ends_with_the_signature_is_not_signed_twice(string text)
    {
        var reply = Signed("Anna\nAcme");
        var message = MimeMessage.Read(ReplyWriter.Write(reply with { Email = reply.Email with { Text = text, Quote = null } }, "acme1", []));
        Assert.Equal(2, message.TextBody!.Split("Anna").Length);
        Assert.Equal(2, message.HtmlBody!.Split("Anna").Length);
    }

    [Fact]
    public void A_reader_takes_the_signature_for_one()
    {
        var message = MimeMessage.Read(ReplyWriter.Write(Signed("Anna Kowalska\nAcme Support"), "acme1", []));
        foreach (var html in new[] { message.HtmlBody, null })
        {
            var extract = ReplyExtractor.Extract(message.TextBody, html, message.Subject);
            Assert.Equal("Dear Zoë,\n\nwe come <tomorrow> & mend it.", extract.Reply.Trim());
            Assert.Contains("Acme Support", extract.Signature, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Fine, thanks.\n\nOn Mon, 23 Nov 2026 at 09:00, Anna Kowalska <support@acme.example> wrote:\n{>}")]
    [InlineData("Fine, thanks.\n\nAm 23.11.2026 um 09:00 schrieb Anna Kowalska:\n{>}\n")]
    [InlineData("Fine, thanks.\n\n________________________________\nFrom: Anna Kowalska <support@acme.example>\nSent: Monday, 23 November 2026 09:00\nTo: Zoë <zoe@customer.example>\nSubject: Re: Heizung\n\n{}")]
    [InlineData("Fine, thanks.\n\n-----Original Message-----\nFrom: Anna Kowalska\nSent: Monday, 23 November 2026 09:00\nTo: Zoë\nSubject: Re: Heizung\n\n{}")]
    [InlineData("On Mon, 23 Nov 2026 at 09:00, Anna Kowalska <support@acme.example> wrote:\n{>}\n\nFine, thanks.")]
    public void What_a_customer_quotes_of_it_is_no_news_its_signature_neither(string answer)
    {
        var text = MimeMessage.Read(ReplyWriter.Write(Signed("Anna Kowalska\nAcme Support · +44 20 5550"), "acme1", [])).TextBody!.TrimEnd();
        var quoted = answer.Replace("{>}", string.Join('\n', text.Split('\n').Select(l => $"> {l}")), StringComparison.Ordinal).Replace("{}", text, StringComparison.Ordinal);
        var extract = ReplyExtractor.Extract(quoted, null, "Re: Heizung");
        Assert.Equal("Fine, thanks.", extract.Reply.Trim());
        Assert.DoesNotContain("+44 20 5550", extract.Reply + extract.Signature, StringComparison.Ordinal);
        Assert.Contains("+44 20 5550", extract.Quoted, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_web_mailer_quotes_of_its_html_is_no_news_either()
    {
        var ours = MimeMessage.Read(ReplyWriter.Write(Signed("Anna Kowalska\nAcme Support"), "acme1", [])).HtmlBody;
        var html = $"<div dir=\"ltr\">Fine, thanks.</div><br><div class=\"gmail_quote\"><div class=\"gmail_attr\">On Mon, 23 Nov 2026, Anna wrote:<br></div><blockquote class=\"gmail_quote\">{ours}</blockquote></div>";
        var extract = ReplyExtractor.Extract(null, html, "Re: Heizung");
        Assert.Equal("Fine, thanks.", extract.Reply.Trim());
        Assert.DoesNotContain("Acme Support", extract.Reply + extract.Signature, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("email-smtp.eu-west-1.amazonaws.com", "0102018c5d0e1234-8c7a1b2c-000000", "0102018c5d0e1234-8c7a1b2c-000000@eu-west-1.amazonses.com")]
    [InlineData("EMAIL-SMTP.us-east-1.amazonaws.com", "0100018c5d0e1234-8c7a1b2c-000000", "0100018c5d0e1234-8c7a1b2c-000000@email.amazonses.com")]
    [InlineData("smtp.office365.com", "x@host.prod.outlook.com", "x@host.prod.outlook.com")]
    [InlineData("smtp.acme.example", "4Xb1Qd2nVyz9sT", null)]
    [InlineData("email-smtp.eu-west-1.amazonaws.com", null, null)]
    public void The_id_that_a_provider_gives_is_told_by_its_answer(string host, string? queueId, string? given)
        => Assert.Equal(given, ProviderIds.Given(host, queueId)?.Value);

    [Fact]
    public async Task A_reply_looks_as_it_was_looked_at() => await GoldenFile.MatchAsync("reply.eml", ReplyWriter.Write(Reply(), "acme1", []));

    private static Entry.AgentReply Signed(string signature) => Reply() is var reply ? reply with { Email = reply.Email with { Signature = signature } } : reply;

    private static Entry.AgentReply Reply() => new()
    {
        Id = new EntryId(Guid.Empty),
        At = Time.GetUtcNow(),
        Agent = new AgentId("anna"),
        Life = new ReplyLife.Queued(),
        Email = new OutgoingEmail
        {
            MessageId = new MsgId("reply-1@acme.example"),
            From = new EmailPerson("Anna Kowalska", new("support@acme.example")),
            To = [new EmailPerson("Zoë", new("zoe@customer.example"))],
            Cc = [new EmailPerson("", new("max@customer.example"))],
            Subject = "Re: Heizung tropft – Straße 5",
            InReplyTo = new MsgId("mail-1@customer.example"),
            References = [new MsgId("mail-0@customer.example"), new MsgId("mail-1@customer.example")],
            Text = "Dear Zoë,\n\nwe come <tomorrow> & mend it.",
            Quote = new QuotedEmail(
                new EmailPerson("Zoë", new("zoe@customer.example")), new DateTimeOffset(2026, 11, 22, 8, 30, 0, TimeSpan.Zero), "It drips.\n> older words\n\nZoë\n"),
        },
    };
}

/// <summary>Compares bytes with a file that was looked at. UPDATE_GOLDEN=1 writes it anew, never under CI.</summary>
internal static class GoldenFile
{
    public static async Task MatchAsync(string name, byte[] actual, [CallerFilePath] string caller = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(caller)!, "Golden", name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1" && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, actual, DeskFixture.Token);
        }
        var expected = await File.ReadAllBytesAsync(file, DeskFixture.Token);
        Assert.Equal(Encoding.Latin1.GetString(expected), Encoding.Latin1.GetString(actual));
    }
}

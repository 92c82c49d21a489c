using System.Text;
using MailBridge.Conversations;
using MailBridge.MailIn;
using MailBridge.Mime;

namespace MailBridge.Tests.MailIn;

public sealed class EmailTranslatorTests
{
    private static readonly DateTimeOffset Received = new(2026, 11, 22, 10, 0, 0, TimeSpan.FromHours(1));

    [Fact]
    public void A_mail_is_translated_field_by_field()
    {
        var email = Read("""
            Delivered-To: support@acme.example
            X-Original-To: <help@acme.example>
            Delivered-To: mailing list talk@acme.example
            From: =?utf-8?q?Zo=C3=AB_M=C3=BCller?= <Zoe@Customer.example>
            Reply-To: "Zoë's office" <office@customer.example>, zoe@customer.example
            To: Acme <support@acme.example>, undisclosed-recipients:;
            Cc: max@customer.example
            Subject: =?iso-8859-1?q?Re:_AW:_K=FChlschrank?=
            Message-ID: <one@customer.example>
            In-Reply-To: <zero@acme.example>
            References: <root@acme.example> <zero@acme.example>
            Date: Sun, 22 Nov 2026 09:30:00 +0100

            New words.

            On Sat, 21 Nov 2026 at 10:00, Acme <support@acme.example> wrote:
            > Old words.
            """);
        Assert.Equal(new EmailPerson("Zoë Müller", new("zoe@customer.example")), email.From);
        Assert.Equal("Zoe@Customer.example", email.From.Address.Value);
        Assert.Equal(new EmailAddress("office@customer.example"), Assert.Single(email.ReplyTo).Address);
        Assert.Equal(new EmailAddress("support@acme.example"), Assert.Single(email.To).Address);
        Assert.Equal(new EmailAddress("max@customer.example"), Assert.Single(email.Cc).Address);
        Assert.Equal([new("support@acme.example"), new EmailAddress("help@acme.example")], email.DeliveredTo);
        Assert.Equal("Re: AW: Kühlschrank", email.Subject);
        Assert.Equal("Kühlschrank", email.BaseSubject);
        Assert.True(email.SubjectIsReply);
        Assert.Equal(new MsgId("one@customer.example"), email.MessageId);
        Assert.Equal([new MsgId("zero@acme.example")], email.InReplyTo);
        Assert.Equal([new MsgId("root@acme.example"), new MsgId("zero@acme.example")], email.References);
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 8, 30, 0, TimeSpan.Zero), email.SentAt);
        Assert.Equal(TimeSpan.Zero, email.SentAt!.Value.Offset);
        Assert.Equal(Received.UtcDateTime, email.ReceivedAt.DateTime);
        Assert.Equal("New words.", email.NewText.Trim());
        Assert.Contains("Old words.", email.Quoted, StringComparison.Ordinal);
        Assert.Contains("Old words.", email.FullText, StringComparison.Ordinal);
        Assert.Equal(EmailKind.Customer, email.Kind);
        Assert.Null(email.Bounce);
    }

    [Fact]
    public void A_mail_of_html_alone_gives_text()
    {
        var email = Read("""
            From: zoe@customer.example
            Message-ID: <html@customer.example>
            MIME-Version: 1.0
            Content-Type: text/html; charset=utf-8

            <html><head><style>p{color:red}</style></head><body><p>It <b>drips</b>.</p><p>Zo&euml;</p><script>alert(1)</script></body></html>
            """);
        Assert.Equal("It drips.\n\nZoë", email.NewText.Trim());
        Assert.Equal(email.NewText.Trim(), email.FullText.Trim());
    }

    [Fact]
    public void Files_keep_name_type_size_and_place()
    {
        var email = Read("""
            From: zoe@customer.example
            Message-ID: <files@customer.example>
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/plain

            See the files.
            --b
            Content-Type: image/png
            Content-Disposition: inline; filename="a.png"
            Content-ID: <a@b>
            Content-Transfer-Encoding: base64

            AAEC
            --b
            Content-Type: application/pdf
            Content-Disposition: attachment; filename*=utf-8''Rechnung%20M%C3%BCller.pdf
            Content-Transfer-Encoding: base64

            JVBERg==
            --b--
            """);
        Assert.Equal(["a.png", "Rechnung Müller.pdf"], email.Attachments.Select(a => a.FileName));
        Assert.Equal([0, 1], email.Attachments.Select(a => a.Index));
        Assert.Equal([3L, 4L], email.Attachments.Select(a => a.Size));
        Assert.Equal("a@b", email.Attachments[0].ContentId);
        Assert.Equal("application/pdf", email.Attachments[1].MediaType);
    }

    [Fact]
    public void Two_copies_of_a_mail_without_Message_ID_get_one_id_whatever_their_way_was()
    {
        const string mail = "From: zoe@customer.example\nTo: support@acme.example\nSubject: x\nDate: Sun, 22 Nov 2026 09:30:00 +0100\n";
        var one = Read($"Received: from a by b; Sun, 22 Nov 2026 09:31:00 +0100\nDelivered-To: support@acme.example\n{mail}\nIt drips.\n");
        var two = Read(
            $"Received: from c by d; Sun, 22 Nov 2026 09:45:00 +0100\nDelivered-To: sales@acme.example\n{mail}Content-Transfer-Encoding: base64\n\n{Convert.ToBase64String("It drips.\r\n"u8)}\n");
        var other = Read($"{mail}\nIt pours.\n");
        Assert.EndsWith("@mailbridge.invalid", one.MessageId.Value, StringComparison.Ordinal);
        Assert.Equal(one.MessageId, two.MessageId);
        Assert.NotEqual(one.MessageId, other.MessageId);
    }

    [Fact]
    public void A_delivery_report_tells_which_reply_came_back_and_why()
    {
        var email = Read("""
            From: MAILER-DAEMON@mx.customer.example
            To: support@acme.example
            Subject: Undelivered Mail Returned to Sender
            Message-ID: <report@mx.customer.example>
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status; boundary=b

            --b
            Content-Type: text/plain

            I'm sorry.
            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.customer.example

            Final-Recipient: rfc822; zoe@customer.example
            Action: failed
            Status: 5.1.1
            Diagnostic-Code: smtp; 550 5.1.1 no such user

            Final-Recipient: rfc822; max@customer.example
            Action: delivered
            Status: 2.0.0

            Final-Recipient: rfc822; eva@customer.example
            Action: delayed
            Status: 4.4.1
            --b
            Content-Type: text/rfc822-headers

            Message-ID: <reply-1@acme.example>
            --b--
            """);
        Assert.Equal(EmailKind.Bounce, email.Kind);
        Assert.Equal(new MsgId("reply-1@acme.example"), email.Bounce!.Original);
        Assert.False(email.Bounce.IsDelayOnly);
        var recipient = Assert.Single(email.Bounce.Recipients);
        Assert.Equal(new EmailAddress("zoe@customer.example"), recipient.Address);
        Assert.Equal("5.1.1", recipient.Status);
        Assert.Contains("550 5.1.1 no such user", recipient.Diagnostic, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("multipart/encrypted; boundary=b")]
    [InlineData("message/partial; id=x; number=2; total=3")]
    [InlineData("text/plain")]
    public void The_document_says_what_the_new_text_says(string type)
    {
        var mail = Encoding.ASCII.GetBytes($"From: zoe@customer.example\nContent-Type: {type}\n\n--b\nContent-Type: image/png\n\nx\n--b--\n");
        var text = EmailText.Of(MimeMessage.Read(mail));
        Assert.NotEqual("", text.New);
        Assert.Equal(text.New, text.Document.ToPlainText());
    }

    [Theory]
    [InlineData("multipart/encrypted; boundary=b", "--b\nContent-Type: application/octet-stream\n\nx\n--b--\n", true)]
    [InlineData("application/pkcs7-mime; smime-type=enveloped-data", "x", true)]
    [InlineData("application/pkcs7-mime; smime-type=signed-data", "x", false)]
    [InlineData("application/pdf", "x", false)]
    public void An_encrypted_mail_says_so_where_its_text_would_stand(string type, string body, bool says)
        => Assert.Equal(says, Read($"From: zoe@customer.example\nMessage-ID: <a@b>\nContent-Type: {type}\n\n{body}\n")
            .NewText.Contains("encrypted", StringComparison.Ordinal));

    [Theory]
    [InlineData("Auto-Submitted: auto-replied", EmailKind.Automatic)]
    [InlineData("Auto-Submitted: no", EmailKind.Customer)]
    [InlineData("List-Id: <talk.acme.example>", EmailKind.List)]
    [InlineData("Precedence: bulk\nList-Unsubscribe: <mailto:u@l.example>", EmailKind.List)]
    public void The_header_fields_tell_what_sort_of_mail_it_is(string fields, EmailKind kind)
        => Assert.Equal(kind, Read($"From: zoe@customer.example\n{fields}\nMessage-ID: <a@b>\n\nhi\n").Kind);

    [Theory]
    [InlineData("", "no header fields")]
    [InlineData("\n\nhello", "no header fields")]
    [InlineData("Subject: x\n\nhello", "names no sender")]
    [InlineData("From: nobody in particular\nSubject: x\n\nhello", "names no sender")]
    [InlineData("Return-Path: <>\nSubject: x\n\nhello", "names no sender")]
    public void A_mail_that_names_nobody_cannot_be_read_and_says_why(string mail, string why)
    {
        var message = MimeMessage.Read(DeskFixture.Bytes(mail));
        Assert.Contains(why, EmailTranslator.WhyUnreadable(message), StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => EmailTranslator.Translate(message, default, DeskFixture.Support, Received));
    }

    [Theory]
    [InlineData("From: \nSender: Zoe <zoe@customer.example>\n")]
    [InlineData("From: Zoe\nSender: zoe@customer.example\n")]
    [InlineData("Return-Path: <zoe@customer.example>\nSubject: x\n")]
    public void A_mail_without_a_usable_From_is_by_whoever_sent_it(string fields)
        => Assert.Equal(new EmailAddress("zoe@customer.example"), Read($"{fields}Message-ID: <a@b>\n\nhi\n").From.Address);

    [Fact]
    public void A_mail_that_was_cut_says_so_in_its_text()
    {
        var email = EmailTranslator.MarkCut(Read("From: zoe@customer.example\nMessage-ID: <a@b>\n\nIt drips\n"));
        Assert.StartsWith("It drips", email.NewText, StringComparison.Ordinal);
        Assert.Contains("only its beginning is kept", email.NewText, StringComparison.Ordinal);
        Assert.Contains(email.Defects, d => d.Contains("only its beginning is kept", StringComparison.Ordinal));
    }

    [Fact]
    public void A_read_receipt_says_who_did_what_with_which_reply()
    {
        var email = Read("""
            From: zoe@customer.example
            Subject: Read: offer
            Date: Sun, 22 Nov 2026 09:30:00 +0100
            Content-Type: multipart/report; report-type=disposition-notification; boundary=b

            --b

            read
            --b
            Content-Type: message/disposition-notification

            Final-Recipient: rfc822; zoe@customer.example
            Original-Message-ID: <ours@acme.example>
            Disposition: manual-action/MDN-sent-manually; displayed
            --b--
            """);
        Assert.Equal(EmailKind.Automatic, email.Kind);
        Assert.Equal(new ReadReceipt(new MsgId("ours@acme.example"), new EmailAddress("zoe@customer.example"), "displayed", new DateTimeOffset(2026, 11, 22, 8, 30, 0, TimeSpan.Zero)), email.Receipt);
    }

    [Fact]
    public void A_complaint_says_who_complains_and_about_which_reply()
    {
        var email = Read("""
            From: staff@provider.example
            Subject: FW: offer
            Content-Type: multipart/report; report-type=feedback-report; boundary=b

            --b

            abuse
            --b
            Content-Type: message/feedback-report

            Feedback-Type: abuse
            Original-Rcpt-To: <zoe@customer.example>
            --b
            Content-Type: message/rfc822

            Message-ID: <rewritten@relay.example>
            In-Reply-To: <ours@acme.example>

            Hello
            --b--
            """);
        Assert.Equal("zoe@customer.example marked our mail as spam (reported by provider.example)", email.Complaint!.Words);
        Assert.Equal(new MsgId("rewritten@relay.example"), email.Complaint.Original);
        Assert.Equal([new MsgId("ours@acme.example")], email.Complaint.Related);
    }

    [Fact]
    public void A_bounce_says_the_cause_in_words_and_every_id_that_may_lead_to_the_reply()
    {
        var email = Read("""
            From: MAILER-DAEMON@mx.acme.example
            Subject: Undelivered Mail Returned to Sender
            Content-Type: multipart/report; report-type=delivery-status; boundary=b

            --b

            Sorry
            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.acme.example
            Original-Envelope-Id: envelope@acme.example

            Final-Recipient: rfc822; zoe@customer.example
            Action: failed
            Status: 5.2.2
            Diagnostic-Code: smtp; 552 5.2.2 over quota
            --b
            Content-Type: text/rfc822-headers

            Message-ID: <rewritten@relay.example>
            References: <root@customer.example> <near@customer.example>
            --b--
            """);
        Assert.Equal(new MsgId("rewritten@relay.example"), email.Bounce!.Original);
        Assert.Equal(["near@customer.example", "root@customer.example", "envelope@acme.example"], email.Bounce.Related.Select(id => id.Value));
        Assert.Equal("the mailbox is full", Assert.Single(email.Bounce.Recipients).Cause);
    }

    [Fact]
    public void The_words_of_an_attached_mail_can_be_found_but_are_not_the_sender_s()
    {
        var email = Read("""
            From: zoe@customer.example
            Subject: see below
            Content-Type: multipart/mixed; boundary=b

            --b

            Please look.
            --b
            Content-Type: message/rfc822
            Content-Transfer-Encoding: base64

            RnJvbTogYm9iQHguZXhhbXBsZQ0KU3ViamVjdDogb2xkIG9mZmVyDQoNCnRoZSBncmVlbiBib2lsZXINCg==
            --b--
            """);
        Assert.Equal("Please look.", email.FullText.Trim());
        Assert.Contains("old offer", email.AttachedText, StringComparison.Ordinal);
        Assert.Contains("the green boiler", email.AttachedText, StringComparison.Ordinal);
        Assert.Equal("old offer.eml", Assert.Single(email.Attachments).FileName);
    }

    [Fact]
    public void A_piece_of_a_mail_says_which_it_is_and_is_kept_as_a_file()
    {
        var email = Read("""
            From: zoe@customer.example
            Subject: photo
            Content-Type: message/partial; id="whole@customer.example"; number=2; total=3

            AAAA
            """);
        Assert.Contains("part 2 of 3", email.NewText, StringComparison.Ordinal);
        Assert.Equal("photo (part 2 of 3).eml", Assert.Single(email.Attachments).FileName);
    }

    private static IncomingEmail Read(string mail)
        => EmailTranslator.Translate(
            MimeMessage.Read(Encoding.UTF8.GetBytes(mail.ReplaceLineEndings("\r\n"))), new RawMailId(Guid.NewGuid()), DeskFixture.Support, Received);
}

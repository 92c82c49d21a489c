namespace MailBridge.Mime.Tests;

public sealed class DispositionTests
{
    private static MimeMessage Receipt(string fields, string type = "multipart/report; report-type=disposition-notification") =>
        Mail.Read($"From: Ann <ann@x.example>\nSubject: Read: offer\nIn-Reply-To: <parent@desk.example>\nContent-Type: {type}; boundary=b\n\n--b\n\nread\n--b\n"
            + $"Content-Type: message/disposition-notification\n\n{fields}\n--b--\n");

    [Fact]
    public void A_read_receipt_names_who_did_what_to_which_message()
    {
        var receipt = Receipt(
            "Reporting-UA: joes-pc.x.example; Foomail 97.1\nOriginal-Recipient: rfc822;info@x.example\nFinal-Recipient: rfc822;ann@x.example\n"
            + "Original-Message-ID: <ours@desk.example>\nDisposition: manual-action/MDN-sent-manually; displayed\n").DispositionNotification!;
        Assert.Equal(
            (DispositionType.Displayed, true, true, "ann@x.example", "info@x.example", "ours@desk.example", "joes-pc.x.example; Foomail 97.1", true),
            (receipt.Type, receipt.IsManualAction, receipt.IsManuallySent, receipt.FinalRecipient, receipt.OriginalRecipient, receipt.OriginalMessageId, receipt.ReportingUserAgent, receipt.IsStandard));
        Assert.Empty(receipt.Modifiers);
    }

    [Theory]
    [InlineData("automatic-action/MDN-sent-automatically; displayed", DispositionType.Displayed, false, false, "")]
    [InlineData("manual-action/MDN-sent-automatically; deleted", DispositionType.Deleted, true, false, "")]
    [InlineData("automatic-action/MDN-sent-automatically; dispatched", DispositionType.Dispatched, false, false, "")]
    [InlineData("automatic-action/MDN-sent-automatically;processed/Error, expired", DispositionType.Processed, false, false, "error,expired")]
    [InlineData("manual-action/MDN-sent-manually; denied", DispositionType.Other, true, true, "")]
    [InlineData("displayed", DispositionType.Displayed, false, false, "")]
    [InlineData("", DispositionType.Other, false, false, "")]
    public void The_disposition_is_read_by_its_parts(string disposition, DispositionType type, bool manualAction, bool manuallySent, string modifiers)
    {
        var receipt = Receipt($"Final-Recipient: rfc822; ann@x.example\nDisposition: {disposition}\n").DispositionNotification!;
        Assert.Equal((type, manualAction, manuallySent, modifiers), (receipt.Type, receipt.IsManualAction, receipt.IsManuallySent, string.Join(',', receipt.Modifiers)));
        Assert.Equal("parent@desk.example", receipt.OriginalMessageId);
    }

    [Fact]
    public void A_signed_receipt_is_one_all_the_same()
    {
        var message = Mail.Read("From: ann@x.example\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=s\n\n--s\n"
            + "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\nread\n--b\nContent-Type: message/disposition-notification\n\n"
            + "Final-Recipient: rfc822; ann@x.example\nOriginal-Message-ID: <ours@desk.example>\nDisposition: manual-action/MDN-sent-manually; displayed\n--b--\n--s\nContent-Type: application/pkcs7-signature\n\nx\n--s--\n");
        Assert.Equal("ours@desk.example", message.DispositionNotification!.OriginalMessageId);
    }

    [Theory]
    [InlineData("Read: offer", "Your message\n\n   To: Ann\n   Subject: offer\n   Sent: Monday\n\nwas read on Tuesday, 4 May 2021 10:00.\n", DispositionType.Displayed)]
    [InlineData("Gelesen: Angebot", "Ihre Nachricht\n\n   An: Ann\n   Betreff: Angebot\n\nwurde am Dienstag, 4. Mai 2021 10:00 gelesen.\n", DispositionType.Displayed)]
    [InlineData("Lu : offre", "Votre message\n\n   À : Ann\n\na été lu le mardi 4 mai 2021.\n", DispositionType.Displayed)]
    [InlineData("Leído: oferta", "El mensaje\n\nfue leído el martes 4 de mayo.\n", DispositionType.Displayed)]
    [InlineData("Przeczytane: oferta", "Wiadomość została odczytana 4 maja.\n", DispositionType.Displayed)]
    [InlineData("Прочитано: цена", "Ваше сообщение было прочитано 4 мая.\n", DispositionType.Displayed)]
    [InlineData("開封済み: 見積", "メッセージは 2021年5月4日 に開封されました。\n", DispositionType.Displayed)]
    [InlineData("Not read: offer", "Your message\n\nwas deleted without being read on Tuesday.\n", DispositionType.Deleted)]
    [InlineData("Nicht gelesen: Angebot", "Ihre Nachricht wurde am Dienstag gelöscht, ohne gelesen worden zu sein.\n", DispositionType.Deleted)]
    public void Outlook_s_receipts_in_words_are_understood(string subject, string text, DispositionType type)
    {
        var message = Mail.Read(Mail.Utf8($"From: Ann <ann@x.example>\nIn-Reply-To: <ours@desk.example>\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{text}"));
        Assert.Equal(MessageKind.Automatic, message.Kind);
        Assert.Equal((type, "ours@desk.example", "ann@x.example", false), (
            message.DispositionNotification!.Type, message.DispositionNotification.OriginalMessageId, message.DispositionNotification.FinalRecipient, message.DispositionNotification.IsStandard));
    }

    [Fact]
    public void The_class_that_a_gateway_names_makes_a_receipt() => Assert.Equal(
        DispositionType.Deleted, Mail.Read("From: ann@x.example\nX-MS-Exchange-MessageClass: REPORT.IPM.Note.IPNNRN\nSubject: x\n\n\n").DispositionNotification!.Type);

    [Theory]
    [InlineData("Read: the manual", "I have read the manual and it does not help.\n")]
    [InlineData("Gelesen: Ihre AGB", "Ich habe Ihre AGB durchgesehen, Frage dazu: ...\n")]
    [InlineData("offer", "Your message was read on Tuesday by all of us. We like it.\n")]
    public void A_person_who_speaks_of_reading_sends_no_receipt(string subject, string text)
    {
        var message = Mail.Read($"From: Ann <ann@x.example>\nSubject: {subject}\n\n{text}");
        Assert.Null(message.DispositionNotification);
        Assert.Equal(MessageKind.Customer, message.Kind);
    }

    [Fact]
    public void A_receipt_that_a_person_forwards_is_the_person_s_mail() =>
        Assert.Null(Receipt("Final-Recipient: rfc822; ann@x.example\nDisposition: manual-action/MDN-sent-manually; displayed\n", "multipart/mixed").DispositionNotification);

    [Fact]
    public void A_wish_for_a_receipt_makes_none() =>
        Assert.Equal(MessageKind.Customer, Mail.Read("From: ann@x.example\nSubject: x\nDisposition-Notification-To: ann@x.example\nReturn-Receipt-To: ann@x.example\nX-Confirm-Reading-To: ann@x.example\n\nHello\n").Kind);
}

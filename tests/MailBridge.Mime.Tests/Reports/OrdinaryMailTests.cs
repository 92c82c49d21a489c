namespace MailBridge.Mime.Tests;

/// <summary>Mail that speaks of failed deliveries and is no bounce.</summary>
public sealed class OrdinaryMailTests
{
    private const string Ann = "Ann <ann@x.example>";

    private const string Notice =
        "This is the mail system at host mx.y.example.\n\nI'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients.\n\n<gone@x.example>: host mx.x.example[192.0.2.1] said: 550 5.1.1 User unknown\n";

    private const string Status = "Reporting-MTA: dns; mx.y.example\n\nFinal-Recipient: rfc822; gone@x.example\nAction: failed\nStatus: 5.1.1\n";

    /// <summary>From, Subject, further fields, text.</summary>
    public static TheoryData<string, string, string, string> Written => new()
    {
        { Ann, "Delivery failed", "", "Hello, the courier says delivery failed. Where is my parcel?\n" },
        { Ann, "Undeliverable", "", "Your mail to me was undeliverable last week, please try again.\n" },
        { Ann, "Undelivered Mail Returned to Sender", "", "I keep getting this from your server, what is it?\n\n" + Notice },
        { Ann, "Fwd: Undelivered Mail Returned to Sender", "In-Reply-To: <a@y.example>\n", "See below\n\n---------- Forwarded message ---------\nFrom: Mail Delivery System <MAILER-DAEMON@y.example>\nSubject: Undelivered Mail Returned to Sender\n\n" + Notice },
        { Ann, "WG: Unzustellbar: Angebot", "", "Was soll das?\n\nVon: Systemadministrator\nGesendet: Montag\nBetreff: Unzustellbar: Angebot\n\nIhre Nachricht hat folgende Empfänger nicht erreicht:\n  gone@x.example\n    #550 5.1.1\n" },
        { Ann, "RE: Delivery Status Notification (Failure)", "In-Reply-To: <a@y.example>\n", "I fixed my mailbox, please send again.\n\n> Delivery to the following recipient failed permanently:\n>      ann@x.example\n> 550 5.2.2 mailbox full\n" },
        { Ann, "550 5.1.1 when I write to your sales address", "", "I get 550 5.1.1 <sales@desk.example>: Recipient address rejected: User unknown. Please check.\n" },
        { Ann, "failure notice", "", "Our tenants got a failure notice from the heating.\n" },
        { Ann, "Mail delivery failed: returning message to sender", "X-Mailer: Thunderbird\n", "This is what I see when I write to you. Help!\n" },
        { Ann, "Mailbox full", "", "Hi, my mailbox was full yesterday, did you write to me?\n" },
        { Ann, "Message could not be delivered to mobile", "", "What does this mean?\n" },
        { Ann, "Returned mail", "", "The letter you sent by post came back: returned mail, user unknown.\n" },
        { Ann, "Spam", "", "You are blocked by our spam filter. 5.7.1\n" },
        { Ann, "Zustellung fehlgeschlagen", "", "Das Paket wurde nicht zugestellt, die Zustellung ist fehlgeschlagen.\n" },
        { Ann, "Échec de la remise", "", "La remise des clés a échoué.\n" },
        { Ann, "Mancata consegna", "", "Mancata consegna del pacco 5.1.1\n" },
        { Ann, "配信エラー", "", "メールが届きません\n" },
        { Ann, "退信", "", "为什么退信?\n" },
        { Ann, "Re: your mail system", "", "Hi. This is the qmail-send program at y.example, says your server. Why?\n" },
        { "Postfix Fans <news@fans.example>", "Mail delivery tips", "List-Id: <news.fans.example>\n", "Undeliverable mail? Delivery to the following recipient failed permanently? Read on.\n" },
        { "Paul Postmaster <paul@x.example>", "Delivery problem", "Return-Path: <paul@x.example>\n", "Could not deliver the goods.\n" },
        { "Mr. Delivery <mr.delivery@x.example>", "Delivery report", "Return-Path: <mr.delivery@x.example>\n", "Here is my delivery report for May.\n" },
        { "Postmaster <postmaster@x.example>", "Re: blocked mail", "Return-Path: <postmaster@x.example>\nIn-Reply-To: <q@desk.example>\n", "Hello, I have taken your host from our block list. It said 550 5.7.1 before.\n" },
        { "Postmaster <postmaster@x.example>", "Invoice for hosting", "Return-Path: <postmaster@x.example>\n", "Please find the invoice attached.\n" },
        { "Parcel Service <no-reply@parcel.example>", "Delivery failed", "Return-Path: <>\n", "We could not deliver your parcel 00340434 today. Nobody was at home.\n" },
        { "Parcel Service <no-reply@parcel.example>", "Your delivery has been delayed", "Return-Path: <>\nAuto-Submitted: auto-generated\n", "Your parcel has been delayed. It will be delivered tomorrow. No action is required.\n" },
        { "DHL <noreply@parcel.example>", "Ihre Sendung konnte nicht zugestellt werden", "Return-Path: <>\n", "Ihr Paket konnte nicht zugestellt werden, der Empfänger ist unbekannt.\n" },
        { "Shop <orders@shop.example>", "Undelivered order 550", "Return-Path: <>\n", "Order 550 was not delivered. The address could not be found.\n" },
        { "Shop <orders@shop.example>", "Returned to sender", "Return-Path: <>\n", "The parcel has been returned to sender. Address not found.\n" },
        { "La Poste <no-reply@poste.example>", "Échec de la livraison", "Return-Path: <>\n", "Votre colis n'a pas été livré.\n" },
        { "Monitoring <alerts@watch.example>", "ALERT: mail delivery delayed on mx1", "Auto-Submitted: auto-generated\n", "Queue on mx1 is 5000 messages. Deferred: Connection timed out.\n" },
        { "Monitoring <alerts@watch.example>", "SMTP error 550", "Return-Path: <>\nAuto-Submitted: auto-generated\n", "Check smtp on mx1: CRITICAL, 550 5.7.1\n" },
        { "Ann <ann@x.example>", "Out of office: Undeliverable?", "Return-Path: <>\nAuto-Submitted: auto-replied\n", "I am away. Your message to me will not be delivered to anyone else; ask bob@x.example.\n" },
        { "Ann <ann@x.example>", "Automatische Antwort: Zustellung", "Return-Path: <>\nAuto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\n", "Ihre Nachricht wurde nicht weitergeleitet. Bitte wenden Sie sich an bob@x.example.\n" },
        { "Ann <ann@x.example>", "Auto: offer", "Return-Path: <>\n", "I no longer work at X. Please write to bob@x.example instead. This mailbox is disabled.\n" },
        { "Support <support@other.example>", "[Ticket 551] We received your message", "Auto-Submitted: auto-replied\nReturn-Path: <>\n", "Your message to support has been received. Ticket 551.\n" },
        { "Quarantine <postmaster@y.example>", "Spam quarantine digest", "Return-Path: <>\n", "You have 3 messages in quarantine:\n\nfrom: a@z.example subject: win\n" },
        { "Quota <postmaster@y.example>", "Your mailbox is almost full", "Return-Path: <>\n", "Your mailbox is at 95 %. Please delete old mail.\n" },
        { "DMARC <noreply-dmarc@y.example>", "Report Domain: desk.example Submitter: y.example", "Auto-Submitted: auto-generated\n", "This is a DMARC aggregate report.\n" },
        { Ann, "Bounced cheque", "", "My cheque bounced: account closed, suspended, expired.\n" },
        { Ann, "Delivery Notification", "", "Please send me a delivery notification when it leaves your house.\n" },
        { Ann, "Address not found", "", "My navigation says address not found. Where is your shop?\n" },
        { "Bob Mailer <bob.mailer@x.example>", "Cannot send the form", "Return-Path: <bob.mailer@x.example>\n", "Your site says: mail error, cannot send. 500 Internal Server Error\n" },
        { "Mail System Shop <sales@mailsystem.example>", "Offer for a mail system", "Return-Path: <sales@mailsystem.example>\n", "Our mail system never loses a message: undeliverable mail is history. RFC 5.1.1\n" },
    };

    [Theory]
    [MemberData(nameof(Written))]
    public void Mail_that_speaks_of_deliveries_is_no_bounce(string from, string subject, string fields, string text) =>
        Assert.NotEqual(MessageKind.Bounce, Mail.Read(Mail.Utf8(
            $"From: {from}\nTo: support@desk.example\nSubject: {subject}\n{fields}Content-Type: text/plain; charset=utf-8\n\n{text}")).Kind);

    [Fact]
    public void A_bounce_that_a_customer_forwards_as_an_attachment_is_the_customer_s_mail() => Assert.Equal(
        MessageKind.Customer,
        Mail.Read($"From: {Ann}\nSubject: Fwd: Undelivered Mail\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nlook\n--b\nContent-Type: message/rfc822\n\n"
            + $"From: MAILER-DAEMON@y.example\nSubject: Undelivered Mail\nContent-Type: multipart/report; report-type=delivery-status; boundary=c\n\n--c\n\n{Notice}\n--c\nContent-Type: message/delivery-status\n\n{Status}\n--c--\n--b--\n").Kind);

    [Fact]
    public void A_bounce_that_a_customer_forwards_part_by_part_is_the_customer_s_mail() => Assert.Equal(
        MessageKind.Customer,
        Mail.Read($"From: {Ann}\nSubject: Fwd: Undelivered Mail Returned to Sender\nUser-Agent: Mozilla Thunderbird\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nlook\n\n-------- Forwarded Message --------\n{Notice}\n--b\n"
            + $"Content-Type: message/delivery-status; name=\"Delivery report\"\nContent-Disposition: attachment\n\n{Status}\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <ours@desk.example>\n--b--\n").Kind);

    [Fact]
    public void A_report_within_a_mixed_message_of_a_mail_system_is_a_bounce() => Assert.Equal(
        MessageKind.Bounce,
        Mail.Read($"From: MAILER-DAEMON@y.example\nSubject: Undelivered Mail Returned to Sender\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n{Notice}\n--b\nContent-Type: message/delivery-status\n\n{Status}\n--b--\n").Kind);
}

namespace MailBridge.Mime.Tests;

public sealed class DeliveryReportTests
{
    private static MimeMessage Report(string status, string returned = "Content-Type: message/rfc822\n\nMessage-ID: <ours@desk.example>\nReferences: <first@x>\n\ntext") =>
        Mail.Read($"From: MAILER-DAEMON@x.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nSorry\n--b\n"
            + $"Content-Type: message/delivery-status\n\n{status}\n--b\n{returned}\n--b--\n");

    [Fact]
    public void A_standard_report_names_recipient_status_and_the_returned_message()
    {
        var message = Report(
            "Reporting-MTA: dns; mx.x.example\nOriginal-Envelope-Id: env-1\n\nFinal-Recipient: rfc822; <a@x.example>\nAction: failed\nStatus: 5.0.0\n"
            + "Remote-MTA: dns; mx.y.example\nDiagnostic-Code: smtp; 550 5.1.1 no such\n user\n");
        var report = message.DeliveryReport!;
        Assert.Equal(MessageKind.Bounce, message.Kind);
        Assert.Equal(new DeliveryReportRecipient("a@x.example", DeliveryAction.Failed, "5.1.1", "550 5.1.1 no such user", "mx.y.example") { Reason = BounceReason.UserUnknown }, Assert.Single(report.Recipients));
        Assert.Equal(("ours@desk.example", "env-1", "mx.x.example", true, false), (report.OriginalMessageId, report.OriginalEnvelopeId, report.ReportingMta, report.IsStandard, report.IsDelayOnly));
        Assert.Equal(["first@x"], report.OriginalReferences);
    }

    [Fact]
    public void Groups_may_be_divided_by_too_many_blank_lines_or_none()
    {
        var report = Report(
            "Reporting-MTA: dns; x\n\n\n\nFinal-Recipient: rfc822; a@x.example\n\nAction: failed\nStatus: 5.1.1\nFinal-Recipient: rfc822; b@x.example\nAction: delayed\nStatus: 4.4.1\n").DeliveryReport!;
        Assert.Equal([("a@x.example", DeliveryAction.Failed), ("b@x.example", DeliveryAction.Delayed)], report.Recipients.Select(recipient => (recipient.Address, recipient.Action)));
    }

    [Fact]
    public void A_delay_is_no_failure()
    {
        var report = Report("Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@x.example\nAction: delayed\nStatus: 4.4.1\n").DeliveryReport!;
        Assert.True(report.IsDelayOnly);
        Assert.False(report.Recipients[0].IsPermanent);
    }

    [Fact]
    public void A_delay_beside_a_success_is_no_failure_either()
    {
        const string delayed = "Final-Recipient: rfc822; a@x.example\nAction: delayed\nStatus: 4.4.1\n";
        const string delivered = "Final-Recipient: rfc822; b@x.example\nAction: delivered\nStatus: 2.0.0\n";
        const string failed = "Final-Recipient: rfc822; c@x.example\nAction: failed\nStatus: 5.1.1\n";
        Assert.True(Report($"Reporting-MTA: dns; x\n\n{delayed}\n{delivered}").DeliveryReport!.IsDelayOnly);
        Assert.False(Report($"Reporting-MTA: dns; x\n\n{delayed}\n{failed}").DeliveryReport!.IsDelayOnly);
        Assert.False(Report($"Reporting-MTA: dns; x\n\n{delivered}").DeliveryReport!.IsDelayOnly);
    }

    [Fact]
    public void A_success_is_no_bounce() =>
        Assert.Equal(MessageKind.Automatic, Report("Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@x.example\nAction: delivered\nStatus: 2.0.0\n").Kind);

    [Fact]
    public void The_returned_header_alone_tells_the_message_too() => Assert.Equal(
        "ours@desk.example",
        Report("Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.1.1\n", "Content-Type: text/rfc822-headers\n\nMessage-ID: <ours@desk.example>\n")
            .DeliveryReport!.OriginalMessageId);

    [Theory]
    [InlineData("Hi. This is the qmail-send program at x.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n<gone@x.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <s@desk.example>\nMessage-ID: <ours@desk.example>\nTo: gone@x.example\n", "5.1.1")]
    [InlineData("This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered.\nThe following address(es) failed:\n\n  gone@x.example\n    SMTP error from remote mail server: 552 mailbox is full\n\n------ This is a copy of the message, including all the headers. ------\n\nReturn-path: <s@desk.example>\nMessage-ID: <ours@desk.example>\n", "5.2.2")]
    [InlineData("Delivery to the following recipient failed permanently:\n\n     gone@x.example\n\nThe error that the other server returned was:\n550 5.7.1 <gone@x.example>... Blocked\n\n----- Original message -----\n\nMessage-ID: <ours@desk.example>\n", "5.7.1")]
    [InlineData("   ----- Transcript of session follows -----\n... while talking to mx.x.example.:\n>>> RCPT To:<gone@x.example>\n<<< 550 user unknown\n550 <gone@x.example>... User unknown\n\n   ----- Original message follows -----\n\nMessage-ID: <ours@desk.example>\n", "5.1.1")]
    public void Words_of_systems_without_a_report_part_are_understood(string text, string status)
    {
        var message = Mail.Read($"Return-Path: <>\nFrom: Mail Delivery System <MAILER-DAEMON@mx.x.example>\nTo: s@desk.example\nSubject: failure notice\n\n{text}");
        var report = message.DeliveryReport!;
        Assert.Equal(MessageKind.Bounce, message.Kind);
        Assert.Equal(("gone@x.example", status, false), (report.Recipients[0].Address, report.Recipients[0].Status, report.IsStandard));
        Assert.Equal("ours@desk.example", report.OriginalMessageId);
    }

    [Fact]
    public void A_warning_that_a_mail_is_late_is_a_delay()
    {
        var message = Mail.Read("From: MAILER-DAEMON@x.example\nSubject: Warning: message delayed 24 hours\n\nYour message has been delayed.\n\n  gone@x.example\n    host mx [192.0.2.1]: 451 try later\n");
        Assert.True(message.DeliveryReport!.IsDelayOnly);
    }

    [Theory]
    [InlineData("550 5.1.1 user unknown", "5.1.1")]
    [InlineData("said: 450-4.2.2 full", "4.2.2")]
    [InlineData("host 192.0.2.5.1 version 5.6.73.2 at 5.4.3.2", null)]
    [InlineData("#5.5.0)", "5.5.0")]
    public void A_status_code_is_no_address_and_no_version(string text, string? expected) =>
        Assert.Equal(expected, StatusCodes.Enhanced(text));
}

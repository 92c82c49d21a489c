namespace MailBridge.Mime.Tests;

public sealed class FeedbackReportTests
{
    private static MimeMessage Report(string fields, string type = "multipart/report; report-type=feedback-report") =>
        Mail.Read($"From: staff@provider.example\nSubject: FW: offer\nContent-Type: {type}; boundary=b\n\n--b\n\nThis is an abuse report.\n--b\nContent-Type: message/feedback-report\n\n{fields}\n--b\n"
            + "Content-Type: message/rfc822\n\nFrom: s@desk.example\nMessage-ID: <ours@desk.example>\nReferences: <first@x.example>\nSubject: offer\n\nHello\n--b--\n");

    [Fact]
    public void A_complaint_names_the_message_and_who_complains()
    {
        var message = Report(
            "Feedback-Type: abuse\nUser-Agent: SomeGenerator/1.0\nVersion: 1\nOriginal-Mail-From: <s@desk.example>\nOriginal-Rcpt-To: <ann@x.example>\nOriginal-Rcpt-To: <bob@x.example>\n"
            + "Arrival-Date: Thu, 8 Mar 2005 14:00:00 EDT\nReporting-MTA: dns; mail.provider.example\nSource-IP: 192.0.2.1\nIncidents: 3\n");
        var report = message.FeedbackReport!;
        Assert.Equal((MessageKind.Automatic, true), (message.Kind, message.Classification.ForbidsAutomaticAnswer));
        Assert.Equal(
            (FeedbackType.Abuse, "SomeGenerator/1.0", "s@desk.example", "192.0.2.1", "mail.provider.example", 3, "ours@desk.example"),
            (report.Type, report.UserAgent, report.OriginalMailFrom, report.SourceIp, report.ReportingMta, report.Incidents, report.OriginalMessageId));
        Assert.Equal(["ann@x.example", "bob@x.example"], report.OriginalRcptTo);
        Assert.Equal(["first@x.example"], report.OriginalReferences);
        Assert.Equal(new DateTimeOffset(2005, 3, 8, 14, 0, 0, TimeSpan.FromHours(-4)), report.ArrivalDate);
    }

    [Theory]
    [InlineData("abuse", FeedbackType.Abuse)]
    [InlineData("Fraud", FeedbackType.Fraud)]
    [InlineData("virus", FeedbackType.Virus)]
    [InlineData("not-spam", FeedbackType.NotSpam)]
    [InlineData("opt-out", FeedbackType.OptOut)]
    [InlineData("auth-failure", FeedbackType.AuthFailure)]
    [InlineData("other", FeedbackType.Other)]
    [InlineData("x-new", FeedbackType.Other)]
    public void The_type_is_one_of_the_registered_or_other(string word, FeedbackType type) => Assert.Equal(type, Report($"Feedback-Type: {word}\n").FeedbackReport!.Type);

    [Fact]
    public void A_complaint_that_a_person_forwards_is_the_person_s_mail()
    {
        var message = Report("Feedback-Type: abuse\n", "multipart/mixed");
        Assert.Null(message.FeedbackReport);
        Assert.Equal(MessageKind.Customer, message.Kind);
    }
}

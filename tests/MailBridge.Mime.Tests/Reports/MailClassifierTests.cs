namespace MailBridge.Mime.Tests;

public sealed class MailClassifierTests
{
    private static MailClassification Classify(string fields) =>
        Mail.Read($"From: Ann <ann@x.example>\nTo: support@desk.example\nSubject: Question\n{fields}\nHello\n").Classification;

    [Theory]
    [InlineData("", MessageKind.Customer)]
    [InlineData("Auto-Submitted: no\n", MessageKind.Customer)]
    [InlineData("Auto-Submitted: No (really)\n", MessageKind.Customer)]
    [InlineData("Auto-Submitted: auto-replied; owner-email=\"x\"\n", MessageKind.Automatic)]
    [InlineData("Auto-Submitted: auto-generated\n", MessageKind.Automatic)]
    [InlineData("Precedence: auto_reply\n", MessageKind.Automatic)]
    [InlineData("Precedence: bulk\n", MessageKind.Automatic)]
    [InlineData("Precedence: first-class\n", MessageKind.Customer)]
    [InlineData("X-Autoreply: yes\n", MessageKind.Automatic)]
    [InlineData("X-Autoreply: no\n", MessageKind.Customer)]
    [InlineData("Return-Path: <>\n", MessageKind.Automatic)]
    [InlineData("X-Auto-Response-Suppress: OOF\n", MessageKind.Customer)]
    [InlineData("List-Id: <users.x.example>\n", MessageKind.List)]
    [InlineData("List-Unsubscribe: <mailto:a@x.example>\nPrecedence: bulk\n", MessageKind.List)]
    [InlineData("Precedence: list\n", MessageKind.List)]
    public void The_value_of_a_field_tells_who_wrote(string fields, MessageKind kind) => Assert.Equal(kind, Classify(fields).Kind);

    [Theory]
    [InlineData("", false)]
    [InlineData("Auto-Submitted: no\n", false)]
    [InlineData("X-Auto-Response-Suppress: DR, AutoReply\n", true)]
    [InlineData("X-Auto-Response-Suppress: DR\n", false)]
    [InlineData("X-Loop: x\n", true)]
    [InlineData("List-Help: <mailto:a@x.example>\n", true)]
    [InlineData("X-MailBridge-Loop: desk-1\n", true)]
    [InlineData("Reply-To: no-reply@x.example\n", true)]
    [InlineData("Reply-To: users-request@x.example\n", true)]
    public void A_program_must_not_answer_what_asks_for_no_answer(string fields, bool forbids) =>
        Assert.Equal(forbids, Classify(fields).ForbidsAutomaticAnswer);

    [Fact]
    public void An_absence_subject_is_a_hint_only_beside_another()
    {
        Assert.Equal(MessageKind.Customer, Mail.Read("From: a@x.example\nSubject: Automatic reply: hours?\n\nx").Kind);
        Assert.Equal(MessageKind.Automatic, Mail.Read("From: a@x.example\nSubject: Automatic reply: hours\nX-Auto-Response-Suppress: All\n\nx").Kind);
    }

    [Theory]
    [InlineData("disposition-notification")]
    [InlineData("feedback-report")]
    public void Receipts_and_complaints_are_automatic(string type) => Assert.Equal(
        MessageKind.Automatic,
        Mail.Read($"From: a@x.example\nContent-Type: multipart/report; report-type={type}; boundary=b\n\n--b\n\nread\n--b\nContent-Type: message/{type}\n\nX: y\n--b--\n").Kind);

    [Fact]
    public void A_customer_who_writes_about_a_bounce_is_a_customer() => Assert.Equal(
        MessageKind.Customer,
        Mail.Read("From: ann@x.example\nSubject: Undelivered Mail Returned to Sender?\n\nI got: 550 5.1.1 <you@desk.example> user unknown. Could not be delivered!\n").Kind);
}

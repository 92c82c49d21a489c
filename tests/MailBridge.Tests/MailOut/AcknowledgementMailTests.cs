using System.Text;
using MailBridge.Conversations;
using MailBridge.MailIn;
using MailBridge.MailOut;
using MailBridge.Mime;
using MailBridge.Operations;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailBridge.Tests.MailOut;

public sealed class AcknowledgementMailTests
{
    private static readonly InboxTimers Timers = InboxTimers.None with { Acknowledgement = new AcknowledgementTexts("We have it.\n\nAcme", "", 60) };

    private static CancellationToken Token => DeskFixture.Token;

    [Fact]
    public async Task It_says_that_a_program_wrote_it_and_nothing_comes_back_of_it()
    {
        await using var desk = await DeskFixture.CreateAsync(copyReplies: true, timers: Timers);
        var (conversation, worker, gateway) = await AcknowledgedAsync(desk);
        await desk.WorkAsync(worker, DeliveryLeg.Mail);

        var sent = Assert.Single(gateway.Sent);
        Assert.Equal("", sent.Sender.Value);
        Assert.Equal(["zoe@customer.example"], sent.Recipients);
        var mail = MimeMessage.Read(sent.Bytes);
        Assert.Equal("auto-replied", mail.Headers.Text("Auto-Submitted"));
        Assert.Equal("Auto: Boiler 1", mail.Subject);
        Assert.Equal(["mail-1@customer.example"], mail.InReplyTo);
        Assert.Equal(["mail-1@customer.example"], mail.References);
        Assert.Equal(new Mailbox("Acme Support", "support@acme.example"), Assert.Single(mail.From));
        Assert.Equal("We have it.\n\nAcme\n", mail.TextBody!.ReplaceLineEndings("\n"));
        Assert.True(mail.Classification.ForbidsAutomaticAnswer);
        Assert.Empty(mail.Defects);
        var life = (await desk.LoadAsync(conversation)).Entries.OfType<Entry.Acknowledgement>().Single().Life;
        Assert.IsType<ReplyLife.Accepted>(life);
        Assert.NotNull((await desk.LoadAsync(conversation)).State.WaitingSince);
    }

    [Fact]
    public async Task One_of_unknown_fate_is_looked_for_and_never_sent_again()
    {
        await using var desk = await DeskFixture.CreateAsync(timers: Timers);
        var (conversation, worker, gateway) = await AcknowledgedAsync(desk, _ => throw new MailFault(MailFaultKind.Unknown, "the connection broke"));
        for (var i = 0; i < 10; i++)
        {
            await desk.WorkAsync(worker, DeliveryLeg.Mail);
            desk.Time.Advance(TimeSpan.FromMinutes(10));
        }
        Assert.Single(gateway.Sent);
        Assert.True(gateway.Looks > 0);
        Assert.IsType<ReplyLife.Failed>((await desk.LoadAsync(conversation)).Entries.OfType<Entry.Acknowledgement>().Single().Life);
        Assert.Equal(0, (await desk.Queue.DepthAsync(DeliveryLeg.Mail, Token)).Scheduled);
    }

    [Theory]
    [InlineData(true, "dealt with before")]
    [InlineData(false, "too late")]
    public async Task One_that_could_not_leave_in_time_does_not_leave_any_more(bool isAnswered, string why)
    {
        await using var desk = await DeskFixture.CreateAsync(timers: Timers);
        var refusals = Enumerable.Repeat<Func<MailToSend, MailAccepted>>(_ => throw new MailFault(MailFaultKind.Temporary, "451 later"), 100);
        var (conversation, worker, gateway) = await AcknowledgedAsync(desk, [.. refusals]);
        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        if (isAnswered) await desk.Agents.ActAsync(new AgentAction.Close { Agent = DeskFixture.Anna, Conversation = conversation }, Token);
        for (var i = 0; i < 6; i++)
        {
            desk.Time.Advance(TimeSpan.FromHours(1));
            await desk.WorkAsync(worker, DeliveryLeg.Mail);
        }
        var failed = Assert.IsType<ReplyLife.Failed>((await desk.LoadAsync(conversation)).Entries.OfType<Entry.Acknowledgement>().Single().Life);
        Assert.Contains(why, failed.Cause, StringComparison.Ordinal);
        Assert.InRange(gateway.Sent.Count, 1, 8);
    }

    [Fact]
    public async Task One_whose_conversation_is_merged_before_it_leaves_does_not_leave_and_says_so()
    {
        await using var desk = await DeskFixture.CreateAsync(timers: Timers);
        var (conversation, worker, gateway) = await AcknowledgedAsync(desk);
        var into = await desk.ReceiveAsync(DeskFixture.Mail(2));
        var merge = new AgentAction.Merge { Agent = DeskFixture.Anna, Conversation = conversation, Into = into.Id, Confirmed = true };
        Assert.IsType<ActionOutcome.Done>(await desk.Agents.ActAsync(merge, Token));

        await desk.WorkAsync(worker, DeliveryLeg.Mail);

        Assert.Empty(gateway.Sent);
        var failed = Assert.IsType<ReplyLife.Failed>((await desk.LoadAsync(conversation)).Entries.OfType<Entry.Acknowledgement>().Single().Life);
        Assert.Contains("dealt with before", failed.Cause, StringComparison.Ordinal);
        Assert.DoesNotContain((await desk.LoadAsync(into.Id)).Entries, e => e is Entry.Acknowledgement);
        Assert.Equal(0, (await desk.Queue.DepthAsync(DeliveryLeg.Mail, Token)).Scheduled);
    }

    [Fact]
    public async Task Its_copy_among_the_sent_mails_is_ours_and_an_answer_to_it_lands_in_the_thread()
    {
        await using var desk = await DeskFixture.CreateAsync(timers: Timers);
        var (conversation, worker, gateway) = await AcknowledgedAsync(desk);
        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        var bytes = Encoding.Latin1.GetString(gateway.Sent[0].Bytes.Span);
        var copy = EmailTranslator.Translate(MimeMessage.Read(gateway.Sent[0].Bytes), await desk.KeepAsync(bytes), DeskFixture.Support, desk.Time.GetUtcNow());
        Assert.Equal(RawMailDisposition.OwnCopy, (await desk.Intake.ReceiveAsync(copy, history: false, Token)).Disposition);

        var answer = await desk.ReceiveAsync($"""
            From: someone@elsewhere.example
            To: support@acme.example
            Subject: Re: Auto: Boiler 1
            Message-ID: <answer@elsewhere.example>
            In-Reply-To: <{gateway.Sent[0].MessageId}>

            Thank you.
            """);
        Assert.Equal(conversation, answer.Id);
    }

    [Theory]
    [InlineData("Auto-Submitted: auto-generated")]
    [InlineData("Precedence: bulk")]
    [InlineData("Precedence: junk")]
    [InlineData("Precedence: list")]
    [InlineData("List-Unsubscribe: <mailto:off@lists.example>")]
    [InlineData("Return-Path: <>")]
    [InlineData("X-Auto-Response-Suppress: All")]
    [InlineData("X-MailBridge-Loop: other")]
    [InlineData("Sender: owner-talk@lists.example")]
    public async Task What_its_header_forbids_is_not_acknowledged(string field)
    {
        await using var desk = await DeskFixture.CreateAsync(timers: Timers);
        var bytes = $"{field}\n{DeskFixture.Mail(1)}";
        var email = EmailTranslator.Translate(MimeMessage.Read(DeskFixture.Bytes(bytes)), await desk.KeepAsync(bytes), DeskFixture.Support, desk.Time.GetUtcNow());
        await desk.Intake.ReceiveAsync(email, history: false, Token);
        await desk.WorkAsync(Desk(desk), DeliveryLeg.Desk);
        Assert.Equal(0, (await desk.Queue.DepthAsync(DeliveryLeg.Mail, Token)).Scheduled);
    }

    [Fact]
    public async Task A_mail_that_denies_being_automatic_is_acknowledged()
    {
        await using var desk = await DeskFixture.CreateAsync(timers: Timers);
        await desk.ReceiveAsync($"Auto-Submitted: no\n{DeskFixture.Mail(1)}");
        await desk.WorkAsync(Desk(desk), DeliveryLeg.Desk);
        Assert.Equal(1, (await desk.Queue.DepthAsync(DeliveryLeg.Mail, Token)).Scheduled);
    }

    private static DeskWorker Desk(DeskFixture desk)
        => new(desk.Queue, desk.WakeUps, desk.Writers, desk.Acknowledgements, desk.Directory, desk.Store, desk.Health, NullLogger<DeskWorker>.Instance, desk.Time);

    private static async Task<(ConversationId, MailOutWorker, ScriptedMailGateway)> AcknowledgedAsync(DeskFixture desk, params Func<MailToSend, MailAccepted>[] answers)
    {
        var conversation = await desk.OpenAsync();
        await desk.WorkAsync(Desk(desk), DeliveryLeg.Desk);
        var gateway = new ScriptedMailGateway(answers);
        return (conversation.Id, new MailOutWorker(
            desk.Queue, desk.Store, desk.Raw, desk.Files, desk.Progress, gateway, desk.Directory, new SendingOptions(), new Installation("acme1", new byte[32]), desk.Health,
            NullLogger<MailOutWorker>.Instance, desk.Time), gateway);
    }
}

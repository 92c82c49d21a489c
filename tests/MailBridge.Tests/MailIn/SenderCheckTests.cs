using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.MailIn;
using MailBridge.Mime;
using MailBridge.Tests.Workspace;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailBridge.Tests.MailIn;

/// <summary>From the field that the receiving server wrote to the mark that a colleague reads.</summary>
public sealed class SenderCheckTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("mx.google.com; dmarc=fail (p=NONE) header.from=customer.example", "Sender not verified: DMARC failed for customer.example")]
    [InlineData("mx.google.com; spf=none smtp.mailfrom=x.example", "Sender not verified: no DMARC result")]
    [InlineData("mx.evil.example; dmarc=pass header.from=customer.example", "Sender not verified: no DMARC result")]
    [InlineData("mx.google.com; dmarc=pass header.from=customer.example", "")]
    public async Task What_the_server_says_of_a_sender_stands_on_the_card_in_the_Workspace(string results, string mark)
    {
        await using var desk = await DeskFixture.CreateAsync();
        await desk.KeepAsync($"Authentication-Results: {results}\n{DeskFixture.Mail(1)}");
        var conversation = await ReadAsync(desk, ["mx.google.com"]);
        await using var host = await WorkspaceHost.StartAsync(Token);
        var channel = new ChatChannel("workspace", "", "support");
        var customer = (await desk.Store.LoadCustomerAsync(conversation.State.Customer, Token))!;
        var card = desk.Cards.Root(conversation, customer, await desk.Store.HistoryOfAsync(customer.Id, conversation.Id, Token));
        var root = await host.Gateway.PostAsync(new ChatPost(channel, null, "root", card, null), Token);
        await host.Gateway.PostAsync(new ChatPost(channel, root, "mail", desk.Cards.Item(conversation, conversation.Entries[0]), null), Token);

        using var browser = await host.BrowseAsync(Token);
        var page = (await browser.GetAsync($"/c/{conversation.Id}", Token)).Text("body");

        Assert.Contains("It drips.", page, StringComparison.Ordinal);
        if (mark.Length > 0) Assert.Contains(mark, page, StringComparison.Ordinal);
        else Assert.DoesNotContain("not verified", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_trusted_server_no_sender_is_judged()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await desk.KeepAsync($"Authentication-Results: mx.google.com; dmarc=fail header.from=customer.example\n{DeskFixture.Mail(1)}");
        var conversation = await ReadAsync(desk, []);
        Assert.Empty(desk.Cards.Item(conversation, conversation.Entries[0]).Marks);
    }

    [Fact]
    public async Task Warnings_about_the_sender_stand_on_the_card()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await desk.KeepAsync("""
            From: "billing@bank.example" <eve@xn--pypal-4ve.example>
            From: other@evil.example
            Reply-To: eve@elsewhere.example
            To: support@acme.example
            Message-ID: <mail-1@customer.example>

            Pay.
            """);
        var conversation = await ReadAsync(desk, []);
        Assert.Equal(
            [
                "The sender's name shows another address; the mail is from eve@xn--pypal-4ve.example",
                "The mail has two From fields; other programs may show another sender",
                "The sender's domain is written with look-alike letters: xn--pypal-4ve.example",
                "Answers go to eve@elsewhere.example",
            ],
            desk.Cards.Item(conversation, conversation.Entries[0]).Marks);
    }

    [Fact]
    public async Task Mail_that_only_claims_to_be_a_colleagues_says_so()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await desk.KeepAsync("""
            Authentication-Results: mx.google.com; dmarc=fail header.from=acme.example
            From: Anna Kowalska <anna@acme.example>
            To: zoe@customer.example, support@acme.example
            Message-ID: <mail-1@customer.example>

            Please pay to this account.
            """);
        var conversation = await ReadAsync(desk, ["mx.google.com"]);
        var card = desk.Cards.Item(conversation, conversation.Entries[0]);
        Assert.Equal(CardItemKind.CustomerEmail, card.Kind);
        Assert.Equal("Claims to be from one of us, but nothing shows that it is", card.Marks[0]);
        Assert.Null(conversation.State.Assignee);
    }

    [Theory]
    [InlineData("imap:Sent:7:11", true)]
    [InlineData("imap:Sent:7:11:cut", true)]
    [InlineData("imap:INBOX:7:11", false)]
    [InlineData("imap:Sent:9:7:11", false)]
    [InlineData("imap:Sent items:7:11", false)]
    [InlineData("maildir:Sent:7:11", false)]
    public void What_lies_among_the_sent_mails_came_by_no_server_and_is_not_judged(string place, bool isSent)
    {
        var checks = new SenderChecks(new Dictionary<InboxId, SenderTrust> { [DeskFixture.Support] = new(["mx.google.com"], "Sent") });
        var mail = new RawMail
        {
            Id = default, Inbox = DeskFixture.Support, SourceKey = place, ReceivedAt = default, Size = 0, Sha256 = "", State = RawMailState.Waiting,
        };
        Assert.Equal(isSent ? SenderCheck.NotJudged : SenderCheck.Absent, checks.Of(mail, MimeMessage.Read(DeskFixture.Bytes(DeskFixture.Mail(1)))));
        Assert.Equal(SenderCheck.NotJudged, checks.Of(mail with { Inbox = DeskFixture.Sales }, MimeMessage.Read(DeskFixture.Bytes(DeskFixture.Mail(1)))));
    }

    [Fact]
    public void Fields_that_carry_a_thread_are_translated()
    {
        var email = EmailTranslator.Translate(
            MimeMessage.Read(DeskFixture.Bytes("""
                Delivered-To: <support+cabc@acme.example> (via a list)
                Envelope-To: a@acme.example, b@acme.example
                From: zoe@customer.example
                Subject: [Ticket#17] Boiler
                Thread-Topic: Boiler
                Thread-Index: AdU2a4hzQwVfpvsKRZ6x
                 2Jm0w1YQ3g==
                X-MailBridge-Id: <mb.one@acme.example>

                hi
                """)), default, DeskFixture.Support, default);
        Assert.Equal(["support+cabc@acme.example", "a@acme.example", "b@acme.example"], email.DeliveredTo.Select(a => a.Value));
        Assert.Equal("17", email.SubjectTag);
        Assert.Equal(("AdU2a4hzQwVfpvsKRZ6x2Jm0w1YQ3g==", "Boiler"), (email.Outlook!.Index, email.Outlook.Topic));
        Assert.Equal(new MsgId("mb.one@acme.example"), email.OwnId);
    }

    private static async Task<Conversation> ReadAsync(DeskFixture desk, IReadOnlyList<string> trusted)
    {
        var clock = new WatchedClock();
        var reader = new MailReader(
            desk.Raw, desk.Intake, new MailArrived(clock), new HistoryBorders(new Dictionary<InboxId, DateTimeOffset>()),
            new SenderChecks(new Dictionary<InboxId, SenderTrust> { [DeskFixture.Support] = new(trusted, "") }), desk.Health,
            NullLogger<MailReader>.Instance, clock);
        await reader.StartAsync(Token);
        await clock.TimerAsync(Token);
        await reader.StopAsync(Token);
        var known = (await desk.Store.FindEmailsAsync([new("mail-1@customer.example")], Token)).Single().Single();
        return await desk.LoadAsync(known.Conversation);
    }
}

using System.Security.Cryptography;

namespace MailBridge.Conversations.Tests;

/// <summary>Whom a reply goes to and what goes with it.</summary>
public sealed class ReplyContentTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Recipients_that_the_agent_names_replace_those_of_the_draft_each_once()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var outcome = await ReplyAsync(desk, conversation, [Person("max@customer.example", "Max"), Person("MAX@customer.example")], [Person("zoe@customer.example"), Person("max@customer.example")]);
        Assert.IsType<ActionOutcome.Done>(outcome);
        var email = await SentAsync(desk, conversation);
        Assert.Equal([Person("max@customer.example", "Max")], email.To);
        Assert.Equal([Person("zoe@customer.example")], email.Cc);
        Assert.Equal("support@acme.example", email.From.Address.Value);
    }

    [Theory]
    [InlineData("", "nobody under To")]
    [InlineData("max", "“max” is no mail address")]
    [InlineData("max@", "is no mail address")]
    [InlineData("@customer.example", "is no mail address")]
    [InlineData("max@customer..example", "is no mail address")]
    [InlineData("max@customer.example\nBcc: all@customer.example", "is no mail address")]
    [InlineData("a b@customer.example", "is no mail address")]
    [InlineData("support@acme.example", "one of our own addresses")]
    [InlineData("help+x@acme.example", "one of our own addresses")]
    [InlineData("anna@acme.example", "one of our own addresses")]
    public async Task Recipients_that_cannot_be_are_refused_with_a_sentence(string address, string words)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        EmailPerson[] to = address.Length == 0 ? [] : [Person(address)];
        Assert.Contains(words, Assert.IsType<ActionOutcome.Refused>(await ReplyAsync(desk, conversation, to, [])).Reason, StringComparison.Ordinal);
        if (to.Length > 0)
            Assert.IsType<ActionOutcome.Refused>(await ReplyAsync(desk, conversation, null, to));
        Assert.Empty((await desk.Store.LoadAsync(conversation.Id, Token))!.Entries.OfType<Entry.AgentReply>());
    }

    [Fact]
    public async Task An_odd_address_that_the_customer_wrote_from_can_be_answered()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.LoadAsync(await desk.ReceiveAsync("\"z (e)\"@customer.example", "support@acme.example", "Hello", "Odd"));
        Assert.IsType<ActionOutcome.Done>(await ReplyAsync(desk, conversation, [Person("\"z (e)\"@customer.example")], []));
    }

    [Fact]
    public async Task More_than_a_hundred_recipients_are_refused()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var many = Enumerable.Range(0, 101).Select(i => Person($"c{i}@customer.example")).ToList();
        Assert.Contains("100 recipients", Assert.IsType<ActionOutcome.Refused>(await ReplyAsync(desk, conversation, many, null)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_are_kept_once_by_their_bytes_under_harmless_names()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        byte[] bytes = [1, 2, 3];
        var outcome = await ReplyAsync(desk, conversation, files: [new("C:\\temp\\of\u202Efer.pdf", "application/pdf", bytes), new("../../x", "", bytes), new("\n", "", new byte[] { 9 })]);
        Assert.IsType<ActionOutcome.Done>(outcome);
        var files = (await SentAsync(desk, conversation)).Files;
        Assert.Equal(["offer.pdf", "x", "file"], files.Select(f => f.Name));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), files[0].Sha256);
        Assert.Equal(files[0].Sha256, files[1].Sha256);
        Assert.Equal(bytes, (await desk.Files.ReadAsync(files[1].Sha256, Token))!.Value.ToArray());
        Assert.Null(await desk.Files.ReadAsync("none", Token));
        Assert.Equal(conversation.Id, Assert.Single(await desk.Search.SearchAsync("offer", 10, Token)).Conversation);
    }

    [Fact]
    public async Task Files_that_are_too_large_together_are_refused_with_both_sizes()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var half = new byte[(SendingRules.Default.MostAttachmentBytes / 2) + 1];
        var outcome = await ReplyAsync(desk, conversation, files: [new("a", "", half), new("b", "", half)]);
        Assert.Equal("The files are 20.1 MB together; a reply may carry 20 MB. Send fewer, or a link to them.", Assert.IsType<ActionOutcome.Refused>(outcome).Reason);
        Assert.Null(await desk.Files.ReadAsync(Convert.ToHexStringLower(SHA256.HashData(half)), Token));
    }

    [Theory]
    [InlineData("name.tar.gz", "name.tar.gz")]
    [InlineData(".htaccess", "htaccess")]
    [InlineData("a/b\\c.txt", "c.txt")]
    [InlineData("/", "file")]
    [InlineData("Angebot für Zoë 😀.pdf", "Angebot für Zoë 😀.pdf")]
    public void A_file_name_keeps_what_is_harmless(string given, string safe) => Assert.Equal(safe, new ReplyFile(given, "", default).SafeName);

    [Fact]
    public void A_long_file_name_keeps_its_extension()
    {
        var safe = new ReplyFile(new string('x', 145) + "😀😀😀.pdf", "", default).SafeName;
        Assert.Equal(new string('x', 145) + ".pdf", safe);
    }

    [Fact]
    public async Task A_reply_that_came_back_for_one_of_two_is_tried_again_for_that_one()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await ReplyAsync(desk, conversation, [Person("zoe@customer.example"), Person("max@customer.example")], null);
        var reply = (await desk.Store.LoadAsync(conversation.Id, Token))!.Entries.OfType<Entry.AgentReply>().Single();
        await desk.Progress.AcceptedAsync(Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, TimeSpan.FromMinutes(1), Token)), "250 ok", [], Token);
        var gone = new BouncedRecipient(new("max@customer.example"), "5.1.1", "550 gone");
        var report = await desk.MailAsync("mailer-daemon@customer.example", "support@acme.example", "Undelivered", "gone");
        await desk.Intake.ReceiveAsync(
            report with { Kind = EmailKind.Bounce, Bounce = new BounceReport(reply.Email.MessageId, false, [gone]) }, history: false, Token);

        Assert.IsType<ActionOutcome.Done>(await desk.Agents.ActAsync(
            new AgentAction.Retry { Agent = DeskFixture.Anna, Conversation = conversation.Id, Entry = reply.Id }, Token));

        var life = Assert.IsType<ReplyLife.Partial>((await desk.Store.LoadAsync(conversation.Id, Token))!.Entries.OfType<Entry.AgentReply>().Single().Life);
        Assert.Equal([gone], life.Waiting);
        Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, TimeSpan.FromMinutes(1), Token));
    }

    [Fact]
    public async Task Whom_the_server_refused_and_whom_a_report_names_are_tried_again_together()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await ReplyAsync(desk, conversation, [Person("zoe@customer.example"), Person("max@customer.example"), Person("bo@customer.example")], null);
        var reply = (await desk.Store.LoadAsync(conversation.Id, Token))!.Entries.OfType<Entry.AgentReply>().Single();
        var delivery = Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, TimeSpan.FromMinutes(1), Token));
        await desk.Progress.AcceptedAsync(delivery, "250 ok", [new BouncedRecipient(new("bo@customer.example"), "", "550 unknown")], Token);
        var report = await desk.MailAsync("mailer-daemon@customer.example", "support@acme.example", "Undelivered", "gone");
        var bounce = new BounceReport(reply.Email.MessageId, false, [new BouncedRecipient(new("MAX@customer.example"), "5.1.1", "550 gone")]);
        await desk.Intake.ReceiveAsync(report with { Kind = EmailKind.Bounce, Bounce = bounce }, history: false, Token);

        await desk.Agents.ActAsync(new AgentAction.Retry { Agent = DeskFixture.Anna, Conversation = conversation.Id, Entry = reply.Id }, Token);

        var life = Assert.IsType<ReplyLife.Partial>((await desk.Store.LoadAsync(conversation.Id, Token))!.Entries.OfType<Entry.AgentReply>().Single().Life);
        Assert.Equal(["bo@customer.example", "MAX@customer.example"], life.Waiting.Select(r => r.Address.Value));
    }

    [Fact]
    public async Task What_there_was_with_a_customer_before_is_known()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var first = await desk.OpenAsync();
        var last = (await desk.Store.LoadAsync(first.Id, Token))!.State.LastActivityAt;
        desk.Time.Advance(TimeSpan.FromDays(40));
        var second = await desk.LoadAsync(await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Another matter", "Hello"));

        Assert.Equal(new CustomerHistory(1, last), await desk.Store.HistoryOfAsync(second.State.Customer, second.Id, Token));
        Assert.Equal(new CustomerHistory(0, null), await desk.Store.HistoryOfAsync(first.State.Customer, first.Id, Token));
    }

    private static EmailPerson Person(string address, string name = "") => new(name, new EmailAddress(address));

    private static Task<ActionOutcome> ReplyAsync(
        DeskFixture desk, Conversation conversation, IReadOnlyList<EmailPerson>? to = null, IReadOnlyList<EmailPerson>? cc = null, IReadOnlyList<ReplyFile>? files = null)
        => desk.AtOnce.ActAsync(
            new AgentAction.Reply { Agent = DeskFixture.Anna, Conversation = conversation.Id, Text = "Hello", To = to, Cc = cc, Files = files ?? [] }, Token);

    private static async Task<OutgoingEmail> SentAsync(DeskFixture desk, Conversation conversation)
        => (await desk.Store.LoadAsync(conversation.Id, Token))!.Entries.OfType<Entry.AgentReply>().Single().Email;
}

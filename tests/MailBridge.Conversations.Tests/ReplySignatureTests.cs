namespace MailBridge.Conversations.Tests;

public sealed class ReplySignatureTests
{
    private static CancellationToken Token => DeskFixture.Token;

    [Fact]
    public async Task The_agents_lines_stand_above_the_inbox_lines_and_each_agent_has_their_own()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var signing = Signing(desk, anna: "{{agent.name}}\r\nCustomer care\n", jonas: "", inbox: "{{inbox.name}} · {{inbox.address}}");
        Assert.Equal("Anna Kowalska\nCustomer care\nAcme Support · support@acme.example", await SignedAsync(DeskFixture.Anna));
        Assert.Equal("Acme Support · support@acme.example", await SignedAsync(DeskFixture.Jonas));

        async Task<string> SignedAsync(AgentId agent)
        {
            Assert.IsType<ActionOutcome.Done>(
                await signing.ActAsync(new AgentAction.Reply { Agent = agent, Conversation = conversation.Id, Text = "Hello.", Confirmed = true }, Token));
            return (await desk.Store.LoadAsync(conversation.Id, Token))!.Entries.OfType<Entry.AgentReply>().Last().Email.Signature;
        }
    }

    [Fact]
    public async Task Without_a_signature_there_is_none()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation, DeskFixture.Anna, "Hello.");
        Assert.Equal("", (await desk.Store.LoadAsync(conversation.Id, Token))!.Entries.OfType<Entry.AgentReply>().Last().Email.Signature);
    }

    [Fact]
    public async Task A_stopped_reply_that_a_colleague_lets_go_keeps_its_authors_signature()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var signing = Signing(desk, anna: "Anna", jonas: "Jonas", inbox: "");
        await signing.ActAsync(
            new AgentAction.Reply
            {
                Agent = DeskFixture.Anna, Conversation = conversation.Id, Text = "Hello.", Doubt = "Why.",
                TypedIn = new ChatPostRef(new ChatChannel("workspace", "", "support"), "1"),
            },
            Token);
        var stopped = (await desk.Store.LoadAsync(conversation.Id, Token))!.Entries.OfType<Entry.AgentReply>().Single();
        await signing.ActAsync(new AgentAction.SendReply { Agent = DeskFixture.Jonas, Conversation = conversation.Id, Entry = stopped.Id }, Token);
        var sent = (await desk.Store.LoadAsync(conversation.Id, Token))!.Entries.OfType<Entry.AgentReply>().Single();
        Assert.Equal((new ReplyLife.Queued(), "Anna"), (sent.Life, sent.Email.Signature));
    }

    [Fact]
    public async Task A_gap_in_a_signature_is_not_mailed_unseen()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.LoadAsync(await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Boiler", "It drips."));
        var outcome = await Signing(desk, anna: "For {{customer.name}}", jonas: "", inbox: "").ActAsync(
            new AgentAction.Reply { Agent = DeskFixture.Anna, Conversation = conversation.Id, Text = "Hello." }, Token);
        Assert.Equal("It still has the gap “[customer's name?]”.", Assert.IsType<ActionOutcome.Held>(outcome).Reason);
    }

    [Fact]
    public async Task A_second_mail_to_somebody_who_has_not_answered_knows_their_name_as_the_first_did()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var signing = Signing(desk, anna: "{{agent.name}} for {{customer.name}}", jonas: "", inbox: "");
        var compose = new AgentAction.Compose
        {
            Agent = DeskFixture.Anna, Conversation = ConversationId.New(desk.Time), Inbox = DeskFixture.Support, To = [new EmailPerson("Max", new("max@other.example"))],
            Subject = "Your order", BaseSubject = "Your order", Text = "It is here.",
        };
        Assert.IsType<ActionOutcome.Done>(await signing.ActAsync(compose, Token));
        Assert.IsType<ActionOutcome.Done>(
            await signing.ActAsync(new AgentAction.Reply { Agent = DeskFixture.Anna, Conversation = compose.Conversation, Text = "Still here." }, Token));
        Assert.All(
            (await desk.LoadAsync(compose.Conversation)).Entries.OfType<Entry.AgentReply>(), r => Assert.Equal("Anna Kowalska for Max", r.Email.Signature));
    }

    [Fact]
    public async Task A_third_party_learns_nothing_of_the_customer_from_a_signature()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var forward = new AgentAction.Forward
        {
            Agent = DeskFixture.Anna, Conversation = conversation.Id, Entry = conversation.Entries[0].Id, Text = "Do you have this part?",
            To = [new EmailPerson("", new("parts@supplier.example"))], Cc = [],
        };
        var signing = Signing(desk, anna: "{{agent.name}} for {{customer.name}}, {{subject}}", jonas: "", inbox: "");
        Assert.Contains("It still has the gap “[customer's name?]”.", Assert.IsType<ActionOutcome.Held>(await signing.ActAsync(forward, Token)).Reason, StringComparison.Ordinal);
        Assert.IsType<ActionOutcome.Done>(await signing.ActAsync(forward with { Confirmed = true }, Token));
        var sent = (await desk.Store.LoadAsync(conversation.Id, Token))!.Entries.OfType<Entry.AgentReply>().Single();
        Assert.Equal("Anna Kowalska for [customer's name?], [subject?]", sent.Email.Signature);
    }

    [Theory]
    [InlineData("Hello.\n\n-- \nAnna\nCare", "Anna\nCare", true)]
    [InlineData("Hello.\n  Anna  \n\nCare\n\n", "Anna\nCare", true)]
    [InlineData("Hello.\nAnna\nCare\nPS: and Monday.", "Anna\nCare", false)]
    [InlineData("Hello.\nCare", "Anna\nCare", false)]
    [InlineData("Anna", "Anna", true)]
    [InlineData("Susanna", "Anna", false)]
    [InlineData("Hello.", "", false)]
    public void A_text_that_ends_with_it_is_known(string text, string signature, bool ends) => Assert.Equal(ends, ReplySignature.Ends(text, signature));

    private static AgentDesk Signing(DeskFixture desk, string anna, string jonas, string inbox)
    {
        var directory = new DeskDirectory(
            [.. desk.Directory_.Inboxes.Select(i => i with { Signature = inbox })],
            [.. desk.Directory_.Agents.Select(a => a with { Signature = a.Id == DeskFixture.Anna ? anna : jonas })], ["acme.example"]);
        return new AgentDesk(desk.Store, desk.Files, directory, desk.Signer, desk.Time);
    }
}

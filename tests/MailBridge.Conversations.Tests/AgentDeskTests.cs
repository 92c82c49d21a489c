namespace MailBridge.Conversations.Tests;

public sealed class AgentDeskTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reply_goes_to_the_customer_from_the_address_they_wrote_to_under_the_agents_name()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.LoadAsync(await desk.ReceiveAsync(
            "Zoë <zoe@customer.example>", "help@acme.example, Bob <bob@customer.example>, anna@acme.example", "Broken boiler", "It drips.", id: "q@customer.example"));

        Assert.IsType<ActionOutcome.Done>(await desk.ReplyAsync(conversation, DeskFixture.Anna, "  We come on Monday.  "));

        var reply = (await desk.Store.LoadAsync(conversation.Id, Token))!.Entries.OfType<Entry.AgentReply>().Single().Email;
        Assert.Equal(new EmailPerson("Anna Kowalska", new EmailAddress("help@acme.example")), reply.From);
        Assert.Equal(["zoe@customer.example"], reply.To.Select(p => p.Address.Value));
        Assert.Equal(["bob@customer.example"], reply.Cc.Select(p => p.Address.Value));
        Assert.Equal("Re: Broken boiler", reply.Subject);
        Assert.Equal(new MsgId("q@customer.example"), reply.InReplyTo);
        Assert.Equal("We come on Monday.", reply.Text);
        Assert.True(desk.Signer.TryVerify(reply.MessageId, out var signed, out _));
        Assert.Equal(conversation.Id, signed);
    }

    [Fact]
    public async Task A_reply_goes_where_the_customer_wants_answers()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var mail = await desk.MailAsync("zoe@customer.example", "sales@acme.example", "Offer", "Please", inbox: DeskFixture.Sales);
        var result = await desk.Intake.ReceiveAsync(mail with { ReplyTo = [new EmailPerson("", new EmailAddress("office@zoe.example"))] }, history: false, Token);

        await desk.ReplyAsync(await desk.LoadAsync(result), DeskFixture.Anna, "Here it is.");

        var reply = (await desk.LoadAsync(result)).Entries.OfType<Entry.AgentReply>().Single().Email;
        Assert.Equal(["office@zoe.example"], reply.To.Select(p => p.Address.Value));
        Assert.True(desk.Signer.TryVerify(reply.ReplyTo!.Address, out var tagged));
        Assert.Equal(result.Conversation, tagged);
    }

    [Fact]
    public async Task A_reply_to_a_mail_without_an_id_quotes_no_id_that_nobody_knows()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var mail = await desk.MailAsync("zoe@customer.example", "support@acme.example", "Hello", "No id");
        var result = await desk.Intake.ReceiveAsync(mail with { MessageId = MailIntake.SyntheticId(mail.Fingerprint) }, history: false, Token);

        await desk.ReplyAsync(await desk.LoadAsync(result), DeskFixture.Anna, "Hello Zoë");

        var reply = (await desk.LoadAsync(result)).Entries.OfType<Entry.AgentReply>().Single().Email;
        Assert.Null(reply.InReplyTo);
        Assert.Empty(reply.References);
    }

    [Fact]
    public async Task Whoever_replies_first_owns_the_conversation_and_one_mail_is_scheduled()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();

        await desk.ReplyAsync(conversation, DeskFixture.Anna, "Hello");

        var after = (await desk.Store.LoadAsync(conversation.Id, Token))!;
        Assert.Equal(DeskFixture.Anna, after.State.Assignee);
        Assert.Equal(ConversationStatus.WaitingForCustomer, after.State.Status);
        Assert.Single(await desk.DrainAsync(DeliveryLeg.Mail));
    }

    [Fact]
    public async Task The_same_press_arriving_twice_mails_once()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();

        Assert.IsType<ActionOutcome.Done>(await desk.ReplyAsync(conversation, DeskFixture.Anna, "Hello", press: "p1"));
        Assert.IsType<ActionOutcome.Done>(await desk.ReplyAsync(conversation, DeskFixture.Anna, "Hello", press: "p1"));

        Assert.Single(await desk.DrainAsync(DeliveryLeg.Mail));
    }

    [Fact]
    public async Task Two_agents_who_answer_within_seconds_send_one_mail_and_the_second_is_told()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var seen = conversation.Entries[^1].Id;

        await desk.ReplyAsync(conversation, DeskFixture.Anna, "I take care.", seen);
        var second = await desk.ReplyAsync(conversation, DeskFixture.Jonas, "Me too.", seen);

        Assert.Contains("Anna Kowalska has replied meanwhile: “I take care.”", Assert.IsType<ActionOutcome.Held>(second).Reason, StringComparison.Ordinal);
        Assert.Single(await desk.DrainAsync(DeliveryLeg.Mail));
    }

    [Fact]
    public async Task A_reply_written_before_the_customers_last_mail_is_held_until_confirmed()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var seen = conversation.Entries[^1].Id;
        await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Re: Broken boiler", "Never mind, it stopped.");

        var held = await desk.ReplyAsync(conversation, DeskFixture.Anna, "We come.", seen);
        var sent = await desk.ReplyAsync(conversation, DeskFixture.Anna, "We come.", seen, confirmed: true);

        Assert.Contains("Never mind", Assert.IsType<ActionOutcome.Held>(held).Reason, StringComparison.Ordinal);
        Assert.IsType<ActionOutcome.Done>(sent);
    }

    [Fact]
    public async Task One_of_two_agents_who_claim_at_the_same_moment_gets_it()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(i => Task.Run(() => desk.Agents.ActAsync(
                new AgentAction.Claim { Agent = i % 2 == 0 ? DeskFixture.Anna : DeskFixture.Jonas, Conversation = conversation.Id }, Token))));

        Assert.Equal(3, outcomes.Count(o => o is ActionOutcome.Done));
        Assert.All(outcomes.OfType<ActionOutcome.Refused>(), r => Assert.Contains("owns this conversation already", r.Reason, StringComparison.Ordinal));
        Assert.Single((await desk.Store.LoadAsync(conversation.Id, Token))!.Entries.OfType<Entry.Activity>());
    }

    [Fact]
    public async Task Only_its_owner_can_release_a_conversation()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.Agents.ActAsync(new AgentAction.Claim { Agent = DeskFixture.Anna, Conversation = conversation.Id }, Token);

        Assert.IsType<ActionOutcome.Refused>(await desk.Agents.ActAsync(new AgentAction.Release { Agent = DeskFixture.Jonas, Conversation = conversation.Id }, Token));
        Assert.IsType<ActionOutcome.Done>(await desk.Agents.ActAsync(new AgentAction.Release { Agent = DeskFixture.Anna, Conversation = conversation.Id }, Token));
        Assert.Null((await desk.Store.LoadAsync(conversation.Id, Token))!.State.Assignee);
    }

    [Fact]
    public async Task A_reply_to_a_conversation_a_colleague_owns_is_held()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.Agents.ActAsync(new AgentAction.Claim { Agent = DeskFixture.Anna, Conversation = conversation.Id }, Token);

        var outcome = await desk.ReplyAsync(conversation, DeskFixture.Jonas, "Hello");

        Assert.Equal("Anna Kowalska owns this conversation.", Assert.IsType<ActionOutcome.Held>(outcome).Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t ")]
    public async Task Nothing_empty_is_sent_or_noted(string text)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();

        Assert.IsType<ActionOutcome.Refused>(await desk.ReplyAsync(conversation, DeskFixture.Anna, text));
        Assert.IsType<ActionOutcome.Refused>(await desk.Agents.ActAsync(
            new AgentAction.AddNote { Agent = DeskFixture.Anna, Conversation = conversation.Id, Text = text }, Token));
    }

    [Fact]
    public async Task A_note_stays_in_the_house()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();

        await desk.Agents.ActAsync(new AgentAction.AddNote { Agent = DeskFixture.Anna, Conversation = conversation.Id, Text = "He is cross." }, Token);

        Assert.Empty(await desk.DrainAsync(DeliveryLeg.Mail));
        await desk.ReplyAsync(conversation, DeskFixture.Anna, "Dear Zoë");
        var reply = (await desk.Store.LoadAsync(conversation.Id, Token))!.Entries.OfType<Entry.AgentReply>().Single();
        Assert.DoesNotContain("cross", reply.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_whom_the_desk_does_not_know_is_refused_with_the_way_to_be_added()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();

        var outcome = await desk.ReplyAsync(conversation, new AgentId("mallory"), "Hello");

        Assert.Contains("add you under Agents", Assert.IsType<ActionOutcome.Refused>(outcome).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_reply_makes_the_customer_wait_again_and_can_be_tried_again()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation, DeskFixture.Anna, "Hello");
        var delivery = Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, TimeSpan.FromMinutes(1), Token));

        await desk.Progress.FailedAsync(delivery, "550 5.7.1 not allowed", Token);

        var failed = (await desk.Store.LoadAsync(conversation.Id, Token))!;
        Assert.Equal(ConversationStatus.Open, failed.State.Status);
        Assert.NotNull(failed.State.WaitingSince);
        var reply = failed.Entries.OfType<Entry.AgentReply>().Single();
        Assert.Equal("550 5.7.1 not allowed", Assert.IsType<ReplyLife.Failed>(reply.Life).Cause);

        await desk.Agents.ActAsync(new AgentAction.Retry { Agent = DeskFixture.Anna, Conversation = conversation.Id, Entry = reply.Id }, Token);

        Assert.Equal(new DeliveryWork.SubmitReply(reply.Id), Assert.Single(await desk.DrainAsync(DeliveryLeg.Mail)));
    }
}

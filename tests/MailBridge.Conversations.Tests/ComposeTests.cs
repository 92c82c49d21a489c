namespace MailBridge.Conversations.Tests;

/// <summary>We write to a customer first.</summary>
public sealed class ComposeTests
{
    private static readonly EmailPerson Max = new("Max", new("max@other.example"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_mail_opens_a_conversation_that_its_writer_owns_and_that_waits_for_the_customer()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var mail = Mail(desk);
        Assert.IsType<ActionOutcome.Done>(await desk.AtOnce.ActAsync(mail, Token));
        var conversation = (await desk.Store.LoadAsync(mail.Conversation, Token))!;
        Assert.Equal(
            (ConversationStatus.WaitingForCustomer, DeskFixture.Anna, "Your order", (DateTimeOffset?)null),
            (conversation.State.Status, conversation.State.Assignee!.Value, conversation.State.Subject, conversation.State.WaitingSince));
        var sent = Assert.IsType<Entry.AgentReply>(Assert.Single(conversation.Entries));
        Assert.Equal(("Your order", "Anna Kowalska <support@acme.example>"), (sent.Email.Subject, sent.Email.From.Full));
        Assert.Equal([new DeliveryWork.PostConversation(), new DeliveryWork.PostEntry(sent.Id)], await desk.DrainAsync(DeliveryLeg.Chat));
        Assert.Equal([new DeliveryWork.SubmitReply(sent.Id)], await desk.DrainAsync(DeliveryLeg.Mail));
        var customer = (await desk.Store.LoadCustomerAsync(conversation.State.Customer, Token))!;
        Assert.Equal("Max", customer.Name);
    }

    [Fact]
    public async Task The_answer_comes_back_into_it_and_is_answered_in_its_thread()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var mail = Mail(desk) with { From = new EmailAddress("help@acme.example") };
        await desk.AtOnce.ActAsync(mail, Token);
        var sent = (Entry.AgentReply)(await desk.Store.LoadAsync(mail.Conversation, Token))!.Entries[0];
        var answer = await desk.ReceiveAsync("Max <max@other.example>", "help@acme.example", "Re: Your order", "Thanks!", answers: sent.Email.MessageId.Value);
        Assert.Equal(mail.Conversation, answer.Conversation);
        var conversation = await desk.LoadAsync(answer);
        Assert.Equal(ConversationStatus.Open, conversation.State.Status);
        await desk.ReplyAsync(conversation, DeskFixture.Anna, "Gladly.");
        Assert.Equal("help@acme.example", (await desk.LoadAsync(answer)).Entries.OfType<Entry.AgentReply>().Last().Email.From.Address.Value);
    }

    [Fact]
    public async Task A_customer_who_is_known_by_the_address_is_the_same_one()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var zoe = await desk.OpenAsync();
        var mail = Mail(desk) with { To = [new EmailPerson("Somebody", new("ZOE@customer.example"))] };
        await desk.AtOnce.ActAsync(mail, Token);
        Assert.Equal(zoe.State.Customer, (await desk.Store.LoadAsync(mail.Conversation, Token))!.State.Customer);
    }

    [Fact]
    public async Task A_second_mail_before_the_answer_goes_to_the_same_people_in_the_same_thread()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var mail = Mail(desk) with { Cc = [new EmailPerson("", new("eva@other.example"))] };
        await desk.AtOnce.ActAsync(mail, Token);
        var conversation = (await desk.Store.LoadAsync(mail.Conversation, Token))!;
        var first = (Entry.AgentReply)conversation.Entries[0];
        Assert.IsType<ActionOutcome.Done>(await desk.ReplyAsync(conversation, DeskFixture.Anna, "Are you there?"));
        var second = (await desk.Store.LoadAsync(mail.Conversation, Token))!.Entries.OfType<Entry.AgentReply>().Last().Email;
        Assert.Equal(("Re: Your order", first.Email.MessageId), (second.Subject, second.InReplyTo!.Value));
        Assert.Equal(first.Email.To.Concat(first.Email.Cc), second.To.Concat(second.Cc));
        Assert.Equal([first.Email.MessageId], second.References);
    }

    [Theory]
    [InlineData("", "Hello", "There is nobody under To. Name at least one recipient.")]
    [InlineData("max", "Hello", "“max” is no mail address. Write it as name@example.com.")]
    [InlineData("jonas@acme.example", "Hello", "jonas@acme.example is one of our own addresses. Replies go to customers; tell colleagues in a note.")]
    [InlineData("max@other.example", " ", "The mail is empty. Write something first.")]
    public async Task What_cannot_be_sent_is_refused_with_a_sentence(string to, string text, string reason)
    {
        await using var desk = await DeskFixture.CreateAsync();
        IReadOnlyList<EmailPerson> people = to.Length == 0 ? [] : [new EmailPerson("", new EmailAddress(to))];
        var refused = Assert.IsType<ActionOutcome.Refused>(await desk.Agents.ActAsync(Mail(desk) with { To = people, Text = text }, Token));
        Assert.Equal(reason, refused.Reason);
        Assert.Empty(await desk.DrainAsync(DeliveryLeg.Chat));
    }

    [Fact]
    public async Task An_empty_subject_is_asked_about()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var mail = Mail(desk) with { Subject = "  ", BaseSubject = "" };
        var held = Assert.IsType<ActionOutcome.Held>(await desk.AtOnce.ActAsync(mail, Token));
        Assert.Equal(("The mail has no subject.", "Send anyway"), (held.Reason, held.Confirm));
        Assert.IsType<ActionOutcome.Done>(await desk.AtOnce.ActAsync(mail with { Confirmed = true }, Token));
        Assert.Contains((await desk.Store.LoadAsync(mail.Conversation, Token))!.Entries, e => e is Entry.Activity { Kind: ActivityKind.Overridden });
    }

    [Fact]
    public async Task The_leak_guard_reads_it()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await desk.OpenAsync();
        var held = Assert.IsType<ActionOutcome.Held>(await desk.Agents.ActAsync(Mail(desk) with { Text = "Zoë (zoe@customer.example) has it too. @jonas" }, Token));
        Assert.Equal("It mentions Jonas Weber, as one speaks to a colleague. It contains zoe@customer.example, the address of another customer.", held.Reason);
    }

    [Fact]
    public async Task The_same_press_twice_is_one_mail_in_one_conversation()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var mail = Mail(desk) with { Receipt = new InboundReceipt("test", "1") };
        await desk.AtOnce.ActAsync(mail, Token);
        var again = await desk.AtOnce.ActAsync(mail with { Conversation = ConversationId.New(desk.Time) }, Token);
        Assert.True(Assert.IsType<ActionOutcome.Done>(again).IsRepeat);
        Assert.Single(await desk.DrainAsync(DeliveryLeg.Mail));
    }

    [Theory]
    [InlineData("gone", null, "This inbox is not there (any more). Choose another one.")]
    [InlineData("support", "sales@acme.example", "sales@acme.example is no address of Acme Support (any more). Choose another sender.")]
    [InlineData("jonas", null, "This is Jonas Weber's own mailbox; only they begin a conversation there. Choose another inbox.")]
    public async Task A_sender_that_is_not_there_or_not_theirs_is_refused(string inbox, string? from, string reason)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var mail = Mail(desk) with { Inbox = new InboxId(inbox), From = from is null ? null : new EmailAddress(from) };
        Assert.Equal(reason, Assert.IsType<ActionOutcome.Refused>(await desk.AtOnce.ActAsync(mail, Token)).Reason);
    }

    [Fact]
    public async Task A_mail_that_fails_asks_for_somebody_and_is_tried_again()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var mail = Mail(desk);
        await desk.AtOnce.ActAsync(mail, Token);
        var delivery = Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, TimeSpan.FromMinutes(1), Token));
        await desk.Progress.FailedAsync(delivery, "No such host", Token);
        var conversation = (await desk.Store.LoadAsync(mail.Conversation, Token))!;
        Assert.Equal(ConversationStatus.Open, conversation.State.Status);
        await desk.Agents.ActAsync(new AgentAction.Retry { Agent = DeskFixture.Anna, Conversation = mail.Conversation, Entry = conversation.Entries[0].Id }, Token);
        Assert.Single(await desk.DrainAsync(DeliveryLeg.Mail));
        Assert.Equal(ConversationStatus.WaitingForCustomer, (await desk.Store.LoadAsync(mail.Conversation, Token))!.State.Status);
    }

    [Fact]
    public void A_first_mail_that_is_taken_back_leaves_nothing_open()
    {
        var (now, id) = (DateTimeOffset.UnixEpoch, new EntryId(Guid.CreateVersion7()));
        var conversation = Conversation.Begin(new(Guid.CreateVersion7()), DeskFixture.Support, new(Guid.CreateVersion7()), "Hello", "Hello", now);
        conversation.Compose(new Entry.AgentReply
        {
            Id = id, At = now, Agent = DeskFixture.Anna, Life = new ReplyLife.Held(now),
            Email = new OutgoingEmail { MessageId = new("a@b"), From = Max, To = [Max], Subject = "Hello", Text = "Hello" },
        });
        Assert.Equal(ConversationStatus.WaitingForCustomer, conversation.State.Status);
        conversation.StopReply(id, "because", now);
        Assert.Equal(ConversationStatus.Open, conversation.State.Status);
        conversation.WithdrawReply(id, DeskFixture.Anna, now);
        Assert.Equal(ConversationStatus.Closed, conversation.State.Status);
    }

    [Fact]
    public async Task It_is_held_and_goes_when_its_time_has_come_or_its_writer_says_so()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var mail = Mail(desk);
        var life = Assert.IsType<ReplyLife.Held>(Assert.IsType<ActionOutcome.Done>(await desk.Agents.ActAsync(mail, Token)).Life);
        Assert.Empty(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, TimeSpan.FromMinutes(1), Token));
        var first = (await desk.Store.LoadAsync(mail.Conversation, Token))!.Entries[0].Id;
        var sent = await desk.Agents.ActAsync(new AgentAction.SendReply { Agent = DeskFixture.Anna, Conversation = mail.Conversation, Entry = first }, Token);
        Assert.IsType<ReplyLife.Queued>(Assert.IsType<ActionOutcome.Done>(sent).Life);
        Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, TimeSpan.FromMinutes(1), Token));

        var other = Mail(desk);
        await desk.Agents.ActAsync(other, Token);
        desk.Time.Advance(life.Until - desk.Time.GetUtcNow());
        var due = Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, TimeSpan.FromMinutes(1), Token), d => d.Conversation == other.Conversation);
        Assert.NotNull(await desk.Progress.EndHoldAsync(due, ((DeliveryWork.SubmitReply)due.Work).Entry, Token));
    }

    [Fact]
    public async Task One_that_is_taken_back_leaves_a_closed_conversation_and_is_written_once_more_as_a_first_mail()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var mail = Mail(desk) with { From = new EmailAddress("help@acme.example") };
        await desk.Agents.ActAsync(mail, Token);
        var taken = (Entry.AgentReply)(await desk.Store.LoadAsync(mail.Conversation, Token))!.Entries[0];
        await desk.Agents.ActAsync(new AgentAction.WithdrawReply { Agent = DeskFixture.Anna, Conversation = mail.Conversation, Entry = taken.Id }, Token);
        var conversation = (await desk.Store.LoadAsync(mail.Conversation, Token))!;
        Assert.Equal((ConversationStatus.Closed, (DateTimeOffset?)null), (conversation.State.Status, conversation.State.WaitingSince));
        desk.Time.Advance(SendingRules.Default.Hold);
        Assert.Empty(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, TimeSpan.FromMinutes(1), Token));

        await desk.ReplyAsync(conversation, DeskFixture.Anna, "It is on its way at last.");
        conversation = (await desk.Store.LoadAsync(mail.Conversation, Token))!;
        var again = conversation.Entries.OfType<Entry.AgentReply>().Last().Email;
        Assert.Equal(("Your order", (MsgId?)null, "help@acme.example"), (again.Subject, again.InReplyTo, again.From.Address.Value));
        Assert.Empty(again.References);
        Assert.Equal([Max], again.To);
        Assert.Equal(ConversationStatus.WaitingForCustomer, conversation.State.Status);
    }

    private static AgentAction.Compose Mail(DeskFixture desk) => new()
    {
        Agent = DeskFixture.Anna, Conversation = ConversationId.New(desk.Time), Inbox = DeskFixture.Support, To = [Max], Subject = " Your order ", BaseSubject = "Your order",
        Text = "It is on its way.\n",
    };
}

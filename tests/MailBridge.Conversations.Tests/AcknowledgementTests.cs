namespace MailBridge.Conversations.Tests;

public sealed class AcknowledgementTests
{
    private const string From = "Zoë <zoe@customer.example>", To = "support@acme.example";

    private static readonly InboxTimers Timers = InboxTimers.None with { Acknowledgement = new AcknowledgementTexts("We have it.", "", 60) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_customer_who_opens_a_conversation_is_told_so_and_waits_as_before()
    {
        await using var desk = await DeskFixture.CreateAsync(Timers);
        var opened = await desk.ReceiveAsync(From, To, "Boiler", "It drips.", id: "q@customer.example");
        Assert.Equal([Acknowledged.Sent], await WorkAsync(desk));

        var conversation = await desk.LoadAsync(opened);
        Assert.Equal((ConversationStatus.New, null), (conversation.State.Status, conversation.State.Assignee));
        Assert.NotNull(conversation.State.WaitingSince);
        var sent = Assert.IsType<Entry.Acknowledgement>(conversation.Entries[^1]);
        Assert.Equal(conversation.Entries[0].Id, sent.About);
        Assert.Equal(("Auto: Boiler", "We have it.", new MsgId("q@customer.example")), (sent.Email.Subject, sent.Email.Text, sent.Email.InReplyTo!.Value));
        Assert.Equal([new MsgId("q@customer.example")], sent.Email.References);
        Assert.Equal(["Zoë <zoe@customer.example>"], sent.Email.To.Select(p => p.Full));
        Assert.Empty(sent.Email.Cc);
        Assert.Equal("Acme Support <support@acme.example>", sent.Email.From.Full);
        Assert.Equal([new DeliveryWork.SubmitReply(sent.Id)], await desk.DrainAsync(DeliveryLeg.Mail));

        // What the customer writes to it lands here, and nothing more is said by itself.
        var answer = await desk.ReceiveAsync("zoe@elsewhere.example", To, "Re: Auto: Boiler", "One more thing.", answers: sent.Email.MessageId.Value);
        Assert.Equal(opened.Conversation, answer.Conversation);
        Assert.Empty(await WorkAsync(desk));
    }

    [Fact]
    public async Task A_person_gets_one_a_day_however_many_conversations_they_open()
    {
        await using var desk = await DeskFixture.CreateAsync(Timers);
        await desk.ReceiveAsync(From, To, "One", "It drips.");
        await desk.ReceiveAsync("ZOE@customer.example", To, "Two", "It drips.");
        Assert.Equal([Acknowledged.Sent, Acknowledged.No], await WorkAsync(desk));
        desk.Time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromMinutes(1));
        await desk.ReceiveAsync(From, To, "Three", "It drips.");
        Assert.Equal([Acknowledged.No], await WorkAsync(desk));
        desk.Time.Advance(TimeSpan.FromMinutes(1));
        await desk.ReceiveAsync(From, To, "Four", "It drips.");
        Assert.Equal([Acknowledged.Sent], await WorkAsync(desk));
    }

    [Fact]
    public async Task No_more_than_so_many_are_sent_in_an_hour_even_at_once()
    {
        await using var desk = await DeskFixture.CreateAsync(Timers with { Acknowledgement = new AcknowledgementTexts("We have it.", "", 3) });
        for (var i = 0; i < 10; i++) await desk.ReceiveAsync($"c{i}@customer.example", To, $"Number {i}", "Hello");
        var due = await desk.Queue.LeaseAsync(DeliveryLeg.Desk, 100, TimeSpan.FromHours(1), Token);
        var outcomes = await Task.WhenAll(due.Select(d => Task.Run(() => ActAsync(desk, d), Token)));
        Assert.Equal((3, 7), (outcomes.Count(o => o == Acknowledged.Sent), outcomes.Count(o => o == Acknowledged.Full)));
        Assert.Equal(0, (await desk.Queue.DepthAsync(DeliveryLeg.Desk, Token)).Scheduled);
        desk.Time.Advance(TimeSpan.FromHours(1));
        await desk.ReceiveAsync("late@customer.example", To, "Late", "Hello");
        Assert.Equal([Acknowledged.Sent], await WorkAsync(desk));
    }

    public static TheoryData<string, Func<IncomingEmail, IncomingEmail>> Unanswerable => new()
    {
        { "a machine", m => m with { Kind = EmailKind.Automatic } },
        { "a list", m => m with { Kind = EmailKind.List, ListId = "talk.acme.example" } },
        { "what forbids it", m => m with { ForbidsAutomaticAnswer = true } },
        { "one of us", m => m with { From = Person("jonas@acme.example"), ReplyTo = [] } },
        { "a no-reply address", m => m with { From = Person("shop.no-reply@customer.example") } },
        { "another no-reply address", m => m with { From = Person("DoNotReply_7@customer.example") } },
        { "an answer to a no-reply address", m => m with { ReplyTo = [Person("noreply@customer.example")] } },
        { "ourselves by Reply-To", m => m with { ReplyTo = [Person("sales@acme.example")] } },
        { "who names none of us", m => m with { To = [Person("undisclosed@customer.example")], DeliveredTo = [new EmailAddress(To)] } },
        { "whose sender is disowned", m => m with { Sender = SenderCheck.Failing } },
        { "an old mail", m => m with { ReceivedAt = m.ReceivedAt - TimeSpan.FromHours(5) } },
    };

    [Theory]
    [MemberData(nameof(Unanswerable))]
    public async Task Nobody_answers_by_itself(string whom, Func<IncomingEmail, IncomingEmail> changed)
    {
        await using var desk = await DeskFixture.CreateAsync(Timers);
        var mail = changed(await desk.MailAsync(From, To, $"From {whom}", "Hello"));
        await desk.Intake.ReceiveAsync(mail, history: false, Token);
        Assert.DoesNotContain(Acknowledged.Sent, await WorkAsync(desk));
        Assert.Empty(await desk.DrainAsync(DeliveryLeg.Mail));
    }

    [Theory]
    [InlineData("sales@acme.example")]
    [InlineData("support+shop@acme.example")]
    public async Task A_mail_that_names_another_address_of_ours_is_acknowledged(string to)
    {
        await using var desk = await DeskFixture.CreateAsync(Timers);
        await desk.ReceiveAsync(From, to, "Boiler", "It drips.");
        Assert.Equal([Acknowledged.Sent], await WorkAsync(desk));
    }

    [Fact]
    public async Task A_form_is_acknowledged_to_the_person_it_writes_for()
    {
        await using var desk = await DeskFixture.CreateAsync(Timers);
        var mail = await desk.MailAsync("form@shop.example", To, "Contact", "Hello") with { ReplyTo = [Person("zoe@customer.example")] };
        await desk.Intake.ReceiveAsync(mail, history: false, Token);
        Assert.Equal([Acknowledged.Sent], await WorkAsync(desk));
        Assert.Equal("zoe@customer.example", (await SentAsync(desk)).Email.To[0].Address.Value);
    }

    [Fact]
    public async Task Outside_of_working_hours_another_text_may_be_said()
    {
        // The clock stands on a Sunday at nine.
        await using var desk = await DeskFixture.CreateAsync(Timers with { Acknowledgement = new AcknowledgementTexts("Today.", "On Monday.", 60) });
        await desk.ReceiveAsync(From, To, "Boiler", "It drips.");
        await WorkAsync(desk);
        Assert.Equal("On Monday.", (await SentAsync(desk)).Email.Text);
        desk.Time.Advance(TimeSpan.FromDays(1));
        await desk.ReceiveAsync("ada@customer.example", To, "Kettle", "It whistles.");
        await WorkAsync(desk);
        Assert.Equal("Today.", (await SentAsync(desk)).Email.Text);
    }

    [Fact]
    public async Task With_a_text_for_the_night_alone_nothing_is_said_by_day()
    {
        await using var desk = await DeskFixture.CreateAsync(Timers with { Acknowledgement = new AcknowledgementTexts("", "On Monday.", 60) });
        desk.Time.Advance(TimeSpan.FromDays(1));
        await desk.ReceiveAsync(From, To, "Boiler", "It drips.");
        Assert.Equal([Acknowledged.No], await WorkAsync(desk));
    }

    [Fact]
    public async Task Whom_a_colleague_has_answered_first_is_told_nothing()
    {
        await using var desk = await DeskFixture.CreateAsync(Timers);
        var opened = await desk.ReceiveAsync(From, To, "Boiler", "It drips.");
        await desk.ReplyAsync(await desk.LoadAsync(opened), DeskFixture.Anna, "We come.");
        Assert.Equal([Acknowledged.No], await WorkAsync(desk));
    }

    [Fact]
    public async Task A_delivery_that_comes_a_second_time_after_a_crash_sends_no_second()
    {
        await using var desk = await DeskFixture.CreateAsync(Timers);
        await desk.ReceiveAsync(From, To, "Boiler", "It drips.");
        var due = Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Desk, 1, TimeSpan.FromHours(1), Token));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => ActAsync(desk, due), Token)));
        Assert.Single(outcomes, Acknowledged.Sent);
        Assert.Single(await desk.DrainAsync(DeliveryLeg.Mail));
    }

    [Fact]
    public async Task History_and_inboxes_without_a_text_say_nothing()
    {
        await using var desk = await DeskFixture.CreateAsync(Timers);
        await desk.Intake.ReceiveAsync(await desk.MailAsync(From, To, "Old", "Hello"), history: true, Token);
        await desk.ReceiveAsync(From, "sales@acme.example", "Offer", "Hello", inbox: DeskFixture.Sales);
        Assert.Empty(await WorkAsync(desk));
    }

    [Fact]
    public async Task One_that_fails_or_comes_back_leaves_the_conversation_as_it_is()
    {
        await using var desk = await DeskFixture.CreateAsync(Timers);
        var opened = await desk.ReceiveAsync(From, To, "Boiler", "It drips.");
        await WorkAsync(desk);
        await desk.ReplyAsync(await desk.LoadAsync(opened), DeskFixture.Anna, "We come.");
        var mails = await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, TimeSpan.FromHours(1), Token);
        await desk.Progress.FailedAsync(Assert.Single(mails), "550 no", Token);
        var conversation = await desk.LoadAsync(opened);
        Assert.IsType<ReplyLife.Failed>(conversation.Entries.OfType<Entry.Acknowledgement>().Single().Life);
        Assert.Equal((ConversationStatus.WaitingForCustomer, null), (conversation.State.Status, conversation.State.WaitingSince));
    }

    private static EmailPerson Person(string address) => new("", new EmailAddress(address));

    private static Task<Acknowledged> ActAsync(DeskFixture desk, Delivery delivery)
        => new Acknowledgements(desk.Store, desk.Directory_, desk.Signer, desk.Time).ActAsync(delivery, ((DeliveryWork.Acknowledge)delivery.Work).Entry, Token);

    private static async Task<List<Acknowledged>> WorkAsync(DeskFixture desk)
    {
        var outcomes = new List<Acknowledged>();
        while (await desk.Queue.LeaseAsync(DeliveryLeg.Desk, 1, TimeSpan.FromMinutes(1), Token) is [var delivery]) outcomes.Add(await ActAsync(desk, delivery));
        return outcomes;
    }

    /// <summary>The one that waits for the mail server.</summary>
    private static async Task<Entry.Acknowledgement> SentAsync(DeskFixture desk)
    {
        var mail = Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 8, TimeSpan.FromHours(1), Token));
        await desk.Queue.CompleteAsync(mail, null, Token);
        return (Entry.Acknowledgement)(await desk.Store.LoadAsync(mail.Conversation!.Value, Token))!.Entry(((DeliveryWork.SubmitReply)mail.Work).Entry)!;
    }
}

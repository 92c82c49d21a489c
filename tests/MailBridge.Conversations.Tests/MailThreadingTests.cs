namespace MailBridge.Conversations.Tests;

/// <summary>Which conversation a mail lands in when its references lead nowhere, lead too far, or come too early.</summary>
public sealed class MailThreadingTests
{
    private static readonly OutlookThread Outlook = new(new Guid("0192f000-0000-7000-8000-0000000000aa"), "AdU2a4hzQwVfpvsKRZ6x2Jm0w1YQ3g==", "Broken boiler");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reply_that_comes_before_the_mail_it_answers_shares_its_conversation()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var reply = await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Re: Boiler", "Still drips", id: "2@customer.example", answers: "1@customer.example");

        var first = await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Boiler", "It drips", id: "1@customer.example");

        Assert.Equal(reply.Conversation, first.Conversation);
        // What the customer said last is the reply, whichever came last.
        Assert.Equal("2@customer.example", (await desk.LoadAsync(first)).LatestCustomerEmail!.Email.MessageId.Value);
    }

    [Fact]
    public async Task A_colleagues_answer_that_is_seen_before_the_mail_it_answers_has_answered_it()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var sent = await desk.ReceiveAsync("anna@acme.example", "zoe@customer.example", "Re: Boiler", "Tomorrow", id: "s@acme.example", answers: "1@customer.example");

        var first = await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Boiler", "It drips", id: "1@customer.example");

        Assert.Equal(sent.Conversation, first.Conversation);
        var state = (await desk.LoadAsync(first)).State;
        Assert.Equal((ConversationStatus.WaitingForCustomer, (DateTimeOffset?)null), (state.Status, state.WaitingSince));
    }

    [Fact]
    public async Task Two_answers_to_a_mail_that_nobody_has_share_a_conversation()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var one = await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Re: Boiler", "One", answers: "never@acme.example");
        var other = await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Re: Boiler, again", "Two", answers: "never@acme.example");
        Assert.Equal(one.Conversation, other.Conversation);
    }

    [Fact]
    public async Task A_stranger_whose_mail_bears_the_missing_id_or_names_it_gets_a_conversation_of_their_own()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var reply = await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Re: Boiler", "Still drips", answers: "1@customer.example");

        var named = await desk.ReceiveAsync("eve@evil.example", "support@acme.example", "Re: Boiler", "Me too", answers: "1@customer.example");
        var forged = await desk.ReceiveAsync("eve@evil.example", "support@acme.example", "Boiler", "It is me", id: "1@customer.example");

        Assert.NotEqual(reply.Conversation, named.Conversation);
        Assert.NotEqual(reply.Conversation, forged.Conversation);
    }

    [Fact]
    public async Task Outlooks_thread_leads_a_participant_to_the_conversation_and_nobody_else()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var first = await ReceiveAsync(desk, "zoe@customer.example", "Broken boiler", m => m with { Outlook = Outlook });

        var known = await ReceiveAsync(desk, "zoe@customer.example", "Another subject", m => m with { Outlook = Outlook with { Index = "AdU2a4hzQwVfpvsKRZ6x2Jm0w1YQ3gAGSVNa" } });
        // A forwarded mail keeps the thread's name.
        var forwarded = await ReceiveAsync(desk, "eve@evil.example", "Broken boiler", m => m with { Outlook = Outlook });
        var other = await ReceiveAsync(desk, "zoe@customer.example", "Broken boiler", m => m with { Outlook = Outlook with { Id = Guid.Empty } });

        Assert.Equal(first.Conversation, known.Conversation);
        Assert.NotEqual(first.Conversation, forwarded.Conversation);
        Assert.NotEqual(first.Conversation, other.Conversation);
    }

    [Fact]
    public async Task References_count_before_Outlooks_thread()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await ReceiveAsync(desk, "zoe@customer.example", "Broken boiler", m => m with { Outlook = Outlook });
        var second = await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Invoice", "Wrong", id: "invoice@customer.example");

        var reply = await ReceiveAsync(desk, "zoe@customer.example", "Re: Invoice", m => m with { Outlook = Outlook, InReplyTo = [new MsgId("invoice@customer.example")] });

        Assert.Equal(second.Conversation, reply.Conversation);
    }

    [Fact]
    public async Task A_number_in_the_subject_leads_a_participant_of_the_same_inbox_to_the_conversation_and_nobody_else()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var first = await ReceiveAsync(desk, "helpdesk@customer.example", "[Ticket#17] Broken boiler", m => m with { SubjectTag = "17" });

        var known = await ReceiveAsync(desk, "helpdesk@customer.example", "[Ticket#17] We wait", m => m with { SubjectTag = "17" });
        var stranger = await ReceiveAsync(desk, "eve@evil.example", "[Ticket#17] Broken boiler", m => m with { SubjectTag = "17" });
        var elsewhere = await ReceiveAsync(desk, "helpdesk@customer.example", "[Ticket#17] Broken boiler", m => m with { SubjectTag = "17", Inbox = DeskFixture.Sales });

        Assert.Equal(first.Conversation, known.Conversation);
        Assert.NotEqual(first.Conversation, stranger.Conversation);
        Assert.NotEqual(first.Conversation, elsewhere.Conversation);
    }

    [Fact]
    public async Task A_new_subject_on_old_references_stays_in_an_open_conversation_and_is_marked()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();

        var result = await desk.ReceiveAsync(
            "zoe@customer.example", "support@acme.example", "And the invoice?", "Where is it", answers: conversation.LatestCustomerEmail!.Email.MessageId.Value);

        Assert.Equal(conversation.Id, result.Conversation);
        Assert.True(Assert.IsType<Entry.CustomerEmail>((await desk.LoadAsync(result)).Entries[^1]).Marks.HasFlag(EmailMarks.NewSubject));
    }

    [Fact]
    public async Task An_old_mail_used_as_an_address_book_opens_a_conversation_that_follows_the_closed_one()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation, DeskFixture.Anna, "We come on Monday.");
        var ours = (await desk.Store.LoadAsync(conversation.Id, Token))!.Entries.OfType<Entry.AgentReply>().Single().Email.MessageId.Value;
        await desk.Agents.ActAsync(new AgentAction.Close { Agent = DeskFixture.Anna, Conversation = conversation.Id }, Token);

        var newTopic = await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Invoice 7", "Something else", answers: ours);
        var tagged = desk.Signer.Tag(new EmailAddress("sales@acme.example"), conversation.Id)!.Value;
        var byToken = await desk.ReceiveAsync("zoe@customer.example", tagged.Value, "Invoice 8", "To the token's address", answers: ours);
        var sameTopic = await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Re: Broken boiler", "It drips again", answers: ours);

        Assert.NotEqual(conversation.Id, newTopic.Conversation);
        Assert.Equal(conversation.Id, (await desk.LoadAsync(newTopic)).State.Follows);
        Assert.Equal(conversation.Id, byToken.Conversation);
        Assert.Equal(conversation.Id, sameTopic.Conversation);
    }

    [Fact]
    public async Task A_stranger_with_a_signed_token_is_let_in_and_marked_but_gets_nothing_of_what_was_said()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var tagged = desk.Signer.Tag(new EmailAddress("sales@acme.example"), conversation.Id)!.Value;

        var stranger = await desk.ReceiveAsync("husband@elsewhere.example", tagged.Value, "Re: Broken boiler", "I am at home");
        conversation = await desk.LoadAsync(stranger);
        var toStranger = desk.Agents.Draft(conversation, desk.Directory_.Agent(DeskFixture.Anna)!, "Fine.", EntryId.New(desk.Time))!;
        await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Re: Broken boiler", "When?", answers: conversation.Entries.OfType<Entry.CustomerEmail>().First().Email.MessageId.Value);
        var toCustomer = desk.Agents.Draft(await desk.LoadAsync(stranger), desk.Directory_.Agent(DeskFixture.Anna)!, "Monday.", EntryId.New(desk.Time))!;

        Assert.True(conversation.Entries.OfType<Entry.CustomerEmail>().Last().Marks.HasFlag(EmailMarks.NewParticipant));
        Assert.Equal("I am at home", toStranger.Quote!.Text);
        Assert.Equal(["husband@elsewhere.example"], toStranger.To.Select(p => p.Address.Value));
        Assert.Empty(toStranger.Cc);
        Assert.Equal(["zoe@customer.example"], toCustomer.To.Concat(toCustomer.Cc).Select(p => p.Address.Value));
    }

    [Fact]
    public async Task A_token_counts_in_every_recipient_and_in_the_name_before_an_address_that_lost_it()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var tagged = desk.Signer.Tag(new EmailAddress("sales@acme.example"), conversation.Id)!.Value;

        var cc = await ReceiveAsync(desk, "a@elsewhere.example", "x", m => m with { Cc = [new EmailPerson("", tagged)] });
        var trace = await ReceiveAsync(desk, "b@elsewhere.example", "y", m => m with { DeliveredTo = [tagged] });
        var name = await ReceiveAsync(desk, "c@elsewhere.example", "z", m => m with { To = [new EmailPerson(tagged.Value, new EmailAddress("sales@acme.example"))] });

        Assert.All([cc, trace, name], r => Assert.Equal(conversation.Id, r.Conversation));
    }

    [Fact]
    public async Task An_answer_to_the_id_that_a_provider_gave_our_reply_finds_it()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation, DeskFixture.Anna, "We come on Monday.");
        var delivery = Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, TimeSpan.FromMinutes(1), Token));
        await desk.Progress.AcceptedAsync(delivery, "250 Ok 0100", [], new MsgId("0100@email.amazonses.com"), Token);

        var answer = await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Fine!", "Monday", answers: "0100@email.amazonses.com");
        var stranger = await desk.ReceiveAsync("eve@evil.example", "support@acme.example", "Fine!", "Monday?", answers: "0100@email.amazonses.com");

        Assert.Equal(conversation.Id, answer.Conversation);
        Assert.NotEqual(conversation.Id, stranger.Conversation);
    }

    [Fact]
    public async Task The_copy_among_the_sent_mails_tells_the_id_that_a_provider_gave()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation, DeskFixture.Anna, "We come on Monday.");
        var ours = (await desk.Store.LoadAsync(conversation.Id, Token))!.Entries.OfType<Entry.AgentReply>().Single().Email.MessageId;

        var copy = await ReceiveAsync(
            desk, "support@acme.example", "Re: Broken boiler",
            m => m with { OwnId = ours, MessageId = new MsgId("given@provider.example"), To = [new EmailPerson("", new EmailAddress("zoe@customer.example"))] });
        var second = await ReceiveAsync(
            desk, "support@acme.example", "Re: Broken boiler",
            m => m with { MessageId = new MsgId("given@provider.example"), To = [new EmailPerson("", new EmailAddress("zoe@customer.example"))] });
        var answer = await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Fine!", "Monday", answers: "given@provider.example");

        Assert.Equal(RawMailDisposition.OwnCopy, copy.Disposition);
        Assert.Equal(RawMailDisposition.OwnCopy, second.Disposition);
        Assert.Equal(conversation.Id, answer.Conversation);
    }

    [Fact]
    public async Task A_reply_to_a_mail_whose_id_was_taken_names_the_id_in_its_header()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Hello", "First", id: "same@customer.example");
        var other = await desk.ReceiveAsync("eve@other.example", "support@acme.example", "Another thing", "Second", id: "same@customer.example");
        var copy = await desk.ReceiveAsync("eve@other.example", "support@acme.example", "Another thing", "Second", id: "same@customer.example", inbox: DeskFixture.Sales);

        var conversation = await desk.LoadAsync(other);
        var draft = desk.Agents.Draft(conversation, desk.Directory_.Agent(DeskFixture.Anna)!, "Yes.", EntryId.New(desk.Time))!;
        var answer = await desk.ReceiveAsync("eve@other.example", "support@acme.example", "More", "Third", answers: "same@customer.example");

        Assert.Equal(new MsgId("same@customer.example"), draft.InReplyTo);
        Assert.Equal([new MsgId("same@customer.example")], draft.References);
        Assert.Equal(RawMailDisposition.Duplicate, copy.Disposition);
        Assert.Equal(other.Conversation, answer.Conversation);
    }

    [Fact]
    public async Task Mail_from_a_colleagues_address_counts_as_theirs_unless_the_server_denies_it()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var id = conversation.LatestCustomerEmail!.Email.MessageId;
        IncomingEmail Claim(IncomingEmail mail, SenderCheck check) => mail with
        {
            Sender = check, InReplyTo = [id], To = [new EmailPerson("", new EmailAddress("zoe@customer.example"))],
        };

        var failing = await ReceiveAsync(desk, "anna@acme.example", "Re: Broken boiler", m => Claim(m, SenderCheck.Failing), "Pay here");
        var absent = await ReceiveAsync(desk, "anna@acme.example", "Re: Broken boiler", m => Claim(m, SenderCheck.Absent), "Pay there");
        var inbox = await ReceiveAsync(desk, "support@acme.example", "Re: Broken boiler", m => Claim(m, SenderCheck.Absent), "Pay anywhere");
        var verified = await ReceiveAsync(desk, "anna@acme.example", "Re: Broken boiler", m => Claim(m, SenderCheck.Verified), "On Monday");

        Assert.All([failing, absent, inbox], r => Assert.Equal(EmailDirection.Inbound, r.Direction));
        Assert.All([failing, absent, inbox], r => Assert.NotEqual(conversation.Id, r.Conversation));
        var forged = Assert.IsType<Entry.CustomerEmail>((await desk.LoadAsync(failing)).Entries[0]);
        Assert.Equal(EmailMarks.NotAColleague | EmailMarks.SenderFails, forged.Marks);
        Assert.Equal((EmailDirection.Outbound, conversation.Id), (verified.Direction, verified.Conversation!.Value));
    }

    [Fact]
    public async Task Mail_between_colleagues_stays_out_without_a_verdict_and_is_a_strangers_against_one()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var unsigned = await ReceiveAsync(desk, "anna@acme.example", "Lunch?", m => m with { Sender = SenderCheck.Absent });
        var forged = await ReceiveAsync(desk, "anna@acme.example", "Gift cards", m => m with { Sender = SenderCheck.Failing });
        Assert.Equal(RawMailDisposition.Internal, unsigned.Disposition);
        Assert.Equal(RawMailDisposition.Opened, forged.Disposition);
    }

    [Theory]
    [InlineData(SenderCheck.NotJudged, EmailMarks.None)]
    [InlineData(SenderCheck.Verified, EmailMarks.None)]
    [InlineData(SenderCheck.Failing, EmailMarks.SenderFails)]
    [InlineData(SenderCheck.Absent, EmailMarks.SenderUnverified)]
    public async Task What_the_server_says_of_a_sender_is_a_mark_and_holds_nothing_up(SenderCheck check, EmailMarks marks)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var result = await ReceiveAsync(desk, "zoe@customer.example", "Boiler", m => m with { Sender = check });
        Assert.Equal(RawMailDisposition.Opened, result.Disposition);
        Assert.Equal(marks, Assert.IsType<Entry.CustomerEmail>((await desk.LoadAsync(result)).Entries[0]).Marks);
    }

    [Fact]
    public async Task A_participant_whose_domain_disowns_the_mail_needs_more_than_a_number_or_a_subject()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var first = await ReceiveAsync(desk, "zoe@customer.example", "Boiler", m => m with { SubjectTag = "17", Outlook = Outlook });

        var forged = await ReceiveAsync(
            desk, "zoe@customer.example", "Re: Boiler", m => m with { SubjectTag = "17", Outlook = Outlook, Sender = SenderCheck.Failing }, "New account");
        var forwarded = await ReceiveAsync(
            desk, "zoe@customer.example", "Re: Boiler", m => m with { InReplyTo = [new MsgId("mail-1@customer.example")], Sender = SenderCheck.Failing }, "By a list");

        Assert.NotEqual(first.Conversation, forged.Conversation);
        Assert.Equal(first.Conversation, forwarded.Conversation);
    }

    [Fact]
    public async Task A_copy_of_our_reply_is_known_though_no_server_vouches_for_what_its_own_users_hand_in()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation, DeskFixture.Anna, "We come on Monday.");
        var reply = (await desk.Store.LoadAsync(conversation.Id, Token))!.Entries.OfType<Entry.AgentReply>().Single();
        IncomingEmail Copy(IncomingEmail mail) => mail with { Sender = SenderCheck.Absent, To = [new EmailPerson("", new EmailAddress("zoe@customer.example"))] };

        var copy = await ReceiveAsync(desk, "support@acme.example", "Re: Broken boiler", m => Copy(m) with { MessageId = reply.Email.MessageId });
        var renamed = await ReceiveAsync(desk, "support@acme.example", "Re: Broken boiler", m => Copy(m) with { OwnId = reply.Email.MessageId, MessageId = new MsgId("forged@x.example") });

        Assert.Equal([RawMailDisposition.OwnCopy, RawMailDisposition.OwnCopy], [copy.Disposition, renamed.Disposition]);
        // Nobody vouches for the new name, so it is not believed.
        Assert.Empty((await desk.LoadAsync(copy)).Entries.OfType<Entry.AgentReply>().Single().FurtherIds);
    }

    [Fact]
    public async Task A_new_sender_with_the_name_of_a_customer_is_marked()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await desk.ReceiveAsync("Zoë Müller <zoe@customer.example>", "support@acme.example", "Boiler", "One");

        var known = await desk.ReceiveAsync("Zoë Müller <zoe@customer.example>", "support@acme.example", "Heater", "Two");
        var other = await desk.ReceiveAsync("Zoë Müller <zoe@evil.example>", "support@acme.example", "New account", "Three");

        Assert.Equal(EmailMarks.None, Assert.IsType<Entry.CustomerEmail>((await desk.LoadAsync(known)).Entries[0]).Marks);
        Assert.Equal(EmailMarks.KnownName, Assert.IsType<Entry.CustomerEmail>((await desk.LoadAsync(other)).Entries[0]).Marks);
    }

    [Fact]
    public async Task Ids_of_the_thread_help_where_a_mails_own_lead_nowhere()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var first = await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Boiler", "It drips", id: "1@customer.example");
        var mail = await desk.MailAsync("zoe@customer.example", "support@acme.example", "Boiler again", "Still", answers: "lost@customer.example");

        var result = await desk.Intake.ReceiveAsync(mail, history: true, [new MsgId("1@customer.example")], Token);

        Assert.Equal(first.Conversation, result.Conversation);
    }

    private static async Task<IntakeResult> ReceiveAsync(
        DeskFixture desk, string from, string subject, Func<IncomingEmail, IncomingEmail> with, string text = "Text")
        => await desk.Intake.ReceiveAsync(with(await desk.MailAsync(from, "support@acme.example", subject, text)), history: false, Token);
}

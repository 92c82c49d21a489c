namespace MailBridge.Conversations.Tests;

public sealed class MailIntakeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_first_mail_opens_a_conversation_for_a_new_customer_and_posts_it()
    {
        await using var desk = await DeskFixture.CreateAsync();

        var result = await desk.ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example", "Broken boiler", "It drips.");

        Assert.Equal((RawMailDisposition.Opened, EmailDirection.Inbound), (result.Disposition, result.Direction));
        Assert.Equal("Zoë", result.Customer!.Name);
        var conversation = await desk.LoadAsync(result);
        Assert.Equal(ConversationStatus.New, conversation.State.Status);
        Assert.NotNull(conversation.State.WaitingSince);
        var works = await desk.DrainAsync(DeliveryLeg.Chat);
        Assert.IsType<DeliveryWork.PostConversation>(works[0]);
        Assert.Equal(new DeliveryWork.PostEntry(conversation.Entries[0].Id), works[1]);
    }

    [Fact]
    public async Task A_second_copy_of_the_same_email_opens_no_second_conversation()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var first = await desk.ReceiveAsync("zoe@customer.example", "support@acme.example, sales@acme.example", "Hello", "Both of you", id: "one@customer.example");

        var second = await desk.ReceiveAsync(
            "zoe@customer.example", "support@acme.example, sales@acme.example", "Hello", "Both of you", id: "one@customer.example", inbox: DeskFixture.Sales);

        Assert.Equal(RawMailDisposition.Duplicate, second.Disposition);
        Assert.Equal(first.Conversation, second.Conversation);
        Assert.Single((await desk.LoadAsync(first)).Entries);
    }

    [Fact]
    public async Task Two_copies_that_arrive_at_the_same_moment_make_one_entry()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var mails = new List<IncomingEmail>();
        for (var i = 0; i < 8; i++) mails.Add(await desk.MailAsync("zoe@customer.example", "support@acme.example", "Hello", "Once", id: "one@customer.example"));

        var results = await Task.WhenAll(mails.Select(m => Task.Run(() => desk.Intake.ReceiveAsync(m, history: false, Token))));

        Assert.Single(results, r => r.Disposition == RawMailDisposition.Opened);
        Assert.Equal(7, results.Count(r => r.Disposition == RawMailDisposition.Duplicate));
    }

    [Fact]
    public async Task Another_mail_under_the_same_message_id_is_not_lost()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Hello", "First", id: "same@customer.example");

        var other = await desk.ReceiveAsync("eve@other.example", "support@acme.example", "Another thing", "Second", id: "same@customer.example");

        Assert.Equal(RawMailDisposition.Opened, other.Disposition);
    }

    [Fact]
    public async Task Mail_between_colleagues_stays_out()
    {
        await using var desk = await DeskFixture.CreateAsync();

        var result = await desk.ReceiveAsync("anna@acme.example", "support@acme.example, newcomer@acme.example", "Lunch?", "At noon");

        Assert.Equal((RawMailDisposition.Internal, EmailDirection.Internal), (result.Disposition, result.Direction));
        Assert.Empty(await desk.DrainAsync(DeliveryLeg.Chat));
    }

    [Fact]
    public async Task A_contact_form_of_ours_makes_the_person_in_reply_to_the_customer()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var mail = await desk.MailAsync("web@acme.example", "support@acme.example", "Contact form", "Please call me");

        var result = await desk.Intake.ReceiveAsync(
            mail with { ReplyTo = [new EmailPerson("Bob", new EmailAddress("bob@customer.example"))] }, history: false, Token);

        Assert.Equal(EmailDirection.Inbound, result.Direction);
        Assert.Equal("Bob", result.Customer!.Name);
    }

    [Fact]
    public async Task A_colleagues_mail_to_a_customer_appears_in_the_conversation_and_answers_it()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var id = conversation.LatestCustomerEmail!.Email.MessageId.Value;

        var result = await desk.ReceiveAsync(
            "Anna <anna@acme.example>", "zoe@customer.example, support@acme.example", "Re: Broken boiler", "From my own program", answers: id);

        Assert.Equal((RawMailDisposition.Appended, EmailDirection.Outbound), (result.Disposition, result.Direction));
        conversation = await desk.LoadAsync(result);
        Assert.Equal(DeskFixture.Anna, Assert.IsType<Entry.AgentEmail>(conversation.Entries[^1]).Agent);
        Assert.Equal(ConversationStatus.WaitingForCustomer, conversation.State.Status);
        Assert.Null(conversation.State.WaitingSince);
    }

    [Fact]
    public async Task An_answer_to_our_signed_id_continues_the_conversation_whoever_sends_it()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation, DeskFixture.Anna, "We come on Monday.");
        conversation = (await desk.Store.LoadAsync(conversation.Id, Token))!;
        var reply = conversation.Entries.OfType<Entry.AgentReply>().Single();

        var result = await desk.ReceiveAsync(
            "husband@elsewhere.example", "support@acme.example", "Re: Broken boiler", "Monday is fine", answers: reply.Email.MessageId.Value);

        Assert.Equal(conversation.Id, result.Conversation);
        var entry = Assert.IsType<Entry.CustomerEmail>((await desk.LoadAsync(result)).Entries[^1]);
        Assert.True(entry.Marks.HasFlag(EmailMarks.NewParticipant));
    }

    [Fact]
    public async Task A_stranger_who_quotes_an_id_of_the_customers_gets_a_conversation_of_their_own()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();

        var result = await desk.ReceiveAsync(
            "stranger@evil.example", "support@acme.example", "Re: Broken boiler", "Tell me all", answers: conversation.LatestCustomerEmail!.Email.MessageId.Value);

        Assert.Equal(RawMailDisposition.Opened, result.Disposition);
        Assert.NotEqual(conversation.Id, result.Conversation);
        Assert.Equal(conversation.Id, (await desk.LoadAsync(result)).State.Follows);
    }

    [Fact]
    public async Task A_forged_signature_counts_as_no_signature()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var forged = new MessageIdSigner(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 })
            .Sign(conversation.Id, conversation.Entries[0].Id, "acme.example");

        var result = await desk.ReceiveAsync("stranger@evil.example", "support@acme.example", "Hi", "Let me in", answers: forged.Value);

        Assert.NotEqual(conversation.Id, result.Conversation);
    }

    [Fact]
    public async Task A_token_in_the_recipient_address_continues_the_conversation()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var tagged = desk.Signer.Tag(new EmailAddress("sales@acme.example"), conversation.Id)!.Value;

        var result = await desk.ReceiveAsync("zoe@new-address.example", tagged.Value, "Completely new", "References are gone");

        Assert.Equal(conversation.Id, result.Conversation);
    }

    [Fact]
    public async Task A_reply_without_references_is_found_by_its_subject_and_its_known_sender()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();

        var known = await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Re: BROKEN boiler", "Still dripping");
        var unknown = await desk.ReceiveAsync("eve@other.example", "support@acme.example", "Re: Broken boiler", "Mine too");
        var fresh = await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Broken boiler", "The one at the office");

        Assert.Equal(conversation.Id, known.Conversation);
        Assert.NotEqual(conversation.Id, unknown.Conversation);
        Assert.NotEqual(conversation.Id, fresh.Conversation);
    }

    [Fact]
    public async Task A_mail_of_the_customer_reopens_a_closed_conversation_and_says_so()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.Agents.ActAsync(new AgentAction.Close { Agent = DeskFixture.Anna, Conversation = conversation.Id }, Token);

        var result = await desk.ReceiveAsync(
            "zoe@customer.example", "support@acme.example", "Re: Broken boiler", "Again!", answers: conversation.Entries.OfType<Entry.CustomerEmail>().First().Email.MessageId.Value);

        conversation = await desk.LoadAsync(result);
        Assert.Equal(ConversationStatus.Open, conversation.State.Status);
        Assert.Equal(ActivityKind.Reopened, Assert.IsType<Entry.Activity>(conversation.Entries[^1]).Kind);
    }

    [Theory]
    [InlineData(90, "How much was it again?", true)]
    [InlineData(91, "How much was it again?", false)]
    [InlineData(91, "Thanks!", true)]
    public async Task An_answer_long_after_the_end_opens_a_new_conversation_that_follows_the_old_one(int days, string text, bool isTheOld)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation, DeskFixture.Anna, "We come.");
        await desk.Agents.ActAsync(new AgentAction.Close { Agent = DeskFixture.Anna, Conversation = conversation.Id }, Token);
        var ours = (await desk.Store.LoadAsync(conversation.Id, Token))!.Entries.OfType<Entry.AgentReply>().Single().Email.MessageId.Value;
        desk.Time.Advance(TimeSpan.FromDays(days));

        var result = await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Re: Broken boiler", text, answers: ours);

        Assert.Equal(isTheOld, result.Conversation == conversation.Id);
        if (!isTheOld) Assert.Equal(conversation.Id, (await desk.LoadAsync(result)).State.Follows);
    }

    [Fact]
    public async Task An_old_mail_used_as_an_address_book_opens_a_new_conversation_that_follows_the_closed_one()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.Agents.ActAsync(new AgentAction.Close { Agent = DeskFixture.Anna, Conversation = conversation.Id }, Token);

        var result = await desk.ReceiveAsync(
            "zoe@customer.example", "support@acme.example", "A new radiator", "How much?", answers: conversation.Entries.OfType<Entry.CustomerEmail>().First().Email.MessageId.Value);

        Assert.NotEqual(conversation.Id, result.Conversation);
        Assert.Equal(conversation.Id, (await desk.LoadAsync(result)).State.Follows);
        Assert.Equal((await desk.LoadAsync(result)).State.Customer, conversation.State.Customer);
    }

    [Fact]
    public async Task An_automatic_answer_attaches_quietly()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.Agents.ActAsync(new AgentAction.Close { Agent = DeskFixture.Anna, Conversation = conversation.Id }, Token);
        var mail = await desk.MailAsync("zoe@customer.example", "support@acme.example", "Out of office", "Back on Monday",
            answers: conversation.Entries.OfType<Entry.CustomerEmail>().First().Email.MessageId.Value);

        var result = await desk.Intake.ReceiveAsync(mail with { Kind = EmailKind.Automatic }, history: false, Token);

        Assert.Equal((conversation.Id, EmailDirection.Auto), (result.Conversation!.Value, result.Direction));
        Assert.Equal(ConversationStatus.Closed, (await desk.LoadAsync(result)).State.Status);
    }

    [Fact]
    public async Task A_mailing_lists_mail_opens_nothing()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var mail = await desk.MailAsync("robin@list.example", "users@lists.example", "[users] Hello", "News");

        var result = await desk.Intake.ReceiveAsync(mail with { Kind = EmailKind.List }, history: false, Token);

        Assert.Equal(RawMailDisposition.List, result.Disposition);
        Assert.Null(result.Conversation);
    }

    [Fact]
    public async Task A_customers_mail_that_comes_through_a_group_of_our_own_opens_a_conversation()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var mail = await desk.MailAsync("zoe@customer.example", "support@acme.example", "Broken boiler", "It drips.");

        var result = await desk.Intake.ReceiveAsync(mail with { Kind = EmailKind.List, ListId = "support.acme.example" }, history: false, Token);

        Assert.Equal(RawMailDisposition.Opened, result.Disposition);
    }

    [Fact]
    public async Task A_bounce_lands_on_the_reply_it_is_about_and_opens_no_conversation()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation, DeskFixture.Anna, "We come on Monday.");
        var reply = (await desk.Store.LoadAsync(conversation.Id, Token))!.Entries.OfType<Entry.AgentReply>().Single();
        var mail = await desk.MailAsync("MAILER-DAEMON@mx.acme.example", "support@acme.example", "Undelivered", "It failed") with
        {
            Kind = EmailKind.Bounce,
            Bounce = new BounceReport(reply.Email.MessageId, false, [new BouncedRecipient(new EmailAddress("zoe@customer.example"), "5.1.1", "550 5.1.1 User unknown")]),
        };

        var first = await desk.Intake.ReceiveAsync(mail, history: false, Token);
        var stray = await desk.Intake.ReceiveAsync(
            (await desk.MailAsync("MAILER-DAEMON@mx.acme.example", "support@acme.example", "Undelivered", "Not ours")) with { Kind = EmailKind.Bounce }, history: false, Token);

        Assert.Equal((EmailDirection.Bounce, conversation.Id), (first.Direction, first.Conversation!.Value));
        var after = await desk.LoadAsync(first);
        var life = Assert.IsType<ReplyLife.Bounced>(after.Entries.OfType<Entry.AgentReply>().Single().Life);
        Assert.Contains("User unknown", life.ServerWords, StringComparison.Ordinal);
        Assert.Equal(ConversationStatus.Open, after.State.Status);
        Assert.Equal(RawMailDisposition.StrayReport, stray.Disposition);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_bounce_that_returns_nothing_lands_in_the_conversation_whose_token_it_was_sent_to(bool isNameAlone)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation, DeskFixture.Anna, "We come on Monday.");
        var inbox = new EmailAddress("support@acme.example");
        var tagged = desk.Signer.Tag(inbox, conversation.Id)!.Value;
        var mail = await desk.MailAsync("MAILER-DAEMON@mx.acme.example", "support@acme.example", "Undelivered", "It failed") with
        {
            Kind = EmailKind.Bounce,
            To = [isNameAlone ? new EmailPerson(tagged.Value, inbox) : new EmailPerson("", tagged)],
        };

        var result = await desk.Intake.ReceiveAsync(mail, history: false, Token);

        Assert.Equal((RawMailDisposition.Appended, conversation.Id), (result.Disposition, result.Conversation!.Value));
        Assert.IsType<ReplyLife.Bounced>((await desk.LoadAsync(result)).Entries.OfType<Entry.AgentReply>().Single().Life);
    }

    [Fact]
    public async Task A_reply_of_ours_that_comes_back_to_our_mailbox_settles_an_uncertain_outcome()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation, DeskFixture.Anna, "We come on Monday.");
        var delivery = Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, TimeSpan.FromMinutes(1), Token));
        await desk.Progress.UncertainAsync(delivery, desk.Time.GetUtcNow().AddMinutes(15), "cut", Token);
        var reply = (await desk.Store.LoadAsync(conversation.Id, Token))!.Entries.OfType<Entry.AgentReply>().Single();

        var result = await desk.ReceiveAsync("support@acme.example", "zoe@customer.example", "Re: Broken boiler", "We come on Monday.", id: reply.Email.MessageId.Value);

        Assert.Equal(RawMailDisposition.OwnCopy, result.Disposition);
        Assert.IsType<ReplyLife.Accepted>((await desk.LoadAsync(result)).Entries.OfType<Entry.AgentReply>().Single().Life);
    }

    [Fact]
    public async Task What_is_known_to_be_sent_stays_sent_whatever_a_late_word_says()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation, DeskFixture.Anna, "We come on Monday.");
        var delivery = Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, TimeSpan.FromMinutes(1), Token));
        var reply = (await desk.Store.LoadAsync(conversation.Id, Token))!.Entries.OfType<Entry.AgentReply>().Single();

        // The copy arrives before the connection is found to be broken.
        await desk.ReceiveAsync("support@acme.example", "zoe@customer.example", "Re: Broken boiler", "We come on Monday.", id: reply.Email.MessageId.Value);
        await desk.Progress.UncertainAsync(delivery, desk.Time.GetUtcNow().AddMinutes(15), "cut", Token);

        Assert.IsType<ReplyLife.Accepted>((await desk.Store.LoadAsync(conversation.Id, Token))!.Entries.OfType<Entry.AgentReply>().Single().Life);
    }

    [Fact]
    public async Task History_is_kept_and_found_but_not_posted()
    {
        await using var desk = await DeskFixture.CreateAsync();

        var result = await desk.Intake.ReceiveAsync(
            await desk.MailAsync("zoe@customer.example", "support@acme.example", "From last year", "Hello"), history: true, Token);

        Assert.NotNull(await desk.Store.LoadAsync(result.Conversation!.Value, Token));
        Assert.Empty(await desk.DrainAsync(DeliveryLeg.Chat));
    }

    [Fact]
    public async Task A_sender_whose_clock_runs_ahead_does_not_write_in_the_future()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var mail = await desk.MailAsync("zoe@customer.example", "support@acme.example", "Hello", "From 2038");

        var result = await desk.Intake.ReceiveAsync(mail with { SentAt = desk.Time.GetUtcNow().AddYears(12) }, history: false, Token);

        Assert.Equal(mail.ReceivedAt, (await desk.LoadAsync(result)).Entries[0].At);
    }

    [Fact]
    public async Task A_bounce_that_returns_nothing_is_found_by_our_token_in_its_recipient_and_says_why()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.LoadAsync(await desk.ReceiveAsync("zoe@customer.example", "sales@acme.example", "Broken boiler", "It drips.", inbox: DeskFixture.Sales));
        await desk.ReplyAsync(conversation, DeskFixture.Anna, "We come on Monday.");
        var reply = (await desk.Store.LoadAsync(conversation.Id, Token))!.Entries.OfType<Entry.AgentReply>().Single();
        var bounce = await desk.MailAsync("MAILER-DAEMON@mx.acme.example", reply.Email.ReplyTo!.Address.Value, "Undelivered", "It failed") with
        {
            Kind = EmailKind.Bounce,
            Bounce = new BounceReport(null, false, [new BouncedRecipient(new EmailAddress("zoe@customer.example"), "5.2.2", "552 full") { Cause = "the mailbox is full" }]),
        };

        var result = await desk.Intake.ReceiveAsync(bounce, history: false, Token);

        var after = await desk.LoadAsync(result);
        Assert.Equal(
            "zoe@customer.example: the mailbox is full (5.2.2 552 full)",
            Assert.IsType<ReplyLife.Bounced>(after.Entries.OfType<Entry.AgentReply>().Single().Life).ServerWords);
    }

    [Fact]
    public async Task A_bounce_is_found_by_the_ids_that_the_returned_mail_names()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation, DeskFixture.Anna, "We come on Monday.");
        var reply = (await desk.Store.LoadAsync(conversation.Id, Token))!.Entries.OfType<Entry.AgentReply>().Single();
        var bounce = await desk.MailAsync("MAILER-DAEMON@mx.acme.example", "support@acme.example", "Undelivered", "It failed") with
        {
            Kind = EmailKind.Bounce,
            Bounce = new BounceReport(new MsgId("rewritten@relay.example"), false, []) { Related = [reply.Email.MessageId] },
        };

        Assert.Equal(conversation.Id, (await desk.Intake.ReceiveAsync(bounce, history: false, Token)).Conversation);
    }

    [Fact]
    public async Task A_read_receipt_is_noted_on_the_reply_and_changes_nothing_else()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation, DeskFixture.Anna, "We come on Monday.");
        var before = (await desk.Store.LoadAsync(conversation.Id, Token))!;
        var reply = before.Entries.OfType<Entry.AgentReply>().Single();
        await desk.DrainAsync(DeliveryLeg.Chat);
        async Task<IntakeResult> ReceiveAsync(MsgId original) => await desk.Intake.ReceiveAsync(
            await desk.MailAsync("zoe@customer.example", "support@acme.example", "Read: Broken boiler", "read") with
            {
                Kind = EmailKind.Automatic,
                Receipt = new ReadReceipt(original, new EmailAddress("zoe@customer.example"), "displayed", desk.Time.GetUtcNow()),
            },
            history: false, Token);

        var result = await ReceiveAsync(reply.Email.MessageId);
        await ReceiveAsync(reply.Email.MessageId);
        var stray = await ReceiveAsync(new MsgId("unknown@customer.example"));

        Assert.Equal((EmailDirection.Auto, RawMailDisposition.Appended), (result.Direction, result.Disposition));
        var after = await desk.LoadAsync(result);
        Assert.Equal("displayed", Assert.Single(after.Entries.OfType<Entry.AgentReply>().Single().Receipts).Act);
        Assert.Equal((before.Entries.Count, ConversationStatus.WaitingForCustomer, null), (after.Entries.Count, after.State.Status, after.State.WaitingSince));
        Assert.Equal([new DeliveryWork.UpdateEntry(reply.Id)], await desk.DrainAsync(DeliveryLeg.Chat));
        Assert.Equal(RawMailDisposition.StrayReport, stray.Disposition);
    }

    [Fact]
    public async Task A_complaint_is_a_notice_in_the_conversation_and_no_mail_of_the_customers()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation, DeskFixture.Anna, "We come on Monday.");
        var reply = (await desk.Store.LoadAsync(conversation.Id, Token))!.Entries.OfType<Entry.AgentReply>().Single();
        var report = await desk.MailAsync("staff@provider.example", "support@acme.example", "FW: Re: Broken boiler", "abuse") with
        {
            Kind = EmailKind.Automatic,
            Complaint = new Complaint(new MsgId("rewritten@relay.example"), "A recipient marked our mail as spam (reported by provider.example)") { Related = [reply.Email.MessageId] },
        };

        var after = await desk.LoadAsync(await desk.Intake.ReceiveAsync(report, history: false, Token));

        var notice = Assert.IsType<Entry.Activity>(after.Entries[^1]);
        Assert.Equal((ActivityKind.Complained, "A recipient marked our mail as spam (reported by provider.example)"), (notice.Kind, notice.Detail));
        Assert.Equal((ConversationStatus.WaitingForCustomer, null), (after.State.Status, after.State.WaitingSince));
        Assert.False(after.IsParticipant(new EmailAddress("staff@provider.example")));
    }

    [Fact]
    public async Task A_small_picture_that_comes_the_third_time_from_one_organisation_is_a_logo()
    {
        await using var desk = await DeskFixture.CreateAsync();
        async Task<IReadOnlyList<bool>> ReceiveAsync(string from, string subject, long logoSize = 4_000)
        {
            var mail = await desk.MailAsync(from, "support@acme.example", subject, $"{subject} by {from}") with
            {
                Attachments =
                [
                    new EmailAttachment(0, "logo.png", "image/png", logoSize, new string('a', 64), true, "logo"),
                    new EmailAttachment(1, "plan.pdf", "application/pdf", 4_000, new string('b', 64), false, null),
                ],
            };
            var conversation = await desk.LoadAsync(await desk.Intake.ReceiveAsync(mail, history: false, Token));
            return [.. conversation.Entries.OfType<Entry.CustomerEmail>().Last().Email.Attachments.Select(a => a.IsLogo)];
        }

        Assert.Equal([false, false], await ReceiveAsync("zoe@customer.example", "one"));
        Assert.Equal([false, false], await ReceiveAsync("max@customer.example", "two"));
        Assert.Equal([true, false], await ReceiveAsync("zoe@customer.example", "three"));
        Assert.Equal([true, false], await ReceiveAsync("max@customer.example", "four"));
        Assert.Equal([false, false], await ReceiveAsync("eve@elsewhere.example", "five"));
        Assert.Equal([false, false], await ReceiveAsync("zoe@customer.example", "six", 200_000));
    }
}

namespace MailBridge.Conversations.Tests;

/// <summary>A conversation goes on in another one, and comes back.</summary>
public sealed class MergeTests
{
    private static CancellationToken Token => DeskFixture.Token;

    [Fact]
    public async Task A_press_that_was_refused_is_refused_again_and_not_taken_for_done()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var a = (await desk.ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example", "One", "It drips.")).Conversation!.Value;
        var b = (await desk.ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example", "Two", "It drips.")).Conversation!.Value;
        await desk.Agents.ActAsync(new AgentAction.Merge { Agent = DeskFixture.Jonas, Conversation = a, Into = b }, DeskFixture.Token);
        // The form was opened before.
        var late = new AgentAction.Merge { Agent = DeskFixture.Anna, Conversation = a, Into = b, Receipt = new InboundReceipt("test", "1") };
        for (var press = 0; press < 3; press++) Assert.Equal(b, Assert.IsType<ActionOutcome.Refused>(await desk.Agents.ActAsync(late, DeskFixture.Token)).Instead);
    }

    [Fact]
    public async Task What_was_said_goes_on_in_the_other_conversation_and_each_mail_is_in_one()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (a, b) = await TwoAsync(desk);
        await desk.Agents.ActAsync(new AgentAction.AddNote { Agent = DeskFixture.Anna, Conversation = a.Id, Text = "Check the valve." }, Token);
        Done(await MergeAsync(desk, a.Id, b.Id));
        (a, b) = (await desk.LoadAsync(a.Id), await desk.LoadAsync(b.Id));
        Assert.Equal(["It drips.", "The bill is wrong."], Texts(b));
        Assert.Equal("Check the valve.", Assert.Single(b.Entries.OfType<Entry.Note>()).Text);
        Assert.Empty(Texts(a));
        Assert.Equal((b.Id, ConversationStatus.Closed, null), (a.State.MergedInto, a.State.Status, a.State.WaitingSince));
        Assert.Equal("The bill is wrong.", b.LatestCustomerEmail!.Email.NewText);
        Assert.Equal(b.Id, Pointer(a).Move!.Other);
        Assert.Equal((a.Id, "Boiler"), (Pointer(b).Move!.Other, Pointer(b).Move!.OtherSubject));
        Assert.Equal(b.Id, Assert.Single(await desk.Search.SearchAsync("drips", 10, Token)).Conversation);
        Assert.Equal(b.Id, Assert.Single(await desk.Search.SearchAsync("valve", 10, Token)).Conversation);
    }

    [Fact]
    public async Task The_mails_are_posted_in_the_other_thread_and_the_old_root_says_so()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (a, b) = await TwoAsync(desk);
        await desk.DrainAsync(DeliveryLeg.Chat);
        var mail = a.Entries[0].Id;
        Done(await MergeAsync(desk, a.Id, b.Id));
        var works = await desk.DrainAsync(DeliveryLeg.Chat);
        Assert.Contains(new DeliveryWork.PostEntry(mail), works);
        Assert.Contains(new DeliveryWork.PostEntry(Pointer(await desk.LoadAsync(a.Id)).Id), works);
        Assert.Contains(new DeliveryWork.PostEntry(Pointer(await desk.LoadAsync(b.Id)).Id), works);
        Assert.Equal(2, works.OfType<DeliveryWork.UpdateConversation>().Count());
    }

    [Fact]
    public async Task Later_mails_follow_whatever_leads_to_the_old_conversation()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (a, b) = await TwoAsync(desk, DeskFixture.Sales);
        await ReplySentAsync(desk, a);
        var reply = (await desk.LoadAsync(a.Id)).Entries.OfType<Entry.AgentReply>().Single().Email;
        Done(await MergeAsync(desk, a.Id, b.Id));
        string[] to = [reply.ReplyTo!.Address.Value, "sales@acme.example", "sales@acme.example", "sales@acme.example"];
        string?[] answers = [null, reply.MessageId.Value, "a1@customer.example", null];
        for (var i = 0; i < 4; i++)
        {
            var result = await desk.ReceiveAsync("Zoë <zoe@customer.example>", to[i], "Re: Boiler", $"Word {i}", answers: answers[i], inbox: DeskFixture.Sales);
            Assert.Equal((b.Id, RawMailDisposition.Appended), (result.Conversation, result.Disposition));
        }
        b = await desk.LoadAsync(b.Id);
        Assert.DoesNotContain(b.Entries.OfType<Entry.CustomerEmail>(), e => e.Marks.HasFlag(EmailMarks.NewSubject));
        Assert.Equal(ConversationStatus.Open, b.State.Status);
    }

    [Fact]
    public async Task A_report_about_a_reply_of_the_old_conversation_lands_on_it_in_the_new_one()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (a, b) = await TwoAsync(desk);
        await ReplySentAsync(desk, a);
        var reply = (await desk.LoadAsync(a.Id)).Entries.OfType<Entry.AgentReply>().Single();
        Done(await MergeAsync(desk, a.Id, b.Id));
        var report = await desk.MailAsync("mailer-daemon@customer.example", "support@acme.example", "Undelivered", "550 gone");
        await desk.Intake.ReceiveAsync(
            report with { Kind = EmailKind.Bounce, Bounce = new BounceReport(reply.Email.MessageId, false, [new(new("zoe@customer.example"), "5.1.1", "gone")]) }, history: false, Token);
        Assert.IsType<ReplyLife.Bounced>((await desk.LoadAsync(b.Id)).Entries.OfType<Entry.AgentReply>().Single().Life);
    }

    [Fact]
    public async Task Whoever_waits_in_the_old_one_waits_in_the_new_one_and_a_closed_one_is_open_again()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (a, b) = await TwoAsync(desk);
        Done(await desk.Agents.ActAsync(new AgentAction.Claim { Agent = DeskFixture.Anna, Conversation = a.Id }, Token));
        Done(await desk.Agents.ActAsync(new AgentAction.Close { Agent = DeskFixture.Jonas, Conversation = b.Id }, Token));
        Done(await MergeAsync(desk, a.Id, b.Id));
        b = await desk.LoadAsync(b.Id);
        Assert.Equal((ConversationStatus.Open, a.State.WaitingSince, DeskFixture.Anna), (b.State.Status, b.State.WaitingSince, b.State.Assignee));
    }

    [Fact]
    public async Task Another_customers_conversation_is_asked_about_first()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var a = await desk.OpenAsync();
        var b = await desk.LoadAsync(await desk.ReceiveAsync("Bo <bo@other.example>", "support@acme.example", "Sofa", "It squeaks."));
        var held = Assert.IsType<ActionOutcome.Held>(await MergeAsync(desk, a.Id, b.Id));
        Assert.Equal("Merge anyway", held.Confirm);
        Assert.Contains("“Sofa” is a conversation with Bo (bo@other.example), and this one is with Zoë (zoe@customer.example).", held.Reason, StringComparison.Ordinal);
        Assert.Null((await desk.LoadAsync(a.Id)).State.MergedInto);
        Done(await MergeAsync(desk, a.Id, b.Id, confirmed: true));
        b = await desk.LoadAsync(b.Id);
        Assert.True(b.IsParticipant(new("zoe@customer.example")) && b.IsParticipant(new("bo@other.example")));
    }

    [Fact]
    public async Task A_merged_conversation_refuses_everything_and_names_the_other()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (a, b) = await TwoAsync(desk);
        var mail = a.Entries[0].Id;
        Done(await MergeAsync(desk, a.Id, b.Id));
        AgentAction[] actions =
        [
            new AgentAction.Claim { Agent = DeskFixture.Anna, Conversation = a.Id }, new AgentAction.Close { Agent = DeskFixture.Anna, Conversation = a.Id },
            new AgentAction.Reopen { Agent = DeskFixture.Anna, Conversation = a.Id }, new AgentAction.Snooze { Agent = DeskFixture.Anna, Conversation = a.Id },
            new AgentAction.Reply { Agent = DeskFixture.Anna, Conversation = a.Id, Text = "Hello" },
            new AgentAction.AddNote { Agent = DeskFixture.Anna, Conversation = a.Id, Text = "Hello" },
            new AgentAction.Split { Agent = DeskFixture.Anna, Conversation = a.Id, Mail = mail },
            new AgentAction.MoveMail { Agent = DeskFixture.Anna, Conversation = a.Id, Mail = mail, To = b.Id },
            new AgentAction.ChangeInbox { Agent = DeskFixture.Anna, Conversation = a.Id, Inbox = DeskFixture.Sales },
        ];
        foreach (var action in actions)
        {
            var refused = Assert.IsType<ActionOutcome.Refused>(await desk.Agents.ActAsync(action, Token));
            Assert.Equal((b.Id, "This conversation was merged into “Bill” and goes on there, so nothing was done here."), (refused.Instead, refused.Reason));
        }
        Assert.Empty((await desk.LoadAsync(a.Id)).Entries.OfType<Entry.Note>());
    }

    [Fact]
    public async Task The_same_press_twice_merges_once_and_another_is_refused()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (a, b) = await TwoAsync(desk);
        var merge = new AgentAction.Merge { Agent = DeskFixture.Anna, Conversation = a.Id, Into = b.Id, Receipt = new("test", "press") };
        Done(await desk.Agents.ActAsync(merge, Token));
        Assert.True(Assert.IsType<ActionOutcome.Done>(await desk.Agents.ActAsync(merge, Token)).IsRepeat);
        Assert.IsType<ActionOutcome.Refused>(await desk.Agents.ActAsync(merge with { Receipt = new("test", "another") }, Token));
        Assert.Single((await desk.LoadAsync(b.Id)).Entries.OfType<Entry.Activity>());
    }

    [Fact]
    public async Task Of_two_merges_into_each_other_one_is_done_and_one_refused()
    {
        await using var desk = await DeskFixture.CreateAsync();
        for (var round = 0; round < 10; round++)
        {
            var (a, b) = await TwoAsync(desk, number: round);
            var outcomes = await Task.WhenAll(Task.Run(() => MergeAsync(desk, a.Id, b.Id), Token), Task.Run(() => MergeAsync(desk, b.Id, a.Id), Token));
            Assert.Single(outcomes.OfType<ActionOutcome.Done>());
            Assert.Single(outcomes.OfType<ActionOutcome.Refused>());
            (a, b) = (await desk.LoadAsync(a.Id), await desk.LoadAsync(b.Id));
            var (gone, goesOn) = a.State.MergedInto is null ? (b, a) : (a, b);
            Assert.Equal((goesOn.Id, null), (gone.State.MergedInto, goesOn.State.MergedInto));
            Assert.Equal((0, 2), (Texts(gone).Count, Texts(goesOn).Count));
        }
    }

    [Fact]
    public async Task A_chain_is_followed_to_its_end_and_never_becomes_a_circle()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (a, b) = await TwoAsync(desk);
        var c = await desk.LoadAsync(await desk.ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example", "Chair", "It broke.", id: "c1@customer.example"));
        Done(await MergeAsync(desk, a.Id, b.Id));
        Done(await MergeAsync(desk, b.Id, c.Id));
        Assert.Equal("That conversation was merged into this one, so there is nothing left to merge.", Assert.IsType<ActionOutcome.Refused>(await MergeAsync(desk, c.Id, a.Id)).Reason);
        Assert.Equal("That is this very conversation. Choose another one to merge it into.", Assert.IsType<ActionOutcome.Refused>(await MergeAsync(desk, c.Id, c.Id)).Reason);
        Assert.Equal(c.Id, (await desk.ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example", "Re: Boiler", "Still.", answers: "a1@customer.example")).Conversation);
        Assert.Equal(c.Id, (await desk.ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example", "Re: Boiler", "Well?")).Conversation);
        var d = await desk.LoadAsync(await desk.ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example", "Lamp", "Dark.", id: "d1@customer.example"));
        Done(await MergeAsync(desk, d.Id, a.Id));
        Assert.Equal(c.Id, (await desk.LoadAsync(d.Id)).State.MergedInto);
    }

    [Fact]
    public async Task A_reply_on_its_way_holds_the_merge_up()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (a, b) = await TwoAsync(desk);
        await desk.ReplyAsync(a, DeskFixture.Anna, "We come.");
        Assert.Equal(
            "A reply of Anna Kowalska is just on its way from here. Wait until it is sent, or take it back, and merge then.",
            Assert.IsType<ActionOutcome.Refused>(await MergeAsync(desk, a.Id, b.Id)).Reason);
        Assert.Null((await desk.LoadAsync(a.Id)).State.MergedInto);
    }

    [Fact]
    public async Task A_merge_is_taken_back_with_what_has_answered_it_since()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (a, b) = await TwoAsync(desk);
        Done(await MergeAsync(desk, a.Id, b.Id));
        await desk.ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example", "Re: Boiler", "It drips more.", answers: "a1@customer.example");
        await desk.ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example", "Re: Bill", "And the date.", answers: "b1@customer.example");
        Done(await UndoAsync(desk, await desk.LoadAsync(b.Id)));
        (a, b) = (await desk.LoadAsync(a.Id), await desk.LoadAsync(b.Id));
        Assert.Equal(["It drips.", "It drips more."], Texts(a));
        Assert.Equal(["The bill is wrong.", "And the date."], Texts(b));
        Assert.Null(a.State.MergedInto);
        Assert.Equal((ConversationStatus.New, ConversationStatus.New), (a.State.Status, b.State.Status));
        Assert.NotNull(a.State.WaitingSince);
        Assert.Equal(a.Id, (await desk.ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example", "Re: Boiler", "Hello?", answers: "a1@customer.example")).Conversation);
        Assert.Equal(a.Id, (await desk.ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example", "Re: Boiler", "Anybody?")).Conversation);
        Done(await UndoAsync(desk, b));
        Assert.Single((await desk.LoadAsync(b.Id)).Entries.OfType<Entry.Activity>(), e => e.Kind == ActivityKind.MoveUndone);
        Done(await MergeAsync(desk, a.Id, b.Id));
        Assert.Equal(b.Id, (await desk.LoadAsync(a.Id)).State.MergedInto);
    }

    [Fact]
    public async Task A_merge_in_a_chain_is_taken_back_from_the_conversation_at_its_end()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (a, b) = await TwoAsync(desk);
        var c = await desk.LoadAsync(await desk.ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example", "Chair", "It broke.", id: "c1@customer.example"));
        Done(await MergeAsync(desk, a.Id, b.Id));
        Done(await MergeAsync(desk, b.Id, c.Id));
        Done(await UndoAsync(desk, await desk.LoadAsync(a.Id)));
        Assert.Equal(["It drips."], Texts(await desk.LoadAsync(a.Id)));
        Assert.Equal(["The bill is wrong.", "It broke."], Texts(await desk.LoadAsync(c.Id)));
        Assert.Empty(Texts(await desk.LoadAsync(b.Id)));
        Done(await UndoAsync(desk, await desk.LoadAsync(c.Id)));
        Assert.Equal(["The bill is wrong."], Texts(await desk.LoadAsync(b.Id)));
        Assert.Equal(["It broke."], Texts(await desk.LoadAsync(c.Id)));
    }

    [Fact]
    public async Task A_snoozed_conversation_is_snoozed_again_when_its_merge_is_taken_back()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (a, b) = await TwoAsync(desk);
        await ReplySentAsync(desk, a);
        var until = desk.Time.GetUtcNow().AddDays(2);
        Done(await desk.Agents.ActAsync(new AgentAction.Snooze { Agent = DeskFixture.Anna, Conversation = a.Id, Until = until }, Token));
        Done(await MergeAsync(desk, a.Id, b.Id));
        Assert.Null((await desk.LoadAsync(a.Id)).State.SnoozedUntil);
        Done(await UndoAsync(desk, await desk.LoadAsync(a.Id)));
        Assert.Equal((ConversationStatus.Snoozed, until), ((await desk.LoadAsync(a.Id)).State.Status, (await desk.LoadAsync(a.Id)).State.SnoozedUntil));
    }

    internal static async Task<(Conversation A, Conversation B)> TwoAsync(DeskFixture desk, InboxId? inbox = null, int number = 1)
    {
        var to = inbox == DeskFixture.Sales ? "sales@acme.example" : "support@acme.example";
        var a = await desk.ReceiveAsync("Zoë <zoe@customer.example>", to, number == 1 ? "Boiler" : $"Boiler {number}", "It drips.", id: $"a{number}@customer.example", inbox: inbox);
        desk.Time.Advance(TimeSpan.FromMinutes(5));
        var b = await desk.ReceiveAsync("Zoë <zoe@customer.example>", to, number == 1 ? "Bill" : $"Bill {number}", "The bill is wrong.", id: $"b{number}@customer.example", inbox: inbox);
        desk.Time.Advance(TimeSpan.FromMinutes(5));
        return (await desk.LoadAsync(a), await desk.LoadAsync(b));
    }

    internal static async Task ReplySentAsync(DeskFixture desk, Conversation conversation, string text = "We come.")
    {
        Done(await desk.ReplyAsync(conversation, DeskFixture.Anna, text));
        foreach (var delivery in await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 10, TimeSpan.FromMinutes(1), Token))
            await desk.Progress.AcceptedAsync(delivery, "250 ok", [], Token);
        desk.Time.Advance(TimeSpan.FromMinutes(5));
    }

    internal static List<string> Texts(Conversation conversation) => [.. conversation.Entries.OfType<Entry.CustomerEmail>().Select(e => e.Email.NewText)];

    internal static Entry.Activity Pointer(Conversation conversation) => conversation.Entries.OfType<Entry.Activity>().Last(a => a.Move is not null);

    internal static void Done(ActionOutcome outcome) => Assert.IsType<ActionOutcome.Done>(outcome);

    private static Task<ActionOutcome> MergeAsync(DeskFixture desk, ConversationId from, ConversationId into, bool confirmed = false)
        => desk.Agents.ActAsync(new AgentAction.Merge { Agent = DeskFixture.Anna, Conversation = from, Into = into, Confirmed = confirmed }, Token);

    internal static Task<ActionOutcome> UndoAsync(DeskFixture desk, Conversation at)
        => desk.Agents.ActAsync(
            new AgentAction.UndoMove
            {
                Agent = DeskFixture.Jonas, Conversation = at.Id,
                Activity = at.Entries.OfType<Entry.Activity>().Last(a => a.Move is not null && a.Kind != ActivityKind.MoveUndone).Id,
            },
            Token);
}

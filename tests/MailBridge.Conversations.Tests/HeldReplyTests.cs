namespace MailBridge.Conversations.Tests;

/// <summary>Replies typed into a thread: held, edited, taken back, stopped, sent.</summary>
public sealed class HeldReplyTests
{
    private static readonly TimeSpan Hold = SendingRules.Default.Hold;

    private int _messages;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_typed_reply_is_held_and_falls_due_when_its_hold_ends()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();

        var outcome = Assert.IsType<ActionOutcome.Done>(await TypeAsync(desk, conversation, "We come."));

        Assert.Equal(new ReplyLife.Held(desk.Time.GetUtcNow() + Hold), outcome.Life);
        Assert.Empty(await LeaseAsync(desk));
        desk.Time.Advance(Hold);
        var due = Assert.Single(await LeaseAsync(desk));
        var released = (await desk.Progress.EndHoldAsync(due, (await ReplyOfAsync(desk, conversation)).Id, Token))!;
        var reply = (Entry.AgentReply)released.Entries[^1];
        Assert.Equal((new ReplyLife.Queued(), desk.Time.GetUtcNow()), (reply.Life, reply.LetGoAt));
        Assert.Equal(reply.Life, (await ReplyOfAsync(desk, conversation)).Life);
    }

    [Fact]
    public async Task A_reply_from_a_form_is_held_as_well()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var action = new AgentAction.Reply { Agent = DeskFixture.Anna, Conversation = conversation.Id, Text = "We come." };
        Assert.Equal(new ReplyLife.Held(desk.Time.GetUtcNow() + Hold), Assert.IsType<ActionOutcome.Done>(await desk.Agents.ActAsync(action, Token)).Life);
    }

    [Fact]
    public async Task Where_nothing_is_held_a_typed_reply_goes_out_at_once()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var eager = new AgentDesk(desk.Store, desk.Files, desk.Directory_, desk.Signer, desk.Time, SendingRules.Default with { Hold = TimeSpan.Zero });
        var action = new AgentAction.Reply { Agent = DeskFixture.Anna, Conversation = conversation.Id, Text = "We come.", TypedIn = Message() };
        Assert.Equal(new ReplyLife.Queued(), Assert.IsType<ActionOutcome.Done>(await eager.ActAsync(action, Token)).Life);
        Assert.Single(await LeaseAsync(desk));
    }

    [Fact]
    public async Task Editing_twice_within_the_hold_mails_the_last_words_at_the_time_that_was_told()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await TypeAsync(desk, conversation, "We come on Monday.");
        var id = (await ReplyOfAsync(desk, conversation)).Id;
        desk.Time.Advance(Hold / 2);

        await EditAsync(desk, conversation, id, "We come on Tuesday.");
        await EditAsync(desk, conversation, id, " We come on Wednesday. ");

        desk.Time.Advance(Hold / 2);
        var released = await desk.Progress.EndHoldAsync(Assert.Single(await LeaseAsync(desk)), id, Token);
        Assert.Equal("We come on Wednesday.", ((Entry.AgentReply)released!.Entry(id)!).Email.Text);
    }

    [Fact]
    public async Task A_withdrawn_reply_is_not_mailed_and_the_customer_waits_again()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await TypeAsync(desk, conversation, "We come.");
        var id = (await ReplyOfAsync(desk, conversation)).Id;
        Assert.Null((await LoadAsync(desk, conversation)).State.WaitingSince);

        Assert.IsType<ActionOutcome.Done>(await WithdrawAsync(desk, conversation, id));

        var after = await LoadAsync(desk, conversation);
        Assert.Equal(new ReplyLife.Withdrawn(desk.Time.GetUtcNow(), DeskFixture.Anna), ((Entry.AgentReply)after.Entry(id)!).Life);
        Assert.Equal((ConversationStatus.Open, conversation.State.WaitingSince), (after.State.Status, after.State.WaitingSince));
        Assert.Equal(0, (await desk.Queue.DepthAsync(DeliveryLeg.Mail, Token)).Scheduled);
        Assert.Contains("taken back", Assert.IsType<ActionOutcome.Refused>(await EditAsync(desk, conversation, id, "No, we do come.")).Reason, StringComparison.Ordinal);
        Assert.IsType<ActionOutcome.Done>(await WithdrawAsync(desk, conversation, id));
        Assert.Contains("taken back", Assert.IsType<ActionOutcome.Refused>(await SendAsync(desk, conversation, id)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_customer_whose_last_mail_another_reply_answers_does_not_wait_again()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation, DeskFixture.Anna, "We come.");
        await TypeAsync(desk, conversation, "On Monday.");

        await WithdrawAsync(desk, conversation, (await ReplyOfAsync(desk, conversation)).Id);

        var state = (await LoadAsync(desk, conversation)).State;
        Assert.Equal((ConversationStatus.WaitingForCustomer, null), (state.Status, state.WaitingSince));
    }

    [Fact]
    public async Task After_the_mail_has_gone_an_edit_is_told_when()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await TypeAsync(desk, conversation, "We come.");
        var id = (await ReplyOfAsync(desk, conversation)).Id;
        desk.Time.Advance(Hold);
        var delivery = Assert.Single(await LeaseAsync(desk));
        await desk.Progress.EndHoldAsync(delivery, id, Token);
        Assert.Contains("on its way", Assert.IsType<ActionOutcome.Refused>(await EditAsync(desk, conversation, id, "No.")).Reason, StringComparison.Ordinal);

        desk.Time.Advance(TimeSpan.FromSeconds(1));
        await desk.Progress.AcceptedAsync(delivery, "250 ok", [], Token);
        desk.Time.Advance(TimeSpan.FromMinutes(1));

        var sent = new ActionOutcome.AlreadySent(desk.Time.GetUtcNow() - TimeSpan.FromMinutes(1));
        Assert.Equal(sent, await EditAsync(desk, conversation, id, "No."));
        Assert.Equal(sent, await WithdrawAsync(desk, conversation, id));
        Assert.Equal("We come.", (await ReplyOfAsync(desk, conversation)).Email.Text);
    }

    [Fact]
    public async Task Of_an_edit_and_the_end_of_the_hold_at_one_moment_exactly_one_wins()
    {
        await using var desk = await DeskFixture.CreateAsync();
        for (var round = 0; round < 12; round++)
        {
            var conversation = await desk.LoadAsync(await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", $"Boiler {round}", "It drips."));
            await TypeAsync(desk, conversation, "old");
            var id = (await ReplyOfAsync(desk, conversation)).Id;
            desk.Time.Advance(Hold);
            var delivery = Assert.Single(await LeaseAsync(desk));

            var edit = Task.Run(() => EditAsync(desk, conversation, id, "new"), Token);
            var end = Task.Run(() => desk.Progress.EndHoldAsync(delivery, id, Token), Token);
            var (outcome, mailed) = (await edit, (Entry.AgentReply)(await end)!.Entry(id)!);

            Assert.Equal(outcome is ActionOutcome.Done ? "new" : "old", mailed.Email.Text);
            Assert.Equal(mailed.Email.Text, (await ReplyOfAsync(desk, conversation)).Email.Text);
        }
    }

    [Fact]
    public async Task A_mail_of_the_customer_within_the_hold_stops_the_reply_until_somebody_decides()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await TypeAsync(desk, conversation, "We come.");
        var id = (await ReplyOfAsync(desk, conversation)).Id;
        await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Re: Broken boiler", "Never mind, it stopped.");
        desk.Time.Advance(Hold);

        Assert.Null(await desk.Progress.EndHoldAsync(Assert.Single(await LeaseAsync(desk)), id, Token));

        Assert.Equal("zoe@customer.example has written meanwhile: “Never mind, it stopped.”", Assert.IsType<ReplyLife.Stopped>((await ReplyOfAsync(desk, conversation)).Life).Reason);
        var state = (await LoadAsync(desk, conversation)).State;
        Assert.Equal((ConversationStatus.Open, true), (state.Status, state.WaitingSince is not null));
        Assert.Empty(await LeaseAsync(desk));

        await EditAsync(desk, conversation, id, "Good to hear.");
        Assert.IsType<ActionOutcome.Done>(await SendAsync(desk, conversation, id));
        var sent = await ReplyOfAsync(desk, conversation);
        Assert.Equal((new ReplyLife.Queued(), DeskFixture.Anna, "Good to hear."), (sent.Life, sent.LetGoBy!.Value, sent.Email.Text));
        Assert.Single(await LeaseAsync(desk));
        Assert.Equal(ConversationStatus.WaitingForCustomer, (await LoadAsync(desk, conversation)).State.Status);
    }

    [Fact]
    public async Task An_automatic_mail_within_the_hold_stops_nothing()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await TypeAsync(desk, conversation, "We come.");
        var mail = await desk.MailAsync("zoe@customer.example", "support@acme.example", "Re: Broken boiler", "I am on holiday.");
        await desk.Intake.ReceiveAsync(mail with { Kind = EmailKind.Automatic }, history: false, Token);
        desk.Time.Advance(Hold);
        Assert.NotNull(await desk.Progress.EndHoldAsync(Assert.Single(await LeaseAsync(desk)), (await ReplyOfAsync(desk, conversation)).Id, Token));
    }

    [Fact]
    public async Task Of_two_agents_who_answer_within_seconds_one_mails_and_the_other_is_stopped_with_the_firsts_words()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var seen = conversation.Entries[^1].Id;
        await TypeAsync(desk, conversation, "I take care.", seen: seen);
        desk.Time.Advance(TimeSpan.FromSeconds(3));

        var second = Assert.IsType<ActionOutcome.Done>(await TypeAsync(desk, conversation, "Me too.", DeskFixture.Jonas, seen));

        Assert.Equal("Anna Kowalska has replied meanwhile: “I take care.”", Assert.IsType<ReplyLife.Stopped>(second.Life).Reason);
        desk.Time.Advance(Hold);
        var first = (await LoadAsync(desk, conversation)).Entries.OfType<Entry.AgentReply>().First();
        Assert.NotNull(await desk.Progress.EndHoldAsync(Assert.Single(await LeaseAsync(desk)), first.Id, Token));
    }

    [Fact]
    public async Task A_held_reply_of_a_colleague_speaks_against_another_even_from_one_who_has_read_it()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await TypeAsync(desk, conversation, "I take care.");
        await desk.Agents.ActAsync(new AgentAction.Release { Agent = DeskFixture.Anna, Conversation = conversation.Id }, Token);
        var everything = (await LoadAsync(desk, conversation)).Entries[^1].Id;

        Assert.IsType<ActionOutcome.Held>(await desk.ReplyAsync(conversation, DeskFixture.Jonas, "Me too.", everything));
        Assert.IsType<ReplyLife.Stopped>(Assert.IsType<ActionOutcome.Done>(await TypeAsync(desk, conversation, "Me too.", DeskFixture.Jonas, everything)).Life);
    }

    [Fact]
    public async Task A_stopped_reply_that_a_colleague_sends_anyway_stops_the_one_that_is_held()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var seen = conversation.Entries[^1].Id;
        await TypeAsync(desk, conversation, "I take care.", seen: seen);
        desk.Time.Advance(TimeSpan.FromSeconds(3));
        await TypeAsync(desk, conversation, "Me too.", DeskFixture.Jonas, seen);
        var replies = (await LoadAsync(desk, conversation)).Entries.OfType<Entry.AgentReply>().ToList();

        Assert.IsType<ActionOutcome.Done>(await SendAsync(desk, conversation, replies[1].Id, DeskFixture.Jonas));
        desk.Time.Advance(Hold);

        var delivery = Assert.Single(await LeaseAsync(desk));
        Assert.Equal(new DeliveryWork.SubmitReply(replies[0].Id), delivery.Work);
        Assert.Null(await desk.Progress.EndHoldAsync(delivery, replies[0].Id, Token));
        Assert.Contains("Jonas Weber has replied", Assert.IsType<ReplyLife.Stopped>(
            ((Entry.AgentReply)(await LoadAsync(desk, conversation)).Entry(replies[0].Id)!).Life).Reason, StringComparison.Ordinal);
        Assert.Equal(new DeliveryWork.SubmitReply(replies[1].Id), Assert.Single(await LeaseAsync(desk)).Work);
    }

    [Fact]
    public async Task Sending_a_held_reply_now_leaves_one_delivery_which_is_due()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await TypeAsync(desk, conversation, "We come.");
        var id = (await ReplyOfAsync(desk, conversation)).Id;

        await SendAsync(desk, conversation, id);

        Assert.Single(await LeaseAsync(desk));
        Assert.Equal(1, (await desk.Queue.DepthAsync(DeliveryLeg.Mail, Token)).Scheduled);
        Assert.Contains("on its way", Assert.IsType<ActionOutcome.Refused>(await SendAsync(desk, conversation, id)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delivery_that_was_leased_before_its_reply_was_sent_at_once_mails_nothing()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await TypeAsync(desk, conversation, "We come.");
        var id = (await ReplyOfAsync(desk, conversation)).Id;
        desk.Time.Advance(Hold);
        var old = Assert.Single(await LeaseAsync(desk));

        await SendAsync(desk, conversation, id);

        Assert.Null(await desk.Progress.EndHoldAsync(old, id, Token));
        Assert.NotEqual(old.Id, Assert.Single(await LeaseAsync(desk)).Id);
    }

    [Fact]
    public async Task What_may_be_meant_for_colleagues_is_stopped_also_when_an_edit_makes_it_so()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        Assert.Equal("Hm.", Assert.IsType<ReplyLife.Stopped>(Assert.IsType<ActionOutcome.Done>(await TypeAsync(desk, conversation, "FYI he is cross.", doubt: "Hm.")).Life).Reason);
        Assert.Equal((ConversationStatus.New, null), ((await LoadAsync(desk, conversation)).State.Status, (await LoadAsync(desk, conversation)).State.Assignee));

        await TypeAsync(desk, conversation, "We come.");
        var id = (await ReplyOfAsync(desk, conversation)).Id;
        await desk.Agents.ActAsync(
            new AgentAction.EditReply { Agent = DeskFixture.Anna, Conversation = conversation.Id, Entry = id, Text = "FYI: he never pays.", Doubt = "Hm." }, Token);
        Assert.IsType<ReplyLife.Stopped>((await ReplyOfAsync(desk, conversation)).Life);
        Assert.Equal(0, (await desk.Queue.DepthAsync(DeliveryLeg.Mail, Token)).Scheduled);
    }

    [Fact]
    public async Task Only_its_author_can_change_a_reply_and_anybody_here_can_take_it_back()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await TypeAsync(desk, conversation, "We come.");
        var id = (await ReplyOfAsync(desk, conversation)).Id;
        Assert.Contains("Anna Kowalska wrote", Assert.IsType<ActionOutcome.Refused>(await EditAsync(desk, conversation, id, "No.", DeskFixture.Jonas)).Reason, StringComparison.Ordinal);
        Assert.IsType<ActionOutcome.Done>(await WithdrawAsync(desk, conversation, id, DeskFixture.Jonas));
        Assert.Equal(DeskFixture.Jonas, Assert.IsType<ReplyLife.Withdrawn>((await ReplyOfAsync(desk, conversation)).Life).By);
    }

    [Fact]
    public async Task An_edit_to_nothing_changes_nothing()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await TypeAsync(desk, conversation, "We come.");
        Assert.IsType<ActionOutcome.Refused>(await EditAsync(desk, conversation, (await ReplyOfAsync(desk, conversation)).Id, "  "));
        Assert.IsType<ReplyLife.Held>((await ReplyOfAsync(desk, conversation)).Life);
    }

    [Fact]
    public async Task A_message_that_arrives_twice_under_two_names_makes_one_reply()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var message = Message();
        Assert.False(Assert.IsType<ActionOutcome.Done>(await TypeAsync(desk, conversation, "We come.", message: message)).IsRepeat);
        Assert.True(Assert.IsType<ActionOutcome.Done>(await TypeAsync(desk, conversation, "We come.", message: message)).IsRepeat);
        Assert.Single((await LoadAsync(desk, conversation)).Entries.OfType<Entry.AgentReply>());
    }

    private ChatPostRef Message() => new(new ChatChannel("slack", "T1", "C1"), $"17.{++_messages}");

    private Task<ActionOutcome> TypeAsync(
        DeskFixture desk, Conversation conversation, string text, AgentId? agent = null, EntryId? seen = null, string doubt = "", ChatPostRef? message = null)
        => desk.Agents.ActAsync(
            new AgentAction.Reply
            {
                Agent = agent ?? DeskFixture.Anna, Conversation = conversation.Id, Text = text, TypedIn = message ?? Message(), LastSeen = seen, Doubt = doubt,
            },
            Token);

    private static Task<ActionOutcome> EditAsync(DeskFixture desk, Conversation conversation, EntryId id, string text, AgentId? agent = null)
        => desk.Agents.ActAsync(new AgentAction.EditReply { Agent = agent ?? DeskFixture.Anna, Conversation = conversation.Id, Entry = id, Text = text }, Token);

    private static Task<ActionOutcome> WithdrawAsync(DeskFixture desk, Conversation conversation, EntryId id, AgentId? agent = null)
        => desk.Agents.ActAsync(new AgentAction.WithdrawReply { Agent = agent ?? DeskFixture.Anna, Conversation = conversation.Id, Entry = id }, Token);

    private static Task<ActionOutcome> SendAsync(DeskFixture desk, Conversation conversation, EntryId id, AgentId? agent = null)
        => desk.Agents.ActAsync(new AgentAction.SendReply { Agent = agent ?? DeskFixture.Anna, Conversation = conversation.Id, Entry = id }, Token);

    private static Task<IReadOnlyList<Delivery>> LeaseAsync(DeskFixture desk) => desk.Queue.LeaseAsync(DeliveryLeg.Mail, 10, TimeSpan.FromMinutes(30), Token);

    private static async Task<Conversation> LoadAsync(DeskFixture desk, Conversation conversation) => (await desk.Store.LoadAsync(conversation.Id, Token))!;

    private static async Task<Entry.AgentReply> ReplyOfAsync(DeskFixture desk, Conversation conversation)
        => (await LoadAsync(desk, conversation)).Entries.OfType<Entry.AgentReply>().Last();
}

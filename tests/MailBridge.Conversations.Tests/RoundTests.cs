namespace MailBridge.Conversations.Tests;

public sealed class RoundTests
{
    private static readonly AgentId Anna = DeskFixture.Anna, Jonas = DeskFixture.Jonas;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Round the clock, so that hours are hours.</summary>
    private static readonly InboxTimers Always = new()
    {
        Calendar = new WorkingCalendar(TimeZoneInfo.Utc, Enum.GetValues<DayOfWeek>().Select(d => new WorkingHours(d, TimeSpan.Zero, TimeSpan.FromDays(1)))),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_claim_lapses_when_its_owner_says_nothing_while_the_customer_waits()
    {
        await using var desk = await DeskFixture.CreateAsync(Always with { ClaimLapsesAfter = 8 * Hour });
        var id = (await desk.OpenAsync()).Id;
        await ActAsync(desk, new AgentAction.Claim { Agent = Anna, Conversation = id });
        await desk.DrainAsync(DeliveryLeg.Chat);
        desk.Time.Advance(8 * Hour - TimeSpan.FromMinutes(1));
        Assert.Equal(0, await RoundAsync(desk));
        desk.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await RoundAsync(desk));

        var conversation = await LoadAsync(desk, id);
        Assert.Null(conversation.State.Assignee);
        var lapsed = Assert.IsType<Entry.Activity>(conversation.Entries[^1]);
        Assert.Equal((ActivityKind.Lapsed, Anna, null), (lapsed.Kind, lapsed.FormerOwner, lapsed.Agent));
        Assert.Equal([new DeliveryWork.PostEntry(lapsed.Id), new DeliveryWork.UpdateConversation()], await desk.DrainAsync(DeliveryLeg.Chat));
        Assert.Equal(0, await RoundAsync(desk));
    }

    [Fact]
    public async Task Anything_the_owner_does_starts_the_claim_anew_and_what_others_do_does_not()
    {
        await using var desk = await DeskFixture.CreateAsync(Always with { ClaimLapsesAfter = 8 * Hour });
        var id = (await desk.OpenAsync()).Id;
        await ActAsync(desk, new AgentAction.Claim { Agent = Anna, Conversation = id });
        desk.Time.Advance(7 * Hour);
        await ActAsync(desk, new AgentAction.AddNote { Agent = Anna, Conversation = id, Text = "I am waiting for the workshop." });
        desk.Time.Advance(7 * Hour);
        await ActAsync(desk, new AgentAction.AddNote { Agent = Jonas, Conversation = id, Text = "Still?" });
        Assert.Equal(0, await RoundAsync(desk));
        Assert.Equal(Anna, (await LoadAsync(desk, id)).State.Assignee);
        desk.Time.Advance(Hour);
        Assert.Equal(1, await RoundAsync(desk));
        Assert.Null((await LoadAsync(desk, id)).State.Assignee);
    }

    [Fact]
    public async Task A_claim_stands_while_the_customer_does_not_wait_and_runs_from_when_they_write_again()
    {
        await using var desk = await DeskFixture.CreateAsync(Always with { ClaimLapsesAfter = 8 * Hour });
        var first = await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Boiler", "It drips.", id: "a@customer.example");
        await desk.ReplyAsync(await desk.LoadAsync(first), Anna, "Since when?");
        desk.Time.Advance(100 * Hour);
        Assert.Equal(0, await RoundAsync(desk));
        await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Re: Boiler", "Since today.", answers: "a@customer.example");
        desk.Time.Advance(7 * Hour);
        Assert.Equal(0, await RoundAsync(desk));
        desk.Time.Advance(Hour);
        Assert.Equal(1, await RoundAsync(desk));
        Assert.Null((await desk.LoadAsync(first)).State.Assignee);
    }

    [Fact]
    public async Task Nights_and_weekends_do_not_count()
    {
        // The clock stands on a Sunday.
        await using var desk = await DeskFixture.CreateAsync(InboxTimers.None with { ClaimLapsesAfter = 8 * Hour });
        var id = (await desk.OpenAsync()).Id;
        await ActAsync(desk, new AgentAction.Claim { Agent = Anna, Conversation = id });
        desk.Time.Advance(TimeSpan.FromHours(31));
        Assert.Equal(0, await RoundAsync(desk));
        desk.Time.Advance(Hour);
        Assert.Equal(1, await RoundAsync(desk));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_replies_first_owns_it_unless_the_inbox_says_otherwise(bool owns)
    {
        await using var desk = await DeskFixture.CreateAsync(firstReplyOwns: owns);
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation, Anna, "We come.");
        Assert.Equal(owns ? Anna : null, (await LoadAsync(desk, conversation.Id)).State.Assignee);
        Assert.Equal(ConversationStatus.WaitingForCustomer, (await LoadAsync(desk, conversation.Id)).State.Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reply_that_was_held_makes_an_owner_no_more_than_another_where_nobody_is_to_become_one(bool owns)
    {
        await using var desk = await DeskFixture.CreateAsync(firstReplyOwns: owns);
        var conversation = await desk.OpenAsync();
        await ActAsync(desk, new AgentAction.Reply
        {
            Agent = Anna, Conversation = conversation.Id, Text = "We come.", TypedIn = new ChatPostRef(new ChatChannel("workspace", "", "support"), "1"),
        });
        desk.Time.Advance(TimeSpan.FromMinutes(1));
        var held = Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, Hour, Token));
        Assert.NotNull(await desk.Progress.EndHoldAsync(held, ((DeliveryWork.SubmitReply)held.Work).Entry, Token));
        Assert.Equal(owns ? Anna : null, (await LoadAsync(desk, conversation.Id)).State.Assignee);
    }

    [Fact]
    public async Task A_thread_is_reminded_once_that_nobody_owns_it_and_claiming_takes_the_reminder_back()
    {
        await using var desk = await DeskFixture.CreateAsync(Always with { RemindUnclaimedAfter = Hour });
        var id = (await desk.OpenAsync()).Id;
        await desk.DrainAsync(DeliveryLeg.Chat);
        desk.Time.Advance(Hour);
        Assert.Equal(1, await RoundAsync(desk));
        Assert.Equal(0, await RoundAsync(desk));
        var nudge = await NudgeAsync(desk, id, ActivityKind.RemindedUnclaimed);
        Assert.Equal([new DeliveryWork.PostEntry(nudge.Id)], await desk.DrainAsync(DeliveryLeg.Chat));

        await ActAsync(desk, new AgentAction.Claim { Agent = Anna, Conversation = id });
        Assert.Equal(desk.Time.GetUtcNow(), (await NudgeAsync(desk, id, ActivityKind.RemindedUnclaimed)).SettledAt);
        Assert.Contains(new DeliveryWork.UpdateEntry(nudge.Id), await desk.DrainAsync(DeliveryLeg.Chat));

        // The same waiting period has had its reminder.
        await ActAsync(desk, new AgentAction.Release { Agent = Anna, Conversation = id });
        desk.Time.Advance(100 * Hour);
        Assert.Equal(0, await RoundAsync(desk));
    }

    [Fact]
    public async Task The_customers_wait_is_told_in_the_thread_then_in_the_escalation_channel_and_an_answer_takes_both_back()
    {
        var leads = new ChatChannel("workspace", "", "leads");
        await using var desk = await DeskFixture.CreateAsync(Always with { RemindUnansweredAfter = 2 * Hour, EscalateAfter = 4 * Hour, EscalationChannel = leads });
        var conversation = await desk.OpenAsync();
        var id = conversation.Id;
        await ActAsync(desk, new AgentAction.Claim { Agent = Anna, Conversation = id });
        await desk.DrainAsync(DeliveryLeg.Chat);
        desk.Time.Advance(2 * Hour);
        await RoundAsync(desk);
        var reminder = await NudgeAsync(desk, id, ActivityKind.RemindedUnanswered);
        Assert.Equal([new DeliveryWork.PostEntry(reminder.Id)], await desk.DrainAsync(DeliveryLeg.Chat));
        desk.Time.Advance(2 * Hour);
        await RoundAsync(desk);
        var escalation = await NudgeAsync(desk, id, ActivityKind.Escalated);
        Assert.Equal([new DeliveryWork.PostEscalation(escalation.Id)], await desk.DrainAsync(DeliveryLeg.Chat));

        await desk.ReplyAsync(await LoadAsync(desk, id), Anna, "We come.");
        var works = await desk.DrainAsync(DeliveryLeg.Chat);
        Assert.Contains(new DeliveryWork.UpdateEntry(reminder.Id), works);
        Assert.Contains(new DeliveryWork.UpdateEscalation(escalation.Id), works);
        desk.Time.Advance(100 * Hour);
        Assert.Equal(0, await RoundAsync(desk));

        // A new mail begins a new waiting period with reminders of its own.
        await desk.ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example", "Re: Broken boiler", "When?");
        desk.Time.Advance(2 * Hour);
        Assert.Equal(1, await RoundAsync(desk));
    }

    [Fact]
    public async Task Snoozed_and_closed_conversations_and_automatic_mails_are_let_alone()
    {
        await using var desk = await DeskFixture.CreateAsync(Always with { RemindUnclaimedAfter = Hour, RemindUnansweredAfter = Hour });
        var snoozed = (await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "One", "It drips.")).Conversation!.Value;
        var closed = (await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Two", "It drips.")).Conversation!.Value;
        await desk.Intake.ReceiveAsync(
            await desk.MailAsync("robot@customer.example", "support@acme.example", "Three", "I am away.") with { Kind = EmailKind.Automatic }, history: false, Token);
        await ActAsync(desk, new AgentAction.Snooze { Agent = Anna, Conversation = snoozed, Until = desk.Time.GetUtcNow() + 10 * Hour });
        await ActAsync(desk, new AgentAction.Close { Agent = Anna, Conversation = closed });
        desk.Time.Advance(5 * Hour);
        Assert.Equal(0, await RoundAsync(desk));

        // Back from its snoozing it waits anew, from then on.
        desk.Time.Advance(5 * Hour);
        foreach (var due in await desk.Queue.LeaseAsync(DeliveryLeg.Desk, 8, Hour, Token)) await new WakeUps(desk.Store, desk.Time).WakeAsync(due, Token);
        Assert.Equal(0, await RoundAsync(desk));
        desk.Time.Advance(Hour);
        Assert.Equal(1, await RoundAsync(desk));
    }

    [Fact]
    public async Task Snoozing_takes_a_reminder_back()
    {
        await using var desk = await DeskFixture.CreateAsync(Always with { RemindUnansweredAfter = Hour });
        var id = (await desk.OpenAsync()).Id;
        desk.Time.Advance(Hour);
        await RoundAsync(desk);
        await ActAsync(desk, new AgentAction.Snooze { Agent = Anna, Conversation = id });
        Assert.NotNull((await NudgeAsync(desk, id, ActivityKind.RemindedUnanswered)).SettledAt);
    }

    [Fact]
    public async Task Two_processes_that_go_round_at_once_remind_once()
    {
        await using var desk = await DeskFixture.CreateAsync(Always with { RemindUnclaimedAfter = Hour, ClaimLapsesAfter = Hour });
        var id = (await desk.OpenAsync()).Id;
        desk.Time.Advance(Hour);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => new Rounds(desk.Store, desk.Directory_, desk.Time).GoAsync(Token), Token)));
        await NudgeAsync(desk, id, ActivityKind.RemindedUnclaimed);
    }

    [Fact]
    public async Task What_fell_due_long_ago_is_not_said_any_more()
    {
        await using var desk = await DeskFixture.CreateAsync(Always with { RemindUnclaimedAfter = Hour, RemindUnansweredAfter = Hour });
        await desk.OpenAsync();
        desk.Time.Advance(TimeSpan.FromDays(7) + 2 * Hour);
        Assert.Equal(0, await RoundAsync(desk));
    }

    [Fact]
    public async Task A_round_looks_again_only_at_what_changed_or_fell_due()
    {
        await using var desk = await DeskFixture.CreateAsync(Always with { RemindUnansweredAfter = 2 * Hour });
        var id = (await desk.OpenAsync()).Id;
        var rounds = new Rounds(desk.Store, desk.Directory_, desk.Time);
        Assert.Equal(0, await rounds.GoAsync(Token));
        await ActAsync(desk, new AgentAction.Claim { Agent = Anna, Conversation = id });
        Assert.Equal(0, await rounds.GoAsync(Token));
        desk.Time.Advance(2 * Hour);
        Assert.Equal(1, await rounds.GoAsync(Token));
        Assert.Equal(0, await rounds.GoAsync(Token));
    }

    [Fact]
    public async Task A_reply_that_fails_begins_a_waiting_period_of_its_own()
    {
        await using var desk = await DeskFixture.CreateAsync(Always with { RemindUnansweredAfter = Hour });
        var conversation = await desk.OpenAsync();
        desk.Time.Advance(Hour);
        await RoundAsync(desk);
        await desk.ReplyAsync(await LoadAsync(desk, conversation.Id), Anna, "We come.");
        var mail = Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, Hour, Token));
        await desk.Progress.FailedAsync(mail, "550 no such user", Token);
        Assert.Equal(0, await RoundAsync(desk));
        desk.Time.Advance(Hour);
        Assert.Equal(1, await RoundAsync(desk));
        Assert.Equal(2, (await LoadAsync(desk, conversation.Id)).Entries.Count(e => e is Entry.Activity { Kind: ActivityKind.RemindedUnanswered }));
    }

    private static Task<ActionOutcome> ActAsync(DeskFixture desk, AgentAction action) => desk.Agents.ActAsync(action, Token);

    private static async Task<Conversation> LoadAsync(DeskFixture desk, ConversationId id) => (await desk.Store.LoadAsync(id, Token))!;

    /// <summary>The one nudge of that kind.</summary>
    private static async Task<Entry.Activity> NudgeAsync(DeskFixture desk, ConversationId id, ActivityKind kind)
        => Assert.Single((await LoadAsync(desk, id)).Entries.OfType<Entry.Activity>(), a => a.Kind == kind);

    /// <summary>A round of a process that has just started.</summary>
    private static Task<int> RoundAsync(DeskFixture desk) => new Rounds(desk.Store, desk.Directory_, desk.Time).GoAsync(Token);
}

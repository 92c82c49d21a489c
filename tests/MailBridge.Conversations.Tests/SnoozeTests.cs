namespace MailBridge.Conversations.Tests;

public sealed class SnoozeTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_snoozed_conversation_comes_back_at_its_time_and_not_before()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await desk.DrainAsync(DeliveryLeg.Chat);
        var until = desk.Time.GetUtcNow() + Day;
        Assert.IsType<ActionOutcome.Done>(await SnoozeAsync(desk, id, until));
        var conversation = await LoadAsync(desk, id);
        Assert.Equal((ConversationStatus.Snoozed, until), (conversation.State.Status, conversation.State.SnoozedUntil));
        Assert.Equal(
            [new DeliveryWork.PostEntry(conversation.Entries[^1].Id), new DeliveryWork.UpdateConversation()], await desk.DrainAsync(DeliveryLeg.Chat));

        desk.Time.Advance(Day - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await WakeAsync(desk));
        desk.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await WakeAsync(desk));

        conversation = await LoadAsync(desk, id);
        Assert.Equal((ConversationStatus.Open, null), (conversation.State.Status, conversation.State.SnoozedUntil));
        Assert.NotNull(conversation.State.WaitingSince);
        var activity = Assert.IsType<Entry.Activity>(conversation.Entries[^1]);
        Assert.Equal((ActivityKind.Woken, null), (activity.Kind, activity.Agent));
        Assert.Equal([new DeliveryWork.PostEntry(activity.Id), new DeliveryWork.UpdateConversation()], await desk.DrainAsync(DeliveryLeg.Chat));
        Assert.Equal(0, await WakeAsync(desk));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_mail_of_the_customer_brings_it_back_whether_it_has_a_time_or_not(bool hasTime)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var first = await desk.ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example", "Boiler", "It drips.", id: "a@customer.example");
        await SnoozeAsync(desk, first.Conversation!.Value, hasTime ? desk.Time.GetUtcNow() + Day : null);
        await desk.ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example", "Re: Boiler", "Now it floods.", answers: "a@customer.example");
        var conversation = await desk.LoadAsync(first);
        Assert.Equal((ConversationStatus.Open, null), (conversation.State.Status, conversation.State.SnoozedUntil));
        Assert.Equal(ActivityKind.Woken, Assert.IsType<Entry.Activity>(conversation.Entries[^1]).Kind);
        var entries = conversation.Entries.Count;
        desk.Time.Advance(Day);
        await WakeAsync(desk);
        Assert.Equal(entries, (await desk.LoadAsync(first)).Entries.Count);
    }

    [Fact]
    public async Task What_a_machine_answers_brings_it_back_no_more_than_it_opens_a_closed_one()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var first = await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Boiler", "It drips.", id: "a@customer.example");
        await SnoozeAsync(desk, first.Conversation!.Value, null);
        var mail = await desk.MailAsync("zoe@customer.example", "support@acme.example", "Re: Boiler", "I am away.", answers: "a@customer.example");
        await desk.Intake.ReceiveAsync(mail with { Kind = EmailKind.Automatic }, history: false, Token);
        Assert.Equal(ConversationStatus.Snoozed, (await desk.LoadAsync(first)).State.Status);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(1, 2)]
    public async Task Snoozed_anew_it_keeps_to_the_new_time_whether_that_is_sooner_or_later(int first, int second)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        var start = desk.Time.GetUtcNow();
        await SnoozeAsync(desk, id, start + first * Day);
        await SnoozeAsync(desk, id, start + second * Day);
        desk.Time.Advance(Day);
        await WakeAsync(desk);
        Assert.Equal(second == 1 ? ConversationStatus.Open : ConversationStatus.Snoozed, (await LoadAsync(desk, id)).State.Status);
        desk.Time.Advance(Day);
        await WakeAsync(desk);
        Assert.Equal(ConversationStatus.Open, (await LoadAsync(desk, id)).State.Status);
    }

    [Fact]
    public async Task Snoozing_into_the_past_beyond_a_year_or_what_is_closed_is_refused_with_a_sentence()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        var now = desk.Time.GetUtcNow();
        Assert.Contains("has passed", Assert.IsType<ActionOutcome.Refused>(await SnoozeAsync(desk, id, now)).Reason, StringComparison.Ordinal);
        Assert.Contains("year", Assert.IsType<ActionOutcome.Refused>(await SnoozeAsync(desk, id, now.AddYears(1).AddSeconds(1))).Reason, StringComparison.Ordinal);
        Assert.IsType<ActionOutcome.Done>(await SnoozeAsync(desk, id, now.AddYears(1)));
        await desk.Agents.ActAsync(new AgentAction.Close { Agent = DeskFixture.Anna, Conversation = id }, Token);
        Assert.Contains("closed", Assert.IsType<ActionOutcome.Refused>(await SnoozeAsync(desk, id, now + Day)).Reason, StringComparison.Ordinal);
        desk.Time.Advance(TimeSpan.FromDays(370));
        await WakeAsync(desk);
        Assert.Equal(ConversationStatus.Closed, (await LoadAsync(desk, id)).State.Status);
    }

    [Fact]
    public async Task A_colleague_brings_it_back_and_an_answer_ends_the_snoozing_too()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await SnoozeAsync(desk, id, desk.Time.GetUtcNow() + Day);
        await desk.Agents.ActAsync(new AgentAction.Reopen { Agent = DeskFixture.Jonas, Conversation = id }, Token);
        var conversation = await LoadAsync(desk, id);
        Assert.Equal(ConversationStatus.Open, conversation.State.Status);
        Assert.Equal((ActivityKind.Woken, DeskFixture.Jonas), (Assert.IsType<Entry.Activity>(conversation.Entries[^1]) is var a ? (a.Kind, a.Agent!.Value) : default));

        await SnoozeAsync(desk, id, desk.Time.GetUtcNow() + Day);
        await desk.ReplyAsync(await LoadAsync(desk, id), DeskFixture.Anna, "We come.");
        conversation = await LoadAsync(desk, id);
        Assert.Equal((ConversationStatus.WaitingForCustomer, null), (conversation.State.Status, conversation.State.SnoozedUntil));
    }

    [Fact]
    public async Task Of_snoozing_and_the_end_of_an_earlier_snoozing_at_once_neither_is_lost()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await SnoozeAsync(desk, id, desk.Time.GetUtcNow() + Day);
        desk.Time.Advance(Day);
        var due = Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Desk, 8, Day, Token));
        await Task.WhenAll(new WakeUps(desk.Store, desk.Time).WakeAsync(due, Token), SnoozeAsync(desk, id, desk.Time.GetUtcNow() + Day));
        Assert.Equal(ConversationStatus.Snoozed, (await LoadAsync(desk, id)).State.Status);
        desk.Time.Advance(Day);
        Assert.Equal(1, await WakeAsync(desk));
        Assert.Equal(ConversationStatus.Open, (await LoadAsync(desk, id)).State.Status);
    }

    private static Task<ActionOutcome> SnoozeAsync(DeskFixture desk, ConversationId id, DateTimeOffset? until)
        => desk.Agents.ActAsync(new AgentAction.Snooze { Agent = DeskFixture.Anna, Conversation = id, Until = until }, Token);

    private static async Task<Conversation> LoadAsync(DeskFixture desk, ConversationId id) => (await desk.Store.LoadAsync(id, Token))!;

    /// <summary>Does what is due; a new object each time, as after a restart.</summary>
    private static async Task<int> WakeAsync(DeskFixture desk)
    {
        var done = 0;
        while (await desk.Queue.LeaseAsync(DeliveryLeg.Desk, 8, TimeSpan.FromMinutes(1), Token) is { Count: > 0 } leased)
        {
            foreach (var delivery in leased) await new WakeUps(desk.Store, desk.Time).WakeAsync(delivery, Token);
            done += leased.Count;
        }
        return done;
    }
}

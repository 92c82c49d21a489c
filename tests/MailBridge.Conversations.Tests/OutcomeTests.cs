namespace MailBridge.Conversations.Tests;

public sealed class OutcomeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_note_is_pinned_as_the_outcome_and_another_takes_its_place_with_history_in_the_thread()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await NoteAsync(desk, id, "Half back.", isOutcome: true);
        var first = (await LoadAsync(desk, id)).Entries.OfType<Entry.Note>().Single().Id;
        Assert.Equal(first, (await LoadAsync(desk, id)).State.Outcome);
        await NoteAsync(desk, id, "All back.");
        var second = (await LoadAsync(desk, id)).Entries.OfType<Entry.Note>().Last().Id;
        await desk.DrainAsync(DeliveryLeg.Chat);
        Assert.IsType<ActionOutcome.Done>(await PinAsync(desk, id, second));

        var conversation = await LoadAsync(desk, id);
        Assert.Equal(second, conversation.State.Outcome);
        var activities = conversation.Entries.OfType<Entry.Activity>().ToList();
        Assert.Equal([(ActivityKind.OutcomeSet, first), (ActivityKind.OutcomeSet, second)], activities.Select(a => (a.Kind, a.About!.Value)));
        Assert.Equal(
            [new DeliveryWork.PostEntry(activities[1].Id), new DeliveryWork.UpdateConversation(), new DeliveryWork.UpdateEntry(first), new DeliveryWork.UpdateEntry(second)],
            await desk.DrainAsync(DeliveryLeg.Chat));
    }

    [Fact]
    public async Task The_pin_is_taken_away_by_anybody_and_goes_with_its_note()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await NoteAsync(desk, id, "Half back.", isOutcome: true);
        var note = (await LoadAsync(desk, id)).State.Outcome!.Value;
        Assert.IsType<ActionOutcome.Done>(await PinAsync(desk, id, null));
        var conversation = await LoadAsync(desk, id);
        Assert.Null(conversation.State.Outcome);
        Assert.Equal(ActivityKind.OutcomeCleared, Assert.IsType<Entry.Activity>(conversation.Entries[^1]).Kind);

        await PinAsync(desk, id, note);
        await desk.Agents.ActAsync(new AgentAction.DeleteNote { Agent = DeskFixture.Anna, Conversation = id, Entry = note }, Token);
        Assert.Null((await LoadAsync(desk, id)).State.Outcome);
        Assert.IsType<ActionOutcome.Refused>(await PinAsync(desk, id, note));
    }

    [Fact]
    public async Task Only_a_note_of_the_conversation_can_be_pinned_and_pinning_it_twice_does_nothing()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        Assert.Contains("no such note", Assert.IsType<ActionOutcome.Refused>(await PinAsync(desk, conversation.Id, conversation.Entries[0].Id)).Reason, StringComparison.Ordinal);
        Assert.Contains("no such note", Assert.IsType<ActionOutcome.Refused>(await PinAsync(desk, conversation.Id, EntryId.New(desk.Time))).Reason, StringComparison.Ordinal);
        await NoteAsync(desk, conversation.Id, "Half back.", isOutcome: true);
        var entries = (await LoadAsync(desk, conversation.Id)).Entries.Count;
        Assert.IsType<ActionOutcome.Done>(await PinAsync(desk, conversation.Id, (await LoadAsync(desk, conversation.Id)).State.Outcome));
        Assert.Equal(entries, (await LoadAsync(desk, conversation.Id)).Entries.Count);
    }

    private static Task<ActionOutcome> NoteAsync(DeskFixture desk, ConversationId id, string text, bool isOutcome = false)
        => desk.Agents.ActAsync(new AgentAction.AddNote { Agent = DeskFixture.Anna, Conversation = id, Text = text, IsOutcome = isOutcome }, Token);

    private static Task<ActionOutcome> PinAsync(DeskFixture desk, ConversationId id, EntryId? note)
        => desk.Agents.ActAsync(new AgentAction.SetOutcome { Agent = DeskFixture.Jonas, Conversation = id, Note = note }, Token);

    private static async Task<Conversation> LoadAsync(DeskFixture desk, ConversationId id) => (await desk.Store.LoadAsync(id, Token))!;
}

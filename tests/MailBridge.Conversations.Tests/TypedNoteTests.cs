namespace MailBridge.Conversations.Tests;

/// <summary>Notes that agents type into a thread: their own message is the post.</summary>
public sealed class TypedNoteTests
{
    private static readonly ChatPostRef Message = new(new ChatChannel("slack", "T1", "C1"), "17.1");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_typed_note_is_kept_with_its_post_and_not_posted_again()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.DrainAsync(DeliveryLeg.Chat);

        var note = await NoteAsync(desk, conversation);

        Assert.Equal([new DeliveryWork.UpdateConversation()], await desk.DrainAsync(DeliveryLeg.Chat));
        Assert.Equal(Message, await desk.Store.FindPostAsync(conversation.Id, note, Token));
        Assert.Equal(new FoundEntry(conversation.Id, note, IsTyped: true), await desk.Store.FindEntryAsync(Message, Token));
        Assert.Null(await desk.Store.FindEntryAsync(Message with { Message = "17.2" }, Token));
        Assert.Null(await desk.Store.FindEntryAsync(Message with { Channel = Message.Channel with { Channel = "C2" } }, Token));
    }

    [Fact]
    public async Task History_and_search_follow_an_edit()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var note = await NoteAsync(desk, conversation);

        await EditAsync(desk, conversation, note, "The walrus is ours.");

        var after = (Entry.Note)(await desk.Store.LoadAsync(conversation.Id, Token))!.Entry(note)!;
        Assert.Equal(("The walrus is ours.", desk.Time.GetUtcNow()), (after.Text, after.EditedAt));
        Assert.Empty(await desk.Search.SearchAsync("zebra", 10, Token));
        Assert.Equal(note, Assert.Single(await desk.Search.SearchAsync("walrus", 10, Token)).Entry);
    }

    [Fact]
    public async Task A_deleted_note_is_kept_for_the_record_and_found_no_more()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var note = await NoteAsync(desk, conversation);

        Assert.IsType<ActionOutcome.Done>(await DeleteAsync(desk, conversation, note));

        var after = (Entry.Note)(await desk.Store.LoadAsync(conversation.Id, Token))!.Entry(note)!;
        Assert.Equal(("The zebra is ours.", "", desk.Time.GetUtcNow()), (after.Text, after.ShownText, after.DeletedAt));
        Assert.Empty(await desk.Search.SearchAsync("zebra", 10, Token));
        Assert.IsType<ActionOutcome.Refused>(await EditAsync(desk, conversation, note, "Back again."));
        Assert.IsType<ActionOutcome.Done>(await DeleteAsync(desk, conversation, note));
    }

    [Fact]
    public async Task Only_its_author_can_change_or_delete_a_note()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var note = await NoteAsync(desk, conversation);
        Assert.IsType<ActionOutcome.Refused>(await EditAsync(desk, conversation, note, "No.", DeskFixture.Jonas));
        Assert.IsType<ActionOutcome.Refused>(await DeleteAsync(desk, conversation, note, DeskFixture.Jonas));
        Assert.Null(((Entry.Note)(await desk.Store.LoadAsync(conversation.Id, Token))!.Entry(note)!).EditedAt);
    }

    [Fact]
    public async Task A_note_that_the_bridge_posted_is_rendered_anew_when_it_changes()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.Agents.ActAsync(new AgentAction.AddNote { Agent = DeskFixture.Anna, Conversation = conversation.Id, Text = "Old." }, Token);
        await desk.DrainAsync(DeliveryLeg.Chat);
        var note = (await desk.Store.LoadAsync(conversation.Id, Token))!.Entries[^1].Id;
        await EditAsync(desk, conversation, note, "New.");
        Assert.Equal([new DeliveryWork.UpdateEntry(note), new DeliveryWork.UpdateConversation()], await desk.DrainAsync(DeliveryLeg.Chat));
    }

    private static async Task<EntryId> NoteAsync(DeskFixture desk, Conversation conversation)
    {
        var action = new AgentAction.AddNote { Agent = DeskFixture.Anna, Conversation = conversation.Id, Text = "The zebra is ours.", PostedAt = Message };
        Assert.IsType<ActionOutcome.Done>(await desk.Agents.ActAsync(action, Token));
        return (await desk.Store.LoadAsync(conversation.Id, Token))!.Entries[^1].Id;
    }

    private static Task<ActionOutcome> EditAsync(DeskFixture desk, Conversation conversation, EntryId note, string text, AgentId? agent = null)
        => desk.Agents.ActAsync(new AgentAction.EditNote { Agent = agent ?? DeskFixture.Anna, Conversation = conversation.Id, Entry = note, Text = text }, Token);

    private static Task<ActionOutcome> DeleteAsync(DeskFixture desk, Conversation conversation, EntryId note, AgentId? agent = null)
        => desk.Agents.ActAsync(new AgentAction.DeleteNote { Agent = agent ?? DeskFixture.Anna, Conversation = conversation.Id, Entry = note }, Token);
}

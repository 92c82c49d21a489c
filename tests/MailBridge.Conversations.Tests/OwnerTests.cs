namespace MailBridge.Conversations.Tests;

public sealed class OwnerTests
{
    private static readonly AgentId Anna = DeskFixture.Anna, Jonas = DeskFixture.Jonas;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_conversation_is_given_to_a_colleague_and_the_thread_tells_by_whom()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.DrainAsync(DeliveryLeg.Chat);
        Assert.IsType<ActionOutcome.Done>(await AssignAsync(desk, conversation, Anna, to: Jonas));
        conversation = (await desk.Store.LoadAsync(conversation.Id, Token))!;
        Assert.Equal((Jonas, ConversationStatus.Open), (conversation.State.Assignee!.Value, conversation.State.Status));
        var activity = Assert.IsType<Entry.Activity>(conversation.Entries[^1]);
        Assert.Equal((ActivityKind.Assigned, Anna, Jonas, null), (activity.Kind, activity.Agent, activity.Owner, activity.FormerOwner));
        Assert.Equal([new DeliveryWork.PostEntry(activity.Id), new DeliveryWork.UpdateConversation()], await desk.DrainAsync(DeliveryLeg.Chat));
    }

    [Fact]
    public async Task Taking_it_from_a_colleague_asks_first_and_is_done_when_confirmed()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await AssignAsync(desk, conversation, Jonas, to: Jonas);
        var held = Assert.IsType<ActionOutcome.Held>(await AssignAsync(desk, conversation, Anna, to: Anna, seen: Jonas));
        Assert.Equal(("Jonas Weber owns this conversation and may be working on it.", "Take over"), (held.Reason, held.Confirm));
        Assert.Equal(Jonas, await OwnerAsync(desk, conversation));
        Assert.IsType<ActionOutcome.Done>(await AssignAsync(desk, conversation, Anna, to: Anna, seen: Jonas, confirmed: true));
        Assert.Equal(Anna, await OwnerAsync(desk, conversation));
        var activity = Assert.IsType<Entry.Activity>((await desk.Store.LoadAsync(conversation.Id, Token))!.Entries[^1]);
        Assert.Equal((ActivityKind.TakenOver, Anna, Jonas), (activity.Kind, activity.Agent, activity.FormerOwner));
    }

    [Fact]
    public async Task Nobody_is_overruled_who_took_it_after_the_agent_looked()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await AssignAsync(desk, conversation, Jonas, to: Jonas);
        var refused = Assert.IsType<ActionOutcome.Refused>(await AssignAsync(desk, conversation, Anna, to: Anna, seen: null, confirmed: true));
        Assert.StartsWith("Jonas Weber owns this conversation by now", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(Jonas, await OwnerAsync(desk, conversation));
    }

    [Fact]
    public async Task Nobody_is_taken_from_who_has_given_it_back_meanwhile()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var refused = Assert.IsType<ActionOutcome.Refused>(await AssignAsync(desk, conversation, Anna, to: Anna, seen: Jonas, confirmed: true));
        Assert.StartsWith("Jonas Weber has given this conversation back", refused.Reason, StringComparison.Ordinal);
        Assert.Null(await OwnerAsync(desk, conversation));
    }

    [Fact]
    public async Task Its_owner_gives_it_away_without_being_asked()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await AssignAsync(desk, conversation, Anna, to: Anna);
        Assert.IsType<ActionOutcome.Done>(await AssignAsync(desk, conversation, Anna, to: Jonas, seen: Anna));
        Assert.Equal(Jonas, await OwnerAsync(desk, conversation));
    }

    [Fact]
    public async Task Of_two_who_take_it_at_once_one_gets_it_and_the_other_is_told()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var outcomes = await Task.WhenAll(AssignAsync(desk, conversation, Anna, to: Anna), AssignAsync(desk, conversation, Jonas, to: Jonas));
        Assert.Single(outcomes.OfType<ActionOutcome.Done>());
        Assert.Contains("by now", Assert.Single(outcomes.OfType<ActionOutcome.Refused>()).Reason, StringComparison.Ordinal);
        Assert.Single((await desk.Store.LoadAsync(conversation.Id, Token))!.Entries.OfType<Entry.Activity>());
    }

    [Fact]
    public async Task It_is_given_to_nobody_who_is_no_colleague_and_to_its_owner_only_once()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        Assert.Contains("“eve”", Assert.IsType<ActionOutcome.Refused>(await AssignAsync(desk, conversation, Anna, to: new("eve"))).Reason, StringComparison.Ordinal);
        await AssignAsync(desk, conversation, Anna, to: Jonas);
        Assert.IsType<ActionOutcome.Done>(await AssignAsync(desk, conversation, Anna, to: Jonas, seen: Jonas));
        Assert.Single((await desk.Store.LoadAsync(conversation.Id, Token))!.Entries.OfType<Entry.Activity>());
    }

    private static Task<ActionOutcome> AssignAsync(
        DeskFixture desk, Conversation conversation, AgentId agent, AgentId to, AgentId? seen = null, bool confirmed = false)
        => desk.Agents.ActAsync(
            new AgentAction.Assign { Agent = agent, Conversation = conversation.Id, To = to, Seen = seen, Confirmed = confirmed }, Token);

    private static async Task<AgentId?> OwnerAsync(DeskFixture desk, Conversation conversation)
        => (await desk.Store.LoadAsync(conversation.Id, Token))!.State.Assignee;
}

using MailBridge.ChatIn;
using MailBridge.ChatOut;
using MailBridge.Conversations;

namespace MailBridge.Tests.ChatIn;

public sealed class WorkFormTests
{
    private int _presses;

    private static CancellationToken Token => DeskFixture.Token;

    [Fact]
    public async Task The_form_to_assign_names_the_owner_and_offers_every_colleague_oneself_first()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await desk.Agents.ActAsync(new AgentAction.Claim { Agent = DeskFixture.Jonas, Conversation = id }, Token);
        var form = await FormAsync(desk, CardActions.Assign, id);
        Assert.Equal(new CardFact("Owner", "Jonas Weber"), Assert.Single(form.Facts));
        var choice = Assert.IsType<FormField.Choice>(Assert.Single(form.Fields));
        Assert.Equal([new("anna", "Anna Kowalska (you)"), new FormOption("jonas", "Jonas Weber")], choice.Options);
        Assert.Equal("anna", choice.Initial);
    }

    [Fact]
    public async Task Taking_over_is_held_with_its_reason_then_confirmed_and_told_in_the_thread()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await desk.Agents.ActAsync(new AgentAction.Claim { Agent = DeskFixture.Jonas, Conversation = id }, Token);
        var sent = Submission(await FormAsync(desk, CardActions.Assign, id), ("owner", "anna"));
        var held = Assert.IsType<ChatAnswer.Held>(await desk.Actions().HandleAsync(sent, Token));
        Assert.Equal(("Jonas Weber owns this conversation and may be working on it.", "Take over"), (held.Reason, held.ConfirmLabel));
        Assert.IsType<ChatAnswer.Done>(await desk.Actions().HandleAsync(sent with { Confirmed = true }, Token));
        var conversation = await desk.LoadAsync(id);
        Assert.Equal(DeskFixture.Anna, conversation.State.Assignee);
        Assert.Equal("Anna Kowalska took the conversation over from Jonas Weber", desk.Cards.Item(conversation, conversation.Entries[^1]).Text);
    }

    [Fact]
    public async Task A_form_that_was_opened_before_a_colleague_claimed_does_nothing()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        var sent = Submission(await FormAsync(desk, CardActions.Assign, id), ("owner", "anna"));
        await desk.Agents.ActAsync(new AgentAction.Claim { Agent = DeskFixture.Jonas, Conversation = id }, Token);
        Assert.Contains("by now", Assert.IsType<ChatAnswer.Refused>(await desk.Actions().HandleAsync(sent with { Confirmed = true }, Token)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Giving_it_away_is_told_with_who_owned_it_before()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        Assert.IsType<ChatAnswer.Done>(await desk.Actions().HandleAsync(Submission(await FormAsync(desk, CardActions.Assign, id), ("owner", "jonas")), Token));
        var conversation = await desk.LoadAsync(id);
        Assert.Equal("Anna Kowalska assigned the conversation to Jonas Weber", desk.Cards.Item(conversation, conversation.Entries[^1]).Text);
        var again = Submission(await FormAsync(desk, CardActions.Assign, id), ("owner", "anna")) with { Confirmed = true };
        Assert.IsType<ChatAnswer.Done>(await desk.Actions().HandleAsync(again, Token));
        Assert.IsType<ChatAnswer.Refused>(await desk.Actions().HandleAsync(Submission(await FormAsync(desk, CardActions.Assign, id), ("owner", "")), Token));
    }

    private async Task<Form> FormAsync(DeskFixture desk, string action, ConversationId id)
    {
        var click = new ChatRequest.Click { Agent = DeskFixture.Anna, Receipt = Press(), Action = action, Target = id.ToString() };
        return Assert.IsType<ChatAnswer.ShowForm>(await desk.Actions().HandleAsync(click, Token)).Form;
    }

    private ChatRequest.Submission Submission(Form form, params (string Name, string Value)[] values) => new()
    {
        Agent = DeskFixture.Anna, Receipt = Press(), Action = form.Action, Target = form.Target, State = form.State,
        Values = values.ToDictionary(v => v.Name, v => v.Value),
    };

    private InboundReceipt Press() => new("test", $"work press {++_presses}");
}

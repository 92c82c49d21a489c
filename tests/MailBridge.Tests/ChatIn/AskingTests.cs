using MailBridge.ChatIn;
using MailBridge.ChatIn.Lookups;
using MailBridge.ChatOut;
using MailBridge.Conversations;

namespace MailBridge.Tests.ChatIn;

/// <summary>What changes nothing and goes through the same door: lookups and whole texts.</summary>
public sealed class AskingTests
{
    private static readonly ChatPostRef Root = new(DeskFixture.Channel, "1.0");

    private static CancellationToken Token => DeskFixture.Token;

    [Fact]
    public async Task Whoever_is_an_agent_may_look_something_up_and_nobody_else()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await desk.OpenAsync();
        ChatRequest.Lookup Ask(AgentId who) => new() { Agent = who, Receipt = new InboundReceipt("test", ""), Target = new LookupTarget("unanswered", 0) };
        Assert.Equal("Unanswered (1)", Assert.IsType<ChatAnswer.Found>(await desk.Actions().HandleAsync(Ask(DeskFixture.Anna), Token)).Page.Title);
        Assert.IsType<ChatAnswer.Refused>(await desk.Actions().HandleAsync(Ask(new AgentId("stranger")), Token));
    }

    [Fact]
    public async Task An_entry_is_shown_whole_with_what_was_folded_away()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.ReceiveAsync(DeskFixture.Mail(1, "It drips.\n\n-- \nZoë, 12 Mill Lane\n"));
        var shown = Assert.IsType<ChatAnswer.ShowText>(await ShowAsync(desk, $"{conversation.Id}/{conversation.Entries[0].Id}")).Text;
        Assert.Equal(("Zoë", "It drips."), (shown.Title, shown.Text));
        Assert.Contains("12 Mill Lane", shown.Signature, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_that_is_not_there_is_refused()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        foreach (var target in (string[])[id.ToString(), $"{id}/{EntryId.New(desk.Time)}", $"{ConversationId.New(desk.Time)}/{EntryId.New(desk.Time)}", "", "x/y"])
            Assert.IsType<ChatAnswer.Refused>(await ShowAsync(desk, target));
    }

    [Fact]
    public async Task What_is_asked_of_the_bridge_in_a_thread_is_answered_and_never_a_note()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await desk.Queue.KeepThreadAsync(id, Root, Token);
        Assert.Equal("Zoë", Assert.IsType<ChatAnswer.Found>(await SayAsync(desk, "customer zoe@customer.example", isAddressed: true)).Page.Title);
        Assert.Equal("What you can ask", Assert.IsType<ChatAnswer.Found>(await SayAsync(desk, "", isAddressed: true)).Page.Title);
        Assert.Contains("“dance” is no word", Assert.IsType<ChatAnswer.Refused>(await SayAsync(desk, "dance", isAddressed: true)).Reason, StringComparison.Ordinal);
        Assert.Empty((await desk.LoadAsync(id)).Entries.OfType<Entry.Note>());
        Assert.IsType<ChatAnswer.Done>(await SayAsync(desk, "customer zoe called", isAddressed: false));
        Assert.Equal("customer zoe called", Assert.Single((await desk.LoadAsync(id)).Entries.OfType<Entry.Note>()).Text);
    }

    [Fact]
    public async Task Elsewhere_only_what_is_asked_of_the_bridge_is_answered()
    {
        await using var desk = await DeskFixture.CreateAsync();
        Assert.IsType<ChatAnswer.Ignored>(await SayAsync(desk, "mine", isAddressed: false));
        Assert.Equal("Your conversations", Assert.IsType<ChatAnswer.Found>(await SayAsync(desk, "mine", isAddressed: true)).Page.Title);
    }

    private static Task<ChatAnswer> ShowAsync(DeskFixture desk, string target) => desk.Actions().HandleAsync(
        new ChatRequest.Click { Agent = DeskFixture.Anna, Receipt = new InboundReceipt("test", ""), Action = CardActions.ShowAll, Target = target }, Token);

    private static Task<ChatAnswer> SayAsync(DeskFixture desk, string text, bool isAddressed) => desk.Actions().HandleAsync(
        new ChatRequest.ThreadMessage
        {
            Agent = DeskFixture.Anna,
            Receipt = new InboundReceipt("test", text),
            Post = Root with { Message = $"message {text}" },
            Root = Root,
            Text = text,
            At = desk.Time.GetUtcNow(),
            IsAddressed = isAddressed,
        },
        Token);
}

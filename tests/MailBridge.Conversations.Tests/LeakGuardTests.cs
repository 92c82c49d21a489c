namespace MailBridge.Conversations.Tests;

public sealed class LeakGuardTests
{
    private static readonly ReplyFile List = new("prices.pdf", "application/pdf", "what we pay"u8.ToArray());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Hello, @jonas please look.", "It mentions Jonas Weber, as one speaks to a colleague.")]
    [InlineData("@Jonas Weber: is that so?", "It mentions Jonas Weber")]
    [InlineData("(@JONAS)", "It mentions Jonas Weber")]
    [InlineData("Write to jonas@acme.example directly.", "It contains jonas@acme.example, Jonas Weber's own address.")]
    [InlineData("You can ask Max <max@other.example>.", "It contains max@other.example, the address of another customer.")]
    [InlineData("Same as for MAX@OTHER.EXAMPLE.", "the address of another customer.")]
    [InlineData("This is Internal\n only, right?", "It says “internal only”.")]
    [InlineData("Bitte nicht weiterleiten!", "It says “nicht weiterleiten”.")]
    public async Task A_reply_that_leaks_is_held_with_the_reason(string text, string reason)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (guarded, id) = await OpenAsync(desk);
        var held = Assert.IsType<ActionOutcome.Held>(await guarded.ActAsync(Reply(id, text), Token));
        Assert.Contains(reason, held.Reason, StringComparison.Ordinal);
        Assert.Equal("Send anyway", held.Confirm);
        Assert.Empty(await desk.DrainAsync(DeliveryLeg.Mail));
    }

    [Theory]
    [InlineData("Jonas will call you.")]
    [InlineData("I am @anna, by the way.")]
    [InlineData("Find us as @jonas_repairs or @jonas.weber, or @jonasson.")]
    [InlineData("Write to support@acme.example or anna@acme.example.")]
    [InlineData("Is zoe@customer.example still right, or zoe@home.example?")]
    [InlineData("Your plumber is bob@customer.example, copied on your mail.")]
    [InlineData("Nobody knows stranger@nowhere.example here.")]
    [InlineData("International onlytime, internally.")]
    [InlineData("5 € @ 3 pieces, max@ other @@ @.")]
    public async Task A_reply_that_leaks_nothing_goes_out(string text)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (guarded, id) = await OpenAsync(desk);
        Assert.IsType<ActionOutcome.Done>(await guarded.ActAsync(Reply(id, text), Token));
    }

    [Fact]
    public async Task Sent_anyway_it_goes_out_and_the_thread_tells_who_overrode_what()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (guarded, id) = await OpenAsync(desk);
        Assert.IsType<ActionOutcome.Done>(await guarded.ActAsync(Reply(id, "@jonas knows. Internal only!") with { Confirmed = true }, Token));
        var conversation = (await desk.Store.LoadAsync(id, Token))!;
        var activity = Assert.Single(conversation.Entries.OfType<Entry.Activity>());
        Assert.Equal((ActivityKind.Overridden, DeskFixture.Anna), (activity.Kind, activity.Agent!.Value));
        Assert.Equal("It mentions Jonas Weber, as one speaks to a colleague. It says “internal only”.", activity.Detail);
        Assert.IsType<ReplyLife.Queued>(conversation.Entries.OfType<Entry.AgentReply>().Single().Life);
    }

    [Fact]
    public async Task Confirmed_where_nothing_spoke_against_it_nothing_was_overridden()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (guarded, id) = await OpenAsync(desk);
        Assert.IsType<ActionOutcome.Done>(await guarded.ActAsync(Reply(id, "We come.") with { Confirmed = true }, Token));
        Assert.Empty((await desk.Store.LoadAsync(id, Token))!.Entries.OfType<Entry.Activity>());
    }

    [Fact]
    public async Task A_typed_reply_that_leaks_is_stopped_on_its_post_and_whoever_sends_it_is_told_of()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (guarded, id) = await OpenAsync(desk);
        var typed = Reply(id, "Ask max@other.example.") with { TypedIn = new ChatPostRef(new ChatChannel("workspace", "", "support"), "7") };
        var done = Assert.IsType<ActionOutcome.Done>(await guarded.ActAsync(typed, Token));
        Assert.Contains("another customer", Assert.IsType<ReplyLife.Stopped>(done.Life).Reason, StringComparison.Ordinal);
        var reply = (await desk.Store.LoadAsync(id, Token))!.Entries.OfType<Entry.AgentReply>().Single();
        await guarded.ActAsync(new AgentAction.SendReply { Agent = DeskFixture.Jonas, Conversation = id, Entry = reply.Id }, Token);
        var conversation = (await desk.Store.LoadAsync(id, Token))!;
        Assert.IsType<ReplyLife.Queued>(((Entry.AgentReply)conversation.Entry(reply.Id)!).Life);
        var activity = Assert.IsType<Entry.Activity>(conversation.Entries[^1]);
        Assert.Equal((ActivityKind.Overridden, DeskFixture.Jonas), (activity.Kind, activity.Agent!.Value));
        Assert.Contains("max@other.example", activity.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_typed_reply_is_stopped_when_an_edit_makes_it_leak()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (guarded, id) = await OpenAsync(desk, SendingRules.Default.Hold);
        var typed = Reply(id, "We come.") with { TypedIn = new ChatPostRef(new ChatChannel("workspace", "", "support"), "7") };
        Assert.IsType<ReplyLife.Held>(Assert.IsType<ActionOutcome.Done>(await guarded.ActAsync(typed, Token)).Life);
        var reply = (await desk.Store.LoadAsync(id, Token))!.Entries[^1].Id;
        var edit = new AgentAction.EditReply { Agent = DeskFixture.Anna, Conversation = id, Entry = reply, Text = "@jonas, do we come?" };
        var life = Assert.IsType<ReplyLife.Stopped>(Assert.IsType<ActionOutcome.Done>(await guarded.ActAsync(edit, Token)).Life);
        Assert.Contains("Jonas Weber", life.Reason, StringComparison.Ordinal);
        life = Assert.IsType<ReplyLife.Stopped>(Assert.IsType<ActionOutcome.Done>(
            await guarded.ActAsync(edit with { Text = "Ask max@other.example." }, Token)).Life);
        Assert.Contains("max@other.example", life.Reason, StringComparison.Ordinal);
        desk.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(await desk.DrainAsync(DeliveryLeg.Mail));
    }

    [Fact]
    public async Task A_file_that_was_only_ever_on_a_note_is_held_until_it_was_mailed_once()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (guarded, id) = await OpenAsync(desk);
        var reply = Reply(id, "Here is the list.") with { Files = [List with { Name = "liste.pdf" }] };
        await guarded.ActAsync(new AgentAction.AddNote { Agent = DeskFixture.Jonas, Conversation = id, Text = "Ours.", Files = [List] }, Token);
        Assert.Equal("prices.pdf", Assert.Single(Assert.IsType<Entry.Note>((await desk.Store.LoadAsync(id, Token))!.Entries[^1]).Files).Name);

        var held = Assert.IsType<ActionOutcome.Held>(await guarded.ActAsync(reply, Token));
        Assert.Equal("The file liste.pdf was only ever among colleagues.", held.Reason);
        Assert.IsType<ActionOutcome.Held>(await guarded.ActAsync(reply, Token));
        Assert.IsType<ActionOutcome.Done>(await guarded.ActAsync(reply with { Confirmed = true }, Token));
        Assert.IsType<ActionOutcome.Done>(await guarded.ActAsync(reply with { Text = "Once more." }, Token));
    }

    [Fact]
    public async Task A_file_that_nobody_left_on_a_note_or_that_a_customer_sent_goes_out()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (guarded, id) = await OpenAsync(desk);
        Assert.IsType<ActionOutcome.Done>(await guarded.ActAsync(Reply(id, "Here.") with { Files = [List with { Bytes = "fresh"u8.ToArray() }] }, Token));
        var mail = await desk.MailAsync("Max <max@other.example>", "support@acme.example", "Prices", "Your list?");
        await desk.Intake.ReceiveAsync(
            mail with { Attachments = [new EmailAttachment(1, "p.pdf", "application/pdf", 11, List.Named().Sha256, IsInline: false, null)] }, history: false, Token);
        await guarded.ActAsync(new AgentAction.AddNote { Agent = DeskFixture.Jonas, Conversation = id, Text = "Max sent this.", Files = [List] }, Token);
        Assert.IsType<ActionOutcome.Done>(await guarded.ActAsync(Reply(id, "Here is the list.") with { Files = [List] }, Token));
    }

    [Fact]
    public async Task A_note_remembers_whom_it_speaks_to_as_its_text_changes()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (guarded, id) = await OpenAsync(desk);
        await guarded.ActAsync(new AgentAction.AddNote { Agent = DeskFixture.Anna, Conversation = id, Text = "@jonas and ＠Anna, see me@jonas.example and @jonas" }, Token);
        async Task<Entry.Note> NoteAsync() => (await desk.Store.LoadAsync(id, Token))!.Entries.OfType<Entry.Note>().Single();
        Assert.Equal([DeskFixture.Jonas, DeskFixture.Anna], (await NoteAsync()).Mentions);
        var note = (await NoteAsync()).Id;
        await guarded.ActAsync(new AgentAction.EditNote { Agent = DeskFixture.Anna, Conversation = id, Entry = note, Text = "@Anna Kowalska alone" }, Token);
        Assert.Equal([DeskFixture.Anna], (await NoteAsync()).Mentions);
        await guarded.ActAsync(new AgentAction.DeleteNote { Agent = DeskFixture.Anna, Conversation = id, Entry = note }, Token);
        Assert.Empty((await NoteAsync()).Mentions);
    }

    /// <summary>A conversation of Zoë's in which Bob got a copy, beside one of Max's.</summary>
    private static async Task<(AgentDesk Desk, ConversationId Conversation)> OpenAsync(DeskFixture desk, TimeSpan hold = default)
    {
        await desk.ReceiveAsync("Max <max@other.example>", "support@acme.example", "Tap", "It drips too.");
        var opened = await desk.ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example, bob@customer.example", "Boiler", "It drips.");
        var rules = SendingRules.Default with { Hold = hold, InternalPhrases = ["internal only", "nicht weiterleiten"] };
        return (new AgentDesk(desk.Store, desk.Files, desk.Directory_, desk.Signer, desk.Time, rules), opened.Conversation!.Value);
    }

    private static AgentAction.Reply Reply(ConversationId id, string text) => new() { Agent = DeskFixture.Anna, Conversation = id, Text = text };
}

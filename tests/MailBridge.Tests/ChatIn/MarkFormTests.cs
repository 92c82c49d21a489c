using MailBridge.ChatIn;
using MailBridge.ChatIn.Lookups;
using MailBridge.ChatOut;
using MailBridge.Conversations;

namespace MailBridge.Tests.ChatIn;

/// <summary>Tags, blocked senders, who is writing, and words typed into a thread that ask for work.</summary>
public sealed class MarkFormTests
{
    private int _presses;

    private static CancellationToken Token => DeskFixture.Token;

    [Fact]
    public async Task The_form_of_tags_changes_what_was_changed_in_it_and_leaves_a_colleagues_tag()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await desk.Agents.ActAsync(new AgentAction.Tag { Agent = DeskFixture.Anna, Conversation = id, Add = ["old", "vip"] }, Token);
        var form = Assert.IsType<ChatAnswer.ShowForm>(await ClickAsync(desk, CardActions.Tags, id.ToString())).Form;
        Assert.Equal("old, vip", form.Fields.OfType<FormField.Line>().Single().Initial);
        await desk.Agents.ActAsync(new AgentAction.Tag { Agent = DeskFixture.Jonas, Conversation = id, Add = ["urgent"] }, Token);

        Assert.IsType<ChatAnswer.Done>(await SubmitAsync(desk, form, ("tags", "vip, refund")));

        Assert.Equal(["vip", "urgent", "refund"], (await desk.LoadAsync(id)).State.Tags);
    }

    [Fact]
    public async Task Who_is_blocked_is_listed_and_unblocked_and_what_came_meanwhile_is_read_again()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        var form = Assert.IsType<ChatAnswer.ShowForm>(await ClickAsync(desk, CardActions.Block, id.ToString())).Form;
        Assert.IsType<ChatAnswer.Done>(await SubmitAsync(desk, form, ("who", "address")));
        var raw = await desk.KeepAsync(DeskFixture.Mail(2));
        var email = MailBridge.MailIn.EmailTranslator.Translate(
            MailBridge.Mime.MimeMessage.Read(DeskFixture.Bytes(DeskFixture.Mail(2))), raw, DeskFixture.Support, desk.Time.GetUtcNow());
        await desk.Intake.ReceiveAsync(email, history: false, Token);

        var row = Assert.Single((await desk.Lookups.AnswerAsync(new LookupTarget("blocked", 0), desk.Directory.Agent(DeskFixture.Anna)!, Token)).Rows);

        Assert.Equal(("zoe@customer.example", CardActions.Unblock), (row.Head, row.Press!.Action));
        Assert.Contains("1 mail kept aside", row.Marks);
        Assert.Contains("still blocked", Assert.IsType<ChatAnswer.Refused>(await ClickAsync(desk, CardActions.PostBlocked, row.Head)).Reason, StringComparison.Ordinal);
        Assert.IsType<ChatAnswer.Told>(await ClickAsync(desk, CardActions.Unblock, row.Head));
        Assert.Contains("One mail", Assert.IsType<ChatAnswer.Told>(await ClickAsync(desk, CardActions.PostBlocked, row.Head)).Words, StringComparison.Ordinal);
        Assert.Contains(raw, (await desk.Raw.WaitingAsync(9, Token)).Select(m => m.Id));
    }

    [Fact]
    public async Task A_sender_is_unblocked_also_after_the_conversation_in_which_they_were_blocked_was_merged()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (id, into) = ((await desk.OpenAsync()).Id, (await desk.ReceiveAsync(DeskFixture.Mail(2))).Id);
        var form = Assert.IsType<ChatAnswer.ShowForm>(await ClickAsync(desk, CardActions.Block, id.ToString())).Form;
        Assert.IsType<ChatAnswer.Done>(await SubmitAsync(desk, form, ("who", "address")));
        await desk.Agents.ActAsync(new AgentAction.Merge { Agent = DeskFixture.Anna, Conversation = id, Into = into }, Token);

        Assert.IsType<ChatAnswer.Told>(await ClickAsync(desk, CardActions.Unblock, "zoe@customer.example"));

        Assert.Null(await desk.Store.FindBlockAsync(["zoe@customer.example"], Token));
        Assert.Contains((await desk.LoadAsync(into)).Entries, e => e is Entry.Activity { Kind: ActivityKind.Unblocked });
    }

    [Fact]
    public async Task Who_writes_is_told_to_who_opens_the_form_too_and_the_mark_goes_by_itself_also_after_a_restart()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await desk.Writers.BeginAsync(id, DeskFixture.Jonas, Token);
        desk.Time.Advance(TimeSpan.FromMinutes(2));
        await desk.Writers.BeginAsync(id, DeskFixture.Jonas, Token);
        var form = Assert.IsType<ChatAnswer.ShowForm>(await ClickAsync(desk, CardActions.Reply, id.ToString())).Form;
        Assert.Equal("Jonas Weber opened a reply 2 minutes ago.", form.Warning);
        Assert.Equal([DeskFixture.Jonas], desk.Writers.On(id));

        await desk.Writers.EndAsync(id, DeskFixture.Jonas, Token);
        Assert.Empty(desk.Writers.On(id));

        await desk.Writers.BeginAsync(id, DeskFixture.Anna, Token);
        while (await desk.Queue.LeaseAsync(DeliveryLeg.Chat, 9, TimeSpan.FromMinutes(1), Token) is { Count: > 0 } leased)
            foreach (var delivery in leased) await desk.Queue.CompleteAsync(delivery, null, Token);
        desk.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Empty(desk.Writers.On(id));
        // A process that knows of nobody clears what the one before it has shown.
        var restarted = new Writers(desk.Store, new MailBridge.Operations.PostingOptions(), desk.Time);
        await restarted.ClearAsync(Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Desk, 9, TimeSpan.FromMinutes(1), Token)), Token);
        Assert.Equal([new DeliveryWork.UpdateConversation()], (await desk.Queue.LeaseAsync(DeliveryLeg.Chat, 9, TimeSpan.FromMinutes(1), Token)).Select(d => d.Work));
    }

    [Theory]
    [InlineData("!assign jonas", "jonas", null)]
    [InlineData("!assign @Jonas Weber", "jonas", null)]
    [InlineData("!take", "anna", null)]
    [InlineData("!assign Max", null, "is not the name of one colleague")]
    [InlineData("!snooze soon", null, "is no date and time")]
    [InlineData("!tag", null, "Type which tag")]
    public async Task Words_with_something_behind_them_do_it_or_say_why_not(string typed, string? owner, string? refusal)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        var answer = await TypeAsync(desk, id, typed);
        Assert.Equal(owner, (await desk.LoadAsync(id)).State.Assignee?.Value);
        if (refusal is not null) Assert.Contains(refusal, Assert.IsType<ChatAnswer.Refused>(answer).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task To_take_a_colleagues_conversation_one_has_to_say_it_twice()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await desk.Agents.ActAsync(new AgentAction.Claim { Agent = DeskFixture.Jonas, Conversation = id }, Token);
        Assert.Contains("Type !take anyway", Assert.IsType<ChatAnswer.Refused>(await TypeAsync(desk, id, "!take")).Reason, StringComparison.Ordinal);
        Assert.Equal(DeskFixture.Jonas, (await desk.LoadAsync(id)).State.Assignee);
        Assert.IsType<ChatAnswer.Done>(await TypeAsync(desk, id, "!take anyway"));
        Assert.Equal(DeskFixture.Anna, (await desk.LoadAsync(id)).State.Assignee);
    }

    [Theory]
    [InlineData("tomorrow", "2026-11-23T08:00:00Z")]
    [InlineData("monday", "2026-11-23T08:00:00Z")]
    [InlineData("sunday 14:30", "2026-11-29T13:30:00Z")]
    [InlineData("2026-12-24 14:30", "2026-12-24T13:30:00Z")]
    public async Task Snooze_takes_words_on_the_clocks_of_the_desk(string until, string at)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        Assert.IsType<ChatAnswer.Done>(await TypeAsync(desk, id, $"!snooze {until}"));
        Assert.Equal(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture), (await desk.LoadAsync(id)).State.SnoozedUntil);
    }

    private async Task<ChatAnswer> TypeAsync(DeskFixture desk, ConversationId id, string text)
    {
        var root = new ChatPostRef(DeskFixture.Channel, "root");
        if ((await desk.LoadAsync(id)).State.Thread is null) await desk.Queue.KeepThreadAsync(id, root, Token);
        var message = root with { Message = $"m{++_presses}" };
        return await desk.Actions().HandleAsync(
            new ChatRequest.ThreadMessage { Agent = DeskFixture.Anna, Receipt = new("test", message.Message), Post = message, Root = root, Text = text, At = desk.Time.GetUtcNow() }, Token);
    }

    private Task<ChatAnswer> ClickAsync(DeskFixture desk, string action, string target)
        => desk.Actions().HandleAsync(new ChatRequest.Click { Agent = DeskFixture.Anna, Receipt = new("test", $"p{++_presses}"), Action = action, Target = target }, Token);

    private Task<ChatAnswer> SubmitAsync(DeskFixture desk, Form form, params (string Name, string Value)[] values)
        => desk.Actions().HandleAsync(
            new ChatRequest.Submission
            {
                Agent = DeskFixture.Anna, Receipt = new("test", $"p{++_presses}"), Action = form.Action, Target = form.Target, State = form.State,
                Values = values.ToDictionary(v => v.Name, v => v.Value),
            },
            Token);
}

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

    [Fact]
    public async Task The_form_to_snooze_offers_times_of_the_desk_and_does_what_it_showed()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        var form = await FormAsync(desk, CardActions.Snooze, id);
        var choice = Assert.IsType<FormField.Choice>(form.Fields[0]);
        Assert.StartsWith("Tomorrow morning: ", choice.Options[0].Label, StringComparison.Ordinal);
        Assert.EndsWith(", 09:00 (Europe/Berlin)", choice.Options[0].Label, StringComparison.Ordinal);
        Assert.IsType<ChatAnswer.Done>(await desk.Actions().HandleAsync(Submission(form, ("until", choice.Options[0].Value), ("at", "")), Token));
        var conversation = await desk.LoadAsync(id);
        Assert.Equal(new SnoozeTimes(DeskFixture.Zone, desk.Time).TomorrowMorning, conversation.State.SnoozedUntil);
        Assert.Equal(
            $"Anna Kowalska snoozed the conversation until {choice.Options[0].Label["Tomorrow morning: ".Length..]}",
            desk.Cards.Item(conversation, conversation.Entries[^1]).Text);
        var card = desk.Cards.Root(conversation, (await desk.Store.LoadCustomerAsync(conversation.State.Customer, Token))!, new CustomerHistory(0, null));
        Assert.Equal(["Reply", "Claim", "Note", "Close", "Wake", "Outcome", "Assign"], card.Buttons.Select(b => b.Label).Take(7));
        Assert.Equal(("Snoozed until", conversation.State.SnoozedUntil), (card.Facts[0].Label, card.Facts[0].At));
    }

    [Fact]
    public async Task A_typed_time_counts_before_the_list_and_what_is_none_is_refused()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        var form = await FormAsync(desk, CardActions.Snooze, id);
        async Task<string> RefusedAsync(string until, string at)
            => Assert.IsType<ChatAnswer.Refused>(await desk.Actions().HandleAsync(Submission(form, ("until", until), ("at", at)), Token)).Reason;
        Assert.Contains("“soon” is no date", await RefusedAsync("written", "soon"), StringComparison.Ordinal);
        Assert.Contains("Type the date", await RefusedAsync("typed", " "), StringComparison.Ordinal);
        Assert.Contains("has passed", await RefusedAsync("written", "2001-01-01 10:00"), StringComparison.Ordinal);
        Assert.Contains("year ahead", await RefusedAsync("written", "2100-01-01 10:00"), StringComparison.Ordinal);
        var day = desk.Time.GetUtcNow().AddDays(10).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        Assert.IsType<ChatAnswer.Done>(await desk.Actions().HandleAsync(Submission(form, ("until", "written"), ("at", day)), Token));
        Assert.NotNull((await desk.LoadAsync(id)).State.SnoozedUntil);
        Assert.IsType<ChatAnswer.Done>(await desk.Actions().HandleAsync(Submission(form, ("until", "written"), ("at", "")), Token));
        var state = (await desk.LoadAsync(id)).State;
        Assert.Equal((ConversationStatus.Snoozed, null), (state.Status, state.SnoozedUntil));
    }

    [Fact]
    public async Task The_desks_worker_brings_a_snoozed_conversation_back_when_it_is_due()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await desk.Agents.ActAsync(new AgentAction.Snooze { Agent = DeskFixture.Anna, Conversation = id, Until = desk.Time.GetUtcNow().AddHours(1) }, Token);
        using var worker = new MailBridge.Operations.DeskWorker(
            desk.Queue, desk.WakeUps, desk.Acknowledgements, desk.Directory, desk.Store, desk.Health, Microsoft.Extensions.Logging.Abstractions.NullLogger<MailBridge.Operations.DeskWorker>.Instance, desk.Time);
        Assert.Equal(0, await desk.WorkAsync(worker, DeliveryLeg.Desk));
        desk.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await desk.WorkAsync(worker, DeliveryLeg.Desk));
        var conversation = await desk.LoadAsync(id);
        Assert.Equal(ConversationStatus.Open, conversation.State.Status);
        Assert.Equal("The time has come: the conversation is back", desk.Cards.Item(conversation, conversation.Entries[^1]).Text);
    }

    [Fact]
    public async Task Bare_thanks_carry_a_mark_and_a_button_that_opens_the_closed_conversation_again()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await desk.Agents.ActAsync(new AgentAction.Close { Agent = DeskFixture.Anna, Conversation = id }, Token);
        var conversation = await desk.ReceiveAsync(
            DeskFixture.Mail(1, "Vielen Dank!").Replace("<mail-1@", "<mail-2@", StringComparison.Ordinal).Replace("Date:", "In-Reply-To: <mail-1@customer.example>\nDate:", StringComparison.Ordinal));
        Assert.Equal((id, ConversationStatus.Closed), (conversation.Id, conversation.State.Status));
        var card = desk.Cards.Item(conversation, conversation.Entries[^1]);
        Assert.Equal(["Only thanks, so the conversation stays closed"], card.Marks);
        var button = Assert.Single(card.Buttons, b => !b.InMore);
        Assert.Equal("Reopen", button.Label);
        var click = new ChatRequest.Click { Agent = DeskFixture.Anna, Receipt = Press(), Action = button.Action, Target = button.Target };
        Assert.IsType<ChatAnswer.Done>(await desk.Actions().HandleAsync(click, Token));
        conversation = await desk.LoadAsync(id);
        Assert.Equal(ConversationStatus.Open, conversation.State.Status);
        Assert.DoesNotContain(desk.Cards.Item(conversation, conversation.Entries.OfType<Entry.CustomerEmail>().Last()).Buttons, b => !b.InMore);
    }

    [Fact]
    public async Task A_leaking_reply_is_held_in_its_form_and_the_thread_tells_who_sent_it_all_the_same()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        var sent = Submission(await FormAsync(desk, CardActions.Reply, id), ("text", "@jonas, can we?"));
        var held = Assert.IsType<ChatAnswer.Held>(await desk.Actions().HandleAsync(sent, Token));
        Assert.Equal(("It mentions Jonas Weber, as one speaks to a colleague.", "Send anyway"), (held.Reason, held.ConfirmLabel));
        Assert.IsType<ChatAnswer.Done>(await desk.Actions().HandleAsync(sent with { Confirmed = true }, Token));
        var conversation = await desk.LoadAsync(id);
        Assert.Equal(
            "Anna Kowalska sent a reply all the same. It mentions Jonas Weber, as one speaks to a colleague.",
            desk.Cards.Item(conversation, conversation.Entries.OfType<Entry.Activity>().Single()).Text);
    }

    [Fact]
    public async Task A_file_typed_among_colleagues_is_recognised_in_a_reply_and_a_lost_one_costs_no_note()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        var root = new ChatPostRef(DeskFixture.Channel, "root");
        await desk.Queue.KeepThreadAsync(id, root, Token);
        var bytes = "what we pay"u8.ToArray();
        var typed = new ChatRequest.ThreadMessage
        {
            Agent = DeskFixture.Jonas, Receipt = Press(), Post = root with { Message = "1" }, Root = root, Text = "@anna our prices", At = desk.Time.GetUtcNow(),
            Files =
            [
                new ThreadFile("prices.pdf", "application/pdf", bytes.Length, _ => Task.FromResult<ReadOnlyMemory<byte>>(bytes)),
                new ThreadFile("gone.pdf", "application/pdf", 1, _ => throw new IOException("gone")),
            ],
        };
        Assert.IsType<ChatAnswer.Done>(await desk.Actions().HandleAsync(typed, Token));
        var note = (await desk.LoadAsync(id)).Entries.OfType<Entry.Note>().Single();
        Assert.Equal("prices.pdf", Assert.Single(note.Files).Name);
        Assert.Equal(new CardAgent(DeskFixture.Anna, "Anna Kowalska"), Assert.Single(desk.Cards.Item(await desk.LoadAsync(id), note).Mentions));
        var reply = Submission(await FormAsync(desk, CardActions.Reply, id), ("text", "Here.")) with { Files = [new ReplyFile("x.pdf", "", bytes)] };
        Assert.Contains("x.pdf was only ever among colleagues", Assert.IsType<ChatAnswer.Held>(await desk.Actions().HandleAsync(reply, Token)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_agreed_is_pinned_from_its_form_or_from_a_note_and_stands_on_the_root_card()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        Assert.IsType<ChatAnswer.Done>(await desk.Actions().HandleAsync(Submission(await FormAsync(desk, CardActions.Outcome, id), ("text", "Half\nback.")), Token));
        var root = await RootAsync(desk, id);
        Assert.Equal(new CardFact("Outcome", "Half back."), root.Facts[0]);
        Assert.Equal(("Half\nback.", "Anna Kowalska"), (root.Outcome!.Text, root.Outcome.Author));

        await desk.Agents.ActAsync(new AgentAction.AddNote { Agent = DeskFixture.Jonas, Conversation = id, Text = "All back." }, Token);
        var conversation = await desk.LoadAsync(id);
        var card = desk.Cards.Item(conversation, conversation.Entries[^1]);
        Assert.False(card.IsOutcome);
        await PressAsync(desk, Assert.Single(card.Buttons));
        conversation = await desk.LoadAsync(id);
        Assert.Equal("Anna Kowalska pinned the outcome", desk.Cards.Item(conversation, conversation.Entries[^1]).Text);
        card = desk.Cards.Item(conversation, conversation.Entry(card.Entry)!);
        Assert.Equal((true, "Unpin", "All back."), (card.IsOutcome, card.Buttons[0].Label, (await RootAsync(desk, id)).Outcome!.Text));
        await PressAsync(desk, card.Buttons[0]);
        Assert.Null((await RootAsync(desk, id)).Outcome);
    }

    [Fact]
    public async Task A_typed_outcome_is_a_note_that_is_pinned()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        var root = new ChatPostRef(DeskFixture.Channel, "root");
        await desk.Queue.KeepThreadAsync(id, root, Token);
        var typed = new ChatRequest.ThreadMessage
        {
            Agent = DeskFixture.Jonas, Receipt = Press(), Post = root with { Message = "1" }, Root = root, Text = "!outcome 20 % off", At = desk.Time.GetUtcNow(),
        };
        Assert.IsType<ChatAnswer.Done>(await desk.Actions().HandleAsync(typed, Token));
        Assert.Equal("20 % off", (await RootAsync(desk, id)).Outcome!.Text);
    }

    private static async Task<Card.Root> RootAsync(DeskFixture desk, ConversationId id)
    {
        var conversation = await desk.LoadAsync(id);
        return desk.Cards.Root(conversation, (await desk.Store.LoadCustomerAsync(conversation.State.Customer, Token))!, new CustomerHistory(0, null));
    }

    private async Task PressAsync(DeskFixture desk, CardButton button)
        => Assert.IsType<ChatAnswer.Done>(await desk.Actions().HandleAsync(
            new ChatRequest.Click { Agent = DeskFixture.Anna, Receipt = Press(), Action = button.Action, Target = button.Target }, Token));

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

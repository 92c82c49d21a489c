using MailBridge.ChatIn;
using MailBridge.ChatOut;
using MailBridge.Conversations;

namespace MailBridge.Tests.ChatIn;

public sealed class ChatActionsTests
{
    private int _presses;

    private static CancellationToken Token => DeskFixture.Token;

    [Fact]
    public async Task The_buttons_do_what_they_say()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        Assert.IsType<ChatAnswer.Done>(await ClickAsync(desk, CardActions.Claim, id.ToString()));
        Assert.Equal(DeskFixture.Anna, (await desk.LoadAsync(id)).State.Assignee);
        Assert.IsType<ChatAnswer.Done>(await ClickAsync(desk, CardActions.Release, id.ToString()));
        Assert.Null((await desk.LoadAsync(id)).State.Assignee);
        Assert.IsType<ChatAnswer.Done>(await ClickAsync(desk, CardActions.Close, id.ToString()));
        Assert.Equal(ConversationStatus.Closed, (await desk.LoadAsync(id)).State.Status);
        Assert.IsType<ChatAnswer.Done>(await ClickAsync(desk, CardActions.Reopen, id.ToString()));
        Assert.Equal(ConversationStatus.Open, (await desk.LoadAsync(id)).State.Status);
    }

    [Fact]
    public async Task A_press_that_arrives_twice_does_its_work_once()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        var form = Form(CardActions.Note, id.ToString(), "Look at this.");
        Assert.IsType<ChatAnswer.Done>(await Actions(desk).HandleAsync(form, Token));
        Assert.IsType<ChatAnswer.Done>(await Actions(desk).HandleAsync(form, Token));
        Assert.Single((await desk.LoadAsync(id)).Entries.OfType<Entry.Note>());
    }

    [Fact]
    public async Task The_reply_form_shows_whom_it_goes_to_and_sending_it_mails_the_customer()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        var form = Assert.IsType<ChatAnswer.ShowForm>(await ClickAsync(desk, CardActions.Reply, id.ToString())).Form;
        Assert.Equal(new CardFact("From", "Anna Kowalska <support@acme.example>"), form.Facts[0]);
        Assert.EndsWith("<zoe@customer.example>", Assert.IsType<FormField.Line>(form.Fields[0]).Initial, StringComparison.Ordinal);
        Assert.Equal("", form.Warning);
        Assert.IsType<ChatAnswer.Done>(await Actions(desk).HandleAsync(Form(form.Action, form.Target, "We come.\r\nTomorrow.", form.State), Token));
        Assert.Equal("We come.\nTomorrow.", (await desk.LoadAsync(id)).Entries.OfType<Entry.AgentReply>().Single().Email.Text);
    }

    [Fact]
    public async Task The_recipients_in_the_form_can_be_changed_and_a_wrong_one_is_told()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id.ToString();
        ChatRequest.Submission With(string to, string cc) => Form(CardActions.Reply, id, "Hello") with
        {
            Values = new Dictionary<string, string> { ["text"] = "Hello", ["to"] = to, ["cc"] = cc },
            Files = [new ReplyFile("a.txt", "text/plain", "hi"u8.ToArray())],
        };
        Assert.Contains("nobody under To", Assert.IsType<ChatAnswer.Refused>(await Actions(desk).HandleAsync(With(" , ", ""), Token)).Reason, StringComparison.Ordinal);
        Assert.Contains("“max”", Assert.IsType<ChatAnswer.Refused>(await Actions(desk).HandleAsync(With("zoe@customer.example, max", ""), Token)).Reason, StringComparison.Ordinal);
        Assert.IsType<ChatAnswer.Done>(await Actions(desk).HandleAsync(With("\"Weber, Max\" <max@customer.example>; zoe@customer.example", "mailto:bo@customer.example"), Token));
        var email = Assert.Single((await desk.LoadAsync((await desk.Store.FindEmailsAsync([new("mail-1@customer.example")], Token)).Single().Single().Conversation))
            .Entries.OfType<Entry.AgentReply>()).Email;
        Assert.Equal(["Weber, Max <max@customer.example>", "zoe@customer.example"], email.To.Select(p => p.Full));
        Assert.Equal(["bo@customer.example"], email.Cc.Select(p => p.Full));
        Assert.Equal("a.txt", Assert.Single(email.Files).Name);
    }

    [Fact]
    public async Task A_held_reply_is_sent_or_dropped_by_its_buttons()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        async Task<EntryId> TypeAsync(string message)
        {
            await desk.Agents.ActAsync(
                new AgentAction.Reply { Agent = DeskFixture.Anna, Conversation = id, Text = "We come.", TypedIn = new ChatPostRef(DeskFixture.Channel, message) }, Token);
            return (await desk.LoadAsync(id)).Entries[^1].Id;
        }
        var entry = await TypeAsync("1");
        var card = desk.Cards.Item(await desk.LoadAsync(id), (await desk.LoadAsync(id)).Entry(entry)!);
        Assert.Equal([("drop", "Undo"), ("edit", "Edit"), ("send", "Send now")], card.Buttons.Select(b => (b.Action, b.Label)));
        Assert.Equal(desk.Time.GetUtcNow() + SendingRules.Default.Hold, card.Life!.Until);
        Assert.Equal(new ChatAnswer.GivenBack($"{id}/{entry}"), await ClickAsync(desk, CardActions.Drop, $"{id}/{entry}"));
        Assert.IsType<ReplyLife.Withdrawn>(await desk.LifeAsync(id));
        entry = await TypeAsync("2");
        Assert.IsType<ChatAnswer.Done>(await ClickAsync(desk, CardActions.Send, $"{id}/{entry}"));
        Assert.IsType<ReplyLife.Queued>(await desk.LifeAsync(id));
        var delivery = Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, TimeSpan.FromMinutes(1), Token));
        await desk.Progress.AcceptedAsync(delivery, "250 ok", [], Token);
        var sent = Assert.IsType<ChatAnswer.AlreadySent>(await ClickAsync(desk, CardActions.Drop, $"{id}/{entry}"));
        Assert.Equal($"This reply was already sent at {desk.Time.GetUtcNow():HH:mm} UTC.", sent.Reason);
    }

    [Fact]
    public async Task Edit_takes_a_held_reply_back_and_opens_the_form_with_all_that_it_was()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        var sent = Form(CardActions.Reply, id.ToString(), "We come.") with
        {
            Values = new Dictionary<string, string> { ["text"] = "We come.", ["to"] = "zoe@customer.example", ["cc"] = "max@customer.example" },
            Files = [new ReplyFile("plan.pdf", "application/pdf", new byte[] { 1 })],
        };
        await Actions(desk).HandleAsync(sent, Token);
        var entry = (await desk.LoadAsync(id)).Entries[^1].Id;
        var refused = await Actions(desk).HandleAsync(new ChatRequest.Click { Agent = DeskFixture.Jonas, Receipt = new("test", "j"), Action = CardActions.Edit, Target = $"{id}/{entry}" }, Token);
        Assert.Equal("Anna Kowalska wrote this reply; only they can change it.", Assert.IsType<ChatAnswer.Refused>(refused).Reason);
        // To look at the form alone takes nothing back.
        Assert.IsType<ChatAnswer.Refused>(await ClickAsync(desk, CardActions.Rewrite, $"{id}/{entry}"));
        Assert.IsType<ReplyLife.Held>(await desk.LifeAsync(id));

        var form = Assert.IsType<ChatAnswer.ShowForm>(await ClickAsync(desk, CardActions.Edit, $"{id}/{entry}")).Form;

        Assert.IsType<ReplyLife.Withdrawn>(await desk.LifeAsync(id));
        Assert.Equal((CardActions.Rewrite, $"{id}/{entry}"), (form.Action, form.Target));
        Assert.Equal(["zoe@customer.example", "max@customer.example"], form.Fields.OfType<FormField.Line>().Select(f => f.Initial));
        Assert.Equal("We come.", form.Fields.OfType<FormField.TextArea>().Single().Initial);
        var values = new Dictionary<string, string> { ["text"] = "We come on Monday.", ["to"] = "zoe@customer.example", ["kept"] = "keep" };
        Assert.IsType<ChatAnswer.Done>(await Actions(desk).HandleAsync(Form(form.Action, form.Target, "", form.State) with { Values = values }, Token));
        var again = (await desk.LoadAsync(id)).Entries.OfType<Entry.AgentReply>().Last();
        Assert.Equal(("We come on Monday.", "plan.pdf"), (again.Email.Text, again.Email.Files.Single().Name));
        Assert.IsType<ReplyLife.Held>(again.Life);
    }

    [Fact]
    public async Task A_reply_that_came_back_for_one_of_two_offers_to_write_to_another_in_that_ones_place()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        EmailPerson[] to = [new("", new("zoe@customer.example")), new("", new("max@customer.example"))];
        await desk.AtOnce.ActAsync(new AgentAction.Reply { Agent = DeskFixture.Anna, Conversation = id, Text = "We come.", To = to }, Token);
        var delivery = Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, TimeSpan.FromMinutes(1), Token));
        await desk.Progress.AcceptedAsync(delivery, "250 ok", [new BouncedRecipient(new("max@customer.example"), "", "550 no such user")], Token);
        var entry = (await desk.LoadAsync(id)).Entries.OfType<Entry.AgentReply>().Single().Id;

        var form = Assert.IsType<ChatAnswer.ShowForm>(await ClickAsync(desk, CardActions.Recipients, $"{id}/{entry}")).Form;

        Assert.Contains(new CardFact("Has it", "zoe@customer.example"), form.Facts);
        Assert.Equal("max@customer.example", form.Fields.OfType<FormField.Line>().First().Initial);
        var values = new Dictionary<string, string> { ["to"] = "max@new.example", ["cc"] = "" };
        Assert.IsType<ChatAnswer.Done>(await Actions(desk).HandleAsync(Form(form.Action, form.Target, "", form.State) with { Values = values }, Token));
        var replies = (await desk.LoadAsync(id)).Entries.OfType<Entry.AgentReply>().ToList();
        Assert.Equal(["max@new.example"], replies[1].Email.To.Select(p => p.Address.Value));
        Assert.Empty(desk.Cards.Item(await desk.LoadAsync(id), replies[0]).Buttons);
    }

    [Fact]
    public async Task The_note_form_mails_nobody()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        var form = Assert.IsType<ChatAnswer.ShowForm>(await ClickAsync(desk, CardActions.Note, id.ToString())).Form;
        Assert.IsType<ChatAnswer.Done>(await Actions(desk).HandleAsync(Form(form.Action, form.Target, "He never pays.", form.State), Token));
        Assert.Equal("He never pays.", (await desk.LoadAsync(id)).Entries.OfType<Entry.Note>().Single().Text);
        Assert.Equal(0, (await desk.Queue.DepthAsync(DeliveryLeg.Mail, Token)).Scheduled);
    }

    [Fact]
    public async Task A_reply_beside_unseen_news_is_held_until_it_is_confirmed()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        var form = Assert.IsType<ChatAnswer.ShowForm>(await ClickAsync(desk, CardActions.Reply, id.ToString())).Form;
        await desk.ReceiveAsync(DeskFixture.Mail(2, "Never mind.").Replace("Date:", "In-Reply-To: <mail-1@customer.example>\nDate:", StringComparison.Ordinal));
        var sent = Form(form.Action, form.Target, "We come.", form.State);
        var held = Assert.IsType<ChatAnswer.Held>(await Actions(desk).HandleAsync(sent, Token));
        Assert.Contains("Never mind.", held.Reason, StringComparison.Ordinal);
        Assert.Equal("Send anyway", held.ConfirmLabel);
        Assert.Empty((await desk.LoadAsync(id)).Entries.OfType<Entry.AgentReply>());
        Assert.IsType<ChatAnswer.Done>(await Actions(desk).HandleAsync(sent with { Confirmed = true }, Token));
        Assert.Single((await desk.LoadAsync(id)).Entries.OfType<Entry.AgentReply>());
    }

    [Fact]
    public async Task A_conversation_that_a_colleague_owns_warns_in_the_form()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await desk.Agents.ActAsync(new AgentAction.Claim { Agent = DeskFixture.Jonas, Conversation = id }, Token);
        Assert.Equal("Jonas Weber owns this conversation.", Assert.IsType<ChatAnswer.ShowForm>(await ClickAsync(desk, CardActions.Reply, id.ToString())).Form.Warning);
        Assert.Contains("Jonas Weber", Assert.IsType<ChatAnswer.Refused>(await ClickAsync(desk, CardActions.Claim, id.ToString())).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_reply_is_tried_again_and_another_is_not()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        var entry = await desk.ReplyAsync(id);
        Assert.Contains("has not failed", Assert.IsType<ChatAnswer.Refused>(await ClickAsync(desk, CardActions.Retry, $"{id}/{entry}")).Reason, StringComparison.Ordinal);
        var delivery = Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, TimeSpan.FromMinutes(1), Token));
        await desk.Progress.FailedAsync(delivery, "550 no", Token);
        Assert.IsType<ChatAnswer.Done>(await ClickAsync(desk, CardActions.Retry, $"{id}/{entry}"));
        Assert.Equal(1, (await desk.Queue.DepthAsync(DeliveryLeg.Mail, Token)).Scheduled);

        var other = (await desk.ReceiveAsync(DeskFixture.Mail(2))).Id;
        Assert.IsType<ChatAnswer.Refused>(await ClickAsync(desk, CardActions.Retry, $"{other}/{entry}"));
    }

    [Fact]
    public async Task A_quarantined_mail_is_read_again_once()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var mail = await desk.KeepAsync("no mail at all");
        await desk.Raw.QuarantineAsync(mail, "why", Token);
        Assert.IsType<ChatAnswer.Done>(await ClickAsync(desk, CardActions.Replay, mail.ToString()));
        Assert.Equal(mail, Assert.Single(await desk.Raw.WaitingAsync(10, Token)).Id);
        Assert.IsType<ChatAnswer.Refused>(await ClickAsync(desk, CardActions.Replay, mail.ToString()));
    }

    [Theory]
    [InlineData(CardActions.Claim, "")]
    [InlineData(CardActions.Claim, "nothing")]
    [InlineData(CardActions.Claim, "aaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData(CardActions.Reply, "aaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData(CardActions.Note, "../../etc/passwd")]
    [InlineData(CardActions.Retry, "aaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData(CardActions.Retry, "aaaaaaaaaaaaaaaaaaaaaaaaaa/")]
    [InlineData(CardActions.Retry, "aaaaaaaaaaaaaaaaaaaaaaaaaa/aaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData(CardActions.Retry, "/")]
    [InlineData(CardActions.Send, "aaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData(CardActions.Drop, "aaaaaaaaaaaaaaaaaaaaaaaaaa/aaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData(CardActions.Replay, "nothing")]
    [InlineData(CardActions.Replay, "aaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("drop tables", "aaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A_button_for_something_that_is_not_there_is_refused_with_a_sentence(string action, string target)
    {
        await using var desk = await DeskFixture.CreateAsync();
        await desk.OpenAsync();
        Assert.NotEmpty(Assert.IsType<ChatAnswer.Refused>(await ClickAsync(desk, action, target)).Reason);
        Assert.NotEmpty(Assert.IsType<ChatAnswer.Refused>(await Actions(desk).HandleAsync(Form(action, target, "text"), Token)).Reason);
    }

    [Theory]
    [InlineData(CardActions.Reply)]
    [InlineData(CardActions.Note)]
    public async Task A_text_is_refused_when_it_is_empty_or_too_long(string action)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id.ToString();
        Assert.Contains("empty", Assert.IsType<ChatAnswer.Refused>(await Actions(desk).HandleAsync(Form(action, id, " \n "), Token)).Reason, StringComparison.Ordinal);
        Assert.Contains(
            "100,001 characters; 100,000", Assert.IsType<ChatAnswer.Refused>(await Actions(desk).HandleAsync(Form(action, id, new string('x', 100_001)), Token)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_whom_nobody_knows_can_do_nothing()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        var click = new ChatRequest.Click { Agent = new("eve"), Receipt = new("test", "1"), Action = CardActions.Close, Target = id.ToString() };
        Assert.Contains("“eve”", Assert.IsType<ChatAnswer.Refused>(await Actions(desk).HandleAsync(click, Token)).Reason, StringComparison.Ordinal);
        Assert.Equal(ConversationStatus.New, (await desk.LoadAsync(id)).State.Status);
    }

    private static ChatActions Actions(DeskFixture desk) => desk.Actions();

    private Task<ChatAnswer> ClickAsync(DeskFixture desk, string action, string target)
        => Actions(desk).HandleAsync(new ChatRequest.Click { Agent = DeskFixture.Anna, Receipt = Press(), Action = action, Target = target }, Token);

    private ChatRequest.Submission Form(string action, string target, string text, string state = "") => new()
    {
        Agent = DeskFixture.Anna, Receipt = Press(), Action = action, Target = target, State = state, Values = new Dictionary<string, string> { ["text"] = text },
    };

    private InboundReceipt Press() => new("test", $"press {++_presses}");
}

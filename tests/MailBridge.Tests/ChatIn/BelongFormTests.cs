using MailBridge.ChatIn;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.Slack;

namespace MailBridge.Tests.ChatIn;

/// <summary>Merging, splitting and moving as people do it in chat.</summary>
public sealed class BelongFormTests
{
    private int _presses;

    private static CancellationToken Token => DeskFixture.Token;

    [Fact]
    public async Task The_form_to_merge_offers_the_customers_other_conversations_open_ones_first_and_merges()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (a, b, c) = (await OpenAsync(desk, 1), await OpenAsync(desk, 2), await OpenAsync(desk, 3));
        await desk.ReceiveAsync(DeskFixture.Mail(4).Replace("zoe@", "bo@", StringComparison.Ordinal));
        await desk.Agents.ActAsync(new AgentAction.Close { Agent = DeskFixture.Anna, Conversation = c }, Token);
        var form = await FormAsync(desk, CardActions.Merge, a.ToString());
        var choice = Assert.IsType<FormField.Choice>(form.Fields[0]);
        Assert.Equal([(b.ToString(), "Boiler 2 · new · 22 Nov 2026"), (c.ToString(), "Boiler 3 · closed · 22 Nov 2026")], choice.Options.Select(o => (o.Value, o.Label)));
        Assert.IsType<FormField.Line>(form.Fields[1]);
        Assert.IsType<ChatAnswer.Done>(await SendAsync(desk, form, ("into", b.ToString()), ("link", "")));
        Assert.Equal(b, (await desk.LoadAsync(a)).State.MergedInto);

        var root = await RootAsync(desk, a);
        Assert.Equal(("Merged into “Boiler 2”", b), (root.Preview, Assert.Single(root.Links).Conversation));
        var undo = Assert.Single(root.Buttons);
        Assert.Equal((CardActions.Undo, "Undo merge"), (undo.Action, undo.Label));
        Assert.IsType<ChatAnswer.Done>(await PressAsync(desk, undo));
        Assert.Null((await desk.LoadAsync(a)).State.MergedInto);
        Assert.Contains((await RootAsync(desk, a)).Buttons, x => x.Action == CardActions.Reply);
        Assert.DoesNotContain(Pointers(desk, await desk.LoadAsync(b)), card => card.Buttons.Count > 0);
    }

    [Fact]
    public async Task A_pasted_link_or_id_counts_before_the_list_and_another_customers_is_asked_about()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (a, _) = (await OpenAsync(desk, 1), await OpenAsync(desk, 2));
        var other = (await desk.ReceiveAsync(DeskFixture.Mail(3).Replace("zoe@customer", "bo@other", StringComparison.Ordinal))).Id;
        var form = await FormAsync(desk, CardActions.Merge, a.ToString());
        var wrong = Assert.IsType<ChatAnswer.Refused>(await SendAsync(desk, form, ("link", "https://example.com/nothing")));
        Assert.Equal("“https://example.com/nothing” leads to no conversation. Paste the address of its page, the link to its thread, or its id.", wrong.Reason);
        var held = Assert.IsType<ChatAnswer.Held>(await SendAsync(desk, form, ("link", $"http://bridge.example/c/{other}?view=mine")));
        Assert.Equal("Merge anyway", held.ConfirmLabel);
        Assert.IsType<ChatAnswer.Done>(await desk.Actions().HandleAsync(Submission(form, ("link", other.ToString())) with { Confirmed = true }, Token));
        Assert.Equal(other, (await desk.LoadAsync(a)).State.MergedInto);
    }

    [Fact]
    public async Task A_mail_is_split_off_and_moved_from_its_post()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (a, b) = (await OpenAsync(desk, 1), await OpenAsync(desk, 2));
        await AnswerAsync(desk, 11);
        await AnswerAsync(desk, 12);
        var conversation = await desk.LoadAsync(a);
        var mails = conversation.Entries.OfType<Entry.CustomerEmail>().ToList();
        var card = desk.Cards.Item(conversation, mails[1]);
        Assert.Equal(["Split from here", "Move to another conversation"], card.Buttons.Where(x => x.InMore).Select(x => x.Label));
        var split = await FormAsync(desk, CardActions.Split, card.Buttons[0].Target);
        Assert.IsType<ChatAnswer.Done>(await SendAsync(desk, split, ("what", "mail")));
        conversation = await desk.LoadAsync(a);
        var pointer = Assert.Single(Pointers(desk, conversation));
        Assert.Equal("Anna Kowalska gave a mail a conversation of its own: “Re: Boiler 1”", pointer.Text);
        Assert.Equal("Undo split", Assert.Single(pointer.Buttons).Label);
        Assert.Equal("Open “Re: Boiler 1”", Assert.Single(pointer.Links).Label);

        var move = await FormAsync(desk, CardActions.MoveMail, $"{a}/{mails[2].Id}");
        Assert.IsType<ChatAnswer.Done>(await SendAsync(desk, move, ("into", b.ToString()), ("what", "answers"), ("link", "")));
        Assert.Equal(2, (await desk.LoadAsync(b)).Entries.OfType<Entry.CustomerEmail>().Count());
        Assert.Equal("Anna Kowalska moved a mail here from “Boiler 1”", Assert.Single(Pointers(desk, await desk.LoadAsync(b))).Text);
        Assert.IsType<ChatAnswer.Refused>(await desk.Actions().HandleAsync(Click(CardActions.MoveMail, $"{a}/{mails[2].Id}"), Token));
    }

    [Fact]
    public async Task A_conversation_is_moved_to_another_inbox_by_its_form()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var a = await OpenAsync(desk, 1);
        var form = await FormAsync(desk, CardActions.Move, a.ToString());
        Assert.Equal([new FormOption("sales", "Acme Sales")], Assert.IsType<FormField.Choice>(Assert.Single(form.Fields)).Options);
        Assert.IsType<ChatAnswer.Done>(await SendAsync(desk, form, ("inbox", "sales")));
        Assert.Equal(DeskFixture.Sales, (await desk.LoadAsync(a)).State.Inbox);
        Assert.IsType<ChatAnswer.Refused>(await SendAsync(desk, form, ("inbox", "nowhere")));
    }

    [Fact]
    public async Task What_is_typed_into_the_thread_of_a_merged_or_moved_conversation_is_refused_with_the_way_to_where_it_goes_on()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (a, b) = (await OpenAsync(desk, 1), await OpenAsync(desk, 2));
        var (rootA, rootB) = (new ChatPostRef(DeskFixture.Channel, "a"), new ChatPostRef(DeskFixture.Channel, "b"));
        await desk.Queue.KeepThreadAsync(a, rootA, Token);
        await desk.Queue.KeepThreadAsync(b, rootB, Token);
        await desk.Agents.ActAsync(new AgentAction.Merge { Agent = DeskFixture.Anna, Conversation = a, Into = b }, Token);
        await desk.Agents.ActAsync(new AgentAction.ChangeInbox { Agent = DeskFixture.Anna, Conversation = b, Inbox = DeskFixture.Sales }, Token);
        await desk.Queue.KeepThreadAsync(b, new ChatPostRef(DeskFixture.Channel with { Channel = "sales" }, "b2"), Token);
        foreach (var root in new[] { rootA, rootB })
        {
            var typed = new ChatRequest.ThreadMessage
            {
                Agent = DeskFixture.Jonas, Receipt = Press(), Post = root with { Message = $"{root.Message}9" }, Root = root, Text = "Hello?", At = desk.Time.GetUtcNow(),
            };
            Assert.Equal(b, Assert.IsType<ChatAnswer.Refused>(await desk.Actions().HandleAsync(typed, Token)).Instead);
        }
        Assert.Empty((await desk.LoadAsync(b)).Entries.OfType<Entry.Note>());
    }

    [Theory]
    [InlineData("https://acme.slack.com/archives/C123/p1795338000000100", "1795338000.000100")]
    [InlineData("look: https://acme.slack.com/archives/C123/p1795338099000200?thread_ts=1795338000.000100&cid=C123.", "1795338000.000100")]
    [InlineData("https://acme.slack.com/archives/C123/p1795338099000200?cid=C123&thread_ts=1795338000.000100", "1795338000.000100")]
    [InlineData("https://acme.slack.com/archives/C123", null)]
    [InlineData("hello", null)]
    public void A_link_to_a_message_in_Slack_leads_to_its_thread(string text, string? root)
    {
        var near = new ChatChannel("slack", "T1", "C9");
        Assert.Equal(root is null ? null : new ChatPostRef(near with { Channel = "C123" }, root), SlackLinks.Read(text, near));
        Assert.Null(SlackLinks.Read(text, near with { Platform = "workspace" }));
        Assert.Null(SlackLinks.Read(text, null));
    }

    private static async Task<ConversationId> OpenAsync(DeskFixture desk, int number) => (await desk.ReceiveAsync(DeskFixture.Mail(number))).Id;

    private static Task<Conversation> AnswerAsync(DeskFixture desk, int number) => desk.ReceiveAsync(
        DeskFixture.Mail(number).Replace($"Boiler {number}", "Re: Boiler 1", StringComparison.Ordinal)
            .Replace("Date:", "In-Reply-To: <mail-1@customer.example>\nDate:", StringComparison.Ordinal));

    private static IEnumerable<Card.Item> Pointers(DeskFixture desk, Conversation conversation)
        => conversation.Entries.OfType<Entry.Activity>().Where(a => a.Move is not null).Select(a => desk.Cards.Item(conversation, a));

    private static async Task<Card.Root> RootAsync(DeskFixture desk, ConversationId id)
    {
        var conversation = await desk.LoadAsync(id);
        return desk.Cards.Root(conversation, (await desk.Store.LoadCustomerAsync(conversation.State.Customer, Token))!, new CustomerHistory(0, null));
    }

    private Task<ChatAnswer> PressAsync(DeskFixture desk, CardButton button) => desk.Actions().HandleAsync(Click(button.Action, button.Target), Token);

    private ChatRequest.Click Click(string action, string target) => new() { Agent = DeskFixture.Anna, Receipt = Press(), Action = action, Target = target };

    private async Task<Form> FormAsync(DeskFixture desk, string action, string target)
        => Assert.IsType<ChatAnswer.ShowForm>(await desk.Actions().HandleAsync(Click(action, target), Token)).Form;

    private Task<ChatAnswer> SendAsync(DeskFixture desk, Form form, params (string Name, string Value)[] values)
        => desk.Actions().HandleAsync(Submission(form, values), Token);

    private ChatRequest.Submission Submission(Form form, params (string Name, string Value)[] values) => new()
    {
        Agent = DeskFixture.Anna, Receipt = Press(), Action = form.Action, Target = form.Target, State = form.State,
        Values = values.ToDictionary(v => v.Name, v => v.Value),
    };

    private InboundReceipt Press() => new("test", $"belong press {++_presses}");
}

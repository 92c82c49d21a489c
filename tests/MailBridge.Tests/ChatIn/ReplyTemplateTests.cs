using MailBridge.ChatIn;
using MailBridge.ChatIn.Lookups;
using MailBridge.ChatOut;
using MailBridge.Conversations;

namespace MailBridge.Tests.ChatIn;

/// <summary>Templates in the reply form, and the forms in which they are written.</summary>
public sealed class ReplyTemplateTests
{
    private int _presses;

    private static CancellationToken Token => DeskFixture.Token;

    [Fact]
    public async Task Without_a_template_the_reply_form_offers_none()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await SaveAsync(desk, "For sales", "Hello.", DeskFixture.Sales);
        Assert.DoesNotContain((await FormAsync(desk, CardActions.Reply, id.ToString())).Fields, f => f is FormField.Choice);
    }

    [Fact]
    public async Task Choosing_one_fills_the_form_and_keeps_what_was_filled_in_and_the_reply_remembers_the_version()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        var photo = await SaveAsync(desk, "Photo", "Dear {{customer.name}},\n\nplease send a photo of {{subject}}.");
        await SaveAsync(desk, "Bills", "Here is your bill.");
        var form = await FormAsync(desk, CardActions.Reply, id.ToString());
        var choice = form.Fields.OfType<FormField.Choice>().Single();
        Assert.True(choice.Refreshes);
        Assert.Equal(["Bills", "Photo"], choice.Options.Select(o => o.Label));
        Assert.Equal(("", "Choose a ready answer"), (choice.Initial, choice.Placeholder));

        await desk.ReceiveAsync(DeskFixture.Mail(2).Replace("Message-ID: <mail-2", "In-Reply-To: <mail-1@customer.example>\nMessage-ID: <mail-2", StringComparison.Ordinal));
        var filled = await RefreshAsync(desk, form, ("to", "max@customer.example"), ("text", ""), ("template", photo.ToString()));
        Assert.Equal("Dear Zoë,\n\nplease send a photo of Boiler 1.", Text(filled));
        Assert.Equal("max@customer.example", filled.Fields.OfType<FormField.Line>().First().Initial);
        Assert.Equal(photo.ToString(), filled.Fields.OfType<FormField.Choice>().Single().Initial);
        // The new mail was not seen by choosing a template.
        var sent = Submission(filled, ("text", "Dear Zoë,\n\nplease send a photo of Boiler 1. Thanks!"));
        await SaveAsync(desk, "Photo", "Something else.", id: photo.Template, seen: 1);
        Assert.IsType<ChatAnswer.Held>(await desk.Actions().HandleAsync(sent, Token));
        Assert.IsType<ChatAnswer.Done>(await desk.Actions().HandleAsync(sent with { Confirmed = true }, Token));
        Assert.Equal([photo], (await desk.LoadAsync(id)).Entries.OfType<Entry.AgentReply>().Single().Templates);
        // It is suggested for what is alike.
        var next = (await desk.ReceiveAsync(DeskFixture.Mail(3))).Id;
        var options = (await FormAsync(desk, CardActions.Reply, next.ToString())).Fields.OfType<FormField.Choice>().Single().Options;
        Assert.Equal([("Photo", "Suggested"), ("Bills", "All others")], options.Select(o => (o.Label, o.Group)));
    }

    [Fact]
    public async Task What_was_written_stays_above_and_another_choice_takes_the_place_of_the_first()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        var (a, b) = (await SaveAsync(desk, "A", "Text of {{agent.first_name}}."), await SaveAsync(desk, "B", "Other text."));
        var form = await FormAsync(desk, CardActions.Reply, id.ToString());
        var first = await RefreshAsync(desk, form, ("template", a.ToString()));
        Assert.Equal("Text of Anna.", Text(first));
        var second = await RefreshAsync(desk, first, ("text", "Text of Anna."), ("template", b.ToString()));
        Assert.Equal("Other text.", Text(second));
        var third = await RefreshAsync(desk, second, ("text", "Other text, and more.\r\n"), ("template", a.ToString()));
        Assert.Equal("Other text, and more.\n\nText of Anna.", Text(third));
        // Only what is still in it counts as used.
        await desk.Actions().HandleAsync(Submission(third, ("text", "Text of Anna. Bye.")), Token);
        Assert.Equal([a], (await desk.LoadAsync(id)).Entries.OfType<Entry.AgentReply>().Single().Templates);
        var gone = await RefreshAsync(desk, form, ("text", "Mine."), ("template", new TemplateRef(TemplateId.New(desk.Time), 1).ToString()));
        Assert.Equal(("Mine.", "This template is not there any more."), (Text(gone), gone.Warning));
        Assert.Equal("Mine.", Text(await RefreshAsync(desk, form, ("text", "Mine."), ("template", "nonsense"))));
    }

    [Fact]
    public async Task A_reply_that_was_taken_back_takes_a_template_as_a_new_one_does()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        var bills = await SaveAsync(desk, "Bills", "Here is your bill.");
        await desk.Actions().HandleAsync(Submission(await FormAsync(desk, CardActions.Reply, id.ToString()), ("text", "We come.")), Token);
        var form = await FormAsync(desk, CardActions.Edit, $"{id}/{(await desk.LoadAsync(id)).Entries[^1].Id}");
        var filled = await RefreshAsync(desk, form, ("text", "We come on Monday."), ("template", bills.ToString()));
        Assert.Equal((form.Action, form.Target, "We come on Monday.\n\nHere is your bill."), (filled.Action, filled.Target, Text(filled)));
        Assert.Equal("We come.\n\nHere is your bill.", Text(await RefreshAsync(desk, form, ("template", bills.ToString()))));
        await desk.Actions().HandleAsync(Submission(filled, ("text", Text(filled))), Token);
        Assert.Equal([bills], (await desk.LoadAsync(id)).Entries.OfType<Entry.AgentReply>().Last().Templates);
    }

    [Fact]
    public async Task A_gap_is_seen_in_the_form_and_holds_the_reply()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.ReceiveAsync(DeskFixture.Mail(1).Replace("Zoë <zoe@customer.example>", "zoe@customer.example", StringComparison.Ordinal))).Id;
        var template = await SaveAsync(desk, "A", "Dear {{customer.name}},");
        var form = await RefreshAsync(desk, await FormAsync(desk, CardActions.Reply, id.ToString()), ("template", template.ToString()));
        Assert.Equal("Dear [customer's name?],", Text(form));
        Assert.Equal(
            new ChatAnswer.Held("It still has the gap “[customer's name?]”.", "Send anyway"),
            await desk.Actions().HandleAsync(Submission(form, ("text", Text(form))), Token));
    }

    [Fact]
    public async Task A_template_is_made_changed_looked_back_at_and_deleted_by_its_form()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var made = await FormAsync(desk, CardActions.Template, TemplateForms.New);
        Assert.Equal(["*", "support", "sales"], Choice(made, "inbox").Options.Select(o => o.Value));
        Assert.DoesNotContain(made.Fields, f => f.Name == TemplateForms.VersionField);
        var sent = Submission(made, ("name", "Photo"), ("inbox", "support"), ("text", "Please."));
        Assert.IsType<ChatAnswer.Done>(await desk.Actions().HandleAsync(sent, Token));
        Assert.IsType<ChatAnswer.Done>(await desk.Actions().HandleAsync(sent, Token));
        var template = Assert.Single(await desk.Templates.AllAsync(Token));
        Assert.Equal(("Photo", "Please.", DeskFixture.Support, 1), (template.Name, template.Text, template.Inbox, template.Version));

        var changed = await FormAsync(desk, CardActions.Template, template.Id.ToString());
        Assert.Contains("{{customer.first_name}}", changed.Facts.Single(f => f.Label == "Placeholders").Text, StringComparison.Ordinal);
        Assert.StartsWith("Anna Kowalska, ", changed.Facts[0].Text, StringComparison.Ordinal);
        var wrong = Submission(changed, ("name", "Photo"), ("inbox", "*"), ("text", "Dear {{you}}"));
        Assert.StartsWith("“{{you}}” is no placeholder.", Assert.IsType<ChatAnswer.Refused>(await desk.Actions().HandleAsync(wrong, Token)).Reason, StringComparison.Ordinal);
        await desk.Actions().HandleAsync(Submission(changed, ("name", "Foto"), ("inbox", "*"), ("text", "Pretty please.")), Token);
        Assert.Contains(
            "saved this template meanwhile",
            Assert.IsType<ChatAnswer.Refused>(await desk.Actions().HandleAsync(Submission(changed, ("name", "F"), ("inbox", "*"), ("text", "No.")), Token)).Reason,
            StringComparison.Ordinal);

        var again = await FormAsync(desk, CardActions.Template, template.Id.ToString());
        Assert.Equal(["2", "1"], Choice(again, TemplateForms.VersionField).Options.Select(o => o.Value));
        var old = await RefreshAsync(desk, again, ("name", "Foto"), ("text", "Pretty please."), (TemplateForms.VersionField, "1"));
        Assert.Equal(("Please.", "support", "2"), (Text(old), Choice(old, "inbox").Initial, old.State));
        await desk.Actions().HandleAsync(Submission(old, ("name", "Photo"), ("inbox", "support"), ("text", Text(old))), Token);
        Assert.Equal(("Please.", 3), Assert.Single(await desk.Templates.AllAsync(Token)) is var t ? (t.Text, t.Version) : default);

        Assert.Contains("“Photo” is deleted", Assert.IsType<ChatAnswer.Told>(await ClickAsync(desk, CardActions.TemplateDelete, template.Id.ToString())).Words, StringComparison.Ordinal);
        Assert.Contains("Anna Kowalska deleted", Assert.IsType<ChatAnswer.Refused>(await ClickAsync(desk, CardActions.Template, template.Id.ToString())).Reason, StringComparison.Ordinal);
        Assert.IsType<ChatAnswer.Told>(await ClickAsync(desk, CardActions.TemplateRestore, $"{template.Id}.4"));
        Assert.Single(await desk.Templates.AllAsync(Token));
        Assert.IsType<ChatAnswer.Refused>(await ClickAsync(desk, CardActions.TemplateDelete, "nonsense"));
        Assert.Contains("eve", Assert.IsType<ChatAnswer.Refused>(await desk.Actions().HandleAsync(
            new ChatRequest.Click { Agent = new("eve"), Receipt = new("test", "x"), Action = CardActions.TemplateDelete, Target = template.Id.ToString() }, Token)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_shows_what_there_is_with_its_buttons_and_what_was_deleted()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var none = await LookUpAsync(desk, "templates");
        Assert.StartsWith("There is none yet.", none.Text, StringComparison.Ordinal);
        Assert.Equal((CardActions.Template, "new", "New template"), Assert.Single(none.Buttons) is var b ? (b.Action, b.Target, b.Label) : default);
        for (var i = 0; i < 9; i++) await SaveAsync(desk, $"Template {i}", "Hello\n{{customer.name}}");
        var page = await LookUpAsync(desk, "Templates");
        Assert.Equal(("Templates (9)", 8), (page.Title, page.Rows.Count));
        Assert.Equal(("Template 0", "Hello {{customer.name}}", "all inboxes"), (page.Rows[0].Head, page.Rows[0].Text, page.Rows[0].Marks[0]));
        Assert.Equal(["Edit", "Delete"], page.Rows[0].Buttons.Select(x => x.Label));
        Assert.NotNull(page.Next);
        await ClickAsync(desk, CardActions.TemplateDelete, page.Rows[0].Buttons[1].Target);
        Assert.Contains("templates deleted", (await LookUpAsync(desk, "templates")).Text, StringComparison.Ordinal);
        var gone = Assert.Single((await LookUpAsync(desk, "templates deleted")).Rows);
        Assert.IsType<ChatAnswer.Told>(await ClickAsync(desk, gone.Buttons[0].Action, gone.Buttons[0].Target));
        Assert.Equal("Templates (9)", (await LookUpAsync(desk, "templates")).Title);
    }

    [Fact]
    public async Task A_template_typed_by_its_name_is_shown_to_the_agent_alone_and_leads_to_the_form()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        var root = new ChatPostRef(DeskFixture.Channel, "root");
        await desk.Queue.KeepThreadAsync(id, root, Token);
        Task<ChatAnswer> TypeAsync(string text) => desk.Actions().HandleAsync(
            new ChatRequest.ThreadMessage
            {
                Agent = DeskFixture.Anna, Receipt = new("test", $"{++_presses}"), Post = root with { Message = $"m{_presses}" }, Root = root, Text = text, At = desk.Time.GetUtcNow(),
            }, Token);
        Assert.Contains("There is none for this inbox yet", Assert.IsType<ChatAnswer.Refused>(await TypeAsync("!template photo")).Reason, StringComparison.Ordinal);
        var photo = await SaveAsync(desk, "Photo of it", "Dear {{customer.name}}, a photo, please.");
        Assert.EndsWith("There are “Photo of it”.", Assert.IsType<ChatAnswer.Refused>(await TypeAsync("!template")).Reason, StringComparison.Ordinal);
        Assert.StartsWith("No template here is called “bills”.", Assert.IsType<ChatAnswer.Refused>(await TypeAsync("!template bills")).Reason, StringComparison.Ordinal);
        var offered = Assert.IsType<ChatAnswer.Offered>(await TypeAsync("!Template: photo"));
        Assert.Equal("Dear Zoë, a photo, please.", offered.Text);
        Assert.Single((await desk.LoadAsync(id)).Entries);
        var button = Assert.Single(offered.Buttons);
        var form = Assert.IsType<ChatAnswer.ShowForm>(await ClickAsync(desk, button.Action, button.Target)).Form;
        Assert.Equal(("Dear Zoë, a photo, please.", id.ToString()), (Text(form), form.Target));
        await desk.Actions().HandleAsync(Submission(form, ("text", Text(form))), Token);
        Assert.Equal([photo], (await desk.LoadAsync(id)).Entries.OfType<Entry.AgentReply>().Single().Templates);
    }

    private static async Task<TemplateRef> SaveAsync(DeskFixture desk, string name, string text, InboxId? inbox = null, TemplateId? id = null, int seen = 0)
    {
        var template = id ?? TemplateId.New(desk.Time);
        Assert.IsType<ActionOutcome.Done>(await desk.Templates.SaveAsync(template, seen, inbox, name, text, DeskFixture.Anna, Token));
        return new TemplateRef(template, seen + 1);
    }

    private static async Task<LookupPage> LookUpAsync(DeskFixture desk, string words)
        => await desk.Lookups.AnswerAsync(new LookupTarget(words, 0), desk.Directory.Agent(DeskFixture.Anna)!, Token);

    private Task<ChatAnswer> ClickAsync(DeskFixture desk, string action, string target)
        => desk.Actions().HandleAsync(new ChatRequest.Click { Agent = DeskFixture.Anna, Receipt = new("test", $"{++_presses}"), Action = action, Target = target }, Token);

    private async Task<Form> FormAsync(DeskFixture desk, string action, string target) => Assert.IsType<ChatAnswer.ShowForm>(await ClickAsync(desk, action, target)).Form;

    private static async Task<Form> RefreshAsync(DeskFixture desk, Form form, params IEnumerable<(string Field, string Value)> values)
    {
        var refresh = new ChatRequest.Refresh
        {
            Agent = DeskFixture.Anna, Receipt = new("test", ""), Action = form.Action, Target = form.Target, State = form.State,
            Field = form.Fields.OfType<FormField.Choice>().First(c => c.Refreshes).Name, Values = values.ToDictionary(v => v.Field, v => v.Value),
        };
        return Assert.IsType<ChatAnswer.ShowForm>(await desk.Actions().HandleAsync(refresh, Token)).Form;
    }

    private ChatRequest.Submission Submission(Form form, params IEnumerable<(string Field, string Value)> values) => new()
    {
        Agent = DeskFixture.Anna, Receipt = new("test", $"{++_presses}"), Action = form.Action, Target = form.Target, State = form.State,
        Values = values.ToDictionary(v => v.Field, v => v.Value),
    };

    private static FormField.Choice Choice(Form form, string name) => form.Fields.OfType<FormField.Choice>().Single(c => c.Name == name);

    private static string Text(Form form) => form.Fields.OfType<FormField.TextArea>().Single().Initial;
}

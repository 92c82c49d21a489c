namespace MailBridge.Conversations.Tests;

public sealed class TemplateDeskTests
{
    private static CancellationToken Token => DeskFixture.Token;

    [Fact]
    public async Task Every_save_is_a_version_with_its_author_and_time_and_an_older_one_can_be_brought_back()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = await SaveAsync(desk, "Photo", "Please send a photo.");
        var first = desk.Time.GetUtcNow();
        desk.Time.Advance(TimeSpan.FromHours(1));
        Done(await desk.Templates.SaveAsync(id, 1, DeskFixture.Support, "Photo of the label", "Please send a photo, {{customer.name}}.", DeskFixture.Jonas, Token));
        desk.Time.Advance(TimeSpan.FromHours(1));
        Done(await desk.Templates.BringBackAsync(new TemplateRef(id, 1), DeskFixture.Anna, Token));
        Assert.Equal(
            [
                (3, "Photo", "Please send a photo.", null, DeskFixture.Anna, first.AddHours(2)),
                (2, "Photo of the label", "Please send a photo, {{customer.name}}.", DeskFixture.Support, DeskFixture.Jonas, first.AddHours(1)),
                (1, "Photo", "Please send a photo.", default(InboxId?), DeskFixture.Anna, first),
            ],
            (await desk.Templates.VersionsAsync(id, Token)).Select(v => (v.Version, v.Name, v.Text, v.Inbox, v.SavedBy, v.SavedAt)));
        Assert.Equal(3, Assert.Single(await desk.Templates.AllAsync(Token)).Version);
    }

    [Fact]
    public async Task Deleting_can_be_undone_and_twice_is_once()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = await SaveAsync(desk, "Photo", "Please send a photo.");
        Done(await desk.Templates.DeleteAsync(id, DeskFixture.Jonas, Token));
        Assert.True(Assert.IsType<ActionOutcome.Done>(await desk.Templates.DeleteAsync(id, DeskFixture.Jonas, Token)).IsRepeat);
        Assert.Empty(await desk.Templates.AllAsync(Token));
        Assert.Equal(DeskFixture.Jonas, Assert.Single(await desk.Templates.DeletedAsync(Token)).SavedBy);
        Done(await desk.Templates.BringBackAsync(new TemplateRef(id, 2), DeskFixture.Anna, Token));
        Done(await desk.Templates.BringBackAsync(new TemplateRef(id, 2), DeskFixture.Anna, Token));
        Assert.Equal(("Please send a photo.", 3), Assert.Single(await desk.Templates.AllAsync(Token)) is var t ? (t.Text, t.Version) : default);
    }

    [Fact]
    public async Task Of_two_who_save_at_once_the_second_is_told_and_nothing_is_overwritten()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = await SaveAsync(desk, "Photo", "Please send a photo.");
        var texts = Enumerable.Range(0, 8).Select(i => $"Please send {i + 2} photos.").ToList();
        var outcomes = await Task.WhenAll(texts.Select(t => desk.Templates.SaveAsync(id, 1, null, "Photo", t, DeskFixture.Anna, Token)));
        Assert.Single(outcomes.OfType<ActionOutcome.Done>());
        Assert.All(outcomes.OfType<ActionOutcome.Refused>(), r => Assert.StartsWith("Anna Kowalska saved this template meanwhile, as version 2.", r.Reason, StringComparison.Ordinal));
        Assert.Equal(2, (await desk.Templates.VersionsAsync(id, Token)).Count);
        Done(await desk.Templates.DeleteAsync(id, DeskFixture.Jonas, Token));
        Refused("Jonas Weber deleted this template meanwhile.", await desk.Templates.SaveAsync(id, 2, null, "Photo", "Yet another.", DeskFixture.Anna, Token));
    }

    [Fact]
    public async Task The_same_save_that_arrives_twice_is_one_version()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = await SaveAsync(desk, "Photo", "Please send a photo.");
        Done(await desk.Templates.SaveAsync(id, 0, null, " Photo ", "Please send a photo.\r\n", DeskFixture.Anna, Token));
        Done(await desk.Templates.SaveAsync(id, 1, null, "Photo", "Please send a photo.", DeskFixture.Jonas, Token));
        Assert.Single(await desk.Templates.VersionsAsync(id, Token));
    }

    [Theory]
    [InlineData("", "Text", "Give the template a name.")]
    [InlineData(" \n", "Text", "Give the template a name.")]
    [InlineData("Photo", " ", "The template says nothing. Write something first.")]
    [InlineData("Photo", "Dear {{customer.nick}}", "“{{customer.nick}}” is no placeholder. There are {{customer.name}}")]
    [InlineData("PHOTO of it", "Text", "There is a template “PHOTO of it” for all inboxes already.")]
    public async Task What_cannot_be_saved_is_refused_with_a_sentence(string name, string text, string reason)
    {
        await using var desk = await DeskFixture.CreateAsync();
        await SaveAsync(desk, "Photo of it", "Please.");
        Refused(reason, await desk.Templates.SaveAsync(TemplateId.New(desk.Time), 0, null, name, text, DeskFixture.Anna, Token));
    }

    [Fact]
    public async Task What_is_too_long_or_for_no_inbox_or_gone_is_refused()
    {
        await using var desk = await DeskFixture.CreateAsync();
        Task<ActionOutcome> Save(string name, string text, InboxId? inbox = null, int seen = 0)
            => desk.Templates.SaveAsync(TemplateId.New(desk.Time), seen, inbox, name, text, DeskFixture.Anna, Token);
        Refused("The name is longer than 75 characters", await Save(new string('x', 76), "Text"));
        Refused("The text is longer than 15,000 characters", await Save("Name", new string('x', 15_001)));
        Refused("There is no inbox “old” any more.", await Save("Name", "Text", new InboxId("old")));
        Refused("This template is not there any more.", await Save("Name", "Text", seen: 3));
        Refused("There is no such version", await desk.Templates.BringBackAsync(new TemplateRef(TemplateId.New(desk.Time), 1), DeskFixture.Anna, Token));
        Refused("This template is not there any more.", await desk.Templates.DeleteAsync(TemplateId.New(desk.Time), DeskFixture.Anna, Token));
        // One inbox may have its own under a name that all have.
        await SaveAsync(desk, "Photo", "For all.");
        Done(await Save("Photo", "For support.", DeskFixture.Support));
        var own = await desk.Templates.FindAsync("photo", DeskFixture.Support, Token);
        Assert.Equal(("For support.", "For all."), (own!.Text, (await desk.Templates.FindAsync("PHOTO", DeskFixture.Sales, Token))!.Text));
        Assert.Null(await desk.Templates.FindAsync("pho", DeskFixture.Support, Token));
        Assert.Equal("For all.", (await desk.Templates.FindAsync("pho", DeskFixture.Sales, Token))!.Text);
    }

    [Fact]
    public async Task A_name_that_was_given_away_keeps_its_old_owner_deleted()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = await SaveAsync(desk, "Photo", "Please send a photo.");
        Done(await desk.Templates.DeleteAsync(id, DeskFixture.Anna, Token));
        await SaveAsync(desk, "Photo", "Another.");
        Refused("There is a template “Photo” for all inboxes already.", await desk.Templates.BringBackAsync(new TemplateRef(id, 1), DeskFixture.Anna, Token));
    }

    [Fact]
    public async Task What_was_used_for_similar_mails_in_that_inbox_stands_first_and_the_rest_by_name()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var address = await SaveAsync(desk, "Address change", "We changed it.");
        await SaveAsync(desk, "Bills", "Here is your bill.");
        var refund = await SaveAsync(desk, "Refund", "We refund it.");
        var shipping = await SaveAsync(desk, "Shipping", "It is on its way.");
        await SaveAsync(desk, "Only sales", "Sales.", DeskFixture.Sales);
        (string Subject, string Text, TemplateId Used)[] past =
        [
            ("Where is my parcel?", "Hello, my parcel 1042 was due on Friday. When does it arrive?", shipping),
            ("Parcel late", "Hello, the parcel has not come. Please tell me when.", shipping),
            ("Money back", "Hello, I sent the lamp back and want a refund of the price.", refund),
            ("Refunded?", "Hello, when will you refund order 99?", refund),
            ("Umzug", "Guten Tag, meine Adresse hat sich geändert.", address),
        ];
        foreach (var (subject, text, used) in past) await UseAsync(desk, subject, text, used);
        Assert.Equal("Shipping; Address change, Bills, Refund", await OfferAsync("No parcel yet", "Hello, when does my parcel arrive?"));
        Assert.StartsWith("Refund, ", await OfferAsync("Refund please", "Hello, the money, please."), StringComparison.Ordinal);
        Assert.StartsWith("Address change; Bills, Refund", await OfferAsync("Neue Adresse", "Wir sind umgezogen."), StringComparison.Ordinal);
        Assert.Equal("; Address change, Bills, Refund, Shipping", await OfferAsync("Zzz", "Qqq"));
        // What helped elsewhere says nothing here.
        var sales = await desk.LoadAsync(await desk.ReceiveAsync("Max <max@other.example>", "sales@acme.example", "Parcel", "Where is my parcel?", inbox: DeskFixture.Sales));
        Assert.Empty((await desk.Templates.OfferAsync(sales, Token)).Suggested);

        async Task<string> OfferAsync(string subject, string text)
        {
            var conversation = await desk.LoadAsync(await desk.ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example", subject, text));
            var (suggested, others) = await desk.Templates.OfferAsync(conversation, Token);
            return $"{string.Join(", ", suggested.Select(t => t.Name))}; {string.Join(", ", others.Select(t => t.Name))}";
        }
    }

    [Fact]
    public void The_same_history_suggests_the_same_in_every_order()
    {
        var templates = Enumerable.Range(0, 30).Select(i => new Template
        {
            Id = new TemplateId(new Guid(i + 1, 0, 0, new byte[8])), Version = 1, Inbox = null, Name = $"T{i % 3}", Text = "x", SavedBy = DeskFixture.Anna, SavedAt = default,
        }).ToList();
        var random = new Random(7);
        string[] words = ["parcel", "refund", "adress", "bill", "lamp", "boiler", "late", "broken"];
        var uses = Enumerable.Range(0, 200).Select(_ => new TemplateUse(templates[random.Next(30)].Id, string.Join(' ', random.GetItems(words, 5)))).ToList();
        var suggested = TemplateSuggestions.Of(templates, uses, "parcel late broken");
        Assert.Equal(TemplateSuggestions.Most, suggested.Count);
        for (var i = 0; i < 5; i++)
        {
            var (shuffledTemplates, shuffledUses) = (templates.ToArray(), uses.ToArray());
            random.Shuffle(shuffledTemplates);
            Assert.Equal(suggested, TemplateSuggestions.Of(shuffledTemplates, uses, "late broken parcel"));
        }
    }

    [Fact]
    public async Task Words_are_compared_without_endings_accents_and_numbers()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.LoadAsync(await desk.ReceiveAsync(
            "Zoë <zoe@customer.example>", "support@acme.example", "Refunded", "Über refunds, 10423 of it. 退款申请 \uD800 x"));
        Assert.Equal("refund refund uber refund 退款 款申 申请", TemplateWords.Of(conversation));
    }

    [Fact]
    public async Task A_reply_with_a_gap_is_held_until_it_is_sent_anyway_and_a_typed_one_is_stopped()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var held = Assert.IsType<ActionOutcome.Held>(await desk.ReplyAsync(conversation, DeskFixture.Anna, "Dear [customer's name?], hello."));
        Assert.Equal(("It still has the gap “[customer's name?]”.", "Send anyway"), (held.Reason, held.Confirm));
        Assert.IsType<ActionOutcome.Held>(await desk.ReplyAsync(conversation, DeskFixture.Anna, "Dear {{customer.name}}, hello."));
        Done(await desk.ReplyAsync(conversation, DeskFixture.Anna, "Dear {{customer.name}}, hello.", confirmed: true));
        var loaded = (await desk.Store.LoadAsync(conversation.Id, Token))!;
        Assert.Equal("It still has “{{customer.name}}, hello.”, as templates have it.", Assert.Single(loaded.Entries.OfType<Entry.Activity>()).Detail);
        var typed = new AgentAction.Reply
        {
            Agent = DeskFixture.Anna, Conversation = conversation.Id, Text = "Dear {{customer.name}}",
            TypedIn = new ChatPostRef(new ChatChannel("workspace", "", "support"), "1"), LastSeen = loaded.Entries[^1].Id,
        };
        Assert.IsType<ReplyLife.Stopped>(Assert.IsType<ActionOutcome.Done>(await desk.Agents.ActAsync(typed, Token)).Life);
    }

    private static async Task<TemplateId> SaveAsync(DeskFixture desk, string name, string text, InboxId? inbox = null)
    {
        var id = TemplateId.New(desk.Time);
        Done(await desk.Templates.SaveAsync(id, 0, inbox, name, text, DeskFixture.Anna, Token));
        return id;
    }

    private static async Task UseAsync(DeskFixture desk, string subject, string text, TemplateId used)
    {
        var conversation = await desk.LoadAsync(await desk.ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example", subject, text));
        Done(await desk.Agents.ActAsync(
            new AgentAction.Reply { Agent = DeskFixture.Anna, Conversation = conversation.Id, Text = "Hello.", Templates = [new TemplateRef(used, 1)] }, Token));
        desk.Time.Advance(TimeSpan.FromMinutes(1));
    }

    private static void Done(ActionOutcome outcome) => Assert.IsType<ActionOutcome.Done>(outcome);

    private static void Refused(string reason, ActionOutcome outcome)
        => Assert.StartsWith(reason, Assert.IsType<ActionOutcome.Refused>(outcome).Reason, StringComparison.Ordinal);
}

namespace MailBridge.Conversations.Tests;

public sealed class TemplateTextTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Fact]
    public async Task Every_placeholder_has_its_value()
    {
        Assert.Equal(
            "Zoë Quint|Zoë|zoe@customer.example|2026-11-22|Anna Kowalska|Anna|Acme Support|support@acme.example|Broken boiler|2026-11-22|2026-11-22",
            Fill(string.Join('|', Placeholders.All.Select(p => $"{{{{{p.Name}}}}}")), await SourceAsync("Zoë Quint")));
    }

    [Theory]
    [InlineData("Hi {{customer.first_name|there}}!", "Hi there!")]
    [InlineData("Hi {{ Customer.First_Name | dear customer }}!", "Hi dear customer!")]
    [InlineData("Hi {{customer.first_name}}!", "Hi [customer's first name?]!")]
    [InlineData("Hi {{customer.name|}}!", "Hi [customer's name?]!")]
    [InlineData("No {placeholders} here }}, 5 < 6 & <b>.", "No {placeholders} here }}, 5 < 6 & <b>.")]
    [InlineData("{{agent.first_name}}{{agent.first_name}}", "AnnaAnna")]
    public async Task What_has_no_value_is_what_the_template_says_otherwise_or_a_gap_that_shows(string template, string filled)
        => Assert.Equal(filled, Fill(template, await SourceAsync("")));

    [Theory]
    [InlineData("{{agent.name}}")]
    [InlineData("<b onclick=\"x\">Zoë</b> & Co")]
    [InlineData("$1 {0} %s \\n {{")]
    public async Task A_name_is_inserted_as_it_is_and_never_read_again(string name)
        => Assert.Equal($"Hello {name}, it is Anna.", Fill("Hello {{customer.name}}, it is {{agent.first_name}}.", await SourceAsync(name)));

    [Fact]
    public async Task A_name_stays_on_its_line_and_hides_nothing()
        => Assert.Equal("Hello Zoë Quint,", Fill("Hello {{customer.name}},", await SourceAsync("Zo\u202Eë \u0007\u2028 Qu\u200Bint")));

    [Theory]
    [InlineData("Weber, Jonas", "Jonas")]
    [InlineData("Dr. med. Jonas Weber", "Jonas")]
    [InlineData("Herr Jonas Weber", "Jonas")]
    [InlineData("Mrs Ada Lovelace", "Ada")]
    [InlineData("\"Max\" Muster", "Max")]
    [InlineData("Acme, Inc.", "Acme")]
    [InlineData("Zoë", "Zoë")]
    [InlineData("山田 太郎", "山田 太郎")]
    [InlineData("김민준", "김민준")]
    [InlineData("zoe@customer.example", "there")]
    [InlineData("Prof. Dr.", "there")]
    [InlineData("", "there")]
    public async Task A_first_name_is_the_one_that_people_are_greeted_by(string name, string first)
        => Assert.Equal(first, Fill("{{customer.first_name|there}}", await SourceAsync(name)));

    [Fact]
    public async Task Whoever_wrote_last_is_greeted_and_not_who_began()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var opened = await desk.ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example, max@customer.example", "Boiler", "It drips.", id: "1@x");
        await desk.ReceiveAsync("Max <max@customer.example>", "support@acme.example", "Re: Boiler", "Still does.", answers: "1@x");
        Assert.Equal("Max max@customer.example", Fill("{{customer.name}} {{customer.address}}", Source(desk, await desk.LoadAsync(opened))));
    }

    [Theory]
    [InlineData("Dear {{customer.nam}},", "“{{customer.nam}}” is no placeholder. There are {{customer.name}}, ")]
    [InlineData("{{a}} {{b}} {{a}}", "“{{a}}”, “{{b}}” are no placeholders. There are ")]
    [InlineData("{{}}", "“{{}}” is no placeholder.")]
    [InlineData("{{customer.{{agent.name}}}}", "“{{customer.{{agent.name}}” is no placeholder.")]
    [InlineData("Dear {{customer.name,\nhello", "“{{customer.name,” is not closed; write }} behind it. There are ")]
    public void What_is_no_placeholder_is_named_and_those_there_are_listed(string template, string problem)
    {
        var (text, said) = TemplateText.Read(template);
        Assert.Null(text);
        Assert.StartsWith(problem, said, StringComparison.Ordinal);
        Assert.All(Placeholders.All, p => Assert.Contains($"{{{{{p.Name}}}}}", said, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Dear [customer's name?],", "It still has the gap “[customer's name?]”.")]
    [InlineData("Dear [Customer’s first name?],", "It still has the gap “[customer's first name?]”.")]
    [InlineData("Dear {{customer.name}},", "It still has “{{customer.name}},”, as templates have it.")]
    [InlineData("Dear Zoë [is that right?],", "")]
    [InlineData("{ } }} [?]", "")]
    public void What_is_left_open_is_seen(string text, string said) => Assert.Equal(said, TemplateText.Unfinished(text));

    [Fact]
    public async Task Every_gap_is_seen()
    {
        var source = await SourceAsync("");
        var filled = Placeholders.All.Select(p => TemplateText.Read($"{{{{{p.Name}}}}}").Text!.Fill(source with { Customer = null })).Where(v => v.EndsWith("?]", StringComparison.Ordinal));
        Assert.Equal(3, filled.Count());
        Assert.All(Placeholders.All, p => Assert.Contains(p.Gap, TemplateText.Unfinished($"a {p.Gap} b"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_day_is_told_on_the_clocks_of_the_desk()
    {
        await using var desk = await DeskFixture.CreateAsync();
        desk.Time.Advance(new DateTimeOffset(2026, 12, 31, 23, 30, 0, TimeSpan.Zero) - desk.Time.GetUtcNow());
        var conversation = await desk.OpenAsync();
        var berlin = new AgentDesk(desk.Store, desk.Files, desk.Directory_, desk.Signer, desk.Time, SendingRules.Default with { Zone = Berlin });
        Assert.Equal("2027-01-01 2027-01-01", Fill("{{date}} {{mail.date}}", berlin.Placeholders(conversation, null, desk.Directory_.Agent(DeskFixture.Anna)!)!));
        Assert.Equal("2026-12-31 2026-12-31", Fill("{{date}} {{mail.date}}", Source(desk, conversation)));
    }

    [Theory]
    [InlineData("Hello Zoë,\n\nplease send us a photo of the label.\n\nAnna", true)]
    [InlineData("please send us a photo of the label. Thanks!", true)]
    [InlineData("Hello Zoë,\n\nwe come on Monday.", false)]
    public void A_template_stands_in_a_text_that_keeps_its_longest_line(string text, bool stands)
        => Assert.Equal(stands, TemplateText.Read("Hello {{customer.name}},\n\nplease send us a photo of the label.\n\n{{agent.name}}").Text!.StandsIn(text));

    private static string Fill(string template, PlaceholderSource source)
    {
        var (text, problem) = TemplateText.Read(template);
        Assert.Equal("", problem);
        return text!.Fill(source);
    }

    private static async Task<PlaceholderSource> SourceAsync(string name)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var mail = await desk.MailAsync("zoe@customer.example", "support@acme.example", "Broken boiler", "It drips.");
        var received = await desk.Intake.ReceiveAsync(mail with { From = mail.From with { Name = name } }, history: false, DeskFixture.Token);
        var conversation = await desk.LoadAsync(received);
        var customer = await desk.Store.LoadCustomerAsync(conversation.State.Customer, DeskFixture.Token);
        return Source(desk, conversation) with { Customer = customer };
    }

    private static PlaceholderSource Source(DeskFixture desk, Conversation conversation)
        => desk.Agents.Placeholders(conversation, null, desk.Directory_.Agent(DeskFixture.Anna)!)!;
}

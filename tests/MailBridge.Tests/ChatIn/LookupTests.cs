using MailBridge.ChatIn.Lookups;
using MailBridge.Conversations;
using MailBridge.Storage;

namespace MailBridge.Tests.ChatIn;

public sealed class LookupTests
{
    private static readonly Agent Anna = new(DeskFixture.Anna, "Anna Kowalska", []);

    private static CancellationToken Token => DeskFixture.Token;

    [Fact]
    public void The_first_word_says_what_is_looked_up()
    {
        Assert.Equal(new LookupWords.Help(), LookupWords.Read(""));
        Assert.Equal(new LookupWords.Help(), LookupWords.Read("  HELP me"));
        Assert.Equal(new LookupWords.Customer("Zoë Smith"), LookupWords.Read("Customer  Zoë Smith "));
        Assert.Equal(new LookupWords.Customer("zoe@customer.example"), LookupWords.Read("zoe@customer.example"));
        Assert.Equal(new LookupWords.Search("order 1042"), LookupWords.Read("find order 1042"));
        Assert.Equal(new LookupWords.Incomplete("search"), LookupWords.Read("search"));
        Assert.Equal(new LookupWords.Mine(), LookupWords.Read("My"));
        Assert.Equal(new LookupWords.Unanswered(), LookupWords.Read("waiting"));
        Assert.Equal(new LookupWords.Unknown("dance"), LookupWords.Read("dance with me"));
    }

    [Theory]
    [InlineData("3 search a b", "search a b", 3)]
    [InlineData("search", "help", 0)]
    [InlineData("-1 open", "help", 0)]
    [InlineData("99999999999 open", "help", 0)]
    public void A_button_carries_words_and_page_and_nonsense_is_help(string carried, string words, int page)
        => Assert.Equal(new LookupTarget(words, page), LookupTarget.Read(carried));

    [Fact]
    public async Task A_customer_is_found_by_address_and_by_name_with_the_last_word_of_each_conversation()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await desk.OpenAsync();
        foreach (var words in (string[])["customer ZOE@customer.example", "customer zo customer", "zoe@customer.example"])
        {
            var page = await AnswerAsync(desk, words);
            Assert.Contains("zoe@customer.example · since ", page.Text, StringComparison.Ordinal);
            Assert.EndsWith("1 conversation", page.Text, StringComparison.Ordinal);
            var row = Assert.Single(page.Rows);
            Assert.Equal("Boiler 1", row.Head);
            Assert.EndsWith("It drips.", row.Text, StringComparison.Ordinal);
            Assert.NotNull(row.WaitingSince);
        }
    }

    [Fact]
    public async Task A_note_that_was_deleted_is_nobodys_last_word()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await desk.Agents.ActAsync(new AgentAction.AddNote { Agent = DeskFixture.Anna, Conversation = id, Text = "A slow payer." }, Token);
        Assert.Contains("A slow payer.", Assert.Single((await AnswerAsync(desk, "customer zoe@customer.example")).Rows).Text, StringComparison.Ordinal);
        var note = (await desk.Store.LoadAsync(id, Token))!.Entries.OfType<Entry.Note>().Single().Id;
        await desk.Agents.ActAsync(new AgentAction.DeleteNote { Agent = DeskFixture.Anna, Conversation = id, Entry = note }, Token);
        Assert.EndsWith("It drips.", Assert.Single((await AnswerAsync(desk, "customer zoe@customer.example")).Rows).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_that_was_taken_back_is_nobodys_last_word()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        var typed = new ChatPostRef(new ChatChannel("workspace", "", "support"), "1");
        await desk.Agents.ActAsync(new AgentAction.Reply { Agent = DeskFixture.Anna, Conversation = id, Text = "It costs nothing.", TypedIn = typed }, Token);
        Assert.Contains("It costs nothing.", Assert.Single((await AnswerAsync(desk, "customer zoe@customer.example")).Rows).Text, StringComparison.Ordinal);
        var reply = (await desk.Store.LoadAsync(id, Token))!.Entries.OfType<Entry.AgentReply>().Single().Id;
        await desk.Agents.ActAsync(new AgentAction.WithdrawReply { Agent = DeskFixture.Anna, Conversation = id, Entry = reply }, Token);
        Assert.EndsWith("It drips.", Assert.Single((await AnswerAsync(desk, "customer zoe@customer.example")).Rows).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_snoozed_is_listed_apart_the_next_to_come_back_first_and_waits_for_nobody()
    {
        await using var desk = await DeskFixture.CreateAsync();
        for (var n = 1; n <= 3; n++)
        {
            var id = (await desk.ReceiveAsync(DeskFixture.Mail(n))).Id;
            DateTimeOffset? until = n == 1 ? null : desk.Time.GetUtcNow().AddDays(5 - n);
            await desk.Agents.ActAsync(new AgentAction.Snooze { Agent = DeskFixture.Anna, Conversation = id, Until = until }, DeskFixture.Token);
        }
        var page = await AnswerAsync(desk, "snoozed");
        Assert.Equal("Snoozed (3)", page.Title);
        Assert.Equal(["Zoë: Boiler 3", "Zoë: Boiler 2", "Zoë: Boiler 1"], page.Rows.Select(r => r.Head));
        Assert.All(page.Rows, r => Assert.Equal(["snoozed"], r.Marks));
        Assert.Equal("Nobody waits for an answer.", (await AnswerAsync(desk, "unanswered")).Text);
    }

    [Fact]
    public async Task Wildcards_in_a_name_are_letters()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await desk.OpenAsync();
        Assert.Equal("Nothing found for %", (await AnswerAsync(desk, "customer %")).Title);
        Assert.Equal("Nothing found for _o_", (await AnswerAsync(desk, "customer _o_")).Title);
    }

    [Fact]
    public async Task Several_customers_of_a_name_are_offered_for_choice()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await desk.ReceiveAsync(DeskFixture.Mail(1));
        await desk.ReceiveAsync(DeskFixture.Mail(2).Replace("zoe@customer.example", "zoe@other.example", StringComparison.Ordinal));
        var page = await AnswerAsync(desk, "customer zoe");
        Assert.Equal("Customers called zoe (2)", page.Title);
        Assert.Equal("Boiler 1", (await AnswerAsync(desk, page.Rows.Single(r => r.Text == "zoe@customer.example").More!)).Rows.Single().Head);
    }

    [Fact]
    public async Task A_phone_number_that_stands_in_a_mail_finds_it()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await desk.ReceiveAsync(DeskFixture.Mail(1, "Call me: +44 20 7946 0958."));
        Assert.Equal("Boiler 1", Assert.Single((await AnswerAsync(desk, "customer +44 20 7946 0958")).Rows).Head.Split(": ")[1]);
    }

    [Fact]
    public async Task Lists_show_what_waits_longest_first_and_page_through_the_rest()
    {
        await using var desk = await DeskFixture.CreateAsync();
        for (var i = 1; i <= Lookups.PageSize + 1; i++)
        {
            await desk.ReceiveAsync(DeskFixture.Mail(i));
            desk.Time.Advance(TimeSpan.FromMinutes(1));
        }
        var first = await AnswerAsync(desk, "unanswered");
        Assert.Equal("Unanswered (9)", first.Title);
        Assert.EndsWith("Boiler 1", first.Rows[0].Head, StringComparison.Ordinal);
        Assert.Null(first.Back);
        var last = await AnswerAsync(desk, first.Next!);
        Assert.EndsWith("Boiler 9", Assert.Single(last.Rows).Head, StringComparison.Ordinal);
        Assert.Null(last.Next);
        Assert.Equal(new LookupTarget("unanswered", 0), last.Back);
    }

    [Fact]
    public async Task Mine_are_those_I_own_and_closed_ones_are_in_no_list()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var one = (await desk.ReceiveAsync(DeskFixture.Mail(1))).Id;
        var two = (await desk.ReceiveAsync(DeskFixture.Mail(2))).Id;
        Assert.Equal("You own no open conversation.", (await AnswerAsync(desk, "mine")).Text);
        await desk.Agents.ActAsync(new AgentAction.Claim { Agent = DeskFixture.Anna, Conversation = one }, Token);
        await desk.Agents.ActAsync(new AgentAction.Close { Agent = DeskFixture.Anna, Conversation = two }, Token);
        var row = Assert.Single((await AnswerAsync(desk, "mine")).Rows);
        Assert.Equal(one, row.Conversation);
        Assert.Equal(["open", "Anna Kowalska"], row.Marks);
        Assert.Equal(one, Assert.Single((await AnswerAsync(desk, "open")).Rows).Conversation);
        Assert.Equal(2, (await AnswerAsync(desk, "customer zoe@customer.example")).Rows.Count);
    }

    [Fact]
    public async Task What_cannot_be_looked_up_is_answered_with_what_can()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var page = await AnswerAsync(desk, "dance with me");
        Assert.StartsWith("“dance” is nothing that can be looked up.", page.Text, StringComparison.Ordinal);
        Assert.Contains(page.Rows, r => r.Head.StartsWith("customer ", StringComparison.Ordinal));
        Assert.Equal("That is too much to look for", (await AnswerAsync(desk, "search " + new string('x', 600))).Title);
    }

    private static Task<LookupPage> AnswerAsync(DeskFixture desk, string words) => AnswerAsync(desk, new LookupTarget(words, 0));

    private static Task<LookupPage> AnswerAsync(DeskFixture desk, LookupTarget target)
        => new Lookups(desk.List, desk.Store, desk.History, desk.Directory).AnswerAsync(target, Anna, Token);
}

using System.Text;
using MailBridge.Conversations;
using static MailBridge.Storage.Tests.Samples;

namespace MailBridge.Storage.Tests;

public sealed class HistorySearchTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("parcel")]
    [InlineData("PARCEL")]
    [InlineData("par")]
    [InlineData("p")]
    [InlineData("muller")]
    [InlineData("Müller")]
    [InlineData("mu\u0308ller")]
    [InlineData("parcel muller")]
    [InlineData("muller parcel")]
    [InlineData("\"parcel from herr muller\"")]
    [InlineData("\u201Eparcel from\u201C")]
    [InlineData("\"parcel fr")]
    [InlineData("ada@example.com")]
    [InlineData("ada@exam")]
    [InlineData("<ada@example.com>")]
    [InlineData("Lovelace")]
    [InlineData("A-1042")]
    [InlineData("a-10")]
    [InlineData("1042")]
    [InlineData("invoice.pdf")]
    [InlineData("bob@example.org")]
    [InlineData("alias@shop.example")]
    [InlineData("parcel - ! * 1042")]
    [InlineData("quoted earlier")]
    public async Task An_entry_is_found_by_its_words(string query)
    {
        await using var db = await TestDatabase.CreateAsync();
        var conversation = await OpenRichAsync(db);

        var hit = Assert.Single(await db.Search.SearchAsync(query, 20, Cancellation));

        Assert.Equal(
            (conversation.Id, conversation.Entries[0].Id, "customer-email", "Ada Lovelace", "Order A-1042"),
            (hit.Conversation, hit.Entry, hit.What, hit.Customer, hit.Subject));
        Assert.Equal(conversation.Entries[0].At, hit.At);
    }

    [Theory]
    [InlineData("arcel")]
    [InlineData("parcel refund")]
    [InlineData("\"from parcel\"")]
    [InlineData("\"parcel fro\"")]
    [InlineData("\"from herr\" \"herr ada\"")]
    [InlineData("A-1043")]
    [InlineData("ada@example.org")]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\"\"")]
    [InlineData("\"")]
    [InlineData("* - ! ()")]
    [InlineData("parcel OR refund")]
    [InlineData("subject:parcel")]
    [InlineData("NOT refund")]
    [InlineData("NEAR(parcel from)")]
    public async Task An_entry_is_not_found_by_other_words(string query)
    {
        await using var db = await TestDatabase.CreateAsync();
        await OpenRichAsync(db);

        Assert.Empty(await db.Search.SearchAsync(query, 20, Cancellation));
    }

    [Theory]
    [InlineData("東京都庁に注文番号1042を送りました", "東京都庁")]
    [InlineData("東京都庁に注文番号1042を送りました", "京都")]
    [InlineData("東京都庁に注文番号1042を送りました", "番号1042")]
    [InlineData("東京都庁に注文番号1042を送りました", "番号１０４２")]
    [InlineData("東京都庁に注文番号1042を送りました", "庁")]
    [InlineData("東京都庁に注文番号1042を送りました", "\"庁\"")]
    [InlineData("東京都庁に注文番号1042を送りました", "た")]
    [InlineData("東京都庁に注文番号1042を送りました", "東京 注文")]
    [InlineData("东西坏了，我要退款", "退款")]
    [InlineData("东西坏了，我要退款", "我要退")]
    [InlineData("ﾊﾟｿｺﾝが壊れた", "パソコン")]
    [InlineData("환불을 받고 싶습니다", "환불")]
    [InlineData("환불을 받고 싶습니다", "싶습")]
    [InlineData("ABC株式会社より", "abc株式")]
    [InlineData("𠮷野家です", "𠮷野")]
    [InlineData("Где моя посылка?", "посыл")]
    [InlineData("Πού είναι το δέμα μου;", "δεμα")]
    [InlineData("พัสดุของฉันอยู่ที่ไหน", "พัสดุ")]
    [InlineData("मेरा पार्सल कहाँ है", "पार्सल")]
    [InlineData("أين الطرد الخاص بي", "الطرد")]
    [InlineData("The office sent ﬁve parcels", "five")]
    public async Task Text_of_other_scripts_is_found(string text, string query)
    {
        await using var db = await TestDatabase.CreateAsync();
        await db.OpenAsync("1@example.com", text);
        await db.OpenAsync("2@example.com", "Something else: 京阪, 退, 番号");

        Assert.Equal(text.Normalize(NormalizationForm.FormC), Assert.Single(await db.Search.SearchAsync(query, 20, Cancellation)).Snippet);
    }

    [Fact]
    public async Task A_run_of_characters_is_not_found_by_its_parts_in_another_order()
    {
        await using var db = await TestDatabase.CreateAsync();
        await db.OpenAsync("1@example.com", "京都と東京");

        Assert.Empty(await db.Search.SearchAsync("東京都", 20, Cancellation));
        Assert.Empty(await db.Search.SearchAsync("都京", 20, Cancellation));
    }

    [Fact]
    public async Task The_latest_come_first_and_no_more_than_asked_for()
    {
        await using var db = await TestDatabase.CreateAsync();
        List<ConversationId> opened = [];
        for (var i = 0; i < 5; i++) opened.Add((await db.OpenAsync($"{i}@example.com")).Id);

        var hits = await db.Search.SearchAsync("parcel", 3, Cancellation);

        Assert.Equal([opened[4], opened[3], opened[2]], hits.Select(h => h.Conversation));
        Assert.Empty(await db.Search.SearchAsync("parcel", 0, Cancellation));
        Assert.Equal(5, (await db.Search.SearchAsync("parcel", 5_000, Cancellation)).Count);
    }

    [Fact]
    public async Task Replies_notes_and_activities_are_found_too()
    {
        await using var db = await TestDatabase.CreateAsync();
        var conversation = await db.ReloadAsync((await db.OpenAsync("1@example.com")).Id);
        conversation.Reply(Reply(db.Time, "mb.1@shop.example", "Your zebra is on its way."));
        var sent = Email(db.Time, "2@shop.example", "zebra from my phone");
        conversation.Receive(new Entry.AgentEmail { Id = EntryId.New(db.Time), At = db.Time.GetUtcNow(), Email = sent });
        conversation.ReceiveReport(
            conversation.Entries[1].Id, EntryId.New(db.Time), db.Time.GetUtcNow(), isDelayOnly: false, "550 no such zebra");
        conversation.AddNote(
            new Entry.Note { Id = EntryId.New(db.Time), At = db.Time.GetUtcNow(), Agent = Ana, Text = "The zebra is ours." });
        Assert.Equal(CommitResult.Committed, await db.CommitAsync(new DeskCommit { Conversation = conversation }));

        var hits = await db.Search.SearchAsync("zebra", 20, Cancellation);

        Assert.Equal(
            [
                ("note", "The zebra is ours."), ("activity", "550 no such zebra"), ("agent-email", "zebra from my phone"),
                ("agent-reply", "Your zebra is on its way."),
            ],
            hits.Select(h => (h.What, h.Snippet)));
    }

    [Fact]
    public async Task The_outcome_is_found_as_what_it_is_and_an_earlier_one_as_a_note()
    {
        await using var db = await TestDatabase.CreateAsync();
        var conversation = await db.ReloadAsync((await db.OpenAsync("1@example.com")).Id);
        foreach (var text in (string[])["Half the zebra back.", "The whole zebra back."])
        {
            var note = new Entry.Note { Id = EntryId.New(db.Time), At = db.Time.GetUtcNow(), Agent = Ana, Text = text };
            conversation.AddNote(note);
            conversation.SetOutcome(EntryId.New(db.Time), Ana, note.Id, db.Time.GetUtcNow());
        }
        Assert.Equal(CommitResult.Committed, await db.CommitAsync(new DeskCommit { Conversation = conversation }));

        var hits = await db.Search.SearchAsync("zebra", 20, Cancellation);

        Assert.Equal([("outcome", "Outcome: The whole zebra back."), ("note", "Half the zebra back.")], hits.Select(h => (h.What, h.Snippet)));
    }

    [Fact]
    public async Task A_reply_whose_life_moves_on_is_found_once_still()
    {
        await using var db = await TestDatabase.CreateAsync();
        var conversation = await db.ReloadAsync((await db.OpenAsync("1@example.com")).Id);
        var reply = Reply(db.Time, "mb.1@shop.example", "zebra");
        conversation.Reply(reply);
        await db.CommitAsync(new DeskCommit { Conversation = conversation });
        conversation = await db.ReloadAsync(conversation.Id);
        conversation.MoveReply(reply.Id, new ReplyLife.Uncertain(db.Time.GetUtcNow()), db.Time.GetUtcNow());
        await db.CommitAsync(new DeskCommit { Conversation = conversation });

        Assert.Single(await db.Search.SearchAsync("zebra", 20, Cancellation));
    }

    [Fact]
    public async Task A_commit_that_is_refused_leaves_nothing_in_the_index()
    {
        await using var db = await TestDatabase.CreateAsync();
        var id = (await db.OpenAsync("1@example.com")).Id;
        var (first, second) = (await db.ReloadAsync(id), await db.ReloadAsync(id));
        first.Receive(Received(db.Time, Email(db.Time, "2@example.com", "zebra one")), EntryId.New(db.Time));
        second.Receive(Received(db.Time, Email(db.Time, "3@example.com", "zebra two")), EntryId.New(db.Time));
        await db.CommitAsync(new DeskCommit { Conversation = first });
        Assert.Equal(CommitResult.Conflict, await db.CommitAsync(new DeskCommit { Conversation = second }));

        Assert.Equal("zebra one", Assert.Single(await db.Search.SearchAsync("zebra", 20, Cancellation)).Snippet);
    }

    [Fact]
    public async Task The_snippet_is_plain_text_around_the_first_hit()
    {
        await using var db = await TestDatabase.CreateAsync();
        var text = string.Join(' ', Enumerable.Repeat("lorem ipsum", 50)) + "\r\n\tthe <b>Réfund</b> & \u0007more\n" + string.Concat(
            Enumerable.Repeat("dolor ", 100));
        await db.OpenAsync("1@example.com", text);

        var snippet = Assert.Single(await db.Search.SearchAsync("refund", 20, Cancellation)).Snippet;

        Assert.StartsWith("…", snippet, StringComparison.Ordinal);
        Assert.EndsWith("…", snippet, StringComparison.Ordinal);
        Assert.Contains("ipsum the <b>Réfund</b> & more dolor", snippet, StringComparison.Ordinal);
        Assert.InRange(snippet.Length, 100, 170);
    }

    [Fact]
    public async Task A_snippet_shows_what_was_hit_and_prefers_what_was_newly_written()
    {
        await using var db = await TestDatabase.CreateAsync();
        await OpenRichAsync(db);

        Assert.Equal("The parcel from Herr Müller never came.", await SnippetAsync("muller"));
        Assert.Equal("quoted earlier words The parcel from Herr Müller never came.", await SnippetAsync("quoted"));
        Assert.StartsWith("Ada Lovelace <ada@example.com> ", await SnippetAsync("lovelace"), StringComparison.Ordinal);
        Assert.Equal("invoice.pdf", await SnippetAsync("invoice"));

        async Task<string> SnippetAsync(string query) => Assert.Single(await db.Search.SearchAsync(query, 20, Cancellation)).Snippet;
    }

    [Fact]
    public async Task Whatever_stands_in_a_mail_can_be_kept_and_whatever_is_typed_can_be_searched()
    {
        await using var db = await TestDatabase.CreateAsync();
        var random = new Random(4);
        for (var i = 0; i < 40; i++) await db.OpenAsync($"{i}@example.com", Noise(random));
        string[] known =
        [
            "\"", "\"\"\"", "*", "\"*", "a*", "NEAR(", "NEAR(a b, 5)", "-", "-a", "a AND", "AND", "OR NOT", "^a", "a:b", "{subject}: a",
            "(", ")", "a\0b", "\"a\0", "\0",
            "'; DROP TABLE entries; --", "\uD800", "\uDC00a", "\"\uD83D", "\uFFFF", "\uFFFE", "%",
            "_", "\\", "a\\\"b", "\u0301", "½", "²", new string('"', 999), new string('a', 5_000),
            string.Concat(Enumerable.Repeat("a ", 3_000)), string.Concat(Enumerable.Repeat("東", 3_000)), "\u202E\u200B",
            "i̇", "ß", "ﷺ", "𐀀",
        ];

        foreach (var query in known) await db.Search.SearchAsync(query, 5, Cancellation);
        for (var i = 0; i < 3_000; i++) await db.Search.SearchAsync(Noise(random), 5, Cancellation);

        // The index took all of it.
        Assert.Equal(20, (await db.Search.SearchAsync("ada@example.com", 20, Cancellation)).Count);
    }

    [Fact]
    public async Task Of_a_text_without_end_the_beginning_is_found()
    {
        await using var db = await TestDatabase.CreateAsync();
        var text = "alpha " + string.Concat(Enumerable.Repeat("noise ", 400_000)) + "omega";
        var conversation = await db.OpenAsync("1@example.com", text);

        Assert.Single(await db.Search.SearchAsync("alpha", 20, Cancellation));
        Assert.Empty(await db.Search.SearchAsync("omega", 20, Cancellation));
        Assert.EndsWith(
            "omega", ((Entry.CustomerEmail)(await db.ReloadAsync(conversation.Id)).Entries[0]).Email.FullText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("one two", "\"one\"* \"two\"* ")]
    [InlineData("one one", "\"one\"* ")]
    [InlineData("\"one two\" three", "\"one two\" \"three\"* ")]
    [InlineData("one\"two\"three", "\"one\"* \"two\" \"three\"* ")]
    [InlineData("東京都", "\"東京 京都\"* ")]
    [InlineData("\"東\"", "\"東\"* ")]
    public void A_query_reaches_the_index_in_quotation_marks_only(string query, string match)
        => Assert.Equal(match, Sqlite.SqliteFullText.Match(SearchQuery.Parse(query)));

    private static async Task<Conversation> OpenRichAsync(TestDatabase db)
    {
        var email = Email(db.Time, "1@example.com", "The parcel from Herr Müller never came.") with
        {
            FullText = "quoted earlier words\n\nThe parcel from Herr Müller never came.",
            Cc = [Person("", "bob@example.org")],
            DeliveredTo = [new EmailAddress("alias@shop.example")],
            Attachments = [new EmailAttachment(0, "invoice.pdf", "application/pdf", 10, "00", false, null)],
        };
        var customer = Customer(db.Time, "Ada Lovelace", "ada@example.com");
        var conversation = Opened(db.Time, customer, email, out _);
        Assert.Equal(CommitResult.Committed, await db.CommitAsync(new DeskCommit { Conversation = conversation, Customer = customer }));
        return conversation;
    }

    /// <summary>Letters, signs that mean something to some query language, other scripts, half surrogates and control characters.</summary>
    private static string Noise(Random random)
    {
        const string Signs = "ab \"*'-:^(){}+,.;\\\0\t\n\u00E9\u0301\u6771\u4EAC\uAC00\uD800\uDC00\uFFFF\u200D%_&|!~NEARORANDNOT";
        return string.Concat(Enumerable.Range(0, random.Next(1, 24)).Select(_ => Signs[random.Next(Signs.Length)]));
    }
}

using MailBridge.ChatOut;
using MailBridge.Conversations;

namespace MailBridge.Tests.ChatOut;

public sealed class CardWriterTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => DeskFixture.Token;

    public static TheoryData<ReplyLife, string, CardTone, string, bool> Lives => new()
    {
        { new ReplyLife.Queued(), "Queued", CardTone.Neutral, "waiting for the mail server", false },
        { new ReplyLife.Queued("451 later"), "Queued", CardTone.Warning, "451 later", false },
        { new ReplyLife.Accepted(At, "250 ok", []), "Sent", CardTone.Good, "250 ok", false },
        { new ReplyLife.Accepted(At, "250 ok", [new BouncedRecipient(new("max@customer.example"), "5.1.1", "550 no such user")]), "Sent in part", CardTone.Warning, "max@customer.example: 550 no such user", true },
        { new ReplyLife.Partial(At, "250 ok", [new BouncedRecipient(new("max@customer.example"), "", "450 later")], []), "Sent in part", CardTone.Warning, "tried again for max@customer.example: 450 later", false },
        { new ReplyLife.Held(At), "Held", CardTone.Neutral, "goes out at 09:00:00 UTC", false },
        { new ReplyLife.Stopped(At, "Zoe has written meanwhile."), "Not sent", CardTone.Warning, "Zoe has written meanwhile. Send it anyway, or drop it.", false },
        { new ReplyLife.Withdrawn(At, DeskFixture.Jonas), "Taken back", CardTone.Neutral, "by Jonas Weber", false },
        { new ReplyLife.Failed(At, "550 no"), "Not sent", CardTone.Bad, "550 no", true },
        { new ReplyLife.Uncertain(At), "Unclear", CardTone.Warning, "looks whether it was sent", false },
        { new ReplyLife.Bounced(At, "550 gone"), "Came back", CardTone.Bad, "550 gone", true },
    };

    [Theory]
    [MemberData(nameof(Lives))]
    public async Task The_life_of_a_reply_is_told_in_a_word_with_its_cause(ReplyLife life, string word, CardTone tone, string detail, bool canTryAgain)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var id = await desk.ReplyAsync(conversation.Id);
        conversation = await desk.LoadAsync(conversation.Id);
        var card = desk.Cards.Item(conversation, (Entry.AgentReply)conversation.Entry(id)! with { Life = life });
        Assert.Equal(CardItemKind.AgentReply, card.Kind);
        Assert.Equal("Anna Kowalska", card.Author);
        Assert.Equal((word, tone), (card.Life!.Word, card.Life.Tone));
        Assert.Contains(detail, card.Life.Detail, StringComparison.Ordinal);
        if (canTryAgain) Assert.Equal(new CardButton(CardActions.Retry, $"{conversation.Id}/{id}", "Try again"), Assert.Single(card.Buttons));
        else Assert.DoesNotContain(card.Buttons, b => b.Action == CardActions.Retry);
    }

    [Fact]
    public async Task Read_receipts_stand_behind_what_the_mail_server_said()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var id = await desk.ReplyAsync(conversation.Id);
        conversation = await desk.LoadAsync(conversation.Id);
        var reply = (Entry.AgentReply)conversation.Entry(id)! with
        {
            Life = new ReplyLife.Accepted(At, "250 ok", []),
            Receipts = [new ReadReceipt(null, new EmailAddress("zoe@customer.example"), "displayed", At)],
        };
        Assert.Equal(new CardLife("Sent", CardTone.Good, "250 ok; displayed by zoe@customer.example on 2026-11-22 09:00 UTC"), desk.Cards.Item(conversation, reply).Life);
    }

    [Fact]
    public async Task A_logo_is_no_attachment_of_the_conversation_and_marked_among_the_files()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var mail = (await desk.OpenAsync()).Entries.OfType<Entry.CustomerEmail>().Single();
        var file = new EmailAttachment(0, "logo.png", "image/png", 4_000, new string('a', 64), false, null) { IsLogo = true };
        var conversation = await desk.OpenAsync();
        var card = desk.Cards.Item(conversation, mail with { Email = mail.Email with { Attachments = [file] } });
        Assert.True(Assert.Single(card.Files).IsLogo);
    }

    [Fact]
    public async Task A_circular_to_thousands_names_a_dozen_and_counts_the_rest()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var mail = conversation.Entries.OfType<Entry.CustomerEmail>().Single();
        var crowd = Enumerable.Range(0, 2000).Select(i => new EmailPerson("", new EmailAddress($"p{i}@crowd.example"))).ToList();

        var card = desk.Cards.Item(conversation, mail with { Email = mail.Email with { To = crowd } });

        Assert.Equal(13, card.To.Count);
        Assert.Equal("1,988 more", card.To[^1]);
    }

    [Fact]
    public async Task Every_entry_has_its_card()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.ReceiveAsync(DeskFixture.Mail(1).Replace("Zoë <zoe@customer.example>", "Zoe <zoe@customer.example>\nReply-To: boss@elsewhere.example", StringComparison.Ordinal));
        var first = conversation.Entries.OfType<Entry.CustomerEmail>().Single();

        var mail = desk.Cards.Item(conversation, first);
        Assert.Equal((CardItemKind.CustomerEmail, "Zoe", "zoe@customer.example"), (mail.Kind, mail.Author, mail.AuthorAddress));
        Assert.Equal(["support@acme.example"], mail.To);
        Assert.Equal(["Answers go to boss@elsewhere.example"], mail.Marks);
        Assert.Equal(first.Email.Raw, mail.Original);
        Assert.DoesNotContain(mail.Buttons, b => !b.InMore);

        var own = new Entry.AgentEmail { Id = first.Id, At = At, Email = first.Email };
        Assert.Equal(CardItemKind.AgentEmail, desk.Cards.Item(conversation, own).Kind);
        Assert.Null(desk.Cards.Sender(own));

        var note = new Entry.Note { Id = first.Id, At = At, Agent = DeskFixture.Jonas, Text = "He <b>never</b> pays" };
        var noted = desk.Cards.Item(conversation, note);
        Assert.Equal((CardItemKind.Note, "Jonas Weber", "He <b>never</b> pays"), (noted.Kind, noted.Author, noted.Text));
        Assert.Equal("Jonas Weber", desk.Cards.Sender(note)!.Name);
    }

    [Theory]
    [InlineData(ActivityKind.Claimed, true, "Anna Kowalska", "Anna Kowalska claimed the conversation")]
    [InlineData(ActivityKind.Released, true, "Anna Kowalska", "Anna Kowalska released the conversation")]
    [InlineData(ActivityKind.Closed, true, "Anna Kowalska", "Anna Kowalska closed the conversation")]
    [InlineData(ActivityKind.Reopened, true, "Anna Kowalska", "Anna Kowalska reopened the conversation")]
    [InlineData(ActivityKind.Reopened, false, "MailBridge", "The customer wrote, so the conversation is open again")]
    [InlineData(ActivityKind.Bounced, false, "MailBridge", "A reply came back: 550 gone")]
    [InlineData(ActivityKind.Delayed, false, "MailBridge", "A reply is late: 550 gone")]
    public async Task What_was_done_is_told_with_who_did_it(ActivityKind kind, bool byAgent, string author, string words)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var card = desk.Cards.Item(conversation, new Entry.Activity { Id = default, At = At, Kind = kind, Agent = byAgent ? DeskFixture.Anna : null, Detail = "550 gone" });
        Assert.Equal((CardItemKind.Activity, author, words), (card.Kind, card.Author, card.Text));
    }

    [Fact]
    public async Task The_root_offers_what_can_be_done_now()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        Assert.Equal(["Reply", "Claim", "Note", "Close"], Standing(await RootAsync(desk, id)));
        Assert.Equal(["Outcome", "Assign", "Snooze"], More(await RootAsync(desk, id)).Take(3));
        await ActAsync(desk, new AgentAction.Claim { Agent = DeskFixture.Anna, Conversation = id });
        var claimed = await RootAsync(desk, id);
        Assert.Equal(["Reply", "Release", "Note", "Close"], Standing(claimed));
        Assert.Equal(new CardAgent(DeskFixture.Anna, "Anna Kowalska"), claimed.Assignee);
        await ActAsync(desk, new AgentAction.Close { Agent = DeskFixture.Anna, Conversation = id });
        var closed = await RootAsync(desk, id);
        Assert.Equal(["Reply", "Release", "Note", "Reopen"], Standing(closed));
        Assert.Equal(["Outcome", "Assign"], More(closed).Take(2));
        Assert.DoesNotContain("Snooze", More(closed));
        Assert.All(closed.Buttons, b => Assert.Equal(id.ToString(), b.Target));
        Assert.Equal(["reply", "note", "outcome", "assign"], closed.Buttons.Where(b => b.OpensForm).Select(b => b.Action).Take(4));

        static IEnumerable<string> Standing(Card.Root card) => card.Buttons.Where(b => !b.InMore).Select(b => b.Label);
        static IEnumerable<string> More(Card.Root card) => card.Buttons.Where(b => b.InMore).Select(b => b.Label);
    }

    [Fact]
    public async Task The_root_tells_who_writes_what_about_and_since_when_they_wait()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.ReceiveAsync(DeskFixture.Mail(1, "It drips.\n\nAll over   the floor.").Replace("Boiler 1", "", StringComparison.Ordinal))).Id;
        var root = await RootAsync(desk, id);
        Assert.Equal("zoe@customer.example", root.CustomerAddress);
        Assert.Equal("(no subject)", root.Subject);
        Assert.Equal("It drips. All over the floor.", root.Preview);
        Assert.Equal(1, root.Mails);
        Assert.NotNull(root.WaitingSince);
        await desk.ReplyAsync(id);
        root = await RootAsync(desk, id);
        Assert.Null(root.WaitingSince);
        Assert.Equal("We will look at it.", root.Preview);
        Assert.Equal(2, root.Mails);
    }

    [Fact]
    public async Task A_deleted_note_shows_that_there_was_one_and_nothing_of_it()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await ActAsync(desk, new AgentAction.AddNote { Agent = DeskFixture.Anna, Conversation = id, Text = "He never pays." });
        var note = (await desk.LoadAsync(id)).Entries[^1].Id;
        await ActAsync(desk, new AgentAction.DeleteNote { Agent = DeskFixture.Anna, Conversation = id, Entry = note });
        var conversation = await desk.LoadAsync(id);
        var card = desk.Cards.Item(conversation, conversation.Entry(note)!);
        Assert.Equal((CardItemKind.Activity, "Anna Kowalska deleted a note"), (card.Kind, card.Text));
        Assert.Equal("It drips.", (await RootAsync(desk, id)).Preview);
    }

    [Fact]
    public async Task The_fact_strip_tells_what_there_was_before()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var first = (await desk.OpenAsync()).Id;
        Assert.Equal(["Customer since"], (await RootAsync(desk, first)).Facts.Select(f => f.Label));
        var last = (await desk.LoadAsync(first)).State.LastActivityAt;
        desk.Time.Advance(TimeSpan.FromDays(3));
        var second = (await desk.ReceiveAsync(DeskFixture.Mail(2))).Id;
        var facts = (await RootAsync(desk, second)).Facts;
        Assert.Equal(["Customer since", "Earlier", "Last contact"], facts.Select(f => f.Label));
        Assert.Equal("1 conversation", facts[1].Text);
        Assert.Equal((last.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), last), (facts[2].Text, facts[2].At));
    }

    [Fact]
    public async Task A_reply_shows_the_files_that_go_with_it()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await ActAsync(desk, new AgentAction.Reply { Agent = DeskFixture.Anna, Conversation = id, Text = "Here.", Files = [new ReplyFile("offer.pdf", "application/pdf", new byte[7])] });
        var conversation = await desk.LoadAsync(id);
        Assert.Equal([new CardFile(null, 0, "offer.pdf", "application/pdf", 7, false)], desk.Cards.Item(conversation, conversation.Entries[^1]).Files);
    }

    [Fact]
    public async Task A_long_preview_is_cut_between_two_characters()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await ActAsync(desk, new AgentAction.AddNote { Agent = DeskFixture.Anna, Conversation = id, Text = new string('x', 139) + "😀 and more" });
        Assert.Equal(new string('x', 139) + "…", (await RootAsync(desk, id)).Preview);
    }

    private static async Task<Card.Root> RootAsync(DeskFixture desk, ConversationId id)
    {
        var conversation = await desk.LoadAsync(id);
        var customer = (await desk.Store.LoadCustomerAsync(conversation.State.Customer, Token))!;
        return desk.Cards.Root(conversation, customer, await desk.Store.HistoryOfAsync(customer.Id, id, Token));
    }

    private static async Task ActAsync(DeskFixture desk, AgentAction action) => Assert.IsType<ActionOutcome.Done>(await desk.Agents.ActAsync(action, Token));
}

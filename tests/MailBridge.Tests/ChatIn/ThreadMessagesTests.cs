using System.Globalization;
using MailBridge.ChatIn;
using MailBridge.ChatOut;
using MailBridge.Conversations;

namespace MailBridge.Tests.ChatIn;

public sealed class ThreadMessagesTests
{
    private static readonly TimeSpan Hold = SendingRules.Default.Hold;

    private int _events;

    private static CancellationToken Token => DeskFixture.Token;

    [Theory]
    [InlineData("He never pays.", "He never pays.")]
    [InlineData("!note He never pays.", "He never pays.")]
    [InlineData("!NOTE: He never pays.", "He never pays.")]
    [InlineData("Note: I would reply tomorrow", "Note: I would reply tomorrow")]
    [InlineData("reply: no", "reply: no")]
    [InlineData("!!! careful", "!!! careful")]
    [InlineData("! reply", "! reply")]
    [InlineData("we should !reply soon", "we should !reply soon")]
    [InlineData("👍", "👍")]
    public async Task Plain_text_is_a_note_and_nothing_of_it_is_mailed(string typed, string kept)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (id, root) = await OpenThreadAsync(desk);
        Assert.IsType<ChatAnswer.Done>(await WriteAsync(desk, root, typed));
        Assert.Equal(kept, (await desk.LoadAsync(id)).Entries.OfType<Entry.Note>().Single().Text);
        Assert.Equal(0, (await desk.Queue.DepthAsync(DeliveryLeg.Mail, Token)).Scheduled);
        Assert.Equal([new DeliveryWork.UpdateConversation()], (await desk.Queue.LeaseAsync(DeliveryLeg.Chat, 9, Hold, Token)).Select(d => d.Work));
    }

    [Theory]
    [InlineData("!reply We come.", "We come.")]
    [InlineData("!Reply: We come.", "We come.")]
    [InlineData("  !REPLY\nWe come.\n\nOn Monday.", "We come.\n\nOn Monday.")]
    [InlineData("！reply We come.", "We come.")]
    [InlineData("!reply 👍", "👍")]
    [InlineData("!reply :) gladly", ":) gladly")]
    [InlineData("!reply !note is our word", "!note is our word")]
    public async Task A_reply_is_mailed_after_its_hold(string typed, string mailed)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (id, root) = await OpenThreadAsync(desk);
        Assert.Equal("Goes out in 15 seconds. Edit or delete your message to change your mind.", Assert.IsType<ChatAnswer.Told>(await WriteAsync(desk, root, typed)).Words);
        var reply = (await desk.LoadAsync(id)).Entries.OfType<Entry.AgentReply>().Single();
        Assert.Equal((mailed, new ReplyLife.Held(desk.Time.GetUtcNow() + Hold)), (reply.Email.Text, reply.Life));
    }

    [Theory]
    [InlineData("reply We come.")]
    [InlineData(": reply We come.")]
    [InlineData("!reply We come.")]
    [InlineData("Reply: We come.")]
    public async Task Where_the_bridge_is_mentioned_the_mark_is_not_needed(string typed)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (id, root) = await OpenThreadAsync(desk);
        Assert.IsType<ChatAnswer.Told>(await WriteAsync(desk, root, typed, isAddressed: true));
        Assert.Equal("We come.", (await desk.LoadAsync(id)).Entries.OfType<Entry.AgentReply>().Single().Email.Text);
    }

    [Theory]
    [InlineData("!rply We come.", false, "“rply” is no word")]
    [InlineData("!replyWe come.", false, "“replyWe” is no word")]
    [InlineData("!send We come.", false, "“send” is no word")]
    [InlineData("hello there", true, "“hello” is no word")]
    [InlineData("👍", true, "There is no word")]
    public async Task An_unknown_word_is_refused_with_the_words_there_are(string typed, bool isAddressed, string said)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (id, root) = await OpenThreadAsync(desk);
        var reason = Assert.IsType<ChatAnswer.Refused>(await WriteAsync(desk, root, typed, isAddressed: isAddressed)).Reason;
        Assert.StartsWith(said, reason, StringComparison.Ordinal);
        Assert.Contains(ThreadWords.Known, reason, StringComparison.Ordinal);
        Assert.Single((await desk.LoadAsync(id)).Entries);
    }

    [Theory]
    [InlineData("!reply")]
    [InlineData("!reply:  \n ")]
    [InlineData("!note")]
    [InlineData("   ")]
    public async Task Nothing_is_refused(string typed)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (id, root) = await OpenThreadAsync(desk);
        Assert.Contains("empty", Assert.IsType<ChatAnswer.Refused>(await WriteAsync(desk, root, typed)).Reason, StringComparison.Ordinal);
        Assert.Single((await desk.LoadAsync(id)).Entries);
    }

    [Fact]
    public async Task A_text_that_no_mail_should_hold_is_refused()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (_, root) = await OpenThreadAsync(desk);
        Assert.Contains("100,001 characters", Assert.IsType<ChatAnswer.Refused>(await WriteAsync(desk, root, new string('x', 100_001))).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_threads_and_strangers_are_none_of_our_business_and_a_stranger_in_ours_is_told_how_to_be_added()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (id, root) = await OpenThreadAsync(desk);
        var elsewhere = root with { Message = "1" };
        Assert.IsType<ChatAnswer.Ignored>(await WriteAsync(desk, elsewhere, "!reply x"));
        Assert.IsType<ChatAnswer.Ignored>(await WriteAsync(desk, elsewhere, "!reply x", agent: new("eve")));
        Assert.Contains("“eve”", Assert.IsType<ChatAnswer.Refused>(await WriteAsync(desk, root, "!reply x", agent: new("eve"))).Reason, StringComparison.Ordinal);
        Assert.Single((await desk.LoadAsync(id)).Entries);
    }

    [Fact]
    public async Task What_the_buttons_do_can_be_typed_and_what_is_said_with_it_is_noted()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (id, root) = await OpenThreadAsync(desk);
        Assert.IsType<ChatAnswer.Done>(await WriteAsync(desk, root, "!claim"));
        Assert.Equal(DeskFixture.Anna, (await desk.LoadAsync(id)).State.Assignee);
        Assert.Contains("Anna Kowalska owns", Assert.IsType<ChatAnswer.Refused>(await WriteAsync(desk, root, "!claim", agent: DeskFixture.Jonas)).Reason, StringComparison.Ordinal);
        Assert.IsType<ChatAnswer.Done>(await WriteAsync(desk, root, "!release"));
        Assert.IsType<ChatAnswer.Done>(await WriteAsync(desk, root, "!close he has paid"));
        Assert.Equal(ConversationStatus.Closed, (await desk.LoadAsync(id)).State.Status);
        Assert.Equal("he has paid", (await desk.LoadAsync(id)).Entries.OfType<Entry.Note>().Single().Text);
        Assert.IsType<ChatAnswer.Done>(await WriteAsync(desk, root, "!reopen"));
        Assert.Equal(ConversationStatus.Open, (await desk.LoadAsync(id)).State.Status);
    }

    [Fact]
    public async Task A_message_told_twice_by_two_events_happens_once()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (id, root) = await OpenThreadAsync(desk);
        Assert.IsType<ChatAnswer.Told>(await WriteAsync(desk, root, "!reply We come.", message: "m1"));
        Assert.IsType<ChatAnswer.Done>(await WriteAsync(desk, root, "!reply We come.", message: "m1"));
        await WriteAsync(desk, root, "A note.", message: "m2");
        await WriteAsync(desk, root, "A note.", message: "m2");
        Assert.Equal(3, (await desk.LoadAsync(id)).Entries.Count);
    }

    [Fact]
    public async Task Editing_and_deleting_the_message_change_and_withdraw_the_mail()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (id, root) = await OpenThreadAsync(desk);
        await WriteAsync(desk, root, "!reply Old.", message: "m1");
        Assert.StartsWith("Goes out in 15 seconds", Assert.IsType<ChatAnswer.Told>(await EditAsync(desk, root, "m1", "!reply New.")).Words, StringComparison.Ordinal);
        Assert.Equal("New.", (await desk.LoadAsync(id)).Entries.OfType<Entry.AgentReply>().Single().Email.Text);
        Assert.Equal("Taken back. Nothing is mailed.", Assert.IsType<ChatAnswer.Told>(await DeleteAsync(desk, root, "m1")).Words);
        Assert.IsType<ReplyLife.Withdrawn>(await desk.LifeAsync(id));
    }

    [Theory]
    [InlineData("New.")]
    [InlineData("!note New.")]
    [InlineData("!rply New.")]
    [InlineData("!reply ")]
    public async Task A_message_that_is_edited_to_be_no_reply_is_not_mailed_in_its_old_words(string edited)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (id, root) = await OpenThreadAsync(desk);
        await WriteAsync(desk, root, "!reply Old.", message: "m1");
        Assert.Contains("no reply any more", Assert.IsType<ChatAnswer.Told>(await EditAsync(desk, root, "m1", edited)).Words, StringComparison.Ordinal);
        Assert.IsType<ReplyLife.Withdrawn>(await desk.LifeAsync(id));
    }

    [Fact]
    public async Task After_the_mail_has_gone_the_author_is_told_when()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (id, root) = await OpenThreadAsync(desk);
        await WriteAsync(desk, root, "!reply Old.", message: "m1");
        desk.Time.Advance(Hold);
        var delivery = Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, Hold, Token));
        await desk.Progress.EndHoldAsync(delivery, (await desk.LoadAsync(id)).Entries[^1].Id, Token);
        await desk.Progress.AcceptedAsync(delivery, "250 ok", [], Token);
        var at = desk.Time.GetUtcNow();
        desk.Time.Advance(Hold);
        Assert.Equal(new ChatAnswer.AlreadySent(at), await EditAsync(desk, root, "m1", "!reply New."));
        Assert.Equal(new ChatAnswer.AlreadySent(at), await EditAsync(desk, root, "m1", "New."));
        Assert.Equal(new ChatAnswer.AlreadySent(at), await DeleteAsync(desk, root, "m1"));
    }

    [Fact]
    public async Task A_note_follows_its_message_and_never_becomes_a_mail()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (id, root) = await OpenThreadAsync(desk);
        await WriteAsync(desk, root, "Old.", message: "m1");
        Assert.IsType<ChatAnswer.Done>(await EditAsync(desk, root, "m1", "New."));
        Assert.Contains("stays an internal note", Assert.IsType<ChatAnswer.Told>(await EditAsync(desk, root, "m1", "!reply Out!")).Words, StringComparison.Ordinal);
        Assert.Equal("!reply Out!", (await desk.LoadAsync(id)).Entries.OfType<Entry.Note>().Single().Text);
        Assert.Empty((await desk.LoadAsync(id)).Entries.OfType<Entry.AgentReply>());
        Assert.IsType<ChatAnswer.Done>(await DeleteAsync(desk, root, "m1"));
        Assert.NotNull((await desk.LoadAsync(id)).Entries.OfType<Entry.Note>().Single().DeletedAt);
    }

    [Fact]
    public async Task A_refused_message_counts_once_it_is_mended()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (id, root) = await OpenThreadAsync(desk);
        Assert.IsType<ChatAnswer.Refused>(await WriteAsync(desk, root, "!rply We come.", message: "m1"));
        Assert.IsType<ChatAnswer.Told>(await EditAsync(desk, root, "m1", "!reply We come."));
        Assert.Single((await desk.LoadAsync(id)).Entries.OfType<Entry.AgentReply>());
    }

    [Fact]
    public async Task An_edit_or_a_deletion_that_overtakes_its_message_has_the_last_word()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (id, root) = await OpenThreadAsync(desk);
        await EditAsync(desk, root, "m1", "!reply New.");
        await WriteAsync(desk, root, "!reply Old.", message: "m1");
        Assert.Equal("New.", (await desk.LoadAsync(id)).Entries.OfType<Entry.AgentReply>().Single().Email.Text);

        Assert.IsType<ChatAnswer.Ignored>(await DeleteAsync(desk, root, "m2"));
        await WriteAsync(desk, root, "!reply Deleted.", message: "m2");
        Assert.Single((await desk.LoadAsync(id)).Entries.OfType<Entry.AgentReply>());
    }

    [Fact]
    public async Task Deleting_a_post_of_the_bridge_deletes_nothing_here()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (id, root) = await OpenThreadAsync(desk);
        await WriteAsync(desk, root, "!reply Hello.", message: "m1");
        await PostAsync(desk);
        var post = (await desk.Store.FindPostAsync(id, (await desk.LoadAsync(id)).Entries[^1].Id, Token))!;
        Assert.IsType<ChatAnswer.Ignored>(await DeleteAsync(desk, root, post.Message));
        Assert.IsType<ReplyLife.Held>(await desk.LifeAsync(id));
    }

    [Fact]
    public async Task A_reply_typed_before_the_customers_newest_mail_was_posted_is_stopped_and_one_typed_after_it_is_not()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (id, root) = await OpenThreadAsync(desk);
        var before = desk.Time.GetUtcNow();
        desk.Time.Advance(TimeSpan.FromSeconds(2));
        await desk.ReceiveAsync(DeskFixture.Mail(2, "Never mind.").Replace("Date:", "In-Reply-To: <mail-1@customer.example>\nDate:", StringComparison.Ordinal));
        await PostAsync(desk);

        var told = Assert.IsType<ChatAnswer.Told>(await WriteAsync(desk, root, "!reply We come.", at: before));
        Assert.Contains("has written meanwhile: “Never mind.” Press “Send anyway” or “Drop”", told.Words, StringComparison.Ordinal);
        Assert.IsType<ReplyLife.Stopped>(await desk.LifeAsync(id));
        Assert.Equal(0, (await desk.Queue.DepthAsync(DeliveryLeg.Mail, Token)).Scheduled);

        await WriteAsync(desk, root, "!reply Good.", at: desk.Time.GetUtcNow());
        Assert.IsType<ReplyLife.Held>(await desk.LifeAsync(id));
    }

    [Theory]
    [InlineData("We come.", "")]
    [InlineData("!reply FYI we come.", "")]
    [InlineData("Notepads are in stock.", "")]
    [InlineData("FYI: he is cross", "“FYI”")]
    [InlineData("note: he is cross", "“note”")]
    [InlineData("*Internal* he is cross", "“Internal”")]
    [InlineData("@Jonas what now?", "mention")]
    public async Task Where_plain_text_is_mailed_what_looks_internal_is_stopped(string typed, string doubt)
    {
        await using var desk = await DeskFixture.CreateAsync(habit: ThreadHabit.Reply);
        var (id, root) = await OpenThreadAsync(desk);
        Assert.Contains(doubt, Assert.IsType<ChatAnswer.Told>(await WriteAsync(desk, root, typed, message: "m1")).Words, StringComparison.Ordinal);
        Assert.Equal(doubt.Length > 0, await desk.LifeAsync(id) is ReplyLife.Stopped);
    }

    [Fact]
    public async Task Where_plain_text_is_mailed_a_note_says_so_and_an_edit_that_looks_internal_stops_the_mail()
    {
        await using var desk = await DeskFixture.CreateAsync(habit: ThreadHabit.Reply);
        var (id, root) = await OpenThreadAsync(desk);
        Assert.IsType<ChatAnswer.Done>(await WriteAsync(desk, root, "!note he is cross"));
        Assert.Single((await desk.LoadAsync(id)).Entries.OfType<Entry.Note>());
        await WriteAsync(desk, root, "We come.", message: "m1");
        await EditAsync(desk, root, "m1", "We come on Monday.");
        Assert.Equal("We come on Monday.", (await desk.LoadAsync(id)).Entries.OfType<Entry.AgentReply>().Single().Email.Text);
        await EditAsync(desk, root, "m1", "fyi: we come on Monday.");
        Assert.IsType<ReplyLife.Stopped>(await desk.LifeAsync(id));
    }

    [Fact]
    public async Task Files_in_the_thread_travel_with_a_reply_and_what_is_too_large_to_be_mailed_is_not_even_fetched()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (id, root) = await OpenThreadAsync(desk);
        var fetched = 0;
        ThreadFile File(string name, long size) => new(name, "text/plain", size, _ =>
        {
            fetched++;
            return Task.FromResult<ReadOnlyMemory<byte>>(new byte[size]);
        });
        Assert.IsType<ChatAnswer.Done>(await WriteAsync(desk, root, "", files: [File("a.txt", 1), File("b.txt", 30 << 20)]));
        Assert.Equal("a.txt, b.txt", (await desk.LoadAsync(id)).Entries.OfType<Entry.Note>().Single().Text);
        Assert.Equal(1, fetched);
        Assert.Contains("MB together", Assert.IsType<ChatAnswer.Refused>(await WriteAsync(desk, root, "!reply x", files: [File("a", 30 << 20)])).Reason, StringComparison.Ordinal);
        Assert.Equal(1, fetched);
        var broken = new ThreadFile("c.txt", "", 1, _ => throw new IOException("it is gone"));
        Assert.Contains("c.txt could not be fetched, so nothing was sent: it is gone", Assert.IsType<ChatAnswer.Refused>(
            await WriteAsync(desk, root, "!reply x", files: [broken])).Reason, StringComparison.Ordinal);
        Assert.IsType<ChatAnswer.Told>(await WriteAsync(desk, root, "!reply Here.", files: [File("a.txt", 3)]));
        Assert.Equal(("a.txt", 3L), (await desk.LoadAsync(id)).Entries.OfType<Entry.AgentReply>().Single().Email.Files.Select(f => (f.Name, f.Size)).Single());
    }

    private Task<ChatAnswer> WriteAsync(
        DeskFixture desk, ChatPostRef root, string text, string? message = null, AgentId? agent = null, bool isAddressed = false,
        DateTimeOffset? at = null, IReadOnlyList<ThreadFile>? files = null)
        => HandleAsync(desk, new ChatRequest.ThreadMessage
        {
            Agent = agent ?? DeskFixture.Anna, Receipt = Event(), Root = root, Post = root with { Message = message ?? $"typed {_events}" },
            Text = text, At = at ?? desk.Time.GetUtcNow(), IsAddressed = isAddressed, Files = files ?? [],
        });

    private Task<ChatAnswer> EditAsync(DeskFixture desk, ChatPostRef root, string message, string text)
        => HandleAsync(desk, new ChatRequest.ThreadMessageEdited
        {
            Agent = DeskFixture.Anna, Receipt = Event(), Root = root, Post = root with { Message = message }, Text = text, At = desk.Time.GetUtcNow(),
        });

    private Task<ChatAnswer> DeleteAsync(DeskFixture desk, ChatPostRef root, string message)
        => HandleAsync(desk, new ChatRequest.ThreadMessageDeleted { Agent = DeskFixture.Anna, Receipt = Event(), Root = root, Post = root with { Message = message } });

    private static Task<ChatAnswer> HandleAsync(DeskFixture desk, ChatRequest request) => desk.Actions(new ClockGateway()).HandleAsync(request, Token);

    private InboundReceipt Event() => new("test", $"event {++_events}");

    private static async Task<(ConversationId, ChatPostRef)> OpenThreadAsync(DeskFixture desk)
    {
        var id = (await desk.OpenAsync()).Id;
        await PostAsync(desk);
        return (id, (await desk.LoadAsync(id)).State.Thread!);
    }

    /// <summary>Posts what waits, as a platform whose message ids tell the time.</summary>
    private static async Task PostAsync(DeskFixture desk)
    {
        while (await desk.Queue.LeaseAsync(DeliveryLeg.Chat, 1, TimeSpan.FromMinutes(30), Token) is [var delivery])
        {
            var isPost = delivery.Work is DeliveryWork.PostConversation or DeliveryWork.PostEntry;
            var name = string.Create(CultureInfo.InvariantCulture, $"{desk.Time.GetUtcNow().UtcTicks}.{delivery.Id}");
            await desk.Queue.CompleteAsync(delivery, isPost ? new ChatPostRef(DeskFixture.Channel, name) : null, Token);
        }
    }

    private sealed class ClockGateway : IChatGateway
    {
        public string Platform => DeskFixture.Channel.Platform;

        public DateTimeOffset? PostedAt(ChatPostRef post)
            => long.TryParse(post.Message.Split('.')[0], CultureInfo.InvariantCulture, out var ticks) ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

        public Task<ChatPostRef> PostAsync(ChatPost post, CancellationToken cancellation) => throw new NotSupportedException();

        public Task UpdateAsync(ChatPostRef post, Card card, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<string?> CheckAsync(ChatChannel channel, CancellationToken cancellation) => throw new NotSupportedException();
    }
}

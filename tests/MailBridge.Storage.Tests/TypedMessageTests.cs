using MailBridge.Conversations;
using static MailBridge.Storage.Tests.Samples;

namespace MailBridge.Storage.Tests;

/// <summary>What agents type into threads, and what becomes of it.</summary>
public sealed class TypedMessageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_life_of_a_reply_comes_back_as_it_was()
    {
        await using var db = await TestDatabase.CreateAsync();
        var at = db.Time.GetUtcNow();
        var refused = new BouncedRecipient(new("max@example.com"), "4.2.0", "450 later");
        ReplyLife[] lives = [new ReplyLife.Held(at), new ReplyLife.Stopped(at, "Why."), new ReplyLife.Withdrawn(at, Ana)];
        foreach (var life in lives)
            Assert.Equal(life, ((Entry.AgentReply)EntryJson.Read(EntryJson.Write(Reply(db.Time, "r") with { Life = life, IsTyped = true }))).Life);
        var partial = (Entry.AgentReply)EntryJson.Read(EntryJson.Write(Reply(db.Time, "r") with { Life = new ReplyLife.Partial(at, "250", [refused], []) }));
        Assert.Equal([refused], Assert.IsType<ReplyLife.Partial>(partial.Life).Waiting);
        var bounced = Reply(db.Time, "r") with { Life = new ReplyLife.Bounced(at, "550") { Recipients = [refused] }, LetGoAt = at, LetGoBy = Ana };
        var read = (Entry.AgentReply)EntryJson.Read(EntryJson.Write(bounced));
        Assert.Equal([refused], Assert.IsType<ReplyLife.Bounced>(read.Life).Recipients);
        Assert.Equal((at, Ana), (read.LetGoAt!.Value, read.LetGoBy!.Value));
    }

    [Fact]
    public void A_life_that_an_older_program_wrote_is_read()
    {
        const string old = """
            {"$kind":"agent-reply","agent":"ana","email":{"messageId":"r@x","from":{"name":"","address":"a@x"},"to":[],"cc":[],"subject":"","references":[],"text":"hi"},
            "life":{"$kind":"bounced","at":"2026-11-22T09:00:00+00:00","serverWords":"550"},"id":"aaaaaaaaaaaaaaaaaaaaaaaaaa","at":"2026-11-22T09:00:00+00:00"}
            """;
        var reply = (Entry.AgentReply)EntryJson.Read(old);
        Assert.Empty(Assert.IsType<ReplyLife.Bounced>(reply.Life).Recipients);
        Assert.Empty(reply.Email.Files);
        Assert.False(reply.IsTyped);
    }

    [Fact]
    public async Task An_entry_is_found_by_its_post_and_by_the_message_it_was_typed_in()
    {
        await using var db = await TestDatabase.CreateAsync();
        var conversation = await db.ReloadAsync((await db.OpenAsync("1@example.com")).Id);
        var reply = Reply(db.Time, "r@example.com");
        var works = conversation.Reply(reply);
        var commit = new DeskCommit
        {
            Conversation = conversation,
            Deliveries = Deliveries(db.Time, conversation, works),
            Typed = new TypedMessage(reply.Id, Post("typed"), IsPost: false),
        };
        Assert.Equal(CommitResult.Committed, await db.Store.CommitAsync(commit, Cancellation));
        Assert.Equal(CommitResult.AlreadySeen, await db.Store.CommitAsync(commit, Cancellation));
        while (await db.Queue.LeaseAsync(DeliveryLeg.Chat, 1, TimeSpan.FromMinutes(1), Cancellation) is [var post])
        {
            var isPost = post.Work is DeliveryWork.PostConversation or DeliveryWork.PostEntry;
            await db.Queue.CompleteAsync(post, isPost ? Post($"{post.Work}") : null, Cancellation);
        }

        Assert.Equal(new FoundEntry(conversation.Id, reply.Id, IsTyped: true), await db.Store.FindEntryAsync(Post("typed"), Cancellation));
        var posted = Post($"{new DeliveryWork.PostEntry(reply.Id)}");
        Assert.Equal(new FoundEntry(conversation.Id, reply.Id, IsTyped: false), await db.Store.FindEntryAsync(posted, Cancellation));
        Assert.Null(await db.Store.FindEntryAsync(posted with { Channel = Channel with { Workspace = "other" } }, Cancellation));
        Assert.Equal(
            conversation.Entries.Select(e => KeyValuePair.Create(e.Id, Post($"{new DeliveryWork.PostEntry(e.Id)}"))),
            (await db.Store.FindPostsAsync(conversation.Id, Cancellation)).OrderBy(p => p.Key == reply.Id));
    }

    [Fact]
    public async Task A_recalled_reply_leaves_the_queue_and_lets_the_next_go_on()
    {
        await using var db = await TestDatabase.CreateAsync();
        var conversation = await db.ReloadAsync((await db.OpenAsync("1@example.com")).Id);
        var (first, second) = (EntryId.New(db.Time), EntryId.New(db.Time));
        var held = Delivery(db.Time, conversation.Id, new DeliveryWork.SubmitReply(first)) with { DueAt = db.Time.GetUtcNow() + TimeSpan.FromMinutes(5) };
        await db.CommitAsync(new DeskCommit { Deliveries = [held, Delivery(db.Time, conversation.Id, new DeliveryWork.SubmitReply(second))] });
        Assert.Empty(await db.Queue.LeaseAsync(DeliveryLeg.Mail, 9, TimeSpan.FromMinutes(1), Cancellation));
        var waiting = db.Queue.WaitAsync(DeliveryLeg.Mail, TimeSpan.FromMinutes(5), Cancellation);

        await db.CommitAsync(new DeskCommit { Recalled = first });

        await waiting;
        Assert.Equal(new DeliveryWork.SubmitReply(second), Assert.Single(await db.Queue.LeaseAsync(DeliveryLeg.Mail, 9, TimeSpan.FromMinutes(1), Cancellation)).Work);
    }
}

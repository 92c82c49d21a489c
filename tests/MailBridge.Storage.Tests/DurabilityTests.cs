using MailBridge.Conversations;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using static MailBridge.Storage.Tests.Samples;

namespace MailBridge.Storage.Tests;

public sealed class DurabilityTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Eight_writers_with_two_hundred_commits_each_meet_no_lock()
    {
        await using var db = await TestDatabase.CreateAsync();
        // Two of the writers are as good as another process: they share the file alone.
        await using var other = await db.OpenAgainAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(w => Task.Run(
            async () =>
            {
                var mine = w < 6 ? db : other;
                var conversation = await mine.OpenAsync($"{w}@example.com", from: $"ada{w}@example.com");
                for (var i = 1; i < 200; i++)
                {
                    conversation = await mine.ReloadAsync(conversation.Id);
                    if (conversation.Entries.Count >= 5)
                        conversation = await mine.OpenAsync($"{i}.{w}@example.com", from: $"ada{w}@example.com");
                    else
                    {
                        var works = conversation.Receive(
                            Received(mine.Time, Email(mine.Time, $"{i}.{w}@example.com")), EntryId.New(mine.Time));
                        var commit = new DeskCommit { Conversation = conversation, Deliveries = Deliveries(
                            mine.Time, conversation, works) };
                        Assert.Equal(CommitResult.Committed, await mine.CommitAsync(commit));
                    }
                }
            },
            Cancellation)));

        Assert.Equal(1_600, await db.Database.ReadAsync((context, ct) => context.Entries.CountAsync(ct), Cancellation));
    }

    [Fact]
    public async Task A_process_killed_in_the_middle_of_a_commit_leaves_the_commits_before_it_and_nothing_of_it()
    {
        await using var db = await TestDatabase.CreateAsync();
        await db.OpenAsync("1@example.com");
        var copy = "";
        await Assert.ThrowsAsync<OperationCanceledException>(() => db.Database.WriteAsync<int>(
            async (context, ct) =>
            {
                context.Add(new ReceiptRow { Source = "mail", ExternalKey = "half", SeenAt = db.Time.GetUtcNow() });
                // More than the page cache holds, so that pages of the unfinished commit are in the log already.
                for (var i = 0; i < 40; i++)
                    context.Add(new RawContentRow { Sha256 = $"{i}", Size = 1, Encoding = "identity", Bytes = new byte[1_000_000] });
                await context.SaveChangesAsync(ct);
                copy = db.CopyFiles();
                throw new OperationCanceledException("killed");
            },
            Cancellation));
        Assert.True(new FileInfo(Path.Combine(copy, "bridge.db-wal")).Length > 10_000_000);

        await using var next = await TestDatabase.OpenAsync(copy, db.Time);

        Assert.Equal((1, 1, 0, 0), await CountsAsync(next));
        await next.OpenAsync("2@example.com");
        Assert.Equal((2, 2, 0, 0), await CountsAsync(next));
    }

    [Fact]
    public async Task Wherever_the_log_breaks_off_each_commit_is_there_whole_or_not_at_all()
    {
        await using var db = await TestDatabase.CreateAsync();
        var customer = Customer(db.Time, "Ada", "ada@example.com");
        await db.CommitAsync(new DeskCommit { Customer = customer });
        for (var i = 0; i < 12; i++)
        {
            var conversation = Opened(db.Time, customer, Email(db.Time, $"{i}@example.com", $"word{i}"), out var works);
            await db.CommitAsync(new DeskCommit
            {
                Receipt = new InboundReceipt("mail", $"{i}"),
                Conversation = conversation,
                Deliveries = Deliveries(db.Time, conversation, works),
            });
        }
        var length = new FileInfo(db.DataFile + "-wal").Length;
        var random = new Random(17);
        var seen = new HashSet<int>();

        for (var round = 0; round < 30; round++)
        {
            var copy = db.CopyFiles();
            var cut = round == 0 ? length : random.NextInt64(length);
            await using (var log = new FileStream(Path.Combine(copy, "bridge.db-wal"), FileMode.Open)) log.SetLength(cut);

            await using var next = await TestDatabase.OpenAsync(copy, db.Time);
            var (conversations, entries, receipts, _) = await CountsAsync(next);
            var depth = await next.Queue.DepthAsync(DeliveryLeg.Chat, Cancellation);
            var hits = await next.Search.SearchAsync("word", 50, Cancellation);

            Assert.Equal(
                (conversations, conversations, 2 * conversations, conversations), (entries, receipts, depth.Scheduled, hits.Count));
            if (round == 0) Assert.Equal(12, conversations);
            seen.Add(conversations);
        }
        Assert.True(seen.Count > 5, $"The cuts fell at {seen.Count} different commits only.");
    }

    [Fact]
    public async Task A_fresh_process_sees_what_was_committed_a_moment_ago()
    {
        await using var db = await TestDatabase.CreateAsync();
        await using var next = await db.OpenAgainAsync();

        var conversation = await db.OpenAsync("1@example.com");

        Assert.Single((await next.ReloadAsync(conversation.Id)).Entries);
    }

    private static Task<(int Conversations, int Entries, int Receipts, int Contents)> CountsAsync(TestDatabase db)
        => db.Database.ReadAsync(
            async (context, ct) => (
                await context.Conversations.CountAsync(ct),
                await context.Entries.CountAsync(ct),
                await context.Receipts.CountAsync(ct),
                await context.RawContents.CountAsync(ct)),
            Cancellation);
}

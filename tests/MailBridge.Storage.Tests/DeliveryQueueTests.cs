using MailBridge.Conversations;
using static MailBridge.Storage.Tests.Samples;

namespace MailBridge.Storage.Tests;

public sealed class DeliveryQueueTests
{
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_the_first_of_a_lane_is_leased_and_the_next_when_it_is_done()
    {
        await using var db = await TestDatabase.CreateAsync();
        var conversation = await db.OpenAsync("1@example.com");

        var card = Assert.Single(await LeaseAsync(db));
        Assert.IsType<DeliveryWork.PostConversation>(card.Work);
        Assert.Equal(conversation.Id, card.Conversation);
        Assert.Empty(await LeaseAsync(db));

        await db.Queue.CompleteAsync(card, Post("1"), Cancellation);
        var entry = Assert.Single(await LeaseAsync(db));
        Assert.Equal(new DeliveryWork.PostEntry(conversation.Entries[0].Id), entry.Work);
        await db.Queue.CompleteAsync(entry, Post("2"), Cancellation);

        Assert.Empty(await LeaseAsync(db));
        Assert.Equal(new QueueDepth(0, null, 0), await db.Queue.DepthAsync(DeliveryLeg.Chat, Cancellation));
        Assert.Equal(Post("2"), await db.Store.FindPostAsync(conversation.Id, conversation.Entries[0].Id, Cancellation));
        Assert.Null(await db.Store.FindPostAsync(ConversationId.New(db.Time), conversation.Entries[0].Id, Cancellation));
    }

    [Fact]
    public async Task Many_deliveries_of_one_commit_go_out_in_its_order()
    {
        await using var db = await TestDatabase.CreateAsync();
        var conversation = await db.OpenAsync("1@example.com");
        await DrainAsync(db, DeliveryLeg.Chat);
        var entries = Enumerable.Range(0, 60).Select(_ => EntryId.New(db.Time)).ToList();
        await db.CommitAsync(
            new DeskCommit { Deliveries = Deliveries(db.Time, conversation, entries.Select(e => new DeliveryWork.PostEntry(e))) });

        var sent = await DrainAsync(db, DeliveryLeg.Chat);

        Assert.Equal(entries, sent.Select(d => ((DeliveryWork.PostEntry)d.Work).Entry));
    }

    [Fact]
    public async Task A_first_delivery_that_fails_holds_up_its_own_lane_only()
    {
        await using var db = await TestDatabase.CreateAsync();
        var (one, two) = (await db.OpenAsync("1@example.com"), await db.OpenAsync("2@example.com"));
        var leased = await LeaseAsync(db);
        Assert.Equal([one.Id, two.Id], leased.Select(d => d.Conversation!.Value));
        var due = db.Time.GetUtcNow() + TimeSpan.FromMinutes(5);

        await db.Queue.RetryAsync(leased[0], due, "the channel answers 503", Cancellation);
        await db.Queue.CompleteAsync(leased[1], Post("2"), Cancellation);

        Assert.Equal(two.Id, Assert.Single(await LeaseAsync(db)).Conversation);
        db.Time.Advance(TimeSpan.FromMinutes(5));
        var again = (await LeaseAsync(db)).Single(d => d.Conversation == one.Id);
        Assert.Equal((leased[0].Id, 1, due), (again.Id, again.Attempts, again.DueAt));
        Assert.IsType<DeliveryWork.PostConversation>(again.Work);
    }

    [Fact]
    public async Task Giving_up_lets_the_next_of_the_lane_go_on_and_is_counted()
    {
        await using var db = await TestDatabase.CreateAsync();
        await db.OpenAsync("1@example.com");
        var card = Assert.Single(await LeaseAsync(db));

        await db.Queue.GiveUpAsync(card, "channel_not_found", Cancellation);

        Assert.IsType<DeliveryWork.PostEntry>(Assert.Single(await LeaseAsync(db)).Work);
        Assert.Equal(1, (await db.Queue.DepthAsync(DeliveryLeg.Chat, Cancellation)).Failed);
        await db.Queue.RetryAsync(card, db.Time.GetUtcNow(), "too late", Cancellation);
        Assert.Equal(1, (await db.Queue.DepthAsync(DeliveryLeg.Chat, Cancellation)).Failed);
    }

    [Fact]
    public async Task A_lease_that_runs_out_returns_the_delivery()
    {
        await using var db = await TestDatabase.CreateAsync();
        await db.OpenAsync("1@example.com");
        var card = Assert.Single(await LeaseAsync(db));

        db.Time.Advance(_lease - TimeSpan.FromTicks(1));
        Assert.Empty(await LeaseAsync(db));
        db.Time.Advance(TimeSpan.FromTicks(1));
        var again = Assert.Single(await LeaseAsync(db));

        Assert.Equal((card.Id, 0), (again.Id, again.Attempts));
    }

    [Fact]
    public async Task Ending_every_lease_returns_the_deliveries_of_a_process_that_died()
    {
        await using var db = await TestDatabase.CreateAsync();
        await db.OpenAsync("1@example.com");
        await db.OpenAsync("2@example.com");
        Assert.Equal(2, (await LeaseAsync(db)).Count);
        await using var next = await db.OpenAgainAsync();

        Assert.Equal(2, await next.Queue.ReleaseLeasesAsync(Cancellation));

        Assert.Equal(2, (await LeaseAsync(next)).Count);
    }

    [Fact]
    public async Task A_delivery_that_is_returned_counts_no_attempt()
    {
        await using var db = await TestDatabase.CreateAsync();
        await db.OpenAsync("1@example.com");
        var card = Assert.Single(await LeaseAsync(db));

        await db.Queue.ReturnAsync(card, db.Time.GetUtcNow() + TimeSpan.FromMinutes(1), Cancellation);

        Assert.Empty(await LeaseAsync(db));
        db.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, Assert.Single(await LeaseAsync(db)).Attempts);
    }

    [Fact]
    public async Task What_is_due_first_is_leased_first_and_no_more_than_asked_for()
    {
        await using var db = await TestDatabase.CreateAsync();
        List<Conversation> opened = [];
        for (var i = 0; i < 4; i++) opened.Add(await db.OpenAsync($"{i}@example.com"));
        var all = await LeaseAsync(db);
        var now = db.Time.GetUtcNow();
        foreach (var (i, minutes) in new[] { 4, 2, 3, 1 }.Index())
            await db.Queue.ReturnAsync(all[i], now + TimeSpan.FromMinutes(minutes), Cancellation);
        db.Time.Advance(TimeSpan.FromMinutes(10));

        var due = await db.Queue.LeaseAsync(DeliveryLeg.Chat, 3, _lease, Cancellation);

        Assert.Equal([opened[3].Id, opened[1].Id, opened[2].Id], due.Select(d => d.Conversation!.Value));
    }

    [Fact]
    public async Task The_two_legs_do_not_wait_for_each_other()
    {
        await using var db = await TestDatabase.CreateAsync();
        var conversation = await db.ReloadAsync((await db.OpenAsync("1@example.com")).Id);
        var reply = Reply(db.Time, "mb.1@shop.example");
        var works = conversation.Reply(reply);
        await db.CommitAsync(new DeskCommit { Conversation = conversation, Deliveries = Deliveries(db.Time, conversation, works) });

        var mail = Assert.Single(await db.Queue.LeaseAsync(DeliveryLeg.Mail, 9, _lease, Cancellation));

        Assert.Equal(new DeliveryWork.SubmitReply(reply.Id), mail.Work);
        Assert.IsType<DeliveryWork.PostConversation>(Assert.Single(await LeaseAsync(db)).Work);
        Assert.Equal(1, (await db.Queue.DepthAsync(DeliveryLeg.Mail, Cancellation)).Scheduled);
    }

    [Fact]
    public async Task Posting_the_card_gives_the_conversation_its_thread_and_no_new_version()
    {
        await using var db = await TestDatabase.CreateAsync();
        var conversation = await db.OpenAsync("1@example.com");

        await db.Queue.CompleteAsync(Assert.Single(await LeaseAsync(db)), Post("17.1"), Cancellation);

        var loaded = await db.ReloadAsync(conversation.Id);
        Assert.Equal((Post("17.1"), 1L), (loaded.State.Thread, loaded.Version));
    }

    [Fact]
    public async Task An_update_is_merged_with_the_same_one_that_still_waits()
    {
        await using var db = await TestDatabase.CreateAsync();
        var conversation = await db.OpenAsync("1@example.com");
        await DrainAsync(db, DeliveryLeg.Chat);
        var (one, two) = (EntryId.New(db.Time), EntryId.New(db.Time));
        DeliveryWork[] works =
        [
            new DeliveryWork.UpdateConversation(), new DeliveryWork.UpdateEntry(one), new DeliveryWork.UpdateEntry(two),
            new DeliveryWork.UpdateEntry(one), new DeliveryWork.UpdateConversation(),
        ];
        await db.CommitAsync(new DeskCommit { Deliveries = Deliveries(db.Time, conversation, works) });
        await db.CommitAsync(new DeskCommit { Deliveries = Deliveries(db.Time, conversation, works) });

        Assert.Equal(works[..3], (await DrainAsync(db, DeliveryLeg.Chat)).Select(d => d.Work));
    }

    [Fact]
    public async Task An_update_that_somebody_is_rendering_already_is_not_enough()
    {
        await using var db = await TestDatabase.CreateAsync();
        var conversation = await db.OpenAsync("1@example.com");
        await DrainAsync(db, DeliveryLeg.Chat);
        var update = new DeskCommit { Deliveries = Deliveries(db.Time, conversation, [new DeliveryWork.UpdateConversation()]) };
        await db.CommitAsync(update);
        var rendering = Assert.Single(await LeaseAsync(db));

        await db.CommitAsync(new DeskCommit { Deliveries = Deliveries(db.Time, conversation, [new DeliveryWork.UpdateConversation()]) });

        Assert.Equal(2, (await db.Queue.DepthAsync(DeliveryLeg.Chat, Cancellation)).Scheduled);
        await db.Queue.CompleteAsync(rendering, null, Cancellation);
        Assert.Single(await LeaseAsync(db));
    }

    [Fact]
    public async Task The_mark_of_the_final_dot_outlives_the_process_and_can_be_taken_back()
    {
        await using var db = await TestDatabase.CreateAsync();
        var conversation = await db.ReloadAsync((await db.OpenAsync("1@example.com")).Id);
        await db.CommitAsync(
            new DeskCommit { Deliveries = Deliveries(db.Time, conversation, [new DeliveryWork.SubmitReply(EntryId.New(db.Time))]) });
        var mail = Assert.Single(await db.Queue.LeaseAsync(DeliveryLeg.Mail, 1, _lease, Cancellation));
        await db.Queue.MarkFinalDotAsync(mail, Cancellation);

        await using var next = await db.OpenAgainAsync();
        await next.Queue.ReleaseLeasesAsync(Cancellation);
        var again = Assert.Single(await next.Queue.LeaseAsync(DeliveryLeg.Mail, 1, _lease, Cancellation));
        Assert.Equal((db.Time.GetUtcNow(), 1), (again.FinalDotAt!.Value, again.FinalDots));

        await next.CommitAsync(new DeskCommit { Delivery = new DeliveryEnd.Retry(again.Id, db.Time.GetUtcNow(), "451 later", ClearFinalDot: true) });
        Assert.Null(Assert.Single(await next.Queue.LeaseAsync(DeliveryLeg.Mail, 1, _lease, Cancellation)).FinalDotAt);
    }

    [Fact]
    public async Task A_commit_ends_the_delivery_that_it_reports_on()
    {
        await using var db = await TestDatabase.CreateAsync();
        var conversation = await db.OpenAsync("1@example.com");
        var works = Enumerable.Range(0, 2).Select(_ => new DeliveryWork.SubmitReply(EntryId.New(db.Time)));
        await db.CommitAsync(new DeskCommit { Deliveries = Deliveries(db.Time, conversation, works) });
        var first = Assert.Single(await db.Queue.LeaseAsync(DeliveryLeg.Mail, 9, _lease, Cancellation));
        await db.Queue.MarkFinalDotAsync(first, Cancellation);

        var now = db.Time.GetUtcNow();
        await db.CommitAsync(new DeskCommit { Delivery = new DeliveryEnd.Retry(first.Id, now, "451 later", ClearFinalDot: false) });
        var second = Assert.Single(await db.Queue.LeaseAsync(DeliveryLeg.Mail, 9, _lease, Cancellation));
        Assert.Equal((first.Id, 1, (DateTimeOffset?)now), (second.Id, second.Attempts, second.FinalDotAt));

        await db.CommitAsync(new DeskCommit { Delivery = new DeliveryEnd.Retry(first.Id, now, "451 later", ClearFinalDot: true) });
        var third = Assert.Single(await db.Queue.LeaseAsync(DeliveryLeg.Mail, 9, _lease, Cancellation));
        Assert.Equal((first.Id, 2, null), (third.Id, third.Attempts, third.FinalDotAt));

        await db.CommitAsync(new DeskCommit { Delivery = new DeliveryEnd.Failed(first.Id, "550 no") });
        var next = Assert.Single(await db.Queue.LeaseAsync(DeliveryLeg.Mail, 9, _lease, Cancellation));
        Assert.NotEqual(first.Id, next.Id);
        await db.CommitAsync(new DeskCommit { Delivery = new DeliveryEnd.Completed(next.Id) });
        Assert.Equal(new QueueDepth(0, null, 1), await db.Queue.DepthAsync(DeliveryLeg.Mail, Cancellation));
    }

    [Fact]
    public async Task Two_workers_never_get_the_same_delivery()
    {
        await using var db = await TestDatabase.CreateAsync();
        for (var i = 0; i < 30; i++) await db.OpenAsync($"{i}@example.com");
        await using var other = await db.OpenAgainAsync();

        var leased = await Task.WhenAll(Enumerable.Range(0, 12)
            .Select(
                i => Task.Run(() => (i % 2 == 0 ? db : other).Queue.LeaseAsync(DeliveryLeg.Chat, 5, _lease, Cancellation), Cancellation)));

        Assert.Equal(30, leased.SelectMany(l => l).Select(d => d.Id).Distinct().Count());
        Assert.Equal(30, leased.Sum(l => l.Count));
    }

    [Fact]
    public async Task Waiting_ends_at_once_when_something_is_due()
    {
        await using var db = await TestDatabase.CreateAsync();
        await db.OpenAsync("1@example.com");

        await db.Queue.WaitAsync(DeliveryLeg.Chat, TimeSpan.FromHours(1), Cancellation);
    }

    [Fact]
    public async Task Waiting_ends_when_a_commit_schedules_work_on_the_leg()
    {
        await using var db = await TestDatabase.CreateAsync();
        var chat = db.Queue.WaitAsync(DeliveryLeg.Chat, TimeSpan.FromHours(1), Cancellation);
        var mail = db.Queue.WaitAsync(DeliveryLeg.Mail, TimeSpan.FromHours(1), Cancellation);

        await db.OpenAsync("1@example.com");

        await chat.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Cancellation);
        Assert.False(mail.IsCompleted);
        db.Time.Advance(TimeSpan.FromHours(2));
        await mail.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Cancellation);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(60)]
    public async Task Waiting_ends_when_the_next_falls_due_or_after_the_longest_time(int longestMinutes)
    {
        await using var db = await TestDatabase.CreateAsync();
        await db.OpenAsync("1@example.com");
        await db.Queue.RetryAsync(
            Assert.Single(await LeaseAsync(db)), db.Time.GetUtcNow() + TimeSpan.FromMinutes(5), "later", Cancellation);

        var waiting = db.Queue.WaitAsync(DeliveryLeg.Chat, TimeSpan.FromMinutes(longestMinutes), Cancellation);
        var expected = TimeSpan.FromMinutes(Math.Min(5, longestMinutes));
        db.Time.Advance(expected - TimeSpan.FromSeconds(1));
        Assert.False(waiting.IsCompleted);
        db.Time.Advance(TimeSpan.FromSeconds(1.1));

        await waiting.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Cancellation);
    }

    [Fact]
    public async Task Waiting_ends_when_a_lease_runs_out()
    {
        await using var db = await TestDatabase.CreateAsync();
        await db.OpenAsync("1@example.com");
        await LeaseAsync(db);

        var waiting = db.Queue.WaitAsync(DeliveryLeg.Chat, TimeSpan.FromHours(1), Cancellation);
        Assert.False(waiting.IsCompleted);
        db.Time.Advance(_lease + TimeSpan.FromSeconds(1));

        await waiting.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Cancellation);
        Assert.Single(await LeaseAsync(db));
    }

    [Fact]
    public async Task Waiting_can_be_cancelled()
    {
        await using var db = await TestDatabase.CreateAsync();
        using var stop = new CancellationTokenSource();
        var waiting = db.Queue.WaitAsync(DeliveryLeg.Chat, TimeSpan.FromHours(1), stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private static Task<IReadOnlyList<Delivery>> LeaseAsync(TestDatabase db)
        => db.Queue.LeaseAsync(DeliveryLeg.Chat, 50, _lease, Cancellation);

    private static async Task<List<Delivery>> DrainAsync(TestDatabase db, DeliveryLeg leg)
    {
        List<Delivery> sent = [];
        while (await db.Queue.LeaseAsync(leg, 50, _lease, Cancellation) is { Count: > 0 } leased)
        {
            foreach (var delivery in leased)
            {
                await db.Queue.CompleteAsync(delivery, Post($"{sent.Count}"), Cancellation);
                sent.Add(delivery);
            }
        }
        return sent;
    }
}

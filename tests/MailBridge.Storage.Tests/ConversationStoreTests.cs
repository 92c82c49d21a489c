using MailBridge.Conversations;
using static MailBridge.Storage.Tests.Samples;

namespace MailBridge.Storage.Tests;

public sealed class ConversationStoreTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_committed_is_loaded_alike()
    {
        await using var db = await TestDatabase.CreateAsync();
        var opened = await db.OpenAsync("1@example.com");

        var loaded = await db.ReloadAsync(opened.Id);

        Assert.Equal(1, loaded.Version);
        Assert.Equal(opened.State with { Participants = [] }, loaded.State with { Participants = [] });
        Assert.Equal(opened.State.Participants, loaded.State.Participants);
        Assert.Equal(opened.Entries.Select(EntryJson.Write), loaded.Entries.Select(EntryJson.Write));
    }

    [Fact]
    public async Task Entries_come_back_in_the_order_they_became_known()
    {
        await using var db = await TestDatabase.CreateAsync();
        var conversation = await db.OpenAsync("0@example.com");
        for (var round = 0; round < 3; round++)
        {
            conversation = await db.ReloadAsync(conversation.Id);
            for (var i = 0; i < 40; i++)
                conversation.Receive(Received(db.Time, Email(db.Time, $"{round}.{i}@example.com", $"{round}.{i}")), EntryId.New(db.Time));
            Assert.Equal(CommitResult.Committed, await db.CommitAsync(new DeskCommit { Conversation = conversation }));
        }

        var loaded = await db.ReloadAsync(conversation.Id);

        Assert.Equal(121, loaded.Entries.Count);
        Assert.Equal(conversation.Entries.Select(e => e.Id), loaded.Entries.Select(e => e.Id));
        Assert.Equal(4, loaded.Version);
    }

    [Fact]
    public async Task Of_two_commits_of_one_conversation_one_is_a_conflict()
    {
        await using var db = await TestDatabase.CreateAsync();
        var id = (await db.OpenAsync("1@example.com")).Id;
        var (ana, ben) = (await db.ReloadAsync(id), await db.ReloadAsync(id));
        ana.Claim(EntryId.New(db.Time), new AgentId("ana"), db.Time.GetUtcNow());
        ben.Claim(EntryId.New(db.Time), new AgentId("ben"), db.Time.GetUtcNow());

        var results = await Task.WhenAll(
            Task.Run(() => db.CommitAsync(new DeskCommit { Conversation = ana }), Cancellation),
            Task.Run(() => db.CommitAsync(new DeskCommit { Conversation = ben }), Cancellation));

        Assert.Equal([CommitResult.Committed, CommitResult.Conflict], results.Order());
        var loaded = await db.ReloadAsync(id);
        Assert.Equal(results[0] == CommitResult.Committed ? "ana" : "ben", loaded.State.Assignee?.Value);
        Assert.Equal(2, loaded.Entries.Count);
    }

    [Fact]
    public async Task A_conversation_is_opened_once()
    {
        await using var db = await TestDatabase.CreateAsync();
        var customer = Customer(db.Time, "Ada", "ada@example.com");
        var conversation = Opened(db.Time, customer, Email(db.Time, "1@example.com"), out _);
        var commit = new DeskCommit { Conversation = conversation, Customer = customer };

        Assert.Equal(CommitResult.Committed, await db.CommitAsync(commit));
        Assert.Equal(CommitResult.Conflict, await db.CommitAsync(commit));
    }

    [Fact]
    public async Task The_same_receipt_twice_changes_nothing_the_second_time()
    {
        await using var db = await TestDatabase.CreateAsync();
        var conversation = await db.ReloadAsync((await db.OpenAsync("1@example.com")).Id);
        var receipt = new InboundReceipt("workspace", "press 7");
        conversation.Close(EntryId.New(db.Time), Ana, db.Time.GetUtcNow());
        Assert.Equal(CommitResult.Committed, await db.CommitAsync(new DeskCommit { Receipt = receipt, Conversation = conversation }));

        var again = await db.ReloadAsync(conversation.Id);
        var works = again.Reopen(EntryId.New(db.Time), Ana, db.Time.GetUtcNow());
        var second = new DeskCommit { Receipt = receipt, Conversation = again, Deliveries = Deliveries(db.Time, again, works) };
        var before = await db.Queue.DepthAsync(DeliveryLeg.Chat, Cancellation);

        Assert.Equal(CommitResult.AlreadySeen, await db.CommitAsync(second));
        Assert.Equal(ConversationStatus.Closed, (await db.ReloadAsync(conversation.Id)).State.Status);
        Assert.Equal(before, await db.Queue.DepthAsync(DeliveryLeg.Chat, Cancellation));
        Assert.Equal(CommitResult.Committed, await db.CommitAsync(second with { Receipt = receipt with { Source = "slack" } }));
    }

    [Fact]
    public async Task A_receipt_alone_is_kept()
    {
        await using var db = await TestDatabase.CreateAsync();
        var commit = new DeskCommit { Receipt = new InboundReceipt("workspace", "1") };

        Assert.Equal(CommitResult.Committed, await db.CommitAsync(commit));
        Assert.Equal(CommitResult.AlreadySeen, await db.CommitAsync(commit));
    }

    [Fact]
    public async Task Two_customers_never_share_an_address_in_whatever_case_it_is_written()
    {
        await using var db = await TestDatabase.CreateAsync();
        var (first, second) = (
            Customer(db.Time, "Ada", "ada@example.com"), Customer(db.Time, "Other", "other@example.com", "ADA@Example.com"));

        Assert.Equal(CommitResult.Committed, await db.CommitAsync(new DeskCommit { Customer = first }));
        Assert.Equal(CommitResult.Conflict, await db.CommitAsync(new DeskCommit { Customer = second }));

        Assert.Null(await db.Store.LoadCustomerAsync(second.Id, Cancellation));
        Assert.Equal(first.Id, (await db.Store.FindCustomerAsync(new EmailAddress("Ada@EXAMPLE.com"), Cancellation))?.Id);
    }

    [Fact]
    public async Task A_customer_changes_name_and_addresses()
    {
        await using var db = await TestDatabase.CreateAsync();
        var ada = Customer(db.Time, "", "ada@example.com", "old@example.com");
        await db.CommitAsync(new DeskCommit { Customer = ada });
        EmailAddress[] addresses = [new("new@example.com"), new("Ada@example.com")];
        var changed = ada with { Name = "Ada Lovelace", Addresses = addresses };

        Assert.Equal(CommitResult.Committed, await db.CommitAsync(new DeskCommit { Customer = changed }));

        var loaded = await db.Store.LoadCustomerAsync(ada.Id, Cancellation);
        Assert.Equal("Ada Lovelace", loaded!.Name);
        Assert.Equal(["new@example.com", "Ada@example.com"], loaded.Addresses.Select(a => a.Value));
        Assert.Equal(ada.Since, loaded.Since);
        Assert.Null(await db.Store.FindCustomerAsync(new EmailAddress("old@example.com"), Cancellation));
    }

    [Fact]
    public async Task An_address_that_only_looks_like_another_is_not_the_other()
    {
        // U+212A KELVIN SIGN is k in lower case, yet the addresses differ.
        await using var db = await TestDatabase.CreateAsync();
        var customer = Customer(db.Time, "", "k@example.com", "\u212A@example.com", "K@example.com");
        var email = Email(db.Time, "1@example.com") with { Cc = [Person("", "k@example.com"), Person("", "\u212A@example.com")] };
        var conversation = Opened(db.Time, customer, email, out _);

        Assert.Equal(CommitResult.Committed, await db.CommitAsync(new DeskCommit { Conversation = conversation, Customer = customer }));

        var loaded = await db.Store.LoadCustomerAsync(customer.Id, Cancellation);
        Assert.Equal(["k@example.com", "\u212A@example.com"], loaded!.Addresses.Select(a => a.Value));
        Assert.Equal(conversation.State.Participants, (await db.ReloadAsync(conversation.Id)).State.Participants);
    }

    [Fact]
    public void Addresses_share_a_key_when_they_are_equal_and_only_then()
    {
        for (var c = 0; c <= char.MaxValue; c++)
        {
            if (char.IsSurrogate((char)c)) continue;
            var one = (char)c;
            foreach (var other in new[] { char.ToUpperInvariant(one), char.ToLowerInvariant(one), 'k', 'S', 'i', 'I' })
            {
                var (a, b) = (new EmailAddress($"{one}@example.com"), new EmailAddress($"{other}@EXAMPLE.com"));
                if (a == b != (Conversions.KeyOf(a) == Conversions.KeyOf(b))) Assert.Fail($"U+{c:X4} and U+{(int)other:X4}");
            }
        }
    }

    [Fact]
    public async Task A_message_id_that_another_entry_holds_is_a_conflict_and_nothing_of_the_commit_stays()
    {
        await using var db = await TestDatabase.CreateAsync();
        await db.OpenAsync("same@example.com");
        var raw = await db.RawMail.KeepAsync(new FoundMail(Support, "2", db.Time.GetUtcNow(), "mail"u8.ToArray()), null, Cancellation);
        var customer = Customer(db.Time, "Bob", "bob@example.com");
        var conversation = Opened(db.Time, customer, Email(db.Time, "same@example.com", from: "bob@example.com"), out var works);
        var depth = await db.Queue.DepthAsync(DeliveryLeg.Chat, Cancellation);

        var result = await db.CommitAsync(new DeskCommit
        {
            Receipt = new InboundReceipt("mail", "2"),
            Conversation = conversation,
            Customer = customer,
            Deliveries = Deliveries(db.Time, conversation, works),
            RawMail = new RawMailEnd(raw!.Value, RawMailDisposition.Opened, conversation.Id),
        });

        Assert.Equal(CommitResult.Conflict, result);
        Assert.Null(await db.Store.LoadAsync(conversation.Id, Cancellation));
        Assert.Null(await db.Store.LoadCustomerAsync(customer.Id, Cancellation));
        Assert.Equal(depth, await db.Queue.DepthAsync(DeliveryLeg.Chat, Cancellation));
        Assert.Single(await db.RawMail.WaitingAsync(9, Cancellation));
        Assert.Equal(CommitResult.Committed, await db.CommitAsync(new DeskCommit { Receipt = new InboundReceipt("mail", "2") }));
    }

    [Fact]
    public async Task Two_entries_with_one_message_id_in_one_commit_are_a_conflict()
    {
        await using var db = await TestDatabase.CreateAsync();
        var conversation = await db.ReloadAsync((await db.OpenAsync("1@example.com")).Id);
        conversation.Receive(Received(db.Time, Email(db.Time, "2@example.com")), EntryId.New(db.Time));
        conversation.Receive(Received(db.Time, Email(db.Time, "2@example.com")), EntryId.New(db.Time));

        Assert.Equal(CommitResult.Conflict, await db.CommitAsync(new DeskCommit { Conversation = conversation }));
    }

    [Fact]
    public async Task Message_ids_differ_by_letter_case()
    {
        await using var db = await TestDatabase.CreateAsync();
        await db.OpenAsync("a@example.com");
        await db.OpenAsync("A@example.com");

        var known = await db.Store.FindEmailsAsync([new MsgId("a@example.com"), new MsgId("A@example.com")], Cancellation);
        Assert.NotEqual(known[new MsgId("a@example.com")].Single().Entry, known[new MsgId("A@example.com")].Single().Entry);
    }

    [Fact]
    public async Task Emails_and_our_own_replies_are_found_by_their_ids_however_many_are_asked_for()
    {
        await using var db = await TestDatabase.CreateAsync();
        var conversation = await db.ReloadAsync((await db.OpenAsync("1@example.com")).Id);
        var reply = Reply(db.Time, "mb.reply@shop.example");
        conversation.Reply(reply);
        await db.CommitAsync(new DeskCommit { Conversation = conversation });
        var ids = Enumerable.Range(0, 40_000).Select(i => new MsgId($"unknown{i}@example.com"));

        var known = await db.Store.FindEmailsAsync([new MsgId("1@example.com"), .. ids, new MsgId("mb.reply@shop.example")], Cancellation);

        Assert.Equal(
            new Dictionary<MsgId, KnownEmail>
            {
                [new MsgId("1@example.com")] = new(conversation.Id, conversation.Entries[0].Id, "print of 1@example.com"),
                [new MsgId("mb.reply@shop.example")] = new(conversation.Id, reply.Id, ""),
            },
            known.ToDictionary(k => k.Key, k => k.Single()));
    }

    [Fact]
    public async Task A_reply_moves_on_and_stays_where_it_stood()
    {
        await using var db = await TestDatabase.CreateAsync();
        var conversation = await db.ReloadAsync((await db.OpenAsync("1@example.com")).Id);
        var reply = Reply(db.Time, "mb.reply@shop.example");
        conversation.Reply(reply);
        conversation.Close(EntryId.New(db.Time), Ana, db.Time.GetUtcNow());
        await db.CommitAsync(new DeskCommit { Conversation = conversation });

        conversation = await db.ReloadAsync(conversation.Id);
        var life = new ReplyLife.Accepted(
            db.Time.GetUtcNow(), "250 2.0.0 queued as 7", [new BouncedRecipient(
                new EmailAddress("bob@example.com"), "5.1.1", "no such user")]);
        conversation.MoveReply(reply.Id, life, db.Time.GetUtcNow());
        Assert.Equal(CommitResult.Committed, await db.CommitAsync(new DeskCommit { Conversation = conversation }));

        var loaded = Assert.IsType<Entry.AgentReply>((await db.ReloadAsync(conversation.Id)).Entries[1]);
        var accepted = Assert.IsType<ReplyLife.Accepted>(loaded.Life);
        Assert.Equal(life with { Refused = [] }, accepted with { Refused = [] });
        Assert.Equal(life.Refused, accepted.Refused);
    }

    [Fact]
    public async Task A_conversation_is_found_by_subject_and_participant_until_it_is_closed_or_old()
    {
        await using var db = await TestDatabase.CreateAsync();
        var older = await db.OpenAsync("1@example.com");
        db.Time.Advance(TimeSpan.FromHours(1));
        var later = await db.OpenAsync("2@example.com");
        var (ada, start) = (new EmailAddress("ADA@example.com"), older.State.LastActivityAt);

        Task<ConversationId?> Find(string inbox, string subject, EmailAddress address, DateTimeOffset notBefore)
            => db.Store.FindBySubjectAsync(new InboxId(inbox), subject, address, notBefore, Cancellation);

        Assert.Equal(later.Id, await Find("support", "order a-1042", ada, start));
        Assert.Equal(later.Id, await Find("support", "Order A-1042", new EmailAddress("support@shop.example"), later.State.LastActivityAt));
        Assert.Null(await Find("support", "order a-1042", ada, later.State.LastActivityAt + TimeSpan.FromTicks(1)));
        Assert.Null(await Find("sales", "order a-1042", ada, start));
        Assert.Null(await Find("support", "order a-1043", ada, start));
        Assert.Null(await Find("support", "order a-1042", new EmailAddress("bob@example.com"), start));

        var closing = await db.ReloadAsync(later.Id);
        closing.Close(EntryId.New(db.Time), Ana, db.Time.GetUtcNow());
        await db.CommitAsync(new DeskCommit { Conversation = closing });
        Assert.Equal(older.Id, await Find("support", "order a-1042", ada, start));
    }

    [Fact]
    public async Task The_conversations_of_a_customer_come_latest_first_with_all_they_hold()
    {
        await using var db = await TestDatabase.CreateAsync();
        List<ConversationId> opened = [];
        for (var i = 0; i < 3; i++)
        {
            opened.Add((await db.OpenAsync($"{i}@example.com")).Id);
            db.Time.Advance(TimeSpan.FromHours(1));
        }
        await db.OpenAsync("other@example.com", from: "bob@example.com");
        var customer = await db.Store.FindCustomerAsync(new EmailAddress("ada@example.com"), Cancellation);

        var found = await db.Store.LoadOfCustomerAsync(customer!.Id, 2, Cancellation);

        Assert.Equal([opened[2], opened[1]], found.Select(c => c.Id));
        Assert.All(found, c => Assert.Single(c.Entries));
        Assert.All(found, c => Assert.Equal(2, c.State.Participants.Count));
    }

    [Fact]
    public async Task A_card_that_was_posted_since_it_was_loaded_is_not_forgotten_by_the_next_commit()
    {
        await using var db = await TestDatabase.CreateAsync();
        var conversation = await db.ReloadAsync((await db.OpenAsync("1@example.com")).Id);
        var card = Assert.Single(await db.Queue.LeaseAsync(DeliveryLeg.Chat, 9, TimeSpan.FromMinutes(1), Cancellation));
        await db.Queue.CompleteAsync(card, Post("17.1"), Cancellation);

        conversation.Claim(EntryId.New(db.Time), Ana, db.Time.GetUtcNow());
        Assert.Equal(CommitResult.Committed, await db.CommitAsync(new DeskCommit { Conversation = conversation }));

        Assert.Equal(Post("17.1"), (await db.ReloadAsync(conversation.Id)).State.Thread);
        Assert.Equal(conversation.Id, await db.Store.FindByThreadAsync(Post("17.1"), Cancellation));
        Assert.Null(await db.Store.FindByThreadAsync(Post("17.2"), Cancellation));
        Assert.Null(await db.Store.FindByThreadAsync(new ChatPostRef(Channel with { Channel = "sales" }, "17.1"), Cancellation));
        Assert.Null(await db.Store.FindByThreadAsync(new ChatPostRef(Channel with { Platform = "slack" }, "17.1"), Cancellation));
    }

    [Fact]
    public async Task A_mail_is_read_with_the_commit_that_decides_about_it()
    {
        await using var db = await TestDatabase.CreateAsync();
        var raw = await db.RawMail.KeepAsync(new FoundMail(Support, "1", db.Time.GetUtcNow(), "mail"u8.ToArray()), null, Cancellation);

        await db.CommitAsync(new DeskCommit { RawMail = new RawMailEnd(raw!.Value, RawMailDisposition.Duplicate) });

        Assert.Empty(await db.RawMail.WaitingAsync(9, Cancellation));
        var mail = await db.RawMail.FindAsync(raw.Value, Cancellation);
        Assert.Equal((RawMailState.Read, "Duplicate"), (mail!.State, mail.Remark));
    }

    [Fact]
    public async Task A_cancelled_commit_leaves_nothing_and_the_next_one_goes_through()
    {
        await using var db = await TestDatabase.CreateAsync();
        var customer = Customer(db.Time, "Ada", "ada@example.com");
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => db.Store.CommitAsync(new DeskCommit { Customer = customer }, cancelled.Token));

        Assert.Null(await db.Store.LoadCustomerAsync(customer.Id, Cancellation));
        Assert.Equal(CommitResult.Committed, await db.CommitAsync(new DeskCommit { Customer = customer }));
    }
}

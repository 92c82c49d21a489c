using System.Security.Cryptography;
using System.Text;
using MailBridge.Conversations;
using static MailBridge.Storage.Tests.Samples;

namespace MailBridge.Storage.Tests;

public sealed class RawMailStoreTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_is_kept_byte_for_byte()
    {
        await using var db = await TestDatabase.CreateAsync();
        var bytes = Encoding.Latin1.GetBytes("From: ada@example.com\r\n\r\n\0\u00FFbare\nlf and bare\rcr.\r\n");
        var id = await db.RawMail.KeepAsync(Found(db, "1", bytes), null, Cancellation);

        Assert.Equal(bytes, (await db.RawMail.ReadAsync(id!.Value, Cancellation))!.Value.ToArray());
        Assert.Equal(
            new RawMail
            {
                Id = id.Value,
                Inbox = Support,
                SourceKey = "1",
                ReceivedAt = db.Time.GetUtcNow(),
                Size = bytes.Length,
                Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)),
                State = RawMailState.Waiting,
            },
            await db.RawMail.FindAsync(id.Value, Cancellation));
        Assert.Null(await db.RawMail.ReadAsync(RawMailId.New(db.Time), Cancellation));
        Assert.Null(await db.RawMail.FindAsync(RawMailId.New(db.Time), Cancellation));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(50 * 1024 * 1024)]
    public async Task A_mail_may_be_empty_or_huge_and_of_bytes_that_do_not_compress(int size)
    {
        await using var db = await TestDatabase.CreateAsync();
        var bytes = new byte[size];
        new Random(7).NextBytes(bytes.AsSpan(0, size / 2));

        var id = await db.RawMail.KeepAsync(Found(db, "1", bytes), null, Cancellation);

        var read = await db.RawMail.ReadAsync(id!.Value, Cancellation);
        Assert.True(bytes.AsSpan().SequenceEqual(read!.Value.Span));
    }

    [Fact]
    public async Task A_source_key_is_kept_once_and_the_cursor_moves_all_the_same()
    {
        await using var db = await TestDatabase.CreateAsync();
        Assert.Null(await db.RawMail.CursorAsync(Support, "INBOX", Cancellation));

        Assert.NotNull(await db.RawMail.KeepAsync(Found(db, "7/1", "a"), new MailboxCursor(Support, "INBOX", 7, 1), Cancellation));
        Assert.Null(await db.RawMail.KeepAsync(Found(db, "7/1", "b"), new MailboxCursor(Support, "INBOX", 7, uint.MaxValue), Cancellation));
        Assert.NotNull(await db.RawMail.KeepAsync(Found(db, "7/1", "a") with { Inbox = new InboxId("sales") }, null, Cancellation));

        Assert.Equal(new MailboxCursor(Support, "INBOX", 7, uint.MaxValue), await db.RawMail.CursorAsync(Support, "INBOX", Cancellation));
        Assert.Null(await db.RawMail.CursorAsync(Support, "Sent", Cancellation));
        await db.RawMail.MoveCursorAsync(new MailboxCursor(Support, "INBOX", 8, 0), Cancellation);
        Assert.Equal(new MailboxCursor(Support, "INBOX", 8, 0), await db.RawMail.CursorAsync(Support, "INBOX", Cancellation));
        Assert.Equal(2, (await db.RawMail.WaitingAsync(9, Cancellation)).Count);
    }

    [Fact]
    public async Task Equal_bytes_are_stored_once()
    {
        await using var db = await TestDatabase.CreateAsync();
        var first = await db.RawMail.KeepAsync(Found(db, "1", "same"), null, Cancellation);
        var second = await db.RawMail.KeepAsync(Found(db, "2", "same"), null, Cancellation);
        await db.RawMail.KeepManyAsync([Found(db, "3", "same"), Found(db, "4", "other"), Found(db, "5", "other")], null, Cancellation);

        Assert.NotEqual(first, second);
        await using var connection = db.Connect();
        await connection.OpenAsync(Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM raw_contents";
        Assert.Equal(2L, await command.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task Many_mails_are_kept_in_order_with_their_cursor()
    {
        await using var db = await TestDatabase.CreateAsync();
        await db.RawMail.KeepAsync(Found(db, "k3", "3"), null, Cancellation);
        var mails = Enumerable.Range(0, 1_200).Select(i => Found(db, $"k{i}", $"{i}")).Append(Found(db, "k5", "twice")).ToList();

        var ids = await db.RawMail.KeepManyAsync(mails, new MailboxCursor(Support, "INBOX", 1, 1_200), Cancellation);

        Assert.Equal(1_201, ids.Count);
        Assert.Equal([3, 1_200], ids.Index().Where(i => i.Item is null).Select(i => i.Index));
        var waiting = await db.RawMail.WaitingAsync(2_000, Cancellation);
        Assert.Equal(["k3", .. Enumerable.Range(0, 1_200).Where(i => i != 3).Select(i => $"k{i}")], waiting.Select(m => m.SourceKey));
        Assert.Equal(1_200u, (await db.RawMail.CursorAsync(Support, "INBOX", Cancellation))!.LastUid);
        Assert.Equal("17", Encoding.ASCII.GetString((await db.RawMail.ReadAsync(ids[17]!.Value, Cancellation))!.Value.Span));
        Assert.Equal(2, (await db.RawMail.WaitingAsync(2, Cancellation)).Count);
    }

    [Fact]
    public async Task Keys_that_are_kept_already_are_told_for_their_inbox()
    {
        await using var db = await TestDatabase.CreateAsync();
        await db.RawMail.KeepAsync(Found(db, "b", "b"), null, Cancellation);
        await db.RawMail.KeepAsync(Found(db, "c", "c") with { Inbox = new InboxId("sales") }, null, Cancellation);
        string[] keys = ["a", "b", "b", "c", .. Enumerable.Range(0, 2_000).Select(i => $"x{i}")];

        Assert.Equal(["b"], await db.RawMail.KnownSourceKeysAsync(Support, keys, Cancellation));
    }

    [Fact]
    public async Task A_mail_of_our_own_is_kept_once_for_its_key_and_waits_for_nobody()
    {
        await using var db = await TestDatabase.CreateAsync();
        await db.RawMail.KeepAsync(Found(db, "reply/1", "found"), null, Cancellation);
        var id = await db.RawMail.KeepOwnAsync(Support, "reply/1", "our reply"u8.ToArray(), Cancellation);

        Assert.Equal(id, await db.RawMail.KeepOwnAsync(Support, "reply/1", "our reply"u8.ToArray(), Cancellation));
        Assert.Equal(id, await db.RawMail.FindOwnAsync("reply/1", Cancellation));
        Assert.Null(await db.RawMail.FindOwnAsync("reply/2", Cancellation));
        var mail = await db.RawMail.FindAsync(id, Cancellation);
        Assert.Equal((RawMailState.Own, "reply/1", 9L), (mail!.State, mail.SourceKey, mail.Size));
        Assert.Single(await db.RawMail.WaitingAsync(9, Cancellation));
    }

    [Fact]
    public async Task Bytes_that_changed_on_the_disk_are_not_handed_out()
    {
        await using var db = await TestDatabase.CreateAsync();
        var mail = Encoding.ASCII.GetBytes(new string('a', 400));
        var (plain, packed) = (await db.RawMail.KeepAsync(Found(db, "1", "x"), null, Cancellation), await db.RawMail.KeepAsync(
            Found(db, "2", mail), null, Cancellation));
        await using var connection = db.Connect();
        await connection.OpenAsync(Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = "UPDATE raw_contents SET bytes = x'00'";
        await command.ExecuteNonQueryAsync(Cancellation);

        await Assert.ThrowsAsync<InvalidDataException>(() => db.RawMail.ReadAsync(plain!.Value, Cancellation));
        await Assert.ThrowsAsync<InvalidDataException>(() => db.RawMail.ReadAsync(packed!.Value, Cancellation));
    }

    [Fact]
    public async Task Quarantine_sets_a_mail_apart_and_tells_the_channel_once()
    {
        await using var db = await TestDatabase.CreateAsync();
        var (first, second) = (await KeptAsync(db, "1"), await KeptAsync(db, "2"));

        await db.RawMail.QuarantineAsync(first, "a header without end", Cancellation);
        await db.RawMail.QuarantineAsync(second, "ill nested", Cancellation);
        await db.RawMail.QuarantineAsync(first, "a header without end, still", Cancellation);

        Assert.Empty(await db.RawMail.WaitingAsync(9, Cancellation));
        Assert.Equal(
            [(second, "ill nested"), (first, "a header without end, still")],
            (await db.RawMail.QuarantinedAsync(9, Cancellation)).Select(m => (m.Id, m.Remark)));
        // One inbox' words wait in line.
        var post = Assert.Single(await db.Queue.LeaseAsync(DeliveryLeg.Chat, 9, TimeSpan.FromMinutes(1), Cancellation));
        Assert.Equal((new DeliveryWork.PostQuarantine(Support, first), null), (post.Work, post.Conversation));
        await db.Queue.CompleteAsync(post, Post("17.1"), Cancellation);
        Assert.Equal(Post("17.1"), (await db.RawMail.FindAsync(first, Cancellation))!.Notice);
        post = Assert.Single(await db.Queue.LeaseAsync(DeliveryLeg.Chat, 9, TimeSpan.FromMinutes(1), Cancellation));
        Assert.Equal(new DeliveryWork.PostQuarantine(Support, second), post.Work);
        await db.Queue.CompleteAsync(post, Post("17.2"), Cancellation);
        Assert.Empty(await db.Queue.LeaseAsync(DeliveryLeg.Chat, 9, TimeSpan.FromMinutes(1), Cancellation));
    }

    [Fact]
    public async Task A_replayed_mail_waits_again_and_its_post_is_rendered_anew()
    {
        await using var db = await TestDatabase.CreateAsync();
        var id = await KeptAsync(db, "1");
        Assert.False(await db.RawMail.ReplayAsync(id, Cancellation));
        await db.RawMail.QuarantineAsync(id, "unreadable", Cancellation);
        var post = Assert.Single(await db.Queue.LeaseAsync(DeliveryLeg.Chat, 9, TimeSpan.FromMinutes(1), Cancellation));
        await db.Queue.CompleteAsync(post, Post("17.1"), Cancellation);

        Assert.True(await db.RawMail.ReplayAsync(id, Cancellation));

        Assert.Equal("", Assert.Single(await db.RawMail.WaitingAsync(9, Cancellation)).Remark);
        Assert.False(await db.RawMail.ReplayAsync(id, Cancellation));
        var update = Assert.Single(await db.Queue.LeaseAsync(DeliveryLeg.Chat, 9, TimeSpan.FromMinutes(1), Cancellation));
        Assert.Equal(new DeliveryWork.UpdateQuarantine(Support, id), update.Work);
    }

    [Fact]
    public async Task A_mail_that_was_read_cannot_be_quarantined_afterwards()
    {
        await using var db = await TestDatabase.CreateAsync();
        var id = await KeptAsync(db, "1");
        await db.CommitAsync(new DeskCommit { RawMail = new RawMailEnd(id, RawMailDisposition.Internal) });

        await db.RawMail.QuarantineAsync(id, "too late", Cancellation);

        Assert.Equal("Internal", (await db.RawMail.FindAsync(id, Cancellation))!.Remark);
        Assert.Equal(0, (await db.Queue.DepthAsync(DeliveryLeg.Chat, Cancellation)).Scheduled);
    }

    private static async Task<RawMailId> KeptAsync(TestDatabase db, string key)
        => (await db.RawMail.KeepAsync(Found(db, key, key), null, Cancellation))!.Value;

    private static FoundMail Found(TestDatabase db, string key, string text) => Found(db, key, Encoding.UTF8.GetBytes(text));

    private static FoundMail Found(TestDatabase db, string key, byte[] bytes) => new(Support, key, db.Time.GetUtcNow(), bytes);
}

using MailBridge.Conversations;
using static MailBridge.Storage.Tests.Samples;

namespace MailBridge.Storage.Tests;

public sealed class ThreadClueTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_conversation_is_found_by_each_clue_of_its_mails_once()
    {
        await using var db = await TestDatabase.CreateAsync();
        var thread = new OutlookThread(new Guid("0192f000-0000-7000-8000-0000000000aa"), "AdU=", "Order");
        var conversation = await OpenAsync(db, m => m with { References = [new MsgId("0@example.com")], InReplyTo = [new MsgId("0@example.com")], Outlook = thread, SubjectTag = "17" });
        conversation.Receive(Received(db.Time, Email(db.Time, "2@example.com") with { References = [new MsgId("0@example.com"), new MsgId("1@example.com")] }), EntryId.New(db.Time));
        Assert.Equal(CommitResult.Committed, await db.CommitAsync(new DeskCommit { Conversation = conversation }));

        ThreadClue[] clues = [ThreadClue.Of(new MsgId("0@example.com")), ThreadClue.Of(new MsgId("1@example.com")), ThreadClue.Of(thread), ThreadClue.OfTag("17")];
        var found = await db.Store.FindByCluesAsync([.. clues, ThreadClue.OfTag("0@example.com"), ThreadClue.Of(new MsgId("17"))], Cancellation);

        Assert.Equal(clues.Length, found.Count);
        Assert.All(clues, c => Assert.Equal([conversation.Id], found[c]));
    }

    [Fact]
    public async Task Mails_under_one_id_are_all_found_the_first_first_and_a_reply_by_the_id_it_was_given()
    {
        await using var db = await TestDatabase.CreateAsync();
        var first = await db.OpenAsync("same@example.com");
        var second = await OpenAsync(db, m => m with { HeaderId = new MsgId("same@example.com") });
        var reply = Reply(db.Time, "mb.reply@shop.example");
        second.Reply(reply);
        await db.CommitAsync(new DeskCommit { Conversation = second });
        second = await db.ReloadAsync(second.Id);
        Assert.True(second.KnowReplyAs(reply.Id, new MsgId("given@example.com")));
        Assert.False(second.KnowReplyAs(reply.Id, new MsgId("given@example.com")));
        await db.CommitAsync(new DeskCommit { Conversation = second });

        var known = await db.Store.FindEmailsAsync([new MsgId("same@example.com"), new MsgId("given@example.com")], Cancellation);

        Assert.Equal([first.Id, second.Id], known[new MsgId("same@example.com")].Select(k => k.Conversation));
        Assert.True(Assert.Single(known[new MsgId("given@example.com")]).IsOurs);
        Assert.Equal([new MsgId("given@example.com")], ((Entry.AgentReply)(await db.ReloadAsync(second.Id)).Entries[^1]).FurtherIds);
    }

    [Fact]
    public async Task A_database_from_before_gets_the_clues_of_the_mails_it_holds()
    {
        await using var db = await TestDatabase.CreateAsync();
        var conversation = await OpenAsync(db, m => m with { References = [new MsgId("a@example.com"), new MsgId("b@example.com")], InReplyTo = [new MsgId("b@example.com")] });
        await db.OpenAsync("plain@example.com");
        await db.RewindAsync("20261122050000_ThreadClues");

        await using var after = await db.OpenAgainAsync();

        var found = await after.Store.FindByCluesAsync([ThreadClue.Of(new MsgId("a@example.com")), ThreadClue.Of(new MsgId("b@example.com"))], Cancellation);
        Assert.Equal(2, found.Count);
        Assert.All(found, f => Assert.Equal([conversation.Id], f));
    }

    private static async Task<Conversation> OpenAsync(TestDatabase db, Func<IncomingEmail, IncomingEmail> with)
    {
        var customer = await db.Store.FindCustomerAsync(new EmailAddress("ada@example.com"), Cancellation) ?? Customer(db.Time, "Ada", "ada@example.com");
        var conversation = Opened(db.Time, customer, with(Email(db.Time, "first@example.com")), out _);
        Assert.Equal(CommitResult.Committed, await db.CommitAsync(new DeskCommit { Conversation = conversation, Customer = customer }));
        return await db.ReloadAsync(conversation.Id);
    }
}

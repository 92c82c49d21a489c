using MailBridge.Conversations;
using static MailBridge.Storage.Tests.Samples;

namespace MailBridge.Storage.Tests;

public sealed class TemplateTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Versions_come_back_as_they_were_and_the_latest_is_the_template()
    {
        await using var db = await TestDatabase.CreateAsync();
        var first = Version(db, "Photo", Support);
        var second = first with { Version = 2, Name = "Foto 📷", Text = "{{a}}\n 'x' \"y\"", Inbox = null, SavedBy = new("jo"), IsDeleted = true };
        var other = Version(db, "Bills", null);
        foreach (var version in new[] { first, second, other }) Assert.True(await AddAsync(db, version));
        await using var again = await db.OpenAgainAsync();
        Assert.Equal([second, first], await again.Templates.VersionsAsync(first.Id, Cancellation));
        Assert.Equal([other, second], (await again.Templates.LatestAsync(Cancellation)).OrderBy(t => t.Name, StringComparer.Ordinal));
        Assert.Empty(await again.Templates.VersionsAsync(TemplateId.New(db.Time), Cancellation));
    }

    [Fact]
    public async Task A_version_that_is_there_is_never_written_over()
    {
        await using var db = await TestDatabase.CreateAsync();
        await using var second = await db.OpenAgainAsync();
        var first = Version(db, "Photo", null);
        var added = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => AddAsync(i % 2 == 0 ? db : second, first with { Text = $"Text {i}" })));
        Assert.Single(added, true);
        Assert.Single(await db.Templates.VersionsAsync(first.Id, Cancellation));
        Assert.True(await AddAsync(db, first with { Version = 2 }));
        Assert.False(await AddAsync(db, first with { Version = 1 }));
    }

    [Fact]
    public async Task Which_reply_used_which_version_is_kept_with_the_reply()
    {
        await using var db = await TestDatabase.CreateAsync();
        var (photo, bills) = (TemplateId.New(db.Time), TemplateId.New(db.Time));
        var conversation = await db.ReloadAsync((await db.OpenAsync("1@example.com")).Id);
        conversation.Reply(Reply(db.Time, "r@example.com") with { Templates = [new(photo, 3), new(bills, 1), new(photo, 4)] });
        Assert.Equal(CommitResult.Committed, await db.CommitAsync(new DeskCommit { Conversation = conversation }));
        db.Time.Advance(TimeSpan.FromMinutes(1));
        var other = await db.ReloadAsync((await db.OpenAsync("2@example.com", "Refund, please.")).Id);
        other.Reply(Reply(db.Time, "s@example.com") with { Templates = [new(bills, 1)] });
        await db.CommitAsync(new DeskCommit { Conversation = other });

        Assert.Equal([new(photo, 3), new(bills, 1), new(photo, 4)], (await db.ReloadAsync(conversation.Id)).Entries.OfType<Entry.AgentReply>().Single().Templates);
        Assert.Equal(
            [new(bills, TemplateWords.Of(other)), new(photo, TemplateWords.Of(conversation)), new(bills, TemplateWords.Of(conversation))],
            (await db.Templates.UsesAsync(Support, 9, Cancellation)).OrderByDescending(u => u.Words == TemplateWords.Of(other)).ThenByDescending(u => u.Template == photo));
        Assert.Equal(bills, Assert.Single(await db.Templates.UsesAsync(Support, 1, Cancellation)).Template);
        Assert.Empty(await db.Templates.UsesAsync(new("sales"), 9, Cancellation));
    }

    private static Task<bool> AddAsync(TestDatabase db, Template version) => db.Templates.AddAsync(version, Cancellation);

    private static Template Version(TestDatabase db, string name, InboxId? inbox) => new()
    {
        Id = TemplateId.New(db.Time), Version = 1, Inbox = inbox, Name = name, Text = "Please.", SavedBy = Ana, SavedAt = db.Time.GetUtcNow(),
    };
}

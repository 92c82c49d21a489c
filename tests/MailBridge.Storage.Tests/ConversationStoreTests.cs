using MailBridge.Conversations;
using static MailBridge.Storage.Tests.Samples;

namespace MailBridge.Storage.Tests;

public sealed class ConversationStoreTests
{
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
}

using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.Workspace;

namespace MailBridge.Tests.Workspace;

public sealed class WorkspaceGatewayTests
{
    private static readonly ChatChannel Support = new("workspace", "", "support");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_post_with_the_same_key_gives_back_the_first()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var first = await host.Gateway.PostAsync(Root("key-1"), Cancellation);
        var second = await host.Gateway.PostAsync(Root("key-1"), Cancellation);
        var other = await host.Gateway.PostAsync(Root("key-2"), Cancellation);
        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
        using var browser = await host.BrowseAsync(Cancellation);
        Assert.Equal(2, (await browser.GetAsync("/", Cancellation)).Document.QuerySelectorAll("#cards > li").Length);
    }

    [Fact]
    public async Task Twenty_posts_with_one_key_at_once_make_one_post()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var posts = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => host.Gateway.PostAsync(Root("same"), Cancellation))));
        Assert.Single(posts.Distinct());
    }

    [Fact]
    public async Task A_post_that_is_taken_away_is_gone_from_its_thread_and_open_pages_are_told()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var post = Root("root");
        var root = await host.Gateway.PostAsync(post, Cancellation);
        var conversation = ((Card.Root)post.Card).Conversation;
        var card = new Card.Item
        {
            Conversation = conversation, Entry = EntryId.New(TimeProvider.System), Kind = CardItemKind.Activity, Author = "MailBridge", At = DateTimeOffset.UnixEpoch, Text = "Nobody has claimed it",
        };
        var reminder = await host.Gateway.PostAsync(new ChatPost(Support, root, "reminder", card, Sender: null), Cancellation);
        using var browser = await host.BrowseAsync(Cancellation);
        Assert.Contains("Nobody has claimed it", (await browser.GetAsync($"/c/{conversation}", Cancellation)).Text("#thread"), StringComparison.Ordinal);

        using var page = host.Live.Listen();
        await host.Gateway.RemoveAsync(reminder, card, Cancellation);
        await host.Gateway.RemoveAsync(reminder, card, Cancellation);
        Assert.Equal(conversation.ToString(), (await page.Changes.ReadAsync(Cancellation)).Conversation);
        Assert.False(page.Changes.TryRead(out _));
        Assert.DoesNotContain("Nobody has claimed it", (await browser.GetAsync($"/c/{conversation}", Cancellation)).Text("#thread"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_notice_leads_to_the_conversations_it_speaks_of()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var root = Root("root");
        var conversation = ((Card.Root)root.Card).Conversation;
        await host.Gateway.PostAsync(root, Cancellation);
        var notice = new Card.Notice { Title = "1 open: 1 nobody's", Text = "", At = DateTimeOffset.UnixEpoch, Links = [new CardLink(conversation, "Boiler <b>")] };
        var posted = await host.Gateway.PostAsync(new ChatPost(Support, Thread: null, "line", notice, Sender: null), Cancellation);
        using var browser = await host.BrowseAsync(Cancellation);
        var link = (await browser.GetAsync($"/n/{posted.Message}", Cancellation)).Document.QuerySelector(".notice-text .links a")!;
        Assert.Equal(("Boiler <b>", $"/c/{conversation}"), (link.TextContent, link.GetAttribute("href")));
    }

    [Fact]
    public async Task An_update_shows_another_card_and_tells_the_open_pages()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var post = Root("key");
        var reference = await host.Gateway.PostAsync(post, Cancellation);
        using var page = host.Live.Listen();
        await host.Gateway.UpdateAsync(reference, (Card.Root)post.Card with { Subject = "Another subject", Status = ConversationStatus.Closed }, Cancellation);
        var change = await page.Changes.ReadAsync(Cancellation);
        Assert.Equal(((Card.Root)post.Card).Conversation.ToString(), change.Conversation);
        using var browser = await host.BrowseAsync(Cancellation);
        var closed = await browser.GetAsync("/?view=closed", Cancellation);
        Assert.Contains("Another subject", closed.Text("#cards"), StringComparison.Ordinal);
        Assert.Empty((await browser.GetAsync("/?view=unanswered", Cancellation)).Document.QuerySelectorAll("#cards > li"));
    }

    [Fact]
    public async Task A_repeated_post_tells_nobody_twice()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        using var page = host.Live.Listen();
        await host.Gateway.PostAsync(Root("key"), Cancellation);
        await host.Gateway.PostAsync(Root("key"), Cancellation);
        Assert.True(page.Changes.TryRead(out var change));
        Assert.StartsWith("New conversation from Maria Keller", change.Says, StringComparison.Ordinal);
        Assert.False(page.Changes.TryRead(out _));
    }

    [Theory]
    [InlineData("999")]
    [InlineData("-1")]
    [InlineData("no number")]
    public async Task A_post_that_does_not_exist_is_a_lasting_fault(string message)
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var nowhere = new ChatPostRef(Support, message);
        var update = await Assert.ThrowsAsync<ChatFault>(() => host.Gateway.UpdateAsync(nowhere, Root("x").Card, Cancellation));
        var answer = await Assert.ThrowsAsync<ChatFault>(() => host.Gateway.PostAsync(Root("y") with { Thread = nowhere }, Cancellation));
        Assert.False(update.IsTransient);
        Assert.False(answer.IsTransient);
    }

    [Fact]
    public async Task Every_kind_of_card_comes_back_as_it_was_kept()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var id = new ConversationId(Guid.NewGuid());
        Card[] cards =
        [
            ((Card.Root)Root("r").Card) with { Facts = [new CardFact("a", "b")], Buttons = [new CardButton("reply", "t", "Reply", true, true)] },
            host.Desk.Item(id, CardItemKind.AgentReply, "Anna", "text\n\nmore") with
            {
                Life = new CardLife("Bounced", CardTone.Bad, "550"), Files = [new CardFile(PretendedOriginals.Hostile, 2, "a.pdf", "application/pdf", 7, false)], To = ["x", "y"],
            },
            new Card.Notice { Title = "t", Text = "u", At = DateTimeOffset.UnixEpoch, Tone = CardTone.Bad },
        ];
        foreach (var card in cards)
        {
            var json = MailBridge.Workspace.Posts.CardJson.Write(card);
            Assert.Equal(json, MailBridge.Workspace.Posts.CardJson.Write(MailBridge.Workspace.Posts.CardJson.Read(json, default)));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"is":"root"}""")]
    [InlineData("""{"is":"of tomorrow","x":1}""")]
    public void A_card_of_another_version_is_shown_as_a_notice_that_says_so(string json)
        => Assert.IsType<Card.Notice>(MailBridge.Workspace.Posts.CardJson.Read(json, DateTimeOffset.UnixEpoch));

    [Fact]
    public async Task A_healthy_workspace_has_nothing_to_say_about_its_channels()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        Assert.Null(await host.Gateway.CheckAsync(Support, Cancellation));
        Assert.Equal("workspace", host.Gateway.Platform);
    }

    private static ChatPost Root(string key) => new(Support, null, key, new Card.Root
    {
        Conversation = new ConversationId(Guid.NewGuid()),
        Customer = "Maria Keller",
        CustomerAddress = "maria@example.org",
        Subject = "Lamp flickers",
        Status = ConversationStatus.New,
        WaitingSince = DateTimeOffset.UnixEpoch,
        LastActivityAt = DateTimeOffset.UnixEpoch,
        Preview = "Hello",
    }, null);
}

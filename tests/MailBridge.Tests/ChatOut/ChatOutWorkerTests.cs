using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.Operations;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailBridge.Tests.ChatOut;

public sealed class ChatOutWorkerTests
{
    private static readonly PostingOptions Options = new();

    private static CancellationToken Token => DeskFixture.Token;

    [Fact]
    public async Task A_new_conversation_is_posted_root_first_and_everything_else_into_its_thread()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation.Id);
        var (worker, chat) = Worker(desk);
        await desk.WorkAsync(worker, DeliveryLeg.Chat);

        Assert.Equal(["post m1 Root in -", "post m2 Item in m1", "post m3 Item in m1", "update m1 Root"], chat.Said);
        var root = (await desk.LoadAsync(conversation.Id)).State.Thread;
        Assert.Equal("m1", root!.Message);
        Assert.Null(chat.Posts[0].Sender);
        Assert.Null(chat.Posts[1].Sender);
        Assert.Equal(new CardAgent(DeskFixture.Anna, "Anna Kowalska"), chat.Posts[2].Sender);
    }

    [Fact]
    public async Task A_change_of_a_reply_updates_the_post_that_shows_it()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation.Id);
        var (worker, chat) = Worker(desk);
        await desk.WorkAsync(worker, DeliveryLeg.Chat);
        var mail = Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, TimeSpan.FromMinutes(1), Token));
        await desk.Progress.AcceptedAsync(mail, "250 queued", [], Token);
        await desk.WorkAsync(worker, DeliveryLeg.Chat);
        Assert.Equal("update m3 Item", chat.Said[^1]);
        Assert.Equal("Sent", Assert.IsType<Card.Item>(chat.Updates[^1]).Life!.Word);
    }

    [Fact]
    public async Task A_conversation_from_history_gets_its_thread_when_something_new_happens_in_it()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync(history: true);
        var (worker, chat) = Worker(desk);
        Assert.Equal(0, await desk.WorkAsync(worker, DeliveryLeg.Chat));
        await desk.ReplyAsync(conversation.Id);
        await desk.WorkAsync(worker, DeliveryLeg.Chat);
        Assert.Equal(["post m1 Root in -", "post m2 Item in m1", "update m1 Root"], chat.Said);
        Assert.Equal("m1", (await desk.LoadAsync(conversation.Id)).State.Thread!.Message);
    }

    [Fact]
    public async Task A_thread_that_was_opened_on_the_way_is_not_opened_twice_when_the_entry_fails()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync(history: true);
        await desk.ReplyAsync(conversation.Id);
        var (worker, chat) = Worker(desk);
        chat.Faults.Enqueue(null);
        chat.Faults.Enqueue(new ChatFault("busy", isTransient: true));
        await desk.WorkAsync(worker, DeliveryLeg.Chat);
        desk.Time.Advance(Options.FirstRetryAfter);
        await desk.WorkAsync(worker, DeliveryLeg.Chat);
        Assert.Equal(["post m1 Root in -", "post m2 Item in m1", "update m1 Root"], chat.Said);
    }

    [Fact]
    public async Task A_fault_that_may_pass_holds_up_its_own_conversation_alone_and_keeps_the_order()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await desk.OpenAsync();
        await desk.ReceiveAsync(DeskFixture.Mail(2));
        var (worker, chat) = Worker(desk);
        chat.Faults.Enqueue(new ChatFault("the platform is down", isTransient: true));
        await desk.WorkAsync(worker, DeliveryLeg.Chat);
        Assert.Equal(["post m1 Root in -", "post m2 Item in m1"], chat.Said);
        Assert.Equal("Boiler 2", Assert.IsType<Card.Root>(chat.Posts[0].Card).Subject);

        desk.Time.Advance(Options.FirstRetryAfter);
        await desk.WorkAsync(worker, DeliveryLeg.Chat);
        Assert.Equal(["post m3 Root in -", "post m4 Item in m3"], chat.Said[2..]);
        Assert.True(desk.Health.IsReady);
    }

    [Fact]
    public async Task The_platforms_own_word_on_how_long_to_wait_is_obeyed()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await desk.OpenAsync();
        var (worker, chat) = Worker(desk);
        chat.Faults.Enqueue(new ChatFault("ratelimited", isTransient: true, TimeSpan.FromSeconds(90)));
        await desk.WorkAsync(worker, DeliveryLeg.Chat);
        Assert.Equal("ratelimited", desk.Problem("Chat"));
        desk.Time.Advance(TimeSpan.FromSeconds(89));
        Assert.Equal(0, await desk.WorkAsync(worker, DeliveryLeg.Chat));
        desk.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, await desk.WorkAsync(worker, DeliveryLeg.Chat));
    }

    [Fact]
    public async Task A_post_whose_turn_comes_later_waits_for_it_without_having_failed()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await desk.OpenAsync();
        var (worker, chat) = Worker(desk);
        chat.Faults.Enqueue(new ChatBusy(desk.Time.GetUtcNow() + TimeSpan.FromSeconds(7)));
        Assert.Equal(1, await desk.WorkAsync(worker, DeliveryLeg.Chat));
        Assert.Null(desk.Problem("Chat"));
        desk.Time.Advance(TimeSpan.FromSeconds(7));
        var again = Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Chat, 1, TimeSpan.FromMinutes(1), Token));
        Assert.Equal(0, again.Attempts);
    }

    [Fact]
    public async Task A_conversation_whose_thread_is_lost_goes_on_in_a_new_one()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var (worker, chat) = Worker(desk);
        await desk.WorkAsync(worker, DeliveryLeg.Chat);
        chat.Faults.Enqueue(new ChatFault("archived", isTransient: true) { Loss = ChatLoss.Thread });
        await desk.ReplyAsync(conversation.Id);
        await desk.WorkAsync(worker, DeliveryLeg.Chat);
        Assert.Equal(["post m1 Root in -", "post m2 Item in m1", "post m3 Root in -", "post m4 Item in m3", "update m3 Root"], chat.Said);
        Assert.Equal("m3", (await desk.LoadAsync(conversation.Id)).State.Thread!.Message);
    }

    [Fact]
    public async Task What_waits_for_a_person_to_mend_the_installation_is_never_given_up()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await desk.OpenAsync();
        var (worker, chat) = Worker(desk);
        for (var i = 0; i < 5; i++)
        {
            chat.Faults.Enqueue(new ChatFault("token revoked", isTransient: true) { AwaitsMending = true });
            await desk.WorkAsync(worker, DeliveryLeg.Chat);
            desk.Time.Advance(Options.GiveUpAfter);
        }
        await desk.WorkAsync(worker, DeliveryLeg.Chat);
        Assert.Equal(["post m1 Root in -", "post m2 Item in m1"], chat.Said);
    }

    [Fact]
    public async Task A_post_that_is_refused_for_good_is_given_up_and_blocks_nothing_behind_it()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var (worker, chat) = Worker(desk);
        chat.Faults.Enqueue(null);
        chat.Faults.Enqueue(new ChatFault("msg_too_long", isTransient: false));
        await desk.ReplyAsync(conversation.Id);
        await desk.WorkAsync(worker, DeliveryLeg.Chat);
        Assert.Equal(["post m1 Root in -", "post m2 Item in m1", "update m1 Root"], chat.Said);
        Assert.Equal(CardItemKind.AgentReply, Assert.IsType<Card.Item>(chat.Posts[1].Card).Kind);
        Assert.Equal(1, (await desk.Queue.DepthAsync(DeliveryLeg.Chat, Token)).Failed);
    }

    [Fact]
    public async Task A_platform_that_is_down_for_too_long_has_its_post_given_up()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await desk.OpenAsync();
        var (worker, chat) = Worker(desk);
        chat.Faults.Enqueue(new ChatFault("down", isTransient: true));
        chat.Faults.Enqueue(new ChatFault("down", isTransient: true));
        await desk.WorkAsync(worker, DeliveryLeg.Chat);
        desk.Time.Advance(Options.GiveUpAfter);
        await desk.WorkAsync(worker, DeliveryLeg.Chat);
        Assert.Equal(1, (await desk.Queue.DepthAsync(DeliveryLeg.Chat, Token)).Failed);
        // The mail itself is shown all the same: the thread is opened on the way to it.
        Assert.Equal(["post m1 Root in -", "post m2 Item in m1"], chat.Said);
    }

    [Fact]
    public async Task An_unreadable_mail_is_told_in_the_channel_and_the_notice_follows_what_becomes_of_it()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var mail = await desk.KeepAsync("no mail at all");
        await desk.Raw.QuarantineAsync(mail, "it has no header fields", Token);
        var (worker, chat) = Worker(desk);
        await desk.WorkAsync(worker, DeliveryLeg.Chat);
        var notice = Assert.IsType<Card.Notice>(Assert.Single(chat.Posts).Card);
        Assert.Contains("it has no header fields", notice.Text, StringComparison.Ordinal);
        Assert.Equal(new CardButton(CardActions.Replay, mail.ToString(), "Read again"), Assert.Single(notice.Buttons));

        Assert.True(await desk.Raw.ReplayAsync(mail, Token));
        await desk.WorkAsync(worker, DeliveryLeg.Chat);
        Assert.Equal("update m1 Notice", chat.Said[^1]);
        Assert.Empty(chat.Updates[^1].Buttons);

        await desk.Raw.QuarantineAsync(mail, "it still has none", Token);
        await desk.WorkAsync(worker, DeliveryLeg.Chat);
        Assert.Equal(["post m1 Notice in -", "update m1 Notice", "update m1 Notice"], chat.Said);
        Assert.Contains("it still has none", Assert.IsType<Card.Notice>(chat.Updates[^1]).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_platform_that_nobody_configured_is_waited_for()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await desk.OpenAsync();
        var worker = new ChatOutWorker(
            desk.Queue, desk.Store, desk.Raw, desk.Directory, desk.List, desk.Cards, desk.Writers, [], Options, desk.Health, NullLogger<ChatOutWorker>.Instance, desk.Time);
        await desk.WorkAsync(worker, DeliveryLeg.Chat);
        Assert.Contains("'fake' is not configured", desk.Problem("Chat"), StringComparison.Ordinal);
        Assert.Equal(0, (await desk.Queue.DepthAsync(DeliveryLeg.Chat, Token)).Failed);
    }

    private static (ChatOutWorker, FakeChat) Worker(DeskFixture desk)
    {
        var chat = new FakeChat();
        return (new ChatOutWorker(
            desk.Queue, desk.Store, desk.Raw, desk.Directory, desk.List, desk.Cards, desk.Writers, [chat], Options, desk.Health, NullLogger<ChatOutWorker>.Instance, desk.Time), chat);
    }

    /// <summary>A platform that keeps what it was told and fails as it was told.</summary>
    private sealed class FakeChat : IChatGateway
    {
        private readonly Dictionary<string, ChatPostRef> _byKey = [];

        public List<string> Said { get; } = [];

        public List<ChatPost> Posts { get; } = [];

        public List<Card> Updates { get; } = [];

        /// <summary>What the next calls throw; null lets one pass.</summary>
        public Queue<Exception?> Faults { get; } = [];

        public string Platform => "fake";

        public Task<ChatPostRef> PostAsync(ChatPost post, CancellationToken cancellation)
        {
            if (Faults.TryDequeue(out var fault) && fault is not null) throw fault;
            if (_byKey.TryGetValue(post.Key, out var before)) return Task.FromResult(before);
            Posts.Add(post);
            var place = _byKey[post.Key] = new ChatPostRef(post.Channel, $"m{Posts.Count}");
            Said.Add($"post {place.Message} {post.Card.GetType().Name} in {post.Thread?.Message ?? "-"}");
            return Task.FromResult(place);
        }

        public Task UpdateAsync(ChatPostRef post, Card card, CancellationToken cancellation)
        {
            if (Faults.TryDequeue(out var fault) && fault is not null) throw fault;
            Updates.Add(card);
            Said.Add($"update {post.Message} {card.GetType().Name}");
            return Task.CompletedTask;
        }

        public Task<string?> CheckAsync(ChatChannel channel, CancellationToken cancellation) => Task.FromResult<string?>(null);
    }
}

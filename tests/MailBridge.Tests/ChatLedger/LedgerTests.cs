using System.Collections.Concurrent;
using System.Threading.Channels;
using MailBridge.ChatLedger;
using MailBridge.ChatOut;
using MailBridge.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailBridge.Tests.ChatLedger;

public sealed class LedgerTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly WatchedClock _time = new();
    private ServiceProvider _services = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ReceivedBook Book => _services.GetRequiredService<ReceivedBook>();

    private AttemptBook Attempts => _services.GetRequiredService<AttemptBook>();

    public async ValueTask InitializeAsync()
    {
        _services = new ServiceCollection()
            .AddSingleton<TimeProvider>(_time)
            .AddChatLedger((_, o) => o.UseSqlite($"Data Source={Path.Combine(_folder.Path, "ledger.db")}"))
            .BuildServiceProvider();
        await using var db = await _services.GetRequiredService<IDbContextFactory<LedgerDb>>().CreateDbContextAsync(Token);
        await db.Database.MigrateAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_is_told_twice_is_kept_once_by_its_name_or_by_what_it_is_about()
    {
        Assert.True(await Book.KeepAsync(new Received("slack", "Ev1", "t", "hello", "message:1"), Token));
        Assert.False(await Book.KeepAsync(new Received("slack", "Ev1", "t", "hello", "message:1"), Token));
        Assert.False(await Book.KeepAsync(new Received("slack", "Ev2", "t", "hello", "message:1"), Token));
        Assert.True(await Book.KeepAsync(new Received("slack", "Ev3", "t", "more"), Token));
        Assert.True(await Book.KeepAsync(new Received("teams", "Ev1", "t", "hello", "message:1"), Token));
    }

    [Fact]
    public async Task A_name_is_remembered_while_a_platform_may_repeat_itself_and_then_forgotten()
    {
        await Book.KeepAsync(new Received("slack", "Ev1", "t", "hello"), Token);
        await Book.DoneAsync((await Book.WaitingAsync(Token)).Single(), Token);
        Assert.Empty(await Book.WaitingAsync(Token));
        Assert.Equal(0, await Book.ForgetAsync(Token));
        Assert.False(await Book.KeepAsync(new Received("slack", "Ev1", "t", "hello"), Token));
        _time.Advance(TimeSpan.FromDays(3));
        Assert.Equal(1, await Book.ForgetAsync(Token));
    }

    [Fact]
    public async Task Each_lane_is_handled_in_order_and_a_lane_that_fails_stops_no_other()
    {
        foreach (var (lane, text) in new[] { ("a", "a1"), ("a", "a2"), ("b", "b1"), ("b", "b2") }) await Book.KeepAsync(new Received("fake", text, lane, text), Token);
        var handler = new Handler { Fails = { ["a1"] = new ChatFault("later", isTransient: true) } };
        using var worker = Worker(handler);
        await worker.StartAsync(Token);
        await handler.HandledAsync(2);
        Assert.Equal(["b1", "b2"], handler.Handled);
        // Only once it waits has it failed: it may have been taken on behind the others.
        await _time.TimerAsync(TimeSpan.FromMilliseconds(500), Token);
        handler.Fails.Clear();
        _time.Advance(TimeSpan.FromSeconds(1));
        await handler.HandledAsync(4);
        Assert.Equal(["b1", "b2", "a1", "a2"], handler.Handled);
        await worker.StopAsync(Token);
    }

    [Fact]
    public async Task What_can_never_be_done_is_given_up_and_the_next_of_its_lane_goes_on()
    {
        await Book.KeepAsync(new Received("fake", "1", "a", "never"), Token);
        await Book.KeepAsync(new Received("fake", "2", "a", "then"), Token);
        var handler = new Handler { Fails = { ["never"] = new ChatFault("no", isTransient: false) } };
        using var worker = Worker(handler);
        await worker.StartAsync(Token);
        await handler.HandledAsync(1);
        Assert.Equal(["then"], handler.Handled);
        Assert.Equal(["never: no"], handler.GivenUp);
        await worker.StopAsync(Token);
    }

    [Fact]
    public async Task What_was_kept_before_a_restart_is_handled_after_it()
    {
        await Book.KeepAsync(new Received("fake", "1", "a", "one"), Token);
        var handler = new Handler();
        using var worker = Worker(handler);
        await worker.StartAsync(Token);
        await handler.HandledAsync(1);
        await worker.StopAsync(Token);
        Assert.Empty(await Book.WaitingAsync(Token));
    }

    [Fact]
    public async Task A_step_that_was_begun_without_an_outcome_is_known_as_such()
    {
        Assert.True((await Attempts.BeginAsync("p", "post", Token)).IsFirst);
        var again = await Attempts.BeginAsync("p", "post", Token);
        Assert.Equal((false, null), (again.IsFirst, again.Outcome));
        await Attempts.EndAsync("p", "post", "17.1", Token);
        Assert.Equal("17.1", (await Attempts.BeginAsync("p", "post", Token)).Outcome);
        await Attempts.BeginAsync("p", "files", Token);
        await Attempts.TakeBackAsync("p", "files", Token);
        Assert.True((await Attempts.BeginAsync("p", "files", Token)).IsFirst);
    }

    private ReceivedWorker Worker(Handler handler)
        => new(Book, Attempts, [handler], new BridgeHealth(_time), NullLogger<ReceivedWorker>.Instance, _time);

    private sealed class Handler : IReceivedHandler
    {
        private readonly Channel<bool> _handled = Channel.CreateUnbounded<bool>();
        private int _awaited;

        public ConcurrentDictionary<string, Exception> Fails { get; } = [];

        public ConcurrentQueue<string> Handled { get; } = [];

        public ConcurrentQueue<string> GivenUp { get; } = [];

        public string Platform => "fake";

        public Task GiveUpAsync(ReceivedItem item, string fault, CancellationToken cancellation)
        {
            GivenUp.Enqueue($"{item.Payload}: {fault}");
            throw new IOException("Even this cannot be told.");
        }

        public Task HandleAsync(ReceivedItem item, CancellationToken cancellation)
        {
            if (Fails.TryGetValue(item.Payload, out var fault)) throw fault;
            Handled.Enqueue(item.Payload);
            _handled.Writer.TryWrite(true);
            return Task.CompletedTask;
        }

        public async Task HandledAsync(int count)
        {
            for (; _awaited < count; _awaited++) await _handled.Reader.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token);
        }
    }
}

using MailBridge.Conversations;
using MailBridge.Operations;
using MailBridge.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailBridge.Tests.Operations;

public sealed class QueueWorkerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 60)]
    [InlineData(1, 120)]
    [InlineData(5, 1920)]
    [InlineData(6, 3600)]
    [InlineData(28, 3600)]
    [InlineData(29, 3600)]
    [InlineData(1000, 3600)]
    public void Waits_double_up_to_the_longest(int attempts, int seconds)
        => Assert.Equal(TimeSpan.FromSeconds(seconds), Backoff.Delay(attempts, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1)));

    [Fact]
    public void No_number_of_attempts_is_too_many_for_a_long_first_wait()
        => Assert.All(Enumerable.Range(4, 200), n => Assert.Equal(TimeSpan.FromHours(12), Backoff.Delay(n, TimeSpan.FromHours(1), TimeSpan.FromHours(12))));

    [Fact]
    public void A_first_wait_beyond_the_longest_is_the_longest()
        => Assert.Equal(TimeSpan.FromSeconds(1), Backoff.Delay(0, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1)));

    [Theory]
    [InlineData("2.00:00:00", "2 days")]
    [InlineData("1.00:00:00", "1 day")]
    [InlineData("1.12:00:00", "36 hours")]
    [InlineData("01:00:00", "1 hour")]
    [InlineData("01:30:00", "90 minutes")]
    [InlineData("00:01:00", "1 minute")]
    [InlineData("00:00:30", "30 seconds")]
    public void A_duration_is_said_in_the_largest_unit_that_tells_it(string span, string words)
        => Assert.Equal(words, Spans.Words(TimeSpan.Parse(span, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public async Task A_full_house_does_not_ask_the_queue_again_until_there_is_room()
    {
        var queue = new PretendedQueue(20);
        var worker = new HeldWorker(queue);
        await worker.StartAsync(Token);
        for (var i = 0; i < 8; i++) await worker.Begun.WaitAsync(Token);
        var (leases, waits) = (queue.Leases, queue.Waits);
        Assert.Equal(0, waits);

        worker.GoOn.Release();
        await worker.Begun.WaitAsync(Token);
        Assert.InRange(queue.Leases, leases + 1, leases + 2);
        Assert.Equal(0, queue.Waits);
        worker.GoOn.Release(100);
        await worker.StopAsync(Token);
    }

    [Fact]
    public async Task A_delivery_that_fails_in_a_way_nobody_foresaw_goes_back_and_stops_nobody()
    {
        var queue = new PretendedQueue(2);
        var worker = new HeldWorker(queue) { Fault = new InvalidOperationException("a bug") };
        worker.GoOn.Release(100);
        await worker.StartAsync(Token);
        await queue.Returned.WaitAsync(TimeSpan.FromSeconds(20), Token);
        await queue.Returned.WaitAsync(TimeSpan.FromSeconds(20), Token);
        await worker.StopAsync(Token);
        Assert.All(queue.ReturnedTo, due => Assert.Equal(worker.Clock.GetUtcNow() + TimeSpan.FromSeconds(30), due));
    }

    [Fact]
    public async Task A_queue_that_cannot_be_read_is_a_matter_of_the_database_and_is_tried_again()
    {
        var queue = new PretendedQueue(1) { Fault = new IOException("disk full") };
        var worker = new HeldWorker(queue);
        worker.GoOn.Release(100);
        await worker.StartAsync(Token);
        await worker.Clock.TimerAsync(TimeSpan.FromSeconds(5), Token);
        Assert.Equal("disk full", Assert.Single(worker.Report.Components).Problem);
        queue.Fault = null;
        worker.Clock.Advance(TimeSpan.FromSeconds(5));
        await worker.Begun.WaitAsync(Token);
        await worker.StopAsync(Token);
    }

    private sealed class HeldWorker : QueueWorker
    {
        public HeldWorker(IDeliveryQueue queue) : this(queue, new BridgeHealth(TimeProvider.System), new WatchedClock()) { }

        private HeldWorker(IDeliveryQueue queue, BridgeHealth health, WatchedClock clock) : base(queue, DeliveryLeg.Chat, health, NullLogger.Instance, clock)
            => (Report, Clock) = (health, clock);

        public BridgeHealth Report { get; }

        public WatchedClock Clock { get; }

        public SemaphoreSlim Begun { get; } = new(0);

        public SemaphoreSlim GoOn { get; } = new(0);

        public Exception? Fault { get; init; }

        protected internal override async Task DeliverAsync(Delivery delivery, CancellationToken cancellation)
        {
            Begun.Release();
            await GoOn.WaitAsync(cancellation);
            if (Fault is not null) throw Fault;
        }
    }

    /// <summary>A queue in which so many deliveries are due, each in a lane of its own.</summary>
    private sealed class PretendedQueue(int due) : IDeliveryQueue
    {
        private readonly ManualTimeProvider _time = new();
        private int _left = due;

        public int Leases { get; private set; }

        public int Waits { get; private set; }

        public Exception? Fault { get; set; }

        public SemaphoreSlim Returned { get; } = new(0);

        public System.Collections.Concurrent.ConcurrentQueue<DateTimeOffset> ReturnedTo { get; } = [];

        public Task<IReadOnlyList<Delivery>> LeaseAsync(DeliveryLeg leg, int most, TimeSpan lease, CancellationToken cancellation)
        {
            if (Fault is not null) throw Fault;
            Leases++;
            var count = Math.Min(most, _left);
            _left -= count;
            return Task.FromResult<IReadOnlyList<Delivery>>([.. Enumerable.Range(0, count).Select(_ => new Delivery
            {
                Id = DeliveryId.New(_time), Work = new DeliveryWork.UpdateConversation(), ScheduledAt = _time.GetUtcNow(), DueAt = _time.GetUtcNow(),
            })]);
        }

        public Task WaitAsync(DeliveryLeg leg, TimeSpan longest, CancellationToken cancellation)
        {
            Waits++;
            return _left > 0 ? Task.CompletedTask : Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellation);
        }

        public Task ReturnAsync(Delivery delivery, DateTimeOffset dueAt, CancellationToken cancellation)
        {
            ReturnedTo.Enqueue(dueAt);
            Returned.Release();
            return Task.CompletedTask;
        }

        public Task CompleteAsync(Delivery delivery, ChatPostRef? posted, CancellationToken cancellation) => throw new NotSupportedException();

        public Task KeepThreadAsync(ConversationId conversation, ChatPostRef root, CancellationToken cancellation) => throw new NotSupportedException();

        public Task RetryAsync(Delivery delivery, DateTimeOffset dueAt, string fault, CancellationToken cancellation) => ReturnAsync(delivery, dueAt, cancellation);

        public Task GiveUpAsync(Delivery delivery, string fault, CancellationToken cancellation) => throw new NotSupportedException();

        public Task MarkFinalDotAsync(Delivery delivery, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<int> ReleaseLeasesAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public Task<QueueDepth> DepthAsync(DeliveryLeg leg, CancellationToken cancellation) => throw new NotSupportedException();
    }
}

using System.Threading.Channels;
using MailBridge.Testing;

namespace MailBridge.Tests;

/// <summary>A clock that moves when a test says so and tells when somebody begins to wait: the sign that they are done with what they did.</summary>
internal sealed class WatchedClock : TimeProvider
{
    /// <summary>In real time: a test that waits for what does not happen fails, it does not hang.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ManualTimeProvider _clock = new();
    private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

    public override long TimestampFrequency => _clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _clock.GetUtcNow();

    public override long GetTimestamp() => _clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = _clock.CreateTimer(callback, state, dueTime, period);
        _timers.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Returns when a wait of that length has begun since the last one that was asked for.</summary>
    public async Task TimerAsync(TimeSpan length, CancellationToken cancellation)
    {
        while (await NextAsync(cancellation) != length) { }
    }

    /// <summary>Returns when any wait has begun since the last one that was asked for, with its length.</summary>
    public async Task<TimeSpan> TimerAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (await NextAsync(cancellation) is { Ticks: > 0 } length) return length;
        }
    }

    public void Advance(TimeSpan by) => _clock.Advance(by);

    private Task<TimeSpan> NextAsync(CancellationToken cancellation) => _timers.Reader.ReadAsync(cancellation).AsTask().WaitAsync(Patience, System, cancellation);
}

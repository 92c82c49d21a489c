namespace MailBridge.MailOut;

/// <summary>
/// When the process is asked to stop: before the final dot a hand-over is broken off at once, since the server throws such a mail away (RFC 5321 section 4.1.1.4);
/// behind it the server's answer is waited for a while, or nobody would know whether the mail was taken.
/// </summary>
internal sealed class FinalDotPatience : IDisposable
{
    /// <summary>Most servers answer within a second; a supervisor that asks to stop commonly waits 20–90 s.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(12);

    private readonly CancellationToken _stopping;
    private readonly CancellationTokenSource _hangUp;
    private readonly CancellationTokenRegistration _onStop;
    private int _state;

    public FinalDotPatience(TimeProvider time, CancellationToken stopping)
    {
        (_stopping, _hangUp) = (stopping, new CancellationTokenSource(Timeout.InfiniteTimeSpan, time));
        _onStop = stopping.Register(Stop);
    }

    private enum State { Before, Behind, Stopped }

    /// <summary>Ends the hand-over.</summary>
    public CancellationToken Token => _hangUp.Token;

    /// <summary>The final dot comes next.</summary>
    /// <exception cref="OperationCanceledException">The process is asked to stop: it must not.</exception>
    public void Begin()
    {
        if (Interlocked.CompareExchange(ref _state, (int)State.Behind, (int)State.Before) != (int)State.Before) throw new OperationCanceledException(_stopping);
    }

    public void Dispose()
    {
        _onStop.Dispose();
        _hangUp.Dispose();
    }

    private void Stop()
    {
        if (Interlocked.CompareExchange(ref _state, (int)State.Stopped, (int)State.Before) == (int)State.Before) _hangUp.Cancel();
        else _hangUp.CancelAfter(Longest);
    }
}

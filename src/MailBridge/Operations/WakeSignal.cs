using System.Threading.Channels;

namespace MailBridge.Operations;

/// <summary>Wakes one waiting loop. Signals that nobody has waited for melt into one.</summary>
internal class WakeSignal(TimeProvider time)
{
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Signal() => _news.Writer.TryWrite(true);

    /// <summary>Returns at the next signal, or after <paramref name="longest"/>.</summary>
    public async Task WaitAsync(TimeSpan longest, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            await _news.Reader.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The time is up: the caller looks by itself.
        }
    }
}

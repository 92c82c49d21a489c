namespace MailBridge.SlackApi.SocketMode;

/// <summary>How long to wait before a link is opened again: anything from nothing to a bound that doubles ("full jitter").</summary>
internal sealed class SocketModeBackoff(SocketModeOptions options, Random lots)
{
    private readonly Lock _gate = new();

    /// <param name="end">How the last link ended.</param>
    /// <param name="failures">How often in a row it came to nothing; 0 waits not at all.</param>
    public TimeSpan Wait(LinkEnd end, int failures)
    {
        var least = end switch
        {
            LinkEnd.Crowded => options.CrowdedWait,
            LinkEnd.Broken { RetryAfter: { } asked } => asked,
            _ => TimeSpan.Zero,
        };
        if (failures == 0) return least;
        var bound = Math.Min(options.FirstWait.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 20)), options.LongestWait.TotalSeconds);
        double lot;
        // Links draw from one Random, which is not made for that.
        lock (_gate) lot = lots.NextDouble();
        return least + TimeSpan.FromSeconds(bound * lot);
    }
}

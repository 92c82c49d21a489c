namespace MailBridge.Testing.Slack.WebApi;

/// <summary>Token buckets: each holds a minute's worth (posts: a small burst) and fills evenly.</summary>
internal sealed class RateLimits(FakeSlackOptions options)
{
    private readonly Dictionary<string, (double Tokens, DateTimeOffset At)> _buckets = new(StringComparer.Ordinal);

    /// <summary>Takes one token of every bucket that the call draws on.</summary>
    /// <returns>Null when it may go on, otherwise seconds for <c>Retry-After</c>.</returns>
    public int? Take(ApiMethod method, string caller, IReadOnlyDictionary<string, string> arguments, DateTimeOffset now)
    {
        if (!options.RateLimits) return null;
        List<(string Key, double Capacity, double PerSecond)> draws = [];
        if (method.Name == "chat.postMessage")
        {
            // By the name the caller used: an id and #name would be two buckets.
            draws.Add(($"{caller} post {arguments.GetValueOrDefault("channel")}", options.PostBurstPerChannel, 1));
            draws.Add(($"{caller} post", options.PostsPerMinutePerWorkspace, options.PostsPerMinutePerWorkspace / 60.0));
        }
        else
        {
            draws.Add(($"{caller} {method.Name}", method.PerMinute, method.PerMinute / 60.0));
        }
        var levels = draws.ConvertAll(d => _buckets.TryGetValue(d.Key, out var b) ? Math.Min(d.Capacity, b.Tokens + ((now - b.At).TotalSeconds * d.PerSecond)) : d.Capacity);
        // A hair below a whole token is a whole one: the clock counts in ticks, the bucket in fractions.
        var wait = draws.Select((d, i) => levels[i] >= 1 - 1e-6 ? 0 : (1 - levels[i]) / d.PerSecond).Max();
        if (wait > 0) return Math.Max(1, (int)Math.Ceiling(wait));
        for (var i = 0; i < draws.Count; i++) _buckets[draws[i].Key] = (levels[i] - 1, now);
        return null;
    }
}

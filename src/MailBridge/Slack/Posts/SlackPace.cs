using MailBridge.ChatOut;

namespace MailBridge.Slack.Posts;

/// <summary>
/// Slack's pace (https://docs.slack.dev/apis/web-api/rate-limits): about one post a second for each channel, about fifty updates a minute for each
/// workspace. Whoever comes gets the next free turn of their lane; if that lies ahead they are sent away until then, and the turn stays theirs. So nobody
/// waits here, no lane holds up another, and each is served in the order of arrival.
/// </summary>
internal sealed class SlackPace(TimeProvider time)
{
    /// <summary>Between two posts into a channel: Slack's word, "1 per second per channel".</summary>
    public static readonly TimeSpan BetweenPosts = TimeSpan.FromSeconds(1);

    /// <summary>Between two calls of <c>chat.update</c> in a workspace: tier 3, "50+ per minute".</summary>
    public static readonly TimeSpan BetweenUpdates = TimeSpan.FromSeconds(1.2);

    /// <summary>A turn whose owner has not come so long after it is free again: the delivery was given up, or is asked for by nobody.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);

    /// <summary>Takes a turn to post into a channel.</summary>
    /// <exception cref="ChatBusy">It comes later.</exception>
    public void TakePost(string channel, string key) => Take(Posts(channel), key, BetweenPosts);

    /// <summary>Takes a turn to update a post.</summary>
    /// <exception cref="ChatBusy">It comes later.</exception>
    public void TakeUpdate(string key) => Take(Updates, key, BetweenUpdates);

    /// <summary>Slack wants this channel left alone: everybody's turn moves back, and the one who was told so comes first.</summary>
    public ChatBusy PushPosts(string channel, string key, TimeSpan by) => Push(Posts(channel), key, by, BetweenPosts);

    /// <summary>Slack wants no updates for a while.</summary>
    public ChatBusy PushUpdates(string key, TimeSpan by) => Push(Updates, key, by, BetweenUpdates);

    private const string Updates = "update";

    private static string Posts(string channel) => $"post {channel}";

    private void Take(string name, string key, TimeSpan gap)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var lane = Find(name);
            if (!lane.Turns.TryGetValue(key, out var turn))
            {
                turn = lane.Next > now ? lane.Next : now;
                lane.Next = turn + gap;
            }
            if (turn > now)
            {
                lane.Turns[key] = turn;
                throw new ChatBusy(turn);
            }
            lane.Turns.Remove(key);
            foreach (var stale in lane.Turns.Where(t => t.Value < now - Kept).Select(t => t.Key).ToList()) lane.Turns.Remove(stale);
        }
    }

    private ChatBusy Push(string name, string key, TimeSpan by, TimeSpan gap)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var lane = Find(name);
            var first = now + by;
            // Turns keep their order; none comes before the first one and its gap.
            var next = first + gap;
            foreach (var (owner, turn) in lane.Turns.Where(t => t.Key != key).OrderBy(t => t.Value).ToList())
            {
                lane.Turns[owner] = turn > next ? turn : next;
                next = lane.Turns[owner] + gap;
            }
            lane.Turns[key] = first;
            lane.Next = next;
            return new ChatBusy(first);
        }
    }

    private Lane Find(string name)
    {
        if (!_lanes.TryGetValue(name, out var lane)) _lanes.Add(name, lane = new Lane());
        return lane;
    }

    private sealed class Lane
    {
        public DateTimeOffset Next { get; set; } = DateTimeOffset.MinValue;

        public Dictionary<string, DateTimeOffset> Turns { get; } = new(StringComparer.Ordinal);
    }
}

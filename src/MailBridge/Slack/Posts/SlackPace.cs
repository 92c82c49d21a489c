using MailBridge.ChatOut;

namespace MailBridge.Slack.Posts;

/// <summary>
/// Slack's pace (https://docs.slack.dev/apis/web-api/rate-limits): about one post a second for each channel, about fifty updates a minute for each
/// workspace. Whoever comes gets a turn of their lane; if it lies ahead they are sent away until then, and their place in the lane stays theirs. So nobody
/// waits here and no lane holds up another. Turns go in the order of the keys, which are made in the order in which things happened: the first mail of a
/// storm comes right behind its root, not behind all the other roots.
/// </summary>
internal sealed class SlackPace(TimeProvider time)
{
    /// <summary>Between two posts into a channel: Slack's word, "1 per second per channel".</summary>
    public static readonly TimeSpan BetweenPosts = TimeSpan.FromSeconds(1);

    /// <summary>Between two calls of <c>chat.update</c> in a workspace: tier 3, "50+ per minute".</summary>
    public static readonly TimeSpan BetweenUpdates = TimeSpan.FromSeconds(1.2);

    /// <summary>
    /// A turn whose owner has not come so long after they were told to is free again: the delivery was given up, or there is nothing to post any more. Who
    /// comes later than that gets another, which is in the same place.
    /// </summary>
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);

    /// <summary>Takes a turn to post into a channel.</summary>
    /// <exception cref="ChatBusy">It comes later.</exception>
    public void TakePost(string channel, string key) => Take(Posts(channel), key, BetweenPosts);

    /// <summary>Takes a turn to update a post.</summary>
    /// <exception cref="ChatBusy">It comes later.</exception>
    public void TakeUpdate(string key) => Take(Updates, key, BetweenUpdates);

    /// <summary>Slack wants this channel left alone: everybody's turn moves back.</summary>
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
            var lane = Find(name, gap);
            var turn = lane.TurnOf(key, now);
            if (turn > now) throw new ChatBusy(turn);
            lane.Leave(key, now);
        }
    }

    private ChatBusy Push(string name, string key, TimeSpan by, TimeSpan gap)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var lane = Find(name, gap);
            lane.TurnOf(key, now);
            lane.NoneBefore(now + by);
            return new ChatBusy(lane.TurnOf(key, now));
        }
    }

    private Lane Find(string name, TimeSpan gap)
    {
        if (!_lanes.TryGetValue(name, out var lane)) _lanes.Add(name, lane = new Lane(gap));
        return lane;
    }

    /// <summary>Turns in the order of their keys and, the same, of their time.</summary>
    private sealed class Lane(TimeSpan gap)
    {
        private readonly SortedList<string, DateTimeOffset> _turns = new(KeyOrder.Instance);
        private readonly Dictionary<string, DateTimeOffset> _told = new(StringComparer.Ordinal);
        private DateTimeOffset _next = DateTimeOffset.MinValue;

        /// <summary>The turn of a key, which its owner is told now; one who comes new moves those behind them back by one.</summary>
        public DateTimeOffset TurnOf(string key, DateTimeOffset now)
        {
            if (!_turns.ContainsKey(key)) Enter(key, now);
            return _told[key] = _turns[key];
        }

        private void Enter(string key, DateTimeOffset now)
        {
            var last = _next > now ? _next : now;
            _next = last + gap;
            _turns.Add(key, last);
            var at = _turns.IndexOfKey(key);
            for (var i = at; i < _turns.Count - 1; i++) _turns.SetValueAtIndex(i, _turns.GetValueAtIndex(i + 1));
            _turns.SetValueAtIndex(_turns.Count - 1, last);
        }

        /// <summary>The turn was used. Turns that were missed meanwhile do not go all at once.</summary>
        public void Leave(string key, DateTimeOffset now)
        {
            Forget(key);
            foreach (var absent in _told.Where(t => t.Value < now - Kept).Select(t => t.Key).ToList()) Forget(absent);
            if (_turns.Count == 0) _next = now;
            NoneBefore(now + gap);
        }

        private void Forget(string key)
        {
            _turns.Remove(key);
            _told.Remove(key);
        }

        /// <summary>Moves turns back, in their order and with their gaps.</summary>
        public void NoneBefore(DateTimeOffset first)
        {
            for (var i = 0; i < _turns.Count; i++)
            {
                if (_turns.GetValueAtIndex(i) < first) _turns.SetValueAtIndex(i, first);
                first = _turns.GetValueAtIndex(i) + gap;
            }
            if (_next < first) _next = first;
        }
    }

    /// <summary>Ids are written in base32, whose digits come behind its letters (RFC 4648 section 6).</summary>
    private sealed class KeyOrder : IComparer<string>
    {
        public static KeyOrder Instance { get; } = new();

        public int Compare(string? x, string? y)
        {
            var one = x.AsSpan();
            var other = y.AsSpan();
            var same = one.CommonPrefixLength(other);
            return same == one.Length || same == other.Length ? one.Length - other.Length : Rank(one[same]) - Rank(other[same]);
        }

        private static int Rank(char c) => char.IsAsciiDigit(c) ? c + 0x10000 : c;
    }
}

namespace MailBridge.Testing.Slack;

/// <summary>What a <see cref="FakeSlack"/> allows and how patient it is; the defaults are Slack's own figures.</summary>
public sealed record FakeSlackOptions
{
    /// <summary>The clock of everything: rate windows, triggers, response URLs, acknowledgements, retries, <c>ts</c>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Seed of random faults, duplicates and shuffles.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Off for tests that are not about pace.</summary>
    public bool RateLimits { get; init; } = true;

    /// <summary>Posts to one channel that may come at once; afterwards one each second.</summary>
    public int PostBurstPerChannel { get; init; } = 4;

    /// <summary>Posts a minute in the whole workspace ("several hundred").</summary>
    public int PostsPerMinutePerWorkspace { get; init; } = 300;

    /// <summary>How long an app may take to acknowledge an event, a command or an interaction.</summary>
    public TimeSpan AcknowledgeWithin { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Waits before the first, second and third retry of an event.</summary>
    public IReadOnlyList<TimeSpan> RetryAfter { get; init; } = [TimeSpan.Zero, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5)];

    public TimeSpan TriggerLifetime { get; init; } = TimeSpan.FromSeconds(3);

    public TimeSpan ResponseUrlLifetime { get; init; } = TimeSpan.FromMinutes(30);

    public int ResponseUrlUses { get; init; } = 5;

    /// <summary>How long the virus scan keeps an uploaded file from being shared; zero shares it with the answer.</summary>
    public TimeSpan FileScan { get; init; } = TimeSpan.Zero;

    public int MaxSocketConnections { get; init; } = 10;

    /// <summary>WebSocket pings; real time, because the framework sends them.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A connection that leaves a ping unanswered for so long is cut; real time.</summary>
    public TimeSpan PongWithin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The age of messages from which <c>chat.update</c> answers <c>edit_window_closed</c>; null: never.</summary>
    public TimeSpan? EditWindow { get; init; }

    /// <summary>Messages per request of history and replies: 1000 for internal apps, 15 for those distributed outside the Marketplace.</summary>
    public int HistoryLimit { get; init; } = 1000;
}

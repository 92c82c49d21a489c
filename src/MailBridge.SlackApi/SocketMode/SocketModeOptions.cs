namespace MailBridge.SlackApi.SocketMode;

/// <summary>How Socket Mode is kept up (https://docs.slack.dev/apis/events-api/using-socket-mode).</summary>
public sealed record SocketModeOptions
{
    /// <summary>
    /// Links at a time, 1 to 10 (Slack's limit for an app, over all its processes). Default 2: while one is replaced or broken, the other
    /// hears.
    /// </summary>
    public int Connections { get; init => field = value is >= 1 and <= 10 ? value : throw OutOfRange(value); } = 2;

    /// <summary>From connecting to Slack's hello. Default 30 s.</summary>
    public TimeSpan HelloTimeout { get; init => field = Positive(value); } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Pings of ours go out that often. Default 10 s. Together with <see cref="PongTimeout"/> a dead link is noticed after about 30 s.
    /// </summary>
    public TimeSpan PingInterval { get; init => field = Positive(value); } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Silence after a ping that means a dead link. Default 20 s. Both are measured by the system's clock, within ClientWebSocket.
    /// </summary>
    public TimeSpan PongTimeout { get; init => field = Positive(value); } = TimeSpan.FromSeconds(20);

    /// <summary>Upper end of the first wait before connecting again; doubled at each failure. Default 1 s.</summary>
    public TimeSpan FirstWait { get; init => field = Positive(value); } = TimeSpan.FromSeconds(1);

    /// <summary>Upper end of every wait. Default 1 min.</summary>
    public TimeSpan LongestWait { get; init => field = Positive(value); } = TimeSpan.FromMinutes(1);

    /// <summary>Least wait after <c>too_many_websockets</c>. Default 30 s: somebody else has to let go first.</summary>
    public TimeSpan CrowdedWait { get; init => field = Positive(value); } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A link that lived shorter counts as a failure, whoever ended it. Default 30 s: else a peer that hangs up at once is called at once.
    /// </summary>
    public TimeSpan SteadyAfter { get; init => field = Positive(value); } = TimeSpan.FromSeconds(30);

    /// <summary>How long a replaced link may still deliver, unless Slack closes it. Default 30 s.</summary>
    public TimeSpan DrainTime { get; init => field = Positive(value); } = TimeSpan.FromSeconds(30);

    /// <summary>How long handlers may go on when told to stop. Default 5 s: Slack waits for three.</summary>
    public TimeSpan StopGrace { get; init => field = Positive(value); } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Bytes of one envelope. Default 4 MiB: the biggest is a form with a message beside it. Bigger ones are passed over.
    /// </summary>
    public int MaxEnvelopeBytes { get; init => field = value > 0 ? value : throw OutOfRange(value); } = 4 * 1024 * 1024;

    /// <summary>Envelopes handled at a time, over all links. Default 16; beyond that reading waits.</summary>
    public int MaxConcurrent { get; init => field = value > 0 ? value : throw OutOfRange(value); } = 16;

    /// <summary>Is told of every change, on the thread that made it; must not block.</summary>
    public Action<SocketModeStatus>? StatusChanged { get; init; }

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero && time <= TimeSpan.FromDays(1) ? time : throw OutOfRange(time);

    private static ArgumentOutOfRangeException OutOfRange(object value) => new(nameof(value), value, "The value is out of its range.");
}

/// <summary>How a link is.</summary>
public enum SocketLinkState
{
    /// <summary>On its way up.</summary>
    Connecting,

    /// <summary>Slack said hello.</summary>
    Up,

    /// <summary>Slack will end it; it still delivers while the next is opened.</summary>
    Ending,

    /// <summary>Down; it is connected again after a wait.</summary>
    Waiting,

    /// <summary>Told to stop, or stopped by a fault.</summary>
    Stopped,
}

/// <summary>How Socket Mode is, for health checks.</summary>
/// <param name="Links">One state for each link.</param>
/// <param name="LastFault">Why a link was last lost; null if none was.</param>
/// <param name="LastEnvelope">When something last came; null if nothing did.</param>
public sealed record SocketModeStatus(IReadOnlyList<SocketLinkState> Links, string? LastFault, DateTimeOffset? LastEnvelope)
{
    /// <summary>Whether anything would be heard now.</summary>
    public bool IsHearing => Links.Any(static link => link is SocketLinkState.Up or SocketLinkState.Ending);
}

namespace MailBridge.MailProtocols;

/// <summary>
/// How long each step may stay silent before the connection is given up. Every one is measured by the clock that was passed in.
/// </summary>
public sealed record MailTimeouts
{
    public static MailTimeouts Default { get; } = new();

    /// <summary>Name lookup and TCP connect, per attempt. Default 30 s: past the second SYN retry a person has given up too.</summary>
    public TimeSpan Connect { get; init => field = Positive(value); } = TimeSpan.FromSeconds(30);

    /// <summary>The TLS handshake. Default 30 s: a few round trips and a slow server's signature.</summary>
    public TimeSpan Handshake { get; init => field = Positive(value); } = TimeSpan.FromSeconds(30);

    /// <summary>Longest silence within an IMAP answer. Default 60 s: servers search big folders before the first byte.</summary>
    public TimeSpan ImapAnswer { get; init => field = Positive(value); } = TimeSpan.FromSeconds(60);

    /// <summary>From DONE to the end of IDLE. Default 30 s: longer means that the peer is gone (NAT dropped it).</summary>
    public TimeSpan ImapIdleEnd { get; init => field = Positive(value); } = TimeSpan.FromSeconds(30);

    /// <summary>Greeting, EHLO, MAIL and RCPT. Default 5 min: RFC 5321 §4.5.3.2.1 to .3.</summary>
    public TimeSpan SmtpReply { get; init => field = Positive(value); } = TimeSpan.FromMinutes(5);

    /// <summary>From DATA to 354. Default 2 min: RFC 5321 §4.5.3.2.4.</summary>
    public TimeSpan SmtpDataStart { get; init => field = Positive(value); } = TimeSpan.FromMinutes(2);

    /// <summary>Each block of the message, and every other write. Default 3 min: RFC 5321 §4.5.3.2.5.</summary>
    public TimeSpan Write { get; init => field = Positive(value); } = TimeSpan.FromMinutes(3);

    /// <summary>From the final dot to its reply. Default 10 min: RFC 5321 §4.5.3.2.6; giving up sooner makes duplicates.</summary>
    public TimeSpan SmtpFinalReply { get; init => field = Positive(value); } = TimeSpan.FromMinutes(10);

    /// <summary>QUIT and LOGOUT, where nothing depends on the answer any more. Default 5 s.</summary>
    public TimeSpan Farewell { get; init => field = Positive(value); } = TimeSpan.FromSeconds(5);

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero && time <= TimeSpan.FromDays(1)
        ? time
        : throw new ArgumentOutOfRangeException(nameof(time), time, "A time-out is more than nothing and at most a day.");
}

/// <summary>
/// What a server may make us hold in memory. Beyond a limit the connection is a fault, except where a property says otherwise.
/// </summary>
public sealed record MailLimits
{
    public static MailLimits Default { get; } = new();

    /// <summary>
    /// Octets in one line, literals not counted. Default 1 MiB: ENVELOPE and SEARCH answers are long lines, not endless ones.
    /// </summary>
    public int LineOctets { get; init => field = Positive(value); } = 1024 * 1024;

    /// <summary>
    /// Octets kept of one literal, hence of one message. Default 64 MiB. The rest is read and dropped and the message marked as cut.
    /// </summary>
    public int LiteralOctets { get; init => field = Positive(value); } = 64 * 1024 * 1024;

    /// <summary>Parentheses within parentheses. Default 50: a BODYSTRUCTURE of that depth is an attack.</summary>
    public int ListDepth { get; init => field = Positive(value); } = 50;

    /// <summary>Lines in one SMTP reply. Default 200: EHLO answers have twenty.</summary>
    public int ReplyLines { get; init => field = Positive(value); } = 200;

    /// <summary>Octets of messages asked for in one FETCH. Default 4 MiB: a batch is held in memory until it is handed on.</summary>
    public int FetchBatchOctets { get; init => field = Positive(value); } = 4 * 1024 * 1024;

    /// <summary>Messages asked for in one FETCH. Default 50: round trips stop mattering there.</summary>
    public int FetchBatchMessages { get; init => field = Positive(value); } = 50;

    private static int Positive(int count) =>
        count > 0 ? count : throw new ArgumentOutOfRangeException(nameof(count), count, "A limit is at least 1.");
}

namespace MailBridge.SlackApi;

/// <summary>Where Slack is and how patient we are with it.</summary>
public sealed record SlackOptions
{
    /// <summary>
    /// What a method's name is appended to. Default <c>https://slack.com/api/</c>. Plain http, as a stand-in for Slack on the own machine
    /// speaks it, is taken here and then also for files, response URLs and web sockets.
    /// </summary>
    public Uri BaseUrl { get; init => field = Checked(value); } = new("https://slack.com/api/");

    /// <summary>
    /// Further hosts, by exact name, that may be shown the token and response URLs may point to. Default none: Slack's own hosts and the
    /// host of <see cref="BaseUrl"/> are always trusted.
    /// </summary>
    public IReadOnlyList<string> TrustedHosts { get; init; } = [];

    /// <summary>From sending a request to the end of its answer. Default 30 s: Slack's slowest methods take about ten.</summary>
    public TimeSpan AnswerTimeout { get; init => field = Positive(value); } = TimeSpan.FromSeconds(30);

    /// <summary>One file up or down. Default 5 min: 50 MB over a slow line.</summary>
    public TimeSpan TransferTimeout { get; init => field = Positive(value); } = TimeSpan.FromMinutes(5);

    /// <summary>Bytes of one answer. Default 16 MiB: a thousand users with their profiles are about 3.</summary>
    public int MaxAnswerBytes { get; init => field = Positive(value); } = 16 * 1024 * 1024;

    /// <summary>Items asked for on one page of a list. Default 200, as Slack recommends; at most 1000.</summary>
    public int PageSize
    {
        get;
        init => field = value is > 0 and <= 1000 ? value : throw OutOfRange("A page has 1 to 1000 items.", value);
    }
    = 200;

    internal Uri MethodUrl(string method) => new(BaseUrl, method);

    private static Uri Checked(Uri url)
    {
        if (!url.IsAbsoluteUri || url.Scheme is not ("https" or "http") || url.UserInfo.Length > 0)
            throw new ArgumentException("The base URL is an absolute http or https URL without a user.", nameof(url));
        return url.AbsolutePath.EndsWith('/') ? url : new UriBuilder(url) { Path = url.AbsolutePath + "/" }.Uri;
    }

    private static TimeSpan Positive(TimeSpan time) =>
        time > TimeSpan.Zero && time <= TimeSpan.FromDays(1)
            ? time
            : throw OutOfRange("A time-out is more than nothing and at most a day.", time);

    private static int Positive(int count) => count > 0 ? count : throw OutOfRange("A limit is at least 1.", count);

    private static ArgumentOutOfRangeException OutOfRange(string message, object value) => new(nameof(value), value, message);
}

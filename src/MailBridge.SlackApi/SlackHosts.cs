namespace MailBridge.SlackApi;

/// <summary>Which addresses are Slack's.</summary>
internal static class SlackHosts
{
    // Files come from files.slack.com, response URLs from hooks.slack.com; slack-gov.com is GovSlack, slack-files.com serves old files.
    private static readonly string[] Domains = ["slack.com", "slack-gov.com", "slack-files.com"];

    /// <summary>Whether the token, or an answer meant for a person, may go there.</summary>
    public static bool IsTrusted(Uri url, SlackOptions options) =>
        IsSafe(url, options)
        // A stand-in on the own machine calls itself now 127.0.0.1, now localhost, and serves its files from another port.
        && (IsHost(url, options.BaseUrl.Host) || (url.IsLoopback && options.BaseUrl.IsLoopback)
            || options.TrustedHosts.Any(host => IsHost(url, host)) || IsSlack(url.Host));

    /// <summary>Whether the address is encrypted, or plain only where the base URL itself is.</summary>
    public static bool IsSafe(Uri url, SlackOptions options) =>
        url.IsAbsoluteUri && url.UserInfo.Length == 0
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && IsPlain(options) && !IsSlack(url.Host)));

    /// <summary>The same for a web socket.</summary>
    public static bool IsSafeSocket(Uri url, SlackOptions options) =>
        url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeWss || (url.Scheme == Uri.UriSchemeWs && IsPlain(options)));

    private static bool IsPlain(SlackOptions options) => options.BaseUrl.Scheme == Uri.UriSchemeHttp;

    private static bool IsHost(Uri url, string host) => url.Host.Equals(host, StringComparison.OrdinalIgnoreCase);

    private static bool IsSlack(string host) => Domains.Any(domain =>
        host.Equals(domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase));
}

namespace MailBridge.Operations;

/// <summary>
/// The Slack app through which conversations are posted and agents answer. Made from <c>bot-manifests/slack-app.yaml</c>; Slack shows all three secrets on
/// the app's pages. What it tells us comes over Socket Mode where <see cref="AppToken"/> is given, else by requests to <c>/slack/…</c> on the address of
/// <see cref="WorkspaceOptions.Url"/>.
/// </summary>
public sealed class SlackAppOptions
{
    /// <summary>The bot user's token, <c>xoxb-…</c> (OAuth &amp; Permissions). Better given in the environment than in the file.</summary>
    public string BotToken { get; set; } = "";

    /// <summary>
    /// The app-level token with the scope <c>connections:write</c>, <c>xapp-…</c> (Basic Information): Slack is asked over a connection that we open, so
    /// nothing of ours needs to be reachable from outside.
    /// </summary>
    public string AppToken { get; set; } = "";

    /// <summary>The signing secret (Basic Information), by which Slack's requests are told from forged ones. Needed where there is no <see cref="AppToken"/>.</summary>
    public string SigningSecret { get; set; } = "";

    /// <summary>
    /// The channel that is told when another one cannot be posted to, and that takes its conversations over; a name with <c>#</c> or an id. Empty: none,
    /// they wait until the channel is back.
    /// </summary>
    public string OperationsChannel { get; set; } = "";

    /// <summary>Where Slack's methods are; another address serves tests and gateways.</summary>
    public string ApiBaseUrl { get; set; } = "https://slack.com/api/";
}

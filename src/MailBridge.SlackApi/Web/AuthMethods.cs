using MailBridge.SlackApi.Payloads;
using MailBridge.SlackApi.Wire;

namespace MailBridge.SlackApi.Web;

/// <summary>Who a token is.</summary>
/// <param name="TeamId">The workspace.</param>
/// <param name="Team">Its name.</param>
/// <param name="Url">Its address, such as <c>https://acme.slack.com/</c>.</param>
/// <param name="UserId">The bot's user.</param>
/// <param name="User">Its name.</param>
/// <param name="BotId">The bot; null for a person's token.</param>
/// <param name="Scopes">What it may do, from the header <c>X-OAuth-Scopes</c>; empty where Slack does not say.</param>
public sealed record AuthTestResult(string TeamId, string Team, string Url, string UserId, string User, string? BotId,
    IReadOnlyList<string> Scopes)
{
    /// <summary>For an app installed in a whole organisation.</summary>
    public string? EnterpriseId { get; init; }

    /// <summary>To tell own messages by. The app's id is not said here: see <see cref="AuthMethods.BotInfoAsync"/>.</summary>
    public SlackIdentity Identity(string? appId) => new(TeamId, UserId, BotId, appId);
}

/// <summary>A bot (https://docs.slack.dev/reference/methods/bots.info).</summary>
public sealed record BotInfo(string Id, string? AppId, string? UserId, string Name);

/// <summary>A workspace (https://docs.slack.dev/reference/methods/team.info).</summary>
public sealed record TeamInfo(string Id, string Name, string Domain);

/// <summary>auth.test, bots.info, team.info.</summary>
public sealed class AuthMethods
{
    private static readonly SlackMethod AuthTest = new("auth.test");
    private static readonly SlackMethod BotsInfo = new("bots.info");
    private static readonly SlackMethod TeamsInfo = new("team.info");
    private readonly SlackClient _slack;

    internal AuthMethods(SlackClient slack) => _slack = slack;

    /// <summary>https://docs.slack.dev/reference/methods/auth.test.</summary>
    public async Task<AuthTestResult> TestAsync(CancellationToken ct)
    {
        var answer = await _slack.AskAsync(AuthTest, new FormBody(), ct).ConfigureAwait(false);
        var json = answer.Json;
        return new(
            SlackClient.Required(AuthTest, json.Text("team_id"), "team_id"), json.Text("team") ?? "", json.Text("url") ?? "",
            SlackClient.Required(AuthTest, json.Text("user_id"), "user_id"), json.Text("user") ?? "", json.Id("bot_id"),
            answer.Scopes?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [])
        {
            EnterpriseId = json.Id("enterprise_id"),
        };
    }

    /// <summary>https://docs.slack.dev/reference/methods/bots.info; needs users:read.</summary>
    public async Task<BotInfo> BotInfoAsync(string botId, CancellationToken ct)
    {
        var bot = (await _slack.CallAsync(BotsInfo, new FormBody().Add("bot", botId), ct).ConfigureAwait(false)).Field("bot");
        return new(bot.Text("id") ?? botId, bot.Id("app_id"), bot.Id("user_id"), bot.Text("name") ?? "");
    }

    /// <summary>https://docs.slack.dev/reference/methods/team.info; needs team:read.</summary>
    public async Task<TeamInfo> TeamInfoAsync(CancellationToken ct)
    {
        var team = (await _slack.CallAsync(TeamsInfo, new FormBody(), ct).ConfigureAwait(false)).Field("team");
        return new(SlackClient.Required(TeamsInfo, team.Text("id"), "team.id"), team.Text("name") ?? "", team.Text("domain") ?? "");
    }
}

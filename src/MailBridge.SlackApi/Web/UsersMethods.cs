using System.Text.Json;
using MailBridge.SlackApi.Wire;

namespace MailBridge.SlackApi.Web;

/// <summary>A person or bot (https://docs.slack.dev/reference/objects/user-object).</summary>
public sealed record SlackUser(string Id, string TeamId, string Name)
{
    /// <summary>What colleagues call the person: the display name, else the real one, else the account's.</summary>
    public string CalledName => DisplayName ?? RealName ?? Name;

    public string? DisplayName { get; init; }

    public string? RealName { get; init; }

    /// <summary>Only with users:read.email. Slack has confirmed it, unless <see cref="IsEmailConfirmed"/> says otherwise.</summary>
    public string? Email { get; init; }

    /// <summary>False only where Slack says so.</summary>
    public bool IsEmailConfirmed { get; init; } = true;

    /// <summary>A picture.</summary>
    public string? ImageUrl { get; init; }

    /// <summary>The time zone, as IANA names it.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The account is deactivated.</summary>
    public bool IsDeleted { get; init; }

    public bool IsBot { get; init; }

    /// <summary>A guest.</summary>
    public bool IsRestricted { get; init; }

    /// <summary>Somebody of another company, met in a shared channel.</summary>
    public bool IsStranger { get; init; }

    internal static SlackUser Read(JsonElement json)
    {
        var profile = json.Field("profile");
        return new(json.Text("id") ?? "", json.Id("team_id") ?? profile.Text("team") ?? "", json.Text("name") ?? "")
        {
            DisplayName = profile.Id("display_name"),
            RealName = profile.Id("real_name") ?? json.Id("real_name"),
            Email = profile.Id("email"),
            IsEmailConfirmed = !json.Has("is_email_confirmed") || json.Flag("is_email_confirmed"),
            ImageUrl = profile.Id("image_72") ?? profile.Id("image_48"),
            TimeZone = json.Id("tz"),
            IsDeleted = json.Flag("deleted"),
            // Slackbot says of itself that it is none.
            IsBot = json.Flag("is_bot") || json.Text("id") == "USLACKBOT",
            IsRestricted = json.Flag("is_restricted") || json.Flag("is_ultra_restricted"),
            IsStranger = json.Flag("is_stranger"),
        };
    }
}

/// <summary>users.*</summary>
public sealed class UsersMethods
{
    private static readonly SlackMethod Info = new("users.info");
    private static readonly SlackMethod LookupByEmail = new("users.lookupByEmail");
    private static readonly SlackMethod List = new("users.list");
    private static readonly SlackMethod Conversations = new("users.conversations");
    private readonly SlackClient _slack;

    internal UsersMethods(SlackClient slack) => _slack = slack;

    /// <summary>https://docs.slack.dev/reference/methods/users.info.</summary>
    public async Task<SlackUser> InfoAsync(string user, CancellationToken ct) =>
        SlackUser.Read((await _slack.CallAsync(Info, new FormBody().Add("user", user), ct).ConfigureAwait(false)).Field("user"));

    /// <summary>https://docs.slack.dev/reference/methods/users.lookupByEmail; null where nobody has that address.</summary>
    public async Task<SlackUser?> LookupByEmailAsync(string email, CancellationToken ct)
    {
        try
        {
            var json = await _slack.CallAsync(LookupByEmail, new FormBody().Add("email", email), ct).ConfigureAwait(false);
            return SlackUser.Read(json.Field("user"));
        }
        catch (SlackRefusedException e) when (e.Error == "users_not_found")
        {
            return null;
        }
    }

    /// <summary>https://docs.slack.dev/reference/methods/users.list.</summary>
    public IAsyncEnumerable<SlackUser> ListAsync(CancellationToken ct) =>
        _slack.PagesAsync(List, static () => new FormBody(), "members", SlackUser.Read, ct);

    /// <summary>https://docs.slack.dev/reference/methods/users.conversations; the channels that the bot is in.</summary>
    public IAsyncEnumerable<SlackConversation> ConversationsAsync(CancellationToken ct) => _slack.PagesAsync(
        Conversations, static () => new FormBody().Add("types", "public_channel,private_channel").Add("exclude_archived", true), "channels",
        // QUIRK: is_member is left out here, where every channel has the bot as a member.
        static json => SlackConversation.Read(json) with { IsMember = true }, ct);
}

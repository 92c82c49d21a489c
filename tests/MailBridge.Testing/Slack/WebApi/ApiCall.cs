using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MailBridge.Testing.Slack.WebApi;

/// <summary>Slack's refusal of a call: <c>ok:false</c> with a code.</summary>
internal sealed class ApiError(string code, params IReadOnlyList<string> messages) : Exception($"Slack refuses: {code}")
{
    public string Code => code;

    /// <summary>Goes to <c>response_metadata.messages</c>, and bare to <c>errors</c>.</summary>
    public IReadOnlyList<string> Messages => messages;

    public string? Needed { get; init; }
}

/// <summary>A call that got past authentication.</summary>
internal sealed class ApiCall(SlackState state, string method, IReadOnlyDictionary<string, string> arguments, SlackApp? app, SlackInstall? install)
{
    public SlackState State => state;

    public string Method => method;

    public IReadOnlyDictionary<string, string> Arguments => arguments;

    public SlackApp App => app ?? throw new ApiError("not_allowed_token_type");

    public SlackInstall Install => install ?? throw new ApiError("not_allowed_token_type");

    public SlackWorkspace Workspace => Install.Workspace;

    public SlackUser Bot => Install.BotUser;

    /// <summary>Events to be raised once the change is made.</summary>
    public List<(SlackInstall Install, JsonObject Event)> Raised { get; } = [];

    /// <summary>Changes that come after the answer.</summary>
    public List<(TimeSpan After, Action<List<(SlackInstall, JsonObject)>> Change)> Afterwards { get; } = [];

    public bool IsAppToken => install is null;

    /// <summary>What Slack did not like but took.</summary>
    public List<string> Warnings { get; } = [];

    public string? Text(string name) => arguments.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    public string Required(string name, string? error = null) =>
        Text(name) ?? throw (error is null ? new ApiError("invalid_arguments", $"missing required field: {name}") : new ApiError(error));

    public bool Flag(string name, bool otherwise = false) => Text(name) switch
    {
        null => otherwise,
        "1" or "true" or "True" => true,
        _ => false,
    };

    public int Number(string name, int otherwise, int max)
    {
        if (Text(name) is not { } text) return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max ? number : throw new ApiError("invalid_limit");
    }

    public JsonNode? Json(string name, string error)
    {
        if (Text(name) is not { } text) return null;
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            throw new ApiError(error);
        }
    }

    public void NeedsScope(string scope)
    {
        if (!Install.Scopes.Contains(scope)) throw new ApiError("missing_scope") { Needed = scope };
    }

    public bool HasScope(string scope) => Install.Scopes.Contains(scope);

    /// <summary>A conversation the bot can know of: every public one, others as a member.</summary>
    public SlackChannel Channel(string name = "channel")
    {
        var channel = Workspace.Channel(Required(name, "channel_not_found"));
        if (channel is null || (channel.Kind != SlackChannelKind.Public && !channel.MemberIds.Contains(Bot.Id)))
            throw new ApiError("channel_not_found");
        return channel;
    }

    public SlackChannel MemberChannel(string name = "channel")
    {
        var channel = Channel(name);
        return channel.MemberIds.Contains(Bot.Id) ? channel : throw new ApiError("not_in_channel");
    }

    public SlackUser User(string name = "user") => Workspace.User(Required(name, "user_not_found")) ?? throw new ApiError("user_not_found");

    /// <summary>One page of a list and the cursor of the next.</summary>
    public (IReadOnlyList<T> Page, JsonObject Metadata) Page<T>(IReadOnlyList<T> all, int limit)
    {
        var start = 0;
        if (Text("cursor") is { } cursor)
        {
            var bytes = new byte[64];
            if (!Convert.TryFromBase64String(cursor, bytes, out var length)
                || !int.TryParse(System.Text.Encoding.UTF8.GetString(bytes, 0, length).Split(':')[^1], NumberStyles.None, CultureInfo.InvariantCulture, out start))
                throw new ApiError("invalid_cursor");
        }
        var page = all.Skip(start).Take(limit).ToList();
        var next = start + page.Count < all.Count
            ? Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"next:{start + page.Count}")))
            : "";
        return (page, new JsonObject { ["next_cursor"] = next });
    }

    public void Later(TimeSpan after, Action<List<(SlackInstall, JsonObject)>> change) => Afterwards.Add((after, change));
}

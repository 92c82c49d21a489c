using System.Text.Json.Nodes;

namespace MailBridge.Testing.Slack;

/// <summary>A message as it stood when it was looked at; a change puts another in its place.</summary>
public sealed record SlackMessage
{
    public required SlackChannel Channel { get; init; }

    public required string Ts { get; init; }

    /// <summary>The parent's <see cref="Ts"/>; null for a top-level message.</summary>
    public string? ThreadTs { get; init; }

    public string? Subtype { get; init; }

    /// <summary>The author, also for a bot's post under another name.</summary>
    public required SlackUser Author { get; init; }

    public SlackInstall? PostedBy { get; init; }

    /// <summary>With entities and tokens, as sent.</summary>
    public string Text { get; init; } = "";

    /// <summary>As rendered: every block with its <c>block_id</c>, every element with its <c>action_id</c>.</summary>
    public JsonArray Blocks { get; init; } = [];

    public JsonArray Attachments { get; init; } = [];

    public JsonObject? Metadata { get; init; }

    /// <summary>Set by <c>chat:write.customize</c>.</summary>
    public string? Username { get; init; }

    public string? IconUrl { get; init; }

    public string? IconEmoji { get; init; }

    public string? EditedTs { get; init; }

    public IReadOnlyList<SlackFile> Files { get; init; } = [];

    public IReadOnlyList<SlackReaction> Reactions { get; init; } = [];

    public bool ReplyBroadcast { get; init; }

    /// <summary>The person who alone sees it; null for an ordinary message.</summary>
    public SlackUser? EphemeralFor { get; init; }

    /// <summary>As posted: <c>none</c>, <c>full</c> or <c>client</c>.</summary>
    public string Parse { get; init; } = "none";

    public bool LinkNames { get; init; }

    public bool Mrkdwn { get; init; } = true;

    public bool UnfurlLinks { get; init; } = true;

    public bool UnfurlMedia { get; init; } = true;

    /// <summary>What a reader's client would make of it: pings, mentions, links.</summary>
    public IReadOnlyList<LivePart> LiveParts => Slack.LiveParts.Of(this);

    /// <summary>Text of every block and of the message, for a test that only asks whether a word can be read.</summary>
    public string AllText => string.Join('\n', LivePartsReader.Texts(Blocks).Prepend(Text));
}

public sealed record SlackReaction(string Name, IReadOnlyList<string> Users);

/// <summary>A file; <see cref="Content"/> is null until it was uploaded.</summary>
public sealed record SlackFile
{
    public required string Id { get; init; }

    public required SlackWorkspace Workspace { get; init; }

    public required string UserId { get; init; }

    public required string Name { get; init; }

    public string Title { get; init; } = "";

    public string? AltText { get; init; }

    public string MimeType { get; init; } = "application/octet-stream";

    public required long Length { get; init; }

    public ReadOnlyMemory<byte>? Content { get; init; }

    public bool Complete { get; init; }

    public bool Deleted { get; init; }

    /// <summary>Arrives in events as a stub (<c>file_access: check_file_info</c>), as over Slack Connect.</summary>
    public bool Stub { get; init; }

    /// <summary>Channel id and <c>ts</c> of each message that shows it.</summary>
    public IReadOnlyList<(string Channel, string Ts, bool IsPrivate)> Shares { get; init; } = [];

    /// <summary>Ids of the apps that it was given to in a form (<c>file_input</c>), which may read it though no channel shows it.</summary>
    internal IReadOnlyList<string> GivenTo { get; init; } = [];

    internal string UploadTicket { get; init; } = "";

    internal DateTimeOffset Created { get; init; }
}

/// <summary>A modal or a home tab.</summary>
public sealed record SlackView
{
    public required string Id { get; init; }

    public required SlackInstall Install { get; init; }

    public required SlackUser User { get; init; }

    /// <summary>The view as the app gave it, ids filled in.</summary>
    public required JsonObject Content { get; init; }

    public required string Hash { get; init; }

    /// <summary>
    /// What stood in the inputs when somebody last pressed something there (<c>state.values</c>): an update leaves it in every input whose block and action id
    /// stay, whatever its new initial value is, as Slack does.
    /// </summary>
    public JsonObject? Typed { get; set; }

    public string RootViewId { get; init; } = "";

    public string? PreviousViewId { get; init; }

    public string Type => Content["type"]!.GetValue<string>();

    public string CallbackId => Content["callback_id"]?.GetValue<string>() ?? "";

    public string PrivateMetadata => Content["private_metadata"]?.GetValue<string>() ?? "";

    public string? ExternalId => Content["external_id"]?.GetValue<string>() is { Length: > 0 } id ? id : null;

    public JsonArray Blocks => Content["blocks"]!.AsArray();

    public string AllText => string.Join('\n', LivePartsReader.Texts(Content));
}

/// <summary>One request to the Web API, an upload or a response URL.</summary>
/// <param name="Method">Slack's method, <c>upload</c> or <c>response_url</c>.</param>
/// <param name="Arguments">Form fields, or the JSON's members as text; the token is left out.</param>
/// <param name="Status">HTTP status; 0 when the connection was cut or never answered.</param>
/// <param name="Result">What Slack meant to answer, also where a fault swallowed it; null when nothing was done.</param>
/// <param name="Fault">The fault injected.</param>
public sealed record SlackCall(
    string Method, string? TeamId, IReadOnlyDictionary<string, string> Arguments, DateTimeOffset At, int Status, JsonObject? Result, SlackFault? Fault)
{
    public bool Ok => Status == 200 && Result?["ok"]?.GetValue<bool>() == true;

    public string? Error => Result?["error"]?.GetValue<string>();

    public string Argument(string name) => Arguments.GetValueOrDefault(name, "");
}

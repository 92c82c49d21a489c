namespace MailBridge.Slack;

/// <summary>A bot scope, and what cannot be done without it.</summary>
internal sealed record SlackScope(string Name, string Purpose);

/// <summary>What the app may do in Slack, the same as in <c>bot-manifests/slack-app.yaml</c>; no more than is used.</summary>
internal static class SlackScopes
{
    /// <summary>Every scope of the bot.</summary>
    public static IReadOnlyList<SlackScope> All { get; } =
    [
        new("app_mentions:read", "@MailBridge in a thread is not heard"),
        new("channels:history", "what agents write in threads of public channels is not read"),
        new("channels:join", "MailBridge has to be invited into every channel"),
        new("channels:read", "channels are not found by name"),
        new("chat:write", "nothing can be posted"),
        new("chat:write.customize", "posts do not appear under their authors' names"),
        new("commands", "/mail and the shortcuts do not work"),
        new("files:read", "files that agents attach do not go with replies"),
        new("files:write", "files of mails are not put into threads"),
        new("groups:history", "what agents write in threads of private channels is not read"),
        new("groups:read", "private channels are not found by name"),
        new("im:history", "questions in the direct message with the app are not read"),
        new("im:write", "nobody can be told anything privately"),
        new("users:read", "nobody is known by their account"),
        new("users:read.email", "agents are not known by their mail address"),
    ];

    /// <summary>Those that a token lacks.</summary>
    public static IReadOnlyList<SlackScope> Missing(IReadOnlyCollection<string> granted) => [.. All.Where(s => !granted.Contains(s.Name, StringComparer.Ordinal))];
}

using System.Text.Json.Nodes;

namespace MailBridge.Testing.Slack.WebApi;

/// <summary>Who may call.</summary>
internal enum TokenKind { Bot, App, None, Any }

/// <param name="PerMinute">The tier: requests a minute for each app, workspace and method.</param>
/// <param name="Scope">Needed bot scope; null where none is, or where it depends on the conversation.</param>
internal sealed record ApiMethod(string Name, int PerMinute, string? Scope, Func<ApiCall, JsonObject> Run)
{
    public TokenKind Token { get; init; } = TokenKind.Bot;

    /// <summary>Takes no JSON body: what stands in one is not seen.</summary>
    public bool FormOnly { get; init; }
}

internal static class MethodTable
{
    private const int Tier2 = 20, Tier3 = 50, Tier4 = 100, Special = 600;

    private static readonly Dictionary<string, ApiMethod> Methods = new ApiMethod[]
    {
        new("api.test", Tier4, null, AppMethods.ApiTest) { Token = TokenKind.None },
        new("auth.test", Special, null, AppMethods.AuthTest) { Token = TokenKind.Any },
        new("apps.connections.open", Tier3, "connections:write", AppMethods.ConnectionsOpen) { Token = TokenKind.App },
        new("oauth.v2.access", Special, null, AppMethods.OAuthAccess) { Token = TokenKind.None, FormOnly = true },
        new("team.info", Tier3, "team:read", AppMethods.TeamInfo),
        new("bots.info", Tier3, "users:read", AppMethods.BotsInfo) { FormOnly = true },
        new("chat.postMessage", Special, "chat:write", ChatMethods.PostMessage),
        new("chat.postEphemeral", Tier4, "chat:write", ChatMethods.PostEphemeral),
        new("chat.update", Tier3, "chat:write", ChatMethods.Update),
        new("chat.delete", Tier3, "chat:write", ChatMethods.Delete),
        new("chat.getPermalink", Special, null, ChatMethods.GetPermalink) { FormOnly = true },
        new("conversations.info", Tier3, null, ConversationMethods.Info) { FormOnly = true },
        new("conversations.list", Tier2, null, ConversationMethods.List) { FormOnly = true },
        new("conversations.members", Tier4, null, ConversationMethods.Members) { FormOnly = true },
        new("conversations.history", Tier3, null, ConversationMethods.History),
        new("conversations.replies", Tier3, null, ConversationMethods.Replies) { FormOnly = true },
        new("conversations.join", Tier3, "channels:join", ConversationMethods.Join),
        new("conversations.open", Tier3, "im:write", ConversationMethods.Open),
        new("users.info", Tier4, "users:read", UserMethods.Info) { FormOnly = true },
        new("users.list", Tier2, "users:read", UserMethods.List) { FormOnly = true },
        new("users.lookupByEmail", Tier3, "users:read.email", UserMethods.LookupByEmail) { FormOnly = true },
        new("users.conversations", Tier3, null, UserMethods.Conversations) { FormOnly = true },
        new("reactions.add", Tier3, "reactions:write", ReactionMethods.Add),
        new("reactions.remove", Tier2, "reactions:write", ReactionMethods.Remove),
        new("reactions.get", Tier3, "reactions:read", ReactionMethods.Get) { FormOnly = true },
        new("files.getUploadURLExternal", Tier4, "files:write", FileMethods.GetUploadUrlExternal) { FormOnly = true },
        new("files.completeUploadExternal", Tier4, "files:write", FileMethods.CompleteUploadExternal),
        new("files.info", Tier4, "files:read", FileMethods.Info) { FormOnly = true },
        new("files.delete", Tier3, "files:write", FileMethods.Delete),
        new("views.open", Tier4, null, ViewMethods.Open),
        new("views.push", Tier4, null, ViewMethods.Push),
        new("views.update", Tier4, null, ViewMethods.Update),
        new("views.publish", Tier4, null, ViewMethods.Publish),
    }.ToDictionary(m => m.Name, StringComparer.Ordinal);

    public static ApiMethod? Find(string name) => Methods.GetValueOrDefault(name);
}

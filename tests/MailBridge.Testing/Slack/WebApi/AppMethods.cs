using System.Text.Json.Nodes;

namespace MailBridge.Testing.Slack.WebApi;

internal static class AppMethods
{
    public static JsonObject ApiTest(ApiCall call)
    {
        if (call.Text("error") is { } error) throw new ApiError(error);
        var args = new JsonObject();
        foreach (var (name, value) in call.Arguments) args[name] = value;
        return new JsonObject { ["ok"] = true, ["args"] = args };
    }

    public static JsonObject AuthTest(ApiCall call)
    {
        if (call.IsAppToken) return new JsonObject { ["ok"] = true, ["app_name"] = call.App.Name, ["app_id"] = call.App.Id };
        return new JsonObject
        {
            ["ok"] = true,
            ["url"] = $"https://{call.Workspace.Domain}.slack.com/",
            ["team"] = call.Workspace.Name,
            ["user"] = call.Bot.Name,
            ["team_id"] = call.Workspace.Id,
            ["user_id"] = call.Bot.Id,
            ["bot_id"] = call.Install.BotId,
            ["is_enterprise_install"] = false,
        };
    }

    public static JsonObject ConnectionsOpen(ApiCall call)
    {
        if (!call.App.AppTokenScopes.Contains("connections:write")) throw new ApiError("missing_scope") { Needed = "connections:write" };
        var ticket = call.State.NewSecret(32);
        call.State.Tickets.Add(ticket, call.App);
        var root = call.State.BaseUrl.Replace("http://", "ws://", StringComparison.Ordinal);
        return new JsonObject { ["ok"] = true, ["url"] = $"{root}/link/?ticket={ticket}&app_id={call.App.Id}" };
    }

    public static JsonObject TeamInfo(ApiCall call) => new()
    {
        ["ok"] = true,
        ["team"] = new JsonObject
        {
            ["id"] = call.Workspace.Id,
            ["name"] = call.Workspace.Name,
            ["url"] = $"https://{call.Workspace.Domain}.slack.com/",
            ["domain"] = call.Workspace.Domain,
            ["email_domain"] = "",
            ["icon"] = new JsonObject { ["image_default"] = true },
        },
    };

    public static JsonObject BotsInfo(ApiCall call)
    {
        var id = call.Text("bot") ?? call.Install.BotId;
        var install = call.Workspace.InstallList.Find(i => i.BotId == id) ?? throw new ApiError("bot_not_found");
        return new JsonObject { ["ok"] = true, ["bot"] = SlackJson.BotOf(install) };
    }

    public static JsonObject OAuthAccess(ApiCall call)
    {
        var (clientId, secret) = (call.Text("client_id"), call.Text("client_secret"));
        if (call.Text("grant_type") == "refresh_token") throw new ApiError("invalid_refresh_token");
        var app = call.State.Apps.Find(a => a.ClientId == clientId) ?? throw new ApiError("invalid_client_id");
        if (app.ClientSecret != secret) throw new ApiError("bad_client_secret");
        if (!call.State.OAuthCodes.Remove(call.Required("code", "invalid_code"), out var code) || code.App != app || call.State.Now > code.Expires)
            throw new ApiError("invalid_code");
        if ((call.Text("redirect_uri") ?? code.RedirectUri) != code.RedirectUri) throw new ApiError("bad_redirect_uri");
        var install = call.State.Install(app, code.Workspace, code.Scopes);
        return new JsonObject
        {
            ["ok"] = true,
            ["access_token"] = install.BotToken,
            ["token_type"] = "bot",
            ["scope"] = string.Join(',', install.Scopes),
            ["bot_user_id"] = install.BotUser.Id,
            ["app_id"] = app.Id,
            ["team"] = new JsonObject { ["id"] = code.Workspace.Id, ["name"] = code.Workspace.Name },
            ["enterprise"] = null,
            ["is_enterprise_install"] = false,
            ["authed_user"] = new JsonObject { ["id"] = code.Workspace.UserList.Find(u => !u.IsBot)?.Id ?? "U0" },
        };
    }
}

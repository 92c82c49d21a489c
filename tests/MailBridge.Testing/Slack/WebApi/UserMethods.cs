using System.Text.Json.Nodes;

namespace MailBridge.Testing.Slack.WebApi;

internal static class UserMethods
{
    public static JsonObject Info(ApiCall call) =>
        new() { ["ok"] = true, ["user"] = SlackJson.Of(call.User(), call.HasScope("users:read.email")) };

    public static JsonObject List(ApiCall call)
    {
        var (page, metadata) = call.Page(call.Workspace.UserList, call.Number("limit", 1000, 1000));
        var emails = call.HasScope("users:read.email");
        return new JsonObject
        {
            ["ok"] = true,
            ["members"] = new JsonArray([.. page.Select(u => SlackJson.Of(u, emails))]),
            ["cache_ts"] = call.State.Now.ToUnixTimeSeconds(),
            ["response_metadata"] = metadata,
        };
    }

    public static JsonObject LookupByEmail(ApiCall call)
    {
        var email = call.Required("email", "users_not_found");
        // A deactivated account is not found.
        var user = call.Workspace.UserList.Find(u => !u.Deleted && !u.IsBot && string.Equals(u.Email, email, StringComparison.OrdinalIgnoreCase));
        return new JsonObject { ["ok"] = true, ["user"] = SlackJson.Of(user ?? throw new ApiError("users_not_found"), withEmail: true) };
    }

    public static JsonObject Conversations(ApiCall call)
    {
        var kinds = ConversationMethods.Kinds(call);
        var member = call.Text("user") is null ? call.Bot : call.User();
        var found = call.Workspace.ChannelList.Where(c => kinds.Contains(c.Kind) && c.MemberIds.Contains(member.Id) && (c.Kind == SlackChannelKind.Public || c.MemberIds.Contains(call.Bot.Id)))
            .Where(c => !(call.Flag("exclude_archived") && c.IsArchived)).ToList();
        return ConversationMethods.Paged(call, found, 100);
    }
}

internal static class ReactionMethods
{
    public static JsonObject Add(ApiCall call)
    {
        var (message, name) = Target(call);
        if (!Change(call.State, message, call.Bot, name, add: true, call.Raised)) throw new ApiError("already_reacted");
        return new JsonObject { ["ok"] = true };
    }

    public static JsonObject Remove(ApiCall call)
    {
        var (message, name) = Target(call);
        if (!Change(call.State, message, call.Bot, name, add: false, call.Raised)) throw new ApiError("no_reaction");
        return new JsonObject { ["ok"] = true };
    }

    public static JsonObject Get(ApiCall call)
    {
        var message = Message(call);
        return new JsonObject { ["ok"] = true, ["type"] = "message", ["channel"] = message.Channel.Id, ["message"] = SlackJson.Of(message, call.State) };
    }

    /// <returns>False when there was nothing to change.</returns>
    public static bool Change(SlackState state, SlackMessage message, SlackUser by, string name, bool add, List<(SlackInstall, JsonObject)> raised)
    {
        var old = message.Reactions.FirstOrDefault(r => r.Name == name);
        if (add == (old?.Users.Contains(by.Id) == true)) return false;
        if (add && old is null && message.Reactions.Count >= 23) throw new ApiError("too_many_reactions");
        List<string> users = add ? [.. old?.Users ?? [], by.Id] : [.. old!.Users.Where(u => u != by.Id)];
        List<SlackReaction> reactions = [.. message.Reactions.Where(r => r.Name != name)];
        if (users.Count > 0) reactions.Add(new SlackReaction(name, users));
        message.Channel.Replace(message with { Reactions = reactions });
        MessageEvents.Reaction(state, message, by, name, add, raised);
        return true;
    }

    private static (SlackMessage Message, string Name) Target(ApiCall call)
    {
        var name = call.Required("name", "invalid_name");
        if (name.Contains(':', StringComparison.Ordinal) && !name.Contains("::skin-tone-", StringComparison.Ordinal))
            throw new ApiError("invalid_name");
        var message = Message(call);
        return message.Channel.IsArchived ? throw new ApiError("is_archived") : (message, name);
    }

    private static SlackMessage Message(ApiCall call)
    {
        if (call.Text("timestamp") is not { } ts) throw new ApiError("no_item_specified");
        var channel = call.Channel();
        if (!channel.MemberIds.Contains(call.Bot.Id)) throw new ApiError("not_in_channel");
        return channel.Message(ts) ?? throw new ApiError("message_not_found");
    }
}

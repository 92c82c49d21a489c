using System.Text.Json.Nodes;
using MailBridge.Testing.Slack.BlockKit;

namespace MailBridge.Testing.Slack.WebApi;

internal static class ViewMethods
{
    private const int MaxStack = 3;

    public static JsonObject Open(ApiCall call)
    {
        var content = Content(call, home: false);
        var trigger = Redeem(call);
        CheckExternalId(call.State, call.Install, content, null);
        // A modal opened outside the stack replaces what stood there.
        Close(call.State, call.Install, trigger.User);
        return Answer(call, Push(call.State, call.Install, trigger.User, content));
    }

    public static JsonObject Push(ApiCall call)
    {
        var content = Content(call, home: false);
        var trigger = Redeem(call);
        var stack = Stack(call.State, call.Install, trigger.User);
        if (trigger.ViewId is null || !stack.Contains(trigger.ViewId)) throw new ApiError("not_found");
        if (stack.Count >= MaxStack) throw new ApiError("push_limit_reached");
        CheckExternalId(call.State, call.Install, content, null);
        return Answer(call, Push(call.State, call.Install, trigger.User, content));
    }

    public static JsonObject Update(ApiCall call)
    {
        var content = Content(call, home: null);
        var (id, external) = (call.Text("view_id"), call.Text("external_id"));
        if (id is null == external is null) throw new ApiError("invalid_arguments", "must provide exactly one of view_id, external_id");
        var view = call.State.Views.Values.FirstOrDefault(v => v.Install == call.Install && (id is not null ? v.Id == id : v.ExternalId == external)) ?? throw new ApiError("not_found");
        if (view.Type != Rules.Word(content["type"]))
            throw new ApiError("invalid_arguments", "view type may not change [json-pointer:/view/type]");
        if (call.Text("hash") is { } hash && hash != view.Hash) throw new ApiError("hash_conflict");
        CheckExternalId(call.State, call.Install, content, view.Id);
        return Answer(call, Replace(call.State, view, content));
    }

    public static JsonObject Publish(ApiCall call)
    {
        var user = call.Workspace.User(call.Required("user_id")) ?? throw new ApiError("user_not_found");
        var content = Content(call, home: true);
        if (!call.Install.App.HomeTabEnabled) throw new ApiError("not_enabled");
        var old = Home(call.State, call.Install, user);
        if (call.Text("hash") is { } hash && old is not null && hash != old.Hash) throw new ApiError("hash_conflict");
        CheckExternalId(call.State, call.Install, content, old?.Id);
        if (old is not null) return Answer(call, Replace(call.State, old, content));
        var id = call.State.NewId("V");
        var view = call.State.Views[id] = new SlackView { Id = id, Install = call.Install, User = user, Content = Stored(content, call.State), Hash = Hash(call.State), RootViewId = id };
        return Answer(call, view);
    }

    public static SlackView? Home(SlackState state, SlackInstall install, SlackUser user) =>
        state.Views.Values.FirstOrDefault(v => v.Install == install && v.User == user && v.Type == "home");

    public static List<string> Stack(SlackState state, SlackInstall install, SlackUser user)
    {
        var key = $"{install.App.Id} {user.Id}";
        if (!state.ModalStacks.TryGetValue(key, out var stack)) state.ModalStacks[key] = stack = [];
        return stack;
    }

    /// <summary>Closes every open modal of the app for that person.</summary>
    public static void Close(SlackState state, SlackInstall install, SlackUser user)
    {
        var stack = Stack(state, install, user);
        foreach (var id in stack) state.Views.Remove(id);
        stack.Clear();
    }

    /// <summary>Lays a modal on top of the person's stack.</summary>
    public static SlackView Push(SlackState state, SlackInstall install, SlackUser user, JsonObject content)
    {
        var stack = Stack(state, install, user);
        var id = state.NewId("V");
        var view = new SlackView
        {
            Id = id,
            Install = install,
            User = user,
            Content = Stored(content, state),
            Hash = Hash(state),
            RootViewId = stack.Count > 0 ? stack[0] : id,
            PreviousViewId = stack.Count > 0 ? stack[^1] : null,
        };
        stack.Add(id);
        return state.Views[id] = view;
    }

    public static SlackView Replace(SlackState state, SlackView view, JsonObject content) =>
        state.Views[view.Id] = view with { Content = Stored(content, state), Hash = Hash(state) };

    /// <summary>A view of a call or of a <c>response_action</c>, checked.</summary>
    public static JsonObject Checked(JsonNode? node, bool home)
    {
        if (node is not JsonObject view) throw new ApiError("invalid_arguments", "must provide an object [json-pointer:/view]");
        if (ViewRules.IsTooLarge(view.ToJsonString())) throw new ApiError("view_too_large");
        var faults = ViewRules.Check(view, home);
        return faults.Count > 0 ? throw new ApiError("invalid_arguments", faults) : view;
    }

    private static JsonObject Content(ApiCall call, bool? home)
    {
        call.Required("view");
        var node = call.Json("view", "invalid_arguments");
        return Checked(node, home ?? Rules.Word((node as JsonObject)?["type"]) == "home");
    }

    private static Trigger Redeem(ApiCall call)
    {
        // Some of Slack's pages call it exchange: a trigger is exchanged for one view.
        var id = call.Required("trigger_id");
        if (!call.State.Triggers.TryGetValue(id, out var trigger) || trigger.Install != call.Install)
            throw new ApiError("invalid_trigger_id");
        if (trigger.Used) throw new ApiError("exchanged_trigger_id");
        if (call.State.Now > trigger.Expires) throw new ApiError("expired_trigger_id");
        trigger.Used = true;
        return trigger;
    }

    private static void CheckExternalId(SlackState state, SlackInstall install, JsonObject content, string? own)
    {
        var external = Rules.Word(content["external_id"]);
        if (external.Length > 0 && state.Views.Values.Any(v => v.Install == install && v.Id != own && v.ExternalId == external))
            throw new ApiError("duplicate_external_id");
    }

    private static JsonObject Stored(JsonObject content, SlackState state)
    {
        var copy = (JsonObject)content.DeepClone();
        copy["blocks"] = Blocks.Stored(copy["blocks"]!.AsArray(), state);
        return copy;
    }

    private static string Hash(SlackState state) => $"{state.Now.ToUnixTimeSeconds()}.{state.NewSecret(8)}";

    private static JsonObject Answer(ApiCall call, SlackView view) => new() { ["ok"] = true, ["view"] = SlackJson.Of(view, call.State) };
}

using System.Text.Json.Nodes;
using MailBridge.Testing.Slack.Delivery;
using MailBridge.Testing.Slack.WebApi;

namespace MailBridge.Testing.Slack;

/// <summary>Modals, seen by the person before them.</summary>
public sealed partial class FakeSlack
{
    /// <summary>
    /// Fills in a modal and presses its submit button. The client refuses first what it would not send (<see cref="AppReply.Errors"/>,
    /// failure <c>client_refused</c>); then the app's <c>response_action</c> is done.
    /// </summary>
    /// <param name="values">By block or action id: text, an option's value, ids, several of them, rich text as JSON. What is not named keeps its initial value.</param>
    public async Task<AppReply> SubmitViewAsync(SlackUser user, string viewId, IReadOnlyDictionary<string, object?>? values = null)
    {
        JsonObject payload;
        SlackView view;
        lock (_state.Gate)
        {
            view = ViewOf(user, viewId);
            var json = ViewJson(view, values ?? new Dictionary<string, object?>());
            var refusals = ViewState.Refusals(view.Blocks, json["state"]!["values"]!.AsObject());
            if (refusals.Count > 0) return new AppReply(null, TimeSpan.Zero, "client_refused") { Errors = refusals, View = view };
            payload = Payload(view.Install, user, "view_submission", viewId);
            payload.Remove("action_ts");
            payload["view"] = json;
            payload["response_urls"] = new JsonArray();
            Give(json["state"]!["values"]!.AsObject(), view.Install.App);
        }
        var reply = Reply(await Events.TryAsync(view.Install.App, PayloadKind.Interactive, payload, 0, null), user);
        if (!reply.Acknowledged) return reply;
        lock (_state.Gate)
        {
            try
            {
                reply = reply with { Errors = Respond(view, reply) };
            }
            catch (ApiError error)
            {
                reply = reply with { Failure = error.Code, Errors = error.Messages.Select((m, i) => (m, i)).ToDictionary(e => $"{e.i}", e => e.m) };
            }
        }
        _state.Changed();
        return reply with { View = TopView(user) };
    }

    /// <summary>Presses the cancel button of the topmost modal, or the cross that closes all of them.</summary>
    public async Task CloseViewAsync(SlackUser user, string viewId, bool all = false)
    {
        List<JsonObject> closed = [];
        SlackView view;
        lock (_state.Gate)
        {
            view = ViewOf(user, viewId);
            var stack = ViewMethods.Stack(_state, view.Install, user);
            var clears = all || view.Content["clear_on_close"]?.GetValue<bool>() == true;
            foreach (var id in clears ? Enumerable.Reverse(stack).ToList() : [viewId])
            {
                var closing = _state.Views[id];
                stack.Remove(id);
                _state.Views.Remove(id);
                if (closing.Content["notify_on_close"]?.GetValue<bool>() != true) continue;
                var payload = Payload(view.Install, user, "view_closed", null);
                payload.Remove("trigger_id");
                payload["view"] = SlackJson.Of(closing, _state);
                payload["is_cleared"] = clears;
                closed.Add(payload);
            }
        }
        _state.Changed();
        foreach (var payload in closed) await Events.TryAsync(view.Install.App, PayloadKind.Interactive, payload, 0, null);
    }

    /// <summary>Does what the app answered to a form.</summary>
    private Dictionary<string, string> Respond(SlackView view, AppReply reply)
    {
        var stack = ViewMethods.Stack(_state, view.Install, view.User);
        switch (reply.ResponseAction)
        {
            case null:
                Remove(view.Id);
                return [];
            case "clear":
                ViewMethods.Close(_state, view.Install, view.User);
                return [];
            case "update":
                ViewMethods.Replace(_state, view, ViewMethods.Checked(reply.Payload!["view"], home: false));
                return [];
            case "push":
                var content = ViewMethods.Checked(reply.Payload!["view"], home: false);
                if (stack.Count >= 3) throw new ApiError("push_limit_reached");
                ViewMethods.Push(_state, view.Install, view.User, content);
                return [];
            case "errors":
                return ErrorsOf(view, reply.Payload!["errors"] as JsonObject ?? []);
            default:
                throw new ApiError("invalid_response_action");
        }

        void Remove(string id)
        {
            stack.Remove(id);
            _state.Views.Remove(id);
        }
    }

    /// <summary>Errors stand at input blocks; one that names another block shows the person only that something failed.</summary>
    private static Dictionary<string, string> ErrorsOf(SlackView view, JsonObject errors)
    {
        var inputs = view.Blocks.Where(b => b!["type"]!.GetValue<string>() == "input").Select(b => b!["block_id"]!.GetValue<string>()).ToHashSet(StringComparer.Ordinal);
        if (errors.Count == 0 || errors.Any(e => !inputs.Contains(e.Key)))
            throw new ApiError("invalid_response_errors", [.. errors.Select(e => $"no input block {e.Key}")]);
        return errors.ToDictionary(e => e.Key, e => e.Value!.GetValue<string>(), StringComparer.Ordinal);
    }

    private void Give(JsonObject values, SlackApp app)
    {
        foreach (var id in values.SelectMany(b => b.Value!.AsObject()).SelectMany(a => a.Value!["files"] as JsonArray ?? []).Select(f => f!["id"]!.GetValue<string>()))
            _state.Files[id] = _state.Files[id] with { GivenTo = [.. _state.Files[id].GivenTo, app.Id] };
    }

    private SlackView ViewOf(SlackUser user, string viewId) =>
        _state.Views.TryGetValue(viewId, out var view) && view.User == user ? view : throw new InvalidOperationException($"{user.Name} sees no view {viewId}.");

    private JsonObject ViewJson(SlackView view, IReadOnlyDictionary<string, object?> entries)
    {
        var json = SlackJson.Of(view, _state);
        view.Typed = ViewState.With(view.Blocks, entries, FileJson, view.Typed);
        json["state"] = new JsonObject { ["values"] = view.Typed.DeepClone() };
        return json;
    }
}

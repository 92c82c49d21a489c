using System.Globalization;
using System.Text.Json.Nodes;
using MailBridge.Testing.Slack.Delivery;
using Microsoft.AspNetCore.Http;

namespace MailBridge.Testing.Slack.WebApi;

/// <summary><c>/api/{method}</c>: reads, authenticates, limits, runs, answers and writes down.</summary>
internal sealed class WebApiEndpoint(SlackState state, SlackFaults faults, SlackEvents events)
{
    private readonly RateLimits _limits = new(state.Options);

    public async Task HandleAsync(HttpContext context, string name)
    {
        var method = MethodTable.Find(name);
        var arguments = await Arguments.ReadAsync(context.Request, method?.FormOnly == true);
        var fault = faults.Draw(name);
        if (fault is { AfterEffect: false } and not SlackFault.Slow)
        {
            Log(name, null, arguments, FaultAnswer.StatusOf(fault), null, fault);
            await FaultAnswer.WriteAsync(context, fault, "", state.Options.Time);
            return;
        }
        var answer = Answer(method, name, arguments);
        Log(name, answer.TeamId, arguments, fault is null or SlackFault.Slow ? answer.Status : FaultAnswer.StatusOf(fault), answer.Body, fault);
        if (fault is not null and not SlackFault.Slow)
        {
            await FaultAnswer.WriteAsync(context, fault, answer.Body.ToJsonString(), state.Options.Time);
            return;
        }
        if (fault is SlackFault.Slow slow) await Task.Delay(slow.By, state.Options.Time, context.RequestAborted);
        await WriteAsync(context, answer);
    }

    private Answered Answer(ApiMethod? method, string name, Arguments arguments)
    {
        List<(SlackInstall, JsonObject)> raised = [];
        List<(TimeSpan After, Action<List<(SlackInstall, JsonObject)>> Change)> later = [];
        Answered answer;
        lock (state.Gate)
        {
            SlackInstall? install = null;
            try
            {
                if (method is null) throw new ApiError("unknown_method");
                if (arguments.Error is not null) throw new ApiError(arguments.Error);
                var app = Authenticate(method, arguments.Token, out install);
                var caller = $"{app?.Id} {install?.Workspace.Id}";
                if (_limits.Take(method, caller, arguments.Values, state.Now) is { } wait)
                    return new Answered(429, Refused("ratelimited"), install) { RetryAfter = wait };
                if (install is not null && method.Scope is not null && !install.Scopes.Contains(method.Scope))
                    throw new ApiError("missing_scope") { Needed = method.Scope };
                var call = new ApiCall(state, name, arguments.Values, app, install);
                var body = method.Run(call);
                Warn(body, [.. arguments.Warnings, .. call.Warnings]);
                raised = call.Raised;
                later = call.Afterwards;
                answer = new Answered(200, body, install);
            }
            catch (ApiError error)
            {
                answer = new Answered(200, Refused(error, install, arguments.Warnings), install);
            }
            foreach (var (_, change) in later.Where(l => l.After == TimeSpan.Zero)) change(raised);
        }
        _ = events.Raise(raised);
        foreach (var (after, change) in later.Where(l => l.After > TimeSpan.Zero)) _ = LaterAsync(after, change);
        return answer;
    }

    private async Task LaterAsync(TimeSpan after, Action<List<(SlackInstall, JsonObject)>> change)
    {
        await Task.Delay(after, state.Options.Time, events.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (events.Stopping.IsCancellationRequested) return;
        List<(SlackInstall, JsonObject)> raised = [];
        lock (state.Gate) change(raised);
        _ = events.Raise(raised);
        state.Changed();
    }

    private SlackApp? Authenticate(ApiMethod method, string? token, out SlackInstall? install)
    {
        install = null;
        if (method.Token == TokenKind.None) return null;
        if (string.IsNullOrEmpty(token)) throw new ApiError("not_authed");
        install = state.Installs.FirstOrDefault(i => i.BotToken == token);
        var app = install?.App ?? state.Apps.Find(a => a.AppToken == token && token.StartsWith("xapp-", StringComparison.Ordinal)) ?? throw new ApiError("invalid_auth");
        if (install?.TokenError is { } dead) throw new ApiError(dead);
        var allowed = method.Token switch
        {
            TokenKind.Bot => install is not null,
            TokenKind.App => install is null,
            _ => true,
        };
        return allowed ? app : throw new ApiError("not_allowed_token_type");
    }

    private static JsonObject Refused(string code) => new() { ["ok"] = false, ["error"] = code };

    private static JsonObject Refused(ApiError error, SlackInstall? install, IReadOnlyList<string> warnings)
    {
        var body = Refused(error.Code);
        if (error.Needed is not null)
        {
            body["needed"] = error.Needed;
            body["provided"] = string.Join(',', install?.Scopes.Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>());
        }
        if (error.Messages.Count > 0)
        {
            body["errors"] = new JsonArray([.. error.Messages.Select(m => (JsonNode)m)]);
            body["response_metadata"] = new JsonObject { ["messages"] = new JsonArray([.. error.Messages.Select(m => (JsonNode)$"[ERROR] {m}")]) };
        }
        Warn(body, warnings);
        return body;
    }

    private static void Warn(JsonObject body, IReadOnlyList<string> warnings)
    {
        if (warnings.Count == 0) return;
        body["warning"] = string.Join(',', warnings);
        body["response_metadata"] ??= new JsonObject();
        body["response_metadata"]!["warnings"] = new JsonArray([.. warnings.Select(w => (JsonNode)w)]);
    }

    private static async Task WriteAsync(HttpContext context, Answered answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/json; charset=utf-8";
        if (answer.RetryAfter is { } wait) context.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        if (answer.Install is { } install)
            context.Response.Headers["X-OAuth-Scopes"] = string.Join(',', install.Scopes.Order(StringComparer.Ordinal));
        await context.Response.WriteAsync(answer.Body.ToJsonString(), context.RequestAborted);
    }

    private void Log(string name, string? teamId, Arguments arguments, int status, JsonObject? body, SlackFault? fault)
    {
        lock (state.Gate) state.Calls.Add(new SlackCall(name, teamId, arguments.Values, state.Now, status, body, fault));
        state.Changed();
    }

    private sealed record Answered(int Status, JsonObject Body, SlackInstall? Install)
    {
        public int? RetryAfter { get; init; }

        public string? TeamId => Install?.Workspace.Id;
    }
}

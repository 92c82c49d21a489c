using System.Text.Json.Nodes;

namespace MailBridge.Testing.Slack.Delivery;

/// <summary>
/// Events on their way to apps: first tries in order (unless told otherwise), retries on Slack's schedule, and the trouble one asks for.
/// </summary>
public sealed class SlackEvents : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SlackState _state;
    private readonly HttpDelivery _http;
    private readonly SlackSockets _sockets;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<SlackApp, Task> _tails = [];
    private readonly List<SlackAttempt> _attempts = [];
    private readonly List<(SlackApp App, JsonObject Envelope)> _held = [];
    private readonly List<Task> _underWay = [];
    private bool _holding;

    internal SlackEvents(SlackState state, SlackSockets sockets)
    {
        _state = state;
        _sockets = sockets;
        _http = new HttpDelivery(state.Options);
    }

    /// <summary>Off: first tries run side by side and may overtake each other.</summary>
    public bool InOrder { get; set; } = true;

    /// <summary>How often an acknowledged event comes again all the same, 0 to 1, seeded.</summary>
    public double DuplicateProbability { get; set; }

    /// <summary>Every try so far, acknowledged or not; also commands and interactions.</summary>
    public IReadOnlyList<SlackAttempt> Attempts { get { lock (_gate) return [.. _attempts]; } }

    internal CancellationToken Stopping => _stop.Token;

    /// <summary>Keeps events back until <see cref="ReleaseAsync"/>.</summary>
    public void Hold() { lock (_gate) _holding = true; }

    /// <summary>Delivers what was kept back.</summary>
    /// <param name="shuffled">In a seeded random order.</param>
    /// <param name="duplicated">Each one twice.</param>
    public Task ReleaseAsync(bool shuffled = false, bool duplicated = false)
    {
        (SlackApp, JsonObject)[] held;
        lock (_gate)
        {
            held = duplicated ? [.. _held, .. _held] : [.. _held];
            _held.Clear();
            _holding = false;
        }
        if (shuffled) lock (_state.Gate) _state.Random.Shuffle(held);
        return Task.WhenAll(held.Select(h => Enqueue(h.Item1, h.Item2)));
    }

    /// <summary>The same event, with the same id, once more, as if Slack had not seen the acknowledgement.</summary>
    public async Task<SlackAttempt> RedeliverAsync(string eventId)
    {
        SlackAttempt first;
        lock (_gate) first = _attempts.First(a => a.EventId == eventId);
        var app = AppOf(first.Payload);
        return await TryAsync(app, PayloadKind.EventsApi, (JsonObject)first.Payload.DeepClone(), 1, "http_timeout");
    }

    /// <summary>Completes when no first try is waiting or under way; retries that wait for their time do not count.</summary>
    public async Task SettledAsync()
    {
        while (true)
        {
            Task[] waiting;
            lock (_gate)
            {
                _underWay.RemoveAll(t => t.IsCompleted);
                waiting = [.. _underWay];
            }
            if (waiting.Length == 0) return;
            await Task.WhenAll(waiting);
        }
    }

    /// <summary>Says that events of a minute were dropped.</summary>
    public Task<SlackAttempt> RateLimitedAsync(SlackInstall install)
    {
        var minute = _state.Now.ToUnixTimeSeconds() / 60 * 60;
        return TryAsync(install.App, PayloadKind.EventsApi, new JsonObject
        {
            ["token"] = "deprecated",
            ["type"] = "app_rate_limited",
            ["team_id"] = install.Workspace.Id,
            ["minute_rate_limited"] = minute,
            ["api_app_id"] = install.App.Id,
        }, 0, null);
    }

    /// <summary>The handshake that Slack does when a request URL is entered.</summary>
    /// <returns>Whether the app gave the challenge back.</returns>
    public async Task<bool> VerifyUrlAsync(SlackApp app)
    {
        var challenge = _state.NewSecret(32);
        var attempt = await TryAsync(app, PayloadKind.EventsApi, new JsonObject { ["token"] = "deprecated", ["challenge"] = challenge, ["type"] = "url_verification" }, 0, null);
        return attempt.Acknowledged && (attempt.Body == challenge || attempt.BodyObject?["challenge"]?.GetValue<string>() == challenge);
    }

    /// <summary>A request of the test's own making to one of the app's URLs.</summary>
    /// <param name="age">How old the timestamp pretends to be.</param>
    /// <param name="signature">Instead of the right one.</param>
    public async Task<(int Status, string Body)> SendRawAsync(
        SlackApp app, Uri url, ReadOnlyMemory<byte> body, string contentType, CancellationToken ct, TimeSpan age = default, string? signature = null)
    {
        using var request = HttpDelivery.Signed(app, url, body.ToArray(), contentType, _state.Now - age);
        if (signature is not null)
        {
            request.Headers.Remove(SlackSignature.Header);
            if (signature.Length > 0) request.Headers.Add(SlackSignature.Header, signature);
        }
        return await _http.SendRawAsync(request, ct);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _http.Dispose();
        _stop.Dispose();
    }

    /// <summary>Sends events on their way; never waits, and is called without the state's gate.</summary>
    /// <returns>Completes after the first tries.</returns>
    internal Task Raise(IEnumerable<(SlackInstall Install, JsonObject Event)> raised)
    {
        var tries = new List<Task>();
        foreach (var (install, @event) in raised)
        {
            if (!Subscriptions.Wants(install, @event)) continue;
            var envelope = Envelope(install, @event);
            bool again;
            lock (_gate)
            {
                if (_holding)
                {
                    _held.Add((install.App, envelope));
                    continue;
                }
            }
            lock (_state.Gate) again = DuplicateProbability > 0 && _state.Random.NextDouble() < DuplicateProbability;
            tries.Add(Enqueue(install.App, envelope));
            if (again) tries.Add(Enqueue(install.App, (JsonObject)envelope.DeepClone()));
        }
        _state.Changed();
        return Task.WhenAll(tries);
    }

    /// <summary>One try, written down.</summary>
    internal async Task<SlackAttempt> TryAsync(SlackApp app, PayloadKind kind, JsonObject payload, int number, string? reason)
    {
        var attempt = app.Delivery switch
        {
            SlackDelivery.Http urls => await _http.SendAsync(app, urls, kind, payload, number, reason, _stop.Token),
            _ => await _sockets.SendAsync(app, kind, payload, number, reason, _stop.Token),
        };
        lock (_gate) _attempts.Add(attempt);
        _state.Changed();
        return attempt;
    }

    private Task Enqueue(SlackApp app, JsonObject envelope)
    {
        lock (_gate)
        {
            var before = InOrder ? _tails.GetValueOrDefault(app, Task.CompletedTask) : Task.CompletedTask;
            var task = FirstTryAsync(before, app, envelope);
            _tails[app] = task;
            _underWay.RemoveAll(t => t.IsCompleted);
            _underWay.Add(task);
            return task;
        }
    }

    private async Task FirstTryAsync(Task before, SlackApp app, JsonObject envelope)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        if (_stop.IsCancellationRequested) return;
        var attempt = await TryAsync(app, PayloadKind.EventsApi, envelope, 0, null);
        if (!attempt.Acknowledged) _ = RetryAsync(app, attempt);
    }

    private async Task RetryAsync(SlackApp app, SlackAttempt failed)
    {
        var reason = failed.Failure;
        for (var number = 1; number <= _state.Options.RetryAfter.Count && !failed.NoRetry; number++)
        {
            var due = Task.Delay(_state.Options.RetryAfter[number - 1], _state.Options.Time, _stop.Token);
            // What failed for want of a connection goes out as soon as there is one.
            var wait = failed.Failure == SlackSockets.NoConnection ? Task.WhenAny(due, _sockets.ConnectedAsync(app)) : due;
            await wait.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stop.IsCancellationRequested) return;
            failed = await TryAsync(app, PayloadKind.EventsApi, failed.Payload, number, reason);
            if (failed.Acknowledged) return;
            reason = failed.Failure;
        }
    }

    private JsonObject Envelope(SlackInstall install, JsonObject @event) => new()
    {
        ["token"] = "deprecated",
        ["team_id"] = install.Workspace.Id,
        ["context_team_id"] = install.Workspace.Id,
        ["context_enterprise_id"] = null,
        ["api_app_id"] = install.App.Id,
        ["event"] = @event,
        ["type"] = "event_callback",
        ["event_id"] = _state.NewId("Ev"),
        ["event_time"] = _state.Now.ToUnixTimeSeconds(),
        ["authorizations"] = new JsonArray(new JsonObject
        {
            ["enterprise_id"] = null,
            ["team_id"] = install.Workspace.Id,
            ["user_id"] = install.BotUser.Id,
            ["is_bot"] = true,
            ["is_enterprise_install"] = false,
        }),
        ["is_ext_shared_channel"] = false,
        ["event_context"] = _state.NewSecret(),
    };

    private SlackApp AppOf(JsonObject payload)
    {
        lock (_state.Gate) return _state.Apps.First(a => a.Id == payload["api_app_id"]!.GetValue<string>());
    }
}

/// <summary>Which events an app gets: those it subscribed to and has the scope for.</summary>
internal static class Subscriptions
{
    public static bool Wants(SlackInstall install, JsonObject @event)
    {
        var type = @event["type"]!.GetValue<string>();
        if (install.TokenError is not null && type is not ("app_uninstalled" or "tokens_revoked")) return false;
        var channelType = @event["channel_type"]?.GetValue<string>();
        var name = type != "message" ? type : channelType switch
        {
            "channel" => "message.channels",
            "group" => "message.groups",
            _ => $"message.{channelType}",
        };
        var scope = name switch
        {
            "message.channels" => "channels:history",
            "message.groups" => "groups:history",
            "message.im" => "im:history",
            "message.mpim" => "mpim:history",
            "app_mention" => "app_mentions:read",
            "reaction_added" or "reaction_removed" => "reactions:read",
            "channel_rename" or "channel_archive" or "channel_unarchive" or "channel_deleted" or "channel_left" => "channels:read",
            "group_rename" or "group_archive" or "group_unarchive" or "group_left" => "groups:read",
            _ => null,
        };
        return (install.App.BotEvents.Count == 0 || install.App.BotEvents.Contains(name)) && (scope is null || install.Scopes.Contains(scope));
    }
}

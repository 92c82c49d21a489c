using MailBridge.Testing.Slack.WebApi;

namespace MailBridge.Testing.Slack;

/// <summary>What a test looks at. Everything is a snapshot.</summary>
public sealed partial class FakeSlack
{
    /// <summary>Requests of apps, oldest first.</summary>
    public IReadOnlyList<SlackCall> Calls { get { lock (_state.Gate) return [.. _state.Calls]; } }

    /// <summary>Modals open now.</summary>
    public IReadOnlyList<SlackView> Views { get { lock (_state.Gate) return [.. _state.Views.Values.Where(v => v.Type == "modal")]; } }

    public IReadOnlyList<SlackFile> Files { get { lock (_state.Gate) return [.. _state.Files.Values]; } }

    public IReadOnlyList<SlackCall> CallsOf(string method) => [.. Calls.Where(c => c.Method == method)];

    /// <summary>Every message of a channel and its threads, oldest first.</summary>
    public IReadOnlyList<SlackMessage> Messages(SlackChannel channel) { lock (_state.Gate) return [.. channel.MessageList]; }

    /// <summary>A parent and its replies.</summary>
    public IReadOnlyList<SlackMessage> Thread(SlackChannel channel, string ts)
    {
        lock (_state.Gate) return channel.Message(ts) is { } parent ? [parent, .. channel.Replies(ts)] : [];
    }

    public SlackMessage? Message(SlackChannel channel, string ts) { lock (_state.Gate) return channel.Message(ts); }

    /// <summary>What only this person was shown; a reply in a thread without replies is not shown to anybody.</summary>
    public IReadOnlyList<SlackMessage> Ephemerals(SlackUser user)
    {
        lock (_state.Gate)
            return [.. _state.Ephemerals.Where(m => m.EphemeralFor == user && (m.ThreadTs is null || m.Channel.Replies(m.ThreadTs).Any()))];
    }

    /// <summary>The modal on top of a person's stack.</summary>
    public SlackView? TopView(SlackUser user)
    {
        lock (_state.Gate)
        {
            return _state.Installs.Select(i => ViewMethods.Stack(_state, i, user)).Where(s => s.Count > 0).Select(s => _state.Views[s[^1]]).LastOrDefault();
        }
    }

    public SlackView? Home(SlackUser user)
    {
        lock (_state.Gate) return _state.Installs.Select(i => ViewMethods.Home(_state, i, user)).FirstOrDefault(v => v is not null);
    }

    /// <summary>Waits until the fake's state satisfies the test; looks again at every change, never by the clock.</summary>
    /// <exception cref="TimeoutException">It did not within <paramref name="timeout"/> (real time; ten seconds unless said otherwise).</exception>
    public async Task WaitForAsync(Func<FakeSlack, bool> predicate, CancellationToken ct, TimeSpan? timeout = null) =>
        await WaitForAsync(slack => predicate(slack) ? slack : null, ct, timeout);

    /// <summary>Waits until <paramref name="find"/> finds something.</summary>
    public async Task<T> WaitForAsync<T>(Func<FakeSlack, T?> find, CancellationToken ct, TimeSpan? timeout = null)
        where T : class
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(timeout ?? TimeSpan.FromSeconds(10));
        while (true)
        {
            var changed = _state.NextChange;
            if (find(this) is { } found) return found;
            try
            {
                await changed.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                throw new TimeoutException($"Not seen in time. {Summary()}");
            }
        }
    }

    /// <summary>Last calls and tries, for the message of a test that waited in vain.</summary>
    public string Summary()
    {
        var calls = Calls.TakeLast(8).Select(c => $"{c.Method} → {c.Status} {c.Error ?? (c.Ok ? "ok" : "")}");
        var tries = Events.Attempts.TakeLast(8).Select(a => $"{a.Kind} {a.Type} #{a.Number} → {a.Failure ?? "acknowledged"}");
        return $"Calls: {string.Join("; ", calls)}. Tries: {string.Join("; ", tries)}.";
    }
}

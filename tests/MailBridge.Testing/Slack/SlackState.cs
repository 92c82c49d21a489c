namespace MailBridge.Testing.Slack;

/// <summary>Everything the fake knows. Whoever reads or changes it holds <see cref="Gate"/>.</summary>
internal sealed class SlackState(FakeSlackOptions options)
{
    private int _ids;
    private TaskCompletionSource _changed = NewSignal();

    public Lock Gate { get; } = new();

    public FakeSlackOptions Options => options;

    public DateTimeOffset Now => options.Time.GetUtcNow();

    /// <summary>Where people and apps find this Slack, without a slash at the end.</summary>
    public string BaseUrl { get; set; } = "";

    public Random Random { get; } = new(options.Seed);

    public List<SlackWorkspace> Workspaces { get; } = [];

    public List<SlackApp> Apps { get; } = [];

    public List<SlackMessage> Ephemerals { get; } = [];

    public Dictionary<string, SlackFile> Files { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, SlackView> Views { get; } = new(StringComparer.Ordinal);

    /// <summary>Open modals of each user, the root first.</summary>
    public Dictionary<string, List<string>> ModalStacks { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Trigger> Triggers { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, ResponseUrl> ResponseUrls { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, OAuthCode> OAuthCodes { get; } = new(StringComparer.Ordinal);

    /// <summary>Single-use tickets of Socket Mode.</summary>
    public Dictionary<string, SlackApp> Tickets { get; } = new(StringComparer.Ordinal);

    public List<SlackCall> Calls { get; } = [];

    /// <summary>Completes at the next change.</summary>
    public Task NextChange { get { lock (Gate) return _changed.Task; } }

    public IEnumerable<SlackInstall> Installs => Workspaces.SelectMany(w => w.InstallList);

    public string NewId(string prefix) => $"{prefix}0{Interlocked.Increment(ref _ids):D4}FAKE";

    public string NewSecret(int length = 24)
    {
        lock (Gate) return string.Create(length, Random, static (span, random) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = "abcdefghijklmnopqrstuvwxyz0123456789"[random.Next(36)];
        });
    }

    public void Changed()
    {
        TaskCompletionSource signal;
        lock (Gate) (signal, _changed) = (_changed, NewSignal());
        signal.TrySetResult();
    }

    /// <summary>Installs an app, or extends what it was granted: scopes only add up.</summary>
    public SlackInstall Install(SlackApp app, SlackWorkspace workspace, IEnumerable<string> scopes)
    {
        lock (Gate)
        {
            var install = workspace.InstallList.Find(i => i.App == app && i.TokenError is null);
            if (install is null)
            {
                var name = app.Name.ToLowerInvariant();
                var bot = workspace.UserList.Find(u => u.IsBot && u.Name == name);
                if (bot is null)
                {
                    bot = new SlackUser(workspace, NewId("U"), name) { IsBot = true, BotId = NewId("B"), RealName = app.Name };
                    workspace.UserList.Add(bot);
                }
                install = new SlackInstall(app, workspace, bot, $"xoxb-{NewSecret()}");
                workspace.InstallList.Add(install);
            }
            install.Scopes.UnionWith(scopes);
            return install;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

internal sealed class Trigger(SlackInstall install, SlackUser user, DateTimeOffset expires, string? viewId)
{
    public SlackInstall Install => install;

    public SlackUser User => user;

    public DateTimeOffset Expires => expires;

    /// <summary>The modal in which the button stood.</summary>
    public string? ViewId => viewId;

    public bool Used { get; set; }
}

internal sealed class ResponseUrl(SlackInstall install, SlackUser user, SlackChannel channel, string? originalTs, bool ephemeral, DateTimeOffset expires)
{
    public SlackInstall Install => install;

    public SlackUser User => user;

    public SlackChannel Channel => channel;

    public string? OriginalTs => originalTs;

    public bool Ephemeral => ephemeral;

    public DateTimeOffset Expires => expires;

    public int Uses { get; set; }
}

internal sealed record OAuthCode(SlackApp App, SlackWorkspace Workspace, string RedirectUri, IReadOnlyList<string> Scopes, DateTimeOffset Expires);

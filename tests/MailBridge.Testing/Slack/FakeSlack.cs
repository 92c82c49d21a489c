using System.Net;
using MailBridge.Testing.Slack.Delivery;
using MailBridge.Testing.Slack.WebApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MailBridge.Testing.Slack;

/// <summary>
/// Slack on a free loopback port, written from Slack's reference alone: Web API, Events API, Socket Mode, commands, interactivity,
/// modals, files. It refuses what Slack refuses. People act through its methods, the app through its wire; both are written down.
/// </summary>
public sealed partial class FakeSlack : IAsyncDisposable
{
    /// <summary>The bot scopes of a help desk; <see cref="Install"/> grants them unless told otherwise.</summary>
    public static readonly IReadOnlyList<string> DefaultScopes =
    [
        "app_mentions:read", "channels:history", "channels:join", "channels:read", "chat:write", "chat:write.customize", "commands",
        "files:read", "files:write", "groups:history", "groups:read", "im:history", "im:write", "reactions:read", "reactions:write",
        "team:read", "users:read", "users:read.email",
    ];

    private readonly SlackState _state;
    private readonly WebApplication _web;
    private readonly CancellationTokenSource _stopping = new();

    private int _disposed;

    private FakeSlack(FakeSlackOptions options)
    {
        _state = new SlackState(options);
        Faults = new SlackFaults(options.Seed);
        Sockets = new SlackSockets(_state);
        Events = new SlackEvents(_state, Sockets);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = 64L << 20;
        });
        _web = builder.Build();
        Route();
    }

    /// <summary>The root, with a slash at its end.</summary>
    public Uri BaseUrl => new(_state.BaseUrl + "/");

    /// <summary>What a client takes for <c>https://slack.com/api/</c>.</summary>
    public Uri ApiBaseUrl => new(_state.BaseUrl + "/api/");

    public SlackFaults Faults { get; }

    public SlackEvents Events { get; }

    public SlackSockets Sockets { get; }

    public static async Task<FakeSlack> StartAsync(CancellationToken ct, FakeSlackOptions? options = null)
    {
        var slack = new FakeSlack(options ?? new FakeSlackOptions());
        await slack._web.StartAsync(ct);
        var addresses = slack._web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        slack._state.BaseUrl = addresses.First();
        return slack;
    }

    public SlackWorkspace AddWorkspace(string domain = "acme", string? name = null)
    {
        var workspace = new SlackWorkspace(_state.NewId("T"), domain, name ?? domain);
        lock (_state.Gate) _state.Workspaces.Add(workspace);
        return workspace;
    }

    /// <summary>An app, not yet installed anywhere, with fresh secrets.</summary>
    public SlackApp AddApp(string name = "MailBridge", SlackDelivery? delivery = null)
    {
        var id = _state.NewId("A");
        var app = new SlackApp(id, name)
        {
            ClientId = $"{_state.NewSecret(12)}.{_state.NewSecret(13)}",
            ClientSecret = _state.NewSecret(32),
            SigningSecret = _state.NewSecret(32),
            AppToken = $"xapp-1-{id}-{_state.NewSecret()}",
            Delivery = delivery ?? new SlackDelivery.SocketMode(),
        };
        lock (_state.Gate) _state.Apps.Add(app);
        return app;
    }

    /// <summary>Installs an app with these bot scopes (<see cref="DefaultScopes"/> when none is given) and adds its bot user.</summary>
    public SlackInstall Install(SlackApp app, SlackWorkspace workspace, params IReadOnlyList<string> scopes) =>
        _state.Install(app, workspace, scopes.Count > 0 ? scopes : DefaultScopes);

    /// <summary>A code as the consent page gives it, good for one <c>oauth.v2.access</c> within ten minutes.</summary>
    public string IssueCode(SlackApp app, SlackWorkspace workspace, string redirectUri, params IReadOnlyList<string> scopes)
    {
        var code = _state.NewSecret(40);
        lock (_state.Gate)
            _state.OAuthCodes.Add(code, new OAuthCode(app, workspace, redirectUri, scopes.Count > 0 ? scopes : DefaultScopes, _state.Now + TimeSpan.FromMinutes(10)));
        return code;
    }

    public SlackUser AddUser(SlackWorkspace workspace, string name, string? email = null, string? realName = null)
    {
        var user = new SlackUser(workspace, _state.NewId("U"), name) { Email = email, RealName = realName ?? name };
        lock (_state.Gate) workspace.UserList.Add(user);
        return user;
    }

    public SlackChannel AddChannel(SlackWorkspace workspace, string name, params IReadOnlyList<SlackUser> members) =>
        AddChannel(workspace, name, SlackChannelKind.Public, members);

    public SlackChannel AddChannel(SlackWorkspace workspace, string name, SlackChannelKind kind, params IReadOnlyList<SlackUser> members)
    {
        var channel = new SlackChannel(workspace, _state.NewId(kind == SlackChannelKind.Im ? "D" : "C"), name, kind, _state.Now);
        channel.MemberIds.UnionWith(members.Select(m => m.Id));
        lock (_state.Gate) workspace.ChannelList.Add(channel);
        return channel;
    }

    /// <summary>The direct messages between two, made if there are none.</summary>
    public SlackChannel DirectMessages(SlackUser one, SlackUser other)
    {
        lock (_state.Gate) return one.Workspace.DirectMessage(_state, one.Id, other.Id);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await _stopping.CancelAsync();
        Sockets.DropAll();
        Events.Dispose();
        await _web.DisposeAsync();
        _stopping.Dispose();
    }

    private void Route()
    {
        var api = new WebApiEndpoint(_state, Faults, Events);
        var files = new FileEndpoint(_state, Faults);
        var responses = new ResponseUrlEndpoint(_state, Faults, Events);
        _web.UseWebSockets();
        _web.Map("/api/{method}", (HttpContext context, string method) => Alive(context, () => api.HandleAsync(context, method)));
        _web.MapPost("/upload/v1/{ticket}", (HttpContext context, string ticket) => Alive(context, () => files.UploadAsync(context, ticket)));
        _web.MapGet("/files-pri/{id}/download/{name}", (HttpContext context, string id) => Alive(context, () => files.DownloadAsync(context, id)));
        _web.MapGet("/files-pri/{id}/{name}", (HttpContext context, string id) => Alive(context, () => files.DownloadAsync(context, id)));
        _web.MapPost("/actions/{key}", (HttpContext context, string key) => Alive(context, () => responses.HandleAsync(context, key)));
        _web.Map("/link", (HttpContext context) => Alive(context, () => Sockets.HandleAsync(context, _stopping.Token)));
        _web.MapGet("/oauth/v2/authorize", Consent);
    }

    /// <summary>A caller who went away is no fault of the fake; while it stops, nobody is left waiting.</summary>
    private async Task Alive(HttpContext context, Func<Task> handle)
    {
        await using var stop = _stopping.Token.Register(context.Abort);
        try
        {
            await handle();
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException or BadHttpRequestException && context.RequestAborted.IsCancellationRequested)
        {
            // Gone.
        }
    }

    /// <summary>The page on which a person would press Allow; here somebody always does, in the first workspace.</summary>
    private IResult Consent(string client_id, string redirect_uri, string? state, string? scope)
    {
        SlackApp? app;
        SlackWorkspace? workspace;
        lock (_state.Gate) (app, workspace) = (_state.Apps.Find(a => a.ClientId == client_id), _state.Workspaces.FirstOrDefault());
        if (app is null || workspace is null) return Results.Text("invalid_client_id", statusCode: 400);
        var code = IssueCode(app, workspace, redirect_uri, scope?.Split(',') ?? []);
        return Results.Redirect($"{redirect_uri}{(redirect_uri.Contains('?', StringComparison.Ordinal) ? '&' : '?')}code={code}&state={Uri.EscapeDataString(state ?? "")}");
    }
}

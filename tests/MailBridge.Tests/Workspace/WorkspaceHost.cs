using MailBridge.ChatIn;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.Workspace;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MailBridge.Tests.Workspace;

/// <summary>The Workspace in a host of its own, on a file of its own, with a pretended desk behind it.</summary>
internal sealed class WorkspaceHost : IAsyncDisposable
{
    public static readonly DeskDirectory Directory = new(
        [
            new Inbox(new InboxId("support"), "Support", [new EmailAddress("support@lumen.example")], new ChatChannel("workspace", "", "support")),
            new Inbox(new InboxId("orders"), "Orders", [new EmailAddress("orders@lumen.example")], new ChatChannel("workspace", "", "orders")),
            new Inbox(new InboxId("press"), "Press", [new EmailAddress("press@lumen.example")], new ChatChannel("workspace", "", "press")),
        ],
        [
            new Agent(new AgentId("anna"), "Anna Beck", [new EmailAddress("anna@lumen.example")]),
            new Agent(new AgentId("jonas"), "Jonas Roth", [new EmailAddress("jonas@lumen.example")]),
            new Agent(new AgentId("mei"), "Mei Tanaka", [new EmailAddress("mei@lumen.example")]),
        ],
        ["lumen.example"]);

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"workspace-{Guid.NewGuid():n}.db");

    private WorkspaceHost(TimeProvider time, string? url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (url is null) builder.WebHost.UseTestServer();
        else builder.WebHost.UseKestrelCore().UseUrls(url);
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(Directory);
        builder.Services.AddSingleton(SendingRules.Default);
        builder.Services.AddWorkspace((_, o) => o.UseSqlite($"Data Source={_file}"));
        builder.Services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        builder.Services.AddSingleton<PretendedDesk>();
        builder.Services.AddSingleton<IChatActions>(s => s.GetRequiredService<PretendedDesk>());
        builder.Services.AddSingleton<ITryOut>(s => s.GetRequiredService<PretendedDesk>());
        builder.Services.AddSingleton<PretendedHistory>();
        builder.Services.AddSingleton<IConversationStore>(s => s.GetRequiredService<PretendedHistory>());
        builder.Services.AddSingleton<IHistorySearch>(s => s.GetRequiredService<PretendedHistory>());
        builder.Services.AddSingleton<ITemplateStore, PretendedTemplates>();
        builder.Services.AddSingleton<TemplateDesk>();
        builder.Services.AddSingleton(TimeZoneInfo.Utc);
        builder.Services.AddSingleton<TemplateForms>();
        builder.Services.AddSingleton<IConversationList>(s => s.GetRequiredService<PretendedHistory>());
        builder.Services.AddSingleton(s => new MailBridge.ChatIn.Writers(s.GetRequiredService<IConversationStore>(), new MailBridge.Operations.PostingOptions(), time));
        builder.Services.AddSingleton<IOriginals, PretendedOriginals>();
        App = builder.Build();
        App.MapGet("/broken", string () => throw new InvalidOperationException("as the test wanted"));
        App.MapWorkspace();
    }

    public WebApplication App { get; }

    public PretendedDesk Desk => App.Services.GetRequiredService<PretendedDesk>();

    public WorkspaceGateway Gateway => App.Services.GetRequiredService<WorkspaceGateway>();

    public WorkspaceLive Live => App.Services.GetRequiredService<WorkspaceLive>();

    public PretendedHistory History => App.Services.GetRequiredService<PretendedHistory>();

    public static async Task<WorkspaceHost> StartAsync(CancellationToken cancellation, TimeProvider? time = null, string? url = null)
    {
        var host = new WorkspaceHost(time ?? TimeProvider.System, url);
        await host.App.Services.MigrateWorkspaceAsync(cancellation);
        await host.App.StartAsync(cancellation);
        return host;
    }

    /// <summary>A browser without script; with the agent chosen unless told otherwise.</summary>
    public async Task<PlainBrowser> BrowseAsync(CancellationToken cancellation, string? agent = "anna")
    {
        var browser = new PlainBrowser(App.GetTestServer().CreateHandler());
        if (agent is null) return browser;
        var page = await browser.GetAsync("/workspace/agent", cancellation);
        await browser.SendAsync(page.Form("/workspace/agent").With("agent", agent), cancellation);
        return browser;
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        foreach (var file in new[] { _file, _file + "-wal", _file + "-shm" }) File.Delete(file);
    }
}

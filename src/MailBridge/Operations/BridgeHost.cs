using System.Globalization;
using System.Net.Sockets;
using MailBridge.ChatIn;
using MailBridge.ChatIn.Lookups;
using MailBridge.ChatLedger;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.MailIn;
using MailBridge.MailOut;
using MailBridge.Slack;
using MailBridge.Slack.Received;
using MailBridge.Storage;
using MailBridge.Timing;
using MailBridge.TryOut;
using MailBridge.Workspace;
using MailBridge.Workspace.Posts;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.EntityFrameworkCore;

namespace MailBridge.Operations;

/// <summary>Composes the bridge and runs it until it is asked to stop.</summary>
internal static partial class BridgeHost
{
    /// <summary>How long deliveries under way may take to end when the process is asked to stop; longer ones go on at the next start.</summary>
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(20);

    /// <summary>Runs the bridge.</summary>
    /// <returns>0 after a graceful stop, 1 when it could not start; the reason is written to the standard error as a sentence.</returns>
    public static async Task<int> ServeAsync(BridgeSettings settings, CancellationToken cancellation)
    {
        try
        {
            settings = settings.IsTryOut ? TryOutOptions.Of(settings) : settings;
            using var claim = DataFolder.Claim(settings.DataFolder);
            await using var app = Build(settings);
            await PrepareAsync(app, settings, cancellation).ConfigureAwait(false);
            await StartAsync(app, cancellation).ConfigureAwait(false);
            Console.WriteLine(Banner.Of(settings));
            app.Lifetime.ApplicationStopping.Register(() => ShuttingDown(app.Logger));
            await app.WaitForShutdownAsync(cancellation).ConfigureAwait(false);
            return 0;
        }
        catch (Exception e) when (e is StorageUnavailableException or DataFolderException or IOException or UnauthorizedAccessException or SocketException)
        {
            await Console.Error.WriteLineAsync(Sentence(e, settings)).ConfigureAwait(false);
            return 1;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return 0;
        }
    }

    /// <summary>Starts it; what had begun before the fault is ended in order, so that the fault is the only thing said.</summary>
    private static async Task StartAsync(WebApplication app, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch
        {
            await app.StopAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The application with everything in it, not started.</summary>
    internal static WebApplication Build(BridgeSettings settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "mailbridge", ContentRootPath = settings.WorkingDirectory });
        builder.WebHost.UseKestrelCore().UseUrls(settings.Options.Workspace.Url);
        builder.Logging.AddBridgeLogging(settings);
        builder.Services.AddRoutingCore().AddLogging();
        builder.Services.Configure<HostOptions>(o =>
        {
            o.ShutdownTimeout = StopWithin;
            o.ServicesStopConcurrently = true;
        });
        builder.Services.AddHostFiltering(o => o.AllowedHosts = [.. AllowedHosts(settings.Options.Workspace)]);
        builder.Services.AddDataProtection()
            .SetApplicationName("mailbridge")
            .PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(settings.DataFolder, "keys")));
        AddDesk(builder.Services, settings);
        AddLegs(builder.Services, settings);
        var app = builder.Build();
        SlackEndpoints.Use(app);
        app.UseHostFiltering();
        app.MapHealth();
        app.MapWorkspace();
        return app;
    }

    private static void AddDesk(IServiceCollection services, BridgeSettings settings)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(settings.Directory);
        services.AddSingleton(Installation.Load(settings.DataFolder));
        services.AddSingleton(s => new MessageIdSigner(s.GetRequiredService<Installation>().SigningKey));
        services.AddMailBridgeStorage(new BridgeStorageOptions { DataFile = settings.DataFile });
        services.AddSingleton<MailIntake>();
        services.AddSingleton(settings.Options.Sending.ToRules() with { Zone = settings.Options.ToTimeZone() });
        services.AddSingleton<TemplateDesk>();
        services.AddSingleton<AgentDesk>();
        services.AddSingleton<ReplyProgress>();
        services.AddSingleton<WakeUps>();
        services.AddSingleton<Acknowledgements>();
        services.AddTiming(settings.Directory);
        services.AddSingleton(settings.Options.ToTimeZone());
        services.AddSingleton<BridgeHealth>();
    }

    private static void AddLegs(IServiceCollection services, BridgeSettings settings)
    {
        var options = settings.Options;
        services.AddSingleton(options.Sending);
        services.AddSingleton(options.Posting);
        services.AddSingleton<MailArrived>();
        services.AddSingleton(s => Borders(settings, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(new SenderChecks(options.Inboxes.ToDictionary(
            i => new InboxId(i.Key), i => new SenderTrust(i.Value.TrustedAuthenticationServers, i.Value.Imap?.SentFolder ?? ""))));
        services.AddSingleton<IOriginals, MailIn.Originals>();
        services.AddSingleton<ITryOut>(s => new CustomerDesk(
            settings.IsTryOut ? settings.FullPath(options.Inboxes[TryOutOptions.Inbox].Maildir!.Path) : null,
            s.GetRequiredService<IConversationStore>(), s.GetRequiredService<DeskDirectory>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<CardWriter>();
        services.AddSingleton<Lookups>();
        services.AddSingleton<ThreadMessages>();
        services.AddSingleton<SnoozeTimes>();
        services.AddSingleton<WorkForms>();
        services.AddSingleton<OutwardActions>();
        services.AddSingleton<BelongForms>();
        services.AddSingleton<IChatActions, ChatActions>();
        services.AddSingleton(s => MailGateway(s, settings));
        services.AddWorkspace((s, o) => s.GetRequiredService<BridgeDatabase>().Configure(o, "WorkspaceMigrations"));
        services.AddChatLedger((s, o) => s.GetRequiredService<BridgeDatabase>().Configure(o, LedgerDb.MigrationsTable));
        services.AddSlack(options);
        // Readers and senders before watchers: what the last run left is dealt with first.
        services.AddHostedService<MailReader>();
        services.AddHostedService<ChatOutWorker>();
        services.AddHostedService<ReceivedWorker>();
        services.AddHostedService<MailOutWorker>();
        services.AddHostedService<DeskWorker>();
        services.AddHostedService<MailServerProbe>();
        foreach (var (key, inbox) in options.Inboxes) AddWatchers(services, settings, new InboxId(key), inbox);
    }

    private static void AddWatchers(IServiceCollection services, BridgeSettings settings, InboxId id, InboxOptions inbox)
    {
        if (inbox.Maildir is { } maildir)
        {
            services.AddSingleton<IHostedService>(s => ActivatorUtilities.CreateInstance<MaildirWatcher>(
                s, id, settings.FullPath(maildir.Path), maildir.PollInterval));
        }
        if (inbox.Imap is not { } imap) return;
        foreach (var folder in Folders(imap))
        {
            var watched = new WatchedFolder(
                id, imap.ToServer(), imap.ToCredentials()!, folder, FromNow: IsNow(imap), imap.PollInterval);
            services.AddSingleton<IHostedService>(s => ActivatorUtilities.CreateInstance<ImapWatcher>(s, watched));
        }
    }

    private static IEnumerable<string> Folders(ImapOptions imap)
        => imap.WatchedFolders().Concat(imap.SentFolder.Length > 0 ? [imap.SentFolder] : []).Distinct(StringComparer.Ordinal);

    private static IMailGateway MailGateway(IServiceProvider services, BridgeSettings settings)
    {
        var options = settings.Options;
        if (options.Smtp is not { } smtp) return new PickupMailGateway(settings.FullPath(options.Pickup!.Folder), options.Pickup.Folder);
        var sent = options.Inboxes
            .Where(i => i.Value.Imap is { } imap && (imap.SentFolder.Length > 0 || i.Value.CopyReplies))
            .ToDictionary(i => new InboxId(i.Key), i => new SentMailbox(i.Value.Imap!.ToServer(), i.Value.Imap!.ToCredentials()!, [.. Folders(i.Value.Imap!)]));
        return new SmtpMailGateway(
            smtp.ToServer(), smtp.ToCredentials(), EhloName(smtp), sent,
            services.GetRequiredService<ILogger<SmtpMailGateway>>(), services.GetRequiredService<TimeProvider>());
    }

    private static async Task PrepareAsync(WebApplication app, BridgeSettings settings, CancellationToken cancellation)
    {
        var database = app.Services.GetRequiredService<BridgeDatabase>();
        await database.MigrateAsync(cancellation).ConfigureAwait(false);
        await using (var workspace = await app.Services.GetRequiredService<IDbContextFactory<WorkspaceDb>>().CreateDbContextAsync(cancellation).ConfigureAwait(false))
            await database.MigrateAsync(workspace, cancellation).ConfigureAwait(false);
        await using (var ledger = await app.Services.GetRequiredService<IDbContextFactory<LedgerDb>>().CreateDbContextAsync(cancellation).ConfigureAwait(false))
            await database.MigrateAsync(ledger, cancellation).ConfigureAwait(false);
        // The data folder is claimed, so every lease is a dead forerunner's.
        await app.Services.GetRequiredService<IDeliveryQueue>().ReleaseLeasesAsync(cancellation).ConfigureAwait(false);
        if (settings.IsTryOut)
        {
            await SampleMailbox.SeedAsync(
                settings.FullPath(settings.Options.Inboxes[TryOutOptions.Inbox].Maildir!.Path), app.Services.GetRequiredService<TimeProvider>(), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>RFC 5321 section 4.1.4: a fully qualified name, or an address literal where there is none.</summary>
    internal static string EhloName(SmtpOptions smtp)
        => smtp.EhloName.Length > 0 ? smtp.EhloName
            : Environment.MachineName.Contains('.', StringComparison.Ordinal) ? Environment.MachineName
            : "[127.0.0.1]";

    private static bool IsNow(ImapOptions imap) => imap.StartFrom.Equals("Now", StringComparison.OrdinalIgnoreCase);

    private static HistoryBorders Borders(BridgeSettings settings, TimeProvider time)
    {
        var borders = new Dictionary<InboxId, DateTimeOffset>();
        foreach (var (key, inbox) in settings.Options.Inboxes)
        {
            if (inbox.Imap is { } now && IsNow(now)) borders[new InboxId(key)] = FirstStart.Of(settings.DataFolder, key, time);
            if (inbox.Imap is { } imap
                && DateTimeOffset.TryParse(imap.StartFrom, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var border))
                borders[new InboxId(key)] = border;
        }
        return new HistoryBorders(borders);
    }

    /// <summary>Names under which the Workspace may be opened: a page of a stranger's must not reach it through a name that points here (DNS rebinding).</summary>
    private static IEnumerable<string> AllowedHosts(Operations.WorkspaceOptions workspace)
    {
        IEnumerable<string> hosts = ["localhost", "127.0.0.1", "[::1]", .. workspace.AllowedHosts];
        var own = Uri.TryCreate(workspace.Url.Replace("//*", "//localhost", StringComparison.Ordinal).Replace("//+", "//localhost", StringComparison.Ordinal), UriKind.Absolute, out var url)
            ? url.Host : "localhost";
        return hosts.Append(own).Distinct(StringComparer.OrdinalIgnoreCase);
    }

    private static string Sentence(Exception e, BridgeSettings settings) => e switch
    {
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException }
            => $"{settings.Options.Workspace.Url} is in use by another program. Stop that one, or set Workspace:Url to a free port.",
        SocketException
            => $"{settings.Options.Workspace.Url} cannot be listened on: {e.Message}. Set Workspace:Url to an address of this machine and a port above 1023.",
        _ => e.Message,
    };

    [LoggerMessage(1, LogLevel.Information, "MailBridge is shutting down; what is under way may end first")]
    private static partial void ShuttingDown(ILogger logger);
}

using MailBridge.ChatLedger;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.Operations;
using MailBridge.Slack;
using MailBridge.Slack.Posts;
using MailBridge.SlackApi;
using MailBridge.SlackApi.Web;
using MailBridge.Testing.Slack;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SlackUser = MailBridge.Testing.Slack.SlackUser;

namespace MailBridge.Tests.Slack;

/// <summary>A desk whose posts go to a fake Slack, over real HTTP and under a clock that stands still.</summary>
internal sealed class SlackOutBed : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private SlackOutBed(DeskFixture desk, FakeSlack slack, SlackAppOptions options)
    {
        Desk = desk;
        Slack = slack;
        Team = slack.AddWorkspace();
        Bot = slack.Install(slack.AddApp(), Team);
        Anna = slack.AddUser(Team, "anna", "anna@acme.example", "Anna in Slack");
        Support = slack.AddChannel(Team, "support", Anna, Bot.BotUser);
        Operations = slack.AddChannel(Team, "ops", Anna, Bot.BotUser);
        options.BotToken = Bot.BotToken;
        options.ApiBaseUrl = slack.ApiBaseUrl.AbsoluteUri;
        Options = options;
        _services = Services(options);
        Restart();
    }

    public DeskFixture Desk { get; }

    public FakeSlack Slack { get; }

    public SlackWorkspace Team { get; }

    public SlackInstall Bot { get; }

    public SlackUser Anna { get; }

    public SlackChannel Support { get; }

    public SlackChannel Operations { get; }

    public SlackAppOptions Options { get; }

    public SlackGateway Gateway { get; private set; } = null!;

    public ChatOutWorker Worker { get; private set; } = null!;

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<SlackOutBed> StartAsync(string operations = "", FakeSlackOptions? fake = null, InboxTimers? timers = null)
    {
        var desk = await DeskFixture.CreateAsync(channel: new ChatChannel("slack", "", "#support"), timers: timers);
        var slack = await FakeSlack.StartAsync(Ct, (fake ?? new FakeSlackOptions()) with { Time = desk.Time });
        var bed = new SlackOutBed(desk, slack, new SlackAppOptions { OperationsChannel = operations });
        await using var db = await bed._services.GetRequiredService<IDbContextFactory<LedgerDb>>().CreateDbContextAsync(Ct);
        await db.Database.MigrateAsync(Ct);
        return bed;
    }

    /// <summary>A new process on the same data: nothing is remembered but what was kept.</summary>
    public void Restart()
    {
        Gateway = ActivatorUtilities.CreateInstance<SlackGateway>(Services(Options));
        Worker = new ChatOutWorker(
            Desk.Queue, Desk.Store, Desk.Raw, Desk.Directory, Desk.List, Desk.Cards, Desk.Writers, [Gateway], new PostingOptions(), Desk.Health, NullLogger<ChatOutWorker>.Instance, Desk.Time);
    }

    /// <summary>Delivers until nothing waits, eight at a time, moving the clock to the next turn whenever nothing is due.</summary>
    public async Task DrainAsync(TimeSpan? within = null)
    {
        var end = Desk.Time.GetUtcNow() + (within ?? TimeSpan.FromMinutes(5));
        while (Desk.Time.GetUtcNow() < end)
        {
            var leased = await Desk.Queue.LeaseAsync(DeliveryLeg.Chat, 8, TimeSpan.FromMinutes(30), Ct);
            await Task.WhenAll(leased.Select(d => Worker.DeliverAsync(d, Ct)));
            if (leased.Count > 0) continue;
            var depth = await Desk.Queue.DepthAsync(DeliveryLeg.Chat, Ct);
            if (depth.Scheduled == 0) return;
            Desk.Time.Advance(depth.OldestDueAt > Desk.Time.GetUtcNow() ? depth.OldestDueAt.Value - Desk.Time.GetUtcNow() : TimeSpan.FromSeconds(1));
        }
        Assert.Fail($"Still waiting: {await Desk.Queue.DepthAsync(DeliveryLeg.Chat, Ct)}; {Slack.Summary()}");
    }

    public async Task<SlackMessage> RootAsync(ConversationId id)
    {
        var thread = (await Desk.LoadAsync(id)).State.Thread!;
        var channel = thread.Channel.Channel == Support.Id ? Support : Operations;
        return Slack.Message(channel, thread.Message)!;
    }

    public async Task<IReadOnlyList<SlackMessage>> ThreadAsync(ConversationId id)
    {
        var root = await RootAsync(id);
        return Slack.Thread(root.Channel, root.Ts);
    }

    public async ValueTask DisposeAsync()
    {
        await Slack.DisposeAsync();
        await _services.DisposeAsync();
        await Desk.DisposeAsync();
    }

    private ServiceProvider Services(SlackAppOptions slack)
    {
        var options = new BridgeOptions { Slack = slack };
        options.Agents.Add("anna", new AgentOptions { Name = "Anna Kowalska", Addresses = ["anna@acme.example"] });
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Desk.Time);
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton(Desk.Raw);
        services.AddSingleton(Desk.Store);
        services.AddSingleton(Desk.Files);
        services.AddSingleton(Desk.Directory);
        services.AddSingleton(Desk.Health);
        services.AddChatLedger((_, o) => o.UseSqlite($"Data Source={Path.Combine(Desk.Folder, "ledger.db")}"));
        services.AddSlack(options);
        // Time-outs in real time, short: an answer that never comes must not need the clock to move.
        services.AddSingleton(_ => new SlackClient(
            new HttpClient(SlackClient.CreateHandler()), new SlackToken(slack.BotToken),
            new SlackOptions { BaseUrl = new Uri(slack.ApiBaseUrl), AnswerTimeout = AnswerWithin }, TimeProvider.System, NullLogger.Instance));
        return services.BuildServiceProvider();
    }

    /// <summary>Long enough for a busy machine; tests of silence shorten it.</summary>
    public static TimeSpan AnswerWithin { get; } = TimeSpan.FromSeconds(2);
}

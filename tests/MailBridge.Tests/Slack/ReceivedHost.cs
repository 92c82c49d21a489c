using MailBridge.ChatIn;
using MailBridge.ChatLedger;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.Operations;
using MailBridge.Slack;
using MailBridge.Slack.Received;
using MailBridge.SlackApi;
using MailBridge.SlackApi.Blocks;
using MailBridge.SlackApi.Web;
using MailBridge.Testing.Slack;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using FakeMessage = MailBridge.Testing.Slack.SlackMessage;
using FakeUser = MailBridge.Testing.Slack.SlackUser;

namespace MailBridge.Tests.Slack;

/// <summary>
/// What listens to Slack, in a host of its own before a real desk and a fake Slack, over HTTP or Socket Mode. Anna and Jonas are agents, Sam is a colleague who
/// is none. Slack's clock stands still unless it is moved.
/// </summary>
internal sealed class ReceivedHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SlackClient _bot;

    private ReceivedHost(DeskFixture desk, FakeSlack slack, WatchedClock clock, bool socket)
    {
        (Desk, Slack, Clock) = (desk, slack, clock);
        Team = slack.AddWorkspace();
        App = slack.AddApp();
        Install = slack.Install(App, Team);
        Anna = slack.AddUser(Team, "anna", "anna@acme.example", "Anna Kowalska");
        Jonas = slack.AddUser(Team, "jonas", "jonas@acme.example", "Jonas Weber");
        Sam = slack.AddUser(Team, "sam", "sam@acme.example", "Sam Stranger");
        Support = slack.AddChannel(Team, "support", Anna, Jonas, Sam, Install.BotUser);
        Random = slack.AddChannel(Team, "random", Anna, Jonas, Sam, Install.BotUser);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var services = builder.Services;
        services.AddSingleton<TimeProvider>(clock);
        services.AddSingleton(desk.Store);
        services.AddSingleton(desk.Health);
        services.AddSingleton(SendingRules.Default);
        services.AddSingleton<IChatActions>(desk.Actions());
        services.AddSingleton(desk.Writers);
        services.AddSingleton(new DeskDirectory(
            [new Inbox(DeskFixture.Support, "Acme Support", [new("support@acme.example")], new ChatChannel("slack", "", "#support"))],
            desk.Directory.Agents, ["acme.example"]));
        services.AddSingleton(new BridgeOptions());
        services.AddSingleton(new SlackAppOptions
        {
            ApiBaseUrl = slack.ApiBaseUrl.ToString(),
            BotToken = Install.BotToken,
            AppToken = socket ? App.AppToken : "",
            SigningSecret = App.SigningSecret,
        });
        _bot = new SlackClient(
            new HttpClient(SlackClient.CreateHandler()), new SlackToken(Install.BotToken), new SlackOptions { BaseUrl = slack.ApiBaseUrl }, clock,
            NullLogger.Instance);
        services.AddSingleton(_bot);
        services.AddSingleton<MailBridge.Slack.SlackApp>();
        services.AddSingleton<SlackPeople>();
        services.AddSingleton<MailBridge.Slack.Posts.SlackHomes>();
        services.AddChatLedger((_, o) => o.UseSqlite($"Data Source={Path.Combine(desk.Folder, "ledger.db")}"));
        services.AddHostedService<ReceivedWorker>();
        services.AddSlackReceived();
        _app = builder.Build();
        SlackEndpoints.Use(_app);
        _app.MapGet("/", () => "somebody else's page");
    }

    public static CancellationToken Token => DeskFixture.Token;

    public DeskFixture Desk { get; }

    public FakeSlack Slack { get; }

    /// <summary>The clock of Slack and of what speaks with it; the desk has its own.</summary>
    public WatchedClock Clock { get; }

    public SlackWorkspace Team { get; }

    public Testing.Slack.SlackApp App { get; }

    public SlackInstall Install { get; }

    public FakeUser Anna { get; }

    public FakeUser Jonas { get; }

    public FakeUser Sam { get; }

    public SlackChannel Support { get; }

    public SlackChannel Random { get; }

    public Uri Address => new(_app.Urls.First());

    public T Of<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public static async Task<ReceivedHost> StartAsync(bool socket = false, FakeSlackOptions? options = null, Action<ReceivedHost>? before = null)
    {
        var clock = new WatchedClock();
        var slack = await FakeSlack.StartAsync(Token, (options ?? new FakeSlackOptions()) with { Time = clock, RateLimits = false });
        var host = new ReceivedHost(await DeskFixture.CreateAsync(), slack, clock, socket);
        await using (var db = await host.Of<IDbContextFactory<LedgerDb>>().CreateDbContextAsync(Token)) await db.Database.MigrateAsync(Token);
        before?.Invoke(host);
        await host._app.StartAsync(Token);
        Uri At(string path) => new(host.Address, path);
        if (socket && before is null) await slack.WaitForAsync(s => s.Sockets.Open.Count > 0, Token);
        else if (!socket) host.App.Delivery = new SlackDelivery.Http(At("/slack/events"), At("/slack/interactions"), At("/slack/commands"));
        return host;
    }

    /// <summary>A conversation in its thread: the root with every button, and the customer's mail below.</summary>
    public async Task<(ConversationId Id, FakeMessage Root, FakeMessage Mail)> ConverseAsync(int number = 1, string text = "It drips.")
    {
        var conversation = await Desk.ReceiveAsync(DeskFixture.Mail(number, text));
        string[] actions = ["reply", "note", "claim", "release", "close", "reopen"];
        var root = await PostAsync(Support, null, "Boiler", [.. actions.Select(a => (a, conversation.Id.ToString()))]);
        var mail = await PostAsync(Support, root.Ts, "It drips.", [("show-all", $"{conversation.Id}/{conversation.Entries[0].Id}")]);
        var post = new ChatPostRef(new ChatChannel("slack", Team.Id, Support.Id), root.Ts);
        await Desk.Queue.KeepThreadAsync(conversation.Id, post, Token);
        return (conversation.Id, root, mail);
    }

    /// <summary>A post of the bridge with buttons.</summary>
    public async Task<FakeMessage> PostAsync(SlackChannel channel, string? thread, string text, params IReadOnlyList<(string Action, string Target)> buttons)
    {
        Block[] blocks =
        [
            new SectionBlock(new PlainText(text)),
            new ActionsBlock([.. buttons.Select(b => new ButtonElement(b.Action, new PlainText(b.Action)) { Value = b.Target })]),
        ];
        var posted = await _bot.Chat.PostMessageAsync(new PostMessage { Channel = channel.Id, ThreadTs = thread, Text = text, Blocks = blocks }, Token);
        return Slack.Message(channel, posted.Ts)!;
    }

    /// <summary>A post of the bridge with a menu.</summary>
    public async Task<FakeMessage> PostMenuAsync(string thread, params IReadOnlyList<string> choices)
    {
        var options = choices.Select(c => new Option(new PlainText(c.Split(':')[0]), c)).ToList();
        Block[] blocks = [new ActionsBlock([new StaticSelectElement("more") { Options = options }])];
        var posted = await _bot.Chat.PostMessageAsync(new PostMessage { Channel = Support.Id, ThreadTs = thread, Text = "menu", Blocks = blocks }, Token);
        return Slack.Message(Support, posted.Ts)!;
    }

    /// <summary>Does away with what waits to be posted, which nobody does here.</summary>
    public async Task DeliveredAsync()
    {
        while (await Desk.Queue.LeaseAsync(DeliveryLeg.Chat, 100, TimeSpan.FromMinutes(1), Token) is { Count: > 0 } leased)
        {
            foreach (var delivery in leased) await Desk.Queue.CompleteAsync(delivery, null, Token);
        }
    }

    public string Mention => $"<@{Install.BotUser.Id}>";

    /// <summary>What the person is told privately that holds those words.</summary>
    public Task<FakeMessage> ToldAsync(FakeUser user, string words)
        => Slack.WaitForAsync(s => s.Ephemerals(user).LastOrDefault(m => m.AllText.Contains(words, StringComparison.Ordinal)), Token);

    /// <summary>The modal that comes before the person's eyes and holds those words.</summary>
    public Task<SlackView> ShownAsync(FakeUser user, string words = "")
        => Slack.WaitForAsync(s => s.TopView(user) is { } view && view.AllText.Contains(words, StringComparison.Ordinal) ? view : null, Token);

    /// <summary>Returns when everything that was kept has been dealt with.</summary>
    public async Task SettledAsync()
    {
        await Slack.Events.SettledAsync();
        var book = Of<ReceivedBook>();
        await UntilAsync(async () => (await book.WaitingAsync(Token)).Count == 0);
    }

    /// <summary>Looks again and again, for twenty seconds of real time: a test that waits for what does not happen fails, it does not hang.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await holds())
        {
            Token.ThrowIfCancellationRequested();
            if (patience.IsCancellationRequested) throw new TimeoutException("Not seen in time.");
            await Task.Yield();
        }
    }

    public async Task<IReadOnlyList<T>> EntriesAsync<T>(ConversationId id) where T : Entry => [.. (await Desk.LoadAsync(id)).Entries.OfType<T>()];

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        await Slack.DisposeAsync();
        await Desk.DisposeAsync();
    }
}

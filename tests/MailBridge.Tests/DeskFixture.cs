using System.Globalization;
using System.Text;
using MailBridge.ChatIn;
using MailBridge.ChatIn.Lookups;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.MailIn;
using MailBridge.Mime;
using MailBridge.Operations;
using MailBridge.Storage;
using MailBridge.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace MailBridge.Tests;

/// <summary>A desk with its store in a file of its own, two inboxes, two colleagues and a clock that stands still; mail comes in as bytes.</summary>
internal sealed class DeskFixture : IAsyncDisposable
{
    private static readonly Lazy<Task<byte[]>> Empty = new(MigratedAsync);

    private readonly ServiceProvider _services;
    private int _mails;

    private DeskFixture(bool copyReplies, ThreadHabit habit = ThreadHabit.Note, ChatChannel? channel = null, InboxTimers? timers = null)
    {
        Directory = new DeskDirectory(
            [
                new Inbox(
                    Support, "Acme Support", [new("support@acme.example")], channel ?? Channel, CopyReplies: copyReplies, ThreadHabit: habit) { Timers = timers ?? InboxTimers.None },
                new Inbox(Sales, "Acme Sales", [new("sales@acme.example")], Channel with { Channel = "sales" }),
            ],
            [new Agent(Anna, "Anna Kowalska", [new("anna@acme.example")]), new Agent(Jonas, "Jonas Weber", [new("jonas@acme.example")])],
            ["acme.example"]);
        _services = new ServiceCollection()
            .AddSingleton<TimeProvider>(Time)
            .AddMailBridgeStorage(new BridgeStorageOptions { DataFile = DataFile })
            .BuildServiceProvider();
        Health = new BridgeHealth(Time);
        Arrived = new MailArrived(Time);
        var signer = new MessageIdSigner(new byte[32]);
        Intake = new MailIntake(Store, Directory, signer, Time);
        Agents = new AgentDesk(Store, Files, Directory, signer, Time);
        Progress = new ReplyProgress(Store, Directory, Time);
        Cards = new CardWriter(Directory, Zone);
        WakeUps = new WakeUps(Store, Time);
        Acknowledgements = new Acknowledgements(Store, Directory, signer, Time);
        Rounds = new Rounds(Store, Directory, Time);
    }

    public static readonly InboxId Support = new("support");
    public static readonly InboxId Sales = new("sales");
    public static readonly AgentId Anna = new("anna");
    public static readonly AgentId Jonas = new("jonas");
    public static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    public static readonly ChatChannel Channel = new("fake", "", "support");

    public string Folder { get; } = System.IO.Directory.CreateTempSubdirectory("mailbridge-legs-").FullName;

    private string DataFile => Path.Combine(Folder, "desk.db");

    public ManualTimeProvider Time { get; } = new();

    public DeskDirectory Directory { get; }

    public BridgeHealth Health { get; }

    public MailArrived Arrived { get; }

    public MailIntake Intake { get; }

    public AgentDesk Agents { get; }

    public ReplyProgress Progress { get; }

    public CardWriter Cards { get; }

    public WakeUps WakeUps { get; }

    public Acknowledgements Acknowledgements { get; }

    public Rounds Rounds { get; }

    /// <summary>The door for what people do in chat, with the gateways that tell when a post was made.</summary>
    public ChatActions Actions(params IEnumerable<IChatGateway> gateways)
        => new(
            Agents, Store, Raw, Directory, SendingRules.Default,
            new ThreadMessages(Agents, Store, Directory, SendingRules.Default, Lookups, gateways, Time), Lookups, Cards,
            new WorkForms(Directory, new SnoozeTimes(Zone, Time)), new OutwardActions(Agents, Store, Raw, Directory, SendingRules.Default, Time),
            new BelongForms(Store, List, Directory, gateways, Zone), Arrived, Time);

    public Lookups Lookups => new(List, Store, History, Directory);

    public IConversationStore Store => _services.GetRequiredService<IConversationStore>();

    public IReplyFiles Files => _services.GetRequiredService<IReplyFiles>();

    public IRawMailStore Raw => _services.GetRequiredService<IRawMailStore>();

    public IDeliveryQueue Queue => _services.GetRequiredService<IDeliveryQueue>();

    public IConversationList List => _services.GetRequiredService<IConversationList>();

    public IHistorySearch History => _services.GetRequiredService<IHistorySearch>();

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<DeskFixture> CreateAsync(
        bool copyReplies = false, ThreadHabit habit = ThreadHabit.Note, ChatChannel? channel = null, InboxTimers? timers = null)
    {
        var desk = new DeskFixture(copyReplies, habit, channel, timers);
        await File.WriteAllBytesAsync(desk.DataFile, await Empty.Value, Token);
        return desk;
    }

    /// <summary>A database that was migrated once for all tests, which takes longer than most of them.</summary>
    private static async Task<byte[]> MigratedAsync()
    {
        var desk = new DeskFixture(copyReplies: false);
        await desk._services.GetRequiredService<BridgeDatabase>().MigrateAsync(CancellationToken.None);
        await desk._services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        var bytes = await File.ReadAllBytesAsync(desk.DataFile, CancellationToken.None);
        System.IO.Directory.Delete(desk.Folder, recursive: true);
        return bytes;
    }

    public string? Problem(string component) => Health.Components.SingleOrDefault(c => c.Name == component)?.Problem;

    /// <summary>A way past the store, to damage what it keeps.</summary>
    public Microsoft.Data.Sqlite.SqliteConnection Connect() => new($"Data Source={DataFile};Pooling=False");

    public static byte[] Bytes(string mail) => Encoding.Latin1.GetBytes(mail.ReplaceLineEndings("\r\n"));

    public async Task<RawMailId> KeepAsync(string mail, string? key = null)
        => (await Raw.KeepAsync(new FoundMail(Support, key ?? $"test:{++_mails}", Time.GetUtcNow(), Bytes(mail)), null, Token))!.Value;

    /// <summary>A mail as it comes in: kept, translated, given to the desk.</summary>
    public async Task<Conversation> ReceiveAsync(string mail, bool history = false)
    {
        var bytes = Bytes(mail);
        var email = EmailTranslator.Translate(MimeMessage.Read(bytes), await KeepAsync(mail), Support, Time.GetUtcNow());
        var result = await Intake.ReceiveAsync(email, history, Token);
        return await LoadAsync(result.Conversation!.Value);
    }

    public Task<Conversation> OpenAsync(bool history = false) => ReceiveAsync(Mail(1), history);

    public static string Mail(int number, string text = "It drips.") => string.Create(CultureInfo.InvariantCulture, $"""
        From: Zoë <zoe@customer.example>
        To: support@acme.example
        Subject: Boiler {number}
        Message-ID: <mail-{number}@customer.example>
        Date: Sun, 22 Nov 2026 08:30:00 +0000

        {text}
        """);

    public async Task<Conversation> LoadAsync(ConversationId id) => (await Store.LoadAsync(id, Token))!;

    public async Task<EntryId> ReplyAsync(ConversationId conversation, string text = "We will look at it.")
    {
        var outcome = await Agents.ActAsync(new AgentAction.Reply { Agent = Anna, Conversation = conversation, Text = text }, Token);
        Assert.IsType<ActionOutcome.Done>(outcome);
        return (await LoadAsync(conversation)).Entries.OfType<Entry.AgentReply>().Last().Id;
    }

    public async Task<ReplyLife> LifeAsync(ConversationId conversation)
        => (await LoadAsync(conversation)).Entries.OfType<Entry.AgentReply>().Last().Life;

    /// <summary>Delivers what is due, as the worker's loop would, until nothing is; the number of attempts.</summary>
    public async Task<int> WorkAsync(QueueWorker worker, DeliveryLeg leg)
    {
        var attempts = 0;
        while (await Queue.LeaseAsync(leg, 1, TimeSpan.FromMinutes(30), Token) is [var delivery])
        {
            attempts++;
            await worker.DeliverAsync(delivery, Token);
        }
        return attempts;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        System.IO.Directory.Delete(Folder, recursive: true);
    }
}

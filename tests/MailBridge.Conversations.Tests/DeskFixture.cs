using System.Globalization;
using MailBridge.Storage;
using MailBridge.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace MailBridge.Conversations.Tests;

/// <summary>A desk with its store in a file of its own, two inboxes, two colleagues and a clock that stands still.</summary>
internal sealed class DeskFixture : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mailbridge-desk-").FullName;
    private readonly ServiceProvider _services;
    private int _mails;

    private DeskFixture(InboxTimers? timers, bool firstReplyOwns)
    {
        Time = new ManualTimeProvider();
        Directory_ = new DeskDirectory(
            [
                new Inbox(Support, "Acme Support", [new("support@acme.example"), new("help@acme.example")], new ChatChannel("workspace", "", "support"))
                {
                    Timers = timers ?? InboxTimers.None, FirstReplyOwns = firstReplyOwns,
                },
                new Inbox(Sales, "Acme Sales", [new("sales@acme.example")], new ChatChannel("workspace", "", "sales"), PlusAddressing: true),
                new Inbox(new InboxId("jonas"), "Jonas", [new("weber@acme.example")], new ChatChannel("workspace", "", "jonas")) { Owner = Jonas },
            ],
            [new Agent(Anna, "Anna Kowalska", [new("anna@acme.example")]), new Agent(Jonas, "Jonas Weber", [new("jonas@acme.example")])],
            ["acme.example"]);
        Signer = new MessageIdSigner(new byte[32]);
        _services = new ServiceCollection()
            .AddSingleton<TimeProvider>(Time)
            .AddMailBridgeStorage(new BridgeStorageOptions { DataFile = Path.Combine(_folder, "desk.db") })
            .BuildServiceProvider();
        Intake = new MailIntake(Store, Directory_, Signer, Time);
        Agents = new AgentDesk(Store, Files, Directory_, Signer, Time);
        Progress = new ReplyProgress(Store, Directory_, Time);
    }

    public static readonly InboxId Support = new("support");
    public static readonly InboxId Sales = new("sales");
    public static readonly AgentId Anna = new("anna");
    public static readonly AgentId Jonas = new("jonas");

    public ManualTimeProvider Time { get; }

    public DeskDirectory Directory_ { get; }

    public MessageIdSigner Signer { get; }

    public MailIntake Intake { get; }

    public AgentDesk Agents { get; }

    public ReplyProgress Progress { get; }

    public ITemplateStore TemplateStore => _services.GetRequiredService<ITemplateStore>();

    public TemplateDesk Templates => new(TemplateStore, Directory_, Time);

    public IConversationStore Store => _services.GetRequiredService<IConversationStore>();

    public IReplyFiles Files => _services.GetRequiredService<IReplyFiles>();

    public IConversationList List => _services.GetRequiredService<IConversationList>();

    public IHistorySearch Search => _services.GetRequiredService<IHistorySearch>();

    public IRawMailStore Raw => _services.GetRequiredService<IRawMailStore>();

    public IDeliveryQueue Queue => _services.GetRequiredService<IDeliveryQueue>();

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<DeskFixture> CreateAsync(InboxTimers? timers = null, bool firstReplyOwns = true)
    {
        var desk = new DeskFixture(timers, firstReplyOwns);
        await desk._services.GetRequiredService<BridgeDatabase>().MigrateAsync(Token);
        return desk;
    }

    /// <summary>A mail as it would come out of the translator, kept in the raw store first.</summary>
    public async Task<IncomingEmail> MailAsync(
        string from, string to, string subject, string text, string? id = null, string? answers = null, InboxId? inbox = null)
    {
        var number = (++_mails).ToString(CultureInfo.InvariantCulture);
        var raw = await Raw.KeepAsync(
            new FoundMail(inbox ?? Support, $"test:{number}", Time.GetUtcNow(), System.Text.Encoding.UTF8.GetBytes($"{number} {text}")), null, Token);
        var baseSubject = subject.StartsWith("Re: ", StringComparison.Ordinal) ? subject[4..] : subject;
        return new IncomingEmail
        {
            Raw = raw!.Value,
            Inbox = inbox ?? Support,
            MessageId = new MsgId(id ?? $"mail-{number}@customer.example"),
            Fingerprint = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{from}|{subject}|{text}"))),
            From = Person(from),
            To = [.. to.Split(',').Select(t => Person(t.Trim()))],
            Subject = subject,
            BaseSubject = baseSubject,
            SubjectIsReply = baseSubject.Length < subject.Length,
            InReplyTo = answers is null ? [] : [new MsgId(answers)],
            References = answers is null ? [] : [new MsgId(answers)],
            SentAt = Time.GetUtcNow(),
            ReceivedAt = Time.GetUtcNow(),
            NewText = text,
            FullText = text,
        };
    }

    public async Task<IntakeResult> ReceiveAsync(
        string from, string to, string subject, string text, string? id = null, string? answers = null, InboxId? inbox = null)
        => await Intake.ReceiveAsync(await MailAsync(from, to, subject, text, id, answers, inbox), history: false, Token);

    public async Task<Conversation> LoadAsync(IntakeResult result) => (await Store.LoadAsync(result.Conversation!.Value, Token))!;

    public async Task<Conversation> LoadAsync(ConversationId id) => (await Store.LoadAsync(id, Token))!;

    public async Task<Conversation> OpenAsync() => await LoadAsync(await ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example", "Broken boiler", "It drips."));

    public async Task<ActionOutcome> ReplyAsync(Conversation conversation, AgentId agent, string text, EntryId? lastSeen = null, bool confirmed = false, string? press = null)
        => await Agents.ActAsync(
            new AgentAction.Reply
            {
                Agent = agent,
                Conversation = conversation.Id,
                Text = text,
                LastSeen = lastSeen,
                Confirmed = confirmed,
                Receipt = press is null ? null : new InboundReceipt("test", press),
            },
            Token);

    /// <summary>What waits to be sent on a leg, without taking it: the heads of the lanes and, by completing them, what follows.</summary>
    public async Task<IReadOnlyList<DeliveryWork>> DrainAsync(DeliveryLeg leg)
    {
        var works = new List<DeliveryWork>();
        while (await Queue.LeaseAsync(leg, 100, TimeSpan.FromMinutes(1), Token) is { Count: > 0 } leased)
        {
            foreach (var delivery in leased)
            {
                works.Add(delivery.Work);
                await Queue.CompleteAsync(delivery, null, Token);
            }
        }
        return works;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private static EmailPerson Person(string text)
        => text.IndexOf('<', StringComparison.Ordinal) is > 0 and var at
            ? new EmailPerson(text[..at].Trim(), new EmailAddress(text[(at + 1)..].TrimEnd('>')))
            : new EmailPerson("", new EmailAddress(text));
}

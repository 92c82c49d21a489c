using MailBridge.Conversations;

namespace MailBridge.Storage.Tests;

/// <summary>Short ways to the desk's values.</summary>
internal static class Samples
{
    public static readonly InboxId Support = new("support");
    public static readonly AgentId Ana = new("ana");
    public static readonly ChatChannel Channel = new("workspace", "main", "support");

    public static ChatPostRef Post(string message) => new(Channel, message);

    public static EmailPerson Person(string name, string address) => new(name, new EmailAddress(address));

    public static Customer Customer(TimeProvider time, string name, params string[] addresses)
        => new(CustomerId.New(time), name, [.. addresses.Select(a => new EmailAddress(a))], time.GetUtcNow());

    public static IncomingEmail Email(TimeProvider time, string id, string text = "Where is my parcel?", string from = "ada@example.com")
        => new()
    {
        Raw = RawMailId.New(time),
        Inbox = Support,
        MessageId = new MsgId(id),
        Fingerprint = $"print of {id}",
        From = Person("Ada Lovelace", from),
        To = [Person("Support", "support@shop.example")],
        Subject = "Order A-1042",
        BaseSubject = "Order A-1042",
        ReceivedAt = time.GetUtcNow(),
        SentAt = time.GetUtcNow(),
        NewText = text,
        FullText = text,
    };

    public static Entry.CustomerEmail Received(TimeProvider time, IncomingEmail email)
        => new() { Id = EntryId.New(time), At = time.GetUtcNow(), Email = email };

    public static Entry.AgentReply Reply(TimeProvider time, string id, string text = "It is on its way.") => new()
    {
        Id = EntryId.New(time),
        At = time.GetUtcNow(),
        Agent = Ana,
        Life = new ReplyLife.Queued(),
        Email = new OutgoingEmail
        {
            MessageId = new MsgId(id),
            From = Person("Ana (Shop)", "support@shop.example"),
            To = [Person("Ada Lovelace", "ada@example.com")],
            Subject = "Re: Order A-1042",
            Text = text,
        },
    };

    public static Conversation Opened(TimeProvider time, Customer customer, IncomingEmail email, out IReadOnlyList<DeliveryWork> works)
    {
        var conversation = Conversation.Open(ConversationId.New(time), email.Inbox, customer.Id, email, time.GetUtcNow(), follows: null);
        works = conversation.Receive(Received(time, email), EntryId.New(time));
        return conversation;
    }

    public static IReadOnlyList<Delivery> Deliveries(TimeProvider time, Conversation conversation, IEnumerable<DeliveryWork> works)
        => [.. works.Select(work => Delivery(time, conversation.Id, work))];

    public static Delivery Delivery(TimeProvider time, ConversationId? conversation, DeliveryWork work) => new()
    {
        Id = DeliveryId.New(time),
        Conversation = conversation,
        Work = work,
        ScheduledAt = time.GetUtcNow(),
        DueAt = time.GetUtcNow(),
    };

    /// <summary>Commits a new conversation with one mail of a new customer.</summary>
    public static async Task<Conversation> OpenAsync(
        this TestDatabase db, string id, string text = "Where is my parcel?", string from = "ada@example.com")
    {
        var email = Email(db.Time, id, text, from);
        var customer = await db.Store.FindCustomerAsync(new EmailAddress(from), TestContext.Current.CancellationToken)
            ?? Customer(db.Time, "Ada Lovelace", from);
        var conversation = Opened(db.Time, customer, email, out var works);
        var commit = new DeskCommit { Conversation = conversation, Customer = customer, Deliveries = Deliveries(
            db.Time, conversation, works) };
        Assert.Equal(CommitResult.Committed, await db.Store.CommitAsync(commit, TestContext.Current.CancellationToken));
        return conversation;
    }

    public static async Task<Conversation> ReloadAsync(this TestDatabase db, ConversationId id)
        => await db.Store.LoadAsync(id, TestContext.Current.CancellationToken) ?? throw new InvalidOperationException(
            $"{id} is not there.");

    public static Task<CommitResult> CommitAsync(this TestDatabase db, DeskCommit commit)
        => db.Store.CommitAsync(commit, TestContext.Current.CancellationToken);
}

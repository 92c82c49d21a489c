using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.Workspace;

namespace MailBridge.Tests.Workspace;

/// <summary>Customers and search results that a test puts in.</summary>
internal sealed class PretendedHistory : IConversationStore, IHistorySearch, IConversationList
{
    public List<(Customer Customer, List<Conversation> Conversations)> Customers { get; } = [];

    public List<HistoryHit> Hits { get; } = [];

    public Task<IReadOnlyList<HistoryHit>> SearchAsync(string query, int most, CancellationToken cancellation)
        => Task.FromResult<IReadOnlyList<HistoryHit>>([.. Hits.Where(h => h.Snippet.Contains(query, StringComparison.OrdinalIgnoreCase)).Take(most)]);

    public Task<Customer?> FindCustomerAsync(EmailAddress address, CancellationToken cancellation)
        => Task.FromResult(Customers.Select(c => c.Customer).FirstOrDefault(c => c.Addresses.Contains(address)));

    public Task<IReadOnlyList<Conversation>> LoadOfCustomerAsync(CustomerId customer, int most, CancellationToken cancellation)
        => Task.FromResult<IReadOnlyList<Conversation>>(Customers.First(c => c.Customer.Id == customer).Conversations);

    public List<BlockedList> Blocked { get; } = [];

    public Task<IReadOnlyList<BlockedList>> BlockedAsync(int most, int mostMails, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<BlockedList>>(Blocked);

    public Task<ListedConversations> ListAsync(ConversationFilter filter, int skip, int take, CancellationToken cancellation) => throw NotHere();

    public Task<IReadOnlyList<Customer>> FindCustomersAsync(string words, int most, CancellationToken cancellation) => throw NotHere();

    public Task<IReadOnlyList<string>> TagsAsync(int most, CancellationToken cancellation) => throw NotHere();

    public Task<Customer?> LoadCustomerAsync(CustomerId id, CancellationToken cancellation) => throw NotHere();

    public Task<Conversation?> LoadAsync(ConversationId id, CancellationToken cancellation) => throw NotHere();

    public Task<bool> IsCustomerNamedAsync(string name, CancellationToken cancellation) => throw NotHere();

    public Task<ILookup<MsgId, KnownEmail>> FindEmailsAsync(IReadOnlyCollection<MsgId> ids, CancellationToken cancellation) => throw NotHere();

    public Task<ILookup<ThreadClue, ConversationId>> FindByCluesAsync(IReadOnlyCollection<ThreadClue> clues, CancellationToken cancellation) => throw NotHere();

    public Task<ConversationId?> FindBySubjectAsync(
        InboxId inbox, string baseSubject, EmailAddress participant, DateTimeOffset notBefore, CancellationToken cancellation) => throw NotHere();

    public Task<ConversationId?> FindAsideBySubjectAsync(
        InboxId inbox, string baseSubject, EmailAddress thirdParty, DateTimeOffset notBefore, CancellationToken cancellation) => throw NotHere();

    public Task<bool> HasSeenAsync(InboundReceipt receipt, CancellationToken cancellation) => throw NotHere();

    public Task<IReadOnlySet<string>> FindInternalFilesAsync(IReadOnlyCollection<string> sha256, CancellationToken cancellation) => throw NotHere();

    public Task<IReadOnlySet<string>> FindRepeatedFilesAsync(
        EmailAddress sender, IReadOnlyCollection<string> sha256, int times, CancellationToken cancellation) => throw NotHere();

    public Task<ChatPostRef?> FindPostAsync(ConversationId conversation, EntryId entry, CancellationToken cancellation) => throw NotHere();

    public Task<ConversationId?> FindByThreadAsync(ChatPostRef root, CancellationToken cancellation) => throw NotHere();

    public Task<ConversationId?> FindHomeAsync(EntryId entry, CancellationToken cancellation) => Task.FromResult<ConversationId?>(null);

    public Task<FoundEntry?> FindEntryAsync(ChatPostRef message, CancellationToken cancellation) => throw NotHere();

    public Task<IReadOnlyDictionary<EntryId, ChatPostRef>> FindPostsAsync(ConversationId conversation, CancellationToken cancellation) => throw NotHere();

    public Task<CustomerHistory> HistoryOfAsync(CustomerId customer, ConversationId beside, CancellationToken cancellation) => throw NotHere();

    public Task<IReadOnlyList<ConversationVersion>> WaitingAsync(CancellationToken cancellation) => throw NotHere();

    public Task<BlockedSender?> FindBlockAsync(IReadOnlyCollection<string> patterns, CancellationToken cancellation) => throw NotHere();

    public Task<CommitResult> CommitAsync(DeskCommit commit, CancellationToken cancellation) => throw NotHere();

    private static NotSupportedException NotHere() => new("the Workspace does not ask for this");
}

/// <summary>Two kept mails: a hostile one and a picture.</summary>
internal sealed class PretendedOriginals : IOriginals
{
    public static readonly RawMailId Hostile = new(new Guid("0192f000-0000-7000-8000-000000000001"));

    public static readonly byte[] Picture = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private const string Html = """
        <html><head><style>body{background:url(https://tracker.example/s.gif)}</style><script>alert(1)</script></head>
        <body onload="alert(2)"><h2 style="color:#7a3e00">Order 4711</h2>
        <p onclick="alert(3)">Hello, the <b>lamp</b> flickers. <a href="javascript:alert(4)">here</a> and <a href="https://shop.example/o/4711?a=1&b=2">there</a></p>
        <img src="https://tracker.example/open.gif" alt="pixel"><img src="cid:photo1" alt="The lamp">
        <svg><script>alert(5)</script></svg><iframe src="https://evil.example"></iframe><form action="https://evil.example"><input name=q></form>
        <table border="1"><tr><td bgcolor="#ffeecc">Quantity</td><td>2</td></tr></table></body></html>
        """;

    public Task<OriginalMail?> FindAsync(RawMailId id, CancellationToken cancellation) => Task.FromResult(id != Hostile ? null : new OriginalMail
    {
        Subject = "Lamp flickers <script>alert(0)</script>",
        From = "Maria Keller <maria@kellermoebel.example>",
        ReceivedAt = new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
        Headers = "From: Maria Keller <maria@kellermoebel.example>\r\nTo: support@lumen.example\r\nSubject: Lamp flickers\r\nMessage-ID: <4711@kellermoebel.example>\r\n",
        Text = "Hello,\n\nthe lamp flickers. See https://shop.example/o/4711 or javascript:alert(1)\n",
        Html = Html,
        Files = [new CardFile(Hostile, 0, "lamp.png", "image/png", Picture.Length, false), new CardFile(Hostile, 1, "\u202Egnp.html", "text/html", 40, false)],
        ContentIds = new Dictionary<string, int> { ["photo1"] = 0 },
    });

    public Task<OriginalFile?> FileAsync(RawMailId id, int index, CancellationToken cancellation) => Task.FromResult(id != Hostile ? null : index switch
    {
        0 => new OriginalFile("lamp.png", "image/png", Picture),
        1 => new OriginalFile("../\u202Egnp.html", "text/html", "<script>alert(1)</script>"u8.ToArray()),
        2 => new OriginalFile("drawing.svg", "image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"u8.ToArray()),
        _ => null,
    });
}

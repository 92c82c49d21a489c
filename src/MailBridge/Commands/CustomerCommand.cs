using System.CommandLine;
using System.Text;
using MailBridge.Conversations;
using MailBridge.Operations;

namespace MailBridge.Commands;

/// <summary><c>customer</c>: what we know of the person behind an address.</summary>
internal sealed class CustomerCommand : TeachingCommand
{
    private const int MostConversations = 100;

    public CustomerCommand(Option<string?> config, Surroundings surroundings)
        : base("customer", $"Show the customer who has a mail address, and their latest {MostConversations} conversations.")
    {
        var address = new Argument<string>("ADDRESS") { Description = "Write one of the customer's mail addresses." };
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        Add(address);
        Add(json);
        SetAction((parsed, cancellation) => RunAsync(
            new EmailAddress(parsed.GetRequiredValue(address).Trim()), parsed.GetValue(json), surroundings.Settings(parsed.GetValue(config)),
            surroundings, cancellation));
    }

    public override IReadOnlyList<(string Line, string Purpose)> Examples =>
    [
        ("mailbridge customer ana@example.com", "who this is, since when, and every conversation"),
        ("mailbridge customer --json ana@example.com", "the same for another program"),
    ];

    private static async Task<int> RunAsync(
        EmailAddress address, bool json, BridgeSettings settings, Surroundings surroundings, CancellationToken cancellation)
    {
        await using var store = await OpenedStore.OpenExistingAsync(settings, surroundings, cancellation).ConfigureAwait(false);
        if (store is null) return ExitCode.Done;
        if (await store.Conversations.FindCustomerAsync(address, cancellation).ConfigureAwait(false) is not { } customer)
        {
            await surroundings.Error.WriteLineAsync($"No customer has the address {PlainPage.Safe(address.Value)}.").ConfigureAwait(false);
            return ExitCode.Done;
        }
        var conversations = await store.Conversations.LoadOfCustomerAsync(customer.Id, MostConversations, cancellation).ConfigureAwait(false);
        var shown = KnownCustomer.Of(customer, conversations);
        await surroundings.Output.WriteLineAsync(json ? JsonLines.Of(shown) : shown.ToPage()).ConfigureAwait(false);
        return ExitCode.Done;
    }

    /// <summary>The fields of <c>customer --json</c>. Stable: fields may be added, never changed.</summary>
    private sealed record KnownCustomer(
        string Id, string Name, IReadOnlyList<string> Addresses, DateTimeOffset Since, IReadOnlyList<KnownConversation> Conversations)
    {
        public static KnownCustomer Of(Customer customer, IReadOnlyList<Conversation> conversations) => new(
            customer.Id.ToString(), customer.Name, [.. customer.Addresses.Select(a => a.Value)], customer.Since,
            [.. conversations.Select(KnownConversation.Of)]);

        public string ToPage()
        {
            var page = new StringBuilder();
            var name = Name.Length > 0 ? Name : Addresses[0];
            page.Append(PlainPage.Safe($"{name}  {string.Join(", ", Addresses)}  since {PlainPage.Time(Since)}")).Append('\n');
            foreach (var one in Conversations) page.Append('\n').Append(one.ToPage());
            return page.ToString();
        }
    }

    private sealed record KnownConversation(
        string Id, string Inbox, string Subject, ConversationStatus Status, string? Assignee,
        DateTimeOffset OpenedAt, DateTimeOffset LastActivityAt, DateTimeOffset? WaitingSince, int CustomerEmails, int Answers, int Notes,
        IReadOnlyList<KnownEntry> Entries)
    {
        public static KnownConversation Of(Conversation conversation) => new(
            conversation.Id.ToString(),
            conversation.State.Inbox.Value,
            conversation.State.Subject,
            conversation.State.Status,
            conversation.State.Assignee?.Value,
            conversation.State.OpenedAt,
            conversation.State.LastActivityAt,
            conversation.State.WaitingSince,
            conversation.Entries.Count(e => e is Entry.CustomerEmail),
            conversation.Entries.Count(e => e is Entry.AgentEmail or Entry.AgentReply { SideThread: null, Life: not (ReplyLife.Withdrawn or ReplyLife.Stopped) }),
            conversation.Entries.Count(e => e is Entry.Note { DeletedAt: null }),
            [.. conversation.Entries.Where(e => e is not (Entry.Activity or Entry.Note { DeletedAt: not null })).Select(KnownEntry.Of)]);

        public string ToPage()
        {
            var status = Status switch
            {
                ConversationStatus.New => "new",
                ConversationStatus.Open => "open",
                ConversationStatus.WaitingForCustomer => "waiting for the customer",
                ConversationStatus.Snoozed => "snoozed",
                _ => "closed",
            };
            var owner = Assignee is null ? "" : $", {Assignee}'s";
            return $"{PlainPage.Time(LastActivityAt)}  {PlainPage.Safe(Subject)}  ({status}{owner})\n"
                + $"    {PlainPage.Count(CustomerEmails, "mail", "mails")}, {PlainPage.Count(Answers, "answer", "answers")}, "
                + $"{PlainPage.Count(Notes, "note", "notes")}; inbox {Inbox}, conversation {Id}\n"
                + string.Concat(Entries.Select(e => e.ToLine()));
        }
    }

    private sealed record KnownEntry(string Id, DateTimeOffset At, string Kind, string Author, string Text)
    {
        private const int LongestLine = 100;

        public static KnownEntry Of(Entry entry) => entry switch
        {
            Entry.CustomerEmail e => new(e.Id.ToString(), e.At, "customer-email", e.Email.From.Display, e.Email.NewText),
            Entry.AgentEmail e => new(e.Id.ToString(), e.At, "agent-email", e.Email.From.Display, e.Email.NewText),
            Entry.SideEmail e => new(e.Id.ToString(), e.At, "side-email", e.Email.From.Display, e.Email.NewText),
            Entry.AgentReply { SideThread: not null } e => new(e.Id.ToString(), e.At, "side-reply", e.Email.From.Name, e.Email.Text),
            Entry.AgentReply e => new(e.Id.ToString(), e.At, "agent-reply", e.Email.From.Name, e.Email.Text),
            Entry.Note e => new(e.Id.ToString(), e.At, "note", e.Agent.Value, e.Text),
            _ => throw new ArgumentOutOfRangeException(nameof(entry), entry, "An entry without words."),
        };

        public string ToLine()
        {
            var text = PlainPage.Safe(string.Join(' ', Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
            if (text.Length > LongestLine) text = string.Concat(text.AsSpan(0, LongestLine), "…");
            return $"    {PlainPage.Time(At)}  {PlainPage.Safe(Author)}{(Kind == "note" ? " (note)" : Kind.StartsWith("side", StringComparison.Ordinal) ? " (side thread)" : "")}: {text}\n";
        }
    }
}

using System.Globalization;
using MailBridge.ChatOut;
using MailBridge.Conversations;

namespace MailBridge.ChatIn.Lookups;

/// <summary>Answers what people look up, from the store as it is at the moment.</summary>
internal sealed class Lookups(IConversationList list, IConversationStore store, IHistorySearch history, DeskDirectory directory)
{
    /// <summary>Rows of a page: what fits on a screen without scrolling, and within every platform's limit of blocks.</summary>
    internal const int PageSize = 8;

    /// <summary>Hits that can be paged through; whoever needs more adds a word.</summary>
    private const int MostHits = 80;

    private const int LongestWords = 500;

    private const int LongestText = 200;

    /// <summary>The help, a line for each thing that can be asked.</summary>
    private static readonly (string Words, string Purpose)[] Taught =
    [
        ("customer ana@example.com", "who this is and every conversation with them; a name or a phone number works too"),
        ("search refund \"order 1042\"", "mails, replies and notes with all these words"),
        ("new ana@example.com", "a form for a new mail, in Slack as /mail new; the address may be left out"),
        ("unanswered", "where a customer waits for us, the longest wait first"),
        ("mine", "the conversations you own"),
        ("snoozed", "what is out of the way, the next to come back first"),
        ("open", "every conversation that is not closed"),
        ("help", "this page"),
    ];

    /// <summary>Answers the words on one page.</summary>
    /// <param name="target">What is looked up.</param>
    /// <param name="asker">Who asks.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    public async Task<LookupPage> AnswerAsync(LookupTarget target, Agent asker, CancellationToken cancellation)
    {
        if (target.Words.Length > LongestWords)
            return new LookupPage("That is too much to look for", string.Create(CultureInfo.InvariantCulture, $"Keep it under {LongestWords} characters."), []);
        return LookupWords.Read(target.Words) switch
        {
            LookupWords.Open => await ListAsync("Open conversations", "Nothing is open. Well done.", new ConversationFilter.Open(), target, cancellation).ConfigureAwait(false),
            LookupWords.Mine => await ListAsync(
                "Your conversations", "You own no open conversation.", new ConversationFilter.OwnedBy(asker.Id), target, cancellation).ConfigureAwait(false),
            LookupWords.Unanswered => await ListAsync(
                "Unanswered", "Nobody waits for an answer.", new ConversationFilter.Unanswered(), target, cancellation).ConfigureAwait(false),
            LookupWords.Snoozed => await ListAsync("Snoozed", "Nothing is snoozed.", new ConversationFilter.Snoozed(), target, cancellation).ConfigureAwait(false),
            LookupWords.Search { Words: var words } => await SearchAsync(words, target, cancellation).ConfigureAwait(false),
            LookupWords.Customer { Words: var words } => await CustomerAsync(words, target, cancellation).ConfigureAwait(false),
            LookupWords.Incomplete { Word: var word } => Help($"“{word}” needs to know what to look for, such as:"),
            LookupWords.Unknown { Word: var word } => Help($"“{Cut(word, 40)}” is nothing that can be looked up. These can:"),
            _ => Help("Ask here or in any channel; only you see the answer."),
        };
    }

    private static LookupPage Help(string text)
        => new("What you can ask", text, [.. Taught.Select(t => new LookupRow { Head = t.Words, Text = t.Purpose })]);

    private async Task<LookupPage> ListAsync(string title, string none, ConversationFilter filter, LookupTarget target, CancellationToken cancellation)
    {
        var page = await list.ListAsync(filter, target.Page * PageSize, PageSize, cancellation).ConfigureAwait(false);
        var rows = page.Conversations.Select(Row).ToList();
        return Paged(page.Total == 0 ? new LookupPage(title, none, []) : new LookupPage(Counted(title, page.Total), "", rows), target, page.Total);
    }

    private async Task<LookupPage> SearchAsync(string words, LookupTarget target, CancellationToken cancellation)
    {
        var hits = await history.SearchAsync(words, MostHits, cancellation).ConfigureAwait(false);
        if (hits.Count == 0) return new LookupPage($"Nothing found for {words}", "Fewer words, or their beginnings, find more.", []);
        var rows = new List<LookupRow>();
        foreach (var hit in hits.Skip(target.Page * PageSize).Take(PageSize)) rows.Add(await RowAsync(hit, cancellation).ConfigureAwait(false));
        var title = hits.Count == MostHits ? $"The latest {MostHits} for {words}" : Counted($"Found for {words}", hits.Count);
        return Paged(new LookupPage(title, "", rows), target, hits.Count);
    }

    /// <summary>One customer is shown whole; several are offered for choice. Who is not known by name or address may be by what they wrote.</summary>
    private async Task<LookupPage> CustomerAsync(string words, LookupTarget target, CancellationToken cancellation)
    {
        var found = await store.FindCustomerAsync(new EmailAddress(words), cancellation).ConfigureAwait(false) is { } exact
            ? [exact]
            : await list.FindCustomersAsync(words, MostHits, cancellation).ConfigureAwait(false);
        if (found.Count == 0) return await SearchAsync(words, target with { Words = $"search {words}" }, cancellation).ConfigureAwait(false);
        if (found.Count > 1)
        {
            var rows = found.Skip(target.Page * PageSize).Take(PageSize).Select(c => new LookupRow
            {
                Head = c.Display,
                Text = string.Join(", ", c.Addresses),
                More = new LookupTarget($"customer {c.Addresses[0]}", 0),
            });
            return Paged(new LookupPage(Counted($"Customers called {words}", found.Count), "", [.. rows]), target, found.Count);
        }
        var customer = found[0];
        var page = await list.ListAsync(new ConversationFilter.OfCustomer(customer.Id), target.Page * PageSize, PageSize, cancellation).ConfigureAwait(false);
        var shown = new List<LookupRow>();
        foreach (var one in page.Conversations) shown.Add(Row(one) with { Head = Subject(one.Subject), Text = await LastWordsAsync(one.Id, cancellation).ConfigureAwait(false) });
        var about = string.Create(
            CultureInfo.InvariantCulture,
            $"{string.Join(", ", customer.Addresses)} · since {customer.Since:yyyy-MM-dd} · {page.Total} {(page.Total == 1 ? "conversation" : "conversations")}");
        return Paged(new LookupPage(customer.Display, about, shown), target with { Words = $"customer {customer.Addresses[0]}" }, page.Total);
    }

    private LookupRow Row(ConversationSummary one) => new()
    {
        Head = $"{one.CustomerName}: {Subject(one.Subject)}",
        Marks = one.Assignee is { } owner ? [Status(one.Status), directory.Agent(owner)?.Name ?? owner.Value] : [Status(one.Status)],
        At = one.LastActivityAt,
        WaitingSince = one.WaitingSince,
        Conversation = one.Id,
        Thread = one.Thread,
    };

    private async Task<LookupRow> RowAsync(HistoryHit hit, CancellationToken cancellation)
    {
        var conversation = await store.LoadAsync(hit.Conversation, cancellation).ConfigureAwait(false);
        return new LookupRow
        {
            Head = $"{hit.Customer}: {Subject(hit.Subject)}",
            Text = Cut(hit.Snippet, LongestText),
            At = hit.At,
            Conversation = hit.Conversation,
            Thread = conversation?.State.Thread,
        };
    }

    private async Task<string> LastWordsAsync(ConversationId id, CancellationToken cancellation)
    {
        if (await store.LoadAsync(id, cancellation).ConfigureAwait(false) is not { } conversation) return "";
        return CardWriter.LastSaid(conversation) switch
        {
            Entry.CustomerEmail e => Said(e.Email.From.Display, e.Email.NewText),
            Entry.AgentEmail e => Said(e.Email.From.Display, e.Email.NewText),
            Entry.SideEmail e => Said($"{e.Email.From.Display} (side thread)", e.Email.NewText),
            Entry.AgentReply { SideThread: not null } e => Said($"{e.Email.From.Display} (side thread)", e.Email.Text),
            Entry.AgentReply e => Said(e.Email.From.Display, e.Email.Text),
            Entry.Note e => Said($"{directory.Agent(e.Agent)?.Name ?? e.Agent.Value} (note)", e.Text),
            _ => "",
        };
    }

    private static string Said(string who, string text) => Cut($"{who}: {text}", LongestText);

    private static LookupPage Paged(LookupPage page, LookupTarget target, int total) => page with
    {
        Back = target.Page > 0 ? target with { Page = target.Page - 1 } : null,
        Next = (target.Page + 1) * PageSize < total ? target with { Page = target.Page + 1 } : null,
    };

    private static string Counted(string title, int count) => string.Create(CultureInfo.InvariantCulture, $"{title} ({count:N0})");

    private static string Subject(string subject) => subject.Length > 0 ? subject : "(no subject)";

    private static string Status(ConversationStatus status) => status switch
    {
        ConversationStatus.New => "new",
        ConversationStatus.Open => "open",
        ConversationStatus.WaitingForCustomer => "waiting for the customer",
        ConversationStatus.Snoozed => "snoozed",
        _ => "closed",
    };

    private static string Cut(string text, int longest)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= longest) return line;
        var at = char.IsHighSurrogate(line[longest - 1]) ? longest - 1 : longest;
        return string.Concat(line.AsSpan(0, at), "…");
    }
}

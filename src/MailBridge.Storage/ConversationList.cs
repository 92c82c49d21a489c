using System.Linq.Expressions;
using MailBridge.Conversations;
using Microsoft.EntityFrameworkCore;

namespace MailBridge.Storage;

internal sealed class ConversationList(BridgeDatabase database) : IConversationList
{
    /// <summary>Words of a query that are looked for; more only narrow what is found already.</summary>
    private const int MostWords = 8;

    public Task<ListedConversations> ListAsync(ConversationFilter filter, int skip, int take, CancellationToken cancellation)
        => database.ReadAsync(async (context, ct) =>
        {
            var all = context.Conversations.Where(Predicate(filter));
            var total = await all.CountAsync(ct);
            var rows = await Ordered(all, filter).Skip(skip).Take(take)
                .Join(context.Customers, c => c.Customer, c => c.Id, (conversation, customer) => new
                {
                    conversation,
                    customer.Name,
                    Address = context.CustomerAddresses.Where(a => a.Customer == customer.Id).OrderBy(a => a.Position).Select(a => a.Address).FirstOrDefault(),
                })
                .ToListAsync(ct);
            var ids = rows.ConvertAll(r => r.conversation.Id);
            var tags = (await context.Tags.Where(t => ids.Contains(t.Conversation)).OrderBy(t => t.Position).ToListAsync(ct)).ToLookup(t => t.Conversation, t => t.Tag);
            return new ListedConversations(
                [.. rows.Select(r => Read(r.conversation, r.Name.Length > 0 ? r.Name : r.Address ?? "") with { Tags = [.. tags[r.conversation.Id]] })], total);
        }, cancellation);

    public async Task<IReadOnlyList<Customer>> FindCustomersAsync(string words, int most, CancellationToken cancellation)
    {
        var wanted = words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.OrdinalIgnoreCase).Take(MostWords).ToList();
        if (wanted.Count == 0 || most <= 0) return [];
        return await database.ReadAsync<IReadOnlyList<Customer>>(async (context, ct) =>
        {
            var found = context.Customers.AsQueryable();
            foreach (var word in wanted)
            {
                var pattern = $"%{Escaped(word)}%";
                found = found.Where(c => EF.Functions.Like(c.Name, pattern, @"\")
                    || context.CustomerAddresses.Any(a => a.Customer == c.Id && EF.Functions.Like(a.Address, pattern, @"\")));
            }
            var rows = await found
                .OrderByDescending(c => context.Conversations.Where(x => x.Customer == c.Id).Max(x => (DateTimeOffset?)x.LastActivityAt))
                .Take(most)
                .ToListAsync(ct);
            var ids = rows.ConvertAll(r => r.Id);
            var addresses = (await context.CustomerAddresses.Where(a => ids.Contains(a.Customer)).OrderBy(a => a.Position).ToListAsync(ct))
                .ToLookup(a => a.Customer, a => new EmailAddress(a.Address));
            return rows.ConvertAll(r => new Customer(r.Id, r.Name, [.. addresses[r.Id]], r.Since));
        }, cancellation);
    }

    public Task<IReadOnlyList<string>> TagsAsync(int most, CancellationToken cancellation)
        => database.ReadAsync<IReadOnlyList<string>>(
            async (context, ct) => await context.Tags.GroupBy(t => t.TagKey)
                .Select(g => new { Tag = g.Min(t => t.Tag)!, Count = g.Count() })
                .OrderByDescending(t => t.Count).ThenBy(t => t.Tag).Select(t => t.Tag).Take(most).ToListAsync(ct),
            cancellation);

    public Task<IReadOnlyList<BlockedList>> BlockedAsync(int most, int mostMails, CancellationToken cancellation)
        => database.ReadAsync<IReadOnlyList<BlockedList>>(async (context, ct) =>
        {
            var senders = await context.BlockedSenders.OrderByDescending(b => b.At).Take(most).ToListAsync(ct);
            var counts = (await context.BlockedMails.GroupBy(m => new { m.PatternKey, m.Pattern }).Select(g => new { g.Key.PatternKey, g.Key.Pattern, Count = g.Count() })
                .ToListAsync(ct)).DistinctBy(c => c.PatternKey).ToDictionary(c => c.PatternKey);
            var former = counts.Values.Where(c => senders.TrueForAll(s => s.PatternKey != c.PatternKey)).Select(c => (c.PatternKey, c.Pattern, Row: (BlockedSenderRow?)null));
            var lists = new List<BlockedList>();
            foreach (var (key, pattern, row) in senders.Select(s => (s.PatternKey, s.Pattern, Row: (BlockedSenderRow?)s)).Concat(former).Take(most))
            {
                var mails = await context.BlockedMails.Where(m => m.PatternKey == key).OrderByDescending(m => m.ReceivedAt).Take(mostMails).ToListAsync(ct);
                lists.Add(new BlockedList(
                    pattern, row is null ? null : new BlockedSender(row.Pattern, row.By, row.At, row.Conversation), counts.GetValueOrDefault(key)?.Count ?? 0,
                    mails.ConvertAll(m => new BlockedMail(m.Mail, m.Pattern, new EmailPerson(m.SenderName, new EmailAddress(m.SenderAddress)), m.Subject, m.ReceivedAt))));
            }
            return lists;
        }, cancellation);

    private static Expression<Func<ConversationRow, bool>> Predicate(ConversationFilter filter) => filter switch
    {
        ConversationFilter.Open => c => c.Status != ConversationStatus.Closed,
        ConversationFilter.Snoozed => c => c.Status == ConversationStatus.Snoozed,
        ConversationFilter.Unanswered => c => c.Status != ConversationStatus.Closed && c.Status != ConversationStatus.Snoozed && c.WaitingSince != null,
        ConversationFilter.OwnedBy { Agent: var agent } => c => c.Status != ConversationStatus.Closed && c.Assignee == agent,
        ConversationFilter.ToDo { Inboxes: var inboxes }
            => c => (c.Status == ConversationStatus.New || c.Status == ConversationStatus.Open) && inboxes.Contains(c.Inbox),
        ConversationFilter.Spam => c => c.IsSpam,
        ConversationFilter.OfCustomer { Customer: var customer } => c => c.Customer == customer && c.MergedInto == null,
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "A filter without a query."),
    };

    private static IOrderedQueryable<ConversationRow> Ordered(IQueryable<ConversationRow> rows, ConversationFilter filter) => filter switch
    {
        ConversationFilter.Snoozed => rows.OrderBy(c => c.SnoozedUntil == null).ThenBy(c => c.SnoozedUntil).ThenBy(c => c.Id),
        ConversationFilter.Unanswered => rows.OrderBy(c => c.WaitingSince).ThenBy(c => c.Id),
        ConversationFilter.ToDo => rows.OrderBy(c => c.WaitingSince == null).ThenBy(c => c.WaitingSince).ThenBy(c => c.OpenedAt).ThenBy(c => c.Id),
        ConversationFilter.OwnedBy => rows.OrderBy(c => c.WaitingSince == null).ThenBy(c => c.WaitingSince).ThenByDescending(c => c.LastActivityAt),
        _ => rows.OrderByDescending(c => c.LastActivityAt).ThenBy(c => c.Id),
    };

    private static ConversationSummary Read(ConversationRow row, string customer) => new(
        row.Id, row.Customer, customer, row.Subject, row.Status, row.Assignee, row.LastActivityAt, row.WaitingSince,
        Posts.Read(row.ThreadPlatform, row.ThreadWorkspace, row.ThreadChannel, row.ThreadMessage))
    {
        IsSpam = row.IsSpam,
    };

    private static string Escaped(string word)
        => word.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
}

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
            return new ListedConversations([.. rows.Select(r => Read(r.conversation, r.Name.Length > 0 ? r.Name : r.Address ?? ""))], total);
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

    private static Expression<Func<ConversationRow, bool>> Predicate(ConversationFilter filter) => filter switch
    {
        ConversationFilter.Open => c => c.Status != ConversationStatus.Closed,
        ConversationFilter.Snoozed => c => c.Status == ConversationStatus.Snoozed,
        ConversationFilter.Unanswered => c => c.Status != ConversationStatus.Closed && c.Status != ConversationStatus.Snoozed && c.WaitingSince != null,
        ConversationFilter.OwnedBy { Agent: var agent } => c => c.Status != ConversationStatus.Closed && c.Assignee == agent,
        ConversationFilter.OfCustomer { Customer: var customer } => c => c.Customer == customer && c.MergedInto == null,
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "A filter without a query."),
    };

    private static IOrderedQueryable<ConversationRow> Ordered(IQueryable<ConversationRow> rows, ConversationFilter filter) => filter switch
    {
        ConversationFilter.Snoozed => rows.OrderBy(c => c.SnoozedUntil == null).ThenBy(c => c.SnoozedUntil).ThenBy(c => c.Id),
        ConversationFilter.Unanswered => rows.OrderBy(c => c.WaitingSince).ThenBy(c => c.Id),
        ConversationFilter.OwnedBy => rows.OrderBy(c => c.WaitingSince == null).ThenBy(c => c.WaitingSince).ThenByDescending(c => c.LastActivityAt),
        _ => rows.OrderByDescending(c => c.LastActivityAt).ThenBy(c => c.Id),
    };

    private static ConversationSummary Read(ConversationRow row, string customer) => new(
        row.Id, row.Customer, customer, row.Subject, row.Status, row.Assignee, row.LastActivityAt, row.WaitingSince,
        Posts.Read(row.ThreadPlatform, row.ThreadWorkspace, row.ThreadChannel, row.ThreadMessage));

    private static string Escaped(string word)
        => word.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
}

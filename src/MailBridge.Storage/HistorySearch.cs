using MailBridge.Conversations;
using Microsoft.EntityFrameworkCore;

namespace MailBridge.Storage;

internal sealed class HistorySearch(BridgeDatabase database) : IHistorySearch
{
    public async Task<IReadOnlyList<HistoryHit>> SearchAsync(string query, int most, CancellationToken cancellation)
    {
        var parsed = SearchQuery.Parse(query);
        if (parsed.IsEmpty || most <= 0) return [];
        return await database.ReadAsync<IReadOnlyList<HistoryHit>>(async (context, ct) =>
        {
            var sequences = parsed.Terms.Count == 0
                ? await LatestAsync(context, parsed.Tags, most, ct)
                : await database.Engine.FullText.FindAsync(context.Database, parsed, most, ct);
            var hits = new List<HistoryHit>(sequences.Count);
            foreach (var some in sequences.Chunk(500)) hits.AddRange(await ReadAsync(context, some, parsed, ct));
            return hits;
        }, cancellation);
    }

    /// <summary>What was said last in each conversation that has all the tags.</summary>
    private static Task<List<long>> LatestAsync(BridgeContext context, IReadOnlyList<string> tags, int most, CancellationToken cancellation)
    {
        var entries = context.Entries.Where(e => e.Kind != EntryJson.Activity);
        foreach (var tag in tags) entries = entries.Where(e => context.Tags.Any(t => t.Conversation == e.Conversation && t.TagKey == tag));
        return entries.GroupBy(e => e.Conversation).Select(g => g.Max(e => e.Sequence)).OrderByDescending(s => s).Take(most).ToListAsync(cancellation);
    }

    private static async Task<IEnumerable<HistoryHit>> ReadAsync(
        BridgeContext context, long[] sequences, SearchQuery query, CancellationToken cancellation)
    {
        var found = await (
            from entry in context.Entries
            where sequences.Contains(entry.Sequence)
            join conversation in context.Conversations on entry.Conversation equals conversation.Id
            join customer in context.Customers on conversation.Customer equals customer.Id
            orderby entry.Sequence descending
            select new
            {
                entry.Conversation,
                entry.Id,
                entry.At,
                entry.Kind,
                entry.Body,
                IsOutcome = conversation.Outcome == entry.Id,
                conversation.Subject,
                customer.Name,
                Address = context.CustomerAddresses.Where(a => a.Customer == customer.Id).OrderBy(a => a.Position)
                    .Select(a => a.Address).FirstOrDefault(),
            }).ToListAsync(cancellation);
        return found.Select(hit => new HistoryHit(
            hit.Conversation,
            hit.Id,
            hit.At,
            hit.IsOutcome ? "outcome" : hit.Kind,
            hit.Name.Length > 0 ? hit.Name : hit.Address ?? "",
            hit.Subject,
            (hit.IsOutcome ? "Outcome: " : "") + Snippet.Of(SearchText.Of(EntryJson.Read(hit.Body)), query)));
    }
}

using System.Runtime.CompilerServices;
using MailBridge.Conversations;
using Microsoft.EntityFrameworkCore;

namespace MailBridge.Storage;

internal sealed class AuditTrail(BridgeDatabase database) : IAuditTrail
{
    /// <summary>Entries that are read at once.</summary>
    private const int Page = 500;

    private static readonly string[] Kinds = [EntryJson.Activity, EntryJson.AgentReply, EntryJson.Note];

    public async IAsyncEnumerable<AuditRecord> ReadAsync(AuditFilter filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var after = -1L; ;)
        {
            var rows = await database.ReadAsync(
                (context, ct) => (
                    from entry in context.Entries
                    where entry.Sequence > after && Kinds.Contains(entry.Kind) && (filter.Conversation == null || entry.Conversation == filter.Conversation)
                    join conversation in context.Conversations on entry.Conversation equals conversation.Id
                    orderby entry.Sequence
                    select new { entry, conversation }).Take(Page).ToListAsync(ct),
                cancellation);
            if (rows.Count == 0) yield break;
            after = rows[^1].entry.Sequence;
            foreach (var row in rows)
            {
                var post = Posts.Read(row.entry.PostPlatform, row.entry.PostWorkspace, row.entry.PostChannel, row.entry.PostMessage)
                    ?? Posts.Read(row.conversation.ThreadPlatform, row.conversation.ThreadWorkspace, row.conversation.ThreadChannel, row.conversation.ThreadMessage);
                if (AuditRecord.Of(row.entry.Conversation, EntryJson.Read(row.entry.Body), post) is { } record && IsWanted(record, filter)) yield return record;
            }
        }
    }

    private static bool IsWanted(AuditRecord record, AuditFilter filter)
        => (filter.Agent is not { } agent || agent.Value.Equals(record.Agent?.Value, StringComparison.OrdinalIgnoreCase))
            && (filter.Kind is not { } kind || record.Kind.Equals(kind, StringComparison.OrdinalIgnoreCase))
            && !(record.At < filter.Since) && !(record.At >= filter.Until);
}

using MailBridge.Conversations;
using Microsoft.EntityFrameworkCore;

namespace MailBridge.Storage;

internal sealed class ConversationStore(BridgeDatabase database, LegSignals signals, TimeProvider time) : IConversationStore
{
    /// <summary>
    /// Values in one IN list: far below any database's limit of parameters (SQLite: 32,766), and a mail may name thousands of ids.
    /// </summary>
    private const int MostInList = 500;

    public Task<Conversation?> LoadAsync(ConversationId id, CancellationToken cancellation)
        => database.ReadAsync(async (context, ct) =>
        {
            var row = await context.Conversations.SingleOrDefaultAsync(c => c.Id == id, ct);
            return row is null ? null : (await LoadAsync(context, [row], ct))[0];
        }, cancellation);

    public Task<Customer?> LoadCustomerAsync(CustomerId id, CancellationToken cancellation)
        => database.ReadAsync((context, ct) => LoadCustomerAsync(context, id, ct), cancellation);

    public Task<Customer?> FindCustomerAsync(EmailAddress address, CancellationToken cancellation)
    {
        var key = Conversions.KeyOf(address);
        return database.ReadAsync(async (context, ct) =>
        {
            var row = await context.CustomerAddresses.SingleOrDefaultAsync(a => a.AddressKey == key, ct);
            return row is null ? null : await LoadCustomerAsync(context, row.Customer, ct);
        }, cancellation);
    }

    public Task<bool> IsCustomerNamedAsync(string name, CancellationToken cancellation)
        => database.ReadAsync((context, ct) => context.Customers.AnyAsync(c => c.Name == name, ct), cancellation);

    public Task<ILookup<MsgId, KnownEmail>> FindEmailsAsync(IReadOnlyCollection<MsgId> ids, CancellationToken cancellation)
        => database.ReadAsync(async (context, ct) =>
        {
            var known = new List<(MsgId Id, KnownEmail Email)>();
            foreach (var some in ids.Distinct().Chunk(MostInList))
            {
                var nullable = some.Select(id => (MsgId?)id).ToArray();
                var own = await context.Entries
                    .Where(e => nullable.Contains(e.MessageId))
                    .Select(e => new { e.MessageId, e.Conversation, e.Id, e.Fingerprint })
                    .ToListAsync(ct);
                var further = await context.FurtherIds
                    .Where(f => some.Contains(f.MessageId))
                    .Join(context.Entries, f => f.Entry, e => e.Id, (f, e) => new { f.MessageId, e.Conversation, e.Id, e.Fingerprint, e.Sequence })
                    .OrderBy(e => e.Sequence)
                    .ToListAsync(ct);
                known.AddRange(own.Select(e => (e.MessageId!.Value, new KnownEmail(e.Conversation, e.Id, e.Fingerprint ?? ""))));
                known.AddRange(further.Select(e => (e.MessageId, new KnownEmail(e.Conversation, e.Id, e.Fingerprint ?? ""))));
            }
            return known.ToLookup(k => k.Id, k => k.Email);
        }, cancellation);

    public Task<ILookup<ThreadClue, ConversationId>> FindByCluesAsync(IReadOnlyCollection<ThreadClue> clues, CancellationToken cancellation)
        => database.ReadAsync(async (context, ct) =>
        {
            var found = new List<(ThreadClue Clue, ConversationId Conversation)>();
            foreach (var kind in clues.Distinct().GroupBy(c => c.Kind))
            {
                foreach (var some in kind.Select(c => c.Value).Chunk(MostInList))
                {
                    var rows = await context.Clues.Where(c => c.Kind == kind.Key && some.Contains(c.Value)).ToListAsync(ct);
                    found.AddRange(rows.Select(c => (new ThreadClue(c.Kind, c.Value), c.Conversation)));
                }
            }
            return found.ToLookup(f => f.Clue, f => f.Conversation);
        }, cancellation);

    public Task<ConversationId?> FindBySubjectAsync(
        InboxId inbox, string baseSubject, EmailAddress participant, DateTimeOffset notBefore, CancellationToken cancellation)
    {
        var (subjectKey, addressKey) = (Conversions.KeyOf(baseSubject), Conversions.KeyOf(participant));
        return database.ReadAsync(
            (context, ct) => context.Conversations
                .Where(c => (c.Inbox == inbox || c.CameBy == inbox) && c.BaseSubjectKey == subjectKey && c.LastActivityAt >= notBefore)
                .Where(c => c.Status != ConversationStatus.Closed || c.MergedInto != null)
                .Where(c => context.Participants.Any(p => p.Conversation == c.Id && p.AddressKey == addressKey))
                .OrderByDescending(c => c.LastActivityAt)
                .Select(c => (ConversationId?)c.Id)
                .FirstOrDefaultAsync(ct),
            cancellation);
    }

    public Task<ConversationId?> FindAsideBySubjectAsync(
        InboxId inbox, string baseSubject, EmailAddress thirdParty, DateTimeOffset notBefore, CancellationToken cancellation)
    {
        var (subjectKey, addressKey) = (Conversions.KeyOf(baseSubject), Conversions.KeyOf(thirdParty));
        return database.ReadAsync(
            (context, ct) => context.SidePeople
                .Where(p => p.AddressKey == addressKey && p.BaseSubjectKey == subjectKey)
                .Join(context.Conversations, p => p.Conversation, c => c.Id, (_, c) => c)
                .Where(c => (c.Inbox == inbox || c.CameBy == inbox) && c.LastActivityAt >= notBefore)
                .OrderByDescending(c => c.LastActivityAt)
                .Select(c => (ConversationId?)c.Id)
                .FirstOrDefaultAsync(ct),
            cancellation);
    }

    public Task<IReadOnlySet<string>> FindRepeatedFilesAsync(
        EmailAddress sender, IReadOnlyCollection<string> sha256, int times, CancellationToken cancellation)
    {
        var domain = Conversions.KeyOf(sender.Domain);
        return database.ReadAsync<IReadOnlySet<string>>(async (context, ct) =>
        {
            var repeated = new HashSet<string>();
            foreach (var some in sha256.Distinct().Chunk(MostInList))
            {
                repeated.UnionWith(await context.SentPictures
                    .Where(p => p.Domain == domain && p.Mails >= times && some.Contains(p.Sha256))
                    .Select(p => p.Sha256)
                    .ToListAsync(ct));
            }
            return repeated;
        }, cancellation);
    }

    public Task<bool> HasSeenAsync(InboundReceipt receipt, CancellationToken cancellation)
    {
        var (source, key) = receipt;
        return database.ReadAsync((context, ct) => context.Receipts.AnyAsync(r => r.Source == source && r.ExternalKey == key, ct), cancellation);
    }

    public Task<IReadOnlySet<string>> FindInternalFilesAsync(IReadOnlyCollection<string> sha256, CancellationToken cancellation)
        => database.ReadAsync<IReadOnlySet<string>>(async (context, ct) =>
        {
            var found = new HashSet<string>();
            foreach (var some in sha256.Distinct().Chunk(MostInList))
                found.UnionWith(await context.NoteFiles.Where(f => some.Contains(f.Sha256)).Select(f => f.Sha256).ToListAsync(ct));
            // Rarely any are left, so that every mail may be asked.
            foreach (var one in found.ToList())
            {
                var bodies = context.Entries
                    .Where(e => e.Kind != EntryJson.Note && e.Kind != EntryJson.Activity && e.Kind != EntryJson.SideEmail && e.Body.Contains(one))
                    .Select(e => e.Body)
                    .AsAsyncEnumerable();
                await foreach (var body in bodies.WithCancellation(ct))
                {
                    if (EntryJson.Read(body) is Entry.AgentReply { Life: ReplyLife.Held or ReplyLife.Stopped or ReplyLife.Withdrawn or ReplyLife.Failed }
                        or Entry.AgentReply { SideThread: not null }) continue;
                    found.Remove(one);
                    break;
                }
            }
            return found;
        }, cancellation);

    public Task<IReadOnlyList<Conversation>> LoadOfCustomerAsync(CustomerId customer, int most, CancellationToken cancellation)
        => database.ReadAsync(async (context, ct) =>
        {
            var rows = await context.Conversations
                .Where(c => c.Customer == customer && c.MergedInto == null)
                .OrderByDescending(c => c.LastActivityAt)
                .Take(most)
                .ToListAsync(ct);
            return await LoadAsync(context, rows, ct);
        }, cancellation);

    public Task<ChatPostRef?> FindPostAsync(ConversationId conversation, EntryId entry, CancellationToken cancellation)
        => database.ReadAsync(async (context, ct) =>
        {
            var post = await context.Entries
                .Where(e => e.Id == entry && e.Conversation == conversation)
                .Select(e => new { e.PostPlatform, e.PostWorkspace, e.PostChannel, e.PostMessage })
                .SingleOrDefaultAsync(ct);
            return post is null ? null : Posts.Read(post.PostPlatform, post.PostWorkspace, post.PostChannel, post.PostMessage);
        }, cancellation);

    public Task<ConversationId?> FindByThreadAsync(ChatPostRef root, CancellationToken cancellation)
    {
        var (channel, message) = root;
        return database.ReadAsync(
            async (context, ct) => await context.Conversations
                .Where(c => c.ThreadMessage == message && c.ThreadChannel == channel.Channel)
                .Where(c => c.ThreadPlatform == channel.Platform && c.ThreadWorkspace == channel.Workspace)
                .OrderByDescending(c => c.LastActivityAt)
                .Select(c => (ConversationId?)c.Id)
                .FirstOrDefaultAsync(ct)
                    ?? await context.LeftThreads
                        .Where(t => t.Message == message && t.Channel == channel.Channel && t.Platform == channel.Platform && t.Workspace == channel.Workspace)
                        .Select(t => (ConversationId?)t.Conversation)
                        .SingleOrDefaultAsync(ct),
            cancellation);
    }

    public Task<ConversationId?> FindHomeAsync(EntryId entry, CancellationToken cancellation)
        => database.ReadAsync(
            (context, ct) => context.Entries.Where(e => e.Id == entry).Select(e => (ConversationId?)e.Conversation).SingleOrDefaultAsync(ct), cancellation);

    public Task<FoundEntry?> FindEntryAsync(ChatPostRef message, CancellationToken cancellation)
    {
        var (channel, name) = message;
        return database.ReadAsync(async (context, ct) =>
            await TypedIn(context, message).Select(t => new FoundEntry(t.Conversation, t.Entry, true)).SingleOrDefaultAsync(ct)
                ?? await context.Entries
                    .Where(e => e.PostMessage == name && e.PostChannel == channel.Channel)
                    .Where(e => e.PostPlatform == channel.Platform && e.PostWorkspace == channel.Workspace)
                    .OrderByDescending(e => e.Sequence)
                    .Select(e => new FoundEntry(e.Conversation, e.Id, false))
                    .FirstOrDefaultAsync(ct),
            cancellation);
    }

    public Task<IReadOnlyDictionary<EntryId, ChatPostRef>> FindPostsAsync(ConversationId conversation, CancellationToken cancellation)
        => database.ReadAsync<IReadOnlyDictionary<EntryId, ChatPostRef>>(async (context, ct) =>
        {
            var posts = await context.Entries
                .Where(e => e.Conversation == conversation && e.PostMessage != null)
                .Select(e => new { e.Id, e.PostPlatform, e.PostWorkspace, e.PostChannel, e.PostMessage })
                .ToListAsync(ct);
            return posts.ToDictionary(e => e.Id, e => Posts.Read(e.PostPlatform, e.PostWorkspace, e.PostChannel, e.PostMessage)!);
        }, cancellation);

    public async Task<BlockedSender?> FindBlockAsync(IReadOnlyCollection<string> patterns, CancellationToken cancellation)
    {
        var keys = patterns.Select(Conversions.KeyOf).ToArray();
        return await database.ReadAsync(
            async (context, ct) => await context.BlockedSenders.Where(b => keys.Contains(b.PatternKey)).OrderBy(b => b.At).FirstOrDefaultAsync(ct) is { } row
                ? new BlockedSender(row.Pattern, row.By, row.At, row.Conversation)
                : null,
            cancellation);
    }

    public Task<CustomerHistory> HistoryOfAsync(CustomerId customer, ConversationId beside, CancellationToken cancellation)
        => database.ReadAsync(async (context, ct) =>
        {
            var opened = await context.Conversations.Where(c => c.Id == beside).Select(c => (DateTimeOffset?)c.OpenedAt).SingleOrDefaultAsync(ct);
            var others = context.Conversations.Where(c => c.Customer == customer && c.Id != beside && c.MergedInto == null && (opened == null || c.OpenedAt <= opened));
            var last = await others.OrderByDescending(c => c.LastActivityAt).Select(c => (DateTimeOffset?)c.LastActivityAt).FirstOrDefaultAsync(ct);
            return new CustomerHistory(await others.CountAsync(ct), last);
        }, cancellation);

    public Task<IReadOnlyList<ConversationVersion>> WaitingAsync(CancellationToken cancellation)
        => database.ReadAsync<IReadOnlyList<ConversationVersion>>(
            async (context, ct) => await context.Conversations
                .Where(c => c.WaitingSince != null && c.Status != ConversationStatus.Closed && c.Status != ConversationStatus.Snoozed)
                .Select(c => new ConversationVersion(c.Id, c.Version))
                .ToListAsync(ct),
            cancellation);

    public async Task<CommitResult> CommitAsync(DeskCommit commit, CancellationToken cancellation)
    {
        CommitResult result;
        try
        {
            result = await database.WriteAsync(
                (context, ct) => new CommitStep(database, context, commit, time.GetUtcNow()).RunAsync(ct), cancellation);
        }
        catch (DbUpdateConcurrencyException)
        {
            return CommitResult.Conflict;
        }
        catch (DbUpdateException e) when (database.Engine.IsUniqueViolation(e))
        {
            return CommitResult.Conflict;
        }
        if (result == CommitResult.Committed) Wake(commit);
        return result;
    }

    internal static IQueryable<TypedMessageRow> TypedIn(BridgeContext context, ChatPostRef message)
    {
        var (channel, name) = message;
        return context.TypedMessages.Where(
            t => t.Platform == channel.Platform && t.Workspace == channel.Workspace && t.Channel == channel.Channel && t.Message == name);
    }

    private void Wake(DeskCommit commit)
    {
        // The end of a delivery of either leg lets the next of its lane go on.
        foreach (var leg in Enum.GetValues<DeliveryLeg>())
        {
            if (commit.Delivery is not null || commit.Recalled is not null || commit.Deliveries.Any(d => d.Work.Leg == leg)) signals.Changed(leg);
        }
    }

    private static async Task<Customer?> LoadCustomerAsync(BridgeContext context, CustomerId id, CancellationToken cancellation)
    {
        if (await context.Customers.SingleOrDefaultAsync(c => c.Id == id, cancellation) is not { } row) return null;
        var addresses = await context.CustomerAddresses
            .Where(a => a.Customer == id)
            .OrderBy(a => a.Position)
            .Select(a => a.Address)
            .ToListAsync(cancellation);
        return new Customer(row.Id, row.Name, [.. addresses.Select(a => new EmailAddress(a))], row.Since);
    }

    private static async Task<IReadOnlyList<Conversation>> LoadAsync(
        BridgeContext context, List<ConversationRow> rows, CancellationToken cancellation)
    {
        var loaded = new List<Conversation>(rows.Count);
        foreach (var some in rows.Chunk(MostInList))
        {
            var ids = some.Select(c => c.Id).ToList();
            var entries = (await context.Entries
                .Where(e => ids.Contains(e.Conversation))
                .OrderBy(e => e.Sequence)
                .Select(e => new { e.Conversation, e.Body })
                .ToListAsync(cancellation)).ToLookup(e => e.Conversation, e => EntryJson.Read(e.Body));
            var participants = (await context.Participants
                .Where(p => ids.Contains(p.Conversation))
                .OrderBy(p => p.Position)
                .ToListAsync(cancellation)).ToLookup(p => p.Conversation, p => new EmailAddress(p.Address));
            var tags = (await context.Tags
                .Where(t => ids.Contains(t.Conversation))
                .OrderBy(t => t.Position)
                .ToListAsync(cancellation)).ToLookup(t => t.Conversation, t => t.Tag);
            loaded.AddRange(some.Select(
                row => new Conversation(Read(row, [.. participants[row.Id]]) with { Tags = tags.Contains(row.Id) ? [.. tags[row.Id]] : [] }, entries[row.Id], row.Version)));
        }
        return loaded;
    }

    private static ConversationState Read(ConversationRow row, IReadOnlyList<EmailAddress> participants) => new()
    {
        Id = row.Id,
        Inbox = row.Inbox,
        Customer = row.Customer,
        Subject = row.Subject,
        BaseSubject = row.BaseSubject,
        Status = row.Status,
        Assignee = row.Assignee,
        OpenedAt = row.OpenedAt,
        LastActivityAt = row.LastActivityAt,
        WaitingSince = row.WaitingSince,
        SnoozedUntil = row.SnoozedUntil,
        Participants = participants,
        Follows = row.Follows,
        Outcome = row.Outcome,
        IsSpam = row.IsSpam,
        MergedInto = row.MergedInto,
        CameBy = row.CameBy,
        Thread = Posts.Read(row.ThreadPlatform, row.ThreadWorkspace, row.ThreadChannel, row.ThreadMessage),
    };
}

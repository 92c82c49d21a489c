using MailBridge.Conversations;
using Microsoft.EntityFrameworkCore;

namespace MailBridge.Storage;

internal sealed class RawMailStore(BridgeDatabase database, LegSignals signals, TimeProvider time) : IRawMailStore
{
    private const int MostInList = 500;

    public async Task<RawMailId?> KeepAsync(FoundMail mail, MailboxCursor? cursor, CancellationToken cancellation)
        => (await KeepManyAsync([mail], cursor, cancellation))[0];

    public async Task<IReadOnlyList<RawMailId?>> KeepManyAsync(
        IReadOnlyList<FoundMail> mails, MailboxCursor? cursor, CancellationToken cancellation)
    {
        // Hashed and compressed before the turn to write is asked for.
        var contents = mails.Select(m => RawContent.Pack(m.Bytes.Span)).ToList();
        return await database.WriteAsync<IReadOnlyList<RawMailId?>>(async (context, ct) =>
        {
            var known = await KnownAsync(context, mails, ct);
            var stored = await StoredAsync(context, contents, ct);
            var ids = new RawMailId?[mails.Count];
            foreach (var (i, mail) in mails.Index())
            {
                if (!known.Add((mail.Inbox, mail.SourceKey))) continue;
                if (stored.Add(contents[i].Sha256)) context.Add(contents[i]);
                var id = RawMailId.New(time);
                context.Add(Found(id, mail, contents[i].Sha256));
                ids[i] = id;
            }
            if (cursor is not null) await MoveAsync(context, cursor, ct);
            await context.SaveChangesAsync(ct);
            return ids;
        }, cancellation);
    }

    public async Task<RawMailId> KeepOwnAsync(InboxId inbox, string key, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        var content = RawContent.Pack(bytes.Span);
        return await database.WriteAsync(async (context, ct) =>
        {
            if (await context.RawMails.Where(m => m.OwnKey == key).Select(m => (RawMailId?)m.Id).SingleOrDefaultAsync(ct) is { } known)
                return known;
            if ((await StoredAsync(context, [content], ct)).Count == 0) context.Add(content);
            var id = RawMailId.New(time);
            context.Add(new RawMailRow
            {
                Id = id,
                Inbox = inbox,
                OwnKey = key,
                ReceivedAt = time.GetUtcNow(),
                Size = bytes.Length,
                Sha256 = content.Sha256,
                State = RawMailState.Own,
            });
            await context.SaveChangesAsync(ct);
            return id;
        }, cancellation);
    }

    public Task<ReadOnlyMemory<byte>?> ReadAsync(RawMailId id, CancellationToken cancellation)
        => database.ReadAsync<ReadOnlyMemory<byte>?>(async (context, ct) =>
        {
            var row = await context.RawMails.Where(m => m.Id == id)
                .Join(context.RawContents, m => m.Sha256, c => c.Sha256, (_, c) => c)
                .SingleOrDefaultAsync(ct);
            return row is null ? default(ReadOnlyMemory<byte>?) : RawContent.Unpack(row);
        }, cancellation);

    public Task<RawMail?> FindAsync(RawMailId id, CancellationToken cancellation)
        => database.ReadAsync(
            async (context, ct) => await context.RawMails.SingleOrDefaultAsync(m => m.Id == id, ct) is { } row ? Read(row) : null,
            cancellation);

    public Task<RawMailId?> FindOwnAsync(string key, CancellationToken cancellation)
        => database.ReadAsync(
            (context, ct) => context.RawMails.Where(m => m.OwnKey == key).Select(m => (RawMailId?)m.Id).SingleOrDefaultAsync(ct),
            cancellation);

    public Task<MailboxCursor?> CursorAsync(InboxId inbox, string folder, CancellationToken cancellation)
        => database.ReadAsync(
            async (context, ct) => await context.Cursors.SingleOrDefaultAsync(c => c.Inbox == inbox && c.Folder == folder, ct) is { } row
                ? new MailboxCursor(row.Inbox, row.Folder, (uint)row.UidValidity, (uint)row.LastUid)
                : null,
            cancellation);

    public Task MoveCursorAsync(MailboxCursor cursor, CancellationToken cancellation)
        => database.WriteAsync(async (context, ct) =>
        {
            await MoveAsync(context, cursor, ct);
            return await context.SaveChangesAsync(ct);
        }, cancellation);

    public Task<IReadOnlyList<RawMail>> WaitingAsync(int most, CancellationToken cancellation)
        => database.ReadAsync<IReadOnlyList<RawMail>>(
            async (context, ct) =>
            [
                .. (await context.RawMails.Where(m => m.State == RawMailState.Waiting).OrderBy(m => m.Sequence).Take(most).ToListAsync(ct))
                    .Select(Read),
            ],
            cancellation);

    public Task<IReadOnlyList<RawMail>> QuarantinedAsync(int most, CancellationToken cancellation)
        => database.ReadAsync<IReadOnlyList<RawMail>>(
            async (context, ct) =>
            [
                .. (await context.RawMails.Where(m => m.State == RawMailState.Quarantined).OrderByDescending(m => m.Sequence).Take(most)
                    .ToListAsync(ct)).Select(Read),
            ],
            cancellation);

    public Task<IReadOnlySet<string>> KnownSourceKeysAsync(InboxId inbox, IReadOnlyCollection<string> keys, CancellationToken cancellation)
        => database.ReadAsync<IReadOnlySet<string>>(
            async (context, ct) => (await KnownAsync(context, inbox, keys, ct)).ToHashSet(StringComparer.Ordinal), cancellation);

    public async Task QuarantineAsync(RawMailId id, string reason, CancellationToken cancellation)
    {
        var scheduled = await database.WriteAsync(async (context, ct) =>
        {
            if (await context.RawMails.AsTracking().SingleOrDefaultAsync(m => m.Id == id, ct) is not { } row) return false;
            if (row.State is not (RawMailState.Waiting or RawMailState.Quarantined)) return false;
            var isNew = row.State == RawMailState.Waiting;
            (row.State, row.Remark) = (RawMailState.Quarantined, reason);
            if (isNew) Schedule(context, new DeliveryWork.PostQuarantine(row.Inbox, id));
            await context.SaveChangesAsync(ct);
            return isNew;
        }, cancellation);
        if (scheduled) signals.Changed(DeliveryLeg.Chat);
    }

    public async Task<bool> ReplayAsync(RawMailId id, CancellationToken cancellation)
    {
        var replayed = await database.WriteAsync(async (context, ct) =>
        {
            var row = await context.RawMails.AsTracking().SingleOrDefaultAsync(m => m.Id == id && m.State == RawMailState.Quarantined, ct);
            if (row is null) return false;
            (row.State, row.Remark) = (RawMailState.Waiting, "");
            Schedule(context, new DeliveryWork.UpdateQuarantine(row.Inbox, id));
            await context.SaveChangesAsync(ct);
            return true;
        }, cancellation);
        if (replayed) signals.Changed(DeliveryLeg.Chat);
        return replayed;
    }

    public Task<int> ReplayBlockedAsync(string pattern, CancellationToken cancellation)
    {
        var key = Conversions.KeyOf(pattern);
        return database.WriteAsync(async (context, ct) =>
        {
            var mails = context.BlockedMails.Where(m => m.PatternKey == key).Select(m => m.Mail);
            var replayed = await context.RawMails.Where(m => m.State == RawMailState.Read && mails.Contains(m.Id)).ExecuteUpdateAsync(
                set => set.SetProperty(m => m.State, RawMailState.Waiting).SetProperty(m => m.Remark, ""), ct);
            await context.BlockedMails.Where(m => m.PatternKey == key).ExecuteDeleteAsync(ct);
            return replayed;
        }, cancellation);
    }

    private static async Task<HashSet<(InboxId Inbox, string Key)>> KnownAsync(
        BridgeContext context, IReadOnlyList<FoundMail> mails, CancellationToken cancellation)
    {
        HashSet<(InboxId, string)> known = [];
        foreach (var ofInbox in mails.GroupBy(m => m.Inbox, m => m.SourceKey))
            known.UnionWith((await KnownAsync(context, ofInbox.Key, ofInbox, cancellation)).Select(key => (ofInbox.Key, key)));
        return known;
    }

    private static async Task<List<string>> KnownAsync(
        BridgeContext context, InboxId inbox, IEnumerable<string> keys, CancellationToken cancellation)
    {
        List<string> known = [];
        foreach (var some in keys.Chunk(MostInList))
        {
            known.AddRange(await context.RawMails
                .Where(m => m.Inbox == inbox && some.Contains(m.SourceKey))
                .Select(m => m.SourceKey!)
                .ToListAsync(cancellation));
        }
        return known;
    }

    /// <summary>The hashes whose bytes are there.</summary>
    private static async Task<HashSet<string>> StoredAsync(
        BridgeContext context, List<RawContentRow> contents, CancellationToken cancellation)
    {
        HashSet<string> stored = [];
        foreach (var some in contents.Select(c => c.Sha256).Chunk(MostInList))
            stored.UnionWith(await context.RawContents.Where(c => some.Contains(c.Sha256)).Select(c => c.Sha256).ToListAsync(cancellation));
        return stored;
    }

    private void Schedule(BridgeContext context, DeliveryWork work)
    {
        var now = time.GetUtcNow();
        context.Add(DeliveryRows.Scheduled(new Delivery { Id = DeliveryId.New(time), Work = work, ScheduledAt = now, DueAt = now }));
    }

    private static async Task MoveAsync(BridgeContext context, MailboxCursor cursor, CancellationToken cancellation)
    {
        var (inbox, folder) = (cursor.Inbox, cursor.Folder);
        if (await context.Cursors.AsTracking().SingleOrDefaultAsync(c => c.Inbox == inbox && c.Folder == folder, cancellation) is { } row)
            (row.UidValidity, row.LastUid) = (cursor.UidValidity, cursor.LastUid);
        else
            context.Add(new CursorRow { Inbox = inbox, Folder = folder, UidValidity = cursor.UidValidity, LastUid = cursor.LastUid });
    }

    private static RawMailRow Found(RawMailId id, FoundMail mail, string hash) => new()
    {
        Id = id,
        Inbox = mail.Inbox,
        SourceKey = mail.SourceKey,
        ReceivedAt = mail.ReceivedAt,
        Size = mail.Bytes.Length,
        Sha256 = hash,
        State = RawMailState.Waiting,
    };

    private static RawMail Read(RawMailRow row) => new()
    {
        Id = row.Id,
        Inbox = row.Inbox,
        SourceKey = row.SourceKey ?? row.OwnKey ?? "",
        ReceivedAt = row.ReceivedAt,
        Size = row.Size,
        Sha256 = row.Sha256,
        State = row.State,
        Remark = row.Remark,
        Notice = Posts.Read(row.NoticePlatform, row.NoticeWorkspace, row.NoticeChannel, row.NoticeMessage),
    };
}

using MailBridge.Conversations;
using Microsoft.EntityFrameworkCore;

namespace MailBridge.Storage;

internal sealed class DeliveryQueue(BridgeDatabase database, LegSignals signals, TimeProvider time) : IDeliveryQueue
{
    /// <summary>As long as a timer can run; whoever waits longer looks at the queue in between.</summary>
    private static readonly TimeSpan _longestTimer = TimeSpan.FromDays(1);

    public Task<IReadOnlyList<Delivery>> LeaseAsync(DeliveryLeg leg, int most, TimeSpan lease, CancellationToken cancellation)
        => database.WriteAsync<IReadOnlyList<Delivery>>(async (context, ct) =>
        {
            var now = time.GetUtcNow();
            var rows = await Heads(context, leg)
                .Where(d => d.DueAt <= now && (d.LeasedUntil == null || d.LeasedUntil <= now))
                .OrderBy(d => d.DueAt).ThenBy(d => d.Sequence)
                .Take(most)
                .ToListAsync(ct);
            var sequences = rows.Select(r => r.Sequence).ToList();
            var until = now + lease;
            if (rows.Count > 0)
            {
                await context.Deliveries.Where(d => sequences.Contains(d.Sequence))
                    .ExecuteUpdateAsync(set => set.SetProperty(d => d.LeasedUntil, until), ct);
            }
            return [.. rows.Select(DeliveryRows.Read)];
        }, cancellation);

    public async Task WaitAsync(DeliveryLeg leg, TimeSpan longest, CancellationToken cancellation)
    {
        var change = signals.NextChange(leg);
        var now = time.GetUtcNow();
        var wait = await EarliestAsync(leg, now, cancellation) is { } earliest && earliest - now < longest ? earliest - now : longest;
        if (wait <= TimeSpan.Zero) return;
        // Timers count whole milliseconds: a little late rather than a little early and in a circle.
        wait = wait < _longestTimer ? wait + TimeSpan.FromMilliseconds(1) : _longestTimer;
        await change.WaitAsync(wait, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
    }

    public async Task CompleteAsync(Delivery delivery, ChatPostRef? posted, CancellationToken cancellation)
    {
        await database.WriteAsync(async (context, ct) =>
        {
            if (posted is not null) await KeepPostAsync(context, delivery, posted, ct);
            return await DeliveryEnds.CompleteAsync(context, delivery.Id, ct);
        }, cancellation);
        signals.Changed(delivery.Work.Leg);
    }

    public Task KeepThreadAsync(ConversationId conversation, ChatPostRef root, CancellationToken cancellation)
        => database.WriteAsync((context, ct) => KeepThreadAsync(context, conversation, root, ct), cancellation);

    public Task RetryAsync(Delivery delivery, DateTimeOffset dueAt, string fault, CancellationToken cancellation)
        => EndAsync(
            delivery,
            (context, ct) => DeliveryEnds.RetryAsync(context, new(delivery.Id, dueAt, fault, ClearFinalDot: false), ct),
            cancellation);

    public Task ReturnAsync(Delivery delivery, DateTimeOffset dueAt, CancellationToken cancellation)
        => EndAsync(
            delivery,
            (context, ct) => DeliveryEnds.Waiting(context, delivery.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(d => d.DueAt, dueAt).SetProperty(d => d.LeasedUntil, (DateTimeOffset?)null), ct),
            cancellation);

    public Task GiveUpAsync(Delivery delivery, string fault, CancellationToken cancellation)
        => EndAsync(delivery, (context, ct) => DeliveryEnds.FailAsync(context, new(delivery.Id, fault), ct), cancellation);

    public Task MarkFinalDotAsync(Delivery delivery, CancellationToken cancellation)
    {
        DateTimeOffset? now = time.GetUtcNow();
        return database.WriteAsync(
            (context, ct) => DeliveryEnds.Waiting(context, delivery.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(d => d.FinalDotAt, now).SetProperty(d => d.FinalDots, d => d.FinalDots + 1), ct),
            cancellation);
    }

    public async Task<int> ReleaseLeasesAsync(CancellationToken cancellation)
    {
        var released = await database.WriteAsync(
            (context, ct) => context.Deliveries.Where(d => d.LeasedUntil != null && d.State == DeliveryState.Scheduled)
                .ExecuteUpdateAsync(set => set.SetProperty(d => d.LeasedUntil, (DateTimeOffset?)null), ct),
            cancellation);
        foreach (var leg in Enum.GetValues<DeliveryLeg>()) signals.Changed(leg);
        return released;
    }

    public Task<QueueDepth> DepthAsync(DeliveryLeg leg, CancellationToken cancellation)
        => database.ReadAsync(async (context, ct) =>
        {
            var scheduled = context.Deliveries.Where(d => d.Leg == leg && d.State == DeliveryState.Scheduled);
            return new QueueDepth(
                await scheduled.CountAsync(ct),
                await scheduled.OrderBy(d => d.DueAt).Select(d => (DateTimeOffset?)d.DueAt).FirstOrDefaultAsync(ct),
                await context.Deliveries.CountAsync(d => d.Leg == leg && d.State == DeliveryState.Failed, ct));
        }, cancellation);

    /// <summary>The earliest unfinished delivery of each lane.</summary>
    private static IQueryable<DeliveryRow> Heads(BridgeContext context, DeliveryLeg leg)
        => context.Deliveries.Where(d => d.Leg == leg && d.State == DeliveryState.Scheduled
            && !context.Deliveries.Any(e => e.Lane == d.Lane && e.State == DeliveryState.Scheduled && e.Sequence < d.Sequence));

    /// <summary>When the next delivery may be leased; null when nothing waits.</summary>
    private Task<DateTimeOffset?> EarliestAsync(DeliveryLeg leg, DateTimeOffset now, CancellationToken cancellation)
        => database.ReadAsync(async (context, ct) =>
        {
            var due = await Heads(context, leg)
                .Where(d => d.LeasedUntil == null || d.LeasedUntil <= now)
                .OrderBy(d => d.DueAt).Select(d => (DateTimeOffset?)d.DueAt).FirstOrDefaultAsync(ct);
            if (due <= now) return due;
            var leaseEnd = await Heads(context, leg)
                .Where(d => d.LeasedUntil > now)
                .OrderBy(d => d.LeasedUntil).Select(d => d.LeasedUntil).FirstOrDefaultAsync(ct);
            return due is null || leaseEnd < due ? leaseEnd ?? due : due;
        }, cancellation);

    private async Task EndAsync(Delivery delivery, Func<BridgeContext, CancellationToken, Task<int>> end, CancellationToken cancellation)
    {
        await database.WriteAsync(end, cancellation);
        signals.Changed(delivery.Work.Leg);
    }

    private static Task<int> KeepPostAsync(BridgeContext context, Delivery delivery, ChatPostRef post, CancellationToken ct)
        => delivery.Work switch
    {
        DeliveryWork.PostConversation or DeliveryWork.UpdateConversation when delivery.Conversation is { } id
            => KeepThreadAsync(context, id, post, ct),
        DeliveryWork.PostEntry work => KeepPostAsync(context, work.Entry, post, ct),
        DeliveryWork.PostEscalation work => KeepPostAsync(context, work.Entry, post, ct),
        DeliveryWork.UpdateEntry work => KeepPostAsync(context, work.Entry, post, ct),
        DeliveryWork.PostQuarantine work => KeepNoticeAsync(context, work.Mail, post, ct),
        DeliveryWork.UpdateQuarantine work => KeepNoticeAsync(context, work.Mail, post, ct),
        _ => Task.FromResult(0),
    };

    private static Task<int> KeepThreadAsync(BridgeContext context, ConversationId conversation, ChatPostRef root, CancellationToken ct)
        => context.Conversations.Where(c => c.Id == conversation).ExecuteUpdateAsync(
            set => set
                .SetProperty(c => c.ThreadPlatform, root.Channel.Platform)
                .SetProperty(c => c.ThreadWorkspace, root.Channel.Workspace)
                .SetProperty(c => c.ThreadChannel, root.Channel.Channel)
                .SetProperty(c => c.ThreadMessage, root.Message),
            ct);

    private static Task<int> KeepPostAsync(BridgeContext context, EntryId entry, ChatPostRef post, CancellationToken ct)
        => context.Entries.Where(e => e.Id == entry).ExecuteUpdateAsync(
            set => set
                .SetProperty(e => e.PostPlatform, post.Channel.Platform)
                .SetProperty(e => e.PostWorkspace, post.Channel.Workspace)
                .SetProperty(e => e.PostChannel, post.Channel.Channel)
                .SetProperty(e => e.PostMessage, post.Message),
            ct);

    private static Task<int> KeepNoticeAsync(BridgeContext context, RawMailId mail, ChatPostRef post, CancellationToken ct)
        => context.RawMails.Where(m => m.Id == mail).ExecuteUpdateAsync(
            set => set
                .SetProperty(m => m.NoticePlatform, post.Channel.Platform)
                .SetProperty(m => m.NoticeWorkspace, post.Channel.Workspace)
                .SetProperty(m => m.NoticeChannel, post.Channel.Channel)
                .SetProperty(m => m.NoticeMessage, post.Message),
            ct);
}

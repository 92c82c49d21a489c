using MailBridge.Operations;
using Microsoft.EntityFrameworkCore;

namespace MailBridge.ChatLedger;

/// <summary>Something that a chat platform tells us.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="Key">Its own name for this telling: a second arrival has the same.</param>
/// <param name="Lane">What is told in one lane is handled in the order of its arrival.</param>
/// <param name="Payload">What is told.</param>
/// <param name="Alias">A name of what is told, where a platform tells the same thing in two ways; null for none.</param>
public sealed record Received(string Platform, string Key, string Lane, string Payload, string? Alias = null);

/// <summary>Something kept that waits to be handled.</summary>
internal sealed record ReceivedItem(long Sequence, string Platform, string Lane, string Payload, DateTimeOffset ReceivedAt, DateTimeOffset DueAt, int Attempts);

/// <summary>
/// Keeps what chat platforms tell us before they are answered: they repeat what they get no answer to, in any order, and never what they got one to.
/// </summary>
internal sealed class ReceivedBook(IDbContextFactory<LedgerDb> contexts, TimeProvider time)
{
    /// <summary>How long a name is remembered: longer than any platform repeats itself (Slack: about an hour).</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(2);

    private const int MostWaiting = 500;

    private readonly WakeSignal _news = new(time);

    /// <summary>Keeps it, durably. False when it was kept before, by this name or its alias.</summary>
    public async Task<bool> KeepAsync(Received received, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        var isKnown = await db.Received.AnyAsync(
            r => r.Platform == received.Platform && (r.Key == received.Key || (received.Alias != null && r.Alias == received.Alias)), cancellation).ConfigureAwait(false);
        if (isKnown) return false;
        var now = time.GetUtcNow();
        db.Received.Add(new ReceivedRow
        {
            Platform = received.Platform,
            Key = received.Key,
            Alias = received.Alias,
            Lane = received.Lane,
            Payload = received.Payload,
            ReceivedAt = now,
            DueAt = now,
        });
        await db.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        Wake();
        return true;
    }

    /// <summary>The first of each lane, in the order of arrival, whether it is due or not.</summary>
    public async Task<IReadOnlyList<ReceivedItem>> WaitingAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = await db.Received.AsNoTracking()
            .Where(r => r.DoneAt == null)
            .Where(r => !db.Received.Any(before => before.DoneAt == null && before.Lane == r.Lane && before.Sequence < r.Sequence))
            .OrderBy(r => r.Sequence)
            .Take(MostWaiting)
            .ToListAsync(cancellation).ConfigureAwait(false);
        return rows.ConvertAll(r => new ReceivedItem(r.Sequence, r.Platform, r.Lane, r.Payload, r.ReceivedAt, r.DueAt, r.Attempts));
    }

    /// <summary>It is dealt with: only its name is remembered.</summary>
    public async Task DoneAsync(ReceivedItem item, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var now = time.GetUtcNow();
        await db.Received.Where(r => r.Sequence == item.Sequence)
            .ExecuteUpdateAsync(r => r.SetProperty(x => x.DoneAt, now).SetProperty(x => x.Payload, ""), cancellation).ConfigureAwait(false);
    }

    /// <summary>It is tried again later; what came behind it in its lane waits with it.</summary>
    public async Task RetryAsync(ReceivedItem item, DateTimeOffset dueAt, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await db.Received.Where(r => r.Sequence == item.Sequence)
            .ExecuteUpdateAsync(r => r.SetProperty(x => x.DueAt, dueAt).SetProperty(x => x.Attempts, item.Attempts + 1), cancellation).ConfigureAwait(false);
    }

    /// <summary>Forgets names that no platform will use again.</summary>
    public async Task<int> ForgetAsync(CancellationToken cancellation)
    {
        var before = time.GetUtcNow() - Remembered;
        await using var db = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await db.Received.Where(r => r.DoneAt < before).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Lets whoever waits look again.</summary>
    public void Wake() => _news.Signal();

    /// <summary>Returns when something changed, or after <paramref name="longest"/>.</summary>
    public Task WaitAsync(TimeSpan longest, CancellationToken cancellation) => _news.WaitAsync(longest, cancellation);
}

using Microsoft.EntityFrameworkCore;

namespace MailBridge.ChatLedger;

/// <summary>A step of a post on a platform, as far as we know of it.</summary>
/// <param name="IsFirst">Nobody has begun it before.</param>
/// <param name="BegunAt">When it was first begun.</param>
/// <param name="Outcome">What the platform answered; null while that is not known.</param>
internal sealed record AttemptedStep(bool IsFirst, DateTimeOffset BegunAt, string? Outcome);

/// <summary>
/// Remembers which steps of a post were begun and how they ended: chat platforms have no idempotency keys, so a step that was begun and has no outcome
/// has to be looked for before it is done again.
/// </summary>
internal sealed class AttemptBook(IDbContextFactory<LedgerDb> contexts, TimeProvider time)
{
    /// <summary>How long steps are remembered: longer than any post is tried.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(40);

    /// <summary>Notes that a step is about to be done; what is known of it from before.</summary>
    public async Task<AttemptedStep> BeginAsync(string key, string step, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        if (await db.Attempts.AsNoTracking().SingleOrDefaultAsync(a => a.Key == key && a.Step == step, cancellation).ConfigureAwait(false) is { } known)
            return new AttemptedStep(IsFirst: false, known.BegunAt, known.Outcome);
        var now = time.GetUtcNow();
        db.Attempts.Add(new AttemptRow { Key = key, Step = step, BegunAt = now });
        await db.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return new AttemptedStep(IsFirst: true, now, Outcome: null);
    }

    /// <summary>Keeps what the platform answered.</summary>
    public async Task EndAsync(string key, string step, string outcome, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await db.Attempts.Where(a => a.Key == key && a.Step == step)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.Outcome, outcome), cancellation).ConfigureAwait(false);
    }

    /// <summary>What came of a step, or was kept under its name; null for nothing.</summary>
    public async Task<string?> FindAsync(string key, string step, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await db.Attempts.AsNoTracking().Where(a => a.Key == key && a.Step == step).Select(a => a.Outcome)
            .SingleOrDefaultAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Keeps what is known, from now on as long as any step.</summary>
    public async Task KeepAsync(string key, string step, string outcome, CancellationToken cancellation)
    {
        await BeginAsync(key, step, cancellation).ConfigureAwait(false);
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await db.Attempts.Where(a => a.Key == key && a.Step == step)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.Outcome, outcome).SetProperty(x => x.BegunAt, now), cancellation).ConfigureAwait(false);
    }

    /// <summary>Forgets a step that certainly did not happen: the platform refused it.</summary>
    public async Task TakeBackAsync(string key, string step, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await db.Attempts.Where(a => a.Key == key && a.Step == step && a.Outcome == null).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Forgets what no attempt will ask for again.</summary>
    public async Task<int> ForgetAsync(CancellationToken cancellation)
    {
        var before = time.GetUtcNow() - Remembered;
        await using var db = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await db.Attempts.Where(a => a.BegunAt < before).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
    }
}

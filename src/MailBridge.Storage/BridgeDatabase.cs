using MailBridge.Storage.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace MailBridge.Storage;

/// <summary>
/// The one database of an installation. The desk's tables live in it; other parts of the program may keep theirs beside them.
/// </summary>
public sealed class BridgeDatabase : IDisposable
{
    private readonly PooledDbContextFactory<BridgeContext> _contexts;
    private readonly SemaphoreSlim _writer = new(1, 1);

    /// <summary>Takes the options; nothing is opened before the first use.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    public BridgeDatabase(BridgeStorageOptions options)
    {
        options.Check();
        Options = options;
        Engine = new SqliteEngine(options);
        var builder = new DbContextOptionsBuilder<BridgeContext>();
        Configure(builder, "storage_migrations");
        _contexts = new PooledDbContextFactory<BridgeContext>(builder.UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking).Options);
    }

    internal BridgeStorageOptions Options { get; }

    internal DatabaseEngine Engine { get; }

    /// <summary>Points another context at this database. Its own tables must have names of their own.</summary>
    /// <param name="options">The other context's options.</param>
    /// <param name="migrationsTable">The table that keeps which of its migrations were applied; no other context may use the same.</param>
    public void Configure(DbContextOptionsBuilder options, string migrationsTable) => Engine.Configure(options, migrationsTable);

    /// <summary>Makes the database if it is missing and brings the desk's tables to this program's schema.</summary>
    /// <exception cref="StorageUnavailableException">It cannot be used, or a newer program made it.</exception>
    public async Task MigrateAsync(CancellationToken cancellation)
    {
        await using var context = await _contexts.CreateDbContextAsync(cancellation);
        await MigrateAsync(context, cancellation);
    }

    /// <summary>The same for a context that <see cref="Configure"/> pointed here.</summary>
    /// <inheritdoc cref="MigrateAsync(CancellationToken)"/>
    public async Task MigrateAsync(DbContext context, CancellationToken cancellation)
    {
        try
        {
            await Engine.PrepareAsync(context.Database, cancellation);
            // Looking first takes no lock: a command beside a running service waits for nobody.
            if (await PendingAsync(context, cancellation) is null) return;
            using var turn = await EnterWriterAsync(cancellation);
            await using var transaction = await Engine.BeginWriteAsync(context.Database, cancellation);
            if (await PendingAsync(context, cancellation) is not { } from) return;
            // All or nothing, in our own transaction: EF's own migrator leaves a lock row behind when it is killed for which it then
            // waits for ever.
            var script = context.GetService<IMigrator>().GenerateScript(
                from, toMigration: null, MigrationsSqlGenerationOptions.NoTransactions);
            await RunAsync(context, script, cancellation);
            await transaction.CommitAsync(cancellation);
        }
        catch (Exception e) when (Engine.Explain(e) is { } sentence)
        {
            throw new StorageUnavailableException(sentence, e);
        }
    }

    /// <summary>
    /// Waits for the turn to write and holds it until it is disposed. Every writer of this process takes it before it begins a transaction,
    /// so that writers queue in order instead of meeting the database's lock. Hold it for one short transaction, and
    /// never ask for it twice.
    /// </summary>
    public async Task<IDisposable> EnterWriterAsync(CancellationToken cancellation)
    {
        await _writer.WaitAsync(cancellation);
        return new Turn(_writer);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer.Dispose();
        Engine.Release();
    }

    /// <summary>
    /// Does <paramref name="work"/> in one transaction that holds the right to write. It is committed unless the work throws.
    /// </summary>
    internal async Task<T> WriteAsync<T>(Func<BridgeContext, CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        try
        {
            using var turn = await EnterWriterAsync(cancellation);
            await using var context = await _contexts.CreateDbContextAsync(cancellation);
            await using var transaction = await Engine.BeginWriteAsync(context.Database, cancellation);
            var result = await work(context, cancellation);
            await transaction.CommitAsync(cancellation);
            return result;
        }
        catch (Exception e) when (Engine.Explain(e) is { } sentence)
        {
            throw new StorageUnavailableException(sentence, e);
        }
    }

    /// <summary>Does <paramref name="work"/> on one consistent state.</summary>
    internal async Task<T> ReadAsync<T>(Func<BridgeContext, CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        try
        {
            await using var context = await _contexts.CreateDbContextAsync(cancellation);
            await using var transaction = await Engine.BeginReadAsync(context.Database, cancellation);
            return await work(context, cancellation);
        }
        catch (Exception e) when (Engine.Explain(e) is { } sentence)
        {
            throw new StorageUnavailableException(sentence, e);
        }
    }

    private static async Task RunAsync(DbContext context, string script, CancellationToken cancellation)
    {
        // Not ExecuteSqlRaw, which reads braces as parameters.
        await using var command = context.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // the migrations' own words
        command.CommandText = script;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>
    /// The last migration that was applied (<see cref="Migration.InitialDatabase"/> for none) when others follow; null when none does.
    /// </summary>
    private async Task<string?> PendingAsync(DbContext context, CancellationToken cancellation)
    {
        var known = context.Database.GetMigrations().ToList();
        var applied = (await context.Database.GetAppliedMigrationsAsync(cancellation)).ToList();
        if (applied.Except(known).FirstOrDefault() is { } unknown)
        {
            throw new StorageUnavailableException(
                $"{Engine.Name} was made by a newer version of this program (schema {unknown}): "
                + "start that version, or restore a backup from before it.");
        }
        return applied.Count == known.Count ? null : applied.LastOrDefault() ?? Migration.InitialDatabase;
    }

    private sealed class Turn(SemaphoreSlim writer) : IDisposable
    {
        private SemaphoreSlim? _writer = writer;

        public void Dispose() => Interlocked.Exchange(ref _writer, null)?.Release();
    }
}

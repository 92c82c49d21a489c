using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace MailBridge.Storage;

/// <summary>What differs from one database to the next. Everything else is EF Core's common ground.</summary>
internal abstract class DatabaseEngine
{
    /// <summary>Points a context at the database; <paramref name="migrationsTable"/> keeps which of its migrations were applied.</summary>
    public abstract void Configure(DbContextOptionsBuilder options, string migrationsTable);

    /// <summary>Makes the place ready for the first connection.</summary>
    public abstract Task PrepareAsync(DatabaseFacade database, CancellationToken cancellation);

    /// <summary>
    /// A transaction that holds the right to write from its first moment, so that no read in it is stale and no upgrade can fail.
    /// </summary>
    public abstract Task<IDbContextTransaction> BeginWriteAsync(DatabaseFacade database, CancellationToken cancellation);

    /// <summary>A transaction whose reads all see the same state and hold up no writer.</summary>
    public abstract Task<IDbContextTransaction> BeginReadAsync(DatabaseFacade database, CancellationToken cancellation);

    /// <summary>True when a row was there that must be there once only.</summary>
    public abstract bool IsUniqueViolation(Exception exception);

    /// <summary>What is wrong with the database and what to do, one sentence; null for a fault of another kind.</summary>
    public abstract string? Explain(Exception exception);

    /// <summary>Closes the connections that are kept for the next use.</summary>
    public abstract void Release();

    /// <summary>The database in words, for messages.</summary>
    public abstract string Name { get; }

    /// <summary>The full-text index of entries.</summary>
    public abstract FullTextIndex FullText { get; }
}

/// <summary>A full-text index whose row numbers are those of the entries.</summary>
internal abstract class FullTextIndex
{
    /// <summary>Adds entries, in the caller's transaction.</summary>
    public abstract Task AddAsync(DatabaseFacade database, long sequence, SearchText text, CancellationToken cancellation);

    /// <summary>Takes an entry out, in the caller's transaction.</summary>
    public abstract Task RemoveAsync(DatabaseFacade database, long sequence, CancellationToken cancellation);

    /// <summary>The latest entries in which every term occurs.</summary>
    public abstract Task<List<long>> FindAsync(DatabaseFacade database, SearchQuery query, int most, CancellationToken cancellation);
}

using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace MailBridge.Storage.Sqlite;

/// <summary>SQLite: one file, one writer at a time, readers beside it (sqlite.org/wal.html).</summary>
internal sealed class SqliteEngine : DatabaseEngine
{
    private readonly BridgeStorageOptions _options;
    private readonly string _file;
    private readonly string _connection;
    private readonly SqlitePragmas _pragmas;

    public SqliteEngine(BridgeStorageOptions options)
    {
        _options = options;
        _file = Path.GetFullPath(options.DataFile);
        _connection = new SqliteConnectionStringBuilder
        {
            DataSource = _file,
            ForeignKeys = true,
            DefaultTimeout = Math.Max(1, (int)Math.Ceiling(options.BusyTimeout.TotalSeconds)),
        }.ToString();
        _pragmas = new SqlitePragmas(options.BusyTimeout);
        FullText = new SqliteFullText(options.MostIndexedText);
    }

    public override string Name => $"The database {_file}";

    public override FullTextIndex FullText { get; }

    public override void Configure(DbContextOptionsBuilder options, string migrationsTable)
        => options.UseSqlite(_connection, sqlite => sqlite.MigrationsHistoryTable(migrationsTable)).AddInterceptors(_pragmas);

    public override async Task PrepareAsync(DatabaseFacade database, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
        await database.OpenConnectionAsync(cancellation);
        // Kept in the file: one statement for its life, and the first that reads it.
        await SqlitePragmas.RunAsync(database.GetDbConnection(), "PRAGMA journal_mode=WAL", cancellation);
    }

    public override Task<IDbContextTransaction> BeginWriteAsync(DatabaseFacade database, CancellationToken cancellation)
        => database.BeginTransactionAsync(cancellation); // BEGIN IMMEDIATE: Microsoft.Data.Sqlite defers only on request.

    public override async Task<IDbContextTransaction> BeginReadAsync(DatabaseFacade database, CancellationToken cancellation)
    {
        await database.OpenConnectionAsync(cancellation);
        var transaction = ((SqliteConnection)database.GetDbConnection()).BeginTransaction(deferred: true);
        return (await database.UseTransactionAsync(transaction, cancellation))!;
    }

    /// <remarks>The last connection that closes writes the log into the file and removes it: a stopped service leaves one file.</remarks>
    public override void Release()
    {
        using var connection = new SqliteConnection(_connection);
        SqliteConnection.ClearPool(connection);
    }

    public override bool IsUniqueViolation(Exception exception)
        => Find(exception) is { SqliteExtendedErrorCode: ConstraintUnique or ConstraintPrimaryKey };

    public override string? Explain(Exception exception) => Find(exception) switch
    {
        { } fault => Explain(fault.SqliteErrorCode),
        null when exception is UnauthorizedAccessException or IOException
            => $"{Name} cannot be made: {exception.Message} Give the service's user a directory that it may write to.",
        null => null,
    };

    // sqlite.org/rescode.html
    internal string? Explain(int code) => code switch
    {
        5 or 6 => $"{Name} is locked by another process for more than {_options.BusyTimeout.TotalSeconds:0} seconds: "
            + "end the other program that writes to it, or let it finish.",
        8 => $"{Name} is read-only: give the service's user the right to write to the file and its directory.",
        10 => $"{Name} cannot be read or written, the disk reports a fault: look into the system's log.",
        11 => $"{Name} is damaged: stop the service and put the last backup in its place.",
        13 => $"{Name} cannot grow, the disk is full: free some space; nothing that was acknowledged is lost.",
        14 => $"{Name} cannot be opened: the directory must be there and the service's user must be allowed to write to it.",
        26 => $"{Name} is not a SQLite database: name another file, or move this one away.",
        _ => null,
    };

    private const int ConstraintPrimaryKey = 1555;
    private const int ConstraintUnique = 2067;

    private static SqliteException? Find(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is SqliteException fault) return fault;
        }
        return null;
    }
}

/// <summary>Sets what SQLite keeps for each connection and not in the file.</summary>
internal sealed class SqlitePragmas(TimeSpan busyTimeout) : DbConnectionInterceptor
{
    // FULL: a commit returns when the log is on the disk, so what was acknowledged survives a power cut
    // (sqlite.org/pragma.html#pragma_synchronous). A commit touches some thirty pages (indexes, full text): with the default of 1,000 the
    // log would be written back every thirty commits, so 4,000. journal_size_limit gives the disk back after a large import.
    private readonly string _sql = "PRAGMA synchronous=FULL;PRAGMA wal_autocheckpoint=4000;PRAGMA journal_size_limit=67108864;"
        + FormattableString.Invariant($"PRAGMA temp_store=MEMORY;PRAGMA busy_timeout={busyTimeout.TotalMilliseconds:0};");

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = _sql;
        command.ExecuteNonQuery();
    }

    public override Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        => RunAsync(connection, _sql, cancellationToken);

    public static async Task RunAsync(DbConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the statements are constants of this file
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellation);
    }
}

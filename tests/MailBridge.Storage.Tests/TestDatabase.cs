using MailBridge.Conversations;
using MailBridge.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;

namespace MailBridge.Storage.Tests;

/// <summary>A migrated database in a directory of its own beside the tests; both go when it is disposed.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly bool _ownsDirectory;

    private TestDatabase(string directory, bool ownsDirectory, ManualTimeProvider time)
    {
        (Directory, _ownsDirectory, Time) = (directory, ownsDirectory, time);
        _services = new ServiceCollection()
            .AddSingleton<TimeProvider>(time)
            .AddMailBridgeStorage(new BridgeStorageOptions { DataFile = DataFile, BusyTimeout = TimeSpan.FromMinutes(1) })
            .BuildServiceProvider();
    }

    public string Directory { get; }
    public ManualTimeProvider Time { get; }
    public string DataFile => Path.Combine(Directory, "bridge.db");
    public BridgeDatabase Database => _services.GetRequiredService<BridgeDatabase>();
    public IConversationStore Store => _services.GetRequiredService<IConversationStore>();
    public IRawMailStore RawMail => _services.GetRequiredService<IRawMailStore>();
    public IDeliveryQueue Queue => _services.GetRequiredService<IDeliveryQueue>();
    public ITemplateStore Templates => _services.GetRequiredService<ITemplateStore>();
    public IHistorySearch Search => _services.GetRequiredService<IHistorySearch>();

    public static string NewDirectory()
        => System.IO.Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "scratch", Guid.NewGuid().ToString("n"))).FullName;

    public static async Task<TestDatabase> CreateAsync()
    {
        var made = new TestDatabase(NewDirectory(), ownsDirectory: true, new ManualTimeProvider());
        await made.Database.MigrateAsync(TestContext.Current.CancellationToken);
        return made;
    }

    /// <summary>A second process on the same file, as far as storage can tell: nothing is shared but the file.</summary>
    public Task<TestDatabase> OpenAgainAsync() => OpenAsync(Directory, Time);

    public static async Task<TestDatabase> OpenAsync(string directory, ManualTimeProvider time)
    {
        var opened = new TestDatabase(directory, ownsDirectory: false, time);
        await opened.Database.MigrateAsync(TestContext.Current.CancellationToken);
        return opened;
    }

    /// <summary>Copies the files as they stand, as a killed process or a pulled plug leaves them.</summary>
    public string CopyFiles()
    {
        var copy = Path.Combine(Directory, $"copy-{Guid.NewGuid():n}");
        System.IO.Directory.CreateDirectory(copy);
        foreach (var file in System.IO.Directory.GetFiles(Directory, "bridge.db*"))
        {
            if (!file.EndsWith("-shm", StringComparison.Ordinal)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }
        return copy;
    }

    /// <summary>Takes away what a migration and all after it have made, as if they had never been applied.</summary>
    public async Task RewindAsync(string migration)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var options = new DbContextOptionsBuilder<BridgeContext>();
        Database.Configure(options, "storage_migrations");
        await using var context = new BridgeContext(options.Options);
        var before = context.Database.GetMigrations().Last(m => string.CompareOrdinal(m, migration) < 0);
        var script = context.GetService<IMigrator>().GenerateScript(toMigration: before, options: MigrationsSqlGenerationOptions.NoTransactions);
        await using var old = new SqliteConnection("Data Source=:memory:");
        await old.OpenAsync(cancellation);
        await RunAsync(old, script);
        await using var here = Connect();
        await here.OpenAsync(cancellation);
        var known = await ListAsync(old);
        var made = (await ListAsync(here)).Except(known).ToList();
        var tables = made.Where(m => m.Kind == "table").Select(m => m.Name).ToHashSet();
        foreach (var (kind, name, table) in made.Where(m => m.Kind != "column" && (m.Kind == "table" || !tables.Contains(m.Table)))) await RunAsync(here, $"DROP {kind} \"{name}\"");
        foreach (var (_, name, table) in made.Where(m => m.Kind == "column" && !tables.Contains(m.Table))) await RunAsync(here, $"ALTER TABLE \"{table}\" DROP COLUMN \"{name}\"");
        await RunAsync(here, $"DELETE FROM storage_migrations WHERE \"MigrationId\" >= '{migration}'");

        async Task RunAsync(SqliteConnection connection, string sql)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync(cancellation);
        }

        async Task<HashSet<(string Kind, string Name, string Table)>> ListAsync(SqliteConnection connection)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT type, name, tbl_name FROM sqlite_master WHERE type IN ('table', 'index') AND name NOT LIKE 'sqlite_%' "
                + "UNION ALL SELECT 'column', c.name, m.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'";
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            HashSet<(string, string, string)> all = [];
            while (await reader.ReadAsync(cancellation)) all.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
            return all;
        }
    }

    public SqliteConnection Connect() => new(new SqliteConnectionStringBuilder { DataSource = DataFile, Pooling = false }.ToString());

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_ownsDirectory) System.IO.Directory.Delete(Directory, recursive: true);
    }
}

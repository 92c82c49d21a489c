using MailBridge.Conversations;
using MailBridge.Testing;
using Microsoft.Data.Sqlite;
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

    public SqliteConnection Connect() => new(new SqliteConnectionStringBuilder { DataSource = DataFile, Pooling = false }.ToString());

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_ownsDirectory) System.IO.Directory.Delete(Directory, recursive: true);
    }
}

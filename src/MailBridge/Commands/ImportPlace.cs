using System.Security.Cryptography;
using MailBridge.Operations;
using Microsoft.Data.Sqlite;

namespace MailBridge.Commands;

/// <summary>Where an import goes: the installation's database, or for a dry run a copy of it that is thrown away.</summary>
internal sealed class ImportPlace : IAsyncDisposable
{
    private readonly string? _scratch;
    private readonly IDisposable? _claim;

    private ImportPlace(OpenedStore store, ReadOnlyMemory<byte> signingKey, string? scratch, IDisposable? claim)
        => (Store, SigningKey, _scratch, _claim) = (store, signingKey, scratch, claim);

    public OpenedStore Store { get; }

    public ReadOnlyMemory<byte> SigningKey { get; }

    public static async Task<ImportPlace> OpenAsync(
        bool dryRun, BridgeSettings settings, Surroundings surroundings, CancellationToken cancellation)
    {
        if (!dryRun) return await OpenInstallationAsync(settings, surroundings, cancellation).ConfigureAwait(false);
        var scratch = Directory.CreateTempSubdirectory("mailbridge-dry-run-").FullName;
        try
        {
            var file = Path.Combine(scratch, "mailbridge.db");
            if (File.Exists(settings.DataFile)) await CopyAsync(settings.DataFile, file, cancellation).ConfigureAwait(false);
            // A dry run must not make the installation's key; without one there is no mail of ours to recognise either.
            var hasKey = File.Exists(Path.Combine(settings.DataFolder, Installation.KeyFile));
            var key = hasKey ? Installation.Load(settings.DataFolder).SigningKey : RandomNumberGenerator.GetBytes(32);
            return new ImportPlace(await OpenedStore.OpenAsync(file, surroundings.Time, cancellation).ConfigureAwait(false), key, scratch, null);
        }
        catch
        {
            Directory.Delete(scratch, recursive: true);
            throw;
        }
    }

    /// <summary>
    /// A running bridge would post what is kept but not yet decided about, so it must be stopped first: the claim says so.
    /// </summary>
    private static async Task<ImportPlace> OpenInstallationAsync(
        BridgeSettings settings, Surroundings surroundings, CancellationToken cancellation)
    {
        var claim = DataFolder.Claim(settings.DataFolder);
        try
        {
            var key = Installation.Load(settings.DataFolder).SigningKey;
            return new ImportPlace(await OpenedStore.OpenAsync(settings.DataFile, surroundings.Time, cancellation).ConfigureAwait(false), key, null, claim);
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync().ConfigureAwait(false);
        _claim?.Dispose();
        if (_scratch is null) return;
        SqliteConnection.ClearAllPools();
        Directory.Delete(_scratch, recursive: true);
    }

    /// <summary>A consistent copy, also while the bridge is running (sqlite.org/backup.html).</summary>
    private static async Task CopyAsync(string from, string to, CancellationToken cancellation)
    {
        await using var source = new SqliteConnection(Connection(from, SqliteOpenMode.ReadWrite));
        await using var target = new SqliteConnection(Connection(to, SqliteOpenMode.ReadWriteCreate));
        await source.OpenAsync(cancellation).ConfigureAwait(false);
        await target.OpenAsync(cancellation).ConfigureAwait(false);
        source.BackupDatabase(target);
    }

    private static string Connection(string file, SqliteOpenMode mode)
        => new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ToString();
}

using MailBridge.Conversations;
using MailBridge.Storage;

namespace MailBridge.Commands;

/// <summary>The desk's store, opened for the length of one command.</summary>
internal sealed class OpenedStore : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private OpenedStore(ServiceProvider services) => _services = services;

    public IConversationStore Conversations => _services.GetRequiredService<IConversationStore>();

    public IRawMailStore RawMails => _services.GetRequiredService<IRawMailStore>();

    public IHistorySearch History => _services.GetRequiredService<IHistorySearch>();

    public IAuditTrail Audit => _services.GetRequiredService<IAuditTrail>();

    /// <summary>Opens a database, and makes it or brings it up to date first.</summary>
    /// <exception cref="StorageUnavailableException">It cannot be used; the message says why and what to do.</exception>
    public static async Task<OpenedStore> OpenAsync(string file, TimeProvider time, CancellationToken cancellation)
    {
        var options = new BridgeStorageOptions { DataFile = file };
        var services = new ServiceCollection().AddSingleton(time).AddMailBridgeStorage(options).BuildServiceProvider();
        try
        {
            await services.GetRequiredService<BridgeDatabase>().MigrateAsync(cancellation).ConfigureAwait(false);
            return new OpenedStore(services);
        }
        catch
        {
            await services.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Opens the database of the settings; null, and a sentence on standard error, when there is none yet.</summary>
    public static async Task<OpenedStore?> OpenExistingAsync(
        Operations.BridgeSettings settings, Surroundings surroundings, CancellationToken cancellation)
    {
        if (File.Exists(settings.DataFile))
            return await OpenAsync(settings.DataFile, surroundings.Time, cancellation).ConfigureAwait(false);
        await surroundings.Error.WriteLineAsync(
            $"There is no database yet ({settings.DataFile}); start mailbridge or import mail first.").ConfigureAwait(false);
        return null;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

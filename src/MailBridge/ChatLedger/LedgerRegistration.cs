using MailBridge.Operations;
using Microsoft.EntityFrameworkCore;

namespace MailBridge.ChatLedger;

/// <summary>Puts the ledger into a host.</summary>
internal static class LedgerRegistration
{
    /// <summary>Adds the ledger. Platforms register their <see cref="IReceivedHandler"/> themselves, and the worker is hosted by whoever composes the bridge.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="database">Chooses the database; a file that others write too is fine.</param>
    public static IServiceCollection AddChatLedger(this IServiceCollection services, Action<IServiceProvider, DbContextOptionsBuilder> database)
    {
        services.AddDbContextFactory<LedgerDb>((provider, builder) =>
        {
            database(provider, builder);
            OwnTables.Own(builder, LedgerDb.MigrationsTable);
        });
        services.AddSingleton<ReceivedBook>();
        services.AddSingleton<AttemptBook>();
        return services;
    }
}

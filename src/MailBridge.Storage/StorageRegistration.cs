using MailBridge.Conversations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MailBridge.Storage;

/// <summary>Puts the store into a service collection.</summary>
public static class StorageRegistration
{
    /// <summary>
    /// Adds <see cref="BridgeDatabase"/> and the desk's ports <see cref="IConversationStore"/>, <see cref="IRawMailStore"/>,
    /// <see cref="IReplyFiles"/>, <see cref="ITemplateStore"/>, <see cref="IDeliveryQueue"/>, <see cref="IHistorySearch"/>,
    /// <see cref="IConversationList"/> and <see cref="IAuditTrail"/>, one of each.
    /// Call <see cref="BridgeDatabase.MigrateAsync(CancellationToken)"/> before the first use.
    /// </summary>
    public static IServiceCollection AddMailBridgeStorage(this IServiceCollection services, BridgeStorageOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ => new BridgeDatabase(options));
        services.AddSingleton<LegSignals>();
        services.AddSingleton<IConversationStore, ConversationStore>();
        services.AddSingleton<IRawMailStore, RawMailStore>();
        services.AddSingleton<IReplyFiles, ReplyFiles>();
        services.AddSingleton<ITemplateStore, Templates>();
        services.AddSingleton<IDeliveryQueue, DeliveryQueue>();
        services.AddSingleton<IHistorySearch, HistorySearch>();
        services.AddSingleton<IConversationList, ConversationList>();
        services.AddSingleton<IAuditTrail, AuditTrail>();
        return services;
    }
}

using MailBridge.Conversations;
using Microsoft.EntityFrameworkCore;

namespace MailBridge.Storage;

/// <summary>What becomes of a delivery, in the caller's transaction. One that is no longer scheduled is left as it is.</summary>
internal static class DeliveryEnds
{
    public static IQueryable<DeliveryRow> Waiting(BridgeContext context, DeliveryId id)
        => context.Deliveries.Where(d => d.Id == id && d.State == DeliveryState.Scheduled);

    /// <summary>What is done is deleted: the entry and the conversation tell what came of it.</summary>
    public static Task<int> CompleteAsync(BridgeContext context, DeliveryId id, CancellationToken cancellation)
        => Waiting(context, id).ExecuteDeleteAsync(cancellation);

    public static Task<int> RetryAsync(BridgeContext context, DeliveryEnd.Retry end, CancellationToken cancellation)
    {
        var (dueAt, fault, clear) = (end.DueAt, end.Fault, end.ClearFinalDot);
        return Waiting(context, end.Id).ExecuteUpdateAsync(
            set => set
                .SetProperty(d => d.DueAt, dueAt)
                .SetProperty(d => d.Fault, fault)
                .SetProperty(d => d.Attempts, d => d.Attempts + 1)
                .SetProperty(d => d.LeasedUntil, (DateTimeOffset?)null)
                .SetProperty(d => d.FinalDotAt, d => clear ? null : d.FinalDotAt)
                .SetProperty(d => d.FinalDots, d => clear ? 0 : d.FinalDots),
            cancellation);
    }

    public static Task<int> FailAsync(BridgeContext context, DeliveryEnd.Failed end, CancellationToken cancellation)
    {
        var fault = end.Fault;
        return Waiting(context, end.Id).ExecuteUpdateAsync(
            set => set
                .SetProperty(d => d.State, DeliveryState.Failed)
                .SetProperty(d => d.Fault, fault)
                .SetProperty(d => d.LeasedUntil, (DateTimeOffset?)null),
            cancellation);
    }

    public static Task<int> ApplyAsync(BridgeContext context, DeliveryEnd end, CancellationToken cancellation) => end switch
    {
        DeliveryEnd.Completed => CompleteAsync(context, end.Id, cancellation),
        DeliveryEnd.Retry retry => RetryAsync(context, retry, cancellation),
        DeliveryEnd.Failed failed => FailAsync(context, failed, cancellation),
        _ => throw new ArgumentOutOfRangeException(nameof(end), end.GetType(), "Not a case of the closed set."),
    };
}

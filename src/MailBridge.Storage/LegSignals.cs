using MailBridge.Conversations;

namespace MailBridge.Storage;

/// <summary>Wakes those who wait for work on a leg. Who takes the task first and looks at the queue then cannot miss a change.</summary>
internal sealed class LegSignals
{
    private readonly TaskCompletionSource[] _next = [.. Enum.GetValues<DeliveryLeg>().Select(_ => Fresh())];

    /// <summary>Completes with the next change on the leg.</summary>
    public Task NextChange(DeliveryLeg leg) => Volatile.Read(ref _next[(int)leg]).Task;

    /// <summary>Something changed on the leg: called after the commit.</summary>
    public void Changed(DeliveryLeg leg) => Interlocked.Exchange(ref _next[(int)leg], Fresh()).TrySetResult();

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

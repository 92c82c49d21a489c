using MailBridge.ChatIn;
using MailBridge.Conversations;

namespace MailBridge.Operations;

/// <summary>Does what the desk has put off, when its time has come.</summary>
internal sealed class DeskWorker(IDeliveryQueue queue, WakeUps wakeUps, Writers writers, BridgeHealth health, ILogger<DeskWorker> logger, TimeProvider time)
    : QueueWorker(queue, DeliveryLeg.Desk, health, logger, time)
{
    protected internal override Task DeliverAsync(Delivery delivery, CancellationToken cancellation)
        => delivery.Work is DeliveryWork.Wake ? wakeUps.WakeAsync(delivery, cancellation)
            : delivery.Work is DeliveryWork.ClearWriters ? writers.ClearAsync(delivery, cancellation)
            : Queue.GiveUpAsync(delivery, "Nobody knows how to do this.", cancellation);
}

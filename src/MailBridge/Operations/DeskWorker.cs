using MailBridge.ChatIn;
using MailBridge.Conversations;

namespace MailBridge.Operations;

/// <summary>Does what the desk has put off, when its time has come.</summary>
internal sealed class DeskWorker(
    IDeliveryQueue queue, WakeUps wakeUps, Writers writers, Acknowledgements acknowledgements, DeskDirectory directory, IConversationStore store, BridgeHealth health,
    ILogger<DeskWorker> logger, TimeProvider time) : QueueWorker(queue, DeliveryLeg.Desk, health, logger, time)
{
    protected internal override Task DeliverAsync(Delivery delivery, CancellationToken cancellation) => delivery.Work switch
    {
        DeliveryWork.Wake => wakeUps.WakeAsync(delivery, cancellation),
        DeliveryWork.ClearWriters => writers.ClearAsync(delivery, cancellation),
        DeliveryWork.Acknowledge { Entry: var mail } => AcknowledgeAsync(delivery, mail, cancellation),
        _ => Queue.GiveUpAsync(delivery, "Nobody knows how to do this.", cancellation),
    };

    private async Task AcknowledgeAsync(Delivery delivery, EntryId mail, CancellationToken cancellation)
    {
        var outcome = await acknowledgements.ActAsync(delivery, mail, cancellation).ConfigureAwait(false);
        if (outcome is Acknowledged.No || await store.LoadAsync(delivery.Conversation!.Value, cancellation).ConfigureAwait(false) is not { } conversation) return;
        if (directory.Inbox(conversation.State.Inbox) is not { Timers.Acknowledgement: { } texts } inbox) return;
        var problem = FormattableString.Invariant(
            $"{texts.MostPerHour} acknowledgements were sent within an hour, so no more are. Look what comes in; Inboxes:{inbox.Id}:Acknowledgement:MostPerHour is the limit.");
        Health.Report(Full(inbox.Id), outcome == Acknowledged.Full ? problem : null);
    }

    /// <summary>What the health report calls an inbox' acknowledgements.</summary>
    internal static string Full(InboxId inbox) => $"Acknowledgements of {inbox}";
}

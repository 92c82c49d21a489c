namespace MailBridge.Conversations;

/// <summary>Brings snoozed conversations back when their time has come: the state and the end of its delivery in one commit.</summary>
public sealed class WakeUps(IConversationStore store, TimeProvider time)
{
    private const int MostTries = 20;

    /// <summary>Wakes the conversation of a delivery, unless it is awake already or was snoozed for longer meanwhile.</summary>
    /// <exception cref="InvalidOperationException">Others kept changing the same conversation.</exception>
    public async Task WakeAsync(Delivery delivery, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            var conversation = delivery.Conversation is { } id ? await store.LoadAsync(id, cancellation).ConfigureAwait(false) : null;
            var now = time.GetUtcNow();
            var works = conversation?.State.SnoozedUntil <= now ? conversation.Wake(EntryId.New(time), agent: null, now) : [];
            var commit = new DeskCommit
            {
                Conversation = works.Count > 0 ? conversation : null,
                Deliveries = works.Count > 0 ? Deliveries.Of(works, conversation!, time) : [],
                Delivery = new DeliveryEnd.Completed(delivery.Id),
            };
            if (await store.CommitAsync(commit, cancellation).ConfigureAwait(false) != CommitResult.Conflict) return;
        }
        throw new InvalidOperationException($"The conversation of delivery {delivery.Id} was changed by others {MostTries} times in a row.");
    }
}

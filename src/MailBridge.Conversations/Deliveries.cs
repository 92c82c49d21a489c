namespace MailBridge.Conversations;

internal static class Deliveries
{
    /// <summary>What a verb wants sent, as deliveries that are due at once.</summary>
    public static IReadOnlyList<Delivery> Of(IReadOnlyList<DeliveryWork> works, ConversationId conversation, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return [.. works.Select(work => new Delivery { Id = DeliveryId.New(time), Conversation = conversation, Work = work, ScheduledAt = now, DueAt = now })];
    }
}

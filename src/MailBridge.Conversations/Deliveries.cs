namespace MailBridge.Conversations;

internal static class Deliveries
{
    /// <summary>
    /// What a verb wants sent, as deliveries that are due at once; but a reply that is held falls due when its hold ends, and the waking of a snoozed
    /// conversation when its time has come. What the step has dealt with of the conversation's nudges is taken back with it.
    /// </summary>
    public static IReadOnlyList<Delivery> Of(IReadOnlyList<DeliveryWork> works, Conversation conversation, TimeProvider time)
        => [.. works.Concat(conversation.SettleNudges(time.GetUtcNow())).Select(work => At(work, conversation.Id, DueAt(work, conversation) ?? time.GetUtcNow(), time))];

    private static DateTimeOffset? DueAt(DeliveryWork work, Conversation conversation)
        => work switch
        {
            DeliveryWork.SubmitReply { Entry: var id } when conversation.Entry(id) is Entry.AgentReply { Life: ReplyLife.Held held } => held.Until,
            DeliveryWork.Wake => conversation.State.SnoozedUntil,
            _ => null,
        };

    private static Delivery At(DeliveryWork work, ConversationId conversation, DateTimeOffset due, TimeProvider time)
        => new() { Id = DeliveryId.New(time), Conversation = conversation, Work = work, ScheduledAt = due, DueAt = due };
}

using System.Diagnostics;
using MailBridge.Conversations;

namespace MailBridge.Storage;

/// <summary>Deliveries to rows and back.</summary>
internal static class DeliveryRows
{
    public const string PostConversation = "post-conversation";
    public const string UpdateConversation = "update-conversation";
    public const string PostEntry = "post-entry";
    public const string UpdateEntry = "update-entry";
    public const string TellAuthor = "tell-author";
    public const string LeaveThread = "leave-thread";
    public const string SubmitReply = "submit-reply";
    public const string Wake = "wake";
    public const string Acknowledge = "acknowledge";
    public const string PostEscalation = "post-escalation";
    public const string UpdateEscalation = "update-escalation";
    public const string PostDailyLine = "post-daily-line";
    public const string ClearWriters = "clear-writers";
    public const string PostQuarantine = "post-quarantine";
    public const string UpdateQuarantine = "update-quarantine";

    public static DeliveryRow Scheduled(Delivery delivery)
    {
        var (kind, entry, inbox, mail) = Split(delivery.Work);
        return new DeliveryRow
        {
            Id = delivery.Id,
            Leg = delivery.Work.Leg,
            Lane = LaneOf(delivery),
            Kind = kind,
            Conversation = delivery.Conversation,
            Entry = entry,
            Inbox = inbox,
            Mail = mail,
            State = DeliveryState.Scheduled,
            ScheduledAt = delivery.ScheduledAt,
            DueAt = delivery.DueAt,
            Attempts = delivery.Attempts,
            FinalDotAt = delivery.FinalDotAt,
            FinalDots = delivery.FinalDots,
        };
    }

    public static Delivery Read(DeliveryRow row) => new()
    {
        Id = row.Id,
        Conversation = row.Conversation,
        Work = Join(row),
        ScheduledAt = row.ScheduledAt,
        DueAt = row.DueAt,
        Attempts = row.Attempts,
        FinalDotAt = row.FinalDotAt,
        FinalDots = row.FinalDots,
    };

    /// <summary>What waits in line together: a conversation's deliveries on one leg, or an inbox' words about unreadable mail.</summary>
    private static string LaneOf(Delivery delivery)
    {
        var leg = delivery.Work.Leg switch { DeliveryLeg.Mail => "mail", DeliveryLeg.Desk => "desk", _ => "chat" };
        // Lanes of their own: a channel that takes nothing must not hold up the thread, nor a snoozing what is due at once.
        if (delivery.Conversation is { } conversation)
        {
            return delivery.Work switch
            {
                DeliveryWork.PostEscalation or DeliveryWork.UpdateEscalation => $"{leg}/escalation/{conversation}",
                // It waits minutes, and stands in line behind no snooze of days.
                DeliveryWork.ClearWriters => $"{leg}/writers/{conversation}",
                DeliveryWork.Acknowledge => $"{leg}/acknowledgement/{conversation}",
                _ => $"{leg}/conversation/{conversation}",
            };
        }
        return delivery.Work switch
        {
            DeliveryWork.PostDailyLine work => $"{leg}/daily/{work.Inbox}",
            DeliveryWork.PostQuarantine work => $"{leg}/inbox/{work.Inbox}",
            DeliveryWork.UpdateQuarantine work => $"{leg}/inbox/{work.Inbox}",
            _ => throw new ArgumentException($"A delivery of {delivery.Work.GetType().Name} names no conversation.", nameof(delivery)),
        };
    }

    private static (string Kind, EntryId? Entry, InboxId? Inbox, RawMailId? Mail) Split(DeliveryWork work) => work switch
    {
        DeliveryWork.PostConversation => (PostConversation, null, null, null),
        DeliveryWork.UpdateConversation => (UpdateConversation, null, null, null),
        DeliveryWork.PostEntry w => (PostEntry, w.Entry, null, null),
        DeliveryWork.UpdateEntry w => (UpdateEntry, w.Entry, null, null),
        DeliveryWork.TellAuthor w => (TellAuthor, w.Entry, null, null),
        DeliveryWork.LeaveThread w => (LeaveThread, w.Activity, null, null),
        DeliveryWork.SubmitReply w => (SubmitReply, w.Entry, null, null),
        DeliveryWork.Wake => (Wake, null, null, null),
        DeliveryWork.Acknowledge w => (Acknowledge, w.Entry, null, null),
        DeliveryWork.PostEscalation w => (PostEscalation, w.Entry, null, null),
        DeliveryWork.UpdateEscalation w => (UpdateEscalation, w.Entry, null, null),
        DeliveryWork.PostDailyLine w => (PostDailyLine, null, w.Inbox, null),
        DeliveryWork.ClearWriters => (ClearWriters, null, null, null),
        DeliveryWork.PostQuarantine w => (PostQuarantine, null, w.Inbox, w.Mail),
        DeliveryWork.UpdateQuarantine w => (UpdateQuarantine, null, w.Inbox, w.Mail),
        _ => throw new UnreachableException($"{work.GetType()} is not a case of the closed set."),
    };

    private static DeliveryWork Join(DeliveryRow row) => row.Kind switch
    {
        PostConversation => new DeliveryWork.PostConversation(),
        UpdateConversation => new DeliveryWork.UpdateConversation(),
        PostEntry => new DeliveryWork.PostEntry(row.Entry!.Value),
        UpdateEntry => new DeliveryWork.UpdateEntry(row.Entry!.Value),
        TellAuthor => new DeliveryWork.TellAuthor(row.Entry!.Value),
        LeaveThread => new DeliveryWork.LeaveThread(row.Entry!.Value),
        SubmitReply => new DeliveryWork.SubmitReply(row.Entry!.Value),
        Wake => new DeliveryWork.Wake(),
        Acknowledge => new DeliveryWork.Acknowledge(row.Entry!.Value),
        PostEscalation => new DeliveryWork.PostEscalation(row.Entry!.Value),
        UpdateEscalation => new DeliveryWork.UpdateEscalation(row.Entry!.Value),
        PostDailyLine => new DeliveryWork.PostDailyLine(row.Inbox!.Value),
        ClearWriters => new DeliveryWork.ClearWriters(),
        PostQuarantine => new DeliveryWork.PostQuarantine(row.Inbox!.Value, row.Mail!.Value),
        UpdateQuarantine => new DeliveryWork.UpdateQuarantine(row.Inbox!.Value, row.Mail!.Value),
        _ => throw new FormatException($"The store holds a delivery of kind '{row.Kind}', which this program does not know."),
    };
}

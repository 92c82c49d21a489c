using System.Collections.Concurrent;
using MailBridge.Conversations;
using MailBridge.Operations;

namespace MailBridge.ChatOut;

/// <summary>Takes posts and updates from the queue, renders them from the state of the moment and gives them to the chat platform.</summary>
internal sealed partial class ChatOutWorker(
    IDeliveryQueue queue,
    IConversationStore store,
    IRawMailStore raw,
    DeskDirectory directory,
    IConversationList list,
    CardWriter cards,
    IEnumerable<IChatGateway> gateways,
    PostingOptions options,
    BridgeHealth health,
    ILogger<ChatOutWorker> logger,
    TimeProvider time) : QueueWorker(queue, DeliveryLeg.Chat, health, logger, time)
{
    /// <summary>Threads that a conversation gets in a day for ones that are lost: a channel in which every thread is lost must not fill with roots.</summary>
    private const int MostThreadsADay = 3;

    private readonly ConcurrentDictionary<ConversationId, (DateOnly Day, int Threads)> _opened = [];
    private readonly CardLinks _links = new(store, time);
    private readonly Dictionary<string, IChatGateway> _gateways = gateways.ToDictionary(g => g.Platform, StringComparer.OrdinalIgnoreCase);

    protected internal override async Task DeliverAsync(Delivery delivery, CancellationToken cancellation)
    {
        try
        {
            var posted = delivery.Conversation is { } id
                ? await DeliverAsync(delivery, id, cancellation).ConfigureAwait(false)
                : await NoticeAsync(delivery, cancellation).ConfigureAwait(false);
            await KeepTryingAsync(() => Queue.CompleteAsync(delivery, posted, CancellationToken.None), cancellation).ConfigureAwait(false);
            Health.Report(Component, null);
        }
        catch (ChatBusy busy)
        {
            await KeepTryingAsync(() => Queue.ReturnAsync(delivery, busy.Until, CancellationToken.None), cancellation).ConfigureAwait(false);
        }
        catch (ChatFault fault)
        {
            await RecordAsync(delivery, fault).ConfigureAwait(false);
        }
    }

    private async Task<ChatPostRef?> DeliverAsync(Delivery delivery, ConversationId id, CancellationToken cancellation)
    {
        var conversation = await store.LoadAsync(id, cancellation).ConfigureAwait(false)
            ?? throw new ChatFault($"Conversation {id} is no longer there.", isTransient: false);
        switch (delivery.Work)
        {
            case DeliveryWork.PostConversation:
                return conversation.State.Thread ?? await PostRootAsync(delivery.Id.ToString(), conversation, cancellation).ConfigureAwait(false);

            case DeliveryWork.UpdateConversation when conversation.State.Thread is { } root:
                await UpdateRootAsync(delivery, root, conversation, cancellation).ConfigureAwait(false);
                return null;

            case DeliveryWork.LeaveThread { Activity: var left } when conversation.Entry(left) is Entry.Activity { Left: { } root } activity:
                await LeaveAsync(delivery, root, conversation, activity, cancellation).ConfigureAwait(false);
                return null;

            case DeliveryWork.PostEscalation or DeliveryWork.UpdateEscalation:
                return await EscalateAsync(delivery, conversation, cancellation).ConfigureAwait(false);

            case DeliveryWork.PostEntry { Entry: var entryId } when conversation.Entry(entryId) is Entry.Activity { SettledAt: not null }:
                // Dealt with before it was said.
                return null;

            case DeliveryWork.PostEntry { Entry: var entryId } when conversation.Entry(entryId) is { } entry:
                return await PostEntryAsync(delivery, conversation, entry, cancellation).ConfigureAwait(false);

            case DeliveryWork.UpdateEntry { Entry: var entryId } when conversation.Entry(entryId) is { } entry:
                return await UpdateEntryAsync(delivery, conversation, entry, cancellation).ConfigureAwait(false);

            default:
                return null;
        }
    }

    /// <summary>Says at the root of a thread that its conversation goes on elsewhere; whose root is gone needs no word.</summary>
    private async Task LeaveAsync(
        Delivery delivery, ChatPostRef root, Conversation conversation, Entry.Activity activity, CancellationToken cancellation)
    {
        var notice = cards.Left(conversation, await CustomerAsync(conversation, cancellation).ConfigureAwait(false), activity);
        try
        {
            await Gateway(root.Channel).UpdateAsync(root, await _links.LedAsync(notice, delivery, cancellation).ConfigureAwait(false), cancellation)
                .ConfigureAwait(false);
        }
        catch (ChatFault fault) when (fault.Loss != ChatLoss.None)
        {
            Lost(logger, conversation.Id, fault.Message);
        }
    }

    private async Task UpdateRootAsync(Delivery delivery, ChatPostRef root, Conversation conversation, CancellationToken cancellation)
    {
        var card = await _links.LedAsync(await RootAsync(conversation, cancellation).ConfigureAwait(false), delivery, cancellation).ConfigureAwait(false);
        try
        {
            await Gateway(root.Channel).UpdateAsync(root, card, cancellation).ConfigureAwait(false);
        }
        catch (ChatFault fault) when (fault.Loss != ChatLoss.None)
        {
            // Whatever is said next in the conversation opens a thread anew, with a root of that moment.
            Lost(logger, conversation.Id, fault.Message);
        }
    }

    /// <summary>
    /// Posts an entry into its thread. A conversation that came in as history has none until something new happens in it, and one whose thread is lost
    /// gets another.
    /// </summary>
    private async Task<ChatPostRef> PostEntryAsync(Delivery delivery, Conversation conversation, Entry entry, CancellationToken cancellation)
    {
        var key = delivery.Id.ToString();
        var card = await _links.LedAsync(cards.Item(conversation, entry), delivery, cancellation).ConfigureAwait(false);
        var thread = conversation.State.Thread ?? await OpenThreadAsync(conversation, lost: null, cancellation).ConfigureAwait(false);
        try
        {
            return await PostIntoAsync(thread).ConfigureAwait(false);
        }
        catch (ChatFault fault) when (fault.Loss == ChatLoss.Thread)
        {
            Lost(logger, conversation.Id, fault.Message);
            if (HasLostTooMany(conversation.Id)) throw new ChatFault(fault.Message, isTransient: true, cause: fault) { AwaitsMending = true };
            return await PostIntoAsync(await OpenThreadAsync(conversation, thread, cancellation).ConfigureAwait(false)).ConfigureAwait(false);
        }

        Task<ChatPostRef> PostIntoAsync(ChatPostRef root) => Gateway(root.Channel)
            .PostAsync(new ChatPost(root.Channel, root, key, card, cards.Sender(entry)), cancellation);
    }

    /// <summary>Renders an entry's post anew. How a reply fares is told in a new post where the old one is gone; of anything else the old post was enough.</summary>
    private async Task<ChatPostRef?> UpdateEntryAsync(Delivery delivery, Conversation conversation, Entry entry, CancellationToken cancellation)
    {
        if (await store.FindPostAsync(conversation.Id, entry.Id, cancellation).ConfigureAwait(false) is not { } place) return null;
        var card = await _links.LedAsync(cards.Item(conversation, entry), delivery, cancellation).ConfigureAwait(false);
        try
        {
            var gateway = Gateway(place.Channel);
            await (entry is Entry.Activity { SettledAt: not null }
                ? gateway.RemoveAsync(place, card, cancellation)
                : gateway.UpdateAsync(place, card, cancellation)).ConfigureAwait(false);
            return null;
        }
        catch (ChatFault fault) when (fault.Loss != ChatLoss.None)
        {
            Lost(logger, conversation.Id, fault.Message);
            return card.Life is null ? null : await PostEntryAsync(delivery, conversation, entry, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<ChatPostRef> OpenThreadAsync(Conversation conversation, ChatPostRef? lost, CancellationToken cancellation)
    {
        var key = lost is null ? conversation.Id.ToString() : $"{conversation.Id}/{lost.Message}";
        var root = await PostRootAsync(key, conversation, cancellation).ConfigureAwait(false);
        await Queue.KeepThreadAsync(conversation.Id, root, CancellationToken.None).ConfigureAwait(false);
        if (lost is not null) _opened.AddOrUpdate(conversation.Id, _ => (Today, 1), (_, before) => before.Day == Today ? (Today, before.Threads + 1) : (Today, 1));
        return root;
    }

    private DateOnly Today => DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime);

    private bool HasLostTooMany(ConversationId conversation)
    {
        foreach (var (id, (day, _)) in _opened)
        {
            if (day != Today) _opened.TryRemove(id, out _);
        }
        return _opened.TryGetValue(conversation, out var opened) && opened.Threads >= MostThreadsADay;
    }

    private async Task<ChatPostRef> PostRootAsync(string key, Conversation conversation, CancellationToken cancellation)
    {
        var channel = Channel(conversation.State.Inbox);
        var card = await RootAsync(conversation, cancellation).ConfigureAwait(false);
        return await Gateway(channel).PostAsync(new ChatPost(channel, Thread: null, key, card, Sender: null), cancellation).ConfigureAwait(false);
    }

    private async Task<ChatPostRef?> NoticeAsync(Delivery delivery, CancellationToken cancellation)
    {
        if (delivery.Work is DeliveryWork.PostDailyLine { Inbox: var daily })
            return await PostNoticeAsync(delivery, Channel(daily), await DailyLineAsync(daily, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        var (inbox, id) = delivery.Work switch
        {
            DeliveryWork.PostQuarantine w => (w.Inbox, w.Mail),
            DeliveryWork.UpdateQuarantine w => (w.Inbox, w.Mail),
            _ => throw new ChatFault("A delivery about no conversation that is no notice.", isTransient: false),
        };
        var mail = await raw.FindAsync(id, cancellation).ConfigureAwait(false) ?? throw new ChatFault($"Mail {id} is no longer there.", isTransient: false);
        var card = CardWriter.Quarantine(mail);
        if (mail.Notice is { } notice)
        {
            await UpdateNoticeAsync(notice, card, cancellation).ConfigureAwait(false);
            return null;
        }
        return await PostNoticeAsync(delivery, Channel(inbox), card, cancellation).ConfigureAwait(false);
    }

    private Task<ChatPostRef> PostNoticeAsync(Delivery delivery, ChatChannel channel, Card.Notice card, CancellationToken cancellation)
        => Gateway(channel).PostAsync(new ChatPost(channel, Thread: null, delivery.Id.ToString(), card, Sender: null), cancellation);

    /// <summary>What is open in the channel of an inbox, which may be that of others too.</summary>
    private async Task<Card.Notice> DailyLineAsync(InboxId inbox, CancellationToken cancellation)
    {
        var channel = Channel(inbox);
        InboxId[] sharing = [.. directory.Inboxes.Where(i => i.Channel == channel).Select(i => i.Id)];
        var open = await list.ListAsync(new ConversationFilter.ToDo(sharing), 0, int.MaxValue, cancellation).ConfigureAwait(false);
        return cards.DailyLine(open.Conversations, Time.GetUtcNow());
    }

    /// <summary>Tells the escalation channel that a customer waits, or takes that back.</summary>
    private async Task<ChatPostRef?> EscalateAsync(Delivery delivery, Conversation conversation, CancellationToken cancellation)
    {
        var id = delivery.Work is DeliveryWork.PostEscalation { Entry: var made } ? made : ((DeliveryWork.UpdateEscalation)delivery.Work).Entry;
        if (conversation.Entry(id) is not Entry.Activity nudge) return null;
        var customer = await CustomerAsync(conversation, cancellation).ConfigureAwait(false);
        var card = cards.Escalation(conversation, customer, nudge);
        if (delivery.Work is DeliveryWork.PostEscalation)
        {
            // Dealt with, or switched off, before it was said.
            return nudge.SettledAt is null && directory.Inbox(conversation.State.Inbox)?.Timers.EscalationChannel is { } channel
                ? await PostNoticeAsync(delivery, channel, card, cancellation).ConfigureAwait(false)
                : null;
        }
        if (await store.FindPostAsync(conversation.Id, id, cancellation).ConfigureAwait(false) is not { } place) return null;
        try
        {
            await Gateway(place.Channel).RemoveAsync(place, card, cancellation).ConfigureAwait(false);
        }
        catch (ChatFault fault) when (fault.Loss != ChatLoss.None)
        {
            Lost(logger, conversation.Id, fault.Message);
        }
        return null;
    }

    private async Task UpdateNoticeAsync(ChatPostRef notice, Card card, CancellationToken cancellation)
    {
        try
        {
            await Gateway(notice.Channel).UpdateAsync(notice, card, cancellation).ConfigureAwait(false);
        }
        catch (ChatFault fault) when (fault.Loss != ChatLoss.None)
        {
            NoticeLost(logger, fault.Message);
        }
    }

    private async Task RecordAsync(Delivery delivery, ChatFault fault)
    {
        var now = Time.GetUtcNow();
        if (!fault.IsTransient || (!fault.AwaitsMending && now - delivery.ScheduledAt >= options.GiveUpAfter))
        {
            GivenUp(logger, delivery.Id, delivery.Conversation, fault.Message);
            await Queue.GiveUpAsync(delivery, fault.Message, CancellationToken.None).ConfigureAwait(false);
            return;
        }
        Health.Report(Component, fault.Message);
        var wait = fault.RetryAfter ?? Backoff.Delay(delivery.Attempts, options.FirstRetryAfter, options.LongestRetryAfter);
        await Queue.RetryAsync(delivery, now + wait, fault.Message, CancellationToken.None).ConfigureAwait(false);
    }

    private ChatChannel Channel(InboxId inbox)
        => directory.Inbox(inbox)?.Channel ?? throw new ChatFault($"Inbox {inbox} is no longer configured, so its mail has no channel.", isTransient: true);

    private IChatGateway Gateway(ChatChannel channel)
        => _gateways.GetValueOrDefault(channel.Platform) ?? throw new ChatFault($"The chat platform '{channel.Platform}' is not configured.", isTransient: true);

    private async Task<Card.Root> RootAsync(Conversation conversation, CancellationToken cancellation)
    {
        var customer = await CustomerAsync(conversation, cancellation).ConfigureAwait(false);
        return cards.Root(conversation, customer, await store.HistoryOfAsync(customer.Id, conversation.Id, cancellation).ConfigureAwait(false));
    }

    private async Task<Customer> CustomerAsync(Conversation conversation, CancellationToken cancellation)
        => await store.LoadCustomerAsync(conversation.State.Customer, cancellation).ConfigureAwait(false)
            ?? throw new ChatFault($"The customer of conversation {conversation.Id} is no longer there.", isTransient: false);

    [LoggerMessage(3101, LogLevel.Error, "Delivery {Delivery} of conversation {Conversation} is given up: {Fault}")]
    private static partial void GivenUp(ILogger logger, DeliveryId delivery, ConversationId? conversation, string fault);

    [LoggerMessage(3102, LogLevel.Warning, "A post of conversation {Conversation} is no longer where it was: {Fault}")]
    private static partial void Lost(ILogger logger, ConversationId conversation, string fault);

    [LoggerMessage(3103, LogLevel.Warning, "A notice is no longer where it was: {Fault}")]
    private static partial void NoticeLost(ILogger logger, string fault);
}

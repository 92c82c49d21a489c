namespace MailBridge.Conversations;

/// <summary>Records how far a reply has come: the reply's life, the end of its delivery and the update of its post in one commit.</summary>
public sealed class ReplyProgress(IConversationStore store, DeskDirectory directory, TimeProvider time)
{
    private const int MostTries = 20;

    /// <summary>
    /// Ends the hold of a reply whose time has come, in one commit that an edit, a withdrawal or an arriving mail makes fail: then it is looked at anew. If
    /// something was said meanwhile, it is stopped instead.
    /// </summary>
    /// <returns>The conversation in which the reply is to be mailed now; null when it is not, and its delivery has ended.</returns>
    public async Task<Conversation?> EndHoldAsync(Delivery delivery, EntryId entry, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            var conversation = delivery.Conversation is { } id ? await store.LoadAsync(id, cancellation).ConfigureAwait(false) : null;
            // Anything but held: stopped, taken back, or sent at once by a delivery of its own.
            IReadOnlyList<DeliveryWork> works = [];
            var isReleased = false;
            if (conversation?.Entry(entry) is Entry.AgentReply { Life: ReplyLife.Held } reply)
            {
                var now = time.GetUtcNow();
                var news = ReplyNews.Since(conversation, reply, directory);
                works = news is null
                    ? conversation.LetGo(entry, by: null, now, directory.FirstReplyOwns(conversation.State.Inbox))
                    : [.. conversation.StopReply(entry, news, now), new DeliveryWork.TellAuthor(entry)];
                isReleased = news is null;
            }
            var commit = new DeskCommit
            {
                Conversation = works.Count > 0 ? conversation : null,
                Deliveries = works.Count > 0 ? Deliveries.Of(works, conversation!, time) : [],
                Delivery = isReleased ? null : new DeliveryEnd.Completed(delivery.Id),
            };
            if (await store.CommitAsync(commit, cancellation).ConfigureAwait(false) != CommitResult.Conflict) return isReleased ? conversation : null;
        }
        throw new InvalidOperationException($"The conversation of delivery {delivery.Id} was changed by others {MostTries} times in a row.");
    }

    /// <summary>The server took the mail.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="serverWords">The server's answer.</param>
    /// <param name="refused">Whom the server refused.</param>
    /// <param name="givenId">The Message-ID that the provider put in the place of ours, where its answer tells; else null.</param>
    /// <param name="cancellation">Stops before the commit.</param>
    public Task AcceptedAsync(
        Delivery delivery, string serverWords, IReadOnlyList<BouncedRecipient> refused, MsgId? givenId, CancellationToken cancellation)
        => RecordAsync(
            delivery, new ReplyLife.Accepted(time.GetUtcNow(), serverWords, refused), new DeliveryEnd.Completed(delivery.Id), cancellation, givenId);

    /// <inheritdoc cref="AcceptedAsync(Delivery, string, IReadOnlyList{BouncedRecipient}, MsgId?, CancellationToken)"/>
    public Task AcceptedAsync(Delivery delivery, string serverWords, IReadOnlyList<BouncedRecipient> refused, CancellationToken cancellation)
        => AcceptedAsync(delivery, serverWords, refused, null, cancellation);

    /// <summary>The server took the mail for some of its recipients; to those who wait it will be tried again.</summary>
    public Task PartialAsync(
        Delivery delivery, ReplyLife.Partial life, DateTimeOffset dueAt, string fault, MsgId? givenId, CancellationToken cancellation)
        => RecordAsync(delivery, life, new DeliveryEnd.Retry(delivery.Id, dueAt, fault, ClearFinalDot: true), cancellation, givenId);

    /// <summary>The mail was not sent and is given up.</summary>
    public Task FailedAsync(Delivery delivery, string cause, CancellationToken cancellation)
        => RecordAsync(delivery, new ReplyLife.Failed(time.GetUtcNow(), cause), new DeliveryEnd.Failed(delivery.Id, cause), cancellation);

    /// <summary>The mail was not sent and will be tried again.</summary>
    public Task WaitsAsync(Delivery delivery, DateTimeOffset dueAt, string fault, CancellationToken cancellation)
        => RecordAsync(delivery, new ReplyLife.Queued(fault), new DeliveryEnd.Retry(delivery.Id, dueAt, fault, ClearFinalDot: true), cancellation);

    /// <summary>The server may or may not have the mail; it is looked for at <paramref name="dueAt"/>.</summary>
    public Task UncertainAsync(Delivery delivery, DateTimeOffset dueAt, string fault, CancellationToken cancellation)
        => RecordAsync(
            delivery, new ReplyLife.Uncertain(delivery.FinalDotAt ?? time.GetUtcNow()), new DeliveryEnd.Retry(delivery.Id, dueAt, fault, ClearFinalDot: false), cancellation);

    private async Task RecordAsync(Delivery delivery, ReplyLife life, DeliveryEnd end, CancellationToken cancellation, MsgId? givenId = null)
    {
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            var conversation = delivery is { Conversation: { } id, Work: DeliveryWork.SubmitReply }
                ? await store.LoadAsync(id, cancellation).ConfigureAwait(false)
                : null;
            var entry = (delivery.Work as DeliveryWork.SubmitReply)?.Entry ?? default;
            var works = conversation?.MoveReply(entry, life, time.GetUtcNow()) ?? [];
            var isRenamed = givenId is { } given && conversation is not null && conversation.KnowReplyAs(entry, given);
            var commit = new DeskCommit
            {
                Conversation = works.Count > 0 || isRenamed ? conversation : null,
                Deliveries = conversation is null ? [] : Deliveries.Of(works, conversation, time),
                Delivery = end,
            };
            if (await store.CommitAsync(commit, cancellation).ConfigureAwait(false) != CommitResult.Conflict) return;
        }
        throw new InvalidOperationException($"The conversation of delivery {delivery.Id} was changed by others {MostTries} times in a row.");
    }
}

using MailBridge.Conversations;
using MailBridge.Operations;

namespace MailBridge.MailOut;

/// <summary>Takes replies from the queue and hands them to the mail server, each once.</summary>
internal sealed partial class MailOutWorker(
    IDeliveryQueue queue,
    IConversationStore store,
    IRawMailStore raw,
    IReplyFiles files,
    ReplyProgress progress,
    IMailGateway gateway,
    DeskDirectory directory,
    SendingOptions options,
    Installation installation,
    BridgeHealth health,
    ILogger<MailOutWorker> logger,
    TimeProvider time) : QueueWorker(queue, DeliveryLeg.Mail, health, logger, time)
{
    private const string NobodyKnows = "The mail server broke the connection at the last moment, so it may have the mail or not.";
    private const string AskFirst = "ask the customer before sending it again.";

    /// <summary>What the health report calls the way out.</summary>
    internal const string Leg = "Outgoing mail";

    protected internal override async Task DeliverAsync(Delivery delivery, CancellationToken cancellation)
    {
        if (delivery.Work is not DeliveryWork.SubmitReply { Entry: var entry } || delivery.Conversation is not { } id) return;
        var conversation = await store.LoadAsync(id, cancellation).ConfigureAwait(false);
        if (conversation?.Entry(entry) is not Entry.Outgoing reply)
        {
            await Queue.GiveUpAsync(delivery, "The reply is no longer there.", cancellation).ConfigureAwait(false);
            return;
        }
        switch (reply.Life)
        {
            case ReplyLife.Accepted or ReplyLife.Bounced or ReplyLife.Stopped or ReplyLife.Withdrawn:
                await Queue.CompleteAsync(delivery, posted: null, cancellation).ConfigureAwait(false);
                return;
            case ReplyLife.Held { Until: var until } when until > Time.GetUtcNow():
                await Queue.ReturnAsync(delivery, until, cancellation).ConfigureAwait(false);
                return;
            case ReplyLife.Held:
                // From here on the author can change nothing, and only from here on is anything written.
                conversation = await progress.EndHoldAsync(delivery, entry, cancellation).ConfigureAwait(false);
                if (conversation?.Entry(entry) is not Entry.Outgoing released) return;
                reply = released;
                break;
            case ReplyLife.Partial rest when delivery.FinalDotAt is not null:
                // Looking for the mail would find what the others got.
                await LeaveAsync(delivery, rest, NobodyKnows, cancellation).ConfigureAwait(false);
                return;
        }
        if (delivery.FinalDotAt is null && reply is Entry.Acknowledgement late && WhyNotNeeded(conversation, late) is { } why)
        {
            await progress.FailedAsync(delivery, why, cancellation).ConfigureAwait(false);
            return;
        }
        if (delivery.FinalDotAt is not null && await SettleAsync(delivery, conversation, reply, cancellation).ConfigureAwait(false)) return;
        await SubmitAsync(delivery, conversation, reply, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// An earlier attempt broke behind the last byte: looks for the mail, waits, looks again. True when the delivery is dealt with for now, false when the
    /// mail is nowhere and may be sent once more.
    /// </summary>
    private async Task<bool> SettleAsync(Delivery delivery, Conversation conversation, Entry.Outgoing reply, CancellationToken cancellation)
    {
        var (place, couldLook) = await FindAsync(conversation, reply, cancellation).ConfigureAwait(false);
        if (place is not null)
        {
            await progress.AcceptedAsync(delivery, $"found in {place}", [], cancellation).ConfigureAwait(false);
            return true;
        }
        var now = Time.GetUtcNow();
        var lookAt = delivery.FinalDotAt!.Value + options.UncertainWait;
        if (!couldLook && IsOutOfTime(delivery))
        {
            await progress.FailedAsync(delivery, $"{NobodyKnows} The sent mails could not be searched for it; {AskFirst}", cancellation).ConfigureAwait(false);
            return true;
        }
        if (now < lookAt || !couldLook)
        {
            lookAt = now < lookAt ? lookAt : now + options.UncertainWait;
            OutcomeUnknown(logger, delivery.Id, lookAt);
            await progress.UncertainAsync(delivery, lookAt, "the connection to the mail server broke at the last moment", cancellation).ConfigureAwait(false);
            return true;
        }
        if (reply is Entry.Acknowledgement)
        {
            // Two of them are worse than none.
            await progress.FailedAsync(delivery, NobodyKnows, cancellation).ConfigureAwait(false);
            return true;
        }
        if (delivery.FinalDots < 2) return false;
        await progress.FailedAsync(
            delivery, $"The mail server broke the connection at the last moment, twice. It may have the mail or not; {AskFirst}", cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>Why an acknowledgement that has not left yet need not leave any more; null while it should.</summary>
    private string? WhyNotNeeded(Conversation conversation, Entry.Acknowledgement acknowledgement)
        => conversation.WaitsSince is null ? "the conversation was dealt with before it could be sent"
            : Time.GetUtcNow() - acknowledgement.At > Acknowledgements.Fresh ? "the mail server took nothing for hours, so it would come too late"
            : null;

    private async Task<(string? Place, bool CouldLook)> FindAsync(Conversation conversation, Entry.Outgoing reply, CancellationToken cancellation)
    {
        try
        {
            return (await gateway.FindSentAsync(conversation.State.Inbox, reply.Email.MessageId, cancellation).ConfigureAwait(false), true);
        }
        catch (IOException e)
        {
            NotLookedFor(logger, e, reply.Id);
            return (null, false);
        }
    }

    private async Task SubmitAsync(Delivery delivery, Conversation conversation, Entry.Outgoing reply, CancellationToken cancellation)
    {
        var marked = false;
        try
        {
            if (await BytesAsync(delivery, conversation, reply, cancellation).ConfigureAwait(false) is not { } bytes) return;
            var copy = reply is Entry.AgentReply && directory.Inbox(conversation.State.Inbox) is { CopyReplies: true };
            // RFC 3834 section 3.3: what comes back of an automatic answer comes to nobody.
            var sender = reply is Entry.Acknowledgement ? default : reply.Email.From.Address;
            var mail = new MailToSend(delivery.Id, sender, ReplyWriter.Recipients(reply.Email, reply.Life, copy), reply.Email.MessageId, bytes);
            var accepted = await gateway.SubmitAsync(mail, MarkAsync, cancellation).ConfigureAwait(false);
            // The server has the mail: this must be kept even while the process is asked to stop.
            IReadOnlyList<BouncedRecipient> refused = [.. accepted.Refused.Where(r => r.Address != reply.Email.From.Address)];
            if (RefusedForAll(reply, refused) is { } fault) throw fault;
            await KeepTryingAsync(() => AcceptedAsync(delivery, reply, accepted.ServerWords, refused, accepted.GivenId), cancellation).ConfigureAwait(false);
            Health.Report(Component, null);
            Submitted(logger, delivery.Id, conversation.Id);
        }
        catch (MailFault fault)
        {
            Refused(logger, delivery.Id, fault.Kind);
            var isUnsettled = delivery.FinalDotAt is not null && !marked;
            await KeepTryingAsync(
                () => reply.Life is ReplyLife.Partial rest ? RecordAsync(delivery, rest, fault) : RecordAsync(delivery, fault, isUnsettled),
                cancellation).ConfigureAwait(false);
        }

        async ValueTask MarkAsync(CancellationToken token)
        {
            marked = true;
            await Queue.MarkFinalDotAsync(delivery, token).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The server took the mail for our own inbox alone, which gets a copy: for the customer that is a refusal. Null when somebody it was meant for gets it.
    /// </summary>
    private static MailFault? RefusedForAll(Entry.Outgoing reply, IReadOnlyList<BouncedRecipient> refused)
    {
        var meant = reply.Life is ReplyLife.Partial { Waiting: var waiting }
            ? waiting.Select(r => r.Address)
            : reply.Email.To.Concat(reply.Email.Cc).Select(p => p.Address);
        if (meant.Any(a => refused.All(r => r.Address != a))) return null;
        var kind = refused.Any(IsDeferred) ? MailFaultKind.Temporary : MailFaultKind.Permanent;
        return new MailFault(kind, string.Join("; ", refused.Select(r => $"{r.Address}: {r.Diagnostic}")));
    }

    /// <summary>RFC 5321 section 4.2.1: a first digit of 4 asks for another attempt.</summary>
    private static bool IsDeferred(BouncedRecipient recipient) => recipient.Diagnostic.StartsWith('4');

    /// <summary>Keeps that the server took the mail; those whom it has put off are tried again, and they alone.</summary>
    private Task AcceptedAsync(
        Delivery delivery, Entry.Outgoing reply, string serverWords, IReadOnlyList<BouncedRecipient> refused, MsgId? givenId)
    {
        var before = reply.Life as ReplyLife.Partial;
        IReadOnlyList<BouncedRecipient> waiting = [.. refused.Where(IsDeferred)];
        if (waiting.Count == 0 || IsOutOfTime(delivery))
            return progress.AcceptedAsync(delivery, serverWords, [.. before?.Refused ?? [], .. refused], givenId, CancellationToken.None);
        var life = new ReplyLife.Partial(
            before?.At ?? Time.GetUtcNow(), serverWords, waiting, [.. before?.Refused ?? [], .. refused.Where(r => !IsDeferred(r))]);
        return progress.PartialAsync(delivery, life, RetryAt(delivery), waiting[0].Diagnostic, givenId, CancellationToken.None);
    }

    /// <summary>Keeps what came of an attempt to reach those who wait for a mail that the others have.</summary>
    private Task RecordAsync(Delivery delivery, ReplyLife.Partial life, MailFault fault)
    {
        if (fault.Kind is MailFaultKind.Unknown) return LeaveAsync(delivery, life, NobodyKnows, CancellationToken.None);
        if (fault.Kind is MailFaultKind.Permanent || IsOutOfTime(delivery)) return LeaveAsync(delivery, life, fault.Message, CancellationToken.None);
        return progress.PartialAsync(delivery, life, RetryAt(delivery), fault.Message, givenId: null, CancellationToken.None);
    }

    /// <summary>Gives up those who wait for a mail that the others have.</summary>
    private Task LeaveAsync(Delivery delivery, ReplyLife.Partial life, string cause, CancellationToken cancellation)
        => progress.AcceptedAsync(
            delivery, life.ServerWords, [.. life.Refused, .. life.Waiting.Select(r => r with { Diagnostic = cause })], cancellation);

    private DateTimeOffset RetryAt(Delivery delivery)
        => Time.GetUtcNow() + Backoff.Delay(delivery.Attempts, options.FirstRetryAfter, options.LongestRetryAfter);

    /// <summary>Keeps what came of an attempt.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="fault">Why it was not taken.</param>
    /// <param name="isUnsettled">An earlier attempt is of unknown fate, and this one did not come far enough to change that.</param>
    private Task RecordAsync(Delivery delivery, MailFault fault, bool isUnsettled)
    {
        var now = Time.GetUtcNow();
        var retryAt = RetryAt(delivery);
        // What broke at the last moment, or was refused, says nothing lasting about the server.
        if (fault.Kind != MailFaultKind.Unknown)
            Health.Report(Component, fault.Kind is MailFaultKind.Account or MailFaultKind.Unreachable ? MailAdvice.Of(fault.InnerException ?? fault, "Smtp") : null);
        var before = isUnsettled ? $" An earlier attempt broke at the last moment, so the server may have it; {AskFirst}" : "";
        return fault.Kind switch
        {
            // Due at once: the first thing to be done about it is to look for the mail.
            MailFaultKind.Unknown => progress.UncertainAsync(delivery, now, fault.Message, CancellationToken.None),
            MailFaultKind.Permanent => progress.FailedAsync(delivery, fault.Message + before, CancellationToken.None),
            _ when IsOutOfTime(delivery) => progress.FailedAsync(
                delivery, $"Given up after {Spans.Words(options.GiveUpAfter)}: {fault.Message}{before}", CancellationToken.None),
            _ when isUnsettled => progress.UncertainAsync(delivery, retryAt, fault.Message, CancellationToken.None),
            _ => progress.WaitsAsync(delivery, retryAt, fault.Message, CancellationToken.None),
        };
    }

    private bool IsOutOfTime(Delivery delivery) => Time.GetUtcNow() - delivery.ScheduledAt >= options.GiveUpAfter;

    /// <summary>The mail as it was first written, so that every attempt hands over the same bytes. Null when it cannot be written, which is then said.</summary>
    private async Task<ReadOnlyMemory<byte>?> BytesAsync(Delivery delivery, Conversation conversation, Entry.Outgoing reply, CancellationToken cancellation)
    {
        var key = $"reply:{reply.Id}";
        if (await raw.FindOwnAsync(key, cancellation).ConfigureAwait(false) is { } kept
            && await raw.ReadAsync(kept, cancellation).ConfigureAwait(false) is { } before) return before;
        byte[] bytes;
        try
        {
            var attached = new List<ReadOnlyMemory<byte>>();
            foreach (var file in reply.Email.Files)
            {
                attached.Add(await files.ReadAsync(file.Sha256, cancellation).ConfigureAwait(false)
                    ?? throw new ArgumentException($"the file {file.Name} is no longer kept"));
            }
            bytes = ReplyWriter.Write(reply, installation.Id, attached);
        }
        catch (ArgumentException e)
        {
            await progress.FailedAsync(delivery, $"The mail could not be written: {e.Message}", CancellationToken.None).ConfigureAwait(false);
            return null;
        }
        await raw.KeepOwnAsync(conversation.State.Inbox, key, bytes, cancellation).ConfigureAwait(false);
        return bytes;
    }

    [LoggerMessage(4001, LogLevel.Information, "Delivery {Delivery} of conversation {Conversation} was accepted by the mail server")]
    private static partial void Submitted(ILogger logger, DeliveryId delivery, ConversationId conversation);

    [LoggerMessage(4002, LogLevel.Warning, "Delivery {Delivery} was not accepted: {Kind}")]
    private static partial void Refused(ILogger logger, DeliveryId delivery, MailFaultKind kind);

    [LoggerMessage(4003, LogLevel.Warning, "Delivery {Delivery} has an unknown outcome; it is looked for at {LookAt}")]
    private static partial void OutcomeUnknown(ILogger logger, DeliveryId delivery, DateTimeOffset lookAt);

    [LoggerMessage(4004, LogLevel.Warning, "Reply {Entry} could not be looked for among the sent mails")]
    private static partial void NotLookedFor(ILogger logger, Exception exception, EntryId entry);
}

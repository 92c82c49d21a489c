namespace MailBridge.Conversations;

/// <summary>What became of an acknowledgement.</summary>
public enum Acknowledged
{
    /// <summary>It is on its way.</summary>
    Sent,

    /// <summary>There is none: nobody wants it, or it must not be.</summary>
    No,

    /// <summary>There is none because too many were sent within the hour.</summary>
    Full,
}

/// <summary>
/// Tells customers that their mail has come in (RFC 3834): once for each conversation, once a day for each person, never what a machine, a list or a colleague
/// wrote. State, what was counted, the mail and the end of the delivery are one commit.
/// </summary>
public sealed class Acknowledgements(IConversationStore store, DeskDirectory directory, MessageIdSigner signer, TimeProvider time)
{
    private const int MostTries = 20;

    /// <summary>RFC 3834 section 3.1.5.</summary>
    private const string SubjectPrefix = "Auto: ";

    /// <summary>Later than this it tells the customer nothing; a mailbox that is read for the first time is full of such mails.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromHours(4);

    /// <summary>Does what the delivery asks for, and ends it.</summary>
    /// <exception cref="InvalidOperationException">Others kept changing the same conversation.</exception>
    public async Task<Acknowledged> ActAsync(Delivery delivery, EntryId mail, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            var conversation = delivery.Conversation is { } id ? await store.LoadAsync(id, cancellation).ConfigureAwait(false) : null;
            var acknowledgement = conversation?.Entry(mail) is Entry.CustomerEmail email ? Draft(conversation, email) : null;
            if (acknowledgement is null) return await EndAsync(delivery, Acknowledged.No, cancellation).ConfigureAwait(false);
            var works = conversation!.Acknowledge(acknowledgement);
            var commit = new DeskCommit
            {
                Conversation = conversation,
                Deliveries = Deliveries.Of(works, conversation, time),
                Delivery = new DeliveryEnd.Completed(delivery.Id),
                Counted = new CountedAcknowledgement(
                    conversation.State.Inbox, acknowledgement.Email.To[0].Address, Texts(conversation)!.MostPerHour),
            };
            switch (await store.CommitAsync(commit, cancellation).ConfigureAwait(false))
            {
                case CommitResult.Committed: return Acknowledged.Sent;
                case CommitResult.AlreadySeen: return await EndAsync(delivery, Acknowledged.No, cancellation).ConfigureAwait(false);
                case CommitResult.Full: return await EndAsync(delivery, Acknowledged.Full, cancellation).ConfigureAwait(false);
            }
        }
        throw new InvalidOperationException($"The conversation of delivery {delivery.Id} was changed by others {MostTries} times in a row.");
    }

    /// <summary>True when the mail may be acknowledged at all, whatever was sent before.</summary>
    private bool MayAnswer(Conversation conversation, Entry.CustomerEmail entry)
    {
        var email = entry.Email;
        return email is { Kind: EmailKind.Customer, ForbidsAutomaticAnswer: false, Sender: not SenderCheck.Failing }
            && entry.ForwardedBy is null && !entry.Marks.HasFlag(EmailMarks.Automatic)
            && time.GetUtcNow() - email.ReceivedAt <= Fresh
            && conversation.WaitsSince is not null
            // RFC 3834 section 2: not unless the mail names us; who got it by Bcc or through a list was not written to.
            && email.To.Concat(email.Cc).Any(p => directory.InboxWith(p.Address) is not null)
            && !conversation.Entries.Any(e => e is Entry.Acknowledgement or Entry.AgentReply or Entry.AgentEmail);
    }

    /// <summary>Nobody reads what is written to such an address, however it is spelled: <c>no-reply</c>, <c>shop.noreply</c>, <c>do_not_reply</c>.</summary>
    private static bool IsNoReply(EmailAddress address)
    {
        var letters = string.Concat(address.LocalPart.Where(char.IsAsciiLetter));
        return letters.Contains("noreply", StringComparison.OrdinalIgnoreCase) || letters.Contains("donotreply", StringComparison.OrdinalIgnoreCase);
    }

    private async Task<Acknowledged> EndAsync(Delivery delivery, Acknowledged outcome, CancellationToken cancellation)
    {
        await store.CommitAsync(new DeskCommit { Delivery = new DeliveryEnd.Completed(delivery.Id) }, cancellation).ConfigureAwait(false);
        return outcome;
    }

    private AcknowledgementTexts? Texts(Conversation conversation) => directory.Inbox(conversation.State.Inbox)?.Timers.Acknowledgement;

    private Entry.Acknowledgement? Draft(Conversation conversation, Entry.CustomerEmail entry)
    {
        if (directory.Inbox(conversation.State.Inbox) is not { Timers: { Acknowledgement: { } texts, Calendar: var calendar } } inbox) return null;
        if (!MayAnswer(conversation, entry)) return null;
        var now = time.GetUtcNow();
        var text = texts.OutsideHours.Length > 0 && !calendar.IsWorking(now) ? texts.OutsideHours : texts.Text;
        var email = entry.Email;
        // One person: a form names whom it writes for in Reply-To.
        var to = email.ReplyTo is [var asking] ? asking : email.From;
        if (text.Length == 0 || to.Address.Domain.Length == 0 || directory.IsOurs(to.Address) || IsNoReply(to.Address)) return null;
        var id = EntryId.New(time);
        var address = AgentDesk.AddressFor(conversation, inbox, email);
        var chain = email.References.Count > 0 ? email.References : email.InReplyTo;
        return new Entry.Acknowledgement
        {
            Id = id,
            At = now,
            About = entry.Id,
            Life = new ReplyLife.Queued(),
            Email = new OutgoingEmail
            {
                MessageId = signer.Sign(conversation.Id, id, address.Domain),
                From = new EmailPerson(inbox.Name, address),
                ReplyTo = inbox.PlusAddressing && signer.Tag(address, conversation.Id) is { } tagged ? new EmailPerson(inbox.Name, tagged) : null,
                To = [to],
                Subject = SubjectPrefix + (email.Subject.Trim().Length > 0 ? email.Subject.Trim() : "your message"),
                InReplyTo = email.AnswerableId,
                References = AgentDesk.Shortened([.. chain, .. email.AnswerableId is { } answered ? [answered] : Array.Empty<MsgId>()]),
                Outlook = email.Outlook,
                Text = text,
            },
        };
    }
}

/// <summary>An acknowledgement that a commit counts: none for a person who had one within a day, and no more than so many within an hour.</summary>
public sealed record CountedAcknowledgement(InboxId Inbox, EmailAddress Recipient, int MostPerHour);

namespace MailBridge.Conversations;

/// <summary>Which way a mail went.</summary>
public enum EmailDirection
{
    /// <summary>From a customer to us.</summary>
    Inbound,

    /// <summary>From a colleague's own mail program to a customer.</summary>
    Outbound,

    /// <summary>Between colleagues.</summary>
    Internal,

    /// <summary>From a machine to us.</summary>
    Auto,

    /// <summary>A delivery report.</summary>
    Bounce,
}

/// <summary>What the desk made of a mail.</summary>
/// <param name="Disposition">What became of it.</param>
/// <param name="Direction">Which way it went.</param>
/// <param name="Conversation">The conversation it is in; null when it is in none.</param>
/// <param name="Customer">The customer whose it is; null when it is nobody's.</param>
/// <param name="DuplicateOf">The mail it is a second copy of; null when it is none.</param>
public sealed record IntakeResult(
    RawMailDisposition Disposition, EmailDirection Direction, ConversationId? Conversation = null, Customer? Customer = null, KnownEmail? DuplicateOf = null);

/// <summary>
/// Takes a mail that arrived: drops second copies and mail between colleagues, finds or opens the conversation, finds or makes the customer, appends the
/// entry and schedules the posts, all in one commit.
/// </summary>
public sealed partial class MailIntake(IConversationStore store, DeskDirectory directory, MessageIdSigner signer, TimeProvider time)
{
    private const int MostTries = 20;

    /// <summary>RFC 2606 section 2: a domain that never exists.</summary>
    private const string SyntheticDomain = "@mailbridge.invalid";

    private readonly ConversationMatcher _matcher = new(store, signer);

    /// <summary>Decides about a mail and commits the decision.</summary>
    /// <param name="email">The mail.</param>
    /// <param name="history">The mail is imported from an archive: nothing is posted because of it.</param>
    /// <param name="cancellation">Stops before the commit, never within it.</param>
    /// <exception cref="InvalidOperationException">Others kept changing the same conversation.</exception>
    public Task<IntakeResult> ReceiveAsync(IncomingEmail email, bool history, CancellationToken cancellation)
        => ReceiveAsync(email, history, [], cancellation);

    /// <inheritdoc cref="ReceiveAsync(IncomingEmail, bool, CancellationToken)"/>
    /// <param name="email">The mail.</param>
    /// <param name="history">The mail is imported from an archive: nothing is posted because of it.</param>
    /// <param name="related">Ids of further mails in its thread, where the whole thread is at hand; those that the mail names itself count before them.</param>
    /// <param name="cancellation">Stops before the commit, never within it.</param>
    public async Task<IntakeResult> ReceiveAsync(IncomingEmail email, bool history, IReadOnlyList<MsgId> related, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            var (commit, result) = await DecideAsync(email, history, related, cancellation).ConfigureAwait(false);
            if (history) commit = commit with { Deliveries = [] };
            switch (await store.CommitAsync(commit, cancellation).ConfigureAwait(false))
            {
                case CommitResult.Committed:
                    return result;
                case CommitResult.AlreadySeen:
                    var (filed, again) = Filed(email, RawMailDisposition.Duplicate, result.Direction, result.Conversation);
                    await store.CommitAsync(filed, cancellation).ConfigureAwait(false);
                    return again;
            }
        }
        throw new InvalidOperationException($"The mail {email.Raw} met a changed conversation {MostTries} times in a row.");
    }

    private async Task<(DeskCommit, IntakeResult)> DecideAsync(
        IncomingEmail email, bool history, IReadOnlyList<MsgId> related, CancellationToken cancellation)
    {
        var fromUs = IsFromUs(email);
        var counterpart = Counterpart(email, fromUs);
        if (email.Kind == EmailKind.Bounce || email.Receipt is not null || email.Complaint is not null)
            return await DecideReportAsync(email, cancellation).ConfigureAwait(false);
        if (PassedOn(email, fromUs) is { } original)
            return await DecidePassedOnAsync(email with { PassedOn = null }, original, related, cancellation).ConfigureAwait(false);
        email = email with { PassedOn = null };
        if (counterpart is null) return await DecideInternalAsync(email, related, cancellation).ConfigureAwait(false);

        var writtenByUs = fromUs && !email.ReplyTo.Any(p => p.Address == counterpart.Address);
        var direction = writtenByUs ? EmailDirection.Outbound : email.Kind == EmailKind.Automatic ? EmailDirection.Auto : EmailDirection.Inbound;
        if (!writtenByUs && !history && !directory.IsOurs(email.From.Address)
            && await store.FindBlockAsync(BlockedSender.PatternsOf(email.From.Address), cancellation).ConfigureAwait(false) is { } block)
            return SetAside(email, direction, block);
        // Our own addresses take part in every conversation: whoever only claims one of them is let in by it nowhere.
        var sides = new MailSides(
            directory.IsOurs(email.From.Address), fromUs, [.. new[] { email.From.Address, counterpart.Address }.Distinct().Where(a => !directory.IsOurs(a))]);
        var match = await _matcher.FindAsync(email, sides, counterpart, related, cancellation).ConfigureAwait(false);
        switch (match)
        {
            case Match.SameMail { Known: var known }:
                {
                    var holder = await store.LoadAsync(known.Conversation, cancellation).ConfigureAwait(false);
                    var owner = holder is null ? null : await store.LoadCustomerAsync(holder.State.Customer, cancellation).ConfigureAwait(false);
                    var (commit, _) = Filed(email, RawMailDisposition.Duplicate, direction, known.Conversation);
                    return (commit, new IntakeResult(RawMailDisposition.Duplicate, direction, known.Conversation, owner, known));
                }
            case Match.OwnCopy own:
                return await DecideOwnCopyAsync(email, own, cancellation).ConfigureAwait(false);
            case Match.None when email.Kind == EmailKind.List && !directory.IsOurList(email.ListId):
                return Filed(email, RawMailDisposition.List, direction);
        }
        if (match is Match.Continues { Conversation: var beside } && SideThread(email, beside, writtenByUs) is { } thread)
            return AppendAside(email, beside, thread, fromUs, direction, match.IdIsTaken);
        return await AppendAsync(email, counterpart, writtenByUs, direction, match, cancellation).ConfigureAwait(false);
    }

    private async Task<(DeskCommit, IntakeResult)> AppendAsync(
        IncomingEmail email, EmailPerson counterpart, bool writtenByUs, EmailDirection direction, Match match, CancellationToken cancellation, Forwarding? forwarding = null)
    {
        var (conversation, follows) = Continued(email, match);
        var isNew = conversation is null;
        var customer = conversation is null
            ? await store.FindCustomerAsync(counterpart.Address, cancellation).ConfigureAwait(false)
            : await store.LoadCustomerAsync(conversation.State.Customer, cancellation).ConfigureAwait(false);
        var known = customer;
        customer = Known(customer, counterpart, email);
        email = await WithLogosAsync(email, cancellation).ConfigureAwait(false);
        // One word is a first name or a company's; people share these.
        var likeness = known is null && counterpart.Name.Contains(' ', StringComparison.Ordinal)
            && await store.IsCustomerNamedAsync(counterpart.Name, cancellation).ConfigureAwait(false) ? EmailMarks.KnownName : EmailMarks.None;
        var now = time.GetUtcNow();
        conversation ??= Conversation.Open(ConversationId.New(time), email.Inbox, customer.Id, email, email.ReceivedAt < now ? email.ReceivedAt : now, follows);

        var at = SentAt(email);
        // Two different mails under one Message-ID: the later one gets an id of its own, so that neither is taken for the other's copy.
        var mail = match.IdIsTaken ? email with { MessageId = SyntheticId(email.Fingerprint), HeaderId = email.MessageId } : email;
        var works = writtenByUs
            ? conversation.Receive(new Entry.AgentEmail { Id = EntryId.New(time), At = at, Email = mail, Agent = directory.AgentWith(email.From.Address)?.Id }, directory.FirstReplyOwns(email.Inbox))
            : conversation.Receive(
                new Entry.CustomerEmail { Id = EntryId.New(time), At = at, Email = mail, Marks = Marks(email, conversation, isNew) | likeness | Thanks(email, conversation), ForwardedBy = forwarding?.By }, EntryId.New(time));
        if (forwarding is not null) works = [.. works, .. AddWords(conversation, forwarding)];
        if (isNew && !writtenByUs && directory.Inbox(email.Inbox)?.Timers.Acknowledgement is not null)
            works = [.. works, new DeliveryWork.Acknowledge(conversation.Added[0].Id)];
        var disposition = isNew ? RawMailDisposition.Opened : RawMailDisposition.Appended;
        var commit = new DeskCommit
        {
            Conversation = conversation,
            Customer = ReferenceEquals(known, customer) ? null : customer,
            Deliveries = Deliveries.Of([.. works, .. SettleAnswered(email, conversation)], conversation, time),
            RawMail = new RawMailEnd(email.Raw, disposition, conversation.Id),
            Receipt = forwarding?.Receipt,
        };
        return (commit, new IntakeResult(disposition, direction, conversation.Id, customer));
    }

    /// <summary>Marks the small pictures that the sender's organisation has sent often enough to be its logos.</summary>
    private async Task<IncomingEmail> WithLogosAsync(IncomingEmail email, CancellationToken cancellation)
    {
        var small = email.Attachments.Where(Logos.MayBe).Select(a => a.Sha256).Distinct().ToList();
        if (small.Count == 0) return email;
        var seen = await store.FindRepeatedFilesAsync(email.From.Address, small, Logos.TimesBefore, cancellation).ConfigureAwait(false);
        if (seen.Count == 0) return email;
        return email with { Attachments = [.. email.Attachments.Select(a => Logos.MayBe(a) && seen.Contains(a.Sha256) ? a with { IsLogo = true } : a)] };
    }

    /// <summary>
    /// The conversation a match names, unless it is closed and only references or the like speak for it under another subject: people use old mails as an
    /// address book, so that opens a new conversation which follows the old one. So does whatever a person writes long after it was closed.
    /// </summary>
    private (Conversation? Conversation, ConversationId? Follows) Continued(IncomingEmail email, Match match)
    {
        if (match is not Match.Continues continues) return (null, (match as Match.None)?.Quotes);
        var conversation = continues.Conversation;
        var opensNew = conversation.State.Status == ConversationStatus.Closed && email.Kind != EmailKind.Automatic
            && (IsLongClosed(conversation, email) || (continues.By != MatchedBy.Token && !SameSubject(email, conversation)));
        return opensNew ? (null, conversation.Id) : (conversation, null);
    }

    private bool IsLongClosed(Conversation conversation, IncomingEmail email)
        => conversation.Entries.OfType<Entry.Activity>().LastOrDefault(a => a.Kind == ActivityKind.Closed) is { At: var closed }
            && directory.Inbox(conversation.State.Inbox) is { ReopenWithin: var within } && email.ReceivedAt - closed > within && Thanks(email, conversation) == EmailMarks.None;

    /// <summary>Our own mail in our own mailbox: nothing to post, but it proves that a reply was sent whose fate was unknown, or not written down yet.</summary>
    private async Task<(DeskCommit, IntakeResult)> DecideOwnCopyAsync(IncomingEmail email, Match.OwnCopy own, CancellationToken cancellation)
    {
        var (commit, result) = Filed(email, RawMailDisposition.OwnCopy, EmailDirection.Outbound, own.Conversation);
        var conversation = await store.LoadAsync(own.Conversation, cancellation).ConfigureAwait(false);
        if (conversation is null) return (commit, result);
        var works = Settle(conversation, own.Entry, "its copy arrived in our mailbox");
        var isNews = IsFromUs(email) && !IsSynthetic(email.MessageId) && conversation.KnowReplyAs(own.Entry, email.MessageId);
        if (works.Count == 0 && !isNews) return (commit, result);
        return (commit with { Conversation = conversation, Deliveries = Deliveries.Of(works, conversation, time) }, result);
    }

    private IReadOnlyList<DeliveryWork> Settle(Conversation conversation, EntryId reply, string evidence)
    {
        var now = time.GetUtcNow();
        return conversation.Entry(reply) is Entry.Outgoing { Life: ReplyLife.Uncertain or ReplyLife.Queued }
            ? conversation.MoveReply(reply, new ReplyLife.Accepted(now, evidence, []), now)
            : [];
    }

    /// <summary>Whoever answers a reply of unknown fate has received it.</summary>
    private List<DeliveryWork> SettleAnswered(IncomingEmail email, Conversation conversation)
    {
        var works = new List<DeliveryWork>();
        foreach (var id in email.InReplyTo.Concat(email.References))
        {
            if (signer.TryVerify(id, out _, out var reply)) works.AddRange(Settle(conversation, reply, "it was answered"));
        }
        return works;
    }

    /// <summary>A delivery report, a read receipt or a complaint: it goes to the mail of ours that it is about, and is no mail of the customer's.</summary>
    private async Task<(DeskCommit, IntakeResult)> DecideReportAsync(IncomingEmail email, CancellationToken cancellation)
    {
        var direction = email.Kind == EmailKind.Bounce ? EmailDirection.Bounce : EmailDirection.Auto;
        var ids = ReportedIds(email);
        var known = await store.FindEmailsAsync([email.MessageId, .. ids], cancellation).ConfigureAwait(false);
        if (known[email.MessageId].FirstOrDefault(k => k.Fingerprint == email.Fingerprint) is { } same)
        {
            var (filed, _) = Filed(email, RawMailDisposition.Duplicate, direction, same.Conversation);
            return (filed, new IntakeResult(RawMailDisposition.Duplicate, direction, same.Conversation, null, same));
        }
        foreach (var id in ids)
        {
            if (known[id].FirstOrDefault() is not { } original) continue;
            if (await store.LoadAsync(original.Conversation, cancellation).ConfigureAwait(false) is { } conversation)
                return await ReportedAsync(email, conversation, original.Entry, direction, cancellation).ConfigureAwait(false);
        }
        // RFC 3464 section 2.3.1: a report may return nothing at all; then the address it was sent to tells the conversation.
        foreach (var tagged in signer.ConversationsIn(email))
        {
            if (await store.LoadLastAsync(tagged, cancellation).ConfigureAwait(false) is { } conversation && LatestReply(conversation, email) is { } reply)
                return await ReportedAsync(email, conversation, reply, direction, cancellation).ConfigureAwait(false);
        }
        return Filed(email, RawMailDisposition.StrayReport, direction);
    }

    private async Task<(DeskCommit, IntakeResult)> ReportedAsync(
        IncomingEmail email, Conversation conversation, EntryId original, EmailDirection direction, CancellationToken cancellation)
    {
        var works = Report(email, conversation, original);
        var commit = new DeskCommit
        {
            Receipt = new InboundReceipt("report", email.MessageId.Value),
            Conversation = works.Count > 0 ? conversation : null,
            Deliveries = Deliveries.Of(works, conversation, time),
            RawMail = new RawMailEnd(email.Raw, RawMailDisposition.Appended, conversation.Id),
        };
        var customer = await store.LoadCustomerAsync(conversation.State.Customer, cancellation).ConfigureAwait(false);
        return (commit, new IntakeResult(RawMailDisposition.Appended, direction, conversation.Id, customer));
    }

    private IReadOnlyList<DeliveryWork> Report(IncomingEmail email, Conversation conversation, EntryId original)
    {
        if (email.Receipt is { } receipt) return conversation.ReceiveReceipt(original, receipt);
        if (email.Complaint is { } complaint) return conversation.ReceiveComplaint(EntryId.New(time), SentAt(email), complaint.Words);
        var recipients = email.Bounce?.Recipients ?? [];
        var words = recipients.Count == 0 ? FirstLine(email.NewText) : string.Join("\n", recipients.Select(Words));
        return conversation.ReceiveReport(original, EntryId.New(time), SentAt(email), email.Bounce is { IsDelayOnly: true }, words, recipients);
    }

    /// <summary>The ids that may name a mail of ours, the surest first; no more than a store can be asked for at once.</summary>
    private static List<MsgId> ReportedIds(IncomingEmail email)
    {
        const int Most = 200;
        var named = new[] { email.Bounce?.Original, email.Receipt?.Original, email.Complaint?.Original }.OfType<MsgId>();
        IEnumerable<MsgId> ids =
            [.. named, .. email.InReplyTo, .. email.References.Reverse(), .. email.Bounce?.Related ?? [], .. email.Complaint?.Related ?? []];
        return [.. ids.Distinct().Take(Most)];
    }

    /// <summary>The last reply to whom the report speaks of, else the last of all.</summary>
    private static EntryId? LatestReply(Conversation conversation, IncomingEmail email)
    {
        var replies = conversation.Entries.OfType<Entry.AgentReply>().ToList();
        var failed = (email.Bounce?.Recipients ?? []).Select(r => r.Address).ToHashSet();
        return (replies.LastOrDefault(r => r.Email.To.Concat(r.Email.Cc).Any(p => failed.Contains(p.Address))) ?? replies.LastOrDefault())?.Id;
    }

    /// <summary>
    /// One of us wrote it, as far as that is believed: where the receiving server is trusted to say it, it must have said that the sender is genuine.
    /// </summary>
    private bool IsFromUs(IncomingEmail email)
        => directory.IsOurs(email.From.Address) && email.Sender is SenderCheck.NotJudged or SenderCheck.Verified;

    /// <summary>The person on the other side; null when everybody is one of us.</summary>
    private EmailPerson? Counterpart(IncomingEmail email, bool fromUs)
    {
        if (!directory.IsOurs(email.From.Address)) return email.From;
        var outside = email.To.Concat(email.Cc).FirstOrDefault(p => !directory.IsOurs(p.Address));
        // A contact form on our own site writes from our own address and names the person in Reply-To.
        var writer = email.ReplyTo.FirstOrDefault(p => !directory.IsOurs(p.Address));
        if (fromUs) return outside ?? writer;
        // Mail between colleagues may go unsigned within the house; what pretends to be more than that is a stranger's.
        return writer ?? (outside is not null || email.Sender == SenderCheck.Failing ? email.From : null);
    }

    private Customer Known(Customer? customer, EmailPerson counterpart, IncomingEmail email)
    {
        if (customer is null) return new Customer(CustomerId.New(time), counterpart.Name, [counterpart.Address], email.ReceivedAt);
        return customer.Name.Length == 0 && counterpart.Name.Length > 0 && customer.Addresses.Contains(counterpart.Address)
            ? customer with { Name = counterpart.Name }
            : customer;
    }

    /// <summary>The id of a mail that has none, or shares another mail's.</summary>
    public static MsgId SyntheticId(string fingerprint) => new($"{fingerprint[..Math.Min(32, fingerprint.Length)]}{SyntheticDomain}");

    /// <summary>The id is one that we made up: nobody outside knows it, so no reply may quote it.</summary>
    public static bool IsSynthetic(MsgId id) => id.Value.EndsWith(SyntheticDomain, StringComparison.OrdinalIgnoreCase);

    private EmailMarks Marks(IncomingEmail email, Conversation conversation, bool isNew)
    {
        var marks = email.SenderMarks;
        if (email.Sender == SenderCheck.Failing) marks |= EmailMarks.SenderFails;
        if (email.Sender == SenderCheck.Absent) marks |= EmailMarks.SenderUnverified;
        if (directory.IsOurs(email.From.Address) && !IsFromUs(email)) marks |= EmailMarks.NotAColleague;
        if (!isNew && !conversation.IsParticipant(email.From.Address)) marks |= EmailMarks.NewParticipant;
        if (!isNew && !SameSubject(email, conversation)) marks |= EmailMarks.NewSubject;
        if (email.ReplyTo.Any(p => p.Address.Domain != email.From.Address.Domain)) marks |= EmailMarks.ReplyToDiffers;
        if (email.Kind == EmailKind.Automatic) marks |= EmailMarks.Automatic;
        return marks;
    }

    private EmailMarks Thanks(IncomingEmail email, Conversation conversation)
        => conversation.State.Status == ConversationStatus.Closed && conversation.IsParticipant(email.From.Address)
            && BareThanks.Is(email, directory.Agents.Select(a => a.Name).Concat(directory.Inboxes.Select(i => i.Name)))
                ? EmailMarks.BareThanks : EmailMarks.None;

    private static bool SameSubject(IncomingEmail email, Conversation conversation)
        => email.BaseSubject.Length == 0 || string.Equals(email.BaseSubject, conversation.State.BaseSubject, StringComparison.OrdinalIgnoreCase)
            || conversation.TakenSubjects.Contains(email.BaseSubject, StringComparer.OrdinalIgnoreCase);

    /// <summary>The sender's date, unless their clock is more than a day ahead of the mailbox (then the mailbox' date).</summary>
    private static DateTimeOffset SentAt(IncomingEmail email)
        => email.SentAt is { } sent && sent <= email.ReceivedAt + TimeSpan.FromDays(1) ? sent : email.ReceivedAt;

    private static string Words(BouncedRecipient recipient)
    {
        var said = recipient.Diagnostic.Contains(recipient.Status, StringComparison.Ordinal)
            ? recipient.Diagnostic : $"{recipient.Status} {recipient.Diagnostic}".TrimEnd();
        return recipient.Cause.Length == 0 ? $"{recipient.Address}: {said}" : $"{recipient.Address}: {recipient.Cause} ({said})";
    }

    private static string FirstLine(string text)
        => text.AsSpan().Trim() is var trimmed && trimmed.IndexOf('\n') is >= 0 and var end ? trimmed[..end].TrimEnd().ToString() : trimmed.ToString();

    /// <summary>A blocked sender's mail: kept and listed, and in no conversation until somebody wants it posted after all.</summary>
    private static (DeskCommit, IntakeResult) SetAside(IncomingEmail email, EmailDirection direction, BlockedSender block)
    {
        var (commit, result) = Filed(email, RawMailDisposition.Blocked, direction);
        return (commit with { SetAside = new BlockedMail(email.Raw, block.Pattern, email.From, email.Subject, email.ReceivedAt) }, result);
    }

    private static (DeskCommit, IntakeResult) Filed(
        IncomingEmail email, RawMailDisposition disposition, EmailDirection direction, ConversationId? conversation = null)
        => (new DeskCommit { RawMail = new RawMailEnd(email.Raw, disposition, conversation) }, new IntakeResult(disposition, direction, conversation));
}

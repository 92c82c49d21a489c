namespace MailBridge.Conversations;

/// <content>A customer's mail that a colleague passes on to an inbox: it becomes that customer's conversation.</content>
public sealed partial class MailIntake
{
    /// <summary>
    /// The customer's mail that a colleague passes on to the inbox; null for any other mail. Only an agent's word counts, where it is theirs as far as that is
    /// judged, and only if they sent it to this inbox and not to somebody else or to themselves.
    /// </summary>
    private PassedOnEmail? PassedOn(IncomingEmail email, bool fromUs)
    {
        if (!fromUs || email is not { PassedOn: { } original, Kind: EmailKind.Customer or EmailKind.List }) return null;
        if (directory.AgentWith(email.From.Address) is null || directory.Inbox(email.Inbox) is not { } inbox || inbox.Named(email.From.Address) is not null) return null;
        var recipients = email.To.Concat(email.Cc).Select(p => p.Address).ToList();
        if (recipients.Exists(a => !directory.IsOurs(a))) return null;
        if (!recipients.Concat(email.DeliveredTo).Any(a => inbox.Named(a) is not null)) return null;
        return original.From.Address is { Domain.Length: > 0, LocalPart.Length: > 0 } writer && !directory.IsOurs(writer) ? original : null;
    }

    private async Task<(DeskCommit, IntakeResult)> DecidePassedOnAsync(
        IncomingEmail forward, PassedOnEmail original, IReadOnlyList<MsgId> related, CancellationToken cancellation)
    {
        // What a colleague answers in a side thread may look like a forward; Outlook writes both with the same header block.
        if (await DecideInternalAsync(forward, related, cancellation).ConfigureAwait(false) is var (aside, said) && said.Disposition == RawMailDisposition.Appended)
            return (aside, said);
        var email = AsCustomers(forward, original);
        var by = directory.AgentWith(forward.From.Address)!.Id;
        var sides = new MailSides(ClaimsUs: false, FromUs: false, [email.From.Address]);
        var match = await _matcher.FindAsync(email, sides, email.From, related, cancellation).ConfigureAwait(false);
        var forwarding = new Forwarding(by, SentAt(forward), original.Above, new InboundReceipt("forward", $"{email.Inbox}/{forward.Fingerprint}"));
        var held = match switch
        {
            Match.SameMail { Known.Conversation: var id } => await store.LoadAsync(id, cancellation).ConfigureAwait(false),
            Match.Continues { Conversation: var conversation } when Holds(conversation, email) => conversation,
            _ => null,
        };
        if (held is not null) return await HeldAlreadyAsync(forward, held, forwarding, cancellation).ConfigureAwait(false);
        if (match is Match.SameMail or Match.OwnCopy) return Filed(forward, RawMailDisposition.Internal, EmailDirection.Internal);
        if (match is Match.Continues { Conversation: var beside } && SideThread(email, beside, writtenByUs: false) is not null)
            return Filed(forward, RawMailDisposition.Internal, EmailDirection.Internal, beside.Id);
        return await AppendAsync(email, email.From, writtenByUs: false, EmailDirection.Inbound, match, cancellation, forwarding).ConfigureAwait(false);
    }

    /// <summary>We have the customer's mail already: what the colleague wrote above it is all that is new.</summary>
    private async Task<(DeskCommit, IntakeResult)> HeldAlreadyAsync(
        IncomingEmail forward, Conversation conversation, Forwarding forwarding, CancellationToken cancellation)
    {
        var customer = await store.LoadCustomerAsync(conversation.State.Customer, cancellation).ConfigureAwait(false);
        var works = AddWords(conversation, forwarding);
        var commit = new DeskCommit
        {
            Receipt = forwarding.Receipt,
            Conversation = works.Count > 0 ? conversation : null,
            Deliveries = Deliveries.Of(works, conversation, time),
            RawMail = new RawMailEnd(forward.Raw, RawMailDisposition.Duplicate, conversation.Id),
        };
        return (commit, new IntakeResult(RawMailDisposition.Duplicate, EmailDirection.Internal, conversation.Id, customer));
    }

    /// <summary>The mail as if its writer had sent it to the inbox themselves. What nobody has checked about them is not said to be checked.</summary>
    private static IncomingEmail AsCustomers(IncomingEmail forward, PassedOnEmail original)
    {
        var email = forward with
        {
            From = original.From,
            ReplyTo = [.. original.ReplyTo.Where(p => p.Address != original.From.Address)],
            To = original.To,
            Cc = original.Cc,
            DeliveredTo = [.. forward.DeliveredTo.Concat(forward.To.Concat(forward.Cc).Select(p => p.Address)).Distinct()],
            Subject = original.Subject,
            BaseSubject = original.BaseSubject,
            SubjectIsReply = original.SubjectIsReply,
            SubjectTag = null,
            Outlook = null,
            OwnId = null,
            Sender = SenderCheck.NotJudged,
            SenderMarks = EmailMarks.None,
            Kind = EmailKind.Customer,
            NewText = original.NewText,
            FullText = original.FullText,
            AttachedText = "",
            Quoted = original.Quoted,
            Signature = original.Signature,
            Attachments = original.Attachments,
        };
        return original.Identity is { } identity
            ? email with
            {
                MessageId = identity.MessageId, HeaderId = null, Fingerprint = identity.Fingerprint, InReplyTo = identity.InReplyTo,
                References = identity.References, SentAt = identity.SentAt ?? forward.SentAt,
            }
            : email with
            {
                // The customer does not know the forward's own id. Mail programs name the mail that is passed on as if it were answered.
                MessageId = SyntheticId(forward.Fingerprint),
                HeaderId = forward.InReplyTo.Concat(forward.References.Reverse()).Select(i => (MsgId?)i).FirstOrDefault(),
            };
    }

    /// <summary>The conversation has a mail of the same writer that says all of this. An id alone does not tell it: what a forward names may be an earlier mail.</summary>
    private static bool Holds(Conversation conversation, IncomingEmail email)
    {
        const int telling = 40;
        var said = Line(email.NewText);
        return conversation.Entries.OfType<Entry.CustomerEmail>().Select(e => e.Email).Any(
            m => m.From.Address == email.From.Address && email.Attachments.All(a => a.IsInline || m.Attachments.Any(o => o.Sha256 == a.Sha256))
                && (Line(m.NewText) == said || (said.Length >= telling && Line(m.FullText).Contains(said, StringComparison.Ordinal))));
    }

    private static string Line(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private IReadOnlyList<DeliveryWork> AddWords(Conversation conversation, Forwarding forwarding)
        => forwarding.Words.Trim().Length == 0 ? [] : conversation.AddNote(new Entry.Note
        {
            Id = EntryId.New(time), At = forwarding.At, Agent = forwarding.By, Text = forwarding.Words.Trim(), Mentions = Mentions.In(forwarding.Words, directory),
        });

    /// <summary>Who passed a mail on, when and with what words.</summary>
    private sealed record Forwarding(AgentId By, DateTimeOffset At, string Words, InboundReceipt Receipt);
}

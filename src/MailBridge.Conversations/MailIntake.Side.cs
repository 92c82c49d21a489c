namespace MailBridge.Conversations;

/// <content>Mail of side threads: from third parties, and to them.</content>
public sealed partial class MailIntake
{
    /// <summary>
    /// The side thread of a conversation that a mail belongs to; null for the customer's own. Whoever is of the customer's side writes as the customer,
    /// wherever they were brought in; a token, or the nearest mail that it refers to, tells of anybody else, then who they are.
    /// </summary>
    private EntryId? SideThread(IncomingEmail email, Conversation conversation, bool writtenByUs)
    {
        List<EmailAddress> people = writtenByUs
            ? [.. email.To.Concat(email.Cc).Select(p => p.Address).Where(a => !directory.IsOurs(a))]
            : directory.IsOurs(email.From.Address) ? [] : [email.From.Address];
        if (people.Exists(conversation.IsOfCustomersSide)) return null;
        if (!writtenByUs && conversation.SideThreads.Where(t => signer.IsAside(email, t)).ToList() is [var tagged, ..]) return tagged;
        foreach (var id in email.InReplyTo.Concat(email.References.Reverse()))
        {
            if (Named(id, conversation) is { } entry) return entry.Aside ?? Known();
        }
        return Known();

        EntryId? Known() => people.Count > 0 && people.TrueForAll(p => conversation.SideThreadOf(p) is not null) ? conversation.SideThreadOf(people[0]) : null;
    }

    private Entry? Named(MsgId id, Conversation conversation)
        => signer.TryVerify(id, out _, out var entry) ? conversation.Entry(entry) : conversation.EntryKnownAs(id);

    /// <summary>Mail between colleagues stays out, unless one of them answers in a side thread.</summary>
    private async Task<(DeskCommit, IntakeResult)> DecideInternalAsync(IncomingEmail email, IReadOnlyList<MsgId> related, CancellationToken cancellation)
    {
        var us = new MailSides(ClaimsUs: true, FromUs: true, []);
        if (await _matcher.FindAsync(email, us, email.From, related, cancellation).ConfigureAwait(false) is not Match.Continues { By: MatchedBy.Token or MatchedBy.Reference } match
            || SideThread(email, match.Conversation, writtenByUs: false) is not { } thread)
            return Filed(email, RawMailDisposition.Internal, EmailDirection.Internal);
        return AppendAside(email, match.Conversation, thread, byUs: false, EmailDirection.Internal, match.IdIsTaken);
    }

    private (DeskCommit, IntakeResult) AppendAside(
        IncomingEmail email, Conversation conversation, EntryId thread, bool byUs, EmailDirection direction, bool idIsTaken)
    {
        var marks = Marks(email, conversation, isNew: false) & ~(EmailMarks.NewSubject | EmailMarks.NewParticipant);
        if (!byUs && conversation.SideThreadOf(email.From.Address) is null) marks |= EmailMarks.NewParticipant;
        var entry = new Entry.SideEmail
        {
            Id = EntryId.New(time),
            At = SentAt(email),
            Email = idIsTaken ? email with { MessageId = SyntheticId(email.Fingerprint), HeaderId = email.MessageId } : email,
            SideThread = thread,
            Agent = byUs ? directory.AgentWith(email.From.Address)?.Id : null,
            Marks = marks,
        };
        var works = conversation.ReceiveAside(entry, EntryId.New(time));
        var commit = new DeskCommit
        {
            Conversation = conversation,
            Deliveries = Deliveries.Of([.. works, .. SettleAnswered(email, conversation)], conversation, time),
            RawMail = new RawMailEnd(email.Raw, RawMailDisposition.Appended, conversation.Id),
        };
        return (commit, new IntakeResult(RawMailDisposition.Appended, direction, conversation.Id));
    }
}

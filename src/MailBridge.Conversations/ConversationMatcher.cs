namespace MailBridge.Conversations;

/// <summary>What told where a mail belongs.</summary>
internal enum MatchedBy
{
    /// <summary>Our signed token in a recipient: an answer to the address that one conversation alone has.</summary>
    Token,

    /// <summary>A reference, signed or not.</summary>
    Reference,

    /// <summary>Something that the mail shares with one of the conversation's.</summary>
    Clue,

    /// <summary>Its subject.</summary>
    Subject,
}

/// <summary>Where a mail belongs.</summary>
internal abstract record Match
{
    /// <summary>Another mail is kept under the same Message-ID.</summary>
    public bool IdIsTaken { get; init; }

    /// <summary>It belongs to no conversation that is known, or its sender to none that it names.</summary>
    public sealed record None(ConversationId? Quotes = null) : Match;

    /// <summary>An entry holds this very mail.</summary>
    public sealed record SameMail(KnownEmail Known) : Match;

    /// <summary>It is a reply of ours that came back to our mailbox.</summary>
    public sealed record OwnCopy(ConversationId Conversation, EntryId Entry) : Match;

    /// <summary>It continues a conversation.</summary>
    public sealed record Continues(Conversation Conversation, MatchedBy By) : Match;
}

/// <summary>Who a mail is between, as far as that is believed.</summary>
/// <param name="ClaimsUs">It bears an address of ours as its sender.</param>
/// <param name="FromUs">One of us wrote it.</param>
/// <param name="Outside">The addresses of the other side that may let it into a conversation they take part in.</param>
internal sealed record MailSides(bool ClaimsUs, bool FromUs, IReadOnlyList<EmailAddress> Outside);

/// <summary>
/// Finds the conversation a mail belongs to: our signed token in a recipient, then In-Reply-To and References from the nearest to the farthest, then mails
/// that refer to it or to what it refers to, then what Outlook or a ticket system says, then the subject. What we did not sign proves nothing by
/// itself, since anyone who got a copy can quote it: it counts only with a participant.
/// </summary>
internal sealed class ConversationMatcher(IConversationStore store, MessageIdSigner signer)
{
    /// <summary>How long after its last activity a conversation is found by its subject alone.</summary>
    private static readonly TimeSpan SubjectMemory = TimeSpan.FromDays(30);

    /// <summary>More references than this are not looked up: RFC 5322 sets no bound, a hostile mail must not make one query of a megabyte.</summary>
    private const int MostReferences = 200;

    /// <summary>Conversations that share a clue are looked at up to this many, the latest first.</summary>
    private const int MostCandidates = 8;

    /// <param name="email">The mail.</param>
    /// <param name="sides">Who it is between.</param>
    /// <param name="counterpart">The person on the other side.</param>
    /// <param name="related">Ids of further mails in its thread, where the whole thread is at hand.</param>
    /// <param name="cancellation">Stops the search.</param>
    public async Task<Match> FindAsync(
        IncomingEmail email, MailSides sides, EmailPerson counterpart, IReadOnlyList<MsgId> related, CancellationToken cancellation)
    {
        // Many servers write no verdict on what is handed in by their own users, such as the copies of our replies. Whoever forges one has our reply already.
        if (sides.ClaimsUs && (signer.TryVerify(email.MessageId, out var conversation, out var entry)
            || (email.OwnId is { } own && signer.TryVerify(own, out conversation, out entry))))
            return new Match.OwnCopy(await store.FindHomeAsync(entry, cancellation).ConfigureAwait(false) ?? conversation, entry);

        var nearest = email.InReplyTo.Concat(email.References.Reverse()).Concat(related).Where(id => id != email.MessageId).Distinct()
            .Take(MostReferences).ToList();
        var known = await store.FindEmailsAsync([email.MessageId, .. nearest], cancellation).ConfigureAwait(false);
        var holders = known[email.MessageId].ToList();
        if (holders.Find(h => h.Fingerprint == email.Fingerprint) is { } same) return new Match.SameMail(same);
        if (sides.ClaimsUs && holders.Find(h => h.IsOurs) is { } reply) return new Match.OwnCopy(reply.Conversation, reply.Entry);
        var match = await ContinuedAsync(email, sides, counterpart, nearest, known, cancellation).ConfigureAwait(false);
        return holders.Count == 0 ? match : match with { IdIsTaken = true };
    }

    private async Task<Match> ContinuedAsync(
        IncomingEmail email, MailSides sides, EmailPerson counterpart, List<MsgId> nearest, ILookup<MsgId, KnownEmail> known, CancellationToken cancellation)
    {
        foreach (var tagged in signer.ConversationsIn(email))
        {
            if (await store.LoadChainAsync(tagged, cancellation).ConfigureAwait(false) is { Count: > 0 } chain)
                return new Match.Continues(await AlongAsync(chain, nearest, known, cancellation).ConfigureAwait(false) ?? chain[^1], MatchedBy.Token);
        }
        foreach (var tagged in MessageIdSigner.SideConversationsIn(email))
        {
            var chain = await store.LoadChainAsync(tagged, cancellation).ConfigureAwait(false);
            if (chain.LastOrDefault(c => c.SideThreads.Any(t => signer.IsAside(email, t))) is { } beside) return new Match.Continues(beside, MatchedBy.Token);
        }

        ConversationId? quoted = null;
        foreach (var id in nearest)
        {
            if (signer.TryVerify(id, out var signed, out var entry)
                && await store.LoadLastAsync(await store.FindHomeAsync(entry, cancellation).ConfigureAwait(false) ?? signed, cancellation).ConfigureAwait(false) is { } ours)
                return new Match.Continues(ours, MatchedBy.Reference);
            foreach (var found in known[id])
            {
                if (await store.LoadAsync(found.Conversation, cancellation).ConfigureAwait(false) is not { } conversation) continue;
                if (MayEnter(sides, conversation)) return new Match.Continues(conversation, MatchedBy.Reference);
                quoted ??= found.Conversation;
            }
        }

        if (await ByCluesAsync(email, sides, nearest, cancellation).ConfigureAwait(false) is { } shared) return new Match.Continues(shared, MatchedBy.Clue);
        if (quoted is null && email is { SubjectIsReply: true, BaseSubject.Length: > 0, Sender: not SenderCheck.Failing })
        {
            var since = (email.SentAt ?? email.ReceivedAt) - SubjectMemory;
            var bySubject = await store.FindBySubjectAsync(email.Inbox, email.BaseSubject, counterpart.Address, since, cancellation).ConfigureAwait(false);
            if (bySubject is { } id && await store.LoadLastAsync(id, cancellation).ConfigureAwait(false) is { State.Status: not ConversationStatus.Closed } conversation
                && MayEnter(sides, conversation))
                return new Match.Continues(conversation, MatchedBy.Subject);
            var aside = await store.FindAsideBySubjectAsync(email.Inbox, email.BaseSubject, counterpart.Address, since, cancellation).ConfigureAwait(false);
            if (aside is { } side && await store.LoadLastAsync(side, cancellation).ConfigureAwait(false) is { } beside && MayEnter(sides, beside))
                return new Match.Continues(beside, MatchedBy.Subject);
        }
        return new Match.None(quoted);
    }

    /// <summary>
    /// Where the mail that this one answers has gone from the conversation whose token it bears; null where it is still there. What it is known by there opens
    /// the way along.
    /// </summary>
    private async Task<Conversation?> AlongAsync(
        IReadOnlyList<Conversation> chain, List<MsgId> nearest, ILookup<MsgId, KnownEmail> known, CancellationToken cancellation)
    {
        foreach (var id in nearest)
        {
            EntryId? answered = known[id].FirstOrDefault()?.Entry ?? (signer.TryVerify(id, out _, out var entry) ? entry : null);
            if (answered is not { } mail) continue;
            return chain.Any(c => c.Gave(mail)) && chain[^1].Entry(mail) is null && await store.FindHomeAsync(mail, cancellation).ConfigureAwait(false) is { } home
                ? await store.LoadLastAsync(home, cancellation).ConfigureAwait(false)
                : null;
        }
        return null;
    }

    /// <summary>The mail that another one answers may come after it, and two answers may share a mail that never comes.</summary>
    private async Task<Conversation?> ByCluesAsync(IncomingEmail email, MailSides sides, List<MsgId> nearest, CancellationToken cancellation)
    {
        List<ThreadClue> clues = [ThreadClue.Of(email.MessageId), .. nearest.Select(ThreadClue.Of)];
        // A number, a name or a subject is easily guessed: with nothing but these, a participant whose domain disowns the mail is none.
        if (email.Sender != SenderCheck.Failing) clues.AddRange(email.Clues.Where(c => c.Kind != ClueKind.Reference));
        var sharing = await store.FindByCluesAsync(clues, cancellation).ConfigureAwait(false);
        foreach (var clue in clues)
        {
            var entered = new List<Conversation>();
            foreach (var id in sharing[clue].OrderByDescending(c => c.Value).Take(MostCandidates))
            {
                if (await store.LoadAsync(id, cancellation).ConfigureAwait(false) is not { } conversation) continue;
                // Ticket systems count from one: a number names a ticket in one inbox at most.
                if (MayEnter(sides, conversation) && (clue.Kind != ClueKind.SubjectTag || conversation.State.Inbox == email.Inbox)) entered.Add(conversation);
            }
            if (entered.Find(c => c.State.Status != ConversationStatus.Closed) is { } open) return open;
            if (entered.Count > 0) return entered[0];
        }
        return null;
    }

    private static bool MayEnter(MailSides sides, Conversation conversation) => sides.FromUs || sides.Outside.Any(a => conversation.IsParticipant(a) || conversation.SideThreadOf(a) is not null);
}

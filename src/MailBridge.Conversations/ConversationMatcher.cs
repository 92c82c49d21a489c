namespace MailBridge.Conversations;

/// <summary>Where a mail belongs.</summary>
internal abstract record Match
{
    /// <summary>Another mail is kept under the same Message-ID.</summary>
    public bool IdIsTaken { get; init; }

    /// <summary>It belongs to no conversation that is known.</summary>
    public sealed record None(ConversationId? Quotes = null) : Match;

    /// <summary>An entry holds this very mail.</summary>
    public sealed record SameMail(KnownEmail Known) : Match;

    /// <summary>It is a reply of ours that came back to our mailbox.</summary>
    public sealed record OwnCopy(ConversationId Conversation, EntryId Entry) : Match;

    /// <summary>It continues a conversation; <paramref name="IsSigned"/> when one of our own signed ids says so.</summary>
    public sealed record Continues(Conversation Conversation, bool IsSigned) : Match;
}

/// <summary>
/// Finds the conversation a mail belongs to: our signed token in a recipient, then In-Reply-To and References from the nearest to the farthest, then the
/// subject together with a known participant. An id that we did not sign proves nothing by itself: anyone who got a copy can quote it.
/// </summary>
internal sealed class ConversationMatcher(IConversationStore store, MessageIdSigner signer)
{
    /// <summary>How long after its last activity a conversation is found by its subject alone.</summary>
    private static readonly TimeSpan SubjectMemory = TimeSpan.FromDays(30);

    /// <summary>More references than this are not looked up: RFC 5322 sets no bound, a hostile mail must not make one query of a megabyte.</summary>
    private const int MostReferences = 200;

    public async Task<Match> FindAsync(IncomingEmail email, EmailPerson counterpart, bool fromUs, CancellationToken cancellation)
    {
        if (signer.TryVerify(email.MessageId, out var ownConversation, out var ownEntry) && fromUs)
            return new Match.OwnCopy(ownConversation, ownEntry);

        var nearest = email.InReplyTo.Concat(email.References.Reverse()).Distinct().Take(MostReferences).ToList();
        var known = await store.FindEmailsAsync([email.MessageId, .. nearest], cancellation).ConfigureAwait(false);
        if (known.TryGetValue(email.MessageId, out var same) && same.Fingerprint == email.Fingerprint) return new Match.SameMail(same);
        var match = await ContinuedAsync(email, counterpart, fromUs, nearest, known, cancellation).ConfigureAwait(false);
        return same is null ? match : match with { IdIsTaken = true };
    }

    private async Task<Match> ContinuedAsync(
        IncomingEmail email, EmailPerson counterpart, bool fromUs, List<MsgId> nearest, IReadOnlyDictionary<MsgId, KnownEmail> known, CancellationToken cancellation)
    {

        foreach (var recipient in email.DeliveredTo.Concat(email.To.Concat(email.Cc).Select(p => p.Address)))
        {
            if (signer.TryVerify(recipient, out var tagged) && await store.LoadAsync(tagged, cancellation).ConfigureAwait(false) is { } named)
                return new Match.Continues(named, IsSigned: true);
        }

        ConversationId? quoted = null;
        foreach (var id in nearest)
        {
            if (signer.TryVerify(id, out var signed, out _) && await store.LoadAsync(signed, cancellation).ConfigureAwait(false) is { } ours)
                return new Match.Continues(ours, IsSigned: true);
            if (!known.TryGetValue(id, out var found)) continue;
            var conversation = await store.LoadAsync(found.Conversation, cancellation).ConfigureAwait(false);
            if (conversation is null) continue;
            if (fromUs || conversation.IsParticipant(email.From.Address) || conversation.IsParticipant(counterpart.Address))
                return new Match.Continues(conversation, IsSigned: false);
            quoted ??= found.Conversation;
        }

        if (quoted is null && email is { SubjectIsReply: true, BaseSubject.Length: > 0 })
        {
            var bySubject = await store.FindBySubjectAsync(
                email.Inbox, email.BaseSubject, counterpart.Address, (email.SentAt ?? email.ReceivedAt) - SubjectMemory, cancellation).ConfigureAwait(false);
            if (bySubject is { } id && await store.LoadAsync(id, cancellation).ConfigureAwait(false) is { } conversation)
                return new Match.Continues(conversation, IsSigned: false);
        }
        return new Match.None(quoted);
    }
}

namespace MailBridge.Conversations;

/// <summary>What sort of mail it is, by its header fields (RFC 3834, RFC 3464, RFC 2919), not by its sender.</summary>
public enum EmailKind
{
    /// <summary>Written by a person.</summary>
    Customer,

    /// <summary>Written by a machine: a vacation notice, a system's notification.</summary>
    Automatic,

    /// <summary>A delivery report.</summary>
    Bounce,

    /// <summary>Came through a mailing list.</summary>
    List,
}

/// <summary>One mail in the desk's terms, translated from its bytes.</summary>
public sealed record IncomingEmail
{
    /// <summary>Where the bytes are kept.</summary>
    public required RawMailId Raw { get; init; }

    /// <summary>The inbox whose mailbox it was found in.</summary>
    public required InboxId Inbox { get; init; }

    /// <summary>Its Message-ID, or one made from its fingerprint where it has none.</summary>
    public required MsgId MessageId { get; init; }

    /// <summary>
    /// The Message-ID in its header, where <see cref="MessageId"/> is another because a different mail has that one already. An answer must name this one.
    /// </summary>
    public MsgId? HeaderId { get; init; }

    /// <summary>The id under which a mail of ours was written, as it says itself: a provider may have given it another Message-ID since.</summary>
    public MsgId? OwnId { get; init; }

    /// <summary>Hash over sender, date, subject and text: equal for two copies of one mail, whatever their trace fields say.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Who wrote it.</summary>
    public required EmailPerson From { get; init; }

    /// <summary>Where answers are wanted, when that differs from <see cref="From"/>.</summary>
    public IReadOnlyList<EmailPerson> ReplyTo { get; init; } = [];

    /// <summary>The To field.</summary>
    public IReadOnlyList<EmailPerson> To { get; init; } = [];

    /// <summary>The Cc field.</summary>
    public IReadOnlyList<EmailPerson> Cc { get; init; } = [];

    /// <summary>Recipients that only trace fields name: Delivered-To, X-Original-To, Envelope-To.</summary>
    public IReadOnlyList<EmailAddress> DeliveredTo { get; init; } = [];

    /// <summary>The ids of In-Reply-To.</summary>
    public IReadOnlyList<MsgId> InReplyTo { get; init; } = [];

    /// <summary>The ids of References, oldest first.</summary>
    public IReadOnlyList<MsgId> References { get; init; } = [];

    /// <summary>The decoded subject.</summary>
    public required string Subject { get; init; }

    /// <summary>The subject without reply and forward prefixes (RFC 5256 section 2.1, in many languages).</summary>
    public required string BaseSubject { get; init; }

    /// <summary>The subject says that this is a reply.</summary>
    public bool SubjectIsReply { get; init; }

    /// <summary>The ticket number that the subject bears in brackets; null for none.</summary>
    public string? SubjectTag { get; init; }

    /// <summary>What Outlook says about its thread; null when it says nothing.</summary>
    public OutlookThread? Outlook { get; init; }

    /// <summary>What the receiving server says about the sender.</summary>
    public SenderCheck Sender { get; init; }

    /// <summary>What is odd about the sender, whatever conversation the mail is in.</summary>
    public EmailMarks SenderMarks { get; init; }

    /// <summary>When the sender says it was written; null when it says nothing readable.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When it reached the mailbox.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>What sort of mail it is.</summary>
    public EmailKind Kind { get; init; }

    /// <summary>What the sender newly wrote.</summary>
    public required string NewText { get; init; }

    /// <summary>The whole plain text.</summary>
    public required string FullText { get; init; }

    /// <summary>Subject and text of mails that came as files: found by a search, shown only when they are opened.</summary>
    public string AttachedText { get; init; } = "";

    /// <summary>The part of the text set apart as a quote of earlier mail.</summary>
    public string Quoted { get; init; } = "";

    /// <summary>The part of the text set apart as a signature.</summary>
    public string Signature { get; init; } = "";

    /// <summary>Files that came with it.</summary>
    public IReadOnlyList<EmailAttachment> Attachments { get; init; } = [];

    /// <summary>The list it came through (RFC 2919), without comment and brackets; empty for none.</summary>
    public string ListId { get; init; } = "";

    /// <summary>What a delivery report says; null for any other mail.</summary>
    public BounceReport? Bounce { get; init; }

    /// <summary>What a read receipt says; null for any other mail.</summary>
    public ReadReceipt? Receipt { get; init; }

    /// <summary>What a provider reports that somebody says about a mail of ours; null for any other mail.</summary>
    public Complaint? Complaint { get; init; }

    /// <summary>The mail that it passes on, where it passes on one; decided upon when it comes in, and not kept.</summary>
    public PassedOnEmail? PassedOn { get; init; }

    /// <summary>What was wrong with the bytes, a short sentence each.</summary>
    public IReadOnlyList<string> Defects { get; init; } = [];

    /// <summary>The id that an answer to this mail names; null when the mail bears none.</summary>
    public MsgId? AnswerableId => HeaderId ?? (MailIntake.IsSynthetic(MessageId) ? null : MessageId);

    /// <summary>What other mails of its thread may share with it.</summary>
    public IEnumerable<ThreadClue> Clues
    {
        get
        {
            foreach (var id in InReplyTo.Concat(References).Distinct()) yield return ThreadClue.Of(id);
            if (Outlook is { } thread) yield return ThreadClue.Of(thread);
            if (SubjectTag is { } tag) yield return ThreadClue.OfTag(tag);
        }
    }

    /// <summary>It names the other as the mail it answers, or as one before that.</summary>
    public bool RefersTo(MsgId id) => InReplyTo.Contains(id) || References.Contains(id);
}

/// <summary>What the receiving server says about the domain in From (RFC 8601).</summary>
public enum SenderCheck
{
    /// <summary>No server is trusted to say it, or the mail came by no server.</summary>
    NotJudged,

    /// <summary>The domain stands for the mail.</summary>
    Verified,

    /// <summary>The domain disowns the mail.</summary>
    Failing,

    /// <summary>Nothing speaks for or against it.</summary>
    Absent,
}

/// <summary>A file that came with a mail. Its bytes stay in the raw mail; <see cref="Index"/> finds them there.</summary>
public sealed record EmailAttachment(int Index, string FileName, string MediaType, long Size, string Sha256, bool IsInline, string? ContentId)
{
    /// <summary>A small picture that the same sender, or their organisation, has sent again and again: a logo in a signature.</summary>
    public bool IsLogo { get; init; }
}

/// <summary>What a delivery report says about one of our replies (RFC 3464).</summary>
public sealed record BounceReport(MsgId? Original, bool IsDelayOnly, IReadOnlyList<BouncedRecipient> Recipients)
{
    /// <summary>Ids that the returned mail names itself, nearest first, and the name of its envelope: they may lead to the conversation.</summary>
    public IReadOnlyList<MsgId> Related { get; init; } = [];
}

/// <summary>One recipient of a delivery report: the address, the enhanced status code (RFC 3463) and the server's words.</summary>
public sealed record BouncedRecipient(EmailAddress Address, string Status, string Diagnostic)
{
    /// <summary>Why, in a few words for people; empty where nothing tells.</summary>
    public string Cause { get; init; } = "";
}

/// <summary>What the recipient's mail program did with a reply of ours (RFC 8098).</summary>
/// <param name="Original">The reply, where the receipt names it.</param>
/// <param name="Reader">Whose program it is.</param>
/// <param name="Act">What was done, such as "displayed".</param>
/// <param name="At">When the receipt was written.</param>
public sealed record ReadReceipt(MsgId? Original, EmailAddress Reader, string Act, DateTimeOffset At);

/// <summary>What a provider reports about a mail of ours (RFC 5965).</summary>
/// <param name="Original">The mail, where the report names it.</param>
/// <param name="Words">What is reported, as a sentence.</param>
public sealed record Complaint(MsgId? Original, string Words)
{
    /// <summary>Ids that the reported mail names itself: they may lead to the conversation.</summary>
    public IReadOnlyList<MsgId> Related { get; init; } = [];
}

/// <summary>A mail that came within another one, as its text or as a file of it.</summary>
public sealed record PassedOnEmail
{
    /// <summary>Who wrote it; the address is empty where the forward names none.</summary>
    public required EmailPerson From { get; init; }

    /// <summary>Where answers to it are wanted, when that differs from <see cref="From"/>.</summary>
    public IReadOnlyList<EmailPerson> ReplyTo { get; init; } = [];

    /// <summary>Whom it went to.</summary>
    public IReadOnlyList<EmailPerson> To { get; init; } = [];

    /// <summary>Who got a copy.</summary>
    public IReadOnlyList<EmailPerson> Cc { get; init; } = [];

    /// <summary>Its subject.</summary>
    public required string Subject { get; init; }

    /// <inheritdoc cref="IncomingEmail.BaseSubject"/>
    public required string BaseSubject { get; init; }

    /// <inheritdoc cref="IncomingEmail.SubjectIsReply"/>
    public bool SubjectIsReply { get; init; }

    /// <summary>What its sender newly wrote.</summary>
    public required string NewText { get; init; }

    /// <summary>Its whole plain text.</summary>
    public required string FullText { get; init; }

    /// <inheritdoc cref="IncomingEmail.Quoted"/>
    public string Quoted { get; init; } = "";

    /// <inheritdoc cref="IncomingEmail.Signature"/>
    public string Signature { get; init; } = "";

    /// <summary>Its files, as they are found in the forwarding mail.</summary>
    public IReadOnlyList<EmailAttachment> Attachments { get; init; } = [];

    /// <summary>What the one who passed it on wrote above it; empty for nothing.</summary>
    public string Above { get; init; } = "";

    /// <summary>The mail itself came as a file, so these are known; null where its text alone came.</summary>
    public AttachedIdentity? Identity { get; init; }
}

/// <summary>What a mail that came as a file tells of itself.</summary>
/// <param name="MessageId">Its Message-ID, or one made from its fingerprint.</param>
/// <param name="Fingerprint">Its fingerprint, the same as if it had come by itself.</param>
/// <param name="InReplyTo">The ids of In-Reply-To.</param>
/// <param name="References">The ids of References, oldest first.</param>
/// <param name="SentAt">When it was written; null when it says nothing readable.</param>
public sealed record AttachedIdentity(
    MsgId MessageId, string Fingerprint, IReadOnlyList<MsgId> InReplyTo, IReadOnlyList<MsgId> References, DateTimeOffset? SentAt);

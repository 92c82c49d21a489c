namespace MailBridge.Conversations;

/// <summary>Keeps every mail byte for byte before anything reads it: content-addressed and compressed.</summary>
public interface IRawMailStore
{
    /// <summary>
    /// Keeps a mail and moves the mailbox' cursor in one commit. A mail whose <see cref="FoundMail.SourceKey"/> was kept before is not kept again, but the cursor
    /// still moves.
    /// </summary>
    /// <returns>The new mail's id, or null when it was there before.</returns>
    Task<RawMailId?> KeepAsync(FoundMail mail, MailboxCursor? cursor, CancellationToken cancellation);

    /// <summary>
    /// Keeps several mails and moves the cursor in one commit, which a disk does as fast as one mail: for imports and for fetching in batches.
    /// </summary>
    /// <returns>For each mail what <see cref="KeepAsync"/> returns. Of two mails with one source key the first is kept.</returns>
    Task<IReadOnlyList<RawMailId?>> KeepManyAsync(IReadOnlyList<FoundMail> mails, MailboxCursor? cursor, CancellationToken cancellation);

    /// <summary>Keeps bytes of our own making, such as a reply as it is mailed; the same bytes are kept once.</summary>
    Task<RawMailId> KeepOwnAsync(InboxId inbox, string key, ReadOnlyMemory<byte> bytes, CancellationToken cancellation);

    /// <summary>The bytes, or null when nothing has that id.</summary>
    Task<ReadOnlyMemory<byte>?> ReadAsync(RawMailId id, CancellationToken cancellation);

    /// <summary>What is known about a kept mail, or null.</summary>
    Task<RawMail?> FindAsync(RawMailId id, CancellationToken cancellation);

    /// <summary>The mail of our own making that was kept under that key, or null.</summary>
    Task<RawMailId?> FindOwnAsync(string key, CancellationToken cancellation);

    /// <summary>How far a folder of a mailbox was read, or null before the first time.</summary>
    Task<MailboxCursor?> CursorAsync(InboxId inbox, string folder, CancellationToken cancellation);

    /// <summary>Moves the cursor when there was nothing to keep.</summary>
    Task MoveCursorAsync(MailboxCursor cursor, CancellationToken cancellation);

    /// <summary>Mails that nothing has read yet, in the order they were kept.</summary>
    Task<IReadOnlyList<RawMail>> WaitingAsync(int most, CancellationToken cancellation);

    /// <summary>Mails that could not be read, latest first.</summary>
    Task<IReadOnlyList<RawMail>> QuarantinedAsync(int most, CancellationToken cancellation);

    /// <summary>Which of these source keys are kept already.</summary>
    Task<IReadOnlySet<string>> KnownSourceKeysAsync(InboxId inbox, IReadOnlyCollection<string> keys, CancellationToken cancellation);

    /// <summary>Sets a mail apart that could not be read and schedules word of it to the inbox' channel, in one commit.</summary>
    Task QuarantineAsync(RawMailId id, string reason, CancellationToken cancellation);

    /// <summary>Lets a quarantined mail be read again. False when it is not in quarantine.</summary>
    Task<bool> ReplayAsync(RawMailId id, CancellationToken cancellation);

    /// <summary>Lets the mails be read again that were kept aside for a pattern (<see cref="BlockedSender.Pattern"/>); how many there were.</summary>
    Task<int> ReplayBlockedAsync(string pattern, CancellationToken cancellation);
}

/// <summary>A mail as it was found in a mailbox.</summary>
/// <param name="Inbox">The inbox whose mailbox it is.</param>
/// <param name="SourceKey">The mail's place in its mailbox, never used twice: folder, UIDVALIDITY and UID, or a Maildir file's base name.</param>
/// <param name="ReceivedAt">When it reached the mailbox.</param>
/// <param name="Bytes">The mail itself.</param>
public sealed record FoundMail(InboxId Inbox, string SourceKey, DateTimeOffset ReceivedAt, ReadOnlyMemory<byte> Bytes);

/// <summary>How far a folder was read: the last UID under a UIDVALIDITY (RFC 3501 section 2.3.1.1).</summary>
public sealed record MailboxCursor(InboxId Inbox, string Folder, uint UidValidity, uint LastUid);

/// <summary>A kept mail.</summary>
public sealed record RawMail
{
    /// <summary>Its name.</summary>
    public required RawMailId Id { get; init; }

    /// <summary>The inbox it was found in.</summary>
    public required InboxId Inbox { get; init; }

    /// <summary>Its place in the mailbox.</summary>
    public required string SourceKey { get; init; }

    /// <summary>When it reached the mailbox.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Its length in octets.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 of the bytes, lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>How far it has come.</summary>
    public required RawMailState State { get; init; }

    /// <summary>Why it is in quarantine, or what became of it; empty while it waits.</summary>
    public string Remark { get; init; } = "";

    /// <summary>The post in the inbox' channel that tells it could not be read; null while there is none.</summary>
    public ChatPostRef? Notice { get; init; }
}

/// <summary>How far a kept mail has come.</summary>
public enum RawMailState
{
    /// <summary>Kept; nothing has read it.</summary>
    Waiting,

    /// <summary>Read; the desk has decided about it.</summary>
    Read,

    /// <summary>It could not be read. It can be replayed.</summary>
    Quarantined,

    /// <summary>Of our own making: a reply as it was mailed.</summary>
    Own,
}

/// <summary>What the desk decided about a mail.</summary>
public sealed record RawMailEnd(RawMailId Id, RawMailDisposition Disposition, ConversationId? Conversation = null);

/// <summary>What became of a mail.</summary>
public enum RawMailDisposition
{
    /// <summary>It opened a conversation.</summary>
    Opened,

    /// <summary>It went into a conversation that was there.</summary>
    Appended,

    /// <summary>A second copy of a mail that an entry holds.</summary>
    Duplicate,

    /// <summary>Mail between colleagues.</summary>
    Internal,

    /// <summary>A mailing list's mail that belongs to no conversation.</summary>
    List,

    /// <summary>A delivery report about no mail of ours.</summary>
    StrayReport,

    /// <summary>A reply of ours that came back to our mailbox.</summary>
    OwnCopy,

    /// <summary>A blocked sender's: kept aside, posted nowhere.</summary>
    Blocked,
}

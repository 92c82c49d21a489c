using MailBridge.Conversations;

namespace MailBridge.Storage;

internal sealed class CustomerRow
{
    public required CustomerId Id { get; init; }
    public required string Name { get; set; }
    public required DateTimeOffset Since { get; set; }
}

/// <summary>The primary key is the folded address: two customers never share one.</summary>
internal sealed class CustomerAddressRow
{
    public required string AddressKey { get; init; }
    public required CustomerId Customer { get; init; }
    public required string Address { get; set; }
    public required int Position { get; set; }
}

internal sealed class ConversationRow
{
    public required ConversationId Id { get; init; }
    public required InboxId Inbox { get; set; }
    public required CustomerId Customer { get; set; }
    public required string Subject { get; set; }
    public required string BaseSubject { get; set; }
    public required string BaseSubjectKey { get; set; }
    public required ConversationStatus Status { get; set; }
    public AgentId? Assignee { get; set; }
    public required DateTimeOffset OpenedAt { get; set; }
    public required DateTimeOffset LastActivityAt { get; set; }
    public DateTimeOffset? WaitingSince { get; set; }
    public DateTimeOffset? SnoozedUntil { get; set; }
    public ConversationId? Follows { get; set; }
    public ConversationId? MergedInto { get; set; }
    public InboxId? CameBy { get; set; }
    public EntryId? Outcome { get; set; }
    public bool IsSpam { get; set; }
    public string? ThreadPlatform { get; set; }
    public string? ThreadWorkspace { get; set; }
    public string? ThreadChannel { get; set; }
    public string? ThreadMessage { get; set; }

    /// <summary>Counts the desk's commits; where a card was posted does not count.</summary>
    public required long Version { get; set; }
}

internal sealed class ParticipantRow
{
    public required ConversationId Conversation { get; init; }
    public required string AddressKey { get; init; }
    public required string Address { get; set; }
    public required int Position { get; set; }
}

/// <summary>A tag of a conversation; the key is the folded tag.</summary>
internal sealed class TagRow
{
    public required ConversationId Conversation { get; init; }
    public required string TagKey { get; init; }
    public required string Tag { get; set; }
    public required int Position { get; set; }
}

/// <summary>A sender whose mails are not posted; the key is the folded pattern.</summary>
internal sealed class BlockedSenderRow
{
    public required string PatternKey { get; init; }
    public required string Pattern { get; init; }
    public required AgentId By { get; init; }
    public required DateTimeOffset At { get; init; }
    public required ConversationId Conversation { get; init; }
}

/// <summary>A mail that is kept aside.</summary>
internal sealed class BlockedMailRow
{
    public required RawMailId Mail { get; init; }
    public required string PatternKey { get; init; }
    public required string Pattern { get; init; }
    public required string SenderName { get; init; }
    public required string SenderAddress { get; init; }
    public required string Subject { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>
/// One entry. <see cref="Sequence"/> gives the order in which entries became known, and is the row number of the full-text index.
/// </summary>
internal sealed class EntryRow
{
    public long Sequence { get; init; }
    public required EntryId Id { get; init; }
    public required ConversationId Conversation { get; init; }
    public required string Kind { get; init; }
    public required DateTimeOffset At { get; init; }
    public MsgId? MessageId { get; init; }
    public string? Fingerprint { get; init; }
    public required string Body { get; set; }
    public string? PostPlatform { get; set; }
    public string? PostWorkspace { get; set; }
    public string? PostChannel { get; set; }
    public string? PostMessage { get; set; }
}

/// <summary>An id by which an entry's mail is known beside its own: given by a provider, or shared with a mail that came first.</summary>
internal sealed class FurtherIdRow
{
    public required MsgId MessageId { get; init; }
    public required EntryId Entry { get; init; }
    public required ConversationId Conversation { get; init; }
}

/// <summary>Something that a mail of the conversation may share with a mail that comes later.</summary>
internal sealed class ClueRow
{
    public required ClueKind Kind { get; init; }
    public required string Value { get; init; }
    public required ConversationId Conversation { get; init; }
}

/// <summary>A message in chat that an agent typed an entry in.</summary>
internal sealed class TypedMessageRow
{
    public required string Platform { get; init; }
    public required string Workspace { get; init; }
    public required string Channel { get; init; }
    public required string Message { get; init; }
    public required ConversationId Conversation { get; init; }
    public required EntryId Entry { get; init; }
}

/// <summary>The root of a thread that a conversation left for another.</summary>
internal sealed class LeftThreadRow
{
    public required string Platform { get; init; }
    public required string Workspace { get; init; }
    public required string Channel { get; init; }
    public required string Message { get; init; }
    public required ConversationId Conversation { get; init; }
}

/// <summary>The bytes of files that replies carry, once for each hash.</summary>
internal sealed class ReplyFileRow
{
    public required string Sha256 { get; init; }
    public required long Size { get; init; }
    public required byte[] Bytes { get; init; }
}

/// <summary>A file that hung on a note or on a mail of a side thread, by its hash.</summary>
internal sealed class NoteFileRow
{
    public required string Sha256 { get; init; }
    public required EntryId Entry { get; init; }
    public required ConversationId Conversation { get; init; }
}

/// <summary>Somebody who was written to in a side thread, and under which subject.</summary>
internal sealed class SidePersonRow
{
    public required string AddressKey { get; init; }
    public required string BaseSubjectKey { get; init; }
    public required ConversationId Conversation { get; init; }
}

/// <summary>In how many mails of a domain a small picture came.</summary>
internal sealed class SentPictureRow
{
    public required string Domain { get; init; }
    public required string Sha256 { get; init; }
    public required int Mails { get; set; }
}

/// <summary>When a person was last told by itself that their mail has come in. Kept for a day.</summary>
internal sealed class AcknowledgementRow
{
    public required InboxId Inbox { get; init; }
    public required string AddressKey { get; init; }
    public required DateTimeOffset At { get; init; }
}

internal sealed class ReceiptRow
{
    public required string Source { get; init; }
    public required string ExternalKey { get; init; }
    public required DateTimeOffset SeenAt { get; init; }
}

/// <summary>One thing to be sent, or given up with its fault; what is done is deleted. <see cref="Sequence"/> orders a lane.</summary>
internal sealed class DeliveryRow
{
    public long Sequence { get; init; }
    public required DeliveryId Id { get; init; }
    public required DeliveryLeg Leg { get; init; }
    public required string Lane { get; init; }
    public required string Kind { get; init; }
    public ConversationId? Conversation { get; init; }
    public EntryId? Entry { get; init; }
    public InboxId? Inbox { get; init; }
    public RawMailId? Mail { get; init; }
    public required DeliveryState State { get; set; }
    public required DateTimeOffset ScheduledAt { get; init; }
    public required DateTimeOffset DueAt { get; set; }
    public DateTimeOffset? LeasedUntil { get; set; }
    public int Attempts { get; set; }
    public DateTimeOffset? FinalDotAt { get; set; }
    public int FinalDots { get; set; }
    public string Fault { get; set; } = "";
}

/// <summary>Bytes, once for each hash.</summary>
internal sealed class RawContentRow
{
    public required string Sha256 { get; init; }
    public required long Size { get; init; }
    public required string Encoding { get; init; }
    public required byte[] Bytes { get; init; }
}

/// <summary>A mail that was found (it has a <see cref="SourceKey"/>) or that is our own (it has an <see cref="OwnKey"/>).</summary>
internal sealed class RawMailRow
{
    public long Sequence { get; init; }
    public required RawMailId Id { get; init; }
    public required InboxId Inbox { get; init; }
    public string? SourceKey { get; init; }
    public string? OwnKey { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public required long Size { get; init; }
    public required string Sha256 { get; init; }
    public required RawMailState State { get; set; }
    public string Remark { get; set; } = "";
    public ConversationId? Conversation { get; set; }
    public string? NoticePlatform { get; set; }
    public string? NoticeWorkspace { get; set; }
    public string? NoticeChannel { get; set; }
    public string? NoticeMessage { get; set; }
}

internal sealed class CursorRow
{
    public required InboxId Inbox { get; init; }
    public required string Folder { get; init; }
    public required long UidValidity { get; set; }
    public required long LastUid { get; set; }
}

namespace MailBridge.Conversations;

/// <summary>
/// One thing that happened in a conversation. The set is closed and the list append-only; a reply's <see cref="Outgoing.Life"/> moves on, its text may
/// change while it is held, and a note may be edited or deleted by its author.
/// </summary>
public abstract record Entry
{
    private protected Entry() { }

    /// <summary>Its name.</summary>
    public required EntryId Id { get; init; }

    /// <summary>When it happened: for a mail when it was sent, as far as that is believable.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The mail it holds, if that came in, whoever wrote it; null for any other entry.</summary>
    public IncomingEmail? Incoming => this switch { CustomerEmail mail => mail.Email, AgentEmail mail => mail.Email, SideEmail mail => mail.Email, _ => null };

    /// <summary>The side thread it is in, named by the entry that began it; null for any entry that is in none.</summary>
    public EntryId? Aside => this switch { SideEmail mail => mail.SideThread, AgentReply reply => reply.SideThread, _ => null };

    /// <summary>A mail that a customer, or a machine on their side, sent to us.</summary>
    public sealed record CustomerEmail : Entry
    {
        /// <summary>The mail.</summary>
        public required IncomingEmail Email { get; init; }

        /// <summary>What colleagues should know before they trust or answer it.</summary>
        public EmailMarks Marks { get; init; }

        /// <summary>The colleague who passed it on to us, so that the sender is as the forward says; null where it came by itself.</summary>
        public AgentId? ForwardedBy { get; init; }
    }

    /// <summary>
    /// A mail of a side thread that did not leave through the bridge: a third party's answer, or what a colleague wrote to them with their own mail program.
    /// It is no mail of the customer's, whatever it says: its people and words are never theirs.
    /// </summary>
    public sealed record SideEmail : Entry
    {
        /// <summary>The mail.</summary>
        public required IncomingEmail Email { get; init; }

        /// <summary>The side thread, named by the <see cref="AgentReply"/> that began it.</summary>
        public required EntryId SideThread { get; init; }

        /// <summary>The colleague who wrote it with their own mail program; null for the third party.</summary>
        public AgentId? Agent { get; init; }

        /// <summary>What colleagues should know before they trust or answer it.</summary>
        public EmailMarks Marks { get; init; }
    }

    /// <summary>A mail that a colleague sent to the customer with their own mail program, seen by an inbox.</summary>
    public sealed record AgentEmail : Entry
    {
        /// <summary>The mail.</summary>
        public required IncomingEmail Email { get; init; }

        /// <summary>The colleague, where the sender's address names one.</summary>
        public AgentId? Agent { get; init; }
    }

    /// <summary>A mail that the bridge sends.</summary>
    public abstract record Outgoing : Entry
    {
        private protected Outgoing() { }

        /// <summary>The mail's envelope and text.</summary>
        public required OutgoingEmail Email { get; init; }

        /// <summary>Ids that providers gave the mail in the place of its own: answers name these.</summary>
        public IReadOnlyList<MsgId> FurtherIds { get; init; } = [];

        /// <summary>How far it has come.</summary>
        public required ReplyLife Life { get; init; }
    }

    /// <summary>Word to a customer that their mail has come in, written by nobody. It answers nothing: they wait as before.</summary>
    public sealed record Acknowledgement : Outgoing
    {
        /// <summary>The customer's mail.</summary>
        public required EntryId About { get; init; }
    }

    /// <summary>An answer written in chat and mailed by the bridge.</summary>
    public sealed record AgentReply : Outgoing
    {
        /// <summary>Who wrote it.</summary>
        public required AgentId Agent { get; init; }

        /// <summary>It was typed into the thread, as a message of the agent's own that can be edited and deleted there.</summary>
        public bool IsTyped { get; init; }

        /// <summary>Its author was told what a colleague had said or was about to say, and sent it all the same.</summary>
        public bool IsConfirmed { get; init; }

        /// <summary>The same mail to others, which took this one's place after it had not arrived; null for none.</summary>
        public EntryId? ReplacedBy { get; init; }

        /// <summary>
        /// The side thread it is in, named by the entry that began it, which may be this one: it goes to a third party and is no answer to the customer.
        /// Null for mail to the customer.
        /// </summary>
        public EntryId? SideThread { get; init; }

        /// <summary>When a held or stopped reply was let go; null for one that went out at once.</summary>
        public DateTimeOffset? LetGoAt { get; init; }

        /// <summary>Who let it go, whatever spoke against it; null when its hold ran out.</summary>
        public AgentId? LetGoBy { get; init; }

        /// <summary>The templates that it was written with, as they were then.</summary>
        public IReadOnlyList<TemplateRef> Templates { get; init; } = [];

        /// <summary>What the recipients' mail programs say they did with it, in the order of arrival.</summary>
        public IReadOnlyList<ReadReceipt> Receipts { get; init; } = [];
    }

    /// <summary>Words between colleagues. They never leave the house.</summary>
    public sealed record Note : Entry
    {
        /// <summary>Who wrote it.</summary>
        public required AgentId Agent { get; init; }

        /// <summary>What they wrote. Of a deleted note it is kept for the record and shown to nobody.</summary>
        public required string Text { get; init; }

        /// <summary>The colleagues whom it speaks to; none of a deleted note.</summary>
        public IReadOnlyList<AgentId> Mentions { get; init; } = [];

        /// <summary>Files that hang on its message in chat; their bytes stay there.</summary>
        public IReadOnlyList<OutgoingFile> Files { get; init; } = [];

        /// <summary>It was typed into the thread: the agent's own message there is its post.</summary>
        public bool IsTyped { get; init; }

        /// <summary>When its author last changed it; null for never.</summary>
        public DateTimeOffset? EditedAt { get; init; }

        /// <summary>When its author took it back; null while it stands.</summary>
        public DateTimeOffset? DeletedAt { get; init; }

        /// <summary>What may be shown of it: nothing once it is deleted.</summary>
        public string ShownText => DeletedAt is null ? Text : "";
    }

    /// <summary>Something was done: claimed, assigned, released, closed, reopened, bounced.</summary>
    public sealed record Activity : Entry
    {
        /// <summary>What was done.</summary>
        public required ActivityKind Kind { get; init; }

        /// <summary>Who did it; null when it was the bridge itself.</summary>
        public AgentId? Agent { get; init; }

        /// <summary>More about it, such as a mail server's words; may be empty.</summary>
        public string Detail { get; init; } = "";

        /// <summary>Who owns the conversation since; null where that did not change.</summary>
        public AgentId? Owner { get; init; }

        /// <summary>The note or reply that it is about: pinned, changed, come back; null where it is about the conversation.</summary>
        public EntryId? About { get; init; }

        /// <summary>Until when it was snoozed, or that this time has come; null for neither.</summary>
        public DateTimeOffset? Until { get; init; }

        /// <summary>From whom it was taken; null where nobody owned it.</summary>
        public AgentId? FormerOwner { get; init; }

        /// <summary>Of a nudge the waiting period it is about: <see cref="Conversation.WaitsSince"/>. Null for anything else.</summary>
        public DateTimeOffset? Since { get; init; }

        /// <summary>When a nudge was dealt with and its post went; null while it stands, and for anything else.</summary>
        public DateTimeOffset? SettledAt { get; init; }

        /// <summary>What went to another conversation or came from it; null for nothing.</summary>
        public EntryMove? Move { get; init; }

        /// <summary>The root of the thread that the conversation left for another inbox' channel; null where it stayed in its thread.</summary>
        public ChatPostRef? Left { get; init; }
    }
}

/// <summary>What a colleague should know about a mail.</summary>
[Flags]
public enum EmailMarks
{
    /// <summary>Nothing unusual.</summary>
    None = 0,

    /// <summary>The sender was not part of this conversation before.</summary>
    NewParticipant = 1,

    /// <summary>It answers this conversation under another subject.</summary>
    NewSubject = 2,

    /// <summary>Answers are wanted at another domain than the sender's.</summary>
    ReplyToDiffers = 4,

    /// <summary>A machine wrote it.</summary>
    Automatic = 8,

    /// <summary>The domain of the sender disowns the mail.</summary>
    SenderFails = 16,

    /// <summary>Nothing shows that the sender is who the mail says.</summary>
    SenderUnverified = 32,

    /// <summary>It claims to be from one of us, and nothing shows that it is.</summary>
    NotAColleague = 64,

    /// <summary>The sender's name shows another address than the sender's.</summary>
    NameHoldsAddress = 128,

    /// <summary>It has several From fields; mail programs differ in which one they show.</summary>
    SeveralSenders = 256,

    /// <summary>The sender's domain is written with letters that only look like others.</summary>
    LookAlikeDomain = 512,

    /// <summary>The sender is new and has the name of a customer who is known under another address.</summary>
    KnownName = 1024,

    /// <summary>It says thanks and nothing else, and came to a closed conversation, which stays closed.</summary>
    BareThanks = 2048,
}

/// <summary>What an activity was.</summary>
public enum ActivityKind
{
    /// <summary>A colleague took the conversation.</summary>
    Claimed,

    /// <summary>A colleague gave it to another one.</summary>
    Assigned,

    /// <summary>A colleague took it from another one.</summary>
    TakenOver,

    /// <summary>Its owner gave it back.</summary>
    Released,

    /// <summary>Its owner said and did nothing for too long while the customer waited: it is nobody's again.</summary>
    Lapsed,

    /// <summary>Its thread was reminded that nobody owns it.</summary>
    RemindedUnclaimed,

    /// <summary>Its thread was reminded that the customer waits.</summary>
    RemindedUnanswered,

    /// <summary>Another channel was told that the customer waits.</summary>
    Escalated,

    /// <summary>A colleague closed it.</summary>
    Closed,

    /// <summary>A colleague pinned a note as its outcome.</summary>
    OutcomeSet,

    /// <summary>A colleague took the outcome's pin away.</summary>
    OutcomeCleared,

    /// <summary>A colleague put it out of the way for a while.</summary>
    Snoozed,

    /// <summary>It came back: its time was up, the customer wrote, or a colleague said so.</summary>
    Woken,

    /// <summary>A colleague put tags on it.</summary>
    Tagged,

    /// <summary>A colleague took tags off it.</summary>
    Untagged,

    /// <summary>A colleague said that it is spam.</summary>
    MarkedSpam,

    /// <summary>A colleague said that it is no spam after all.</summary>
    MarkedNoSpam,

    /// <summary>A colleague blocked its sender.</summary>
    Blocked,

    /// <summary>A colleague blocks its sender no longer.</summary>
    Unblocked,

    /// <summary>The author of a note changed it. Kept for the record; the note's post shows it.</summary>
    NoteEdited,

    /// <summary>The author of a note took it back. Kept for the record; the note's post shows it.</summary>
    NoteDeleted,

    /// <summary>It was opened again, by a colleague or by a mail of the customer.</summary>
    Reopened,

    /// <summary>A colleague mailed a reply whatever spoke against it.</summary>
    Overridden,

    /// <summary>A colleague mailed a reply that had not arrived to other recipients.</summary>
    RecipientsChanged,

    /// <summary>A reply came back as undeliverable.</summary>
    Bounced,

    /// <summary>A mail server reports that a reply is late.</summary>
    Delayed,

    /// <summary>A provider reports what somebody says about a mail of ours, such as that it is spam.</summary>
    Complained,

    /// <summary>A colleague let a conversation go on in another one; <see cref="EntryMove.IsAway"/> tells which of the two this is.</summary>
    Merged,

    /// <summary>A colleague gave mails a conversation of their own.</summary>
    Split,

    /// <summary>A colleague put a mail into another conversation.</summary>
    Moved,

    /// <summary>A colleague took one of these back.</summary>
    MoveUndone,

    /// <summary>A colleague let it go on in another inbox.</summary>
    InboxChanged,
}

/// <summary>A reply as it is to be mailed. Fixed when the agent presses Send, or when its hold ends; every retry sends the same mail.</summary>
public sealed record OutgoingEmail
{
    /// <summary>Our own signed Message-ID.</summary>
    public required MsgId MessageId { get; init; }

    /// <summary>The agent's name with the inbox' address.</summary>
    public required EmailPerson From { get; init; }

    /// <summary>Where the customer's answer shall go, when that differs from <see cref="From"/>.</summary>
    public EmailPerson? ReplyTo { get; init; }

    /// <summary>The To field.</summary>
    public required IReadOnlyList<EmailPerson> To { get; init; }

    /// <summary>The Cc field.</summary>
    public IReadOnlyList<EmailPerson> Cc { get; init; } = [];

    /// <summary>The subject with its one <c>Re: </c> or <c>Fwd: </c>.</summary>
    public required string Subject { get; init; }

    /// <summary>The subject without the prefix that we put before it.</summary>
    public string BaseSubject
        => Subject.StartsWith("Re: ", StringComparison.Ordinal) ? Subject[4..] : Subject.StartsWith("Fwd: ", StringComparison.Ordinal) ? Subject[5..] : Subject;

    /// <summary>The mail it answers.</summary>
    public MsgId? InReplyTo { get; init; }

    /// <summary>The chain it continues, oldest first.</summary>
    public IReadOnlyList<MsgId> References { get; init; } = [];

    /// <summary>What Outlook says about the answered mail's thread, which the reply continues; null for nothing.</summary>
    public OutlookThread? Outlook { get; init; }

    /// <summary>What the agent wrote.</summary>
    public required string Text { get; init; }

    /// <summary>What stands below it, without the delimiter; empty for none. It is left out where <see cref="Text"/> ends with it already.</summary>
    public string Signature { get; init; } = "";

    /// <summary>Files that go with it.</summary>
    public IReadOnlyList<OutgoingFile> Files { get; init; } = [];

    /// <summary>The mail that is quoted below the answer; null for none.</summary>
    public QuotedEmail? Quote { get; init; }

    /// <summary>The mail that is passed on below the text; null for none.</summary>
    public ForwardedEmail? Forward { get; init; }
}

/// <summary>A file of a reply. Its bytes are kept once under their hash: <see cref="IReplyFiles"/>.</summary>
/// <param name="Name">A file name without a path.</param>
/// <param name="MediaType">As the chat platform named it.</param>
/// <param name="Size">In octets.</param>
/// <param name="Sha256">SHA-256 of the bytes, lower-case hexadecimal.</param>
public sealed record OutgoingFile(string Name, string MediaType, long Size, string Sha256);

/// <summary>The mail that a reply quotes.</summary>
public sealed record QuotedEmail(EmailPerson From, DateTimeOffset At, string Text);

/// <summary>A mail that is passed on to a third party: the entry, and what stands in the header block above its text.</summary>
public sealed record ForwardedEmail(
    EntryId Entry, EmailPerson From, DateTimeOffset At, string Subject, IReadOnlyList<EmailPerson> To, IReadOnlyList<EmailPerson> Cc, string Text);

namespace MailBridge.Conversations;

/// <summary>What an agent wants done, free of any chat's syntax.</summary>
public abstract partial record AgentAction
{
    private protected AgentAction() { }

    /// <summary>Who wants it.</summary>
    public required AgentId Agent { get; init; }

    /// <summary>The conversation it is about.</summary>
    public required ConversationId Conversation { get; init; }

    /// <summary>Names the press of the button or the sending of the form, so that a second arrival of the same press does nothing; null for none.</summary>
    public InboundReceipt? Receipt { get; init; }

    /// <summary>Answer the customer by mail.</summary>
    public sealed record Reply : AgentAction
    {
        /// <summary>What to say, plain text.</summary>
        public required string Text { get; init; }

        /// <summary>The last entry that the agent had seen; a customer's mail or a colleague's reply after it holds the reply. Null: not known.</summary>
        public EntryId? LastSeen { get; init; }

        /// <summary>The agent was told what speaks against it and sends it all the same.</summary>
        public bool Confirmed { get; init; }

        /// <summary>The To field; null for those whom <see cref="AgentDesk.Draft"/> names.</summary>
        public IReadOnlyList<EmailPerson>? To { get; init; }

        /// <summary>The Cc field; null for those whom <see cref="AgentDesk.Draft"/> names.</summary>
        public IReadOnlyList<EmailPerson>? Cc { get; init; }

        /// <summary>Files to go with it.</summary>
        public IReadOnlyList<ReplyFile> Files { get; init; } = [];

        /// <summary>A reply of the agent's own that was taken back, and whose files go along; null for none.</summary>
        public EntryId? Carries { get; init; }

        /// <summary>The templates that it was written with.</summary>
        public IReadOnlyList<TemplateRef> Templates { get; init; } = [];

        /// <summary>
        /// The agent's own message in the thread that it was typed in; null for a form. What speaks against such a reply stops it instead of asking first.
        /// </summary>
        public ChatPostRef? TypedIn { get; init; }

        /// <summary>Something about the text that speaks against mailing it, in a sentence; empty for nothing.</summary>
        public string Doubt { get; init; } = "";
    }

    /// <summary>Write to a customer first. <see cref="AgentAction.Conversation"/> is the name that the new conversation gets.</summary>
    public sealed record Compose : AgentAction
    {
        /// <summary>The inbox whose conversation it will be.</summary>
        public required InboxId Inbox { get; init; }

        /// <summary>The address it comes from, one of the inbox'; null for the inbox' first.</summary>
        public EmailAddress? From { get; init; }

        /// <summary>The To field; the first of them is the customer.</summary>
        public required IReadOnlyList<EmailPerson> To { get; init; }

        /// <summary>The Cc field.</summary>
        public IReadOnlyList<EmailPerson> Cc { get; init; } = [];

        /// <summary>The subject; an empty one is asked about.</summary>
        public required string Subject { get; init; }

        /// <summary>The subject without reply and forward prefixes.</summary>
        public required string BaseSubject { get; init; }

        /// <summary>What to say, plain text.</summary>
        public required string Text { get; init; }

        /// <summary>Files to go with it.</summary>
        public IReadOnlyList<ReplyFile> Files { get; init; } = [];

        /// <summary>The agent was told what speaks against it and sends it all the same.</summary>
        public bool Confirmed { get; init; }
    }

    /// <summary>Pass a mail on to a third party, which begins a side thread: their answer comes back into the conversation and never to the customer.</summary>
    public sealed record Forward : AgentAction
    {
        /// <summary>The mail.</summary>
        public required EntryId Entry { get; init; }

        /// <summary>The To field.</summary>
        public required IReadOnlyList<EmailPerson> To { get; init; }

        /// <summary>The Cc field.</summary>
        public IReadOnlyList<EmailPerson> Cc { get; init; } = [];

        /// <summary>What to say above the mail; may be empty.</summary>
        public string Text { get; init; } = "";

        /// <summary>Files to go with it, those of the mail among them.</summary>
        public IReadOnlyList<ReplyFile> Files { get; init; } = [];

        /// <summary>The agent was told what speaks against it and sends it all the same.</summary>
        public bool Confirmed { get; init; }
    }

    /// <summary>Answer a third party in a side thread.</summary>
    public sealed record ReplyAside : AgentAction
    {
        /// <summary>The mail that is answered.</summary>
        public required EntryId Entry { get; init; }

        /// <summary>What to say, plain text.</summary>
        public required string Text { get; init; }

        /// <summary>The To field; null for those whom <see cref="AgentDesk.DraftAside"/> names.</summary>
        public IReadOnlyList<EmailPerson>? To { get; init; }

        /// <summary>The Cc field; null for those whom <see cref="AgentDesk.DraftAside"/> names.</summary>
        public IReadOnlyList<EmailPerson>? Cc { get; init; }

        /// <summary>Files to go with it.</summary>
        public IReadOnlyList<ReplyFile> Files { get; init; } = [];

        /// <summary>The last entry that the agent had seen; word in the same side thread after it holds the answer. Null: not known.</summary>
        public EntryId? LastSeen { get; init; }

        /// <summary>The agent was told what speaks against it and sends it all the same.</summary>
        public bool Confirmed { get; init; }
    }

    /// <summary>Change the text of a reply that is held or stopped. Only its author may.</summary>
    public sealed record EditReply : AgentAction
    {
        /// <summary>The reply.</summary>
        public required EntryId Entry { get; init; }

        /// <summary>The whole new text.</summary>
        public required string Text { get; init; }

        /// <summary>Something about the new text that speaks against mailing it, in a sentence; empty for nothing.</summary>
        public string Doubt { get; init; } = "";
    }

    /// <summary>Take a reply back that is held or stopped.</summary>
    public sealed record WithdrawReply : AgentAction
    {
        /// <summary>The reply.</summary>
        public required EntryId Entry { get; init; }
    }

    /// <summary>
    /// Mail a reply now that is held or stopped. A stopped one goes whatever spoke against it; a held one is stopped if something new was said meanwhile.
    /// </summary>
    public sealed record SendReply : AgentAction
    {
        /// <summary>The reply.</summary>
        public required EntryId Entry { get; init; }
    }

    /// <summary>Tell the colleagues something.</summary>
    public sealed record AddNote : AgentAction
    {
        /// <summary>What to say.</summary>
        public required string Text { get; init; }

        /// <summary>It says what was agreed: pin it as the conversation's outcome.</summary>
        public bool IsOutcome { get; init; }

        /// <summary>Files that hang on it in chat. They are recognised again, not kept.</summary>
        public IReadOnlyList<ReplyFile> Files { get; init; } = [];

        /// <summary>The agent's own message in the thread, which is the note's post; null when the bridge has to post it.</summary>
        public ChatPostRef? PostedAt { get; init; }
    }

    /// <summary>Change a note. Only its author may.</summary>
    public sealed record EditNote : AgentAction
    {
        /// <summary>The note.</summary>
        public required EntryId Entry { get; init; }

        /// <summary>The whole new text.</summary>
        public required string Text { get; init; }
    }

    /// <summary>Take a note back: it is kept for the record, and neither shown nor found any more. Only its author may.</summary>
    public sealed record DeleteNote : AgentAction
    {
        /// <summary>The note.</summary>
        public required EntryId Entry { get; init; }
    }

    /// <summary>Pin a note as the conversation's outcome, in the place of an earlier one, or take the pin away.</summary>
    public sealed record SetOutcome : AgentAction
    {
        /// <summary>The note; null for no outcome.</summary>
        public required EntryId? Note { get; init; }
    }

    /// <summary>Take the conversation.</summary>
    public sealed record Claim : AgentAction;

    /// <summary>Give it back.</summary>
    public sealed record Release : AgentAction;

    /// <summary>
    /// Give the conversation to a colleague, or take it over oneself. Taking it from a colleague asks first, and nothing is done if somebody else owns it by
    /// then than the agent was shown.
    /// </summary>
    public sealed record Assign : AgentAction
    {
        /// <summary>Who is to own it.</summary>
        public required AgentId To { get; init; }

        /// <summary>Who owned it when the agent decided; null for nobody.</summary>
        public AgentId? Seen { get; init; }

        /// <summary>The agent was told that a colleague owns it and does it all the same.</summary>
        public bool Confirmed { get; init; }
    }

    /// <summary>It is dealt with.</summary>
    public sealed record Close : AgentAction;

    /// <summary>Put it out of the way for a while. A mail that a person on the customer's side writes brings it back before.</summary>
    public sealed record Snooze : AgentAction
    {
        /// <summary>When it comes back by itself, at most a year ahead; null for not before the customer writes.</summary>
        public DateTimeOffset? Until { get; init; }
    }

    /// <summary>Put tags on the conversation and take others off; what is so already stays so.</summary>
    public sealed record Tag : AgentAction
    {
        /// <summary>Tags to be on it, as they were typed.</summary>
        public IReadOnlyList<string> Add { get; init; } = [];

        /// <summary>Tags to be on it no longer.</summary>
        public IReadOnlyList<string> Remove { get; init; } = [];
    }

    /// <summary>It is spam: it leaves the lists, and no mail opens it again.</summary>
    public sealed record MarkSpam : AgentAction;

    /// <summary>It is no spam after all.</summary>
    public sealed record MarkNoSpam : AgentAction;

    /// <summary>Keep further mails of the conversation's sender without posting them.</summary>
    public sealed record Block : AgentAction
    {
        /// <summary>Everybody at the sender's domain, not their address alone.</summary>
        public bool WholeDomain { get; init; }
    }

    /// <summary>Post mails of a blocked sender again from now on.</summary>
    public sealed record Unblock : AgentAction
    {
        /// <summary>What was blocked: <see cref="BlockedSender.Pattern"/>.</summary>
        public required string Pattern { get; init; }
    }

    /// <summary>It is not dealt with after all, or not to be out of the way any longer.</summary>
    public sealed record Reopen : AgentAction;

    /// <summary>Mail a reply that has not arrived to other recipients: the same mail under a Message-ID of its own.</summary>
    public sealed record ChangeRecipients : AgentAction
    {
        /// <summary>The reply.</summary>
        public required EntryId Entry { get; init; }

        /// <summary>The To field.</summary>
        public required IReadOnlyList<EmailPerson> To { get; init; }

        /// <summary>The Cc field.</summary>
        public IReadOnlyList<EmailPerson> Cc { get; init; } = [];

        /// <summary>The agent was told what speaks against it and sends it all the same.</summary>
        public bool Confirmed { get; init; }
    }

    /// <summary>Try a failed reply again; one that some recipients have goes to the others alone.</summary>
    public sealed record Retry : AgentAction
    {
        /// <summary>The reply.</summary>
        public required EntryId Entry { get; init; }
    }
}

/// <summary>What came of an action.</summary>
public abstract record ActionOutcome
{
    private ActionOutcome() { }

    /// <summary>It is done.</summary>
    public sealed record Done : ActionOutcome
    {
        /// <summary>How far the reply is that the action was about; null for any other action.</summary>
        public ReplyLife? Life { get; init; }

        /// <summary>The same press or message arrived before and did its work then.</summary>
        public bool IsRepeat { get; init; }
    }

    /// <summary>A reply cannot be changed or taken back any more: the mail server took it at that moment.</summary>
    public sealed record AlreadySent(DateTimeOffset At) : ActionOutcome;

    /// <summary>Nothing was done yet: the agent is told why, and may do it all the same.</summary>
    public sealed record Held(string Reason) : ActionOutcome
    {
        /// <summary>What doing it all the same is called.</summary>
        public string Confirm { get; init; } = "Send anyway";
    }

    /// <summary>It cannot be done; the reason is said to the agent.</summary>
    public sealed record Refused(string Reason) : ActionOutcome
    {
        /// <summary>The conversation in which it can be done; null for none.</summary>
        public ConversationId? Instead { get; init; }
    }
}

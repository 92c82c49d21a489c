namespace MailBridge.Conversations;

/// <summary>What an agent wants done, free of any chat's syntax.</summary>
public abstract record AgentAction
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
    }

    /// <summary>Tell the colleagues something.</summary>
    public sealed record AddNote : AgentAction
    {
        /// <summary>What to say.</summary>
        public required string Text { get; init; }
    }

    /// <summary>Take the conversation.</summary>
    public sealed record Claim : AgentAction;

    /// <summary>Give it back.</summary>
    public sealed record Release : AgentAction;

    /// <summary>It is dealt with.</summary>
    public sealed record Close : AgentAction;

    /// <summary>It is not dealt with after all.</summary>
    public sealed record Reopen : AgentAction;

    /// <summary>Try a failed reply again.</summary>
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
    public sealed record Done : ActionOutcome;

    /// <summary>Nothing was done yet: the agent is told why, and may send it all the same.</summary>
    public sealed record Held(string Reason) : ActionOutcome;

    /// <summary>It cannot be done; the reason is said to the agent.</summary>
    public sealed record Refused(string Reason) : ActionOutcome;
}

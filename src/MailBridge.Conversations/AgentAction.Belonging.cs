namespace MailBridge.Conversations;

/// <content>What belongs together.</content>
public abstract partial record AgentAction
{
    /// <summary>Something between two conversations: both change, or neither.</summary>
    public abstract record Belonging : AgentAction
    {
        private protected Belonging() { }

        /// <summary>The agent was told what speaks against it and does it all the same.</summary>
        public bool Confirmed { get; init; }
    }

    /// <summary>Let the conversation go on in another one, which takes all that was said in it.</summary>
    public sealed record Merge : Belonging
    {
        /// <summary>The other one; where that was merged into a third, the third is meant.</summary>
        public required ConversationId Into { get; init; }
    }

    /// <summary>Open a conversation of its own for a mail.</summary>
    public sealed record Split : Belonging
    {
        /// <summary>The mail, of a customer or of a colleague's own mail program.</summary>
        public required EntryId Mail { get; init; }

        /// <summary>What answers the mail goes along, and what answers that.</summary>
        public bool WithAnswers { get; init; }
    }

    /// <summary>Put a mail into another conversation.</summary>
    public sealed record MoveMail : Belonging
    {
        /// <inheritdoc cref="Split.Mail"/>
        public required EntryId Mail { get; init; }

        /// <inheritdoc cref="Split.WithAnswers"/>
        public bool WithAnswers { get; init; }

        /// <inheritdoc cref="Merge.Into"/>
        public required ConversationId To { get; init; }
    }

    /// <summary>Take a merge, a split or the move of a mail back. What has come since goes with the mails that it answers.</summary>
    public sealed record UndoMove : Belonging
    {
        /// <summary>The activity that tells of it, in either conversation.</summary>
        public required EntryId Activity { get; init; }
    }

    /// <summary>Let the conversation go on in another inbox, in whose channel it is posted anew.</summary>
    public sealed record ChangeInbox : AgentAction
    {
        /// <summary>The inbox.</summary>
        public required InboxId Inbox { get; init; }
    }
}

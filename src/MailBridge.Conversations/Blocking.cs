namespace MailBridge.Conversations;

/// <summary>A sender whose mails are kept and not posted.</summary>
/// <param name="Pattern">An address, or <c>@domain</c> for everybody there; letter case aside. Domains below that one are others.</param>
/// <param name="By">Who blocked them.</param>
/// <param name="At">When.</param>
/// <param name="Conversation">Where that was done.</param>
public sealed record BlockedSender(string Pattern, AgentId By, DateTimeOffset At, ConversationId Conversation)
{
    /// <summary>The patterns that block an address.</summary>
    public static IReadOnlyList<string> PatternsOf(EmailAddress address) => [address.Value, $"@{address.Domain}"];
}

/// <summary>A mail that was kept and not posted, because its sender was blocked.</summary>
/// <param name="Mail">The kept mail.</param>
/// <param name="Pattern">What blocked it.</param>
/// <param name="From">Who sent it.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="ReceivedAt">When it came.</param>
public sealed record BlockedMail(RawMailId Mail, string Pattern, EmailPerson From, string Subject, DateTimeOffset ReceivedAt);

/// <summary>A pattern with what came of it.</summary>
/// <param name="Pattern">The pattern.</param>
/// <param name="Sender">Who blocked it where; null when it is blocked no longer and mails of that time are still kept aside.</param>
/// <param name="Count">How many mails are kept aside.</param>
/// <param name="Mails">The latest of them.</param>
public sealed record BlockedList(string Pattern, BlockedSender? Sender, int Count, IReadOnlyList<BlockedMail> Mails);

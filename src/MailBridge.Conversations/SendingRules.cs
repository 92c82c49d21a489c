namespace MailBridge.Conversations;

/// <summary>How the desk sends replies.</summary>
/// <param name="Hold">How long a reply waits so that its author can still change it or take it back; zero sends it at once.</param>
/// <param name="MostAttachmentBytes">How large the files of one reply may be together, in octets, before they are encoded for mail.</param>
public sealed record SendingRules(TimeSpan Hold, long MostAttachmentBytes)
{
    /// <summary>Words that no customer is to read: a reply that says one of them is held until its author confirms it.</summary>
    public IReadOnlyList<string> InternalPhrases { get; init; } = [];

    /// <summary>The time zone in which replies tell a day.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Fifteen seconds and 20 MiB: enough to see one's mistake, and what most servers take after the third that Base64 adds.</summary>
    public static SendingRules Default { get; } = new(TimeSpan.FromSeconds(15), 20 << 20);
}

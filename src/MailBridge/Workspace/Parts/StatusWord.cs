using MailBridge.ChatOut;
using MailBridge.Conversations;

namespace MailBridge.Workspace.Parts;

/// <summary>The words that stand beside every colour.</summary>
internal static class StatusWord
{
    /// <summary>How a conversation stands.</summary>
    public static string Of(ConversationStatus status) => status switch
    {
        ConversationStatus.New => "New",
        ConversationStatus.Open => "Open",
        ConversationStatus.WaitingForCustomer => "Waiting for customer",
        ConversationStatus.Snoozed => "Snoozed",
        _ => "Closed",
    };

    /// <summary>What a search found, for people.</summary>
    public static string OfHit(string what) => what switch
    {
        "customer-email" => "mail",
        "side-email" => "side thread",
        "agent-email" or "agent-reply" => "answer",
        var other => other,
    };

    /// <summary>The same as a style's key.</summary>
    public static string Key(ConversationStatus status) => status switch
    {
        ConversationStatus.New => "new",
        ConversationStatus.Open => "open",
        ConversationStatus.WaitingForCustomer => "waiting",
        ConversationStatus.Snoozed => "snoozed",
        _ => "closed",
    };

    /// <summary>A mood as a style's key.</summary>
    public static string Key(CardTone tone) => tone switch
    {
        CardTone.Good => "good",
        CardTone.Warning => "warning",
        CardTone.Bad => "bad",
        _ => "neutral",
    };

    /// <summary>The icon of a mood.</summary>
    public static string Icon(CardTone tone) => tone switch
    {
        CardTone.Good => "check",
        CardTone.Warning => "warning",
        CardTone.Bad => "bad",
        _ => "clock",
    };
}

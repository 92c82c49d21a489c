using MailBridge.Conversations;

namespace MailBridge.Workspace;

/// <summary>Lets a newcomer play the customer while nothing is configured.</summary>
internal interface ITryOut
{
    /// <summary>True while the bridge runs without a configuration of its own.</summary>
    bool IsOn { get; }

    /// <summary>
    /// Puts a mail into the sample mailbox as if the customer had sent it: an answer within <paramref name="answers"/>, or a new mail when that is null.
    /// </summary>
    Task WriteAsCustomerAsync(
        string name, EmailAddress address, string subject, string text, ConversationId? answers, CancellationToken cancellation);
}

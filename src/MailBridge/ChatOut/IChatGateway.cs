using MailBridge.Conversations;

namespace MailBridge.ChatOut;

/// <summary>
/// A chat platform that cards can be posted to: the Workspace, Slack, Teams. A gateway renders and speaks, it decides nothing. It neither retries nor
/// waits: a fault is thrown as <see cref="ChatFault"/> and the queue decides.
/// </summary>
public interface IChatGateway
{
    /// <summary>The platform's name as it stands in <see cref="ChatChannel.Platform"/>.</summary>
    string Platform { get; }

    /// <summary>
    /// Posts a card. A second call with the same <see cref="ChatPost.Key"/> must not make a second post but return the first one.
    /// </summary>
    /// <exception cref="ChatFault">The platform refused or could not be reached.</exception>
    Task<ChatPostRef> PostAsync(ChatPost post, CancellationToken cancellation);

    /// <summary>Renders a post anew.</summary>
    /// <exception cref="ChatFault">The platform refused or could not be reached.</exception>
    Task UpdateAsync(ChatPostRef post, Card card, CancellationToken cancellation);

    /// <summary>
    /// When a post was made, on the platform's own clock, where its id tells; null where it does not. Compared with when an agent's message was typed, to
    /// know what its author can have seen.
    /// </summary>
    DateTimeOffset? PostedAt(ChatPostRef post) => null;

    /// <summary>Checks that the platform can be reached and a channel posted to; null when all is well, else a sentence that says what to do.</summary>
    Task<string?> CheckAsync(ChatChannel channel, CancellationToken cancellation);
}

/// <summary>A card to be posted.</summary>
/// <param name="Channel">Where.</param>
/// <param name="Thread">The root post of the thread it belongs into; null to start one.</param>
/// <param name="Key">The same for every attempt at this post.</param>
/// <param name="Card">What.</param>
/// <param name="Sender">The colleague under whose name it appears, where the platform can show one; null for the bridge.</param>
public sealed record ChatPost(ChatChannel Channel, ChatPostRef? Thread, string Key, Card Card, CardAgent? Sender);

/// <summary>A chat platform said no, or did not answer.</summary>
public sealed class ChatFault(string peerWords, bool isTransient, TimeSpan? retryAfter = null, Exception? cause = null)
    : Exception(peerWords, cause)
{
    /// <summary>True when the same post may succeed later.</summary>
    public bool IsTransient { get; } = isTransient;

    /// <summary>How long the platform asked us to wait; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}

using MailBridge.Conversations;

namespace MailBridge.ChatOut;

/// <summary>
/// A chat platform that cards can be posted to: the Workspace, Slack, Teams. A gateway renders and speaks, it decides nothing. It neither retries nor
/// waits: a fault is thrown as <see cref="ChatFault"/>, a platform's pace as <see cref="ChatBusy"/>, and the queue decides.
/// </summary>
public interface IChatGateway
{
    /// <summary>The platform's name as it stands in <see cref="ChatChannel.Platform"/>.</summary>
    string Platform { get; }

    /// <summary>
    /// Posts a card. A second call with the same <see cref="ChatPost.Key"/> must not make a second post but return the first one.
    /// </summary>
    /// <returns>Where it is now; not always where it was to go, if that place cannot be posted to.</returns>
    /// <exception cref="ChatFault">The platform refused or could not be reached.</exception>
    /// <exception cref="ChatBusy">It is not this post's turn yet.</exception>
    Task<ChatPostRef> PostAsync(ChatPost post, CancellationToken cancellation);

    /// <summary>Renders a post anew.</summary>
    /// <exception cref="ChatFault">The platform refused or could not be reached.</exception>
    /// <exception cref="ChatBusy">It is not this post's turn yet.</exception>
    Task UpdateAsync(ChatPostRef post, Card card, CancellationToken cancellation);

    /// <summary>Takes a post away that has served its purpose; where the platform cannot, the post shows <paramref name="instead"/>. One that is gone already is no fault.</summary>
    /// <exception cref="ChatFault">The platform refused or could not be reached.</exception>
    /// <exception cref="ChatBusy">It is not this post's turn yet.</exception>
    Task RemoveAsync(ChatPostRef post, Card instead, CancellationToken cancellation) => UpdateAsync(post, instead, cancellation);

    /// <summary>
    /// When a post was made, on the platform's own clock, where its id tells; null where it does not. Compared with when an agent's message was typed, to
    /// know what its author can have seen.
    /// </summary>
    DateTimeOffset? PostedAt(ChatPostRef post) => null;

    /// <summary>The root of the thread that a link of the platform leads to, whatever else stands in the text; null for no such link.</summary>
    /// <param name="text">What somebody pasted.</param>
    /// <param name="near">A channel of the same workspace; null where none is known.</param>
    ChatPostRef? ReadLink(string text, ChatChannel? near) => null;

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

    /// <summary>What is no longer there, so that no attempt can succeed in this place.</summary>
    public ChatLoss Loss { get; init; }

    /// <summary>
    /// Nothing gets through before a person mends the installation. However long that takes, nothing is given up meanwhile: all of it would be lost for
    /// one cause.
    /// </summary>
    public bool AwaitsMending { get; init; }
}

/// <summary>What a platform has no more.</summary>
public enum ChatLoss
{
    /// <summary>Nothing is lost.</summary>
    None,

    /// <summary>The post: it was deleted, or can be changed no more. Its thread goes on.</summary>
    Post,

    /// <summary>The thread: its channel is archived, deleted or closed to us, or its root is gone. The conversation goes on in a new one.</summary>
    Thread,
}

/// <summary>
/// It is not this post's turn yet: the platform takes so many posts in a time and no more. Nothing failed and nobody waits meanwhile; the turn is kept
/// for the same key.
/// </summary>
/// <param name="until">When the turn comes.</param>
public sealed class ChatBusy(DateTimeOffset until) : Exception("It is not this post's turn yet.")
{
    /// <summary>When the turn comes.</summary>
    public DateTimeOffset Until { get; } = until;
}

using MailBridge.Conversations;

namespace MailBridge.MailOut;

/// <summary>The way mail leaves the house. It neither retries nor waits: a fault is thrown as <see cref="MailFault"/> and the queue decides.</summary>
internal interface IMailGateway
{
    /// <summary>Hands a mail over.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="beforeFinalDot">Awaited just before the step after which the outcome could be unknown; a gateway whose hand-over can be repeated does not call it.</param>
    /// <param name="cancellation">Breaks the hand-over off.</param>
    /// <exception cref="MailFault">It was refused, or the server could not be reached, or nobody knows.</exception>
    Task<MailAccepted> SubmitAsync(MailToSend mail, Func<CancellationToken, ValueTask> beforeFinalDot, CancellationToken cancellation);

    /// <summary>Connects and logs in, as for a mail, and leaves again.</summary>
    /// <exception cref="IOException">That does not work; the message says why.</exception>
    Task CheckAsync(CancellationToken cancellation);

    /// <summary>Looks for a mail whose hand-over had an unknown outcome, in the places where sent mail shows up.</summary>
    /// <returns>Where it was found; null when it was not, or there is no place to look.</returns>
    Task<string?> FindSentAsync(InboxId inbox, MsgId id, CancellationToken cancellation);
}

/// <summary>A mail with its envelope; an empty sender is the null return path (RFC 5321 section 4.5.5).</summary>
internal sealed record MailToSend(DeliveryId Delivery, EmailAddress Sender, IReadOnlyList<string> Recipients, MsgId MessageId, ReadOnlyMemory<byte> Bytes);

/// <summary>The mail was taken.</summary>
/// <param name="ServerWords">The server's answer.</param>
/// <param name="Refused">Whom the server refused.</param>
/// <param name="GivenId">The Message-ID that the provider puts in the place of ours, where its answer tells.</param>
internal sealed record MailAccepted(string ServerWords, IReadOnlyList<BouncedRecipient> Refused, MsgId? GivenId = null);

/// <summary>What a fault on the way out means for the mail.</summary>
internal enum MailFaultKind
{
    /// <summary>Not sent; the same may succeed later.</summary>
    Temporary,

    /// <summary>Not sent, because the server could not be reached or broke off; the same may succeed later.</summary>
    Unreachable,

    /// <summary>Not sent; the same will fail again.</summary>
    Permanent,

    /// <summary>Not sent; the account or the connection must be mended by whoever runs the bridge. The mail itself is in order.</summary>
    Account,

    /// <summary>The connection broke after the last byte: sent or not, nobody knows.</summary>
    Unknown,
}

/// <summary>A mail was not taken, in the server's own words.</summary>
internal sealed class MailFault(MailFaultKind kind, string words, Exception? cause = null) : Exception(words, cause)
{
    public MailFaultKind Kind { get; } = kind;
}

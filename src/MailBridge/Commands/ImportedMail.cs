using MailBridge.Conversations;

namespace MailBridge.Commands;

/// <summary>What <c>import --json</c> tells of a mail. Stable: fields may be added, never changed.</summary>
/// <param name="File">The file it is in.</param>
/// <param name="MessageId">Its Message-ID without brackets, or null.</param>
/// <param name="Kind">What sort of mail it is by its header.</param>
/// <param name="Direction">Which way it went; null for a mail that could not be read.</param>
/// <param name="Conversation">The conversation it is in, or null.</param>
/// <param name="Customer">The customer's address, or null.</param>
/// <param name="DuplicateOf">The file of the first copy, or null.</param>
/// <param name="Offset">Where in an mbox file it begins; null for a file of its own.</param>
/// <param name="DuplicateOffset">The same of the first copy.</param>
/// <param name="WasThere">An earlier import or the running bridge had taken it in.</param>
/// <param name="Problem">Why it was left out, or null.</param>
internal sealed record ImportedMail(
    string File,
    string? MessageId,
    EmailKind Kind,
    EmailDirection? Direction,
    string? Conversation,
    string? Customer,
    string? DuplicateOf,
    long? Offset,
    long? DuplicateOffset,
    bool WasThere,
    string? Problem)
{
    /// <summary>A mail of which nothing is known but why it was left out.</summary>
    public static ImportedMail Unread(MailPlace place, string problem)
        => new(place.File, null, EmailKind.Customer, null, null, null, null, place.Offset, null, false, problem);
}

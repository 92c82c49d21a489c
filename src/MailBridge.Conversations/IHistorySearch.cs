namespace MailBridge.Conversations;

/// <summary>Finds entries by their words.</summary>
public interface IHistorySearch
{
    /// <summary>
    /// Entries in which every word of the query occurs, latest first. Words match from their beginning and without accents; <c>"two words"</c> match
    /// side by side. Any text is a valid query: what has no words finds nothing.
    /// </summary>
    Task<IReadOnlyList<HistoryHit>> SearchAsync(string query, int most, CancellationToken cancellation);
}

/// <summary>
/// An entry that was found. <paramref name="What"/> is its kind, <c>outcome</c> for the note that says what was agreed; <paramref name="Snippet"/> is plain text
/// around the first hit.
/// </summary>
public sealed record HistoryHit(
    ConversationId Conversation, EntryId Entry, DateTimeOffset At, string What, string Customer, string Subject, string Snippet);

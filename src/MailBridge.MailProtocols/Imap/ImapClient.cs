using Microsoft.Extensions.Logging;

namespace MailBridge.MailProtocols.Imap;

/// <summary>
/// One IMAP connection: RFC 3501 with IDLE (2177), LITERAL+ (7888), SASL-IR (4959), UIDPLUS (4315), SPECIAL-USE (6154) and ID (2971).
/// It carries bytes and never opens them. One call at a time; after a <see cref="MailStreamException"/> or a cancellation only
/// <see cref="DisposeAsync"/> is left.
/// </summary>
public sealed class ImapClient : IAsyncDisposable
{
    private ImapClient() { }

    /// <summary>Connects, protects the connection as the settings say and reads the greeting.</summary>
    public static Task<ImapClient> ConnectAsync(MailServer server, ILogger logger, TimeProvider time, CancellationToken ct) =>
        throw new NotImplementedException();

    public Task LoginAsync(PasswordCredentials credentials, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Opens a folder without the right to change it.</summary>
    public Task<SelectedFolder> ExamineAsync(string folder, CancellationToken ct) => throw new NotImplementedException();

    public Task<SelectedFolder> SelectAsync(string folder, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>The folders of the account, with what they are for.</summary>
    public Task<IReadOnlyList<ListedFolder>> ListFoldersAsync(CancellationToken ct) => throw new NotImplementedException();

    /// <summary>The messages of the open folder whose UID is greater than <paramref name="lastUid"/>, by rising UID; \Seen stays as it is.</summary>
    public IAsyncEnumerable<FetchedMessage> FetchAfterAsync(uint lastUid, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Waits until the open folder changes.</summary>
    /// <param name="longest">At most 29 min are waited, whatever is asked for (RFC 2177 §3).</param>
    /// <param name="ct">Ends the wait and with it this connection.</param>
    public Task<IdleOutcome> IdleAsync(TimeSpan longest, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Asks for news; true when the folder has grown since the last fetch.</summary>
    public Task<bool> NoopAsync(CancellationToken ct) => throw new NotImplementedException();

    /// <summary>The UIDs in the open folder whose header field contains the text.</summary>
    public Task<IReadOnlyList<uint>> SearchHeaderAsync(string field, string value, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Files a message; its new UID where the server tells it (UIDPLUS).</summary>
    public Task<uint?> AppendAsync(
        string folder, ReadOnlyMemory<byte> message, IReadOnlyList<string> flags, DateTimeOffset? internalDate, CancellationToken ct) =>
        throw new NotImplementedException();

    public Task LogoutAsync(CancellationToken ct) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}

using System.Runtime.CompilerServices;
using MailBridge.MailProtocols.Imap.Commands;
using MailBridge.MailProtocols.Imap.Grammar;
using MailBridge.MailProtocols.Wire;
using Microsoft.Extensions.Logging;

namespace MailBridge.MailProtocols.Imap;

/// <summary>
/// One IMAP connection: RFC 3501 with IDLE (2177), LITERAL+ (7888), SASL-IR (4959), OAUTHBEARER (7628), UIDPLUS (4315), SPECIAL-USE
/// (6154) and ID (2971). It carries bytes and never opens them. One call at a time; after a <see cref="MailStreamException"/> or a cancellation only
/// <see cref="DisposeAsync"/> is left.
/// </summary>
/// <remarks>
/// Every operation throws <see cref="ImapRefusedException"/> when the server says no and <see cref="MailStreamException"/> when the
/// connection is lost; an argument with CR, LF or NUL is an <see cref="ArgumentException"/> and nothing is sent.
/// </remarks>
public sealed class ImapClient : IAsyncDisposable
{
    private readonly ImapSession _session;

    // Names that a server wrote in another way than we would are given back as they came.
    private readonly Dictionary<string, byte[]> _encodedNames = new(StringComparer.Ordinal);
    private int _isBusy;

    private ImapClient(ImapSession session) => _session = session;

    /// <summary>Whether the connection can still be used.</summary>
    public bool IsConnected => _session.Connection.IsUsable;

    /// <summary>Connects, protects the connection as the settings say and reads the greeting.</summary>
    public static async Task<ImapClient> ConnectAsync(MailServer server, ILogger logger, TimeProvider time, CancellationToken ct)
    {
        var connection = await LineConnection.ConnectAsync(server, time, ct).ConfigureAwait(false);
        return await StartAsync(connection, logger, ct).ConfigureAwait(false);
    }

    /// <summary>Starts on a connection that exists.</summary>
    internal static async Task<ImapClient> StartAsync(LineConnection connection, ILogger logger, CancellationToken ct)
    {
        try
        {
            var session = new ImapSession(connection, logger);
            var greeting = await session.ReadGreetingAsync(ct).ConfigureAwait(false);
            if (connection.Server.Security == TransportSecurity.StartTls) await StartTlsAsync(session, greeting, ct).ConfigureAwait(false);
            ImapLog.Connected(logger, connection.Server.Host, connection.Server.Port, connection.IsProtected);
            return new ImapClient(session);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Logs in by the best way that the server offers, then tells who we are (RFC 2971).</summary>
    /// <exception cref="MailStreamException">
    /// The secret would cross the network in clear text, or the server takes none of this kind.
    /// </exception>
    public Task LoginAsync(MailCredentials credentials, CancellationToken ct) => AloneAsync(async () =>
    {
        await LearnCapabilitiesAsync(_session, ct).ConfigureAwait(false);
        RequireSafeConnection();
        var mechanism = await SendCredentialsAsync(credentials, ct).ConfigureAwait(false);
        ImapLog.LoggedIn(_session.Logger, _session.Server.Host, _session.Server.Port, mechanism);
        await LearnCapabilitiesAsync(_session, ct).ConfigureAwait(false);
        await IdentifyAsync(ct).ConfigureAwait(false);
        return true;
    });

    /// <summary>Opens a folder without the right to change it.</summary>
    public Task<SelectedFolder> ExamineAsync(string folder, CancellationToken ct) => OpenAsync(folder, readOnly: true, ct);

    /// <summary>Opens a folder.</summary>
    public Task<SelectedFolder> SelectAsync(string folder, CancellationToken ct) => OpenAsync(folder, readOnly: false, ct);

    /// <summary>The folders of the account, with what they are for.</summary>
    public Task<IReadOnlyList<ListedFolder>> ListFoldersAsync(CancellationToken ct) => AloneAsync<IReadOnlyList<ListedFolder>>(async () =>
    {
        var command = new ListCommand(_session.Has("SPECIAL-USE") && _session.Has("LIST-EXTENDED"));
        var folders = await _session.RunAsync(command, ct).ConfigureAwait(false);
        foreach (var folder in folders) _encodedNames[folder.Folder.Name] = folder.EncodedName;
        return [.. folders.Select(f => f.Folder)];
    });

    /// <summary>
    /// The messages of the open folder whose UID is greater than <paramref name="lastUid"/>, by rising UID; \Seen stays as it is. A message
    /// that was expunged meanwhile is left out; one that the server has but does not hand out comes as
    /// <see cref="FetchedContent.Unavailable"/>. While messages are handed on, nothing is under way on the wire.
    /// </summary>
    public IAsyncEnumerable<FetchedMessage> FetchAfterAsync(uint lastUid, CancellationToken ct) => FetchAfterAsync(lastUid, FetchPlan.Fast, ct);

    /// <summary>The same, with care for messages that break the session: those of <see cref="FetchPlan.Last"/> come last, whatever their UID.</summary>
    public async IAsyncEnumerable<FetchedMessage> FetchAfterAsync(uint lastUid, FetchPlan plan, [EnumeratorCancellation] CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var fetch = new ImapFetch(_session);
        IsListing = true;
        var waiting = await AloneAsync(() => fetch.ListAsync(lastUid, plan.WithoutSizes, ct)).ConfigureAwait(false);
        IsListing = false;
        foreach (var batch in fetch.InBatches(waiting, plan))
        {
            if (batch is [var alone] && plan.GivenUp.Contains(alone.Uid))
            {
                yield return new FetchedMessage(alone.Uid, null, default, FetchedContent.Unavailable);
                continue;
            }
            Fetching = [.. batch.Select(message => message.Uid)];
            var messages = await AloneAsync(() => fetch.FetchAsync(batch, ct)).ConfigureAwait(false);
            Fetching = [];
            foreach (var message in messages) yield return message;
        }
    }

    /// <summary>The UIDs that were being fetched when the session broke; empty if it broke over something else.</summary>
    public IReadOnlyList<uint> Fetching { get; private set; } = [];

    /// <summary>New messages were being listed when the session broke.</summary>
    public bool IsListing { get; private set; }

    /// <summary>Waits until the open folder grows; at once if it has grown since the last fetch.</summary>
    /// <param name="longest">At most 29 min are waited, whatever is asked for (RFC 2177 §3).</param>
    /// <param name="ct">Ends the wait and with it this connection.</param>
    public Task<IdleOutcome> IdleAsync(TimeSpan longest, CancellationToken ct) =>
        AloneAsync(() => ImapIdle.RunAsync(_session, longest, ct));

    /// <summary>Asks for news; true when the folder has grown since the last fetch.</summary>
    public Task<bool> NoopAsync(CancellationToken ct) => AloneAsync(async () =>
    {
        await _session.RunAsync(new PlainCommand("NOOP", "to tell the news"), ct).ConfigureAwait(false);
        return _session.HasGrown;
    });

    /// <summary>The UIDs in the open folder whose header field contains the text.</summary>
    public Task<IReadOnlyList<uint>> SearchHeaderAsync(string field, string value, CancellationToken ct) =>
        AloneAsync(() => _session.RunAsync(new SearchHeaderCommand(field, value), ct));

    /// <summary>Files a message; its new UID where the server tells it (UIDPLUS).</summary>
    public Task<uint?> AppendAsync(
        string folder, ReadOnlyMemory<byte> message, IReadOnlyList<string> flags, DateTimeOffset? internalDate, CancellationToken ct) =>
        AloneAsync(() => _session.RunAsync(new AppendCommand(folder, Encode(folder), message, flags, internalDate), ct));

    /// <summary>Says goodbye. A server that is gone already is no fault.</summary>
    public Task LogoutAsync(CancellationToken ct) => AloneAsync(async () =>
    {
        if (!IsConnected) return false;
        var tag = _session.NextTag();
        try
        {
            await _session.SendLineAsync(ImapSession.Ascii(tag + " LOGOUT\r\n"), tag + " LOGOUT", ct).ConfigureAwait(false);
            while (await _session.ReadResponseAsync("LOGOUT", ct, _session.Server.Timeouts.Farewell).ConfigureAwait(false)
                is not ImapResponse.Completion) { }
        }
        catch (MailStreamException)
        {
            // Whatever mattered has been answered before.
        }
        await DisposeAsync().ConfigureAwait(false);
        return true;
    });

    public ValueTask DisposeAsync() => _session.Connection.DisposeAsync();

    private Task<SelectedFolder> OpenAsync(string folder, bool readOnly, CancellationToken ct) => AloneAsync(async () =>
    {
        var command = new SelectCommand(folder, Encode(folder), readOnly);
        _session.ForgetFolder();
        var opened = await _session.RunAsync(command, ct).ConfigureAwait(false);
        ImapLog.Opened(_session.Logger, opened.UidValidity, opened.UidNext, opened.Exists);
        return opened;
    });

    private byte[] Encode(string folder) =>
        _encodedNames.TryGetValue(folder, out var encoded) ? encoded : ModifiedUtf7.Encode(ImapWriter.Checked(folder));

    private static async Task StartTlsAsync(ImapSession session, ImapStatus greeting, CancellationToken ct)
    {
        // A session that is logged in already cannot be protected any more: somebody else may have logged it in.
        if (greeting.Kind == ImapStatusKind.PreAuth)
        {
            throw session.Connection.Break(
                MailStreamFault.SecurityNotOffered, "the server skips the login, so that STARTTLS is impossible");
        }
        await LearnCapabilitiesAsync(session, ct).ConfigureAwait(false);
        if (!session.Has("STARTTLS"))
        {
            throw session.Connection.Break(
                MailStreamFault.SecurityNotOffered, "the server does not offer STARTTLS (is this the port for TLS, or without it?)");
        }
        try
        {
            await session.RunAsync(new PlainCommand("STARTTLS", "to start TLS"), ct).ConfigureAwait(false);
        }
        catch (ImapRefusedException e)
        {
            throw session.Connection.Break(MailStreamFault.TlsFailed, $"the server offers STARTTLS but refused it: {e.ServerText}", e);
        }
        await session.Connection.SecureAsync(ct).ConfigureAwait(false);
        session.ForgetCapabilities();
    }

    private static async Task LearnCapabilitiesAsync(ImapSession session, CancellationToken ct)
    {
        if (!session.KnowsCapabilities)
            await session.RunAsync(new PlainCommand("CAPABILITY", "to tell what it can do"), ct).ConfigureAwait(false);
    }

    private void RequireSafeConnection()
    {
        var connection = _session.Connection;
        if (!connection.IsProtected && !connection.Server.MayLoginInClear)
        {
            throw connection.Break(
                MailStreamFault.SecurityNotOffered, "a password or token is not sent over a network without TLS (choose TLS or STARTTLS)");
        }
    }

    private async Task<string> SendCredentialsAsync(MailCredentials credentials, CancellationToken ct)
    {
        if (Sasl.TryChoose(credentials, _session.Server, m => _session.Has("AUTH=" + m)) is { } sasl)
        {
            var authenticate = new AuthenticateCommand(credentials.UserName, sasl, _session.Has("SASL-IR"));
            await _session.RunAsync(authenticate, ct, forgetsCapabilities: true).ConfigureAwait(false);
            return sasl.Mechanism;
        }
        if (credentials is PasswordCredentials password && !_session.Has("LOGINDISABLED"))
        {
            await _session.RunAsync(new LoginCommand(password), ct, forgetsCapabilities: true).ConfigureAwait(false);
            return "LOGIN";
        }
        var what = credentials is PasswordCredentials ? "passwords" : "access tokens";
        throw _session.Connection.Break(
            MailStreamFault.SecurityNotOffered,
            _session.Connection.IsProtected ? $"the server takes no {what} over IMAP" : $"the server takes no {what} without TLS");
    }

    private async Task IdentifyAsync(CancellationToken ct)
    {
        if (!_session.Has("ID")) return;
        var (name, version) = (_session.Server.ClientName, _session.Server.ClientVersion);
        try
        {
            var id = new PlainCommand("ID", "our name", w => w
                .Raw(" (\"name\" ").String(name).Raw(" \"version\" ").String(version).Raw(")"));
            await _session.RunAsync(id, ct).ConfigureAwait(false);
        }
        catch (ImapRefusedException)
        {
            // Telling our name is a courtesy; nothing depends on its being heard.
        }
    }

    private async Task<T> AloneAsync<T>(Func<Task<T>> operation)
    {
        if (Interlocked.Exchange(ref _isBusy, 1) == 1)
            throw new InvalidOperationException("An IMAP connection does one thing at a time; another call is under way.");
        try
        {
            return await operation().ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _isBusy, 0);
        }
    }
}

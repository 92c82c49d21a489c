using MailBridge.Conversations;
using MailBridge.MailProtocols;
using MailBridge.MailProtocols.Imap;
using MailBridge.Operations;

namespace MailBridge.MailIn;

/// <summary>One folder of an IMAP mailbox to be watched.</summary>
/// <param name="Inbox">The inbox it belongs to.</param>
/// <param name="Server">The server.</param>
/// <param name="Credentials">The account.</param>
/// <param name="Folder">The folder's name.</param>
/// <param name="FromNow">At the first sight, skip what is there.</param>
/// <param name="PollInterval">How often to ask beside IDLE.</param>
internal sealed record WatchedFolder(
    InboxId Inbox, MailServer Server, PasswordCredentials Credentials, string Folder, bool FromNow, TimeSpan PollInterval);

/// <summary>
/// Watches one folder: the cursor is UIDVALIDITY and last UID (RFC 3501 section 2.3.1.1), never a flag, so whatever other programs mark or read, no mail is
/// missed. IDLE (RFC 2177) tells of news; polling is the net beneath it.
/// </summary>
internal sealed partial class ImapWatcher(
    WatchedFolder watched, IRawMailStore raw, MailArrived arrived, BridgeHealth health, ILogger<ImapWatcher> logger, TimeProvider time)
    : MailboxWatcher($"{watched.Inbox} ({watched.Folder})", health, logger, time)
{
    /// <summary>NAT boxes forget a silent connection after about ten minutes.</summary>
    private static readonly TimeSpan LongestIdle = TimeSpan.FromMinutes(9);

    /// <summary>A mail that the server lists but does not hand out is asked for this often; then word of it is kept in its place.</summary>
    private const int MostRefusals = 3;

    /// <summary>A server that ends the session twice in the middle of many mails is asked for each by itself.</summary>
    private const int MostBrokenBatches = 2;

    /// <summary>How often each mail was withheld, by UID.</summary>
    private readonly Dictionary<uint, int> _withheld = [];

    /// <summary>What broke sessions, and how often.</summary>
    private readonly FetchBreaks _breaks = new(MostBrokenBatches, MostRefusals);

    protected internal override async Task WatchAsync(CancellationToken cancellation)
    {
        await using var client = await ImapClient.ConnectAsync(watched.Server, Logger, Time, cancellation).ConfigureAwait(false);
        await client.LoginAsync(watched.Credentials, cancellation).ConfigureAwait(false);
        var folder = await client.ExamineAsync(watched.Folder, cancellation).ConfigureAwait(false);
        var cursor = await CursorAsync(folder, cancellation).ConfigureAwait(false);
        while (true)
        {
            cursor = await KeepNewAsync(client, cursor, cancellation).ConfigureAwait(false);
            Works();
            var longest = watched.PollInterval < LongestIdle ? watched.PollInterval : LongestIdle;
            if (await IdlesAsync(client, longest, cancellation).ConfigureAwait(false)) continue;
            await Task.Delay(watched.PollInterval, Time, cancellation).ConfigureAwait(false);
            await client.NoopAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>False when the server has no IDLE, or offers it and refuses it all the same.</summary>
    private static async Task<bool> IdlesAsync(ImapClient client, TimeSpan longest, CancellationToken cancellation)
    {
        try
        {
            return await client.IdleAsync(longest, cancellation).ConfigureAwait(false) != IdleOutcome.NotSupported;
        }
        catch (ImapRefusedException)
        {
            // QUIRK: proxies pass CAPABILITY on from a server whose IDLE they do not let through.
            return false;
        }
    }

    private async Task<MailboxCursor> CursorAsync(SelectedFolder folder, CancellationToken cancellation)
    {
        var cursor = await raw.CursorAsync(watched.Inbox, watched.Folder, cancellation).ConfigureAwait(false);
        if (cursor is not null && cursor.UidValidity == folder.UidValidity) return cursor;
        if (cursor is not null)
        {
            // RFC 3501 section 2.3.1.1: all UIDs mean other messages now. Everything is read again; second copies are recognised by the desk.
            _withheld.Clear();
            _breaks.Clear();
            NewEra(logger, watched.Inbox, cursor.UidValidity, folder.UidValidity);
            return new MailboxCursor(watched.Inbox, watched.Folder, folder.UidValidity, 0);
        }
        var last = watched.FromNow && folder.UidNext is > 0 and var next ? next - 1 : 0;
        var first = new MailboxCursor(watched.Inbox, watched.Folder, folder.UidValidity, last);
        await raw.MoveCursorAsync(first, cancellation).ConfigureAwait(false);
        return first;
    }

    private async Task<MailboxCursor> KeepNewAsync(ImapClient client, MailboxCursor cursor, CancellationToken cancellation)
    {
        var plan = _breaks.Plan;
        var last = cursor.LastUid;
        // The cursor waits before a mail that is asked for again; those behind it are kept meanwhile, and known by their place when they come again.
        uint? held = plan.Last.Where(uid => uid > last).Cast<uint?>().Min();
        uint? refused = null;
        try
        {
            await foreach (var message in client.FetchAfterAsync(cursor.LastUid, plan, cancellation).ConfigureAwait(false))
            {
                last = Math.Max(last, message.Uid);
                if (message.Content == FetchedContent.Unavailable && !plan.GivenUp.Contains(message.Uid) && IsAskedForAgain(message.Uid))
                {
                    held ??= message.Uid;
                    refused ??= message.Uid;
                    continue;
                }
                if (held is null) cursor = cursor with { LastUid = last };
                await KeepAsync(message, cursor, moves: held is null, cancellation).ConfigureAwait(false);
            }
        }
        catch (MailStreamException fault) when (fault.Fault is MailStreamFault.Closed or MailStreamFault.OutOfStep)
        {
            _breaks.Note(client.Fetching, client.IsListing);
            throw;
        }
        if (refused is { } uid)
            throw new IOException($"The server lists mail {uid} of {watched.Folder} but does not hand it out. It is asked for again; the others are not held up.");
        _withheld.Clear();
        _breaks.Clear();
        if (held is null) return cursor;
        cursor = cursor with { LastUid = last };
        await raw.MoveCursorAsync(cursor, cancellation).ConfigureAwait(false);
        return cursor;
    }

    private async Task KeepAsync(FetchedMessage message, MailboxCursor cursor, bool moves, CancellationToken cancellation)
    {
        var place = new ImapPlace(watched.Folder, cursor.UidValidity, message.Uid, message.Content);
        var found = new FoundMail(watched.Inbox, place.ToString(), message.InternalDate ?? Time.GetUtcNow(), message.Bytes);
        var kept = await raw.KeepAsync(found, moves ? cursor : null, cancellation).ConfigureAwait(false);
        if (kept is null) return;
        Kept(logger, watched.Inbox, kept.Value, message.Uid, message.Content);
        arrived.Signal();
    }

    private bool IsAskedForAgain(uint uid) => (_withheld[uid] = _withheld.GetValueOrDefault(uid) + 1) < MostRefusals;

    [LoggerMessage(1101, LogLevel.Information, "Inbox {Inbox}: kept mail {Mail}, UID {Uid}, {Content}")]
    private static partial void Kept(ILogger logger, InboxId inbox, RawMailId mail, uint uid, FetchedContent content);

    [LoggerMessage(1102, LogLevel.Warning, "Inbox {Inbox}: UIDVALIDITY went from {Before} to {Now}; the folder is read again from its beginning")]
    private static partial void NewEra(ILogger logger, InboxId inbox, uint before, uint now);
}

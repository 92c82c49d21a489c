using MailBridge.Conversations;
using MailBridge.MailProtocols.Files;
using MailBridge.Operations;

namespace MailBridge.MailIn;

/// <summary>
/// Watches a Maildir: its root, not the folders of drafts, junk and bin that Maildir++ keeps below it. Its files are read, never changed; a file is known by
/// its name before the flags.
/// </summary>
internal sealed partial class MaildirWatcher(
    InboxId inbox, string path, TimeSpan pollInterval, IRawMailStore raw, MailArrived arrived, BridgeHealth health, ILogger<MaildirWatcher> logger, TimeProvider time)
    : MailboxWatcher($"{inbox} ({path})", health, logger, time)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    protected internal override async Task WatchAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (!Directory.Exists(Path.Combine(path, "new")) || !Directory.Exists(Path.Combine(path, "cur")))
                throw new DirectoryNotFoundException($"{path} is no Maildir: it lacks the folders 'new' and 'cur' or one of them. Is the path right, is the disk mounted?");
            if (await KeepNewAsync(cancellation).ConfigureAwait(false) is { } problem) WorksBut(problem);
            else Works();
            await Task.Delay(pollInterval, Time, cancellation).ConfigureAwait(false);
        }
    }

    /// <returns>What is wrong with a file that could not be read, or null; the others are kept all the same.</returns>
    private async Task<string?> KeepNewAsync(CancellationToken cancellation)
    {
        var there = Maildir.List(path).Where(m => m.Folder == "INBOX").ToList();
        _known.IntersectWith(there.Select(Key));
        var listed = there.Where(m => !_known.Contains(Key(m))).OrderBy(m => m.ModifiedAt).ThenBy(m => m.Key, StringComparer.Ordinal).ToList();
        if (listed.Count == 0) return null;
        string? problem = null;
        _known.UnionWith(await raw.KnownSourceKeysAsync(inbox, [.. listed.Select(Key)], cancellation).ConfigureAwait(false));
        foreach (var message in listed.Where(m => !_known.Contains(Key(m))))
        {
            ReadOnlyMemory<byte>? bytes = null;
            try
            {
                bytes = await Maildir.ReadAsync(message, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                problem = $"{message.Path} cannot be read: {e.Message} Give this account the right to read it, or take the file away.";
            }
            if (bytes is null) continue;
            if (await raw.KeepAsync(new FoundMail(inbox, Key(message), message.ModifiedAt, bytes.Value), cursor: null, cancellation).ConfigureAwait(false) is { } kept)
            {
                Kept(logger, inbox, kept);
                arrived.Signal();
            }
            _known.Add(Key(message));
        }
        return problem;
    }

    private static string Key(MaildirMessage message) => $"maildir:{message.Folder}:{message.Key}";

    [LoggerMessage(1201, LogLevel.Information, "Inbox {Inbox}: kept mail {Mail}")]
    private static partial void Kept(ILogger logger, InboxId inbox, RawMailId mail);
}

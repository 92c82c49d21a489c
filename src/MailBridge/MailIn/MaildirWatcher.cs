using MailBridge.Conversations;
using MailBridge.MailProtocols.Files;
using MailBridge.Operations;

namespace MailBridge.MailIn;

/// <summary>Watches a Maildir. Its files are read, never changed; a file is known by its name before the flags.</summary>
internal sealed partial class MaildirWatcher(
    InboxId inbox, string path, TimeSpan pollInterval, IRawMailStore raw, MailArrived arrived, BridgeHealth health, ILogger<MaildirWatcher> logger, TimeProvider time)
    : MailboxWatcher($"{inbox} ({path})", health, logger, time)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    protected override async Task WatchAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (!Directory.Exists(Path.Combine(path, "new")) && !Directory.Exists(Path.Combine(path, "cur")))
                throw new DirectoryNotFoundException($"{path} is no Maildir: it has neither a 'new' nor a 'cur' folder. Is the path right, is the disk mounted?");
            await KeepNewAsync(cancellation).ConfigureAwait(false);
            Works();
            await Task.Delay(pollInterval, Time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task KeepNewAsync(CancellationToken cancellation)
    {
        var listed = Maildir.List(path).Where(m => !_known.Contains(Key(m))).OrderBy(m => m.ModifiedAt).ThenBy(m => m.Key, StringComparer.Ordinal).ToList();
        if (listed.Count == 0) return;
        _known.UnionWith(await raw.KnownSourceKeysAsync(inbox, [.. listed.Select(Key)], cancellation).ConfigureAwait(false));
        foreach (var message in listed.Where(m => !_known.Contains(Key(m))))
        {
            if (await Maildir.ReadAsync(message, cancellation).ConfigureAwait(false) is not { } bytes) continue;
            if (await raw.KeepAsync(new FoundMail(inbox, Key(message), message.ModifiedAt, bytes), cursor: null, cancellation).ConfigureAwait(false) is { } kept)
            {
                Kept(logger, inbox, kept);
                arrived.Signal();
            }
            _known.Add(Key(message));
        }
    }

    private static string Key(MaildirMessage message) => $"maildir:{message.Folder}:{message.Key}";

    [LoggerMessage(1201, LogLevel.Information, "Inbox {Inbox}: kept mail {Mail}")]
    private static partial void Kept(ILogger logger, InboxId inbox, RawMailId mail);
}

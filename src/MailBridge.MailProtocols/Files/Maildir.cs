using System.Globalization;

namespace MailBridge.MailProtocols.Files;

/// <summary>One message of a Maildir tree.</summary>
/// <param name="Key">The file name before its flags: stays while flags change, unique within the tree for all practical purposes.</param>
/// <param name="Folder">The folder's name with <c>/</c> between levels; <c>INBOX</c> for the root.</param>
/// <param name="Path">Where the file was when it was listed.</param>
/// <param name="Flags">The letters after <c>:2,</c>; empty for new mail.</param>
/// <param name="ModifiedAt">The file's time: when the mail arrived, as a rule.</param>
public sealed record MaildirMessage(string Key, string Folder, string Path, string Flags, DateTimeOffset ModifiedAt);

/// <summary>Maildir and Maildir++ trees: one file per message in <c>new/</c> and <c>cur/</c>, written in <c>tmp/</c>.</summary>
public static class Maildir
{
    // ':' in the definition; ';' and '!' where a file system forbids it.
    private static readonly char[] FlagSeparators = [':', ';', '!'];

    private static readonly string[] Shelves = ["cur", "new"];

    /// <summary>All messages: folders by name, messages by key, both ordinal. The tree is never changed.</summary>
    public static IEnumerable<MaildirMessage> List(string root) =>
        Folders(root).OrderBy(f => f.Name, StringComparer.Ordinal).SelectMany(f => ListFolder(f.Name, f.Path));

    /// <summary>The message's bytes, found again if its flags changed since it was listed; null where it has been removed.</summary>
    public static async Task<byte[]?> ReadAsync(MaildirMessage message, CancellationToken ct)
    {
        const int LongestChase = 5;
        var path = message.Path;
        for (var attempt = 0; attempt < LongestChase; attempt++)
        {
            try
            {
                return await File.ReadAllBytesAsync(path, ct).ConfigureAwait(false);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                // Another program moved it from new/ to cur/ or changed its flags between the list and now.
                var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetDirectoryName(message.Path))!;
                var found = ListFolder(message.Folder, folder).FirstOrDefault(m => m.Key == message.Key);
                if (found is null) return null;
                path = found.Path;
            }
        }
        return null;
    }

    /// <summary>Delivers a message into <c>new/</c> of a folder directory, made if missing: whole or not at all. Returns its key.</summary>
    public static async Task<string> DeliverAsync(string folderPath, ReadOnlyMemory<byte> message, TimeProvider time, CancellationToken ct)
    {
        foreach (var shelf in (string[])["tmp", .. Shelves]) Directory.CreateDirectory(System.IO.Path.Combine(folderPath, shelf));
        var key = string.Create(
            CultureInfo.InvariantCulture,
            $"{time.GetUtcNow().ToUnixTimeSeconds()}.R{Guid.NewGuid():n}P{Environment.ProcessId}.{HostName()}");
        var written = System.IO.Path.Combine(folderPath, "tmp", key);
        await DurableFile.WriteAsync(written, message, ct).ConfigureAwait(false);
        DurableFile.Rename(written, System.IO.Path.Combine(folderPath, "new", key));
        return key;
    }

    /// <summary>The root as INBOX, and every folder beside it: <c>.Sent.2024</c> of Maildir++, or plain directories.</summary>
    private static IEnumerable<(string Name, string Path)> Folders(string root)
    {
        if (IsFolder(root)) yield return ("INBOX", root);
        foreach (var found in FoldersBelow(root, "")) yield return found;
    }

    private static IEnumerable<(string Name, string Path)> FoldersBelow(string directory, string prefix)
    {
        foreach (var path in Directories(directory))
        {
            var name = System.IO.Path.GetFileName(path);
            if (name is "cur" or "new" or "tmp") continue;
            var full = prefix + (name.StartsWith('.') ? name[1..].Replace('.', '/') : name);
            if (IsFolder(path)) yield return (full, path);
            // QUIRK: Dovecot's LAYOUT=fs and mutt nest plain directories; a Maildir++ folder has no folders below it.
            if (name.StartsWith('.')) continue;
            foreach (var found in FoldersBelow(path, full + "/")) yield return found;
        }
    }

    private static SortedDictionary<string, MaildirMessage>.ValueCollection ListFolder(string folder, string path)
    {
        var messages = new SortedDictionary<string, MaildirMessage>(StringComparer.Ordinal);
        foreach (var shelf in Shelves)
        {
            foreach (var file in Files(System.IO.Path.Combine(path, shelf)))
            {
                if (file.Name.StartsWith('.')) continue;
                var end = file.Name.IndexOfAny(FlagSeparators);
                var key = end < 0 ? file.Name : file.Name[..end];
                var flags = end >= 0 && file.Name.AsSpan(end + 1).StartsWith("2,") ? file.Name[(end + 3)..] : "";
                // A file that moved while both shelves were read may be met twice.
                messages.TryAdd(key, new MaildirMessage(key, folder, file.FullName, flags, Time(file, key)));
            }
        }
        return messages.Values;
    }

    private static DateTimeOffset Time(FileInfo file, string key)
    {
        var time = new DateTimeOffset(file.LastWriteTimeUtc);
        if (time.Year > 1601) return time;
        // The file is gone from where it was listed; its name begins with the time of its delivery.
        return long.TryParse(key.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 1L << 33
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : time;
    }

    private static bool IsFolder(string path) => Shelves.All(shelf => Directory.Exists(System.IO.Path.Combine(path, shelf)));

    private static IEnumerable<string> Directories(string path)
    {
        // A link to a directory above would never end.
        var options = new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        return Directory.Exists(path) ? Directory.EnumerateDirectories(path, "*", options) : [];
    }

    private static FileInfo[] Files(string path)
    {
        try
        {
            return new DirectoryInfo(path).GetFiles();
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    // The definition's escapes for what a file name must not hold.
    private static string HostName() => Environment.MachineName
        .Replace("/", "\\057", StringComparison.Ordinal).Replace(":", "\\072", StringComparison.Ordinal);
}

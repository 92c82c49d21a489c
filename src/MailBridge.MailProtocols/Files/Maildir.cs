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
    /// <summary>All messages: folders by name, messages by key, both ordinal. The tree is never changed.</summary>
    public static IEnumerable<MaildirMessage> List(string root) => throw new NotImplementedException();

    /// <summary>The message's bytes, found again if its flags changed since it was listed; null where it has been removed.</summary>
    public static Task<byte[]?> ReadAsync(MaildirMessage message, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Delivers a message into <c>new/</c> of a folder directory, made if missing: whole or not at all. Returns its key.</summary>
    public static Task<string> DeliverAsync(string folderPath, ReadOnlyMemory<byte> message, TimeProvider time, CancellationToken ct) =>
        throw new NotImplementedException();
}

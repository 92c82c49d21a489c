using System.Runtime.CompilerServices;
using MailBridge.MailProtocols.Files;

namespace MailBridge.Commands;

/// <summary>One message in a file, a mailbox or on standard input.</summary>
/// <param name="File">The file's path as the person would write it.</param>
/// <param name="Offset">Where in an mbox file it begins, in octets; null for a message that is a file of its own.</param>
/// <param name="FileTime">When the file was last written; null where that says nothing.</param>
/// <param name="ReadAsync">Its bytes.</param>
internal sealed record MailPlace(
    string File, long? Offset, DateTimeOffset? FileTime, Func<CancellationToken, Task<ReadOnlyMemory<byte>>> ReadAsync);

/// <summary>
/// Finds messages: a file, an mbox, a Maildir or a tree of them, a directory of <c>.eml</c> files, or <c>-</c> for standard input. The
/// order is stable:
/// places as they were named; within one, files before folders, both by name.
/// </summary>
internal sealed class MailSources(Surroundings surroundings, Action<string> complain)
{
    /// <summary>A message's first line is looked for within so many octets.</summary>
    private const int SniffedOctets = 1000;

    /// <summary>Every message of the places. What cannot be opened is complained about and passed over.</summary>
    public async IAsyncEnumerable<MailPlace> FindAsync(IEnumerable<string> paths, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var path in paths)
        {
            if (path == "-")
            {
                yield return Piped();
                continue;
            }
            var full = Path.GetFullPath(path, surroundings.WorkingDirectory);
            var place = new Root(path, full);
            if (Directory.Exists(full))
            {
                await foreach (var mail in InFolderAsync(place, full, cancellation).ConfigureAwait(false)) yield return mail;
            }
            else if (File.Exists(full))
            {
                var isMbox = TrySniff(place.Show(full), full) is not { } sniffed ? (bool?)null : IsMbox(full, sniffed);
                if (isMbox is null) continue;
                var mails = InFileAsync(place.Show(full), full, isMbox.Value, cancellation);
                await foreach (var mail in mails.ConfigureAwait(false)) yield return mail;
            }
            else
            {
                complain($"{path} does not exist; name a mail, an mbox file, a Maildir or a folder of mails.");
            }
        }
    }

    private async IAsyncEnumerable<MailPlace> InFolderAsync(
        Root root, string folder, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var isMaildir = IsMaildir(folder);
        if (isMaildir)
        {
            foreach (var mail in Listed(root.Show(folder), () => Maildir.List(folder))) yield return InMaildir(root, mail);
        }
        else
        {
            foreach (var file in Listed(root.Show(folder), () => Directory.EnumerateFiles(folder)).Order(StringComparer.Ordinal))
            {
                if (Path.GetFileName(file).StartsWith('.')) continue;
                if (TrySniff(root.Show(file), file) is not { } sniffed || !LooksLikeMail(file, sniffed)) continue;
                var mails = InFileAsync(root.Show(file), file, IsMbox(file, sniffed), cancellation);
                await foreach (var mail in mails.ConfigureAwait(false)) yield return mail;
            }
        }
        foreach (var inner in Listed(root.Show(folder), () => Directory.EnumerateDirectories(folder)).Order(StringComparer.Ordinal))
        {
            // The folders of a Maildir++ tree begin with a dot and were listed with it; a linked folder may lead in a circle.
            var name = Path.GetFileName(inner);
            if (isMaildir && (name is "cur" or "new" or "tmp" || name.StartsWith('.'))) continue;
            if (new DirectoryInfo(inner).LinkTarget is not null) continue;
            await foreach (var mail in InFolderAsync(root, inner, cancellation).ConfigureAwait(false)) yield return mail;
        }
    }

    private static MailPlace InMaildir(Root root, MaildirMessage mail) => new(
        root.Show(mail.Path), null, mail.ModifiedAt,
        async cancellation => await Maildir.ReadAsync(mail, cancellation).ConfigureAwait(false)
            ?? throw new FileNotFoundException("it was removed from the Maildir meanwhile."));

    private async IAsyncEnumerable<MailPlace> InFileAsync(
        string shown, string file, bool isMbox, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (!isMbox)
        {
            var writtenAt = File.GetLastWriteTimeUtc(file);
            yield return new MailPlace(shown, null, writtenAt, async c => await File.ReadAllBytesAsync(file, c).ConfigureAwait(false));
            yield break;
        }
        await using var mails = MboxMails(file, 0, cancellation);
        while (await MovedAsync(mails, shown).ConfigureAwait(false))
        {
            if (mails.Current is not { IsDeleted: false } mail) continue;
            yield return new MailPlace(shown, mail.Offset, null, c => ReadAgainAsync(file, mail.Offset, c));
        }
    }

    /// <summary>The bytes are not kept between listing and reading: an mbox may be larger than the memory.</summary>
    private static async Task<ReadOnlyMemory<byte>> ReadAgainAsync(string file, long offset, CancellationToken cancellation)
    {
        await using var mails = MboxMails(file, offset, cancellation);
        return await mails.MoveNextAsync().ConfigureAwait(false)
            ? mails.Current.Bytes
            : throw new IOException("the mbox file was changed meanwhile.");
    }

    private static MboxCursor MboxMails(string file, long offset, CancellationToken cancellation)
    {
        var stream = File.OpenRead(file);
        stream.Position = offset;
        return new MboxCursor(stream, Mbox.ReadAsync(stream, MboxQuoting.Mboxrd, cancellation).GetAsyncEnumerator(cancellation));
    }

    private async Task<bool> MovedAsync(MboxCursor mails, string shown)
    {
        try
        {
            return await mails.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            complain($"{shown} cannot be read to its end: {fault.Message}");
            return false;
        }
    }

    private MailPlace Piped()
    {
        ReadOnlyMemory<byte>? bytes = null;
        return new MailPlace("-", null, null, async cancellation =>
        {
            if (bytes is { } read) return read;
            using var copy = new MemoryStream();
            await using var input = surroundings.Input();
            await input.CopyToAsync(copy, cancellation).ConfigureAwait(false);
            bytes = copy.ToArray();
            return bytes.Value;
        });
    }

    /// <summary>The beginning of a file, or null when it cannot be opened.</summary>
    private byte[]? TrySniff(string shown, string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            var beginning = new byte[SniffedOctets];
            return beginning[..stream.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            complain($"{shown} cannot be opened: {fault.Message}");
            return null;
        }
    }

    private IEnumerable<T> Listed<T>(string shown, Func<IEnumerable<T>> list)
    {
        try
        {
            return [.. list()];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            complain($"{shown} cannot be listed: {fault.Message}");
            return [];
        }
    }

    private static bool IsMaildir(string folder)
        => Directory.Exists(Path.Combine(folder, "cur")) && Directory.Exists(Path.Combine(folder, "new"));

    /// <summary>
    /// A <c>.eml</c> file holds one message, whatever its first line is: programs that save a mail out of an mbox leave its From line in.
    /// </summary>
    private static bool IsMbox(string file, byte[] beginning) => !HasExtension(file, ".eml") && beginning.AsSpan().StartsWith("From "u8);

    /// <summary>
    /// In a folder, files of other kinds lie beside mails: one without a telling name must begin with a header field or a From line.
    /// </summary>
    private static bool LooksLikeMail(string file, byte[] beginning)
    {
        if (HasExtension(file, ".eml") || HasExtension(file, ".mbox")) return true;
        var text = beginning.AsSpan();
        if (text.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) text = text[3..];
        text = text.TrimStart("\r\n"u8);
        if (text.StartsWith("From "u8)) return true;
        var colon = text.IndexOf((byte)':');
        // RFC 5322 section 3.6.8: a field's name is of printable characters without blanks.
        return colon > 0 && char.IsAsciiLetter((char)text[0])
            && text[..colon].TrimEnd((byte)' ').IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0;
    }

    private static bool HasExtension(string file, string extension)
        => Path.GetExtension(file).Equals(extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>A place as it was named, so that files in it are shown as the person would write them.</summary>
    private sealed record Root(string Named, string Full)
    {
        public string Show(string full)
            => full.Length <= Full.Length ? Named : Path.Join(Named, full.AsSpan(Full.Length).TrimStart(Path.DirectorySeparatorChar));
    }

    private sealed class MboxCursor(FileStream stream, IAsyncEnumerator<MboxMessage> mails) : IAsyncDisposable
    {
        public MboxMessage Current => mails.Current;

        public ValueTask<bool> MoveNextAsync() => mails.MoveNextAsync();

        public async ValueTask DisposeAsync()
        {
            await mails.DisposeAsync().ConfigureAwait(false);
            await stream.DisposeAsync().ConfigureAwait(false);
        }
    }
}

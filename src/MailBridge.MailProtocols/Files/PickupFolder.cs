namespace MailBridge.MailProtocols.Files;

/// <summary>A folder from which another program takes mails to send.</summary>
public static class PickupFolder
{
    /// <summary>
    /// Writes <c>name.eml</c>: whole or not at all, and on disk when this returns. A file of that name with the same bytes is left alone,
    /// so that a repeated call does nothing. Returns the path.
    /// </summary>
    /// <exception cref="ArgumentException">The name is not a plain file name.</exception>
    /// <exception cref="IOException">A file of that name holds other bytes.</exception>
    public static async Task<string> WriteAsync(string folder, string name, ReadOnlyMemory<byte> message, CancellationToken ct)
    {
        if (name.Length is 0 or > 200 || name.StartsWith('.') || !name.All(IsPlain))
            throw new ArgumentException($"'{name}' is not a plain file name.", nameof(name));
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, name + ".eml");
        if (await HoldsAsync(path, message, ct).ConfigureAwait(false)) return path;
        // The reader takes what ends in ".eml"; until the rename this does not.
        var written = Path.Combine(folder, $".{name}.{Guid.NewGuid():n}.tmp");
        await DurableFile.WriteAsync(written, message, ct).ConfigureAwait(false);
        try
        {
            DurableFile.Rename(written, path);
        }
        catch (IOException)
        {
            File.Delete(written);
            if (await HoldsAsync(path, message, ct).ConfigureAwait(false)) return path;
            throw;
        }
        return path;
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '@' or '+' or '=';

    private static async Task<bool> HoldsAsync(string path, ReadOnlyMemory<byte> message, CancellationToken ct)
    {
        try
        {
            var held = await File.ReadAllBytesAsync(path, ct).ConfigureAwait(false);
            return message.Span.SequenceEqual(held)
                ? true
                : throw new IOException($"{path} exists already and holds another message.");
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }
}

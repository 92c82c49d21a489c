namespace MailBridge.Operations;

/// <summary>What makes this installation itself, kept in the data folder: it must survive every restart and move with a backup.</summary>
/// <param name="Id">Marks our own mail when it comes back (<c>X-MailBridge-Loop</c>). Not secret.</param>
/// <param name="SigningKey">Signs our message ids. Secret.</param>
internal sealed record Installation(string Id, ReadOnlyMemory<byte> SigningKey)
{
    /// <summary>The name of the file that holds the key.</summary>
    public const string KeyFile = "installation.key";

    private const int KeyOctets = 32;

    /// <summary>Reads the installation's key, or makes one at the first start.</summary>
    /// <exception cref="IOException">The data folder cannot be read or written, or the key file is damaged.</exception>
    public static Installation Load(string dataFolder)
    {
        var path = Path.Combine(dataFolder, KeyFile);
        if (File.Exists(path)) return Read(path);
        var key = System.Security.Cryptography.RandomNumberGenerator.GetBytes(KeyOctets);
        var draft = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(draft, options))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(key)));
            file.Flush(flushToDisk: true);
        }
        File.Move(draft, path, overwrite: false);
        return Of(key);
    }

    private static Installation Read(string path)
    {
        try
        {
            var key = Convert.FromHexString(File.ReadAllText(path).Trim());
            if (key.Length == KeyOctets) return Of(key);
        }
        catch (FormatException)
        {
            // Falls through to the sentence below.
        }
        throw new IOException($"{path} is damaged. Restore it from a backup; without it, answers to mails sent earlier are matched by their references only.");
    }

    private static Installation Of(byte[] key)
        => new(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(key).AsSpan(0, 8)), key);
}

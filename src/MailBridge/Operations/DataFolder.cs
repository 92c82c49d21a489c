namespace MailBridge.Operations;

/// <summary>The data folder cannot be used; the message says why and what to do.</summary>
internal sealed class DataFolderException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>The folder with everything that must survive. One bridge at a time works on it.</summary>
internal static class DataFolder
{
    /// <summary>Makes the folder if need be and claims it for this process; the claim ends with the process, however that ends.</summary>
    /// <exception cref="DataFolderException">It cannot be made or written, or another bridge works on it.</exception>
    public static IDisposable Claim(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderException($"The data folder {path} cannot be made: {e.Message} Set DataFolder to a place that this account may write to.", e);
        }
        var file = Path.Combine(path, "mailbridge.lock");
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new DataFolderException($"The data folder {path} cannot be written to: {e.Message} Give this account the right, or set DataFolder to another place.", e);
        }
        catch (IOException e)
        {
            throw new DataFolderException($"Another MailBridge works on {path} already. Stop it first, or give this one a DataFolder of its own.", e);
        }
    }
}

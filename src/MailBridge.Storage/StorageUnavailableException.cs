namespace MailBridge.Storage;

/// <summary>
/// The database cannot be used. The message is one sentence for the operator: what is wrong, with which file, and what to do. Nothing that
/// was acknowledged is lost; what was under way was rolled back.
/// </summary>
public sealed class StorageUnavailableException : Exception
{
    /// <summary>Says what is wrong and what to do.</summary>
    public StorageUnavailableException(string message) : base(message) { }

    /// <summary>Says what is wrong and what to do, and keeps the database's own words.</summary>
    public StorageUnavailableException(string message, Exception innerException) : base(message, innerException) { }
}

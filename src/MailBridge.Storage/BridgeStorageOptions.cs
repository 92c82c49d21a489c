namespace MailBridge.Storage;

/// <summary>Where the desk's store lives and what it bears.</summary>
public sealed record BridgeStorageOptions
{
    /// <summary>
    /// The SQLite file, made with its directory when it is missing. It must lie on a local disk: the write-ahead log needs shared memory,
    /// which network file systems do not give (sqlite.org/wal.html). Two more files, <c>-wal</c> and <c>-shm</c>, stand beside it and
    /// belong to it.
    /// </summary>
    public required string DataFile { get; init; }

    /// <summary>
    /// How long to wait for another process that writes to the file, 0 to 10 minutes; default 30 seconds: longer than any commit, shorter
    /// than a person's patience. Writers of one process queue instead and never meet this limit.
    /// </summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How much text of one entry is indexed for search, in characters, at least 1,000; default 1,000,000: a pasted log file of 50 MiB must
    /// not keep every other writer waiting. The entry itself is kept whole.
    /// </summary>
    public int MostIndexedText { get; init; } = 1_000_000;

    internal void Check()
    {
        if (string.IsNullOrWhiteSpace(DataFile)) throw new ArgumentException("Storage: DataFile is empty; name the SQLite file.");
        if (BusyTimeout < TimeSpan.Zero || BusyTimeout > TimeSpan.FromMinutes(10))
            throw new ArgumentException("Storage: BusyTimeout must lie between 0 and 10 minutes.");
        if (MostIndexedText < 1_000) throw new ArgumentException("Storage: MostIndexedText must be at least 1,000 characters.");
    }
}

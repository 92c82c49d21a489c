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
    public static Task<string> WriteAsync(string folder, string name, ReadOnlyMemory<byte> message, CancellationToken ct) =>
        throw new NotImplementedException();
}

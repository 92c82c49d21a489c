using System.Runtime.InteropServices;

namespace MailBridge.MailProtocols.Files;

/// <summary>Files that are whole and on disk, or not there at all: written under another name, flushed, then renamed.</summary>
internal static partial class DurableFile
{
    /// <summary>Writes a new file and makes it last; a half-written one is removed again.</summary>
    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> octets, CancellationToken ct)
    {
        try
        {
            var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous);
            await using (file.ConfigureAwait(false))
            {
                await file.WriteAsync(octets, ct).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Renames without overwriting and makes the new name last.</summary>
    public static void Rename(string from, string to)
    {
        File.Move(from, to, overwrite: false);
        FlushDirectory(Path.GetDirectoryName(to)!);
    }

    /// <summary>A rename is on disk only when its directory is (fsync(2), notes). Windows flushes it with the file.</summary>
    private static void FlushDirectory(string directory)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(directory, 0);
        if (descriptor < 0) return;
        // A file system that cannot flush directories says so; there is nothing more that could be done.
        _ = Flush(descriptor);
        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}

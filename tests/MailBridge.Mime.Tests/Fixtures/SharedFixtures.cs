namespace MailBridge.Mime.Tests;

/// <summary>The messages of other projects that lie beside the repository, where a checkout has them.</summary>
internal static class SharedFixtures
{
    /// <summary>The folder, or null where there is none.</summary>
    public static string? Folder { get; } = Find();

    public static string? Under(params string[] path)
    {
        if (Folder is null) return null;
        var full = Path.Combine([Folder, .. path]);
        return Path.Exists(full) ? full : null;
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "MailBridge.sln"))) continue;
            var shared = Path.Combine(folder.Parent!.FullName, "shared", "fixtures");
            return Directory.Exists(shared) ? shared : null;
        }
        return null;
    }
}

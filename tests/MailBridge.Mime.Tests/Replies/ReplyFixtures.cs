namespace MailBridge.Mime.Tests.Replies;

/// <summary>The shared fixtures, which lie beside the repository on machines that have them.</summary>
internal static class ReplyFixtures
{
    /// <summary>The path of a shared file or folder, or null where there is none.</summary>
    internal static string? Find(params string[] parts)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "MailBridge.sln"))) continue;
            var path = Path.Combine([folder.Parent!.FullName, "shared", .. parts]);
            return Path.Exists(path) ? path : null;
        }
        return null;
    }
}

using System.Runtime.CompilerServices;

namespace MailBridge.Storage.Tests;

/// <summary>Compares text with a file that was looked at. UPDATE_GOLDEN=1 writes it anew, never under CI.</summary>
internal static class Golden
{
    public static async Task MatchAsync(string name, string actual, [CallerFilePath] string caller = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(caller)!, "Golden", $"{name}.golden");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1" && Environment.GetEnvironmentVariable("CI") != "true")
            await File.WriteAllTextAsync(file, actual, TestContext.Current.CancellationToken);
        Assert.Equal(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), actual);
    }
}

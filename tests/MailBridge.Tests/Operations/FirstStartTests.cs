using MailBridge.Operations;
using MailBridge.Testing;

namespace MailBridge.Tests.Operations;

public sealed class FirstStartTests
{
    [Fact]
    public void The_first_start_is_kept_for_each_inbox()
    {
        var folder = Directory.CreateTempSubdirectory("mailbridge-first-").FullName;
        try
        {
            var time = new ManualTimeProvider();
            var first = FirstStart.Of(folder, "support/../x", time);
            time.Advance(TimeSpan.FromDays(400));

            Assert.Equal(first, FirstStart.Of(folder, "support/../x", time));
            Assert.True(FirstStart.Of(folder, "sales", time) > first);
            Assert.Equal(["support%2F..%2Fx", "sales"], Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories)
                .Where(File.Exists).Select(Path.GetFileName).OrderDescending(StringComparer.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

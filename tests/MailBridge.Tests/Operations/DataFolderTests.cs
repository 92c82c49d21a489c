using MailBridge.Operations;

namespace MailBridge.Tests.Operations;

public sealed class DataFolderTests
{
    [Fact]
    public void The_installations_key_is_made_once_and_read_ever_after()
    {
        using var folder = new TemporaryFolder();
        var first = Installation.Load(folder.Path);
        var second = Installation.Load(folder.Path);
        Assert.Equal(32, first.SigningKey.Length);
        Assert.Equal(first.SigningKey.ToArray(), second.SigningKey.ToArray());
        Assert.Equal(first.Id, second.Id);
        Assert.Equal([Path.Combine(folder.Path, Installation.KeyFile)], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Two_installations_have_two_keys_and_two_ids()
    {
        using var one = new TemporaryFolder();
        using var other = new TemporaryFolder();
        Assert.NotEqual(Installation.Load(one.Path).Id, Installation.Load(other.Path).Id);
    }

    [Fact]
    public void Nobody_else_may_read_the_key()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new TemporaryFolder();
        Installation.Load(folder.Path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.Path, Installation.KeyFile)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abcd")]
    [InlineData("this is no key, it has been overwritten with something else now")]
    public void A_damaged_key_is_said_so_and_never_replaced(string damage)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, Installation.KeyFile);
        File.WriteAllText(path, damage);
        var fault = Assert.Throws<IOException>(() => Installation.Load(folder.Path));
        Assert.Contains($"{path} is damaged. Restore it from a backup", fault.Message, StringComparison.Ordinal);
        Assert.Equal(damage, File.ReadAllText(path));
    }

    [Fact]
    public void A_draft_that_a_crash_left_behind_is_in_nobodys_way()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, Installation.KeyFile + ".new"), "half");
        Assert.Equal(Installation.Load(folder.Path).Id, Installation.Load(folder.Path).Id);
    }

    [Fact]
    public void A_second_bridge_on_the_same_folder_is_told_what_to_do()
    {
        using var folder = new TemporaryFolder();
        using (DataFolder.Claim(folder.Path))
        {
            var fault = Assert.Throws<DataFolderException>(() => DataFolder.Claim(folder.Path));
            Assert.Contains($"Another MailBridge works on {folder.Path} already. Stop it first", fault.Message, StringComparison.Ordinal);
        }
        DataFolder.Claim(folder.Path).Dispose();
    }

    [Fact]
    public void A_folder_that_is_not_there_is_made()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "a", "b");
        DataFolder.Claim(path).Dispose();
        Assert.True(Directory.Exists(path));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_told_with_the_option_that_names_it()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "file");
        File.WriteAllText(file, "");
        Assert.Contains("Set DataFolder to a place", Assert.Throws<DataFolderException>(() => DataFolder.Claim(Path.Combine(file, "below"))).Message, StringComparison.Ordinal);
    }
}

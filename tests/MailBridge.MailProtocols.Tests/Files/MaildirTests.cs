using System.Text;
using MailBridge.MailProtocols.Files;
using MailBridge.Testing;

namespace MailBridge.MailProtocols.Tests.Files;

public sealed class MaildirTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("mailbridge-maildir-").FullName;
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_tree_is_listed_by_folder_and_key_with_flags()
    {
        Put("cur/1700000002.b.host:2,RS", "new/1700000003.c.host", "cur/1700000001.a.host,S=3:2,", "tmp/1700000004.d.host", "cur/.hidden");
        Put(".Sent.2024/cur/1.x;2,S", ".Sent.2024/new/none", ".Archiv/cur/2.y!2,T", "plain/cur/3.z:2,F", "plain/sub/new/4.w");
        foreach (var folder in (string[])[".", ".Sent.2024", ".Archiv", "plain", "plain/sub"])
        {
            foreach (var shelf in (string[])["cur", "new", "tmp"]) Directory.CreateDirectory(Path.Combine(_root, folder, shelf));
        }
        Assert.Equal(
            [
                ("Archiv", "2.y", "T"),
                ("INBOX", "1700000001.a.host,S=3", ""), ("INBOX", "1700000002.b.host", "RS"), ("INBOX", "1700000003.c.host", ""),
                ("Sent/2024", "1.x", "S"), ("Sent/2024", "none", ""),
                ("plain", "3.z", "F"), ("plain/sub", "4.w", ""),
            ],
            Maildir.List(_root).Select(m => (m.Folder, m.Key, m.Flags)));
    }

    [Fact]
    public void What_is_no_maildir_has_no_messages()
    {
        Assert.Empty(Maildir.List(_root));
        Assert.Empty(Maildir.List(Path.Combine(_root, "missing")));
    }

    [Fact]
    public async Task A_message_is_found_again_after_its_flags_changed_and_missed_when_it_is_gone()
    {
        Put("new/1.a", "cur/2.b:2,");
        var listed = Maildir.List(_root).ToList();
        File.Move(At("new/1.a"), At("cur/1.a:2,S"));
        File.Delete(At("cur/2.b:2,"));
        Assert.Equal("new/1.a", Encoding.ASCII.GetString((await Maildir.ReadAsync(listed[0], Ct))!));
        Assert.Null(await Maildir.ReadAsync(listed[1], Ct));
    }

    [Fact]
    public async Task A_delivered_message_is_new_and_whole_and_nothing_stays_behind()
    {
        var time = new ManualTimeProvider();
        var first = await Maildir.DeliverAsync(_root, "one"u8.ToArray(), time, Ct);
        var second = await Maildir.DeliverAsync(_root, "two"u8.ToArray(), time, Ct);
        Assert.NotEqual(first, second);
        Assert.StartsWith(time.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture) + ".", first, StringComparison.Ordinal);
        var messages = Maildir.List(_root).ToDictionary(m => m.Key);
        Assert.Equal("one"u8.ToArray(), await Maildir.ReadAsync(messages[first], Ct));
        Assert.Equal("two"u8.ToArray(), await Maildir.ReadAsync(messages[second], Ct));
        Assert.Empty(Directory.GetFiles(At("tmp")));
        Assert.Equal("new", Path.GetFileName(Path.GetDirectoryName(messages[first].Path)));
    }

    [Fact]
    public async Task A_cancelled_delivery_leaves_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Maildir.DeliverAsync(_root, new byte[10], TimeProvider.System, new CancellationToken(canceled: true)));
        Assert.Empty(Directory.GetFiles(_root, "*", SearchOption.AllDirectories));
    }

    private string At(string path) => Path.Combine(_root, path);

    private void Put(params string[] paths)
    {
        foreach (var path in paths)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
            foreach (var shelf in (string[])["cur", "new"]) Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(At(path))!, "..", shelf));
            File.WriteAllText(At(path), path);
        }
    }
}

public sealed class PickupFolderTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "mailbridge-pickup-" + Guid.NewGuid().ToString("n"));
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_message_is_written_once_under_its_name()
    {
        var path = await PickupFolder.WriteAsync(_folder, "mb.c1.m2", "text"u8.ToArray(), Ct);
        var written = File.GetLastWriteTimeUtc(path);
        Assert.Equal(path, await PickupFolder.WriteAsync(_folder, "mb.c1.m2", "text"u8.ToArray(), Ct));
        Assert.Equal(written, File.GetLastWriteTimeUtc(path));
        Assert.Equal([Path.Combine(_folder, "mb.c1.m2.eml")], Directory.GetFiles(_folder));
        Assert.Equal("text", await File.ReadAllTextAsync(path, Ct));
    }

    [Fact]
    public async Task Another_message_under_the_same_name_is_refused()
    {
        var path = await PickupFolder.WriteAsync(_folder, "one", "text"u8.ToArray(), Ct);
        await Assert.ThrowsAsync<IOException>(() => PickupFolder.WriteAsync(_folder, "one", "other"u8.ToArray(), Ct));
        Assert.Equal("text", await File.ReadAllTextAsync(path, Ct));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../evil")]
    [InlineData("a/b")]
    [InlineData(".hidden")]
    [InlineData("a\0b")]
    [InlineData("a b")]
    public async Task A_name_that_leads_elsewhere_is_refused(string name)
    {
        Directory.CreateDirectory(_folder);
        await Assert.ThrowsAsync<ArgumentException>(() => PickupFolder.WriteAsync(_folder, name, default, Ct));
    }
}

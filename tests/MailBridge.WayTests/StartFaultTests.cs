using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace MailBridge.WayTests;

/// <summary>What somebody sees who starts the bridge on something that cannot work: a sentence with the cause and the cure, and an exit code.</summary>
public sealed class StartFaultTests
{
    [Theory]
    [InlineData("""{ "Inbox": {} }""", "", 1, "Inbox ", "Inboxes")]
    [InlineData("{ \"Sending\": { \"FirstRetryAfter\": \"soon\" },\n \"Smtp\": {} }", "", 1, "Sending:FirstRetryAfter", "soon")]
    [InlineData("{ \"DataFolder\": \"data\",\n \"Inboxes\": { oops }\n}", "", 1, "line 2", "not valid JSON")]
    [InlineData("", "", 1, "appsettings.json", "not valid JSON")]
    [InlineData("[]", "", 1, "one JSON object", "appsettings.json")]
    [InlineData(null, "--config missing.json", 1, "missing.json does not exist", "--config")]
    [InlineData(null, "--confg x.json", 2, "--confg", "--config")]
    [InlineData(null, "srve", 2, "srve", "serve")]
    [InlineData(null, "search", 2, "search", "QUERY")]
    public async Task What_cannot_be_understood_is_named_with_its_cure_and_leaves_no_trace(string? settings, string arguments, int exit, string what, string cure)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var bridge = new BridgeProcess();
        if (settings is not null) await File.WriteAllTextAsync(Path.Combine(bridge.Directory, "appsettings.json"), settings, ct);
        var before = Directory.GetFileSystemEntries(bridge.Directory);

        var (code, said) = await bridge.RunAsync(ct, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        TestContext.Current.TestOutputHelper!.WriteLine(said);
        Assert.Equal(exit, code);
        Assert.Contains(what, said, StringComparison.Ordinal);
        Assert.Contains(cure, said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFileSystemEntries(bridge.Directory));
    }

    [Theory]
    [InlineData("in use", "http://127.0.0.1:{0}", "is in use by another program", "Workspace:Url")]
    [InlineData("not ours", "http://203.0.113.7:{0}", "203.0.113.7", "Workspace:Url")]
    [InlineData("no certificate", "https://127.0.0.1:{0}", "https", "Workspace:Url")]
    public async Task An_address_that_cannot_be_listened_on_is_said(string how, string url, string what, string cure)
    {
        var ct = TestContext.Current.CancellationToken;
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = how == "in use" ? ((IPEndPoint)taken.LocalEndpoint).Port : Testing.Mail.LoopbackPorts.Free(1)[0];
        await using var bridge = new BridgeProcess();
        bridge.Environment["MAILBRIDGE_Workspace__Url"] = string.Format(CultureInfo.InvariantCulture, url, port);

        await FailsAsync(bridge, what, cure, ct);
    }

    [Fact]
    public async Task A_second_bridge_on_the_same_data_folder_says_so_and_the_first_one_works_on()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var first = new BridgeProcess();
        await first.StartAsync(ct);
        await using var second = new BridgeProcess();
        second.Environment["MAILBRIDGE_DataFolder"] = Path.Combine(first.Directory, "data");

        await FailsAsync(second, "Another MailBridge works on", "DataFolder", ct);
        await first.IsReadyAsync(ct);
        Assert.Equal(0, await first.StopAsync(ct));
    }

    [Theory]
    [InlineData("cannot be made", "/proc/mailbridge", "DataFolder")]
    [InlineData("cannot be made", "a-file", "DataFolder")]
    [InlineData("is not a SQLite database", "garbage", "move this one away")]
    [InlineData("is damaged", "cut", "backup")]
    [InlineData("installation.key is damaged", "no-key", "backup")]
    [InlineData("mailbridge.db", "a-folder", "directory")]
    public async Task A_data_folder_that_cannot_be_used_is_said(string what, string folder, string cure)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var bridge = new BridgeProcess();
        bridge.Environment["MAILBRIDGE_DataFolder"] = folder;
        var path = Path.Combine(bridge.Directory, folder);
        if (folder == "a-file") await File.WriteAllTextAsync(path, "", ct);
        else if (!folder.StartsWith('/')) Directory.CreateDirectory(path);
        if (folder == "garbage") await File.WriteAllTextAsync(Path.Combine(path, "mailbridge.db"), new string('x', 5000), ct);
        if (folder == "no-key") await File.WriteAllTextAsync(Path.Combine(path, "installation.key"), "half a k", ct);
        if (folder == "a-folder") Directory.CreateDirectory(Path.Combine(path, "mailbridge.db"));
        if (folder == "cut") await MakeCutDatabaseAsync(bridge, Path.Combine(path, "mailbridge.db"), ct);

        await FailsAsync(bridge, what, cure, ct);
    }

    /// <summary>A database of ours of which the disk kept the first pages only.</summary>
    private static async Task MakeCutDatabaseAsync(BridgeProcess bridge, string file, CancellationToken ct)
    {
        await bridge.StartAsync(ct);
        await bridge.StopAsync(ct);
        await using var cut = new FileStream(file, FileMode.Open);
        cut.Position = 8192;
        await cut.WriteAsync(new byte[4096 * 20], ct);
    }

    private static async Task FailsAsync(BridgeProcess bridge, string what, string cure, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        var (code, said) = await bridge.RunAsync(patience.Token);

        TestContext.Current.TestOutputHelper!.WriteLine(said);
        Assert.Equal(1, code);
        Assert.Contains(what, said, StringComparison.Ordinal);
        Assert.Contains(cure, said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }
}

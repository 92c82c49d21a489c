using System.Diagnostics;
using System.Text.Json.Nodes;
using MailBridge.MailProtocols;

namespace MailBridge.WayTests;

/// <summary>The data folder on a disk that fills up; it has room for the database's log (16 MiB before it is written back).</summary>
public sealed class FullDiskTests : IAsyncDisposable
{
    private const int Mails = 40;

    private readonly string _disk = Directory.CreateTempSubdirectory("mailbridge-disk-").FullName;
    private bool _isMounted;

    public static bool CanRun => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && File.Exists("/bin/mount");

    [Fact(SkipUnless = nameof(CanRun), Skip = "needs root, to mount a small disk")]
    public async Task On_a_full_disk_the_bridge_says_so_and_loses_nothing()
    {
        var ct = TestContext.Current.CancellationToken;
        Assert.SkipUnless(await TryMountAsync(ct), "this machine lets nobody mount a tmpfs");
        await using var peer = new SmtpPeer();
        var (accepting, answered) = (new TaskCompletionSource(), new TaskCompletionSource<string?>());
        peer.AfterDot = _ =>
        {
            accepting.TrySetResult();
            return answered.Task;
        };
        await using var bridge = new BridgeProcess(Settings(peer.Port));
        var maildir = Path.Combine(bridge.Directory, "mail");
        foreach (var part in (string[])["new", "cur", "tmp"]) Directory.CreateDirectory(Path.Combine(maildir, part));
        await DeliverAsync(maildir, 0, ct);
        await bridge.StartAsync(ct);
        using var visitor = new WorkspaceVisitor(bridge.Url);
        await visitor.BeAsync("anna", ct);
        var url = await visitor.FindAsync(Name(0), () => bridge.Tail, ct);

        // A reply is with the mail server when the disk fills up; then the server takes it.
        await visitor.ReplyAsync(url, "We come on Monday.", ct);
        await accepting.Task.WaitAsync(ct);
        var ballast = Path.Combine(_disk, "ballast");
        await FillAsync(ballast, ct);
        answered.SetResult("250 2.0.0 Ok: queued as 4714");
        for (var i = 1; i < Mails; i++) await DeliverAsync(maildir, i, ct);

        var complaints = await bridge.ComplainsAsync("the disk is full", ct);
        TestContext.Current.TestOutputHelper!.WriteLine(complaints);
        Assert.Contains("free some space", complaints, StringComparison.Ordinal);
        // It stays so however often somebody asks, and the pages still open.
        for (var i = 0; i < 5; i++) Assert.False((await bridge.ReadinessAsync(ct)).IsReady);
        Assert.Contains("We come on Monday.", await visitor.TextAsync(url, ct), StringComparison.Ordinal);

        File.Delete(ballast);
        var conversations = await TestMails.UntilAsync(
            () => visitor.ConversationsAsync(ct), c => c.Count >= Mails, "every mail is there", () => bridge.Tail, ct, seconds: 90);
        Assert.Equal(Mails, conversations.Count);
        for (var i = 0; i < Mails; i++) Assert.Single(conversations, c => c.Text.Contains(Name(i), StringComparison.Ordinal));
        await bridge.IsReadyAsync(ct);
        await visitor.ReadsAsync(url, "queued as 4714", () => bridge.Tail, ct);
        await visitor.ReplyAsync(conversations.Single(c => c.Text.Contains(Name(1), StringComparison.Ordinal)).Url, "And this one on Tuesday.", ct);
        await TestMails.UntilAsync(() => Task.FromResult(peer.Mails.Count), n => n == 2, "the second reply is out", () => bridge.Tail, ct);
        await TestMails.UntilAsync(() => bridge.WaitingAsync(ct), n => n == 0, "nothing waits", () => bridge.Tail, ct);
        Assert.Equal(2, peer.Mails.Count);
        Assert.Equal(0, await bridge.StopAsync(ct));
    }

    [Fact(SkipUnless = nameof(CanRun), Skip = "needs root, to mount a small disk")]
    public async Task On_a_disk_that_is_full_at_the_start_the_bridge_says_so_and_does_not_start()
    {
        var ct = TestContext.Current.CancellationToken;
        Assert.SkipUnless(await TryMountAsync(ct), "this machine lets nobody mount a tmpfs");
        await FillAsync(Path.Combine(_disk, "ballast"), ct);
        await using var bridge = new BridgeProcess(Settings(smtpPort: 2525));

        var (exit, said) = await bridge.RunAsync(ct);

        TestContext.Current.TestOutputHelper!.WriteLine(said);
        Assert.Equal(1, exit);
        Assert.Contains(_disk, said, StringComparison.Ordinal);
        Assert.Contains("space", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (_isMounted) await RunAsync("/bin/umount", ["--lazy", _disk], default);
        Directory.Delete(_disk);
    }

    private async Task<bool> TryMountAsync(CancellationToken ct)
        => _isMounted = await RunAsync("/bin/mount", ["-t", "tmpfs", "-o", "size=40m", "tmpfs", _disk], ct) == 0;

    private static async Task<int> RunAsync(string program, string[] arguments, CancellationToken ct)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync(ct);
        return process.ExitCode;
    }

    private static async Task FillAsync(string file, CancellationToken ct)
    {
        await using var ballast = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var octets in (int[])[1 << 20, 4096])
        {
            await FillAsync(ballast, new byte[octets], ct);
        }
    }

    private static async Task FillAsync(FileStream ballast, byte[] block, CancellationToken ct)
    {
        try
        {
            while (true) await ballast.WriteAsync(block, ct);
        }
        catch (IOException)
        {
            // The disk is full.
        }
    }

    private JsonObject Settings(int smtpPort)
    {
        var inbox = new JsonObject
        {
            ["Addresses"] = new JsonArray("support@team.example"), ["Channel"] = "workspace:support", ["Maildir"] = new JsonObject { ["Path"] = "mail" },
        };
        var settings = BridgeProcess.Settings(("box", inbox));
        settings.Remove("Pickup");
        settings["Smtp"] = BridgeProcess.Server(new MailServer { Host = "127.0.0.1", Port = smtpPort, Security = TransportSecurity.None }, null);
        settings["DataFolder"] = _disk;
        settings["Sending"] = new JsonObject { ["UncertainWait"] = "00:00:01" };
        return settings;
    }

    private static string Name(int number) => FormattableString.Invariant($"matter-{number:00}");

    /// <summary>A mail whose text does not get smaller by compression.</summary>
    private static Task DeliverAsync(string maildir, int number, CancellationToken ct)
    {
        var noise = new byte[3000];
        new Random(number).NextBytes(noise);
        var mail = TestMails.Of("Zoe <zoe@customer.example>", "support@team.example", Name(number), Convert.ToBase64String(noise, Base64FormattingOptions.InsertLineBreaks), $"{number}@customer.example");
        return File.WriteAllBytesAsync(Path.Combine(maildir, "new", FormattableString.Invariant($"{number}.mail")), mail, ct);
    }
}

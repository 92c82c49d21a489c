using MailBridge.Conversations;
using MailBridge.MailIn;
using MailBridge.MailProtocols.Files;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailBridge.Tests.MailIn;

public sealed class MaildirWatcherTests
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    private static CancellationToken Token => DeskFixture.Token;

    [Fact]
    public async Task A_file_whose_flags_change_is_not_read_twice()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (path, clock) = (Path.Combine(desk.Folder, "box"), new WatchedClock());
        var key = await Maildir.DeliverAsync(path, DeskFixture.Bytes(DeskFixture.Mail(1)), desk.Time, Token);
        using var watcher = Watcher(desk, path, clock);
        await watcher.StartAsync(Token);
        await clock.TimerAsync(Poll, Token);
        Assert.Single(await desk.Raw.WaitingAsync(10, Token));

        File.Move(Path.Combine(path, "new", key), Path.Combine(path, "cur", $"{key}:2,S"));
        await Maildir.DeliverAsync(path, DeskFixture.Bytes(DeskFixture.Mail(2)), desk.Time, Token);
        clock.Advance(Poll);
        await clock.TimerAsync(Poll, Token);
        Assert.Equal(2, (await desk.Raw.WaitingAsync(10, Token)).Count);
        File.Move(Path.Combine(path, "cur", $"{key}:2,S"), Path.Combine(path, "cur", $"{key}:2,RS"));
        clock.Advance(Poll);
        await clock.TimerAsync(Poll, Token);
        Assert.Equal(2, (await desk.Raw.WaitingAsync(10, Token)).Count);
        await watcher.StopAsync(Token);
        Assert.Equal(DeskFixture.Bytes(DeskFixture.Mail(1)), (await desk.Raw.ReadAsync((await desk.Raw.WaitingAsync(10, Token))[0].Id, Token))!.Value.ToArray());
    }

    [Fact]
    public async Task A_restart_reads_nothing_twice()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var path = Path.Combine(desk.Folder, "box");
        await Maildir.DeliverAsync(path, DeskFixture.Bytes(DeskFixture.Mail(1)), desk.Time, Token);
        for (var run = 0; run < 2; run++)
        {
            var clock = new WatchedClock();
            using var watcher = Watcher(desk, path, clock);
            await watcher.StartAsync(Token);
            await clock.TimerAsync(Poll, Token);
            await watcher.StopAsync(Token);
        }
        Assert.Single(await desk.Raw.WaitingAsync(10, Token));
    }

    [Fact]
    public async Task A_folder_that_is_missing_is_said_so_and_read_when_it_appears()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (path, clock) = (Path.Combine(desk.Folder, "box"), new WatchedClock());
        using var watcher = Watcher(desk, path, clock);
        await watcher.StartAsync(Token);
        var wait = await clock.TimerAsync(Token);
        Assert.Contains($"{path} is no Maildir", desk.Problem($"Mailbox support ({path})"), StringComparison.Ordinal);

        await Maildir.DeliverAsync(path, DeskFixture.Bytes(DeskFixture.Mail(1)), desk.Time, Token);
        clock.Advance(wait);
        await clock.TimerAsync(Poll, Token);
        Assert.Single(await desk.Raw.WaitingAsync(10, Token));
        Assert.True(desk.Health.IsReady);
        await watcher.StopAsync(Token);
    }

    [Fact]
    public async Task Drafts_and_junk_beside_the_inbox_are_left_alone()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (path, clock) = (Path.Combine(desk.Folder, "box"), new WatchedClock());
        await Maildir.DeliverAsync(path, DeskFixture.Bytes(DeskFixture.Mail(1)), desk.Time, Token);
        await Maildir.DeliverAsync(Path.Combine(path, ".Drafts"), DeskFixture.Bytes(DeskFixture.Mail(2)), desk.Time, Token);
        await Maildir.DeliverAsync(Path.Combine(path, ".Junk"), DeskFixture.Bytes(DeskFixture.Mail(3)), desk.Time, Token);
        using var watcher = Watcher(desk, path, clock);
        await watcher.StartAsync(Token);
        await clock.TimerAsync(Poll, Token);
        await watcher.StopAsync(Token);
        Assert.StartsWith("maildir:INBOX:", Assert.Single(await desk.Raw.WaitingAsync(10, Token)).SourceKey, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_said_so_and_stops_no_other()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (path, clock) = (Path.Combine(desk.Folder, "box"), new WatchedClock());
        var first = await Maildir.DeliverAsync(path, DeskFixture.Bytes(DeskFixture.Mail(1)), desk.Time, Token);
        await Maildir.DeliverAsync(path, DeskFixture.Bytes(DeskFixture.Mail(2)), desk.Time, Token);
        var bad = Path.Combine(path, "new", first);
        File.SetLastWriteTimeUtc(bad, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        using var locked = new FileStream(bad, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        using var watcher = Watcher(desk, path, clock);
        await watcher.StartAsync(Token);
        await clock.TimerAsync(Poll, Token);
        Assert.Single(await desk.Raw.WaitingAsync(10, Token));
        Assert.Contains($"{bad} cannot be read", desk.Problem($"Mailbox support ({path})"), StringComparison.Ordinal);

        locked.Dispose();
        clock.Advance(Poll);
        await clock.TimerAsync(Poll, Token);
        Assert.Equal(2, (await desk.Raw.WaitingAsync(10, Token)).Count);
        Assert.True(desk.Health.IsReady);
        await watcher.StopAsync(Token);
    }

    private static MaildirWatcher Watcher(DeskFixture desk, string path, TimeProvider clock)
        => new(DeskFixture.Support, path, Poll, desk.Raw, desk.Arrived, desk.Health, NullLogger<MaildirWatcher>.Instance, clock);
}

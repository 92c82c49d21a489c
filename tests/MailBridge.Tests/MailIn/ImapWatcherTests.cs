using MailBridge.Conversations;
using MailBridge.MailIn;
using MailBridge.MailProtocols;
using Microsoft.Extensions.Logging.Abstractions;
using static MailBridge.Tests.MailIn.ScriptedMailbox;

namespace MailBridge.Tests.MailIn;

public sealed class ImapWatcherTests
{
    private const string Fetch = "(UID INTERNALDATE BODY.PEEK[])";

    private static readonly string One = DeskFixture.Mail(1, "It drips.").Replace("Zoë ", "", StringComparison.Ordinal);
    private static readonly string Two = DeskFixture.Mail(2, "It pours.").Replace("Zoë ", "", StringComparison.Ordinal);

    private static CancellationToken Token => DeskFixture.Token;

    [Fact]
    public async Task New_mail_is_kept_byte_for_byte_and_the_cursor_moves_with_it()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await using var server = new ScriptedMailbox(
            Opening(7, 12) + Listing(3, 0, (10, Size(One)), (11, Size(Two)))
            + $"C: A4 UID FETCH 10:11 {Fetch}\n" + Mail(10, One) + Mail(11, Two) + "S: A4 OK done\nC: A5 IDLE\nS: + idling\n");
        await RunAsync(desk, server);
        var kept = await desk.Raw.WaitingAsync(10, Token);
        Assert.Equal(["imap:INBOX:7:10", "imap:INBOX:7:11"], kept.Select(k => k.SourceKey));
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 8, 31, 0, TimeSpan.Zero), kept[0].ReceivedAt);
        Assert.Equal(DeskFixture.Bytes(One + "\n"), (await desk.Raw.ReadAsync(kept[0].Id, Token))!.Value.ToArray());
        Assert.Equal(new MailboxCursor(DeskFixture.Support, "INBOX", 7, 11), await CursorAsync(desk));
        Assert.True(desk.Health.IsReady);
    }

    [Fact]
    public async Task A_restart_goes_on_behind_the_last_mail()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await desk.Raw.MoveCursorAsync(new MailboxCursor(DeskFixture.Support, "INBOX", 7, 10), Token);
        await using var server = new ScriptedMailbox(
            Opening(7, 12) + Listing(3, 10, (11, Size(Two))) + $"C: A4 UID FETCH 11 {Fetch}\n" + Mail(11, Two) + "S: A4 OK done\nC: A5 IDLE\nS: + idling\n");
        await RunAsync(desk, server);
        Assert.Equal("imap:INBOX:7:11", Assert.Single(await desk.Raw.WaitingAsync(10, Token)).SourceKey);
    }

    [Fact]
    public async Task News_during_IDLE_is_fetched()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await using var server = new ScriptedMailbox(
            Opening(7, 10) + Listing(3, 0) + "C: A4 IDLE\nS: + idling\nS: * 10 EXISTS\nC: DONE\nS: A4 OK done\n"
            + Listing(5, 0, (10, Size(One))) + $"C: A6 UID FETCH 10 {Fetch}\n" + Mail(10, One) + "S: A6 OK done\nC: A7 IDLE\nS: + idling\n");
        await RunAsync(desk, server);
        Assert.Single(await desk.Raw.WaitingAsync(10, Token));
    }

    [Fact]
    public async Task A_new_UIDVALIDITY_has_the_folder_read_again_from_its_beginning()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await desk.Raw.MoveCursorAsync(new MailboxCursor(DeskFixture.Support, "INBOX", 7, 500), Token);
        await using var server = new ScriptedMailbox(
            Opening(8, 2) + Listing(3, 0, (1, Size(One))) + $"C: A4 UID FETCH 1 {Fetch}\n" + Mail(1, One) + "S: A4 OK done\nC: A5 IDLE\nS: + idling\n");
        await RunAsync(desk, server);
        Assert.Equal("imap:INBOX:8:1", Assert.Single(await desk.Raw.WaitingAsync(10, Token)).SourceKey);
        Assert.Equal(new MailboxCursor(DeskFixture.Support, "INBOX", 8, 1), await CursorAsync(desk));
    }

    [Fact]
    public async Task Starting_from_now_leaves_out_what_is_there()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await using var server = new ScriptedMailbox(Opening(7, 300) + Listing(3, 299) + "C: A4 IDLE\nS: + idling\n");
        await RunAsync(desk, server, fromNow: true);
        Assert.Empty(await desk.Raw.WaitingAsync(10, Token));
        Assert.Equal(new MailboxCursor(DeskFixture.Support, "INBOX", 7, 299), await CursorAsync(desk));
    }

    [Fact]
    public async Task A_server_without_IDLE_is_asked_from_time_to_time()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await using var server = new ScriptedMailbox(
            Opening(7, 10, idle: false) + Listing(3, 0) + "C: A4 NOOP\nS: * 10 EXISTS\nS: A4 OK done\n"
            + Listing(5, 0, (10, Size(One))) + $"C: A6 UID FETCH 10 {Fetch}\n" + Mail(10, One) + "S: A6 OK done\nC: A7 NOOP\n");
        await RunAsync(desk, server, clock: TimeProvider.System);
        Assert.Single(await desk.Raw.WaitingAsync(10, Token));
    }

    [Fact]
    public async Task A_mail_that_the_server_withholds_holds_up_no_other_and_is_told_after_the_third_refusal()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var session = Opening(7, 12) + Listing(3, 0, (10, 900), (11, Size(Two)))
            + $"C: A4 UID FETCH 10:11 {Fetch}\n" + Mail(11, Two) + "S: A4 NO Server Unavailable. 15\n"
            + $"C: A5 UID FETCH 10 {Fetch}\nS: A5 NO Server Unavailable. 15\n";
        await using var server = new ScriptedMailbox(session, session, session + "C: A6 IDLE\nS: + idling\n");
        using var watcher = Watcher(desk, server.Server, desk.Time);

        var fault = await Assert.ThrowsAsync<IOException>(() => watcher.WatchAsync(Token));
        Assert.Contains("lists mail 10 of INBOX but does not hand it out", fault.Message, StringComparison.Ordinal);
        Assert.Equal(["imap:INBOX:7:11"], (await desk.Raw.WaitingAsync(10, Token)).Select(m => m.SourceKey));
        Assert.Equal(0u, (await CursorAsync(desk))!.LastUid);

        await Assert.ThrowsAsync<IOException>(() => watcher.WatchAsync(Token));
        await Assert.ThrowsAsync<MailStreamException>(() => watcher.WatchAsync(Token));
        await server.Played;
        Assert.Equal(["imap:INBOX:7:11", "imap:INBOX:7:10:withheld"], (await desk.Raw.WaitingAsync(10, Token)).Select(m => m.SourceKey));
        Assert.Equal(11u, (await CursorAsync(desk))!.LastUid);
    }

    [Fact]
    public async Task A_mail_over_which_the_server_ends_the_session_holds_up_no_other_and_is_told_when_it_broke_three_alone()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var start = Opening(7, 13) + Listing(3, 0, (10, Size(One)), (11, 900), (12, Size(Two)));
        const string Bye = "S: * BYE Internal error occurred. Refer to server log for more information.\n";
        var batch = start + $"C: A4 UID FETCH 10:12 {Fetch}\n" + Mail(10, One) + Bye;
        var oneByOne = start + $"C: A4 UID FETCH 10 {Fetch}\n" + Mail(10, One) + $"S: A4 OK done\nC: A5 UID FETCH 11 {Fetch}\n" + Bye;
        // Mail 10 is behind the cursor by now, and the one that broke comes last.
        var others = Opening(7, 13) + Listing(3, 10, (11, 900), (12, Size(Two)))
            + $"C: A4 UID FETCH 12 {Fetch}\n" + Mail(12, Two) + $"S: A4 OK done\nC: A5 UID FETCH 11 {Fetch}\n" + Bye;
        var over = Opening(7, 13) + Listing(3, 10, (11, 900), (12, Size(Two)))
            + $"C: A4 UID FETCH 12 {Fetch}\n" + Mail(12, Two) + "S: A4 OK done\nC: A5 IDLE\nS: + idling\n";
        await using var server = new ScriptedMailbox(batch, batch, oneByOne, others, others, over);
        using var watcher = Watcher(desk, server.Server, desk.Time);
        for (var session = 0; session < 6; session++) await Assert.ThrowsAsync<MailStreamException>(() => watcher.WatchAsync(Token));
        await server.Played;
        Assert.Equal(
            ["imap:INBOX:7:10", "imap:INBOX:7:12", "imap:INBOX:7:11:withheld"], (await desk.Raw.WaitingAsync(10, Token)).Select(m => m.SourceKey));
        Assert.Equal(12u, (await CursorAsync(desk))!.LastUid);
    }

    [Fact]
    public async Task A_mail_that_broke_the_session_once_is_kept_when_the_server_can_read_it_again()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var start = Opening(7, 12) + Listing(3, 0, (10, Size(One)));
        await using var server = new ScriptedMailbox(
            start + $"C: A4 UID FETCH 10 {Fetch}\nS: * BYE Internal error occurred.\n",
            start + $"C: A4 UID FETCH 10 {Fetch}\n" + Mail(10, One) + "S: A4 OK done\nC: A5 IDLE\nS: + idling\n");
        using var watcher = Watcher(desk, server.Server, desk.Time);
        for (var session = 0; session < 2; session++) await Assert.ThrowsAsync<MailStreamException>(() => watcher.WatchAsync(Token));
        await server.Played;
        Assert.Equal("imap:INBOX:7:10", Assert.Single(await desk.Raw.WaitingAsync(10, Token)).SourceKey);
        Assert.Equal(10u, (await CursorAsync(desk))!.LastUid);
    }

    [Fact]
    public async Task A_server_that_ends_the_session_over_sizes_is_asked_for_none()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var broken = Opening(7, 12) + "C: A3 UID FETCH 1:* (UID RFC822.SIZE)\nS: * BYE Internal error occurred.\n";
        await using var server = new ScriptedMailbox(
            broken, broken,
            Opening(7, 12) + "C: A3 UID FETCH 1:* (UID)\nS: * 1 FETCH (UID 10)\nS: A3 OK done\n"
            + $"C: A4 UID FETCH 10 {Fetch}\n" + Mail(10, One) + "S: A4 OK done\nC: A5 IDLE\nS: + idling\n");
        using var watcher = Watcher(desk, server.Server, desk.Time);
        for (var session = 0; session < 3; session++) await Assert.ThrowsAsync<MailStreamException>(() => watcher.WatchAsync(Token));
        await server.Played;
        Assert.Single(await desk.Raw.WaitingAsync(10, Token));
    }

    [Fact]
    public async Task A_mail_beyond_the_limit_is_kept_up_to_it_and_known_as_cut()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await using var server = new ScriptedMailbox(
            Opening(7, 11) + Listing(3, 0, (10, 100_000)) + "C: A4 UID FETCH 10 (UID INTERNALDATE BODY.PEEK[]<0.32>)\n"
            + "S: * 1 FETCH (UID 10 BODY[]<0> {32}\nS: From: zoe@customer.example\nS:\nS: )\nS: A4 OK done\nC: A5 IDLE\nS: + idling\n");
        await RunAsync(desk, server, limits: new MailLimits { LiteralOctets = 32 });
        var kept = Assert.Single(await desk.Raw.WaitingAsync(10, Token));
        Assert.Equal("imap:INBOX:7:10:cut", kept.SourceKey);
        Assert.True(ImapPlace.IsCut(kept));
        Assert.Equal(desk.Time.GetUtcNow(), kept.ReceivedAt);
    }

    [Fact]
    public async Task A_mailbox_that_cannot_be_reached_is_said_so_and_tried_again()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var clock = new WatchedClock();
        await using var server = new ScriptedMailbox("S: * BYE too busy\n", "S: * BYE too busy\n");
        using var watcher = Watcher(desk, server.Server, clock);
        await watcher.StartAsync(Token);
        for (var i = 0; i < 2; i++)
        {
            // Between the two attempts there is no other wait of at most four seconds.
            TimeSpan wait;
            do wait = await clock.TimerAsync(Token);
            while (wait > TimeSpan.FromSeconds(4));
            Assert.Contains("too busy", desk.Problem("Mailbox support (INBOX)"), StringComparison.Ordinal);
            clock.Advance(wait);
        }
        await server.Played;
        await watcher.StopAsync(Token);
    }

    private static async Task RunAsync(
        DeskFixture desk, ScriptedMailbox server, bool fromNow = false, TimeProvider? clock = null, MailLimits? limits = null)
    {
        using var watcher = Watcher(desk, server.Server with { Limits = limits ?? MailLimits.Default }, clock ?? desk.Time, fromNow);
        await Assert.ThrowsAsync<MailStreamException>(() => watcher.WatchAsync(Token));
        await server.Played;
    }

    private static ImapWatcher Watcher(DeskFixture desk, MailServer server, TimeProvider clock, bool fromNow = false)
        => new(
            new WatchedFolder(DeskFixture.Support, server, new PasswordCredentials("support@acme.example", "secret"), "INBOX", fromNow, TimeSpan.FromMilliseconds(1)),
            desk.Raw, desk.Arrived, desk.Health, NullLogger<ImapWatcher>.Instance, clock);

    private static Task<MailboxCursor?> CursorAsync(DeskFixture desk) => desk.Raw.CursorAsync(DeskFixture.Support, "INBOX", Token);
}

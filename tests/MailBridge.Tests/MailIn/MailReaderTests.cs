using MailBridge.Conversations;
using MailBridge.MailIn;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailBridge.Tests.MailIn;

public sealed class MailReaderTests
{
    private static CancellationToken Token => DeskFixture.Token;

    [Fact]
    public async Task Kept_mail_is_read_in_order_and_what_cannot_be_read_stops_nobody()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await desk.KeepAsync(DeskFixture.Mail(1));
        var bad = await desk.KeepAsync("no mail at all");
        await desk.KeepAsync(DeskFixture.Mail(2));
        await RunAsync(desk);

        var found = await desk.Store.FindEmailsAsync([new("mail-1@customer.example"), new("mail-2@customer.example")], Token);
        Assert.Equal(2, found.Count);
        var quarantined = Assert.Single(await desk.Raw.QuarantinedAsync(10, Token));
        Assert.Equal(bad, quarantined.Id);
        Assert.Contains("no header fields", quarantined.Remark, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_that_the_server_withheld_is_told_by_what_happened_to_it()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await desk.KeepAsync("", "imap:INBOX:7:11:withheld");
        await RunAsync(desk);
        Assert.Contains("lists it but does not hand it out", Assert.Single(await desk.Raw.QuarantinedAsync(10, Token)).Remark, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_of_which_only_the_beginning_is_kept_says_so_in_the_conversation()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await desk.KeepAsync(DeskFixture.Mail(1), "imap:INBOX:7:11:cut");
        await RunAsync(desk);
        var known = Assert.Single((await desk.Store.FindEmailsAsync([new("mail-1@customer.example")], Token))[new("mail-1@customer.example")]);
        var entry = (Entry.CustomerEmail)(await desk.LoadAsync(known.Conversation)).Entry(known.Entry)!;
        Assert.Contains("only its beginning is kept", entry.Email.NewText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_whose_bytes_are_lost_is_set_apart_and_stops_nobody()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var lost = await desk.KeepAsync(DeskFixture.Mail(1));
        await desk.KeepAsync(DeskFixture.Mail(2));
        await using (var connection = desk.Connect())
        {
            await connection.OpenAsync(Token);
            await using var damage = connection.CreateCommand();
            damage.CommandText = "PRAGMA foreign_keys = 0; UPDATE raw_contents SET bytes = x'00' WHERE sha256 = (SELECT sha256 FROM raw_mails ORDER BY sequence LIMIT 1)";
            Assert.Equal(1, await damage.ExecuteNonQueryAsync(Token));
        }
        await RunAsync(desk);
        Assert.Equal(lost, Assert.Single(await desk.Raw.QuarantinedAsync(10, Token)).Id);
        Assert.Single(await desk.Store.FindEmailsAsync([new("mail-2@customer.example")], Token));
    }

    [Fact]
    public async Task Mail_from_before_an_inbox_border_is_searchable_but_not_posted()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await desk.KeepAsync(DeskFixture.Mail(1));
        await RunAsync(desk, new HistoryBorders(new Dictionary<InboxId, DateTimeOffset> { [DeskFixture.Support] = desk.Time.GetUtcNow().AddSeconds(1) }));
        Assert.Single(await desk.Store.FindEmailsAsync([new("mail-1@customer.example")], Token));
        Assert.Equal(0, (await desk.Queue.DepthAsync(DeliveryLeg.Chat, Token)).Scheduled);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public void The_border_itself_belongs_to_what_is_new(int seconds, bool isHistory)
    {
        var border = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        var borders = new HistoryBorders(new Dictionary<InboxId, DateTimeOffset> { [DeskFixture.Support] = border });
        Assert.Equal(isHistory, borders.IsHistory(Mail(DeskFixture.Support, border.AddSeconds(seconds))));
        Assert.False(borders.IsHistory(Mail(DeskFixture.Sales, border.AddSeconds(seconds))));
    }

    private static RawMail Mail(InboxId inbox, DateTimeOffset receivedAt) => new()
    {
        Id = default, Inbox = inbox, SourceKey = "", ReceivedAt = receivedAt, Size = 0, Sha256 = "", State = RawMailState.Waiting,
    };

    /// <summary>Runs the reader until it waits for more.</summary>
    private static async Task RunAsync(DeskFixture desk, HistoryBorders? borders = null)
    {
        var clock = new WatchedClock();
        var reader = new MailReader(
            desk.Raw, desk.Intake, new MailArrived(clock), borders ?? new HistoryBorders(new Dictionary<InboxId, DateTimeOffset>()),
            new SenderChecks(new Dictionary<InboxId, SenderTrust>()), desk.Health,
            NullLogger<MailReader>.Instance, clock);
        await reader.StartAsync(Token);
        await clock.TimerAsync(Token);
        await reader.StopAsync(Token);
        Assert.Null(desk.Problem("Database"));
    }
}

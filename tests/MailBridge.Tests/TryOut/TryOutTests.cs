using System.Globalization;
using MailBridge.Conversations;
using MailBridge.MailIn;
using MailBridge.MailProtocols.Files;
using MailBridge.Mime;
using MailBridge.Testing;
using MailBridge.TryOut;

namespace MailBridge.Tests.TryOut;

public sealed class TryOutTests
{
    private static CancellationToken Token => DeskFixture.Token;

    [Fact]
    public async Task The_sample_mails_are_in_order_and_dated_shortly_before_the_first_start()
    {
        using var folder = new TemporaryFolder();
        var time = new ManualTimeProvider();
        await SampleMailbox.SeedAsync(folder.Path, time, Token);
        var files = Directory.GetFiles(Path.Combine(folder.Path, "new"));
        Assert.Equal(6, files.Length);
        foreach (var file in files)
        {
            var message = MimeMessage.Read(await File.ReadAllBytesAsync(file, Token));
            Assert.Empty(message.Defects);
            Assert.Null(EmailTranslator.WhyUnreadable(message));
            Assert.NotEmpty(EmailText.Of(message).New);
            Assert.InRange(message.Date!.Value, time.GetUtcNow().AddDays(-3), time.GetUtcNow());
            Assert.Equal(message.Date.Value.UtcDateTime, File.GetLastWriteTimeUtc(file));
        }
    }

    [Fact]
    public async Task The_sample_mailbox_is_filled_once()
    {
        using var folder = new TemporaryFolder();
        await SampleMailbox.SeedAsync(folder.Path, new ManualTimeProvider(), Token);
        var mails = Directory.GetFiles(Path.Combine(folder.Path, "new"));
        File.Delete(mails[0]);
        await SampleMailbox.SeedAsync(folder.Path, new ManualTimeProvider(), Token);
        Assert.Equal(5, Directory.GetFiles(Path.Combine(folder.Path, "new")).Length);
    }

    [Fact]
    public async Task A_pretended_customer_writes_as_a_stranger_would()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var message = await WriteAsync(desk, "Broken boiler", answers: null);
        Assert.Equal(new Mailbox("Zoë", "zoe@customer.example"), Assert.Single(message.From));
        Assert.Equal("support@acme.example", Assert.Single(message.To).Address);
        Assert.Equal("Broken boiler", message.Subject);
        Assert.Empty(message.References);
        Assert.Empty(message.Defects);
    }

    [Fact]
    public async Task A_pretended_customer_answers_our_latest_reply_in_its_thread()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await desk.ReplyAsync(id, "First answer.");
        await desk.ReplyAsync(id, "Second answer.");
        var latest = (await desk.LoadAsync(id)).Entries.OfType<Entry.AgentReply>().Last().Email;
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            var message = await WriteAsync(desk, "ignored", id);
            Assert.Equal([latest.MessageId.Value], message.InReplyTo);
            Assert.Equal(latest.References.Select(r => r.Value).Append(latest.MessageId.Value), message.References);
            Assert.Equal("Re: Boiler 1", message.Subject);
            Assert.Contains("On Sun, 22 Nov 2026, Anna Kowalska wrote:\n> Second answer.", message.TextBody, StringComparison.Ordinal);
            Assert.Equal("Thank you.", EmailText.Of(message).New.Trim());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public async Task A_pretended_customer_whom_nobody_answered_writes_again_in_their_own_thread()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        Assert.Equal(["mail-1@customer.example"], (await WriteAsync(desk, "ignored", id)).InReplyTo);
    }

    [Fact]
    public async Task Outside_the_try_out_nobody_plays_the_customer()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var pretender = new CustomerDesk(null, desk.Store, desk.Directory, desk.Time);
        Assert.False(pretender.IsOn);
        await Assert.ThrowsAsync<InvalidOperationException>(() => pretender.WriteAsCustomerAsync("", new("a@b.example"), "", "", null, Token));
    }

    private static async Task<MimeMessage> WriteAsync(DeskFixture desk, string subject, ConversationId? answers)
    {
        var box = Path.Combine(desk.Folder, "box");
        await new CustomerDesk(box, desk.Store, desk.Directory, desk.Time).WriteAsCustomerAsync("Zoë", new("zoe@customer.example"), subject, "Thank you.", answers, Token);
        return MimeMessage.Read((await Maildir.ReadAsync(Assert.Single(Maildir.List(box)), Token))!);
    }
}

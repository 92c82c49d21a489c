using System.Text;
using MailBridge.MailProtocols.Imap;
using MailBridge.Testing.Mail;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailBridge.MailProtocols.Tests.Servers;

[Collection("mail servers")]
public sealed class DovecotTests(MailServers servers)
{
    private const string WhyNot = DovecotServer.WhyNot;
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory(Skip = WhyNot, SkipUnless = nameof(MailServers.CanRun), SkipType = typeof(MailServers))]
    [InlineData(TransportSecurity.None)]
    [InlineData(TransportSecurity.StartTls)]
    [InlineData(TransportSecurity.Tls)]
    public async Task A_folder_is_opened_over_every_kind_of_connection(TransportSecurity security)
    {
        await using var client = await ConnectAsync(security);
        await client.LoginAsync(servers.Dovecot.Credentials, Ct);
        var folder = await client.ExamineAsync("INBOX", Ct);
        Assert.True(folder.UidValidity > 0);
        Assert.NotNull(folder.UidNext);
        Assert.True(folder.IsReadOnly);
        await client.LogoutAsync(Ct);
        Assert.False(client.IsConnected);
    }

    [Fact(Skip = WhyNot, SkipUnless = nameof(MailServers.CanRun), SkipType = typeof(MailServers))]
    public async Task New_messages_come_byte_for_byte_and_stay_unseen()
    {
        await using var client = await LogInAsync(MailServers.ImapUser);
        var first = Message("first", new string('x', 70_000));
        var second = Message("second", "a dot:\r\n.\r\n..\r\n{3}\r\n\r\n)\r\n* 5 EXISTS\r\nA3 OK\r\nÿ end");
        await servers.Dovecot.DeliverAsync(first, Ct, MailServers.ImapUser);
        await servers.Dovecot.DeliverAsync(second, Ct, MailServers.ImapUser);
        var folder = await client.SelectAsync("INBOX", Ct);
        var messages = await client.FetchAfterAsync(0, Ct).ToListAsync(Ct);
        Assert.Equal([first, second], messages.Select(m => m.Bytes.ToArray()));
        Assert.All(messages, m => Assert.Equal(FetchedContent.Whole, m.Content));
        Assert.All(messages, m => Assert.NotNull(m.InternalDate));
        Assert.Equal(folder.UidNext, messages[^1].Uid + 1);
        Assert.All(servers.Dovecot.FilesOf(MailServers.ImapUser).Where(f => f.Folder == "INBOX"), f => Assert.DoesNotContain('S', f.Flags));

        // last+1:* holds the last message again; it is not new.
        Assert.Empty(await client.FetchAfterAsync(messages[^1].Uid, Ct).ToListAsync(Ct));
    }

    [Fact(Skip = WhyNot, SkipUnless = nameof(MailServers.CanRun), SkipType = typeof(MailServers))]
    public async Task Many_messages_come_in_batches_and_an_expunged_one_is_left_out()
    {
        const string User = "many@team.example";
        await using (var filler = await LogInAsync(User))
        {
            for (var i = 0; i < 120; i++)
                await filler.AppendAsync("INBOX", Message($"no {i}", "text"), [], null, Ct);
        }
        await using var client = await LogInAsync(User);
        await client.SelectAsync("INBOX", Ct);
        var uids = new List<uint>();
        await foreach (var message in client.FetchAfterAsync(0, Ct))
        {
            uids.Add(message.Uid);
            if (message.Uid == 1) await servers.Dovecot.DoveadmAsync(Ct, "expunge", "-u", User, "mailbox", "INBOX", "uid", "77");
        }
        Assert.Equal(Enumerable.Range(1, 120).Select(i => (uint)i).Where(u => u != 77), uids);
    }

    [Fact(Skip = WhyNot, SkipUnless = nameof(MailServers.CanRun), SkipType = typeof(MailServers))]
    public async Task Idle_ends_when_mail_arrives_and_when_the_time_is_over()
    {
        const string User = "idle@team.example";
        await using var client = await LogInAsync(User);
        await client.SelectAsync("INBOX", Ct);
        Assert.Equal(IdleOutcome.TimeElapsed, await client.IdleAsync(TimeSpan.FromMilliseconds(50), Ct));
        var idle = client.IdleAsync(TimeSpan.FromSeconds(30), Ct);
        await servers.Dovecot.DeliverAsync(Message("news", "text"), Ct, User);
        Assert.Equal(IdleOutcome.Changed, await idle);
        Assert.Equal(IdleOutcome.Changed, await client.IdleAsync(TimeSpan.FromSeconds(30), Ct));
        Assert.Single(await client.FetchAfterAsync(0, Ct).ToListAsync(Ct));
        Assert.Equal(IdleOutcome.TimeElapsed, await client.IdleAsync(TimeSpan.FromMilliseconds(50), Ct));
        Assert.False(await client.NoopAsync(Ct));
    }

    [Fact(Skip = WhyNot, SkipUnless = nameof(MailServers.CanRun), SkipType = typeof(MailServers))]
    public async Task A_sent_message_is_filed_and_found_by_its_id()
    {
        await using var client = await LogInAsync();
        var folders = await client.ListFoldersAsync(Ct);
        var sent = Assert.Single(folders, f => f.SpecialUse == SpecialUse.Sent);
        Assert.Contains(folders, f => f is { Name: "INBOX", SpecialUse: SpecialUse.Inbox, IsSelectable: true });
        Assert.Contains(folders, f => f is { Name: "Junk", SpecialUse: SpecialUse.Junk });
        var date = new DateTimeOffset(2026, 3, 1, 7, 8, 9, TimeSpan.FromHours(-3.5));
        var message = Message("filed", "text");
        var uid = await client.AppendAsync(sent.Name, message, ["\\Seen"], date, Ct);
        Assert.NotNull(uid);
        await client.ExamineAsync(sent.Name, Ct);
        Assert.Equal([uid.Value], await client.SearchHeaderAsync("Message-ID", "<filed@team.example>", Ct));
        Assert.Empty(await client.SearchHeaderAsync("Message-ID", "<other \"x\" ü@team.example>", Ct));
        var filed = Assert.Single(await client.FetchAfterAsync(uid.Value - 1, Ct).ToListAsync(Ct));
        Assert.Equal(date, filed.InternalDate);
        Assert.Equal(message, filed.Bytes.ToArray());
    }

    [Fact(Skip = WhyNot, SkipUnless = nameof(MailServers.CanRun), SkipType = typeof(MailServers))]
    public async Task A_folder_with_letters_of_other_scripts_is_opened_by_its_name()
    {
        const string Name = "Kunden & Änfragen/日本語 \"x\"";
        await servers.Dovecot.DoveadmAsync(Ct, "mailbox", "create", "-u", DovecotServer.DefaultUser, Name);
        await using var client = await LogInAsync();
        Assert.Contains(await client.ListFoldersAsync(Ct), f => f.Name == Name);
        await using var other = await LogInAsync();
        Assert.Equal(Name, (await other.SelectAsync(Name, Ct)).Name);
    }

    [Fact(Skip = WhyNot, SkipUnless = nameof(MailServers.CanRun), SkipType = typeof(MailServers))]
    public async Task Refusals_keep_the_session_and_say_what_was_wrong()
    {
        await using var client = await ConnectAsync();
        var refusal = await Assert.ThrowsAsync<ImapRefusedException>(() => client.LoginAsync(new PasswordCredentials("support@team.example", "wrong"), Ct));
        Assert.Equal("AUTHENTICATIONFAILED", refusal.Code);
        Assert.True(refusal.IsAccountProblem);
        Assert.EndsWith("refused the login of 'support@team.example': [AUTHENTICATIONFAILED] Authentication failed.", refusal.Message, StringComparison.Ordinal);
        await client.LoginAsync(servers.Dovecot.Credentials, Ct);
        var missing = await Assert.ThrowsAsync<ImapRefusedException>(() => client.SelectAsync("Nowhere", Ct));
        Assert.Contains("to open the folder 'Nowhere': Mailbox doesn't exist", missing.Message, StringComparison.Ordinal);
        Assert.False(missing.IsTransient);
        await client.SelectAsync("INBOX", Ct);
    }

    [Fact(Skip = WhyNot, SkipUnless = nameof(MailServers.CanRun), SkipType = typeof(MailServers))]
    public async Task A_message_beyond_the_limit_comes_cut_and_the_others_whole()
    {
        var server = servers.Dovecot.Server() with { Limits = new MailLimits { LiteralOctets = 1000 } };
        await using var filler = await LogInAsync();
        await servers.Dovecot.DoveadmAsync(Ct, "mailbox", "create", "-u", DovecotServer.DefaultUser, "Big");
        var small = Message("small", "text");
        var big = Message("big", new string('y', 5000));
        foreach (var message in (byte[][])[small, big, small]) await filler.AppendAsync("Big", message, [], null, Ct);
        await using var client = await ImapClient.ConnectAsync(server, NullLogger.Instance, TimeProvider.System, Ct);
        await client.LoginAsync(servers.Dovecot.Credentials, Ct);
        await client.SelectAsync("Big", Ct);
        var messages = await client.FetchAfterAsync(0, Ct).ToListAsync(Ct);
        Assert.Equal([FetchedContent.Whole, FetchedContent.Cut, FetchedContent.Whole], messages.Select(m => m.Content));
        Assert.Equal(big[..1000], messages[1].Bytes.ToArray());
        Assert.Equal(small, messages[2].Bytes.ToArray());
    }

    [Fact(Skip = WhyNot, SkipUnless = nameof(MailServers.CanRun), SkipType = typeof(MailServers))]
    public async Task The_wire_log_has_no_password_and_no_message()
    {
        var lines = new List<string>();
        await using var client = await ImapClient.ConnectAsync(
            servers.Dovecot.Server() with { WireLog = lines.Add }, NullLogger.Instance, TimeProvider.System, Ct);
        await client.LoginAsync(servers.Dovecot.Credentials, Ct);
        await client.AppendAsync("Junk", Message("hidden", "hidden text"), [], null, Ct);
        await client.ExamineAsync("Junk", Ct);
        Assert.NotEmpty(await client.FetchAfterAsync(0, Ct).ToListAsync(Ct));
        var secret = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{DovecotServer.DefaultUser}\0{DovecotServer.Password}"));
        Assert.DoesNotContain(lines, l => l.Contains("S3cret", StringComparison.Ordinal) || l.Contains(secret, StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.Contains("hidden", StringComparison.Ordinal));
        Assert.Contains("C: A1 AUTHENTICATE PLAIN ***", lines);
    }

    private Task<ImapClient> ConnectAsync(TransportSecurity security = TransportSecurity.Tls) =>
        ImapClient.ConnectAsync(servers.Dovecot.Server(security), NullLogger.Instance, TimeProvider.System, Ct);

    private async Task<ImapClient> LogInAsync(string user = DovecotServer.DefaultUser)
    {
        var client = await ConnectAsync();
        await client.LoginAsync(new PasswordCredentials(user, DovecotServer.Password), Ct);
        return client;
    }

    private static byte[] Message(string name, string body) =>
        Encoding.Latin1.GetBytes($"From: a@team.example\r\nMessage-ID: <{name.Replace(' ', '-')}@team.example>\r\nSubject: {name}\r\n\r\n{body}\r\n");
}

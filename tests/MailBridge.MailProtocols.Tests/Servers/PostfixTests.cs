using System.Text;
using MailBridge.MailProtocols.Imap;
using MailBridge.MailProtocols.Smtp;
using MailBridge.Testing.Mail;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailBridge.MailProtocols.Tests.Servers;

[Collection("mail servers")]
public sealed class PostfixTests(MailServers servers)
{
    private const string WhyNot = DovecotServer.WhyNot;
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory(Skip = WhyNot, SkipUnless = nameof(MailServers.CanRun), SkipType = typeof(MailServers))]
    [InlineData(TransportSecurity.StartTls)]
    [InlineData(TransportSecurity.Tls)]
    public async Task A_message_is_submitted_and_arrives_as_it_was(TransportSecurity security)
    {
        await using var client = await LogInAsync(security);
        var recipient = $"anna.{security}@customer.example";
        var body = "Hällo\r\n.\r\n..two\r\n.x\r\n";
        var dotSeen = false;
        var accepted = await client.SendAsync(
            new(DovecotServer.DefaultUser, [recipient]), Message("one", body), _ => { dotSeen = true; return default; }, Ct);
        Assert.True(dotSeen);
        Assert.Equal(250, accepted.Reply.Code);
        Assert.Equal("2.0.0", accepted.Reply.Enhanced);
        Assert.NotNull(accepted.QueueId);
        Assert.Contains($"Ok: queued as {accepted.QueueId}", accepted.Reply.Text, StringComparison.Ordinal);
        var mail = await servers.Postfix.WaitForAsync(m => m.Recipient == recipient, Ct);
        Assert.Equal(DovecotServer.DefaultUser, mail.Sender);
        Assert.EndsWith(body.ReplaceLineEndings("\n"), mail.Text, StringComparison.Ordinal);
        await client.QuitAsync(Ct);
    }

    [Fact(Skip = WhyNot, SkipUnless = nameof(MailServers.CanRun), SkipType = typeof(MailServers))]
    public async Task A_refused_recipient_does_not_keep_the_message_from_the_others()
    {
        await using var client = await LogInAsync();
        var accepted = await SendAsync(client, "bert@customer.example", PostfixServer.RefusedRecipient, "a b@customer.example");
        Assert.Equal([("a b@customer.example", 501), (PostfixServer.RefusedRecipient, 550)],
            accepted.RefusedRecipients.Select(r => (r.Address, r.Reply.Code)));
        await servers.Postfix.WaitForAsync(m => m.Recipient == "bert@customer.example", Ct);
    }

    [Fact(Skip = WhyNot, SkipUnless = nameof(MailServers.CanRun), SkipType = typeof(MailServers))]
    public async Task Refused_by_all_the_session_lives_on()
    {
        await using var client = await LogInAsync();
        var permanent = await Assert.ThrowsAsync<SmtpRefusedException>(() => SendAsync(client, PostfixServer.RefusedRecipient));
        Assert.Equal((SmtpStage.Recipient, 550, "5.1.1", false),
            (permanent.Stage, permanent.Reply.Code, permanent.Reply.Enhanced, permanent.IsTransient));
        var temporary = await Assert.ThrowsAsync<SmtpRefusedException>(
            () => SendAsync(client, PostfixServer.RefusedRecipient, PostfixServer.DeferredRecipient));
        Assert.True(temporary.IsTransient);
        Assert.Equal(2, temporary.RefusedRecipients.Count);
        await client.ResetAsync(Ct);
        await SendAsync(client, "carl@customer.example");
        await servers.Postfix.WaitForAsync(m => m.Recipient == "carl@customer.example", Ct);
    }

    [Fact(Skip = WhyNot, SkipUnless = nameof(MailServers.CanRun), SkipType = typeof(MailServers))]
    public async Task Too_big_a_message_is_refused_before_it_is_sent()
    {
        await using var client = await LogInAsync();
        var refusal = await Assert.ThrowsAsync<SmtpRefusedException>(() => client.SendAsync(
            new(DovecotServer.DefaultUser, ["anna@customer.example"]), new byte[PostfixServer.LargestMessage + 1], NoOp, Ct));
        Assert.Equal((552, "5.3.4", false), (refusal.Reply.Code, refusal.Reply.Enhanced, refusal.IsTransient));
        Assert.Equal(PostfixServer.LargestMessage, client.LargestMessage);
    }

    [Fact(Skip = WhyNot, SkipUnless = nameof(MailServers.CanRun), SkipType = typeof(MailServers))]
    public async Task A_big_message_arrives_whole()
    {
        await using var client = await LogInAsync();
        var body = new StringBuilder();
        for (var i = 0; i < 50_000; i++) body.Append(i % 7 == 0 ? "." : "").Append("line ").Append(i).Append(i % 3 == 0 ? "\n" : "\r\n");
        await client.SendAsync(new("", ["big@customer.example"]), Message("big", body.ToString()), NoOp, Ct);
        var mail = await servers.Postfix.WaitForAsync(m => m.Recipient == "big@customer.example", Ct);
        Assert.Equal("", mail.Sender);
        Assert.EndsWith(body.ToString().ReplaceLineEndings("\n"), mail.Text, StringComparison.Ordinal);
    }

    [Fact(Skip = WhyNot, SkipUnless = nameof(MailServers.CanRun), SkipType = typeof(MailServers))]
    public async Task A_refused_login_is_the_accounts_problem()
    {
        await using var client = await ConnectAsync(TransportSecurity.StartTls);
        var refusal = await Assert.ThrowsAsync<SmtpRefusedException>(() => client.AuthenticateAsync(new PasswordCredentials(DovecotServer.DefaultUser, "wrong"), Ct));
        Assert.True(refusal.IsAccountProblem);
        Assert.Contains($"refused the login of '{DovecotServer.DefaultUser}': 535 5.7.8", refusal.Message, StringComparison.Ordinal);
        var unauthenticated = await Assert.ThrowsAsync<SmtpRefusedException>(() => SendAsync(client, "anna@customer.example"));
        Assert.False(unauthenticated.IsTransient);
    }

    [Fact(Skip = WhyNot, SkipUnless = nameof(MailServers.CanRun), SkipType = typeof(MailServers))]
    public async Task A_customers_mail_reaches_the_mailbox_and_a_returned_one_comes_back()
    {
        await using var imap = await ImapClient.ConnectAsync(servers.Dovecot.Server(), NullLogger.Instance, TimeProvider.System, Ct);
        await imap.LoginAsync(servers.Dovecot.Credentials, Ct);
        var before = await imap.SelectAsync("INBOX", Ct);
        await using var customer = await ConnectAsync(TransportSecurity.None);
        await customer.SendAsync(
            new("anna@customer.example", ["support+c1.token@team.example"]), Message("question", "A question\r\n"), NoOp, Ct);
        await using var team = await LogInAsync();
        await SendAsync(team, PostfixServer.ReturnedRecipient);
        var texts = new List<string>();
        for (var last = before.UidNext!.Value - 1; texts.Count < 2;)
        {
            await imap.IdleAsync(TimeSpan.FromSeconds(5), Ct);
            await foreach (var message in imap.FetchAfterAsync(last, Ct))
            {
                last = message.Uid;
                texts.Add(Encoding.UTF8.GetString(message.Bytes.Span));
            }
        }
        Assert.Contains(texts, t => t.Contains("A question", StringComparison.Ordinal));
        Assert.Contains(texts, t => t.Contains("message/delivery-status", StringComparison.Ordinal)
            && t.Contains("Status: 5.1.1", StringComparison.Ordinal));
    }

    [Fact(Skip = WhyNot, SkipUnless = nameof(MailServers.CanRun), SkipType = typeof(MailServers))]
    public async Task A_loss_before_the_dot_sends_nothing()
    {
        await using var client = await LogInAsync();
        await Assert.ThrowsAsync<InvalidDataException>(() => client.SendAsync(
            new(DovecotServer.DefaultUser, ["nobody.gets.this@customer.example"]), Message("lost", "x"), _ => throw new InvalidDataException(), Ct));
        Assert.False(client.IsConnected);
        await using var next = await LogInAsync();
        await SendAsync(next, "dora@customer.example");
        await servers.Postfix.WaitForAsync(m => m.Recipient == "dora@customer.example", Ct);
        Assert.DoesNotContain(await servers.Postfix.DeliveredAsync(Ct), m => m.Recipient.StartsWith("nobody", StringComparison.Ordinal));
    }

    private Task<SmtpClient> ConnectAsync(TransportSecurity security) =>
        SmtpClient.ConnectAsync(servers.Postfix.Server(security), "client.example", NullLogger.Instance, TimeProvider.System, Ct);

    private async Task<SmtpClient> LogInAsync(TransportSecurity security = TransportSecurity.Tls)
    {
        var client = await ConnectAsync(security);
        await client.AuthenticateAsync(servers.Postfix.Credentials, Ct);
        return client;
    }

    private static Task<SmtpAccepted> SendAsync(SmtpClient client, params IReadOnlyList<string> recipients) =>
        client.SendAsync(new(DovecotServer.DefaultUser, recipients), Message("one", "text\r\n"), NoOp, Ct);

    private static ValueTask NoOp(CancellationToken ct) => default;

    private static byte[] Message(string name, string body) =>
        Encoding.UTF8.GetBytes($"From: a@team.example\r\nMessage-ID: <{name}@team.example>\r\nSubject: {name}\r\n\r\n{body}");
}

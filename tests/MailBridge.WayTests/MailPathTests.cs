using System.Text;
using System.Text.Json.Nodes;
using MailBridge.MailProtocols;
using MailBridge.Testing.Mail;

namespace MailBridge.WayTests;

/// <summary>Mails that reach the bridge in more than one way, or are bigger, emptier or more than usual.</summary>
public sealed class MailPathTests(MailServers servers) : IClassFixture<MailServers>
{
    private const int Many = 1000;

    public static bool CanRun => MailServers.CanRun;

    [Fact(SkipUnless = nameof(CanRun), Skip = DovecotServer.WhyNot)]
    public async Task A_mail_in_two_mailboxes_opens_one_conversation_colleagues_stay_out_and_an_agents_own_mail_shows()
    {
        var ct = TestContext.Current.CancellationToken;
        var (first, second) = (servers.NewAccount(), servers.NewAccount());
        var server = servers.Dovecot.Server(TransportSecurity.StartTls);
        var one = BridgeProcess.Inbox(server, first);
        one["Imap"]!["SentFolder"] = "Sent";
        var two = BridgeProcess.Inbox(server, second);
        // Whichever of the two is read first opens the conversation, and its inbox gets the copy.
        one["CopyReplies"] = true;
        two["CopyReplies"] = true;
        var settings = BridgeProcess.Settings(("one", one), ("two", two));
        settings.Remove("Pickup");
        settings["Smtp"] = BridgeProcess.Server(servers.Postfix.Server(TransportSecurity.StartTls), servers.Postfix.Credentials);
        await using var bridge = new BridgeProcess(settings);
        await bridge.StartAsync(ct);
        using var visitor = new WorkspaceVisitor(bridge.Url);
        await visitor.BeAsync("anna", ct);

        var mail = TestMails.Of("Zoe <zoe@customer.example>", $"{first}, {second}", "both of you", "Please look.", "both@customer.example");
        foreach (var account in (string[])[first, second])
        {
            byte[] way = [.. Encoding.ASCII.GetBytes($"Received: from relay by mx for <{account}>\r\n"), .. mail];
            await servers.Dovecot.DeliverAsync(way, ct, account);
        }
        await servers.Dovecot.DeliverAsync(TestMails.Of("anna@team.example", first, "lunch", "At noon?", "lunch@team.example"), ct, first);
        await servers.DeliverAsync(second, "last", ct);
        await visitor.FindAsync("last", () => bridge.Tail, ct);
        var url = await visitor.FindAsync("both of you", () => bridge.Tail, ct);

        // Anna answers here, and that copy is filed under Sent too. Jonas answers from his own mail program.
        await visitor.ReplyAsync(url, "And so have I.", ct);
        var reply = await servers.Postfix.WaitForAsync(m => m.Text.Contains("And so have I.", StringComparison.Ordinal), ct);
        await servers.Dovecot.DeliverAsync(reply.Bytes, ct, first, "Sent");
        var own = TestMails.Of("Jonas Weber <jonas@team.example>", "zoe@customer.example", "Re: both of you", "I have looked.", "own@team.example", "In-Reply-To: <both@customer.example>");
        await servers.Dovecot.DeliverAsync(own, ct, first, "Sent");
        var page = await visitor.ReadsAsync(url, "I have looked.", () => bridge.Tail, ct);
        Assert.Contains("Jonas Weber", page, StringComparison.Ordinal);
        await TestMails.UntilAsync(
            () => Task.FromResult(bridge.Output.Split(": OwnCopy").Length - 1), n => n == 2, "both copies were recognised", () => bridge.Tail, ct);

        page = await visitor.TextAsync(url, ct);
        Assert.Equal(1, page.Split("And so have I.").Length - 1);
        Assert.Equal(1, page.Split("I have looked.").Length - 1);
        Assert.Equal(2, (await visitor.ConversationsAsync(ct)).Count);
        Assert.Single(await servers.Postfix.DeliveredAsync(ct), m => m.Text.Contains("And so have I.", StringComparison.Ordinal));
    }

    [Fact(SkipUnless = nameof(CanRun), Skip = DovecotServer.WhyNot)]
    public async Task A_huge_mail_one_with_two_thousand_recipients_and_an_empty_file_hold_nobody_up()
    {
        var ct = TestContext.Current.CancellationToken;
        var account = servers.NewAccount();
        await using var bridge = new BridgeProcess(BridgeProcess.Settings(("box", BridgeProcess.Inbox(servers.Dovecot.Server(TransportSecurity.StartTls), account))));
        await bridge.StartAsync(ct);
        using var visitor = new WorkspaceVisitor(bridge.Url);
        await visitor.BeAsync("anna", ct);

        await servers.Dovecot.DeliverAsync(Huge(account), ct, account);
        var crowd = string.Join(",\r\n ", Enumerable.Range(0, 2000).Select(n => $"Person {n} <p{n}@crowd.example>"));
        await servers.Dovecot.DeliverAsync(TestMails.Of("Zoe <zoe@customer.example>", $"{account},\r\n {crowd}", "to the crowd", "Hello all.", "crowd@customer.example"), ct, account);
        await File.WriteAllBytesAsync(Path.Combine(servers.Dovecot.MaildirOf(account), "new", "1795313307.empty.host"), [], ct);
        await servers.DeliverAsync(account, "behind them", ct);

        await visitor.FindAsync("behind them", () => bridge.Tail, ct);
        var huge = await visitor.FindAsync("thirty mebibytes", () => bridge.Tail, ct);
        await visitor.ReadsAsync(huge, "plan.bin", () => bridge.Tail, ct);
        var crowded = await visitor.FindAsync("to the crowd", () => bridge.Tail, ct);
        await visitor.ReadsAsync(crowded, "Hello all.", () => bridge.Tail, ct);
        var page = await visitor.OpenAsync(crowded, ct);
        TestContext.Current.TestOutputHelper!.WriteLine(page.Body!.TextContent[..Math.Min(6000, page.Body!.TextContent.Length)]);
        Assert.InRange(page.Body!.TextContent.Length, 1, 30_000);
        Assert.Contains("A mail could not be read", await visitor.TextAsync("/", ct), StringComparison.Ordinal);
        await bridge.IsReadyAsync(ct);
    }

    [Fact(SkipUnless = nameof(CanRun), Skip = DovecotServer.WhyNot)]
    public async Task A_thousand_mails_at_once_all_appear()
    {
        var ct = TestContext.Current.CancellationToken;
        var account = servers.NewAccount();
        await servers.DeliverAsync(account, "matter-0000", ct);
        for (var i = 1; i < Many; i++)
        {
            var mail = TestMails.Of($"Customer {i} <c{i}@customer.example>", account, $"matter-{i:0000}", $"This is {i}.", $"{i}@customer.example");
            await File.WriteAllBytesAsync(Path.Combine(servers.Dovecot.MaildirOf(account), "new", $"17953{i:00000}.many.host"), mail, ct);
        }
        await using var bridge = new BridgeProcess(BridgeProcess.Settings(("box", BridgeProcess.Inbox(servers.Dovecot.Server(TransportSecurity.StartTls), account))));
        var began = TimeProvider.System.GetTimestamp();
        await bridge.StartAsync(ct);
        using var visitor = new WorkspaceVisitor(bridge.Url);
        await visitor.BeAsync("anna", ct);

        var conversations = await TestMails.UntilAsync(
            () => visitor.ConversationsAsync(ct), c => c.Count >= Many, "all are there", () => bridge.Tail, ct, seconds: 120);
        await TestMails.UntilAsync(() => bridge.WaitingAsync(ct), n => n == 0, "nothing waits", () => bridge.Tail, ct, seconds: 120);
        TestContext.Current.TestOutputHelper!.WriteLine($"{Many} mails in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s");
        Assert.Equal(Many, conversations.Select(c => c.Text[c.Text.IndexOf("matter-", StringComparison.Ordinal)..][..11]).Distinct().Count());
    }

    private static byte[] Huge(string account)
    {
        var file = new byte[22 * 1024 * 1024];
        new Random(1).NextBytes(file);
        var head =
            $"From: Zoe <zoe@customer.example>\r\nTo: {account}\r\nSubject: thirty mebibytes\r\nMessage-ID: <huge@customer.example>\r\n"
            + "Date: Sun, 22 Nov 2026 02:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
            + "--b\r\nContent-Type: text/plain\r\n\r\nThe plan is attached.\r\n"
            + "--b\r\nContent-Type: application/octet-stream; name=plan.bin\r\nContent-Disposition: attachment; filename=plan.bin\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\n";
        return Encoding.ASCII.GetBytes(head + Convert.ToBase64String(file, Base64FormattingOptions.InsertLineBreaks) + "\r\n--b--\r\n");
    }
}

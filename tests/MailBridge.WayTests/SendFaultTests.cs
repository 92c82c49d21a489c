using System.Text.Json.Nodes;
using MailBridge.MailProtocols;
using MailBridge.Testing.Mail;

namespace MailBridge.WayTests;

/// <summary>Replies while the mail server is gone, hangs up at the last moment, or the bridge is stopped: each leaves once, and its post says how it stands.</summary>
public sealed class SendFaultTests(MailServers servers) : IClassFixture<MailServers>
{
    public static bool CanRun => MailServers.CanRun;

    [Fact(SkipUnless = nameof(CanRun), Skip = DovecotServer.WhyNot)]
    public async Task A_reply_waits_while_the_mail_server_is_down_and_leaves_by_itself_once_it_is_up()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var peer = new SmtpPeer();
        await using var gate = new Gate(peer.Port);
        var account = servers.NewAccount();
        await using var bridge = new BridgeProcess(Settings(account, gate.Port));
        await servers.DeliverAsync(account, "server down", ct);
        await bridge.StartAsync(ct, untilReady: false);
        using var visitor = new WorkspaceVisitor(bridge.Url);
        var url = await AnswerAsync(visitor, bridge, "server down", ct);

        var waiting = await visitor.ReadsAsync(url, "refused the connection", () => bridge.Tail, ct);
        TestContext.Current.TestOutputHelper!.WriteLine(waiting);
        Assert.Contains("Queued", waiting, StringComparison.Ordinal);
        Assert.Contains("not sent yet, will be tried again", waiting, StringComparison.Ordinal);
        gate.Open();

        await visitor.ReadsAsync(url, "accepted by the mail server", () => bridge.Tail, ct);
        Assert.Single(peer.Mails);
        Assert.Equal(0, await bridge.StopAsync(ct));
    }

    [Fact(SkipUnless = nameof(CanRun), Skip = DovecotServer.WhyNot)]
    public async Task A_connection_cut_behind_the_final_dot_leaves_the_reply_unclear_and_it_is_sent_once_more_after_the_wait()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var peer = new SmtpPeer();
        peer.AfterDot = _ => Task.FromResult(peer.Mails.Count == 1 ? null : "250 2.0.0 Ok: queued as 4712");
        var account = servers.NewAccount();
        await using var bridge = new BridgeProcess(Settings(account, peer.Port, uncertainWait: 6));
        await servers.DeliverAsync(account, "cut off", ct);
        await bridge.StartAsync(ct);
        using var visitor = new WorkspaceVisitor(bridge.Url);
        var began = TimeProvider.System.GetTimestamp();
        var url = await AnswerAsync(visitor, bridge, "cut off", ct);

        var unclear = await visitor.ReadsAsync(url, "Unclear", () => bridge.Tail, ct);
        TestContext.Current.TestOutputHelper!.WriteLine(unclear);
        Assert.Single(peer.Mails);
        var sent = await visitor.ReadsAsync(url, "queued as 4712", () => bridge.Tail, ct);
        Assert.True(TimeProvider.System.GetElapsedTime(began) >= TimeSpan.FromSeconds(6), "It was sent again before the wait was over.");
        Assert.DoesNotContain("Unclear", sent, StringComparison.Ordinal);
        Assert.Equal(2, peer.Mails.Count);
        Assert.Equal(peer.Mails[0].Text, peer.Mails[1].Text);
        Assert.Equal(peer.Mails[0].MessageId, peer.Mails[1].MessageId);
    }

    [Fact(SkipUnless = nameof(CanRun), Skip = DovecotServer.WhyNot)]
    public async Task A_connection_cut_behind_the_final_dot_is_settled_by_the_copy_in_the_mailbox()
    {
        var ct = TestContext.Current.CancellationToken;
        var account = servers.NewAccount();
        await using var peer = new SmtpPeer();
        peer.AfterDot = async mail =>
        {
            Assert.Equal(["zoe@customer.example", account], mail.Recipients);
            await servers.Dovecot.DeliverAsync(System.Text.Encoding.Latin1.GetBytes(mail.Text), ct, account);
            return null;
        };
        var settings = Settings(account, peer.Port, uncertainWait: 4);
        settings["Inboxes"]!["box"]!["CopyReplies"] = true;
        await using var bridge = new BridgeProcess(settings);
        await servers.DeliverAsync(account, "copied", ct);
        await bridge.StartAsync(ct);
        using var visitor = new WorkspaceVisitor(bridge.Url);
        var url = await AnswerAsync(visitor, bridge, "copied", ct);

        var text = await visitor.ReadsAsync(url, "Sent", () => bridge.Tail, ct);
        TestContext.Current.TestOutputHelper!.WriteLine(text);
        await TestMails.UntilAsync(() => bridge.WaitingAsync(ct), n => n == 0, "nothing waits", () => bridge.Tail, ct);
        Assert.Single(peer.Mails);
        Assert.Single(await visitor.ConversationsAsync(ct));
        Assert.Equal(1, (await visitor.TextAsync(url, ct)).Split("We come on Monday.").Length - 1);
    }

    [Fact(SkipUnless = nameof(CanRun), Skip = DovecotServer.WhyNot)]
    public async Task Asked_to_stop_behind_the_final_dot_the_bridge_hears_the_answer_out_and_ends_cleanly()
    {
        var ct = TestContext.Current.CancellationToken;
        var reached = new TaskCompletionSource();
        var answer = new TaskCompletionSource<string?>();
        await using var peer = new SmtpPeer();
        peer.AfterDot = _ =>
        {
            reached.TrySetResult();
            return answer.Task;
        };
        var account = servers.NewAccount();
        await using var bridge = new BridgeProcess(Settings(account, peer.Port, uncertainWait: 1));
        await servers.DeliverAsync(account, "stopped", ct);
        await bridge.StartAsync(ct);
        using var visitor = new WorkspaceVisitor(bridge.Url);
        var url = await AnswerAsync(visitor, bridge, "stopped", ct);
        await reached.Task.WaitAsync(ct);

        var began = TimeProvider.System.GetTimestamp();
        var stopping = bridge.StopAsync(ct);
        await TestMails.UntilAsync(
            () => Task.FromResult(bridge.Output.Contains("shutting down", StringComparison.Ordinal)), t => t, "it is stopping", () => bridge.Tail, ct);
        answer.SetResult("250 2.0.0 Ok: queued as 4713");
        Assert.Equal(0, await stopping);
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(20));

        await bridge.StartAsync(ct);
        var sent = await visitor.ReadsAsync(url, "queued as 4713", () => bridge.Tail, ct);
        Assert.DoesNotContain("Unclear", sent, StringComparison.Ordinal);
        Assert.Single(peer.Mails);
    }

    [Fact(SkipUnless = nameof(CanRun), Skip = DovecotServer.WhyNot)]
    public async Task Asked_to_stop_while_the_mail_server_keeps_silent_the_bridge_ends_in_time_and_the_reply_is_unclear()
    {
        var ct = TestContext.Current.CancellationToken;
        var reached = new TaskCompletionSource();
        await using var peer = new SmtpPeer();
        peer.AfterDot = async _ =>
        {
            reached.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
            return null;
        };
        var account = servers.NewAccount();
        await using var bridge = new BridgeProcess(Settings(account, peer.Port, uncertainWait: 600));
        await servers.DeliverAsync(account, "silent", ct);
        await bridge.StartAsync(ct);
        using var visitor = new WorkspaceVisitor(bridge.Url);
        var url = await AnswerAsync(visitor, bridge, "silent", ct);
        await reached.Task.WaitAsync(ct);

        var began = TimeProvider.System.GetTimestamp();
        Assert.Equal(0, await bridge.StopAsync(ct));
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(20));
        await bridge.StartAsync(ct);
        await visitor.ReadsAsync(url, "Unclear", () => bridge.Tail, ct);
        Assert.Single(peer.Mails);
    }

    private JsonObject Settings(string account, int smtpPort, int uncertainWait = 900)
    {
        var settings = BridgeProcess.Settings(("box", BridgeProcess.Inbox(servers.Dovecot.Server(TransportSecurity.StartTls), account)));
        settings.Remove("Pickup");
        settings["Smtp"] = BridgeProcess.Server(new MailServer { Host = "127.0.0.1", Port = smtpPort, Security = TransportSecurity.None }, null);
        settings["Sending"] = new JsonObject
        {
            ["FirstRetryAfter"] = "00:00:01", ["LongestRetryAfter"] = "00:00:02", ["UncertainWait"] = TimeSpan.FromSeconds(uncertainWait).ToString("c"),
        };
        return settings;
    }

    private static async Task<string> AnswerAsync(WorkspaceVisitor visitor, BridgeProcess bridge, string subject, CancellationToken ct)
    {
        await visitor.BeAsync("anna", ct);
        var url = await visitor.FindAsync(subject, () => bridge.Tail, ct);
        await visitor.ReplyAsync(url, "We come on Monday.", ct);
        return url;
    }
}

using System.Text.Json.Nodes;
using MailBridge.MailProtocols;
using MailBridge.Testing.Mail;

namespace MailBridge.WayTests;

/// <summary>Mailboxes that cannot be read from the start, or vanish while the bridge runs.</summary>
public sealed class MailboxFaultTests(MailServers servers) : IClassFixture<MailServers>
{
    public static bool CanRun => MailServers.CanRun;

    [Fact(SkipUnless = nameof(CanRun), Skip = DovecotServer.WhyNot)]
    public async Task A_mailbox_that_cannot_be_read_is_said_with_the_cause_and_heals_without_a_restart()
    {
        var ct = TestContext.Current.CancellationToken;
        var (good, password, shut, folder) = (servers.NewAccount(), servers.NewAccount(), servers.NewAccount(), servers.NewAccount());
        await using var gate = servers.NewGate();
        await using var plain = new OldImapServer();
        var dovecot = servers.Dovecot.Server(TransportSecurity.StartTls);
        var settings = BridgeProcess.Settings(
            ("good", BridgeProcess.Inbox(dovecot, good)),
            ("password", With(BridgeProcess.Inbox(dovecot, password), "Password", "guessed")),
            ("shut", BridgeProcess.Inbox(MailServers.Behind(gate), shut)),
            ("folder", With(BridgeProcess.Inbox(dovecot, folder), "Folders", new JsonArray("Support"))),
            ("certificate", BridgeProcess.Inbox(dovecot with { TrustedCertificateSha256 = null }, "box11@team.example")),
            ("starttls", BridgeProcess.Inbox(dovecot with { Port = plain.Port }, "box12@team.example")));
        await using var bridge = new BridgeProcess(settings);
        foreach (var account in (string[])[good, password, shut]) await servers.DeliverAsync(account, $"to {account}", ct);
        await bridge.StartAsync(ct, untilReady: false);

        (string, string)[] expected =
            [("password (INBOX)", "password"), ("shut (INBOX)", "refused the connection"), ("folder (Support)", "Support"), ("certificate (INBOX)", "certificate"), ("starttls (INBOX)", "does not offer STARTTLS")];
        var (_, complaints) = await TestMails.UntilAsync(
            () => bridge.ReadinessAsync(ct), r => r.Complaints.Split('\n').Length == expected.Length && !r.Complaints.Contains("is starting", StringComparison.Ordinal),
            "five complaints", () => bridge.Tail, ct);
        TestContext.Current.TestOutputHelper!.WriteLine(complaints);
        Assert.All(expected, e => Assert.Contains(complaints.Split('\n'), l => l.StartsWith($"Mailbox {e.Item1}", StringComparison.Ordinal) && l.Contains(e.Item2, StringComparison.OrdinalIgnoreCase)));

        // The Workspace opens all the same, with what the sound mailbox holds.
        using var visitor = new WorkspaceVisitor(bridge.Url);
        await visitor.BeAsync("anna", ct);
        await visitor.FindAsync($"to {good}", () => bridge.Tail, ct);

        var (exit, checkup) = await bridge.RunAsync(ct, "doctor");
        TestContext.Current.TestOutputHelper!.WriteLine(checkup);
        Assert.Equal(1, exit);
        Assert.All(
            ["ok      Inbox good", "FAILED  Inbox password", "FAILED  Inbox shut", "FAILED  Inbox folder", "FAILED  Inbox certificate", "FAILED  Inbox starttls", "5 checks failed"],
            line => Assert.Contains(line, checkup, StringComparison.Ordinal));

        // What is mended on the server's side works by itself. The account is asked seldom, so that nobody locks it out.
        gate.Open();
        await servers.Dovecot.DoveadmAsync(ct, "mailbox", "create", "-u", folder, "Support");
        await servers.DeliverAsync(folder, $"to {folder}", ct, "Support");
        foreach (var account in (string[])[shut, folder]) await visitor.FindAsync($"to {account}", () => bridge.Tail, ct);
        Assert.InRange(Refusals(password), 1, 4);
        await servers.ChangePasswordAsync(password, "guessed", ct);
        await visitor.FindAsync($"to {password}", () => bridge.Tail, ct);
        Assert.Equal(4, (await visitor.ConversationsAsync(ct)).Count);
        Assert.Equal(0, await bridge.StopAsync(ct));
    }

    [Fact(SkipUnless = nameof(CanRun), Skip = DovecotServer.WhyNot)]
    public async Task A_mailbox_that_vanishes_and_comes_back_has_every_mail_in_once()
    {
        var ct = TestContext.Current.CancellationToken;
        var account = servers.NewAccount();
        await using var gate = servers.NewGate();
        gate.Open();
        await servers.Dovecot.DoveadmAsync(ct, "mailbox", "create", "-u", account, "Support");
        await using var bridge = new BridgeProcess(BridgeProcess.Settings(
            ("box", With(BridgeProcess.Inbox(MailServers.Behind(gate), account), "Folders", new JsonArray("Support")))));
        await servers.DeliverAsync(account, "one", ct, "Support");
        await bridge.StartAsync(ct);
        using var visitor = new WorkspaceVisitor(bridge.Url);
        await visitor.BeAsync("anna", ct);
        await visitor.FindAsync("one", () => bridge.Tail, ct);

        // The server goes and comes back.
        await gate.ShutAsync();
        TestContext.Current.TestOutputHelper!.WriteLine(await bridge.ComplainsAsync("refused the connection", ct));
        await servers.DeliverAsync(account, "two", ct, "Support");
        gate.Open();
        await visitor.FindAsync("two", () => bridge.Tail, ct);
        await bridge.IsReadyAsync(ct);

        // The folder is deleted, and made again with the same mails and another: new UIDVALIDITY.
        await servers.Dovecot.DoveadmAsync(ct, "mailbox", "delete", "-u", account, "Support");
        TestContext.Current.TestOutputHelper!.WriteLine(await bridge.ComplainsAsync("Support", ct));
        await servers.Dovecot.DoveadmAsync(ct, "mailbox", "create", "-u", account, "Support");
        foreach (var subject in (string[])["two", "one", "three"]) await servers.DeliverAsync(account, subject, ct, "Support");
        await visitor.FindAsync("three", () => bridge.Tail, ct);
        await bridge.IsReadyAsync(ct);
        await TestMails.UntilAsync(
            () => Task.FromResult(bridge.Output.Split("Duplicate").Length - 1), n => n == 2, "both old mails were recognised", () => bridge.Tail, ct);
        Assert.Equal(3, (await visitor.ConversationsAsync(ct)).Count);
    }

    [Fact(SkipUnless = nameof(CanRun), Skip = DovecotServer.WhyNot)]
    public async Task A_mail_that_is_expunged_between_listing_and_fetching_holds_nobody_up()
    {
        var ct = TestContext.Current.CancellationToken;
        var account = servers.NewAccount();
        await using var gate = servers.NewGate();
        var isGone = false;
        gate.Hears = async said =>
        {
            if (isGone || !said.Contains("BODY.PEEK[]", StringComparison.Ordinal)) return;
            isGone = true;
            await servers.Dovecot.DoveadmAsync(ct, "expunge", "-u", account, "mailbox", "INBOX", "subject", "gone");
        };
        gate.Open();
        await using var bridge = new BridgeProcess(BridgeProcess.Settings(("box", BridgeProcess.Inbox(MailServers.Behind(gate), account))));
        foreach (var subject in (string[])["before", "gone", "after"]) await servers.DeliverAsync(account, subject, ct);

        await bridge.StartAsync(ct);
        using var visitor = new WorkspaceVisitor(bridge.Url);
        await visitor.BeAsync("anna", ct);
        await visitor.FindAsync("after", () => bridge.Tail, ct);
        await visitor.FindAsync("before", () => bridge.Tail, ct);
        Assert.True(isGone);
        await servers.DeliverAsync(account, "later", ct);
        await visitor.FindAsync("later", () => bridge.Tail, ct);
        Assert.Equal(3, (await visitor.ConversationsAsync(ct)).Count);
        Assert.DoesNotContain("cannot be read at present", bridge.Output, StringComparison.Ordinal);
    }

    [Fact(SkipUnless = nameof(CanRun), Skip = DovecotServer.WhyNot)]
    public async Task A_mail_that_the_server_cannot_read_holds_nobody_up_and_is_told()
    {
        var ct = TestContext.Current.CancellationToken;
        var account = servers.NewAccount();
        foreach (var subject in (string[])["before", "unreadable", "after"]) await servers.DeliverAsync(account, subject, ct);
        foreach (var file in servers.Dovecot.FilesOf(account))
        {
            var isMeant = (await File.ReadAllTextAsync(file.Path, ct)).Contains("unreadable", StringComparison.Ordinal);
            if (isMeant && OperatingSystem.IsLinux()) File.SetUnixFileMode(file.Path, UnixFileMode.None);
        }
        await using var bridge = new BridgeProcess(BridgeProcess.Settings(
            ("box", BridgeProcess.Inbox(servers.Dovecot.Server(TransportSecurity.StartTls), account))));
        await bridge.StartAsync(ct, untilReady: false);
        using var visitor = new WorkspaceVisitor(bridge.Url);
        await visitor.BeAsync("anna", ct);
        await visitor.FindAsync("before", () => bridge.Tail, ct);
        await visitor.FindAsync("after", () => bridge.Tail, ct);
        await TestMails.UntilAsync(
            () => visitor.TextAsync("/", ct), page => page.Contains("A mail could not be read", StringComparison.Ordinal), "word of the mail in the channel", () => bridge.Tail, ct);
        await servers.DeliverAsync(account, "later", ct);
        await visitor.FindAsync("later", () => bridge.Tail, ct);
        Assert.Equal(3, (await visitor.ConversationsAsync(ct)).Count);
        await bridge.IsReadyAsync(ct);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join('\n', bridge.Output.Split('\n').Where(line => line.Contains("cannot be read at present", StringComparison.Ordinal))));
    }

    private int Refusals(string account)
        => servers.Dovecot.Log.Split('\n').Count(l => l.Contains("auth failed", StringComparison.Ordinal) && l.Contains($"<{account}>", StringComparison.Ordinal));

    private static JsonObject With(JsonObject inbox, string key, JsonNode value)
    {
        inbox["Imap"]![key] = value;
        return inbox;
    }
}

using System.Text;
using MailBridge.Mime;
using MailBridge.Testing.Mail;
using Microsoft.Playwright;

namespace MailBridge.WayTests;

/// <summary>The entire bridge once through, on the parts that users have: Dovecot, Postfix, Chromium, and the program itself.</summary>
public sealed class BridgeWayTests
{
    public static bool CanRun => PostfixServer.CanRun && Browser.CanRun;

    [Fact(SkipUnless = nameof(CanRun), Skip = DovecotServer.WhyNot)]
    public async Task A_mail_becomes_a_thread_the_reply_reaches_the_customer_and_their_answer_lands_in_the_same_thread()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var dovecot = await DovecotServer.StartAsync(ct);
        await using var postfix = await PostfixServer.StartAsync(dovecot, ct);
        await using var bridge = new BridgeProcess(BridgeProcess.Settings(dovecot, postfix));
        await bridge.StartAsync(ct);
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(bridge.Url, "Anna Kowalska");

        // The mail arrives and appears without a reload.
        await dovecot.DeliverAsync(
            TestMails.Of("=?utf-8?Q?Zo=C3=AB_Bront=C3=AB?= <zoe@customer.example>", DovecotServer.DefaultUser, "=?utf-8?B?RGVyIEtlc3NlbCB0cm9wZnQg8J+Uow==?=", "Es tropft seit gestern. <script>alert(1)</script>", "first@customer.example"),
            ct);
        await page.GetByRole(AriaRole.Link, new() { Name = "Zoë Brontë" }).First.ClickAsync();
        await Assertions.Expect(page.GetByText("Es tropft seit gestern. <script>alert(1)</script>").Last).ToBeVisibleAsync();

        // The agent answers.
        await page.GetByRole(AriaRole.Button, new() { Name = "Reply", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Reply" }).FillAsync("Wir kommen am Montag.\n\nGrüße\nAnna");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("Sent", new() { Exact = true }).First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("accepted by the mail server: 250 2.0.0")).ToBeVisibleAsync();

        // It reaches the customer as an ordinary mail.
        var delivered = await postfix.WaitForAsync(m => m.Recipient == "zoe@customer.example", ct);
        var reply = MimeMessage.Read(delivered.Bytes);
        Assert.Equal(DovecotServer.DefaultUser, delivered.Sender);
        Assert.Equal(new Mailbox("Anna Kowalska", DovecotServer.DefaultUser), Assert.Single(reply.From));
        Assert.Equal(new Mailbox("Zoë Brontë", "zoe@customer.example"), Assert.Single(reply.To));
        Assert.Equal("Re: Der Kessel tropft 🔣", reply.Subject);
        Assert.Equal(["first@customer.example"], reply.InReplyTo);
        Assert.Equal(["first@customer.example"], reply.References);
        Assert.EndsWith("@team.example", reply.MessageId, StringComparison.Ordinal);
        Assert.StartsWith("Wir kommen am Montag.\n\nGrüße\nAnna", reply.TextBody!.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("<p>Wir kommen am Montag.</p>", reply.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", reply.HtmlBody, StringComparison.Ordinal);
        Assert.Null(reply.Headers.First("Auto-Submitted"));
        Assert.Null(reply.Headers.First("Bcc"));
        Assert.Empty(reply.Defects);

        // The customer's answer lands in the same thread, again without a reload.
        await dovecot.DeliverAsync(
            TestMails.Of("zoe@customer.example", DovecotServer.DefaultUser, $"Re: {"Der Kessel tropft"}", "Montag passt.", "second@customer.example", $"In-Reply-To: <{reply.MessageId}>"), ct);
        await Assertions.Expect(page.GetByText("Montag passt.").Last).ToBeVisibleAsync();

        // A note stays in the house; claimed and closed is said in the thread.
        await page.GetByRole(AriaRole.Button, new() { Name = "Note", Exact = true }).First.ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Internal note" }).FillAsync("She was cross on the phone.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add note" }).ClickAsync();
        await Assertions.Expect(page.GetByText("She was cross on the phone.").Last).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).First.ClickAsync();
        await Assertions.Expect(page.GetByText("closed the conversation")).ToBeVisibleAsync();

        // The history finds it, in the page and on the command line.
        await page.GotoAsync(new Uri(bridge.Url, "/search?q=tropft").ToString());
        await Assertions.Expect(page.GetByText("Es tropft seit gestern").First).ToBeVisibleAsync();
        var (exit, found) = await bridge.RunAsync(ct, "search", "tropft", "--json");
        Assert.Equal(0, exit);
        Assert.Contains("Zoë Brontë", found, StringComparison.Ordinal);
        var (_, customer) = await bridge.RunAsync(ct, "customer", "zoe@customer.example", "--json");
        Assert.Contains("Wir kommen am Montag.", customer, StringComparison.Ordinal);
        Assert.Single(await postfix.DeliveredAsync(ct));
        Assert.Equal(0, await bridge.StopAsync(ct));
    }

    [Fact(SkipUnless = nameof(CanRun), Skip = DovecotServer.WhyNot)]
    public async Task The_servers_words_about_a_reply_show_on_its_own_post()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var dovecot = await DovecotServer.StartAsync(ct);
        await using var postfix = await PostfixServer.StartAsync(dovecot, ct);
        var settings = BridgeProcess.Settings(dovecot, postfix);
        settings["Sending"] = new System.Text.Json.Nodes.JsonObject { ["FirstRetryAfter"] = "01:00:00" };
        await using var bridge = new BridgeProcess(settings);
        await bridge.StartAsync(ct);
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(bridge.Url, "Jonas Weber");

        foreach (var (address, life, words) in ((string, string, string)[])
            [
                (PostfixServer.RefusedRecipient, "Not sent", "550 5.1.1"), (PostfixServer.DeferredRecipient, "Queued", "450 4.2.0"),
                (PostfixServer.ReturnedRecipient, "Came back", "5.1.1"),
            ])
        {
            await dovecot.DeliverAsync(
                TestMails.Of($"Mr {life} <{address}>", DovecotServer.DefaultUser, "About the boiler", "Hello", $"{life.Replace(' ', '-')}@customer.example"), ct);
            await page.GotoAsync(bridge.Url.ToString());
            await page.GetByRole(AriaRole.Link, new() { Name = $"Mr {life}" }).First.ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Reply", Exact = true }).ClickAsync();
            await page.GetByRole(AriaRole.Textbox, new() { Name = "Reply" }).FillAsync("Good morning.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
            await Assertions.Expect(page.GetByText(life, new() { Exact = true }).First).ToBeVisibleAsync(new() { Timeout = 30_000 });
            await Assertions.Expect(page.GetByText(words).Last).ToBeVisibleAsync();
        }
        await page.GotoAsync(bridge.Url.ToString());
        await page.GetByRole(AriaRole.Link, new() { Name = "Mr Not sent" }).First.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Try again" })).ToBeVisibleAsync();
    }

    [Fact(SkipUnless = nameof(CanRun), Skip = DovecotServer.WhyNot)]
    public async Task A_mail_that_cannot_be_read_is_shown_in_the_channel_and_stops_nobody()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var dovecot = await DovecotServer.StartAsync(ct);
        await using var postfix = await PostfixServer.StartAsync(dovecot, ct);
        await using var bridge = new BridgeProcess(BridgeProcess.Settings(dovecot, postfix));
        await dovecot.DeliverAsync(Encoding.ASCII.GetBytes("Subject: who am I\r\n\r\nNobody wrote this.\r\n"), ct);
        await dovecot.DeliverAsync(TestMails.Of("zoe@customer.example", DovecotServer.DefaultUser, "After the odd one", "Hello", "after@customer.example"), ct);
        await bridge.StartAsync(ct);
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(bridge.Url, "Anna Kowalska");

        await Assertions.Expect(page.GetByText("After the odd one").First).ToBeVisibleAsync();
        await page.GetByText("A mail could not be read").First.ClickAsync();
        await Assertions.Expect(page.GetByText("it names no sender").Last).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Read again" }).ClickAsync();
        await Assertions.Expect(page.GetByText("it names no sender").Last).ToBeVisibleAsync();
    }

    [Fact(SkipUnless = nameof(CanRun), Skip = DovecotServer.WhyNot)]
    public async Task The_try_out_needs_nothing_and_lets_a_newcomer_be_agent_and_customer()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var bridge = new BridgeProcess();
        await bridge.StartAsync(ct);
        Assert.Contains("No appsettings.json found", bridge.Output, StringComparison.Ordinal);
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(bridge.Url, "Priya Nair");

        await page.GetByRole(AriaRole.Link, new() { Name = "Käthe Schäfer" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Claim", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("claimed the conversation")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Reply", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Reply" }).FillAsync("Sie haben recht, die neue Rechnung kommt heute.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("Sent", new() { Exact = true }).First).ToBeVisibleAsync();
        var file = Assert.Single(Directory.GetFiles(Path.Combine(bridge.Directory, "data", "outgoing"), "*.eml"));
        var reply = MimeMessage.Read(await File.ReadAllBytesAsync(file, ct));
        Assert.Equal("Priya Nair", reply.From[0].Name);
        Assert.Equal(["k.schaefer@hausverwaltung.example"], reply.To.Select(m => m.Address));
        Assert.Equal(["b.koehler@hausverwaltung.example"], reply.Cc.Select(m => m.Address));

        await page.GetByRole(AriaRole.Link, new() { Name = "Answer as the customer" }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "What the customer writes" }).FillAsync("Danke, das ging schnell!");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send as the customer" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Danke, das ging schnell!").Last).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Sie haben recht").First).ToBeVisibleAsync();
    }
}

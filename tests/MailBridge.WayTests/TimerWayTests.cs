using System.Text;
using System.Text.Json.Nodes;
using Deque.AxeCore.Playwright;
using MailBridge.Mime;
using MailBridge.Testing.Slack;
using Microsoft.Playwright;

namespace MailBridge.WayTests;

/// <summary>What the bridge does by itself, as a process between a mailbox, a pickup folder and Slack.</summary>
public sealed class TimerWayTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_customer_is_acknowledged_at_once_the_team_is_reminded_after_a_crash_once_and_the_answer_takes_the_reminders_back()
    {
        await using var slack = await FakeSlack.StartAsync(Token);
        var team = slack.AddWorkspace();
        var anna = slack.AddUser(team, "anna", "anna@team.example", "Anna Kowalska");
        var app = slack.AddApp(delivery: new SlackDelivery.SocketMode());
        var bot = slack.Install(app, team);
        var support = slack.AddChannel(team, "support", anna, bot.BotUser);
        var leads = slack.AddChannel(team, "leads", anna, bot.BotUser);
        var settings = Settings("slack:#support", "slack:#leads");
        settings["Slack"] = new JsonObject { ["BotToken"] = bot.BotToken, ["AppToken"] = app.AppToken, ["ApiBaseUrl"] = slack.ApiBaseUrl.OriginalString };
        await using var bridge = new BridgeProcess(settings);
        MakeMaildir(bridge);
        await bridge.StartAsync(Token);

        // The daily line of today is there as soon as the bridge is.
        await SeenAsync(slack, bridge, s => s.Messages(support).FirstOrDefault(m => m.AllText.Contains("Inbox zero", StringComparison.Ordinal)), "the daily line");

        await DeliverAsync(bridge, "1", TestMails.Of("Zoë <zoe@customer.example>", "support@team.example", "Boiler", "It drips.", "q1@customer.example"));
        var root = await SeenAsync(slack, bridge, s => s.Messages(support).FirstOrDefault(m => m.AllText.Contains("Boiler", StringComparison.Ordinal)), "the root");
        var mail = MimeMessage.Read(await MailedAsync(bridge, 1));
        Assert.Equal(("Auto: Boiler", "auto-replied", "zoe@customer.example"), (mail.Subject, mail.Headers.Text("Auto-Submitted"), mail.To[0].Address));
        Assert.Equal(["q1@customer.example"], mail.InReplyTo);
        await SeenAsync(slack, bridge, s => s.Thread(support, root.Ts).FirstOrDefault(m => m.AllText.Contains("We have your mail.", StringComparison.Ordinal)), "the acknowledgement");

        // A program's answer to that is answered by nobody.
        await DeliverAsync(bridge, "2", TestMails.Of(
            "zoe@customer.example", "support@team.example", "Away: Auto: Boiler", "I am away.", "q2@customer.example", $"In-Reply-To: <{mail.MessageId}>", "Auto-Submitted: auto-replied"));
        await SeenAsync(slack, bridge, s => s.Thread(support, root.Ts).FirstOrDefault(m => m.AllText.Contains("I am away.", StringComparison.Ordinal)), "the vacation notice");

        // Killed before the next round; the first round of the next start finds the work.
        await bridge.KillAsync(Token);
        await bridge.StartAsync(Token);
        var reminder = await SeenAsync(slack, bridge, s => s.Thread(support, root.Ts).FirstOrDefault(m => m.AllText.Contains('⏰', StringComparison.Ordinal)), "the reminder");
        var escalation = await SeenAsync(slack, bridge, s => s.Messages(leads) is [var first, ..] ? first : null, "the escalation");
        Assert.Contains("Zoë waits for an answer", escalation.AllText, StringComparison.Ordinal);
        Assert.Contains($"/p{root.Ts.Replace(".", "", StringComparison.Ordinal)}|Boiler", escalation.AllText, StringComparison.Ordinal);
        await bridge.StopAsync(Token);
        await bridge.StartAsync(Token);

        await slack.PostAsync(anna, support, "!reply We come tomorrow.", root.Ts);
        Assert.Contains("We come tomorrow.", Encoding.UTF8.GetString(await MailedAsync(bridge, 2)), StringComparison.Ordinal);
        await TestMails.UntilAsync(
            () => Task.FromResult(slack.Messages(leads).Count + slack.Thread(support, root.Ts).Count(m => m.AllText.Contains('⏰', StringComparison.Ordinal))),
            left => left == 0, "reminder and escalation gone", () => bridge.Tail, Token);
        Assert.Single(slack.Messages(support), m => m.AllText.Contains("Inbox zero", StringComparison.Ordinal));
        Assert.NotEqual(reminder.Ts, escalation.Ts);
        Assert.Equal(0, await bridge.StopAsync(Token));
    }

    public static bool CanRun => Browser.CanRun;

    [Fact(SkipUnless = nameof(CanRun), Skip = Browser.WhyNot)]
    public async Task In_the_Workspace_reminders_and_what_is_told_elsewhere_lead_to_the_conversation_and_go_when_it_is_dealt_with()
    {
        await using var bridge = new BridgeProcess(Settings("workspace:support", "workspace:leads"));
        MakeMaildir(bridge);
        await bridge.StartAsync(Token);
        await DeliverAsync(bridge, "1", TestMails.Of("Zoë <zoe@customer.example>", "support@team.example", $"Boiler {new string('x', 90)}", "It drips.", "q1@customer.example"));
        await MailedAsync(bridge, 1);
        await bridge.StopAsync(Token);
        await bridge.StartAsync(Token);
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(bridge.Url, "Anna Kowalska");

        await page.GetByRole(AriaRole.Link, new() { Name = "leads" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Zoë waits for an answer" }).First.ClickAsync();
        var link = page.Locator(".notice-text .links a");
        await link.WaitForAsync();
        foreach (var (scheme, width) in ((ColorScheme, int)[])[(ColorScheme.Light, 1360), (ColorScheme.Dark, 390)])
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            await page.SetViewportSizeAsync(width, 800);
            var result = await page.RunAxe();
            Assert.True(result.Violations.Length == 0, string.Join("; ", result.Violations.Select(v => $"{v.Id}: {v.Help} {v.Nodes[0].Html}")));
            Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0);
        }
        await page.SetViewportSizeAsync(1360, 860);
        await link.ClickAsync();

        // Without a reload: closed, the reminder goes, and the other channel is empty again.
        var reminder = page.GetByText("The customer waits for an answer since");
        await Assertions.Expect(reminder).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("told zoe@customer.example that the mail has come in")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).First.ClickAsync();
        await Assertions.Expect(page.GetByText("closed the conversation")).ToBeVisibleAsync();
        await Assertions.Expect(reminder).ToHaveCountAsync(0);
        await page.GotoAsync(new Uri(bridge.Url, "/channels/leads").ToString());
        await Assertions.Expect(page.GetByText("Zoë waits for an answer")).ToHaveCountAsync(0);
        Assert.Equal(0, await bridge.StopAsync(Token));
    }

    private static JsonObject Settings(string channel, string leads)
    {
        var inbox = new JsonObject
        {
            ["Addresses"] = new JsonArray("support@team.example"), ["Channel"] = channel,
            ["Maildir"] = new JsonObject { ["Path"] = "box", ["PollInterval"] = "00:00:00.2" },
            ["Timers"] = new JsonObject
            {
                ["RemindUnansweredAfter"] = "00:00:01", ["EscalateAfter"] = "00:00:01", ["EscalationChannel"] = leads, ["DailyLineAt"] = "00:00",
            },
            ["WorkingHours"] = new JsonObject { ["Hours"] = new JsonArray("Mon-Sun 00:00-24:00") },
            ["Acknowledgement"] = new JsonObject { ["Text"] = "We have your mail." },
        };
        var settings = BridgeProcess.Settings(("support", inbox));
        settings["Sending"] = new JsonObject { ["Hold"] = "00:00:01" };
        return settings;
    }

    private static void MakeMaildir(BridgeProcess bridge)
    {
        foreach (var part in (string[])["new", "cur", "tmp"]) Directory.CreateDirectory(Path.Combine(bridge.Directory, "box", part));
    }

    private static async Task DeliverAsync(BridgeProcess bridge, string name, byte[] mail)
    {
        var temporary = Path.Combine(bridge.Directory, "box", "tmp", name);
        await File.WriteAllBytesAsync(temporary, mail, Token);
        File.Move(temporary, Path.Combine(bridge.Directory, "box", "new", name));
    }

    /// <summary>The latest of so many mails that left.</summary>
    private static async Task<byte[]> MailedAsync(BridgeProcess bridge, int count)
    {
        var folder = Path.Combine(bridge.Directory, "outgoing");
        var files = await TestMails.UntilAsync(
            () => Task.FromResult(Directory.Exists(folder) ? Directory.GetFiles(folder, "*.eml") : []), f => f.Length >= count, $"{count} mails", () => bridge.Tail, Token);
        Assert.Equal(count, files.Length);
        return await File.ReadAllBytesAsync(files.OrderBy(File.GetLastWriteTimeUtc).Last(), Token);
    }

    private static async Task<T> SeenAsync<T>(FakeSlack slack, BridgeProcess bridge, Func<FakeSlack, T?> find, string what)
        where T : class
    {
        try
        {
            return await slack.WaitForAsync(find, Token, TimeSpan.FromSeconds(90));
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"Not seen in Slack: {what}.\n{slack.Summary()}\n{bridge.Tail}", e);
        }
    }
}

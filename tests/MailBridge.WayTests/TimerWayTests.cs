using System.Text;
using System.Text.Json.Nodes;
using MailBridge.Mime;
using MailBridge.Testing.Slack;

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
        await using var bridge = new BridgeProcess(Settings(slack, app, bot));
        foreach (var part in (string[])["new", "cur", "tmp"]) Directory.CreateDirectory(Path.Combine(bridge.Directory, "box", part));
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

    private static JsonObject Settings(FakeSlack slack, SlackApp app, SlackInstall bot)
    {
        var inbox = new JsonObject
        {
            ["Addresses"] = new JsonArray("support@team.example"), ["Channel"] = "slack:#support",
            ["Maildir"] = new JsonObject { ["Path"] = "box", ["PollInterval"] = "00:00:00.2" },
            ["Timers"] = new JsonObject
            {
                ["RemindUnansweredAfter"] = "00:00:01", ["EscalateAfter"] = "00:00:01", ["EscalationChannel"] = "slack:#leads", ["DailyLineAt"] = "00:00",
            },
            ["WorkingHours"] = new JsonObject { ["Hours"] = new JsonArray("Mon-Sun 00:00-24:00") },
            ["Acknowledgement"] = new JsonObject { ["Text"] = "We have your mail." },
        };
        var settings = BridgeProcess.Settings(("support", inbox));
        settings["Sending"] = new JsonObject { ["Hold"] = "00:00:01" };
        settings["Slack"] = new JsonObject { ["BotToken"] = bot.BotToken, ["AppToken"] = app.AppToken, ["ApiBaseUrl"] = slack.ApiBaseUrl.OriginalString };
        return settings;
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

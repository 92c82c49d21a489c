using System.Text;
using System.Text.Json.Nodes;
using MailBridge.Testing.Slack;
using MailBridge.Testing.Slack.Delivery;

namespace MailBridge.WayTests;

/// <summary>The bridge as a process of its own between a mailbox and Slack, over both ways in.</summary>
public sealed class SlackWayTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_mail_becomes_a_thread_in_Slack_and_what_is_answered_there_reaches_the_customer(bool overSockets)
    {
        await using var slack = await FakeSlack.StartAsync(Token);
        var team = slack.AddWorkspace();
        var anna = slack.AddUser(team, "anna", "anna@team.example", "Anna Kowalska");
        var app = slack.AddApp(delivery: new SlackDelivery.SocketMode());
        var bot = slack.Install(app, team);
        var support = slack.AddChannel(team, "support", anna, bot.BotUser);
        await using var bridge = new BridgeProcess(Settings(slack, app, bot, overSockets));
        if (!overSockets) app.Delivery = new SlackDelivery.Http(new(bridge.Url, "/slack/events"), new(bridge.Url, "/slack/interactions"), new(bridge.Url, "/slack/commands"));
        MakeMaildir(bridge);
        await bridge.StartAsync(Token);

        await DeliverAsync(bridge, "1", TestMails.Of("Zoë <zoe@customer.example>", "support@team.example", "Boiler <!channel>", "It drips & *drips*.\r\n@here please", "q1@customer.example"));
        var root = await SeenAsync(slack, bridge, s => s.Messages(support).FirstOrDefault(m => m.AllText.Contains("Boiler", StringComparison.Ordinal)), "root");
        await SeenAsync(slack, bridge, s => s.Thread(support, root.Ts).FirstOrDefault(m => m.AllText.Contains("It drips", StringComparison.Ordinal)), "mail");
        Assert.DoesNotContain(slack.Thread(support, root.Ts).SelectMany(m => m.LiveParts), p => p.ToString()!.Contains("channel", StringComparison.Ordinal) || p.ToString()!.Contains("here", StringComparison.Ordinal));

        Assert.True((await slack.ClickAsync(anna, support, root.Ts, "claim")).Acknowledged);
        await SeenAsync(slack, bridge, s => s.Thread(support, root.Ts).FirstOrDefault(m => m.AllText.Contains("claimed", StringComparison.Ordinal)), "claimed");

        await slack.PostAsync(anna, support, "He never pays.", root.Ts);
        await slack.PostAsync(anna, support, "!reply We come tomorrow.", root.Ts);
        var typed = await MailedAsync(bridge, 1);
        Assert.Contains("We come tomorrow.", typed, StringComparison.Ordinal);
        Assert.Contains("In-Reply-To: <q1@customer.example>", typed, StringComparison.Ordinal);
        Assert.DoesNotContain("never pays", typed, StringComparison.Ordinal);
        await SeenAsync(slack, bridge, s => s.Thread(support, root.Ts).FirstOrDefault(m => m.AllText.Contains("Sent", StringComparison.Ordinal)), "sent");

        Assert.True((await slack.ClickAsync(anna, support, root.Ts, "reply")).Acknowledged);
        var form = await SeenAsync(slack, bridge, s => s.TopView(anna), "form");
        var sent = await slack.SubmitViewAsync(anna, form.Id, new Dictionary<string, object?> { ["text"] = "And the part is 38 $." });
        Assert.True(sent.Acknowledged, sent.Failure);
        Assert.Contains("And the part is 38 $.", await MailedAsync(bridge, 2), StringComparison.Ordinal);

        var id = root.Blocks.SelectMany(b => b!["elements"]?.AsArray() ?? []).First(e => e!["action_id"]?.GetValue<string>() == "reply")!["value"]!.GetValue<string>();
        Assert.True((await slack.ClickAsync(anna, support, root.Ts, "more", choice: $"assign:{id}")).Acknowledged);
        var assigning = await SeenAsync(slack, bridge, s => s.TopView(anna), "choice of agents");
        var assigned = await slack.SubmitViewAsync(anna, assigning.Id, new Dictionary<string, object?> { ["owner"] = "jonas" });
        Assert.True(assigned.Acknowledged, assigned.Failure);
        await SeenAsync(slack, bridge, s => s.Message(support, root.Ts) is { } m && m.AllText.Contains("Jonas Weber", StringComparison.Ordinal) ? m : null, "Jonas as owner");

        var found = await slack.CommandAsync(anna, support, "/mail", "customer zoe@customer.example");
        Assert.True(found.Acknowledged, found.Failure);
        Assert.Contains("zoe@customer.example", found.Payload!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(0, await bridge.StopAsync(Token));
    }

    private static JsonObject Settings(FakeSlack slack, SlackApp app, SlackInstall bot, bool overSockets)
    {
        var inbox = new JsonObject
        {
            ["Addresses"] = new JsonArray("support@team.example"), ["Channel"] = "slack:#support",
            ["Maildir"] = new JsonObject { ["Path"] = "box", ["PollInterval"] = "00:00:00.2" },
        };
        var settings = BridgeProcess.Settings(("support", inbox));
        settings["Sending"] = new JsonObject { ["Hold"] = "00:00:02" };
        settings["Slack"] = new JsonObject { ["BotToken"] = bot.BotToken, ["ApiBaseUrl"] = slack.ApiBaseUrl.OriginalString };
        settings["Slack"]![overSockets ? "AppToken" : "SigningSecret"] = overSockets ? app.AppToken : app.SigningSecret;
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

    private static async Task<string> MailedAsync(BridgeProcess bridge, int count)
    {
        var folder = Path.Combine(bridge.Directory, "outgoing");
        var files = await TestMails.UntilAsync(
            () => Task.FromResult(Directory.Exists(folder) ? Directory.GetFiles(folder, "*.eml") : []), f => f.Length >= count, $"{count} mails", () => bridge.Tail, Token);
        Assert.Equal(count, files.Length);
        return Encoding.UTF8.GetString(await File.ReadAllBytesAsync(files.OrderBy(File.GetLastWriteTimeUtc).Last(), Token));
    }

    private static async Task<T> SeenAsync<T>(FakeSlack slack, BridgeProcess bridge, Func<FakeSlack, T?> find, string what)
        where T : class
    {
        try
        {
            return await slack.WaitForAsync(find, Token, TimeSpan.FromSeconds(60));
        }
        catch (Exception e) when (e is TimeoutException)
        {
            throw new TimeoutException($"Not seen in Slack: {what}.\n{slack.Summary()}\n{bridge.Tail}", e);
        }
    }
}

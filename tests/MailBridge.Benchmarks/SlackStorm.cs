using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MailBridge.Testing.Mail;
using MailBridge.Testing.Slack;
using MailBridge.Testing.Slack.Delivery;

namespace MailBridge.Benchmarks;

/// <summary>
/// Two hundred mails in one minute into one channel of a Slack that keeps its limits in real time, refuses, breaks and repeats itself: how long the bridge
/// takes, how much memory, and whether each mail is there once and in its order.
/// </summary>
internal static class SlackStorm
{
    private const int Conversations = 50, MailsEach = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public static async Task<int> RunAsync(string program)
    {
        using var stop = new CancellationTokenSource(Patience, TimeProvider.System);
        await using var slack = await FakeSlack.StartAsync(stop.Token);
        var team = slack.AddWorkspace();
        var app = slack.AddApp(delivery: new SlackDelivery.SocketMode());
        var bot = slack.Install(app, team);
        var channel = slack.AddChannel(team, "support", slack.AddUser(team, "anna", "anna@team.example"), bot.BotUser);
        slack.Events.DuplicateProbability = 0.1;
        slack.Faults.Randomly(
            "*", 0.05, new SlackFault.RateLimited(2), new SlackFault.HttpStatus(500), new SlackFault.HttpStatus(500) { AfterEffect = true },
            new SlackFault.Reset { AfterEffect = true });
        var folder = Directory.CreateTempSubdirectory("mailbridge-storm-");
        try
        {
            using var bridge = Start(program, folder.FullName, slack, app, bot);
            var began = Stopwatch.GetTimestamp();
            for (var mail = 0; mail < Conversations * MailsEach; mail++)
            {
                Deliver(folder.FullName, mail);
                await Task.Delay(TimeSpan.FromMinutes(1) / (Conversations * MailsEach), TimeProvider.System, stop.Token);
            }
            var delivered = Stopwatch.GetElapsedTime(began);
            await slack.WaitForAsync(s => Posts(s, channel).Count >= Conversations * (MailsEach + 1), stop.Token, Patience);
            Report(slack, channel, delivered, Stopwatch.GetElapsedTime(began), Peak(bridge));
            bridge.Kill();
            await bridge.WaitForExitAsync(stop.Token);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        return 0;
    }

    private static List<SlackMessage> Posts(FakeSlack slack, SlackChannel channel) => [.. slack.Messages(channel).Where(m => m.PostedBy is not null)];

    private static void Report(FakeSlack slack, SlackChannel channel, TimeSpan delivered, TimeSpan posted, string peak)
    {
        var posts = Posts(slack, channel);
        var roots = posts.Where(p => p.ThreadTs is null || p.ThreadTs == p.Ts).ToList();
        var ordered = roots.Count(r => slack.Thread(channel, r.Ts).Skip(1).Select(m => Number(m.AllText)).SequenceEqual(Enumerable.Range(1, MailsEach)));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {Conversations * MailsEach} mails delivered in {delivered.TotalSeconds:F0} s, the last of {posts.Count} posts after {posted.TotalSeconds:F0} s
            {roots.Count} threads, {ordered} of them with each mail once and in order; peak memory of the bridge {peak}
            {slack.Calls.Count} calls, {slack.Calls.Count(c => c.Fault is not null)} of them made to fail
            """));
    }

    private static int Number(string text)
        => text.IndexOf("Mail ", StringComparison.Ordinal) is >= 0 and var at && int.TryParse(text.AsSpan(at + 5, 1), CultureInfo.InvariantCulture, out var n) ? n : 0;

    private static string Peak(Process bridge)
        => File.ReadLines($"/proc/{bridge.Id}/status").First(l => l.StartsWith("VmHWM", StringComparison.Ordinal)).Split(':')[1].Trim();

    private static void Deliver(string folder, int mail)
    {
        var (number, conversation) = (mail / Conversations + 1, mail % Conversations);
        var text = string.Create(CultureInfo.InvariantCulture, $"""
            From: Customer {conversation} <c{conversation}@customer.example>
            To: support@team.example
            Subject: Storm {conversation}
            Message-ID: <storm-{conversation}-{number}@customer.example>
            References: <storm-{conversation}-1@customer.example>

            Mail {number} of customer {conversation}.
            """);
        var temporary = Path.Combine(folder, "box", "tmp", $"{mail}");
        File.WriteAllBytes(temporary, Encoding.UTF8.GetBytes(text));
        File.Move(temporary, Path.Combine(folder, "box", "new", $"{mail:D4}"));
    }

    private static Process Start(string program, string folder, FakeSlack slack, SlackApp app, SlackInstall bot)
    {
        foreach (var part in (string[])["new", "cur", "tmp"]) Directory.CreateDirectory(Path.Combine(folder, "box", part));
        File.WriteAllText(Path.Combine(folder, "appsettings.json"), JsonSerializer.Serialize(new
        {
            OwnDomains = new[] { "team.example" },
            Inboxes = new
            {
                support = new { Addresses = new[] { "support@team.example" }, Channel = "slack:#support", Maildir = new { Path = "box", PollInterval = "00:00:00.5" } },
            },
            Agents = new { anna = new { Name = "Anna", Addresses = new[] { "anna@team.example" } } },
            Pickup = new { Folder = "outgoing" },
            Slack = new { bot.BotToken, app.AppToken, ApiBaseUrl = slack.ApiBaseUrl.AbsoluteUri },
            Workspace = new { Url = $"http://127.0.0.1:{LoopbackPorts.Free(1)[0]}" },
        }));
        return Process.Start(new ProcessStartInfo("dotnet", [Path.GetFullPath(program)]) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using MailBridge.Mime;
using MailBridge.Testing.Mail;

namespace MailBridge.WayTests;

/// <summary>The process is killed at a random moment of its work, fifty times, and every time started again on what it left.</summary>
public sealed class KillTests
{
    private const int Seeds = 50;
    private const int MailsEachTime = 2;

    public static bool CanRun => PostfixServer.CanRun;

    [Fact(SkipUnless = nameof(CanRun), Skip = DovecotServer.WhyNot)]
    public async Task Killed_at_fifty_random_moments_the_bridge_loses_no_mail_and_sends_no_reply_twice()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var dovecot = await DovecotServer.StartAsync(ct);
        await using var postfix = await PostfixServer.StartAsync(dovecot, ct);
        var settings = BridgeProcess.Settings(dovecot, postfix);
        settings["Inboxes"]!["support"]!["CopyReplies"] = true;
        settings["Inboxes"]!["support"]!["Imap"]!["PollInterval"] = "00:00:05";
        settings["Sending"] = new JsonObject { ["FirstRetryAfter"] = "00:00:01", ["UncertainWait"] = "00:00:05" };
        await using var bridge = new BridgeProcess(settings);
        var answered = new HashSet<string>(StringComparer.Ordinal);

        for (var seed = 0; seed < Seeds; seed++)
        {
            await bridge.StartAsync(ct);
            var work = WorkAsync(seed, dovecot, bridge, answered, ct);
            await Task.Delay(TimeSpan.FromMilliseconds(new Random(seed).Next(0, 1200)), TimeProvider.System, ct);
            await bridge.KillAsync(ct);
            await work;
        }

        await bridge.StartAsync(ct);
        using var visitor = new WorkspaceVisitor(bridge.Url);
        await visitor.BeAsync("anna", ct);
        var conversations = await TestMails.UntilAsync(
            () => visitor.ConversationsAsync(ct), c => c.Count >= Seeds * MailsEachTime, "every mail is in the Workspace", () => bridge.Output[^4000..], ct);
        await SettledAsync(bridge, "chat", ct);
        for (var mail = 0; mail < Seeds * MailsEachTime; mail++)
        {
            var name = Name(mail);
            Assert.Single(conversations, c => c.Text.Contains(name, StringComparison.Ordinal));
            var url = conversations.Single(c => c.Text.Contains(name, StringComparison.Ordinal)).Url;
            if (answered.Contains(name) || await IsAnsweredAsync(visitor, url, name, ct)) continue;
            await visitor.ReplyAsync(url, $"Answer to {name}", ct);
        }

        var sent = await TestMails.UntilAsync(
            () => postfix.DeliveredAsync(ct), d => Count(d).Count >= Seeds * MailsEachTime, "every reply is out", () => bridge.Output[^4000..], ct);
        await SettledAsync(bridge, "chat", ct);
        await SettledAsync(bridge, "mail", ct);
        Assert.All(
            (await postfix.DeliveredAsync(ct)).Where(m => m.Recipient.StartsWith('c')).GroupBy(m => MimeMessage.Read(m.Bytes).MessageId),
            same => Assert.True(same.Count() == 1, $"{same.Key} was sent {same.Count()} times"));
        Assert.All(Count(await postfix.DeliveredAsync(ct)), pair => Assert.True(pair.Value == 1, $"{pair.Key} was sent {pair.Value} times"));
        foreach (var (url, text) in conversations)
        {
            var page = await visitor.OpenAsync(url, ct);
            Assert.DoesNotContain("Queued", page.Body!.TextContent, StringComparison.Ordinal);
            Assert.DoesNotContain("Not sent", page.Body!.TextContent, StringComparison.Ordinal);
        }
    }

    /// <summary>Two mails arrive and two earlier ones are answered, while the knife falls somewhere.</summary>
    private static async Task WorkAsync(int seed, DovecotServer dovecot, BridgeProcess bridge, HashSet<string> answered, CancellationToken ct)
    {
        for (var i = 0; i < MailsEachTime; i++)
        {
            var number = (seed * MailsEachTime) + i;
            await dovecot.DeliverAsync(
                TestMails.Of($"Customer {number} <c{number}@customer.example>", DovecotServer.DefaultUser, Name(number), $"This is {Name(number)}.", $"{number}@customer.example"), ct);
        }
        using var visitor = new WorkspaceVisitor(bridge.Url);
        try
        {
            await visitor.BeAsync("anna", ct);
            // What she sent before the knife fell is in her thread once the posts that were left are made; only then does she look.
            await SettledAsync(bridge, "chat", ct);
            foreach (var (url, text) in (await visitor.ConversationsAsync(ct)).Reverse())
            {
                var name = Enumerable.Range(0, (seed + 1) * MailsEachTime).Select(Name).SingleOrDefault(n => text.Contains(n, StringComparison.Ordinal));
                if (name is null || answered.Contains(name)) continue;
                // An agent whose page breaks off does not know either: looks first whether the answer is there.
                if (await IsAnsweredAsync(visitor, url, name, ct))
                {
                    answered.Add(name);
                    continue;
                }
                await visitor.ReplyAsync(url, $"Answer to {name}", ct);
                answered.Add(name);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // The knife fell.
        }
    }

    private static async Task<bool> IsAnsweredAsync(WorkspaceVisitor visitor, string url, string name, CancellationToken ct)
        => (await visitor.OpenAsync(url, ct)).Body!.TextContent.Contains($"Answer to {name}", StringComparison.Ordinal);

    private static async Task SettledAsync(BridgeProcess bridge, string leg, CancellationToken ct)
    {
        using var http = new HttpClient(new SocketsHttpHandler());
        await TestMails.UntilAsync(
            async () => JsonNode.Parse(await http.GetStringAsync(new Uri(bridge.Url, "/readyz"), ct))!["queues"]!,
            q => q[leg]!["scheduled"]!.GetValue<int>() == 0, $"the queue of {leg} is empty", () => bridge.Output[^4000..], ct);
    }

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"matter-{number:0000}");

    private static Dictionary<string, int> Count(IReadOnlyList<DeliveredMail> mails)
        => mails.Select(m => m.Text).Select(t => t.IndexOf("Answer to matter-", StringComparison.Ordinal) is >= 0 and var at ? t.Substring(at + 10, 11) : "?")
            .GroupBy(n => n).ToDictionary(g => g.Key, g => g.Count());
}

using System.Diagnostics;
using System.Globalization;
using MailBridge.Conversations;
using MailBridge.Testing.Slack;

namespace MailBridge.Tests.Slack;

public sealed class SlackStormTests
{
    private const int Conversations = 50;
    private const int MailsEach = 4;

    /// <summary>Two hundred mails at once into one channel of a Slack that keeps its limits and fails before and after it has done what was asked.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Every_mail_is_posted_once_and_in_order_within_its_thread(int seed)
    {
        await using var bed = await SlackOutBed.StartAsync(fake: new FakeSlackOptions { Seed = seed });
        bed.Slack.Faults.Randomly(
            "*", 0.1,
            new SlackFault.RateLimited(3), new SlackFault.HttpStatus(500), new SlackFault.HttpStatus(503) { AfterEffect = true },
            new SlackFault.Error("fatal_error") { AfterEffect = true }, new SlackFault.Error("service_unavailable"),
            new SlackFault.Reset(), new SlackFault.Reset { AfterEffect = true }, new SlackFault.Truncated { AfterEffect = true });
        // Silence costs the whole time-out, in real time.
        bed.Slack.Faults.Next("chat.postMessage", new SlackFault.Silence { AfterEffect = true });
        bed.Slack.Faults.Next("chat.postMessage", new SlackFault.Silence());
        var began = Stopwatch.GetTimestamp();
        var ids = await ReceiveAsync(bed.Desk);
        await bed.DrainAsync(TimeSpan.FromHours(2));
        TestContext.Current.SendDiagnosticMessage(
            "{0} calls, {1} of them faults, in {2:0.0} s", bed.Slack.Calls.Count, bed.Slack.Calls.Count(c => c.Fault is not null),
            Stopwatch.GetElapsedTime(began).TotalSeconds);

        Assert.Equal(0, (await bed.Desk.Queue.DepthAsync(DeliveryLeg.Chat, SlackOutBed.Ct)).Failed);
        var posts = bed.Slack.Messages(bed.Support).Where(m => m.PostedBy is not null).ToList();
        Assert.Equal(Conversations * (MailsEach + 1), posts.Count);
        Assert.Equal(posts.Count, posts.Select(p => p.Metadata!["event_payload"]!["key"]!.GetValue<string>()).Distinct().Count());
        for (var c = 0; c < Conversations; c++)
        {
            var thread = await bed.ThreadAsync(ids[c]);
            Assert.Equal(MailsEach + 1, thread.Count);
            for (var m = 1; m <= MailsEach; m++)
                Assert.Contains(Text(c, m), thread[m].AllText, StringComparison.Ordinal);
        }
    }

    private static async Task<List<ConversationId>> ReceiveAsync(DeskFixture desk)
    {
        var ids = new List<ConversationId>();
        for (var m = 1; m <= MailsEach; m++)
        {
            for (var c = 0; c < Conversations; c++)
            {
                var conversation = await desk.ReceiveAsync(string.Create(CultureInfo.InvariantCulture, $"""
                    From: Customer {c} <c{c}@customer.example>
                    To: support@acme.example
                    Subject: Storm {c}
                    Message-ID: <storm-{c}-{m}@customer.example>
                    References: <storm-{c}-1@customer.example>

                    {Text(c, m)}
                    """));
                if (m == 1) ids.Add(conversation.Id);
            }
        }
        return ids;
    }

    private static string Text(int conversation, int mail) => string.Create(CultureInfo.InvariantCulture, $"mail {mail} of customer {conversation}.");
}

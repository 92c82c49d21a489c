using System.Text;
using System.Text.Json.Nodes;
using MailBridge.ChatLedger;
using MailBridge.Conversations;
using MailBridge.Slack.Received;
using MailBridge.SlackApi.Payloads;

namespace MailBridge.Tests.Slack;

/// <summary>Deliveries with no more in them than is needed: no event ids and times, no action time stamps, no threads in what was edited or deleted.</summary>
public sealed class SparseDeliveryTests
{
    [Fact]
    public async Task Two_edits_and_a_deletion_without_ids_threads_and_edit_times_are_all_heeded()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        var typed = new JsonObject { ["user"] = host.Anna.Id, ["text"] = "!reply One.", ["ts"] = "1800000001.000100" };
        var posted = typed.DeepClone().AsObject();
        posted["thread_ts"] = root.Ts;
        await TellAsync(host, "", posted);
        foreach (var (words, at) in new[] { ("!reply Two.", "1800000002.000100"), ("!reply Three.", "1800000003.000100") })
        {
            var before = typed.DeepClone();
            typed["text"] = words;
            await TellAsync(host, "message_changed", new JsonObject { ["ts"] = at, ["message"] = typed.DeepClone(), ["previous_message"] = before });
        }
        Assert.Equal("Three.", Assert.Single(await host.EntriesAsync<Entry.AgentReply>(id)).Email.Text);
        await TellAsync(
            host, "message_deleted", new JsonObject { ["ts"] = "1800000004.000100", ["deleted_ts"] = "1800000001.000100", ["previous_message"] = typed.DeepClone() });
        Assert.IsType<ReplyLife.Withdrawn>(Assert.Single(await host.EntriesAsync<Entry.AgentReply>(id)).Life);
    }

    [Fact]
    public async Task An_edit_or_deletion_of_talk_outside_our_threads_is_not_kept()
    {
        await using var host = await ReceivedHost.StartAsync();
        var lunch = new JsonObject { ["user"] = host.Anna.Id, ["text"] = "Lunch?", ["ts"] = "1800000001.000100" };
        await TakeAsync(host, Event(host, "message_changed", new JsonObject { ["ts"] = "1800000002.000100", ["message"] = lunch.DeepClone() }));
        await TakeAsync(host, Event(
            host, "message_deleted", new JsonObject { ["ts"] = "1800000003.000100", ["deleted_ts"] = "1800000001.000100", ["previous_message"] = lunch.DeepClone() }));
        Assert.Empty(await host.Of<ReceivedBook>().WaitingAsync(ReceivedHost.Token));
    }

    [Fact]
    public async Task A_second_press_of_a_button_counts_also_without_action_time_stamps()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        foreach (var (action, trigger) in new[] { ("claim", "t1"), ("release", "t2"), ("claim", "t3"), ("claim", "t3") })
        {
            await TakeAsync(host, new JsonObject
            {
                ["type"] = "block_actions", ["trigger_id"] = trigger,
                ["user"] = new JsonObject { ["id"] = host.Anna.Id }, ["channel"] = new JsonObject { ["id"] = host.Support.Id },
                ["message"] = new JsonObject { ["ts"] = root.Ts },
                ["actions"] = new JsonArray(new JsonObject { ["type"] = "button", ["action_id"] = action, ["value"] = id.ToString() }),
            });
            await host.SettledAsync();
        }
        Assert.Equal(DeskFixture.Anna, (await host.Desk.LoadAsync(id)).State.Assignee);
    }

    private static async Task TellAsync(ReceivedHost host, string subtype, JsonObject message)
    {
        await TakeAsync(host, Event(host, subtype, message));
        await host.SettledAsync();
    }

    private static JsonObject Event(ReceivedHost host, string subtype, JsonObject message)
    {
        (message["type"], message["channel"]) = ("message", host.Support.Id);
        if (subtype.Length > 0) message["subtype"] = subtype;
        return new JsonObject { ["type"] = "event_callback", ["team_id"] = host.Team.Id, ["event"] = message };
    }

    private static Task<SlackAck> TakeAsync(ReceivedHost host, JsonObject payload)
    {
        var body = Encoding.UTF8.GetBytes(payload.ToJsonString());
        return host.Of<SlackReceiver>().TakeAsync(SlackPayloadReader.Read("application/json", body), body, ReceivedHost.Token);
    }
}

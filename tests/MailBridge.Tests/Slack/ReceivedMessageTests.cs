using System.Text;
using MailBridge.ChatLedger;
using MailBridge.Conversations;
using MailBridge.Testing.Slack;

namespace MailBridge.Tests.Slack;

/// <summary>What agents type in Slack, from their keyboard to the desk.</summary>
public sealed class ReceivedMessageTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_in_a_thread_is_a_note_and_comes_to_the_desk_over_either_way(bool socket)
    {
        await using var host = await ReceivedHost.StartAsync(socket);
        var (id, root, _) = await host.ConverseAsync();
        await host.Slack.PostAsync(host.Anna, host.Support, $"<@{host.Jonas.Id}> the *old* boiler & <https://shop.example|the shop>", root.Ts);
        await host.SettledAsync();
        var note = Assert.Single(await host.EntriesAsync<Entry.Note>(id));
        Assert.StartsWith("@Jonas Weber the *old* boiler &", note.Text, StringComparison.Ordinal);
        Assert.Equal(DeskFixture.Anna, note.Agent);
        Assert.All(host.Slack.Events.Attempts, a => Assert.True(a.Acknowledged));
    }

    [Fact]
    public async Task Who_wrote_what_nothing_can_come_of_is_told_so_and_that_nothing_was_sent()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (_, root, _) = await host.ConverseAsync();
        await host.Slack.PostAsync(host.Anna, host.Support, "Ask for the serial number.", root.Ts);
        await host.SettledAsync();
        var payload = host.Slack.Events.Attempts.Last(a => a.Type == "message").Payload.ToJsonString();
        var handler = Assert.Single(host.Of<IEnumerable<IReceivedHandler>>());
        await handler.GiveUpAsync(new ReceivedItem(1, "slack", "lane", payload, host.Clock.GetUtcNow(), host.Clock.GetUtcNow(), Attempts: 12), "Slack did not answer.", ReceivedHost.Token);
        await host.ToldAsync(host.Anna, "Slack did not answer. Nothing was sent. Please do it again.");
    }

    [Fact]
    public async Task An_event_that_Slack_delivers_again_changes_nothing()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        await host.Slack.PostAsync(host.Anna, host.Support, "Ask for the serial number.", root.Ts);
        await host.Slack.Events.RedeliverAsync(host.Slack.Events.Attempts.Last(a => a.Type == "message").EventId!);
        await host.SettledAsync();
        Assert.Single(await host.EntriesAsync<Entry.Note>(id));
    }

    [Fact]
    public async Task A_mention_comes_as_two_events_and_is_one_reply_which_the_author_is_told_of_once()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        await host.Slack.PostAsync(host.Anna, host.Support, $"{host.Mention} reply: We come on Monday.", root.Ts);
        await host.ToldAsync(host.Anna, "Goes out in 15 seconds. Edit or delete your message");
        await host.SettledAsync();
        Assert.Equal(
            ["app_mention", "message"],
            host.Slack.Events.Attempts.Where(a => a.Payload.ToJsonString().Contains("Monday", StringComparison.Ordinal)).Select(a => a.Type).Order(StringComparer.Ordinal));
        var reply = Assert.Single(await host.EntriesAsync<Entry.AgentReply>(id));
        Assert.Equal("We come on Monday.", reply.Email.Text);
        Assert.IsType<ReplyLife.Held>(reply.Life);
        Assert.Single(host.Slack.Ephemerals(host.Anna));
    }

    [Fact]
    public async Task Editing_the_message_in_time_edits_the_mail_and_deleting_it_takes_it_back()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        var typed = await host.Slack.PostAsync(host.Anna, host.Support, "!reply We come on Mnday.", root.Ts);
        await host.Slack.EditAsync(host.Anna, host.Support, typed.Ts, "!reply We come on Monday.");
        await host.SettledAsync();
        Assert.Equal("We come on Monday.", Assert.Single(await host.EntriesAsync<Entry.AgentReply>(id)).Email.Text);
        await host.Slack.UnfurlAsync(host.Support, typed.Ts, "https://shop.example");
        await host.Slack.DeleteAsync(host.Anna, host.Support, typed.Ts);
        await host.ToldAsync(host.Anna, "Taken back. Nothing is mailed.");
        Assert.IsType<ReplyLife.Withdrawn>(Assert.Single(await host.EntriesAsync<Entry.AgentReply>(id)).Life);
    }

    [Fact]
    public async Task An_edit_after_the_mail_has_left_is_answered_with_when_it_was_sent()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        var typed = await host.Slack.PostAsync(host.Anna, host.Support, "!reply We come on Monday.", root.Ts);
        await host.SettledAsync();
        host.Desk.Time.Advance(TimeSpan.FromMinutes(1));
        var delivery = Assert.Single(await host.Desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, TimeSpan.FromMinutes(5), ReceivedHost.Token));
        Assert.NotNull(await host.Desk.Progress.EndHoldAsync(delivery, (await host.EntriesAsync<Entry.AgentReply>(id))[0].Id, ReceivedHost.Token));
        await host.Desk.Progress.AcceptedAsync(delivery, "250 OK", [], ReceivedHost.Token);
        Assert.IsType<ReplyLife.Accepted>(await host.Desk.LifeAsync(id));
        await host.Slack.EditAsync(host.Anna, host.Support, typed.Ts, "!reply We come on Tuesday.");
        var told = await host.ToldAsync(host.Anna, "This reply was already sent at");
        Assert.Contains(told.LiveParts, p => p is LivePart.Date);
    }

    [Fact]
    public async Task Files_of_a_typed_reply_travel_along_also_those_that_arrive_as_stubs()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        var plan = host.Slack.AddFile(host.Anna, "plan.pdf", Encoding.UTF8.GetBytes("%PDF plan"));
        var stub = host.Slack.AddFile(host.Anna, "photo.png", Encoding.UTF8.GetBytes("PNG photo"), stub: true);
        await host.Slack.PostAsync(host.Anna, host.Support, "!reply The plan.", root.Ts, broadcast: false, plan, stub);
        await host.SettledAsync();
        var files = Assert.Single(await host.EntriesAsync<Entry.AgentReply>(id)).Email.Files;
        Assert.Equal(["plan.pdf", "photo.png"], files.Select(f => f.Name));
        Assert.Equal("PNG photo", Encoding.UTF8.GetString((await host.Desk.Files.ReadAsync(files[1].Sha256, ReceivedHost.Token))!.Value.Span));
    }

    [Fact]
    public async Task A_file_that_Slack_does_not_hand_out_is_said_and_nothing_is_mailed()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        host.Install.Scopes.Remove("files:read");
        var plan = host.Slack.AddFile(host.Anna, "plan.pdf", new byte[] { 1 });
        await host.Slack.PostAsync(host.Anna, host.Support, "!reply The plan.", root.Ts, broadcast: false, plan);
        await host.ToldAsync(host.Anna, "The file plan.pdf could not be fetched, so nothing was sent");
        Assert.Empty(await host.EntriesAsync<Entry.AgentReply>(id));
    }

    [Fact]
    public async Task An_empty_reply_is_refused_and_one_of_an_emoji_alone_is_mailed_as_the_emoji()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        await host.Slack.PostAsync(host.Anna, host.Support, "!reply", root.Ts);
        await host.ToldAsync(host.Anna, "The reply is empty. Write something first.");
        await host.Slack.PostAsync(host.Anna, host.Support, "!reply :thumbsup:", root.Ts);
        await host.SettledAsync();
        var reply = Assert.Single(await host.EntriesAsync<Entry.AgentReply>(id));
        Assert.True(reply.Email.Text is "👍" or ":thumbsup:", reply.Email.Text);
    }

    [Fact]
    public async Task Who_is_no_agent_is_told_how_to_become_one_and_nothing_is_kept()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        await host.Slack.PostAsync(host.Sam, host.Support, "I know this boiler.", root.Ts);
        await host.ToldAsync(host.Sam, "Ask whoever runs it to add sam@acme.example to the Addresses of your entry under Agents.");
        Assert.Empty(await host.EntriesAsync<Entry.Note>(id));
    }

    [Fact]
    public async Task Talk_elsewhere_and_our_own_posts_are_nobodys_business()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        var lunch = await host.Slack.PostAsync(host.Anna, host.Random, "Lunch?");
        await host.Slack.PostAsync(host.Sam, host.Random, "Yes", lunch.Ts);
        await host.PostAsync(host.Support, root.Ts, "We posted this.", ("claim", id.ToString()));
        await host.SettledAsync();
        Assert.Empty(await host.EntriesAsync<Entry.Note>(id));
        Assert.Empty(host.Slack.Ephemerals(host.Sam));
        Assert.Empty(host.Slack.Ephemerals(host.Anna));
    }

    [Fact]
    public async Task A_mention_with_a_word_to_look_up_is_answered_privately_and_is_no_note()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        await host.Slack.PostAsync(host.Anna, host.Support, $"{host.Mention} customer zoe@customer.example", root.Ts);
        var told = await host.ToldAsync(host.Anna, "Zoë");
        Assert.Equal(root.Ts, told.ThreadTs);
        await host.Slack.PostAsync(host.Anna, host.Support, $"{host.Mention} dance", root.Ts);
        await host.ToldAsync(host.Anna, "“dance” is no word that MailBridge knows");
        await host.Slack.PostAsync(host.Anna, host.Random, $"{host.Mention} unanswered");
        Assert.Equal(host.Random, (await host.ToldAsync(host.Anna, "Unanswered (1)")).Channel);
        await host.Slack.PostAsync(host.Anna, host.Random, $"hey {host.Mention}, mine");
        await host.ToldAsync(host.Anna, "You own no open conversation.");
        Assert.Empty(await host.EntriesAsync<Entry.Note>(id));
    }

    [Fact]
    public async Task A_message_without_blocks_and_workspace_is_read_from_its_text()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        foreach (var (ts, text) in ((string, string)[])
            [("1795340000.000001", $"{host.Mention} reply a &lt; b"), ("1795340000.000002", $"<@{host.Install.BotUser.Id}0> is somebody else &amp; not us")])
        {
            var json = $$$"""
                {"type":"event_callback","event_id":"Ev{{{ts}}}","event":{"type":"message","channel":"{{{host.Support.Id}}}","user":"{{{host.Anna.Id}}}",
                "text":"{{{text}}}","ts":"{{{ts}}}","thread_ts":"{{{root.Ts}}}"}}
                """;
            var url = new Uri(host.Address, "/slack/events");
            Assert.Equal((200, ""), await host.Slack.Events.SendRawAsync(host.App, url, Encoding.UTF8.GetBytes(json), "application/json", ReceivedHost.Token));
        }
        await host.SettledAsync();
        Assert.Equal("a < b", Assert.Single(await host.EntriesAsync<Entry.AgentReply>(id)).Email.Text);
        Assert.EndsWith("is somebody else & not us", Assert.Single(await host.EntriesAsync<Entry.Note>(id)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_direct_message_needs_no_mention_and_is_answered_plainly()
    {
        await using var host = await ReceivedHost.StartAsync();
        await host.ConverseAsync();
        var direct = host.Slack.DirectMessages(host.Anna, host.Install.BotUser);
        await host.Slack.PostAsync(host.Anna, direct, "search drips");
        var answer = await host.Slack.WaitForAsync(s => s.Messages(direct).FirstOrDefault(m => m.Author == host.Install.BotUser), ReceivedHost.Token);
        Assert.Contains("Found for drips (1)", answer.AllText, StringComparison.Ordinal);
        await host.SettledAsync();
        Assert.Equal(2, host.Slack.Messages(direct).Count);
    }

    [Fact]
    public async Task What_Slack_cannot_answer_at_the_moment_is_asked_again_and_the_note_is_kept()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        host.Slack.Faults.Next("users.info", new SlackFault.HttpStatus(503), times: 2);
        await host.Slack.PostAsync(host.Anna, host.Support, "Ask for the serial number.", root.Ts);
        // Only once the worker waits may the clock move: a wait that begins later would begin anew.
        foreach (var wait in (double[])[0.5, 1])
        {
            await host.Clock.TimerAsync(TimeSpan.FromSeconds(wait), ReceivedHost.Token);
            host.Clock.Advance(TimeSpan.FromSeconds(wait));
        }
        await host.SettledAsync();
        Assert.Single(await host.EntriesAsync<Entry.Note>(id));
    }
}

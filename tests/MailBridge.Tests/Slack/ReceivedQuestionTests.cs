using System.Text;
using System.Text.Json.Nodes;
using MailBridge.Conversations;
using MailBridge.Slack.Received;
using MailBridge.SlackApi.Payloads;
using MailBridge.Testing.Slack;

namespace MailBridge.Tests.Slack;

/// <summary>The slash command, the home tab, and what Slack's requests have to prove.</summary>
public sealed class ReceivedQuestionTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_command_is_answered_at_once_and_privately_with_links_to_the_threads(bool socket)
    {
        await using var host = await ReceivedHost.StartAsync(socket);
        var (_, root, _) = await host.ConverseAsync();
        var answer = await host.Slack.CommandAsync(host.Anna, host.Random, "/mail", "customer zoe@customer.example");
        Assert.True(answer.Acknowledged, answer.Failure);
        Assert.Equal("ephemeral", (string?)answer.Payload!["response_type"]);
        Assert.Contains(LiveParts.Of(answer.Text), p => p is not LivePart.Ping);
        var shown = Assert.Single(host.Slack.Ephemerals(host.Anna));
        Assert.Contains("Boiler 1", shown.AllText, StringComparison.Ordinal);
        Assert.Contains($"/archives/{host.Support.Id}/p{root.Ts.Replace(".", "", StringComparison.Ordinal)}", shown.Blocks.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_help_teaches_what_there_is_and_a_stranger_is_told_how_to_be_added()
    {
        await using var host = await ReceivedHost.StartAsync();
        Assert.Contains("unanswered", (await host.Slack.CommandAsync(host.Anna, host.Random, "/mail", "")).Text, StringComparison.Ordinal);
        var dance = await host.Slack.CommandAsync(host.Anna, host.Random, "/mail", "dance");
        Assert.Contains("“dance” is nothing that can be looked up", dance.Text, StringComparison.Ordinal);
        Assert.Contains("add sam@acme.example", (await host.Slack.CommandAsync(host.Sam, host.Random, "/mail", "mine")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_are_turned_in_the_same_private_message()
    {
        await using var host = await ReceivedHost.StartAsync();
        for (var i = 1; i <= 9; i++)
        {
            await host.Desk.ReceiveAsync(DeskFixture.Mail(i));
            host.Desk.Time.Advance(TimeSpan.FromMinutes(1));
        }
        await host.Slack.CommandAsync(host.Anna, host.Random, "/mail", "unanswered");
        var first = Assert.Single(host.Slack.Ephemerals(host.Anna));
        Assert.Contains("Boiler 1", first.AllText, StringComparison.Ordinal);
        await host.Slack.ClickAsync(host.Anna, host.Random, first.Ts, "lookup:next");
        await host.ToldAsync(host.Anna, "Boiler 9");
        var last = Assert.Single(host.Slack.Ephemerals(host.Anna));
        Assert.Equal(first.Ts, last.Ts);
        Assert.DoesNotContain("Boiler 1", last.AllText, StringComparison.Ordinal);
        await host.Slack.ClickAsync(host.Anna, host.Random, first.Ts, "lookup:back");
        await host.ToldAsync(host.Anna, "Boiler 2");
    }

    [Fact]
    public async Task An_answer_that_takes_longer_than_Slack_waits_comes_by_the_response_url()
    {
        await using var host = await ReceivedHost.StartAsync();
        host.Slack.Faults.Next("users.info", new SlackFault.Slow(TimeSpan.FromSeconds(5)));
        var asking = host.Slack.CommandAsync(host.Anna, host.Random, "/mail", "mine");
        await host.Slack.WaitForAsync(s => s.CallsOf("users.info").Count > 0, ReceivedHost.Token);
        await host.Clock.TimerAsync(SlackReceiver.AnswerWithin, ReceivedHost.Token);
        host.Clock.Advance(SlackReceiver.AnswerWithin);
        var answer = await asking;
        Assert.True(answer.Acknowledged, answer.Failure);
        Assert.Null(answer.Payload);
        host.Clock.Advance(TimeSpan.FromSeconds(5));
        await host.ToldAsync(host.Anna, "You own no open conversation.");
    }

    [Fact]
    public async Task Where_the_acknowledgement_cannot_carry_an_answer_it_comes_by_the_response_url()
    {
        await using var host = await ReceivedHost.StartAsync();
        await host.Slack.CommandAsync(host.Anna, host.Random, "/mail", "mine");
        var command = SlackPayloadReader.Read("application/json", Encoding.UTF8.GetBytes(host.Slack.Events.Attempts[^1].Payload.ToJsonString()));
        var ack = await host.Of<SlackReceiver>().TakeAsync(command, ReadOnlyMemory<byte>.Empty, ReceivedHost.Token, canAnswer: false);
        Assert.True(ack.Body.IsEmpty);
        await host.Slack.WaitForAsync(s => s.Ephemerals(host.Anna).Count == 2, ReceivedHost.Token);
    }

    [Fact]
    public async Task What_Slack_says_that_nobody_has_to_act_on_is_acknowledged()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        Assert.True((await host.Slack.Events.RateLimitedAsync(host.Install)).Acknowledged);
        await host.Slack.ReactAsync(host.Anna, host.Support, root.Ts, "eyes");
        await host.Slack.GlobalShortcutAsync(host.Anna, "anything");
        await host.Slack.ClickAsync(host.Anna, host.Support, root.Ts, "note");
        await host.Slack.CloseViewAsync(host.Anna, (await host.ShownAsync(host.Anna)).Id);
        Assert.All(host.Slack.Events.Attempts, a => Assert.True(a.Acknowledged, a.Type));
        Assert.Empty(await host.EntriesAsync<Entry.Note>(id));
    }

    [Fact]
    public async Task Nothing_in_a_subject_pings_or_links_in_what_is_found()
    {
        await using var host = await ReceivedHost.StartAsync();
        await host.Desk.ReceiveAsync(DeskFixture.Mail(1).Replace("Subject: Boiler 1", "Subject: <!channel> & <@U1> <https://evil.example|Slack>", StringComparison.Ordinal));
        await host.Slack.CommandAsync(host.Anna, host.Random, "/mail", "open");
        var shown = Assert.Single(host.Slack.Ephemerals(host.Anna));
        Assert.DoesNotContain(shown.LiveParts, p => p is not (LivePart.Date or LivePart.AutoLink));
        Assert.Contains("&lt;!channel&gt; &amp;", shown.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_home_tab_shows_what_waits_and_whose_it_is_and_opens_lists(bool socket)
    {
        await using var host = await ReceivedHost.StartAsync(socket);
        var (mine, _, _) = await host.ConverseAsync(1);
        await host.ConverseAsync(2);
        await host.Desk.Agents.ActAsync(new AgentAction.Claim { Agent = DeskFixture.Anna, Conversation = mine }, ReceivedHost.Token);
        await host.Slack.OpenHomeAsync(host.Anna, host.Install);
        var home = await host.Slack.WaitForAsync(s => s.Home(host.Anna), ReceivedHost.Token);
        var text = home.AllText;
        Assert.True(text.IndexOf("Boiler 1", StringComparison.Ordinal) < text.IndexOf("Unanswered", StringComparison.Ordinal));
        Assert.True(text.IndexOf("Boiler 2", StringComparison.Ordinal) > text.IndexOf("Unanswered", StringComparison.Ordinal));
        await host.Slack.ClickViewAsync(host.Anna, home.Id, "lookup:all-open");
        var list = await host.ShownAsync(host.Anna, "Open conversations (2)");
        Assert.Contains("Boiler 2", list.AllText, StringComparison.Ordinal);
        await host.Slack.OpenHomeAsync(host.Sam, host.Install);
        await host.Slack.WaitForAsync(s => s.Home(host.Sam)?.AllText.Contains("add sam@acme.example", StringComparison.Ordinal) == true, ReceivedHost.Token);
    }

    [Fact]
    public async Task Requests_that_are_forged_stale_unsigned_or_too_long_are_turned_away_without_a_word()
    {
        await using var host = await ReceivedHost.StartAsync();
        var url = new Uri(host.Address, "/slack/events");
        var body = Encoding.UTF8.GetBytes("""{"type":"url_verification","challenge":"abc"}""");
        Task<(int Status, string Body)> Send(ReadOnlyMemory<byte> bytes, TimeSpan age = default, string? signature = null)
            => host.Slack.Events.SendRawAsync(host.App, url, bytes, "application/json", ReceivedHost.Token, age, signature);
        Assert.Equal((200, "abc"), await Send(body));
        Assert.Equal((401, ""), await Send(body, signature: "v0=" + new string('0', 64)));
        Assert.Equal((401, ""), await Send(body, signature: ""));
        Assert.Equal((401, ""), await Send(body, age: TimeSpan.FromMinutes(6)));
        Assert.Equal((401, ""), await Send(body, age: TimeSpan.FromMinutes(-6)));
        Assert.Equal((413, ""), await Send(new byte[SlackEndpoints.LongestBody + 1]));
        Assert.Equal(200, (await Send(Encoding.UTF8.GetBytes("{\"type\":\"pancake\"}"))).Status);
        Assert.Equal(200, (await Send(new byte[] { 0xFF, 0x00 })).Status);
    }

    [Fact]
    public async Task Every_address_takes_every_kind_and_others_are_somebody_elses()
    {
        await using var host = await ReceivedHost.StartAsync();
        foreach (var path in (string[])["/slack/events", "/slack/commands", "/slack/interactions", "/Slack/Events/"])
        {
            Assert.Equal((200, ""), await SendAsync(host, path, "ssl_check=1&token=x", "application/x-www-form-urlencoded"));
            Assert.Equal((200, "abc"), await SendAsync(host, path, """{"type":"url_verification","challenge":"abc"}""", "application/json"));
        }
        Assert.Equal(404, (await SendAsync(host, "/slack/else", "{}", "application/json")).Status);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        Assert.Equal(405, (int)(await http.GetAsync(new Uri(host.Address, "/slack/events"), ReceivedHost.Token)).StatusCode);
    }

    [Fact]
    public async Task What_comes_from_another_workspace_does_nothing()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        var command = await host.Slack.Events.SendRawAsync(
            host.App, new Uri(host.Address, "/slack/commands"),
            Encoding.UTF8.GetBytes($"command=/mail&text=open&team_id=TELSEWHERE&user_id={host.Anna.Id}&channel_id={host.Support.Id}"),
            "application/x-www-form-urlencoded", ReceivedHost.Token);
        Assert.Contains("comes from another one", command.Body, StringComparison.Ordinal);
        await host.Slack.ClickAsync(host.Anna, host.Support, root.Ts, "release");
        var press = (JsonObject)host.Slack.Events.Attempts[^1].Payload.DeepClone();
        press["team"]!["id"] = "TELSEWHERE";
        press["actions"]![0]!["action_id"] = "close";
        await host.Slack.Events.SendRawAsync(
            host.App, new Uri(host.Address, "/slack/interactions"), Encoding.UTF8.GetBytes("payload=" + Uri.EscapeDataString(press.ToJsonString())),
            "application/x-www-form-urlencoded", ReceivedHost.Token);
        await host.ToldAsync(host.Anna, "comes from another one. Nothing was done.");
        Assert.NotEqual(ConversationStatus.Closed, (await host.Desk.LoadAsync(id)).State.Status);
    }

    [Fact]
    public async Task A_channel_that_is_lost_and_an_app_that_is_removed_are_seen_in_health()
    {
        await using var host = await ReceivedHost.StartAsync();
        await host.ConverseAsync();
        await host.Slack.OpenHomeAsync(host.Anna, host.Install);
        await host.Slack.WaitForAsync(s => s.Home(host.Anna), ReceivedHost.Token);
        await host.Slack.RemoveBotAsync(host.Install, host.Support);
        await UntilAsync(() => host.Desk.Problem("Slack channel #support")?.StartsWith(
            "Slack's channel #support takes no posts: MailBridge was taken out of it; invite it again: /invite @MailBridge.", StringComparison.Ordinal) == true);
        await host.Slack.InviteBotAsync(host.Install, host.Support);
        await UntilAsync(() => host.Desk.Problem("Slack channel #support") is null);
        await host.Slack.UninstallAsync(host.Install);
        await UntilAsync(() => host.Desk.Problem("Slack")?.StartsWith("MailBridge was removed from the Slack workspace.", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Socket_Mode_without_its_scope_is_seen_in_health_and_heals_by_itself()
    {
        await using var host = await ReceivedHost.StartAsync(socket: true, before: h => h.App.AppTokenScopes.Clear());
        await UntilAsync(() => host.Desk.Problem(SlackSocket.Component)?.Contains("missing_scope", StringComparison.Ordinal) == true);
        host.App.AppTokenScopes.Add("connections:write");
        await host.Clock.TimerAsync(TimeSpan.FromMinutes(1), ReceivedHost.Token);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await UntilAsync(() => host.Desk.Problem(SlackSocket.Component) is null);
        Assert.True((await host.Slack.CommandAsync(host.Anna, host.Random, "/mail", "help")).Acknowledged);
    }

    private static Task<(int Status, string Body)> SendAsync(ReceivedHost host, string path, string body, string type)
        => host.Slack.Events.SendRawAsync(host.App, new Uri(host.Address, path), Encoding.UTF8.GetBytes(body), type, ReceivedHost.Token);

    private static Task UntilAsync(Func<bool> holds) => ReceivedHost.UntilAsync(() => Task.FromResult(holds()));
}

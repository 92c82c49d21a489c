using System.Net.WebSockets;
using System.Text.Json.Nodes;
using MailBridge.Testing.Slack;

namespace MailBridge.Tests.Slack;

/// <summary>How the fake brings events to an app, over HTTP and over Socket Mode.</summary>
public sealed class FakeSlackDeliveryTests
{
    /// <summary>The example of Slack's page on verifying requests.</summary>
    [Fact]
    public void The_signature_is_the_one_of_Slacks_own_example()
    {
        const string Body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
            + "&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
            + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
        Assert.Equal(
            "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
            SlackSignature.Sign("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", System.Text.Encoding.UTF8.GetBytes(Body)));
    }

    [Fact]
    public async Task An_event_is_signed_over_its_raw_body()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        await using var peer = await SlackHttpPeer.StartAsync();
        bed.App.Delivery = peer.Delivery;
        var posted = await bed.Slack.PostAsync(bed.Ann, bed.Support, "Grüße & <tags>");

        var received = Assert.Single(peer.All);
        var timestamp = received.Header("X-Slack-Request-Timestamp");
        Assert.Equal(SlackSignature.Sign(bed.App.SigningSecret, timestamp, System.Text.Encoding.UTF8.GetBytes(received.Body)), received.Header("X-Slack-Signature"));
        var json = received.Json;
        Assert.Equal(("event_callback", bed.App.Id, bed.Workspace.Id), ((string?)json["type"], (string?)json["api_app_id"], (string?)json["team_id"]));
        var message = json["event"]!;
        Assert.Equal(("message", "channel", bed.Ann.Id, posted.Ts, "Grüße &amp; &lt;tags&gt;"), ((string?)message["type"], (string?)message["channel_type"], (string?)message["user"], (string?)message["ts"], (string?)message["text"]));
        Assert.Equal("Grüße & <tags>", (string?)message["blocks"]![0]!["elements"]![0]!["elements"]![0]!["text"]);
    }

    [Fact]
    public async Task A_mention_comes_twice_with_two_ids_and_one_ts()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        await using var peer = await SlackHttpPeer.StartAsync();
        bed.App.Delivery = peer.Delivery;
        await bed.Slack.PostAsync(bed.Ann, bed.Support, $"<@{bed.Install.BotUser.Id}> claim");
        Assert.Equal(["message", "app_mention"], peer.All.Select(r => (string)r.Json["event"]!["type"]!));
        Assert.Single(peer.All.Select(r => (string)r.Json["event"]!["ts"]!).Distinct());
        Assert.Equal(2, peer.All.Select(r => (string)r.Json["event_id"]!).Distinct().Count());
    }

    [Fact]
    public async Task The_bots_own_posts_come_back_as_a_bots()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        await using var peer = await SlackHttpPeer.StartAsync();
        bed.App.Delivery = peer.Delivery;
        await bed.PostAsync("plain");
        await bed.PostAsync("customised", ("username", "Eva via e-mail"), ("icon_emoji", ":email:"));
        await bed.Slack.Events.SettledAsync();
        var (plain, customised) = (peer.All[0].Json["event"]!, peer.All[1].Json["event"]!);
        Assert.Equal((bed.Install.BotUser.Id, bed.Install.BotId, null), ((string?)plain["user"], (string?)plain["bot_id"], (string?)plain["subtype"]));
        Assert.Equal((null, bed.Install.BotId, "bot_message", "Eva via e-mail"), ((string?)customised["user"], (string?)customised["bot_id"], (string?)customised["subtype"], (string?)customised["username"]));
    }

    [Fact]
    public async Task Edits_previews_and_deletions_are_told_apart()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        await using var peer = await SlackHttpPeer.StartAsync();
        bed.App.Delivery = peer.Delivery;
        var root = await bed.Slack.PostAsync(bed.Ann, bed.Support, "one");
        await bed.Slack.EditAsync(bed.Ann, bed.Support, root.Ts, "two");
        await bed.Slack.PostAsync(bed.Ann, bed.Support, "reply", root.Ts);
        await bed.Slack.DeleteAsync(bed.Ann, bed.Support, root.Ts);
        var events = peer.All.Select(r => r.Json["event"]!).ToList();
        Assert.Equal([null, "message_changed", null, "message_changed"], events.Select(e => (string?)e["subtype"]));
        Assert.Equal(("two", "one", root.Ts), ((string?)events[1]["message"]!["text"], (string?)events[1]["previous_message"]!["text"], (string?)events[1]["message"]!["ts"]));
        Assert.NotNull(events[1]["message"]!["edited"]);
        Assert.NotEqual(root.Ts, (string?)events[1]["ts"]);
        Assert.Equal("tombstone", (string?)events[3]["message"]!["subtype"]);
        Assert.Equal(root.Ts, (string?)events[2]["thread_ts"]);
    }

    [Fact]
    public async Task An_event_that_is_refused_comes_again_and_says_why()
    {
        await using var bed = await FakeSlackBed.StartAsync(manual: true);
        var answers = new Queue<int>([500, 503, 200]);
        await using var peer = await SlackHttpPeer.StartAsync(_ => Task.FromResult((answers.Dequeue(), "")));
        bed.App.Delivery = peer.Delivery;
        await bed.Slack.PostAsync(bed.Ann, bed.Support, "hello");
        await bed.Slack.WaitForAsync(s => s.Events.Attempts.Count == 2, FakeSlackBed.Ct);
        Assert.Equal(2, peer.All.Count);
        // The wait of a minute may begin a moment after the second try was written down.
        while (bed.Slack.Events.Attempts.Count < 3)
        {
            var next = bed.Slack.WaitForAsync(s => s.Events.Attempts.Count == 3, FakeSlackBed.Ct, TimeSpan.FromMilliseconds(100));
            bed.Clock!.Advance(TimeSpan.FromMinutes(1));
            await next.ContinueWith(_ => { }, FakeSlackBed.Ct, TaskContinuationOptions.None, TaskScheduler.Default);
        }
        Assert.Equal(["", "1", "2"], peer.All.Select(r => r.Header("X-Slack-Retry-Num")));
        Assert.Equal("http_error", peer.All[1].Header("X-Slack-Retry-Reason"));
        Assert.Single(peer.All.Select(r => (string)r.Json["event_id"]!).Distinct());
    }

    [Fact]
    public async Task An_answer_after_three_seconds_is_none()
    {
        await using var bed = await FakeSlackBed.StartAsync(new FakeSlackOptions { RetryAfter = [] }, manual: true);
        var arrived = new TaskCompletionSource();
        var held = new TaskCompletionSource();
        await using var peer = await SlackHttpPeer.StartAsync(async _ =>
        {
            arrived.TrySetResult();
            await held.Task;
            return (200, "");
        });
        bed.App.Delivery = peer.Delivery;
        var posting = bed.Slack.PostAsync(bed.Ann, bed.Support, "hello");
        await arrived.Task.WaitAsync(FakeSlackBed.Ct);
        bed.Clock!.Advance(TimeSpan.FromSeconds(3));
        await posting;
        Assert.Equal("http_timeout", Assert.Single(bed.Slack.Events.Attempts).Failure);
        held.SetResult();
    }

    [Fact]
    public async Task Events_come_out_of_order_twice_and_again_on_demand()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        await using var peer = await SlackHttpPeer.StartAsync();
        bed.App.Delivery = peer.Delivery;
        bed.Slack.Events.Hold();
        for (var i = 0; i < 6; i++) await bed.Slack.PostAsync(bed.Ann, bed.Support, $"post {i}");
        Assert.Empty(peer.All);
        await bed.Slack.Events.ReleaseAsync(shuffled: true, duplicated: true);
        Assert.Equal(12, peer.All.Count);
        Assert.Equal(6, peer.All.Select(r => (string)r.Json["event_id"]!).Distinct().Count());
        Assert.NotEqual(peer.All.Select(r => (string)r.Json["event"]!["ts"]!).Order(StringComparer.Ordinal), peer.All.Select(r => (string)r.Json["event"]!["ts"]!));
        await bed.Slack.Events.RedeliverAsync((string)peer.All[0].Json["event_id"]!);
        Assert.Equal(("1", peer.All[0].Body), (peer.All[12].Header("X-Slack-Retry-Num"), peer.All[12].Body));
        await bed.Slack.Events.RateLimitedAsync(bed.Install);
        Assert.Equal("app_rate_limited", (string?)peer.All[13].Json["type"]);
    }

    [Fact]
    public async Task An_app_hears_only_what_it_subscribed_to_and_has_the_scope_for()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        await using var peer = await SlackHttpPeer.StartAsync();
        bed.App.Delivery = peer.Delivery;
        bed.App.BotEvents.UnionWith(["message.channels", "reaction_added"]);
        bed.Install.Scopes.Remove("reactions:read");
        var post = await bed.Slack.PostAsync(bed.Ann, bed.Support, $"<@{bed.Install.BotUser.Id}> hello");
        await bed.Slack.ReactAsync(bed.Ann, bed.Support, post.Ts, "eyes");
        Assert.Equal("message", (string?)Assert.Single(peer.All).Json["event"]!["type"]);
        bed.Install.Scopes.Add("reactions:read");
        await bed.Slack.ReactAsync(bed.Ann, bed.Support, post.Ts, "tada");
        Assert.Equal(("tada", post.Ts), ((string?)peer.All[1].Json["event"]!["reaction"], (string?)peer.All[1].Json["event"]!["item"]!["ts"]));
    }

    [Fact]
    public async Task Duplicates_come_as_often_as_was_asked_and_the_same_for_one_seed()
    {
        var first = await CountAsync(seed: 7);
        Assert.InRange(first, 21, 39);
        Assert.Equal(first, await CountAsync(seed: 7));

        static async Task<int> CountAsync(int seed)
        {
            await using var bed = await FakeSlackBed.StartAsync(new FakeSlackOptions { Seed = seed });
            await using var peer = await SlackHttpPeer.StartAsync();
            bed.App.Delivery = peer.Delivery;
            bed.Slack.Events.DuplicateProbability = 0.5;
            for (var i = 0; i < 20; i++) await bed.Slack.PostAsync(bed.Ann, bed.Support, $"post {i}");
            Assert.Equal(20, peer.All.Select(r => (string)r.Json["event_id"]!).Distinct().Count());
            return peer.All.Count;
        }
    }

    [Fact]
    public async Task A_request_of_the_tests_own_making_may_be_forged_or_stale()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        await using var peer = await SlackHttpPeer.StartAsync();
        var url = peer.Delivery.Events;
        var body = """{"type":"event_callback"}"""u8.ToArray();
        await bed.Slack.Events.SendRawAsync(bed.App, url, body, "application/json", FakeSlackBed.Ct, age: TimeSpan.FromMinutes(6));
        await bed.Slack.Events.SendRawAsync(bed.App, url, body, "application/json", FakeSlackBed.Ct, signature: "v0=00");
        await bed.Slack.Events.SendRawAsync(bed.App, url, body, "application/json", FakeSlackBed.Ct, signature: "");
        Assert.Equal(SlackSignature.Sign(bed.App.SigningSecret, peer.All[0].Header(SlackSignature.TimestampHeader), body), peer.All[0].Header(SlackSignature.Header));
        var sent = DateTimeOffset.FromUnixTimeSeconds(long.Parse(peer.All[0].Header(SlackSignature.TimestampHeader), System.Globalization.CultureInfo.InvariantCulture));
        Assert.InRange(TimeProvider.System.GetUtcNow() - sent, TimeSpan.FromMinutes(5.9), TimeSpan.FromMinutes(7));
        Assert.Equal(["v0=00", ""], peer.All.Skip(1).Select(r => r.Header(SlackSignature.Header)));
    }

    [Fact]
    public async Task The_handshake_wants_its_challenge_back()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        await using var good = await SlackHttpPeer.StartAsync(r => Task.FromResult((200, (string)r.Json["challenge"]!)));
        await using var bad = await SlackHttpPeer.StartAsync();
        bed.App.Delivery = good.Delivery;
        Assert.True(await bed.Slack.Events.VerifyUrlAsync(bed.App));
        bed.App.Delivery = bad.Delivery;
        Assert.False(await bed.Slack.Events.VerifyUrlAsync(bed.App));
    }

    [Fact]
    public async Task Who_is_removed_from_a_channel_hears_no_more_of_it()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        await using var peer = await SlackHttpPeer.StartAsync();
        bed.App.Delivery = peer.Delivery;
        await bed.Slack.RenameChannelAsync(bed.Ann, bed.Support, "helpdesk");
        await bed.Slack.RemoveBotAsync(bed.Install, bed.Support);
        await bed.Slack.PostAsync(bed.Ann, bed.Support, "alone");
        await bed.Slack.UninstallAsync(bed.Install);
        Assert.Equal(["message", "channel_rename", "channel_left", "tokens_revoked", "app_uninstalled"], peer.All.Select(r => (string)r.Json["event"]!["type"]!));
        Assert.Equal("account_inactive", (string?)(await bed.CallAsync("auth.test"))["error"]);
    }

    [Fact]
    public async Task Socket_Mode_gives_each_event_to_one_connection_and_waits_for_its_acknowledgement()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        bed.Slack.Sockets.FragmentOctets = 50;
        using var one = await SlackSocketPeer.ConnectAsync(bed);
        using var two = await SlackSocketPeer.ConnectAsync(bed);
        var first = bed.Slack.PostAsync(bed.Ann, bed.Support, "first");
        var envelope = await one.TakeAsync();
        await first;
        var second = bed.Slack.PostAsync(bed.Ann, bed.Support, "second");
        Assert.Equal("second", (string?)(await two.TakeAsync())["payload"]!["event"]!["text"]);
        await second;
        Assert.Equal(("events_api", false, 0), ((string?)envelope["type"], (bool)envelope["accepts_response_payload"]!, (int)envelope["retry_attempt"]!));
        Assert.True(one.Fragments > 5);
        Assert.All(bed.Slack.Events.Attempts, a => Assert.True(a.Acknowledged));
    }

    [Fact]
    public async Task An_envelope_that_dies_with_its_connection_comes_again_on_another()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        using var one = await SlackSocketPeer.ConnectAsync(bed);
        var posting = bed.Slack.PostAsync(bed.Ann, bed.Support, "hello");
        var lost = await one.ReadAsync();
        using var two = await SlackSocketPeer.ConnectAsync(bed);
        bed.Slack.Sockets.Open[0].Drop();
        await posting;
        var again = await two.TakeAsync();
        Assert.Equal(((string?)lost["payload"]!["event_id"], 1), ((string?)again["payload"]!["event_id"], (int)again["retry_attempt"]!));
        Assert.NotEqual((string?)lost["envelope_id"], (string?)again["envelope_id"]);
    }

    [Fact]
    public async Task An_event_without_a_connection_waits_for_one()
    {
        await using var bed = await FakeSlackBed.StartAsync(new FakeSlackOptions { RetryAfter = [TimeSpan.FromMinutes(1)] });
        await bed.Slack.PostAsync(bed.Ann, bed.Support, "hello");
        using var peer = await SlackSocketPeer.ConnectAsync(bed);
        Assert.Equal(1, (int)(await peer.TakeAsync())["retry_attempt"]!);
    }

    [Fact]
    public async Task A_ticket_opens_one_connection_and_the_eleventh_is_too_many()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        var url = new Uri((string)(await bed.SendAsync("apps.connections.open", bed.App.AppToken, FakeSlackBed.Form())).Body["url"]!);
        using (var first = new ClientWebSocket()) await first.ConnectAsync(url, FakeSlackBed.Ct);
        using (var second = new ClientWebSocket()) await Assert.ThrowsAsync<WebSocketException>(() => second.ConnectAsync(url, FakeSlackBed.Ct));
        await bed.Slack.WaitForAsync(s => s.Sockets.Open.Count == 0, FakeSlackBed.Ct);

        var peers = new List<SlackSocketPeer>();
        for (var i = 0; i < 10; i++) peers.Add(await SlackSocketPeer.ConnectAsync(bed));
        var opened = (string)(await bed.SendAsync("apps.connections.open", bed.App.AppToken, FakeSlackBed.Form())).Body["url"]!;
        using var eleventh = new ClientWebSocket();
        await eleventh.ConnectAsync(new Uri(opened), FakeSlackBed.Ct);
        var buffer = new byte[1000];
        var told = await eleventh.ReceiveAsync(buffer.AsMemory(), FakeSlackBed.Ct);
        Assert.Equal("too_many_websockets", (string?)JsonNode.Parse(buffer.AsSpan(0, told.Count))!["reason"]);

        await bed.Slack.Sockets.DisconnectAllAsync("refresh_requested");
        Assert.Equal(("disconnect", "refresh_requested"), Words(await peers[0].ReadAsync()));
        peers.ForEach(p => p.Dispose());

        static (string?, string?) Words(JsonObject message) => ((string?)message["type"], (string?)message["reason"]);
    }
}

using System.Net;
using System.Text.Json.Nodes;
using MailBridge.Testing.Slack;

namespace MailBridge.Tests.Slack;

/// <summary>The fake's people: what their clicks, commands and forms bring to an app, and what its answers do.</summary>
public sealed class FakeSlackInteractionTests
{
    private const string Modal = """
        {"type":"modal","callback_id":"reply","private_metadata":"c:42","notify_on_close":true,"title":{"type":"plain_text","text":"Reply"},"submit":{"type":"plain_text","text":"Send"},
         "blocks":[
          {"type":"input","block_id":"body","label":{"type":"plain_text","text":"Text"},"element":{"type":"plain_text_input","action_id":"text","multiline":true,"max_length":3000}},
          {"type":"input","block_id":"template","optional":true,"label":{"type":"plain_text","text":"Template"},"element":{"type":"static_select","action_id":"pick","options":[{"text":{"type":"plain_text","text":"Refund"},"value":"refund"}]}}]}
        """;

    [Fact]
    public async Task A_click_brings_the_message_the_value_and_a_trigger_that_is_good_once()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        await using var peer = await SlackHttpPeer.StartAsync();
        var root = await bed.PostAsync("root");
        var ts = await bed.PostAsync("card", ("thread_ts", root), ("blocks", FakeSlackBed.Button("claim")));
        bed.App.Delivery = peer.Delivery;
        Assert.True((await bed.Slack.ClickAsync(bed.Ann, bed.Support, ts, "claim")).Acknowledged);

        var payload = peer.All[^1].Json;
        Assert.Equal(("block_actions", bed.Ann.Id, ts, root), ((string?)payload["type"], (string?)payload["user"]!["id"], (string?)payload["container"]!["message_ts"], (string?)payload["container"]!["thread_ts"]));
        Assert.Equal(("claim", "b1", "ticket:42"), ((string?)payload["actions"]![0]!["action_id"], (string?)payload["actions"]![0]!["block_id"], (string?)payload["actions"]![0]!["value"]));
        Assert.Equal("card", (string?)payload["message"]!["text"]);

        var trigger = (string)payload["trigger_id"]!;
        var opened = await bed.CallAsync("views.open", ("trigger_id", trigger), ("view", Modal));
        Assert.Equal((true, "reply"), ((bool)opened["ok"]!, (string?)opened["view"]!["callback_id"]));
        Assert.Equal("exchanged_trigger_id", (string?)(await bed.CallAsync("views.open", ("trigger_id", trigger), ("view", Modal)))["error"]);
        Assert.Equal("invalid_trigger_id", (string?)(await bed.CallAsync("views.open", ("trigger_id", "1.2.x"), ("view", Modal)))["error"]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => bed.Slack.ClickAsync(bed.Ann, bed.Support, ts, "close"));
    }

    [Fact]
    public async Task A_trigger_lives_three_seconds()
    {
        await using var bed = await FakeSlackBed.StartAsync(manual: true);
        var trigger = await TriggerAsync(bed);
        bed.Clock!.Advance(TimeSpan.FromSeconds(3.1));
        Assert.Equal("expired_trigger_id", (string?)(await bed.CallAsync("views.open", ("trigger_id", trigger), ("view", Modal)))["error"]);
    }

    [Fact]
    public async Task A_view_out_of_shape_is_refused()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        var view = JsonNode.Parse(Modal)!.AsObject();
        view["title"]!["text"] = new string('t', 25);
        view.Remove("submit");
        view["private_metadata"] = new string('p', 3001);
        var answer = await bed.CallAsync("views.open", ("trigger_id", await TriggerAsync(bed)), ("view", view.ToJsonString()));
        Assert.Equal("invalid_arguments", (string?)answer["error"]);
        Assert.Equal(
            [
                "failed to match all allowed schemas [json-pointer:/view/title]", "must be less than 25 characters [json-pointer:/view/title/text]",
                "missing required field: submit [json-pointer:/view]", "must be less than 3001 characters [json-pointer:/view/private_metadata]",
            ],
            answer["errors"]!.AsArray().Select(e => (string)e!));
    }

    [Fact]
    public async Task A_form_is_checked_by_the_client_then_answered_by_the_app()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        var answer = """{"response_action":"errors","errors":{"body":"Too short"}}""";
        await using var peer = await SlackHttpPeer.StartAsync(_ => Task.FromResult((200, answer)));
        var view = await OpenAsync(bed, peer);

        var empty = await bed.Slack.SubmitViewAsync(bed.Ann, view);
        Assert.Equal("client_refused", empty.Failure);
        Assert.Equal(["body"], empty.Errors.Keys);
        Assert.Equal(["body"], (await bed.Slack.SubmitViewAsync(bed.Ann, view, new Dictionary<string, object?> { ["body"] = new string('a', 3001) })).Errors.Keys);

        var refused = await bed.Slack.SubmitViewAsync(bed.Ann, view, new Dictionary<string, object?> { ["body"] = "Hi" });
        Assert.Equal(("errors", "Too short", view), (refused.ResponseAction, refused.Errors["body"], refused.View!.Id));

        answer = "";
        var sent = await bed.Slack.SubmitViewAsync(bed.Ann, view, new Dictionary<string, object?> { ["body"] = "Hello", ["pick"] = "refund" });
        Assert.True(sent.Acknowledged);
        Assert.Null(sent.View);
        var payload = peer.All[^1].Json;
        Assert.Equal("Hello", (string?)payload["view"]!["state"]!["values"]!["body"]!["text"]!["value"]);
        Assert.Equal("refund", (string?)payload["view"]!["state"]!["values"]!["template"]!["pick"]!["selected_option"]!["value"]);
        Assert.Null(peer.All[^2].Json["view"]!["state"]!["values"]!["template"]!["pick"]!["selected_option"]);
        Assert.Equal(("view_submission", "c:42"), ((string?)payload["type"], (string?)payload["view"]!["private_metadata"]));
    }

    [Fact]
    public async Task Views_are_updated_under_their_hash_and_stacked_three_high()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        await using var peer = await SlackHttpPeer.StartAsync();
        var view = await OpenAsync(bed, peer, """{"type":"modal","title":{"type":"plain_text","text":"One"},"blocks":[{"type":"actions","elements":[{"type":"button","action_id":"next","text":{"type":"plain_text","text":"Next"}}]}]}""");
        var hash = bed.Slack.Views[0].Hash;
        var content = bed.Slack.Views[0].Content.ToJsonString();
        Assert.True((bool)(await bed.CallAsync("views.update", ("view_id", view), ("hash", hash), ("view", content)))["ok"]!);
        Assert.Equal("hash_conflict", (string?)(await bed.CallAsync("views.update", ("view_id", view), ("hash", hash), ("view", content)))["error"]);
        Assert.Equal("not_found", (string?)(await bed.CallAsync("views.update", ("view_id", "V0"), ("view", content)))["error"]);

        Assert.True((bool)(await PushAsync(view))["ok"]!);
        var third = await PushAsync(bed.Slack.TopView(bed.Ann)!.Id);
        Assert.Equal(view, (string?)third["view"]!["root_view_id"]);
        Assert.Equal("push_limit_reached", (string?)(await PushAsync(bed.Slack.TopView(bed.Ann)!.Id))["error"]);

        async Task<JsonObject> PushAsync(string from)
        {
            await bed.Slack.ClickViewAsync(bed.Ann, from, "next");
            return await bed.CallAsync("views.push", ("trigger_id", (string)peer.All[^1].Json["trigger_id"]!), ("view", content));
        }
    }

    [Fact]
    public async Task What_the_app_answers_to_a_form_happens()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        var answer = "";
        await using var peer = await SlackHttpPeer.StartAsync(_ => Task.FromResult((200, answer)));
        var filled = new Dictionary<string, object?> { ["body"] = "Hello" };
        var view = await OpenAsync(bed, peer);
        answer = $$"""{"response_action":"update","view":{{Modal.Replace("\"Reply\"", "\"Check\"", StringComparison.Ordinal)}}}""";
        Assert.Equal("Check", (string?)(await bed.Slack.SubmitViewAsync(bed.Ann, view, filled)).View!.Content["title"]!["text"]);
        answer = $$"""{"response_action":"push","view":{{Modal}}}""";
        var pushed = (await bed.Slack.SubmitViewAsync(bed.Ann, view, filled)).View!;
        Assert.Equal(view, pushed.PreviousViewId);
        answer = """{"response_action":"errors","errors":{"nowhere":"x"}}""";
        Assert.Equal("invalid_response_errors", (await bed.Slack.SubmitViewAsync(bed.Ann, pushed.Id, filled)).Failure);
        answer = """{"response_action":"push","view":{"type":"modal"}}""";
        Assert.Equal("invalid_arguments", (await bed.Slack.SubmitViewAsync(bed.Ann, pushed.Id, filled)).Failure);
        answer = """{"response_action":"clear"}""";
        Assert.Null((await bed.Slack.SubmitViewAsync(bed.Ann, pushed.Id, filled)).View);
        Assert.Empty(bed.Slack.Views);
    }

    [Fact]
    public async Task A_home_tab_is_published_under_its_hash_and_only_where_it_is_switched_on()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        var view = $$"""{"type":"home","blocks":{{FakeSlackBed.Section("mine")}}}""";
        var first = await bed.CallAsync("views.publish", ("user_id", bed.Ann.Id), ("view", view));
        var hash = (string)first["view"]!["hash"]!;
        Assert.True((bool)(await bed.CallAsync("views.publish", ("user_id", bed.Ann.Id), ("view", view), ("hash", hash)))["ok"]!);
        Assert.Equal("hash_conflict", (string?)(await bed.CallAsync("views.publish", ("user_id", bed.Ann.Id), ("view", view), ("hash", hash)))["error"]);
        bed.App.HomeTabEnabled = false;
        Assert.Equal("not_enabled", (string?)(await bed.CallAsync("views.publish", ("user_id", bed.Ann.Id), ("view", view)))["error"]);
    }

    [Fact]
    public async Task A_closed_form_says_so_when_it_was_asked_to()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        await using var peer = await SlackHttpPeer.StartAsync();
        var view = await OpenAsync(bed, peer);
        await bed.Slack.CloseViewAsync(bed.Ann, view);
        Assert.Equal(("view_closed", false), ((string?)peer.All[^1].Json["type"], (bool)peer.All[^1].Json["is_cleared"]!));
        Assert.Empty(bed.Slack.Views);
    }

    [Fact]
    public async Task A_command_brings_a_form_and_its_answer_is_seen_by_its_author_alone()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        await using var peer = await SlackHttpPeer.StartAsync(_ => Task.FromResult((200, """{"text":"Three open"}""")));
        bed.App.Delivery = peer.Delivery;
        bed.App.Commands.Add("/mail");
        var reply = await bed.Slack.CommandAsync(bed.Ann, bed.Support, "/mail", "open & mine");
        Assert.Equal("Three open", reply.Text);
        Assert.Equal("Three open", Assert.Single(bed.Slack.Ephemerals(bed.Ann)).Text);
        var received = Assert.Single(peer.All);
        Assert.Equal(("/mail", "open &amp; mine", "support", bed.Ann.Id), (received.Field("command"), received.Field("text"), received.Field("channel_name"), received.Field("user_id")));
        Assert.DoesNotContain("thread_ts", received.Body, StringComparison.Ordinal);
        var root = await bed.PostAsync("root");
        Assert.Equal("not_supported_in_threads", (await bed.Slack.CommandAsync(bed.Ann, bed.Support, "/mail", "open", root)).Failure);
        Assert.Equal("invalid_command", (await bed.Slack.CommandAsync(bed.Ann, bed.Support, "/other", "")).Failure);
    }

    [Fact]
    public async Task A_response_URL_serves_five_times_within_half_an_hour()
    {
        await using var bed = await FakeSlackBed.StartAsync(manual: true);
        await using var peer = await SlackHttpPeer.StartAsync();
        bed.App.Delivery = peer.Delivery;
        await bed.Slack.CommandAsync(bed.Ann, bed.Support, "/mail", "open");
        var url = peer.All[0].Field("response_url");
        for (var i = 0; i < 5; i++) Assert.Equal((HttpStatusCode.OK, "ok"), await bed.RespondAsync(url, $$"""{"text":"answer {{i}}"}"""));
        var (status, body) = await bed.RespondAsync(url, """{"text":"once more"}""");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("used_url", body, StringComparison.Ordinal);
        await bed.Slack.CommandAsync(bed.Ann, bed.Support, "/mail", "open");
        bed.Clock!.Advance(TimeSpan.FromMinutes(31));
        Assert.Contains("expired_url", (await bed.RespondAsync(peer.All[1].Field("response_url"), """{"text":"late"}""")).Body, StringComparison.Ordinal);
        Assert.Equal(5, bed.Slack.Ephemerals(bed.Ann).Count);
    }

    [Fact]
    public async Task An_ephemeral_message_changes_only_by_its_response_URL()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        await using var peer = await SlackHttpPeer.StartAsync();
        var posted = await bed.CallAsync("chat.postEphemeral", ("channel", bed.Support.Id), ("user", bed.Ann.Id), ("text", "sure?"), ("blocks", FakeSlackBed.Button("yes")));
        var ts = (string)posted["message_ts"]!;
        Assert.Equal("message_not_found", (string?)(await bed.CallAsync("chat.update", ("channel", bed.Support.Id), ("ts", ts), ("text", "x")))["error"]);
        bed.App.Delivery = peer.Delivery;
        await bed.Slack.ClickAsync(bed.Ann, bed.Support, ts, "yes");
        var payload = peer.All[^1].Json;
        Assert.Null(payload["message"]);
        Assert.True((bool)payload["container"]!["is_ephemeral"]!);
        await bed.RespondAsync((string)payload["response_url"]!, """{"replace_original":true,"text":"done"}""");
        Assert.Equal("done", Assert.Single(bed.Slack.Ephemerals(bed.Ann)).Text);
        await bed.RespondAsync((string)payload["response_url"]!, """{"delete_original":true}""");
        Assert.Empty(bed.Slack.Ephemerals(bed.Ann));
    }

    [Fact]
    public async Task An_app_that_refuses_or_is_away_leaves_the_person_with_an_error()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        Assert.Equal("dispatch_failed", (await bed.Slack.CommandAsync(bed.Ann, bed.Support, "/mail", "open")).Failure);
        await using var peer = await SlackHttpPeer.StartAsync(_ => Task.FromResult((500, "")));
        bed.App.Delivery = peer.Delivery;
        Assert.Equal("dispatch_failed", (await bed.Slack.CommandAsync(bed.Ann, bed.Support, "/mail", "open")).Failure);
    }

    [Fact]
    public async Task Shortcuts_and_the_home_tab_reach_the_app_over_Socket_Mode_too()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        var root = await bed.PostAsync("root");
        await bed.Slack.Events.SettledAsync();
        using var peer = await SlackSocketPeer.ConnectAsync(bed);
        await peer.TakeAsync();

        var command = bed.Slack.CommandAsync(bed.Ann, bed.Support, "/mail", "help");
        Assert.Equal(("slash_commands", true), Shape(await peer.TakeAsync(new JsonObject { ["text"] = "Help" })));
        Assert.Equal("Help", (await command).Text);

        var shortcut = bed.Slack.MessageShortcutAsync(bed.Ann, bed.Support, root, "mb_reply");
        var envelope = await peer.TakeAsync();
        Assert.Equal(("message_action", "mb_reply", root), ((string?)envelope["payload"]!["type"], (string?)envelope["payload"]!["callback_id"], (string?)envelope["payload"]!["message"]!["ts"]));
        Assert.True((await shortcut).Acknowledged);

        var home = bed.Slack.OpenHomeAsync(bed.Ann, bed.Install);
        Assert.Equal("app_home_opened", (string?)(await peer.TakeAsync())["payload"]!["event"]!["type"]);
        Assert.Null(await home);
        await bed.CallAsync("views.publish", ("user_id", bed.Ann.Id), ("view", $$"""{"type":"home","blocks":{{FakeSlackBed.Section("Your conversations")}}}"""));
        Assert.Equal("Your conversations", bed.Slack.Home(bed.Ann)!.AllText);

        static (string?, bool) Shape(JsonObject message) => ((string?)message["type"], (bool)message["accepts_response_payload"]!);
    }

    private static async Task<string> TriggerAsync(FakeSlackBed bed)
    {
        await using var peer = await SlackHttpPeer.StartAsync();
        bed.App.Delivery = peer.Delivery;
        await bed.Slack.GlobalShortcutAsync(bed.Ann, "new");
        return (string)peer.All[^1].Json["trigger_id"]!;
    }

    private static async Task<string> OpenAsync(FakeSlackBed bed, SlackHttpPeer peer, string view = Modal)
    {
        bed.App.Delivery = peer.Delivery;
        await bed.Slack.GlobalShortcutAsync(bed.Ann, "new");
        var opened = await bed.CallAsync("views.open", ("trigger_id", (string)peer.All[^1].Json["trigger_id"]!), ("view", view));
        Assert.True((bool)opened["ok"]!, opened.ToJsonString());
        return (string)opened["view"]!["id"]!;
    }
}

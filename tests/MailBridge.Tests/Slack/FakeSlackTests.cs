using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MailBridge.Testing.Slack;

namespace MailBridge.Tests.Slack;

/// <summary>The fake's Web API, held against Slack's reference.</summary>
public sealed class FakeSlackTests
{
    [Fact]
    public async Task A_call_needs_a_living_token_with_the_scope()
    {
        await using var bed = await FakeSlackBed.StartAsync();

        Assert.Equal("not_authed", await ErrorAsync(bed, null, "auth.test"));
        Assert.Equal("invalid_auth", await ErrorAsync(bed, "xoxb-nobody", "auth.test"));
        Assert.Equal("unknown_method", await ErrorAsync(bed, bed.Install.BotToken, "chat.shout"));
        Assert.Equal("not_allowed_token_type", await ErrorAsync(bed, bed.Install.BotToken, "apps.connections.open"));
        Assert.Equal("not_allowed_token_type", await ErrorAsync(bed, bed.App.AppToken, "chat.postMessage"));

        bed.Install.Scopes.Remove("users:read");
        var (_, body, headers) = await bed.SendAsync("users.info", bed.Install.BotToken, FakeSlackBed.Form(("user", bed.Ann.Id)));
        Assert.Equal(("missing_scope", "users:read"), ((string?)body["error"], (string?)body["needed"]));
        Assert.Contains("chat:write", (string)body["provided"]!, StringComparison.Ordinal);
        Assert.Contains("chat:write", Assert.Single(headers.GetValues("X-OAuth-Scopes")), StringComparison.Ordinal);

        await bed.Slack.RevokeTokenAsync(bed.Install);
        Assert.Equal("token_revoked", await ErrorAsync(bed, bed.Install.BotToken, "auth.test"));
    }

    [Fact]
    public async Task Auth_test_tells_the_bot_who_it_is()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        var me = await bed.CallAsync("auth.test");
        Assert.Equal((bed.Install.BotUser.Id, bed.Install.BotId, bed.Workspace.Id, "https://acme.slack.com/"), ((string?)me["user_id"], (string?)me["bot_id"], (string?)me["team_id"], (string?)me["url"]));
    }

    [Fact]
    public async Task A_method_that_takes_forms_only_does_not_see_a_JSON_body()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        var json = new StringContent($$"""{"user":"{{bed.Ann.Id}}"}""", Encoding.UTF8, "application/json");
        var (_, unseen, _) = await bed.SendAsync("users.info", bed.Install.BotToken, json);
        Assert.Equal("user_not_found", (string?)unseen["error"]);

        var post = new StringContent($$"""{"channel":"{{bed.Support.Id}}","text":"hello","blocks":{{FakeSlackBed.Section("hello")}}}""", Encoding.UTF8, "application/json");
        post.Headers.ContentType!.CharSet = null;
        var (_, posted, _) = await bed.SendAsync("chat.postMessage", bed.Install.BotToken, post);
        Assert.True((bool)posted["ok"]!);
        Assert.Equal("missing_charset", (string?)posted["warning"]);
    }

    [Fact]
    public async Task A_channel_takes_one_post_a_second_after_a_small_burst()
    {
        await using var bed = await FakeSlackBed.StartAsync(manual: true);
        var burst = new FakeSlackOptions().PostBurstPerChannel;
        for (var i = 0; i < burst; i++) await bed.PostAsync($"post {i}");

        var (status, body, headers) = await bed.SendAsync("chat.postMessage", bed.Install.BotToken, FakeSlackBed.Form(("channel", bed.Support.Id), ("text", "one too many")));
        Assert.Equal((HttpStatusCode.TooManyRequests, "ratelimited"), (status, (string?)body["error"]));
        Assert.Equal(TimeSpan.FromSeconds(1), headers.RetryAfter!.Delta);
        Assert.Equal(burst, bed.Slack.Messages(bed.Support).Count);

        bed.Clock!.Advance(TimeSpan.FromSeconds(1));
        await bed.PostAsync("in time");
        Assert.Equal("ratelimited", await PostErrorAsync(bed, bed.Support.Id));
        // Only this method is held back.
        Assert.True((bool)(await bed.CallAsync("auth.test"))["ok"]!);
    }

    [Fact]
    public async Task Where_the_bot_may_not_write_it_hears_why()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        var open = bed.Slack.AddChannel(bed.Workspace, "open", bed.Ann);
        var closed = bed.Slack.AddChannel(bed.Workspace, "closed", SlackChannelKind.Private, bed.Ann);
        Assert.Equal("not_in_channel", await PostErrorAsync(bed, open.Id));
        Assert.Equal("channel_not_found", await PostErrorAsync(bed, closed.Id));
        Assert.Equal("channel_not_found", await PostErrorAsync(bed, "C0NOWHERE"));
        Assert.True((bool)(await bed.CallAsync("conversations.join", ("channel", open.Id)))["ok"]!);
        Assert.Null(await PostErrorAsync(bed, open.Id));
        await bed.Slack.ArchiveChannelAsync(bed.Ann, open);
        Assert.Equal("is_archived", await PostErrorAsync(bed, open.Id));
        Assert.Equal("user_not_in_channel", (string?)(await bed.CallAsync("chat.postEphemeral", ("channel", bed.Support.Id), ("user", bed.Slack.AddUser(bed.Workspace, "bob").Id), ("text", "psst")))["error"]);
        bed.Install.Scopes.Remove("chat:write.customize");
        Assert.Equal("chat:write.customize", (string?)(await bed.CallAsync("chat.postMessage", ("channel", bed.Support.Id), ("text", "I am"), ("username", "Eve")))["needed"]);
        Assert.Equal("no_text", (string?)(await bed.CallAsync("chat.postMessage", ("channel", bed.Support.Id)))["error"]);
    }

    [Fact]
    public async Task A_reply_needs_a_parent_and_a_thread_gives_the_parent_first()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        var root = await bed.PostAsync("root", ("metadata", """{"event_type":"mailbridge_ticket","event_payload":{"msg":"m7"}}"""));
        var reply = await bed.PostAsync("reply", ("thread_ts", root));
        Assert.Equal("cannot_reply_to_message", (string?)(await bed.CallAsync("chat.postMessage", ("channel", bed.Support.Id), ("text", "x"), ("thread_ts", reply)))["error"]);
        Assert.Equal("cannot_reply_to_message", (string?)(await bed.CallAsync("chat.postMessage", ("channel", bed.Support.Id), ("text", "x"), ("thread_ts", "1.000001")))["error"]);

        var thread = await bed.CallAsync("conversations.replies", ("channel", bed.Support.Id), ("ts", root), ("include_all_metadata", "true"));
        Assert.Equal([root, reply], thread["messages"]!.AsArray().Select(m => (string)m!["ts"]!));
        Assert.Equal("m7", (string?)thread["messages"]![0]!["metadata"]!["event_payload"]!["msg"]);
        Assert.Equal(1, (int)thread["messages"]![0]!["reply_count"]!);
        Assert.Null((await bed.CallAsync("conversations.replies", ("channel", bed.Support.Id), ("ts", root)))["messages"]![0]!["metadata"]);
        Assert.Equal([root], (await bed.CallAsync("conversations.history", ("channel", bed.Support.Id)))["messages"]!.AsArray().Select(m => (string)m!["ts"]!));
        Assert.Equal("thread_not_found", (string?)(await bed.CallAsync("conversations.replies", ("channel", bed.Support.Id), ("ts", "1.000001")))["error"]);
        Assert.EndsWith($"/archives/{bed.Support.Id}/p{reply.Replace(".", "", StringComparison.Ordinal)}?thread_ts={root}&cid={bed.Support.Id}", (string)(await bed.CallAsync("chat.getPermalink", ("channel", bed.Support.Id), ("message_ts", reply)))["permalink"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_come_in_pages()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        for (var i = 0; i < 5; i++) bed.Slack.AddUser(bed.Workspace, $"agent{i}");
        var (seen, cursor) = (new List<string>(), "");
        do
        {
            var page = await bed.CallAsync("users.list", ("limit", "3"), ("cursor", cursor));
            seen.AddRange(page["members"]!.AsArray().Select(m => (string)m!["id"]!));
            cursor = (string)page["response_metadata"]!["next_cursor"]!;
        }
        while (cursor.Length > 0);
        Assert.Equal(7, seen.Distinct().Count());
        Assert.Equal("invalid_cursor", (string?)(await bed.CallAsync("users.list", ("cursor", "?")))["error"]);
    }

    [Fact]
    public async Task An_update_keeps_what_it_does_not_name_and_touches_only_the_bots_own()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        var own = await bed.PostAsync("first", ("blocks", FakeSlackBed.Section("first")), ("metadata", """{"event_type":"t","event_payload":{"a":1}}"""));
        var updated = await bed.CallAsync("chat.update", ("channel", bed.Support.Id), ("ts", own), ("text", "second"));
        Assert.Equal("second", (string?)updated["text"]);
        var message = bed.Slack.Message(bed.Support, own)!;
        Assert.Equal(("first", 1, "client"), (message.Blocks[0]!["text"]!["text"]!.GetValue<string>(), (int)message.Metadata!["event_payload"]!["a"]!, message.Parse));
        await bed.CallAsync("chat.update", ("channel", bed.Support.Id), ("ts", own), ("text", "third"), ("blocks", "[]"), ("metadata", "{}"));
        message = bed.Slack.Message(bed.Support, own)!;
        Assert.Empty(message.Blocks);
        Assert.Null(message.Metadata);

        Assert.Equal("msg_too_long", (string?)(await bed.CallAsync("chat.update", ("channel", bed.Support.Id), ("ts", own), ("text", new string('a', 4001))))["error"]);
        var hers = await bed.Slack.PostAsync(bed.Ann, bed.Support, "mine");
        Assert.Equal("cant_update_message", (string?)(await bed.CallAsync("chat.update", ("channel", bed.Support.Id), ("ts", hers.Ts), ("text", "x")))["error"]);
        Assert.Equal("cant_delete_message", (string?)(await bed.CallAsync("chat.delete", ("channel", bed.Support.Id), ("ts", hers.Ts)))["error"]);
        Assert.Equal("message_not_found", (string?)(await bed.CallAsync("chat.update", ("channel", bed.Support.Id), ("ts", "1.1"), ("text", "x")))["error"]);
    }

    [Fact]
    public async Task Reactions_come_once_and_go_once()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        var ts = await bed.PostAsync("look");
        (string, string)[] eyes = [("channel", bed.Support.Id), ("timestamp", ts), ("name", "eyes")];
        Assert.True((bool)(await bed.CallAsync("reactions.add", eyes))["ok"]!);
        Assert.Equal("already_reacted", (string?)(await bed.CallAsync("reactions.add", eyes))["error"]);
        Assert.True((bool)(await bed.CallAsync("reactions.remove", eyes))["ok"]!);
        Assert.Equal("no_reaction", (string?)(await bed.CallAsync("reactions.remove", eyes))["error"]);
        Assert.Equal("invalid_name", (string?)(await bed.CallAsync("reactions.add", ("channel", bed.Support.Id), ("timestamp", ts), ("name", ":eyes:")))["error"]);
    }

    [Fact]
    public async Task A_file_is_announced_uploaded_completed_and_fetched_with_the_token_only()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        var root = await bed.PostAsync("root");
        var place = await bed.CallAsync("files.getUploadURLExternal", ("filename", "invoice.pdf"), ("length", "4"));
        var id = (string)place["file_id"]!;
        Assert.Equal(HttpStatusCode.BadRequest, await bed.UploadAsync((string)place["upload_url"]!, "toolong"u8.ToArray()));
        Assert.Equal(HttpStatusCode.OK, await bed.UploadAsync((string)place["upload_url"]!, "%PDF"u8.ToArray()));
        var done = await bed.CallAsync("files.completeUploadExternal", ("files", $$"""[{"id":"{{id}}","title":"Invoice"}]"""), ("channel_id", bed.Support.Id), ("thread_ts", root));
        Assert.True((bool)done["ok"]!, done.ToJsonString());
        Assert.Null(done["files"]![0]!["shares"]);

        var shared = Assert.Single(bed.Slack.Thread(bed.Support, root), m => m.Files.Count > 0);
        var file = (await bed.CallAsync("files.info", ("file", id)))["file"]!;
        Assert.Equal(shared.Ts, (string?)file["shares"]!["public"]![bed.Support.Id]![0]!["ts"]);
        var url = (string)file["url_private_download"]!;
        Assert.Equal((HttpStatusCode.OK, "application/pdf", "%PDF"), await bed.GetAsync(url, bed.Install.BotToken));
        Assert.Equal((HttpStatusCode.OK, "text/html"), await TypeAsync(null));
        bed.Install.Scopes.Remove("files:read");
        Assert.Equal((HttpStatusCode.OK, "text/html"), await TypeAsync(bed.Install.BotToken));
        Assert.Equal("invalid_arguments", (string?)(await bed.CallAsync("files.getUploadURLExternal", ("filename", "empty"), ("length", "0")))["error"]);
        Assert.Equal("file_not_found", (string?)(await bed.CallAsync("files.completeUploadExternal", ("files", $$"""[{"id":"{{id}}"}]""")))["error"]);

        async Task<(HttpStatusCode, string?)> TypeAsync(string? token)
        {
            var (status, type, _) = await bed.GetAsync(url, token);
            return (status, type);
        }
    }

    [Fact]
    public async Task A_fault_strikes_before_or_after_the_effect()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        bed.Slack.Faults.Next("chat.postMessage", new SlackFault.HttpStatus(502));
        bed.Slack.Faults.Next("chat.postMessage", new SlackFault.HttpStatus(500) { AfterEffect = true });
        bed.Slack.Faults.Next("chat.postMessage", new SlackFault.Reset { AfterEffect = true });
        bed.Slack.Faults.Next("chat.postMessage", new SlackFault.RateLimited(7));

        Assert.Equal(HttpStatusCode.BadGateway, (await SendAsync("lost")).Status);
        Assert.Equal(HttpStatusCode.InternalServerError, (await SendAsync("done all the same")).Status);
        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync("cut"));
        Assert.Equal(TimeSpan.FromSeconds(7), (await SendAsync("wait")).Headers.RetryAfter!.Delta);

        Assert.Equal(["done all the same", "cut"], bed.Slack.Messages(bed.Support).Select(m => m.Text));
        Assert.Equal([502, 500, 0, 429], bed.Slack.CallsOf("chat.postMessage").Select(c => c.Status));

        Task<(HttpStatusCode Status, JsonObject Body, System.Net.Http.Headers.HttpResponseHeaders Headers)> SendAsync(string text) =>
            bed.SendAsync("chat.postMessage", bed.Install.BotToken, FakeSlackBed.Form(("channel", bed.Support.Id), ("text", text)));
    }

    [Fact]
    public async Task Silence_lasts_until_the_caller_gives_up_and_a_cut_answer_is_no_answer()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        bed.Slack.Faults.Next("auth.test", new SlackFault.Silence());
        var calling = bed.CallAsync("auth.test");
        await bed.Slack.WaitForAsync(s => s.CallsOf("auth.test").Count == 1, FakeSlackBed.Ct);
        Assert.False(calling.IsCompleted);
        bed.Slack.Faults.Next("chat.postMessage", new SlackFault.Truncated { AfterEffect = true });
        await Assert.ThrowsAnyAsync<Exception>(() => bed.PostAsync("cut off"));
        Assert.Equal("cut off", Assert.Single(bed.Slack.Messages(bed.Support)).Text);
        await bed.Slack.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => calling);
    }

    [Fact]
    public async Task Random_faults_are_the_same_for_one_seed()
    {
        var first = await StatusesAsync();
        Assert.Contains(200, first);
        Assert.Contains(429, first);
        Assert.Contains(500, first);
        Assert.Equal(first, await StatusesAsync());

        static async Task<List<int>> StatusesAsync()
        {
            await using var bed = await FakeSlackBed.StartAsync(new FakeSlackOptions { Seed = 5, RateLimits = false });
            bed.Slack.Faults.Randomly("*", 0.4, new SlackFault.RateLimited(), new SlackFault.HttpStatus(500) { AfterEffect = true });
            for (var i = 0; i < 40; i++) await bed.CallAsync("auth.test");
            return [.. bed.Slack.Calls.Select(c => c.Status)];
        }
    }

    [Fact]
    public async Task A_file_that_is_still_scanned_is_shared_later()
    {
        await using var bed = await FakeSlackBed.StartAsync(new FakeSlackOptions { FileScan = TimeSpan.FromSeconds(2) }, manual: true);
        var place = await bed.CallAsync("files.getUploadURLExternal", ("filename", "a.txt"), ("length", "1"));
        await bed.UploadAsync((string)place["upload_url"]!, "a"u8.ToArray());
        await bed.CallAsync("files.completeUploadExternal", ("files", $$"""[{"id":"{{place["file_id"]}}"}]"""), ("channel_id", bed.Support.Id));
        Assert.Null((await bed.CallAsync("files.info", ("file", (string)place["file_id"]!)))["file"]!["shares"]);
        bed.Clock!.Advance(TimeSpan.FromSeconds(2));
        await bed.Slack.WaitForAsync(s => s.Messages(bed.Support).Count == 1, FakeSlackBed.Ct);
        Assert.NotNull((await bed.CallAsync("files.info", ("file", (string)place["file_id"]!)))["file"]!["shares"]);
    }

    [Fact]
    public async Task Two_channels_may_give_the_same_ts_but_no_channel_gives_one_twice()
    {
        await using var bed = await FakeSlackBed.StartAsync(new FakeSlackOptions { RateLimits = false }, manual: true);
        var other = bed.Slack.AddChannel(bed.Workspace, "other", bed.Install.BotUser);
        var here = await bed.PostAsync("here");
        Assert.Equal(here, (string?)(await bed.CallAsync("chat.postMessage", ("channel", other.Id), ("text", "there")))["ts"]);
        var more = new List<string> { here };
        for (var i = 0; i < 20; i++) more.Add(await bed.PostAsync("more"));
        Assert.Equal(more.Distinct().Order(StringComparer.Ordinal), more);
        Assert.All(more, ts => Assert.Matches(@"^\d{10}\.\d{6}$", ts));
    }

    [Fact]
    public async Task An_email_finds_only_who_is_active()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        Assert.Equal(bed.Ann.Id, (string?)(await bed.CallAsync("users.lookupByEmail", ("email", "Ann@team.example")))["user"]!["id"]);
        bed.Ann.Deleted = true;
        Assert.Equal("users_not_found", (string?)(await bed.CallAsync("users.lookupByEmail", ("email", "ann@team.example")))["error"]);
        bed.Install.Scopes.Remove("users:read.email");
        Assert.Null((await bed.CallAsync("users.info", ("user", bed.Ann.Id)))["user"]!["profile"]!["email"]);
    }

    [Fact]
    public async Task A_code_of_the_consent_page_gives_one_token()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        var other = bed.Slack.AddWorkspace("globex");
        var code = bed.Slack.IssueCode(bed.App, other, "https://mb.example.com/slack/oauth/callback");
        (string, string)[] fields = [("client_id", bed.App.ClientId), ("client_secret", bed.App.ClientSecret), ("code", code), ("redirect_uri", "https://mb.example.com/slack/oauth/callback")];
        var (_, given, _) = await bed.SendAsync("oauth.v2.access", null, FakeSlackBed.Form(fields));
        Assert.Equal((true, other.Id), ((bool)given["ok"]!, (string?)given["team"]!["id"]));
        Assert.Equal(other.Id, (string?)(await bed.SendAsync("auth.test", (string)given["access_token"]!, FakeSlackBed.Form())).Body["team_id"]);
        Assert.Equal("invalid_code", (string?)(await bed.SendAsync("oauth.v2.access", null, FakeSlackBed.Form(fields))).Body["error"]);
    }

    private static async Task<string?> ErrorAsync(FakeSlackBed bed, string? token, string method) =>
        (string?)(await bed.SendAsync(method, token, FakeSlackBed.Form())).Body["error"];

    private static async Task<string?> PostErrorAsync(FakeSlackBed bed, string channel) =>
        (string?)(await bed.CallAsync("chat.postMessage", ("channel", channel), ("text", "hello")))["error"];
}

using MailBridge.SlackApi.Blocks;
using MailBridge.SlackApi.Payloads;
using MailBridge.SlackApi.Web;

namespace MailBridge.SlackApi.Tests.Web;

/// <summary>Each method: the form as it goes out, byte for byte, and what is made of the answer on the method's page.</summary>
public sealed class MethodTests
{
    private readonly ScriptedHttp _http = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Auth_test_tells_who_the_token_is_and_what_it_may_do()
    {
        _http.Json(
            """{"ok":true,"url":"https://acme.slack.com/","team":"Acme","user":"mailbridge","team_id":"T1","user_id":"U0BOT","bot_id":"B1","is_enterprise_install":false}""",
            scopes: "chat:write,files:read");
        var who = await _http.Client().Auth.TestAsync(Ct);
        Assert.Equal(("T1", "Acme", "https://acme.slack.com/", "U0BOT", "B1"), (who.TeamId, who.Team, who.Url, who.UserId, who.BotId));
        Assert.Equal(["chat:write", "files:read"], who.Scopes);
        Assert.Equal(
            new SentRequest("POST https://slack.com/api/auth.test", "Bearer xoxb-1-secret", "application/x-www-form-urlencoded", ""), Assert.Single(_http.Sent));
    }

    [Fact]
    public async Task A_message_goes_out_as_a_form_that_nothing_in_it_can_make_ping()
    {
        _http.Json("""{"ok":true,"channel":"C1","ts":"1795300000.000200","message":{"text":"hi","ts":"1795300000.000200","bot_id":"B1","type":"message"}}""");
        var posted = await _http.Client().Chat.PostMessageAsync(
            new PostMessage
            {
                Channel = "C1",
                Text = "Grüße & mehr",
                Blocks = [new SectionBlock(new MrkdwnText("*a*")) { BlockId = "b" }],
                ThreadTs = "1795299000.000100",
                Metadata = new("mailbridge_ticket", new Dictionary<string, string> { ["msg"] = "m7" }),
                Username = "Ann (e-mail)",
                IconUrl = "https://x.example/a.png",
            },
            Ct);
        Assert.Equal(("C1", "1795300000.000200", "B1"), (posted.Channel, posted.Ts, posted.Message!.BotId));
        Assert.Equal("POST https://slack.com/api/chat.postMessage", _http.Sent[0].Line);
        Assert.Equal(
            "channel=C1&text=Gr%C3%BC%C3%9Fe+%26+mehr"
            + "&blocks=%5B%7B%22type%22%3A%22section%22%2C%22block_id%22%3A%22b%22%2C%22text%22%3A%7B%22type%22%3A%22mrkdwn%22%2C%22text%22%3A%22%2Aa%2A%22%7D%7D%5D"
            + "&thread_ts=1795299000.000100"
            + "&metadata=%7B%22event_type%22%3A%22mailbridge_ticket%22%2C%22event_payload%22%3A%7B%22msg%22%3A%22m7%22%7D%7D"
            + "&username=Ann+%28e-mail%29&icon_url=https%3A%2F%2Fx.example%2Fa.png&parse=none&unfurl_links=false&unfurl_media=false",
            _http.Sent[0].Body);
    }

    [Fact]
    public async Task An_edit_sends_text_and_blocks_so_that_nothing_old_is_left()
    {
        _http.Json("""{"ok":true,"channel":"C1","ts":"17.1","text":"new"}""");
        Assert.Equal(new PostedMessage("C1", "17.1"), await _http.Client().Chat.UpdateAsync(new UpdateMessage { Channel = "C1", Ts = "17.1", Text = "new" }, Ct));
        Assert.Equal("channel=C1&ts=17.1&text=new&blocks=%5B%5D&parse=none", _http.Sent[0].Body);
    }

    [Fact]
    public async Task The_small_methods_of_chat_send_what_their_pages_ask_for()
    {
        _http.Json("""{"ok":true,"channel":"C1","ts":"17.1"}""").Json("""{"ok":true,"message_ts":"17.2"}""")
            .Json("""{"ok":true,"channel":"C1","permalink":"https://acme.slack.com/archives/C1/p171"}""");
        var chat = _http.Client().Chat;
        await chat.DeleteAsync("C1", "17.1", Ct);
        Assert.Equal("17.2", await chat.PostEphemeralAsync(new PostEphemeral { Channel = "C1", User = "U1", Text = "psst", ThreadTs = "17.0" }, Ct));
        Assert.Equal("https://acme.slack.com/archives/C1/p171", await chat.GetPermalinkAsync("C1", "17.1", Ct));
        Assert.Equal(
            [
                ("POST https://slack.com/api/chat.delete", "channel=C1&ts=17.1"),
                ("POST https://slack.com/api/chat.postEphemeral", "channel=C1&user=U1&text=psst&thread_ts=17.0&parse=none"),
                ("POST https://slack.com/api/chat.getPermalink", "channel=C1&message_ts=17.1"),
            ],
            _http.Sent.Select(s => (s.Line, s.Body)));
    }

    [Fact]
    public async Task A_list_is_read_page_by_page_until_the_cursor_is_empty()
    {
        _http
            .Json("""{"ok":true,"channels":[{"id":"C1","name":"support","is_member":true}],"response_metadata":{"next_cursor":"dGVhbTpD="}}""")
            .Json("""{"ok":true,"channels":[{"id":"G1","name":"vip","is_private":true,"is_archived":false}],"response_metadata":{"next_cursor":""}}""");
        var channels = await _http.Client().Conversations.ListAsync(Ct).ToListAsync(Ct);
        Assert.Equal(
            [new SlackConversation("C1", "support") { IsMember = true }, new SlackConversation("G1", "vip") { IsPrivate = true }], channels);
        Assert.Equal(
            [
                "types=public_channel%2Cprivate_channel&exclude_archived=true&limit=200",
                "types=public_channel%2Cprivate_channel&exclude_archived=true&limit=200&cursor=dGVhbTpD%3D",
            ],
            _http.Sent.Select(s => s.Body));
    }

    [Fact]
    public async Task A_page_is_asked_for_only_when_somebody_wants_it()
    {
        _http.Json("""{"ok":true,"members":["U1","U2"],"response_metadata":{"next_cursor":"more"}}""");
        await foreach (var member in _http.Client().Conversations.MembersAsync("C1", Ct))
        {
            Assert.Equal("U1", member);
            break;
        }
        Assert.Single(_http.Sent);
    }

    [Fact]
    public async Task A_cursor_that_stands_still_ends_the_list()
    {
        const string page = """{"ok":true,"members":["U1"],"response_metadata":{"next_cursor":"x"}}""";
        _http.Json(page).Json(page);
        Assert.Equal(["U1", "U1"], await _http.Client().Conversations.MembersAsync("C1", Ct).ToListAsync(Ct));
    }

    [Fact]
    public async Task A_thread_is_searched_for_the_metadata_of_a_message()
    {
        _http.Json(
            """{"ok":true,"messages":[{"type":"message","user":"U1","text":"root","ts":"17.0","thread_ts":"17.0","reply_count":1},"""
            + """{"type":"message","bot_id":"B1","text":"a","ts":"17.1","thread_ts":"17.0","metadata":{"event_type":"mailbridge_ticket","event_payload":{"msg":"m7","n":3}}}],"has_more":false}""");
        var thread = await _http.Client(new SlackOptions { PageSize = 15 })
            .Conversations.RepliesAsync("C1", "17.0", new HistoryRange { Oldest = "16.9", Inclusive = true }, Ct).ToListAsync(Ct);
        Assert.Equal(("C1", false, 1L), (thread[0].Channel, thread[0].IsReply, thread[0].ReplyCount));
        Assert.True(thread[1].IsReply);
        Assert.Equal(("m7", "3"), (thread[1].Metadata!.EventPayload["msg"], thread[1].Metadata!.EventPayload["n"]));
        Assert.Equal("channel=C1&ts=17.0&oldest=16.9&inclusive=true&include_all_metadata=true&limit=15", _http.Sent[0].Body);
    }

    [Fact]
    public async Task A_person_is_called_by_the_name_that_colleagues_see()
    {
        _http.Json(
            """{"ok":true,"user":{"id":"U1","team_id":"T1","name":"ann","deleted":false,"is_bot":false,"is_restricted":true,"tz":"Europe/Berlin","is_email_confirmed":true"""
            + ""","profile":{"real_name":"Ann Example","display_name":"","email":"ann@acme.example","image_48":"https://x/48","image_72":"https://x/72"}}}""");
        var ann = await _http.Client().Users.InfoAsync("U1", Ct);
        Assert.Equal(("Ann Example", "ann@acme.example", "https://x/72", true, false), (ann.CalledName, ann.Email, ann.ImageUrl, ann.IsRestricted, ann.IsDeleted));
        Assert.Equal("user=U1", _http.Sent[0].Body);
    }

    [Fact]
    public async Task An_address_that_nobody_has_is_nobody()
    {
        _http.Json("""{"ok":false,"error":"users_not_found"}""");
        Assert.Null(await _http.Client().Users.LookupByEmailAsync("who+1@acme.example", Ct));
        Assert.Equal("email=who%2B1%40acme.example", _http.Sent[0].Body);
    }

    [Fact]
    public async Task A_reaction_that_is_there_already_is_fine()
    {
        _http.Json("""{"ok":false,"error":"already_reacted"}""").Json("""{"ok":false,"error":"no_reaction"}""").Json("""{"ok":false,"error":"too_many_reactions"}""");
        var reactions = _http.Client().Reactions;
        await reactions.AddAsync("C1", "17.1", "eyes", Ct);
        await reactions.RemoveAsync("C1", "17.1", "eyes", Ct);
        Assert.Equal("channel=C1&timestamp=17.1&name=eyes", _http.Sent[0].Body);
        await Assert.ThrowsAsync<SlackRefusedException>(() => reactions.AddAsync("C1", "17.1", "eyes", Ct));
    }

    [Fact]
    public async Task A_modal_is_opened_filled_and_a_home_tab_published()
    {
        const string answer = """{"ok":true,"view":{"id":"V1","type":"modal","hash":"156772938.1827394","callback_id":"reply","private_metadata":"42"}}""";
        _http.Json(answer).Json(answer).Json(answer);
        var views = _http.Client().Views;
        var modal = new ModalView(new PlainText("Reply"), [new DividerBlock()]) { CallbackId = "reply" };
        var opened = await views.OpenAsync("1.2.abc", modal, Ct);
        Assert.Equal(("V1", "156772938.1827394", "reply", "42"), (opened.Id, opened.Hash, opened.CallbackId, opened.PrivateMetadata));
        await views.UpdateAsync("V1", modal, opened.Hash, Ct);
        await views.PublishAsync("U1", new HomeView([]), null, Ct);
        const string json = "%7B%22type%22%3A%22modal%22%2C%22title%22%3A%7B%22type%22%3A%22plain_text%22%2C%22text%22%3A%22Reply%22%7D%2C"
            + "%22blocks%22%3A%5B%7B%22type%22%3A%22divider%22%7D%5D%2C%22callback_id%22%3A%22reply%22%7D";
        Assert.Equal(
            [
                "trigger_id=1.2.abc&view=" + json,
                "view_id=V1&view=" + json + "&hash=156772938.1827394",
                "user_id=U1&view=%7B%22type%22%3A%22home%22%2C%22blocks%22%3A%5B%5D%7D",
            ],
            _http.Sent.Select(s => s.Body));
    }

    [Fact]
    public async Task A_channel_is_joined_and_a_direct_message_opened()
    {
        _http.Json("""{"ok":true,"channel":{"id":"C1","name":"support","is_member":true},"warning":"already_in_channel"}""")
            .Json("""{"ok":true,"channel":{"id":"D1"}}""").Json("""{"ok":true,"channel":{"id":"C1","name":"support","is_archived":true}}""");
        var conversations = _http.Client().Conversations;
        Assert.True((await conversations.JoinAsync("C1", Ct)).IsMember);
        Assert.Equal("D1", await conversations.OpenAsync("U1", Ct));
        Assert.True((await conversations.InfoAsync("C1", Ct)).IsArchived);
        Assert.Equal(["channel=C1", "users=U1", "channel=C1"], _http.Sent.Select(s => s.Body));
    }

    [Fact]
    public async Task The_base_URL_may_be_a_stand_in_for_Slack()
    {
        _http.Json("""{"ok":true,"team":{"id":"T1","name":"Acme","domain":"acme"}}""");
        var options = new SlackOptions { BaseUrl = new Uri("http://localhost:4999/slack/api") };
        Assert.Equal(new TeamInfo("T1", "Acme", "acme"), await _http.Client(options).Auth.TeamInfoAsync(Ct));
        Assert.Equal("POST http://localhost:4999/slack/api/team.info", _http.Sent[0].Line);
    }

    [Theory]
    [InlineData("ftp://slack.com/api/")]
    [InlineData("https://user:password@slack.com/api/")]
    [InlineData("/api/")]
    public void A_base_URL_that_is_none_is_refused(string url) =>
        Assert.ThrowsAny<ArgumentException>(() => new SlackOptions { BaseUrl = new Uri(url, UriKind.RelativeOrAbsolute) });

    [Fact]
    public async Task Blocks_beyond_a_limit_are_not_sent()
    {
        var message = new PostMessage { Channel = "C1", Text = "x", Blocks = [new HeaderBlock(new PlainText(new string('x', 151)))] };
        var fault = await Assert.ThrowsAsync<BlockLimitException>(() => _http.Client().Chat.PostMessageAsync(message, Ct));
        Assert.Equal("blocks[0].text: 151 characters, at most 150", fault.Message);
        Assert.Empty(_http.Sent);
    }

    [Fact]
    public async Task Fields_that_Slack_adds_leaves_out_or_nulls_do_no_harm()
    {
        _http.Json("""{"ok":true,"ts":"17.1","message":{"files":[null,3],"blocks":null,"text":null,"user":{"id":"U1"},"new_field":[[]]},"channel":null}""");
        var posted = await _http.Client().Chat.PostMessageAsync(new PostMessage { Channel = "C1", Text = "x" }, Ct);
        Assert.Equal(("C1", "17.1", ""), (posted.Channel, posted.Ts, posted.Message!.Text));
    }

    [Fact]
    public async Task An_answer_through_a_response_URL_carries_no_token()
    {
        _http.Text("ok", mediaType: "text/plain").Json("""{"ok":true}""");
        var urls = _http.Client().ResponseUrls;
        await urls.RespondAsync("https://hooks.slack.com/actions/T1/1/abc", new ResponseMessage { Text = "done <3", ReplaceOriginal = true }, Ct);
        await urls.RespondAsync("https://hooks.slack.com/actions/T1/1/abc", new ResponseMessage { DeleteOriginal = true }, Ct);
        Assert.Equal(
            new SentRequest(
                "POST https://hooks.slack.com/actions/T1/1/abc", null, "application/json; charset=utf-8", """{"replace_original":true,"text":"done <3"}"""),
            _http.Sent[0]);
        Assert.Equal("""{"delete_original":true}""", _http.Sent[1].Body);
    }

    [Theory]
    [InlineData("https://evil.example/actions/T1")]
    [InlineData("http://hooks.slack.com/actions/T1")]
    [InlineData("https://hooks.slack.com.evil.example/")]
    [InlineData("https://evilslack.com/")]
    [InlineData("https://hooks.slack.com@evil.example/")]
    [InlineData("https://x:y@hooks.slack.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("hooks")]
    public async Task A_response_URL_of_somebody_else_is_not_used(string url)
    {
        var fault = await Assert.ThrowsAsync<SlackUnansweredException>(() => _http.Client().ResponseUrls.RespondAsync(url, new ResponseMessage { Text = "x" }, Ct));
        Assert.Equal((SlackSilence.NotTrusted, SlackVerdict.GiveUp), (fault.Silence, fault.Verdict));
        Assert.Empty(_http.Sent);
    }

    [Fact]
    public async Task A_used_up_response_URL_is_a_refusal()
    {
        _http.Text("used_url", System.Net.HttpStatusCode.NotFound, "text/plain").Json("""{"ok":false,"error":"expired_url"}""");
        var urls = _http.Client().ResponseUrls;
        var used = await Assert.ThrowsAsync<SlackRefusedException>(() => urls.RespondAsync("https://hooks.slack.com/x", new ResponseMessage { Text = "x" }, Ct));
        Assert.Equal(("used_url", SlackVerdict.GiveUp), (used.Error, used.Verdict));
        var expired = await Assert.ThrowsAsync<SlackRefusedException>(() => urls.RespondAsync("https://hooks.slack.com/x", new ResponseMessage { Text = "x" }, Ct));
        Assert.Equal("expired_url", expired.Error);
    }
}

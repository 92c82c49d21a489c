using System.Text;
using MailBridge.SlackApi.Blocks;
using MailBridge.SlackApi.Payloads;

namespace MailBridge.SlackApi.Tests.Payloads;

/// <summary>Events as their pages show them (https://docs.slack.dev/reference/events), shortened.</summary>
public sealed class EventTests
{
    internal static SlackPayload Json(string json) => SlackPayloadReader.Read("application/json", Encoding.UTF8.GetBytes(json));

    private static SlackEvent Event(string json) => Callback(json).Event;

    private static SlackPayload.EventCallback Callback(string json) => Assert.IsType<SlackPayload.EventCallback>(Json(
        """{"token":"x","team_id":"T1","context_team_id":"T1","api_app_id":"A1","type":"event_callback","event_id":"Ev1","event_time":1795300000"""
        + ""","authorizations":[{"enterprise_id":null,"team_id":"T1","user_id":"U0BOT","is_bot":true,"is_enterprise_install":false}],"is_ext_shared_channel":true,"event":"""
        + json + "}"));

    [Fact]
    public void The_handshake_brings_a_challenge() =>
        Assert.Equal(new SlackPayload.UrlVerification("abc"), Json("""{"token":"x","challenge":"abc","type":"url_verification"}"""));

    [Fact]
    public void A_message_comes_with_its_place_its_writer_and_its_words()
    {
        var callback = Callback(
            """{"type":"message","channel":"C1","channel_type":"channel","user":"U1","text":"hi &amp; bye","ts":"1795300000.000200","thread_ts":"1795299000.000100","event_ts":"1795300000.000200","team":"T1","""
            + """ "client_msg_id":"x","blocks":[{"type":"rich_text","block_id":"b","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"hi & bye"}]}]}]}""");
        Assert.Equal(
            ("T1", "A1", "Ev1", DateTimeOffset.FromUnixTimeSeconds(1795300000), true, "U0BOT"),
            (callback.Team, callback.AppId, callback.EventId, callback.EventTime, callback.IsExternallyShared, callback.AuthorizedUser));
        var message = Assert.IsType<SlackEvent.MessagePosted>(callback.Event).Message;
        Assert.Equal(
            ("C1", "channel", "U1", "hi &amp; bye", "1795300000.000200", "1795299000.000100"),
            (message.Channel, message.ChannelType, message.User, message.Text, message.Ts, message.ThreadRoot));
        Assert.True(message.IsReply);
        Assert.Null(message.Subtype);
        Assert.IsType<RichTextSection>(message.RichText[0].Elements[0]);
        Assert.Equal("Ev1", callback.DeliveryId);
    }

    [Fact]
    public void A_mention_comes_twice_and_is_known_by_its_message()
    {
        const string rest = """ "channel":"C1","user":"U1","text":"<@U0BOT> reply","ts":"17.5","event_ts":"17.5"}""";
        var (message, mention) = (Callback("""{"type":"message",""" + rest), Callback("""{"type":"app_mention",""" + rest));
        Assert.IsType<SlackEvent.AppMention>(mention.Event);
        Assert.Equal(new SlackMessageKey("T1", "C1", "17.5"), message.MessageKey);
        Assert.Equal(message.MessageKey, mention.MessageKey);
    }

    [Theory]
    [InlineData("file_share")]
    [InlineData("thread_broadcast")]
    [InlineData("me_message")]
    [InlineData("bot_message")]
    public void A_posted_message_may_have_a_subtype(string subtype)
    {
        var posted = Assert.IsType<SlackEvent.MessagePosted>(Event($$"""{"type":"message","subtype":"{{subtype}}","channel":"C1","ts":"17.1","text":""}"""));
        Assert.Equal(subtype, posted.Message.Subtype);
    }

    [Theory]
    [InlineData("channel_join")]
    [InlineData("channel_topic")]
    [InlineData("ekm_access_denied")]
    [InlineData("a_subtype_of_tomorrow")]
    public void What_is_said_about_a_channel_is_no_message(string subtype)
    {
        var callback = Callback($$"""{"type":"message","subtype":"{{subtype}}","channel":"C1","ts":"17.1","text":"x"}""");
        Assert.IsType<SlackEvent.Housekeeping>(callback.Event);
        Assert.Null(callback.MessageKey);
    }

    [Fact]
    public void A_shared_file_says_whether_its_bytes_can_be_had()
    {
        var message = Assert.IsType<SlackEvent.MessagePosted>(Event(
            """{"type":"message","subtype":"file_share","channel":"C1","user":"U1","ts":"17.1","text":"","files":["""
            + """{"id":"F1","name":"a.pdf","title":"A","mimetype":"application/pdf","size":3,"url_private":"https://files.slack.com/a","url_private_download":"https://files.slack.com/download/a","mode":"hosted","permalink":"https://acme.slack.com/files/F1"},"""
            + """{"id":"F2","file_access":"check_file_info"},{"id":"F3","mode":"tombstone"},{"id":"F4","mode":"hidden_by_limit"},"""
            + """{"id":"F5","mode":"external","is_external":true,"url_private":"https://drive.example/x"},{"id":"F6","file_access":"file_not_found"}]}""")).Message;
        Assert.Equal(
            [
                SlackFileAccess.Available, SlackFileAccess.AskInfo, SlackFileAccess.Gone, SlackFileAccess.Gone, SlackFileAccess.External, SlackFileAccess.Gone,
            ],
            message.Files.Select(f => f.Access));
        Assert.Equal(("https://files.slack.com/download/a", 3L, "application/pdf"), (message.Files[0].DownloadUrl, message.Files[0].Size, message.Files[0].Mimetype));
    }

    [Fact]
    public void An_edit_is_told_from_an_unfurled_link()
    {
        var edit = Assert.IsType<SlackEvent.MessageChanged>(Event(
            """{"type":"message","subtype":"message_changed","hidden":true,"channel":"C1","channel_type":"channel","ts":"18.0","event_ts":"18.0","""
            + """ "message":{"type":"message","user":"U1","text":"new","ts":"17.1","thread_ts":"17.0","edited":{"user":"U1","ts":"18.0"}},"previous_message":{"type":"message","user":"U1","text":"old","ts":"17.1","thread_ts":"17.0"}}"""));
        Assert.True(edit.IsEdit);
        Assert.Equal(("18.0", "C1", "channel", "17.1", "new", "old"), (edit.EventTs, edit.Message.Channel, edit.Message.ChannelType, edit.Message.Ts, edit.Message.Text, edit.Previous!.Text));
        var unfurl = Assert.IsType<SlackEvent.MessageChanged>(Event(
            """{"type":"message","subtype":"message_changed","channel":"C1","ts":"19.0","message":{"ts":"17.1","text":"new","edited":{"user":"U1","ts":"18.0"}},"previous_message":{"ts":"17.1","text":"new","edited":{"user":"U1","ts":"18.0"}}}"""));
        Assert.False(unfurl.IsEdit);
    }

    [Theory]
    [InlineData("new", """{"user":"U1","text":"old","ts":"17.1"}""", true)]
    [InlineData("old", """{"user":"U1","text":"old","ts":"17.1"}""", false)]
    [InlineData("new", "null", true)]
    public void An_edit_whose_time_is_not_said_is_told_by_the_words(string text, string previous, bool isEdit)
    {
        var changed = Assert.IsType<SlackEvent.MessageChanged>(Event(
            $$"""{"type":"message","subtype":"message_changed","channel":"C1","ts":"18.0","message":{"user":"U1","text":"{{text}}","ts":"17.1"},"previous_message":{{previous}}}"""));
        Assert.Equal(isEdit, changed.IsEdit);
    }

    [Theory]
    [InlineData("""{"event_type":"post","event_payload":{"key":"k1"}}""", "k1")]
    [InlineData("\"{\\\"event_type\\\":\\\"post\\\",\\\"event_payload\\\":{\\\"key\\\":\\\"k1\\\"}}\"", "k1")]
    [InlineData("\"not JSON\"", null)]
    [InlineData("\"\"", null)]
    public void Metadata_is_read_as_an_object_and_as_the_text_that_was_sent(string metadata, string? key)
    {
        var message = Assert.IsType<SlackEvent.MessagePosted>(Event(
            $$"""{"type":"message","channel":"C1","user":"U1","text":"x","ts":"17.1","metadata":{{metadata}} }""")).Message;
        Assert.Equal(key, message.Metadata?.EventPayload["key"]);
    }

    [Fact]
    public void A_deleted_message_is_named()
    {
        var deleted = Assert.IsType<SlackEvent.MessageDeleted>(Event(
            """{"type":"message","subtype":"message_deleted","hidden":true,"channel":"C1","ts":"19.0","deleted_ts":"17.1","previous_message":{"user":"U1","text":"old","ts":"17.1"}}"""));
        Assert.Equal(("C1", "17.1", "old"), (deleted.Channel, deleted.DeletedTs, deleted.Previous!.Text));
        var tombstone = Assert.IsType<SlackEvent.MessageChanged>(Event(
            """{"type":"message","subtype":"message_changed","channel":"C1","ts":"19.0","message":{"subtype":"tombstone","text":"This message was deleted.","user":"USLACKBOT","ts":"17.0","thread_ts":"17.0","edited":{"ts":"19.0"}},"previous_message":{"ts":"17.0","text":"old"}}"""));
        Assert.True(tombstone.Message.IsTombstone);
        Assert.False(tombstone.IsEdit);
    }

    [Fact]
    public void Own_messages_are_known_by_any_of_three_ids()
    {
        var own = new SlackIdentity("T1", "U0BOT", "B1", "A1");
        Assert.True(own.Wrote(new SlackMessage { User = "U0BOT" }));
        Assert.True(own.Wrote(new SlackMessage { BotId = "B1", Username = "Ann (e-mail)", Subtype = "bot_message" }));
        Assert.True(own.Wrote(Assert.IsType<SlackEvent.MessagePosted>(Event("""{"type":"message","channel":"C1","ts":"1.1","bot_profile":{"app_id":"A1"}}""")).Message));
        Assert.False(own.Wrote(new SlackMessage { User = "U1" }));
        Assert.False(own.Wrote(new SlackMessage { BotId = "B2", AppId = "A2" }));
        Assert.False(new SlackIdentity("T1", "U0BOT", null, null).Wrote(new SlackMessage()));
    }

    public static TheoryData<string, SlackEvent> Others { get; } = new()
    {
        { """{"type":"app_home_opened","user":"U1","channel":"D1","tab":"messages","event_ts":"1"}""", new SlackEvent.AppHomeOpened("U1", "D1", "messages") },
        { """{"type":"member_joined_channel","user":"U1","channel":"C1","channel_type":"C","team":"T1","inviter":"U2"}""", new SlackEvent.MemberJoinedChannel("U1", "C1", "U2") },
        { """{"type":"member_left_channel","user":"U1","channel":"C1"}""", new SlackEvent.MemberLeftChannel("U1", "C1") },
        { """{"type":"channel_archive","channel":"C1","user":"U1"}""", new SlackEvent.ChannelArchived("C1", "U1") },
        { """{"type":"group_archive","channel":"G1"}""", new SlackEvent.ChannelArchived("G1", null) },
        { """{"type":"channel_unarchive","channel":"C1","user":"U1"}""", new SlackEvent.ChannelUnarchived("C1", "U1") },
        { """{"type":"channel_rename","channel":{"id":"C1","name":"help","created":1795300000}}""", new SlackEvent.ChannelRenamed("C1", "help") },
        { """{"type":"channel_deleted","channel":"C1"}""", new SlackEvent.ChannelDeleted("C1") },
        { """{"type":"channel_left","channel":"C1","actor_id":"U1"}""", new SlackEvent.ChannelLeft("C1") },
        { """{"type":"channel_id_changed","old_channel_id":"C1","new_channel_id":"C2"}""", new SlackEvent.ChannelIdChanged("C1", "C2") },
        { """{"type":"reaction_added","user":"U1","reaction":"eyes","item_user":"U2","item":{"type":"message","channel":"C1","ts":"17.1"}}""", new SlackEvent.ReactionAdded("U1", "eyes", "U2", "C1", "17.1") },
        { """{"type":"reaction_removed","user":"U1","reaction":"eyes","item":{"type":"file","file":"F1"}}""", new SlackEvent.ReactionRemoved("U1", "eyes", null, null, null) },
        { """{"type":"app_uninstalled"}""", new SlackEvent.AppUninstalled() },
        { """{"type":"star_added"}""", new SlackEvent.Unknown("star_added") },
        { "{}", new SlackEvent.Unknown("") },
        { "null", new SlackEvent.Unknown("") },
        { "[1]", new SlackEvent.Unknown("") },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void What_else_happens_is_read(string json, SlackEvent expected) => Assert.Equal(expected, Event(json));

    [Fact]
    public void Revoked_tokens_are_told_by_whose_they_were()
    {
        var revoked = Assert.IsType<SlackEvent.TokensRevoked>(Event("""{"type":"tokens_revoked","tokens":{"oauth":["U1"],"bot":["U0BOT"]}}"""));
        Assert.Equal(["U1"], revoked.OAuth);
        Assert.Equal(["U0BOT"], revoked.Bot);
    }

    [Fact]
    public void Events_held_back_are_told_by_the_minute() => Assert.Equal(
        new SlackPayload.AppRateLimited("T1", DateTimeOffset.FromUnixTimeSeconds(1795300020)),
        Json("""{"token":"x","type":"app_rate_limited","team_id":"T1","minute_rate_limited":1795300020,"api_app_id":"A1"}"""));
}

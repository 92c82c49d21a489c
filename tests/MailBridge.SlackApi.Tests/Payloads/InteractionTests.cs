using System.Text;
using MailBridge.SlackApi.Blocks;
using MailBridge.SlackApi.Payloads;

namespace MailBridge.SlackApi.Tests.Payloads;

/// <summary>What people press, type and fill in, as a form over HTTP and as JSON over Socket Mode.</summary>
public sealed class InteractionTests
{
    private const string Form = "application/x-www-form-urlencoded";

    private static readonly SlackActor Ann = new("T1", "U1", "ann", "A1") { UserTeam = "T1" };

    private const string Who = """ "api_app_id":"A1","team":{"id":"T1","domain":"acme"},"user":{"id":"U1","username":"ann","name":"ann","team_id":"T1"},"trigger_id":"1.2.abc" """;

    /// <summary>Read in both ways in, which have to agree.</summary>
    private static T Interaction<T>(string json) where T : SlackPayload
    {
        var form = Assert.IsType<T>(SlackPayloadReader.Read(Form, Encoding.ASCII.GetBytes("payload=" + Uri.EscapeDataString(json).Replace("%20", "+", StringComparison.Ordinal))));
        Assert.Equivalent(form, EventTests.Json(json));
        return form;
    }

    [Fact]
    public void A_command_is_the_same_in_a_form_and_in_JSON()
    {
        var form = SlackPayloadReader.Read(
            Form + "; charset=utf-8",
            ("token=x&team_id=T1&team_domain=acme&channel_id=C1&channel_name=directmessage&user_id=U1&user_name=ann&command=%2Fmail&text=search+caf%C3%A9+%26+%3C%40U2%7Cbob%3E"
            + "&api_app_id=A1&is_enterprise_install=false&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2F1&trigger_id=1.2.abc").Select(c => (byte)c).ToArray());
        var expected = new SlackPayload.SlashCommand(new SlackActor("T1", "U1", "ann", "A1"), "C1", "directmessage", "/mail", "search café & <@U2|bob>")
        {
            TriggerId = "1.2.abc", ResponseUrl = "https://hooks.slack.com/commands/1",
        };
        Assert.Equal(expected, form);
        Assert.Equal("1.2.abc", form.DeliveryId);
        Assert.Equal(expected, EventTests.Json(
            """{"token":"x","team_id":"T1","team_domain":"acme","channel_id":"C1","channel_name":"directmessage","user_id":"U1","user_name":"ann","command":"/mail","""
            + """ "text":"search café & <@U2|bob>","api_app_id":"A1","is_enterprise_install":"false","response_url":"https://hooks.slack.com/commands/1","trigger_id":"1.2.abc"}"""));
    }

    [Fact]
    public void A_button_on_a_message()
    {
        var pressed = Interaction<SlackPayload.BlockActions>(
            "{\"type\":\"block_actions\"," + Who + ""","enterprise":null,"is_enterprise_install":false,"""
            + """ "container":{"type":"message","message_ts":"17.1","channel_id":"C1","is_ephemeral":false,"thread_ts":"17.0"},"channel":{"id":"C1","name":"support"},"""
            + """ "message":{"ts":"17.1","thread_ts":"17.0","text":"card","blocks":[],"metadata":{"event_type":"mailbridge_ticket","event_payload":{"ticket":"42"}}},"state":{"values":{}},"response_url":"https://hooks.slack.com/actions/1","""
            + """ "actions":[{"type":"button","action_id":"claim","block_id":"b1","value":"ticket:42","text":{"type":"plain_text","text":"Claim"},"action_ts":"17.5"}]}""");
        Assert.Equal(Ann, pressed.Actor);
        Assert.Equal(("C1", "17.1", "17.0", false, "https://hooks.slack.com/actions/1"), (pressed.ChannelId, pressed.MessageTs, pressed.ThreadTs, pressed.IsEphemeral, pressed.ResponseUrl));
        Assert.Equal("42", pressed.Message!.Metadata!.EventPayload["ticket"]);
        Assert.Equal([new SlackAction("button", "claim", "b1", new SlackValue.Text("ticket:42")) { ActionTs = "17.5" }], pressed.Actions);
        Assert.Equal("1.2.abc", pressed.DeliveryId);
        Assert.Null(pressed.View);
    }

    [Fact]
    public void A_button_on_an_ephemeral_message_has_no_message()
    {
        var pressed = Interaction<SlackPayload.BlockActions>(
            "{\"type\":\"block_actions\"," + Who + ""","container":{"type":"message","message_ts":"17.1","channel_id":"C1","is_ephemeral":true},"channel":{"id":"C1"},"actions":[{"type":"button","action_id":"a"}]}""");
        Assert.True(pressed.IsEphemeral);
        Assert.Null(pressed.Message);
        Assert.IsType<SlackValue.None>(pressed.Actions[0].Value);
    }

    [Fact]
    public void A_button_in_a_view_has_a_view_and_no_channel()
    {
        var pressed = Interaction<SlackPayload.BlockActions>(
            "{\"type\":\"block_actions\"," + Who + ""","container":{"type":"view","view_id":"V1"},"view":{"id":"V1","type":"home","callback_id":"home","hash":"h"},"actions":[]}""");
        Assert.Equal(("V1", "home", "h"), (pressed.View!.Id, pressed.View.Type, pressed.View.Hash));
        Assert.Null(pressed.ChannelId);
        Assert.Null(pressed.ResponseUrl);
    }

    [Theory]
    [InlineData("""{"type":"static_select","selected_option":{"text":{"type":"plain_text","text":"x"},"value":"v1"}}""", "v1")]
    [InlineData("""{"type":"checkboxes","selected_options":[{"value":"v1"},{"value":"v2"}]}""", "v1,v2")]
    [InlineData("""{"type":"overflow","selected_option":{"value":"split"}}""", "split")]
    [InlineData("""{"type":"users_select","selected_user":"U2"}""", "U2")]
    [InlineData("""{"type":"multi_users_select","selected_users":["U2","U3"]}""", "U2,U3")]
    [InlineData("""{"type":"conversations_select","selected_conversation":"C2"}""", "C2")]
    [InlineData("""{"type":"multi_conversations_select","selected_conversations":["C2"]}""", "C2")]
    [InlineData("""{"type":"channels_select","selected_channel":"C3"}""", "C3")]
    [InlineData("""{"type":"static_select","selected_option":null}""", "")]
    [InlineData("""{"type":"multi_users_select","selected_users":[]}""", "")]
    public void What_is_chosen_is_values_or_ids(string element, string chosen)
    {
        var state = Submission($$"""{"b":{"a":{{element}} } }""").View.State;
        Assert.Equal(chosen, string.Join(',', state.Chosen("b", "a")));
    }

    [Fact]
    public void A_form_brings_what_was_filled_in()
    {
        var form = Submission(
            """{"body":{"body":{"type":"plain_text_input","value":"Dear Anna"}},"cc":{"cc":{"type":"plain_text_input","value":null}},"when":{"when":{"type":"datetimepicker","selected_date_time":1795300000}},"""
            + """ "day":{"day":{"type":"datepicker","selected_date":"2026-11-22"}},"rich":{"rich":{"type":"rich_text_input","rich_text_value":{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"hi"}]}]}}},"""
            + """ "files":{"files":{"type":"file_input","files":[{"id":"F1","name":"a.pdf","url_private_download":"https://files.slack.com/a"}]}}}""");
        var state = form.View.State;
        Assert.Equal(("V1", "reply", "42", "h"), (form.View.Id, form.View.CallbackId, form.View.PrivateMetadata, form.View.Hash));
        Assert.Equal(Ann, form.Actor);
        Assert.Equal(["https://hooks.slack.com/app/1"], form.ResponseUrls);
        Assert.Equal(("Dear Anna", "", "2026-11-22", ""), (state.Text("body", "body"), state.Text("cc", "cc"), state.Text("day", "day"), state.Text("none", "none")));
        Assert.IsType<SlackValue.None>(state["cc", "cc"]);
        Assert.Equal(new SlackValue.Moment(DateTimeOffset.FromUnixTimeSeconds(1795300000)), state["when", "when"]);
        Assert.IsType<RichTextSection>(Assert.IsType<SlackValue.Rich>(state["rich", "rich"]).Value.Elements[0]);
        Assert.Equal("F1", Assert.IsType<SlackValue.Files>(state["files", "files"]).Values[0].Id);
    }

    [Fact]
    public void A_closed_form_says_whether_all_of_them_were()
    {
        var closed = Interaction<SlackPayload.ViewClosed>("{\"type\":\"view_closed\"," + Who + ""","view":{"id":"V1","callback_id":"reply"},"is_cleared":true}""");
        Assert.Equal(("V1", true), (closed.View.Id, closed.IsCleared));
    }

    [Fact]
    public void A_shortcut_on_a_message_names_its_thread()
    {
        var shortcut = Interaction<SlackPayload.MessageAction>(
            "{\"type\":\"message_action\"," + Who + ""","callback_id":"mb_reply","response_url":"https://hooks.slack.com/app/1","message_ts":"17.1","channel":{"id":"C1","name":"support"},"message":{"type":"message","user":"U2","text":"hi","ts":"17.1","thread_ts":"17.0"},"action_ts":"17.5"}""");
        Assert.Equal(("mb_reply", "C1", "17.1", "17.0", "C1"), (shortcut.CallbackId, shortcut.ChannelId, shortcut.Message.Ts, shortcut.Message.ThreadRoot, shortcut.Message.Channel));
    }

    [Fact]
    public void A_global_shortcut_belongs_to_no_channel() =>
        Assert.Equal(new SlackPayload.Shortcut(Ann, "compose") { TriggerId = "1.2.abc" }, Interaction<SlackPayload.Shortcut>("{\"type\":\"shortcut\"," + Who + ""","callback_id":"compose"}"""));

    [Fact]
    public void Somebody_looks_for_an_option()
    {
        var search = Interaction<SlackPayload.BlockSuggestion>("{\"type\":\"block_suggestion\"," + Who + ""","block_id":"b","action_id":"template","value":"tha","view":{"id":"V1"}}""");
        Assert.Equal(("b", "template", "tha", "V1"), (search.BlockId, search.ActionId, search.Value, search.View!.Id));
    }

    [Fact]
    public void An_organisation_without_a_team_is_read_by_the_view_and_the_person()
    {
        var form = Interaction<SlackPayload.ViewSubmission>("""{"type":"view_submission","team":null,"enterprise":{"id":"E1"},"user":{"id":"U1","name":"ann","team_id":"T2"},"view":{"team_id":"T1"}}""");
        Assert.Equal(new SlackActor("T1", "U1", "ann", "") { UserTeam = "T2", Enterprise = "E1" }, form.Actor);
    }

    private static SlackPayload.ViewSubmission Submission(string values) => Interaction<SlackPayload.ViewSubmission>(
        "{\"type\":\"view_submission\"," + Who + ""","view":{"id":"V1","type":"modal","callback_id":"reply","private_metadata":"42","hash":"h","root_view_id":"V1","previous_view_id":null,"state":{"values":"""
        + values + """}},"response_urls":[{"block_id":"b","action_id":"a","channel_id":"C1","response_url":"https://hooks.slack.com/app/1"}]}""");
}

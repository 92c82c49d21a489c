using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MailBridge.SlackApi.Payloads;
using MailBridge.SlackApi.Text;

namespace MailBridge.SlackApi.Tests.Payloads;

/// <summary>Whatever bytes come, a payload comes of them.</summary>
public sealed class TotalReadingTests
{
    private const string Form = "application/x-www-form-urlencoded";

    [Theory]
    [InlineData("application/json", "")]
    [InlineData("application/json", "{")]
    [InlineData("application/json", "[]")]
    [InlineData("application/json", "null")]
    [InlineData("application/json", "{}")]
    [InlineData("application/json", "{\"type\":null}")]
    [InlineData("application/json", "{\"type\":{}}")]
    [InlineData(Form, "")]
    [InlineData(Form, "a=b")]
    [InlineData(Form, "payload=")]
    [InlineData(Form, "payload=%7")]
    [InlineData(Form, "&&=&%00")]
    [InlineData(null, "")]
    [InlineData("text/html", "<html>")]
    public void What_is_no_payload_says_so(string? type, string body) =>
        Assert.IsType<SlackPayload.Unreadable>(SlackPayloadReader.Read(type, Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void A_type_of_tomorrow_is_named() => Assert.Equal(new SlackPayload.Unknown("workflow_news"), EventTests.Json("""{"type":"workflow_news"}"""));

    [Fact]
    public void A_probe_of_a_command_is_told_from_a_command() =>
        Assert.IsType<SlackPayload.SslCheck>(SlackPayloadReader.Read(Form, "ssl_check=1&token=x"u8.ToArray()));

    [Fact]
    public void Bytes_without_a_content_type_speak_for_themselves()
    {
        Assert.IsType<SlackPayload.UrlVerification>(SlackPayloadReader.Read(null, " {\"type\":\"url_verification\"}"u8.ToArray()));
        Assert.IsType<SlackPayload.SlashCommand>(SlackPayloadReader.Read(null, "command=%2Fmail"u8.ToArray()));
    }

    [Fact]
    public void Half_characters_and_bytes_that_are_no_text_become_a_mark()
    {
        Assert.Equal("a\uFFFDb👋\\ud83d", Text("""a\ud83db\ud83d\udc4b\\ud83d"""u8.ToArray()));
        Assert.Equal("\uFFFD\uFFFD", Text("""\udc4b\ud83d"""u8.ToArray()));
        Assert.Equal("a\uFFFDb", Text([(byte)'a', 0xFF, (byte)'b']));
        static string Text(byte[] raw)
        {
            byte[] json = [.. """{"type":"event_callback","event":{"type":"message","text":" """u8[..^1], .. raw, .. "\",\"\\ud83d\":1}}"u8];
            return Assert.IsType<SlackEvent.MessagePosted>(Assert.IsType<SlackPayload.EventCallback>(SlackPayloadReader.Read("application/json", json)).Event).Message.Text;
        }
    }

    [Fact]
    public void A_mark_of_byte_order_does_no_harm() => Assert.IsType<SlackPayload.UrlVerification>(
        SlackPayloadReader.Read("application/json", (byte[])[0xEF, 0xBB, 0xBF, .. "{\"type\":\"url_verification\"}"u8]));

    [Fact]
    public void A_form_of_a_million_fields_is_read_as_far_as_anybody_needs()
    {
        var body = string.Concat("command=%2Fmail&", string.Concat(Enumerable.Range(0, 200_000).Select(i => $"f{i}&")), "text=late");
        Assert.Equal("", Assert.IsType<SlackPayload.SlashCommand>(SlackPayloadReader.Read(Form, Encoding.ASCII.GetBytes(body))).Text);
    }

    [Fact]
    public void JSON_of_endless_depth_is_unreadable() =>
        Assert.IsType<SlackPayload.Unreadable>(EventTests.Json(new string('[', 100_000)));

    [Fact]
    public void Any_bytes_are_read() =>
        Check.One(Config.QuickThrowOnFailure.WithReplay(1, 1).WithMaxTest(1000), Prop.ForAll(
            ArbMap.Default.ArbFor<byte[]>(), Gen.Elements<string?>(null, Form, "application/json").ToArbitrary(),
            static (bytes, type) => SlackPayloadReader.Read(type, bytes ?? []) is not null));

    private static readonly string[] Names =
        ["type", "subtype", "event", "user", "team", "channel", "message", "previous_message", "text", "ts", "thread_ts", "edited", "files", "shares", "public", "blocks", "elements", "style", "actions",
         "selected_option", "selected_users", "view", "state", "values", "tokens", "oauth", "metadata", "event_payload", "item", "container", "authorizations", "response_urls", "profile", "size", "event_time", "indent"];

    private static readonly string[] Words =
        ["\"message\"", "\"event_callback\"", "\"block_actions\"", "\"view_submission\"", "\"message_action\"", "\"message_changed\"", "\"message_deleted\"", "\"rich_text\"", "\"rich_text_list\"",
         "\"rich_text_section\"", "\"user\"", "\"reaction_added\"", "\"channel_rename\"", "\"tokens_revoked\"", "1", "-1", "1e99", "99999999999999999999", "true", "null", "\"\"", "\"x\"", "\"\\ud800\"", "\"<@U1|\""];

    private static Gen<string> Value(int depth) => depth == 0
        ? Gen.Elements(Words)
        : Gen.Frequency(
            (2, Gen.Elements(Words)),
            (4, Gen.ListOf(from name in Gen.Elements(Names) from value in Value(depth - 1) select $"\"{name}\":{value}").Select(static fields => "{" + string.Join(',', fields) + "}")),
            (1, Gen.ListOf(Value(depth - 1)).Select(static items => "[" + string.Join(',', items) + "]")));

    [Fact]
    public void Any_JSON_of_Slacks_words_in_any_order_is_read() =>
        Check.One(Config.QuickThrowOnFailure.WithReplay(1, 1).WithMaxTest(2000), Prop.ForAll(
            (from type in Gen.Elements(Words) from kind in Gen.Elements(Words) from inner in Value(3) from rest in Value(3)
             select $"{{\"type\":{type},\"event\":{{\"type\":{kind},\"message\":{inner},\"blocks\":[{rest}],\"channel\":{rest}}},\"view\":{inner},\"actions\":[{rest}],\"message\":{rest}}}").ToArbitrary(),
            static json =>
            {
                var payload = EventTests.Json(json);
                _ = (payload.DeliveryId, payload.MessageKey);
                return (payload as SlackPayload.EventCallback)?.Event is not SlackEvent.MessagePosted posted || SlackWords.Of(posted.Message, new SlackNames()) is not null;
            }));
}

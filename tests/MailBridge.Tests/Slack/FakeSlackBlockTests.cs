using System.Text.Json.Nodes;
using MailBridge.Testing.Slack;

namespace MailBridge.Tests.Slack;

/// <summary>The fake's Block Kit limits and what it sees as live in a text.</summary>
public sealed class FakeSlackBlockTests
{
    public static TheoryData<string, string> Refused => new()
    {
        { Text("section", 3001), "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]" },
        { Text("section", 3001), "[ERROR] failed to match all allowed schemas [json-pointer:/blocks/0/text]" },
        { Text("section", 0), "[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]" },
        { """[{"type":"header","text":{"type":"mrkdwn","text":"no"}}]""", "[ERROR] unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]" },
        { $$$"""[{"type":"header","text":{"type":"plain_text","text":"{{{new string('h', 151)}}}"}}]""", "[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]" },
        { $"[{string.Join(',', Enumerable.Repeat("""{"type":"divider"}""", 51))}]", "[ERROR] no more than 50 items allowed [json-pointer:/blocks]" },
        { """[{"type":"section"}]""", "[ERROR] missing required field: text [json-pointer:/blocks/0]" },
        { """[{"type":"divider","text":"x"}]""", "[ERROR] invalid additional property: text [json-pointer:/blocks/0]" },
        { """[{"type":"marquee"}]""", "[ERROR] unsupported type: marquee [json-pointer:/blocks/0/type]" },
        { """[{"type":"divider","block_id":"a"},{"type":"divider","block_id":"a"}]""", "[ERROR] `block_id` must be unique: a [json-pointer:/blocks/1/block_id]" },
        { Actions(Button("go"), Button("go")), "[ERROR] `action_id` already exists in this block: go [json-pointer:/blocks/0]" },
        { Actions([.. Enumerable.Range(0, 26).Select(i => Button($"b{i}"))]), "[ERROR] no more than 25 items allowed [json-pointer:/blocks/0/elements]" },
        { Actions(Button("go", text: new string('t', 76))), "[ERROR] must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]" },
        { Actions(Button("go", value: new string('v', 2001))), "[ERROR] must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]" },
        { Actions(Select(101)), "[ERROR] no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]" },
        { Actions("""{"type":"plain_text_input","action_id":"x"}"""), "[ERROR] unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]" },
        { $$"""[{"type":"context","elements":[{{string.Join(',', Enumerable.Repeat("""{"type":"mrkdwn","text":"x"}""", 11))}}]}]""", "[ERROR] no more than 10 items allowed [json-pointer:/blocks/0/elements]" },
        { """[{"type":"image","image_url":"https://x.example/a.png"}]""", "[ERROR] missing required field: alt_text [json-pointer:/blocks/0]" },
        { """[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":""}]}]}]""", "[ERROR] must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_block_out_of_shape_is_refused_with_a_pointer(string blocks, string message)
    {
        await using var bed = await FakeSlackBed.StartAsync();
        var answer = await bed.CallAsync("chat.postMessage", ("channel", bed.Support.Id), ("text", "hello"), ("blocks", blocks));
        Assert.Equal("invalid_blocks", (string?)answer["error"]);
        Assert.Contains(message, answer["response_metadata"]!["messages"]!.AsArray().Select(m => (string)m!));
        Assert.Empty(bed.Slack.Messages(bed.Support));
    }

    [Fact]
    public async Task Blocks_at_their_limits_are_taken_and_get_ids()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        var blocks = $"[{Text("section", 3000)[1..^1]},{Actions([.. Enumerable.Range(0, 24).Select(i => Button($"b{i}", text: new string('t', 75))), Select(100)])[1..^1]}]";
        var ts = await bed.PostAsync("hello", ("blocks", blocks));
        var kept = bed.Slack.Message(bed.Support, ts)!.Blocks;
        Assert.All(kept, b => Assert.NotEmpty((string)b!["block_id"]!));
        Assert.Equal("invalid_blocks_format", (string?)(await bed.CallAsync("chat.postMessage", ("channel", bed.Support.Id), ("text", "x"), ("blocks", "\"[]\"")))["error"]);
    }

    [Theory]
    [InlineData("""{"event_type":"a b","event_payload":{"a":1}}""", "invalid_metadata_schema")]
    [InlineData("""{"event_type":"a","event_payload":{"a":{"b":{"c":1}}}}""", "invalid_metadata_schema")]
    [InlineData("nonsense", "invalid_metadata_format")]
    public async Task Metadata_out_of_shape_is_refused(string metadata, string error)
    {
        await using var bed = await FakeSlackBed.StartAsync();
        Assert.Equal(error, (string?)(await bed.CallAsync("chat.postMessage", ("channel", bed.Support.Id), ("text", "x"), ("metadata", metadata)))["error"]);
    }

    [Fact]
    public async Task A_text_of_more_than_forty_thousand_characters_is_cut_with_a_warning()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        var answer = await bed.CallAsync("chat.postMessage", ("channel", bed.Support.Id), ("text", new string('a', 40_001)));
        Assert.Equal("message_truncated", (string?)answer["warning"]);
        Assert.Equal(40_000, bed.Slack.Messages(bed.Support)[0].Text.Length);
    }

    [Fact]
    public void What_pings_links_or_mentions_in_a_text_is_named()
    {
        Assert.Equal(
            [
                new LivePart.Ping("channel", "!channel"), new LivePart.Ping("user", "U1"), new LivePart.Ping("usergroup", "S1"),
                new LivePart.ChannelMention("C1"), new LivePart.Link("https://evil.example", "bank.example"), new LivePart.AutoLink("https://x.example/a"),
            ],
            LiveParts.Of("<!channel> <@U1> <!subteam^S1|@grp> <#C1|general> <https://evil.example|bank.example> https://x.example/a"));
        Assert.Empty(LiveParts.Of("&lt;!channel&gt; &lt;@U1&gt; @channel #general 5 < 6"));
        Assert.Equal([new LivePart.Ping("channel", "@channel"), new LivePart.Ping("name", "@ann"), new LivePart.ChannelMention("#general")], LiveParts.Of("@channel @ann #general", names: true));
    }

    [Fact]
    public async Task Live_parts_of_a_message_are_found_in_its_blocks_and_plain_text_has_none()
    {
        await using var bed = await FakeSlackBed.StartAsync();
        var dead = await bed.PostAsync("&lt;!here&gt;", ("blocks", FakeSlackBed.Section("<!channel> https://x.example", "plain_text")));
        Assert.Empty(bed.Slack.Message(bed.Support, dead)!.LiveParts);
        var live = await bed.PostAsync("x", ("blocks", """[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"<!channel>"},{"type":"broadcast","range":"here"}]}]}]"""));
        Assert.Equal([new LivePart.Ping("here", "!here")], bed.Slack.Message(bed.Support, live)!.LiveParts);
        await bed.CallAsync("chat.update", ("channel", bed.Support.Id), ("ts", dead), ("text", "@channel"), ("blocks", "[]"));
        Assert.Equal([new LivePart.Ping("channel", "@channel")], bed.Slack.Message(bed.Support, dead)!.LiveParts);
    }

    private static string Text(string type, int length) => $$$"""[{"type":"{{{type}}}","text":{"type":"mrkdwn","text":"{{{new string('a', length)}}}"}}]""";

    private static string Actions(params string[] elements) => $$"""[{"type":"actions","elements":[{{string.Join(',', elements)}}]}]""";

    private static string Button(string id, string text = "Go", string value = "v") =>
        new JsonObject { ["type"] = "button", ["action_id"] = id, ["value"] = value, ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = text } }.ToJsonString();

    private static string Select(int options) => new JsonObject
    {
        ["type"] = "static_select",
        ["action_id"] = "choose",
        ["options"] = new JsonArray([.. Enumerable.Range(0, options).Select(i => new JsonObject { ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = $"o{i}" }, ["value"] = $"v{i}" })]),
    }.ToJsonString();
}

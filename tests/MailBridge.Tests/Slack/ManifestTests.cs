using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using MailBridge.ChatIn.Lookups;
using MailBridge.Slack;
using MailBridge.Slack.Received;
using MailBridge.SlackApi.Payloads;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MailBridge.Tests.Slack;

/// <summary>The app's manifest against the code, both ways, and against Slack's limits (https://docs.slack.dev/reference/app-manifest).</summary>
public sealed class ManifestTests
{
    private static string Folder([CallerFilePath] string here = "") => Path.GetFullPath("../../../bot-manifests", Path.GetDirectoryName(here)!);

    private static JsonObject Manifest { get; } = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder(), "slack-app.json")))!.AsObject();

    [Fact]
    public void The_two_files_say_the_same()
    {
        var yaml = new YamlStream();
        using var reader = new StreamReader(Path.Combine(Folder(), "slack-app.yaml"));
        yaml.Load(reader);
        var read = Json(yaml.Documents[0].RootNode)!;
        Assert.True(JsonNode.DeepEquals(Manifest, read), read.ToJsonString());
    }

    [Fact]
    public void It_asks_for_the_scopes_that_the_code_needs_and_no_others()
        => Assert.Equal(SlackScopes.All.Select(s => s.Name).Order(StringComparer.Ordinal), Words(Manifest["oauth_config"]!["scopes"]!["bot"]!).Order(StringComparer.Ordinal));

    [Fact]
    public void It_subscribes_to_the_events_that_are_acted_on_and_to_no_others()
    {
        var events = Words(Manifest["settings"]!["event_subscriptions"]!["bot_events"]!);
        Assert.Equal(SlackSurface.Events.Order(StringComparer.Ordinal), events.Order(StringComparer.Ordinal));
        Assert.All(events, name =>
        {
            var type = name.Split('.')[0];
            var json = $$$"""{"type":"event_callback","event":{"type":"{{{type}}}","channel":"C1"}}""";
            var read = SlackPayloadReader.Read("application/json", Encoding.UTF8.GetBytes(json));
            Assert.IsNotType<SlackEvent.Unknown>(Assert.IsType<SlackPayload.EventCallback>(read).Event);
        });
    }

    [Fact]
    public void Its_command_and_shortcuts_are_those_of_the_code()
    {
        var features = Manifest["features"]!;
        var command = Assert.Single(features["slash_commands"]!.AsArray())!;
        Assert.Equal(SlackSurface.Command, (string?)command["command"]);
        Assert.True((bool?)command["should_escape"]);
        Assert.Equal(SlackSurface.Shortcuts, features["shortcuts"]!.AsArray().Select(s => (string)s!["callback_id"]!));
        Assert.All(features["shortcuts"]!.AsArray(), s => Assert.Equal("message", (string?)s!["type"]));
        Assert.True((bool?)features["app_home"]!["home_tab_enabled"]);
        Assert.True((bool?)features["app_home"]!["messages_tab_enabled"]);
        Assert.False((bool?)features["app_home"]!["messages_tab_read_only_enabled"]);
        Assert.True((bool?)Manifest["settings"]!["interactivity"]!["is_enabled"]);
    }

    [Fact]
    public void Every_word_of_the_usage_hint_can_be_looked_up()
        => Assert.All(
            ((string)Manifest["features"]!["slash_commands"]![0]!["usage_hint"]!).Trim('[', ']').Split('|'),
            word => Assert.IsNotType<LookupWords.Unknown>(LookupWords.Read(word)));

    [Fact]
    public void It_keeps_the_lengths_that_Slack_takes()
    {
        var shown = Manifest["display_information"]!;
        Assert.InRange(Length(shown["name"]), 1, 35);
        Assert.InRange(Length(shown["description"]), 1, 140);
        Assert.InRange(Length(shown["long_description"]), 174, 4000);
        Assert.InRange(Length(Manifest["features"]!["bot_user"]!["display_name"]), 1, 80);
        Assert.All(Manifest["features"]!["slash_commands"]!.AsArray(), c =>
        {
            Assert.InRange(Length(c!["command"]), 2, 32);
            Assert.InRange(Length(c["description"]), 1, 2000);
            Assert.InRange(Length(c["usage_hint"]), 1, 1000);
        });
        Assert.InRange(Manifest["features"]!["shortcuts"]!.AsArray().Count, 1, 10);
        Assert.All(Manifest["features"]!["shortcuts"]!.AsArray(), s =>
        {
            Assert.InRange(Length(s!["name"]), 1, 24);
            Assert.InRange(Length(s["description"]), 1, 150);
            Assert.InRange(Length(s["callback_id"]), 1, 255);
        });
    }

    [Fact]
    public void Over_Socket_Mode_it_names_no_address()
    {
        Assert.True((bool?)Manifest["settings"]!["socket_mode_enabled"]);
        Assert.DoesNotContain("url", Manifest.ToJsonString(), StringComparison.OrdinalIgnoreCase);
    }

    private static int Length(JsonNode? text) => ((string)text!).Length;

    private static List<string> Words(JsonNode list) => [.. list.AsArray().Select(w => (string)w!)];

    /// <summary>YAML 1.2's core schema (https://yaml.org/spec/1.2.2/#103-core-schema), as far as a manifest needs it.</summary>
    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(c => KeyValuePair.Create(((YamlScalarNode)c.Key).Value!, Json(c.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Json)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" } => JsonValue.Create(true),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "false" } => JsonValue.Create(false),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: var value } when int.TryParse(value, out var number) => JsonValue.Create(number),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new InvalidDataException($"No YAML for a manifest: {node}"),
    };
}

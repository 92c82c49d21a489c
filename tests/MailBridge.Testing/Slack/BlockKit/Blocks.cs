using System.Text.Json.Nodes;
using static MailBridge.Testing.Slack.BlockKit.Rules;

namespace MailBridge.Testing.Slack.BlockKit;

/// <summary>Where blocks stand.</summary>
internal enum Surface { Message, Modal, Home }

/// <summary>Shapes and limits of blocks (Slack's Block Kit reference).</summary>
internal static class Blocks
{
    private const int MarkdownPerPayload = 12_000;

    /// <summary>Checks an array of blocks; the faults are in <paramref name="rules"/>.</summary>
    public static void Check(Rules rules, JsonNode? blocks, string pointer, Surface surface)
    {
        var blockIds = new HashSet<string>(StringComparer.Ordinal);
        var (markdown, tables) = (0, 0);
        foreach (var (block, at) in rules.Items(blocks, pointer, 0, surface == Surface.Message ? 50 : 100))
        {
            rules.Words(block["block_id"], at + "/block_id", 0, 255);
            if (Word(block["block_id"]) is { Length: > 0 } id && !blockIds.Add(id))
                rules.Fail($"`block_id` must be unique: {id}", at + "/block_id");
            CheckActionIds(rules, block, at);
            CheckBlock(rules, block, at, surface);
            if (Word(block["type"]) == "markdown") markdown += Word(block["text"]).Length;
            if (Word(block["type"]) == "table" && ++tables > 1) rules.Fail("only one table allowed", at);
        }
        if (markdown > MarkdownPerPayload) rules.Fail($"must be less than {MarkdownPerPayload + 1} characters", pointer);
    }

    /// <summary>The interactive elements of a block, wherever its type keeps them.</summary>
    public static IEnumerable<JsonObject> ElementsOf(JsonObject block) => Word(block["type"]) switch
    {
        "actions" => (block["elements"] as JsonArray ?? []).OfType<JsonObject>(),
        "section" when block["accessory"] is JsonObject accessory => [accessory],
        "input" when block["element"] is JsonObject element => [element],
        _ => [],
    };

    /// <summary>A copy as Slack keeps it: every id it would make up is there.</summary>
    public static JsonArray Stored(JsonArray blocks, SlackState state)
    {
        var copy = (JsonArray)blocks.DeepClone();
        foreach (var block in copy.OfType<JsonObject>())
        {
            if (Word(block["block_id"]).Length == 0) block["block_id"] = state.NewSecret(5);
            foreach (var element in ElementsOf(block))
                if (Word(element["type"]) != "image" && Word(element["action_id"]).Length == 0) element["action_id"] = state.NewSecret(5);
        }
        return copy;
    }

    private static void CheckActionIds(Rules rules, JsonObject block, string at)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var element in ElementsOf(block))
            if (Word(element["action_id"]) is { Length: > 0 } id && !ids.Add(id))
                rules.Fail($"`action_id` already exists in this block: {id}", at);
    }

    private static void CheckBlock(Rules rules, JsonObject block, string at, Surface surface)
    {
        switch (Word(block["type"]))
        {
            case "section":
                Section(rules, block, at);
                break;
            case "header":
                rules.Members(block, at, "!text", "level");
                rules.Text(block["text"], at + "/text", 150, plainOnly: true);
                break;
            case "divider":
                rules.Members(block, at);
                break;
            case "context":
                Context(rules, block, at);
                break;
            case "actions":
                rules.Members(block, at, "!elements");
                foreach (var (element, inner) in rules.Items(block["elements"], at + "/elements", 1, 25))
                    Elements.Check(rules, element, inner, Place.Actions);
                break;
            case "input":
                Input(rules, block, at);
                break;
            case "image":
                rules.Members(block, at, "!alt_text", "title", "image_url", "slack_file");
                Elements.Image(rules, block, at);
                rules.Text(block["title"], at + "/title", 2000, plainOnly: true);
                break;
            case "rich_text":
                rules.Members(block, at, "!elements");
                RichTextRules.Check(rules, block["elements"], at + "/elements");
                break;
            case "markdown" when surface == Surface.Message:
                rules.Members(block, at, "!text");
                rules.Words(block["text"], at + "/text", 1, MarkdownPerPayload);
                break;
            case "table" when surface == Surface.Message:
                Table(rules, block, at);
                break;
            case "":
                rules.Fail("missing required field: type", at);
                break;
            case var other:
                rules.Fail($"unsupported type: {other}", at + "/type");
                break;
        }
    }

    private static void Section(Rules rules, JsonObject block, string at)
    {
        rules.Members(block, at, "text", "fields", "accessory", "expand");
        if (block["text"] is null && block["fields"] is null) rules.Fail("missing required field: text", at);
        rules.Text(block["text"], at + "/text", 3000);
        if (block["fields"] is not null)
            foreach (var (field, inner) in rules.Items(block["fields"], at + "/fields", 1, 10)) rules.Text(field, inner, 2000);
        if (block["accessory"] is JsonObject accessory) Elements.Check(rules, accessory, at + "/accessory", Place.Section);
        else if (block["accessory"] is not null) rules.Fail("must provide an object", at + "/accessory");
        rules.Flag(block["expand"], at + "/expand");
    }

    private static void Context(Rules rules, JsonObject block, string at)
    {
        rules.Members(block, at, "!elements");
        foreach (var (element, inner) in rules.Items(block["elements"], at + "/elements", 1, 10))
        {
            if (Word(element["type"]) == "image")
            {
                rules.Members(element, inner, "!alt_text", "image_url", "slack_file");
                Elements.Image(rules, element, inner);
            }
            else
            {
                rules.Text(element, inner, 3000);
            }
        }
    }

    private static void Input(Rules rules, JsonObject block, string at)
    {
        rules.Members(block, at, "!label", "!element", "hint", "optional", "dispatch_action");
        rules.Text(block["label"], at + "/label", 2000, plainOnly: true);
        rules.Text(block["hint"], at + "/hint", 2000, plainOnly: true);
        rules.Flag(block["optional"], at + "/optional");
        rules.Flag(block["dispatch_action"], at + "/dispatch_action");
        if (block["element"] is JsonObject element) Elements.Check(rules, element, at + "/element", Place.Input);
        else if (block["element"] is not null) rules.Fail("must provide an object", at + "/element");
    }

    private static void Table(Rules rules, JsonObject block, string at)
    {
        rules.Members(block, at, "!rows", "column_settings");
        if (block["rows"] is not JsonArray rows)
        {
            if (block["rows"] is not null) rules.Fail("must provide an array", at + "/rows");
            return;
        }
        if (rows.Count is 0 or > 100)
            rules.Fail(rows.Count == 0 ? "no fewer than 1 items allowed" : "no more than 100 items allowed", at + "/rows");
        for (var row = 0; row < rows.Count; row++)
        {
            if (rows[row] is not JsonArray) rules.Fail("must provide an array", $"{at}/rows/{row}");
            foreach (var (cell, inner) in rules.Items(rows[row] as JsonArray, $"{at}/rows/{row}", 1, 20))
            {
                if (Word(cell["type"]) == "raw_text") rules.Words(cell["text"], inner + "/text", 1, 3000);
                else if (Word(cell["type"]) == "rich_text") RichTextRules.Check(rules, cell["elements"], inner + "/elements");
                else rules.Fail($"unsupported type: {Word(cell["type"])}", inner + "/type");
            }
        }
    }
}

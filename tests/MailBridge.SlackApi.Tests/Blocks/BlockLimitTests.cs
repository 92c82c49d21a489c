using MailBridge.SlackApi.Blocks;

namespace MailBridge.SlackApi.Tests.Blocks;

/// <summary>Each limit of the Block Kit reference: kept at its edge, broken one beyond, and named.</summary>
public sealed class BlockLimitTests
{
    private static readonly PlainText Label = new("x");

    public static TheoryData<string, int> Limits { get; } = new()
    {
        { "blocks", 50 },
        { "blocks[0].block_id", 255 },
        { "blocks[0].text", 3000 },
        { "blocks[0].fields", 10 },
        { "blocks[0].fields[0]", 2000 },
        { "blocks[1].text", 150 },
        { "blocks[2].elements", 10 },
        { "blocks[2].elements[0]", 2000 },
        { "blocks[2].elements[0].image_url", 3000 },
        { "blocks[2].elements[0].alt_text", 2000 },
        { "blocks[3].elements", 25 },
        { "blocks[3].elements[0].action_id", 255 },
        { "blocks[3].elements[0].text", 75 },
        { "blocks[3].elements[0].value", 2000 },
        { "blocks[3].elements[0].url", 3000 },
        { "blocks[3].elements[0].accessibility_label", 75 },
        { "blocks[3].elements[0].confirm.title", 100 },
        { "blocks[3].elements[0].confirm.text", 300 },
        { "blocks[3].elements[0].confirm.confirm", 30 },
        { "blocks[3].elements[0].confirm.deny", 30 },
        { "blocks[4].elements[0].options", 100 },
        { "blocks[4].elements[0].options[0].text", 75 },
        { "blocks[4].elements[0].options[0].value", 75 },
        { "blocks[4].elements[0].options[0].description", 75 },
        { "blocks[4].elements[0].placeholder", 150 },
        { "blocks[4].elements[0].option_groups", 100 },
        { "blocks[4].elements[0].option_groups[0].label", 75 },
        { "blocks[4].elements[0].option_groups[0].options", 100 },
        { "blocks[5].elements[0].options", 5 },
        { "blocks[6].elements[0].options", 10 },
        { "blocks[7].elements[0].options", 10 },
        { "blocks[8].label", 2000 },
        { "blocks[8].hint", 2000 },
        { "blocks[8].element.initial_value", 3000 },
        { "blocks[8].element.max_length", 3000 },
        { "blocks[8].element.placeholder", 150 },
        { "blocks[9].image_url", 3000 },
        { "blocks[9].alt_text", 2000 },
        { "blocks[9].title", 2000 },
        { "blocks[10].element.max_files", 10 },
        { "view.title", 24 },
        { "view.submit", 24 },
        { "view.close", 24 },
        { "view.callback_id", 255 },
        { "view.external_id", 255 },
        { "view.private_metadata", 3000 },
        { "view.blocks", 100 },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public void A_limit_is_kept_at_its_edge_and_broken_one_beyond(string where, int most)
    {
        Assert.Empty(Check(where, most));
        var breach = Assert.Single(Check(where, most + 1));
        Assert.Equal((where.Replace("view.", "", StringComparison.Ordinal), most, most + 1), (breach.Where, breach.Most, breach.Found));
    }

    [Fact]
    public void Markdown_counts_over_all_its_blocks()
    {
        Assert.Empty(BlockLimits.Check([new MarkdownBlock(Of(6000)), new MarkdownBlock(Of(6000))]));
        Assert.Equal("blocks: 12001 characters of Markdown, at most 12000", BlockLimits.Check([new MarkdownBlock(Of(6000)), new MarkdownBlock(Of(6001))])[0].ToString());
    }

    [Fact]
    public void A_view_counts_its_bytes()
    {
        var blocks = Enumerable.Range(0, 100).Select(_ => (Block)new SectionBlock(new PlainText(new string('ü', 1500)))).ToList();
        Assert.Equal("bytes", Assert.Single(BlockLimits.Check(new HomeView(blocks))).Limit);
    }

    [Fact]
    public void What_is_empty_missing_or_given_twice_is_named()
    {
        string[] breaches =
        [
            .. BlockLimits.Check(
            [
                new SectionBlock(),
                new SectionBlock(new MrkdwnText("")) { BlockId = "b" },
                new ContextBlock([]) { BlockId = "b" },
                new ActionsBlock([new ButtonElement("a", Label), new ButtonElement("a", Label), new ButtonElement("", Label)]),
                new ActionsBlock([new StaticSelectElement("s")]),
                new ActionsBlock([new StaticSelectElement("s") { Options = [] }]),
            ]).Select(static breach => breach.ToString()),
        ];
        Assert.Equal(
            [
                "blocks[0]: neither text nor fields",
                "blocks[1].text: empty",
                "blocks[2].block_id: 'b' is given twice",
                "blocks[2].elements: empty",
                "blocks[3].elements[1].action_id: 'a' is given twice",
                "blocks[3].elements[2].action_id: empty",
                "blocks[4].elements[0]: either options or option_groups",
                "blocks[5].elements[0].options: empty",
            ],
            breaches);
        var form = new ModalView(Label, [new InputBlock(Label, new PlainTextInputElement("a"))]);
        Assert.Equal("submit: missing, though there are inputs", Assert.Single(BlockLimits.Check(form)).ToString());
    }

    private static IReadOnlyList<BlockBreach> Check(string where, int n)
    {
        if (where.StartsWith("view.", StringComparison.Ordinal)) return BlockLimits.Check(View(where, n));
        List<Block> blocks = [.. Enumerable.Range(0, 11).Select(static Block (_) => new DividerBlock())];
        if (where == "blocks") blocks = [.. Enumerable.Range(0, n).Select(static Block (_) => new DividerBlock())];
        else if (Numbered(where) is var index) blocks[index] = Block(index, where[(where.IndexOf(']', StringComparison.Ordinal) + 2)..], n);
        return BlockLimits.Check(blocks);
    }

    private static int Numbered(string where) => int.Parse(where[7..where.IndexOf(']', StringComparison.Ordinal)], null);

    private static ModalView View(string where, int n)
    {
        var view = new ModalView(Label, [new DividerBlock()]);
        return where switch
        {
            "view.title" => view with { Title = new(Of(n)) },
            "view.submit" => view with { Submit = new(Of(n)) },
            "view.close" => view with { Close = new(Of(n)) },
            "view.callback_id" => view with { CallbackId = Of(n) },
            "view.external_id" => view with { ExternalId = Of(n) },
            "view.private_metadata" => view with { PrivateMetadata = Of(n) },
            _ => view with { Blocks = [.. Enumerable.Range(0, n).Select(static Block (_) => new DividerBlock())] },
        };
    }

    private static Block Block(int index, string field, int n) => (index, field) switch
    {
        (0, "block_id") => new DividerBlock { BlockId = Of(n) },
        (0, "text") => new SectionBlock(new MrkdwnText(Of(n))),
        (0, "fields") => new SectionBlock { Fields = [.. Enumerable.Repeat(Label, n)] },
        (0, _) => new SectionBlock { Fields = [new PlainText(Of(n))] },
        (1, _) => new HeaderBlock(new PlainText(Of(n))),
        (2, "elements") => new ContextBlock([.. Enumerable.Repeat<ContextElement>(Label, n)]),
        (2, "elements[0]") => new ContextBlock([new PlainText(Of(n))]),
        (2, _) => new ContextBlock([field.EndsWith("url", StringComparison.Ordinal) ? new ImageElement(Of(n), "x") : new ImageElement("x", Of(n))]),
        (3, "elements") => new ActionsBlock([.. Enumerable.Range(0, n).Select(i => new ButtonElement($"a{i}", Label))]),
        (3, _) => new ActionsBlock([Button(field["elements[0].".Length..], n)]),
        (4, _) => new ActionsBlock([Select(field["elements[0].".Length..], n)]),
        (5, _) => new ActionsBlock([new OverflowElement("a", Options(n))]),
        (6, _) => new ActionsBlock([new CheckboxesElement("a", Options(n))]),
        (7, _) => new ActionsBlock([new RadioButtonsElement("a", Options(n))]),
        (8, "label") => new InputBlock(new PlainText(Of(n)), new PlainTextInputElement("a")),
        (8, "hint") => new InputBlock(Label, new PlainTextInputElement("a")) { Hint = new(Of(n)) },
        (8, "element.initial_value") => new InputBlock(Label, new PlainTextInputElement("a") { InitialValue = Of(n) }),
        (8, "element.max_length") => new InputBlock(Label, new PlainTextInputElement("a") { MaxLength = n }),
        (8, _) => new InputBlock(Label, new PlainTextInputElement("a") { Placeholder = new(Of(n)) }),
        (9, "image_url") => new ImageBlock(Of(n), "x"),
        (9, "alt_text") => new ImageBlock("x", Of(n)),
        (9, _) => new ImageBlock("x", "x") { Title = new(Of(n)) },
        _ => new InputBlock(Label, new FileInputElement("a") { MaxFiles = n }),
    };

    private static ButtonElement Button(string field, int n)
    {
        var (button, confirm) = (new ButtonElement("a", Label), new ConfirmDialog(Label, Label, Label, Label));
        return field switch
        {
            "action_id" => button with { ActionId = Of(n) },
            "text" => button with { Text = new(Of(n)) },
            "value" => button with { Value = Of(n) },
            "url" => button with { Url = Of(n) },
            "accessibility_label" => button with { AccessibilityLabel = Of(n) },
            "confirm.title" => button with { Confirm = confirm with { Title = new(Of(n)) } },
            "confirm.text" => button with { Confirm = confirm with { Text = new MrkdwnText(Of(n)) } },
            "confirm.confirm" => button with { Confirm = confirm with { Confirm = new(Of(n)) } },
            _ => button with { Confirm = confirm with { Deny = new(Of(n)) } },
        };
    }

    private static StaticSelectElement Select(string field, int n)
    {
        var (select, option) = (new StaticSelectElement("a"), new Option(Label, "x"));
        return field switch
        {
            "options" => select with { Options = Options(n) },
            "options[0].text" => select with { Options = [option with { Text = new PlainText(Of(n)) }] },
            "options[0].value" => select with { Options = [option with { Value = Of(n) }] },
            "options[0].description" => select with { Options = [option with { Description = new PlainText(Of(n)) }] },
            "placeholder" => select with { Options = [option], Placeholder = new(Of(n)) },
            "option_groups" => select with { OptionGroups = [.. Enumerable.Repeat(new OptionGroup(Label, [option]), n)] },
            "option_groups[0].label" => select with { OptionGroups = [new OptionGroup(new(Of(n)), [option])] },
            _ => select with { OptionGroups = [new OptionGroup(Label, Options(n))] },
        };
    }

    private static IReadOnlyList<Option> Options(int n) => [.. Enumerable.Range(0, n).Select(i => new Option(Label, $"v{i}"))];

    private static string Of(int n) => new('x', n);
}

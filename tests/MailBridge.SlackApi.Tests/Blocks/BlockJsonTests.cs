using System.Text;
using System.Text.Json;
using MailBridge.SlackApi.Blocks;
using MailBridge.SlackApi.Payloads;
using MailBridge.SlackApi.Wire;

namespace MailBridge.SlackApi.Tests.Blocks;

/// <summary>What our records become, as the pages of the Block Kit reference show it.</summary>
public sealed class BlockJsonTests
{
    [Fact]
    public void A_card_of_every_kind_of_block() => Assert.Equal(
        """[{"type":"header","block_id":"h","text":{"type":"plain_text","text":"Order 42 – where?","emoji":false}},"""
        + """{"type":"section","text":{"type":"mrkdwn","text":"*Anna* &lt;anna@customer.example&gt;","verbatim":true},"fields":[{"type":"plain_text","text":"3 mails"}]"""
        + ""","accessory":{"type":"image","image_url":"https://x.example/a.png","alt_text":"Anna"},"expand":true},"""
        + """{"type":"context","elements":[{"type":"mrkdwn","text":"via e-mail"},{"type":"image","image_url":"https://x.example/i.png","alt_text":"icon"}]},"""
        + """{"type":"divider"},"""
        + """{"type":"image","image_url":"https://x.example/p.png","alt_text":"a parcel","title":{"type":"plain_text","text":"Parcel"}},"""
        + """{"type":"markdown","text":"# Hello"}]""",
        SlackWriting.ToJson(
        [
            new HeaderBlock(new PlainText("Order 42 – where?") { Emoji = false }) { BlockId = "h" },
            new SectionBlock(new MrkdwnText("*Anna* &lt;anna@customer.example&gt;") { Verbatim = true })
            {
                Fields = [new PlainText("3 mails")], Accessory = new ImageElement("https://x.example/a.png", "Anna"), Expand = true,
            },
            new ContextBlock([new MrkdwnText("via e-mail"), new ImageElement("https://x.example/i.png", "icon")]),
            new DividerBlock(),
            new ImageBlock("https://x.example/p.png", "a parcel") { Title = new PlainText("Parcel") },
            new MarkdownBlock("# Hello"),
        ]));

    [Fact]
    public void Buttons_and_menus_with_their_confirmations() => Assert.Equal(
        """[{"type":"actions","block_id":"a","elements":["""
        + """{"type":"button","action_id":"claim","text":{"type":"plain_text","text":"Claim"},"value":"ticket:42","style":"primary"},"""
        + """{"type":"button","action_id":"close","text":{"type":"plain_text","text":"Close"},"url":"https://x.example/","confirm":{"title":{"type":"plain_text","text":"Sure?"}"""
        + ""","text":{"type":"mrkdwn","text":"It _ends_."},"confirm":{"type":"plain_text","text":"Yes"},"deny":{"type":"plain_text","text":"No"},"style":"danger"}},"""
        + """{"type":"overflow","action_id":"more","options":[{"text":{"type":"plain_text","text":"Split"},"value":"split","description":{"type":"plain_text","text":"from here"}}]},"""
        + """{"type":"static_select","action_id":"who","option_groups":[{"label":{"type":"plain_text","text":"Team"},"options":[{"text":{"type":"plain_text","text":"Ann"},"value":"U1"}]}]"""
        + ""","placeholder":{"type":"plain_text","text":"Whom?"}}]}]""",
        SlackWriting.ToJson(
        [
            new ActionsBlock(
            [
                new ButtonElement("claim", new PlainText("Claim")) { Value = "ticket:42", Style = "primary" },
                new ButtonElement("close", new PlainText("Close"))
                {
                    Url = "https://x.example/",
                    Confirm = new(new PlainText("Sure?"), new MrkdwnText("It _ends_."), new PlainText("Yes"), new PlainText("No")) { Style = "danger" },
                },
                new OverflowElement("more", [new Option(new PlainText("Split"), "split") { Description = new PlainText("from here") }]),
                new StaticSelectElement("who")
                {
                    OptionGroups = [new OptionGroup(new PlainText("Team"), [new Option(new PlainText("Ann"), "U1")])], Placeholder = new PlainText("Whom?"),
                },
            ]) { BlockId = "a" },
        ]));

    [Fact]
    public void A_modal_with_every_kind_of_input()
    {
        var option = new Option(new PlainText("x"), "x");
        var view = new ModalView(
            new PlainText("Reply"),
            [
                new InputBlock(new PlainText("Text"), new PlainTextInputElement("body") { Multiline = true, MaxLength = 3000, InitialValue = "Hi" })
                {
                    BlockId = "body", Hint = new PlainText("to the customer"), Optional = false,
                },
                new InputBlock(new PlainText("Files"), new FileInputElement("files") { Filetypes = ["pdf"], MaxFiles = 10 }) { Optional = true },
                new InputBlock(new PlainText("To"), new CheckboxesElement("to", [option]) { InitialOptions = [option] }),
                new InputBlock(new PlainText("One"), new RadioButtonsElement("one", [option])),
                new InputBlock(new PlainText("Many"), new MultiStaticSelectElement("many") { Options = [option], MaxSelectedItems = 2 }),
                new InputBlock(new PlainText("Who"), new UsersSelectElement("who") { InitialUser = "U1", FocusOnLoad = true }),
                new InputBlock(new PlainText("All"), new MultiUsersSelectElement("all") { InitialUsers = ["U1"] }),
                new InputBlock(new PlainText("Where"), new ConversationsSelectElement("where") { Filter = new(["public", "private"]) { ExcludeBotUsers = true } }),
                new InputBlock(new PlainText("Template"), new ExternalSelectElement("template") { MinQueryLength = 1 }) { DispatchAction = true },
                new InputBlock(new PlainText("When"), new DateTimePickerElement("when") { InitialDateTime = 1795300000 }),
            ])
        {
            Submit = new PlainText("Send"), Close = new PlainText("Cancel"), CallbackId = "reply", PrivateMetadata = "42", NotifyOnClose = true,
        };
        Assert.Empty(BlockLimits.Check(view));
        Assert.Equal(
            """{"type":"modal","title":{"type":"plain_text","text":"Reply"},"blocks":["""
            + """{"type":"input","block_id":"body","label":{"type":"plain_text","text":"Text"},"element":{"type":"plain_text_input","action_id":"body","multiline":true,"initial_value":"Hi","max_length":3000},"hint":{"type":"plain_text","text":"to the customer"},"optional":false},"""
            + """{"type":"input","label":{"type":"plain_text","text":"Files"},"element":{"type":"file_input","action_id":"files","filetypes":["pdf"],"max_files":10},"optional":true},"""
            + """{"type":"input","label":{"type":"plain_text","text":"To"},"element":{"type":"checkboxes","action_id":"to","options":[{"text":{"type":"plain_text","text":"x"},"value":"x"}],"initial_options":[{"text":{"type":"plain_text","text":"x"},"value":"x"}]}},"""
            + """{"type":"input","label":{"type":"plain_text","text":"One"},"element":{"type":"radio_buttons","action_id":"one","options":[{"text":{"type":"plain_text","text":"x"},"value":"x"}]}},"""
            + """{"type":"input","label":{"type":"plain_text","text":"Many"},"element":{"type":"multi_static_select","action_id":"many","options":[{"text":{"type":"plain_text","text":"x"},"value":"x"}],"max_selected_items":2}},"""
            + """{"type":"input","label":{"type":"plain_text","text":"Who"},"element":{"type":"users_select","action_id":"who","initial_user":"U1","focus_on_load":true}},"""
            + """{"type":"input","label":{"type":"plain_text","text":"All"},"element":{"type":"multi_users_select","action_id":"all","initial_users":["U1"]}},"""
            + """{"type":"input","label":{"type":"plain_text","text":"Where"},"element":{"type":"conversations_select","action_id":"where","filter":{"include":["public","private"],"exclude_bot_users":true}}},"""
            + """{"type":"input","label":{"type":"plain_text","text":"Template"},"element":{"type":"external_select","action_id":"template","min_query_length":1},"dispatch_action":true},"""
            + """{"type":"input","label":{"type":"plain_text","text":"When"},"element":{"type":"datetimepicker","action_id":"when","initial_date_time":1795300000}}]"""
            + ""","submit":{"type":"plain_text","text":"Send"},"close":{"type":"plain_text","text":"Cancel"},"notify_on_close":true,"callback_id":"reply","private_metadata":"42"}""",
            SlackWriting.ToJson(view));
    }

    private const string Rich =
        """[{"type":"rich_text","block_id":"r","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"<!channel> "},{"type":"text","text":"b","style":{"bold":true,"code":true}},"""
        + """{"type":"link","url":"https://x.example/","text":"x"},{"type":"user","user_id":"U1"},{"type":"usergroup","usergroup_id":"S1"},{"type":"channel","channel_id":"C1"},{"type":"broadcast","range":"here"},"""
        + """{"type":"emoji","name":"wave","unicode":"1f44b"},{"type":"date","timestamp":1795300000,"format":"{date}","fallback":"today"},{"type":"color","value":"#ff0000"}]},"""
        + """{"type":"rich_text_list","style":"ordered","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"one"}]}],"indent":1,"offset":2},"""
        + """{"type":"rich_text_quote","elements":[{"type":"text","text":"q"}]},{"type":"rich_text_preformatted","elements":[{"type":"text","text":"p"}]}]}]""";

    [Fact]
    public void Rich_text_is_written_as_it_is_read()
    {
        var read = RichTextReader.Read([.. SlackJson.TryParse(Encoding.UTF8.GetBytes(Rich))!.Value.EnumerateArray()]);
        Assert.Equal(Rich, SlackWriting.ToJson([.. read]));
        var section = Assert.IsType<RichTextSection>(read[0].Elements[0]);
        Assert.Equal(new RichTextPiece.Words("b") { Style = new RichTextStyle { Bold = true, Code = true } }, section.Elements[1]);
    }

    [Fact]
    public void The_answers_to_a_form()
    {
        Assert.Equal("""{"response_action":"errors","errors":{"body":"Say something."}}""", Text(new ViewResponse.Errors(new Dictionary<string, string> { ["body"] = "Say something." }).ToJson()));
        Assert.Equal("""{"response_action":"clear"}""", Text(new ViewResponse.Clear().ToJson()));
        const string view = """{"type":"modal","title":{"type":"plain_text","text":"t"},"blocks":[{"type":"divider"}]}""";
        var modal = new ModalView(new PlainText("t"), [new DividerBlock()]);
        Assert.Equal($$"""{"response_action":"update","view":{{view}}}""", Text(new ViewResponse.Update(modal).ToJson()));
        Assert.Equal($$"""{"response_action":"push","view":{{view}}}""", Text(new ViewResponse.Push(modal).ToJson()));
        Assert.Throws<BlockLimitException>(() => new ViewResponse.Push(modal with { Title = new PlainText(new string('t', 25)) }).ToJson());
    }

    [Fact]
    public void The_answers_to_a_command_and_to_a_search()
    {
        Assert.Equal(
            """{"response_type":"ephemeral","text":"x","blocks":[{"type":"divider"}]}""",
            Text(new ResponseMessage { ResponseType = "ephemeral", Text = "x", Blocks = [new DividerBlock()] }.ToJson()));
        Assert.Equal(
            """{"options":[{"text":{"type":"plain_text","text":"Thanks"},"value":"t1"}]}""",
            Text(new OptionsResponse([new Option(new PlainText("Thanks"), "t1")]).ToJson()));
        Assert.Equal("""{"options":[]}""", Text(new OptionsResponse([]).ToJson()));
        Assert.Throws<BlockLimitException>(() => new ResponseMessage().ToJson());
        Assert.Throws<BlockLimitException>(() => new OptionsResponse([new Option(new PlainText(new string('t', 76)), "t1")]).ToJson());
    }

    [Fact]
    public void Half_a_character_does_not_break_the_JSON()
    {
        var json = SlackWriting.ToJson([new MarkdownBlock("a\uD83D")]);
        Assert.Equal("a\uFFFD", JsonDocument.Parse(json).RootElement[0].GetProperty("text").GetString());
    }

    private static string Text(byte[] json) => Encoding.UTF8.GetString(json);
}

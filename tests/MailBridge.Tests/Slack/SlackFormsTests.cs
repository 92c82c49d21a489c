using MailBridge.ChatIn;
using MailBridge.ChatIn.Lookups;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.Slack;
using MailBridge.Slack.Received;
using MailBridge.SlackApi.Blocks;
using MailBridge.SlackApi.Payloads;

namespace MailBridge.Tests.Slack;

/// <summary>Forms, pages and the home tab as Slack takes them, whatever is in them.</summary>
public sealed class SlackFormsTests
{
    private const string Hostile = "<!channel> & *bold* <https://evil.example|Slack> 👩‍👩‍👧‍👦\u0000";

    private static readonly Installed Home = new(new SlackIdentity("T1", "U0", "B0", "A0"), "Acme", "mailbridge", new Uri("https://acme.slack.com/"), []);

    private static readonly Form Reply = new(
        CardActions.Reply, "conversation", "Reply to somebody with a very long name indeed", "Send", [new CardFact("From", "Anna <support@acme.example>")],
        [
            new FormField.Line("to", "To", "zoe@customer.example", 10_000, IsRequired: true),
            new FormField.Line("cc", "Cc", "", 10_000),
            new FormField.TextArea("text", "Reply", "", 100_000),
            new FormField.Files("files", "Files", 20 << 20),
        ],
        "state");

    [Fact]
    public void A_form_keeps_every_limit_and_remembers_only_ids()
    {
        var view = SlackForms.View(Reply with { Warning = Hostile, Title = Hostile + Hostile }, new SlackFormState { Channel = "C1" }, reason: Hostile);
        Assert.Empty(BlockLimits.Check(view));
        Assert.Equal("""{"a":"reply","t":"conversation","s":"state","c":"C1","r":null,"k":false,"f":[]}""", view.PrivateMetadata);
        Assert.Equal(["to", "cc", "text", "files"], view.Blocks.OfType<InputBlock>().Select(b => b.BlockId));
        Assert.Equal([false, true, false, true], view.Blocks.OfType<InputBlock>().Select(b => b.Optional ?? false));
        Assert.Contains("!reply", view.Blocks.OfType<InputBlock>().Single(b => b.BlockId == "text").Hint!.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2_999)]
    [InlineData(3_001)]
    [InlineData(9_500)]
    [InlineData(17_000)]
    [InlineData(30_000)]
    public void A_text_of_any_length_is_laid_out_over_inputs_and_read_back_as_it_was(int length)
    {
        var lines = string.Join('\n', Enumerable.Range(0, (length / 50) + 1).Select(i => $"line {i:D5} of a text that is long enough to be split"));
        var text = lines[..Math.Min(length, lines.Length)].TrimEnd('\n');
        var view = SlackForms.View(SlackForms.With(Reply, new Dictionary<string, string> { ["text"] = text }), new SlackFormState());
        Assert.Empty(BlockLimits.Check(view));
        // Slack does not promise the order of what it gives back.
        var state = new SlackState(view.Blocks.OfType<InputBlock>().Reverse()
            .Select(b => b.Element).OfType<PlainTextInputElement>()
            .ToDictionary(e => (e.ActionId, e.ActionId), e => e.InitialValue is { } value ? new SlackValue.Text(value) : (SlackValue)new SlackValue.None()));
        var values = SlackForms.Values(state);
        Assert.Equal(text, values["text"]);
        Assert.Equal(length < 18_000, SlackForms.Fits(text));
        Assert.Equal("zoe@customer.example", values["to"]);
        Assert.Equal("", values["cc"]);
    }

    [Fact]
    public void More_recipients_than_an_input_holds_are_left_to_the_desk()
    {
        var many = string.Join(", ", Enumerable.Range(0, 200).Select(i => $"person{i}@customer.example"));
        var view = SlackForms.View(SlackForms.With(Reply, new Dictionary<string, string> { ["to"] = many }), new SlackFormState());
        Assert.Empty(BlockLimits.Check(view));
        Assert.DoesNotContain(view.Blocks, b => b.BlockId == "to");
    }

    [Fact]
    public void What_a_form_remembers_is_read_back_and_nonsense_is_nothing()
    {
        var state = new SlackFormState { Action = "reply", Target = "t", State = "s", Channel = "C1", Thread = "1.2", Confirmed = true, Files = ["F1"] };
        var read = SlackFormState.Read(state.Write())!;
        Assert.Equal(("reply", "t", "s", "C1", "1.2", true, "F1"), (read.Action, read.Target, read.State, read.Channel, read.Thread, read.Confirmed, read.Files.Single()));
        Assert.Null(SlackFormState.Read(""));
        Assert.Null(SlackFormState.Read("[1]"));
        Assert.Null(SlackFormState.Read("{\"a\":"));
        Assert.Null(SlackFormState.Read("null"));
    }

    [Fact]
    public void Pages_and_the_home_tab_keep_every_limit_whatever_was_found()
    {
        var long_ = string.Concat(Enumerable.Repeat(Hostile, 200));
        var thread = new ChatPostRef(new ChatChannel("slack", "T1", "C1"), "1795300000.000200");
        var rows = Enumerable.Range(0, Lookups.PageSize).Select(i => new LookupRow
        {
            Head = i == 0 ? " " : long_, Text = long_, Marks = [long_, "open"], At = DateTimeOffset.UnixEpoch.AddYears(50), Thread = thread,
            WaitingSince = i % 2 == 0 ? DateTimeOffset.UnixEpoch.AddYears(50) : null, More = i % 3 == 0 ? new LookupTarget("customer a@b", 0) : null,
        }).ToList();
        var page = new LookupPage(long_, long_, rows) { Back = new LookupTarget("search " + new string('x', 480), 9), Next = new LookupTarget("mine", 2) };
        var word = SlackPages.Word(page, Home);
        Assert.Empty(BlockLimits.Check(word.Blocks!));
        Assert.InRange(word.Text.Length, 1, 4000);
        Assert.DoesNotContain("<!", word.Text, StringComparison.Ordinal);
        Assert.Empty(BlockLimits.Check(SlackHome.Of(long_, page, page, Home)));
        Assert.Empty(BlockLimits.Check(SlackPages.Modal(page, Home)));
        Assert.Empty(BlockLimits.Check(SlackHome.Sentence("")));
    }

    [Fact]
    public void A_whole_text_of_any_script_fits_into_views_and_no_word_is_lost()
    {
        var text = new WholeText("Zoë", string.Concat(Enumerable.Repeat("言葉\n", 30_000)), string.Concat(Enumerable.Repeat("\u0001> ", 20_000)), "--\nZoë");
        var shown = 0;
        for (var page = 0; page < 10; page++)
        {
            var view = SlackPages.Text(text, "c/e", page, "{}");
            Assert.Empty(BlockLimits.Check(view));
            shown += view.Blocks.OfType<SectionBlock>().Sum(s => s.Text!.Text.Count(c => c == '言'));
            if (view.Blocks[^1] is not ActionsBlock { Elements: [.., ButtonElement { ActionId: "page:next" }] }) break;
        }
        Assert.Equal(30_000, shown);
        Assert.Single(SlackPages.Text(new WholeText("", "", "", ""), "c/e", 0, "{}").Blocks);
    }

    [Fact]
    public void A_button_behind_More_is_read_like_any_other_also_behind_the_dots_of_former_days()
    {
        Assert.Equal(
            new SlackButton("close", "a:b", "1.2") { IsChosen = true },
            SlackButton.Of(new SlackAction("static_select", "more", "b", new SlackValue.Choices(["close:a:b"])) { ActionTs = "1.2" }));
        Assert.Equal(
            new SlackButton("close", "a:b", "1.2"),
            SlackButton.Of(new SlackAction("overflow", "more", "b", new SlackValue.Choices(["close:a:b"])) { ActionTs = "1.2" }));
        Assert.Equal(new SlackButton("more", "", ""), SlackButton.Of(new SlackAction("overflow", "more", "b", new SlackValue.Choices(["nothing"]))));
        Assert.Equal(new SlackButton("claim", "t", ""), SlackButton.Of(new SlackAction("button", "claim", "b", new SlackValue.Text("t"))));
    }
}

using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.Mime;
using MailBridge.Slack.Posts;
using MailBridge.SlackApi;
using MailBridge.SlackApi.Blocks;
using MailBridge.SlackApi.Web;
using MailBridge.Testing.Slack;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailBridge.Tests.Slack;

public sealed class SlackCardTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);
    private static readonly ConversationId Conversation = new(new Guid("01234567-89ab-7def-8123-456789abcdef"));
    private static readonly EntryId Entry = new(new Guid("11234567-89ab-7def-8123-456789abcdef"));

    private static readonly string[] Nasty =
    [
        "", " ", "\u200b", "\u200b\u200d\ufeff", "\0\u0001\u001f", "\ud800", "x\udc00y", "😀👩‍👩‍👧‍👦🇩🇪", "שלום \u202eabc\u202c", "مرحبا", "<!channel>", "<@U1> &amp; <https://x|y>",
        "*bold* _it_ ~s~ `c` ```f```", ":smile: @here #general", new string('<', 5000), new string('a', 40_000), string.Concat(Enumerable.Repeat("Zeile & Wort\n\n", 4000)),
        string.Concat(Enumerable.Repeat("e\u0301", 3000)), "a" + new string('\u0301', 6000), new string('\n', 9000), "> quote\n> more\n\nanswer", "\r\n\t\r\n",
    ];

    private static CardButton Button(string action, string label, bool primary = false) => new(action, Conversation.ToString(), label, Primary: primary);

    [Fact]
    public void A_root_card_is_what_people_know() => Golden("root", SlackCards.Of(new Card.Root
    {
        Conversation = Conversation,
        Customer = "Zoë Müller",
        CustomerAddress = "zoe@customer.example",
        Subject = "Boiler drips <again>",
        Status = ConversationStatus.Open,
        Assignee = new CardAgent(new AgentId("anna"), "Anna Kowalska"),
        WaitingSince = At,
        LastActivityAt = At,
        Preview = "It drips since *yesterday* & I am worried",
        Mails = 3,
        HasAttachments = true,
        Facts = [new CardFact("Customer since", "2026-11-22") { At = At }, new CardFact("Earlier", "2 conversations")],
        Buttons = [Button("reply", "Reply", primary: true), Button("release", "Release"), Button("note", "Note"), Button("close", "Close"), Button("merge", "Merge…") with { InMore = true }],
    }));

    [Fact]
    public void A_mail_is_shown_with_all_that_one_should_know() => Golden("mail", SlackCards.Of(Item() with
    {
        To = ["Acme <support@acme.example>", "Jo <jo@customer.example>"],
        Cc = ["cc@customer.example"],
        Marks = ["New participant"],
        Quoted = "> earlier",
        Files = [new CardFile(null, 0, "photo <1>.jpg", "image/jpeg", 123_456, false), new CardFile(null, 1, "logo.png", "image/png", 99, true)],
    }, BodyDocument.FromHtml("<p>It <b>drips</b>: <a href='https://x.example/a'>see</a></p><ul><li>one<li>two</ul>")));

    [Fact]
    public void A_reply_says_where_it_goes_and_how_far_it_has_come() => Golden("reply", SlackCards.Of(Item() with
    {
        Kind = CardItemKind.AgentReply,
        Author = "Anna Kowalska",
        AuthorAddress = "support@acme.example",
        To = ["Zoë <zoe@customer.example>"],
        Life = new CardLife("Not sent", CardTone.Bad, "552 too big"),
        Buttons = [Button("retry", "Try again")],
    }));

    [Fact]
    public void Notes_activities_and_notices_are_small()
    {
        Golden("note", SlackCards.Of(Item() with { Kind = CardItemKind.Note, Author = "Anna" }));
        Golden("activity", SlackCards.Of(Item() with { Kind = CardItemKind.Activity, Text = "Anna claimed the conversation" }));
        Golden("notice", SlackCards.Of(new Card.Notice { Title = "A mail could not be read", Text = "It has no <header>.", At = At, Buttons = [Button("replay", "Read again")] }));
    }

    [Fact]
    public void A_reply_that_is_held_tells_when_it_goes_in_the_readers_own_time()
    {
        var post = SlackCards.Of(Item() with { Kind = CardItemKind.AgentReply, Life = new CardLife("Held", CardTone.Neutral, "x") { Until = At } });
        Assert.Contains("goes out at <!date^1795338000^{time_secs}|2026-11-22 09:00 UTC>", AllText(post), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_mail_is_cut_at_paragraphs_and_the_rest_is_behind_a_button()
    {
        var text = string.Concat(Enumerable.Range(0, 2000).Select(i => $"Paragraph {i} says this.\n\n"));
        var post = SlackCards.Of(Item() with { Text = text });
        var sections = post.Blocks.OfType<SectionBlock>().Select(s => s.Text!.Text).ToList();
        Assert.Equal(SlackCards.MostSections, sections.Count);
        Assert.All(sections, s => Assert.EndsWith("says this.", s.TrimEnd(), StringComparison.Ordinal));
        var button = Assert.IsType<ButtonElement>(Assert.Single(Assert.IsType<ActionsBlock>(post.Blocks[^1]).Elements));
        Assert.Equal((CardActions.ShowAll, $"{Conversation}/{Entry}", "Show all"), (button.ActionId, button.Value, button.Text.Text));
    }

    [Fact]
    public void A_customer_cannot_pose_as_a_colleague()
    {
        var post = SlackCards.Of(Item() with { Author = "Anna Kowalska" + new string(' ', 100) + "x" });
        Assert.EndsWith(" via e-mail", post.Username, StringComparison.Ordinal);
        Assert.True(SlackCards.Of(Item() with { Author = new string('A', 300) }).Username!.Length <= 80);
        Assert.EndsWith(" via e-mail", SlackCards.Of(Item() with { Author = new string('A', 300) }).Username, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_in_a_card_Slack_takes_it()
    {
        var words = Gen.OneOf(Gen.Elements(Nasty), ArbMap.Default.GeneratorFor<string>().Select(s => s ?? ""));
        var cards = from texts in Gen.ArrayOf(words, 8)
                    from many in Gen.Choose(0, 100)
                    from files in Gen.Choose(0, 40)
                    from kind in Gen.Choose(0, 6)
                    select CardOf(texts, many, files, kind);
        Prop.ForAll(Arb.From(cards), Holds).Check(Config.QuickThrowOnFailure.WithReplay(1, 1).WithMaxTest(300));
        foreach (var nasty in Nasty)
            for (var kind = 0; kind <= 6; kind++) Holds(CardOf([.. Enumerable.Repeat(nasty, 8)], 100, 30, kind));
    }

    [Fact]
    public async Task A_Slack_that_looks_closely_takes_the_oddest_of_them()
    {
        await using var slack = await FakeSlack.StartAsync(TestContext.Current.CancellationToken, new FakeSlackOptions { RateLimits = false });
        var bot = slack.Install(slack.AddApp(), slack.AddWorkspace());
        var channel = slack.AddChannel(bot.Workspace, "support", bot.BotUser);
        using var handler = SlackClient.CreateHandler();
        using var http = new HttpClient(handler);
        var api = new SlackClient(http, new SlackToken(bot.BotToken), new SlackOptions { BaseUrl = slack.ApiBaseUrl }, TimeProvider.System, NullLogger.Instance);
        foreach (var nasty in Nasty)
        {
            for (var kind = 0; kind <= 6; kind++)
            {
                var post = SlackCards.Of(CardOf([.. Enumerable.Repeat(nasty, 8)], 100, 30, kind));
                var message = new PostMessage { Channel = channel.Id, Text = post.Text, Blocks = post.Blocks, Username = post.Username };
                var posted = await api.Chat.PostMessageAsync(message, TestContext.Current.CancellationToken);
                await api.Chat.UpdateAsync(
                    new UpdateMessage { Channel = channel.Id, Ts = posted.Ts, Text = post.Text, Blocks = post.Blocks }, TestContext.Current.CancellationToken);
            }
        }
        Assert.Equal(7 * Nasty.Length, slack.Messages(channel).Count);
        Assert.All(slack.Messages(channel), m => Assert.DoesNotContain(m.LiveParts, p => p.ToString().Contains("U1", StringComparison.Ordinal)));
    }

    private static void Holds(Card card)
    {
        foreach (var post in (SlackPost[])[SlackCards.Of(card), SlackCards.Of(card, sections: 3), SlackCards.Plain(card)])
        {
            Assert.Empty(BlockLimits.Check(post.Blocks));
            Assert.InRange(post.Text.Length, 1, BlockLimits.UpdateText);
            Assert.True(post.Username is null or { Length: > 0 and <= 80 });
            foreach (var text in Texts(post, "plain_text").Concat(Texts(post, "mrkdwn")).Append(post.Text))
            {
                Assert.True(CardWords.HasWords(text), $"'{text}' is empty");
                Assert.DoesNotContain('\0', text);
            }
            foreach (var text in Texts(post, "mrkdwn").Append(post.Text))
            {
                Assert.DoesNotContain("<!channel>", text, StringComparison.Ordinal);
                Assert.DoesNotContain("<@U1>", text, StringComparison.Ordinal);
                Assert.DoesNotContain("<https://x|y>", text, StringComparison.Ordinal);
            }
        }
    }

    private static Card CardOf(string[] t, int many, int files, int kind) => kind switch
    {
        0 => new Card.Root
        {
            Conversation = Conversation,
            Customer = t[0],
            CustomerAddress = t[1],
            Subject = t[2],
            Status = ConversationStatus.New,
            Assignee = many % 2 == 0 ? null : new CardAgent(new AgentId("a"), t[3]),
            LastActivityAt = At,
            WaitingSince = many % 3 == 0 ? At : null,
            Preview = t[4],
            Mails = many,
            Facts = [.. Enumerable.Range(0, many).Select(i => new CardFact(t[5], t[6]))],
            Buttons = [.. Enumerable.Range(0, many * 4).Select(i => Button($"a{i}", t[7]) with { InMore = i % 3 == 2 })],
        },
        6 => new Card.Notice { Title = t[0], Text = t[1], At = At, Buttons = [Button("replay", t[2])] },
        _ => Item() with
        {
            Kind = (CardItemKind)(kind - 1),
            Author = t[0],
            AuthorAddress = t[1],
            Text = t[2],
            To = [.. Enumerable.Repeat(t[3], many)],
            Cc = [.. Enumerable.Repeat(t[4], many)],
            Marks = [.. Enumerable.Repeat(t[5], many % 5)],
            Quoted = t[6],
            Signature = t[7],
            Files = [.. Enumerable.Range(0, files).Select(i => new CardFile(null, i, t[3], "x/y", i * 1000L, i % 4 == 3))],
            Life = many % 2 == 0 ? null : new CardLife(t[5], CardTone.Warning, t[6]),
            Buttons = [Button("retry", t[7])],
        },
    };

    private static Card.Item Item() => new()
    {
        Conversation = Conversation,
        Entry = Entry,
        Kind = CardItemKind.CustomerEmail,
        Author = "Zoë",
        AuthorAddress = "zoe@customer.example",
        At = At,
        Text = "It drips.",
    };

    private static string AllText(SlackPost post) => string.Join('\n', Texts(post, "mrkdwn"));

    private static IEnumerable<string> Texts(SlackPost post, string type) => Texts(JsonNode.Parse(Json(post).ToJsonString())!, type);

    /// <summary>The words of every text object of that type.</summary>
    private static IEnumerable<string> Texts(JsonNode node, string type) => node switch
    {
        JsonObject o when o["text"] is JsonValue words => o["type"]?.GetValue<string>() == type ? [words.GetValue<string>()] : [],
        JsonObject o => o.SelectMany(p => p.Value is null ? [] : Texts(p.Value, type)),
        JsonArray a => a.SelectMany(n => n is null ? [] : Texts(n, type)),
        _ => [],
    };

    private static JsonNode Json(SlackPost post) => new JsonObject
    {
        ["username"] = post.Username,
        ["notification"] = post.Text,
        ["blocks"] = JsonNode.Parse(JsonSerializer.Serialize(post.Blocks, Wire)),
    };

    private static readonly JsonSerializerOptions Wire = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static void Golden(string name, SlackPost post, [CallerFilePath] string here = "")
    {
        Assert.Empty(BlockLimits.Check(post.Blocks));
        var path = Path.Combine(Path.GetDirectoryName(here)!, "Golden", $"{name}.json.golden");
        var found = Json(post).ToJsonString(Readable).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1" && Environment.GetEnvironmentVariable("CI") != "true") File.WriteAllText(path, found);
        Assert.Equal(File.ReadAllText(path), found);
    }
}

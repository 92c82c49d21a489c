using FsCheck;
using FsCheck.Fluent;
using MailBridge.SlackApi.Text;

namespace MailBridge.SlackApi.Tests.Text;

public sealed class MrkdwnTests
{
    [Theory]
    [InlineData("Boiler <!channel> <@U1> <#C1> <b> a < b", "Boiler <\u200B!channel> <\u200B@U1> <\u200B#C1> <b> a < b")]
    [InlineData("nothing", "nothing")]
    public void Words_in_plain_text_hold_no_mention_even_when_copied_elsewhere(string text, string inert) => Assert.Equal(inert, SlackText.Inert(text));

    [Theory]
    [InlineData("Tom & Jerry <tom@x.example>", "Tom &amp; Jerry &lt;tom@x.example&gt;")]
    [InlineData("<!channel> <@U1> <https://evil.example|https://bank.example>", "&lt;!channel&gt; &lt;@U1&gt; &lt;https://evil.example|https://bank.example&gt;")]
    [InlineData("&lt;!here&gt;", "&amp;lt;!here&amp;gt;")]
    [InlineData("plain", "plain")]
    public void Foreign_words_cannot_ping_mention_or_link(string text, string escaped)
    {
        Assert.Equal(escaped, Mrkdwn.Escape(text));
        Assert.Equal([new MrkdwnToken.Words(text)], MrkdwnToken.Read(escaped));
    }

    [Theory]
    [InlineData("https://x.example/a?b=1&c=2", "the page", "<https://x.example/a?b=1&c=2|the page>")]
    [InlineData("HTTP://x.example/a b|c>d<e", "a|b<c>d", "<HTTP://x.example/a%20b%7Cc%3Ed%3Ce|abcd>")]
    [InlineData("mailto:a@b.example", "write & ask", "<mailto:a@b.example|write &amp; ask>")]
    [InlineData("https://x.example/", "", "<https://x.example/>")]
    [InlineData("https://x.example/", "two\r\nlines", "<https://x.example/|twolines>")]
    [InlineData("javascript:alert(1)", "click", "click")]
    [InlineData("slack://open", "click", "click")]
    [InlineData("!channel", "all", "all")]
    [InlineData("https://", "x", "x")]
    public void A_link_leads_where_it_says_or_is_none(string url, string label, string written) => Assert.Equal(written, Mrkdwn.Link(url, label));

    [Fact]
    public void People_channels_and_moments_are_named_by_ids()
    {
        Assert.Equal("<@U1>", Mrkdwn.User("U1"));
        Assert.Equal("<#C1>", Mrkdwn.Channel("C1>"));
        Assert.Equal(
            "<!date^1795300000^{date_short} {time}|22/11 &amp; so>",
            Mrkdwn.Date(DateTimeOffset.FromUnixTimeSeconds(1795300000), "{date_short} {time}", "22|11 & so"));
    }

    [Fact]
    public void Text_is_cut_before_it_is_escaped_and_between_what_a_person_sees()
    {
        Assert.Equal("a&amp;…", Mrkdwn.Escape("a&&&", 9));
        Assert.Equal("&amp;&amp;", Mrkdwn.Escape("&&", 10));
        Assert.Equal("ab…", SlackText.Cut("ab👩‍👩‍👧‍👦c", 5));
        Assert.Equal("ab👩‍👩‍👧‍👦c", SlackText.Cut("ab👩‍👩‍👧‍👦c", 14));
        Assert.Equal("words…", SlackText.Cut("words and more", 7));
        Assert.Equal("…", SlackText.Cut("abc", 1));
    }

    [Fact]
    public void A_letter_under_five_thousand_accents_is_cut_all_the_same()
    {
        var zalgo = "a" + new string('\u0301', 5000);
        Assert.Equal(3000, SlackText.Cut(zalgo, 3000).Length);
        Assert.Equal([3000, 2001], SlackText.Split(zalgo, 3000).Select(p => p.Length));
    }

    [Fact]
    public void Long_text_breaks_at_a_paragraph_else_at_a_line_else_at_a_blank()
    {
        Assert.Equal(["aaa bbb\nccc", "ddd"], SlackText.Split("aaa bbb\nccc\n\nddd", 14));
        Assert.Equal(["aaa bbb", "ccc ddd"], SlackText.Split("aaa bbb\nccc ddd", 12));
        Assert.Equal(["aaa bbb", "ccc"], SlackText.Split("aaa bbb ccc", 10));
        Assert.Equal(["aaaaa", "aaa"], SlackText.Split("aaaaaaaa", 5));
        Assert.Equal(["whole"], SlackText.Split(" whole ", 5));
        Assert.Empty(SlackText.Split(" \n ", 5));
    }

    public static TheoryData<string, MrkdwnToken> Tokens { get; } = new()
    {
        { "<@U1>", new MrkdwnToken.User("U1", null) },
        { "<@U1|ann>", new MrkdwnToken.User("U1", "ann") },
        { "<#C1|support>", new MrkdwnToken.Channel("C1", "support") },
        { "<#C1|>", new MrkdwnToken.Channel("C1", null) },
        { "<!here>", new MrkdwnToken.Broadcast("here") },
        { "<!here|here>", new MrkdwnToken.Broadcast("here") },
        { "<!channel>", new MrkdwnToken.Broadcast("channel") },
        { "<!everyone>", new MrkdwnToken.Broadcast("everyone") },
        { "<!subteam^S1|@sales>", new MrkdwnToken.Usergroup("S1", "@sales") },
        { "<!subteam^S1>", new MrkdwnToken.Usergroup("S1", null) },
        { "<!date^1795300000^{date} at {time}|today>", new MrkdwnToken.Date(1795300000, "{date} at {time}", null, "today") },
        { "<!date^1795300000^{date}^https://x.example|today>", new MrkdwnToken.Date(1795300000, "{date}", "https://x.example", "today") },
        { "<https://x.example/?a=1&amp;b=2|a &lt; b>", new MrkdwnToken.Link("https://x.example/?a=1&b=2", "a < b") },
        { "<https://x.example>", new MrkdwnToken.Link("https://x.example", null) },
        { "<mailto:a@b.example|a@b.example>", new MrkdwnToken.Link("mailto:a@b.example", "a@b.example") },
        { "<tel:+44123|+44 123>", new MrkdwnToken.Link("tel:+44123", "+44 123") },
        { "<!news^1|fresh>", new MrkdwnToken.Special("news^1", "fresh") },
        { "<!date^soon^{date}>", new MrkdwnToken.Special("date^soon^{date}", null) },
        { "&lt;@U1&gt; &amp;amp; &quot;", new MrkdwnToken.Words("<@U1> &amp; &quot;") },
        { "a < b > c <> <@> <x> <", new MrkdwnToken.Words("a < b > c <> <@> <x> <") },
    };

    [Theory]
    [MemberData(nameof(Tokens))]
    public void A_token_is_read(string text, MrkdwnToken token) => Assert.Equal([token], MrkdwnToken.Read(text));

    [Fact]
    public void Words_and_tokens_alternate() => Assert.Equal(
        [new MrkdwnToken.Words("Hi "), new MrkdwnToken.User("U1", null), new MrkdwnToken.Words(", see <"), new MrkdwnToken.Link("https://x.example", "x"), new MrkdwnToken.Words("!")],
        MrkdwnToken.Read("Hi <@U1>, see <<https://x.example|x>!"));

    private static readonly string[] Pieces =
        ["<", ">", "&", "&amp;", "&lt;", "|", "@U1", "#C1", "!here", "!subteam^S1", "!date^1^", "https://x", ":wave:", ":", "*", "\n\n", "\n", " ", "x", "é", "👩‍👩‍👧", "\uD83D", "a\u0301", "\0"];

    private static Arbitrary<string> Texts() =>
        Gen.ListOf(Gen.Elements(Pieces)).Select(static pieces => string.Concat(pieces)).ToArbitrary();

    [Fact]
    public void Any_text_survives_being_escaped_and_read() =>
        Check.One(Config.QuickThrowOnFailure.WithReplay(1, 1).WithMaxTest(1000), Prop.ForAll(Texts(), static text =>
            string.Concat(MrkdwnToken.Read(Mrkdwn.Escape(text)).Select(static t => Assert.IsType<MrkdwnToken.Words>(t).Value)) == text
            && Mrkdwn.EscapedLength(text) == Mrkdwn.Escape(text).Length));

    [Fact]
    public void Any_text_is_read_as_tokens_and_as_words() =>
        Check.One(Config.QuickThrowOnFailure.WithReplay(1, 1).WithMaxTest(1000), Prop.ForAll(Texts(), static text =>
            SlackWords.Of(MrkdwnToken.Read(text), new SlackNames()) is not null));

    [Fact]
    public void A_cut_text_fits_and_is_a_beginning_of_the_whole() =>
        Check.One(Config.QuickThrowOnFailure.WithReplay(1, 1).WithMaxTest(1000), Prop.ForAll(Texts(), Gen.Choose(1, 40).ToArbitrary(), static (text, limit) =>
        {
            var cut = SlackText.Cut(text, limit, Mrkdwn.EscapedLength);
            return Mrkdwn.Escape(cut).Length <= limit && (cut == text || text.StartsWith(cut[..^1], StringComparison.Ordinal));
        }));

    [Fact]
    public void Split_text_fits_and_loses_nothing_but_blanks() =>
        Check.One(Config.QuickThrowOnFailure.WithReplay(1, 1).WithMaxTest(1000), Prop.ForAll(Texts(), Gen.Choose(5, 40).ToArbitrary(), static (text, limit) =>
        {
            var pieces = SlackText.Split(text, limit, Mrkdwn.EscapedLength);
            return pieces.All(p => p.Length > 0 && Mrkdwn.EscapedLength(p) <= limit) && Bare(string.Concat(pieces)) == Bare(text);
            static string Bare(string s) => string.Concat(s.Where(static c => !char.IsWhiteSpace(c)));
        }));
}

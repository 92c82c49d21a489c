using System.Text;
using MailBridge.SlackApi.Payloads;
using MailBridge.SlackApi.Text;
using MailBridge.SlackApi.Wire;

namespace MailBridge.SlackApi.Tests.Text;

public sealed class SlackWordsTests
{
    private static SlackNames Names { get; } = new()
    {
        User = static id => id == "U1" ? "Ann" : null,
        Channel = static id => id == "C1" ? "support" : null,
        Usergroup = static id => id == "S1" ? "sales" : null,
        Emoji = static name => name == "tada" ? "🎉" : null,
    };

    [Theory]
    [InlineData("Dear <@U1>, hello", "Dear @Ann, hello")]
    [InlineData("<@U2|bob> and <@U3>", "@bob and @someone")]
    [InlineData("<#C1|old-name> <#C2|other> <#C3>", "#support #other #channel")]
    [InlineData("<!subteam^S1|@x> <!subteam^S2|@night> <!here> <!channel>", "@sales @night @here @channel")]
    [InlineData("see <https://x.example/a?b&amp;c|our page>", "see our page (https://x.example/a?b&c)")]
    [InlineData("<http://x.example|x.example> <https://y.example> <mailto:a@b.example|a@b.example>", "x.example https://y.example a@b.example")]
    [InlineData("done :tada: at 10:30:45 :unknown: :", "done 🎉 at 10:30:45 :unknown: :")]
    [InlineData("1 &lt; 2 &amp;&amp; *bold*", "1 < 2 && *bold*")]
    [InlineData("<!date^1795300000^{date}> <!date^1795300000^{date}|22 Nov>", "2026-11-21 22:26 UTC 22 Nov")]
    [InlineData("<!date^99999999999999999^{date}>", "")]
    public void A_text_becomes_words(string text, string words) => Assert.Equal(words, SlackWords.Of(new SlackMessage { Text = text }, Names).Trim());

    [Fact]
    public void Rich_text_becomes_a_letter()
    {
        var message = Rich(
            """[{"type":"rich_text_section","elements":[{"type":"text","text":"Dear "},{"type":"user","user_id":"U1"},{"type":"text","text":",\nplease:\n"}]},"""
            + """{"type":"rich_text_list","style":"ordered","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"open it"}]}]},"""
            + """{"type":"rich_text_list","style":"bullet","indent":1,"elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"with\ncare"}]}]},"""
            + """{"type":"rich_text_list","style":"ordered","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"close it"}]}]},"""
            + """{"type":"rich_text_quote","elements":[{"type":"text","text":"you said\n\nso"}]},"""
            + """{"type":"rich_text_preformatted","elements":[{"type":"text","text":"if (x) {\n  y\n}"}]},"""
            + """{"type":"rich_text_section","elements":[{"type":"text","text":"Bye "},{"type":"emoji","name":"wave","unicode":"1f44b-1f3fb"},{"type":"emoji","name":"tada"},{"type":"emoji","name":"acme"},{"type":"new","x":1},{"type":"link","url":"https://x.example","text":"shop"}]}]""");
        Assert.Equal(
            """
            Dear @Ann,
            please:
            1. open it
               - with
                 care
            2. close it
            > you said
            >
            > so
                if (x) {
                  y
                }
            Bye 👋🏻🎉:acme:shop (https://x.example)
            """.ReplaceLineEndings("\n"),
            SlackWords.Of(message, Names));
    }

    [Fact]
    public void Whom_a_message_names_is_asked_for_once()
    {
        Assert.Equal(["U1", "U2"], SlackWords.MentionedUsers(new SlackMessage { Text = "<@U1> <@U2|x> <@U1>" }));
        Assert.Equal(
            ["U3"], SlackWords.MentionedUsers(Rich("""[{"type":"rich_text_list","elements":[{"type":"rich_text_section","elements":[{"type":"user","user_id":"U3"}]}]}]""")));
    }

    [Theory]
    [InlineData("1f44b", "👋")]
    [InlineData("1f468-200d-1f469", "👨‍👩")]
    [InlineData("d800", null)]
    [InlineData("110000", null)]
    [InlineData("ffffffff", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void An_emoji_is_made_of_code_points(string? unicode, string? character) => Assert.Equal(character, SlackWords.Character(unicode));

    private static SlackMessage Rich(string elements) =>
        SlackMessage.Read(SlackJson.TryParse(Encoding.UTF8.GetBytes("""{"text":"not this","blocks":[{"type":"rich_text","elements":""" + elements + "}]}"))!.Value);
}

namespace MailBridge.Mime.Tests.Html;

public sealed class TeamsMarkupTests
{
    private static string Markdown(string html) => TeamsMarkup.RenderMarkdown(BodyDocument.FromHtml(html));

    private static string Html(string html) => TeamsMarkup.RenderHtml(BodyDocument.FromHtml(html));

    [Theory]
    [InlineData("<b>bold</b> <i>it</i> <s>gone</s> <code>c</code>", "**bold** _it_ gone c")]
    [InlineData("<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\n\nThree")]
    [InlineData("<ul><li>a<li>b<ol><li>c</ol></ul>d", "- a\r- b\r    1. c\n\nd")]
    [InlineData("<blockquote>q</blockquote>", "\\> q")]
    [InlineData("<a href='https://x.example/(a)'>he[re]</a>", "[he\\[re\\]](https://x.example/%28a%29)")]
    [InlineData("<table><tr><th>Item<th>Price<tr><td>Pen<td>2</table>", "Item | Price\n\nPen | 2")]
    [InlineData("<pre>a  b</pre>", "a\u00A0 b")]
    public void Cards_have_bold_italic_lists_and_links(string html, string expected) => Assert.Equal(expected, Markdown(html));

    [Theory]
    [InlineData("*a* _b_ ~c~ [d](e) `f` \\g", "\\*a\\* \\_b\\_ \\~c\\~ \\[d\\](e) \\`f\\` \\\\g")]
    [InlineData("# a", "\\# a")]
    [InlineData("- a", "\\- a")]
    [InlineData("12. a", "12\\. a")]
    [InlineData("It costs 12. Yes - really", "It costs 12. Yes - really")]
    [InlineData("<at>Ann</at>", "&lt;at>Ann&lt;/at>")]
    [InlineData("&lt; &amp x R&D", "&amp;lt; &amp x R&D")]
    [InlineData("{{DATE(2017-02-14T06:08:00Z)}} {{x}}", "{\\{DATE(2017-02-14T06:08:00Z)}} {{x}}")]
    [InlineData("https://x.example/a_b", "[https://x.example/a\\_b](https://x.example/a_b)")]
    public void Marks_of_the_mail_are_text_in_a_card(string text, string expected) =>
        Assert.Equal(expected, TeamsMarkup.RenderMarkdown(BodyDocument.FromText(text)));

    [Theory]
    [InlineData("<b>a</b>b <i>c</i> <s>d</s> <code>e</code>", "<b>a</b>b <i>c</i> <s>d</s> <code>e</code>")]
    [InlineData("<p>One</p><p>Two<br>Three</p>", "One<br/><br/>Two<br/>Three")]
    [InlineData("x<ul><li>a<li>b<ol><li>c</ol></ul>d", "x<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>d")]
    [InlineData("<ol start=3><li>a<li>b</ol>", "3. a<br/>4. b")]
    [InlineData("<blockquote>q<blockquote>r</blockquote></blockquote>s", "<blockquote>q<blockquote>r</blockquote></blockquote>s")]
    [InlineData("<a href='https://x.example/?a=1&b=\"2\"'>x</a>", "<a href=\"https://x.example/?a=1&amp;b=%222%22\">x</a>")]
    [InlineData("<table><tr><th>Item<th>Price<tr><td>Pen<td>2</table>", "<pre>Item  Price\nPen   2</pre>")]
    [InlineData("&lt;at&gt;Ann&lt;/at&gt; \"a\" 'b' &amp;", "&lt;at&gt;Ann&lt;/at&gt; &quot;a&quot; &#39;b&#39; &amp;")]
    public void Messages_have_a_few_elements(string html, string expected) => Assert.Equal(expected, Html(html));

    [Fact]
    public void A_name_is_one_line_of_text()
    {
        Assert.Equal("\\# &lt;at>Ann&lt;/at> www.x.example", TeamsMarkup.EscapeMarkdown("# <at>Ann</at> www.x.example"));
        Assert.Equal("&lt;at&gt;Ann&lt;/at&gt; www.x.example", TeamsMarkup.EscapeHtml("<at>Ann</at>\nwww.x.example"));
    }

    [Fact]
    public void The_webs_links_open_apart() =>
        Assert.Equal(
            "<a href=\"https://x.example\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">x</a>",
            HtmlText.Render(BodyDocument.FromHtml("<a href=https://x.example>x</a>")));
}

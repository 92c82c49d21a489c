namespace MailBridge.Mime.Tests.Html;

public sealed class SlackMarkupTests
{
    private static string Html(string html) => SlackMarkup.Render(BodyDocument.FromHtml(html));

    private static string Text(string text) => SlackMarkup.Render(BodyDocument.FromText(text));

    [Theory]
    [InlineData("<b>bold</b> <i>italic</i> <s>gone</s> <code>x = 1</code>", "*bold* _italic_ ~gone~ `x = 1`")]
    [InlineData("a <b> bold </b>b", "a *bold* b")]
    [InlineData("<span style='font-weight:700;font-style:italic'>x</span> <font style='text-decoration: line-through'>y</font>", "*_x_* ~y~")]
    [InlineData("<b><i>both</i></b>", "*_both_*")]
    [InlineData("<b>one <i>two</i></b><i> three</i>", "*one _two_* _three_")]
    [InlineData("(<b>bold</b>),", "(*bold*),")]
    [InlineData("<b> </b>x", " x")]
    [InlineData("<h2>Order</h2><p>x</p>", "*Order*\n\nx")]
    [InlineData("<b>one<br>two</b>", "*one*\n*two*")]
    [InlineData("<code>a`b</code>", "a`b")]
    public void Styles_are_marks(string html, string expected) => Assert.Equal(expected.TrimStart(), Html(html).TrimStart());

    [Theory]
    [InlineData("Hel<b>lo</b>", "Hello")]
    [InlineData("<b>Hel</b>lo", "Hello")]
    [InlineData("这是<b>重要</b>的", "这是重要的")]
    [InlineData("*<b>x</b>", "*x")]
    public void Marks_stand_only_where_slack_takes_them_for_marks(string html, string expected) => Assert.Equal(expected, Html(html));

    [Theory]
    [InlineData("<a href='https://x.example/?a=1&b=2'>here</a>", "<https://x.example/?a=1&amp;b=2|here>")]
    [InlineData("<a href='https://x.example'>https://x.example</a>", "<https://x.example>")]
    [InlineData("<a href='mailto:a@b.example'>Ann</a>", "<mailto:a@b.example|Ann>")]
    [InlineData("<a href='https://x.example/a|b<c>d e'>x</a>", "<https://x.example/a%7Cb%3Cc%3Ed%20e|x>")]
    [InlineData("<a href='https://x.example'>a|b &lt;c&gt;</a>", "<https://x.example|ab c>")]
    [InlineData("<a href='https://x.example'>|</a>", "<https://x.example>")]
    [InlineData("<b><a href='https://x.example'>x</a></b>", "*<https://x.example|x>*")]
    [InlineData("<a href='https://x.example'> <b>x</b> y </a>z", "<https://x.example|x y> z")]
    [InlineData("<a href='https://evil.example/login'>https://bank.example/login</a> now", "<https://evil.example/login|https://bank.example/login> (evil.example) now")]
    [InlineData("<a href='https://evil.example/www.bank.example'>www.bank.example</a>", "<https://evil.example/www.bank.example|www.bank.example> (evil.example)")]
    [InlineData("<a href='mailto:thief@evil.example'>help@bank.example</a>", "<mailto:thief@evil.example|help@bank.example> (evil.example)")]
    [InlineData("<a href='https://login.bank.example/x'>bank.example</a>", "<https://login.bank.example/x|bank.example>")]
    [InlineData("<a href='https://evil.example/x'>pay 3.50</a>", "<https://evil.example/x|pay 3.50>")]
    [InlineData("<a href='javascript:alert(1)'>x</a>", "x")]
    [InlineData("<a href='tel:+49301234567'>Call</a>", "Call &lt;+49301234567&gt;")]
    [InlineData("<a href='https://x.example'><img alt='our logo' src=cid:1></a>", "<https://x.example|[our logo]>")]
    [InlineData("<a href='https://x.example'><img src=https://x.example/1.gif></a>", "")]
    [InlineData("see www.x.example.", "see <http://www.x.example|www.x.example>.")]
    public void Links_go_to_the_web_and_to_mail(string html, string expected) => Assert.Equal(expected, Html(html));

    [Theory]
    [InlineData("https://x.example/a_b_(c)?d=1#e.", "<https://x.example/a_b_(c)?d=1#e>.")]
    [InlineData("(https://x.example/a)", "(<https://x.example/a>)")]
    [InlineData("<https://x.example/a>", "&lt;<https://x.example/a>&gt;")]
    [InlineData("Mail a.b+c@x.example, please", "Mail <mailto:a.b+c@x.example|a.b+c@x.example>, please")]
    [InlineData("ftp://x.example and file:///etc", "ftp://x.example and file:///etc")]
    [InlineData("http:// and www. and @ and a@b and 1@2.34", "http:// and www. and @ and a@b and 1@2.34")]
    [InlineData("https://x.example/ü。次", "<https://x.example/ü>。次")]
    [InlineData("https://x.example/\u202Egpj", "<https://x.example/gpj>")]
    public void Addresses_in_text_are_links(string text, string expected) => Assert.Equal(expected, Text(text));

    [Theory]
    [InlineData("<!channel> <@U1> <#C1|x> <https://evil.example|bank>")]
    [InlineData("<!subteam^S1|@grp> <!date^1^{date}|x> &lt;!here&gt;")]
    public void Nothing_in_angle_brackets_is_live(string text)
    {
        foreach (var markup in new[] { Text(text), Html(text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)) })
        {
            Assert.DoesNotContain("<!", markup, StringComparison.Ordinal);
            Assert.DoesNotContain("<@", markup, StringComparison.Ordinal);
            Assert.DoesNotContain("<#", markup, StringComparison.Ordinal);
            Assert.DoesNotContain("|bank>", markup, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("@channel: look", "@\u200Bchannel: look")]
    [InlineData("(@Here) @everyone", "(@\u200BHere) @\u200Beveryone")]
    [InlineData("@channels @ann me@here", "@channels @ann me@here")]
    public void A_plain_broadcast_word_rings_for_nobody(string text, string expected) => Assert.Equal(expected, Text(text));

    [Theory]
    [InlineData("2 * 3 * 4", "2 * 3 * 4")]
    [InlineData("snake_case_name", "snake_case_name")]
    [InlineData("*.txt, *.doc", "*.txt, *.doc")]
    [InlineData("it is ~5", "it is ~5")]
    [InlineData("________ ****", "________ ****")]
    [InlineData("**not bold**", "**\u200Bnot bold\u200B**")]
    [InlineData("a__b__c", "a__b__c")]
    [InlineData("```", "`\u200B\u200B`\u200B\u200B`")]
    [InlineData("*not bold*", "*\u200Bnot bold\u200B*")]
    [InlineData("_a_ and ~b~", "_\u200Ba\u200B_ and ~\u200Bb\u200B~")]
    [InlineData("`x`", "`\u200Bx\u200B`")]
    [InlineData(":joy: 10:30:45 :+1:", ":\u200Bjoy: 10:30:45 :\u200B+1:")]
    [InlineData("https://x.example/*a*/:joy:", "<https://x.example/*a*/:joy>:")]
    public void Marks_of_the_mail_are_text(string text, string expected) => Assert.Equal(expected, Text(text));

    [Fact]
    public void Marks_of_the_mail_find_no_partner_in_ours() =>
        Assert.Equal("*\u200Bfoo and *bar*", Html("*foo and <b>bar</b>"));

    [Theory]
    [InlineData("Ann <!here> & *Co*", "Ann &lt;!here&gt; &amp; *\u200BCo\u200B*")]
    [InlineData("> www.x.example\r\n@here", "\u200B&gt; www.x.example  @\u200Bhere")]
    [InlineData("", "")]
    public void A_name_is_one_line_of_text(string text, string expected) => Assert.Equal(expected, SlackMarkup.Escape(text));

    [Fact]
    public void A_quote_has_marks_on_every_line() =>
        Assert.Equal("> one\n>\n> two\n> &gt; three\nfour", Text("> one\n>\n> two\n>> three\nfour"));

    [Fact]
    public void A_greater_sign_at_the_head_of_a_line_draws_no_quote() =>
        Assert.Equal("\u200B&gt;&gt;&gt; x", Html("<p>&gt;&gt;&gt; x</p>"));

    [Fact]
    public void Lists_nest_by_indentation() =>
        Assert.Equal(
            "Buy:\n\n•  milk\n•  bread\n    3. white\n    4. dark\n       rye\n\nnow",
            Html("Buy:<ul><li>milk<li>bread<ol start=3><li>white</li><li>dark<br>rye</li></ol></ul>now"));

    [Fact]
    public void A_small_table_stands_in_columns_and_one_with_links_in_rows()
    {
        Assert.Equal("```\nItem  Price\nPen   2\n```", Html("<table><tr><th>Item<th>Price<tr><td>Pen<td>2</table>"));
        Assert.Equal(
            "Item | Price\n<https://x.example|Pen> | *2*",
            Html("<table><tr><th>Item<th>Price<tr><td><a href=https://x.example>Pen</a><td><b>2</b></table>"));
    }

    [Fact]
    public void Preformatted_text_is_fenced_and_cannot_end_its_fence() =>
        Assert.Equal(
            "```\n  a &lt; b\n\n`\u200B`\u200B` &lt;!x&gt; *c*\n```\n\nx",
            Html("<pre>  a &lt; b\n\n``` &lt;!x> *c*</pre>x"));

    [Fact]
    public void Preformatted_text_in_a_quote_is_code_line_by_line() =>
        Assert.Equal("> `a *b*`\n>\n> `c &lt;`", Html("<blockquote><pre>a *b*\n\nc &lt;</pre></blockquote>"));

    [Theory]
    [InlineData("")]
    [InlineData("<p> </p><br>&nbsp;")]
    [InlineData("<div style='display:none'>hidden</div><img width=1 height=1 alt=x src=https://t.example>")]
    [InlineData("<pre>\n\n</pre>")]
    [InlineData("<ul><li></li></ul>")]
    public void Nothing_gives_nothing(string html)
    {
        var document = BodyDocument.FromHtml(html);
        Assert.Equal("", SlackMarkup.Render(document));
        Assert.Equal("", TeamsMarkup.RenderMarkdown(document));
        Assert.Equal("", TeamsMarkup.RenderHtml(document));
        Assert.Empty(SlackMarkup.RenderPieces(document));
        Assert.Empty(TeamsMarkup.RenderHtmlPieces(document));
    }
}

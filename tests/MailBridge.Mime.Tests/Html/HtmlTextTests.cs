using System.Diagnostics;

namespace MailBridge.Mime.Tests.Html;

public sealed class HtmlTextTests
{
    [Theory]
    [InlineData("<p>One</p><p>Two</p>", "One\n\nTwo")]
    [InlineData("<div>One</div><div>Two</div>", "One\nTwo")]
    [InlineData("<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo")]
    [InlineData("One<br>Two<br><br>Three<br>", "One\nTwo\n\nThree")]
    [InlineData("<br><br>One", "One")]
    [InlineData("<p class=MsoNormal>One</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>Two</p>", "One\n\nTwo")]
    [InlineData("<p style='margin:0'>One</p><p style='margin:0'>Two</p>", "One\nTwo")]
    public void Lines_are_where_a_mail_program_shows_them(string html, string expected) =>
        Assert.Equal(expected, HtmlText.ToPlainText(html));

    [Theory]
    [InlineData("a   b\n\tc", "a b c")]
    [InlineData("<b>a</b> <i>b</i>", "a b")]
    [InlineData("a&nbsp;b &amp; c&lt;d", "a b & c<d")]
    [InlineData("a\u200Bb\uFEFFc&shy;d", "abcd")]
    [InlineData("<pre>a\n  b</pre>", "a\n  b")]
    public void White_space_collapses_outside_pre(string html, string expected) => Assert.Equal(expected, HtmlText.ToPlainText(html));

    [Theory]
    [InlineData("<div style='white-space:pre-wrap'>a\n\n  b c\r\nd</div>e", "a\n\n  b c\nd\ne")]
    [InlineData("<span style='color:red; white-space: pre-line'>a\nb</span> c\nd", "a\nb c d")]
    [InlineData("<blockquote style='white-space:pre'>a\nb</blockquote>", "> a\n> b")]
    [InlineData("<div style='white-space:pre-wrap'>\n  <p>a\nb</p>\n  <p>c</p>\n</div>", "a\nb\n\nc")]
    [InlineData("<div style='white-space:pre-wrap'><b>a</b>\n<i>b</i></div>", "a\nb")]
    [InlineData("<div style='white-space:pre-wrap'><p style='white-space:normal'>a\nb</p>c\nd</div>", "a b\n\nc\nd")]
    [InlineData("<div style='white-space:pre'><table><tr><td><div>a\nb</div></table></div>", "a b")]
    [InlineData("<ul style='white-space:break-spaces'><li>a\nb</ul>", "- a\n  b")]
    public void Line_ends_stay_where_the_style_keeps_them(string html, string expected) => Assert.Equal(expected, HtmlText.ToPlainText(html));

    [Theory]
    [InlineData("<a href='https://x.example/a'>here</a>", "here <https://x.example/a>")]
    [InlineData("<a href='https://www.x.example/'>x.example</a>", "x.example")]
    [InlineData("<a href='mailto:a@b.example?subject=x'>a@b.example</a>", "a@b.example")]
    [InlineData("<a href='mailto:a@b.example'>Ann</a>", "Ann <a@b.example>")]
    [InlineData("<a href='tel:+49301234567'>+49 30 1234567</a>", "+49 30 1234567")]
    [InlineData("<a href='javascript:alert(1)'>x</a>", "x")]
    [InlineData("<a href='java&#x0A;script:alert(1)'>x</a>", "x")]
    [InlineData("<a href='ht&#x0A;tps://x.example'>y</a>", "y <https://x.example>")]
    [InlineData("<a href='https://x.example'></a>", "")]
    public void A_link_shows_its_address_unless_its_text_is_the_address(string html, string expected) =>
        Assert.Equal(expected, HtmlText.ToPlainText(html));

    [Theory]
    [InlineData("a <b>b <span class=gmail_signature>c</span></b>", "a b\nc")]
    [InlineData("a <a href=https://x.example><span class=moz-cite-prefix>b</span></a>", "a\nb")]
    [InlineData("a <b>b <listing>c</listing></b>", "a b\n\nc")]
    [InlineData("a <i><xmp>b</xmp></i> c", "a\n\nb\n\nc")]
    public void What_starts_a_line_of_its_own_does_so_within_a_style_or_link_too(string html, string expected) =>
        Assert.Equal(expected, HtmlText.ToPlainText(html));

    [Fact]
    public void Lists_have_markers_and_nest()
    {
        const string html = "Buy:<ul><li>milk<li>bread<ol start=3><li>white</li><li><p>dark</p></li></ol></ul>now";
        Assert.Equal("Buy:\n\n- milk\n- bread\n  3. white\n  4. dark\n\nnow", HtmlText.ToPlainText(html));
    }

    [Fact]
    public void Quotes_are_marked_by_depth() =>
        Assert.Equal(
            "Hi\n\n> one\n>\n>> two\n\nbye",
            HtmlText.ToPlainText("Hi<blockquote>one<blockquote>two</blockquote></blockquote>bye"));

    [Fact]
    public void A_table_of_data_keeps_its_rows_and_a_table_for_layout_dissolves()
    {
        Assert.Equal("Item | Price\nPen | 2", HtmlText.ToPlainText("<table><tr><th>Item<th>Price<tr><td>Pen<td>2</table>"));
        Assert.Equal("Hello\nWorld", HtmlText.ToPlainText("<table><tr><td><div>Hello</div><div>World</div></table>"));
    }

    [Fact]
    public void Images_show_their_alternative_text_and_pixels_show_nothing() =>
        Assert.Equal("a [our logo] b", HtmlText.ToPlainText("a <img src=cid:1 alt='our logo'> b <img src=https://t.example width=1 " +
            "height=1 alt=x>"));

    [Fact]
    public void What_is_not_shown_gives_no_text() =>
        Assert.Equal(
            "shown",
            HtmlText.ToPlainText(
                "<html><head><title>t</title><style>s{}</style></head><body><script>x()</script><div style='display:none'>pre</div>" +
                "<p hidden>h</p><!-- c --><p>shown</p><textarea>f</textarea></body></html>"));

    [Theory]
    [InlineData("<div style='display:none;font-size:1px;max-height:0'>x</div>")]
    [InlineData("<div style='max-height:0px; overflow: hidden'>x</div>")]
    [InlineData("<span style='OPACITY:0.0'>x</span>")]
    [InlineData("<div style='height:0;overflow:hidden'>x</div>")]
    [InlineData("<pre><span style='display:none'>x</span></pre>")]
    [InlineData("<ul><ul hidden><li>x</ul></ul>")]
    [InlineData("<ul><li hidden>x</ul>")]
    [InlineData("<table><tr><td hidden>x<td style='display:none'>y<tr><td style='display: none !important'>x</table>")]
    [InlineData("<table><tbody hidden><tr><td>x<td>y<tr><td>x<td>y</table>")]
    [InlineData("<img style='width:1px;height:1px' alt=x src=https://t.example>")]
    [InlineData("<img width=1px alt=x src=https://t.example>")]
    public void Preview_texts_and_pixels_give_no_text(string html) => Assert.Equal("", HtmlText.ToPlainText(html));

    [Theory]
    [InlineData("<div style='font-size:0'><span style='font-size:14px'>x</span></div>")]
    [InlineData("<div style='mso-hide:all'>x</div>")]
    [InlineData("<div style='height:0'>x</div>")]
    [InlineData("<div style='opacity:.5'>x</div>")]
    [InlineData("<img width='1%' alt=x src=cid:1>")]
    public void What_only_looks_hidden_is_shown(string html) => Assert.Equal("x", HtmlText.ToPlainText(html).Trim('[', ']'));

    [Theory]
    [InlineData("<div>")]
    [InlineData("<b>")]
    [InlineData("<div><p>x")]
    [InlineData("<blockquote>")]
    [InlineData("<table><tr><td>")]
    [InlineData("<ul><li>")]
    [InlineData("<font size=1>x<p>")]
    [InlineData("<svg><style><g>")]
    [InlineData("<svg><title><div>")]
    [InlineData("<p a=\"")]
    [InlineData("<!--")]
    [InlineData("<")]
    [InlineData("&amp")]
    [InlineData("</p>")]
    [InlineData("<span>x</b>")]
    public void Hostile_nesting_takes_bounded_time(string piece)
    {
        var html = string.Concat(Enumerable.Repeat(piece, 50_000 / piece.Length)) + "end";
        var clock = Stopwatch.StartNew();
        _ = HtmlText.ToPlainText(html);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"{piece} took {clock.Elapsed}");
        TestContext.Current.TestOutputHelper?.WriteLine($"{clock.ElapsedMilliseconds} ms");
    }

    [Fact]
    public void Text_in_too_deep_elements_stays()
    {
        var html = string.Concat(Enumerable.Repeat("<div>", 5000)) + "deep" + string.Concat(Enumerable.Repeat("</div>",
            5000)) + "<p>after</p>";
        var text = HtmlText.ToPlainText(html);
        Assert.Contains("deep", text, StringComparison.Ordinal);
        Assert.EndsWith("after", text, StringComparison.Ordinal);
    }
}

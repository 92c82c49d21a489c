namespace MailBridge.Mime.Tests.Html;

public sealed class MarkupPiecesTests
{
    [Fact]
    public void A_short_text_is_one_piece() =>
        Assert.Equal(["Hello"], SlackMarkup.RenderPieces(BodyDocument.FromText("Hello")));

    [Fact]
    public void Pieces_end_where_a_block_ends()
    {
        var first = new string('a', 70);
        var pieces = SlackMarkup.RenderPieces(BodyDocument.FromText($"{first}\n\nb1\nb2 {new string('c', 40)}"), 100);
        Assert.Equal([first, "b1\nb2 " + new string('c', 40)], pieces);
    }

    [Fact]
    public void A_long_line_is_cut_between_words_and_its_style_goes_on()
    {
        var html = "<b>" + string.Concat(Enumerable.Repeat("word ", 60)) + "</b>";
        var pieces = SlackMarkup.RenderPieces(BodyDocument.FromHtml(html), 100);
        Assert.All(pieces, static piece => Assert.Matches("^\\*word( word)*\\*$", piece));
        Assert.Equal(60, pieces.Sum(static piece => piece.Split("word").Length - 1));
    }

    [Fact]
    public void A_fence_is_closed_and_opened_again()
    {
        var pieces = SlackMarkup.RenderPieces(BodyDocument.FromHtml("<pre>" + string.Concat(Enumerable.Repeat("a line of code\n", 20)) + "</pre>"), 100);
        Assert.True(pieces.Count > 2);
        Assert.All(pieces, static piece => Assert.Matches("^```\n(a line of code\n)+```$", piece));
    }

    [Fact]
    public void Escapes_count_and_are_not_cut()
    {
        var pieces = SlackMarkup.RenderPieces(BodyDocument.FromText(new string('&', 500)), 101);
        Assert.All(pieces, static piece => Assert.InRange(piece.Length, 1, 101));
        Assert.InRange(pieces.Count, 25, 45);
        Assert.Equal(string.Concat(Enumerable.Repeat("&amp;", 500)), string.Concat(pieces));
    }

    [Fact]
    public void A_link_longer_than_a_piece_is_text()
    {
        var address = "https://x.example/" + new string('a', 300);
        Assert.Equal(["here"], SlackMarkup.RenderPieces(BodyDocument.FromHtml($"<a href='{address}'>here</a>"), 100));
        Assert.Equal(address, string.Concat(SlackMarkup.RenderPieces(BodyDocument.FromText(address), 100)));
    }

    [Fact]
    public void Elements_are_closed_and_opened_again_and_numbers_go_on()
    {
        var html = "<ol>" + string.Concat(Enumerable.Repeat("<li>an item of twenty</li>", 8)) + "</ol>";
        var pieces = TeamsMarkup.RenderHtmlPieces(BodyDocument.FromHtml(html), 130);
        Assert.Equal("<ol><li>an item of twenty</li><li>an item of twenty</li><li>an item of twenty</li><li>an item of twenty</li></ol>", pieces[0]);
        Assert.StartsWith("5. an item of twenty<br/>6. an", pieces[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_reply_keeps_its_looks_and_drops_what_is_not_new()
    {
        const string html =
            "<p>Please <b>two</b> of <a href=https://x.example>these</a>:</p><ul><li>red<li>blue</ul><div class=gmail_signature>Ann</div>"
            + "<div class=moz-cite-prefix>On 5 March Bob wrote:</div><blockquote type=cite>Which?</blockquote>";
        var reply = ReplyExtractor.FromHtml(html);
        Assert.Equal("Please *two* of <https://x.example|these>:\n\n•  red\n•  blue", SlackMarkup.Render(reply.ReplyDocument));
        Assert.Equal("Please <b>two</b> of <a href=\"https://x.example\">these</a>:<ul><li>red</li><li>blue</li></ul>",
            TeamsMarkup.RenderHtml(reply.ReplyDocument));
    }

    [Fact]
    public void A_forward_keeps_its_looks_below_the_comment()
    {
        var mail = ReplyExtractor.FromHtml(
            "<p>For you</p><div class=moz-forward-container>-------- Forwarded Message --------<br>From: Ann<br><br>It <b>smokes</b>.</div>");
        Assert.Equal(
            "For you\n\n-------- Forwarded Message --------\nFrom: Ann\n\nIt *smokes*.",
            SlackMarkup.Render(mail.ReplyDocument.Append(mail.Forwarded!.OriginalDocument)));
    }
}

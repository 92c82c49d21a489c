namespace MailBridge.Mime.Tests.Replies;

/// <summary>The HTML that mail programs write around a reply of one sentence, "Tomorrow at nine, please."</summary>
public sealed class HtmlReplyTests
{
    private const string Reply = "Tomorrow at nine, please.";

    [Theory]
    [InlineData( // Gmail
        "<div dir=\"ltr\">Tomorrow at nine, please.</div><br><div class=\"gmail_quote gmail_quote_container\"><div dir=\"ltr\" " +
        "class=\"gmail_attr\">On Tue, Mar 5, 2024 at 10:15 AM " +
        "Ann Lee &lt;<a href=\"mailto:ann@x.example\">ann@x.example</a>&gt; wrote:<br></div><blockquote class=\"gmail_quote\"><div>Shall " +
        "we come?</div></blockquote></div>")]
    [InlineData( // Gmail in a language that no table knows
        "<div dir=\"ltr\">Tomorrow at nine, please.</div><br><div class=\"gmail_quote\"><div dir=\"ltr\" class=\"gmail_attr\">2024 оны " +
        "3-р сарын 5 Ann Lee &lt;ann@x.example&gt; бичсэн:<br></div>" +
        "<blockquote class=\"gmail_quote\">Shall we come?</blockquote></div>")]
    [InlineData( // Outlook for Windows
        "<div class=WordSection1><p class=MsoNormal>Tomorrow at nine, please.<o:p></o:p></p><p " +
        "class=MsoNormal><o:p>&nbsp;</o:p></p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;" +
        "padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal><b>From:</b> Ann Lee &lt;ann@x.example&gt; <br><b>Sent:</b> Tuesday, March 5, " +
        "2024 10:15 AM<br><b>To:</b> Bob<br><b>Subject:</b> Visit" +
        "</p></div></div><p class=MsoNormal>Shall we come?</p></div>")]
    [InlineData( // Outlook on the web
        "<div>Tomorrow at nine, please.</div><div id=\"appendonsend\"></div><hr style=\"display:inline-block;width:98%\" " +
        "tabindex=\"-1\"><div id=\"divRplyFwdMsg\" dir=\"ltr\"><font><b>Von:</b> Ann Lee<br>" +
        "<b>Gesendet:</b> Dienstag, 5. März 2024 10:15<br><b>An:</b> Bob<br><b>Betreff:</b> Besuch</font></div><div>Shall we come?</div>")]
    [InlineData( // the new Outlook
        "<div>Tomorrow at nine, please.</div><div id=\"mail-editor-reference-message-container\"><div><b>From:</b> Ann</div><div>Shall " +
        "we come?</div></div>")]
    [InlineData( // Apple Mail
        "<html><body style=\"word-wrap: break-word;\">Tomorrow at nine, please.<div><br><blockquote type=\"cite\"><div>On 5 Mar 2024, at " +
        "10:15, Ann Lee &lt;ann@x.example&gt; wrote:</div>" +
        "<br class=\"Apple-interchange-newline\"><div>Shall we come?</div></blockquote></div><br></body></html>")]
    [InlineData( // iPhone
        "<html><body dir=\"auto\">Tomorrow at nine, please.<br><br><div dir=\"ltr\">Sent from my iPhone</div><div " +
        "dir=\"ltr\"><br><blockquote type=\"cite\">On 5 Mar 2024, at 10:15, Ann &lt;a@x.example&gt; " +
        "wrote:<br><br></blockquote></div><blockquote type=\"cite\"><div dir=\"ltr\">Shall we come?</div></blockquote></body></html>")]
    [InlineData( // Thunderbird, answer on top
        "<p>Tomorrow at nine, please.</p><div class=\"moz-cite-prefix\">On 3/5/24 10:15, Ann Lee wrote:<br></div><blockquote " +
        "type=\"cite\" cite=\"mid:x@x.example\"><p>Shall we come?</p></blockquote>")]
    [InlineData( // Thunderbird, answer below, with its signature
        "<div class=\"moz-cite-prefix\">Am 05.03.24 um 10:15 schrieb Ann Lee:<br></div><blockquote type=\"cite\"><p>Shall we " +
        "come?</p></blockquote><p>Tomorrow at nine, please.</p>" +
        "<pre class=\"moz-signature\" cols=\"72\">-- \nBob</pre>")]
    [InlineData( // Yahoo
        "<div>Tomorrow at nine, please.</div><div id=\"yahoo_quoted_123\" class=\"yahoo_quoted\"><div>On Tuesday, 5 March 2024, Ann " +
        "wrote:</div><div>Shall we come?</div></div>")]
    [InlineData( // Proton
        "<div>Tomorrow at nine, please.<br></div><div class=\"protonmail_signature_block\"><div>Sent with Proton Mail</div></div><div " +
        "class=\"protonmail_quote\">On Tuesday, March 5th, 2024 at 10:15, Ann " +
        "&lt;ann@x.example&gt; wrote:<br><blockquote class=\"protonmail_quote\" type=\"cite\">Shall we come?</blockquote></div>")]
    [InlineData( // Zimbra
        "<div>Tomorrow at nine, please.</div><hr id=\"zwchr\" data-marker=\"__DIVIDER__\"><div><b>From: </b>Ann<br><b>Sent: " +
        "</b>Tuesday</div><div>Shall we come?</div>")]
    [InlineData( // QQ Mail
        "<div>Tomorrow at nine, please.</div><div><includetail><div>------------------ 原始邮件 ------------------</div><div>发件人: " +
        "Ann</div><div>Shall we come?</div></includetail></div>")]
    [InlineData( // Zoho
        "<div>Tomorrow at nine, please.<br></div><div class=\"zmail_extra\"><br>---- On Tue, 05 Mar 2024 10:15:36 +0530 <b>Ann " +
        "&lt;ann@x.example&gt;</b> wrote ---<br><blockquote>Shall we come?</blockquote></div>")]
    [InlineData( // a web mailer that marks nothing but writes an attribution
        "<p>Tomorrow at nine, please.</p><p>Am 05.03.2024 um 10:15 schrieb Ann Lee &lt;ann@x.example&gt;:</p><blockquote " +
        "style=\"margin:0 0 0 10px\"><p>Shall we come?</p></blockquote>")]
    [InlineData( // Gmail's signature
        "<div dir=\"ltr\">Tomorrow at nine, please.<br clear=\"all\"><div><br></div><span class=\"gmail_signature_prefix\">-- " +
        "</span><br><div class=\"gmail_signature\" data-smartmail=\"gmail_signature\">Bob<br>ACME</div></div>")]
    [InlineData( // a logo below
        "<div>Tomorrow at nine, please.</div><div id=\"Signature\"><p>Bob</p></div><div><img src=\"cid:logo\" alt=\"ACME logo\"></div>")]
    public void The_reply_is_found_in_what_mail_programs_write(string html)
    {
        var extracted = ReplyExtractor.FromHtml(html);
        Assert.Equal(Reply, extracted.Reply);
        Assert.False(extracted.ShowsEverything);
        Assert.True(extracted.Quoted.Contains("Shall we come?", StringComparison.Ordinal) || extracted.Signature.Contains("Bob",
            StringComparison.Ordinal));
    }

    [Fact]
    public void An_answer_inside_the_container_of_the_quote_is_no_quote()
    {
        var extracted = ReplyExtractor.FromHtml(
            "<div class=\"gmail_quote\"><div class=\"gmail_attr\">On Tue, Mar 5, 2024 at 10:15 Ann &lt;a@x.example&gt; " +
            "wrote:<br></div><blockquote class=\"gmail_quote\">One?</blockquote>" +
            "<div>Yes.</div><blockquote class=\"gmail_quote\">Two?</blockquote><div>No.</div><blockquote " +
            "class=\"gmail_quote\">Bye</blockquote></div>");
        Assert.Equal("On Tue, Mar 5, 2024 at 10:15 Ann <a@x.example> wrote:\n\n> One?\n\nYes.\n\n> Two?\n\nNo.", extracted.Reply);
        Assert.Equal("> Bye", extracted.Quoted);
    }

    [Fact]
    public void An_authors_own_blockquote_stays()
    {
        var extracted = ReplyExtractor.FromHtml("<p>The manual says:</p><blockquote>Press twice.</blockquote><p>That does not help.</p>");
        Assert.Equal("The manual says:\n\n> Press twice.\n\nThat does not help.", extracted.Reply);
    }

    [Fact]
    public void A_forward_of_gmail_is_content()
    {
        var extracted = ReplyExtractor.FromHtml(
            "<div dir=\"ltr\">For you<br><br><div class=\"gmail_quote\"><div dir=\"ltr\" class=\"gmail_attr\">---------- Forwarded " +
            "message ---------<br>From: <strong>Ann Lee</strong> " +
            "<span>&lt;<a href=\"mailto:ann@x.example\">ann@x.example</a>&gt;</span><br>Date: Tue, Mar 5, 2024 at 10:15 AM<br>Subject: " +
            "Broken<br>To: &lt;bob@x.example&gt;<br></div><br><br>It smokes.</div></div>");
        Assert.Equal("For you", extracted.Reply);
        Assert.Equal(("Ann Lee <ann@x.example>", "Broken", "It " +
            "smokes."), (extracted.Forwarded!.From, extracted.Forwarded.Subject, extracted.Forwarded.Text));
        Assert.Equal("", extracted.Quoted);
    }

    [Fact]
    public void A_forward_of_Thunderbird_ends_with_its_container()
    {
        var extracted = ReplyExtractor.FromHtml(
            "<p>For you</p><div class=\"moz-forward-container\"><br>-------- Forwarded Message --------<table " +
            "class=\"moz-email-headers-table\"><tr><th>Subject: </th><td>Broken</td></tr><tr><th>Date: </th>" +
            "<td>Tue, 5 Mar 2024 10:15:36 +0100</td></tr><tr><th>From: </th><td>Ann &lt;a@x.example&gt;</td></tr></table><br>It " +
            "smokes.</div><p>What now?</p>");
        Assert.Equal("For you\n\nWhat now?", extracted.Reply.Replace("\n\n\n", "\n\n", StringComparison.Ordinal));
        Assert.EndsWith("It smokes.", extracted.Forwarded!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Html_is_taken_when_it_marks_quotes_or_the_text_is_a_stub()
    {
        const string marked = "<p>Yes.</p><div class=moz-cite-prefix>Ann бичсэн:</div><blockquote type=cite>Shall we come?</blockquote>";
        Assert.Equal("Yes.", ReplyExtractor.Extract("Yes.\n\nAnn бичсэн:\nShall we come?", marked).Reply);
        var page = "<p>" + string.Concat(Enumerable.Repeat("Many words. ", 50)) + "</p>";
        Assert.StartsWith("Many words.", ReplyExtractor.Extract("This mail needs HTML.", page).Reply, StringComparison.Ordinal);
        var linked = ReplyExtractor.Extract("Many words. https://shop.example/view", page);
        Assert.Equal(ReplyExtractor.FromHtml(page).Reply, linked.Reply);
        Assert.Equal("Yes, please.", ReplyExtractor.Extract("Yes, please.\n", "<p>Yes, please.</p>" + page).Reply);
        Assert.Equal("Plain.", ReplyExtractor.Extract("Plain.", "<p>Plain!</p>").Reply);
        Assert.Equal("Only HTML", ReplyExtractor.Extract("  ", "<p>Only HTML</p>").Reply);
    }
}

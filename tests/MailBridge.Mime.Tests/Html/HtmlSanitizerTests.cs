using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace MailBridge.Mime.Tests.Html;

public sealed class HtmlSanitizerTests
{
    private static string Clean(string html) => HtmlText.Sanitize(html).Html;

    [Theory]
    [InlineData("<script>alert(1)</script>x", "x")]
    [InlineData("<p onclick=alert(1)>x</p>", "<p>x</p>")]
    [InlineData("<img src=x onerror=alert(1)>x", "x")]
    [InlineData("<svg><script>alert(1)</script></svg>x", "x")]
    [InlineData("<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>x", "x")]
    [InlineData("<iframe src=https://x.example></iframe>x", "x")]
    [InlineData("<object data=x></object><embed src=x>x", "x")]
    [InlineData("<form action=https://x.example><input name=password><button>Log in</button>text</form>", "text")]
    [InlineData("<meta http-equiv=refresh content='0;url=https://x.example'>x", "x")]
    [InlineData("<base href=https://x.example>x", "x")]
    [InlineData("<link rel=stylesheet href=https://x.example>x", "x")]
    [InlineData("<style>@import 'https://x.example'</style>x", "x")]
    [InlineData("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">x</noscript>", "<p title=\"&lt;/noscript&gt;&lt;img " +
        "src=x onerror=alert(1)&gt;\">x</p>")]
    [InlineData("<p id=location class=fixed name=x data-x=1>x</p>", "<p>x</p>")]
    [InlineData("<custom-tag><b>x</b></custom-tag>", "<b>x</b>")]
    [InlineData("<!-- c -->x<!--[if mso]>y<![endif]-->", "x")]
    [InlineData("a &lt;b&gt; \"c\"", "a &lt;b&gt; &quot;c&quot;")]
    public void Only_what_is_listed_gets_through(string html, string expected) => Assert.Equal(expected, Clean(html));

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData(" java\tscript:alert(1)")]
    [InlineData("JAVASCRIPT:alert(1)")]
    [InlineData("&#106;avascript:alert(1)")]
    [InlineData("data:text/html,<script>alert(1)</script>")]
    [InlineData("vbscript:x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/settings/delete")]
    public void A_link_goes_to_the_web_or_to_mail_only(string href) => Assert.Equal("<a>x</a>", Clean($"<a href='{href}'>x</a>"));

    [Fact]
    public void A_link_opens_apart_and_says_nothing_of_where_it_stood() =>
        Assert.Equal(
            "<a href=\"https://x.example/?a=1&amp;b=2\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">x</a>",
            Clean("<a href='https://x.example/?a=1&b=2' target=_top>x</a>"));

    [Fact]
    public void Remote_images_are_withheld_and_counted()
    {
        const string html =
            "<img src=https://x.example/a.png><img src='//x.example/b.png'><table background=http://x.example/c.png><tr><td " +
            "style='background:url(http://x.example/d)'>x</table>";
        var clean = HtmlText.Sanitize(html);
        Assert.Equal(4, clean.RemoteImagesWithheld);
        Assert.DoesNotContain("x.example", clean.Html, StringComparison.Ordinal);
        var allowed = HtmlText.Sanitize(html, new SanitizeOptions { AllowRemoteImages = true });
        Assert.Contains("<img src=\"https://x.example/a.png\">", allowed.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("//x.example/b.png\"", allowed.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Content_ids_are_resolved_by_the_caller()
    {
        var options = new SanitizeOptions { ResolveContentId = id => id == "a b@x" ? "/files/1" : id == "evil" ? "javascript:alert(1)"
            : null };
        var clean = HtmlText.Sanitize("<img alt=logo src='cid:%3Ca%20b@x%3E'><img src=cid:other><img src=cid:evil>", options);
        Assert.Equal("<img alt=\"logo\" src=\"/files/1\">", clean.Html);
        Assert.Equal(["a b@x"], clean.ContentIds);
        Assert.Equal(0, clean.RemoteImagesWithheld);
        Assert.Equal("", HtmlText.Sanitize("<img src=cid:x>", new SanitizeOptions { ResolveContentId = _ => "//other.example/x" }).Html);
    }

    [Fact]
    public void Bitmaps_in_the_text_stay_and_documents_in_it_go() =>
        Assert.Equal("<img src=\"data:image/png;base64,AA==\">", Clean("<img src='data:image/png;base64,AA=='><img " +
            "src='data:image/svg+xml;base64,AA=='>"));

    [Theory]
    [InlineData("color:red; position:fixed; top:0", "color:red;")]
    [InlineData("COLOR : #FFF !important", "color:#FFF;")]
    [InlineData("background: #eee", "background-color:#eee;")]
    [InlineData("background: url(https://x.example)", "")]
    [InlineData("width: expression(alert(1))", "")]
    [InlineData("color: r\\65 d", "")]
    [InlineData("background-color:u\\72l(x)", "")]
    [InlineData("color:rgb(1,2,3); width:calc(1px)", "color:rgb(1,2,3);")]
    [InlineData("margin-top:-500px; margin:0 4px", "margin:0 4px;")]
    [InlineData("vertical-align:-90px; letter-spacing:-.5em; word-spacing: -9px; text-indent:-1px", "")]
    [InlineData("font-family:Segoe-UI", "font-family:Segoe-UI;")]
    [InlineData("position:absolute;z-index:9;opacity:0;transform:none;top:0;left:0;pointer-events:none", "")]
    [InlineData("content:'x';cursor:url(x),auto;filter:x;animation:x;transition:x;clip-path:x;mask:x", "")]
    [InlineData("list-style:square url(https://x.example/a)", "")]
    [InlineData("background-image:image-set('https://x.example/a' 1x);background-color:red", "background-color:red;")]
    [InlineData("color:red;@import 'https://x.example'", "color:red;")]
    [InlineData("color:var(--x);width:env(x);height:attr(x)", "")]
    [InlineData("po/**/sition:fixed;POSITION:fixed;p\\6fsition:fixed", "")]
    [InlineData("font-family:'a;b', serif", "")]
    [InlineData("color:red/**/;", "")]
    [InlineData("-moz-binding:url(x)", "")]
    [InlineData("behavior:url(x)", "")]
    public void Styles_are_reduced_to_a_safe_subset(string style, string expected) =>
        Assert.Equal(expected.Length == 0 ? "<p>x</p>" : $"<p style=\"{expected}\">x</p>", Clean($"<p style=\"{style}\">x</p>"));

    [Fact]
    public void Sanitising_twice_changes_nothing()
    {
        const string html = "<body bgcolor=white style='color:#333'><pre>\n\na &amp;b</pre><table border=1><tr><td " +
            "colspan=2>x<td>`y'</table><p>a<p>b<ul><li>c</ul>";
        var once = Clean(html);
        Assert.Equal(once, Clean(once));
        Assert.StartsWith("<div style=\"background-color:white;color:#333;\">", once, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_much_html_is_cut_and_said_so()
    {
        var clean = HtmlText.Sanitize("<p>" + new string('x', 100) + "</p>",
            new SanitizeOptions { Limits = new HtmlLimits { MaxLength = 50 } });
        Assert.True(clean.IsTruncated);
        Assert.StartsWith("<p>xxx", clean.Html, StringComparison.Ordinal);
        Assert.False(HtmlText.Sanitize("<p>x</p>").IsTruncated);
    }

    [Theory]
    [InlineData("<a href=https://x.example ping=https://y.example download=x onmouseover=x>x</a>")]
    [InlineData("<img src=https://x.example/1 srcset='https://x.example/2 2x' lowsrc=https://x.example/3 dynsrc=x longdesc=https://x.example usemap=#m>")]
    [InlineData("<table background=https://x.example><td background='url(https://x.example)'>x</table>")]
    [InlineData("<button formaction=javascript:x>x</button><input type=image src=https://x.example formaction=javascript:x>")]
    [InlineData("<svg><a xlink:href=javascript:x><text>x</text></a><use href=data:x /><image href=https://x.example /></svg>")]
    [InlineData("<video poster=https://x.example src=https://x.example><source src=x></video><audio src=https://x.example>")]
    [InlineData("<p style=\"background:u\\72l(https://x.example)\">x</p>")]
    [InlineData("<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>")]
    [InlineData("<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">")]
    [InlineData("<math><annotation-xml encoding='text/html'><style><img title='</style><img src onerror=alert(1)>'></annotation-xml></math>")]
    [InlineData("<svg><foreignObject><iframe src=javascript:x></iframe><p title='</p><script>x</script>'>x</foreignObject></svg>")]
    [InlineData("<math><mi><table><mglyph><svg><mtext><textarea><path id='</textarea><img onerror=alert(1) src=1>'>")]
    [InlineData("<select><template><style><!--</style><a rel='--></style></template></select><img id=x src onerror=alert(1)>'>")]
    [InlineData("<xmp><p title='</xmp><img src onerror=alert(1)>'></xmp><noembed><img title='</noembed><img src onerror=x>'></noembed>")]
    [InlineData("<p title='`onerror=alert(1)'>x</p><img alt=`` onerror=alert(1) src=data:image/png;base64,AA>")]
    [InlineData("<a href='https://x.example/\"onmouseover=alert(1) x=\"'>x</a>")]
    [InlineData("<div\u0000 onclick=x><a\u000Bhref=javascript:x>x</a><scr\u0000ipt>x</script>")]
    [InlineData("<a href='&#x01;javascript:x'>x</a><a href='jav&#x0A;ascript:x'>x</a><a href='\u00A0javascript:x'>x</a>")]
    [InlineData("<font face='x' color='url(javascript:x)' size='+9'>x</font><body background=https://x.example onload=x>")]
    [InlineData("<p><a href=https://x.example><table><tr><td><a href=javascript:x><p>x</table></a>")]
    [InlineData("<object data='data:text/html,x'><embed src=x></object><applet code=x></applet><portal src=https://x.example></portal>")]
    [InlineData("<input name=attributes><form id=document name=cookie><img name=getElementById id=body>x</form>")]
    public void No_browser_reads_more_than_the_list_in_what_gets_through(string html)
    {
        var clean = Clean(html);
        foreach (var isScripting in new[] { true, false })
        {
            using var document = new HtmlParser(new HtmlParserOptions { IsScripting = isScripting }).ParseDocument("<body>" + clean);
            foreach (var element in document.Body!.Descendants<IElement>())
            {
                Assert.Equal(NamespaceNames.HtmlUri, element.NamespaceUri);
                Assert.Contains(element.LocalName, Known);
                foreach (var attribute in element.Attributes) AssertHarmless(element, attribute);
            }
        }
    }

    private static readonly HashSet<string> Known =
        [.. "a b i p div span font table tbody tr td img ul ol li br".Split(' ')];

    private static void AssertHarmless(IElement element, IAttr attribute)
    {
        Assert.Contains(attribute.Name, "href target rel title alt style face color size src bgcolor".Split(' '));
        if (attribute.Name is "href") Assert.StartsWith("https://", attribute.Value, StringComparison.Ordinal);
        if (attribute.Name is "src") Assert.StartsWith("data:image/png", attribute.Value, StringComparison.Ordinal);
        if (attribute.Name is "style") Assert.DoesNotContain("(", attribute.Value, StringComparison.Ordinal);
        if (attribute.Name is "rel") Assert.Equal("noopener noreferrer nofollow", element.GetAttribute("rel"));
    }
}

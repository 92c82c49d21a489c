using System.Diagnostics;

namespace MailBridge.Mime.Tests.Html;

/// <summary>
/// Twice the mail costs about twice the work: what is allocated is counted, which no other test disturbs; work that allocates nothing
/// is caught by the clock, with room for a slow machine.
/// </summary>
public sealed class MarkupCostTests
{
    private const int Size = 12_000;

    [Theory]
    [InlineData("*a ")]
    [InlineData("*")]
    [InlineData("_a_ ")]
    [InlineData("`")]
    [InlineData(":a")]
    [InlineData("@")]
    [InlineData("a@")]
    [InlineData("a@b.c")]
    [InlineData("://")]
    [InlineData("http://")]
    [InlineData("www.")]
    [InlineData("http://x (")]
    [InlineData(")")]
    [InlineData("&")]
    [InlineData("<")]
    [InlineData("&amp")]
    [InlineData("{{")]
    [InlineData("a")]
    [InlineData("a ")]
    [InlineData("a\n")]
    [InlineData("\n")]
    [InlineData(">a\n")]
    [InlineData(">")]
    [InlineData("e\u0301")]
    [InlineData("\uD83D\uDE42")]
    [InlineData("\uD800")]
    public void Plain_text_costs_what_it_is_long(string piece) =>
        AssertLinear(static text => BodyDocument.FromText(text), piece);

    [Theory]
    [InlineData("<b>")]
    [InlineData("<b>a</b>")]
    [InlineData("<b>a<i>b")]
    [InlineData("<blockquote>a")]
    [InlineData("<ul><li>a")]
    [InlineData("<li>a")]
    [InlineData("<pre>a")]
    [InlineData("<a href=http://x>a")]
    [InlineData("<a href=http://x>a</a>")]
    [InlineData("<a href=tel:1>a</a>")]
    [InlineData("<br>")]
    [InlineData("<br>a")]
    [InlineData("<tr><td>a<td>b")]
    [InlineData("<table><tr><td>a<td>b<tr><td>c<td>d</table>")]
    [InlineData("<td>a")]
    [InlineData("<img alt=a>")]
    [InlineData("<code>a` ")]
    [InlineData("<div>a</div><p>b")]
    public void Html_costs_what_it_is_long(string piece) =>
        AssertLinear(static html => BodyDocument.FromHtml("<table><tr><td>x<td>y<tr><td>" + html), piece);

    private static void AssertLinear(Func<string, BodyDocument> read, string piece)
    {
        var clock = Stopwatch.StartNew();
        var document = read(string.Concat(Enumerable.Repeat(piece, Size / piece.Length)));
        var twice = read(string.Concat(Enumerable.Repeat(piece, 2 * Size / piece.Length)));
        foreach (var render in Renderers())
        {
            _ = render(document); // what is made once
            var (once, doubled) = (Allocated(() => render(document)), Allocated(() => render(twice)));
            Assert.True(doubled <= (once * 2.5) + 100_000, $"{once} bytes for one, {doubled} for two");
        }
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"{clock.Elapsed}");
        TestContext.Current.TestOutputHelper?.WriteLine($"{clock.ElapsedMilliseconds} ms");
    }

    private static IEnumerable<Func<BodyDocument, int>> Renderers() =>
    [
        static document => SlackMarkup.Render(document).Length,
        static document => SlackMarkup.RenderPieces(document, 400).Count,
        static document => TeamsMarkup.RenderMarkdown(document).Length,
        static document => TeamsMarkup.RenderMarkdownPieces(document, 400).Count,
        static document => TeamsMarkup.RenderHtmlPieces(document, 400).Count,
        static document => HtmlText.Render(document).Length,
    ];

    private static long Allocated(Func<int> work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}

using System.IO.Compression;
using System.Net;
using AngleSharp.Dom;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.Workspace;
using MailBridge.Workspace.Parts;

namespace MailBridge.Tests.Workspace;

/// <summary>Strangers write what is shown here.</summary>
public sealed class WorkspaceSafetyTests
{
    private const string Hostile =
        "<script>alert(1)</script> \" onmouseover=\"alert(2) '><img src=x onerror=alert(3)> javascript:alert(4) <a href=javascript:alert(5)>x</a> \u202Egnp.exe\u2066";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hostile_text_reaches_no_page_as_markup()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var id = await HostileConversationAsync(host);
        using var browser = await host.BrowseAsync(Cancellation);
        host.Desk.RefuseNext = Hostile;
        var refused = await browser.SendAsync((await browser.GetAsync($"/c/{id}", Cancellation)).Button("Claim"), Cancellation);
        Page[] pages =
        [
            refused,
            await browser.GetAsync("/", Cancellation),
            await browser.GetAsync($"/c/{id}", Cancellation),
            await browser.GetAsync($"/c/{id}?compose=reply", Cancellation),
            await browser.GetAsync($"/try-out?answers={id}", Cancellation),
            await browser.GetAsync("/search?q=" + Uri.EscapeDataString(Hostile), Cancellation),
            await browser.GetAsync("/customers/" + Uri.EscapeDataString(Hostile), Cancellation),
            await browser.GetAsync("/customers/mal%40example.org", Cancellation),
            await browser.GetAsync("/nowhere?" + Uri.EscapeDataString(Hostile), Cancellation),
        ];
        foreach (var page in pages) AssertHarmless(page);
        Assert.Contains("<script>alert(1)</script>", pages[2].Text(".posts"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_answer_forbids_the_browser_what_it_need_not_do()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var id = await HostileConversationAsync(host);
        using var browser = await host.BrowseAsync(Cancellation);
        string[] paths = ["/", $"/c/{id}", "/search?q=x", "/nowhere", "/c/nope", "/broken", "/workspace/agent", "/workspace/live", "/workspace/assets/0/app.js",
            $"/mail/{PretendedOriginals.Hostile}", $"/mail/{PretendedOriginals.Hostile}/body", $"/mail/{PretendedOriginals.Hostile}/files/1"];
        foreach (var path in paths)
        {
            using var response = await browser.RawAsync(new HttpRequestMessage(HttpMethod.Get, path), Cancellation);
            var policy = response.Headers.GetValues("Content-Security-Policy").Single();
            Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("script-src 'unsafe", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        }
    }

    [Fact]
    public async Task A_fault_of_ours_is_a_page_that_says_so()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        using var browser = await host.BrowseAsync(Cancellation);
        var page = await browser.GetAsync("/broken", Cancellation);
        Assert.Equal(HttpStatusCode.InternalServerError, page.Status);
        Assert.Equal("Something broke on our side", page.Text("h1"));
        Assert.DoesNotContain("as the test wanted", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_page_needs_inline_script_inline_style_or_another_host()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var id = await HostileConversationAsync(host);
        using var browser = await host.BrowseAsync(Cancellation);
        foreach (var path in new[] { "/", $"/c/{id}", "/workspace/agent", "/try-out", $"/mail/{PretendedOriginals.Hostile}" })
        {
            var page = await browser.GetAsync(path, Cancellation);
            Assert.Empty(page.Document.QuerySelectorAll("script:not([src]), style, [style]"));
            foreach (var source in page.Document.QuerySelectorAll("script, img, link, iframe, form"))
                Assert.StartsWith("/", source.GetAttribute("src") ?? source.GetAttribute("href") ?? source.GetAttribute("action") ?? "/", StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_first_page_weighs_less_than_100_KB()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        await DemoData.FillAsync(host, new DateTimeOffset(2026, 11, 22, 9, 0, 0, TimeSpan.Zero), Cancellation);
        using var browser = await host.BrowseAsync(Cancellation);
        browser.Headers["Accept-Encoding"] = "br";
        var (html, weight) = await WeighAsync(browser, "/");
        var document = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(html);
        var assets = document.QuerySelectorAll("link[href], script[src]").Select(e => e.GetAttribute("href") ?? e.GetAttribute("src")!).ToList();
        var folder = assets[0][..assets[0].LastIndexOf('/')];
        assets.AddRange(new[] { "swap.js", "live.js", "send.js", "keys.js", "drafts.js", "time.js" }.Select(name => $"{folder}/{name}"));
        foreach (var asset in assets) weight += (await WeighAsync(browser, asset)).Weight;
        TestContext.Current.SendDiagnosticMessage("first page: {0} bytes", weight);
        Assert.InRange(weight, 1, 100_000);
    }

    [Fact]
    public async Task Every_link_leads_somewhere()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        await DemoData.FillAsync(host, new DateTimeOffset(2026, 11, 22, 9, 0, 0, TimeSpan.Zero), Cancellation);
        using var browser = await host.BrowseAsync(Cancellation);
        var seen = new HashSet<string> { "/" };
        var ahead = new Queue<string>(seen);
        while (ahead.TryDequeue(out var path))
        {
            var page = await browser.GetAsync(path, Cancellation);
            var known = page.Status == HttpStatusCode.OK || path.StartsWith("/customers/", StringComparison.Ordinal) || path.EndsWith("/files/3", StringComparison.Ordinal)
                || host.History.Customers[0].Conversations.Skip(1).Any(c => path == $"/c/{c.Id}");
            Assert.True(known, $"{path}: {page.Status}");
            if (page.Response.Content.Headers.ContentType?.MediaType != "text/html") continue;
            foreach (var link in page.Document.QuerySelectorAll("a[href^='/'], link[href], img[src^='/'], iframe[src]"))
            {
                var next = (link.GetAttribute("href") ?? link.GetAttribute("src")!).Split('#')[0];
                // One page of each kind: what differs between them is the list beside it.
                var kind = next.StartsWith("/c/", StringComparison.Ordinal) && seen.Count(s => s.StartsWith("/c/", StringComparison.Ordinal)) > 12;
                if (!kind && !next.StartsWith("/workspace/agent?", StringComparison.Ordinal) && next.Length > 0 && seen.Add(next)) ahead.Enqueue(next);
            }
        }
        Assert.InRange(seen.Count, 20, 400);
    }

    [Fact]
    public async Task Assets_are_kept_for_ever_under_their_own_hash_only()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        using var browser = await host.BrowseAsync(Cancellation);
        var page = await browser.GetAsync("/", Cancellation);
        var script = page.Document.QuerySelector("script")!.GetAttribute("src")!;
        using var now = await browser.RawAsync(new HttpRequestMessage(HttpMethod.Get, script), Cancellation);
        using var old = await browser.RawAsync(new HttpRequestMessage(HttpMethod.Get, "/workspace/assets/0123456789ab/app.js"), Cancellation);
        Assert.Contains("immutable", now.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("immutable", old.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal("no-store", page.Response.Headers.CacheControl!.ToString().Split(',')[0]);
    }

    [Fact]
    public async Task An_originals_html_loses_everything_that_acts_or_calls_home()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        using var browser = await host.BrowseAsync(Cancellation);
        var page = await browser.GetAsync($"/mail/{PretendedOriginals.Hostile}", Cancellation);
        var frame = page.Document.QuerySelector("iframe")!;
        Assert.DoesNotContain("allow-scripts", frame.GetAttribute("sandbox"), StringComparison.Ordinal);
        Assert.DoesNotContain("allow-same-origin", frame.GetAttribute("sandbox"), StringComparison.Ordinal);
        var body = await browser.GetAsync(frame.GetAttribute("src")!, Cancellation);
        Assert.Contains("sandbox", body.Response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Empty(body.Document.QuerySelectorAll("script, iframe, form, input, svg, [onload], [onclick], [onerror]"));
        Assert.DoesNotContain("tracker.example", body.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("javascript:", body.Html, StringComparison.Ordinal);
        Assert.Equal("https://shop.example/o/4711?a=1&b=2", body.Document.QuerySelector("a[href]")!.GetAttribute("href"));
        Assert.StartsWith("data:image/png;base64,", body.Document.QuerySelectorAll("img")[^1].GetAttribute("src"), StringComparison.Ordinal);
        var asked = await browser.GetAsync($"/mail/{PretendedOriginals.Hostile}/body?images=1", Cancellation);
        Assert.Contains("https://tracker.example/open.gif", asked.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "", "application/octet-stream", "attachment")]
    [InlineData(0, "?inline=1", "image/png", "inline")]
    [InlineData(1, "?inline=1", "application/octet-stream", "attachment")]
    [InlineData(2, "?inline=1", "application/octet-stream", "attachment")]
    public async Task A_file_is_saved_and_only_a_picture_is_shown(int index, string query, string type, string disposition)
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        using var browser = await host.BrowseAsync(Cancellation);
        var page = await browser.GetAsync($"/mail/{PretendedOriginals.Hostile}/files/{index}{query}", Cancellation);
        Assert.Equal(type, page.Response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(disposition, page.Response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.DoesNotContain("..", page.Response.Content.Headers.ContentDisposition.FileName ?? "", StringComparison.Ordinal);
        Assert.Contains("sandbox", page.Response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example/x")]
    [InlineData("//evil.example/x")]
    [InlineData("/\\evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/a\r\nSet-Cookie: x")]
    public async Task A_form_leads_to_no_page_of_others(string to)
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        using var browser = await host.BrowseAsync(Cancellation, agent: null);
        var form = (await browser.GetAsync("/workspace/agent", Cancellation)).Form("/workspace/agent").With("agent", "anna").With("to", to);
        Assert.Equal("/", (await browser.SendAsync(form, Cancellation)).Path);
    }

    [Theory]
    [InlineData("see https://a.example/b?c=1&d=2.", "https://a.example/b?c=1&d=2")]
    [InlineData("(https://a.example/x)", "https://a.example/x")]
    [InlineData("https://a.example/x_(y)", "https://a.example/x_(y)")]
    [InlineData("<https://a.example>", "https://a.example")]
    [InlineData("write to mailto:me@a.example!", "mailto:me@a.example")]
    [InlineData("HTTP://A.EXAMPLE/q\"onmouseover=", "HTTP://A.EXAMPLE/q")]
    public void A_web_address_in_text_becomes_a_link_of_its_own_length(string text, string link)
    {
        var runs = Links.Split(text).ToList();
        Assert.Equal(link, Assert.Single(runs, r => r.Href is not null).Text);
        Assert.Equal(text, string.Concat(runs.Select(r => r.Text)));
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,<script>")]
    [InlineData("xhttps://a.example")]
    [InlineData("https://")]
    [InlineData("https://user:password@a.example/")]
    [InlineData("http:// https:// mailto:")]
    public void What_is_no_plain_web_address_stays_text(string text)
    {
        var runs = Links.Split(text).ToList();
        Assert.All(runs, r => Assert.Null(r.Href));
        Assert.Equal(text, string.Concat(runs.Select(r => r.Text)));
    }

    private static void AssertHarmless(Page page)
    {
        Assert.Single(page.Document.QuerySelectorAll("script"));
        Assert.Empty(page.Document.QuerySelectorAll("img[src=x], [onmouseover], [onerror], [onclick]"));
        Assert.DoesNotContain(page.Document.QuerySelectorAll("a[href]"), a => a.GetAttribute("href")!.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain('\u202E', page.Document.Body!.TextContent);
        Assert.DoesNotContain('\u2066', page.Document.Body.TextContent);
    }

    private static async Task<ConversationId> HostileConversationAsync(WorkspaceHost host)
    {
        var customer = new Customer(new CustomerId(Guid.NewGuid()), Hostile, [new EmailAddress("mal@example.org"), new EmailAddress(Hostile)], DateTimeOffset.UnixEpoch);
        host.History.Customers.Add((customer, []));
        return await WorkspacePageTests.OneConversationAsync(
            host,
            root => root with
            {
                Customer = Hostile, CustomerAddress = Hostile, Subject = Hostile, Preview = Hostile, Facts = [new CardFact(Hostile, Hostile)],
                Assignee = null,
            },
            item => item with
            {
                Author = Hostile, AuthorAddress = Hostile, Text = Hostile, Quoted = Hostile, Signature = Hostile, To = [Hostile], Cc = [Hostile], Marks = [Hostile],
                Files = [new CardFile(PretendedOriginals.Hostile, 0, Hostile, Hostile, 1, false)], Life = new CardLife(Hostile, CardTone.Bad, Hostile),
            });
    }

    private static async Task<(string Html, int Weight)> WeighAsync(PlainBrowser browser, string path)
    {
        using var response = await browser.RawAsync(new HttpRequestMessage(HttpMethod.Get, path), Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("br", response.Content.Headers.ContentEncoding.Single());
        var bytes = await response.Content.ReadAsByteArrayAsync(Cancellation);
        using var plain = new StreamReader(new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress));
        return (await plain.ReadToEndAsync(Cancellation), bytes.Length);
    }
}

using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace MailBridge.WayTests;

/// <summary>A colleague at the Workspace without script: follows links and sends forms as they stand on the page.</summary>
internal sealed class WorkspaceVisitor : IDisposable
{
    private readonly HttpClient _http;

    public WorkspaceVisitor(Uri workspace)
        => _http = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), UseCookies = true, ConnectTimeout = TimeSpan.FromSeconds(5) })
        {
            BaseAddress = workspace, Timeout = TimeSpan.FromSeconds(30),
        };

    public async Task BeAsync(string agent, CancellationToken ct)
    {
        var page = await OpenAsync("/workspace/agent", ct);
        var form = page.Forms.Single(f => f.QuerySelector($"[name=agent][value={agent}]") is not null);
        await SendAsync(form, ct, ("agent", agent));
    }

    /// <summary>The conversations on the first page, newest first: address of the page and subject.</summary>
    public async Task<IReadOnlyList<(string Url, string Text)>> ConversationsAsync(CancellationToken ct)
    {
        var page = await OpenAsync("/?show=1000", ct);
        return [.. page.QuerySelectorAll("a[href^='/c/']").Select(a => (a.GetAttribute("href")!.Split('?')[0], a.TextContent)).DistinctBy(a => a.Item1)];
    }

    /// <summary>Waits until there is a conversation with these words in its card, and gives its address.</summary>
    public async Task<string> FindAsync(string words, Func<string> log, CancellationToken ct)
        => (await TestMails.UntilAsync(
            async () => (await ConversationsAsync(ct)).FirstOrDefault(c => c.Text.Contains(words, StringComparison.Ordinal)).Url ?? "",
            url => url.Length > 0, $"a conversation about {words}", log, ct));

    /// <summary>Waits until the page says this, and gives all that it says.</summary>
    public Task<string> ReadsAsync(string url, string words, Func<string> log, CancellationToken ct)
        => TestMails.UntilAsync(() => TextAsync(url, ct), t => t.Contains(words, StringComparison.Ordinal), $"the page says {words}", log, ct);

    /// <summary>What a page says, with runs of blanks drawn together.</summary>
    public async Task<string> TextAsync(string url, CancellationToken ct)
        => string.Join(' ', Opened(await OpenAsync(url, ct)).TextContent.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));

    public async Task ReplyAsync(string conversation, string text, CancellationToken ct)
    {
        var page = await OpenAsync($"{conversation}?compose=reply", ct);
        var form = page.Forms.Single(f => f.QuerySelector("input[name=action][value=reply]") is not null && f.QuerySelector("textarea") is not null);
        var area = form.QuerySelector("textarea")!.GetAttribute("name")!;
        await SendAsync(form, ct, (area, text));
    }

    public async Task<IHtmlDocument> OpenAsync(string url, CancellationToken ct)
    {
        using var answer = await _http.GetAsync(new Uri(url, UriKind.Relative), ct);
        answer.EnsureSuccessStatusCode();
        return new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync(ct));
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The thread where one is open, else everything.</summary>
    private static IElement Opened(IHtmlDocument page) => page.GetElementById("thread") ?? page.Body!;

    private async Task SendAsync(IHtmlFormElement form, CancellationToken ct, params (string Name, string Value)[] typed)
    {
        var values = form.QuerySelectorAll<IHtmlInputElement>("input[type=hidden]").Select(i => KeyValuePair.Create(i.Name!, i.Value))
            .Concat(typed.Select(t => KeyValuePair.Create(t.Name, t.Value)));
        using var content = new FormUrlEncodedContent(values);
        using var answer = await _http.PostAsync(new Uri(form.GetAttribute("action")!, UriKind.Relative), content, ct);
        answer.EnsureSuccessStatusCode();
    }
}

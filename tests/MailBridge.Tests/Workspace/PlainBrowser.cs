using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace MailBridge.Tests.Workspace;

/// <summary>A browser that runs no script: keeps cookies, reads pages, sends their forms and follows where they lead.</summary>
internal sealed class PlainBrowser(HttpMessageHandler server) : IDisposable
{
    private static readonly Uri Origin = new("http://localhost");
    private readonly CookieContainer _cookies = new();
    private readonly HttpClient _http = new(server) { BaseAddress = Origin };

    public Dictionary<string, string> Headers { get; } = [];

    public CookieContainer Cookies => _cookies;

    public async Task<Page> GetAsync(string path, CancellationToken cancellation)
        => await FollowAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellation);

    public async Task<Page> SendAsync(PageForm form, CancellationToken cancellation)
        => form.IsPost
            ? await FollowAsync(new HttpRequestMessage(HttpMethod.Post, form.Action) { Content = new FormUrlEncodedContent(form.Values) }, cancellation)
            : await GetAsync($"{form.Action}?{string.Join('&', form.Values.Select(v => $"{v.Key}={Uri.EscapeDataString(v.Value)}"))}", cancellation);

    /// <summary>Sends a form with a file, as a browser does (RFC 7578).</summary>
    public async Task<Page> SendAsync(PageForm form, string field, string fileName, byte[] file, CancellationToken cancellation)
    {
        using var content = new MultipartFormDataContent();
        foreach (var (name, value) in form.Values.Where(v => v.Key != field)) content.Add(new StringContent(value), name);
        content.Add(new ByteArrayContent(file) { Headers = { ContentType = new("text/plain") } }, field, fileName);
        return await FollowAsync(new HttpRequestMessage(HttpMethod.Post, form.Action) { Content = content }, cancellation);
    }

    /// <summary>Sends one request and follows nothing.</summary>
    public async Task<HttpResponseMessage> RawAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var uri = new Uri(Origin, request.RequestUri!);
        if (_cookies.GetCookieHeader(uri) is { Length: > 0 } cookies) request.Headers.TryAddWithoutValidation("Cookie", cookies);
        foreach (var (name, value) in Headers) request.Headers.TryAddWithoutValidation(name, value);
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.Headers.TryGetValues("Set-Cookie", out var set))
        {
            foreach (var cookie in set) _cookies.SetCookies(uri, cookie);
        }
        return response;
    }

    public void Dispose() => _http.Dispose();

    private async Task<Page> FollowAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var path = request.RequestUri!.OriginalString;
        var response = await RawAsync(request, cancellation);
        for (var steps = 0; response.Headers.Location is { } next && steps < 5; steps++)
        {
            path = next.OriginalString;
            response = await RawAsync(new HttpRequestMessage(HttpMethod.Get, next), cancellation);
        }
        return new Page(path, response, await response.Content.ReadAsStringAsync(cancellation));
    }
}

/// <summary>What the browser shows.</summary>
internal sealed class Page(string path, HttpResponseMessage response, string html)
{
    private IHtmlDocument? _document;

    public string Path => path;

    public HttpStatusCode Status => response.StatusCode;

    public HttpResponseMessage Response => response;

    public string Html => html;

    public IHtmlDocument Document => _document ??= new HtmlParser().ParseDocument(html);

    public string Text(string selector) => string.Join(' ', Document.QuerySelectorAll(selector).Select(e => e.TextContent)).Trim();

    public PageForm Form(string action) => new(Forms(action).First());

    /// <summary>The form of the button with that name.</summary>
    public PageForm Button(string name)
        => new((IHtmlFormElement)Document.QuerySelectorAll("form button").First(b => b.TextContent.Trim() == name).Closest("form")!);

    public bool HasButton(string name) => Document.QuerySelectorAll("form button").Any(b => b.TextContent.Trim() == name);

    private IEnumerable<IHtmlFormElement> Forms(string action) => Document.QuerySelectorAll<IHtmlFormElement>("form").Where(f => f.GetAttribute("action") == action);
}

/// <summary>A form as it stands on a page.</summary>
internal sealed class PageForm
{
    public PageForm(IHtmlFormElement form)
    {
        Action = form.GetAttribute("action")!;
        IsPost = string.Equals(form.GetAttribute("method"), "post", StringComparison.OrdinalIgnoreCase);
        foreach (var input in form.QuerySelectorAll<IHtmlInputElement>("input")) Values[input.Name!] = input.GetAttribute("value") ?? "";
        foreach (var choice in form.QuerySelectorAll<IHtmlSelectElement>("select")) Values[choice.Name!] = choice.Value ?? "";
        foreach (var area in form.QuerySelectorAll<IHtmlTextAreaElement>("textarea")) Values[area.Name!] = area.TextContent;
    }

    public string Action { get; }

    public bool IsPost { get; }

    public Dictionary<string, string> Values { get; } = [];

    public PageForm With(string name, string value)
    {
        Values[name] = value;
        return this;
    }
}

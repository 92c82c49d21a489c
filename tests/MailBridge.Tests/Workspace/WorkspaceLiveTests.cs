using System.Net;

namespace MailBridge.Tests.Workspace;

/// <summary>What an open page hears.</summary>
public sealed class WorkspaceLiveTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_live_page_hears_of_a_post_at_once()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        using var browser = await host.BrowseAsync(Cancellation);
        using var response = await browser.RawAsync(new HttpRequestMessage(HttpMethod.Get, "/workspace/live"), Cancellation);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
        while (await lines.ReadLineAsync(Cancellation) is not "event: hello") { }
        await WorkspacePageTests.OneConversationAsync(host);
        string? line;
        while ((line = await lines.ReadLineAsync(Cancellation)) is not null && !line.Contains("Lamp flickers", StringComparison.Ordinal)) { }
        Assert.Contains("New conversation from Maria Keller", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_hears_of_a_post_that_came_between_its_reading_and_its_listening()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        using var browser = await host.BrowseAsync(Cancellation);
        var page = await browser.GetAsync("/", Cancellation);
        await WorkspacePageTests.OneConversationAsync(host);
        using var response = await ListenAsync(browser, page);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
        Assert.Equal("event: hello", await EventAsync(lines));
        Assert.Equal("event: change", await EventAsync(lines));
    }

    [Fact]
    public async Task A_page_that_has_everything_is_told_only_what_comes()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        await WorkspacePageTests.OneConversationAsync(host);
        using var browser = await host.BrowseAsync(Cancellation);
        using var response = await ListenAsync(browser, await browser.GetAsync("/", Cancellation));
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
        Assert.Equal("event: hello", await EventAsync(lines));
        await WorkspacePageTests.OneConversationAsync(host);
        Assert.Equal("event: change", await EventAsync(lines));
        Assert.Contains("Lamp flickers", await lines.ReadLineAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_listens_without_having_said_who_they_are()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        using var browser = await host.BrowseAsync(Cancellation, agent: null);
        using var response = await browser.RawAsync(new HttpRequestMessage(HttpMethod.Get, "/workspace/live"), Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(0, host.Live.Listening);
    }

    private static Task<HttpResponseMessage> ListenAsync(PlainBrowser browser, Page page)
        => browser.RawAsync(new HttpRequestMessage(HttpMethod.Get, page.Document.Body!.GetAttribute("data-live")), Cancellation);

    private static async Task<string?> EventAsync(StreamReader lines)
    {
        while (await lines.ReadLineAsync(Cancellation) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal)) return line;
        }
        return null;
    }
}

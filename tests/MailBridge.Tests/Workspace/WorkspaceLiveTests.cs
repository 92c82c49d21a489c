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
    public async Task Nobody_listens_without_having_said_who_they_are()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        using var browser = await host.BrowseAsync(Cancellation, agent: null);
        using var response = await browser.RawAsync(new HttpRequestMessage(HttpMethod.Get, "/workspace/live"), Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(0, host.Live.Listening);
    }
}

using Microsoft.Playwright;

namespace MailBridge.WayTests;

/// <summary>A page that stands open while the bridge goes away and comes back.</summary>
public sealed class LiveTests
{
    public static bool CanRun => Browser.CanRun;

    [Fact(SkipUnless = nameof(CanRun), Skip = Browser.WhyNot)]
    public async Task An_open_page_says_that_the_connection_is_lost_and_catches_up_by_itself()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var bridge = new BridgeProcess();
        await bridge.StartAsync(ct);
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(bridge.Url, "Priya Nair");
        await page.GetByRole(AriaRole.Link, new() { Name = "Käthe Schäfer" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Reply", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Reply" }).FillAsync("Half a sentence");

        await bridge.KillAsync(ct);
        await Assertions.Expect(page.GetByText("Connection lost.")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        var maildir = Directory.GetDirectories(bridge.Directory, "new", SearchOption.AllDirectories).Single();
        var mail = TestMails.Of("Nora Neumann <nora@new.example>", "service@hausverwaltung.example", "while you were away", "Is anybody there?", "away@new.example");
        await File.WriteAllBytesAsync(Path.Combine(maildir, "1795313307.away.host"), mail, ct);
        await bridge.StartAsync(ct);

        await Assertions.Expect(page.GetByText("Connection lost.")).Not.ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Nora Neumann" }).First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Reply" })).ToHaveValueAsync("Half a sentence");

        // An open page does not hold up the end either.
        var began = TimeProvider.System.GetTimestamp();
        Assert.Equal(0, await bridge.StopAsync(ct));
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }
}

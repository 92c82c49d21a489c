using Microsoft.Playwright;

namespace MailBridge.WayTests;

/// <summary>Debian's Chromium without a window.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private const string Program = "/usr/bin/chromium";

    private readonly IPlaywright _playwright;

    private Browser(IPlaywright playwright, IBrowser chromium) => (_playwright, Chromium) = (playwright, chromium);

    public const string WhyNot = "needs Chromium: bash tests/run.sh installs it";

    public static bool CanRun => File.Exists(Program);

    public IBrowser Chromium { get; }

    public static async Task<Browser> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        var chromium = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Program,
            Args =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
        return new Browser(playwright, chromium);
    }

    /// <summary>A page of a new profile, on which somebody has said who they are.</summary>
    public async Task<IPage> OpenAsync(Uri workspace, string agent)
    {
        var page = await Chromium.NewPageAsync(new BrowserNewPageOptions { Locale = "en-GB", TimezoneId = "Europe/Warsaw", ViewportSize = new() { Width = 1360, Height = 860 } });
        page.SetDefaultTimeout(30_000);
        await page.GotoAsync(workspace.ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = agent }).ClickAsync();
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await Chromium.DisposeAsync();
        _playwright.Dispose();
    }
}

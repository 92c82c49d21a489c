using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace MailBridge.WayTests;

/// <summary>The Workspace's pages in Chromium: for everyone, by keyboard, in light and dark, on a desk and on a phone.</summary>
public sealed class WorkspacePageTests
{
    public static bool CanRun => Browser.CanRun;

    [Fact(SkipUnless = nameof(CanRun), Skip = Browser.WhyNot)]
    public async Task Axe_finds_nothing_on_any_page_in_light_at_a_desk_and_in_dark_on_a_phone()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var bridge = new BridgeProcess();
        await bridge.StartAsync(ct);
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(bridge.Url, "Anna Kowalska");
        await page.GetByRole(AriaRole.Link, new() { Name = "Marco Bellini" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Boiler shows E119" }).WaitForAsync();
        var conversation = new Uri(page.Url).AbsolutePath;
        var original = await page.GetByRole(AriaRole.Link, new() { Name = "Original" }).First.GetAttributeAsync("href");
        var mail = await page.Locator("#posts > li.customer").First.GetAttributeAsync("id");
        var forward = $"{conversation}?compose=forward&about={mail![2..]}";
        var requests = new List<string>();
        page.Request += (_, r) => requests.Add(r.Url);
        var errors = new List<string>();
        page.Console += (_, m) => { if (m.Type == "error") errors.Add(m.Text); };
        page.PageError += (_, e) => errors.Add(e);

        string[] paths =
        [
            "/", conversation, $"{conversation}?compose=reply", $"{conversation}?compose=tags", $"{conversation}?compose=block", $"{conversation}?compose=merge", forward,
            "/search?q=pressure", "/search?q=nothing-like-it", "/customers/marco.bellini%40posta.example", "/try-out", original!, "/workspace/agent",
            "/compose", "/?view=spam", "/blocked", "/templates", "/templates/new",
        ];
        foreach (var path in paths)
        {
            foreach (var (scheme, width) in ((ColorScheme, int)[])[(ColorScheme.Light, 1360), (ColorScheme.Dark, 390)])
            {
                await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
                await page.SetViewportSizeAsync(width, 800);
                await page.GotoAsync(new Uri(bridge.Url, path).ToString());
                var result = await page.RunAxe();
                Assert.True(result.Violations.Length == 0, $"{path} {scheme} {width}: {string.Join("; ", result.Violations.Select(v => $"{v.Id}: {v.Help} {v.Nodes[0].Html}"))}");
                var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
                Assert.True(overflow <= 0, $"{path} at {width} px is {overflow} px too wide");
            }
        }
        Assert.All(requests, r => Assert.StartsWith(bridge.Url.ToString(), r, StringComparison.Ordinal));
        Assert.Empty(errors);
    }

    [Fact(SkipUnless = nameof(CanRun), Skip = Browser.WhyNot)]
    public async Task A_colleague_who_never_leaves_the_keyboard_can_answer()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var bridge = new BridgeProcess();
        await bridge.StartAsync(ct);
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(bridge.Url, "Jonas Weber");
        await page.GetByRole(AriaRole.Link, new() { Name = "Grace Oduya" }).First.WaitForAsync();

        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("k");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Claim", Exact = true }).WaitForAsync();
        await page.Keyboard.PressAsync("c");
        await Assertions.Expect(page.GetByText("Jonas Weber claimed the conversation")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("r");
        var field = page.GetByRole(AriaRole.Textbox, new() { Name = "Reply" });
        await Assertions.Expect(field).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Good morning, yes it is.");
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Reply" })).ToHaveValueAsync("Good morning, yes it is.");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Reply" }).FocusAsync();
        await page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(page.GetByText("Sent", new() { Exact = true }).First).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("e");
        await Assertions.Expect(page.GetByText("Jonas Weber closed the conversation")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("/");
        await Assertions.Expect(page.GetByRole(AriaRole.Searchbox).First).ToBeFocusedAsync();
        Assert.Single(Directory.GetFiles(Path.Combine(bridge.Directory, "data", "outgoing"), "*.eml"));
    }

    [Fact(SkipUnless = nameof(CanRun), Skip = Browser.WhyNot)]
    public async Task A_change_that_is_heard_on_the_way_to_the_composer_does_not_take_it_away_again()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var bridge = new BridgeProcess();
        await bridge.StartAsync(ct);
        await using var browser = await Browser.StartAsync();
        var (anna, jonas) = (await browser.OpenAsync(bridge.Url, "Anna Kowalska"), await browser.OpenAsync(bridge.Url, "Jonas Weber"));
        await jonas.AddInitScriptAsync(
            """
            const Native = EventSource;
            window.EventSource = class extends Native {
              constructor(url) { super(url); this.addEventListener('change', () => document.documentElement.setAttribute('data-heard', '')); }
            };
            """);
        await jonas.Clock.InstallAsync();
        await jonas.ReloadAsync();
        foreach (var page in (IPage[])[anna, jonas]) await page.GetByRole(AriaRole.Link, new() { Name = "Whitfield, Sam" }).First.ClickAsync();
        await jonas.GetByRole(AriaRole.Button, new() { Name = "Claim", Exact = true }).WaitForAsync();
        var (mayOpen, isOpen) = (new TaskCompletionSource(), new TaskCompletionSource());
        await jonas.RouteAsync("**/c/**", async route =>
        {
            await (route.Request.Url.Contains("compose=reply", StringComparison.Ordinal) ? mayOpen : isOpen).Task;
            await route.ContinueAsync();
        });

        await jonas.Keyboard.PressAsync("r");
        await anna.GetByRole(AriaRole.Button, new() { Name = "Claim", Exact = true }).ClickAsync();
        await jonas.Locator("html[data-heard]").WaitForAsync();
        await jonas.Clock.RunForAsync(200);
        mayOpen.SetResult();
        var field = jonas.GetByRole(AriaRole.Textbox, new() { Name = "Reply" });
        await field.FillAsync("On my way.");
        isOpen.SetResult();
        await jonas.Clock.RunForAsync(500);

        await Assertions.Expect(jonas.GetByText("Anna Kowalska claimed the conversation")).ToBeVisibleAsync();
        await Assertions.Expect(field).ToHaveValueAsync("On my way.");
    }

    [Fact(SkipUnless = nameof(CanRun), Skip = Browser.WhyNot)]
    public async Task Undo_takes_a_reply_back_and_the_composer_has_its_text_again()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var bridge = new BridgeProcess();
        bridge.Environment["MAILBRIDGE_Sending__Hold"] = "00:05:00";
        await bridge.StartAsync(ct);
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(bridge.Url, "Anna Kowalska");
        await page.GetByRole(AriaRole.Link, new() { Name = "Grace Oduya" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Reply", Exact = true }).ClickAsync();
        var field = page.GetByRole(AriaRole.Textbox, new() { Name = "Reply" });
        await field.FillAsync("Yes, it is Munday.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".countdown")).ToContainTextAsync("in ");

        await page.GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).ClickAsync();

        await Assertions.Expect(field).ToHaveValueAsync("Yes, it is Munday.");
        await Assertions.Expect(page.GetByText("Taken back", new() { Exact = true })).ToBeVisibleAsync();
        await field.FillAsync("Yes, it is Monday.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send now" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Sent", new() { Exact = true }).First).ToBeVisibleAsync();
        var mail = Assert.Single(Directory.GetFiles(Path.Combine(bridge.Directory, "data", "outgoing"), "*.eml"));
        Assert.Contains("Monday", await File.ReadAllTextAsync(mail, ct), StringComparison.Ordinal);
    }

    [Fact(SkipUnless = nameof(CanRun), Skip = Browser.WhyNot)]
    public async Task Two_colleagues_who_answer_at_once_send_one_mail_and_the_second_is_shown_the_first()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var bridge = new BridgeProcess();
        await bridge.StartAsync(ct);
        await using var browser = await Browser.StartAsync();
        var (anna, jonas) = (await browser.OpenAsync(bridge.Url, "Anna Kowalska"), await browser.OpenAsync(bridge.Url, "Jonas Weber"));
        foreach (var page in (IPage[])[anna, jonas])
        {
            await page.GetByRole(AriaRole.Link, new() { Name = "Whitfield, Sam" }).First.ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Reply", Exact = true }).ClickAsync();
        }
        await anna.GetByRole(AriaRole.Textbox, new() { Name = "Reply" }).FillAsync("Tuesday at nine?");
        await jonas.GetByRole(AriaRole.Textbox, new() { Name = "Reply" }).FillAsync("Any morning is fine.");

        await anna.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await Assertions.Expect(anna.GetByText("Sent", new() { Exact = true }).First).ToBeVisibleAsync();
        await jonas.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();

        await Assertions.Expect(jonas.GetByText("Anna Kowalska has replied meanwhile: “Tuesday at nine?”")).ToBeVisibleAsync();
        await Assertions.Expect(jonas.GetByRole(AriaRole.Button, new() { Name = "Send anyway" })).ToBeVisibleAsync();
        await Assertions.Expect(jonas.GetByRole(AriaRole.Textbox, new() { Name = "Reply" })).ToHaveValueAsync("Any morning is fine.");
        Assert.Single(Directory.GetFiles(Path.Combine(bridge.Directory, "data", "outgoing"), "*.eml"));
    }
}

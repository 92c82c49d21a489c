using System.Text.Json.Nodes;
using Deque.AxeCore.Playwright;
using MailBridge.Mime;
using Microsoft.Playwright;

namespace MailBridge.WayTests;

/// <summary>Ready answers and signatures as a colleague meets them, in Chromium, up to the mail that leaves.</summary>
public sealed class TemplateWayTests
{
    public static bool CanRun => Browser.CanRun;

    [Fact(SkipUnless = nameof(CanRun), Skip = Browser.WhyNot)]
    public async Task A_template_is_written_chosen_by_keyboard_and_mailed_above_the_signature_and_suggested_next_time()
    {
        var ct = TestContext.Current.CancellationToken;
        var mailbox = System.IO.Directory.CreateTempSubdirectory("mailbridge-maildir-").FullName;
        foreach (var folder in (string[])["new", "cur", "tmp"]) System.IO.Directory.CreateDirectory(Path.Combine(mailbox, folder));
        var settings = BridgeProcess.Settings(("support", new JsonObject
        {
            ["Name"] = "Team Support", ["Addresses"] = new JsonArray("support@team.example"), ["Channel"] = "workspace:support",
            ["Maildir"] = new JsonObject { ["Path"] = mailbox, ["PollInterval"] = "00:00:00.2" }, ["Signature"] = "{{inbox.name}}",
        }));
        settings["Agents"]!["anna"]!["Signature"] = "{{agent.name}}\n<Care>";
        await using var bridge = new BridgeProcess(settings);
        await DeliverAsync(mailbox, 1, ct);
        await bridge.StartAsync(ct);
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(bridge.Url, "Anna Kowalska");

        await page.GetByRole(AriaRole.Link, new() { Name = "Templates" }).ClickAsync();
        await WriteAsync(page, "Appointment", "Dear {{customer.nick}},");
        await Assertions.Expect(page.GetByText("“{{customer.nick}}” is no placeholder. There are {{customer.name}}")).ToBeVisibleAsync();
        await page.GetByLabel("Text", new() { Exact = true }).FillAsync("Dear {{customer.first_name|there}},\n\nwe come tomorrow.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Change the template" }).WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Templates", Exact = true }).First.ClickAsync();
        await WriteAsync(page, "Zone <map>", "Here is the map.");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Change the template" }).WaitForAsync();
        await LooksWellAsync(page, bridge, new Uri(page.Url).AbsolutePath, "/templates", "/templates/new");

        await page.GotoAsync(bridge.Url.ToString());
        await page.GetByRole(AriaRole.Link, new() { Name = "Zoë Quint" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Reply", Exact = true }).WaitForAsync();
        await page.Keyboard.PressAsync("r");
        var field = page.GetByRole(AriaRole.Textbox, new() { Name = "Reply" });
        await Assertions.Expect(field).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("/");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Appointment" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Zone <map>" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("/");
        await Assertions.Expect(field).ToHaveValueAsync("/");
        await field.FillAsync("First. Last.");
        await field.EvaluateAsync("area => area.setSelectionRange(7, 7)");
        await Assertions.Expect(page.GetByText("-- Anna Kowalska <Care> Team Support")).ToBeVisibleAsync();
        await page.Locator("summary", new() { HasText = "Template" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Appointment" })).ToBeFocusedAsync();
        await LooksWellAsync(page, bridge);
        await page.GetByRole(AriaRole.Link, new() { Name = "Appointment" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(field).ToHaveValueAsync("First. Dear Zoë,\n\nwe come tomorrow.Last.");
        await Assertions.Expect(field).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(page.GetByText("we come tomorrow.Last.").Last).ToBeVisibleAsync();

        var mail = await TestMails.UntilAsync(
            () => Task.FromResult(System.IO.Directory.Exists(Path.Combine(bridge.Directory, "outgoing")) ? System.IO.Directory.GetFiles(Path.Combine(bridge.Directory, "outgoing"), "*.eml") : []),
            f => f.Length == 1, "the mail", () => bridge.Output, ct);
        var sent = MimeMessage.Read(await System.IO.File.ReadAllBytesAsync(mail[0], ct));
        Assert.StartsWith("First. Dear Zoë,\n\nwe come tomorrow.Last.\n\n-- \nAnna Kowalska\n<Care>\nTeam Support\n\nOn ", sent.TextBody!.ReplaceLineEndings("\n"), StringComparison.Ordinal);

        // A like mail, and the template that helped stands first, also without script.
        await DeliverAsync(mailbox, 2, ct);
        using var visitor = new WorkspaceVisitor(bridge.Url);
        await visitor.BeAsync("jonas", ct);
        var next = await visitor.FindAsync("Boiler 2", () => bridge.Output, ct);
        var form = await visitor.OpenAsync($"{next}?compose=reply", ct);
        Assert.Equal(["Suggested", "All others"], form.QuerySelectorAll(".pick-group").Select(g => g.TextContent));
        var first = form.QuerySelector("a[data-pick]")!;
        Assert.Equal("Appointment", first.TextContent);
        var filled = await visitor.OpenAsync(first.GetAttribute("href")!, ct);
        Assert.Equal("Dear Zoë,\n\nwe come tomorrow.", filled.QuerySelector("#composer textarea")!.TextContent);
        Assert.Equal("-- \nTeam Support", filled.QuerySelector(".below")!.TextContent);
        System.IO.Directory.Delete(mailbox, recursive: true);
    }

    private static async Task WriteAsync(IPage page, string name, string text)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "New template" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByLabel("Text", new() { Exact = true }).FillAsync(text);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
    }

    /// <summary>Axe finds nothing and nothing is too wide, on these pages or on the one that is open as it is.</summary>
    private static async Task LooksWellAsync(IPage page, BridgeProcess bridge, params IReadOnlyList<string> paths)
    {
        foreach (var path in paths.DefaultIfEmpty(""))
        {
            foreach (var (scheme, width) in ((ColorScheme, int)[])[(ColorScheme.Dark, 390), (ColorScheme.Light, 1360)])
            {
                await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
                await page.SetViewportSizeAsync(width, 800);
                if (path.Length > 0) await page.GotoAsync(new Uri(bridge.Url, path).ToString());
                var result = await page.RunAxe();
                Assert.True(result.Violations.Length == 0, $"{path} {scheme} {width}: {string.Join("; ", result.Violations.Select(v => $"{v.Id}: {v.Help} {v.Nodes[0].Html}"))}");
                var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
                Assert.True(overflow <= 0, $"{path} at {width} px is {overflow} px too wide");
                var outside = await page.EvaluateAsync<bool>("[...document.querySelectorAll('.pick-list')].some(l => l.offsetWidth && (l.getBoundingClientRect().left < 0 || l.getBoundingClientRect().right > innerWidth || l.getBoundingClientRect().top < 0))");
                Assert.False(outside, $"The menu leaves the page at {width} px");
            }
        }
    }

    private static async Task DeliverAsync(string mailbox, int number, CancellationToken ct)
    {
        var name = $"{number}.mail";
        var mail = $"From: =?utf-8?Q?Zo=C3=AB?= Quint <zoe@customer.example>\r\nTo: support@team.example\r\nSubject: Boiler {number} drips\r\nMessage-ID: <b{number}@customer.example>\r\n"
            + "Date: Sun, 22 Nov 2026 08:30:00 +0000\r\n\r\nThe boiler in the kitchen drips.\r\n";
        await System.IO.File.WriteAllTextAsync(Path.Combine(mailbox, "tmp", name), mail, ct);
        System.IO.File.Move(Path.Combine(mailbox, "tmp", name), Path.Combine(mailbox, "new", name));
    }
}

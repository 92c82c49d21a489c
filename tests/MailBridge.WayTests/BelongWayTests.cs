using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace MailBridge.WayTests;

/// <summary>What belongs together, put right in the Workspace by hand, by keyboard and without script.</summary>
public sealed class BelongWayTests
{
    public static bool CanRun => Browser.CanRun;

    [Fact(SkipUnless = nameof(CanRun), Skip = Browser.WhyNot)]
    public async Task The_menu_on_a_card_works_by_keyboard_on_a_phone_and_without_script()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var bridge = new BridgeProcess();
        await bridge.StartAsync(ct);
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(bridge.Url, "Anna Kowalska");
        await page.GetByRole(AriaRole.Link, new() { Name = "Whitfield, Sam" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Claim", Exact = true }).WaitForAsync();
        var assign = page.Locator(".strip .more-menu").GetByRole(AriaRole.Button, new() { Name = "Assign", Exact = true });
        await Assertions.Expect(assign).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("m");
        await Assertions.Expect(assign).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(assign).ToBeHiddenAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Claim", Exact = true })).ToBeVisibleAsync();
        await page.Locator(".strip .more > summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await ShotAsync(page, "more-light");
        await page.SetViewportSizeAsync(390, 800);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await ShotAsync(page, "more-phone-dark");
        var box = await page.Locator(".strip .more-menu").BoundingBoxAsync();
        Assert.True(box is { X: >= 0 } && box.X + box.Width <= 390, $"the menu lies from {box?.X} to {box?.X + box?.Width}");
        await assign.ClickAsync();
        await Assertions.Expect(page.GetByText("Assign the conversation")).ToBeVisibleAsync();
        await Assertions.Expect(assign).ToBeHiddenAsync();

        var context = await browser.Chromium.NewContextAsync(new() { JavaScriptEnabled = false });
        var plain = await context.NewPageAsync();
        await plain.GotoAsync(bridge.Url.ToString());
        await plain.GetByRole(AriaRole.Button, new() { Name = "Anna Kowalska" }).ClickAsync();
        await plain.GotoAsync(page.Url.Split('?')[0]);
        await plain.Locator(".strip .more > summary").ClickAsync();
        await plain.Locator(".strip .more-menu").GetByRole(AriaRole.Button, new() { Name = "Assign", Exact = true }).ClickAsync();
        await Assertions.Expect(plain.GetByText("Assign the conversation")).ToBeVisibleAsync();
    }

    [Fact(SkipUnless = nameof(CanRun), Skip = Browser.WhyNot)]
    public async Task Conversations_are_merged_split_and_moved_and_all_of_it_is_taken_back()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var bridge = new BridgeProcess(BridgeProcess.Settings(("support", Inbox("support")), ("sales", Inbox("sales"))));
        foreach (var box in (string[])["support", "sales"]) foreach (var part in (string[])["tmp", "new", "cur"]) Directory.CreateDirectory(Path.Combine(bridge.Directory, box, part));
        await bridge.StartAsync(ct);
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(bridge.Url, "Anna Kowalska");
        Deliver(bridge, "a1", "The boiler drips", "It drips.");
        Deliver(bridge, "b1", "The bill", "The bill is wrong.");
        await page.GetByRole(AriaRole.Link, new() { Name = "The bill" }).First.WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "The boiler drips" }).First.ClickAsync();

        // Merge.
        await MoreAsync(page, "Merge");
        await Assertions.Expect(page.Locator("select")).ToContainTextAsync("The bill");
        await ShotAsync(page, "merge-form");
        await page.Locator("#composer").GetByRole(AriaRole.Button, new() { Name = "Merge", Exact = true }).Last.ClickAsync();
        await Assertions.Expect(page.Locator("#strip").GetByRole(AriaRole.Link, new() { Name = "Merged into “The bill”" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Anna Kowalska merged this conversation into “The bill”, where it goes on")).ToBeVisibleAsync();
        await ShotAsync(page, "merged");
        await page.Locator("#strip").GetByRole(AriaRole.Link, new() { Name = "Merged into “The bill”" }).ClickAsync();
        await Assertions.Expect(page.Locator("#posts").GetByText("It drips.")).ToBeVisibleAsync();
        await ShotAsync(page, "merged-into");

        // What the customer writes next follows; so does the way back.
        Deliver(bridge, "a2", "Re: The boiler drips", "It drips more.", answers: "a1");
        await Assertions.Expect(page.Locator("#posts").GetByText("It drips more.")).ToBeVisibleAsync();
        await page.Locator("#posts").GetByRole(AriaRole.Button, new() { Name = "Undo merge" }).ClickAsync();
        await Assertions.Expect(page.GetByText("went back to “The boiler drips”")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "The boiler drips" }).First.ClickAsync();
        await Assertions.Expect(page.Locator("#posts").GetByText("It drips more.")).ToBeVisibleAsync();
        Deliver(bridge, "a3", "Re: The boiler drips", "And it smells.", answers: "a2");
        await Assertions.Expect(page.Locator("#posts").GetByText("And it smells.")).ToBeVisibleAsync();

        // Split a mail off, and back.
        var post = page.Locator("#posts > li", new() { HasText = "It drips more." }).Last;
        await post.Locator(".more > summary").ClickAsync();
        await ShotAsync(page, "post-menu");
        await post.GetByRole(AriaRole.Button, new() { Name = "Split from here" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Split off a conversation")).ToBeVisibleAsync();
        await ShotAsync(page, "split-form");
        await page.Locator("#composer").GetByRole(AriaRole.Button, new() { Name = "Split", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("gave 2 mails a conversation of their own")).ToBeVisibleAsync();
        await page.Locator("#posts").GetByRole(AriaRole.Link, new() { Name = "Open “Re: The boiler drips”" }).ClickAsync();
        await Assertions.Expect(page.GetByText("split this conversation off from “The boiler drips”")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#posts").GetByText("And it smells.")).ToBeVisibleAsync();
        await ShotAsync(page, "split-off");
        await page.Locator("#posts").GetByRole(AriaRole.Button, new() { Name = "Undo split" }).ClickAsync();
        await Assertions.Expect(page.Locator("#strip").GetByRole(AriaRole.Link, new() { Name = "The boiler drips" })).ToBeVisibleAsync();

        // To the other inbox, whose channel gets the whole of it.
        await page.Locator("#posts").GetByRole(AriaRole.Link, new() { Name = "Open “The boiler drips”" }).Last.ClickAsync();
        await MoreAsync(page, "Move to another inbox");
        await page.Locator("#composer").GetByRole(AriaRole.Button, new() { Name = "Move", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("Anna Kowalska moved the conversation to sales")).ToBeVisibleAsync();
        await page.GotoAsync(new Uri(bridge.Url, "/channels/sales").ToString());
        await page.GetByRole(AriaRole.Link, new() { Name = "The boiler drips" }).First.ClickAsync();
        await Assertions.Expect(page.Locator("#posts").GetByText("It drips.", new() { Exact = true })).ToBeVisibleAsync();
        await page.GotoAsync(new Uri(bridge.Url, "/channels/support").ToString());
        await page.GetByRole(AriaRole.Link, new() { Name = "goes on in sales" }).First.ClickAsync();
        await ShotAsync(page, "left");
        await page.Locator("#main").GetByRole(AriaRole.Link, new() { Name = "Open it there" }).ClickAsync();
        await Assertions.Expect(page.Locator("#posts").GetByText("And it smells.")).ToBeVisibleAsync();
        await page.SetViewportSizeAsync(390, 800);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await ShotAsync(page, "moved-phone-dark");
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, "too wide for a phone");
    }

    private static async Task MoreAsync(IPage page, string action)
    {
        await page.Locator(".strip .more > summary").ClickAsync();
        await page.Locator(".strip .more-menu").GetByRole(AriaRole.Button, new() { Name = action, Exact = true }).ClickAsync();
    }

    private static JsonObject Inbox(string name) => new()
    {
        ["Addresses"] = new JsonArray($"{name}@team.example"), ["Channel"] = $"workspace:{name}",
        ["Maildir"] = new JsonObject { ["Path"] = name, ["PollInterval"] = "00:00:00.2" },
    };

    private static void Deliver(BridgeProcess bridge, string id, string subject, string text, string? answers = null)
    {
        var mail = $"""
            From: Zoe Bronte <zoe@customer.example>
            To: support@team.example
            Subject: {subject}
            Message-ID: <{id}@customer.example>
            {(answers is null ? "X-None: 1" : $"In-Reply-To: <{answers}@customer.example>")}
            Date: Sun, 22 Nov 2026 08:30:00 +0000

            {text}
            """.ReplaceLineEndings("\r\n");
        var name = $"{id}.mail";
        File.WriteAllText(Path.Combine(bridge.Directory, "support", "tmp", name), mail);
        File.Move(Path.Combine(bridge.Directory, "support", "tmp", name), Path.Combine(bridge.Directory, "support", "new", name));
    }

    /// <summary>A picture for whoever wants to look; none unless a folder is named.</summary>
    private static async Task ShotAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("WAYTESTS_PICTURES") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
    }
}

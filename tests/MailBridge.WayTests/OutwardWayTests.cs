using Microsoft.Playwright;

namespace MailBridge.WayTests;

/// <summary>Mail that answers no customer, and the marks on a conversation, as a colleague meets them in Chromium.</summary>
public sealed class OutwardWayTests
{
    public static bool CanRun => Browser.CanRun;

    [Fact(SkipUnless = nameof(CanRun), Skip = Browser.WhyNot)]
    public async Task A_new_mail_begins_a_conversation_and_an_answer_to_a_forward_comes_back_as_a_side_thread()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var bridge = new BridgeProcess();
        await bridge.StartAsync(ct);
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(bridge.Url, "Anna Kowalska");
        await page.GetByRole(AriaRole.Link, new() { Name = "Grace Oduya" }).First.WaitForAsync();

        await page.Keyboard.PressAsync("w");
        await Assertions.Expect(page.GetByLabel("To", new() { Exact = true })).ToBeFocusedAsync();
        await page.GetByLabel("To", new() { Exact = true }).FillAsync("may@client.example");
        await page.GetByLabel("Subject").FillAsync("Your yearly check");
        await page.Locator("#composer textarea").FillAsync("Shall we come in May?");
        await page.Keyboard.PressAsync("Control+Enter");
        // On a busy machine its thread may come after the page has gone back to the list.
        await page.Locator("#cards").GetByText("Your yearly check").First.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your yearly check" })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(page.Locator("#strip")).ToContainTextAsync("Anna Kowalska");
        await Assertions.Expect(page.GetByText("Sent", new() { Exact = true }).First).ToBeVisibleAsync(new() { Timeout = 30_000 });

        await page.GetByRole(AriaRole.Link, new() { Name = "Marco Bellini" }).First.ClickAsync();
        await page.Locator("#posts > li.customer").First.GetByRole(AriaRole.Button, new() { Name = "Forward…" }).ClickAsync();
        await page.GetByLabel("To", new() { Exact = true }).FillAsync("parts@supplier.example");
        await page.Locator("#composer textarea").FillAsync("Is this valve in stock?");
        await page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(page.Locator("#posts > li.aside")).ToContainTextAsync("Sent");
        await page.GetByRole(AriaRole.Link, new() { Name = "Answer as the customer" }).ClickAsync();
        await page.GetByLabel("Mail address").FillAsync("parts@supplier.example");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "What the customer writes" }).FillAsync("Two are left.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send as the customer" }).ClickAsync();

        var answer = page.Locator("#posts > li.aside", new() { HasText = "Two are left." });
        await Assertions.Expect(answer).ToContainTextAsync("Side thread with parts@supplier.example: not the customer");
        await Assertions.Expect(answer.GetByRole(AriaRole.Button, new() { Name = "Reply to Marco Bellini" })).ToBeVisibleAsync();
        var mails = Directory.GetFiles(Path.Combine(bridge.Directory, "data", "outgoing"), "*.eml").Select(File.ReadAllText).ToList();
        Assert.Single(mails, m => m.Contains("Shall we come in May?", StringComparison.Ordinal));
        Assert.Single(mails, m => m.Contains("Is this valve in stock?", StringComparison.Ordinal));
    }

    [Fact(SkipUnless = nameof(CanRun), Skip = Browser.WhyNot)]
    public async Task A_conversation_is_tagged_and_found_and_its_sender_is_blocked_and_unblocked()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var bridge = new BridgeProcess();
        await bridge.StartAsync(ct);
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(bridge.Url, "Anna Kowalska");
        await page.GetByRole(AriaRole.Link, new() { Name = "Grace Oduya" }).First.ClickAsync();
        await MoreAsync(page, "Tags");
        var tags = page.GetByLabel("Tags, separated by commas");
        await Assertions.Expect(tags).ToBeFocusedAsync();
        await tags.FillAsync("offer, new customer");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#cards")).ToContainTextAsync("new customer");
        await page.Locator("#strip").GetByRole(AriaRole.Link, new() { Name = "Tag new customer" }).ClickAsync();
        await page.Locator(".hits").GetByRole(AriaRole.Link, new() { Name = "Is the 15 % off" }).First.ClickAsync();

        await MoreAsync(page, "Block sender");
        await page.GetByRole(AriaRole.Button, new() { Name = "Block", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("Anna Kowalska blocked grace.oduya@mail.example")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Blocked" }).ClickAsync();
        await Assertions.Expect(page.Locator(".blocked")).ToContainTextAsync("grace.oduya@mail.example");
        await page.GetByRole(AriaRole.Button, new() { Name = "Unblock" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Nobody is blocked.")).ToBeVisibleAsync();
    }

    private static async Task MoreAsync(IPage page, string action)
    {
        await page.Locator(".strip .more > summary").ClickAsync();
        await page.Locator(".strip .more-menu").GetByRole(AriaRole.Button, new() { Name = action, Exact = true }).ClickAsync();
    }
}

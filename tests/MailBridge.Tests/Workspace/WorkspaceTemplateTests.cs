using System.Net;
using MailBridge.ChatIn;
using MailBridge.ChatOut;
using MailBridge.Conversations;

namespace MailBridge.Tests.Workspace;

/// <summary>Templates in the Workspace, without script.</summary>
public sealed class WorkspaceTemplateTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_template_is_made_changed_looked_back_at_deleted_and_brought_back()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        using var browser = await host.BrowseAsync(Cancellation);
        Assert.Contains("There is none yet.", (await browser.GetAsync("/templates", Cancellation)).Text("#page"), StringComparison.Ordinal);
        var form = (await browser.GetAsync("/templates/new", Cancellation)).Form("/workspace/submit");
        var refused = await browser.SendAsync(form.With("f.name", "Late <b>parcel</b>").With("f.inbox", "orders").With("f.text", "Dear {{you}},"), Cancellation);
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.StartsWith("“{{you}}” is no placeholder. There are {{customer.name}}", refused.Text(".said span"), StringComparison.Ordinal);
        Assert.Equal(("Late <b>parcel</b>", "Dear {{you}},"), (refused.Form("/workspace/submit").Values["f.name"], refused.Text("textarea")));
        var saved = await browser.SendAsync(refused.Form("/workspace/submit").With("f.text", "Dear {{customer.name}},"), Cancellation);
        Assert.Equal(("Change the template", "Dear {{customer.name}},"), (saved.Text("h1"), saved.Text("textarea")));
        Assert.Equal("orders", saved.Document.QuerySelector("option[selected]")!.GetAttribute("value"));

        var changed = await browser.SendAsync(saved.Form("/workspace/submit").With("f.text", "Hello,"), Cancellation);
        Assert.Equal(2, changed.Document.QuerySelectorAll(".versions a").Length);
        var old = await browser.GetAsync($"{changed.Path}?version=1", Cancellation);
        Assert.Contains("This is version 1.", old.Text(".mark"), StringComparison.Ordinal);
        Assert.Equal("Dear {{customer.name}},", old.Text("textarea"));
        var back = await browser.SendAsync(old.Form("/workspace/submit"), Cancellation);
        Assert.Equal(("Dear {{customer.name}},", 3), (back.Text("textarea"), back.Document.QuerySelectorAll(".versions a").Length));

        var list = await browser.SendAsync(back.Button("Delete"), Cancellation);
        Assert.Equal("/templates", list.Path);
        Assert.Contains("Late <b>parcel</b>", list.Text(".gone"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(back.Path, Cancellation)).Status);
        list = await browser.SendAsync(list.Button("Bring back"), Cancellation);
        Assert.Contains("Late <b>parcel</b>", list.Text(".history strong"), StringComparison.Ordinal);
        Assert.Contains("Orders · version 5, Anna Beck", list.Text(".history"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/templates/nonsense", Cancellation)).Status);
    }

    [Fact]
    public async Task The_reply_form_offers_templates_as_links_and_shows_what_stands_below_the_text()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var id = await host.Desk.OpenAsync("support", Root(), [], Cancellation);
        using var browser = await host.BrowseAsync(Cancellation);
        var page = await browser.GetAsync($"/c/{id}?view=mine&compose=reply", Cancellation);
        Assert.Equal("-- \nAnna <Beck>", page.Document.QuerySelector(".below")!.TextContent);
        var links = page.Document.QuerySelectorAll("a[data-pick]");
        Assert.Equal(["Parcel <late>", "Refund"], links.Select(l => l.TextContent));
        Assert.Equal($"/c/{id}?view=mine&compose=reply&template=a.1", links[0].GetAttribute("href"));
        var filled = await browser.GetAsync(links[0].GetAttribute("href")!, Cancellation);
        Assert.Equal("Template a.1", filled.Text("#composer textarea"));
        Assert.Equal("+", filled.Document.QuerySelector("#composer input[name=state]")!.GetAttribute("value"));
        Assert.Equal("seen+", (await browser.GetAsync($"/c/{id}?compose=reply&template=b.2&state=seen", Cancellation)).Document.QuerySelector("#composer input[name=state]")!.GetAttribute("value"));
        // A note has no templates, whatever the address says.
        Assert.DoesNotContain("Template", (await browser.GetAsync($"/c/{id}?compose=note&template=a.1", Cancellation)).Text("#composer"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_that_is_written_once_more_gets_the_chosen_template_below_its_text_and_the_script_gets_it_alone()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var id = await host.Desk.OpenAsync("support", Root(), [], Cancellation);
        using var browser = await host.BrowseAsync(Cancellation);
        var entry = EntryId.New(TimeProvider.System);
        var page = await browser.GetAsync($"/c/{id}?compose=rewrite&about={entry}", Cancellation);
        var link = page.Document.QuerySelector("a[data-pick]")!.GetAttribute("href")!;
        Assert.Equal($"/c/{id}?compose=rewrite&about={entry}&template=a.1", link);
        Assert.Equal("We come.\n\nTemplate a.1", (await browser.GetAsync(link, Cancellation)).Text("#composer textarea"));
        Assert.Equal("Template a.1", (await browser.GetAsync($"{link}&alone=1", Cancellation)).Text("#composer textarea"));
    }

    private static Card.Root Root() => new()
    {
        Conversation = ConversationId.New(TimeProvider.System), Customer = "Maria Keller", CustomerAddress = "maria@keller.example", Subject = "Parcel",
        Status = ConversationStatus.New, LastActivityAt = DateTimeOffset.UnixEpoch, Preview = "Where is it?",
    };
}

using MailBridge.Conversations;
using MailBridge.Testing.Slack;

namespace MailBridge.Tests.Slack;

/// <summary>Templates in Slack: chosen in the reply form, listed, written and typed.</summary>
public sealed class ReceivedTemplateTests
{
    private static CancellationToken Token => ReceivedHost.Token;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Choosing_a_template_fills_the_open_form_and_keeps_what_was_typed(bool socket)
    {
        await using var host = await ReceivedHost.StartAsync(socket);
        var (photo, bills) = (await SaveAsync(host, "Photo", "Dear {{customer.name}}, a photo, please."), await SaveAsync(host, "Bills", "The bill."));
        var (id, root, _) = await host.ConverseAsync();
        await host.Slack.ClickAsync(host.Anna, host.Support, root.Ts, "reply");
        var form = await host.ShownAsync(host.Anna, "Reply to Zoë");
        var file = host.Slack.AddFile(host.Anna, "plan.pdf", "%PDF"u8.ToArray());
        await host.Slack.ClickViewAsync(host.Anna, form.Id, "template", photo, entries: new Dictionary<string, object?>
        {
            ["template"] = photo, ["text"] = "Mine.", ["cc"] = "max@customer.example", ["files"] = new[] { file.Id },
        });
        var filled = await FilledAsync(host, host.Anna, "Dear Zoë");
        Assert.Equal(form.Id, filled.Id);
        await host.Slack.ClickViewAsync(host.Anna, filled.Id, "template", bills, entries: new Dictionary<string, object?> { ["template"] = bills });
        await FilledAsync(host, host.Anna, "The bill.");
        // What stands in the inputs now is what is sent, not what stood there before.
        Assert.True((await host.Slack.SubmitViewAsync(host.Anna, form.Id)).Acknowledged);
        var reply = Assert.Single(await host.EntriesAsync<Entry.AgentReply>(id));
        Assert.Equal("Mine.\n\nDear Zoë, a photo, please.\n\nThe bill.", reply.Email.Text);
        Assert.Equal(["max@customer.example"], reply.Email.Cc.Select(p => p.Address.Value));
        Assert.Equal(["plan.pdf"], reply.Email.Files.Select(f => f.Name));
        Assert.Equal([photo, bills], reply.Templates.Select(t => t.ToString()));
    }

    [Fact]
    public async Task A_refusal_stands_at_the_text_also_of_a_form_that_was_filled_anew()
    {
        await using var host = await ReceivedHost.StartAsync();
        var photo = await SaveAsync(host, "Photo", "A photo, please.");
        var (id, root, _) = await host.ConverseAsync();
        await host.Slack.ClickAsync(host.Anna, host.Support, root.Ts, "reply");
        var form = await host.ShownAsync(host.Anna, "Reply to Zoë");
        await host.Slack.ClickViewAsync(host.Anna, form.Id, "template", photo, entries: new Dictionary<string, object?> { ["template"] = photo, ["to"] = "nobody" });
        await FilledAsync(host, host.Anna, "A photo");
        var reply = await host.Slack.SubmitViewAsync(host.Anna, form.Id);
        Assert.Contains("“nobody”", Assert.Single(reply.Errors).Value, StringComparison.Ordinal);
        Assert.Empty(await host.EntriesAsync<Entry.AgentReply>(id));
    }

    [Fact]
    public async Task A_gap_holds_the_form_and_another_template_takes_the_warning_away()
    {
        await using var host = await ReceivedHost.StartAsync();
        var bills = await SaveAsync(host, "Bills", "The bill.");
        var (id, root, _) = await host.ConverseAsync();
        await host.Slack.ClickAsync(host.Anna, host.Support, root.Ts, "reply");
        var form = await host.ShownAsync(host.Anna, "Reply to Zoë");
        var held = await host.Slack.SubmitViewAsync(host.Anna, form.Id, new Dictionary<string, object?> { ["text"] = "Dear [customer's name?]" });
        Assert.Contains("It still has the gap", held.View!.AllText, StringComparison.Ordinal);
        Assert.Contains("Send anyway", held.View.AllText, StringComparison.Ordinal);
        await host.Slack.ClickViewAsync(host.Anna, form.Id, "template", bills, entries: new Dictionary<string, object?> { ["template"] = bills, ["text"] = "" });
        var fresh = await FilledAsync(host, host.Anna, "The bill.");
        Assert.DoesNotContain("Send anyway", fresh.AllText, StringComparison.Ordinal);
        await host.Slack.SubmitViewAsync(host.Anna, form.Id);
        Assert.Equal("The bill.", Assert.Single(await host.EntriesAsync<Entry.AgentReply>(id)).Email.Text);
    }

    [Fact]
    public async Task More_templates_than_a_menu_holds_are_found_by_typing()
    {
        await using var host = await ReceivedHost.StartAsync();
        for (var i = 0; i < 101; i++) await SaveAsync(host, $"Template {i:000}", $"Text {i:000}.");
        var (_, root, _) = await host.ConverseAsync();
        await host.Slack.ClickAsync(host.Anna, host.Support, root.Ts, "reply");
        var form = await host.ShownAsync(host.Anna, "Reply to Zoë");
        Assert.Equal("external_select", form.Blocks.Select(b => b!["element"]).Single(e => (string?)e?["action_id"] == "template")!["type"]!.GetValue<string>());
        var suggestion = new MailBridge.SlackApi.Payloads.SlackPayload.BlockSuggestion(new(host.Team.Id, host.Anna.Id, "anna", host.App.Id), "template", "template", "plate 04")
        {
            View = new() { Id = form.Id, CallbackId = "form", PrivateMetadata = form.PrivateMetadata },
        };
        var options = await host.Of<MailBridge.Slack.Received.SlackDialogs>().SuggestAsync(suggestion, Token);
        Assert.Equal(Enumerable.Range(40, 10).Select(i => $"Template {i:000}"), options.Options!.Select(o => o.Text.Text));
        var stranger = suggestion with { Actor = suggestion.Actor with { UserId = host.Sam.Id } };
        Assert.Empty((await host.Of<MailBridge.Slack.Received.SlackDialogs>().SuggestAsync(stranger, Token)).Options!);
        await host.Slack.ClickViewAsync(host.Anna, form.Id, "template", options.Options![2].Value, entries: new Dictionary<string, object?> { ["template"] = options.Options[2].Value });
        await FilledAsync(host, host.Anna, "Text 042.");
    }

    [Fact]
    public async Task Templates_are_listed_made_changed_deleted_and_brought_back_by_the_command()
    {
        await using var host = await ReceivedHost.StartAsync();
        await host.Slack.CommandAsync(host.Anna, host.Random, "/mail", "templates");
        var list = await host.ToldAsync(host.Anna, "There is none yet");
        await host.Slack.ClickAsync(host.Anna, host.Random, list.Ts, "template");
        var form = await host.ShownAsync(host.Anna, "New template");
        var wrong = await host.Slack.SubmitViewAsync(host.Anna, form.Id, new Dictionary<string, object?> { ["name"] = "Photo", ["text"] = "Dear {{nick}}," });
        Assert.StartsWith("“{{nick}}” is no placeholder. There are {{customer.name}}", Assert.Single(wrong.Errors).Value, StringComparison.Ordinal);
        Assert.True((await host.Slack.SubmitViewAsync(host.Anna, form.Id, new Dictionary<string, object?> { ["name"] = "Photo", ["text"] = "First *text*." })).Acknowledged);
        var template = Assert.Single(await host.Desk.Templates.AllAsync(Token));

        await host.Slack.CommandAsync(host.Jonas, host.Support, "/mail", "templates");
        list = await host.ToldAsync(host.Jonas, "Photo");
        await host.Slack.ClickAsync(host.Jonas, host.Support, list.Ts, "template", value: template.Id.ToString());
        form = await host.ShownAsync(host.Jonas, "Change the template");
        await host.Slack.SubmitViewAsync(host.Jonas, form.Id, new Dictionary<string, object?> { ["text"] = "Second text.", ["inbox"] = "support" });
        await host.Slack.ClickAsync(host.Jonas, host.Support, list.Ts, "template", value: template.Id.ToString());
        form = await host.ShownAsync(host.Jonas, "Version");
        await host.Slack.ClickViewAsync(host.Jonas, form.Id, "version", "1", entries: new Dictionary<string, object?> { ["version"] = "1" });
        await FilledAsync(host, host.Jonas, "First *text*.");
        await host.Slack.SubmitViewAsync(host.Jonas, form.Id);
        var now = Assert.Single(await host.Desk.Templates.AllAsync(Token));
        Assert.Equal(("First *text*.", 3, null, DeskFixture.Jonas), (now.Text, now.Version, now.Inbox, now.SavedBy));

        await host.Slack.ClickAsync(host.Jonas, host.Support, list.Ts, "template-delete", value: template.Id.ToString());
        await host.ToldAsync(host.Jonas, "“Photo” is deleted.");
        Assert.Empty(await host.Desk.Templates.AllAsync(Token));
        await host.Slack.CommandAsync(host.Jonas, host.Support, "/mail", "templates deleted");
        list = await host.ToldAsync(host.Jonas, "Deleted templates");
        await host.Slack.ClickAsync(host.Jonas, host.Support, list.Ts, "template-restore");
        await host.ToldAsync(host.Jonas, "It is back.");
        Assert.Single(await host.Desk.Templates.AllAsync(Token));
    }

    [Fact]
    public async Task A_stranger_can_do_nothing_with_templates()
    {
        await using var host = await ReceivedHost.StartAsync();
        var template = (await SaveAsync(host, "Photo", "Text.")).Split('.')[0];
        var post = await host.PostAsync(host.Random, null, "Buttons", ("template", template), ("template-delete", template));
        await host.Slack.ClickAsync(host.Sam, host.Random, post.Ts, "template-delete");
        await host.ToldAsync(host.Sam, "sam@acme.example");
        await host.SettledAsync();
        Assert.Single(await host.Desk.Templates.AllAsync(Token));
        await host.Slack.ClickAsync(host.Sam, host.Random, post.Ts, "template");
        await host.Slack.WaitForAsync(s => s.Ephemerals(host.Sam).Count > 1, Token);
        Assert.Null(host.Slack.TopView(host.Sam));
    }

    [Fact]
    public async Task A_template_typed_in_a_thread_is_whispered_and_leads_to_the_form()
    {
        await using var host = await ReceivedHost.StartAsync();
        await SaveAsync(host, "Photo", "Dear {{customer.name}}, *bold* <!channel> & a photo.");
        var (id, root, _) = await host.ConverseAsync();
        await host.Slack.PostAsync(host.Anna, host.Support, "!template photo", root.Ts);
        var told = await host.ToldAsync(host.Anna, "Nothing is sent yet");
        Assert.Contains("Dear Zoë, *bold*", told.AllText, StringComparison.Ordinal);
        Assert.Empty(LiveParts.Of(told.Text));
        await host.Slack.ClickAsync(host.Anna, host.Support, told.Ts, "reply");
        var form = await FilledAsync(host, host.Anna, "Dear Zoë, *bold* <!channel> & a photo.");
        await host.Slack.SubmitViewAsync(host.Anna, form.Id);
        Assert.Equal("Dear Zoë, *bold* <!channel> & a photo.", Assert.Single(await host.EntriesAsync<Entry.AgentReply>(id)).Email.Text);
        Assert.Empty(await host.EntriesAsync<Entry.Note>(id));
    }

    /// <summary>The modal in whose inputs those words stand.</summary>
    private static Task<SlackView> FilledAsync(ReceivedHost host, SlackUser user, string words) => host.Slack.WaitForAsync(
        s => s.TopView(user) is { } view && view.Blocks.Any(b => ((string?)b!["element"]?["initial_value"])?.Contains(words, StringComparison.Ordinal) == true) ? view : null, Token);

    private static async Task<string> SaveAsync(ReceivedHost host, string name, string text)
    {
        var id = TemplateId.New(host.Desk.Time);
        Assert.IsType<ActionOutcome.Done>(await host.Desk.Templates.SaveAsync(id, 0, null, name, text, DeskFixture.Anna, Token));
        return new TemplateRef(id, 1).ToString();
    }
}

using MailBridge.ChatOut;
using MailBridge.Conversations;

namespace MailBridge.Tests.Slack;

/// <summary>New mail, forwards and answers to third parties, asked for in Slack.</summary>
public sealed class ReceivedOutwardTests
{
    [Theory]
    [InlineData("new max@other.example")]
    [InlineData("COMPOSE <mailto:max@other.example|max@other.example>")]
    public async Task The_command_opens_the_form_for_a_new_mail_from_the_channels_inbox(string words)
    {
        await using var host = await ReceivedHost.StartAsync();
        Assert.True((await host.Slack.CommandAsync(host.Anna, host.Support, "/mail", words)).Acknowledged);
        var form = await host.ShownAsync(host.Anna, "New mail");
        Assert.Contains("max@other.example", form.Content.ToJsonString(), StringComparison.Ordinal);
        var sent = await host.Slack.SubmitViewAsync(host.Anna, form.Id, new Dictionary<string, object?> { ["text"] = "Your part is here." });
        Assert.Empty(sent.Errors);
        Assert.Contains("The mail has no subject.", sent.View!.AllText, StringComparison.Ordinal);
        Assert.True((await host.Slack.SubmitViewAsync(host.Anna, sent.View.Id, new Dictionary<string, object?> { ["subject"] = "Your part" })).Acknowledged);
        await host.SettledAsync();
        var mine = Assert.Single((await host.Desk.List.ListAsync(new ConversationFilter.OwnedBy(DeskFixture.Anna), 0, 10, ReceivedHost.Token)).Conversations);
        var mail = Assert.Single(await host.EntriesAsync<Entry.AgentReply>(mine.Id)).Email;
        Assert.Equal(("Your part", "max@other.example", "support@acme.example"), (mail.Subject, Assert.Single(mail.To).Address.Value, mail.From.Address.Value));
    }

    [Fact]
    public async Task The_home_tab_offers_a_new_mail()
    {
        await using var host = await ReceivedHost.StartAsync();
        await host.Slack.OpenHomeAsync(host.Anna, host.Install);
        var home = await host.Slack.WaitForAsync(s => s.Home(host.Anna), ReceivedHost.Token);
        await host.Slack.ClickViewAsync(host.Anna, home.Id, CardActions.Compose);
        await host.ShownAsync(host.Anna, "New mail");
    }

    [Fact]
    public async Task Who_is_no_agent_gets_no_form()
    {
        await using var host = await ReceivedHost.StartAsync();
        await host.Slack.CommandAsync(host.Sam, host.Support, "/mail", "new");
        await host.ToldAsync(host.Sam, "add sam@acme.example");
    }

    [Fact]
    public async Task A_mail_is_forwarded_from_its_post_and_the_answer_answered_aside()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        var mail = (await host.Desk.LoadAsync(id)).Entries[0].Id;
        var post = await host.PostAsync(host.Support, root.Ts, "It drips.", [(CardActions.Forward, $"{id}/{mail}")]);
        await host.Slack.ClickAsync(host.Anna, host.Support, post.Ts, CardActions.Forward);
        var form = await host.ShownAsync(host.Anna, "Forward the mail of Zoë");
        var refused = await host.Slack.SubmitViewAsync(host.Anna, form.Id, new Dictionary<string, object?> { ["to"] = "support@acme.example" });
        Assert.Contains("one of our inboxes", string.Join(" ", refused.Errors.Values), StringComparison.Ordinal);
        Assert.True((await host.Slack.SubmitViewAsync(host.Anna, form.Id, new Dictionary<string, object?> { ["to"] = "parts@supplier.example" })).Acknowledged);
        await host.SettledAsync();
        var aside = Assert.Single(await host.EntriesAsync<Entry.AgentReply>(id));
        Assert.Equal(aside.Id, aside.SideThread);
        await host.Desk.ReceiveAsync($"""
            From: Parts <parts@supplier.example>
            To: support@acme.example
            Subject: Re: Boiler 1
            Message-ID: <parts-1@supplier.example>
            In-Reply-To: <{aside.Email.MessageId}>

            Twelve.
            """);
        var answer = Assert.Single(await host.EntriesAsync<Entry.SideEmail>(id));
        var said = await host.PostAsync(host.Support, root.Ts, "Twelve.", [(CardActions.ReplyAside, $"{id}/{answer.Id}")]);
        await host.Slack.ClickAsync(host.Jonas, host.Support, said.Ts, CardActions.ReplyAside);
        var reply = await host.ShownAsync(host.Jonas, "Reply to Parts");
        Assert.Contains("not the customer", reply.AllText, StringComparison.Ordinal);
        Assert.True((await host.Slack.SubmitViewAsync(host.Jonas, reply.Id, new Dictionary<string, object?> { ["text"] = "Two." })).Acknowledged);
        await host.SettledAsync();
        Assert.Equal(["parts@supplier.example"], (await host.EntriesAsync<Entry.AgentReply>(id))[^1].Email.To.Select(p => p.Address.Value));
    }
}

using MailBridge.ChatIn;
using MailBridge.Conversations;

namespace MailBridge.Tests.Slack;

/// <summary>Tags, spam, blocked senders and who is writing, from Slack.</summary>
public sealed class ReceivedMarkTests
{
    private static CancellationToken Token => ReceivedHost.Token;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Spam_is_marked_behind_More_and_taken_back_by_its_button(bool socket)
    {
        await using var host = await ReceivedHost.StartAsync(socket);
        var (id, root, _) = await host.ConverseAsync();
        var menu = await host.PostMenuAsync(root.Ts, $"spam:{id}", $"tags:{id}");
        await host.Slack.ClickAsync(host.Anna, host.Support, menu.Ts, "more", choice: $"spam:{id}");
        await host.SettledAsync();
        Assert.True((await host.Desk.LoadAsync(id)).State.IsSpam);
        var card = await host.PostAsync(host.Support, root.Ts, "spam", ("not-spam", id.ToString()));
        await host.Slack.ClickAsync(host.Jonas, host.Support, card.Ts, "not-spam");
        await host.SettledAsync();
        Assert.False((await host.Desk.LoadAsync(id)).State.IsSpam);
    }

    [Fact]
    public async Task Tags_are_written_in_a_form_and_typed_into_the_thread_and_found()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        var menu = await host.PostMenuAsync(root.Ts, $"tags:{id}", $"spam:{id}");
        await host.Slack.ClickAsync(host.Anna, host.Support, menu.Ts, "more", choice: $"tags:{id}");
        var form = await host.ShownAsync(host.Anna, "Tags");
        Assert.True((await host.Slack.SubmitViewAsync(host.Anna, form.Id, new Dictionary<string, object?> { ["tags"] = "Refund, VIP" })).Acknowledged);
        await host.Slack.PostAsync(host.Jonas, host.Support, "!tag boiler", root.Ts);
        await host.Slack.PostAsync(host.Jonas, host.Support, "!untag vip", root.Ts);
        await host.SettledAsync();
        Assert.Equal(["boiler", "refund"], (await host.Desk.LoadAsync(id)).State.Tags.Select(t => t.ToLowerInvariant()).Order(StringComparer.Ordinal));
        await host.Slack.CommandAsync(host.Anna, host.Random, "/mail", "search tag:refund");
        Assert.Contains("Boiler 1", host.Slack.Ephemerals(host.Anna)[^1].AllText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_blocked_sender_is_listed_with_what_they_wrote_since_and_unblocked_from_the_list()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        var menu = await host.PostMenuAsync(root.Ts, $"block:{id}", $"spam:{id}");
        await host.Slack.ClickAsync(host.Anna, host.Support, menu.Ts, "more", choice: $"block:{id}");
        var form = await host.ShownAsync(host.Anna, "Block sender");
        Assert.True((await host.Slack.SubmitViewAsync(host.Anna, form.Id, new Dictionary<string, object?> { ["who"] = "address" })).Acknowledged);
        await host.SettledAsync();
        var kept = await host.Desk.KeepAsync(DeskFixture.Mail(2));
        var email = MailBridge.MailIn.EmailTranslator.Translate(
            MailBridge.Mime.MimeMessage.Read((await host.Desk.Raw.ReadAsync(kept, Token))!.Value), kept, DeskFixture.Support, host.Clock.GetUtcNow());
        Assert.Null((await host.Desk.Intake.ReceiveAsync(email, history: false, Token)).Conversation);

        await host.Slack.CommandAsync(host.Anna, host.Random, "/mail", "blocked");
        var list = host.Slack.Ephemerals(host.Anna)[^1];
        Assert.Contains("zoe@customer.example", list.AllText, StringComparison.Ordinal);
        Assert.Contains("Boiler 2", list.AllText, StringComparison.Ordinal);
        await host.Slack.ClickAsync(host.Anna, host.Random, list.Ts, "unblock");
        await host.ToldAsync(host.Anna, "zoe@customer.example is no longer blocked.");
    }

    [Fact]
    public async Task Who_has_the_reply_form_open_is_told_to_the_next_until_it_is_closed()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        await host.Slack.ClickAsync(host.Anna, host.Support, root.Ts, "reply");
        var form = await host.ShownAsync(host.Anna, "Reply to Zoë");
        await ReceivedHost.UntilAsync(() => Task.FromResult(host.Of<Writers>().On(id).Contains(DeskFixture.Anna)));
        await host.Slack.ClickAsync(host.Jonas, host.Support, root.Ts, "reply");
        await host.ShownAsync(host.Jonas, "Anna Kowalska");
        await host.Slack.CloseViewAsync(host.Anna, form.Id);
        await ReceivedHost.UntilAsync(() => Task.FromResult(!host.Of<Writers>().On(id).Contains(DeskFixture.Anna)));
    }
}

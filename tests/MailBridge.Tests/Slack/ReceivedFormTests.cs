using System.Text;
using System.Text.Json.Nodes;
using MailBridge.ChatLedger;
using MailBridge.Conversations;
using MailBridge.Slack.Received;
using MailBridge.Testing.Slack;

namespace MailBridge.Tests.Slack;

/// <summary>Buttons, forms and shortcuts.</summary>
public sealed class ReceivedFormTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_presses_Claim_first_owns_it_and_the_other_is_told_so(bool socket)
    {
        await using var host = await ReceivedHost.StartAsync(socket);
        var (id, root, _) = await host.ConverseAsync();
        Assert.True((await host.Slack.ClickAsync(host.Anna, host.Support, root.Ts, "claim")).Acknowledged);
        await host.SettledAsync();
        await host.Slack.ClickAsync(host.Jonas, host.Support, root.Ts, "claim");
        await host.ToldAsync(host.Jonas, "Anna Kowalska owns this conversation already.");
        Assert.Equal(DeskFixture.Anna, (await host.Desk.LoadAsync(id)).State.Assignee);
        Assert.Empty(host.Slack.Ephemerals(host.Anna));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_reply_form_shows_whom_it_goes_to_and_what_is_filled_in_is_mailed(bool socket)
    {
        await using var host = await ReceivedHost.StartAsync(socket);
        var (id, root, _) = await host.ConverseAsync();
        await host.Slack.ClickAsync(host.Anna, host.Support, root.Ts, "reply");
        var form = await host.ShownAsync(host.Anna, "Reply to Zoë");
        Assert.Equal("Zoë <zoe@customer.example>", Filled(form, "to"));
        var file = host.Slack.AddFile(host.Anna, "plan.pdf", Encoding.UTF8.GetBytes("%PDF"));
        var sent = await host.Slack.SubmitViewAsync(host.Anna, form.Id, new Dictionary<string, object?>
        {
            ["text"] = "We come on Monday.", ["cc"] = "Max <max@customer.example>", ["files"] = new[] { file.Id },
        });
        Assert.True(sent.Acknowledged);
        Assert.Null(sent.View);
        var mail = Assert.Single(await host.EntriesAsync<Entry.AgentReply>(id)).Email;
        Assert.Equal("We come on Monday.", mail.Text);
        Assert.Equal(["zoe@customer.example"], mail.To.Select(p => p.Address.Value));
        Assert.Equal(["max@customer.example"], mail.Cc.Select(p => p.Address.Value));
        Assert.Equal(["plan.pdf"], mail.Files.Select(f => f.Name));
    }

    [Fact]
    public async Task A_reply_can_be_looked_at_as_the_mail_that_it_will_be_and_is_not_sent_by_that()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        await host.Slack.ClickAsync(host.Anna, host.Support, root.Ts, "reply");
        var form = await host.ShownAsync(host.Anna, "Reply to Zoë");
        await host.Slack.ClickViewAsync(host.Anna, form.Id, "preview", entries: new Dictionary<string, object?>
        {
            ["text"] = "We come on *Monday* <!channel>.", ["cc"] = "Max <max@customer.example>",
        });
        var shown = await host.ShownAsync(host.Anna, "As the customer gets it");
        Assert.NotEqual(form.Id, shown.Id);
        Assert.Contains("From: Anna Kowalska <support@acme.example>\nTo: Zoë <zoe@customer.example>\nCc: Max <max@customer.example>\nSubject: Re: Boiler", shown.AllText, StringComparison.Ordinal);
        Assert.Contains("We come on *Monday* <\u200B!channel>.", shown.AllText, StringComparison.Ordinal);
        Assert.Contains("Zoë wrote:\n> ", shown.AllText, StringComparison.Ordinal);
        Assert.Empty(await host.EntriesAsync<Entry.AgentReply>(id));

        await host.Slack.ClickViewAsync(host.Anna, form.Id, "preview", entries: new Dictionary<string, object?> { ["to"] = "nobody" });
        Assert.Contains("“nobody” is no mail address.", (await host.ShownAsync(host.Anna, "MailBridge")).AllText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edit_on_a_held_reply_opens_the_form_again_with_its_text()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        await host.Slack.ClickAsync(host.Anna, host.Support, root.Ts, "reply");
        await host.Slack.SubmitViewAsync(host.Anna, (await host.ShownAsync(host.Anna)).Id, new Dictionary<string, object?> { ["text"] = "We come on Munday." });
        var entry = Assert.Single(await host.EntriesAsync<Entry.AgentReply>(id)).Id;
        var post = await host.PostAsync(host.Support, root.Ts, "Sending", ("edit", $"{id}/{entry}"));

        await host.Slack.ClickAsync(host.Anna, host.Support, post.Ts, "edit");

        var form = await host.Slack.WaitForAsync(s => s.TopView(host.Anna) is { } view && Filled(view, "text") == "We come on Munday." ? view : null, ReceivedHost.Token);
        Assert.IsType<ReplyLife.Withdrawn>(Assert.Single(await host.EntriesAsync<Entry.AgentReply>(id)).Life);
        Assert.True((await host.Slack.SubmitViewAsync(host.Anna, form.Id, new Dictionary<string, object?> { ["text"] = "We come on Monday." })).Acknowledged);
        Assert.Equal("We come on Monday.", (await host.EntriesAsync<Entry.AgentReply>(id))[^1].Email.Text);
    }

    [Fact]
    public async Task Of_two_agents_who_send_within_a_second_one_is_held_and_told_why_and_may_send_all_the_same()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        await host.Slack.ClickAsync(host.Anna, host.Support, root.Ts, "reply");
        await host.Slack.ClickAsync(host.Jonas, host.Support, root.Ts, "reply");
        var (annas, jonass) = (await host.ShownAsync(host.Anna), await host.ShownAsync(host.Jonas));
        var (plan, map) = (host.Slack.AddFile(host.Anna, "plan.pdf", new byte[] { 1 }), host.Slack.AddFile(host.Jonas, "map.pdf", new byte[] { 2 }));
        static Dictionary<string, object?> Say(string text, SlackFile file) => new() { ["text"] = text, ["files"] = new[] { file.Id } };
        var first = host.Slack.SubmitViewAsync(host.Anna, annas.Id, Say("We come on Monday.", plan));
        var second = host.Slack.SubmitViewAsync(host.Jonas, jonass.Id, Say("We come on Tuesday.", map));
        var replies = await Task.WhenAll(first, second);
        Assert.Single(await host.EntriesAsync<Entry.AgentReply>(id));
        var held = Assert.Single(replies, r => r.ResponseAction == "update").View!;
        Assert.Contains("Send anyway", held.AllText, StringComparison.Ordinal);
        Assert.StartsWith("We come on", Filled(held, "text"), StringComparison.Ordinal);
        Assert.True((await host.Slack.SubmitViewAsync(held.User, held.Id)).Acknowledged);
        var sent = await host.EntriesAsync<Entry.AgentReply>(id);
        // What was added before the first press goes along with the second.
        Assert.Equal(["map.pdf", "plan.pdf"], sent.SelectMany(r => r.Email.Files).Select(f => f.Name).Order(StringComparer.Ordinal));
        Assert.Equal(2, sent.Count);
    }

    [Fact]
    public async Task A_choice_behind_More_opens_its_form_and_the_card_is_rendered_anew_so_that_it_can_be_chosen_again()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        var menu = await host.PostMenuAsync(root.Ts, $"assign:{id}", $"reopen:{id}");
        await host.DeliveredAsync();
        await host.Slack.ClickAsync(host.Anna, host.Support, menu.Ts, "more", choice: $"assign:{id}");
        await host.ShownAsync(host.Anna, "Assign the conversation");
        await ReceivedHost.UntilAsync(async () => (await host.Desk.Queue.DepthAsync(DeliveryLeg.Chat, ReceivedHost.Token)).Scheduled == 1);
        var update = Assert.Single(await host.Desk.Queue.LeaseAsync(DeliveryLeg.Chat, 1, TimeSpan.FromMinutes(1), ReceivedHost.Token));
        Assert.Equal((id, new DeliveryWork.UpdateConversation()), (update.Conversation, update.Work));
    }

    [Fact]
    public async Task An_empty_reply_stays_in_the_form_with_a_sentence_at_the_text()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        await host.Slack.ClickAsync(host.Anna, host.Support, root.Ts, "reply");
        var form = await host.ShownAsync(host.Anna);
        var reply = await host.Slack.SubmitViewAsync(host.Anna, form.Id, new Dictionary<string, object?> { ["text"] = "Hello", ["to"] = "nobody" });
        Assert.Contains("nobody", reply.Errors["text"], StringComparison.Ordinal);
        // Slack's own clients refuse it first; not every client is Slack's.
        var payload = (JsonObject)host.Slack.Events.Attempts[^1].Payload.DeepClone();
        payload["view"]!["state"]!["values"]!["text"]!["text"]!["value"] = " \n ";
        Assert.Contains("The reply is empty. Write something first.", (await SendAsync(host, payload)).Body, StringComparison.Ordinal);
        Assert.Empty(await host.EntriesAsync<Entry.AgentReply>(id));
    }

    [Fact]
    public async Task Emoji_that_Slack_writes_as_codes_are_mailed_as_emoji_and_times_of_day_stay_what_they_are()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        await host.Slack.ClickAsync(host.Anna, host.Support, root.Ts, "reply");
        var form = await host.ShownAsync(host.Anna);
        await host.Slack.SubmitViewAsync(host.Anna, form.Id, new Dictionary<string, object?> { ["text"] = "Thanks :wave::skin-tone-2: :+1: see you 10:30:45 :acme_logo:" });
        Assert.Equal("Thanks 👋🏻 👍 see you 10:30:45 :acme_logo:", Assert.Single(await host.EntriesAsync<Entry.AgentReply>(id)).Email.Text);
    }

    [Fact]
    public async Task A_form_that_Slack_sends_twice_is_one_mail()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        await host.Slack.ClickAsync(host.Anna, host.Support, root.Ts, "reply");
        var form = await host.ShownAsync(host.Anna);
        await host.Slack.SubmitViewAsync(host.Anna, form.Id, new Dictionary<string, object?> { ["text"] = "We come on Monday." });
        var payload = host.Slack.Events.Attempts[^1].Payload;
        Assert.Equal((200, ""), await SendAsync(host, payload));
        Assert.Single(await host.EntriesAsync<Entry.AgentReply>(id));
    }

    [Fact]
    public async Task A_form_whose_files_take_longer_than_Slack_waits_goes_on_and_its_end_is_told()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        await host.Slack.ClickAsync(host.Anna, host.Support, root.Ts, "reply");
        var form = await host.ShownAsync(host.Anna);
        host.Slack.Faults.Next("download", new SlackFault.Silence());
        var file = host.Slack.AddFile(host.Anna, "plan.pdf", new byte[] { 1, 2, 3 });
        var sending = host.Slack.SubmitViewAsync(host.Anna, form.Id, new Dictionary<string, object?> { ["text"] = "The plan.", ["files"] = new[] { file.Id } });
        await host.Clock.TimerAsync(SlackReceiver.AnswerWithin, ReceivedHost.Token);
        host.Clock.Advance(SlackReceiver.AnswerWithin);
        var reply = await sending;
        Assert.True(reply.Acknowledged, reply.Failure);
        Assert.Contains("goes on by itself", reply.View!.AllText, StringComparison.Ordinal);
        await host.ToldAsync(host.Anna, "Your reply is on its way.");
        Assert.Equal(["plan.pdf"], Assert.Single(await host.EntriesAsync<Entry.AgentReply>(id)).Email.Files.Select(f => f.Name));
    }

    [Fact]
    public async Task A_form_that_takes_long_to_load_opens_empty_and_is_filled_in()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (_, root, _) = await host.ConverseAsync();
        host.Slack.Faults.Next("users.info", new SlackFault.Slow(TimeSpan.FromSeconds(2)));
        await host.Slack.ClickAsync(host.Anna, host.Support, root.Ts, "reply");
        await host.Slack.WaitForAsync(s => s.CallsOf("users.info").Count > 0, ReceivedHost.Token);
        await host.Clock.TimerAsync(SlackDialogs.LoadWithin, ReceivedHost.Token);
        host.Clock.Advance(SlackDialogs.LoadWithin);
        await host.ShownAsync(host.Anna, "One moment");
        host.Clock.Advance(TimeSpan.FromSeconds(2));
        await host.ShownAsync(host.Anna, "Reply to Zoë");
    }

    [Fact]
    public async Task A_press_that_came_too_late_for_a_form_is_answered_with_a_sentence()
    {
        await using var host = await ReceivedHost.StartAsync(options: new FakeSlackOptions { TriggerLifetime = TimeSpan.FromSeconds(-1) });
        var (_, root, _) = await host.ConverseAsync();
        await host.Slack.ClickAsync(host.Anna, host.Support, root.Ts, "reply");
        await host.ToldAsync(host.Anna, "Slack has stopped waiting for this, so nothing could be opened. Press again.");
    }

    [Fact]
    public async Task Show_all_shows_every_word_a_page_at_a_time_and_nothing_in_it_is_live()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (_, _, mail) = await host.ConverseAsync(text: "<!channel> " + string.Concat(Enumerable.Range(1, 6000).Select(i => $"word{i} ")) + "the end");
        await host.Slack.ClickAsync(host.Anna, host.Support, mail.Ts, "show-all");
        var first = await host.ShownAsync(host.Anna, "Page 1 of 2");
        Assert.Contains("<\u200B!channel> word1 ", first.AllText, StringComparison.Ordinal);
        Assert.Empty(LiveParts.Of(first));
        await host.Slack.ClickViewAsync(host.Anna, first.Id, "page:next");
        var last = await host.ShownAsync(host.Anna, "Page 2 of 2");
        Assert.Contains("the end", last.AllText, StringComparison.Ordinal);
        await host.Slack.ClickViewAsync(host.Anna, last.Id, "page:back");
        await host.ShownAsync(host.Anna, "Page 1 of 2");
    }

    [Fact]
    public async Task A_message_can_be_sent_as_a_reply_after_a_look_at_it()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        var plan = host.Slack.AddFile(host.Jonas, "plan.pdf", new byte[] { 1 });
        var message = await host.Slack.PostAsync(host.Jonas, host.Support, "We come on Monday.", root.Ts, broadcast: false, plan);
        await host.Slack.MessageShortcutAsync(host.Anna, host.Support, message.Ts, "send_as_reply");
        var form = await host.ShownAsync(host.Anna, "Reply to Zoë");
        Assert.Equal("We come on Monday.", Filled(form, "text"));
        // The file stood in a note so far: it leaves only once somebody has said so.
        var held = await host.Slack.SubmitViewAsync(host.Anna, form.Id);
        Assert.Contains("plan.pdf", held.View!.AllText, StringComparison.Ordinal);
        Assert.Empty(await host.EntriesAsync<Entry.AgentReply>(id));
        await host.Slack.SubmitViewAsync(host.Anna, held.View.Id);
        var mail = Assert.Single(await host.EntriesAsync<Entry.AgentReply>(id)).Email;
        Assert.Equal("We come on Monday.", mail.Text);
        Assert.Equal(["plan.pdf"], mail.Files.Select(f => f.Name));
    }

    [Fact]
    public async Task A_customers_own_mail_is_not_sent_back_to_them()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (_, _, mail) = await host.ConverseAsync();
        await host.Slack.MessageShortcutAsync(host.Anna, host.Support, mail.Ts, "send_as_reply");
        await host.ToldAsync(host.Anna, "This is a post of MailBridge's own.");
        Assert.Null(host.Slack.TopView(host.Anna));
    }

    [Fact]
    public async Task A_message_that_nobody_kept_becomes_a_note_once()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        var message = await host.Slack.PostAsync(host.Sam, host.Support, "I know this boiler.", root.Ts);
        await host.Slack.MessageShortcutAsync(host.Anna, host.Support, message.Ts, "keep_as_note");
        await host.Slack.MessageShortcutAsync(host.Anna, host.Support, message.Ts, "keep_as_note");
        await host.SettledAsync();
        var note = Assert.Single(await host.EntriesAsync<Entry.Note>(id));
        Assert.Equal("Sam Stranger: I know this boiler.", note.Text);
        Assert.Equal(DeskFixture.Anna, note.Agent);
    }

    [Theory]
    [InlineData("send_as_reply")]
    [InlineData("keep_as_note")]
    public async Task A_shortcut_outside_of_our_threads_is_answered_with_a_sentence(string shortcut)
    {
        await using var host = await ReceivedHost.StartAsync();
        var message = await host.Slack.PostAsync(host.Anna, host.Random, "Lunch?");
        await host.Slack.MessageShortcutAsync(host.Anna, host.Random, message.Ts, shortcut);
        await host.ToldAsync(host.Anna, "This message stands in no conversation's thread");
    }

    [Fact]
    public async Task Unknown_buttons_and_shortcuts_are_answered_with_a_sentence_and_unknown_forms_in_their_place()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        var post = await host.PostAsync(host.Support, root.Ts, "From the future", ("teleport", id.ToString()));
        await host.Slack.ClickAsync(host.Anna, host.Support, post.Ts, "teleport");
        await host.ToldAsync(host.Anna, "MailBridge does not know this button (any more)");
        await host.Slack.MessageShortcutAsync(host.Jonas, host.Support, post.Ts, "teleport_message");
        await host.ToldAsync(host.Jonas, "MailBridge does not know this button (any more)");
        await host.Slack.ClickAsync(host.Anna, host.Support, root.Ts, "note");
        var form = await host.ShownAsync(host.Anna);
        await host.Slack.SubmitViewAsync(host.Anna, form.Id, new Dictionary<string, object?> { ["text"] = "A note" });
        var payload = (JsonObject)host.Slack.Events.Attempts[^1].Payload.DeepClone();
        payload["view"]!["callback_id"] = "survey";
        Assert.Contains("does not know this form", (await SendAsync(host, payload)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_button_counts_only_in_the_channel_where_its_conversation_lives()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, _, mail) = await host.ConverseAsync();
        var entry = mail.Blocks[1]!["elements"]![0]!["value"]!.GetValue<string>();
        var copy = await host.PostAsync(host.Random, null, "A copy", ("close", id.ToString()), ("reply", id.ToString()), ("show-all", entry));
        string[] actions = ["close", "reply", "show-all"];
        for (var told = 1; told <= actions.Length; told++)
        {
            await host.Slack.ClickAsync(host.Anna, host.Random, copy.Ts, actions[told - 1]);
            await host.Slack.WaitForAsync(s => s.Ephemerals(host.Anna).Count == told, ReceivedHost.Token);
        }
        Assert.All(host.Slack.Ephemerals(host.Anna), m => Assert.Contains("does not live in this channel", m.AllText, StringComparison.Ordinal));
        Assert.Null(host.Slack.TopView(host.Anna));
        Assert.NotEqual(ConversationStatus.Closed, (await host.Desk.LoadAsync(id)).State.Status);
    }

    [Fact]
    public async Task Who_is_no_agent_any_more_gets_a_sentence_from_button_form_and_command()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (id, root, _) = await host.ConverseAsync();
        await host.Slack.ClickAsync(host.Anna, host.Support, root.Ts, "reply");
        var form = await host.ShownAsync(host.Anna);
        host.Anna.Deleted = true;
        host.Clock.Advance(TimeSpan.FromMinutes(1.1));
        var reply = await host.Slack.SubmitViewAsync(host.Anna, form.Id, new Dictionary<string, object?> { ["text"] = "We come on Monday." });
        Assert.StartsWith("You are not among the agents of MailBridge.", reply.Errors["text"], StringComparison.Ordinal);
        await host.Slack.ClickAsync(host.Anna, host.Support, root.Ts, "claim");
        await host.ToldAsync(host.Anna, "You are not among the agents");
        Assert.StartsWith("You are not among the agents", (await host.Slack.CommandAsync(host.Anna, host.Random, "/mail", "mine")).Text, StringComparison.Ordinal);
        Assert.Empty(await host.EntriesAsync<Entry.AgentReply>(id));
        Assert.Null((await host.Desk.LoadAsync(id)).State.Assignee);
    }

    /// <summary>An interaction as Slack posts it, of the test's own making.</summary>
    private static Task<(int Status, string Body)> SendAsync(ReceivedHost host, JsonObject payload) => host.Slack.Events.SendRawAsync(
        host.App, new Uri(host.Address, "/slack/interactions"), Encoding.UTF8.GetBytes("payload=" + Uri.EscapeDataString(payload.ToJsonString())),
        "application/x-www-form-urlencoded", ReceivedHost.Token);

    /// <summary>What stands in an input when the form opens.</summary>
    private static string? Filled(SlackView view, string block)
        => view.Blocks.Where(b => (string?)b!["block_id"] == block).Select(b => (string?)b!["element"]!["initial_value"]).Single();
}

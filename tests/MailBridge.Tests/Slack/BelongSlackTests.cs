using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.Testing.Slack;

namespace MailBridge.Tests.Slack;

/// <summary>Merging, splitting and moving in Slack: what is posted, and what people do.</summary>
public sealed class BelongSlackTests
{
    [Fact]
    public async Task A_merge_is_told_in_both_threads_with_the_way_to_the_other_and_taken_back_by_its_button()
    {
        await using var bed = await SlackOutBed.StartAsync();
        var (a, b) = ((await bed.Desk.OpenAsync()).Id, (await bed.Desk.ReceiveAsync(DeskFixture.Mail(2, "The bill is wrong."))).Id);
        await bed.DrainAsync();
        await bed.Desk.Agents.ActAsync(new AgentAction.Merge { Agent = DeskFixture.Anna, Conversation = a, Into = b }, SlackOutBed.Ct);
        await bed.DrainAsync();
        var (rootA, rootB) = (await bed.RootAsync(a), await bed.RootAsync(b));
        Assert.Contains("🔀 Merged", rootA.AllText, StringComparison.Ordinal);
        Assert.Contains($"/archives/{bed.Support.Id}/p{rootB.Ts.Replace(".", "", StringComparison.Ordinal)}|Merged into “Boiler 2”>", rootA.AllText, StringComparison.Ordinal);
        Assert.Equal(["undo"], Actions(rootA));
        var (threadA, threadB) = (await bed.ThreadAsync(a), await bed.ThreadAsync(b));
        Assert.Contains("merged this conversation into “Boiler 2”, where it goes on", threadA[^1].AllText, StringComparison.Ordinal);
        Assert.Contains($"/p{rootA.Ts.Replace(".", "", StringComparison.Ordinal)}|", threadB[^2].AllText, StringComparison.Ordinal);
        Assert.Contains("It drips.", threadB[^1].AllText, StringComparison.Ordinal);
        Assert.Contains("It drips.", threadA[1].AllText, StringComparison.Ordinal);

        var merged = (await bed.Desk.LoadAsync(a)).Merge!;
        await bed.Desk.Agents.ActAsync(new AgentAction.UndoMove { Agent = DeskFixture.Anna, Conversation = a, Activity = merged.Id }, SlackOutBed.Ct);
        await bed.DrainAsync();
        Assert.DoesNotContain("undo", (await bed.ThreadAsync(a)).Concat(await bed.ThreadAsync(b)).SelectMany(Actions));
        Assert.Contains("reply", Actions(await bed.RootAsync(a)));
        // What stands there already is not posted again.
        Assert.Single(await bed.ThreadAsync(a), m => m.AllText.Contains("It drips.", StringComparison.Ordinal) && m.Ts != rootA.Ts);
    }

    [Fact]
    public async Task A_split_conversation_gets_a_thread_of_its_own_and_the_old_one_shows_the_way()
    {
        await using var bed = await SlackOutBed.StartAsync();
        var a = (await bed.Desk.OpenAsync()).Id;
        await bed.Desk.ReceiveAsync(DeskFixture.Mail(2, "Another thing.").Replace("Boiler 2", "Re: Boiler 1", StringComparison.Ordinal)
            .Replace("Date:", "In-Reply-To: <mail-1@customer.example>\nDate:", StringComparison.Ordinal));
        await bed.DrainAsync();
        var mail = (await bed.Desk.LoadAsync(a)).Entries[1].Id;
        await bed.Desk.Agents.ActAsync(new AgentAction.Split { Agent = DeskFixture.Anna, Conversation = a, Mail = mail, WithAnswers = true }, SlackOutBed.Ct);
        await bed.DrainAsync();
        var c = (await bed.Desk.Store.FindHomeAsync(mail, SlackOutBed.Ct))!.Value;
        var root = await bed.RootAsync(c);
        Assert.Contains("Another thing.", (await bed.ThreadAsync(c))[^1].AllText, StringComparison.Ordinal);
        Assert.Contains($"/p{root.Ts.Replace(".", "", StringComparison.Ordinal)}|Open “Re: Boiler 1”>", (await bed.ThreadAsync(a))[^1].AllText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_shortcuts_split_and_move_open_their_forms_on_the_post_of_a_mail(bool socket)
    {
        await using var host = await ReceivedHost.StartAsync(socket);
        var (id, root, mail) = await host.ConverseAsync();
        var (other, _, _) = await host.ConverseAsync(2, "The bill is wrong.");
        var entry = await SecondMailAsync(host, id, root, mail);
        await host.Slack.MessageShortcutAsync(host.Anna, host.Support, mail.Ts, "split_mail");
        var form = await host.ShownAsync(host.Anna, "Split off a conversation");
        Assert.True((await host.Slack.SubmitViewAsync(host.Anna, form.Id, new Dictionary<string, object?> { ["what"] = "mail" })).Acknowledged);
        var split = (await host.Desk.Store.FindHomeAsync(entry, ReceivedHost.Token))!.Value;
        Assert.NotEqual(id, split);

        var again = await SecondMailAsync(host, id, root, mail, number: 4);
        await host.Slack.MessageShortcutAsync(host.Anna, host.Support, mail.Ts, "move_mail");
        form = await host.ShownAsync(host.Anna, "Move the mail");
        var wrong = await host.Slack.SubmitViewAsync(host.Anna, form.Id, new Dictionary<string, object?> { ["link"] = "nowhere" });
        Assert.Equal("errors", wrong.ResponseAction);
        Assert.Contains("leads to no conversation", wrong.Payload!.ToJsonString(), StringComparison.Ordinal);
        Assert.True((await host.Slack.SubmitViewAsync(host.Anna, form.Id, new Dictionary<string, object?> { ["into"] = other.ToString(), ["what"] = "mail", ["link"] = "" })).Acknowledged);
        Assert.Equal(other, await host.Desk.Store.FindHomeAsync(again, ReceivedHost.Token));
    }

    [Fact]
    public async Task A_shortcut_on_what_holds_no_mail_is_answered_with_a_sentence()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (_, root, _) = await host.ConverseAsync();
        var typed = await host.Slack.PostAsync(host.Anna, host.Support, "He called.", root.Ts);
        await host.SettledAsync();
        foreach (var (ts, callback) in new[] { (root.Ts, "split_mail"), (typed.Ts, "move_mail") })
        {
            await host.Slack.MessageShortcutAsync(host.Jonas, host.Support, ts, callback);
            await host.ToldAsync(host.Jonas, "This message holds no mail that could go elsewhere.");
        }
        await host.Slack.MessageShortcutAsync(host.Sam, host.Support, root.Ts, "split_mail");
        await host.ToldAsync(host.Sam, "");
        Assert.Null(host.Slack.TopView(host.Sam));
    }

    [Fact]
    public async Task Whoever_acts_in_the_thread_of_a_merged_conversation_is_shown_the_way_and_may_undo_it()
    {
        await using var host = await ReceivedHost.StartAsync();
        var (a, rootA, _) = await host.ConverseAsync();
        var (b, rootB, _) = await host.ConverseAsync(2);
        await host.Desk.Agents.ActAsync(new AgentAction.Merge { Agent = DeskFixture.Anna, Conversation = a, Into = b }, ReceivedHost.Token);
        var way = $"/archives/{host.Support.Id}/p{rootB.Ts.Replace(".", "", StringComparison.Ordinal)}";
        await host.Slack.ClickAsync(host.Anna, host.Support, rootA.Ts, "claim");
        Assert.Contains(way, (await host.ToldAsync(host.Anna, "This conversation was merged into “Boiler 2”, so nothing was done.")).AllText, StringComparison.Ordinal);
        await host.Slack.ClickAsync(host.Anna, host.Support, rootA.Ts, "reply");
        await host.Slack.PostAsync(host.Jonas, host.Support, "!reply Hello", rootA.Ts);
        Assert.Contains(way, (await host.ToldAsync(host.Jonas, "goes on there, so nothing was done here.")).AllText, StringComparison.Ordinal);
        Assert.Null(host.Slack.TopView(host.Anna));
        var merge = (await host.Desk.LoadAsync(a)).Merge!;
        var pointer = await host.PostAsync(host.Support, rootA.Ts, "merged", (CardActions.Undo, $"{a}/{merge.Id}"));
        await host.Slack.ClickAsync(host.Anna, host.Support, pointer.Ts, "undo");
        await host.SettledAsync();
        Assert.Null((await host.Desk.LoadAsync(a)).State.MergedInto);
        Assert.Empty(await host.EntriesAsync<Entry.AgentReply>(b));
    }

    /// <summary>Another mail in the conversation, whose post the old mail's post is taken for.</summary>
    private static async Task<EntryId> SecondMailAsync(ReceivedHost host, ConversationId id, Testing.Slack.SlackMessage root, Testing.Slack.SlackMessage post, int number = 3)
    {
        var conversation = await host.Desk.ReceiveAsync(DeskFixture.Mail(number, "Another thing.").Replace($"Boiler {number}", "Re: Boiler 1", StringComparison.Ordinal)
            .Replace("Date:", "In-Reply-To: <mail-1@customer.example>\nDate:", StringComparison.Ordinal));
        Assert.Equal(id, conversation.Id);
        var entry = conversation.Entries.OfType<Entry.CustomerEmail>().Last().Id;
        var place = new ChatPostRef(new ChatChannel("slack", host.Team.Id, host.Support.Id), post.Ts);
        var work = new Delivery { Id = DeliveryId.New(host.Desk.Time), Conversation = id, Work = new DeliveryWork.PostEntry(entry), ScheduledAt = host.Desk.Time.GetUtcNow(), DueAt = host.Desk.Time.GetUtcNow() };
        await host.Desk.Queue.CompleteAsync(work, place, ReceivedHost.Token);
        Assert.Equal(root.Ts, (await host.Desk.LoadAsync(id)).State.Thread!.Message);
        return entry;
    }

    private static IEnumerable<string> Actions(Testing.Slack.SlackMessage message)
        => message.Blocks.SelectMany(b => b!["elements"]?.AsArray() ?? []).Select(e => e!["action_id"]?.GetValue<string>()).OfType<string>();
}

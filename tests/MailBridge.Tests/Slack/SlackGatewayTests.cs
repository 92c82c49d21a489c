using System.Globalization;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.Testing.Slack;

namespace MailBridge.Tests.Slack;

public sealed class SlackGatewayTests
{
    private static CancellationToken Ct => SlackOutBed.Ct;

    [Fact]
    public async Task A_mail_opens_a_thread_with_its_root_and_stands_in_it_under_the_customers_name()
    {
        await using var bed = await SlackOutBed.StartAsync();
        var conversation = await bed.Desk.OpenAsync();
        await bed.DrainAsync();

        var thread = await bed.ThreadAsync(conversation.Id);
        Assert.Equal(2, thread.Count);
        Assert.Contains("Boiler 1", thread[0].AllText, StringComparison.Ordinal);
        Assert.Null(thread[0].Username);
        Assert.Equal("Zoë via e-mail", thread[1].Username);
        Assert.Contains("It drips.", thread[1].AllText, StringComparison.Ordinal);
        Assert.Contains("zoe@customer.example", thread[1].AllText, StringComparison.Ordinal);
        Assert.All(thread, m => Assert.Equal(("none", false, false, false), (m.Parse, m.LinkNames, m.UnfurlLinks, m.UnfurlMedia)));
        Assert.True(bed.Desk.Health.IsReady);
    }

    [Fact]
    public async Task A_reply_stands_under_the_agents_name_and_picture_and_its_life_on_its_own_post()
    {
        await using var bed = await SlackOutBed.StartAsync();
        var conversation = await bed.Desk.OpenAsync();
        await bed.Desk.ReplyAsync(conversation.Id);
        await bed.DrainAsync();
        var mail = Assert.Single(await bed.Desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, TimeSpan.FromMinutes(1), Ct));
        await bed.Desk.Progress.AcceptedAsync(mail, "250 queued as 4711", [], Ct);
        await bed.DrainAsync();

        var reply = (await bed.ThreadAsync(conversation.Id))[^1];
        Assert.Equal("Anna in Slack", reply.Username);
        Assert.Contains("✅ *Sent*", reply.AllText, StringComparison.Ordinal);
        Assert.Contains("4711", reply.AllText, StringComparison.Ordinal);
        Assert.NotNull(reply.EditedTs);
        Assert.NotNull(reply.Metadata);
    }

    [Fact]
    public async Task A_menu_has_another_id_in_every_rendering_so_that_it_shows_no_earlier_choice()
    {
        await using var bed = await SlackOutBed.StartAsync();
        var conversation = await bed.Desk.OpenAsync();
        await bed.DrainAsync();
        var ids = new List<string> { await MenuAsync() };
        foreach (var action in new AgentAction[] { new AgentAction.Claim { Agent = DeskFixture.Anna, Conversation = conversation.Id }, new AgentAction.Release { Agent = DeskFixture.Anna, Conversation = conversation.Id } })
        {
            await bed.Desk.Agents.ActAsync(action, Ct);
            await bed.DrainAsync();
            ids.Add(await MenuAsync());
        }
        Assert.Equal(3, ids.Distinct().Count());

        async Task<string> MenuAsync() => (await bed.ThreadAsync(conversation.Id))[0].Blocks
            .Single(b => b!["elements"]?.AsArray().Any(e => e!["action_id"]?.GetValue<string>() == "more") == true)!["block_id"]!.GetValue<string>();
    }

    [Fact]
    public async Task The_styles_and_links_of_a_mail_are_shown()
    {
        await using var bed = await SlackOutBed.StartAsync();
        var conversation = await bed.Desk.ReceiveAsync("""
            From: Zoë <zoe@customer.example>
            To: support@acme.example
            Subject: Styles
            Message-ID: <styles@customer.example>
            MIME-Version: 1.0
            Content-Type: text/html; charset=utf-8

            <p>It is <b>urgent</b>: <a href="https://shop.example/1">my order</a></p>
            """);
        await bed.DrainAsync();
        var mail = (await bed.ThreadAsync(conversation.Id))[1];
        Assert.Contains("*urgent*", mail.AllText, StringComparison.Ordinal);
        Assert.Contains("<https://shop.example/1|my order>", mail.AllText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_in_a_mail_pings_anybody()
    {
        await using var bed = await SlackOutBed.StartAsync();
        var conversation = await bed.Desk.ReceiveAsync("""
            From: "<!channel> <@U1>" <zoe@customer.example>
            To: support@acme.example, "<!here>" <x@customer.example>
            Subject: <!channel> @here <!subteam^S1> <https://evil.example|bank>
            Message-ID: <ping@customer.example>

            <!everyone> @channel <@U123> <#C1> *bold* :smile: <https://evil.example|your bank>
            """);
        await bed.Desk.ReplyAsync(conversation.Id, "<!channel> see <@U1>");
        await bed.DrainAsync();
        foreach (var message in await bed.ThreadAsync(conversation.Id))
            Assert.DoesNotContain(message.LiveParts, p => p.ToString().Contains("channel", StringComparison.OrdinalIgnoreCase) || p.ToString().Contains("U1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_post_whose_answer_was_lost_is_found_again_and_not_made_twice(bool afterEffect)
    {
        await using var bed = await SlackOutBed.StartAsync();
        bed.Slack.Faults.Next("chat.postMessage", new SlackFault.HttpStatus(500) { AfterEffect = afterEffect });
        var conversation = await bed.Desk.OpenAsync();
        await bed.DrainAsync();
        Assert.Single(bed.Slack.Messages(bed.Support), m => m.ThreadTs is null && m.PostedBy is not null);
        Assert.Equal(2, (await bed.ThreadAsync(conversation.Id)).Count);
        Assert.Single(bed.Slack.CallsOf("conversations.history"));
    }

    [Fact]
    public async Task A_reply_of_a_thread_whose_answer_was_lost_is_found_by_a_new_process()
    {
        await using var bed = await SlackOutBed.StartAsync();
        var conversation = await bed.Desk.OpenAsync();
        bed.Slack.Faults.Next("chat.postMessage", new SlackFault.Slow(TimeSpan.Zero));
        bed.Slack.Faults.Next("chat.postMessage", new SlackFault.Reset { AfterEffect = true });
        var root = Assert.Single(await bed.Desk.Queue.LeaseAsync(DeliveryLeg.Chat, 1, TimeSpan.FromMinutes(30), Ct));
        await bed.Worker.DeliverAsync(root, Ct);
        bed.Desk.Time.Advance(TimeSpan.FromSeconds(2));
        var item = Assert.Single(await bed.Desk.Queue.LeaseAsync(DeliveryLeg.Chat, 1, TimeSpan.FromMinutes(30), Ct));
        await bed.Worker.DeliverAsync(item, Ct);
        bed.Restart();
        await bed.DrainAsync();
        Assert.Equal(2, (await bed.ThreadAsync(conversation.Id)).Count);
        Assert.Single(bed.Slack.CallsOf("conversations.replies"));
    }

    [Fact]
    public async Task A_channel_that_is_asked_to_be_left_alone_is_left_alone_and_no_attempt_counts()
    {
        await using var bed = await SlackOutBed.StartAsync();
        bed.Slack.Faults.Next("chat.postMessage", new SlackFault.RateLimited(30));
        await bed.Desk.OpenAsync();
        var began = bed.Desk.Time.GetUtcNow();
        await bed.DrainAsync();
        var posts = bed.Slack.CallsOf("chat.postMessage");
        Assert.Equal(3, posts.Count);
        Assert.Equal(began + TimeSpan.FromSeconds(30), posts[1].At, TimeSpan.FromSeconds(1.5));
    }

    [Fact]
    public async Task The_bridge_comes_into_a_public_channel_by_itself()
    {
        await using var bed = await SlackOutBed.StartAsync();
        await bed.Slack.RemoveBotAsync(bed.Bot, bed.Support);
        var conversation = await bed.Desk.OpenAsync();
        await bed.DrainAsync();
        Assert.Equal(2, (await bed.ThreadAsync(conversation.Id)).Count);
        Assert.Single(bed.Slack.CallsOf("conversations.join"));
    }

    [Fact]
    public async Task What_an_archived_channel_does_not_take_goes_on_in_the_operations_channel_and_comes_back()
    {
        await using var bed = await SlackOutBed.StartAsync("#ops");
        var old = await bed.Desk.OpenAsync();
        await bed.DrainAsync();
        await bed.Slack.ArchiveChannelAsync(bed.Anna, bed.Support);

        var young = await bed.Desk.ReceiveAsync(DeskFixture.Mail(2));
        await bed.Desk.ReplyAsync(old.Id);
        await bed.DrainAsync();
        var word = Assert.Single(bed.Slack.Messages(bed.Operations), m => m.Text.Contains("takes no posts: it is archived", StringComparison.Ordinal));
        Assert.Contains($"<#{bed.Support.Id}>", word.Text, StringComparison.Ordinal);
        Assert.Equal(bed.Operations, (await bed.RootAsync(young.Id)).Channel);
        var moved = await bed.ThreadAsync(old.Id);
        Assert.Equal(bed.Operations, moved[0].Channel);
        Assert.Contains("We will look at it.", moved[^1].AllText, StringComparison.Ordinal);
        Assert.Contains("archived", bed.Desk.Problem("Slack channel #support"), StringComparison.Ordinal);

        await bed.Slack.ArchiveChannelAsync(bed.Anna, bed.Support, archived: false);
        bed.Desk.Time.Advance(TimeSpan.FromMinutes(2));
        var next = await bed.Desk.ReceiveAsync(DeskFixture.Mail(3));
        await bed.DrainAsync();
        Assert.Equal(bed.Support, (await bed.RootAsync(next.Id)).Channel);
        Assert.Null(bed.Desk.Problem("Slack channel #support"));
        Assert.Equal(0, (await bed.Desk.Queue.DepthAsync(DeliveryLeg.Chat, Ct)).Failed);
    }

    [Fact]
    public async Task Without_an_operations_channel_posts_wait_however_long_it_takes()
    {
        await using var bed = await SlackOutBed.StartAsync();
        await bed.Slack.ArchiveChannelAsync(bed.Anna, bed.Support);
        var conversation = await bed.Desk.OpenAsync();
        for (var day = 0; day < 10; day++)
        {
            await bed.Desk.WorkAsync(bed.Worker, DeliveryLeg.Chat);
            bed.Desk.Time.Advance(TimeSpan.FromDays(1));
        }
        Assert.Contains("Slack:OperationsChannel", bed.Desk.Problem("Slack channel #support"), StringComparison.Ordinal);
        await bed.Slack.ArchiveChannelAsync(bed.Anna, bed.Support, archived: false);
        await bed.DrainAsync();
        Assert.Equal(2, (await bed.ThreadAsync(conversation.Id)).Count);
        Assert.Equal(0, (await bed.Desk.Queue.DepthAsync(DeliveryLeg.Chat, Ct)).Failed);
    }

    [Fact]
    public async Task A_channel_in_which_every_thread_is_lost_does_not_fill_with_roots()
    {
        await using var bed = await SlackOutBed.StartAsync();
        var conversation = await bed.Desk.OpenAsync();
        await bed.DrainAsync();
        bed.Support.ThreadsLocked = true;
        await bed.Desk.ReplyAsync(conversation.Id);
        for (var minute = 0; minute < 60; minute++)
        {
            await bed.Desk.WorkAsync(bed.Worker, DeliveryLeg.Chat);
            bed.Desk.Time.Advance(TimeSpan.FromMinutes(1));
        }
        Assert.Equal(4, bed.Slack.Messages(bed.Support).Count(m => m.ThreadTs is null && m.PostedBy is not null));
        Assert.Contains("takes no more replies", bed.Desk.Problem("Chat"), StringComparison.Ordinal);
        bed.Support.ThreadsLocked = false;
        await bed.DrainAsync(TimeSpan.FromMinutes(30));
        Assert.Contains("We will look at it.", (await bed.ThreadAsync(conversation.Id))[^1].AllText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_channel_of_the_old_name_is_found_once_the_old_one_is_gone()
    {
        await using var bed = await SlackOutBed.StartAsync("#ops");
        await bed.Desk.OpenAsync();
        await bed.DrainAsync();
        await bed.Slack.RenameChannelAsync(bed.Anna, bed.Support, "support-old");
        await bed.Slack.ArchiveChannelAsync(bed.Anna, bed.Support);
        var successor = bed.Slack.AddChannel(bed.Team, "support", bed.Anna, bed.Bot.BotUser);
        var moved = await bed.Desk.ReceiveAsync(DeskFixture.Mail(2));
        await bed.DrainAsync();
        Assert.Equal(bed.Operations, (await bed.RootAsync(moved.Id)).Channel);
        bed.Desk.Time.Advance(TimeSpan.FromMinutes(2));
        var next = await bed.Desk.ReceiveAsync(DeskFixture.Mail(3));
        await bed.DrainAsync();
        Assert.Equal(successor.Id, (await bed.Desk.LoadAsync(next.Id)).State.Thread!.Channel.Channel);
    }

    [Fact]
    public async Task A_renamed_channel_stays_the_same_channel_also_after_a_restart()
    {
        await using var bed = await SlackOutBed.StartAsync();
        await bed.Desk.OpenAsync();
        await bed.DrainAsync();
        await bed.Slack.RenameChannelAsync(bed.Anna, bed.Support, "help");
        bed.Restart();
        var next = await bed.Desk.ReceiveAsync(DeskFixture.Mail(2));
        await bed.DrainAsync();
        Assert.Equal(bed.Support, (await bed.RootAsync(next.Id)).Channel);
    }

    [Fact]
    public async Task A_dead_token_is_told_and_nothing_is_given_up()
    {
        await using var bed = await SlackOutBed.StartAsync();
        bed.Slack.KillToken(bed.Bot, "token_revoked");
        await bed.Desk.OpenAsync();
        for (var day = 0; day < 10; day++)
        {
            await bed.Desk.WorkAsync(bed.Worker, DeliveryLeg.Chat);
            bed.Desk.Time.Advance(TimeSpan.FromDays(1));
        }
        Assert.Contains("Slack:BotToken", bed.Desk.Problem("Slack"), StringComparison.Ordinal);
        Assert.Contains("token_revoked", bed.Desk.Problem("Slack"), StringComparison.Ordinal);
        Assert.Equal(0, (await bed.Desk.Queue.DepthAsync(DeliveryLeg.Chat, Ct)).Failed);
    }

    [Fact]
    public async Task Without_the_scope_for_names_posts_appear_under_the_bridges_own()
    {
        await using var bed = await SlackOutBed.StartAsync();
        bed.Bot.Scopes.Remove("chat:write.customize");
        var conversation = await bed.Desk.OpenAsync();
        await bed.Desk.ReplyAsync(conversation.Id);
        await bed.DrainAsync();
        var thread = await bed.ThreadAsync(conversation.Id);
        Assert.All(thread, m => Assert.Null(m.Username));
        Assert.Contains("Zoë", thread[1].AllText, StringComparison.Ordinal);
        Assert.Contains("Anna Kowalska", thread[2].AllText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("msg_blocks_too_long")]
    [InlineData("invalid_blocks")]
    public async Task What_Slack_will_not_take_is_posted_in_a_simpler_form(string error)
    {
        await using var bed = await SlackOutBed.StartAsync();
        bed.Slack.Faults.Next("chat.postMessage", new SlackFault.Slow(TimeSpan.Zero));
        bed.Slack.Faults.Next("chat.postMessage", new SlackFault.Error(error), times: error == "invalid_blocks" ? 1 : 2);
        var conversation = await bed.Desk.OpenAsync();
        await bed.DrainAsync();
        var mail = (await bed.ThreadAsync(conversation.Id))[1];
        Assert.Empty(mail.Blocks);
        Assert.Contains("It drips.", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task News_of_a_reply_whose_post_can_be_changed_no_more_are_told_in_a_new_post()
    {
        await using var bed = await SlackOutBed.StartAsync(fake: new FakeSlackOptions { EditWindow = TimeSpan.FromMinutes(5) });
        var conversation = await bed.Desk.OpenAsync();
        await bed.Desk.ReplyAsync(conversation.Id);
        await bed.DrainAsync();
        bed.Desk.Time.Advance(TimeSpan.FromHours(1));
        var mail = Assert.Single(await bed.Desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, TimeSpan.FromMinutes(1), Ct));
        await bed.Desk.Progress.AcceptedAsync(mail, "250 queued as 4711", [], Ct);
        await bed.DrainAsync();
        var thread = await bed.ThreadAsync(conversation.Id);
        Assert.Equal(4, thread.Count);
        Assert.Contains("✅ *Sent*", thread[^1].AllText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_posts_own_time_is_known()
    {
        await using var bed = await SlackOutBed.StartAsync();
        var post = new ChatPostRef(new ChatChannel("slack", "T1", "C1"), "1795300000.000200");
        Assert.Equal(1795300000, bed.Gateway.PostedAt(post)!.Value.ToUnixTimeSeconds());
        Assert.Null(bed.Gateway.PostedAt(post with { Message = "m1" }));
        Assert.Null(bed.Gateway.PostedAt(post with { Message = "" }));
    }

    [Fact]
    public async Task A_channel_tells_whether_it_can_be_posted_to()
    {
        await using var bed = await SlackOutBed.StartAsync();
        var secret = bed.Slack.AddChannel(bed.Team, "secret", SlackChannelKind.Private, bed.Anna);
        Assert.Null(await bed.Gateway.CheckAsync(new ChatChannel("slack", "", "#support"), Ct));
        Assert.Contains("#nowhere", await bed.Gateway.CheckAsync(new ChatChannel("slack", "", "#nowhere"), Ct), StringComparison.Ordinal);
        Assert.NotNull(await bed.Gateway.CheckAsync(new ChatChannel("slack", "", secret.Id), Ct));
        await bed.Slack.ArchiveChannelAsync(bed.Anna, bed.Support);
        Assert.Contains("archived", await bed.Gateway.CheckAsync(new ChatChannel("slack", "", "#support"), Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Posts_of_one_channel_keep_a_second_between_them_and_updates_their_own_pace()
    {
        await using var bed = await SlackOutBed.StartAsync();
        for (var i = 1; i <= 6; i++)
        {
            await bed.Desk.ReceiveAsync(DeskFixture.Mail(i));
            bed.Desk.Time.Advance(TimeSpan.FromMilliseconds(10));
        }
        await bed.DrainAsync();
        var posts = bed.Slack.CallsOf("chat.postMessage").Select(c => c.At).ToList();
        Assert.Equal(12, posts.Count);
        Assert.All(posts.Zip(posts.Skip(1)), p => Assert.True(p.Second - p.First >= TimeSpan.FromSeconds(1)));
        Assert.DoesNotContain(bed.Slack.Calls, c => c.Status == 429);
        // Six are taken on at once and the channel is free: any of them may be the first to come. Whoever has to wait waits in order.
        var roots = bed.Slack.Messages(bed.Support).Where(m => m.ThreadTs is null && m.PostedBy is not null)
            .Select(m => m.Text[m.Text.IndexOf("Boiler", StringComparison.Ordinal)..]).ToList();
        Assert.Equal(6, roots.Distinct().Count());
        Assert.Equal(roots.Skip(1).Order(StringComparer.Ordinal), roots.Skip(1));
    }
}

using MailBridge.Conversations;
using MailBridge.Testing.Slack;

namespace MailBridge.Tests.Slack;

public sealed class SlackTimerTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static readonly InboxTimers Always = new()
    {
        Calendar = new WorkingCalendar(TimeZoneInfo.Utc, Enum.GetValues<DayOfWeek>().Select(d => new WorkingHours(d, TimeSpan.Zero, TimeSpan.FromDays(1)))),
    };

    private static CancellationToken Ct => SlackOutBed.Ct;

    [Fact]
    public async Task A_reminder_stands_in_the_thread_until_somebody_claims_and_is_gone_then()
    {
        await using var bed = await SlackOutBed.StartAsync(timers: Always with { RemindUnclaimedAfter = Hour });
        var conversation = await bed.Desk.OpenAsync();
        await bed.DrainAsync();
        bed.Desk.Time.Advance(Hour);
        await bed.Desk.Rounds.GoAsync(Ct);
        await bed.DrainAsync();
        Assert.Single(await bed.ThreadAsync(conversation.Id), m => m.AllText.Contains("⏰ Nobody has claimed this conversation", StringComparison.Ordinal));

        await ActAsync(bed, new AgentAction.Claim { Agent = DeskFixture.Anna, Conversation = conversation.Id });
        await bed.DrainAsync();
        Assert.DoesNotContain(await bed.ThreadAsync(conversation.Id), m => m.AllText.Contains('⏰', StringComparison.Ordinal));
        Assert.True(bed.Desk.Health.IsReady);
    }

    [Fact]
    public async Task A_reminder_that_was_deleted_by_hand_is_no_fault_when_it_is_to_go()
    {
        await using var bed = await SlackOutBed.StartAsync(timers: Always with { RemindUnclaimedAfter = Hour });
        var conversation = await bed.Desk.OpenAsync();
        bed.Desk.Time.Advance(Hour);
        await bed.Desk.Rounds.GoAsync(Ct);
        await bed.DrainAsync();
        var reminder = Assert.Single(await bed.ThreadAsync(conversation.Id), m => m.AllText.Contains('⏰', StringComparison.Ordinal));
        await bed.Gateway.RemoveAsync(
            new ChatPostRef(new ChatChannel("slack", "", reminder.Channel.Id), reminder.Ts), new MailBridge.ChatOut.Card.Notice { Title = "", Text = "", At = default }, Ct);
        await ActAsync(bed, new AgentAction.Claim { Agent = DeskFixture.Anna, Conversation = conversation.Id });
        await bed.DrainAsync();
        Assert.Equal(0, (await bed.Desk.Queue.DepthAsync(DeliveryLeg.Chat, Ct)).Failed);
    }

    [Fact]
    public async Task A_reminder_that_is_dealt_with_before_it_is_posted_is_never_posted()
    {
        await using var bed = await SlackOutBed.StartAsync(timers: Always with { RemindUnclaimedAfter = Hour });
        var conversation = await bed.Desk.OpenAsync();
        await bed.DrainAsync();
        bed.Desk.Time.Advance(Hour);
        await bed.Desk.Rounds.GoAsync(Ct);
        await ActAsync(bed, new AgentAction.Claim { Agent = DeskFixture.Anna, Conversation = conversation.Id });
        await bed.DrainAsync();
        Assert.Equal(3, (await bed.ThreadAsync(conversation.Id)).Count);
    }

    [Fact]
    public async Task Who_let_a_claim_lapse_is_named_and_notified()
    {
        await using var bed = await SlackOutBed.StartAsync(timers: Always with { ClaimLapsesAfter = 8 * Hour });
        var conversation = await bed.Desk.OpenAsync();
        await ActAsync(bed, new AgentAction.Claim { Agent = DeskFixture.Anna, Conversation = conversation.Id });
        bed.Desk.Time.Advance(8 * Hour);
        await bed.Desk.Rounds.GoAsync(Ct);
        await bed.DrainAsync();
        var lapsed = (await bed.ThreadAsync(conversation.Id))[^1];
        Assert.Contains("Anna Kowalska said and did nothing for 8 hours of working time while the customer waited", lapsed.AllText, StringComparison.Ordinal);
        Assert.Contains($"<@{bed.Anna.Id}>", lapsed.AllText, StringComparison.Ordinal);
        Assert.Contains("nobody yet", (await bed.RootAsync(conversation.Id)).AllText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_spoken_to_is_notified_in_a_simpler_form_too()
    {
        await using var bed = await SlackOutBed.StartAsync(timers: Always with { ClaimLapsesAfter = 8 * Hour });
        var conversation = await bed.Desk.OpenAsync();
        await ActAsync(bed, new AgentAction.Claim { Agent = DeskFixture.Anna, Conversation = conversation.Id });
        await bed.DrainAsync();
        bed.Desk.Time.Advance(8 * Hour);
        await bed.Desk.Rounds.GoAsync(Ct);
        bed.Slack.Faults.Next("chat.postMessage", new SlackFault.Error("invalid_blocks"));
        await bed.DrainAsync();
        var lapsed = (await bed.ThreadAsync(conversation.Id))[^1];
        Assert.Empty(lapsed.Blocks);
        Assert.Contains($"<@{bed.Anna.Id}>", lapsed.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_escalation_channel_gets_a_link_to_the_thread_and_loses_it_with_the_answer()
    {
        await using var bed = await SlackOutBed.StartAsync(
            timers: Always with { EscalateAfter = 4 * Hour, EscalationChannel = new ChatChannel("slack", "", "#ops") });
        var conversation = await bed.Desk.ReceiveAsync(DeskFixture.Mail(1).Replace("Boiler 1", "Boiler | <!channel> *1*", StringComparison.Ordinal));
        await bed.DrainAsync();
        bed.Desk.Time.Advance(4 * Hour);
        await bed.Desk.Rounds.GoAsync(Ct);
        await bed.DrainAsync();
        var told = Assert.Single(bed.Slack.Messages(bed.Operations));
        var root = await bed.RootAsync(conversation.Id);
        Assert.Contains("*Zoë waits for an answer*", told.AllText, StringComparison.Ordinal);
        Assert.Contains("nobody owns the conversation", told.AllText, StringComparison.Ordinal);
        Assert.Contains($"/archives/{bed.Support.Id}/p{root.Ts.Replace(".", "", StringComparison.Ordinal)}|", told.AllText, StringComparison.Ordinal);
        Assert.DoesNotContain(told.LiveParts, p => p.ToString()!.Contains("hannel", StringComparison.Ordinal) && p.ToString()!.Contains("Broadcast", StringComparison.Ordinal));

        await bed.Desk.ReplyAsync(conversation.Id);
        await bed.DrainAsync();
        Assert.Empty(bed.Slack.Messages(bed.Operations));
    }

    [Fact]
    public async Task An_escalation_channel_that_takes_nothing_holds_no_thread_up()
    {
        await using var bed = await SlackOutBed.StartAsync(
            timers: Always with { EscalateAfter = Hour, EscalationChannel = new ChatChannel("slack", "", "#nowhere") });
        var conversation = await bed.Desk.OpenAsync();
        await bed.DrainAsync();
        bed.Desk.Time.Advance(Hour);
        await bed.Desk.Rounds.GoAsync(Ct);
        await bed.Desk.ReplyAsync(conversation.Id);
        for (var i = 0; i < 20; i++)
        {
            foreach (var due in await bed.Desk.Queue.LeaseAsync(DeliveryLeg.Chat, 8, TimeSpan.FromMinutes(30), Ct)) await bed.Worker.DeliverAsync(due, Ct);
            bed.Desk.Time.Advance(TimeSpan.FromSeconds(2));
        }
        Assert.Contains("We will look at it.", (await bed.ThreadAsync(conversation.Id))[^1].AllText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_daily_line_tells_what_is_open_and_whose_with_links()
    {
        await using var bed = await SlackOutBed.StartAsync(timers: Always with { DailyLineAt = new TimeOnly(14, 0) });
        var mine = await bed.Desk.ReceiveAsync(DeskFixture.Mail(1));
        await bed.Desk.ReceiveAsync(DeskFixture.Mail(2));
        await ActAsync(bed, new AgentAction.Claim { Agent = DeskFixture.Anna, Conversation = mine.Id });
        await bed.DrainAsync();
        bed.Desk.Time.Advance(5 * Hour);
        Assert.Equal(1, await new DailyLines(bed.Desk.Store, bed.Desk.Directory, bed.Desk.Time).RunAsync(Ct));
        await bed.DrainAsync();
        var line = bed.Slack.Messages(bed.Support)[^1];
        Assert.Contains("2 open: 1 nobody's (oldest 5 h), 1 Anna Kowalska's (oldest 5 h)", line.AllText, StringComparison.Ordinal);
        Assert.Contains("|Boiler 2 (Zoë, 5 h, nobody's)>", line.AllText, StringComparison.Ordinal);
        Assert.DoesNotContain("—", line.AllText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_nothing_open_the_daily_line_says_so()
    {
        await using var bed = await SlackOutBed.StartAsync(timers: Always with { DailyLineAt = new TimeOnly(8, 0) });
        await new DailyLines(bed.Desk.Store, bed.Desk.Directory, bed.Desk.Time).RunAsync(Ct);
        await bed.DrainAsync();
        Assert.Contains("✅ *Inbox zero: nothing is open*", Assert.Single(bed.Slack.Messages(bed.Support)).AllText, StringComparison.Ordinal);
    }

    private static async Task ActAsync(SlackOutBed bed, AgentAction action) => Assert.IsType<ActionOutcome.Done>(await bed.Desk.Agents.ActAsync(action, Ct));
}

namespace MailBridge.Conversations.Tests;

/// <summary>Replies from a form: held, taken back with their files, stopped, sent to others.</summary>
public sealed class HeldFormTests
{
    private static readonly TimeSpan Hold = SendingRules.Default.Hold;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_agents_who_send_within_seconds_mail_once_and_the_second_is_shown_the_first()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var seen = conversation.Entries[^1].Id;
        Assert.IsType<ActionOutcome.Done>(await SendAsync(desk, DeskFixture.Anna, conversation, "Monday?", seen));

        var second = await SendAsync(desk, DeskFixture.Jonas, conversation, "Tuesday?", seen);

        Assert.Equal("Anna Kowalska has replied meanwhile: “Monday?”", Assert.IsType<ActionOutcome.Held>(second).Reason);
        Assert.Equal(1, (await desk.Queue.DepthAsync(DeliveryLeg.Mail, Token)).Scheduled);
    }

    [Fact]
    public async Task Who_has_read_the_first_and_writes_all_the_same_is_not_stopped_by_it_when_it_leaves()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await SendAsync(desk, DeskFixture.Anna, conversation, "Monday?");
        await SendAsync(desk, DeskFixture.Jonas, conversation, "Or Tuesday?", confirmed: true);

        desk.Time.Advance(Hold);
        await EndHoldsAsync(desk);

        Assert.All(await RepliesAsync(desk, conversation), r => Assert.IsType<ReplyLife.Queued>(r.Life));
    }

    [Fact]
    public async Task What_the_customer_writes_within_the_hold_stops_it_and_its_author_alone_is_told()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await SendAsync(desk, DeskFixture.Anna, conversation, "We come.");
        await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Re: Broken boiler", "Never mind.");
        await desk.DrainAsync(DeliveryLeg.Chat);
        desk.Time.Advance(Hold);

        await EndHoldsAsync(desk);

        var reply = Assert.Single(await RepliesAsync(desk, conversation));
        Assert.Contains("“Never mind.”", Assert.IsType<ReplyLife.Stopped>(reply.Life).Reason, StringComparison.Ordinal);
        Assert.Contains(new DeliveryWork.TellAuthor(reply.Id), await desk.DrainAsync(DeliveryLeg.Chat));
    }

    [Fact]
    public async Task What_is_marked_as_spam_within_the_hold_is_not_answered_and_stays_spam()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await SendAsync(desk, DeskFixture.Anna, conversation, "We come.");
        await desk.Agents.ActAsync(new AgentAction.MarkSpam { Agent = DeskFixture.Jonas, Conversation = conversation.Id }, Token);
        desk.Time.Advance(Hold);

        await EndHoldsAsync(desk);

        Assert.Contains("spam", Assert.IsType<ReplyLife.Stopped>(Assert.Single(await RepliesAsync(desk, conversation)).Life).Reason, StringComparison.Ordinal);
        var state = (await desk.LoadAsync(conversation.Id)).State;
        Assert.Equal((true, ConversationStatus.Closed), (state.IsSpam, state.Status));
    }

    [Fact]
    public async Task A_reply_that_is_written_once_more_has_the_files_of_the_one_that_was_taken_back()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await SendAsync(desk, DeskFixture.Anna, conversation, "See the plan.", files: [new ReplyFile("plan.pdf", "application/pdf", new byte[] { 1 })]);
        var taken = Assert.Single(await RepliesAsync(desk, conversation)).Id;
        await desk.Agents.ActAsync(new AgentAction.WithdrawReply { Agent = DeskFixture.Anna, Conversation = conversation.Id, Entry = taken }, Token);

        await SendAsync(desk, DeskFixture.Anna, conversation, "See both.", files: [new ReplyFile("map.pdf", "application/pdf", new byte[] { 2 })], carries: taken);
        await SendAsync(desk, DeskFixture.Jonas, conversation, "Mine.", confirmed: true, carries: taken);

        var replies = await RepliesAsync(desk, conversation);
        Assert.Equal(["plan.pdf", "map.pdf"], replies[1].Email.Files.Select(f => f.Name));
        // Nobody sends on what a colleague has taken back.
        Assert.Empty(replies[2].Email.Files);
    }

    [Fact]
    public async Task A_reply_that_failed_is_mailed_to_others_under_an_id_of_its_own_and_that_is_recorded()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (conversation, failed) = await FailAsync(desk, "We come.");

        var outcome = await ToAsync(desk, conversation, failed, "zoe@new.example");

        Assert.Equal(new ReplyLife.Held(desk.Time.GetUtcNow() + Hold), Assert.IsType<ActionOutcome.Done>(outcome).Life);
        var replies = await RepliesAsync(desk, conversation);
        Assert.Equal((replies[0].Email.Text, replies[0].Agent), (replies[1].Email.Text, replies[1].Agent));
        Assert.NotEqual(replies[0].Email.MessageId, replies[1].Email.MessageId);
        Assert.True(desk.Signer.TryVerify(replies[1].Email.MessageId, out var named, out var entry) && named == conversation.Id && entry == replies[1].Id);
        Assert.Equal(["zoe@new.example"], replies[1].Email.To.Select(p => p.Address.Value));
        Assert.Equal(replies[1].Id, replies[0].ReplacedBy);
        var record = (await desk.Store.LoadAsync(conversation.Id, Token))!.Entries.OfType<Entry.Activity>().Single(a => a.Kind == ActivityKind.RecipientsChanged);
        Assert.Equal((DeskFixture.Jonas, failed, "zoe@new.example"), (record.Agent, record.About, record.Detail));
        Assert.Contains("other recipients since", Assert.IsType<ActionOutcome.Refused>(await ToAsync(desk, conversation, failed, "max@new.example")).Reason, StringComparison.Ordinal);
        Assert.IsType<ActionOutcome.Refused>(
            await desk.Agents.ActAsync(new AgentAction.Retry { Agent = DeskFixture.Anna, Conversation = conversation.Id, Entry = failed }, Token));
    }

    [Theory]
    [InlineData("nobody here", "no mail address")]
    [InlineData("anna@acme.example", "one of our own addresses")]
    public async Task Other_recipients_are_looked_over_as_those_of_any_reply(string address, string words)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (conversation, failed) = await FailAsync(desk, "We come.");
        Assert.Contains(words, Assert.IsType<ActionOutcome.Refused>(await ToAsync(desk, conversation, failed, address)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_should_not_leave_the_house_holds_it_for_other_recipients_too()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (conversation, failed) = await FailAsync(desk, "We come, says @jonas.");
        await desk.AtOnce.ActAsync(
            new AgentAction.Forward
            {
                Agent = DeskFixture.Anna, Conversation = conversation.Id, Entry = conversation.Entries[0].Id, To = [new EmailPerson("", new("parts@supplier.example"))],
            },
            Token);

        var held = Assert.IsType<ActionOutcome.Held>(await ToAsync(desk, conversation, failed, "parts@supplier.example"));

        Assert.Contains("parts@supplier.example takes part in a side thread here", held.Reason, StringComparison.Ordinal);
        Assert.Contains("It mentions Jonas Weber", held.Reason, StringComparison.Ordinal);
        Assert.Null((await RepliesAsync(desk, conversation))[0].ReplacedBy);
        Assert.IsType<ActionOutcome.Done>(await ToAsync(desk, conversation, failed, "parts@supplier.example", confirmed: true));
        Assert.Contains(
            (await desk.LoadAsync(conversation.Id)).Entries, e => e is Entry.Activity { Kind: ActivityKind.Overridden } record && record.Agent == DeskFixture.Jonas);
    }

    [Fact]
    public async Task A_press_that_arrives_twice_is_done_though_it_could_not_be_done_again()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (conversation, failed) = await FailAsync(desk, "We come.");
        var change = new AgentAction.ChangeRecipients
        {
            Agent = DeskFixture.Jonas, Conversation = conversation.Id, Entry = failed, To = [new EmailPerson("", new("zoe@new.example"))], Receipt = new InboundReceipt("test", "1"),
        };
        Assert.False(Assert.IsType<ActionOutcome.Done>(await desk.Agents.ActAsync(change, Token)).IsRepeat);
        Assert.True(Assert.IsType<ActionOutcome.Done>(await desk.Agents.ActAsync(change, Token)).IsRepeat);
        Assert.IsType<ActionOutcome.Refused>(await desk.Agents.ActAsync(change with { Receipt = new InboundReceipt("test", "2") }, Token));
        Assert.Equal(2, (await RepliesAsync(desk, conversation)).Count);
    }

    [Fact]
    public async Task Who_has_written_twice_waits_since_the_first_time_when_the_answer_is_taken_back()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        desk.Time.Advance(TimeSpan.FromHours(2));
        await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Re: Broken boiler", "It still drips.", answers: "mail-1@customer.example");
        await SendAsync(desk, DeskFixture.Anna, conversation, "We come.");
        var held = Assert.Single(await RepliesAsync(desk, conversation)).Id;
        await desk.Agents.ActAsync(new AgentAction.WithdrawReply { Agent = DeskFixture.Anna, Conversation = conversation.Id, Entry = held }, Token);
        Assert.Equal(conversation.State.WaitingSince, (await desk.LoadAsync(conversation.Id)).State.WaitingSince);
    }

    [Fact]
    public async Task Mailing_it_to_others_makes_nobody_the_owner_where_answering_does_not()
    {
        await using var desk = await DeskFixture.CreateAsync(firstReplyOwns: false);
        var (conversation, failed) = await FailAsync(desk, "We come.");
        Assert.IsType<ActionOutcome.Done>(await ToAsync(desk, conversation, failed, "zoe@new.example"));
        Assert.Null((await desk.LoadAsync(conversation.Id)).State.Assignee);
    }

    [Fact]
    public async Task A_bounce_days_later_names_the_reply_that_it_is_about()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation, DeskFixture.Anna, "We come.");
        var reply = Assert.Single(await RepliesAsync(desk, conversation));
        await desk.Progress.AcceptedAsync(Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, Hold, Token)), "250 ok", [], Token);
        desk.Time.Advance(TimeSpan.FromDays(4));
        var report = await desk.MailAsync("mailer-daemon@customer.example", "support@acme.example", "Undelivered", "gone");
        var bounce = new BounceReport(reply.Email.MessageId, false, [new BouncedRecipient(new("zoe@customer.example"), "5.1.1", "550 gone")]);
        await desk.Intake.ReceiveAsync(report with { Kind = EmailKind.Bounce, Bounce = bounce }, history: false, Token);
        Assert.Equal(reply.Id, Assert.IsType<Entry.Activity>((await desk.Store.LoadAsync(conversation.Id, Token))!.Entries[^1]).About);
    }

    private static async Task<(Conversation Conversation, EntryId Failed)> FailAsync(DeskFixture desk, string text)
    {
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation, DeskFixture.Anna, text, confirmed: true);
        await desk.Progress.FailedAsync(Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, Hold, Token)), "550 no such user", Token);
        return (conversation, Assert.Single(await RepliesAsync(desk, conversation)).Id);
    }

    private static Task<ActionOutcome> ToAsync(DeskFixture desk, Conversation conversation, EntryId failed, string address, bool confirmed = false)
        => desk.Agents.ActAsync(
            new AgentAction.ChangeRecipients
            {
                Agent = DeskFixture.Jonas, Conversation = conversation.Id, Entry = failed, To = [new EmailPerson("", new EmailAddress(address))], Confirmed = confirmed,
            },
            Token);

    private static Task<ActionOutcome> SendAsync(
        DeskFixture desk, AgentId agent, Conversation conversation, string text, EntryId? seen = null, bool confirmed = false,
        IReadOnlyList<ReplyFile>? files = null, EntryId? carries = null)
        => desk.Agents.ActAsync(
            new AgentAction.Reply
            {
                Agent = agent, Conversation = conversation.Id, Text = text, LastSeen = seen, Confirmed = confirmed, Files = files ?? [], Carries = carries,
            },
            Token);

    private static async Task EndHoldsAsync(DeskFixture desk)
    {
        while (await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, Hold, Token) is [var due])
        {
            if (await desk.Progress.EndHoldAsync(due, ((DeliveryWork.SubmitReply)due.Work).Entry, Token) is not null)
                await desk.Queue.CompleteAsync(due, null, Token);
        }
    }

    private static async Task<IReadOnlyList<Entry.AgentReply>> RepliesAsync(DeskFixture desk, Conversation conversation)
        => [.. (await desk.Store.LoadAsync(conversation.Id, Token))!.Entries.OfType<Entry.AgentReply>()];
}

using System.Text;
using MailBridge.Conversations;
using MailBridge.MailOut;
using MailBridge.Operations;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailBridge.Tests.MailOut;

public sealed class MailOutWorkerTests
{
    private static readonly SendingOptions Options = new();

    private static CancellationToken Token => DeskFixture.Token;

    [Fact]
    public async Task An_accepted_reply_is_done_and_keeps_the_servers_words()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation.Id);
        var (worker, gateway) = Worker(desk);
        Assert.Equal(1, await desk.WorkAsync(worker, DeliveryLeg.Mail));
        Assert.Equal("250 2.0.0 queued", Assert.IsType<ReplyLife.Accepted>(await desk.LifeAsync(conversation.Id)).ServerWords);
        var sent = Assert.Single(gateway.Sent);
        Assert.Equal(["zoe@customer.example"], sent.Recipients);
        Assert.Equal("support@acme.example", sent.Sender.Value);
    }

    [Fact]
    public async Task A_deferred_reply_is_tried_again_with_growing_waits_and_shows_the_servers_words()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation.Id);
        var (worker, gateway) = Worker(desk, Fails(MailFaultKind.Temporary, "451 4.7.1 greylisted"), Fails(MailFaultKind.Temporary, "452 4.3.1 full"));

        Assert.Equal(1, await desk.WorkAsync(worker, DeliveryLeg.Mail));
        Assert.Equal("451 4.7.1 greylisted", Assert.IsType<ReplyLife.Queued>(await desk.LifeAsync(conversation.Id)).LastFault);
        desk.Time.Advance(Options.FirstRetryAfter - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await desk.WorkAsync(worker, DeliveryLeg.Mail));
        desk.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await desk.WorkAsync(worker, DeliveryLeg.Mail));
        desk.Time.Advance(Options.FirstRetryAfter);
        Assert.Equal(0, await desk.WorkAsync(worker, DeliveryLeg.Mail));
        desk.Time.Advance(Options.FirstRetryAfter);
        Assert.Equal(1, await desk.WorkAsync(worker, DeliveryLeg.Mail));

        Assert.IsType<ReplyLife.Accepted>(await desk.LifeAsync(conversation.Id));
        Assert.All(gateway.Sent, m => Assert.Equal(gateway.Sent[0].Bytes.ToArray(), m.Bytes.ToArray()));
        Assert.True(desk.Health.IsReady);
    }

    [Fact]
    public async Task A_reply_refused_for_good_has_failed_and_the_customer_waits_again()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation.Id);
        var (worker, _) = Worker(desk, Fails(MailFaultKind.Permanent, "550 5.1.1 no such user"));
        await desk.WorkAsync(worker, DeliveryLeg.Mail);

        Assert.Equal("550 5.1.1 no such user", Assert.IsType<ReplyLife.Failed>(await desk.LifeAsync(conversation.Id)).Cause);
        var state = (await desk.LoadAsync(conversation.Id)).State;
        Assert.Equal(ConversationStatus.Open, state.Status);
        Assert.NotNull(state.WaitingSince);
    }

    [Theory]
    [InlineData("Account")]
    [InlineData("Unreachable")]
    public async Task A_server_that_lets_nothing_through_keeps_the_reply_queued_and_the_health_report_says_so_until_it_is_mended(string kind)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation.Id);
        var (worker, _) = Worker(desk, Fails(Enum.Parse<MailFaultKind>(kind), "535 5.7.8 wrong password"));
        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        Assert.IsType<ReplyLife.Queued>(await desk.LifeAsync(conversation.Id));
        Assert.Equal("535 5.7.8 wrong password.", desk.Problem("Outgoing mail"));

        desk.Time.Advance(Options.FirstRetryAfter);
        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        Assert.IsType<ReplyLife.Accepted>(await desk.LifeAsync(conversation.Id));
        Assert.True(desk.Health.IsReady);
    }

    [Fact]
    public async Task A_server_that_answers_again_is_reported_well_even_if_it_defers_the_mail()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await desk.ReplyAsync((await desk.OpenAsync()).Id);
        var (worker, _) = Worker(desk, Fails(MailFaultKind.Unreachable, "nobody listens"), Fails(MailFaultKind.Temporary, "451 greylisted"));
        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        Assert.False(desk.Health.IsReady);
        desk.Time.Advance(Options.FirstRetryAfter);
        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        Assert.True(desk.Health.IsReady);
    }

    [Fact]
    public async Task A_reply_that_is_deferred_for_too_long_is_given_up_with_the_last_words()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation.Id);
        var (worker, _) = Worker(desk, Fails(MailFaultKind.Temporary, "451 a"), Fails(MailFaultKind.Temporary, "451 b"));
        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        desk.Time.Advance(Options.GiveUpAfter);
        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        Assert.Equal("Given up after 2 days: 451 b", Assert.IsType<ReplyLife.Failed>(await desk.LifeAsync(conversation.Id)).Cause);
    }

    [Fact]
    public async Task A_reply_of_unknown_fate_is_looked_for_at_once_and_accepted_where_it_is_found()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation.Id);
        var (worker, gateway) = Worker(desk, Unknown);
        gateway.Found = "Sent";
        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        Assert.Equal("found in Sent", Assert.IsType<ReplyLife.Accepted>(await desk.LifeAsync(conversation.Id)).ServerWords);
        Assert.Single(gateway.Sent);
        Assert.Equal(1, gateway.Looks);
    }

    [Fact]
    public async Task A_reply_of_unknown_fate_that_shows_up_later_is_not_sent_twice()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation.Id);
        var (worker, gateway) = Worker(desk, Unknown);
        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        Assert.IsType<ReplyLife.Uncertain>(await desk.LifeAsync(conversation.Id));
        Assert.Equal(1, gateway.Looks);

        gateway.Found = "Sent";
        desk.Time.Advance(Options.UncertainWait);
        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        Assert.IsType<ReplyLife.Accepted>(await desk.LifeAsync(conversation.Id));
        Assert.Single(gateway.Sent);
    }

    [Fact]
    public async Task A_reply_of_unknown_fate_that_is_nowhere_is_sent_once_more_with_the_same_bytes()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation.Id);
        var (worker, gateway) = Worker(desk, Unknown);
        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        desk.Time.Advance(Options.UncertainWait);
        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        Assert.IsType<ReplyLife.Accepted>(await desk.LifeAsync(conversation.Id));
        Assert.Equal(2, gateway.Sent.Count);
        Assert.Equal(gateway.Sent[0].Bytes.ToArray(), gateway.Sent[1].Bytes.ToArray());
    }

    [Fact]
    public async Task A_second_unknown_fate_is_a_failure_that_asks_for_the_customer_to_be_asked()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation.Id);
        var (worker, gateway) = Worker(desk, Unknown, Unknown);
        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        desk.Time.Advance(Options.UncertainWait);
        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        desk.Time.Advance(Options.UncertainWait);
        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        Assert.Contains("twice. It may have the mail or not; ask the customer", Assert.IsType<ReplyLife.Failed>(await desk.LifeAsync(conversation.Id)).Cause, StringComparison.Ordinal);
        Assert.Equal(2, gateway.Sent.Count);
    }

    [Fact]
    public async Task A_server_that_is_down_between_two_unknown_fates_does_not_make_it_three_attempts()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation.Id);
        var (worker, gateway) = Worker(desk, Unknown, Fails(MailFaultKind.Unreachable, "nobody listens"), Unknown);
        for (var i = 0; i < 5; i++)
        {
            await desk.WorkAsync(worker, DeliveryLeg.Mail);
            desk.Time.Advance(Options.UncertainWait);
        }
        Assert.Contains("twice", Assert.IsType<ReplyLife.Failed>(await desk.LifeAsync(conversation.Id)).Cause, StringComparison.Ordinal);
        Assert.Equal(3, gateway.Sent.Count);
    }

    [Fact]
    public async Task A_mail_that_a_crash_left_behind_its_last_byte_is_not_sent_at_once()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation.Id);
        var before = Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, TimeSpan.FromMinutes(30), Token));
        await desk.Queue.MarkFinalDotAsync(before, Token);
        await desk.Queue.ReleaseLeasesAsync(Token);

        var (worker, gateway) = Worker(desk);
        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        Assert.Empty(gateway.Sent);
        Assert.Equal(1, gateway.Looks);
        Assert.IsType<ReplyLife.Uncertain>(await desk.LifeAsync(conversation.Id));
        desk.Time.Advance(Options.UncertainWait);
        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        Assert.Single(gateway.Sent);
        Assert.IsType<ReplyLife.Accepted>(await desk.LifeAsync(conversation.Id));
    }

    [Fact]
    public async Task A_look_that_fails_postpones_the_second_attempt_and_in_the_end_gives_up()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation.Id);
        var (worker, gateway) = Worker(desk, Unknown);
        gateway.LookFault = new IOException("the mailbox does not answer");
        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        desk.Time.Advance(Options.UncertainWait);
        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        Assert.IsType<ReplyLife.Uncertain>(await desk.LifeAsync(conversation.Id));
        Assert.Single(gateway.Sent);

        desk.Time.Advance(Options.GiveUpAfter);
        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        Assert.Contains("could not be searched", Assert.IsType<ReplyLife.Failed>(await desk.LifeAsync(conversation.Id)).Cause, StringComparison.Ordinal);
        Assert.Single(gateway.Sent);
    }

    [Theory]
    [InlineData("550 5.1.1 no such user", false)]
    [InlineData("450 4.2.0 greylisted", true)]
    public async Task A_mail_that_only_our_own_copy_got_through_was_not_sent(string words, bool isTriedAgain)
    {
        await using var desk = await DeskFixture.CreateAsync(copyReplies: true);
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation.Id);
        var (worker, gateway) = Worker(desk, _ => new MailAccepted("250 queued", [new BouncedRecipient(new("zoe@customer.example"), "", words)]));
        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        Assert.Equal(["zoe@customer.example", "support@acme.example"], gateway.Sent[0].Recipients);
        var life = await desk.LifeAsync(conversation.Id);
        if (isTriedAgain) Assert.IsType<ReplyLife.Queued>(life);
        else Assert.Equal($"zoe@customer.example: {words}", Assert.IsType<ReplyLife.Failed>(life).Cause);
    }

    [Fact]
    public async Task Whom_the_server_puts_off_is_tried_again_alone_with_the_same_mail()
    {
        await using var desk = await DeskFixture.CreateAsync(copyReplies: true);
        var id = await ReplyToThreeAsync(desk);
        var (worker, gateway) = Worker(
            desk,
            _ => new MailAccepted("250 queued", [Refused("max", "450 4.2.0 greylisted"), Refused("bo", "550 5.1.1 unknown")]),
            _ => new MailAccepted("250 nobody", [Refused("max", "450 4.2.0 greylisted")]),
            Fails(MailFaultKind.Temporary, "451 later"));

        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        var life = Assert.IsType<ReplyLife.Partial>(await desk.LifeAsync(id));
        Assert.Equal(["max@customer.example"], life.Waiting.Select(r => r.Address.Value));
        Assert.Equal(["bo@customer.example"], life.Refused.Select(r => r.Address.Value));
        for (var i = 0; i < 3; i++)
        {
            desk.Time.Advance(Options.LongestRetryAfter);
            await desk.WorkAsync(worker, DeliveryLeg.Mail);
        }

        Assert.Equal(["bo@customer.example"], Assert.IsType<ReplyLife.Accepted>(await desk.LifeAsync(id)).Refused.Select(r => r.Address.Value));
        Assert.Equal(4, gateway.Sent.Count);
        Assert.All(gateway.Sent.Skip(1), m => Assert.Equal(["max@customer.example"], m.Recipients));
        Assert.All(gateway.Sent, m => Assert.Equal(gateway.Sent[0].Bytes.ToArray(), m.Bytes.ToArray()));
    }

    [Theory]
    [InlineData(MailFaultKind.Permanent, "554 no")]
    [InlineData(MailFaultKind.Unknown, "may have the mail or not")]
    public async Task Whom_the_server_refuses_at_last_or_in_silence_is_named_and_the_others_keep_their_mail(object kind, string words)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = await ReplyToThreeAsync(desk);
        var (worker, gateway) = Worker(desk, _ => new MailAccepted("250 queued", [Refused("max", "450 later")]), Fails((MailFaultKind)kind, "554 no"));
        gateway.Found = "Sent";
        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        desk.Time.Advance(Options.FirstRetryAfter);
        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        var refused = Assert.Single(Assert.IsType<ReplyLife.Accepted>(await desk.LifeAsync(id)).Refused);
        Assert.Equal("max@customer.example", refused.Address.Value);
        Assert.Contains(words, refused.Diagnostic, StringComparison.Ordinal);
        Assert.Equal(0, (await desk.Queue.DepthAsync(DeliveryLeg.Mail, Token)).Scheduled);
    }

    [Fact]
    public async Task A_held_reply_leaves_when_its_hold_ends_also_after_a_restart_and_with_its_last_words()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        var entry = await TypeAsync(desk, id, "Old words.");
        var (worker, gateway) = Worker(desk);
        Assert.Equal(0, await desk.WorkAsync(worker, DeliveryLeg.Mail));
        await desk.Agents.ActAsync(new AgentAction.EditReply { Agent = DeskFixture.Anna, Conversation = id, Entry = entry, Text = "New words." }, Token);
        Assert.Null(await desk.Raw.FindOwnAsync($"reply:{entry}", Token));

        // The process died with the delivery leased.
        desk.Time.Advance(SendingRules.Default.Hold);
        await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, TimeSpan.FromMinutes(30), Token);
        await desk.Queue.ReleaseLeasesAsync(Token);

        Assert.Equal(1, await desk.WorkAsync(worker, DeliveryLeg.Mail));
        Assert.IsType<ReplyLife.Accepted>(await desk.LifeAsync(id));
        var mail = Encoding.UTF8.GetString(Assert.Single(gateway.Sent).Bytes.Span);
        Assert.Contains("New words.", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("Old words.", mail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_taken_back_stopped_or_sent_at_once_is_mailed_never_or_once()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        var (worker, gateway) = Worker(desk);
        var dropped = await TypeAsync(desk, id, "Dropped.");
        desk.Time.Advance(SendingRules.Default.Hold);
        var leased = Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, TimeSpan.FromMinutes(30), Token));
        await desk.Agents.ActAsync(new AgentAction.WithdrawReply { Agent = DeskFixture.Anna, Conversation = id, Entry = dropped }, Token);
        await worker.DeliverAsync(leased, Token);
        Assert.Empty(gateway.Sent);

        var sent = await TypeAsync(desk, id, "Sent at once.");
        desk.Time.Advance(SendingRules.Default.Hold);
        leased = Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, TimeSpan.FromMinutes(30), Token));
        await desk.Agents.ActAsync(new AgentAction.SendReply { Agent = DeskFixture.Anna, Conversation = id, Entry = sent }, Token);
        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        await worker.DeliverAsync(leased, Token);
        Assert.Single(gateway.Sent);
    }

    [Fact]
    public async Task Files_go_with_the_mail_byte_for_byte()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        byte[] pdf = [.. Enumerable.Range(0, 4000).Select(i => (byte)i)];
        await desk.AtOnce.ActAsync(
            new AgentAction.Reply { Agent = DeskFixture.Anna, Conversation = id, Text = "Here.", Files = [new("Ängebot.pdf", "application/pdf", pdf), new("x\"y.exe", "no type", pdf)] },
            Token);
        var (worker, gateway) = Worker(desk);
        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        var files = Mime.MimeMessage.Read(Assert.Single(gateway.Sent).Bytes).Attachments;
        Assert.Equal(["Ängebot.pdf", "application/pdf"], [files[0].FileName, files[0].MediaType]);
        Assert.Equal(2, files.Count);
        Assert.All(files, f => Assert.Equal(pdf, f.Content.ToArray()));
    }

    private static BouncedRecipient Refused(string name, string words) => new(new($"{name}@customer.example"), "", words);

    private static async Task<ConversationId> ReplyToThreeAsync(DeskFixture desk)
    {
        var id = (await desk.OpenAsync()).Id;
        EmailPerson[] to = [.. new[] { "zoe", "max", "bo" }.Select(n => new EmailPerson("", new EmailAddress($"{n}@customer.example")))];
        Assert.IsType<ActionOutcome.Done>(await desk.AtOnce.ActAsync(new AgentAction.Reply { Agent = DeskFixture.Anna, Conversation = id, Text = "Hello", To = to }, Token));
        return id;
    }

    private static async Task<EntryId> TypeAsync(DeskFixture desk, ConversationId id, string text)
    {
        var message = new ChatPostRef(DeskFixture.Channel, text);
        await desk.Agents.ActAsync(new AgentAction.Reply { Agent = DeskFixture.Anna, Conversation = id, Text = text, TypedIn = message }, Token);
        return (await desk.LoadAsync(id)).Entries[^1].Id;
    }

    [Fact]
    public async Task A_refused_copy_to_ourselves_is_no_news()
    {
        await using var desk = await DeskFixture.CreateAsync(copyReplies: true);
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation.Id);
        var (worker, _) = Worker(desk, _ => new MailAccepted("250 queued", [new BouncedRecipient(new("support@acme.example"), "", "550 no")]));
        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        Assert.Empty(Assert.IsType<ReplyLife.Accepted>(await desk.LifeAsync(conversation.Id)).Refused);
    }

    [Fact]
    public async Task A_reply_that_is_known_to_have_arrived_is_not_sent_again()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation.Id);
        var (worker, gateway) = Worker(desk, Unknown);
        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        var reply = (await desk.LoadAsync(conversation.Id)).Entries.OfType<Entry.AgentReply>().Single();
        await desk.ReceiveAsync(DeskFixture.Mail(2).Replace("Date:", $"In-Reply-To: <{reply.Email.MessageId}>\nDate:", StringComparison.Ordinal));
        desk.Time.Advance(Options.UncertainWait);
        await desk.WorkAsync(worker, DeliveryLeg.Mail);
        Assert.Single(gateway.Sent);
        Assert.Equal(1, gateway.Looks);
        Assert.IsType<ReplyLife.Accepted>(await desk.LifeAsync(conversation.Id));
    }

    [Fact]
    public async Task A_stop_before_the_last_byte_returns_the_reply_to_the_queue_unharmed()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation.Id);
        var begun = new TaskCompletionSource();
        var (worker, gateway) = Worker(desk);
        gateway.Hold = async token =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, desk.Time, token);
        };
        await worker.StartAsync(Token);
        await begun.Task.WaitAsync(Token);
        var stopped = worker.StopAsync(CancellationToken.None);
        desk.Time.Advance(QueueWorker.Grace);
        await stopped;
        var again = Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, TimeSpan.FromMinutes(1), Token));
        Assert.Equal(0, again.Attempts);
        Assert.Null(again.FinalDotAt);
        Assert.Equal(new ReplyLife.Queued(), await desk.LifeAsync(conversation.Id));
    }

    [Fact]
    public async Task A_stop_lets_a_hand_over_under_way_come_to_its_end()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.ReplyAsync(conversation.Id);
        var (begun, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var (worker, gateway) = Worker(desk);
        gateway.Hold = async token =>
        {
            begun.SetResult();
            await goOn.Task.WaitAsync(token);
        };
        await worker.StartAsync(Token);
        await begun.Task.WaitAsync(Token);
        var stopped = worker.StopAsync(CancellationToken.None);
        goOn.SetResult();
        await stopped;
        Assert.IsType<ReplyLife.Accepted>(await desk.LifeAsync(conversation.Id));
    }

    private static Func<MailToSend, MailAccepted> Fails(MailFaultKind kind, string words) => _ => throw new MailFault(kind, words);

    private static MailAccepted Unknown(MailToSend mail) => throw new MailFault(MailFaultKind.Unknown, "the server closed the connection");

    private static (MailOutWorker, ScriptedMailGateway) Worker(DeskFixture desk, params Func<MailToSend, MailAccepted>[] answers)
    {
        var gateway = new ScriptedMailGateway(answers);
        return (new MailOutWorker(
            desk.Queue, desk.Store, desk.Raw, desk.Files, desk.Progress, gateway, desk.Directory, Options, new Installation("acme1", new byte[32]), desk.Health,
            NullLogger<MailOutWorker>.Instance, desk.Time), gateway);
    }
}

/// <summary>A way out that answers as it was told, then takes everything.</summary>
internal sealed class ScriptedMailGateway(IEnumerable<Func<MailToSend, MailAccepted>> answers) : IMailGateway
{
    private readonly Queue<Func<MailToSend, MailAccepted>> _answers = new(answers);

    public List<MailToSend> Sent { get; } = [];

    public Queue<IOException?> Checks { get; } = new();

    public Task CheckAsync(CancellationToken cancellation)
        => Checks.TryDequeue(out var fault) && fault is not null ? Task.FromException(fault) : Task.CompletedTask;

    public int Looks { get; private set; }

    public string? Found { get; set; }

    public IOException? LookFault { get; set; }

    /// <summary>Awaited before the last byte.</summary>
    public Func<CancellationToken, Task> Hold { get; set; } = _ => Task.CompletedTask;

    public async Task<MailAccepted> SubmitAsync(MailToSend mail, Func<CancellationToken, ValueTask> beforeFinalDot, CancellationToken cancellation)
    {
        Sent.Add(mail);
        await Hold(cancellation);
        var answer = _answers.TryDequeue(out var next) ? next : _ => new MailAccepted("250 2.0.0 queued", []);
        try
        {
            var accepted = answer(mail);
            await beforeFinalDot(cancellation);
            return accepted;
        }
        catch (MailFault fault) when (fault.Kind == MailFaultKind.Unknown)
        {
            await beforeFinalDot(cancellation);
            throw;
        }
    }

    public Task<string?> FindSentAsync(InboxId inbox, MsgId id, CancellationToken cancellation)
    {
        Looks++;
        return LookFault is null ? Task.FromResult(Found) : Task.FromException<string?>(LookFault);
    }
}

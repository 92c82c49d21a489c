using System.Net;
using System.Net.WebSockets;
using System.Threading.Channels;
using MailBridge.SlackApi.Payloads;
using MailBridge.SlackApi.SocketMode;

namespace MailBridge.SlackApi.Tests.SocketMode;

/// <summary>Conversations over real web sockets on the loopback; all waits are measured by a clock that the test moves.</summary>
public sealed class SocketModeTests
{
    /// <summary>Far beyond what any of these needs: only a hang meets it.</summary>
    private const int Hang = 60_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static SocketModeHandler Acknowledging { get; } = (_, ack, ct) => ack.SendAsync(ct);

    private static string Event(int number) =>
        $$"""{"envelope_id":"e-{{number}}","type":"events_api","accepts_response_payload":false,"retry_attempt":0,"retry_reason":"","payload":{"type":"event_callback","team_id":"T1","event_id":"Ev{{number}}","event":{"type":"app_uninstalled"} } }""";

    private static string Acknowledged(int number) => $$"""{"envelope_id":"e-{{number}}"}""";

    [Fact(Timeout = Hang)]
    public async Task An_envelope_is_kept_first_and_acknowledged_by_its_id_then()
    {
        await using var slack = await LoopbackSlack.StartAsync(Ct);
        var kept = new TaskCompletionSource();
        var came = Channel.CreateUnbounded<SocketEnvelope>();
        _ = slack.Run(
            async (envelope, ack, ct) =>
            {
                await came.Writer.WriteAsync(envelope, ct);
                await kept.Task;
                Assert.True(await ack.SendAsync(ct));
            },
            Ct);
        var link = await slack.NextUpAsync(Ct);
        await link.SayAsync(Event(1), Ct);
        var envelope = await came.Reader.ReadAsync(Ct);
        Assert.Equal(("e-1", "events_api", false, 0, ""), (envelope.EnvelopeId, envelope.Type, envelope.AcceptsResponsePayload, envelope.RetryAttempt, envelope.RetryReason));
        Assert.Equal("Ev1", Assert.IsType<SlackPayload.EventCallback>(envelope.Read()).EventId);
        var heard = link.HearAsync(Ct);
        Assert.False(heard.IsCompleted);
        kept.SetResult();
        Assert.Equal(Acknowledged(1), await heard);
        Assert.Equal(["Bearer xapp-1-secret"], slack.Authorizations);
    }

    [Fact(Timeout = Hang)]
    public async Task An_answer_travels_in_the_acknowledgement_where_Slack_takes_one()
    {
        await using var slack = await LoopbackSlack.StartAsync(Ct);
        var errors = new ViewResponse.Errors(new Dictionary<string, string> { ["body"] = "Say something." });
        _ = slack.Run(
            async (_, ack, ct) =>
            {
                await ack.SendAsync(errors.ToJson(), ct);
                // A second time does nothing.
                await ack.SendAsync(ct);
            },
            Ct);
        var link = await slack.NextUpAsync(Ct);
        await link.SayAsync("""{"envelope_id":"e-1","type":"interactive","accepts_response_payload":true,"payload":{"type":"view_submission"}}""", Ct);
        Assert.Equal("""{"envelope_id":"e-1","payload":{"response_action":"errors","errors":{"body":"Say something."}}}""", await link.HearAsync(Ct));
        await link.SayAsync(Event(2), Ct);
        Assert.Equal(Acknowledged(2), await link.HearAsync(Ct));
    }

    [Theory(Timeout = Hang)]
    [InlineData("interactive", true)]
    [InlineData("slash_commands", true)]
    [InlineData("events_api", false)]
    public async Task Where_it_is_not_said_what_a_person_waits_for_takes_an_answer(string type, bool takesOne)
    {
        await using var slack = await LoopbackSlack.StartAsync(Ct);
        var came = Channel.CreateUnbounded<SocketEnvelope>();
        _ = slack.Run((envelope, _, ct) => came.Writer.WriteAsync(envelope, ct).AsTask(), Ct);
        var link = await slack.NextUpAsync(Ct);
        await link.SayAsync($$$"""{"envelope_id":"e-1","type":"{{{type}}}","payload":{}}""", Ct);
        Assert.Equal(takesOne, (await came.Reader.ReadAsync(Ct)).AcceptsResponsePayload);
    }

    [Fact(Timeout = Hang)]
    public async Task A_retry_is_visible_and_is_delivered_like_any_other()
    {
        await using var slack = await LoopbackSlack.StartAsync(Ct);
        var came = Channel.CreateUnbounded<SocketEnvelope>();
        _ = slack.Run((envelope, _, ct) => came.Writer.WriteAsync(envelope, ct).AsTask(), Ct);
        var link = await slack.NextUpAsync(Ct);
        await link.SayAsync("""{"envelope_id":"e-1","type":"events_api","payload":{},"retry_attempt":2,"retry_reason":"timeout"}""", Ct);
        var envelope = await came.Reader.ReadAsync(Ct);
        Assert.Equal((2, "timeout"), (envelope.RetryAttempt, envelope.RetryReason));
    }

    [Theory(Timeout = Hang)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public async Task Frames_of_any_size_make_one_message(int size)
    {
        await using var slack = await LoopbackSlack.StartAsync(Ct);
        _ = slack.Run(Acknowledging, Ct);
        var link = await slack.NextAsync(Ct);
        await link.SayInPiecesAsync(FarEnd.Hello, size, Ct);
        await link.SayInPiecesAsync(Event(1), size, Ct);
        Assert.Equal(Acknowledged(1), await link.HearAsync(Ct));
    }

    [Fact(Timeout = Hang)]
    public async Task What_is_too_big_or_is_no_envelope_is_passed_over_and_the_link_lives()
    {
        await using var slack = await LoopbackSlack.StartAsync(Ct);
        _ = slack.Run(Acknowledging, Ct, new SocketModeOptions { Connections = 1, MaxEnvelopeBytes = 5000 });
        var link = await slack.NextUpAsync(Ct);
        foreach (var odd in new[] { new string('x', 20_000), "", "not JSON", "[]", "null", """{"type":"news"}""", """{"type":3,"envelope_id":null}""" })
            await link.SayAsync(odd, Ct);
        await link.SayAsync(Event(1), Ct);
        Assert.Equal(Acknowledged(1), await link.HearAsync(Ct));
    }

    [Fact(Timeout = Hang)]
    public async Task A_handler_that_fails_leaves_its_envelope_to_be_delivered_again_and_harms_no_other()
    {
        await using var slack = await LoopbackSlack.StartAsync(Ct);
        _ = slack.Run((envelope, ack, ct) => envelope.EnvelopeId == "e-1" ? throw new InvalidOperationException("disk full") : ack.SendAsync(ct), Ct);
        var link = await slack.NextUpAsync(Ct);
        await link.SayAsync(Event(1), Ct);
        await link.SayAsync(Event(2), Ct);
        Assert.Equal(Acknowledged(2), await link.HearAsync(Ct));
    }

    [Fact(Timeout = Hang)]
    public async Task No_more_than_so_many_are_handled_at_a_time()
    {
        await using var slack = await LoopbackSlack.StartAsync(Ct);
        var (room, running, most) = (new SemaphoreSlim(0), 0, 0);
        _ = slack.Run(
            async (_, ack, ct) =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                await room.WaitAsync(ct);
                Interlocked.Decrement(ref running);
                await ack.SendAsync(ct);
            },
            Ct,
            new SocketModeOptions { Connections = 1, MaxConcurrent = 2 });
        var link = await slack.NextUpAsync(Ct);
        for (var i = 1; i <= 6; i++) await link.SayAsync(Event(i), Ct);
        for (var i = 1; i <= 6; i++)
        {
            room.Release();
            Assert.NotNull(await link.HearAsync(Ct));
        }
        Assert.InRange(most, 1, 2);
    }

    [Fact(Timeout = Hang)]
    public async Task Several_links_hear_at_once_and_each_has_its_own_URL()
    {
        await using var slack = await LoopbackSlack.StartAsync(Ct);
        _ = slack.Run(Acknowledging, Ct, new SocketModeOptions { Connections = 3 });
        for (var i = 1; i <= 3; i++)
        {
            var link = await slack.NextUpAsync(Ct);
            await link.SayAsync(Event(i), Ct);
            Assert.Equal(Acknowledged(i), await link.HearAsync(Ct));
        }
        Assert.Equal(3, slack.Opened);
        while (slack.Client.Status.Links.Any(static link => link != SocketLinkState.Up)) await Task.Yield();
        Assert.True(slack.Client.Status.IsHearing);
        Assert.Equal(slack.Time.GetUtcNow(), slack.Client.Status.LastEnvelope);
    }

    [Theory(Timeout = Hang)]
    [InlineData("warning")]
    [InlineData("refresh_requested")]
    public async Task The_next_link_is_up_before_the_old_one_goes_and_the_old_one_is_heard_out(string reason)
    {
        await using var slack = await LoopbackSlack.StartAsync(Ct);
        _ = slack.Run(Acknowledging, Ct);
        var old = await slack.NextUpAsync(Ct);
        await slack.UntilAsync(SocketLinkState.Up, Ct);
        await old.SayAsync(Event(1), Ct);
        Assert.Equal(Acknowledged(1), await old.HearAsync(Ct));
        slack.Time.Advance(TimeSpan.FromHours(1));
        await old.DisconnectAsync(reason, Ct);
        // Nobody waits: the clock stands still.
        var next = await slack.NextAsync(Ct);
        await old.SayAsync(Event(2), Ct);
        Assert.Equal(Acknowledged(2), await old.HearAsync(Ct));
        await next.SayAsync(FarEnd.Hello, Ct);
        await slack.UntilAsync(SocketLinkState.Up, Ct);
        await next.SayAsync(Event(3), Ct);
        Assert.Equal(Acknowledged(3), await next.HearAsync(Ct));
        await old.SayAsync(Event(4), Ct);
        Assert.Equal(Acknowledged(4), await old.HearAsync(Ct));
        // Slack closes the old one; we say goodbye and the new one stays.
        await old.CloseAsync(Ct);
        Assert.Null(await old.HearAsync(Ct));
        Assert.Equal([SocketLinkState.Up], slack.Client.Status.Links);
        Assert.Equal(2, slack.Opened);
    }

    [Fact(Timeout = Hang)]
    public async Task A_replaced_link_that_Slack_forgets_to_close_is_closed_when_its_time_is_over()
    {
        await using var slack = await LoopbackSlack.StartAsync(Ct);
        _ = slack.Run(Acknowledging, Ct);
        var old = await slack.NextUpAsync(Ct);
        await slack.UntilAsync(SocketLinkState.Up, Ct);
        slack.Time.Advance(TimeSpan.FromHours(1));
        await old.DisconnectAsync("warning", Ct);
        await slack.NextUpAsync(Ct);
        await slack.UntilAsync(SocketLinkState.Up, Ct);
        var goodbye = old.HearAsync(Ct);
        slack.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(goodbye.IsCompleted);
        slack.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await goodbye);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, old.CloseStatus);
    }

    [Fact(Timeout = Hang)]
    public async Task A_link_that_breaks_is_connected_anew_after_a_wait()
    {
        await using var slack = await LoopbackSlack.StartAsync(Ct);
        _ = slack.Run(Acknowledging, Ct);
        for (var i = 1; i <= 4; i++)
        {
            var link = await slack.PassWaitsUntilAsync(slack.NextUpAsync(Ct), Ct);
            await link.SayAsync(Event(i), Ct);
            Assert.Equal(Acknowledged(i), await link.HearAsync(Ct));
            if (i % 2 == 0) link.Drop();
            else await link.CloseAsync(Ct);
        }
        await slack.PassWaitsUntilAsync(slack.NextUpAsync(Ct), Ct);
        Assert.NotNull(slack.Client.Status.LastFault);
    }

    [Fact(Timeout = Hang)]
    public async Task A_link_without_hello_is_given_up()
    {
        await using var slack = await LoopbackSlack.StartAsync(Ct);
        _ = slack.Run(Acknowledging, Ct);
        await slack.NextAsync(Ct);
        Assert.False(slack.Client.Status.IsHearing);
        await slack.PassTimeUntilAsync(static status => status.LastFault is not null, Ct);
        var next = await slack.PassWaitsUntilAsync(slack.NextUpAsync(Ct), Ct);
        await next.SayAsync(Event(1), Ct);
        Assert.Equal(Acknowledged(1), await next.HearAsync(Ct));
    }

    [Fact(Timeout = Hang)]
    public async Task A_far_end_that_answers_no_ping_is_dead()
    {
        await using var slack = await LoopbackSlack.StartAsync(Ct);
        var ping = TimeSpan.FromMilliseconds(20);
        _ = slack.Run(Acknowledging, Ct, new SocketModeOptions { Connections = 1, PingInterval = ping, PongTimeout = ping });
        // A web socket that nobody reads answers no ping.
        await slack.NextUpAsync(Ct);
        await slack.UntilAsync(SocketLinkState.Waiting, Ct);
    }

    [Fact(Timeout = Hang)]
    public async Task Socket_Mode_switched_off_stops_all_links_with_a_fault()
    {
        await using var slack = await LoopbackSlack.StartAsync(Ct);
        var run = slack.Run(Acknowledging, Ct, new SocketModeOptions { Connections = 2 });
        var first = await slack.NextUpAsync(Ct);
        var second = await slack.NextUpAsync(Ct);
        while (slack.Client.Status.Links.Any(static link => link != SocketLinkState.Up)) await Task.Yield();
        var goodbye = second.HearAsync(Ct);
        await first.DisconnectAsync("link_disabled", Ct);
        var fault = await Assert.ThrowsAsync<SlackRefusedException>(() => run);
        Assert.Equal(("link_disabled", SlackVerdict.MendTheSetup), (fault.Error, fault.Verdict));
        Assert.Null(await goodbye);
        Assert.Equal([SocketLinkState.Stopped, SocketLinkState.Stopped], slack.Client.Status.Links);
    }

    [Fact(Timeout = Hang)]
    public async Task Where_there_are_too_many_links_the_next_try_is_half_a_minute_away()
    {
        await using var slack = await LoopbackSlack.StartAsync(Ct);
        _ = slack.Run(Acknowledging, Ct);
        var link = await slack.NextAsync(Ct);
        var began = slack.Time.GetUtcNow();
        await link.DisconnectAsync("too_many_websockets", Ct);
        await slack.PassWaitsUntilAsync(slack.NextUpAsync(Ct), Ct);
        Assert.True(slack.Time.GetUtcNow() - began >= TimeSpan.FromSeconds(30));
    }

    [Theory(Timeout = Hang)]
    [InlineData("invalid_auth", SlackVerdict.MendTheToken)]
    [InlineData("not_authed", SlackVerdict.MendTheToken)]
    [InlineData("account_inactive", SlackVerdict.MendTheToken)]
    [InlineData("forbidden_team", SlackVerdict.MendTheToken)]
    [InlineData("not_allowed_token_type", SlackVerdict.MendTheSetup)]
    [InlineData("missing_scope", SlackVerdict.MendTheSetup)]
    public async Task A_token_that_a_person_has_to_mend_stops_it(string error, SlackVerdict verdict)
    {
        await using var slack = await LoopbackSlack.StartAsync(Ct);
        slack.Refuse($$"""{"ok":false,"error":"{{error}}"}""");
        var fault = await Assert.ThrowsAsync<SlackRefusedException>(() => slack.Run(Acknowledging, Ct));
        Assert.Equal((error, verdict), (fault.Error, fault.Verdict));
        Assert.Equal(1, slack.Opened);
    }

    [Fact(Timeout = Hang)]
    public async Task An_outage_while_connecting_is_outlived()
    {
        await using var slack = await LoopbackSlack.StartAsync(Ct);
        slack.Refuse("<html>", HttpStatusCode.BadGateway);
        slack.Refuse("""{"ok":false,"error":"internal_error"}""");
        slack.Refuse("""{"ok":false,"error":"ratelimited"}""", HttpStatusCode.TooManyRequests);
        slack.Refuse("""{"ok":true,"url":"https://evil.example/"}""");
        slack.Refuse("""{"ok":true,"url":"ws://127.0.0.1:1/nobody"}""");
        slack.Refuse("""{"ok":true}""");
        _ = slack.Run(Acknowledging, Ct);
        var link = await slack.PassWaitsUntilAsync(slack.NextUpAsync(Ct), Ct);
        await link.SayAsync(Event(1), Ct);
        Assert.Equal(Acknowledged(1), await link.HearAsync(Ct));
        Assert.Equal(7, slack.Opened);
    }

    [Fact(Timeout = Hang)]
    public async Task Told_to_stop_it_lets_handlers_finish_says_goodbye_and_returns()
    {
        await using var slack = await LoopbackSlack.StartAsync(Ct);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var (started, finish) = (new TaskCompletionSource(), new TaskCompletionSource());
        var run = slack.Run(
            async (_, ack, ct) =>
            {
                started.TrySetResult();
                await finish.Task;
                await ack.SendAsync(ct);
            },
            stop.Token);
        var link = await slack.NextUpAsync(Ct);
        await slack.UntilAsync(SocketLinkState.Up, Ct);
        await link.SayAsync(Event(1), Ct);
        await started.Task;
        await stop.CancelAsync();
        Assert.False(run.IsCompleted);
        finish.SetResult();
        Assert.Equal(Acknowledged(1), await link.HearAsync(Ct));
        Assert.Null(await link.HearAsync(Ct));
        Assert.Equal(WebSocketCloseStatus.NormalClosure, link.CloseStatus);
        await run;
        Assert.Equal([SocketLinkState.Stopped], slack.Client.Status.Links);
    }

    [Fact(Timeout = Hang)]
    public async Task A_handler_that_never_ends_is_left_behind_when_its_grace_is_over()
    {
        await using var slack = await LoopbackSlack.StartAsync(Ct);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var (started, abandoned) = (new TaskCompletionSource(), new TaskCompletionSource<bool>());
        var run = slack.Run(
            async (_, _, ct) =>
            {
                started.TrySetResult();
                using var told = ct.Register(() => abandoned.TrySetResult(true));
                await abandoned.Task;
            },
            stop.Token);
        var link = await slack.NextUpAsync(Ct);
        await slack.UntilAsync(SocketLinkState.Up, Ct);
        await link.SayAsync(Event(1), Ct);
        await started.Task;
        await stop.CancelAsync();
        Assert.True(await slack.PassGraceAsync(abandoned.Task, Ct));
        await run;
    }

    [Fact]
    public void Waits_double_up_to_a_minute_and_are_drawn_by_lot()
    {
        var backoff = new SocketModeBackoff(new SocketModeOptions(), new Random(7));
        var lost = new LinkEnd.Broken("gone");
        Assert.Equal(TimeSpan.Zero, backoff.Wait(new LinkEnd.Soon("warning"), 0));
        for (var failures = 1; failures < 60; failures++)
        {
            var bound = Math.Min(Math.Pow(2, failures - 1), 60);
            var waits = Enumerable.Range(0, 50).Select(_ => backoff.Wait(lost, failures).TotalSeconds).ToList();
            Assert.All(waits, wait => Assert.InRange(wait, 0, bound));
            Assert.True(waits.Max() > bound / 2 && waits.Min() < bound / 2);
        }
        Assert.True(backoff.Wait(new LinkEnd.Crowded(), 1) >= TimeSpan.FromSeconds(30));
        Assert.True(backoff.Wait(new LinkEnd.Broken("ratelimited", TimeSpan.FromSeconds(45)), 1) >= TimeSpan.FromSeconds(45));
    }
}

using System.Text;
using MailBridge.MailProtocols.Smtp;
using MailBridge.MailProtocols.Tests.Wire;
using MailBridge.Testing.Mail;

namespace MailBridge.MailProtocols.Tests.Smtp;

public sealed class SmtpClientTests
{
    private const string Hello = "S: 220 ready\nC: EHLO client.example\n";
    private const string Plain = Hello + "S: 250-hello\nS: 250-PIPELINING\nS: 250 SIZE 1000\n";
    private static readonly byte[] Message = "a: b\r\n\r\nc\r\n"u8.ToArray();
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a\r\n")]
    [InlineData("a\n", "a\r\n")]
    [InlineData("a\r", "a\r\n")]
    [InlineData("\n.\n", "\r\n..\r\n")]
    [InlineData(".\r\n.a\r\nb.", "..\r\n..a\r\nb.\r\n")]
    [InlineData("a\r\r\nb\n\rc", "a\r\n\r\nb\r\n\r\nc\r\n")]
    [InlineData("x\n.\nMAIL FROM:<evil@example.org>\r.\r\n", "x\r\n..\r\nMAIL FROM:<evil@example.org>\r\n..\r\n")]
    public void A_message_goes_with_clean_line_ends_and_doubled_dots(string message, string wire)
    {
        for (var block = 2; block < 12; block++)
        {
            var sent = new List<byte>();
            foreach (var piece in DotStuffing.Encode(Encoding.ASCII.GetBytes(message), block)) sent.AddRange(piece.Span);
            Assert.Equal(wire, Encoding.ASCII.GetString([.. sent]));
        }
        var undotted = wire.Replace("\r\n..", "\r\n.", StringComparison.Ordinal);
        if (undotted.StartsWith("..", StringComparison.Ordinal)) undotted = undotted[1..];
        Assert.Equal(undotted.Length, DotStuffing.CountOctets(Encoding.ASCII.GetBytes(message)));
    }

    [Theory]
    [InlineData("anna@customer.example", "anna@customer.example")]
    [InlineData("\"a b\"@customer.example", "\"a b\"@customer.example")]
    [InlineData("anna@Bücher.example", "anna@xn--bcher-kva.example")]
    [InlineData("anna@[192.0.2.1]", "anna@[192.0.2.1]")]
    [InlineData("änna@customer.example", "änna@customer.example")]
    [InlineData("a b@customer.example", null)]
    [InlineData("a>RCPT@customer.example", null)]
    [InlineData("a\r\nRCPT TO:<b@c.example>@customer.example", null)]
    [InlineData("\"a\r\nb\"@customer.example", null)]
    [InlineData("\"a\"b\"@customer.example", null)]
    [InlineData("\"a\\\"@customer.example", null)]
    [InlineData("anna@customer.example> SIZE=1", null)]
    [InlineData("anna@customer.example\r\nDATA", null)]
    [InlineData("anna", null)]
    [InlineData("@customer.example", null)]
    [InlineData("anna@", null)]
    [InlineData("", null)]
    public void An_address_is_written_or_refused_and_never_mended(string address, string? written) =>
        Assert.Equal(written, SmtpAddress.TryWrite(address, out _));

    [Theory]
    [InlineData("Ok: queued as 4Xb1Qd2nVyz9sT", "4Xb1Qd2nVyz9sT")]
    [InlineData("OK id=1rABCD-0001ab-2C", "1rABCD-0001ab-2C")]
    [InlineData("<9d1c@AM0.prod.outlook.com> [InternalId=123, Hostname=AM0] 1234 bytes in 0.1, 9 KB/sec Queued mail for delivery", "9d1c@AM0.prod.outlook.com")]
    [InlineData("OK  1700000000 a1-20020a170906b00b00.123 - gsmtp", "a1-20020a170906b00b00.123")]
    [InlineData("Ok 0100018c5d0e1234-8c7a1b2c-1234-5678-9abc-def012345678-000000", "0100018c5d0e1234-8c7a1b2c-1234-5678-9abc-def012345678-000000")]
    [InlineData("3B1ABCDE012345 Message accepted for delivery", "3B1ABCDE012345")]
    [InlineData("Thank you for your mail", null)]
    public void A_queue_id_is_found_where_its_shape_is_known(string text, string? id) =>
        Assert.Equal(id, QueueIds.TryFind(new SmtpReply(250, "2.0.0", text)));

    [Fact]
    public async Task Too_big_a_message_is_refused_before_anything_is_sent()
    {
        await using var client = await Scripts.SmtpAsync(Plain + "C: never", Ct);
        var refusal = await Assert.ThrowsAsync<SmtpRefusedException>(() => SendAsync(client, new byte[999]));
        Assert.Equal((552, "5.3.4"), (refusal.Reply.Code, refusal.Reply.Enhanced));
        Assert.True(client.IsConnected);
    }

    [Fact]
    public async Task A_local_part_of_other_letters_needs_SMTPUTF8()
    {
        await using var client = await Scripts.SmtpAsync(Plain + "C: never", Ct);
        var refusal = await Assert.ThrowsAsync<SmtpRefusedException>(
            () => client.SendAsync(new("a@team.example", ["änna@customer.example"]), Message, _ => default, Ct));
        Assert.Equal((553, "5.6.7", false), (refusal.Reply.Code, refusal.Reply.Enhanced, refusal.IsTransient));
    }

    [Fact]
    public async Task What_the_message_needs_is_asked_for_where_it_is_offered()
    {
        await using var client = await Scripts.SmtpAsync(Hello + """
            S: 250-hello
            S: 250-8BITMIME
            S: 250 SMTPUTF8
            C: MAIL FROM:<a@team.example> BODY=8BITMIME SMTPUTF8
            S: 250 ok
            C: RCPT TO:<Ã¤nna@customer.example>
            S: 250 ok
            C: DATA
            S: 354 go
            C: a: Ã¤
            C: 
            C: c
            C: .
            S: 250 ok
            """, Ct);
        await client.SendAsync(
            new("a@team.example", ["änna@customer.example"]), Encoding.UTF8.GetBytes("a: ä\r\n\r\nc\r\n"), _ => default, Ct);
    }

    [Fact]
    public async Task The_callback_comes_after_the_message_and_before_the_dot()
    {
        await using var stream = new ScriptedStream(Transcript.Parse(Plain + """
            C: MAIL FROM:<a@team.example> SIZE=11
            C: RCPT TO:<b@customer.example>
            C: DATA
            S: 250 ok
            S: 250 ok
            S: 354 go
            C: a: b
            C: 
            C: c
            """));
        await using var client = await Scripts.SmtpAsync(stream, Ct);
        var finished = false;
        await Assert.ThrowsAsync<SmtpOutcomeUnknownException>(() => client.SendAsync(
            new("a@team.example", ["b@customer.example"]), Message, _ => { finished = stream.IsFinished; return default; }, Ct));
        Assert.True(finished);
    }

    [Fact]
    public async Task A_refusal_after_the_dot_is_a_refusal()
    {
        await using var client = await Scripts.SmtpAsync(Transaction + "S: 554 5.7.1 Spam", Ct);
        var refusal = await Assert.ThrowsAsync<SmtpRefusedException>(() => SendAsync(client, Message));
        Assert.Equal((SmtpStage.FinalReply, false), (refusal.Stage, refusal.IsTransient));
        Assert.Equal("mail.example.org:993 refused the message: 554 5.7.1 Spam", refusal.Message);
    }

    [Fact]
    public async Task Nonsense_after_the_dot_leaves_the_outcome_open()
    {
        await using var client = await Scripts.SmtpAsync(Transaction + "S: what?", Ct);
        var fault = await Assert.ThrowsAsync<SmtpOutcomeUnknownException>(() => SendAsync(client, Message));
        Assert.Equal(MailStreamFault.OutOfStep, fault.Fault);
    }

    [Fact]
    public async Task Cancelled_before_the_dot_nothing_was_sent_and_after_it_nobody_knows()
    {
        using var stop = new CancellationTokenSource();
        await using (var before = await Scripts.SmtpAsync(Transaction, Ct))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => before.SendAsync(
                new("a@team.example", ["b@customer.example"]), Message, async _ => await stop.CancelAsync(), stop.Token));
            Assert.False(before.IsConnected);
        }
        using var stopLater = new CancellationTokenSource();
        await using var stream = new ScriptedStream(Transcript.Parse(Transaction), Feed.Whole, ScriptEnd.FallsSilent);
        await using var after = await Scripts.SmtpAsync(stream, Ct);
        var sending = after.SendAsync(new("a@team.example", ["b@customer.example"]), Message, _ => default, stopLater.Token);
        await stopLater.CancelAsync();
        var fault = await Assert.ThrowsAsync<SmtpOutcomeUnknownException>(() => sending.WaitAsync(Scripts.Hang, TimeProvider.System, Ct));
        Assert.Equal(MailStreamFault.Cancelled, fault.Fault);
    }

    [Fact]
    public async Task A_sender_refused_by_a_server_that_hangs_up_is_told_in_its_words()
    {
        await using var client = await Scripts.SmtpAsync(Plain + """
            C: MAIL FROM:<a@team.example> SIZE=11
            C: RCPT TO:<b@customer.example>
            C: DATA
            S: 550 5.7.1 Blocked
            """, Ct);
        var refusal = await Assert.ThrowsAsync<SmtpRefusedException>(() => SendAsync(client, Message));
        Assert.Equal((SmtpStage.Sender, "5.7.1"), (refusal.Stage, refusal.Reply.Enhanced));
        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task After_a_refusal_the_next_message_starts_anew()
    {
        await using var client = await Scripts.SmtpAsync(Plain + """
            C: MAIL FROM:<a@team.example> SIZE=11
            C: RCPT TO:<b@customer.example>
            C: DATA
            S: 250 ok
            S: 450 later
            S: 503 no recipients
            C: RSET
            S: 250 ok
            C: MAIL FROM:<a@team.example> SIZE=11
            C: RCPT TO:<b@customer.example>
            C: DATA
            S: 421 4.3.2 Shutting down
            """, Ct);
        Assert.True((await Assert.ThrowsAsync<SmtpRefusedException>(() => SendAsync(client, Message))).IsTransient);
        Assert.True(client.IsConnected);
        Assert.True((await Assert.ThrowsAsync<SmtpRefusedException>(() => SendAsync(client, Message))).IsTransient);
        Assert.False(client.IsConnected);
        await client.QuitAsync(Ct);
    }

    [Theory]
    [InlineData("S: 554 5.7.1 No service", SmtpStage.Greeting)]
    [InlineData("S: 220 ready\nC: EHLO client.example\nS: 421 busy", SmtpStage.Hello)]
    public async Task A_server_that_turns_us_away_may_take_us_later(string transcript, SmtpStage stage)
    {
        var refusal = await Assert.ThrowsAsync<SmtpRefusedException>(() => Scripts.SmtpAsync(transcript, Ct));
        Assert.Equal((stage, true), (refusal.Stage, refusal.IsTransient));
    }

    [Theory]
    [InlineData("S: * OK IMAP4 ready")]
    [InlineData("S: 220x")]
    [InlineData("S: 99 x")]
    [InlineData("S: ")]
    public async Task A_greeting_that_is_none_is_a_fault(string transcript)
    {
        var fault = await Assert.ThrowsAsync<MailStreamException>(() => Scripts.SmtpAsync(transcript, Ct));
        Assert.Contains("this is not an SMTP server", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_without_end_has_a_limit()
    {
        var endless = string.Concat(Enumerable.Repeat("S: 250-more\n", 300));
        var fault = await Assert.ThrowsAsync<MailStreamException>(() => Scripts.SmtpAsync(Hello + endless, Ct));
        Assert.Equal(MailStreamFault.OutOfStep, fault.Fault);
    }

    [Theory]
    [InlineData("S: 250 hello", "offers no login here")]
    [InlineData("S: 250-hello\nS: 250 AUTH XOAUTH2 CRAM-MD5", "offers only XOAUTH2, CRAM-MD5")]
    public async Task Where_no_password_is_taken_none_is_given(string hello, string words)
    {
        await using var client = await Scripts.SmtpAsync(Hello + hello, Ct);
        var fault = await Assert.ThrowsAsync<MailStreamException>(() => client.AuthenticateAsync(new PasswordCredentials("a", "b"), Ct));
        Assert.Equal(MailStreamFault.SecurityNotOffered, fault.Fault);
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_token_is_answered_and_refused()
    {
        await using var client = await Scripts.SmtpAsync(Hello + """
            S: 250-hello
            S: 250 AUTH LOGIN XOAUTH2
            C: AUTH XOAUTH2 dXNlcj1zdXBwb3J0QHRlYW0uZXhhbXBsZQFhdXRoPUJlYXJlciB0b2sBAQ==
            S: 334 eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ==
            C: 
            S: 535 5.7.8 Username and Password not accepted
            """, Ct);
        var refusal = await Assert.ThrowsAsync<SmtpRefusedException>(
            () => client.AuthenticateAsync(new AccessTokenCredentials("support@team.example", "tok"), Ct));
        Assert.True(refusal.IsAccountProblem);
    }

    [Fact]
    public async Task A_long_token_is_sent_after_a_challenge()
    {
        var token = new string('t', 2000);
        var response = Convert.ToBase64String(Encoding.ASCII.GetBytes($"user=a\u0001auth=Bearer {token}\u0001\u0001"));
        await using var client = await Scripts.SmtpAsync(
            Hello + $"S: 250-hello\nS: 250 AUTH XOAUTH2\nC: AUTH XOAUTH2\nS: 334 \nC: {response}\nS: 235 ok", Ct);
        await client.AuthenticateAsync(new AccessTokenCredentials("a", token), Ct);
    }

    [Fact]
    public async Task Delivery_reports_are_asked_for_by_an_envelope_id()
    {
        await using var client = await Scripts.SmtpAsync(Hello + """
            S: 250-hello
            S: 250 DSN
            C: MAIL FROM:<a@team.example> RET=HDRS ENVID=c1+3Dm2+2B
            S: 250 ok
            C: RCPT TO:<b@customer.example> NOTIFY=FAILURE,DELAY
            S: 450 later
            """, Ct);
        await Assert.ThrowsAsync<SmtpRefusedException>(() => client.SendAsync(
            new("a@team.example", ["b@customer.example"]) { EnvelopeId = "c1=m2+" }, Message, _ => default, Ct));
    }

    [Fact]
    public async Task A_password_does_not_cross_a_network_in_clear_text()
    {
        await using var client = await Scripts.SmtpAsync(
            Hello + "S: 250-hello\nS: 250 AUTH PLAIN\nC: never", Ct, Scripts.Server with { AllowClearTextLogin = false });
        var fault = await Assert.ThrowsAsync<MailStreamException>(() => client.AuthenticateAsync(new PasswordCredentials("a", "b"), Ct));
        Assert.Equal(MailStreamFault.SecurityNotOffered, fault.Fault);
    }

    [Fact]
    public async Task Where_STARTTLS_was_chosen_there_is_no_way_around_it()
    {
        var fault = await Assert.ThrowsAsync<MailStreamException>(() => Scripts.SmtpAsync(
            Hello + "S: 250-hello\nS: 250 AUTH PLAIN", Ct, Scripts.Server with { Security = TransportSecurity.StartTls }));
        Assert.Equal(MailStreamFault.SecurityNotOffered, fault.Fault);
    }

    [Fact]
    public async Task The_wire_log_has_no_password_and_no_message()
    {
        var lines = new List<string>();
        await using var client = await Scripts.SmtpAsync(
            Hello + "S: 250-hello\nS: 250 AUTH LOGIN\nC: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: YQ==\nS: 334 UGFzc3dvcmQ6\nC: c2VjcmV0\nS: 235 ok", Ct,
            Scripts.Server with { WireLog = lines.Add });
        await client.AuthenticateAsync(new PasswordCredentials("a", "secret"), Ct);
        Assert.Equal(["C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6", "C: ***", "S: 334 UGFzc3dvcmQ6", "C: ***", "S: 235 ok"], lines[^6..]);
    }

    private const string Transaction = Plain + """
        C: MAIL FROM:<a@team.example> SIZE=11
        C: RCPT TO:<b@customer.example>
        C: DATA
        S: 250 ok
        S: 250 ok
        S: 354 go
        C: a: b
        C: 
        C: c
        C: .

        """;

    private static Task<SmtpAccepted> SendAsync(SmtpClient client, byte[] message) =>
        client.SendAsync(new("a@team.example", ["b@customer.example"]), message, _ => default, Ct);
}

using System.Text;
using MailBridge.MailProtocols.Imap;
using MailBridge.MailProtocols.Imap.Grammar;
using MailBridge.MailProtocols.Tests.Wire;
using MailBridge.Testing;
using MailBridge.Testing.Mail;

namespace MailBridge.MailProtocols.Tests.Imap;

public sealed class ImapGrammarTests
{
    private const string LoggedIn =
        """
        S: * OK [CAPABILITY IMAP4rev1 IDLE] ready
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("INBOX", "INBOX")]
    [InlineData("Kunden & Co", "Kunden &- Co")]
    [InlineData("Entwürfe", "Entw&APw-rfe")]
    [InlineData("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-")]
    [InlineData("Hi Mom -☺-!", "Hi Mom -&Jjo--!")]
    [InlineData("😀", "&2D3eAA-")]
    public void A_folder_name_goes_over_the_wire_in_modified_UTF_7(string name, string wire)
    {
        Assert.Equal(wire, Encoding.ASCII.GetString(ModifiedUtf7.Encode(name)));
        Assert.Equal(name, ModifiedUtf7.TryDecode(Encoding.ASCII.GetBytes(wire)));
    }

    [Theory]
    [InlineData("a&b")]
    [InlineData("a&!!!-")]
    [InlineData("a&AP-")]
    [InlineData("Entwürfe")]
    public void What_is_not_modified_UTF_7_is_told_from_it(string wire) =>
        Assert.Null(ModifiedUtf7.TryDecode(Encoding.UTF8.GetBytes(wire)));

    [Theory]
    [InlineData("22-Nov-2026 10:00:00 +0100", "2026-11-22T10:00:00+01:00")]
    [InlineData(" 2-Nov-2026 01:02:03 -0330", "2026-11-02T01:02:03-03:30")]
    [InlineData("2-Nov-2026 01:02:03 +0000", "2026-11-02T01:02:03+00:00")]
    public void A_date_is_read(string wire, string date) =>
        Assert.Equal(DateTimeOffset.Parse(date, System.Globalization.CultureInfo.InvariantCulture), ImapDate.TryRead(wire));

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("32-Nov-2026 10:00:00 +0000")]
    public void A_date_that_is_none_is_none(string wire) => Assert.Null(ImapDate.TryRead(wire));

    [Fact]
    public async Task Responses_that_nobody_can_read_are_passed_over()
    {
        await using var client = await Scripts.ImapAsync(LoggedIn + "\n" + """
            C: A1 EXAMINE "x"
            S: nonsense
            S: * 1 EXISTS
            S: * 99999999999999999999 EXISTS
            S: * LIST (((
            S: * OK text that ends in {5}
            S: * XYZ {3}
            S: abc "unclosed
            S: *
            S: 
            S: * OK [UIDVALIDITY 5] ok
            S: * OK [UNCLOSED 5
            S: A1 OK [READ-ONLY] done {9}
            """, Ct);
        Assert.Equal(new SelectedFolder("x", 5, null, 1, true), await client.ExamineAsync("x", Ct));
    }

    [Fact]
    public async Task A_message_whose_answer_is_broken_is_asked_for_again_and_told_as_unavailable()
    {
        await using var client = await Scripts.ImapAsync(LoggedIn + "\n" + """
            C: A1 UID FETCH 1:* (UID RFC822.SIZE)
            S: * 1 FETCH (UID 1)
            S: * 2 FETCH (UID 2 RFC822.SIZE -5)
            S: * 3 FETCH (UID 3)
            S: * 4 FETCH (UID 4)
            S: A1 OK done
            C: A2 UID FETCH 1:4 (UID INTERNALDATE BODY.PEEK[])
            S: * 1 FETCH (UID 1 BODY[] "in \"quotes\"")
            S: * 2 FETCH (BODY[] ( UID 2)
            S: * 3 FETCH (UID 3 FLAGS (\Seen))
            S: * 3 FETCH (UID 3 BODY[] {1+}
            S: x)
            S: * 4 FETCH (UID 4 BODY[] NIL)
            S: A2 OK done
            C: A3 UID FETCH 2 (UID INTERNALDATE BODY.PEEK[])
            S: * 2 FETCH (BODY[] ( UID 2)
            S: A3 OK done
            C: A4 UID FETCH 4 (UID INTERNALDATE BODY.PEEK[])
            S: A4 OK done
            """, Ct);
        var messages = await client.FetchAfterAsync(0, Ct).ToListAsync(Ct);
        Assert.Equal([1u, 2u, 3u], messages.Select(m => m.Uid));
        Assert.Equal([FetchedContent.Whole, FetchedContent.Unavailable, FetchedContent.Whole], messages.Select(m => m.Content));
        Assert.Equal("in \"quotes\"", Encoding.ASCII.GetString(messages[0].Bytes.Span));
    }

    [Fact]
    public async Task A_refusal_that_meets_every_message_loses_none_of_them()
    {
        await using var client = await Scripts.ImapAsync(LoggedIn + "\n" + """
            C: A1 UID FETCH 1:* (UID RFC822.SIZE)
            S: * 1 FETCH (UID 1)
            S: A1 OK done
            C: A2 UID FETCH 1 (UID INTERNALDATE BODY.PEEK[])
            S: A2 NO Server Unavailable. 15
            C: A3 UID FETCH 1 (UID INTERNALDATE BODY.PEEK[])
            S: A3 NO Server Unavailable. 15
            """, Ct);
        var refusal = await Assert.ThrowsAsync<ImapRefusedException>(() => client.FetchAfterAsync(0, Ct).ToListAsync(Ct).AsTask());
        Assert.True(refusal.IsTransient);
        Assert.True(client.IsConnected);
    }

    [Fact]
    public async Task A_farewell_in_the_middle_is_told_in_the_servers_words()
    {
        await using var client = await Scripts.ImapAsync(LoggedIn + "\n" + """
            C: A1 NOOP
            S: * BYE [UNAVAILABLE] Server shutting down.
            """, Ct);
        var fault = await Assert.ThrowsAsync<MailStreamException>(() => client.NoopAsync(Ct));
        Assert.Contains("mail.example.org:993: the server ended the session: [UNAVAILABLE] Server shutting down.", fault.Message, StringComparison.Ordinal);
        Assert.True(fault.IsTransient);
        Assert.False(client.IsConnected);
        await client.LogoutAsync(Ct);
    }

    [Theory]
    [InlineData("S: * BYE too many connections", MailStreamFault.Closed, "turned us away")]
    [InlineData("S: 220 mail.example.org ESMTP", MailStreamFault.OutOfStep, "not an IMAP server")]
    public async Task A_greeting_that_is_none_is_a_fault(string transcript, MailStreamFault fault, string words)
    {
        var thrown = await Assert.ThrowsAsync<MailStreamException>(() => Scripts.ImapAsync(transcript, Ct));
        Assert.Equal(fault, thrown.Fault);
        Assert.Contains(words, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Idle_is_not_begun_where_the_server_has_none()
    {
        await using var client = await Scripts.ImapAsync("S: * OK [CAPABILITY IMAP4rev1] ready", Ct);
        Assert.Equal(IdleOutcome.NotSupported, await client.IdleAsync(TimeSpan.FromMinutes(5), Ct));
    }

    [Fact]
    public async Task Idle_ends_after_the_time_asked_for_and_after_29_minutes_at_most()
    {
        var time = new ManualTimeProvider();
        await using var stream = new ScriptedStream(Transcript.Parse(LoggedIn + "\n" + """
            C: A1 IDLE
            S: + idling
            C: DONE
            S: A1 OK done
            """), Feed.Whole, ScriptEnd.FallsSilent);
        await using var client = await Scripts.ImapAsync(stream, Ct, time);
        var idle = client.IdleAsync(TimeSpan.FromHours(5), Ct);
        time.Advance(TimeSpan.FromMinutes(28));
        await Task.Yield();
        Assert.False(idle.IsCompleted);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(IdleOutcome.TimeElapsed, await idle.WaitAsync(Scripts.Hang, TimeProvider.System, Ct));
        Assert.True(stream.IsFinished);
    }

    [Fact]
    public async Task An_idle_that_the_server_ends_by_itself_is_over()
    {
        await using var client = await Scripts.ImapAsync(LoggedIn + "\n" + """
            C: A1 IDLE
            S: + IDLE accepted, awaiting DONE command.
            S: A1 OK IDLE terminated
            C: A2 NOOP
            S: A2 OK done
            """, Ct);
        Assert.Equal(IdleOutcome.TimeElapsed, await client.IdleAsync(TimeSpan.FromMinutes(5), Ct));
        Assert.False(await client.NoopAsync(Ct));
    }

    [Fact]
    public async Task Cancelling_ends_a_wait_at_once_and_the_connection_with_it()
    {
        await using var stream = new ScriptedStream(Transcript.Parse(LoggedIn), Feed.Whole, ScriptEnd.FallsSilent);
        await using var client = await Scripts.ImapAsync(stream, Ct);
        using var stop = new CancellationTokenSource();
        var wait = client.NoopAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.WaitAsync(Scripts.Hang, TimeProvider.System, Ct));
        Assert.False(client.IsConnected);
        await Assert.ThrowsAsync<MailStreamException>(() => client.NoopAsync(Ct));
    }

    [Fact]
    public async Task Two_things_at_once_are_a_callers_mistake()
    {
        await using var stream = new ScriptedStream(Transcript.Parse(LoggedIn), Feed.Whole, ScriptEnd.FallsSilent);
        await using var client = await Scripts.ImapAsync(stream, Ct);
        _ = client.NoopAsync(Ct);
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.NoopAsync(Ct));
    }

    [Theory]
    [InlineData("a\r\nA2 DELETE x")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    public async Task Nothing_can_break_out_of_its_command(string evil)
    {
        await using var stream = new ScriptedStream(Transcript.Parse("S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\nC: never"));
        await using var client = await Scripts.ImapAsync(stream, Ct);
        await Assert.ThrowsAsync<ArgumentException>(() => client.SelectAsync(evil, Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => client.SearchHeaderAsync("Message-ID", evil, Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => client.SearchHeaderAsync(evil, "x", Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => client.AppendAsync("x", default, ["\\Seen", evil], null, Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => client.AppendAsync("x", default, ["a) {5}"], null, Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => client.LoginAsync(new PasswordCredentials(evil, "x"), Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => client.LoginAsync(new PasswordCredentials("x", evil), Ct));
        Assert.True(client.IsConnected);
    }

    [Theory]
    [InlineData("S: * OK [CAPABILITY IMAP4rev1 LOGINDISABLED STARTTLS] ready", true, "the server takes no passwords without TLS")]
    [InlineData("S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready", false, "is not sent over a network without TLS")]
    public async Task A_password_is_not_given_to_who_must_not_have_it(string greeting, bool mayBeClear, string words)
    {
        await using var client = await Scripts.ImapAsync(greeting, Ct, Scripts.Server with { AllowClearTextLogin = mayBeClear });
        var fault = await Assert.ThrowsAsync<MailStreamException>(() => client.LoginAsync(new PasswordCredentials("a", "b"), Ct));
        Assert.Equal(MailStreamFault.SecurityNotOffered, fault.Fault);
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("S: * OK [CAPABILITY IMAP4rev1] ready", MailStreamFault.SecurityNotOffered)]
    [InlineData("S: * PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] ready", MailStreamFault.SecurityNotOffered)]
    [InlineData("S: * OK [CAPABILITY IMAP4rev1 STARTTLS] ready\nC: A1 STARTTLS\nS: A1 NO not now", MailStreamFault.TlsFailed)]
    public async Task Where_STARTTLS_was_chosen_there_is_no_way_around_it(string transcript, MailStreamFault fault)
    {
        var thrown = await Assert.ThrowsAsync<MailStreamException>(
            () => Scripts.ImapAsync(transcript, Ct, Scripts.Server with { Security = TransportSecurity.StartTls }));
        Assert.Equal(fault, thrown.Fault);
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void Lists_are_read_to_the_depth_that_is_allowed(int depth, bool isRead)
    {
        var text = Encoding.ASCII.GetBytes(new string('(', depth) + new string(')', depth));
        var reader = new ImapReader(new ImapLine([text], []), listDepth: 10);
        var thrown = Record.Exception(reader.SkipValue);
        Assert.Equal(isRead, thrown is null);
        Assert.Equal(isRead, reader.IsAtEnd);
    }

    [Fact]
    public async Task A_line_without_end_and_lists_without_bottom_have_limits()
    {
        var server = Scripts.Server with { Limits = new MailLimits { LineOctets = 2000, ListDepth = 10 } };
        await using var deep = await Scripts.ImapAsync(
            LoggedIn + "\nC: A1 UID FETCH 1:* (UID RFC822.SIZE)\nS: * 1 FETCH (BODYSTRUCTURE " + new string('(', 1500) + "\nS: A1 OK done", Ct, server);
        Assert.Empty(await deep.FetchAfterAsync(0, Ct).ToListAsync(Ct));
        await using var endless = await Scripts.ImapAsync(LoggedIn + "\nC: A1 NOOP\nS: * " + new string('x', 50_000), Ct, server);
        Assert.Equal(MailStreamFault.OutOfStep, (await Assert.ThrowsAsync<MailStreamException>(() => endless.NoopAsync(Ct))).Fault);
    }
}

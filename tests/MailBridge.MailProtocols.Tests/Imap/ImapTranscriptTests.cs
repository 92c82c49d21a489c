using System.Text;
using MailBridge.MailProtocols.Imap;
using MailBridge.MailProtocols.Tests.Wire;
using MailBridge.Testing;
using MailBridge.Testing.Mail;

namespace MailBridge.MailProtocols.Tests.Imap;

public sealed class ImapTranscriptTests
{
    private static readonly PasswordCredentials Support = new("support@team.example", "secret");
    private static readonly DateTimeOffset Ten = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static readonly Dictionary<string, Func<ImapClient, Task>> Sessions = new()
    {
        ["dovecot/fetch-then-idle"] = async client =>
        {
            await client.LoginAsync(Support, Ct);
            var folder = await client.ExamineAsync("INBOX", Ct);
            Assert.Equal(new SelectedFolder("INBOX", 1795312063, 44, 3, true), folder);
            var messages = await client.FetchAfterAsync(40, Ct).ToListAsync(Ct);
            Assert.Equal([(41u, "Subject: one\r\n\r\nA5 OK no\r\n"), (43u, "Subject: two\r\n\r\n{5}\r\n")], messages.Select(Read));
            Assert.Equal([Ten.AddHours(-1), new(2026, 11, 2, 1, 2, 3, TimeSpan.Zero)], messages.Select(m => m.InternalDate!.Value));
            Assert.Equal(IdleOutcome.Changed, await client.IdleAsync(TimeSpan.FromMinutes(9), Ct));
        },
        ["gmail/fetch"] = async client =>
        {
            await client.LoginAsync(Support, Ct);
            await client.ExamineAsync("INBOX", Ct);
            var message = Assert.Single(await client.FetchAfterAsync(1000, Ct).ToListAsync(Ct));
            Assert.Equal((1001u, "Subject: gm\r\n\r\nx"), Read(message));
            // The third message arrived while the second was fetched: no need to wait for it.
            Assert.Equal(IdleOutcome.Changed, await client.IdleAsync(TimeSpan.FromMinutes(9), Ct));
        },
        ["exchange/one-bad-message"] = async client =>
        {
            await client.LoginAsync(Support, Ct);
            Assert.False((await client.SelectAsync("INBOX", Ct)).IsReadOnly);
            var messages = await client.FetchAfterAsync(0, Ct).ToListAsync(Ct);
            Assert.Equal([(10u, "a\r\n"), (11u, ""), (12u, "b\r\n")], messages.Select(Read));
            Assert.Equal([FetchedContent.Whole, FetchedContent.Unavailable, FetchedContent.Whole], messages.Select(m => m.Content));
        },
        ["cyrus/file-a-sent-message"] = async client =>
        {
            await client.LoginAsync(new PasswordCredentials("support@team.example", "sécret"), Ct);
            Assert.Equal(
                [
                    new("INBOX", '.', SpecialUse.Inbox, true), new("INBOX.Sent", '.', SpecialUse.Sent, true),
                    new("INBOX.Entwürfe", '.', SpecialUse.Drafts, true), new("user \"x\"", '.', SpecialUse.None, false),
                ],
                await client.ListFoldersAsync(Ct));
            Assert.Equal(77u, await client.AppendAsync("INBOX.Sent", "a: b\r\n"u8.ToArray(), ["\\Seen"], Ten, Ct));
            await client.ExamineAsync("INBOX.Sent", Ct);
            Assert.Equal([77u, 78u], await client.SearchHeaderAsync("Message-ID", "<\"q\"@team.example>", Ct));
        },
    };

    public static TheoryData<string, Feed> SessionsAndFeeds =>
        [.. Sessions.Keys.SelectMany(_ => Enum.GetValues<Feed>(), (name, feed) => new TheoryDataRow<string, Feed>(name, feed))];

    public static TheoryData<string, int> SessionsAndCuts =>
        [.. Sessions.Keys.SelectMany(
            name => Enumerable.Range(0, Scripts.Load("Imap", name).Lines.Count), (name, lines) => new TheoryDataRow<string, int>(name, lines))];

    [Theory]
    [MemberData(nameof(SessionsAndFeeds))]
    public async Task A_session_goes_as_it_was_recorded_in_whatever_pieces_it_comes(string name, Feed feed)
    {
        await using var stream = new ScriptedStream(Scripts.Load("Imap", name), feed);
        await using var client = await Scripts.ImapAsync(stream, Ct);
        await Sessions[name](client).WaitAsync(Scripts.Hang, TimeProvider.System, Ct);
        Assert.True(stream.IsFinished);
        Assert.True(client.IsConnected);
    }

    [Theory]
    [MemberData(nameof(SessionsAndCuts))]
    public async Task A_session_cut_off_after_any_line_is_a_fault_of_the_stream(string name, int lines)
    {
        await using var stream = new ScriptedStream(Scripts.Load("Imap", name).CutAfter(lines));
        var fault = await Assert.ThrowsAsync<MailStreamException>(
            () => RunAsync(name, stream, new ManualTimeProvider()).WaitAsync(Scripts.Hang, TimeProvider.System, Ct));
        Assert.Equal(MailStreamFault.Closed, fault.Fault);
        Assert.True(fault.IsTransient);
    }

    [Theory]
    [MemberData(nameof(SessionsAndCuts))]
    public async Task A_server_that_falls_silent_after_any_line_is_given_up(string name, int lines)
    {
        var time = new ManualTimeProvider();
        await using var stream = new ScriptedStream(Scripts.Load("Imap", name).CutAfter(lines), Feed.Whole, ScriptEnd.FallsSilent);
        var fault = Assert.IsType<MailStreamException>(await Scripts.PassTimeUntilDoneAsync(RunAsync(name, stream, time), time));
        Assert.Equal(MailStreamFault.TimedOut, fault.Fault);
    }

    private static async Task RunAsync(string name, Stream stream, TimeProvider time)
    {
        await using var client = await Scripts.ImapAsync(stream, Ct, time);
        await Sessions[name](client);
    }

    private static (uint, string) Read(FetchedMessage message) => (message.Uid, Encoding.Latin1.GetString(message.Bytes.Span));
}

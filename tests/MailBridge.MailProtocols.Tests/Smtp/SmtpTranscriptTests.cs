using System.Text;
using MailBridge.MailProtocols.Smtp;
using MailBridge.MailProtocols.Tests.Wire;
using MailBridge.Testing;
using MailBridge.Testing.Mail;

namespace MailBridge.MailProtocols.Tests.Smtp;

public sealed class SmtpTranscriptTests
{
    private const string Sender = "support@team.example";
    private static readonly PasswordCredentials Support = new(Sender, "secret");
    private static readonly string[] Recipients = ["anna@customer.example", "gone@customer.example", "bert@bücher.example"];

    // Bare CR, bare LF and leading dots; no line end at the end.
    private static readonly byte[] Message = Encoding.ASCII.GetBytes("Subject: x\n\n.\r\n.two\ra\nb");
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static readonly Dictionary<string, Func<SmtpClient, Func<CancellationToken, ValueTask>, Task>> Sessions = new()
    {
        ["postfix/pipelined"] = async (client, beforeDot) =>
        {
            await client.AuthenticateAsync(Support, Ct);
            var accepted = await client.SendAsync(new(Sender, Recipients), Message, beforeDot, Ct);
            Assert.Equal("4Xb1Qd2nVyz9sT", accepted.QueueId);
            AssertGone(accepted);
        },
        ["exchange/step-by-step"] = async (client, beforeDot) =>
        {
            await client.AuthenticateAsync(Support, Ct);
            var accepted = await client.SendAsync(new(Sender, Recipients), Message, beforeDot, Ct);
            Assert.Equal("9d1c@AM0PR01MB1234.eurprd01.prod.exchangelabs.com", accepted.QueueId);
            AssertGone(accepted);
        },
        ["exim/all-refused"] = async (client, beforeDot) =>
        {
            var refusal = await RefusalAsync(client.SendAsync(new("", Recipients), Message, beforeDot, Ct));
            Assert.Equal([550, 552, 550], refusal.RefusedRecipients.Select(r => r.Reply.Code));
            Assert.Equal("Verification failed for <bert@xn--bcher-kva.example>\nUnrouteable address", refusal.RefusedRecipients[2].Reply.Text);
            // RFC 5321 §4.5.3.1.10: 552 to RCPT is as good as 452.
            Assert.Equal((552, true), (refusal.Reply.Code, refusal.IsTransient));
            Assert.EndsWith("refused the recipient 'gone@customer.example' and 2 more: 552 Too many recipients", refusal.Message, StringComparison.Ordinal);
        },
        ["sendmail/helo"] = async (client, beforeDot) =>
        {
            var accepted = await client.SendAsync(new(Sender, Recipients), Message, beforeDot, Ct);
            Assert.Equal("3B1ABCDE012345", accepted.QueueId);
            AssertGone(accepted);
        },
    };

    public static TheoryData<string, Feed> SessionsAndFeeds =>
        [.. Sessions.Keys.SelectMany(_ => Enum.GetValues<Feed>(), (name, feed) => new TheoryDataRow<string, Feed>(name, feed))];

    public static TheoryData<string, int> SessionsAndCuts =>
        [.. Sessions.Keys.SelectMany(
            name => Enumerable.Range(0, LinesBeforeVerdict(name)), (name, lines) => new TheoryDataRow<string, int>(name, lines))];

    [Theory]
    [MemberData(nameof(SessionsAndFeeds))]
    public async Task A_session_goes_as_it_was_recorded_in_whatever_pieces_it_comes(string name, Feed feed)
    {
        await using var stream = new ScriptedStream(Scripts.Load("Smtp", name), feed);
        await using var client = await Scripts.SmtpAsync(stream, Ct);
        await Sessions[name](client, _ => default).WaitAsync(Scripts.Hang, TimeProvider.System, Ct);
        Assert.True(stream.IsFinished);
        Assert.True(client.IsConnected);
    }

    [Theory]
    [MemberData(nameof(SessionsAndCuts))]
    public async Task A_session_cut_off_after_any_line_is_a_fault_and_says_whether_the_dot_was_sent(string name, int lines)
    {
        var dotSent = false;
        await using var stream = new ScriptedStream(Scripts.Load("Smtp", name).CutAfter(lines));
        var fault = await Assert.ThrowsAnyAsync<MailStreamException>(
            () => RunAsync(name, stream, new ManualTimeProvider(), () => dotSent = true).WaitAsync(Scripts.Hang, TimeProvider.System, Ct));
        Assert.Equal(MailStreamFault.Closed, fault.Fault);
        Assert.Equal(dotSent, fault is SmtpOutcomeUnknownException);
    }

    [Theory]
    [MemberData(nameof(SessionsAndCuts))]
    public async Task A_server_that_falls_silent_after_any_line_is_given_up(string name, int lines)
    {
        var time = new ManualTimeProvider();
        var dotSent = false;
        await using var stream = new ScriptedStream(Scripts.Load("Smtp", name).CutAfter(lines), Feed.Whole, ScriptEnd.FallsSilent);
        var fault = Assert.IsType<MailStreamException>(
            await Scripts.PassTimeUntilDoneAsync(RunAsync(name, stream, time, () => dotSent = true), time), exactMatch: false);
        Assert.Equal(MailStreamFault.TimedOut, fault.Fault);
        Assert.Equal(dotSent, fault is SmtpOutcomeUnknownException);
    }

    /// <summary>Once every recipient has been refused, the rest of the session may go as it likes.</summary>
    private static int LinesBeforeVerdict(string name)
    {
        var lines = Scripts.Load("Smtp", name).Lines;
        return name == "exim/all-refused" ? lines.Index().Last(l => l.Item.Text.StartsWith("550 Unr", StringComparison.Ordinal)).Index : lines.Count;
    }

    private static async Task<SmtpRefusedException> RefusalAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (SmtpRefusedException e)
        {
            return e;
        }
        throw new InvalidOperationException("not refused");
    }

    private static async Task RunAsync(string name, Stream stream, TimeProvider time, Action dot)
    {
        await using var client = await Scripts.SmtpAsync(stream, Ct, time);
        await Sessions[name](client, _ => { dot(); return default; });
    }

    private static void AssertGone(SmtpAccepted accepted)
    {
        var gone = Assert.Single(accepted.RefusedRecipients);
        Assert.Equal(("gone@customer.example", 550, "5.1.1"), (gone.Address, gone.Reply.Code, gone.Reply.Enhanced));
    }
}

using System.Text.Json;
using MailBridge.MailProtocols;
using MailBridge.Testing.Mail;

namespace MailBridge.Tests.Commands;

/// <summary>The doctor at real servers.</summary>
public sealed class DoctorServerTests : IDisposable
{
    private readonly Shell _shell = new() { Time = TimeProvider.System };

    public void Dispose() => _shell.Dispose();

    [Fact(Skip = DovecotServer.WhyNot, SkipUnless = nameof(PostfixServer.CanRun), SkipType = typeof(PostfixServer))]
    public async Task Mailbox_and_server_in_order_are_told_with_what_they_can()
    {
        await using var dovecot = await DovecotServer.StartAsync(TestContext.Current.CancellationToken);
        await using var postfix = await PostfixServer.StartAsync(dovecot, TestContext.Current.CancellationToken);
        var run = await DoctorAsync(dovecot, postfix, DovecotServer.Password, sentFolder: "");
        Assert.Matches(@"(?m)^ok      Inbox support: \S+:\d+, TLS, logged in; folder INBOX; tells of new mail at once \(IDLE\)$", run.Output);
        Assert.Matches(@"(?m)^ok      Outgoing mail: \S+:\d+, STARTTLS, logged in; takes mails up to 21 MB$", run.Output);
        Assert.Equal(0, run.Code);
    }

    [Fact(Skip = DovecotServer.WhyNot, SkipUnless = nameof(PostfixServer.CanRun), SkipType = typeof(PostfixServer))]
    public async Task A_wrong_password_and_a_folder_that_is_not_there_are_told()
    {
        await using var dovecot = await DovecotServer.StartAsync(TestContext.Current.CancellationToken);
        await using var postfix = await PostfixServer.StartAsync(dovecot, TestContext.Current.CancellationToken);
        var wrong = await DoctorAsync(dovecot, postfix, "not-the-password", sentFolder: "");
        Assert.Equal(1, wrong.Code);
        Assert.Contains("FAILED  Inbox support: ", wrong.Output, StringComparison.Ordinal);
        Assert.Contains("FAILED  Outgoing mail: ", wrong.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-password", wrong.Output + wrong.Error, StringComparison.Ordinal);
        var missing = await DoctorAsync(dovecot, postfix, DovecotServer.Password, sentFolder: "Nowhere");
        Assert.Contains("has no folder Nowhere; name one of ", missing.Output, StringComparison.Ordinal);
    }

    private Task<Run> DoctorAsync(DovecotServer dovecot, PostfixServer postfix, string password, string sentFolder)
    {
        _shell.File("appsettings.json", JsonSerializer.Serialize(new
        {
            Inboxes = new { support = new { Imap = Section(dovecot.Server(), dovecot.Credentials.UserName, password, sentFolder) } },
            Agents = new { jonas = new { Name = "Jonas" } },
            Smtp = Section(postfix.Server(TransportSecurity.StartTls), postfix.Credentials.UserName, password, sentFolder: null),
            Workspace = new { Url = "http://127.0.0.1:0" },
        }));
        return _shell.RunAsync("doctor");
    }

    private static Dictionary<string, object> Section(MailServer server, string user, string password, string? sentFolder)
    {
        var section = new Dictionary<string, object>
        {
            ["Host"] = server.Host,
            ["Port"] = server.Port,
            ["Security"] = server.Security.ToString(),
            ["UserName"] = user,
            ["Password"] = password,
            ["TrustedCertificateSha256"] = server.TrustedCertificateSha256 ?? "",
        };
        if (sentFolder is not null) section["SentFolder"] = sentFolder;
        return section;
    }
}

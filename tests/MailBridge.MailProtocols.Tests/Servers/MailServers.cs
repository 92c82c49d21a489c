using MailBridge.Testing.Mail;

namespace MailBridge.MailProtocols.Tests.Servers;

/// <summary>One Dovecot and one Postfix for all tests against real servers.</summary>
public sealed class MailServers : IAsyncLifetime
{
    private DovecotServer? _dovecot;
    private PostfixServer? _postfix;

    public static bool CanRun => PostfixServer.CanRun;

    public DovecotServer Dovecot => _dovecot ?? throw new InvalidOperationException(DovecotServer.WhyNot);

    public PostfixServer Postfix => _postfix ?? throw new InvalidOperationException(DovecotServer.WhyNot);

    /// <summary>An account that no other test uses.</summary>
    public const string ImapUser = "imap@team.example";

    public async ValueTask InitializeAsync()
    {
        if (!CanRun) return;
        var ct = TestContext.Current.CancellationToken;
        _dovecot = await DovecotServer.StartAsync(ct, DovecotServer.DefaultUser, ImapUser, "idle@team.example", "many@team.example");
        _postfix = await PostfixServer.StartAsync(_dovecot, ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (_postfix is not null) await _postfix.DisposeAsync();
        if (_dovecot is not null) await _dovecot.DisposeAsync();
    }
}

[CollectionDefinition("mail servers")]
public sealed class MailServersGroup : ICollectionFixture<MailServers>;

using MailBridge.MailProtocols;
using MailBridge.Testing.Mail;

namespace MailBridge.WayTests;

/// <summary>One Dovecot and one Postfix for the tests of a class; each test takes accounts of its own.</summary>
public sealed class MailServers : IAsyncLifetime
{
    private const int Accounts = 12;

    private int _taken;

    public static bool CanRun => PostfixServer.CanRun;

    public DovecotServer Dovecot { get; private set; } = null!;

    public PostfixServer Postfix { get; private set; } = null!;

    /// <summary>An account that no other test has.</summary>
    public string NewAccount() => Dovecot.Users[Interlocked.Increment(ref _taken) - 1];

    public async ValueTask InitializeAsync()
    {
        if (!CanRun) return;
        Dovecot = await DovecotServer.StartAsync(default, [.. Enumerable.Range(1, Accounts).Select(n => $"box{n}@team.example")]);
        Postfix = await PostfixServer.StartAsync(Dovecot, default);
    }

    public async ValueTask DisposeAsync()
    {
        if (!CanRun) return;
        await Postfix.DisposeAsync();
        await Dovecot.DisposeAsync();
    }

    /// <summary>Gives an account another password, as its owner would on the server.</summary>
    internal async Task ChangePasswordAsync(string account, string password, CancellationToken ct)
    {
        // mail/ACCOUNT lies beside the file of accounts.
        var file = Path.GetFullPath(Path.Combine(Dovecot.MaildirOf(account), "../../users"));
        var lines = await File.ReadAllLinesAsync(file, ct);
        await File.WriteAllLinesAsync(file, lines.Select(l => l.StartsWith($"{account}:", StringComparison.Ordinal) ? $"{account}:{{PLAIN}}{password}" : l), ct);
    }

    /// <summary>Dovecot behind a gate, in clear text so that the gate can listen.</summary>
    internal Gate NewGate() => new(Dovecot.Server(TransportSecurity.StartTls).Port);

    internal static MailServer Behind(Gate gate) => new() { Host = "127.0.0.1", Port = gate.Port, Security = TransportSecurity.None };

    internal Task DeliverAsync(string account, string subject, CancellationToken ct, string folder = "INBOX")
        => Dovecot.DeliverAsync(
            TestMails.Of($"Zoe <zoe@{PostfixServer.CustomerDomain}>", account, subject, $"About {subject}.", $"{subject.Replace(' ', '-')}@customer.example"), ct, account, folder);
}

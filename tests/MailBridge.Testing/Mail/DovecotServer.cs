using MailBridge.MailProtocols;
using MailBridge.MailProtocols.Files;

namespace MailBridge.Testing.Mail;

/// <summary>
/// Debian's Dovecot on free loopback ports under a private configuration: IMAP with STARTTLS and implicit TLS, Maildir storage, a
/// certificate of its own, and its login service for <see cref="PostfixServer"/>. Disposing it removes everything.
/// </summary>
public sealed class DovecotServer : IAsyncDisposable
{
    public const string WhyNot = "needs Dovecot and Postfix, and root to start them: bash tests/run.sh installs them";

    public const string DefaultUser = "support@team.example";

    /// <summary>Every account's password; it holds what quoting gets wrong.</summary>
    public const string Password = "S3cret \"quoted\" \\ pässword";

    private const string Program = "/usr/sbin/dovecot";

    private readonly string _directory;
    private readonly ServerProcess _process;
    private readonly int _port;
    private readonly int _tlsPort;

    private DovecotServer(string directory, ServerProcess process, TestCertificate certificate, IReadOnlyList<string> users, int[] ports)
    {
        _directory = directory;
        _process = process;
        Certificate = certificate;
        Users = users;
        (_port, _tlsPort) = (ports[0], ports[1]);
    }

    /// <summary>Whether this machine can start it.</summary>
    public static bool CanRun => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && File.Exists(Program);

    public TestCertificate Certificate { get; }

    public IReadOnlyList<string> Users { get; }

    public PasswordCredentials Credentials => new(Users[0], Password);

    /// <summary>What the server logged so far.</summary>
    public string Log => File.ReadAllText(Path.Combine(_directory, "dovecot.log"));

    internal string LoginSocket => Path.Combine(_directory, "login");

    /// <param name="users">Mail addresses; the default is one account, <see cref="DefaultUser"/>.</param>
    public static async Task<DovecotServer> StartAsync(CancellationToken ct, params IReadOnlyList<string> users)
    {
        if (users.Count == 0) users = [DefaultUser];
        var directory = ServerProcess.NewDirectory("dovecot");
        var certificate = new TestCertificate();
        var ports = LoopbackPorts.Free(2);
        await File.WriteAllTextAsync(Path.Combine(directory, "cert.pem"), certificate.Pem, ct);
        await File.WriteAllTextAsync(Path.Combine(directory, "key.pem"), certificate.KeyPem, ct);
        await File.WriteAllLinesAsync(Path.Combine(directory, "users"), users.Select(u => $"{u}:{{PLAIN}}{Password}"), ct);
        await File.WriteAllTextAsync(Path.Combine(directory, "dovecot.conf"), Configuration(directory, ports), ct);
        await ServerProcess.RunAsync("/bin/sh", ["-c", "mkdir -m 700 \"$1/mail\" && chown mail:mail \"$1/mail\"", "sh", directory], default, ct);
        string[] command = [Program, "-F", "-c", Path.Combine(directory, "dovecot.conf")];
        var process = await ServerProcess.StartAsync(directory, command, ports[0], "dovecot.log", ct);
        return new DovecotServer(directory, process, certificate, users, ports);
    }

    /// <summary>Where to connect, with the certificate pinned.</summary>
    public MailServer Server(TransportSecurity security = TransportSecurity.Tls) => new()
    {
        Host = "127.0.0.1",
        Port = security == TransportSecurity.Tls ? _tlsPort : _port,
        Security = security,
        TrustedCertificateSha256 = Certificate.Sha256,
    };

    /// <summary>Puts a message into a folder of the account, with no octet changed but line ends.</summary>
    public Task DeliverAsync(ReadOnlyMemory<byte> message, CancellationToken ct, string? user = null, string folder = "INBOX") =>
        DoveadmAsync(message, ct, "save", "-u", user ?? Users[0], "-m", folder);

    /// <summary>Runs <c>doveadm</c>, for whatever a test wants to do behind the client's back.</summary>
    public Task<string> DoveadmAsync(CancellationToken ct, params IReadOnlyList<string> arguments) =>
        ServerProcess.RunAsync("/usr/bin/doveadm", ["-c", Path.Combine(_directory, "dovecot.conf"), .. arguments], default, ct);

    /// <summary>The account's Maildir; its files belong to the server.</summary>
    public string MaildirOf(string user) => Path.Combine(_directory, "mail", user);

    /// <summary>The messages that the account has on disk.</summary>
    public IReadOnlyList<MaildirMessage> FilesOf(string user) => Directory.Exists(MaildirOf(user)) ? [.. Maildir.List(MaildirOf(user))] : [];

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Certificate.Dispose();
    }

    private Task<string> DoveadmAsync(ReadOnlyMemory<byte> input, CancellationToken ct, params IReadOnlyList<string> arguments) =>
        ServerProcess.RunAsync("/usr/bin/doveadm", ["-c", Path.Combine(_directory, "dovecot.conf"), .. arguments], input, ct);

    private static string Configuration(string directory, int[] ports) =>
        $$"""
        protocols = imap
        base_dir = {{directory}}/run
        state_dir = {{directory}}/state
        log_path = {{directory}}/dovecot.log
        listen = 127.0.0.1
        ssl = yes
        ssl_cert = <{{directory}}/cert.pem
        ssl_key = <{{directory}}/key.pem
        mail_location = maildir:{{directory}}/mail/%u
        mail_uid = mail
        mail_gid = mail
        first_valid_uid = 1
        passdb {
          driver = passwd-file
          args = scheme=PLAIN {{directory}}/users
        }
        userdb {
          driver = static
          args = uid=mail gid=mail home={{directory}}/mail/%u
        }
        # Refused logins are answered at once; a test has no time to be punished.
        auth_failure_delay = 0
        service anvil {
          unix_listener anvil-auth-penalty {
            mode = 0
          }
        }
        auth_mechanisms = plain login
        namespace inbox {
          inbox = yes
          separator = /
          mailbox Sent {
            auto = subscribe
            special_use = \Sent
          }
          mailbox Junk {
            auto = create
            special_use = \Junk
          }
        }
        service imap-login {
          inet_listener imap {
            port = {{ports[0]}}
          }
          inet_listener imaps {
            port = {{ports[1]}}
            ssl = yes
          }
        }
        service auth {
          unix_listener {{directory}}/login {
            mode = 0666
          }
        }
        """;
}

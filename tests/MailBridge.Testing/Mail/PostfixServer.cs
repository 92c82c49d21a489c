using System.Text;
using MailBridge.MailProtocols;
using MailBridge.MailProtocols.Files;

namespace MailBridge.Testing.Mail;

/// <summary>A mail as Postfix handed it to a customer.</summary>
/// <param name="Sender">The envelope's sender; empty for <c>&lt;&gt;</c>.</param>
/// <param name="Recipient">The envelope's recipient.</param>
/// <param name="Bytes">The message from its topmost Received field on; Postfix stores line feeds.</param>
public sealed record DeliveredMail(string Sender, string Recipient, ReadOnlyMemory<byte> Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes.Span);
}

/// <summary>
/// Debian's Postfix on free loopback ports under a private configuration, beside a <see cref="DovecotServer"/>. Mail to any address of
/// <see cref="CustomerDomain"/> lands in one Maildir, to be read here; mail to an account of the Dovecot server (plus-addresses included)
/// lands in that account. Submission with STARTTLS and with implicit TLS needs a login with the Dovecot accounts' passwords.
/// </summary>
public sealed class PostfixServer : IAsyncDisposable
{
    public const string CustomerDomain = "customer.example";

    /// <summary>Refused at RCPT with 550 5.1.1.</summary>
    public const string RefusedRecipient = "refused@" + CustomerDomain;

    /// <summary>Refused at RCPT with 450 4.2.0.</summary>
    public const string DeferredRecipient = "deferred@" + CustomerDomain;

    /// <summary>Accepted, then returned to the sender with a delivery report of 5.1.1.</summary>
    public const string ReturnedRecipient = "returned@" + CustomerDomain;

    /// <summary>The biggest message in octets.</summary>
    public const int LargestMessage = 20 * 1024 * 1024;

    private const string Program = "/usr/lib/postfix/sbin/master";
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly string _directory;
    private readonly ServerProcess _process;
    private readonly DovecotServer _dovecot;
    private readonly int[] _ports;

    private PostfixServer(string directory, ServerProcess process, DovecotServer dovecot, int[] ports) =>
        (_directory, _process, _dovecot, _ports) = (directory, process, dovecot, ports);

    /// <summary>Whether this machine can start it.</summary>
    public static bool CanRun => DovecotServer.CanRun && File.Exists(Program);

    public PasswordCredentials Credentials => _dovecot.Credentials;

    /// <summary>What the server logged so far.</summary>
    public string Log => File.ReadAllText(Path.Combine(_directory, "mail.log"));

    public static async Task<PostfixServer> StartAsync(DovecotServer dovecot, CancellationToken ct)
    {
        var directory = ServerProcess.NewDirectory("postfix");
        var ports = LoopbackPorts.Free(3);
        await File.WriteAllTextAsync(Path.Combine(directory, "main.cf"), Main(directory, dovecot), ct);
        await File.WriteAllTextAsync(Path.Combine(directory, "master.cf"), Master(ports), ct);
        await File.WriteAllTextAsync(Path.Combine(directory, "chain.pem"), dovecot.Certificate.KeyPem + "\n" + dovecot.Certificate.Pem, ct);
        await File.WriteAllTextAsync(Path.Combine(directory, "transport"), $"{ReturnedRecipient} returner:\n", ct);
        await File.WriteAllTextAsync(
            Path.Combine(directory, "access"),
            $"{RefusedRecipient} 550 5.1.1 No such person here\n{DeferredRecipient} 450 4.2.0 Mailbox busy, try again later\n", ct);
        await File.WriteAllLinesAsync(
            Path.Combine(directory, "mailboxes"),
            [$"@{CustomerDomain} {directory}/delivered/", .. dovecot.Users.Select(u => $"{u} {dovecot.MaildirOf(u)}/")], ct);
        await ServerProcess.RunAsync("/bin/sh", ["-c", MakeQueue, "sh", directory], default, ct);
        // The daemon itself: the `postfix` command checks for two seconds what was just made.
        string[] command = ["/usr/bin/env", $"MAIL_CONFIG={directory}", Program, "-c", directory, "-s"];
        var process = await ServerProcess.StartAsync(directory, command, ports[0], "mail.log", ct);
        return new PostfixServer(directory, process, dovecot, ports);
    }

    /// <summary>
    /// Where to connect, with the certificate pinned: <see cref="TransportSecurity.None"/> is the port where other servers bring mail
    /// without a login, the other two are for submission.
    /// </summary>
    public MailServer Server(TransportSecurity security) => new()
    {
        Host = "127.0.0.1",
        Port = _ports[security switch { TransportSecurity.None => 0, TransportSecurity.StartTls => 1, _ => 2 }],
        Security = security,
        TrustedCertificateSha256 = _dovecot.Certificate.Sha256,
    };

    /// <summary>What customers got so far, in no particular order.</summary>
    public async Task<IReadOnlyList<DeliveredMail>> DeliveredAsync(CancellationToken ct)
    {
        var mails = new List<DeliveredMail>();
        foreach (var file in Maildir.List(Path.Combine(_directory, "delivered")))
        {
            if (await Maildir.ReadAsync(file, ct) is { } bytes) mails.Add(Open(bytes));
        }
        return mails;
    }

    /// <summary>Waits for a mail to a customer.</summary>
    public async Task<DeliveredMail> WaitForAsync(Func<DeliveredMail, bool> isIt, CancellationToken ct)
    {
        while (true)
        {
            foreach (var mail in await DeliveredAsync(ct))
            {
                if (isIt(mail)) return mail;
            }
            await Task.Delay(Step, TimeProvider.System, ct);
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    /// <summary>Takes off the three fields by which virtual(8) tells the envelope.</summary>
    private static DeliveredMail Open(byte[] bytes)
    {
        var (sender, recipient) = ("", "");
        ReadOnlyMemory<byte> rest = bytes;
        while (rest.Span.IndexOf((byte)'\n') is var end and >= 0)
        {
            var line = Encoding.UTF8.GetString(rest.Span[..end]);
            if (line.StartsWith("Return-Path: <", StringComparison.Ordinal)) sender = line[14..^1];
            else if (line.StartsWith("Delivered-To: ", StringComparison.Ordinal)) recipient = line[14..];
            else if (!line.StartsWith("X-Original-To: ", StringComparison.Ordinal)) break;
            rest = rest[(end + 1)..];
        }
        return new DeliveredMail(sender, recipient, rest);
    }

    private const string MakeQueue =
        """
        set -e
        cd "$1"
        mkdir -p data queue delivered/new delivered/cur delivered/tmp
        cd queue
        mkdir active bounce corrupt defer deferred flush hold incoming maildrop pid private public saved trace
        chmod 700 * && chown postfix * ../data
        chown root pid && chmod 755 pid
        chgrp postdrop public maildrop && chmod 710 public && chmod 730 maildrop
        chown -R mail:mail ../delivered
        """;

    private static string Main(string directory, DovecotServer dovecot) =>
        $"""
        compatibility_level = 3.6
        queue_directory = {directory}/queue
        data_directory = {directory}/data
        command_directory = /usr/sbin
        daemon_directory = /usr/lib/postfix/sbin
        mail_owner = postfix
        setgid_group = postdrop
        maillog_file = {directory}/mail.log
        maillog_file_prefixes = {directory}
        myhostname = mail.{CustomerDomain}
        mydestination =
        mynetworks = 127.0.0.0/8
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        alias_maps =
        local_recipient_maps =
        recipient_delimiter = +
        virtual_mailbox_domains = {CustomerDomain} {Domains(dovecot)}
        virtual_mailbox_base = /
        virtual_mailbox_limit = 0
        virtual_mailbox_maps = texthash:{directory}/mailboxes
        virtual_uid_maps = static:8
        virtual_gid_maps = static:8
        virtual_minimum_uid = 1
        transport_maps = texthash:{directory}/transport
        smtpd_sasl_type = dovecot
        smtpd_sasl_path = {dovecot.LoginSocket}
        smtpd_tls_chain_files = {directory}/chain.pem
        smtpd_tls_security_level = may
        smtpd_recipient_restrictions = check_recipient_access texthash:{directory}/access
        message_size_limit = {LargestMessage}
        """ + "\n";

    private static string Domains(DovecotServer dovecot) => string.Join(' ', dovecot.Users.Select(u => u.Split('@')[^1]).Distinct());

    private static string Master(int[] ports)
    {
        const string Submission = "-o smtpd_sasl_auth_enable=yes -o smtpd_relay_restrictions=permit_sasl_authenticated,reject";
        return
            $$"""
            127.0.0.1:{{ports[0]}} inet n - n - - smtpd
            127.0.0.1:{{ports[1]}} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt {{Submission}}
            127.0.0.1:{{ports[2]}} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes {{Submission}}
            pickup unix n - n 60 1 pickup
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            tlsmgr unix - - n 1000? 1 tlsmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            flush unix n - n 1000? 0 flush
            proxymap unix - - n - - proxymap
            retry unix - - n - - error
            error unix - - n - - error
            virtual unix - n n - - virtual
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache
            smtp unix - - n - - smtp
            showq unix n - n - - showq
            postlog unix-dgram n - n - 1 postlogd
            returner unix - n n - - pipe user=mail argv=/bin/sh -c {echo 5.1.1 No such person; exit 67}
            """ + "\n";
    }
}

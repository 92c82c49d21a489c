using System.Runtime.CompilerServices;
using MailBridge.MailProtocols;
using MailBridge.MailProtocols.Imap;
using MailBridge.MailProtocols.Smtp;
using MailBridge.Operations;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailBridge.Commands;

/// <summary>Tries every connection and folder that the settings name, one after the other.</summary>
internal sealed class Checkup(BridgeSettings settings, TimeProvider time)
{
    /// <summary>A person waits for the answer; the bridge itself is more patient.</summary>
    private static readonly MailTimeouts Impatient = new()
    {
        Connect = TimeSpan.FromSeconds(10),
        Handshake = TimeSpan.FromSeconds(10),
        ImapAnswer = TimeSpan.FromSeconds(20),
        SmtpReply = TimeSpan.FromSeconds(20),
    };

    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return LocalChecks.Writable("Data folder", settings.DataFolder, "DataFolder");
        yield return await LocalChecks.DatabaseAsync(settings.DataFile, cancellation).ConfigureAwait(false);
        foreach (var (key, inbox) in settings.Options.Inboxes)
        {
            if (inbox.Imap is { } imap) yield return await ImapAsync($"Inbox {key}", $"Inboxes:{key}:Imap", imap, cancellation).ConfigureAwait(false);
            if (inbox.Maildir is { } maildir)
                yield return LocalChecks.Maildir($"Inbox {key}", settings.FullPath(maildir.Path), $"Inboxes:{key}:Maildir:Path");
        }
        if (settings.Options.Smtp is { } smtp) yield return await SmtpAsync(smtp, cancellation).ConfigureAwait(false);
        if (settings.Options.Pickup is { } pickup)
            yield return LocalChecks.Writable("Pickup folder", settings.FullPath(pickup.Folder), "Pickup:Folder");
        if (settings.Options.Slack is { } slack)
        {
            await foreach (var finding in new SlackChecks(settings.Options, slack, time).RunAsync(cancellation).ConfigureAwait(false)) yield return finding;
        }
        yield return await LocalChecks.WorkspaceAsync(settings.Options.Workspace.Url, time, cancellation).ConfigureAwait(false);
    }

    private Task<Finding> ImapAsync(string what, string path, ImapOptions options, CancellationToken cancellation) => OrFault(what, path, async () =>
    {
        var server = options.ToServer() with { Timeouts = Impatient };
        await using var client = await ImapClient.ConnectAsync(server, NullLogger.Instance, time, cancellation).ConfigureAwait(false);
        await client.LoginAsync(options.ToCredentials()!, cancellation).ConfigureAwait(false);
        var listed = await client.ListFoldersAsync(cancellation).ConfigureAwait(false);
        var folders = listed.Where(f => f.IsSelectable).Select(f => f.Name).ToList();
        var wanted = options.WatchedFolders().Append(options.SentFolder).Where(f => f.Length > 0);
        if (wanted.FirstOrDefault(f => !IsAmong(f, folders)) is { } missing)
            return Finding.Bad(what, $"{Where(options)} has no folder {missing}; name one of {string.Join(", ", folders.Take(20))}.");
        await client.ExamineAsync(options.WatchedFolders()[0], cancellation).ConfigureAwait(false);
        var idles = await client.IdleAsync(TimeSpan.FromMilliseconds(1), cancellation).ConfigureAwait(false) != IdleOutcome.NotSupported;
        await client.LogoutAsync(cancellation).ConfigureAwait(false);
        var news = idles
            ? "tells of new mail at once (IDLE)"
            : $"is asked for new mail every {OptionsBinder.Text(options.PollInterval)}, since it has no IDLE";
        return Finding.Good(what, $"{Where(options)}, {Protection(options)}, logged in; {Folders(options.WatchedFolders())}; {news}");
    });

    private Task<Finding> SmtpAsync(SmtpOptions options, CancellationToken cancellation) => OrFault("Outgoing mail", "Smtp", async () =>
    {
        var server = options.ToServer() with { Timeouts = Impatient };
        var name = BridgeHost.EhloName(options);
        await using var client = await SmtpClient.ConnectAsync(server, name, NullLogger.Instance, time, cancellation).ConfigureAwait(false);
        if (options.ToCredentials() is { } credentials) await client.AuthenticateAsync(credentials, cancellation).ConfigureAwait(false);
        var limit = client.LargestMessage is { } most and > 0 ? $"takes mails up to {PlainPage.Size(most)}" : "names no size limit";
        await client.QuitAsync(cancellation).ConfigureAwait(false);
        var login = options.UserName.Length > 0 ? "logged in" : "no login wanted";
        return Finding.Good("Outgoing mail", $"{Where(options)}, {Protection(options)}, {login}; {limit}");
    });

    private static async Task<Finding> OrFault(string what, string path, Func<Task<Finding>> check)
    {
        try
        {
            return await check().ConfigureAwait(false);
        }
        catch (MailProtocolException fault)
        {
            return Finding.Bad(what, MailAdvice.Of(fault, path));
        }
    }

    private static bool IsAmong(string folder, List<string> folders)
        => folders.Contains(folder)
            || (folder.Equals("INBOX", StringComparison.OrdinalIgnoreCase) && folders.Contains(folder, StringComparer.OrdinalIgnoreCase));

    private static string Where(MailServerOptions options) => $"{options.Host}:{options.Port}";

    private static string Protection(MailServerOptions options) => options.ToServer().Security switch
    {
        TransportSecurity.Tls => "TLS",
        TransportSecurity.StartTls => "STARTTLS",
        _ => "not encrypted",
    };

    private static string Folders(IReadOnlyList<string> folders)
        => folders.Count == 1 ? $"folder {folders[0]}" : $"folders {string.Join(", ", folders)}";
}

using MailBridge.Conversations;
using MailBridge.MailProtocols;
using MailBridge.MailProtocols.Imap;
using MailBridge.MailProtocols.Smtp;

namespace MailBridge.MailOut;

/// <summary>Hands mails to a submission server (RFC 6409).</summary>
internal sealed class SmtpMailGateway(
    MailServer server,
    PasswordCredentials? credentials,
    string ehloName,
    IReadOnlyDictionary<InboxId, SentMailbox> sentMailboxes,
    ILogger<SmtpMailGateway> logger,
    TimeProvider time) : IMailGateway
{
    private const int LongestEnvelopeId = 100; // RFC 3461 section 4.4

    public async Task<MailAccepted> SubmitAsync(MailToSend mail, Func<CancellationToken, ValueTask> beforeFinalDot, CancellationToken cancellation)
    {
        try
        {
            await using var client = await SmtpClient.ConnectAsync(server, ehloName, logger, time, cancellation).ConfigureAwait(false);
            if (credentials is not null) await client.AuthenticateAsync(credentials, cancellation).ConfigureAwait(false);
            // A report names the mail by it even where it returns nothing of it.
            var name = mail.MessageId.Value.Length <= LongestEnvelopeId ? mail.MessageId.Value : null;
            var envelope = new SmtpEnvelope(mail.Sender.Value, mail.Recipients) { EnvelopeId = name };
            var accepted = await client.SendAsync(envelope, mail.Bytes, beforeFinalDot, cancellation).ConfigureAwait(false);
            await QuitAsync(client, cancellation).ConfigureAwait(false);
            return new MailAccepted(
                $"accepted by the mail server: {accepted.Reply}",
                [.. accepted.RefusedRecipients.Select(r => new BouncedRecipient(new EmailAddress(r.Address), r.Reply.Enhanced ?? "", r.Reply.ToString()))],
                ProviderIds.Given(server.Host, accepted.QueueId));
        }
        catch (MailProtocolException fault)
        {
            throw new MailFault(Kind(fault), fault.Message, fault);
        }
    }

    public async Task<string?> FindSentAsync(InboxId inbox, MsgId id, CancellationToken cancellation)
    {
        if (!sentMailboxes.TryGetValue(inbox, out var sent)) return null;
        await using var client = await ImapClient.ConnectAsync(sent.Server, logger, time, cancellation).ConfigureAwait(false);
        await client.LoginAsync(sent.Credentials, cancellation).ConfigureAwait(false);
        foreach (var folder in sent.Folders)
        {
            if (await HoldsAsync(client, folder, id, cancellation).ConfigureAwait(false)) return folder;
        }
        return null;
    }

    /// <summary>A folder that does not exist, or may not be opened, holds nothing.</summary>
    private static async Task<bool> HoldsAsync(ImapClient client, string folder, MsgId id, CancellationToken cancellation)
    {
        try
        {
            await client.ExamineAsync(folder, cancellation).ConfigureAwait(false);
        }
        catch (ImapRefusedException refusal) when (!refusal.IsTransient)
        {
            return false;
        }
        return (await client.SearchHeaderAsync("Message-ID", id.Value, cancellation).ConfigureAwait(false)).Count > 0
            || (await client.SearchHeaderAsync(ReplyWriter.OwnIdField, id.Value, cancellation).ConfigureAwait(false)).Count > 0;
    }

    public async Task CheckAsync(CancellationToken cancellation)
    {
        await using var client = await SmtpClient.ConnectAsync(server, ehloName, logger, time, cancellation).ConfigureAwait(false);
        if (credentials is not null) await client.AuthenticateAsync(credentials, cancellation).ConfigureAwait(false);
        await QuitAsync(client, cancellation).ConfigureAwait(false);
    }

    internal static MailFaultKind Kind(MailProtocolException fault) => fault switch
    {
        SmtpOutcomeUnknownException => MailFaultKind.Unknown,
        SmtpRefusedException { IsAccountProblem: true } => MailFaultKind.Account,
        MailStreamException { IsTransient: false } => MailFaultKind.Account,
        MailStreamException => MailFaultKind.Unreachable,
        { IsTransient: true } => MailFaultKind.Temporary,
        _ => MailFaultKind.Permanent,
    };

    /// <summary>The mail is the server's by now: whatever goes wrong in parting changes nothing.</summary>
    private static async Task QuitAsync(SmtpClient client, CancellationToken cancellation)
    {
        try
        {
            await client.QuitAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is MailProtocolException or OperationCanceledException)
        {
            // RFC 5321 section 4.1.1.10 asks for QUIT; a server that has hung up first has ended the session as well.
        }
    }
}

/// <summary>Where an inbox' sent mail shows up.</summary>
internal sealed record SentMailbox(MailServer Server, PasswordCredentials Credentials, IReadOnlyList<string> Folders);

using System.Globalization;
using System.Text;

namespace MailBridge.MailProtocols.Smtp;

/// <summary>One mail transaction (RFC 5321 §3.3): MAIL, RCPT, DATA, the message, the final dot.</summary>
internal sealed class SmtpTransaction(SmtpSession session, SmtpEnvelope envelope, ReadOnlyMemory<byte> message)
{
    private const int BlockOctets = 64 * 1024;
    private const string AsciiOnly = "The server does not take addresses with other letters than ASCII.";

    private readonly List<string> _accepted = [];
    private readonly List<RefusedRecipient> _refused = [];
    private bool _needsUtf8;

    public async Task<SmtpAccepted> RunAsync(Func<CancellationToken, ValueTask> beforeFinalDot, CancellationToken ct)
    {
        var mail = WriteMail(out var recipients);
        var canStart = session.Extensions.Has("PIPELINING")
            ? await PipelineAsync(mail, recipients, ct).ConfigureAwait(false)
            : await StepByStepAsync(mail, recipients, ct).ConfigureAwait(false);
        if (canStart.Code != 354)
        {
            if (canStart.IsPositive) throw session.Connection.Break(MailStreamFault.OutOfStep, $"the server answered DATA with {canStart}");
            throw session.Refused(SmtpStage.Data, "the message", canStart);
        }
        await SendMessageAsync(beforeFinalDot, ct).ConfigureAwait(false);
        var reply = await FinishAsync(ct).ConfigureAwait(false);
        if (!reply.IsPositive) throw session.Refused(SmtpStage.FinalReply, "the message", reply);
        return new SmtpAccepted(reply, QueueIds.TryFind(reply), _refused);
    }

    private async Task SendMessageAsync(Func<CancellationToken, ValueTask> beforeFinalDot, CancellationToken ct)
    {
        try
        {
            foreach (var block in DotStuffing.Encode(message, BlockOctets))
                await session.Connection.WriteAsync(block, ct).ConfigureAwait(false);
            session.Connection.Log.ClientOctets(message.Length);
            await beforeFinalDot(ct).ConfigureAwait(false);
            ct.ThrowIfCancellationRequested();
        }
        catch
        {
            // There is no way out of a half-sent message but to hang up (RFC 5321 §4.1.1.4); the server then throws it away.
            await session.Connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>From here on a loss leaves the outcome open, whatever the reason.</summary>
    private async Task<SmtpReply> FinishAsync(CancellationToken ct)
    {
        try
        {
            await session.SendAsync(".", ct).ConfigureAwait(false);
            var longest = session.Server.Timeouts.SmtpFinalReply;
            var reply = await session.ReadReplyAsync(SmtpStage.FinalReply, ct, longest).ConfigureAwait(false);
            if (reply.Code is >= 300 and < 400)
                throw session.Connection.Break(MailStreamFault.OutOfStep, $"the server answered the final dot with {reply}");
            return reply;
        }
        catch (MailStreamException e)
        {
            throw OutcomeUnknown(e.Fault, e);
        }
        catch (OperationCanceledException e)
        {
            throw OutcomeUnknown(MailStreamFault.Cancelled, e);
        }
    }

    private SmtpOutcomeUnknownException OutcomeUnknown(MailStreamFault fault, Exception cause)
    {
        SmtpLog.OutcomeUnknown(session.Logger, session.Server.Host, session.Server.Port);
        var why = fault == MailStreamFault.Cancelled ? "we were told to stop" : cause.Message.TrimEnd('.');
        return new SmtpOutcomeUnknownException(
            fault, $"{session.Server.Address} may or may not have taken the message: after its last byte, {why}.", cause);
    }

    /// <summary>The MAIL command, and the recipients in the form for RCPT; what cannot be sent is refused here.</summary>
    private string WriteMail(out List<(string Address, string Written)> recipients)
    {
        if (envelope.Recipients.Count == 0) throw new ArgumentException("An envelope has at least one recipient.");
        var hasUtf8 = session.Extensions.Has("SMTPUTF8");
        recipients = [];
        foreach (var address in envelope.Recipients)
        {
            if (SmtpAddress.TryWrite(address, out var isUtf8) is not { } written)
                _refused.Add(new(address, new SmtpReply(501, "5.1.3", "This is not an address.")));
            else if (isUtf8 && !hasUtf8)
                _refused.Add(new(address, new SmtpReply(553, "5.6.7", AsciiOnly)));
            else
                recipients.Add((address, written));
            _needsUtf8 |= isUtf8;
        }
        if (recipients.Count == 0) throw AllRefused();
        var mail = new StringBuilder($"MAIL FROM:<{WriteSender(hasUtf8)}>");
        var octets = DotStuffing.CountOctets(message.Span);
        if (session.Extensions.LargestMessage is { } largest && largest < octets)
        {
            var why = string.Create(CultureInfo.InvariantCulture, $"It has {octets} octets, and the server takes no more than {largest}.");
            throw session.Refused(SmtpStage.Sender, "the message", new SmtpReply(552, "5.3.4", why));
        }
        if (session.Extensions.Has("SIZE")) mail.Append(CultureInfo.InvariantCulture, $" SIZE={octets}");
        if (session.Extensions.Has("DSN") && envelope.EnvelopeId is { } id) mail.Append(" RET=HDRS ENVID=").Append(XText(id));
        // Without 8BITMIME such octets are sent all the same: no server in use strips them, and changing a message is not a carrier's work.
        if (session.Extensions.Has("8BITMIME") && !Ascii.IsValid(message.Span)) mail.Append(" BODY=8BITMIME");
        if (hasUtf8 && (_needsUtf8 || HasUtf8Header(message.Span))) mail.Append(" SMTPUTF8");
        return mail.ToString();
    }

    private string WriteSender(bool hasUtf8)
    {
        if (envelope.Sender.Length == 0) return "";
        if (SmtpAddress.TryWrite(envelope.Sender, out var isUtf8) is not { } written)
            throw session.Refused(SmtpStage.Sender, "the sender", new SmtpReply(501, "5.1.7", $"'{envelope.Sender}' is not an address."));
        if (isUtf8 && !hasUtf8)
        {
            throw session.Refused(SmtpStage.Sender, "the sender", new SmtpReply(550, "5.6.7", AsciiOnly));
        }
        _needsUtf8 |= isUtf8;
        return written;
    }

    /// <summary>Everything up to DATA in one write, then every reply is read (RFC 2920 §3.1).</summary>
    private async Task<SmtpReply> PipelineAsync(string mail, List<(string Address, string Written)> recipients, CancellationToken ct)
    {
        await session.SendAsync([mail, .. recipients.Select(Rcpt), "DATA"], ct).ConfigureAwait(false);
        var sender = await session.ReadReplyAsync(SmtpStage.Sender, ct).ConfigureAwait(false);
        try
        {
            foreach (var (address, _) in recipients)
                Note(address, await session.ReadReplyAsync(SmtpStage.Recipient, ct).ConfigureAwait(false));
        }
        catch (MailProtocolException) when (!sender.IsPositive)
        {
            // QUIRK: blocklisting servers refuse the sender and hang up at once; their words must not be lost over it.
            throw SenderRefused(sender);
        }
        if (sender.IsPositive && _accepted.Count > 0) return await ReadDataReplyAsync(ct).ConfigureAwait(false);
        await DeclineDataAsync(ct).ConfigureAwait(false);
        throw sender.IsPositive ? AllRefused() : SenderRefused(sender);
    }

    /// <summary>Ends a transaction that nobody is to get. Servers that hang up now have said all that matters.</summary>
    private async Task DeclineDataAsync(CancellationToken ct)
    {
        try
        {
            // A server that wants the message all the same is given none (RFC 2920 §3.1).
            if ((await ReadDataReplyAsync(ct).ConfigureAwait(false)).Code != 354) return;
            await session.SendAsync(".", ct).ConfigureAwait(false);
            await session.ReadReplyAsync(SmtpStage.FinalReply, ct).ConfigureAwait(false);
        }
        catch (MailProtocolException)
        {
            // The refusal is the news; whether the connection survived it shows in IsConnected.
        }
    }

    private Task<SmtpReply> ReadDataReplyAsync(CancellationToken ct) =>
        session.ReadReplyAsync(SmtpStage.Data, ct, session.Server.Timeouts.SmtpDataStart);

    private SmtpRefusedException SenderRefused(SmtpReply reply) =>
        session.Refused(SmtpStage.Sender, $"the sender '{envelope.Sender}'", reply);

    private async Task<SmtpReply> StepByStepAsync(string mail, List<(string Address, string Written)> recipients, CancellationToken ct)
    {
        var sender = await session.CommandAsync(mail, SmtpStage.Sender, ct).ConfigureAwait(false);
        if (!sender.IsPositive) throw SenderRefused(sender);
        foreach (var recipient in recipients)
            Note(recipient.Address, await session.CommandAsync(Rcpt(recipient), SmtpStage.Recipient, ct).ConfigureAwait(false));
        if (_accepted.Count == 0) throw AllRefused();
        await session.SendAsync("DATA", ct).ConfigureAwait(false);
        return await ReadDataReplyAsync(ct).ConfigureAwait(false);
    }

    private string Rcpt((string Address, string Written) recipient) =>
        $"RCPT TO:<{recipient.Written}>{(session.Extensions.Has("DSN") && envelope.EnvelopeId is not null ? " NOTIFY=FAILURE,DELAY" : "")}";

    /// <summary>xtext (RFC 3461 §4).</summary>
    private static string XText(string id)
    {
        if (id.Length is 0 or > 100 || id.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new ArgumentException($"'{id}' is not an envelope id (RFC 3461 §4.4).", nameof(id));
        return id.Replace("+", "+2B", StringComparison.Ordinal).Replace("=", "+3D", StringComparison.Ordinal);
    }

    private void Note(string address, SmtpReply reply)
    {
        if (reply.IsPositive) _accepted.Add(address);
        else _refused.Add(new RefusedRecipient(address, reply));
    }

    private SmtpRefusedException AllRefused()
    {
        // One recipient worth another try makes the whole worth another try.
        var telling = _refused.Find(r => r.Reply.IsTransientForRecipient) ?? _refused[0];
        var others = _refused.Count == 1 ? "" : $" and {_refused.Count - 1} more";
        return session.Refused(SmtpStage.Recipient, $"the recipient '{telling.Address}'{others}", telling.Reply, _refused);
    }

    private static bool HasUtf8Header(ReadOnlySpan<byte> message)
    {
        var end = message.IndexOf("\r\n\r\n"u8);
        if (end < 0) end = message.IndexOf("\n\n"u8);
        return !Ascii.IsValid(end < 0 ? message : message[..end]);
    }
}

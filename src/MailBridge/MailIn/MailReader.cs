using MailBridge.Conversations;
using MailBridge.Mime;
using MailBridge.Operations;
using MailBridge.Storage;

namespace MailBridge.MailIn;

/// <summary>
/// Reads kept mails in the order they were kept and gives them to the desk. A mail that cannot be read is set apart and said so in the channel; it
/// never stops the others.
/// </summary>
internal sealed partial class MailReader(
    IRawMailStore raw, MailIntake intake, MailArrived arrived, HistoryBorders borders, SenderChecks senders, BridgeHealth health, ILogger<MailReader> logger, TimeProvider time)
    : BackgroundService
{
    private const int Batch = 50;

    /// <summary>A mail on which the desk itself fails this often is set apart like an unreadable one.</summary>
    private const int MostFailures = 3;

    private const string Withheld = "the mail server lists it but does not hand it out. Open it there with a mail program";

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);

    /// <summary>The name in the health report.</summary>
    private const string Component = "Incoming mail";

    private (RawMailId Mail, int Times) _failures;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var waiting = await raw.WaitingAsync(Batch, stoppingToken).ConfigureAwait(false);
                foreach (var mail in waiting) await ReadAsync(mail, stoppingToken).ConfigureAwait(false);
                health.Report(Component, null);
                if (waiting.Count == 0) await arrived.WaitAsync(LongestWait, stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                StoreFailed(logger, e);
                health.Report(Component, e.Message);
                await Task.Delay(AfterFailure, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ReadAsync(RawMail mail, CancellationToken cancellation)
    {
        if (await TranslateAsync(mail, cancellation).ConfigureAwait(false) is not { } email) return;
        try
        {
            var result = await intake.ReceiveAsync(email, history: borders.IsHistory(mail), cancellation).ConfigureAwait(false);
            Received(logger, mail.Id, mail.Inbox, result.Disposition, result.Conversation);
        }
        catch (Exception e) when (e is not OperationCanceledException and not StorageUnavailableException)
        {
            _failures = _failures.Mail == mail.Id ? (mail.Id, _failures.Times + 1) : (mail.Id, 1);
            if (_failures.Times < MostFailures) throw;
            IntakeFailed(logger, e, mail.Id);
            await raw.QuarantineAsync(mail.Id, $"the desk failed on it: {e.Message}", cancellation).ConfigureAwait(false);
        }
    }

    private async Task<IncomingEmail?> TranslateAsync(RawMail mail, CancellationToken cancellation)
    {
        string reason;
        try
        {
            var bytes = await raw.ReadAsync(mail.Id, cancellation).ConfigureAwait(false)
                ?? throw new InvalidDataException("Its bytes are missing from the store. Restore the database from a backup.");
            var message = MimeMessage.Read(bytes);
            var why = ImapPlace.IsWithheld(mail) ? Withheld : EmailTranslator.WhyUnreadable(message);
            if (why is null)
            {
                var email = EmailTranslator.Translate(message, mail.Id, mail.Inbox, mail.ReceivedAt, senders.Of(mail, message));
                return ImapPlace.IsCut(mail) ? EmailTranslator.MarkCut(email) : email;
            }
            reason = why;
        }
        catch (InvalidDataException e)
        {
            ReaderFailed(logger, e, mail.Id);
            reason = e.Message.TrimEnd('.');
        }
        catch (Exception e) when (e is not OperationCanceledException and not OutOfMemoryException and not StorageUnavailableException)
        {
            ReaderFailed(logger, e, mail.Id);
            reason = $"the reader failed on it ({e.GetType().Name})";
        }
        Quarantined(logger, mail.Id, mail.Inbox);
        await raw.QuarantineAsync(mail.Id, reason, cancellation).ConfigureAwait(false);
        return null;
    }

    [LoggerMessage(2001, LogLevel.Information, "Mail {Mail} of inbox {Inbox}: {Disposition}, conversation {Conversation}")]
    private static partial void Received(ILogger logger, RawMailId mail, InboxId inbox, RawMailDisposition disposition, ConversationId? conversation);

    [LoggerMessage(2002, LogLevel.Warning, "Mail {Mail} of inbox {Inbox} could not be read and is in quarantine")]
    private static partial void Quarantined(ILogger logger, RawMailId mail, InboxId inbox);

    [LoggerMessage(2003, LogLevel.Error, "The reader failed on mail {Mail}")]
    private static partial void ReaderFailed(ILogger logger, Exception exception, RawMailId mail);

    [LoggerMessage(2004, LogLevel.Error, "The desk failed on mail {Mail}; it is in quarantine")]
    private static partial void IntakeFailed(ILogger logger, Exception exception, RawMailId mail);

    [LoggerMessage(2005, LogLevel.Error, "Kept mail could not be read from the store or given to the desk; trying again in 2 s")]
    private static partial void StoreFailed(ILogger logger, Exception exception);
}

/// <summary>Mail that reached an inbox before its border is history: searchable, but not posted.</summary>
internal sealed class HistoryBorders(IReadOnlyDictionary<InboxId, DateTimeOffset> borders)
{
    public bool IsHistory(RawMail mail) => borders.TryGetValue(mail.Inbox, out var border) && mail.ReceivedAt < border;
}

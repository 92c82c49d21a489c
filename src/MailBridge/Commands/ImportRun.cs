using MailBridge.Conversations;
using MailBridge.Mime;
using MailBridge.Operations;
using MailBridge.TryOut;

namespace MailBridge.Commands;

/// <summary>
/// One import. The places are read twice: first for the dates, since a conversation grows in the order its mails were written, then in that
/// order into
/// the desk; so the memory that is needed does not grow with the size of the mails.
/// </summary>
internal sealed class ImportRun(ImportRequest request, BridgeSettings settings, Surroundings surroundings)
{
    private readonly OurSide _ourSide = new();
    private readonly List<string> _remarks = [];
    private int _problems;

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        CheckRequest();
        ImportedMail[] results = [];
        await ImportProgress.RunAsync(surroundings, async progress => results = await TakeAllAsync(progress, cancellation).ConfigureAwait(false))
            .ConfigureAwait(false);
        foreach (var remark in _remarks) await surroundings.Error.WriteLineAsync(remark).ConfigureAwait(false);
        if (request.Json)
        {
            foreach (var result in results) await surroundings.Output.WriteLineAsync(JsonLines.Of(result)).ConfigureAwait(false);
        }
        else
        {
            await surroundings.Output.WriteLineAsync(ImportSummary.Of(results, request.DryRun)).ConfigureAwait(false);
        }
        return _problems == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private async Task<ImportedMail[]> TakeAllAsync(ImportProgress progress, CancellationToken cancellation)
    {
        var found = await FindAsync(progress, cancellation).ConfigureAwait(false);
        var directory = Directory();
        var results = new ImportedMail[found.Count];
        await using var place = await ImportPlace.OpenAsync(request.DryRun, settings, surroundings, cancellation).ConfigureAwait(false);
        var intake = new ImportIntake(place, directory, request.Inbox, surroundings.Time);
        progress.Expect(found.Count);
        // The sort keeps the order of the files where dates are equal.
        foreach (var (index, mail) in found.Index().OrderBy(f => f.Item.At).ThenBy(f => f.Index))
        {
            cancellation.ThrowIfCancellationRequested();
            results[index] = await TakeAsync(intake, mail, cancellation).ConfigureAwait(false);
            progress.Step();
        }
        return results;
    }

    private void CheckRequest()
    {
        foreach (var domain in request.OurDomains.Where(d => !OptionsTranslation.IsDomain(d.TrimStart('@'))))
            throw new CommandFault($"{domain} is no domain; write --our-domain example.com.");
        var directory = settings.Directory;
        if (request.Inbox is not { } key || directory.Inboxes.Count == 0 || directory.Inbox(new InboxId(key)) is not null) return;
        throw new CommandFault($"There is no inbox {key}; the configuration has {string.Join(", ", directory.Inboxes.Select(i => i.Id))}.");
    }

    private async Task<List<FoundMailPlace>> FindAsync(ImportProgress progress, CancellationToken cancellation)
    {
        var found = new List<FoundMailPlace>();
        await foreach (var place in new MailSources(surroundings, Complain).FindAsync(request.Paths, cancellation).ConfigureAwait(false))
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                var message = MimeMessage.Read(await place.ReadAsync(cancellation).ConfigureAwait(false));
                _ourSide.Note(message);
                found.Add(new FoundMailPlace(place, ReceivedAt(message, place)));
                progress.Found(found.Count);
            }
            catch (Exception fault) when (fault is not OperationCanceledException and not OutOfMemoryException)
            {
                Complain($"{place.File} cannot be read: {fault.Message}");
            }
        }
        return found;
    }

    /// <summary>When the mail was written, as far as that is believable: an archive's file times tell when it was copied.</summary>
    private DateTimeOffset ReceivedAt(MimeMessage message, MailPlace place)
    {
        var now = surroundings.Time.GetUtcNow();
        var at = message.Date ?? place.FileTime ?? now;
        return at > now ? now : at;
    }

    private DeskDirectory Directory()
    {
        var configured = settings.Directory;
        var inboxes = configured.Inboxes.Count > 0 ? configured.Inboxes : [SoleInbox([])];
        if (request.OurDomains.Count > 0) return new DeskDirectory(inboxes, configured.Agents, request.OurDomains);
        if (configured.Inboxes.Count > 0) return configured;
        if (_ourSide.Best() is not { } guess) return new DeskDirectory(inboxes, [], []);
        Remark(guess.ToString());
        return guess.IsAddress
            ? new DeskDirectory([SoleInbox([new EmailAddress(guess.Name)])], [], [])
            : new DeskDirectory(inboxes, [], [guess.Name]);
    }

    /// <summary>The inbox that mail goes to where none is configured: the try-out's, which shows it.</summary>
    private Inbox SoleInbox(IReadOnlyList<EmailAddress> addresses)
        => new(
            new InboxId(request.Inbox ?? TryOutOptions.Inbox), "Imported mail", addresses, new ChatChannel("workspace", "", TryOutOptions.Inbox));

    private async Task<ImportedMail> TakeAsync(ImportIntake intake, FoundMailPlace mail, CancellationToken cancellation)
    {
        var none = new ImportedMail(mail.Place.File, null, EmailKind.Customer, null, null, null, null, mail.Place.Offset, null, false, null);
        try
        {
            var bytes = await mail.Place.ReadAsync(cancellation).ConfigureAwait(false);
            var result = await intake.TakeAsync(mail.Place, bytes, mail.At, cancellation).ConfigureAwait(false);
            if (result.Problem is { } problem) Complain($"{mail.Place.File} was left out: {problem}.");
            return result;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Complain($"{mail.Place.File} was left out, since it cannot be read: {fault.Message}");
            return none with { Problem = fault.Message };
        }
    }

    private void Complain(string sentence)
    {
        _problems++;
        Remark(sentence);
    }

    /// <summary>Said at once, or after the progress bar where one is drawn: it would be drawn over.</summary>
    private void Remark(string sentence)
    {
        if (surroundings.IsWatched) _remarks.Add(PlainPage.Safe(sentence));
        else surroundings.Error.WriteLine(PlainPage.Safe(sentence));
    }

    private sealed record FoundMailPlace(MailPlace Place, DateTimeOffset At);
}

using MailBridge.Conversations;
using MailBridge.Mime;
using MailBridge.Operations;
using MailBridge.TryOut;

namespace MailBridge.Commands;

/// <summary>
/// One import. The places are read twice: first for dates and references, since a conversation grows in the order its mails were written and answered,
/// then in that order into the desk; so the memory that is needed does not grow with the size of the mails.
/// </summary>
internal sealed class ImportRun(ImportRequest request, BridgeSettings settings, Surroundings surroundings)
{
    /// <summary>Mails kept in one commit: the disk takes fifty as fast as one, and a kill leaves no more to be gone through again.</summary>
    private const int BatchMails = 50;

    /// <summary>Octets held in memory for one commit, as far as single mails allow.</summary>
    private const long BatchOctets = 8 << 20;

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
        await intake.ResumeAsync(cancellation).ConfigureAwait(false);
        progress.Expect(found.Count);
        // The files' order stays where dates are equal.
        var waiting = new Queue<(int Index, FoundMailPlace Mail)>(
            ThreadOrder.Of([.. found.Select(f => f.Member)]).Select(o => (o.Mail, found[o.Mail] with { Related = o.Related })));
        while (waiting.Count > 0)
        {
            var batch = await ReadBatchAsync(waiting, results, cancellation).ConfigureAwait(false);
            await foreach (var (mail, result) in intake.TakeAsync(batch, cancellation).ConfigureAwait(false))
            {
                results[mail.Index] = result;
                if (result.Problem is { } problem) Complain($"{result.File} was left out: {problem}.");
                progress.Step();
            }
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
                found.Add(new FoundMailPlace(place, Member(message, ReceivedAt(message, place)), []));
                progress.Found(found.Count);
            }
            catch (Exception fault) when (fault is not OperationCanceledException and not OutOfMemoryException)
            {
                Complain($"{place.File} cannot be read: {fault.Message}");
            }
        }
        return found;
    }

    private static ThreadMember Member(MimeMessage message, DateTimeOffset at) => new(
        message.MessageId is { Length: > 0 } id ? new MsgId(id) : null,
        [.. (message.References.Count > 0 ? message.References : message.InReplyTo.Take(1)).Select(r => new MsgId(r))],
        at);

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

    /// <summary>The next mails, as many as are kept in one commit.</summary>
    private async Task<List<ReadMail>> ReadBatchAsync(
        Queue<(int Index, FoundMailPlace Mail)> waiting, ImportedMail[] results, CancellationToken cancellation)
    {
        var (batch, octets) = (new List<ReadMail>(), 0L);
        while (batch.Count < BatchMails && octets < BatchOctets && waiting.TryDequeue(out var next))
        {
            cancellation.ThrowIfCancellationRequested();
            var (place, member, related) = next.Mail;
            try
            {
                var bytes = await place.ReadAsync(cancellation).ConfigureAwait(false);
                octets += bytes.Length;
                batch.Add(new ReadMail(next.Index, place, MimeMessage.Read(bytes), member.At) { Related = related });
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                Complain($"{place.File} was left out, since it cannot be read: {fault.Message}");
                results[next.Index] = ImportedMail.Unread(place, fault.Message);
            }
        }
        return batch;
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

    private sealed record FoundMailPlace(MailPlace Place, ThreadMember Member, IReadOnlyList<MsgId> Related);
}

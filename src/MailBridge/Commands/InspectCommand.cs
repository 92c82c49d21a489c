using System.CommandLine;
using MailBridge.Mime;

namespace MailBridge.Commands;

/// <summary><c>inspect</c>: shows what the bridge reads in mails. Needs no configuration and keeps nothing.</summary>
internal sealed class InspectCommand : TeachingCommand
{
    public InspectCommand(Surroundings surroundings)
        : base("inspect", "Show what the bridge reads in mails: headers, text, reply, quote, signature, attachments, defects.")
    {
        var paths = MailArguments.Paths();
        var json = new Option<bool>("--json") { Description = "One JSON object a line for each message." };
        var trust = new Option<string[]>("--trust")
        {
            Description = "Tell who a mail is really from by the Authentication-Results of this server, as for TrustedAuthenticationServers.",
        };
        Add(paths);
        Add(json);
        Add(trust);
        SetAction((parsed, cancellation) => RunAsync(
            parsed.GetRequiredValue(paths), parsed.GetValue(json), parsed.GetValue(trust) ?? [], surroundings, cancellation));
    }

    public override IReadOnlyList<(string Line, string Purpose)> Examples =>
    [
        ("mailbridge inspect mail.eml", "a page about one mail"),
        ("mailbridge inspect --json ~/Maildir > mails.jsonl", "all mails of a Maildir, for another program"),
        ("mailbridge inspect archive.mbox | less", "an mbox file, page by page"),
        ("mailbridge inspect --trust mx.google.com mail.eml", "whether Google's server vouches for the sender"),
        ("curl … | mailbridge inspect -", "a mail from standard input"),
    ];

    private static async Task<int> RunAsync(string[] paths, bool json, string[] trusted, Surroundings surroundings, CancellationToken cancellation)
    {
        var failures = 0;
        void Complain(string sentence)
        {
            failures++;
            surroundings.Error.WriteLine(PlainPage.Safe(sentence));
        }
        await foreach (var place in new MailSources(surroundings, Complain).FindAsync(paths, cancellation).ConfigureAwait(false))
        {
            cancellation.ThrowIfCancellationRequested();
            if (await ReadAsync(place, json, trusted, Complain, cancellation).ConfigureAwait(false) is { } shown)
                await surroundings.Output.WriteLineAsync(shown).ConfigureAwait(false);
        }
        return failures == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<string?> ReadAsync(MailPlace place, bool json, string[] trusted, Action<string> complain, CancellationToken cancellation)
    {
        try
        {
            var message = MimeMessage.Read(await place.ReadAsync(cancellation).ConfigureAwait(false));
            var mail = InspectedMail.Of(place, message, trusted);
            return json ? JsonLines.Of(mail) : mail.ToPage();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            complain($"{place.File} cannot be opened: {fault.Message}");
        }
        catch (Exception fault) when (fault is not OperationCanceledException and not OutOfMemoryException)
        {
            complain($"{place.File} cannot be read: this is a fault of MailBridge; please report it with the file. {fault.GetType().Name}: {fault.Message}");
        }
        return null;
    }
}

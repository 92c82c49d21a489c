using System.CommandLine;
using MailBridge.Operations;

namespace MailBridge.Commands;

/// <summary><c>import</c>: brings old mail into the history, by the same way that new mail takes.</summary>
internal sealed class ImportCommand : TeachingCommand
{
    private readonly Argument<string[]> _paths = MailArguments.Paths();

    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "Keep nothing: work on a copy of the database, or on an empty one, and throw it away.",
    };

    private readonly Option<bool> _json = new("--json") { Description = "One JSON object a line for each mail, in the order of the files." };

    private readonly Option<string?> _inbox = new("--inbox")
    {
        Description = "Put every mail into this inbox. Otherwise the addresses decide, then the first inbox.", HelpName = "KEY",
    };

    private readonly Option<string[]> _domains = new("--our-domain")
    {
        Description = "Take mail from this domain for ours; may be given again. Otherwise the configuration tells, else a guess from the mails.",
        HelpName = "DOMAIN",
    };

    public ImportCommand(Option<string?> config, Surroundings surroundings)
        : base("import", "Bring old mail into the history. Nothing is posted and nothing is sent; what is there already stays as it is.")
    {
        Add(_paths);
        Add(_dryRun);
        Add(_json);
        Add(_inbox);
        Add(_domains);
        SetAction((parsed, cancellation) =>
        {
            var request = new ImportRequest(
                parsed.GetRequiredValue(_paths), parsed.GetValue(_dryRun), parsed.GetValue(_json), parsed.GetValue(_inbox),
                parsed.GetValue(_domains) ?? []);
            return new ImportRun(request, surroundings.Settings(parsed.GetValue(config)), surroundings).RunAsync(cancellation);
        });
    }

    public override IReadOnlyList<(string Line, string Purpose)> Examples =>
    [
        ("mailbridge import --dry-run ~/Maildir", "what would become of these mails"),
        ("mailbridge import ~/Maildir archive.mbox", "take them in; doing it again changes nothing"),
        ("mailbridge import --dry-run --json --our-domain acme.example mails/", "for another program"),
    ];
}

/// <summary>What <c>import</c> was asked to do.</summary>
internal sealed record ImportRequest(IReadOnlyList<string> Paths, bool DryRun, bool Json, string? Inbox, IReadOnlyList<string> OurDomains);

using System.CommandLine;
using MailBridge.Operations;

namespace MailBridge.Commands;

/// <summary><c>doctor</c>: tries everything the configuration names and says what is wrong. Changes nothing and sends nothing.</summary>
internal sealed class DoctorCommand : TeachingCommand
{
    public DoctorCommand(Option<string?> config, Surroundings surroundings)
        : base("doctor", "Check the configuration and every connection in it, and say in a sentence what is wrong. No mail is read or sent.")
        => SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(config), surroundings, cancellation));

    public override IReadOnlyList<(string Line, string Purpose)> Examples =>
    [
        ("mailbridge doctor", "check what the working directory's appsettings.json names"),
        ("mailbridge doctor --config new.json && systemctl restart mailbridge", "look before you leap"),
    ];

    private static async Task<int> RunAsync(string? config, Surroundings surroundings, CancellationToken cancellation)
    {
        var failed = 0;
        void Say(Finding finding)
        {
            if (!finding.IsGood) failed++;
            surroundings.Output.WriteLine(PlainPage.Safe($"{(finding.IsGood ? "ok    " : "FAILED")}  {finding.What}: {finding.Sentence}"));
        }
        switch (SettingsReader.Read(config, surroundings.WorkingDirectory, surroundings.Environment))
        {
            case SettingsReading.Faulty(var problems):
                foreach (var problem in problems) Say(Finding.Bad("Configuration", problem));
                break;
            case SettingsReading.Valid(var settings):
                Say(Finding.Good("Configuration", settings.File ?? "none, so the try-out will run"));
                await foreach (var finding in new Checkup(settings, surroundings.Time).RunAsync(cancellation).ConfigureAwait(false)) Say(finding);
                break;
        }
        var end = failed == 0 ? "Everything works." : $"{PlainPage.Count(failed, "check", "checks")} failed.";
        await surroundings.Output.WriteLineAsync(end).ConfigureAwait(false);
        return failed == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}

/// <summary>What a check found.</summary>
internal sealed record Finding(string What, bool IsGood, string Sentence)
{
    public static Finding Good(string what, string sentence) => new(what, true, sentence);

    public static Finding Bad(string what, string sentence) => new(what, false, sentence);
}

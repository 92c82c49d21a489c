using System.CommandLine;
using MailBridge.Operations;

namespace MailBridge.Commands;

/// <summary><c>serve</c>: runs the bridge until it is told to stop.</summary>
internal sealed class ServeCommand : TeachingCommand
{
    public ServeCommand(Option<string?> config, Surroundings surroundings)
        : base("serve", "Run the bridge until Ctrl+C. This is what mailbridge does without a command.")
        => SetAction((parsed, cancellation) => surroundings.Serve(surroundings.Settings(parsed.GetValue(config)), cancellation));

    public override IReadOnlyList<(string Line, string Purpose)> Examples =>
    [
        ("mailbridge serve", "with appsettings.json of the working directory, or the try-out if there is none"),
        ("mailbridge serve --config /etc/mailbridge.json", "with another file"),
        ("MAILBRIDGE_Smtp__Password=… mailbridge serve", "with an option from the environment"),
    ];
}

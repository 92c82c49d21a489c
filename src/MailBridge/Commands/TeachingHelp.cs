using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace MailBridge.Commands;

/// <summary>A command that shows by example how it is used.</summary>
internal abstract class TeachingCommand(string name, string description) : Command(name, description)
{
    /// <summary>Command lines and what each is for.</summary>
    public abstract IReadOnlyList<(string Line, string Purpose)> Examples { get; }
}

/// <summary>The library's help, and below it examples.</summary>
internal sealed class TeachingHelp(HelpAction help) : SynchronousCommandLineAction
{
    private static readonly IReadOnlyList<(string, string)> Overview =
    [
        ("mailbridge", "try it out: sample mailbox and web chat, nothing to configure"),
        ("cp appsettings.example.json appsettings.json", "then fill in the mailbox and the server, and check them:"),
        ("mailbridge doctor", "says of every connection whether it works"),
        ("mailbridge inspect --help", "more about one command"),
    ];

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = help.Invoke(parseResult);
        var examples = parseResult.CommandResult.Command switch
        {
            TeachingCommand teaching => teaching.Examples,
            RootCommand => Overview,
            _ => [],
        };
        if (examples.Count == 0) return code;
        var output = parseResult.InvocationConfiguration.Output;
        var width = examples.Max(e => e.Item1.Length) + 2;
        output.WriteLine("Examples:");
        foreach (var (line, purpose) in examples) output.WriteLine($"  {line.PadRight(width)}{purpose}");
        output.WriteLine();
        return code;
    }
}

using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Reflection;
using MailBridge.Operations;
using MailBridge.Storage;

namespace MailBridge.Commands;

/// <summary>The command line: <c>mailbridge [COMMAND]</c>.</summary>
internal static class BridgeCommandLine
{
    private static readonly ParserConfiguration Parser = new() { ResponseFileTokenReplacer = null };

    /// <summary>Reads the arguments, runs the command and tells how it ended. Never throws.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Surroundings surroundings, CancellationToken cancellation)
    {
        var root = Build(surroundings);
        var parsed = root.Parse(arguments, Parser);
        try
        {
            var isFaulty = parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction;
            if ((isFaulty ? UsageFault.Sentence(parsed) : UsageFault.MistakenOption(parsed)) is { } sentence)
            {
                await surroundings.Error.WriteLineAsync(sentence).ConfigureAwait(false);
                return ExitCode.Usage;
            }
            // Signals are the process' business (Program); the library would kill a command two seconds after the first Ctrl+C.
            var invocation = new InvocationConfiguration
            {
                Output = surroundings.Output,
                Error = surroundings.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(invocation, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCode.Stopped;
        }
        catch (ClosedPipeException)
        {
            return ExitCode.Done;
        }
        catch (Exception fault) when (IsOfThisWorld(fault))
        {
            await surroundings.Error.WriteLineAsync(fault.Message).ConfigureAwait(false);
            return ExitCode.Failed;
        }
        catch (Exception fault)
        {
            await surroundings.Error.WriteLineAsync("This is a fault of MailBridge itself; please report it with these lines.").ConfigureAwait(false);
            await surroundings.Error.WriteLineAsync(fault.ToString()).ConfigureAwait(false);
            return ExitCode.Failed;
        }
    }

    /// <summary>A fault whose message is for the person at the keyboard; any other is one of ours.</summary>
    private static bool IsOfThisWorld(Exception fault)
        => fault is CommandFault or StorageUnavailableException or DataFolderException or IOException or UnauthorizedAccessException;

    private static RootCommand Build(Surroundings surroundings)
    {
        surroundings = surroundings with { Output = new PipeWriter(surroundings.Output) };
        var config = new Option<string?>("--config")
        {
            Description = $"Read the options from this file instead of {SettingsReader.DefaultFile} in the working directory.",
            HelpName = "PATH",
            Recursive = true,
        };
        var serve = new ServeCommand(config, surroundings);
        var root = new RootCommand(
            "MailBridge brings shared customer mailboxes into the team's chat, and replies from chat to the customer.\n  Without a command it serves.")
        {
            serve, new InspectCommand(surroundings), new ImportCommand(config, surroundings), new SearchCommand(config, surroundings),
            new CustomerCommand(config, surroundings), new AuditCommand(config, surroundings), new DoctorCommand(config, surroundings), config,
        };
        root.Action = serve.Action;
        foreach (var option in root.Options)
        {
            if (option is VersionOption version) version.Action = new ShowVersion(surroundings.Output);
            if (option is HelpOption { Action: HelpAction help }) option.Action = new TeachingHelp(help);
        }
        return root;
    }

    private sealed class ShowVersion(TextWriter output) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            output.WriteLine($"mailbridge {Assembly.GetExecutingAssembly().GetName().Version?.ToString(3)}");
            return ExitCode.Done;
        }
    }
}

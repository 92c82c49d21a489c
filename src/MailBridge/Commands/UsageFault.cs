using System.CommandLine;
using System.CommandLine.Parsing;
using MailBridge.Operations;

namespace MailBridge.Commands;

/// <summary>Says in a sentence why a command line makes no sense and what to write instead.</summary>
internal static class UsageFault
{
    /// <summary>
    /// An argument that was surely meant as an option: it begins with a hyphen and stands before <c>--</c>; null when there is none.
    /// </summary>
    public static string? MistakenOption(ParseResult parsed)
    {
        var stray = parsed.Tokens.TakeWhile(t => t.Type != TokenType.DoubleDash)
            .FirstOrDefault(t => t.Type == TokenType.Argument && t.Value.Length > 1 && t.Value[0] == '-');
        return stray is null ? null : Stray(stray.Value, parsed.CommandResult.Command, Name(parsed.CommandResult.Command));
    }

    /// <summary>What is wrong with a command line that could not be read.</summary>
    public static string Sentence(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var name = Name(command);
        if (parsed.UnmatchedTokens is [var stray, ..]) return Stray(stray, command, name);
        var error = parsed.Errors[0];
        return error.SymbolResult switch
        {
            ArgumentResult { Argument: var argument } when argument.Arity.MinimumNumberOfValues > 0 =>
                $"{name} needs {argument.HelpName ?? argument.Name}: {Lower(argument.Description)} See {name} --help.",
            OptionResult { Option: var option } => $"{option.Name} needs {option.HelpName ?? "a value"}: {Lower(option.Description)}",
            _ => $"{error.Message} See {name} --help.",
        };
    }

    private static string Stray(string stray, Command command, string name)
    {
        var isOption = stray.StartsWith('-');
        var known = isOption
            ? command.Options.Concat(command.Parents.OfType<Command>().SelectMany(p => p.Options).Where(o => o.Recursive)).Select(o => o.Name)
            : command.Subcommands.Select(c => c.Name);
        var near = Spelling.Nearest(stray, known);
        var what = isOption ? $"an option of {name}" : command.Subcommands.Count > 0 ? "a command" : $"expected by {name}";
        return $"{stray} is not {what}; {(near is null ? "see" : $"did you mean {near}? See")} {name} --help.";
    }

    private static string Name(Command command) => command is RootCommand ? "mailbridge" : $"mailbridge {command.Name}";

    private static string Lower(string? text)
        => string.IsNullOrEmpty(text) ? "see the help." : char.ToLowerInvariant(text[0]) + text[1..];
}

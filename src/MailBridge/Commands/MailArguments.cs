using System.CommandLine;

namespace MailBridge.Commands;

/// <summary>Arguments that several commands share.</summary>
internal static class MailArguments
{
    public static Argument<string[]> Paths() => new("PATH")
    {
        Description = "Name a mail, an mbox file, a Maildir, a folder of .eml files, or - for standard input.",
        Arity = ArgumentArity.OneOrMore,
    };
}
